"""The page: one widget over the whole text, drawn line by line, that remembers its place as an offset."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual.events import Resize
from textual.geometry import Size
from textual.strip import Strip

from library.article import Highlight
from library.document import BlockKind, Document, Range
from reader import paint
from reader.themes import Styles
from reader.typeset import Front, Layout, LineKind, typeset
from reader.widgets.lines import LineView

_KEPT_STRIPS = 2000


class Reach(NamedTuple):
    """How far a page has been read."""

    place: int
    """The first character on the screen."""
    furthest: int
    """The end of the last one."""
    at_end: bool
    """Whether the last line is on the screen."""


class Page(LineView):
    """The text of an article in a centred column."""

    def __init__(self, styles: Styles, measure: int, moved: Callable[[], None]) -> None:
        """`moved` is called at once when other lines are shown, so that whatever tells the place is drawn with them."""
        super().__init__(styles)
        self._measure = measure
        self._moved = moved
        self._document = Document("")
        self._front: Front | None = None
        self._marks: Sequence[Highlight] = ()
        self._lines = Layout(measure, ())
        self._strips: dict[int, Strip] = {}
        self._ruler = 0
        self._place = 0
        self._lead = 0
        self._reach = Reach(0, 0, at_end=False)

    # What is shown

    def show(self, document: Document, front: Front, marks: Sequence[Highlight], place: int) -> None:
        """Show an article with its highlights, the character at `place` in the first row."""
        self._document, self._front, self._marks = document, front, marks
        self._place, self._lead = place, 0
        self._ruler = self._text_block(0, 1)
        self._typeset()
        self._keep_ruler_in_sight()

    def set_marks(self, marks: Sequence[Highlight]) -> None:
        """Show other highlights; only the lines that they touch are drawn anew, unless a note makes room."""
        former, self._marks = self._marks, marks
        if _notes(former) != _notes(marks):
            self._typeset()
            return
        before = {mark.id: mark for mark in former}
        after = {mark.id: mark for mark in marks}
        for number in before.keys() ^ after.keys():
            mark = before.get(number) or after[number]
            if mark.place is not None:
                self._redraw(self._lines.rows_of(mark.place.start, mark.place.end))

    def paint_in(self, styles: Styles) -> None:
        """Draw in other colours."""
        self._styles = styles
        self._strips.clear()
        self.refresh()

    def set_measure(self, measure: int) -> None:
        """Set the text anew in a wider or narrower column, the same passage on top."""
        self._measure = measure
        self._typeset()

    # Where it stands

    @property
    def place(self) -> int:
        """The first character on the screen, where the reader left it: a resize does not change it."""
        return self._place

    @property
    def row(self) -> int:
        """The first visible row of the layout."""
        return self.scroll_offset.y

    @property
    def at_end(self) -> bool:
        """Whether the last line is on the screen."""
        return self.row + self._height >= len(self._lines.lines)

    @property
    def reach(self) -> Reach:
        """What the last move brought to the screen; still true when the page is being taken down."""
        return self._reach._replace(place=self._place)

    @property
    def ruler(self) -> int:
        """The index of the block under the ruler."""
        return self._ruler

    @property
    def ruler_range(self) -> Range | None:
        """The characters of the block under the ruler; None in an article without text."""
        if not self._document.blocks:
            return None
        block = self._document.blocks[self._ruler]
        return Range(block.start, block.end) if block.end > block.start else None

    # Moving

    def move_by(self, count: int) -> None:
        """Scroll by rows; at once, without animation."""
        self._go_to_row(self.row + count)

    def move_to_top(self) -> None:
        """Show the headline."""
        self._ruler_to(self._text_block(0, 1))
        self._go_to_row(0)

    def move_to_end(self) -> None:
        """Show the last line."""
        self._ruler_to(self._text_block(len(self._document.blocks) - 1, -1))
        self._go_to_row(len(self._lines.lines))

    def move_to(self, offset: int) -> None:
        """Bring a character into the upper part of the page and the ruler to its block."""
        if self._document.blocks:
            self._ruler_to(self._document.block_at(offset))
            self._go_to_row(self._lines.row_of(offset) - self._height // 4)

    def move_ruler(self, step: int) -> None:
        """The ruler to the next (1) or previous (-1) block with text, which is brought into sight."""
        block = self._text_block(self._ruler + step, step)
        self._ruler_to(block)
        rows = self._lines.block_rows(block)
        if rows.start < self.row or rows.stop > self.row + self._height:
            self._go_to_row(rows.start - self._height // 4)
        else:
            self._moved()

    def move_to_heading(self, step: int) -> bool:
        """To the next (1) or previous (-1) heading; False when there is none."""
        blocks = self._document.blocks
        at = self._ruler + step
        while 0 <= at < len(blocks):
            if blocks[at].kind is BlockKind.HEADING:
                self._ruler_to(at)
                self._go_to_row(self._lines.block_rows(at).start - 1)
                return True
            at += step
        return False

    # Drawing

    def render_line(self, y: int) -> Strip:
        """A row of the viewport, from the kept strips when it was drawn before."""
        row = self.scroll_offset.y + y
        if row >= len(self._lines.lines):
            return Strip.blank(self.size.width, self._styles.text)
        strip = self._strips.get(row)
        if strip is None:
            if len(self._strips) >= _KEPT_STRIPS:
                self._strips.clear()
            strip = self._strips[row] = paint.paint(self._painted, row, self._decorations(row))
        return strip

    @property
    def _painted(self) -> paint.Page:
        return paint.Page(self._document, self._lines, self._styles, self.size.width)

    def _decorations(self, row: int) -> paint.Decorations:
        line = self._lines.lines[row]
        start, end = line.start, self._lines.end_of(row)
        marks = [
            mark for mark in self._marks
            if mark.place is not None and mark.place.start < end and mark.place.end > start
        ]  # fmt: skip
        first = [mark for mark in marks if mark.note and mark.place and start <= mark.place.start < end]
        ruler = line.block == self._ruler and row in self._lines.block_rows(line.block)
        ranges = tuple(mark.place for mark in marks if mark.place is not None)
        return paint.Decorations(ruler, ranges, bool(first)) if ranges or ruler else paint.PLAIN

    def on_resize(self, event: Resize) -> None:
        """Set the text for the new width; the same passage stays on top."""
        if event.size.width != self._lines_width or not self._lines.lines:
            self._typeset()
        else:
            self._show_place()
        self._keep_ruler_in_sight()

    # Inside

    _lines_width = 0

    @property
    def _width(self) -> int:
        """Cells of the page; before it has a size, those of the terminal, so that the first frame shows the text."""
        return self.size.width or self.app.size.width

    @property
    def _height(self) -> int:
        return self.size.height or self.app.size.height - 1

    def _typeset(self) -> None:
        self._lines_width = self._width
        measure = max(8, min(self._measure, self._lines_width - 2 * paint.GUTTER))
        notes: dict[int, list[str]] = {}
        for place, note in _notes(self._marks):
            notes.setdefault(self._document.block_at(max(place.start, place.end - 1)), []).append(note)
        self._lines = typeset(self._document, measure, self._front, notes)
        self._strips.clear()
        self.virtual_size = Size(self._lines_width, len(self._lines.lines))
        self._show_place()
        self.refresh()

    def _show_place(self) -> None:
        row = self._lines.row_of(self._place) if self._place else 0
        for _ in range(self._lead):  # the white lines above it, as far as they are still there
            if row and self._lines.lines[row - 1].kind is LineKind.GAP:
                row -= 1
        self._scroll_to_row(row)
        self._moved()

    def _go_to_row(self, row: int) -> None:
        """Scroll because the reader asked for it: the new first character is the place to come back to."""
        self._scroll_to_row(row)
        self._place = self._lines.offset_of(self.row)
        self._lead = max(0, self._lines.row_of(self._place) - self.row) if self._place else 0
        self._keep_ruler_in_sight()
        self._moved()

    def _scroll_to_row(self, row: int) -> None:
        last = max(0, len(self._lines.lines) - self._height)
        target = self.scroll_to_row(row, last)
        furthest = self._lines.end_of(min(target + self._height, len(self._lines.lines)) - 1)
        self._reach = Reach(self._place, furthest, at_end=target + self._height >= len(self._lines.lines))

    def _keep_ruler_in_sight(self) -> None:
        """When the ruler's block has left the screen, the ruler goes to the first block that begins on it."""
        if not self._document.blocks:
            return
        top, bottom = self.row, self.row + self._height
        rows = self._lines.block_rows(self._ruler)
        if rows.stop > top and rows.start < bottom:
            return
        if rows.start >= bottom:
            last = self._lines.lines[min(bottom, len(self._lines.lines)) - 1]
            seen = last.block - (last.kind is LineKind.GAP)  # the gap above a block belongs to it
            self._ruler_to(self._text_block(max(0, seen), -1))
            return
        seen = max(0, self._lines.lines[top].block)
        if self._lines.block_rows(seen).start < top and self._lines.block_rows(seen).stop < bottom:
            seen += 1
        self._ruler_to(self._text_block(seen, 1))

    def _ruler_to(self, block: int) -> None:
        if block != self._ruler:
            former, self._ruler = self._ruler, block
            self._redraw(self._lines.block_rows(former))
            self._redraw(self._lines.block_rows(block))

    def _text_block(self, block: int, step: int) -> int:
        """The first block from `block` on, in the direction of `step`, that has text; else the nearest."""
        blocks = self._document.blocks
        at = block
        while 0 <= at < len(blocks):
            if blocks[at].end > blocks[at].start:
                return at
            at += step
        return self._ruler if 0 <= self._ruler < len(blocks) else 0

    def _redraw(self, rows: range) -> None:
        for row in rows:
            self._strips.pop(row, None)
            if 0 <= row - self.row < self._height:
                self.refresh_line(row)


def _notes(marks: Sequence[Highlight]) -> list[tuple[Range, str]]:
    return [(mark.place, mark.note) for mark in marks if mark.note and mark.place is not None]
