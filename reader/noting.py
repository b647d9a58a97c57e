"""Notes as they are set: lines below a paragraph, or lines of a column beside the text; no app needed."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from reader.breaking import break_lines
from reader.lines import Aside, Line, LineKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from library.document import Document

FOLDED = "…"
"""The last row of a note that is not shown whole, unless more can be said."""
_MOST_ROWS = 12
"""Of a note beside the text, unless its paragraph is longer."""
_LEAST_ROWS = 3
"""To which notes are folded rather than that they push the text apart."""
_PREFIX = 2
"""Cells before the words: a bar or the mark of a colour, and a space."""


class Note(NamedTuple):
    """A note that stands at a passage."""

    words: str
    tone: str = ""
    """The colour of its highlight, by name."""
    start: int = 0
    """Where its passage begins."""


def note_lines(note: Note, index: int, at: int, measure: int) -> list[Line]:
    """A note in lines of its own, at an offset of a block."""
    return [
        Line(LineKind.NOTE, index, at, at, _PREFIX, own=words, row=row, tone=note.tone)
        for row, words in enumerate(_wrapped(note.words, measure))
    ]


class Beside:
    """The notes beside the text, each from the row on which its passage begins.

    They may go past the end of their paragraph, as far as the next one that has notes. Those that are longer are
    folded; where not even that helps, white rows push the text apart.
    """

    def __init__(
        self,
        document: Document,
        notes: Mapping[int, Sequence[Note]],
        lines_of: Callable[[int], Sequence[Line]],
        width: int,
        folded: str,
    ) -> None:
        """`notes` by block, `lines_of` the lines of a block without them; `width` is that of their column, in cells.

        `folded` stands in the last row of a note that is not shown whole.
        """
        self._document, self._notes, self._lines_of = document, notes, lines_of
        self._width, self._folded = width, folded
        self._noted = sorted(notes)
        self._columns: dict[int, dict[int, list[Aside | None]]] = {}
        """By the block with notes: the rows of the column, by the block beside which they stand."""

    def set(self, index: int, lines: Sequence[Line]) -> list[Line]:
        """The lines of a block with what stands beside them, and the white rows that needs."""
        at = bisect_right(self._noted, index) - 1
        if at < 0:
            return list(lines)
        begun = self._noted[at]
        if begun not in self._columns:
            self._columns[begun] = self._column(begun, self._noted[at + 1 : at + 2])
        rows = self._columns[begun].get(index, [])
        end = self._document.blocks[index].end
        white = [Line(LineKind.NOTE, index, end, end)] * (len(rows) - len(lines))
        beside = [line._replace(aside=row) for line, row in zip([*lines, *white], rows, strict=False)]
        return [*beside, *lines[len(rows) :]]

    def _column(self, begun: int, following: Sequence[int]) -> dict[int, list[Aside | None]]:
        own = self._lines_of(begun)
        notes = sorted(self._notes[begun], key=lambda note: note.start)
        starts = [_row_of(own, note.start) for note in notes]
        most = [max(_MOST_ROWS, len(own) - start) for start in starts]
        whole = [list(_wrapped(note.words, self._width)) for note in notes]
        sizes = [min(len(words), rows) for words, rows in zip(whole, most, strict=True)]
        needed = _end_of(starts, sizes)
        blocks, room = {begun: len(own)}, len(own)
        for index in range(begun + 1, following[0] if following else len(self._document.blocks)):
            if room >= needed:
                break
            blocks[index] = len(self._lines_of(index))
            room += blocks[index]
        while following and _end_of(starts, sizes) > room and max(sizes) > _LEAST_ROWS:
            sizes[sizes.index(max(sizes))] -= 1
        column: list[Aside | None] = []
        for note, start, words, rows in zip(notes, starts, whole, sizes, strict=True):
            shown = words if rows == len(words) else [*words[: rows - 1], self._folded]
            column += [None] * (start - len(column))
            column += [Aside(line, note.tone, row) for row, line in enumerate(shown)]
        parts: dict[int, list[Aside | None]] = {}
        for index, rows in blocks.items():
            parts[index], column = column[:rows], column[rows:]
        parts[index] += column  # what is left after the last of them
        return parts


def _end_of(starts: Sequence[int], sizes: Sequence[int]) -> int:
    """The row after the last of notes that begin at certain rows, or below the one before."""
    end = 0
    for start, size in zip(starts, sizes, strict=True):
        end = max(end, start) + size
    return end


def _row_of(lines: Sequence[Line], offset: int) -> int:
    """The number of the line that shows a character; the first with text when none does."""
    for shown in (Line.holds, Line.shows):
        for number, line in enumerate(lines):
            if line.kind is LineKind.TEXT and shown(line, offset):
                return number
    white = (LineKind.GAP, LineKind.FOOT_RULE)
    return next((number for number, line in enumerate(lines) if line.kind not in white), 0)


def _wrapped(words: str, width: int) -> Iterator[str]:
    for paragraph in words.split("\n"):
        for start, end in break_lines(paragraph, 0, len(paragraph), max(1, width - _PREFIX)):
            yield paragraph[start:end]
