"""Typesetting: a Document and a measure become a Layout of lines; pure, no app needed.

A line knows which characters it shows and where it stands in the column; how it looks is painted later. Every
character of the text stands on exactly one line, so a row can be found for any offset and an offset for any row.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import NamedTuple

from library.document import Block, BlockKind, Document, SpanKind, row_cells
from reader.breaking import break_lines, cells, chop_lines

_CAPTION_INSET = 2
_CODE_INSET = 2
_CODE_TURNED = 2
"""Cells by which the rest of a long line of code stands further in."""
_COLUMN_GAP = 2
_NARROWEST_COLUMN = 4


class LineKind(IntEnum):
    """What a line is for."""

    TEXT = 0
    GAP = 1
    TITLE = 2
    BYLINE = 3
    DETAILS = 4
    BREAK = 5
    """A thematic break."""
    TABLE_RULE = 6
    NOTE = 7


class Piece(NamedTuple):
    """More text on a line: the cell of a table, the credit of a caption."""

    x: int
    start: int
    end: int


class Line(NamedTuple):
    """One line of the column."""

    kind: LineKind
    block: int
    """The block it belongs to; -1 above the first."""
    start: int
    end: int
    x: int = 0
    """Cells from the left edge of the column to its text."""
    more: tuple[Piece, ...] = ()
    own: str = ""
    """The words of a line that shows none of the document's: title, byline, note."""


@dataclass(frozen=True)
class Front:
    """What stands above the text of an article."""

    title: str
    byline: str = ""
    details: str = ""


