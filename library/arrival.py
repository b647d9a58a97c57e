"""Arrivals: articles as other services had them, on their way into the library."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from library.highlight import NewHighlight


class Body(NamedTuple):
    """The text of an article as a service kept it."""

    read: Callable[[], bytes]
    """Gives the bytes; raises RecordError (`library.importers.incoming`) with the reason when they can't be read."""
    media_type: str
    size: int = 0
    """Bytes that are held in memory already."""
    passages: Callable[[str], tuple[NewHighlight, ...]] | None = None
    """Highlights whose places are given within the markup, from the decoded text."""


class Arrival(NamedTuple):
    """One article of a file."""

    row: int
    """Where it stands in its file, from 1: the line on which its record begins, or the record's number."""
    file: str
    """The member of an archive or folder that holds it; empty for the file itself."""
    url: str
    """Its address on the web; empty when it has none."""
    title: str
    saved: datetime | None = None
    """Aware UTC; None when the file does not say."""
    archived: bool = False
    starred: bool = False
    tags: tuple[str, ...] = ()
    origin: str = ""
    """FORMAT:KEY, by which one without an address is known again."""
    note: str = ""
    """What was said on the article as a whole."""
    highlights: tuple[NewHighlight, ...] = ()
    """Without an article: they belong to this one."""
    addresses: tuple[str, ...] = ()
    """Others under which the page is known."""
    authors: tuple[str, ...] = ()
    site: str = ""
    description: str = ""
    published: datetime | None = None
    language: str = ""
    share: float = 0.0
    """How much of it was read, 0 to 1."""
    finished: datetime | None = None
    """When it was read to the end."""
    body: Body | None = None
    hopeless: str = ""
    """Why its text can't come from the web, where that is known."""
    record: int = 0
    """The row of a spreadsheet that shows the file, where that is not the line `row`: cells can have several lines."""
    page: str = ""
    """The `page_key` of its address, where that is known already."""


_BARE = Arrival(0, "", "", "")
_BEFORE_SITE, _BEHIND_SITE = tuple(_BARE[8:13]), tuple(_BARE[14:-1])


def bare(
    row: int, file: str, url: str, title: str, saved: datetime | None, tags: tuple[str, ...], site: str,
    page: str, *, archived: bool,
) -> Arrival:  # fmt: skip
    """An arrival of which no more is known, made in half the time: a file has a hundred thousand of them."""
    values = (row, file, url, title, saved, archived, False, tags, *_BEFORE_SITE, site, *_BEHIND_SITE, page)
    return tuple.__new__(Arrival, values)


class Fate(StrEnum):
    """What became of an arrival."""

    ADDED = "added"
    MERGED = "merged"
    IN_TRASH = "in trash"


class Arrived(NamedTuple):
    """An arrival once the library has it."""

    article: int
    fate: Fate
    waits: bool = False
    """Whether the article has no text yet."""
    stays: str = ""
    """The state that the article keeps, where the file has another."""
