"""The page: one widget over the whole text of an article, that remembers its place as an offset."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

from textual.geometry import Offset, Region

from library.document import BlockKind, Document, Range
from library.highlight import Highlight
from reader.breaking import cells
from reader.ink import Ink, Run
from reader.lines import Line, LineKind
from reader.marks import Marks, touched
from reader.overlay import Hits, Overlay
from reader.pointing import cell_of, line_bounds, offset_at, offset_near, offset_up_down, text_spot
from reader.row import Hint
from reader.sheet import EDGE, front_notes, noted
from reader.themes import Styles
from reader.typeset import Front, Setting
from reader.view import Reach, View
from reader.widgets.paper import Looks, Paper

__all__ = ["Looks", "Page", "Stand"]

_FAR_ABOVE = 10_000
_SIDEWAYS = 8
"""Cells of one step sideways."""
_SLACK = 2
"""Rows above and below the caret that are in sight with it."""


class Stand(NamedTuple):
    """What stood on the screen, so that it can be come back to, even at another width."""

    place: int
    row: int | None
    """The row at which `place` stood; None when the headline stood on top."""
    ruler: int


class Page(Paper, inherit_bindings=False):
    """The text of an article in a column."""

    # What is shown

    def show(self, document: Document, front: Front, marks: Sequence[Highlight], place: int) -> None:
        """Show an article with its highlights, the character at `place` in the first row."""
        self._document, self._front, self._marks = document, front, marks
        self._tokens, self._pictures, self._picture_sizes = {}, {}, {}
        self._edge_hits, self._edge_marks = (), None
        self._over = Overlay(document, Marks(document, marks))
        self.view = View(self._laid(), self._height, place)
        self._forget()
        self._shown()

    def set_marks(self, marks: Sequence[Highlight]) -> None:
        """Show other highlights; only the lines that they touch are drawn anew, unless a note makes room."""
        former, self._marks = self._marks, marks
        shown, self._over.marks = self._over.marks, Marks(self._document, marks)
        self._edge_marks = None
        if noted(former) != noted(marks) or front_notes(former) != front_notes(marks):
            self.lay_out()
        elif changed := touched(shown, self._over.marks):
            self._redraw(changed)
            if self.looks.edged:
                self.refresh(Region(self._width - EDGE, 0, EDGE, self._height))

    def paint_in(self, styles: Styles) -> None:
        """Draw in other colours."""
        self.looks.styles = styles
        self._tokens = {}
        self.redraw()

    def set_setting(self, setting: Setting) -> None:
        """Set the text anew in another way, the same passage on top."""
        self._setting = setting
        self.lay_out()

    def set_hits(self, hits: Hits | None, edge_hits: Sequence[int] = (), chosen: Range | None = None) -> None:
        """Show what was found, the chosen hit above all; `edge_hits` are offsets for the strip at the edge."""
        self._over.hits, self._over.chosen_hit = hits, chosen
        if edge_hits != self._edge_hits:
            self._edge_hits, self._edge_marks = edge_hits, None
        self.redraw()

    def choose_hit(self, chosen: Range | None) -> None:
        """Stand on another hit."""
        former, self._over.chosen_hit = self._over.chosen_hit, chosen
        self._redraw(filter(None, (former, chosen)))

    def choose_link(self, link: Range | None) -> None:
        """Stand on another link."""
        former, self._over.chosen_link = self._over.chosen_link, link
        self._redraw(filter(None, (former, link)))

    def choose_mark(self, number: int | None) -> None:
        """Stand on another highlight, by its id; None: on none."""
        former, self._over.chosen_mark = self._over.chosen_mark, number
        self._redraw([*self._over.places(former), *self._over.places(number)])

    def select(self, selected: Range | None, caret: int | None) -> None:
        """Show what is being selected, and the caret at a character or in the gap after one."""
        over = self._over
        former, over.selected = over.selected, selected
        self._redraw(_difference(former, selected))
        spots = [over.caret_spot]
        over.caret = None if caret is None else Range(caret, caret)
        self._place_caret()
        self._redraw_spots(filter(None, {*spots, over.caret_spot}))

    def speak(self, sentence: Range | None) -> None:
        """Mark the sentence that is read aloud."""
        former, self._over.spoken = self._over.spoken, sentence
        self._redraw(filter(None, (former, sentence)))

    def set_hints(self, hints: Sequence[Hint]) -> None:
        """Lay letters over the beginnings of links."""
        touched = [Range(hint.offset, hint.offset + 1) for hint in (*self._over.hints, *hints)]
        self._over.hints = hints
        self._redraw(touched)

    def set_tokens(self, block: int, tokens: Sequence[tuple[int, int, Ink]]) -> None:
        """The colours of a block of code."""
        self._tokens[block] = tokens
        self._redraw([Range(self._document.blocks[block].start, self._document.blocks[block].end)])

    def set_pictures(self, pictures: Mapping[int, Sequence[Sequence[Run]]]) -> None:
        """Pictures in place of alternative texts, by block, each a list of rows; the same passage stays on top."""
        self._pictures.update(pictures)
        sizes = {
            block: (sum(cells(text) for text, _ in rows[0]), len(rows)) for block, rows in pictures.items() if rows
        }  # fmt: skip
        if sizes.items() <= self._picture_sizes.items():
            self._repaint_blocks(set(pictures), shown=True)
        else:
            self._picture_sizes |= sizes
            self.lay_out()

    def drop_pictures(self, blocks: Iterable[int]) -> None:
        """Give up the rows of pictures that are far away; their room stays."""
        dropped = {block for block in blocks if self._pictures.pop(block, None) is not None}
        if dropped:
            self._repaint_blocks(dropped, shown=False)

    # Where it stands

    @property
    def place(self) -> int:
        """The first character on the screen, where the reader left it: a resize does not change it."""
        return self.view.place

    @property
    def stand(self) -> Stand:
        """What is on the screen now."""
        view, layout = self.view, self.view.layout
        if view.top == layout.first:
            return Stand(0, None, view.ruler)
        return Stand(view.place, layout.distance(view.top, layout.spot_of(view.place), _FAR_ABOVE), view.ruler)

    @property
    def at_end(self) -> bool:
        """Whether the last line is on the screen."""
        return self.view.at_end

    @property
    def reach(self) -> Reach:
        """What the last move brought to the screen; still true when the page is being taken down."""
        return self._reach._replace(place=self.view.place)

    @property
    def ruler(self) -> int:
        """The index of the block under the ruler."""
        return self.view.ruler

    @property
    def ruler_range(self) -> Range | None:
        """The characters of the block under the ruler; None in an article without text."""
        return self.view.ruler_range

    @property
    def cursor(self) -> Offset:
        """Where the first visible line under the ruler begins on the screen."""
        under = (y for y, (spot, _) in enumerate(self.view.rows) if self.view.under_ruler(spot))
        y = next(under, 0)
        x = self.view.rows[y][1].x if self.view.rows else 0
        return self.region.offset + Offset(self._sheet.margin + x, y)

    def pointed_at(self, x: int, y: int) -> tuple[int, int | None]:
        """The block at a cell of the page, and the character there; -1 and None where there is none."""
        if not 0 <= y < len(self.view.rows):
            return -1, None
        line = self.view.rows[y][1]
        return line.block, offset_at(self._document, line, self._cell(line, x))

    def offset_near(self, x: int, y: int) -> int | None:
        """The character that is nearest to a cell of the page; None when no text is in sight."""
        texts = [row for row, (_, line) in enumerate(self.view.rows) if line.kind is LineKind.TEXT]
        if not texts:
            return None
        line = self.view.rows[min(texts, key=lambda row: abs(row - y))][1]
        return offset_near(self._document, line, self._cell(line, x))

    def _cell(self, line: Line, x: int) -> int:
        """A cell of the page, counted from the edge of the column, in a line that may be scrolled sideways."""
        return x - self._sheet.margin + self._over.shifts.get(line.block, 0)

    def line_bounds(self, offset: int) -> Range:
        """The characters of the screen line that shows an offset; in a table those of the cell on that line."""
        return line_bounds(self.view.layout, offset)

    def offset_up_down(self, offset: int, rows: int, goal_cell: int | None) -> tuple[int, int]:
        """The character some lines of text below or above, at about the same cell; and that cell, for the next time.

        Whatever shows no text is passed over; `goal_cell` None stands for the cell of the character itself.
        """
        return offset_up_down(self.view.layout, offset, rows, goal_cell)

    @property
    def measure(self) -> int:
        """The cells of a full line."""
        return self.view.layout.measure

    # Moving

    def move_by(self, count: int) -> None:
        """Scroll by rows; at once, without animation."""
        self._move(lambda: self.view.move_by(count))

    def turn(self, pages: int) -> None:
        """By pages, on or back."""
        self._move(lambda: _while_it_goes(pages, self._turned))

    def _turned(self, step: int) -> bool:
        top = self.view.top
        self.view.turn(step)
        return self.view.top != top

    def move_to_top(self) -> None:
        """Show the headline."""
        self._move(self.view.to_top)

    def move_to_end(self) -> None:
        """Show the last line."""
        self._move(self.view.to_end)

    def move_to(self, offset: int, *, keep: bool = False) -> None:
        """Bring a character into the upper part of the page; with `keep` not when it is on the page already."""
        self._move(lambda: self.view.to_offset(offset, keep=keep))

    def bring_into_view(self, offset: int) -> None:
        """Scroll, no further than needed, until a character and two rows around it are in sight."""
        if self._document.blocks:
            spot = text_spot(self.view.layout, offset)
            self._move(lambda: self.view.bring_into_view(spot, _SLACK))
            self._bring_sideways(self.view.layout.line(spot), offset)

    def _bring_sideways(self, line: Line, offset: int) -> None:
        """Scroll code until a character of it is in sight."""
        block = line.block
        if block < 0 or self._document.blocks[block].kind is not BlockKind.CODE:
            return
        cell, shift = cell_of(self._document, line, offset) - line.x, self._over.shifts.get(block, 0)
        if not shift <= cell < shift + self.measure - line.x - _SIDEWAYS // 2:
            steps = (cell - shift) // _SIDEWAYS if cell < shift else -(-(cell - shift - self.measure) // _SIDEWAYS) + 2
            self._over.shifts[block] = max(0, shift + steps * _SIDEWAYS)
            self._redraw([Range(self._document.blocks[block].start, self._document.blocks[block].end)])

    def move_back(self, stand: Stand) -> None:
        """Show again what was on the screen."""

        def back() -> None:
            self.view.ruler = stand.ruler
            self.view.to_row(stand.place, _FAR_ABOVE if stand.row is None else stand.row)

        self._move(back)

    def point(self, block: int) -> None:
        """The ruler to a block on the screen."""
        self._move(lambda: self.view.point(block))

    def move_ruler(self, steps: int) -> None:
        """The ruler some blocks with text on, or back, as far as there are; the block is brought into sight."""
        self._move(lambda: _while_it_goes(steps, self.view.step_ruler))

    def move_to_heading(self, steps: int) -> bool:
        """Some headings on, or back, as far as there are; False when there is none."""
        moved: list[bool] = []
        self._move(lambda: moved.append(_while_it_goes(steps, self.view.step_heading)))
        return moved[0]

    def move_to_block(self, block: int) -> None:
        """The ruler to a block, which is brought to the top."""
        self._move(lambda: self.view.to_block(block))

    def move_sideways(self, steps: int) -> bool:
        """Scroll the code under the ruler, else the first code on the screen, sideways; False where none is cut."""
        for block in (self.ruler, *(line.block for _, line in self.view.rows)):
            if block < 0 or not self._document.blocks or self._document.blocks[block].kind is not BlockKind.CODE:
                continue
            lines = self._document.slice(self._document.blocks[block]).split("\n")
            most = max(map(len, lines)) - (self.measure - self.view.layout.lines_of(block)[-1].x - 1)
            shift = max(0, min(self._over.shifts.get(block, 0) + steps * _SIDEWAYS, most))
            if shift != self._over.shifts.get(block, 0):
                self._over.shifts[block] = shift
                self._redraw([Range(self._document.blocks[block].start, self._document.blocks[block].end)])
            if most > 0:
                return True
        return False


def _difference(former: Range | None, selected: Range | None) -> list[Range]:
    """The places at which two selections differ."""
    if former is None or selected is None:
        return [place for place in (former, selected) if place is not None]
    ends = zip(former, selected, strict=True)
    return [Range(min(pair), max(pair)) for pair in ends if pair[0] != pair[1]]


def _while_it_goes(steps: int, step: Callable[[int], bool]) -> bool:
    """Take some steps on, or back, until one can't be taken; whether the first could."""
    return bool([*takewhile(step, [1 if steps > 0 else -1] * abs(steps))])