@dataclass(frozen=True)
class Layout:
    """The lines of a document at one measure."""

    measure: int
    lines: tuple[Line, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [line.start for line in self.lines]

    @cached_property
    def _blocks(self) -> list[int]:
        return [line.block for line in self.lines]

    def row_of(self, offset: int) -> int:
        """The row that shows the character at `offset`; the last one for an offset past the end."""
        row = max(0, bisect_right(self._starts, offset) - 1)
        line = self.lines[row]
        while row and line.block >= 0 and self.lines[row - 1].start == line.start:
            if self.lines[row - 1].block != line.block or self.lines[row - 1].kind is LineKind.GAP:
                break
            row -= 1
        while line.more and row + 1 < len(self.lines) and not _shows(self.lines[row], offset):
            if self.lines[row + 1].block != line.block or self.lines[row + 1].start != line.start:
                break
            row += 1
        return row

    def rows_of(self, start: int, end: int) -> range:
        """The rows that show any of the characters from `start` to `end`."""
        if not self.lines:
            return range(0)
        first = self.row_of(start)
        return range(first, max(first, bisect_left(self._starts, max(end, start + 1)) - 1) + 1)

    def block_rows(self, block: int) -> range:
        """The rows of a block, its notes included, the gap before it not."""
        first, last = bisect_left(self._blocks, block), bisect_right(self._blocks, block)
        while first < last and self.lines[first].kind is LineKind.GAP:
            first += 1
        return range(first, last)

    def offset_of(self, row: int) -> int:
        """The first character on a row, or, where it shows none, the next one below; 0 above the text."""
        if not self.lines or row <= 0:
            return 0
        line = self.lines[min(row, len(self.lines) - 1)]
        return 0 if line.block < 0 else line.start

    def end_of(self, row: int) -> int:
        """The end of the last character that stands on a row or above it."""
        if not self.lines or row < 0:
            return 0
        line = self.lines[min(row, len(self.lines) - 1)]
        return max((line.end, *(piece.end for piece in line.more)))


def _shows(line: Line, offset: int) -> bool:
    return line.start <= offset <= line.end or any(piece.start <= offset <= piece.end for piece in line.more)


def typeset(
    document: Document, measure: int, front: Front | None = None, notes: Mapping[int, Sequence[str]] | None = None
) -> Layout:
    """The layout of a document in a column of `measure` cells.

    `notes` are the words to be set below a block, by its index.
    """
    measure = max(8, measure)
    lines = _front_lines(front, measure) if front else []
    tables = _Tables(document, measure)
    before: Block | None = None
    for index, block in enumerate(document.blocks):
        if lines:
            lines += _gap(before, block, index)
        lines += _block_lines(document, index, block, measure, tables)
        for note in notes.get(index, ()) if notes else ():
            lines += _note_lines(note, index, block, measure)
        before = block
    return Layout(measure, tuple(lines))


def _front_lines(front: Front, measure: int) -> list[Line]:
    lines = [Line(LineKind.GAP, -1, 0, 0)]
    for kind, words in (
        (LineKind.TITLE, front.title),
        (LineKind.BYLINE, front.byline),
        (LineKind.DETAILS, front.details),
    ):
        if not words:
            continue
        if kind is LineKind.BYLINE or (kind is LineKind.DETAILS and not front.byline):
            lines.append(Line(LineKind.GAP, -1, 0, 0))
        lines += [
            Line(kind, -1, 0, 0, own=words[start:end]) for start, end in break_lines(words, 0, len(words), measure)
        ]
    return lines


_CLOSE = frozenset((
    (BlockKind.KEY_POINT, BlockKind.KEY_POINT),
    (BlockKind.ITEM, BlockKind.ITEM),
    (BlockKind.IMAGE, BlockKind.CAPTION),
    (BlockKind.CAPTION, BlockKind.CAPTION),
    (BlockKind.FOOTNOTE, BlockKind.FOOTNOTE),
))  # fmt: skip


def _gap(before: Block | None, block: Block, index: int) -> list[Line]:
    """The white lines above a block."""
    rows = 1
    if before is not None:
        same_table = before.kind is block.kind is BlockKind.ROW and before.level == block.level
        if same_table or (before.kind, block.kind) in _CLOSE:
            rows = 0
        elif block.kind is BlockKind.HEADING and before.kind is not BlockKind.HEADING:
            rows = 2
    return [Line(LineKind.GAP, index, block.start, block.start)] * rows


def inset(block: Block) -> int:
    """Cells from the edge of the column to the text of a block, with room for its ornament."""
    match block.kind:
        case BlockKind.KEY_POINT:
            return 2
        case BlockKind.ITEM:
            return 2 * max(0, min(block.level, 6) - 1) + (max(3, cells(block.info) + 2) if block.info else 2)
        case BlockKind.QUOTE:
            return 2 * max(1, min(block.level, 6))
        case BlockKind.CODE:
            return _CODE_INSET
        case BlockKind.CAPTION | BlockKind.IMAGE:
            return _CAPTION_INSET
        case BlockKind.FOOTNOTE:
            return min(cells(block.info), 8) + 2
        case _:
            return 0


def _block_lines(document: Document, index: int, block: Block, measure: int, tables: "_Tables") -> list[Line]:
    x = min(inset(block), measure - 4)
    match block.kind:
        case BlockKind.RULE:
            return [Line(LineKind.BREAK, index, block.start, block.end)]
        case BlockKind.CODE:
            return _code_lines(document, index, block, x, measure - x)
        case BlockKind.ROW:
            return tables.lines(index, block)
        case BlockKind.CAPTION:
            return _caption_lines(document, index, block, x, measure - 2 * x)
        case BlockKind.IMAGE:
            return _text_lines(document.text, index, block.start, block.end, x + 2, measure - 2 * x - 2)
        case _:
            return _text_lines(document.text, index, block.start, block.end, x, measure - x)


def _text_lines(text: str, index: int, start: int, end: int, x: int, width: int) -> list[Line]:
    return [Line(LineKind.TEXT, index, first, last, x) for first, last in break_lines(text, start, end, width)]


def _code_lines(document: Document, index: int, block: Block, x: int, width: int) -> list[Line]:
    """Lines of code as they are; one that is too long goes on below, further in."""
    lines: list[Line] = []
    at = block.start
    for source_line in document.slice(block).split("\n"):
        end = at + len(source_line)
        first, *rest = chop_lines(document.text, at, end, width)
        lines.append(Line(LineKind.TEXT, index, *first, x))
        if rest:
            lines += [
                Line(LineKind.TEXT, index, *more, x + _CODE_TURNED)
                for more in chop_lines(document.text, first[1], end, width - _CODE_TURNED)
            ]
        at = end + 1
    return lines


def _caption_lines(document: Document, index: int, block: Block, x: int, width: int) -> list[Line]:
    """A caption in a narrower column, its credit flush right on the last line or on one of its own."""
    credit = next((span for span in document.spans_in(block) if span.kind is SpanKind.CREDIT), None)
    if credit is None or credit.end != block.end:
        return _text_lines(document.text, index, block.start, block.end, x, width)
    words_end = max(block.start, credit.start - 1)
    size = cells(document.slice(credit))
    if words_end == block.start:
        return _text_lines(document.text, index, block.start, block.end, x, width)
    lines = _text_lines(document.text, index, block.start, words_end, x, width)
    last = lines[-1]
    if cells(document.text[last.start : last.end]) + 3 + size <= width:
        lines[-1] = last._replace(more=(Piece(x + width - size, credit.start, credit.end),))
        return lines
    rest = break_lines(document.text, credit.start, credit.end, width)
    at = x + width - size if len(rest) == 1 else x
    return lines + [Line(LineKind.TEXT, index, first, end, at) for first, end in rest]


def _note_lines(note: str, index: int, block: Block, measure: int) -> list[Line]:
    lines: list[Line] = []
    for paragraph in note.split("\n"):
        lines += [
            Line(LineKind.NOTE, index, block.end, block.end, 2, own=paragraph[start:end])
            for start, end in break_lines(paragraph, 0, len(paragraph), measure - 2)
        ]
    return lines


class _Tables:
    """Column widths of every table of a document, worked out when its first row is set."""

    def __init__(self, document: Document, measure: int) -> None:
        self._document = document
        self._measure = measure
        self._widths: dict[int, list[int]] = {}

    def lines(self, index: int, block: Block) -> list[Line]:
        """The lines of one row: its cells side by side, each wrapped in its column; a rule below the header."""
        document = self._document
        widths = self._widths.get(block.level) or self._measured(block.level)
        self._widths[block.level] = widths
        columns: list[tuple[int, list[tuple[int, int]]]] = []
        x = 0
        for cell, width in zip(row_cells(document, block), widths, strict=False):
            columns.append((x, break_lines(document.text, cell.start, cell.end, width)))
            x += width + _COLUMN_GAP
        lines: list[Line] = []
        for number in range(max((len(rows) for _, rows in columns), default=0)):
            pieces = [Piece(x, *rows[number]) for x, rows in columns if number < len(rows)]
            first = pieces[0]
            more = tuple(pieces[1:]) or (Piece(first.x, first.end, first.end),)
            lines.append(Line(LineKind.TEXT, index, block.start, block.start, 0, (first, *more)))
        if block.info == "header":
            lines.append(Line(LineKind.TABLE_RULE, index, block.end, block.end, 0, own="─" * max(0, x - _COLUMN_GAP)))
        return lines

    def _measured(self, table: int) -> list[int]:
        """Widths that fit the measure: as wide as the content, else shrunk, the widest column first."""
        natural: list[int] = []
        longest_word: list[int] = []
        for block in self._document.blocks:
            if block.kind is not BlockKind.ROW or block.level != table:
                continue
            for column, cell in enumerate(row_cells(self._document, block)):
                text = self._document.slice(cell)
                if column == len(natural):
                    natural.append(1)
                    longest_word.append(1)
                natural[column] = max(natural[column], cells(text))
                longest_word[column] = max(longest_word[column], *(cells(word) for word in text.split(" ")))
        room = self._measure - _COLUMN_GAP * (len(natural) - 1)
        least = [max(min(word, 16), _NARROWEST_COLUMN) for word in longest_word]
        return _fitted(natural, least, room)


def _fitted(natural: list[int], least: list[int], room: int) -> list[int]:
    """Shrink the widest columns until all fit into `room`; below their `least` width only when nothing else helps."""
    widths = list(natural)
    for floor in (least, [1] * len(widths)):
        over = sum(widths) - room
        while over > 0:
            shrinkable = [column for column, width in enumerate(widths) if width > floor[column]]
            if not shrinkable:
                break
            widest = max(shrinkable, key=widths.__getitem__)
            rest = [width for column, width in enumerate(widths) if column in shrinkable and width < widths[widest]]
            step = min(over, widths[widest] - max([floor[widest], *rest]))
            widths[widest] -= max(1, min(step, over))
            over = sum(widths) - room
    return widths
