"""Typesetting: a Document and a measure become a Layout, block by block as they are asked for; no app needed.

Only what is looked at is set, so that opening, resizing and going to the end cost the same at any length. Every
character of the text stands on exactly one line, so that a row can be found for any offset and an offset for any row.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from library.document import BlockKind, SpanKind
from reader.breaking import break_lines, cells, is_right_to_left
from reader.lines import Line, LineKind, Piece, Spot
from reader.noting import FOLDED, Beside, Note, note_lines
from reader.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from library.document import Block, Document

_CAPTION_INSET = 2
_NARROW_CAPTION = 40
"""Cells that a caption may take below a picture that is narrower."""
_CODE_INSET = 2
_INDENT = 2
"""Cells by which a paragraph's first line stands in where no white line parts paragraphs."""
_KEPT_LINES = 6000


class Setting(NamedTuple):
    """How a text is set; the same for all articles of a person."""

    measure: int
    """The widest a line may be, in cells."""
    leading: int = 1
    """White lines between paragraphs: 1, or 0 and the first line of a paragraph stands in."""
    justified: bool = False
    hyphenated: bool = False


class Front(NamedTuple):
    """What stands above the text of an article."""

    title: str
    byline: str = ""
    details: str = ""
    notes: tuple[Note, ...] = ()
    """Those on the article as a whole."""
    said: tuple[str, ...] = ()
    """Paragraphs in place of a text that is not there."""


