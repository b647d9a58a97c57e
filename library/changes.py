"""The records of changes to many articles: what was done, taken back or done again, in words for the person."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from library.errors import RefusedNameError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

LONGEST_TAG = 50
"""Code points of a tag."""
LONGEST_NAME = 100
"""Code points of the name of a saved search."""


class Action(StrEnum):
    """What can be done with any number of articles."""

    STAR = "star"
    UNSTAR = "unstar"
    ARCHIVE = "archive"
    INBOX = "inbox"
    """Out of the archive, back into the inbox."""
    DELETE = "delete"
    """Into the trash."""
    UNDELETE = "undelete"
    """Out of the trash."""


class Way(StrEnum):
    """How a change came about."""

    DONE = "done"
    UNDONE = "undone"
    REDONE = "redone"


class Done(NamedTuple):
    """What one step came to: an action, or taking the last one back, or doing it again."""

    title: str
    """The change in words for the person, whichever way it went: `Archived 12 articles`."""
    ids: Sequence[int] = ()
    """The articles that are other now than before."""
    change: int = 0
    """Its number in the journal; 0 when there was nothing to change, and so nothing to take back."""
    skipped: int = 0
    """Taken back or done again: values that were left as they are, as they have been changed since."""
    way: Way = Way.DONE
    problems: Sequence[str] = ()
    """Changes that were passed over because the journal can't be read there, each a sentence."""

    @property
    def sentence(self) -> str:
        """All of it on one line, as it can be shown."""
        words = {Way.DONE: "", Way.UNDONE: "Taken back: ", Way.REDONE: "Done again: "}[self.way] + self.title
        if self.skipped:
            left = "1 was" if self.skipped == 1 else f"{self.skipped:,} were"
            words += f"; {left} changed since and left alone"
        return " ".join((*self.problems, words))


class Made(NamedTuple):
    """A change in the journal that can be taken back, or done again."""

    change: int
    title: str
    made: datetime
    """When it was made, or done again last."""


class TagCount(NamedTuple):
    """A tag of the library; `a/b` stands below `a`, which is listed even where nothing carries it itself."""

    name: str
    articles: int
    """How many articles carry it."""
    total: int
    """How many carry it or one below it, each counted once."""
    highlights: int
    """How many highlights carry it."""

    @property
    def depth(self) -> int:
        """How far below the top it stands: 0 for `a`, 1 for `a/b`."""
        return self.name.count("/")

    @property
    def leaf(self) -> str:
        """The last part of its name."""
        return self.name.rpartition("/")[2]


class SiteCount(NamedTuple):
    """A site with its articles."""

    name: str
    articles: int


class SavedSearch(NamedTuple):
    """A query that a person gave a name."""

    id: int
    name: str
    query: str


def tag_name(text: str) -> str:
    """The tag that a person means by `text`: without `#` before it, single spaces, no empty parts between `/`.

    Raises RefusedNameError for what is no tag.
    """
    from library.builder import clean_text

    parts = (part.strip() for part in clean_text(text).lstrip("#").split("/"))
    name = "/".join(filter(None, parts))
    if not name:
        raise RefusedNameError("A tag has at least one character.")
    if len(name) > LONGEST_TAG:
        raise RefusedNameError(f"A tag has at most {LONGEST_TAG} characters.")
    return name


def search_name(text: str) -> str:
    """The name that a person means for a saved search. Raises RefusedNameError for what is none."""
    from library.builder import clean_text

    name = clean_text(text)
    if not name:
        raise RefusedNameError("A saved search needs a name.")
    if len(name) > LONGEST_NAME:
        raise RefusedNameError(f"The name of a saved search has at most {LONGEST_NAME} characters.")
    return name


def told(names: Iterable[str]) -> str:
    """Tags as they are shown: `#law/sea #tide`."""
    return " ".join(f"#{name}" for name in names)


def counted(count: int, what: str = "article") -> str:
    """A number of things: `1 article`, `12,000 articles`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
