"""The command `export`: what a query finds, in an open format, printed or written."""

from __future__ import annotations

import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from library.errors import NotOursError
from library.highlight import Colour
from library.store import Store
from reader.config import read_settings
from reader.records import DONE, FAILED, fail, plain, print_json

if TYPE_CHECKING:
    from argparse import Namespace as Parsed
    from collections.abc import Iterator
    from types import SimpleNamespace

    from library.exporters import Format
    from library.exporters.leaving import Choice, Manner
    from library.exporters.vault import Outcome
    from reader.config import Home

    Namespace = Parsed | SimpleNamespace


def export(options: Namespace, home: Home) -> int:
    """Write articles with their notes, or notes alone, in an open format."""
    from library.exporters import BY_ID
    from library.exporters.leaving import Manner, chosen_by

    form = BY_ID[options.format]
    manner = Manner(options.body, options.only_annotated, options.force)
    with Store(home.library) as store:
        choice = chosen_by(store, form, " ".join(options.query), datetime.now(UTC), _colours(home))
        if options.out in (None, "", "-"):
            return _print_as_json(store, form, choice, manner) if options.json else _print(store, form, choice, manner)
        out = Path(options.out)
        if form.per_article:
            return _write_folder(store, form, choice, manner, out, as_json=options.json)
        from library.exporters.leaving import write_file

        try:
            if options.out.endswith(("/", os.sep)):  # a folder, even if it is not there yet
                out /= form.file
            written = write_file(store, form, choice, out, datetime.now(UTC), manner)
        except NotOursError as error:
            return fail(f"{error}; --force overwrites it")
    if options.json:
        print_json([{**written._asdict(), "path": str(written.path)}])
    else:
        told = f"{_count(written.highlights, 'highlight')} of {_count(written.articles, 'article')}"
        print(plain(f"{told} written to {written.path}"))
    return DONE


def _colours(home: Home) -> dict[str, Colour]:
    """The names that a person has for colours."""
    names = read_settings(home.settings)[0].colours
    return {name: Colour(colour) for colour, name in names.items() if colour in set(Colour)}


def _print(store: Store, form: Format, choice: Choice, manner: Manner) -> int:
    """Print everything; JSON in ASCII where the output can't have all characters."""
    from library.exporters.leaving import printed
    from library.exporters.safe import ascii_json

    narrow = form.suffix.startswith(".json") and not re.match(r"(?i)utf", sys.stdout.encoding or "utf-8")
    for chunk in printed(store, form, choice, datetime.now(UTC), manner):
        text = plain(chunk, keep_lines=True)
        sys.stdout.write(ascii_json(text) if narrow else text)
        if form.per_article:
            sys.stdout.write("\n")
    return DONE


def _print_as_json(store: Store, form: Format, choice: Choice, manner: Manner) -> int:
    """Print what is JSON as it is, and else an array of texts."""
    from library.exporters.leaving import printed

    if form.suffix.startswith(".json"):
        return _print(store, form, choice, manner)
    texts = list(printed(store, form, choice, datetime.now(UTC), manner))
    print_json([{"text": text} for text in (texts if form.per_article else ["".join(texts)])])
    return DONE


def _write_folder(store: Store, form: Format, choice: Choice, manner: Manner, out: Path, *, as_json: bool) -> int:
    from library.exporters.leaving import write_folder

    code = DONE
    outcomes: list[Outcome] = []
    for outcome in _with_progress(write_folder(store, form, choice, out, manner)):
        outcomes.append(outcome)
        for piece in outcome.kept:
            fail(f"{outcome.path}: {piece} has changed in the library, but was edited in the file, and stays as it is")
        if outcome.reason:
            code = fail(f"{outcome.path} is left alone: {outcome.reason}", FAILED)
    if as_json:
        print_json([_record(outcome) for outcome in outcomes])
    else:
        written = sum(outcome.done in ("written", "changed") for outcome in outcomes)
        unchanged = sum(outcome.done == "unchanged" for outcome in outcomes)
        rest = f", {unchanged} unchanged" if unchanged else ""
        print(plain(f"{written} written to {out}{rest}"))
    return code


def _record(outcome: Outcome) -> dict[str, object]:
    found: dict[str, object] = {"id": outcome.article, "path": str(outcome.path), "status": outcome.done}
    return found | ({"reason": outcome.reason} if outcome.reason else {})


def _with_progress(outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    """The same, with a count on a terminal's stderr once it takes long."""
    shown = sys.stderr.isatty()
    for number, outcome in enumerate(outcomes, 1):
        if shown and number % 100 == 0:
            sys.stderr.write(f"\r{number} articles")
            sys.stderr.flush()
        yield outcome
    if shown:
        sys.stderr.write("\r\x1b[K")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
