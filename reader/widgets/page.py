"""The page: one widget over the whole text, drawn line by line, that remembers its place as an offset."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

from rich.style import Style
from textual.events import Resize
from textual.geometry import Offset, Region
from textual.strip import Strip

from library.article import Highlight
from library.document import BlockKind, Document, Range
from reader import edge
from reader.breaking import cells
from reader.ink import Ink, Run
from reader.lines import Line, LineKind, Spot
from reader.paint import PLAIN, RULER, Decorations, Hint, paint
from reader.paint import Page as Sheet
from reader.pointing import offset_at
from reader.sheet import EDGE, layout_of, marked, noted
from reader.strips import blank, strip_of, style_of
from reader.themes import Styles
from reader.typeset import Front, Layout, Setting
from reader.view import Reach, View
from reader.widgets.lines import Moving

_KEPT_STRIPS = 2000
_FAR_ABOVE = 10_000
_SIDEWAYS = 8
"""Cells of one step sideways."""

Hits = Callable[[int, int], Sequence[Range]]
"""What was found between two offsets."""


class Looks:
    """How a page is drawn beside its setting."""

    def __init__(self, styles: Styles, *, centred: bool = True, ornaments: bool = True, edged: bool = True) -> None:
        self.styles = styles
        self.centred = centred
        self.ornaments = ornaments
        """Whether bullets, bars and rules are drawn."""
        self.edged = edged
        """Whether the strip that tells the place is drawn."""
        self.receding = False
        """Whether all but the paragraph under the ruler is drawn back."""


class Stand(NamedTuple):
    """What stood on the screen, so that it can be come back to, even at another width."""

    place: int
    row: int | None
    """The row at which `place` stood; None when the headline stood on top."""
    ruler: int


class Page(Moving, can_focus=True, inherit_bindings=False):
    """The text of an article in a column."""

    def __init__(self, looks: Looks, setting: Setting, moved: Callable[[], None]) -> None:
        """`moved` is called at once when other lines are shown, so that whatever tells the place is drawn with them."""
        super().__init__()
        self.looks = looks
        self._setting = setting
        self._moved = moved
        self._document = Document("")
        self._front: Front | None = None
        self._marks: Sequence[Highlight] = ()
        self._tokens: dict[int, Sequence[tuple[int, int, Ink]]] = {}
        self._pictures: dict[int, Sequence[Sequence[Run]]] = {}
        self._picture_sizes: dict[int, tuple[int, int]] = {}
        """Columns and rows of every picture shown so far: it keeps its room when the picture itself is given up."""
        self._shifts: dict[int, int] = {}
        self._hits: Hits | None = None
        self._edge_hits: Sequence[int] = ()
        self._chosen_hit: Range | None = None
        self._chosen_link: Range | None = None
        self._spoken: Range | None = None
        self._hints: Sequence[Hint] = ()
        self._strips: dict[tuple[Spot, edge.EdgeMark, bool], Strip] = {}
        self._painted: dict[Spot, tuple[Run, ...]] = {}
        self._edge_marks: list[edge.EdgeMark] | None = None
        self._edge_seen = range(0)
        self._reach = Reach(0, 0, at_end=False)
        self._laid_width = 0
        self.view = View(self._laid(), 1)

    # What is shown

    def show(self, document: Document, front: Front, marks: Sequence[Highlight], place: int) -> None:
        """Show an article with its highlights, the character at `place` in the first row."""
        self._document, self._front, self._marks = document, front, marks
        self._tokens, self._pictures, self._picture_sizes, self._shifts = {}, {}, {}, {}
        self._hits, self._edge_hits, self._chosen_hit, self._edge_marks = None, (), None, None
        self._chosen_link, self._spoken, self._hints = None, None, ()
        self.view = View(self._laid(), self._height, place)
        self._forget()
        self._shown()

    def set_marks(self, marks: Sequence[Highlight]) -> None:
        """Show other highlights; only the lines that they touch are drawn anew, unless a note makes room."""
        former, self._marks = self._marks, marks
        self._edge_marks = None
        if noted(former) != noted(marks):
            self.lay_out()
            return
        before = {mark.id: mark for mark in former}
        after = {mark.id: mark for mark in marks}
        for number in before.keys() ^ after.keys():
            mark = before.get(number) or after[number]
            if mark.place is not None:
                self._redraw([mark.place])

    def paint_in(self, styles: Styles) -> None:
        """Draw in other colours."""
        self.looks.styles = styles
        self._tokens = {}
        self.redraw()

    def redraw(self) -> None:
        """Draw everything anew, set as it is."""
        self._forget()
        self.refresh()

    def set_setting(self, setting: Setting) -> None:
        """Set the text anew in another way, the same passage on top."""
        self._setting = setting
        self.lay_out()

    def lay_out(self) -> None:
        """Set the text anew because what it depends on has changed, the same passage on top."""
        self.view.set(self._laid(), self._height)
        self._forget()
        self._shown()

    def set_hits(self, hits: Hits | None, edge_hits: Sequence[int] = (), chosen: Range | None = None) -> None:
        """Show what was found, the chosen hit above all; `edge_hits` are offsets for the strip at the edge."""
        self._hits, self._chosen_hit = hits, chosen
        if edge_hits != self._edge_hits:
            self._edge_hits, self._edge_marks = edge_hits, None
        self.redraw()

    def choose_hit(self, chosen: Range | None) -> None:
        """Stand on another hit."""
        former, self._chosen_hit = self._chosen_hit, chosen
        self._redraw(filter(None, (former, chosen)))

    def choose_link(self, link: Range | None) -> None:
        """Stand on another link."""
        former, self._chosen_link = self._chosen_link, link
        self._redraw(filter(None, (former, link)))

    def speak(self, sentence: Range | None) -> None:
        """Mark the sentence that is read aloud."""
        former, self._spoken = self._spoken, sentence
        self._redraw(filter(None, (former, sentence)))

    def set_hints(self, hints: Sequence[Hint]) -> None:
        """Lay letters over the beginnings of links."""
        touched = [Range(hint.offset, hint.offset + 1) for hint in (*self._hints, *hints)]
        self._hints = hints
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
    def document(self) -> Document:
        """The text that is shown."""
        return self._document

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
        return line.block, offset_at(self._document, line, x - self._sheet.margin)

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
            shift = max(0, min(self._shifts.get(block, 0) + steps * _SIDEWAYS, most))
            if shift != self._shifts.get(block, 0):
                self._shifts[block] = shift
                self._redraw([Range(self._document.blocks[block].start, self._document.blocks[block].end)])
            if most > 0:
                return True
        return False

    # Drawing

    @property
    def rich_style(self) -> Style:
        """The style of whatever no line covers."""
        return style_of(self.looks.styles.text)

    def render_line(self, y: int) -> Strip:
        """A row of the screen, from the kept strips when it was drawn before."""
        styles, width = self.looks.styles, self.size.width
        rows = self.view.rows
        if not self.looks.edged:
            mark, seen = edge.EdgeMark.NOTHING, False
        else:
            mark, seen = edge.chosen(self._marks_at_edge(), self._edge_seen, y)
        key = (rows[y][0] if y < len(rows) else Spot(-2, 0), mark, seen)
        strip = self._strips.get(key)
        if strip is None:
            if len(self._strips) >= _KEPT_STRIPS:
                self._strips.clear()
                self._painted.clear()
            empty = (Run(" " * self._column_width, styles.text),)
            runs = self._runs(*rows[y]) if y < len(rows) else empty
            if self.looks.edged:
                runs = (*runs, edge.cell(mark, styles, seen=seen))
            strip = self._strips[key] = strip_of(runs, width) if width else blank(0, styles.text)
        return strip

    def _runs(self, spot: Spot, line: Line) -> tuple[Run, ...]:
        runs = self._painted.get(spot)
        if runs is None:
            runs = self._painted[spot] = paint(self._sheet, spot, self._decorations(spot, line))
        return runs

    def _marks_at_edge(self) -> list[edge.EdgeMark]:
        if self._edge_marks is None:
            places = [mark.place for mark in self._marks if mark.place is not None]
            self._edge_marks = edge.marks(self._document, self._height, places, self._edge_hits)
        return self._edge_marks

    @property
    def _column_width(self) -> int:
        return self._width - (EDGE if self.looks.edged else 0)

    @property
    def _sheet(self) -> Sheet:
        return Sheet(
            self._document, self.view.layout, self.looks.styles, self._column_width, self.looks.centred,
            self.looks.ornaments, tokens=self._tokens, pictures=self._pictures,
        )  # fmt: skip

    def _decorations(self, spot: Spot, line: Line) -> Decorations:
        start, end = min([line.start, *(piece.start for piece in line.more)]), line.last
        ranges, note = marked(line, self._marks)
        ruler = self.view.under_ruler(spot)
        text = line.kind is LineKind.TEXT
        decorations = Decorations(
            ruler,
            ranges,
            note,
            tuple(self._hits(start, end)) if self._hits and text else (),
            self._chosen_hit if text else None,
            self._chosen_link if text else None,
            self._spoken if text else None,
            tuple(hint for hint in self._hints if line.shows(hint.offset)) if text else (),
            self.looks.receding and not ruler and text,
            self._shifts.get(line.block, 0),
        )
        return decorations if any(decorations) else PLAIN

    def on_resize(self, event: Resize) -> None:
        """Set the text for the new width; the same passage stays on top."""
        self._edge_marks = None
        if event.size.width != self._laid_width:
            self.lay_out()
        else:
            self.view.set(self.view.layout, self._height)
            self._forget()
            self._shown()

    # Inside

    @property
    def _width(self) -> int:
        """Cells of the page; before it has a size, those of the terminal, so that the first frame shows the text."""
        return self.size.width or self.app.size.width

    @property
    def _height(self) -> int:
        return self.size.height or self.app.size.height - 1

    def _laid(self) -> Layout:
        if not self._document.blocks and self._front is None:
            return Layout(self._document, self._setting)
        self._laid_width = self._width
        return layout_of(
            self._document, self._front, self._marks, self._setting, self._column_width, self._picture_sizes
        )  # fmt: skip

    def _forget(self) -> None:
        self._strips.clear()
        self._painted.clear()

    def _move(self, move: Callable[[], object]) -> None:
        """Move the view, and draw what has changed: the lines of the ruler, or all when others are shown."""
        top, ruler = self.view.top, self.view.ruler
        move()
        if self.view.ruler != ruler:
            self._repaint_blocks({ruler, self.view.ruler}, shown=self.view.top == top)
        if self.view.top != top:
            self._shown()
        else:
            self._moved()

    def _shown(self) -> None:
        """Other lines are shown."""
        self._reach = self.view.reach
        self._edge_seen = edge.seen_rows(self._document, self._height, self.view.seen)
        self.refresh()
        self._moved()

    def _repaint_blocks(self, blocks: set[int], *, shown: bool) -> None:
        if self.looks.receding:
            self._forget()
            self.refresh()
            return
        for spot in [spot for spot in self._painted if spot.block in blocks]:
            self._drop(spot)
        if shown:
            ruler = self._sheet.margin - RULER  # nothing else of these lines is sent anew
            for y, (spot, _) in enumerate(self.view.rows):
                if spot.block in blocks:
                    self.refresh(Region(ruler, y, 1, 1))

    def _redraw(self, places: Iterable[Range]) -> None:
        """Draw the lines anew that show any character of these places."""
        places = list(places)
        for spot in list(self._painted):
            if self._touched(self.view.layout.line(spot), places):
                self._drop(spot)
        for y, (_, line) in enumerate(self.view.rows):
            if self._touched(line, places):
                self.refresh_line(y)

    @staticmethod
    def _touched(line: Line, places: Iterable[Range]) -> bool:
        if line.kind is LineKind.GAP:
            return False
        return any(place.start < max(line.last, line.start + 1) and place.end > line.start for place in places)

    def _drop(self, spot: Spot) -> None:
        del self._painted[spot]
        for key in [(spot, mark, seen) for mark in edge.EdgeMark for seen in (True, False)]:
            self._strips.pop(key, None)

    def refresh_line(self, y: int) -> None:
        """Draw one row of the screen anew."""
        self.refresh(Region(0, y, self.size.width, 1))


def _while_it_goes(steps: int, step: Callable[[int], bool]) -> bool:
    """Take some steps on, or back, until one can't be taken; whether the first could."""
    return bool([*takewhile(step, [1 if steps > 0 else -1] * abs(steps))])
