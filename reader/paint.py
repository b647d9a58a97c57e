"""Painting: a line of a Layout with its decorations becomes runs of ink; no Rich, no Textual."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from library.document import BlockKind, SpanKind
from reader.breaking import cells, chop_lines
from reader.ink import Ink, Run
from reader.lines import LineKind, Spot
from reader.typeset import inset

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from library.document import Block, Document, Range, Span
    from reader.lines import Line
    from reader.themes import Styles
    from reader.typeset import Layout

GUTTER = 3
"""Cells left of the column at least: the highlight's mark, the ruler, a space."""
RULER = 2
"""Cells left of the column at which the ruler stands."""
_SAFE_LINKS = ("http://", "https://", "mailto:")
_TABLE_HEADER = "header"
_CUT_RIGHT, _CUT_LEFT = "›", "‹"
_COMBINING = "\u0300"
"""The first of the characters that can change the width of their neighbours; such runs are not put together."""


class Hint(NamedTuple):
    """Letters over the beginning of a link."""

    offset: int
    letters: str


class Decorations(NamedTuple):
    """What lies over a line beside its text."""

    ruler: bool = False
    """Whether the paragraph ruler stands beside it."""
    marked: tuple[Range, ...] = ()
    """The highlighted ranges that reach into it."""
    note: bool = False
    """Whether one of them carries a note."""
    hits: tuple[Range, ...] = ()
    chosen_hit: Range | None = None
    chosen_link: Range | None = None
    spoken: Range | None = None
    hints: tuple[Hint, ...] = ()
    receded: bool = False
    """Whether it is drawn back behind the paragraph under the ruler."""
    shift: int = 0
    """Cells by which its text has been scrolled sideways."""


PLAIN = Decorations()


