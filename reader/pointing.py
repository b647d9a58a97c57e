"""Pointing: which character of the text stands at a cell of a line, and at which cell one stands; no app needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.document import Range
from reader.breaking import cells, chop_lines
from reader.lines import LineKind, Spot

if TYPE_CHECKING:
    from library.document import Document
    from reader.lines import Line
    from reader.typeset import Layout

_COMBINING = "\u0300"
"""The first of the code points that can belong to the character before them."""


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


def offset_near(document: Document, line: Line, cell: int) -> int:
    """The offset of the character of a line of text that is nearest to `cell`."""
    exact = offset_at(document, line, cell)
    if exact is not None:
        return exact
    text = document.text
    nearest, least = line.start, -1
    for x, start, end in ((line.x, line.start, line.end), *line.more):
        if start == end and line.more:
            continue
        size = cells(text[start:end]) + line.stretch
        away = x - cell if cell < x else cell - x - size + 1
        if least < 0 or away < least:
            last = start if start == end else _after(text, start, end, cells(text[start:end]) - 1)
            nearest, least = start if cell < x else last, away
    return nearest


def cell_of(document: Document, line: Line, offset: int) -> int:
    """The cell, from the edge of the column, at which a character of a line stands, or would stand after the last.

    Within a character of several code points that is its first cell.
    """
    text = document.text
    x, start, end = _piece_of(line, offset)
    offset = max(start, min(offset, end))
    if start < offset < end and text[offset] >= _COMBINING:  # it may be a further piece of a character
        from library.units import character_start

        offset = max(start, character_start(document, offset))
    cell = x + cells(text[start:offset])
    if line.stretch:
        from reader.fitting import spread

        spaces = spread(text, line.start, line.end, line.stretch)
        cell += sum(extra for extra, _ in zip(spaces, range(text.count(" ", start, offset)), strict=False))
    return cell


def text_spot(layout: Layout, offset: int) -> Spot:
    """The line that shows a character or the space after it: one of text where the block has any."""
    spot = layout.spot_of(offset)
    if spot.block < 0 or layout.line(spot).kind in (LineKind.TEXT, LineKind.PICTURE):
        return spot
    lines = layout.lines_of(spot.block)
    shown = [number for number, line in enumerate(lines) if line.kind is LineKind.TEXT and line.shows(offset)]
    return Spot(spot.block, shown[-1]) if shown else spot


def line_bounds(layout: Layout, offset: int) -> Range:
    """The characters of the line that shows an offset; in a table those of the cell on that line."""
    _, start, end = _piece_of(layout.line(text_spot(layout, offset)), offset)
    return Range(start, end)


def offset_up_down(layout: Layout, offset: int, rows: int, goal: int | None) -> tuple[int, int]:
    """The character some lines of text below, or above when `rows` is negative, and the cell that was kept to.

    `goal` is that cell, from the edge of the column; None: the one at which the character stands.
    """
    document = layout.document
    spot = text_spot(layout, offset)
    goal = cell_of(document, layout.line(spot), offset) if goal is None else goal
    step = 1 if rows > 0 else -1
    reached = spot
    for _ in range(abs(rows)):
        following = _next_text(layout, reached, step)
        if following is None:
            break
        reached = following
    if reached == spot:
        return offset, goal
    return offset_near(document, layout.line(reached), goal), goal


def _next_text(layout: Layout, spot: Spot, step: int) -> Spot | None:
    """The next line in a direction that a character, or the end of a line of code, belongs to."""
    while True:
        following = layout.moved(spot, step)
        if following == spot:
            return None
        spot = following
        line = layout.line(spot)
        if line.kind is LineKind.TEXT and (line.last > line.first or text_spot(layout, line.first) == spot):
            return spot


def _piece_of(line: Line, offset: int) -> tuple[int, int, int]:
    """The piece of a line that holds an offset, else the last one that ends before it: cell, start, end."""
    pieces = [(line.x, line.start, line.end), *((piece.x, piece.start, piece.end) for piece in line.more)]
    for piece in pieces:
        if piece[1] <= offset < piece[2]:
            return piece
    ended = [piece for piece in pieces if piece[2] <= offset and (piece[1] < piece[2] or len(pieces) == 1)]
    return max(ended, key=lambda piece: piece[2]) if ended else pieces[0]


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
