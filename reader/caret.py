"""The caret: a selection that is made by keys, and what each motion makes of it; no app needed.

A selection holds the character under the caret, as in vi. It runs from where it was begun to the caret, in either
direction; by paragraphs it holds the whole of those that it touches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from library.document import Range
from library.units import (
    Unit,
    character_end,
    grown,
    nearest_character,
    next_character,
    next_end,
    next_start,
    previous_character,
    previous_start,
    shrunk,
    unit_around,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from library.document import Document

    Motion = Callable[[Document, int], int]

MOTIONS: dict[str, Motion] = {
    "caret-right": next_character,
    "caret-left": previous_character,
    "caret-next-word": lambda document, at: next_start(document, at, Unit.WORD),
    "caret-word-end": lambda document, at: next_end(document, at, Unit.WORD),
    "caret-previous-word": lambda document, at: previous_start(document, at, Unit.WORD),
    "caret-sentence-end": lambda document, at: next_end(document, at, Unit.SENTENCE),
    "caret-sentence-start": lambda document, at: previous_start(document, at, Unit.SENTENCE),
    "caret-paragraph-end": lambda document, at: next_end(document, at, Unit.PARAGRAPH),
    "caret-paragraph-start": lambda document, at: previous_start(document, at, Unit.PARAGRAPH),
}
"""Motions over the text alone, by the id of their command."""


class Caret(NamedTuple):
    """A selection under way."""

    begun: int
    """The character it was begun at."""
    at: int
    """The character under the caret."""
    by_paragraph: bool = False

    def range(self, document: Document) -> Range:
        """The selected characters."""
        first, last = min(self.begun, self.at), max(self.begun, self.at)
        chosen = Range(first, max(first, character_end(document, last)))
        return unit_around(document, chosen, Unit.PARAGRAPH) if self.by_paragraph else chosen

    def moved(self, document: Document, motion: Motion, times: int = 1) -> Caret:
        """With the caret some steps on; a motion that leads nowhere ends it."""
        at = self.at
        for _ in range(times):
            following = motion(document, at)
            if following == at:
                break
            at = following
        return self._replace(at=at)

    def to(self, document: Document, offset: int) -> Caret:
        """With the caret on the character at `offset`, or the nearest one."""
        return self._replace(at=nearest_character(document, offset))

    def turned(self) -> Caret:
        """With the caret at the other end."""
        return self._replace(begun=self.at, at=self.begun)

    def anew(self) -> Caret:
        """Begun at the caret, character by character."""
        return Caret(self.at, self.at)

    def grown(self, document: Document) -> Caret:
        """Over the next larger unit: word, clause, sentence, paragraph, section, article."""
        return caret_over(document, grown(document, self.range(document)))

    def shrunk(self, document: Document) -> Caret:
        """Over the first of the next smaller units in it."""
        return caret_over(document, shrunk(document, self.range(document)))


def caret_over(document: Document, place: Range) -> Caret:
    """A selection of exactly these characters, the caret at their end."""
    start = nearest_character(document, place.start)
    return Caret(start, max(start, nearest_character(document, max(place.start, place.end - 1))))
