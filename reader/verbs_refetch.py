"""`broadsheet refetch` and `broadsheet versions`: new texts for stored articles, and the former ones."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from library.article import Shelf, utc_text
from library.errors import FetchError, LibraryError, NotFoundError
from library.refetch import Outcome, drafted, renew, restore
from library.store import Store
from reader.records import DONE, USAGE, fail, plain, print_json
from reader.refetched import lines, record, sentence

if TYPE_CHECKING:
    from argparse import Namespace as Parsed
    from collections.abc import Iterable, Iterator
    from types import SimpleNamespace

    from library.article import Article
    from library.refetch import Refetched
    from library.source import Source
    from reader.config import Home

    Namespace = Parsed | SimpleNamespace


def refetch(options: Namespace, home: Home) -> int:
    """Fetch articles again, and say what changed for their notes."""
    wrong = _misused(options)
    if wrong:
        return fail(wrong, USAGE)
    code = DONE
    with Store(home.library) as store:
        numbers = _all_numbers(store, options) if options.all else options.ids
        for number in _counted(numbers, shown=options.all and not options.json):
            try:
                done = _renewed(store, store.article(number), options, home)
            except LibraryError as error:
                code = fail(f"{number}: {error}")
                if options.json:
                    print_json({"id": number, "status": "failed", "reason": str(error)}, line=True)
                continue
            if options.json:
                print_json(record(done), line=True)
            if done.outcome is Outcome.REFUSED:
                code = fail(f"{number}: {_refused(done)}")
            elif not options.json:
                _print_done(done)
            for warning in done.warnings:
                fail(f"{number}: {warning}")
    return code


def _misused(options: Namespace) -> str:
    """Why the options make no sense together; empty when they do."""
    if options.all and options.ids:
        return "--all means every article; leave the ids out"
    if not options.all and not options.ids:
        return "say which articles by their ids, or --all"
    if options.file is not None and (options.all or len(options.ids) != 1):
        return "--file is the page of one article; give its id alone"
    if options.file is not None and options.offline:
        return "--file and --offline both say where the text comes from; choose one"
    return ""


def _all_numbers(store: Store, options: Namespace) -> list[int]:
    """The articles that can be fetched again; those that can't are counted on stderr."""
    articles = store.articles(store.ids(Shelf.ALL))
    numbers = [article.id for article in articles if article.url or options.offline]
    if len(numbers) < len(articles):
        fail(f"{len(articles) - len(numbers)} without an address left out; --offline takes them as well")
    return numbers


def _counted(numbers: Iterable[int], *, shown: bool) -> Iterator[int]:
    """The numbers, with how far it is on stderr when that is a terminal."""
    listed = list(numbers)
    shown = shown and len(listed) > 1 and sys.stderr.isatty()
    for at, number in enumerate(listed, 1):
        if shown:
            print(f"\r{at} of {len(listed)} ", end="", file=sys.stderr, flush=True)
        yield number
    if shown:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _renewed(store: Store, article: Article, options: Namespace, home: Home) -> Refetched:
    """Raises LibraryError."""
    now = datetime.now(UTC)
    made = drafted(_source(store, article, options, now), now, (), home.rules)
    return renew(store, article, made, now, anyway=options.anyway)


def _source(store: Store, article: Article, options: Namespace, now: datetime) -> Source:
    from library.fetch import read_file, read_page, read_stream

    if options.offline:
        return store.source(article.id)
    if options.file is not None:
        if str(options.file) == "-":
            return read_stream(sys.stdin.buffer, now, article.url)
        return read_file(options.file, now, article.url)
    if not article.url:
        raise FetchError(
            "its address is not known, so it can't be fetched; --file takes a saved page, --offline the stored one"
        )
    return read_page(article.url, now)


def _refused(done: Refetched) -> str:
    told = sentence(done)
    from library.judge import Ground

    empty = done.objection is not None and done.objection.ground is Ground.EMPTY
    return told if empty else f"{told} --anyway takes it all the same."


def _print_done(done: Refetched) -> None:
    print(plain(f"{done.outcome} {done.article}: {done.title}"))
    if done.outcome is Outcome.UPDATED:
        print(plain(f"    {sentence(done)}"))
    for label, words in lines(done):
        print(plain(f"    {label}: {words}"))
    if done.version is not None:
        print(f"    `broadsheet versions {done.article} --restore {done.version}` puts the former text back")


def versions(options: Namespace, home: Home) -> int:
    """List the former texts of an article, print one, or put one back."""
    with Store(home.library) as store:
        article = store.article(options.id)
        if options.restore is not None:
            done = restore(store, article.id, options.restore, datetime.now(UTC))
            if options.json:
                print_json(record(done))
            else:
                _print_done(done)
            return DONE
        kept = store.versions(article.id)
        if options.show is not None:
            if options.show not in [version.id for version in kept]:
                raise NotFoundError(f"Article {article.id} has no former text {options.show}.")
            return _show(store, options)
    if options.json:
        print_json([
            {"version": version.id, "title": version.title, "words": version.words,
             "replaced": utc_text(version.replaced)}
            for version in kept
        ])  # fmt: skip
        return DONE
    for version in kept:
        when = version.replaced.astimezone().strftime("%Y-%m-%d %H:%M")
        print(plain(f"{version.id:>4}  until {when}  {version.words:>7,} words  {version.title}"))
    if not kept:
        print(plain(f"“{article.title}” has had no other text."))
    return DONE


def _show(store: Store, options: Namespace) -> int:
    draft = store.version(options.show)
    if options.json:
        from library.exporters.record import record as article_record

        print_json({"version": options.show, **article_record(draft.metadata, draft.document)})
        return DONE
    from library.exporters.text import to_text

    print(plain(to_text(draft.metadata, draft.document), keep_lines=True))
    return DONE