class Page(NamedTuple):
    """What all lines of one page have in common."""

    document: Document
    layout: Layout
    styles: Styles
    width: int
    """Cells that a painted line takes."""
    centred: bool = True
    ornaments: bool = True
    """Whether bullets, bars and rules are drawn; a braille line or a voice does better without."""
    clipped: bool = True
    """Whether what does not fit is cut, as on a screen, or runs on, as in a pipe."""
    gutter: int = GUTTER
    tokens: Mapping[int, Sequence[tuple[int, int, Ink]]] = {}
    """The colours of code, by block: start, end, ink; sorted, and none lies over another."""
    pictures: Mapping[int, Sequence[Sequence[Run]]] = {}
    """The rows of pictures, by block."""

    @property
    def margin(self) -> int:
        """Cells left of the column."""
        return max(self.gutter, (self.width - self.layout.measure) // 2) if self.centred else self.gutter


def paint(page: Page, spot: Spot, decorations: Decorations = PLAIN) -> tuple[Run, ...]:
    """The runs of one row, together exactly as wide as the page."""
    line = page.layout.line(spot)
    row = _Row(page.width, page.styles.text)
    if page.gutter >= GUTTER:
        _gutter(row, page, decorations)
    block = page.document.blocks[line.block] if line.block >= 0 and page.document.blocks else None
    if block is not None and page.ornaments:
        _ornament(row, page, line, block)
    row.move_to(page.margin)
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
    if line.leftward and block is not None and page.ornaments:
        _ornament_on_the_right(row, page, line, block)
    runs = row.finished(clipped=page.clipped)
    if decorations.hints:
        runs = _with_hints(runs, row.places, decorations.hints, page.styles.hint)
    return tuple(runs)


class _Row:
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


def _gutter(row: _Row, page: Page, decorations: Decorations) -> None:
    if decorations.marked:
        row.move_to(page.margin - 3)
        row.write("✎" if decorations.note else "▌", page.styles.highlight_mark)
    if decorations.ruler and page.ornaments:
        row.move_to(page.margin - RULER)
        row.write("▎", page.styles.ruler)


def _own_words(row: _Row, page: Page, line: Line) -> None:
    styles = page.styles
    ink = {
        LineKind.TITLE: styles.title,
        LineKind.BYLINE: styles.byline,
        LineKind.DETAILS: styles.byline,
        LineKind.TABLE_RULE: styles.ornament,
        LineKind.FOOT_RULE: styles.ornament,
        LineKind.NOTE: styles.note,
    }[line.kind]
    if line.kind is LineKind.NOTE:
        row.write("┆ " if page.ornaments else "", styles.note)
    if page.ornaments or line.kind not in (LineKind.TABLE_RULE, LineKind.FOOT_RULE):
        row.move_to(page.margin + line.x)
        row.write(line.own, ink)


def _picture(row: _Row, page: Page, line: Line) -> None:
    rows = page.pictures.get(line.block, ())
    if line.row < len(rows):
        drawn = rows[line.row]
        size = sum(cells(text) for text, _ in drawn)
        row.move_to(page.margin + max(0, (page.layout.measure - size) // 2))
        row.put(drawn)


def _ornament(row: _Row, page: Page, line: Line, block: Block) -> None:
    """What a block shows beside its text: bullets, numbers, bars."""
    styles = page.styles
    if block.kind is BlockKind.QUOTE and not line.leftward and _in_quote(page, line):
        inside = line.kind is not LineKind.GAP
        depth = block.level if inside else min(block.level, page.document.blocks[line.block - 1].level)
        for level in range(max(1, min(depth, 6))):
            row.move_to(page.margin + 2 * level)
            row.write("│", styles.ornament)
    if line.kind is not LineKind.TEXT or line.start != block.start or line.leftward:
        return
    match block.kind:
        case BlockKind.KEY_POINT:
            row.move_to(page.margin)
            row.write("▪", styles.bullet)
        case BlockKind.ITEM:
            mark = _item_mark(block)
            row.move_to(page.margin + min(inset(block), page.layout.measure - 4) - cells(mark) - 1)
            row.write(mark, styles.bullet)
        case BlockKind.FOOTNOTE:
            row.move_to(page.margin)
            row.write(block.info[:8], styles.bullet)
        case BlockKind.IMAGE:
            row.move_to(page.margin + inset(block))
            row.write("▨" if block.end > block.start else "▨ Picture", styles.credit)
        case _:
            pass


def _item_mark(block: Block) -> str:
    if block.info:
        return f"{block.info}."
    return ("•", "◦", "▪")[min(max(block.level, 1), 3) - 1]


def _ornament_on_the_right(row: _Row, page: Page, line: Line, block: Block) -> None:
    """For text that is read from right to left: its ornaments stand where reading begins, apart from its letters."""
    edge = page.margin + page.layout.measure
    if block.kind is BlockKind.QUOTE:
        for level in reversed(range(max(1, min(block.level, 6)))):
            row.move_to(edge - 2 * level - 1)
            row.write("│", page.styles.ornament)
    elif line.start == block.start and block.kind in (BlockKind.KEY_POINT, BlockKind.ITEM, BlockKind.FOOTNOTE):
        mark = "▪" if block.kind is BlockKind.KEY_POINT else block.info[:8] or "•"
        row.move_to(edge - cells(mark))
        row.write(mark, page.styles.bullet)


def _in_quote(page: Page, line: Line) -> bool:
    """Whether a line is one of a quotation, or the gap between two paragraphs of one."""
    if line.kind is LineKind.TEXT:
        return True
    before = page.document.blocks[line.block - 1] if line.block else None
    return line.kind is LineKind.GAP and before is not None and before.kind is BlockKind.QUOTE


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


def _text(row: _Row, page: Page, line: Line, block: Block, decorations: Decorations) -> None:
    """The text of a line and its further pieces."""
    base = _block_ink(block, page.styles)
    over = _inks_over(page, line, block, decorations)
    if block.kind is BlockKind.CODE:
        _code(row, page, line, base, over, decorations.shift)
        return
    for x, start, end in ((line.x, line.start, line.end), *line.more):
        row.move_to(page.margin + x)
        if line.stretch:
            _write_stretched(row, page, line, base, over)
        else:
            _write(row, page.document.text, start, end, base, over)
    if line.hyphen:
        ends = [ink for start, end, ink in over if start < line.end <= end]
        row.write("-", _merged(ends, base))


def _code(row: _Row, page: Page, line: Line, base: Ink, over: Sequence[tuple[int, int, Ink]], shift: int) -> None:
    """A line of code on its own ground, the part of it that fits; marks tell where it goes on."""
    text = page.document.text
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
    if page.clipped:
        row.move_to(page.margin + page.layout.measure - 1, base)
        row.write(_CUT_RIGHT if end < line.end else " ", page.styles.ornament._replace(ground=base.ground))


def _inks_over(page: Page, line: Line, block: Block, decorations: Decorations) -> list[tuple[int, int, Ink]]:
    """What changes the ink within a line: start, end, ink; later ones lie over earlier ones."""
    styles, start, end = page.styles, line.start, line.last
    if line.more:
        start = min(start, *(piece.start for piece in line.more))
    over: list[tuple[int, int, Ink]] = []
    if block.kind is BlockKind.CODE:
        over += _tokens_between(page.tokens.get(line.block, ()), start, end)
    for span in page.document.spans_in(block):
        if span.start < end and span.end > start:
            ink = _span_ink(span, styles)
            if ink is not None:
                over.append((span.start, span.end, ink))
    if decorations == PLAIN:
        return over
    if decorations.receded:
        over.append((start, end, styles.receded))
    over += [(mark.start, mark.end, styles.highlight) for mark in decorations.marked]
    over += [(hit.start, hit.end, styles.hit) for hit in decorations.hits]
    for one, ink in (
        (decorations.spoken, styles.spoken),
        (decorations.chosen_link, styles.chosen_link),
        (decorations.chosen_hit, styles.chosen_hit),
    ):
        if one is not None:
            over.append((one.start, one.end, ink))
    over += [(hint.offset, hint.offset, styles.hint) for hint in decorations.hints]
    return over


def _tokens_between(tokens: Sequence[tuple[int, int, Ink]], start: int, end: int) -> Iterator[tuple[int, int, Ink]]:
    """The tokens that reach into a line; they are sorted and do not overlap."""
    at = bisect_right(tokens, start, key=lambda token: token[1])
    while at < len(tokens) and tokens[at][0] < end:
        yield tokens[at]
        at += 1


def _write(row: _Row, text: str, start: int, end: int, base: Ink, over: Sequence[tuple[int, int, Ink]]) -> None:
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


def _write_stretched(row: _Row, page: Page, line: Line, base: Ink, over: Sequence[tuple[int, int, Ink]]) -> None:
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


def _with_hints(runs: Sequence[Run], places: Mapping[int, int], hints: Iterable[Hint], ink: Ink) -> list[Run]:
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
    for text, ink in runs:
        width = cells(text)
        if size >= width:
            size -= width
            continue
        if size:
            _, at = chop_lines(text, 0, len(text), size)[0]
            at = at if cells(text[:at]) <= size else 0
            lost = size - cells(text[:at])
            if lost:
                _, following = chop_lines(text, at, len(text), 1)[0]
                text, at = " " * (cells(text[at:following]) - lost) + text[following:], 0  # noqa: PLW2901
            kept.append(Run(text[at:], ink))
            size = 0
        else:
            kept.append(Run(text, ink))
    return kept


def _span_ink(span: Span, styles: Styles) -> Ink | None:
    match span.kind:
        case SpanKind.STRONG:
            return styles.strong
        case SpanKind.EMPHASIS:
            return styles.emphasis
        case SpanKind.CODE:
            return styles.inline_code
        case SpanKind.LINK:
            return styles.link._replace(link=span.target) if span.target.startswith(_SAFE_LINKS) else styles.link
        case SpanKind.CREDIT:
            return styles.credit._replace(italic=False)
        case SpanKind.STRIKE:
            return styles.strike
        case _:
            return None
