"""`broadsheet refetch` and `broadsheet versions`: new texts for stored articles, and the former ones."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from library.answers import Validators
from library.article import Shelf, utc_text
from library.errors import FetchError, LibraryError, NotFoundError
from library.refetch import Outcome, drafted, renew, restore
from library.store import Store
from reader.progress import Progress
from reader.records import DONE, USAGE, fail, plain, print_json
from reader.refetched import lines, record, sentence
from reader.tasks import cookies_of, manners_of

if TYPE_CHECKING:
    from argparse import Namespace as Parsed
    from collections.abc import Sequence
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
        way = _from_sources if options.offline or options.file is not None else _from_pages
        with Progress("Fetching", len(numbers), shown=not options.json) as progress:
            for number, done in way(store, numbers, options, home):
                progress.clear()
                code = max(code, _tell(number, done, options))
                progress.step(failed=isinstance(done, LibraryError))
    return code


def _tell(number: int, done: Refetched | LibraryError, options: Namespace) -> int:
    """Print what became of an article; gives the exit code."""
    if isinstance(done, LibraryError):
        if options.json:
            print_json({"id": number, "status": "failed", "reason": str(done)}, line=True)
        return fail(f"{number}: {done}")
    code = DONE
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


_Outcomes = Iterator[tuple[int, "Refetched | LibraryError"]]


def _from_sources(store: Store, numbers: Sequence[int], options: Namespace, home: Home) -> _Outcomes:
    """From a file, or from what is stored, one after the other."""
    for number in numbers:
        now = datetime.now(UTC)
        try:
            article = store.article(number)
            made = drafted(_source(store, article, options, now), now, (), home.rules)
            yield number, renew(store, article, made, now, anyway=options.anyway)
        except LibraryError as error:
            yield number, error


def _source(store: Store, article: Article, options: Namespace, now: datetime) -> Source:
    from library.fetch import read_file, read_stream

    if options.offline:
        return store.source(article.id)
    if str(options.file) == "-":
        return read_stream(sys.stdin.buffer, now, article.url)
    return read_file(options.file, now, article.url)


def _from_pages(store: Store, numbers: Sequence[int], options: Namespace, home: Home) -> _Outcomes:
    """From the network, several at once, each when it is there; what has not changed is not sent."""
    from library.entering import near_of, renewed, typed_hosts
    from library.fetching import Wanted, fetch_many

    wanted, typed = [], typed_hosts(store)
    for number in numbers:
        try:
            article = store.article(number)
            if not article.url:
                raise FetchError(
                    "its address is not known, so it can't be fetched; --file takes a saved page, --offline the stored "
                    "one"
                )
        except LibraryError as error:
            yield number, error
            continue
        known = Validators() if options.anyway else store.validators(number)
        wanted.append(Wanted(article.url, near_of(article.url, typed), known, number))
    with closing(fetch_many(wanted, lambda: datetime.now(UTC), manners_of(home), cookies_of(home, fail))) as pages:
        for fetched in pages:
            number = fetched.wanted.article or 0
            try:
                yield number, renewed(store, fetched, datetime.now(UTC), home.rules, anyway=options.anyway)
            except LibraryError as error:
                yield number, error


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
