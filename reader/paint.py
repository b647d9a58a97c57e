"""Painting: a line of a Layout with its decorations becomes runs of ink; no Rich, no Textual."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from library.document import BlockKind
from reader.breaking import cells, chop_lines
from reader.decorations import ASIDE_GAP, GUTTER, PLAIN, Decorations, Page
from reader.inks import inks_over
from reader.lines import LineKind, Spot
from reader.ornaments import aside, colour_of, gutter, ornament, ornament_on_the_right
from reader.row import Hint, Row, with_hints

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from library.document import Block
    from reader.ink import Ink, Run
    from reader.lines import Line
    from reader.themes import Styles

_TABLE_HEADER = "header"
_CUT_RIGHT, _CUT_LEFT = "›", "‹"


def paint(page: Page, spot: Spot, decorations: Decorations = PLAIN) -> tuple[Run, ...]:
    """The runs of one row, together exactly as wide as the page."""
    line = page.layout.line(spot)
    row = Row(page.width, page.styles.text)
    if page.gutter >= GUTTER:
        gutter(row, page, line, decorations)
    block = page.document.blocks[line.block] if line.block >= 0 and page.document.blocks else None
    if block is not None and page.ornaments:
        ornament(row, page, line, block)
    row.move_to(page.margin)
    _content(row, page, line, block, decorations)
    if line.leftward and block is not None and page.ornaments:
        ornament_on_the_right(row, page, line, block)
    aside(row, page, line, page.margin + page.layout.measure + ASIDE_GAP)
    runs = row.finished(clipped=page.clipped)
    if decorations.hints:
        runs = with_hints(runs, row.places, decorations.hints, page.styles.hint)
    caret = decorations.caret
    if caret is not None and (caret.start == caret.end or line.kind is not LineKind.TEXT):
        runs = _with_caret(runs, caret.start, row.places.get(caret.start, page.margin), page.styles.caret)
    return tuple(runs)


def _with_caret(runs: Sequence[Run], offset: int, cell: int, ink: Ink) -> list[Run]:
    """The caret laid over a cell where no character of the text stands."""
    return with_hints(runs, {offset: cell}, [Hint(offset, " ")], ink)


def _content(row: Row, page: Page, line: Line, block: Block | None, decorations: Decorations) -> None:
    """What stands in the column."""
    match line.kind:
        case LineKind.BREAK:
            row.move_to(page.margin + max(0, (page.layout.measure - 5) // 2))
            row.write("* * *" if page.ornaments else "", page.styles.ornament)
        case LineKind.PICTURE:
            _picture(row, page, line)
        case LineKind.TEXT if block is not None:
            if line.own:
                row.write(line.own, page.styles.caption)
            _text(row, page, line, block, decorations)
        case _ if line.own:
            _own_words(row, page, line)
        case _:
            pass


def _own_words(row: Row, page: Page, line: Line) -> None:
    styles = page.styles
    ink = {
        LineKind.TITLE: styles.title,
        LineKind.BYLINE: styles.byline,
        LineKind.DETAILS: styles.byline,
        LineKind.SAID: styles.text,
        LineKind.TABLE_RULE: styles.ornament,
        LineKind.FOOT_RULE: styles.ornament,
        LineKind.NOTE: styles.mark_of(colour_of(line.tone)) if line.tone else styles.note,
    }[line.kind]
    if line.kind is LineKind.NOTE:
        row.write("┆ " if page.ornaments else "", ink)
    if page.ornaments or line.kind not in (LineKind.TABLE_RULE, LineKind.FOOT_RULE):
        row.move_to(page.margin + line.x)
        row.write(line.own, ink)


def _picture(row: Row, page: Page, line: Line) -> None:
    rows = page.pictures.get(line.block, ())
    if line.row < len(rows):
        drawn = rows[line.row]
        size = sum(cells(text) for text, _ in drawn)
        row.move_to(page.margin + max(0, (page.layout.measure - size) // 2))
        row.put(drawn)


def _block_ink(block: Block, styles: Styles) -> Ink:
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


def _text(row: Row, page: Page, line: Line, block: Block, decorations: Decorations) -> None:
    """The text of a line and its further pieces."""
    base = _block_ink(block, page.styles)
    over = inks_over(page, line, block, decorations)
    caret = decorations.caret
    if block.kind is BlockKind.CODE:
        _code(row, page, line, base, over, decorations)
        return
    for x, start, end in ((line.x, line.start, line.end), *line.more):
        row.move_to(page.margin + x)
        if line.stretch:
            _write_stretched(row, page, line, base, over)
        else:
            _write(row, page.document.text, start, end, base, over)
        if caret is not None and caret.start == caret.end >= start:
            row.places[caret.start] = row.at
    if line.hyphen:
        ends = [ink for start, end, ink in over if start < line.end <= end]
        row.write("-", _merged(ends, base))


def _code(
    row: Row, page: Page, line: Line, base: Ink, over: Sequence[tuple[int, int, Ink]], decorations: Decorations
) -> None:
    """A line of code on its own ground, the part of it that fits; marks tell where it goes on."""
    text, shift, caret = page.document.text, decorations.shift, decorations.caret
    left, width = page.margin + line.x, page.layout.measure - line.x
    row.move_to(page.margin, page.styles.text)
    start, end = line.start, line.end
    if page.clipped and shift and start < end:
        _, start = chop_lines(text, start, end, shift)[0]
        row.move_to(left - 1, base)
        row.write(_CUT_LEFT, page.styles.ornament._replace(ground=base.ground))
    row.move_to(left, base)
    if page.clipped and cells(text[start:end]) > width - 1:
        _, end = chop_lines(text, start, end, width - 1)[0]
    _write(row, text, start, end, base, over)
    if caret is not None and caret.start == caret.end and end == line.end:
        row.places[caret.start] = row.at
    if page.clipped:
        row.move_to(page.margin + page.layout.measure - 1, base)
        row.write(_CUT_RIGHT if end < line.end else " ", page.styles.ornament._replace(ground=base.ground))


def _write(row: Row, text: str, start: int, end: int, base: Ink, over: Sequence[tuple[int, int, Ink]]) -> None:
    """Write characters, changing the ink wherever something over them begins or ends."""
    edges = {start, end}
    for first, last, _ in over:
        if (first < end and last > start) or (first == last and start <= first < end):
            edges.update((max(start, first), min(end, last)))
            if first >= start:
                row.places.setdefault(first, -1)
    if len(edges) == 2 and not over:
        row.write(text[start:end], base)
        return
    for first, last in pairwise(sorted(edges)):
        if first in row.places:
            row.places[first] = row.at
        row.write(text[first:last], _merged([ink for from_, to, ink in over if from_ <= first and last <= to], base))


def _write_stretched(row: Row, page: Page, line: Line, base: Ink, over: Sequence[tuple[int, int, Ink]]) -> None:
    """Write a justified line: as `_write`, with the spaces made wider."""
    from reader.fitting import spread

    text, at = page.document.text, line.start
    for extra in spread(text, line.start, line.end, line.stretch):
        space = text.index(" ", at, line.end)
        _write(row, text, at, space + 1, base, over)
        if extra:
            inks = [ink for first, last, ink in over if first <= space and last > space + 1]
            row.write(" " * extra, _merged(inks, base))
        at = space + 1
    _write(row, text, at, line.end, base, over)


def _merged(inks: Iterable[Ink], base: Ink) -> Ink:
    for ink in inks:
        base = ink.over(base)
    return base
