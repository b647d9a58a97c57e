"""Pointing: which character of the text stands at a cell of a line; no app needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.breaking import cells, chop_lines
from reader.lines import LineKind

if TYPE_CHECKING:
    from library.document import Document
    from reader.lines import Line


def offset_at(document: Document, line: Line, cell: int) -> int | None:
    """The offset of the character at `cell`, counted from the edge of the column; None beside the text."""
    if line.kind is not LineKind.TEXT:
        return None
    text = document.text
    for x, start, end in ((line.x, line.start, line.end), *line.more):
        within = cell - x
        if within < 0 or start == end:
            continue
        if line.stretch:
            return _in_stretched(text, line, within)
        if within < cells(text[start:end]):
            return _after(text, start, end, within)
    return None


def _after(text: str, start: int, end: int, size: int) -> int:
    """The offset that stands `size` cells after `start`; the second cell of a wide character is that character."""
    if size <= 0:
        return start
    _, at = chop_lines(text, start, end, size)[0]
    return start if cells(text[start:at]) > size else at


def _in_stretched(text: str, line: Line, cell: int) -> int | None:
    from reader.fitting import spread

    at, reached = line.start, 0
    for extra in spread(text, line.start, line.end, line.stretch):
        space = text.index(" ", at, line.end)
        size = cells(text[at:space])
        if cell < reached + size:
            return _after(text, at, space, cell - reached)
        if cell <= reached + size + extra:
            return space
        at, reached = space + 1, reached + size + 1 + extra
    return _after(text, at, line.end, cell - reached) if cell < reached + cells(text[at : line.end]) else None
