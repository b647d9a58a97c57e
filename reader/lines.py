"""A line of the column: which characters it shows and where they stand; how it looks is painted later."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class LineKind(IntEnum):
    """What a line is for."""

    TEXT = 0
    GAP = 1
    TITLE = 2
    BYLINE = 3
    DETAILS = 4
    BREAK = 5
    """A thematic break."""
    TABLE_RULE = 6
    NOTE = 7
    FOOT_RULE = 8
    """The short rule above the footnotes."""
    PICTURE = 9
    """A row of a picture; which one is told by `row`."""
    SAID = 10
    """What is said in place of a text that is not there."""


class Piece(NamedTuple):
    """More text on a line: the cell of a table, the credit of a caption."""

    x: int
    start: int
    end: int


class Aside(NamedTuple):
    """A line of a note that stands beside the text."""

    words: str
    tone: str
    """The colour of its highlight, by name."""
    row: int
    """Which line of the note it is, from 0."""


class Line(NamedTuple):
    """One line of the column."""

    kind: LineKind
    block: int
    """The block it belongs to; -1 above the first."""
    start: int
    end: int
    x: int = 0
    """Cells from the left edge of the column to its text."""
    more: tuple[Piece, ...] = ()
    own: str = ""
    """The words of a line that shows none of the document's: title, byline, note, the label of a record."""
    hyphen: bool = False
    """Whether a hyphen is drawn after its text."""
    stretch: int = 0
    """Cells that are spread over its spaces."""
    leftward: bool = False
    """Whether it is read from right to left: its ornaments stand on the right."""
    row: int = 0
    """Which row of a picture, or which line of a note below the text."""
    tone: str = ""
    """Of a note: the colour of its highlight, by name."""
    aside: Aside | None = None

    @property
    def first(self) -> int:
        """The first character on it; of a table's row, the first in its leftmost cell."""
        return self.more[0].start if self.more and self.start == self.end else self.start

    @property
    def last(self) -> int:
        """The end of the last character on it."""
        return max(self.end, *(piece.end for piece in self.more)) if self.more else self.end

    def holds(self, offset: int) -> bool:
        """Whether the character at `offset` stands on this line."""
        return self.start <= offset < self.end or any(piece.start <= offset < piece.end for piece in self.more)

    def shows(self, offset: int) -> bool:
        """Whether the character at `offset`, or the space after it, stands on this line."""
        return self.start <= offset <= self.end or any(piece.start <= offset <= piece.end for piece in self.more)


class Spot(NamedTuple):
    """A row of a layout: a line of a block. Spots compare in reading order."""

    block: int
    """-1 for what stands above the text."""
    line: int