class Layout:
    """The lines of a document in one setting."""

    def __init__(
        self,
        document: Document,
        setting: Setting,
        front: Front | None = None,
        notes: Mapping[int, Sequence[Note]] | None = None,
        pictures: Mapping[int, tuple[int, int]] | None = None,
        aside: int = 0,
        folded: str = FOLDED,
    ) -> None:
        """By block: `notes` are set below it, `pictures` are the columns and rows that an image takes.

        With `aside` notes are set beside the text, in a column of so many cells; `folded` ends those that are too
        long for that.
        """
        self.document = document
        self.setting = setting._replace(measure=max(8, setting.measure))
        self._front = front
        self._notes = notes or {}
        self.aside = aside
        """The cells of the column of notes beside the text; 0 where there is none."""
        self._pictures = pictures or {}
        self._tables = Tables(document, self.measure)
        self._beside = Beside(document, self._notes, self._without_notes, aside, folded) if aside else None
        self._bare: dict[int, list[Line]] = {}
        """Blocks whose room beside them was asked for before they were."""
        self._set: dict[int, tuple[Line, ...]] = {}
        self._kept = 0

    @property
    def measure(self) -> int:
        """The widest a line may be, in cells."""
        return self.setting.measure

    # Spots and lines

    @property
    def first(self) -> Spot:
        """The first row of all."""
        return Spot(-1, 0) if self._front is not None or not self.document.blocks else Spot(0, 0)

    @property
    def last(self) -> Spot:
        """The last row of all."""
        block = len(self.document.blocks) - 1
        return Spot(block, len(self.lines_of(block)) - 1)

    def lines_of(self, block: int) -> tuple[Line, ...]:
        """The lines of a block, the gap above and the notes below it included; never none. -1: what stands on top."""
        lines = self._set.get(block)
        if lines is None:
            lines = tuple(self._front_lines() if block < 0 else self._block_with_gap(block))
            if not lines:
                at = self.document.blocks[block].start if block >= 0 else 0
                lines = (Line(LineKind.GAP, block, at, at),)
            self._kept += len(lines)
            if self._kept > _KEPT_LINES:
                self._set.clear()
                self._bare.clear()
                self._kept = len(lines)
            self._set[block] = lines
        return lines

    def line(self, spot: Spot) -> Line:
        """The line at a spot."""
        return self.lines_of(spot.block)[spot.line]

    def moved(self, spot: Spot, rows: int) -> Spot:
        """The spot some rows below, or above when `rows` is negative; the first or last one beyond the ends."""
        block, line = spot
        line += rows
        while line < 0:
            if block <= self.first.block:
                return self.first
            block -= 1
            line += len(self.lines_of(block))
        while line >= (size := len(self.lines_of(block))):
            if block + 1 >= len(self.document.blocks):
                return self.last
            line -= size
            block += 1
        return Spot(block, line)

    def rows(self, spot: Spot, count: int) -> list[tuple[Spot, Line]]:
        """At most `count` rows from a spot on."""
        found: list[tuple[Spot, Line]] = []
        block, first = spot
        while len(found) < count and block < max(len(self.document.blocks), 1 + self.first.block):
            lines = self.lines_of(block)
            found += [(Spot(block, at), lines[at]) for at in range(first, min(len(lines), first + count - len(found)))]
            block, first = block + 1, 0
        return found

    def distance(self, first: Spot, second: Spot, most: int) -> int:
        """Rows from the first spot down to the second, negative when it is above; `most` when there are more."""
        if second < first:
            return -self.distance(second, first, most)
        rows, block = -first.line, first.block
        while block < second.block and rows < most:
            rows += len(self.lines_of(block))
            block += 1
        return min(most, rows + second.line)

    def all_lines(self) -> Iterator[Line]:
        """Every line from the first to the last."""
        for block in range(self.first.block, len(self.document.blocks)):
            yield from self.lines_of(block)

    # Offsets

    def spot_of(self, offset: int) -> Spot:
        """The row that shows the character at `offset`; the last one for an offset past the end."""
        if not self.document.blocks:
            return self.first
        block = self.document.block_at(offset)
        lines = self.lines_of(block)
        at = max(0, bisect_right(lines, offset, key=lambda line: line.start) - 1)
        while at and lines[at - 1].start == lines[at].start and lines[at - 1].kind is not LineKind.GAP:
            at -= 1
        alike = range(at, bisect_right(lines, offset, key=lambda line: line.start))
        for number in alike:  # lines of a table's row all begin where the row does
            if lines[number].holds(offset):
                return Spot(block, number)
        return Spot(block, next((number for number in alike if lines[number].shows(offset)), at))

    def offset_of(self, spot: Spot) -> int:
        """The first character on a row, or, where it shows none, the next one below; 0 above the text."""
        return 0 if spot.block < 0 else self.line(spot).first

    def block_rows(self, block: int) -> range:
        """The line numbers of a block, its notes included, the gap before it not."""
        lines = self.lines_of(block)
        first = 0
        while first + 1 < len(lines) and lines[first].kind in (LineKind.GAP, LineKind.FOOT_RULE):
            first += 1
        return range(first, len(lines))

    # Setting

    def _front_lines(self) -> list[Line]:
        front, measure = self._front or Front(""), self.measure
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
            leftward = is_right_to_left(words, 0, len(words))
            for start, end in break_lines(words, 0, len(words), measure):
                x = measure - cells(words[start:end]) if leftward else 0
                lines.append(Line(kind, -1, 0, 0, x, own=words[start:end], leftward=leftward))
        for note in front.notes:
            lines.append(Line(LineKind.GAP, -1, 0, 0))
            lines += note_lines(note, -1, 0, measure)
        for words in front.said:
            lines.append(Line(LineKind.GAP, -1, 0, 0))
            lines += [
                Line(LineKind.SAID, -1, 0, 0, own=words[start:end])
                for start, end in break_lines(words, 0, len(words), measure)
            ]
        return lines

    def _block_with_gap(self, index: int) -> list[Line]:
        lines = self._without_notes(index)
        self._bare.pop(index, None)
        if self._beside is not None:
            lines = self._beside.set(index, lines)
            self._bare.pop(index, None)
            return lines
        for note in self._notes.get(index, ()):
            lines += note_lines(note, index, self.document.blocks[index].end, self.measure)
        return lines

    def _without_notes(self, index: int) -> list[Line]:
        """The lines of a block and the gap above it."""
        if index not in self._bare:
            self._bare[index] = self._gap_and_lines(index)
        return self._bare[index]

    def _gap_and_lines(self, index: int) -> list[Line]:
        blocks = self.document.blocks
        block = blocks[index]
        before = blocks[index - 1] if index else None
        body = self._block_lines(index, block)
        lines: list[Line] = []
        if before is not None or self._front is not None:
            lines = [Line(LineKind.GAP, index, block.start, block.start)] * self._gap(before, block)
        if block.kind is BlockKind.FOOTNOTE and before is not None and before.kind is not BlockKind.FOOTNOTE:
            rule = Line(LineKind.FOOT_RULE, index, block.start, block.start, own="─" * min(12, self.measure))
            lines += [rule, Line(LineKind.GAP, index, block.start, block.start)]
        return lines + body

    def _gap(self, before: Block | None, block: Block) -> int:
        """White lines above a block."""
        if before is None:
            return 1
        if before.kind is block.kind is BlockKind.ROW and before.level == block.level:
            return int(self._tables.is_record(block))
        if (before.kind, block.kind) in _CLOSE:
            return 0
        if block.kind is BlockKind.HEADING and before.kind is not BlockKind.HEADING:
            return 2
        if self.setting.leading == 0 and before.kind is block.kind is BlockKind.PARAGRAPH:
            return 0
        return 1

    def _block_lines(self, index: int, block: Block) -> list[Line]:
        x = min(inset(block), self.measure - 4)
        match block.kind:
            case BlockKind.RULE:
                return [Line(LineKind.BREAK, index, block.start, block.end)]
            case BlockKind.CODE:
                return self._code_lines(index, block, x)
            case BlockKind.ROW:
                return self._tables.lines(index, block)
            case BlockKind.CAPTION:
                return self._caption_lines(index, block, *self._caption_column(index, block, x))
            case BlockKind.IMAGE:
                return self._image_lines(index, block, x)
            case BlockKind.PARAGRAPH | BlockKind.QUOTE | BlockKind.ITEM | BlockKind.STANDFIRST:
                return self._prose_lines(index, block, x)
            case _:
                return self._text_lines(index, block.start, block.end, x, self.measure - x)

    def _prose_lines(self, index: int, block: Block, x: int) -> list[Line]:
        """Text that may be hyphenated and justified; a paragraph without a white line above stands in."""
        stands_in = (
            self.setting.leading == 0
            and block.kind is BlockKind.PARAGRAPH
            and index > 0
            and self.document.blocks[index - 1].kind is BlockKind.PARAGRAPH
        )
        width = self.measure - x
        if not stands_in:
            return self._text_lines(index, block.start, block.end, x, width, prose=True)
        first, *rest = self._text_lines(index, block.start, block.end, x + _INDENT, width - _INDENT, prose=True)
        if not rest:
            return [first]
        return [first, *self._text_lines(index, rest[0].start, block.end, x, width, prose=True)]

    def _text_lines(self, index: int, start: int, end: int, x: int, width: int, *, prose: bool = False) -> list[Line]:
        """A run of text in lines of `width` cells, `x` cells from the edge where reading begins."""
        text = self.document.text
        leftward = is_right_to_left(text, start, end)
        if prose and not leftward and (self.setting.justified or self.setting.hyphenated):
            from reader.fitting import fit_lines
            from reader.hyphens import hyphenator

            hyphens = hyphenator(self.document.language) if self.setting.hyphenated else None
            return [
                Line(LineKind.TEXT, index, line.start, line.end, x, hyphen=line.hyphen, stretch=line.stretch)
                for line in fit_lines(text, start, end, width, hyphens=hyphens, justified=self.setting.justified)
            ]
        extents = break_lines(text, start, end, width)
        if leftward:
            edge = self.measure - x
            return [
                Line(LineKind.TEXT, index, first, last, max(0, edge - cells(text[first:last])), leftward=True)
                for first, last in extents
            ]
        return [Line(LineKind.TEXT, index, first, last, x) for first, last in extents]

    def _code_lines(self, index: int, block: Block, x: int) -> list[Line]:
        """Lines of code as they are; what does not fit is reached by scrolling sideways."""
        lines: list[Line] = []
        at = block.start
        for source_line in self.document.slice(block).split("\n"):
            lines.append(Line(LineKind.TEXT, index, at, at + len(source_line), x))
            at += len(source_line) + 1
        return lines

    def _image_lines(self, index: int, block: Block, x: int) -> list[Line]:
        """The rows of a picture, else its alternative text."""
        _, rows = self._pictures.get(index, (0, 0))
        if rows:
            return [Line(LineKind.PICTURE, index, block.start, block.end, row=row) for row in range(rows)]
        return self._text_lines(index, block.start, block.end, x + 2, self.measure - 2 * x - 2)

    def _caption_column(self, index: int, block: Block, x: int) -> tuple[int, int]:
        """Where a caption begins and how wide it is: as the picture above it, or as it needs if that is narrow."""
        image = index
        while image and self.document.blocks[image].kind is BlockKind.CAPTION:
            image -= 1
        most, (columns, _) = self.measure - 2 * x, self._pictures.get(image, (0, 0))
        if not columns:
            return x, most
        # between words and credit stand two cells more than the text has
        width = min(most, max(columns, min(_NARROW_CAPTION, cells(self.document.slice(block)) + 2)))
        return (self.measure - width) // 2, width

    def _caption_lines(self, index: int, block: Block, x: int, width: int) -> list[Line]:
        """A caption in a narrower column, its credit flush right on the last line or on one of its own."""
        document = self.document
        credit = next((span for span in document.spans_in(block) if span.kind is SpanKind.CREDIT), None)
        if credit is None or credit.end != block.end:
            return self._text_lines(index, block.start, block.end, x, width)
        words_end = max(block.start, credit.start - 1)
        size = cells(document.slice(credit))
        if words_end == block.start or is_right_to_left(document.text, block.start, words_end):
            return self._text_lines(index, block.start, block.end, x, width)
        lines = self._text_lines(index, block.start, words_end, x, width)
        last = lines[-1]
        if cells(document.text[last.start : last.end]) + 3 + size <= width:
            lines[-1] = last._replace(more=(Piece(x + width - size, credit.start, credit.end),))
            return lines
        rest = break_lines(document.text, credit.start, credit.end, width)
        at = x + width - size if len(rest) == 1 else x
        return lines + [Line(LineKind.TEXT, index, first, end, at) for first, end in rest]


_CLOSE = frozenset((
    (BlockKind.KEY_POINT, BlockKind.KEY_POINT),
    (BlockKind.ITEM, BlockKind.ITEM),
    (BlockKind.IMAGE, BlockKind.CAPTION),
    (BlockKind.CAPTION, BlockKind.CAPTION),
    (BlockKind.FOOTNOTE, BlockKind.FOOTNOTE),
))  # fmt: skip


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
