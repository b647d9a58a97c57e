"""The records that travel between the store and everything else: immutable, with aware UTC times.

Named tuples: dataclasses would cost `broadsheet list` 8 ms to import, and each row ten times as much to make.
"""

from __future__ import annotations

from datetime import UTC
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from library.reading import reading_minutes

if TYPE_CHECKING:  # `broadsheet list` draws rows without the text model: 20 ms
    from datetime import datetime

    from library.document import Document
    from library.source import Source


def utc_text(moment: datetime | None) -> str | None:
    """A time as it is stored and printed: ISO 8601, UTC."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class ArticleState(StrEnum):
    """Where an article is kept."""

    INBOX = "inbox"
    ARCHIVED = "archived"


class Shelf(StrEnum):
    """The standing selections of the library."""

    INBOX = "inbox"
    READING = "reading"
    STARRED = "starred"
    ARCHIVE = "archive"
    QUEUE = "queue"
    """What is to be read next, in a person's own order."""
    ALL = "all"
    TRASH = "trash"


class Metadata(NamedTuple):
    """What is known of an article beside its text; empty where nothing is known."""

    title: str = ""
    authors: tuple[str, ...] = ()
    site: str = ""
    url: str = ""
    """The canonical address, http or https."""
    published: datetime | None = None
    """Aware, with the offset that the page states until it is stored; a bare date is its midnight in UTC."""
    language: str = ""
    description: str = ""
    stated_minutes: int | None = None
    """The reading time that the page itself gave."""
    tags: tuple[str, ...] = ()
    updated: datetime | None = None
    """When its publisher changed it last; aware, as `published`."""


class Draft(NamedTuple):
    """An article that is about to be stored."""

    metadata: Metadata
    document: Document
    source: Source
    saved: datetime
    tags: tuple[str, ...] = ()


class Progress(NamedTuple):
    """How far an article has been read."""

    article: int
    offset: int
    """The first character on the screen."""
    furthest: int
    """The furthest character that was ever on the screen."""
    words_read: int
    """Words before `offset`; all of them once the end was on the screen."""
    changed: datetime
    finished: datetime | None = None
    """When the end was first on the screen."""


class Article(NamedTuple):
    """A row of the shelf: everything but the text."""

    id: int
    url: str
    title: str
    authors: tuple[str, ...]
    site: str
    published: datetime | None
    saved: datetime
    state: ArticleState
    starred: bool
    tags: tuple[str, ...]
    words: int
    ideographs: int
    """How many of the words are ideographs or kana, which are read at another speed."""
    language: str
    stated_minutes: int | None
    fingerprint: str
    deleted: datetime | None
    """When it was put into the trash; None while it is in the library."""
    highlights: int
    notes: int
    """How many of the highlights carry a note."""
    progress: Progress | None

    @property
    def minutes(self) -> float:
        """Minutes that reading the whole takes."""
        return reading_minutes(self.words, self.ideographs)

    @property
    def finished(self) -> bool:
        """Whether its end has been on the screen."""
        return self.progress is not None and self.progress.finished is not None

    @property
    def fraction(self) -> float:
        """The share of its words before the reading place, 0 to 1."""
        if self.progress is None or not self.words:
            return 0.0
        return min(1.0, self.progress.words_read / self.words)

    @property
    def metadata(self) -> Metadata:
        """What exporters need beside the text."""
        return Metadata(
            title=self.title,
            authors=self.authors,
            site=self.site,
            url=self.url,
            published=self.published,
            language=self.language,
            stated_minutes=self.stated_minutes,
            tags=self.tags,
        )


class ShelfCounts(NamedTuple):
    """How many articles stand on each shelf, and how many highlights there are."""

    articles: dict[Shelf, int]
    highlights: int
