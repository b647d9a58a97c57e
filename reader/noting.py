"""Notes as they are set: lines below a paragraph, or lines of a column beside the text; no app needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reader.breaking import break_lines
from reader.lines import Aside, Line, LineKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from library.document import Block

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


def with_asides(lines: Sequence[Line], notes: Sequence[Note], index: int, block: Block, width: int) -> list[Line]:
    """The lines of a block with notes beside them, each from the row on which its passage begins.

    One that would run into the one before begins below it; where there are more rows of notes than of text, white
    rows follow the text. `width` is that of the column of notes, in cells.
    """
    kept = list(lines)
    free = 0
    for note in sorted(notes, key=lambda note: note.start):
        free = max(free, _row_of(lines, note.start))
        for row, words in enumerate(_wrapped(note.words, width)):
            if free >= len(kept):
                kept.append(Line(LineKind.NOTE, index, block.end, block.end))
            kept[free] = kept[free]._replace(aside=Aside(words, note.tone, row))
            free += 1
    return kept


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
