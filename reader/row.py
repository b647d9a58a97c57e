"""A row that is being painted: runs of ink from left to right, and what is cut, filled or laid over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reader.breaking import cells, chop_lines
from reader.ink import Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reader.ink import Ink

_COMBINING = "\u0300"
"""The first of the characters that can change the width of their neighbours; such runs are not put together."""


class Hint(NamedTuple):
    """Letters over the beginning of a link."""

    offset: int
    letters: str


class Row:
    """Runs from left to right, with the cell reached."""

    def __init__(self, width: int, blank: Ink) -> None:
        self._width = width
        self._blank = blank
        self._runs: list[Run] = []
        self.at = 0
        self.places: dict[int, int] = {}
        """The cells at which some offsets stand."""

    def move_to(self, cell: int, ink: Ink | None = None) -> None:
        """Fill with spaces up to a cell."""
        if cell > self.at:
            self.write(" " * (cell - self.at), ink or self._blank)

    def write(self, text: str, ink: Ink) -> None:
        """Put text at the cell reached."""
        if text:
            former = self._runs[-1] if self._runs else None
            if former is not None and former.ink == ink and former.text[-1] < _COMBINING > text[0]:
                self._runs[-1] = Run(former.text + text, ink)
            else:
                self._runs.append(Run(text, ink))
            self.at += cells(text)

    def put(self, runs: Iterable[Run]) -> None:
        """Put runs that are ready."""
        for run in runs:
            self._runs.append(run)
            self.at += cells(run.text)

    def finished(self, *, clipped: bool) -> list[Run]:
        """The runs, filled up or cut to the width."""
        self.move_to(self._width)
        return self._runs if self.at == self._width or not clipped else cropped(self._runs, self._width, self._blank)


def cropped(runs: Sequence[Run], width: int, blank: Ink) -> list[Run]:
    """The first `width` cells of runs; half a wide character becomes a space."""
    kept: list[Run] = []
    room = width
    for text, ink in runs:
        size = cells(text)
        if size <= room:
            kept.append(Run(text, ink))
            room -= size
            continue
        if room:
            _, end = chop_lines(text, 0, len(text), room)[0]
            part = text[:end] if cells(text[:end]) <= room else ""
            kept.append(Run(part + " " * (room - cells(part)), ink))
        return kept
    return [*kept, Run(" " * room, blank)] if room else kept


def with_hints(runs: Sequence[Run], places: Mapping[int, int], hints: Iterable[Hint], ink: Ink) -> list[Run]:
    """Letters laid over the cells where their links begin."""
    kept = list(runs)
    total = sum(cells(text) for text, _ in kept)
    for hint in hints:
        cell = places.get(hint.offset, -1)
        if 0 <= cell < total:
            rest = _without(kept, min(cell + len(hint.letters), total))
            kept = [*cropped(kept, cell, ink), Run(hint.letters, ink), *rest]
    return cropped(kept, total, ink)


def _without(runs: Sequence[Run], size: int) -> list[Run]:
    """Runs without their first cells; half a wide character becomes a space."""
    kept: list[Run] = []
    for run in runs:
        width = cells(run.text)
        if size <= 0:
            kept.append(run)
        elif size < width:
            kept.append(Run(_end_of(run.text, size), run.ink))
        size -= width
    return kept


def _end_of(text: str, size: int) -> str:
    """A text without its first cells, of which it has more."""
    _, at = chop_lines(text, 0, len(text), size)[0]
    at = at if cells(text[:at]) <= size else 0
    lost = size - cells(text[:at])
    if not lost:
        return text[at:]
    _, following = chop_lines(text, at, len(text), 1)[0]
    return " " * (cells(text[at:following]) - lost) + text[following:]
