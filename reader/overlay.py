"""The overlay: all that lies over the text of a page, and of it what lies over one line; no app needed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from library.document import Range
from reader.decorations import PLAIN, Decorations
from reader.lines import LineKind
from reader.marks import Marks

if TYPE_CHECKING:
    from library.document import Document
    from reader.lines import Line, Spot
    from reader.row import Hint

Hits = Callable[[int, int], Sequence[Range]]
"""What was found between two offsets."""


class Overlay:
    """What a reader, or what is being done, has put over the text."""

    def __init__(self, document: Document, marks: Marks | None = None) -> None:
        self._document = document
        self.marks = marks or Marks(document)
        self.chosen_mark: int | None = None
        """The id of the highlight that one stands on."""
        self.hits: Hits | None = None
        """What was found between two offsets."""
        self.chosen_hit: Range | None = None
        self.chosen_link: Range | None = None
        self.spoken: Range | None = None
        self.selected: Range | None = None
        self.caret: Range | None = None
        """The character under the caret; empty where it stands after the last one of a line."""
        self.caret_spot: Spot | None = None
        self.shifts: dict[int, int] = {}
        """Cells by which a block of code has been scrolled sideways."""
        self._hints: Sequence[Hint] = ()
        self._hint_offsets: Sequence[int] = ()

    @property
    def hints(self) -> Sequence[Hint]:
        """Letters over the beginnings of links, in the order of the text."""
        return self._hints

    @hints.setter
    def hints(self, hints: Sequence[Hint]) -> None:
        self._hints = sorted(hints)
        self._hint_offsets = [hint.offset for hint in self._hints]

    def places(self, mark: int | None) -> list[Range]:
        """Where a highlight is, by its id."""
        return [other.range for other in self.marks if other.id == mark]

    def on(self, spot: Spot, line: Line, *, ruler: bool, receding: bool = False) -> Decorations:
        """What lies over a line; `receding` when all but the paragraph under the ruler is drawn back."""
        caret = self.caret if spot == self.caret_spot else None
        marks = tuple(self.marks.on(line)) if line.kind in (LineKind.TEXT, LineKind.PICTURE) else ()
        chosen = self.chosen_mark if any(mark.id == self.chosen_mark for mark in marks) else None
        if line.kind is not LineKind.TEXT:
            plain = not (ruler or marks or caret is not None)
            return PLAIN if plain else Decorations(ruler, marks, chosen, caret=caret)
        start, end = min([line.start, *(piece.start for piece in line.more)]), line.last
        decorations = Decorations(
            ruler,
            marks,
            chosen,
            tuple(self.hits(start, end)) if self.hits else (),
            _reaching(self.chosen_hit, start, end),
            _reaching(self.chosen_link, start, end),
            _reaching(self.spoken, start, end),
            _reaching(self.selected, start, end),
            caret,
            tuple(hint for hint in self._hints_between(start, end) if line.shows(hint.offset)),
            receding and not ruler,
            self.shifts.get(line.block, 0),
        )
        return decorations if any(decorations) else PLAIN

    def _hints_between(self, start: int, end: int) -> Sequence[Hint]:
        first = bisect_left(self._hint_offsets, start)
        return self._hints[first : bisect_right(self._hint_offsets, end)]


def _reaching(place: Range | None, start: int, end: int) -> Range | None:
    """A place, when it has a character in common with a line."""
    return place if place is not None and place.start < end and place.end > start else None
