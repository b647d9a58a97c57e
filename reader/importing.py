"""Taking in the exports of other services: a file, or each of those in it; what became of each is told in turn."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from library.errors import LibraryError, UnreadableSourceError
from reader.import_report import Outcome, article_words, note_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from library.importers.arrivals import Item
    from library.importers.given import Given
    from library.importers.services import Found
    from library.store import Store

    Hears = Callable[[Given, str, int, int], object]
    """Is told of a file how many records of it were `read`, or how many of how many `texts` or `notes` are stored."""

_MANY = 500
"""Notes from which it is told how many of them are stored."""


class Wishes(NamedTuple):
    """How exports are to be taken in."""

    form: str = ""
    """The name of their service or format; empty where the content is to tell."""
    tags: tuple[str, ...] = ()
    own_rules: Path | None = None
    pictures: bool = True
    """Whether those that come with a page are kept."""
    dry: bool = False
    """Whether nothing is stored."""
    stopped: Callable[[], bool] | None = None
    """Asked before each article whether it is time to end: what was read by then is stored."""


def take_in(store: Store, given: Given, wishes: Wishes, hears: Hears | None = None) -> Iterator[Outcome]:
    """Take in a file, or each of those in it; nothing that is wrong with one costs another."""
    from library.importers.boxes import boxed

    try:
        with boxed(given, wishes.form) as parts:
            if parts is None:
                yield _one(store, given, wishes, hears)
            for part in parts or ():
                if part.given is None:
                    yield Outcome.of_unread(part.name, part.problem, failed=part.failed)
                else:
                    yield _part(store, part.given, wishes, hears)
    except LibraryError as error:
        yield Outcome.of_unread(given.name, str(error), failed=True)


def _part(store: Store, given: Given, wishes: Wishes, hears: Hears | None) -> Outcome:
    try:
        return _one(store, given, wishes, hears)
    except UnreadableSourceError as error:
        return Outcome.of_unread(given.name, str(error), failed=True)


def _one(store: Store, given: Given, wishes: Wishes, hears: Hears | None) -> Outcome:
    """Take in what is no box. Raises LibraryError."""
    from library.importers.services import BY_NAME, opened

    if not wishes.form or wishes.form in BY_NAME:
        with opened(given, wishes.form) as found:
            if found is not None:
                return _articles(store, given, found, wishes, hears)
    return _notes(store, given, wishes, hears)


def _articles(store: Store, given: Given, found: Found, wishes: Wishes, hears: Hears | None) -> Outcome:
    from library.article_import import import_articles
    from library.illustrations import PictureLimits

    limits = PictureLimits() if wishes.pictures else None

    def told(what: str, done: int, of: int) -> None:
        if hears is not None:
            hears(given, what, done, of)

    account = import_articles(
        store, _until(found.read(), wishes.stopped), datetime.now(UTC), found.service.name, wishes.tags,
        told if hears is not None else None, wishes.own_rules, dry=wishes.dry, pictures=limits,
    )  # fmt: skip
    words = article_words(given.name, found.service.title, account, dry=wishes.dry)
    return Outcome.of_articles(given.name, words, account, found.service.title)


def _until(items: Iterator[Item], stopped: Callable[[], bool] | None) -> Iterator[Item]:
    for item in items:
        if stopped is not None and stopped():
            return
        yield item


def _notes(store: Store, given: Given, wishes: Wishes, hears: Hears | None) -> Outcome:
    """Take in a file of annotations, as a whole or not at all. Raises LibraryError."""
    from library.importers.formats import read, read_large
    from library.note_import import import_notes

    if wishes.dry:
        raise UnreadableSourceError("a file of notes can't be tried without storing it; --dry-run is for articles")
    large = read_large(given.path) if given.path is not None and wishes.form in ("", "broadsheet") else None
    found, reading = large or read(_content(given), given.name, wishes.form)

    def told(done: int, of: int) -> None:
        if hears is not None:
            hears(given, "notes", done, of)

    report = import_notes(
        store, reading, datetime.now(UTC), found.name, wishes.tags, told if len(reading.incoming) >= _MANY else None
    )
    return Outcome.of_notes(given.name, note_words(given.name, found.title, report), report, found.title)


def _content(given: Given) -> bytes:
    """The bytes of a file that is read as a whole. Raises UnreadableSourceError."""
    from library.fetch import read_file, read_stream

    now = datetime.now(UTC)
    if given.path is not None:
        return read_file(given.path, now).content
    with given.open() as stream:
        return read_stream(stream, now).content
