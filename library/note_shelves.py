"""The records that lists of highlights are asked for with, and come in; light, for every listing loads them."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class NoteShelf(StrEnum):
    """The standing selections of the highlights."""

    ALL = "all"
    NOTES = "notes"
    """Those with a note."""
    UNCERTAIN = "uncertain"
    LOST = "lost"
    WAITING = "waiting"
    BOOKMARKS = "bookmarks"


class NoteOrder(StrEnum):
    """In which order highlights are listed."""

    ARTICLE = "article"
    """The newest articles first, within each in reading order."""
    CREATED = "created"
    """The newest first."""
    CHANGED = "changed"
    """Those changed last first."""
    RANDOM = "random"


class NoteQuery(NamedTuple):
    """A condition on highlights and the order in which to list them; by itself it finds all."""

    where: str = ""
    """SQL about `h`, a row of highlight; empty when there is no condition."""
    bound: tuple[object, ...] = ()
    order: NoteOrder | None = None
    """None when it was not said."""
    backwards: bool = False
    """Whether the order is turned round."""


class NoteGroup(NamedTuple):
    """Highlights of a list that belong together."""

    start: int
    """The index of the first."""
    length: int


class NoteList(NamedTuple):
    """Highlights in order, and how they fall into groups: by article, or by day."""

    ids: list[int]
    groups: list[NoteGroup]
