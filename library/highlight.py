"""The records of highlights and notes, as they travel between the store and everything else; named tuples too."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from library.anchor import Anchor, AnchorState
    from library.document import Range


class Colour(StrEnum):
    """The colours of highlights."""

    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    RED = "red"
    PURPLE = "purple"


class HighlightKind(StrEnum):
    """What a highlight is on."""

    PASSAGE = "passage"
    BOOKMARK = "bookmark"
    """A place without characters."""
    ARTICLE = "article"
    """A note on the article as a whole."""


def kind_of(anchor: Anchor | None) -> HighlightKind:
    """What a highlight with this anchor is on."""
    if anchor is None:
        return HighlightKind.ARTICLE
    return HighlightKind.PASSAGE if anchor.quote else HighlightKind.BOOKMARK


class Highlight(NamedTuple):
    """A marked passage, with a note when it has words; a bookmark; or a note on a whole article."""

    id: int
    uid: str
    """32 hexadecimal digits that no other highlight has, in whichever library."""
    article: int | None
    """None while it waits for an article that is not in the library."""
    anchor: Anchor | None
    """The passage as it was when it was marked; None for a note on the whole article."""
    place: Range | None
    """Where it is in the text of today; None when it is lost, waits, or is on the whole article."""
    state: AnchorState
    reason: str
    """Why it is held, uncertain or lost."""
    score: float
    """How like the anchor the passage of today is, 0 to 1."""
    colour: Colour
    note: str
    tags: tuple[str, ...]
    created: datetime
    changed: datetime

    @property
    def kind(self) -> HighlightKind:
        """What it is on."""
        return kind_of(self.anchor)

    @property
    def quote(self) -> str:
        """The passage as it was when it was marked; empty for a bookmark and a note on a whole article."""
        return self.anchor.quote if self.anchor is not None else ""


class Wanted(NamedTuple):
    """What is known of an article that is not in the library yet."""

    url: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    site: str = ""


class NewHighlight(NamedTuple):
    """A highlight that is about to be stored."""

    article: int | None
    """None when it is to wait for the `wanted` article."""
    anchor: Anchor | None
    colour: Colour = Colour.YELLOW
    note: str = ""
    tags: tuple[str, ...] = ()
    created: datetime | None = None
    """None: now."""
    changed: datetime | None = None
    """None: as it was created."""
    uid: str = ""
    """Empty: a new one is made."""
    origin: str = ""
    """Where an imported one came from, as `FORMAT:KEY`, so that it is not imported twice."""
    wanted: Wanted = Wanted()


class Mended(NamedTuple):
    """What a stored highlight gets from one that was imported and is the same."""

    highlight: int
    note: str | None = None
    """None: as it is."""
    tags: tuple[str, ...] = ()
    """Added to those it has."""
    origin: str = ""
    restore: bool = False
    """Whether it is brought back when it has been deleted."""


class NotedPassage(NamedTuple):
    """A highlight with what its article is called: a row of the notes screen."""

    highlight: Highlight
    title: str
    authors: tuple[str, ...]
    site: str
    url: str


class Moved(NamedTuple):
    """A highlight whose article got another text, before and after."""

    before: Highlight
    after: Highlight


class Version(NamedTuple):
    """A text that an article had before."""

    id: int
    article: int
    title: str
    words: int
    fingerprint: str
    replaced: datetime
    """When another text took its place."""
