"""Marks: the highlights of an article as the page draws them, found by place without looking at all of them."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from library.document import Range

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from library.document import Document
    from library.highlight import Colour, Highlight
    from reader.lines import Line


class Mark(NamedTuple):
    """A highlight as it is drawn; a bookmark is drawn at one character."""

    start: int
    end: int
    id: int
    colour: Colour
    bookmark: bool = False
    uncertain: bool = False
    noted: bool = False

    @property
    def range(self) -> Range:
        """The characters it lies over."""
        return Range(self.start, self.end)


class Marks:
    """The highlights of an article that have a place in its text."""

    def __init__(self, document: Document, highlights: Iterable[Highlight] = ()) -> None:
        drawn = (_drawn(document, highlight) for highlight in highlights)
        self._marks = sorted(filter(None, drawn), key=lambda mark: (mark.start, -mark.end, mark.id))
        self._furthest = [mark.end for mark in self._marks]
        """By the number of a mark: the greatest end among those of the subtree that it is the root of."""
        self._measure(0, len(self._marks))

    def __iter__(self) -> Iterator[Mark]:
        return iter(self._marks)

    def __len__(self) -> int:
        return len(self._marks)

    def _measure(self, low: int, high: int) -> int:
        """The marks are a balanced tree without pointers: the root of a stretch is in its middle."""
        if low >= high:
            return -1
        middle = (low + high) // 2
        furthest = max(self._marks[middle].end, self._measure(low, middle), self._measure(middle + 1, high))
        self._furthest[middle] = furthest
        return furthest

    def between(self, start: int, end: int) -> list[Mark]:
        """The marks that lie over any character from `start` to before `end`, in the order of their beginnings."""
        found: list[Mark] = []
        self._collect(0, bisect_left(self._marks, end, key=lambda mark: mark.start), len(self._marks), start, found)
        return found

    def _collect(self, low: int, begun: int, high: int, start: int, found: list[Mark]) -> None:
        if low >= min(high, begun):
            return
        middle = (low + high) // 2
        if self._furthest[middle] <= start:
            return
        self._collect(low, begun, middle, start, found)
        if middle < begun and self._marks[middle].end > start:
            found.append(self._marks[middle])
        self._collect(middle + 1, begun, high, start, found)

    def on(self, line: Line) -> list[Mark]:
        """The marks that lie over any character of a line, in the order of their beginnings."""
        if not self._marks:
            return []
        pieces = [(line.start, line.end), *((piece.start, piece.end) for piece in line.more)]
        start, end = min(start for start, _ in pieces), max(end for _, end in pieces)
        found = self.between(start, end)
        if line.more:
            found = [mark for mark in found if any(mark.start < end and mark.end > start for start, end in pieces)]
        return found


def _drawn(document: Document, highlight: Highlight) -> Mark | None:
    from library.anchor import AnchorState  # whoever has highlights has it

    place = highlight.place
    if place is None or not document.text:
        return None
    start, end = place
    bookmark = start == end
    if bookmark:
        start = _character_near(document.text, min(start, len(document.text) - 1))
        end = start + 1
    uncertain = highlight.state is AnchorState.UNCERTAIN
    return Mark(start, end, highlight.id, highlight.colour, bookmark, uncertain, bool(highlight.note))


def _character_near(text: str, offset: int) -> int:
    """The first character from `offset` on that stands on a line, else the last one before it."""
    at = offset
    while at < len(text) and text[at].isspace():
        at += 1
    return at if at < len(text) else offset


def touched(marks: Iterable[Mark], others: Iterable[Mark]) -> list[Range]:
    """The places of the marks that only one of the two has."""
    return [mark.range for mark in set(marks) ^ set(others)]
