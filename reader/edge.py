"""The edge: a strip of one cell at the side of the page that tells where one is and what lies where."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from reader.colours import COLOURS
from reader.ink import Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from library.document import Document, Range
    from library.highlight import Colour
    from reader.themes import Styles


class EdgeMark(IntEnum):
    """What lies in the part of the text that a row of the edge stands for: a heading, a highlight by colour, a hit."""

    NOTHING = 0
    HEADING = 1
    YELLOW = 2
    GREEN = 3
    BLUE = 4
    RED = 5
    PURPLE = 6
    HIT = 7


_FIRST_COLOUR = EdgeMark.YELLOW
_BY_COLOUR = {colour: EdgeMark(_FIRST_COLOUR + number) for number, colour in enumerate(COLOURS)}


def marks(
    document: Document, height: int, highlights: Iterable[tuple[int, Colour]] = (), hits: Iterable[int] = ()
) -> list[EdgeMark]:
    """The mark of every row; `highlights` begin at offsets, `hits` are offsets.

    Of several highlights in one row the first is drawn.
    """
    found = [EdgeMark.NOTHING] * height
    for block in document.outline:
        found[row_of(document, height, block.start)] = EdgeMark.HEADING
    for offset, colour in highlights:
        row = row_of(document, height, offset)
        if found[row] < _FIRST_COLOUR:
            found[row] = _BY_COLOUR[colour]
    for hit in hits:
        found[row_of(document, height, hit)] = EdgeMark.HIT
    return found


def row_of(document: Document, height: int, offset: int) -> int:
    """The row of the edge that stands for an offset."""
    return min(height - 1, offset * height // max(1, len(document.text)))


def first_offset(document: Document, height: int, row: int) -> int:
    """The first offset that a row of the edge stands for."""
    return -(-row * len(document.text) // max(1, height))


def cell(mark: EdgeMark, styles: Styles, *, seen: bool) -> Run:
    """A cell of the edge; `seen` when the page shows that part of the text."""
    match mark:
        case EdgeMark.HEADING:
            return Run("╺", styles.edge_heading)
        case EdgeMark.HIT:
            return Run("•", styles.edge_hit)
        case EdgeMark.NOTHING:
            return Run("┃", styles.edge_seen) if seen else Run("│", styles.edge_ahead)
        case _:
            return Run("▌", styles.mark_of(COLOURS[mark - _FIRST_COLOUR]))


def seen_rows(document: Document, height: int, seen: Range) -> range:
    """The rows of the edge that stand for what the page shows; at least one."""
    first = row_of(document, height, seen.start)
    return range(first, max(first, row_of(document, height, max(seen.start, seen.end - 1))) + 1)


def chosen(marks: Sequence[EdgeMark], seen: range, row: int) -> tuple[EdgeMark, bool]:
    """What a row shows, as a key for what was drawn before."""
    return marks[row] if row < len(marks) else EdgeMark.NOTHING, row in seen
