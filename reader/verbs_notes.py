"""What `notes` and `recall` print: highlights of the library, found, dealt at random, or those of the day."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from library.note_query import names_of, parse_notes
from library.note_shelves import NoteOrder
from library.store import Store
from reader.config import read_settings
from reader.notecard import said, tags_of
from reader.records import DONE, note_record, plain, print_json
from reader.words import day

if TYPE_CHECKING:
    from argparse import Namespace as Parsed
    from collections.abc import Sequence
    from types import SimpleNamespace

    from library.highlight import NotedPassage
    from reader.config import Home

    Namespace = Parsed | SimpleNamespace


def notes(options: Namespace, home: Home) -> int:
    """Print the highlights that a query finds, all or some of them, by article or by day. Raises QueryError."""
    from random import Random, SystemRandom

    words = " ".join(options.query)
    settings, _ = read_settings(home.settings)
    query = parse_notes(words, datetime.now(UTC), colours=names_of(settings.colours))
    dealt = Random(options.seed) if options.seed is not None else SystemRandom()  # noqa: S311  it deals notes
    order = NoteOrder.CREATED if options.group == "date" else NoteOrder.ARTICLE
    with Store(home.library) as store:
        if options.random is not None:
            shuffled = store.note_ids(query._replace(order=NoteOrder.RANDOM), random=dealt)
            ids = shuffled[: options.random]
            if options.group:  # whose members stand together
                chosen = set(ids)
                ids = [number for number in store.note_ids(query, order=order) if number in chosen]
        else:
            ids = store.note_ids(query, order=order, random=dealt)
        passages = store.noted_passages(ids[: options.limit])
    if options.json:
        print_json([note_record(passage) for passage in passages])
        return DONE
    _print_passages(passages, options.group)
    return DONE


def recall(options: Namespace, home: Home) -> int:
    """Print the highlights of the day, which rest for a week at least after it."""
    now = datetime.now(UTC)
    settings, _ = read_settings(home.settings)
    with Store(home.library) as store:
        passages = store.noted_passages(store.recall_of(now, settings.recall))
        for passage in passages:
            store.was_recalled(passage.highlight.id, now)
        coming = None if passages else store.next_recall(now)
    if options.json:
        print_json([note_record(passage) for passage in passages])
        return DONE
    _print_passages(passages, None)
    if not passages:
        when = f"the next ones come on {coming.isoformat()}" if coming else "highlights come back after a week"
        print(f"Nothing comes back today; {when}.", file=sys.stderr)
    return DONE


def _print_passages(passages: Sequence[NotedPassage], group: str | None) -> None:
    """Print highlights as text: each with its article, or in `article` or `date` groups under headings."""
    former = ""
    for passage in passages:
        highlight = passage.highlight
        if group is not None:
            site = f" · {passage.site}" if passage.site else ""
            heading = day(highlight.created) if group == "date" else f"{passage.title}{site}"
            if heading != former:
                print(("\n" if former else "") + plain(heading))
            former = heading
        _print_one(passage, grouped=group == "article")


def _print_one(passage: NotedPassage, *, grouped: bool) -> None:
    highlight = passage.highlight
    state = "" if highlight.state == "held" else f" [{highlight.state}]"
    where = "waiting" if highlight.article is None else str(highlight.article)
    title = "" if grouped else f"{passage.title} ({where})"
    print(plain(f"{highlight.id}  {title}{state}".rstrip()))
    words = " ".join(highlight.quote.split())
    print(plain(f"    “{words}”" if words else f"    {said(highlight)}"))
    for line in highlight.note.splitlines():
        print(plain(f"    {line}"))
    if highlight.tags:
        print(plain(f"    {tags_of(highlight)}"))
