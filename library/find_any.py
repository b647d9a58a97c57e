"""Finding any of several words in one text, as one search."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from library.document import Range
    from library.find import Pattern


class AnyOf:
    """Several patterns as one: it finds whatever one of them finds; hits of different ones may overlap."""

    at_least = False
    """Whether there may be more hits than are counted."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = patterns

    def next(self, offset: int) -> Range | None:
        """The first hit that starts at or after `offset`."""
        return min(self._found(pattern.next(offset) for pattern in self._patterns), default=None)

    def previous(self, offset: int) -> Range | None:
        """The last hit that starts before `offset`."""
        return max(self._found(pattern.previous(offset) for pattern in self._patterns), default=None)

    def between(self, start: int, end: int) -> list[Range]:
        """The hits that touch a stretch of the text, those left out that begin within the one before."""
        found: list[Range] = []
        for hit in sorted(hit for pattern in self._patterns for hit in pattern.between(start, end)):
            if not found or hit.start >= found[-1].end:
                found.append(hit)
        return found

    @property
    def count(self) -> int:
        """How many hits there are in the whole text."""
        return sum(pattern.count for pattern in self._patterns)

    def ordinal(self, hit: Range) -> int:
        """How many hits start where this one starts or before."""
        return sum(pattern.ordinal(hit) for pattern in self._patterns)

    @staticmethod
    def _found(hits: Iterable[Range | None]) -> list[Range]:
        return [hit for hit in hits if hit is not None]
