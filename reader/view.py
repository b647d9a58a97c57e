"""The view: which rows of a layout are on the screen, where the ruler stands, and how both move; no app needed.

The reading place is the offset of the first character on the screen. It changes only when the reader moves, so that
any change of width, setting or theme comes back to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from library.document import BlockKind, Range
from reader.lines import Line, LineKind, Spot

if TYPE_CHECKING:
    from library.document import Document
    from reader.typeset import Layout

_OVERLAP = 2
"""Rows of a page that stay in sight on the next one."""
_SLACK = 3
"""Rows by which a page may be turned less far so that nothing is torn apart at its edges."""
_WHITE = (LineKind.GAP, LineKind.FOOT_RULE)


class Reach(NamedTuple):
    """How far a page has been read."""

    place: int
    """The first character on the screen."""
    furthest: int
    """The end of the last one."""
    at_end: bool
    """Whether the last line is on the screen."""


class View:
    """A window of `height` rows over a layout."""

    def __init__(self, layout: Layout, height: int, place: int = 0) -> None:
        """The character at `place` stands in the first row; at 0 the headline does."""
        self.layout = layout
        self.height = max(1, height)
        self.place = place
        self.ruler = 0
        """The index of the block under the ruler."""
        self.top = layout.first
        self.rows: list[tuple[Spot, Line]] = []
        """What is on the screen, from the top."""
        self._lead = 0
        """Rows from the first one down to the place: white ones, or, negative, rows that all begin at the place."""
        self._front_line = 0
        """The line of what stands on top that is the first row, when the text is not."""
        self._turned: list[tuple[Spot, Spot]] = []
        """Pages turned on: from and to, so that turning back comes to the same rows."""
        self._ruler_to(self._text_block(0, 1))
        self.restore()
        self._keep_ruler_in_sight()

    @property
    def document(self) -> Document:
        """The text that is read."""
        return self.layout.document

    # What is seen

    @property
    def at_end(self) -> bool:
        """Whether the last line is on the screen."""
        return not self.rows or self.rows[-1][0] == self.layout.last

    @property
    def reach(self) -> Reach:
        """What the last move brought to the screen."""
        return Reach(self.place, max((line.last for _, line in self.rows), default=0), self.at_end)

    @property
    def seen(self) -> Range:
        """The characters between the first and the last row."""
        text = [line for _, line in self.rows if line.block >= 0]
        return Range(text[0].start, max(line.last for line in text)) if text else Range(0, 0)

    @property
    def ruler_range(self) -> Range | None:
        """The characters of the block under the ruler; None in an article without text."""
        if not self.document.blocks:
            return None
        block = self.document.blocks[self.ruler]
        return Range(block.start, block.end) if block.end > block.start else None

    def under_ruler(self, spot: Spot) -> bool:
        """Whether a row belongs to the block under the ruler, the gap above it not."""
        return spot.block == self.ruler and spot.line in self.layout.block_rows(spot.block)

    def row_of(self, spot: Spot) -> int | None:
        """The row of the screen that shows a spot; None when it is not on the screen."""
        if not self.rows or not self.rows[0][0] <= spot <= self.rows[-1][0]:
            return None
        return self.layout.distance(self.top, spot, self.height)

    # Another layout, another height: the same place

    def set(self, layout: Layout, height: int) -> None:
        """Show the same passage in another layout or on another number of rows."""
        self.layout, self.height = layout, max(1, height)
        self._turned.clear()
        self.restore()
        self._keep_ruler_in_sight()

    def restore(self) -> None:
        """Bring the reading place to the top, with the white lines that stood above it."""
        if self.place or not self._front_line_kept:
            spot = self.layout.spot_of(self.place)
            step = -1 if self._lead > 0 else 1
            for _ in range(abs(self._lead)):
                following = self.layout.moved(spot, step)
                if following == spot or not self._belongs(following, above=step < 0):
                    break
                spot = following
        else:
            spot = Spot(-1, min(self._front_line, len(self.layout.lines_of(-1)) - 1))
        self._show(spot)

    def _belongs(self, spot: Spot, *, above: bool) -> bool:
        """Whether a row is white above the place, or another one that begins at it, such as one of a picture."""
        return self.layout.line(spot).kind in _WHITE if above else self.layout.offset_of(spot) == self.place

    @property
    def _front_line_kept(self) -> bool:
        return self._front_line >= 0 and self.layout.first.block < 0

    # Moving

    def move_by(self, count: int) -> None:
        """By rows."""
        self._go(self.layout.moved(self.top, count))

    def turn(self, pages: int) -> None:
        """By pages, on or back: rows at the edges stay in sight, and neither a heading nor a lone line is parted."""
        for _ in range(abs(pages)):
            if pages > 0:
                before = self.top
                self._go(self._page_on())
                if self.top != before:
                    self._turned.append((before, self.top))
            elif self._turned and self._turned[-1][1] == self.top:
                self._go(self._turned.pop()[0])
            else:
                self._go(self._page_back())

    def to_top(self) -> None:
        """To the headline."""
        self._ruler_to(self._text_block(0, 1))
        self._go(self.layout.first)

    def to_end(self) -> None:
        """To the last line."""
        self._ruler_to(self._text_block(len(self.document.blocks) - 1, -1))
        self._go(self.layout.last)

    def to_offset(self, offset: int, *, keep: bool = False) -> None:
        """Bring a character into the upper part of the page and the ruler to its block.

        With `keep` nothing moves that need not: the page stays when the character is on it.
        """
        if not self.document.blocks:
            return
        self.ruler = self.document.block_at(offset)
        spot = self.layout.spot_of(offset)
        row = self.row_of(spot)
        if not keep or row is None or (row >= self.height - 1 and not self.at_end):
            self._go(self.layout.moved(spot, -(self.height // 4)))

    def to_row(self, offset: int, row: int) -> None:
        """Bring a character to a row of the screen, as near as possible."""
        self._go(self.layout.moved(self.layout.spot_of(offset), -row))

    def bring_into_view(self, spot: Spot, slack: int) -> None:
        """Scroll no further than needed for a row to be on the screen, with some rows before and after it."""
        slack = min(slack, (self.height - 1) // 2)
        row = self.row_of(spot)
        above = spot < self.top if row is None else row < slack
        at_edge = self.top == self.layout.first if above else self.at_end
        if row is not None and (slack <= row < self.height - slack or at_edge):
            return
        self._go(self.layout.moved(spot, -slack if above else slack + 1 - self.height))

    def step_ruler(self, step: int) -> bool:
        """The ruler to the next (1) or previous (-1) block with text, brought into sight; False at the ends."""
        block = self._text_block(self.ruler + step, step)
        if block is None:
            return False
        self.ruler = block
        rows = self.layout.block_rows(block)
        first, last = self.row_of(Spot(block, rows.start)), self.row_of(Spot(block, rows.stop - 1))
        if first is None or (last is None and first > 0):
            room = self.height - len(rows)
            self._go(self.layout.moved(Spot(block, rows.start), -max(0, min(self.height // 4, room))))
        return True

    def point(self, block: int) -> None:
        """The ruler to a block that is on the screen, if it has text."""
        if 0 <= block < len(self.document.blocks) and self._has_text(block):
            self.ruler = block

    def step_heading(self, step: int) -> bool:
        """To the next (1) or previous (-1) heading; False when there is none."""
        blocks = self.document.blocks
        at = self.ruler + step
        while 0 <= at < len(blocks):
            if blocks[at].kind is BlockKind.HEADING:
                self.to_block(at)
                return True
            at += step
        return False

    def to_block(self, block: int) -> None:
        """The ruler to a block, which is brought to the top."""
        self.ruler = block
        self._go(self.layout.moved(Spot(block, self.layout.block_rows(block).start), -1))

    # Inside

    def _go(self, spot: Spot) -> None:
        """Show other rows because the reader asked for it: the new first character is the place to come back to."""
        self._show(spot)
        top = self.layout.line(self.top)
        self._front_line = self.top.line if top.block < 0 else -1
        self.place = self.layout.offset_of(self.top)
        inside = len(self.layout.lines_of(self.top.block))
        self._lead = self.layout.distance(self.top, self.layout.spot_of(self.place), inside)
        self._keep_ruler_in_sight()

    def _show(self, spot: Spot) -> None:
        self.rows = self.layout.rows(spot, self.height)
        if len(self.rows) < self.height:  # the last page is a full one
            spot = self.layout.moved(self.layout.last, 1 - self.height)
            self.rows = self.layout.rows(spot, self.height)
        self.top = spot

    def _page_on(self) -> Spot:
        spot, line = self.rows[-1] if self.rows else (self.top, None)
        if line is not None and line.kind is LineKind.PICTURE:  # one that is cut is seen whole on the next page
            inner = self.layout.block_rows(spot.block)
            begun = Spot(spot.block, inner.start)
            if spot.line + 1 < inner.stop and begun > self.top:
                return begun
        step = max(1, self.height - _OVERLAP)
        tops = [self.layout.moved(self.top, count) for count in range(max(1, step - _SLACK), step + 1)]
        return min(reversed(tops), key=self._torn)

    def _page_back(self) -> Spot:
        step = max(1, self.height - _OVERLAP)
        tops = [self.layout.moved(self.top, -count) for count in range(max(1, step - _SLACK), step + 1)]
        return min(reversed(tops), key=self._torn)

    def _torn(self, top: Spot) -> int:
        """How much a page that begins at `top` parts what belongs together."""
        rows = self.layout.rows(top, self.height)
        return 0 if len(rows) < self.height else 4 * self._ends_badly(rows) + self._begins_badly(top)

    def _ends_badly(self, rows: list[tuple[Spot, Line]]) -> int:
        """2 when the last words are a heading, 1 when they are the first line of a longer paragraph."""
        at = len(rows) - 1
        while at and rows[at][1].kind in _WHITE:
            at -= 1
        spot, line = rows[at]
        if line.block < 0:
            return 0
        if self.document.blocks[line.block].kind is BlockKind.HEADING:
            return 2
        inner = self.layout.block_rows(spot.block)
        return int(at == len(rows) - 1 and spot.line == inner.start and len(inner) > 2)

    def _begins_badly(self, top: Spot) -> int:
        """1 when the first row is white, or the last line of a longer paragraph."""
        inner = self.layout.block_rows(top.block)
        return int(top.block >= 0 and (top.line < inner.start or (top.line == inner.stop - 1 and len(inner) > 2)))

    def _keep_ruler_in_sight(self) -> None:
        """When the ruler's block has left the screen, the ruler goes to the nearest that begins on it."""
        if not self.document.blocks or any(self.under_ruler(spot) for spot, _ in self.rows):
            return
        seen = [
            spot for spot, line in self.rows
            if line.block >= 0 and line.kind not in _WHITE and self._has_text(line.block)
        ]  # fmt: skip
        if not seen:
            return
        if self.ruler > seen[-1].block:
            self.ruler = seen[-1].block
            return
        begun = [spot.block for spot in seen if spot.line == self.layout.block_rows(spot.block).start]
        self.ruler = begun[0] if begun else seen[0].block

    def _ruler_to(self, block: int | None) -> None:
        if block is not None:
            self.ruler = block

    def _has_text(self, block: int) -> bool:
        return self.document.blocks[block].end > self.document.blocks[block].start

    def _text_block(self, block: int, step: int) -> int | None:
        """The first block from `block` on, in the direction of `step`, that has text; None beyond the ends."""
        while 0 <= block < len(self.document.blocks):
            if self._has_text(block):
                return block
            block += step
        return None
