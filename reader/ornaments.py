"""Ornaments: what stands beside the text of a line: marks in the margin, the ruler, bullets, bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.document import BlockKind
from reader.breaking import cells
from reader.colours import BOOKMARK, COLOURS, LETTERS, NOTED, PLAIN_MARKS, SHAPES, UNCERTAIN
from reader.decorations import RULER
from reader.lines import LineKind
from reader.typeset import inset

if TYPE_CHECKING:
    from library.document import Block
    from library.highlight import Colour
    from reader.decorations import Decorations, Page
    from reader.ink import Ink
    from reader.lines import Line
    from reader.marks import Mark
    from reader.row import Row

_MANY = 10
"""Highlights on a line whose number has not the one cell that there is for it."""


def gutter(row: Row, page: Page, line: Line, decorations: Decorations) -> None:
    """The margin: a pencil where a passage with a note begins, the marks of the highlights, the ruler."""
    if line.kind is LineKind.NOTE:
        if line.row == 0 and line.tone:
            colour = colour_of(line.tone)
            on_the_article = line.block < 0
            row.move_to(page.margin - (5 if on_the_article else 3))
            row.write(_plain(page, NOTED) if on_the_article else shape_of(page, colour), page.styles.mark_of(colour))
    elif decorations.marks:
        _marks(row, page, line, decorations)
    if decorations.ruler and page.ornaments:
        row.move_to(page.margin - RULER)
        row.write("▎", page.styles.ruler)


def _marks(row: Row, page: Page, line: Line, decorations: Decorations) -> None:
    chosen = decorations.chosen_mark
    marks = sorted(decorations.marks, key=lambda mark: mark.id != chosen)
    noted = next((mark for mark in marks if mark.noted and line.holds(mark.start)), None)
    if noted is not None:
        row.move_to(page.margin - 5)
        row.write(_plain(page, NOTED), page.styles.mark_of(noted.colour))
    shown: dict[tuple[str, Colour], Ink] = {}
    for mark in marks:
        ink = page.styles.mark_of(mark.colour)
        shown.setdefault((_shape(page, mark), mark.colour), ink._replace(reverse=True) if mark.id == chosen else ink)
    (first, _), *others = shown
    if len(others) > 1:  # there is room for one; so many are here
        row.move_to(page.margin - 4)
        row.write(str(len(marks)) if len(marks) < _MANY else "+", page.styles.byline)
    elif others:
        row.move_to(page.margin - 4)
        row.write(others[0][0], shown[others[0]])
    row.move_to(page.margin - 3)
    row.write(first, next(iter(shown.values())))


def _shape(page: Page, mark: Mark) -> str:
    if mark.uncertain:
        return UNCERTAIN
    return _plain(page, BOOKMARK) if mark.bookmark else shape_of(page, mark.colour)


def _plain(page: Page, mark: str) -> str:
    return mark if page.ornaments else PLAIN_MARKS[mark]


def shape_of(page: Page, colour: Colour) -> str:
    """The mark of a colour; its letter where there are no ornaments."""
    return (SHAPES if page.ornaments else LETTERS)[colour]


def colour_of(tone: str) -> Colour:
    """The colour of a name."""
    return next(colour for colour in COLOURS if colour == tone)


def aside(row: Row, page: Page, line: Line, cell: int) -> None:
    """A line of a note beside the text, from a cell on."""
    if line.aside is None:
        return
    words, tone, number = line.aside
    ink = page.styles.mark_of(colour_of(tone))
    row.move_to(cell)
    if number == 0:
        row.write(f"{shape_of(page, colour_of(tone))} ", ink)
    else:
        row.write("┆ " if page.ornaments else "  ", ink)
    row.write(words, ink)


def ornament(row: Row, page: Page, line: Line, block: Block) -> None:
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


def ornament_on_the_right(row: Row, page: Page, line: Line, block: Block) -> None:
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
