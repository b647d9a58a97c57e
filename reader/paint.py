"""Painting: a line of a Layout with its decorations becomes a Strip; the only maker of text strips."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from library.document import Block, BlockKind, Document, Range, Span, SpanKind
from reader.breaking import cells
from reader.themes import Styles
from reader.typeset import Layout, Line, LineKind, inset

GUTTER = 3
"""Cells left of the column at least: the highlight's mark, the ruler, a space."""
_SAFE_LINKS = ("http://", "https://", "mailto:")
_TABLE_HEADER = "header"


@dataclass(frozen=True)
class Decorations:
    """What lies over a line beside its text."""

    ruler: bool = False
    """Whether the paragraph ruler stands beside it."""
    marked: tuple[Range, ...] = ()
    """The highlighted ranges that reach into it."""
    note: bool = False
    """Whether one of them carries a note."""


PLAIN = Decorations()


@dataclass(frozen=True)
class Page:
    """What all lines of one page have in common."""

    document: Document
    layout: Layout
    styles: Styles
    width: int
    """Cells of the whole viewport."""

    @property
    def margin(self) -> int:
        """Cells left of the column."""
        return max(GUTTER, (self.width - self.layout.measure) // 2)


def paint(page: Page, row: int, decorations: Decorations = PLAIN) -> Strip:
    """The strip of one row, exactly as wide as the page."""
    line = page.layout.lines[row]
    row_of_cells = _Row(page.width, page.styles.text)
    _gutter(row_of_cells, page, decorations)
    row_of_cells.move_to(page.margin)
    block = page.document.blocks[line.block] if line.block >= 0 else None
    if block is not None:
        _ornament(row_of_cells, page, line, block)
    if line.own:
        _own_words(row_of_cells, page, line)
    elif line.kind is LineKind.BREAK:
        row_of_cells.move_to(page.margin + max(0, (page.layout.measure - 5) // 2))
        row_of_cells.write("* * *", page.styles.ornament)
    elif line.kind is LineKind.TEXT and block is not None:
        base = _block_style(block, page.styles)
        spans = page.document.spans_in(block)
        for piece in ((line.x, line.start, line.end), *line.more):
            row_of_cells.move_to(page.margin + piece[0], base if block.kind is BlockKind.CODE else None)
            _write_run(row_of_cells, page, piece[1], piece[2], base, spans, decorations.marked)
        if block.kind is BlockKind.CODE:
            row_of_cells.move_to(page.margin + page.layout.measure, base)
    return row_of_cells.strip()


class _Row:
    """Segments from left to right, with the cell reached."""

    def __init__(self, width: int, blank: Style) -> None:
        self._width = width
        self._blank = blank
        self._segments: list[Segment] = []
        self._at = 0

    def move_to(self, cell: int, style: Style | None = None) -> None:
        """Fill with spaces up to a cell."""
        if cell > self._at:
            self.write(" " * (cell - self._at), style or self._blank)

    def write(self, text: str, style: Style) -> None:
        """Put text at the cell reached."""
        if text:
            self._segments.append(Segment(text, style))
            self._at += cells(text)

    def strip(self) -> Strip:
        """The finished row."""
        self.move_to(self._width)
        strip = Strip(self._segments, self._at)
        return strip if self._at == self._width else strip.adjust_cell_length(self._width, self._blank)


def _gutter(row: _Row, page: Page, decorations: Decorations) -> None:
    if decorations.marked:
        row.move_to(page.margin - 3)
        row.write("✎" if decorations.note else "▌", page.styles.highlight_mark)
    if decorations.ruler:
        row.move_to(page.margin - 2)
        row.write("▎", page.styles.ruler)


def _own_words(row: _Row, page: Page, line: Line) -> None:
    styles = page.styles
    style = {
        LineKind.TITLE: styles.title,
        LineKind.BYLINE: styles.byline,
        LineKind.DETAILS: styles.byline,
        LineKind.TABLE_RULE: styles.ornament,
        LineKind.NOTE: styles.note,
    }[line.kind]
    if line.kind is LineKind.NOTE:
        row.write("┆ ", styles.note)
    row.move_to(page.margin + line.x)
    row.write(line.own, style)


def _ornament(row: _Row, page: Page, line: Line, block: Block) -> None:
    """What a block shows beside its text: bullets, numbers, bars."""
    styles = page.styles
    if block.kind is BlockKind.QUOTE and (line.kind is LineKind.TEXT or _within_quote(page, line)):
        for level in range(max(1, min(block.level, 6))):
            row.move_to(page.margin + 2 * level)
            row.write("│", styles.ornament)
    if line.kind is not LineKind.TEXT or line.start != block.start:
        return
    match block.kind:
        case BlockKind.KEY_POINT:
            row.write("▪", styles.bullet)
        case BlockKind.ITEM:
            mark = f"{block.info}." if block.info else "•"
            row.move_to(page.margin + min(inset(block), page.layout.measure - 4) - cells(mark) - 1)
            row.write(mark, styles.bullet)
        case BlockKind.FOOTNOTE:
            row.write(block.info[:8], styles.bullet)
        case BlockKind.IMAGE:
            row.move_to(page.margin + inset(block))
            row.write("▨" if block.end > block.start else "▨ Picture", styles.credit)
        case _:
            pass


def _within_quote(page: Page, line: Line) -> bool:
    """Whether a gap stands between two paragraphs of one quotation."""
    before = page.document.blocks[line.block - 1] if line.block else None
    return line.kind is LineKind.GAP and before is not None and before.kind is BlockKind.QUOTE


def _block_style(block: Block, styles: Styles) -> Style:
    match block.kind:
        case BlockKind.HEADING:
            return styles.heading if block.level <= 2 else styles.subheading
        case BlockKind.CODE:
            return styles.code
        case BlockKind.CAPTION:
            return styles.caption
        case BlockKind.IMAGE | BlockKind.FOOTNOTE:
            return styles.credit
        case BlockKind.QUOTE:
            return styles.quote
        case BlockKind.STANDFIRST:
            return styles.standfirst
        case BlockKind.KEY_POINT:
            return styles.key_point
        case BlockKind.ROW if block.info == _TABLE_HEADER:
            return styles.header_cell
        case _:
            return styles.text


def _write_run(
    row: _Row, page: Page, start: int, end: int, base: Style, spans: Sequence[Span], marked: Iterable[Range]
) -> None:
    """Write characters, changing the style wherever a span or a highlight begins or ends."""
    over = [
        (span.start, span.end, style)
        for span in spans
        if span.start < end and span.end > start and (style := _span_style(span, page.styles)) is not None
    ]
    over += [(r.start, r.end, page.styles.highlight) for r in marked if r.start < end and r.end > start]
    if not over:
        row.write(page.document.text[start:end], base)
        return
    edges = {start, end}
    for first, last, _ in over:
        edges.update((max(start, first), min(end, last)))
    ordered = sorted(edges)
    for first, last in pairwise(ordered):
        style = base
        for from_, to, more in over:
            if from_ <= first and last <= to:
                style += more
        row.write(page.document.text[first:last], style)


def _span_style(span: Span, styles: Styles) -> Style | None:
    match span.kind:
        case SpanKind.STRONG:
            return styles.strong
        case SpanKind.EMPHASIS:
            return styles.emphasis
        case SpanKind.CODE:
            return styles.inline_code
        case SpanKind.LINK:
            safe = span.target.startswith(_SAFE_LINKS)
            return styles.link + Style(link=span.target) if safe else styles.link
        case SpanKind.CREDIT:
            return styles.credit + Style(italic=False)
        case SpanKind.STRIKE:
            return styles.strike
        case _:
            return None
