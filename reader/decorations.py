"""What all lines of a page have in common, and what lies over one of them beside its text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reader.row import Hint

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from library.document import Document, Range
    from reader.ink import Ink, Run
    from reader.marks import Mark
    from reader.themes import Styles
    from reader.typeset import Layout

GUTTER = 5
"""Cells left of the column at least: the mark of a note, two of highlights, the ruler, a space."""
MARGIN = 2
"""Cells right of the column at least: the caret can stand after the last character of a full line."""
RULER = 2
"""Cells left of the column at which the ruler stands."""
ASIDE_GAP = 3
"""Cells between the text and the notes beside it."""


class Decorations(NamedTuple):
    """What lies over a line beside its text."""

    ruler: bool = False
    """Whether the paragraph ruler stands beside it."""
    marks: tuple[Mark, ...] = ()
    """The highlights that reach into it."""
    chosen_mark: int | None = None
    """The id of the highlight that one stands on."""
    hits: tuple[Range, ...] = ()
    chosen_hit: Range | None = None
    chosen_link: Range | None = None
    spoken: Range | None = None
    selected: Range | None = None
    caret: Range | None = None
    """The character under the caret; empty where there is none on the line: the caret stands after those before it."""
    hints: tuple[Hint, ...] = ()
    receded: bool = False
    """Whether it is drawn back behind the paragraph under the ruler."""
    shift: int = 0
    """Cells by which its text has been scrolled sideways."""


PLAIN = Decorations()


class Page(NamedTuple):
    """What all lines of one page have in common."""

    document: Document
    layout: Layout
    styles: Styles
    width: int
    """Cells that a painted line takes."""
    centred: bool = True
    ornaments: bool = True
    """Whether bullets, bars and rules are drawn; a braille line or a voice does better without."""
    clipped: bool = True
    """Whether what does not fit is cut, as on a screen, or runs on, as in a pipe."""
    gutter: int = GUTTER
    tokens: Mapping[int, Sequence[tuple[int, int, Ink]]] = {}
    """The colours of code, by block: start, end, ink; sorted, and none lies over another."""
    pictures: Mapping[int, Sequence[Sequence[Run]]] = {}
    """The rows of pictures, by block."""

    @property
    def margin(self) -> int:
        """Cells left of the column; text and notes beside it stand in the middle together."""
        beside = self.layout.aside + ASIDE_GAP if self.layout.aside else 0
        return max(self.gutter, (self.width - self.layout.measure - beside) // 2) if self.centred else self.gutter
