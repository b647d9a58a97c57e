"""A virtual list: only the rows on the screen are fetched and drawn, however many there are."""

from abc import abstractmethod
from array import array
from bisect import bisect_right
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Generic, TypeVar

from textual.events import Click, Resize
from textual.geometry import Offset, Size
from textual.message import Message
from textual.strip import Strip

from reader.ink import Ink
from reader.strips import blank
from reader.themes import Styles
from reader.widgets.lines import LineView

Item = TypeVar("Item")
_PAGE = 32
_KEPT_PAGES, _KEPT_STRIPS = 16, 256
"""Pages of items, and drawn items, that are kept: enough for any screen, and never more however far one scrolls."""
_NEAR = 1000
"""Items before and after a place among which another is looked for first."""


class Rows(LineView, Generic[Item]):
    """A list of items by id, each drawn on the same number of lines, one of them chosen.

    Items may fall into groups, each under a heading that can't be chosen.
    """

    LINES = 2
    """Lines that an item is drawn on, unless the list says otherwise."""
    HEADING = 0
    """Lines that the heading of a group is drawn on."""

    @dataclass
    class Chosen(Message):
        """Another row is the chosen one."""

        rows: "Rows[Any]"

        def can_replace(self, message: Message) -> bool:
            """A burst of moves is one move."""
            return isinstance(message, Rows.Chosen)

    @dataclass
    class Opened(Message):
        """The chosen row was clicked."""

        rows: "Rows[Any]"

    def __init__(self, styles: Styles, fetch: Callable[[Sequence[int]], Sequence[Item]]) -> None:
        """`fetch` gives the items of ids, in their order; ids that are gone are left out."""
        super().__init__(styles)
        self._fetch = fetch
        self._ids: Sequence[int] = ()
        self._starts: Sequence[int] = ()
        """The index of the first item of each group; empty where there are none."""
        self._pages: dict[int, dict[int, Item]] = {}
        self._strips: dict[tuple[int, bool, Hashable], list[Strip]] = {}
        self._chosen = 0
        self._whole = True
        self._beyond: int | None = None
        """The position that was wanted while what stands there was not known yet."""

    @property
    def lines_each(self) -> int:
        """Lines that an item is drawn on."""
        return self.LINES

    @property
    def lines_chosen(self) -> int:
        """How many of these, from the first, look different in the chosen item."""
        return self.lines_each

    @abstractmethod
    def draw(self, item: Item, width: int, background: Ink, look: Hashable = None) -> list[Strip]:
        """The lines of an item, each exactly `width` cells wide; `look` is what `look_of` says of it."""

    def draw_heading(self, item: Item, length: int | None, width: int) -> list[Strip]:  # noqa: ARG002  there is none
        """The lines of the heading over a group of `length` items, `item` the first, each `width` cells wide.

        The length is None where it is not known yet.
        """
        return []

    def look_of(self, at: int) -> Hashable:  # noqa: ARG002  they all look alike
        """What of an item's look depends on more than itself: when it is another one, the item is drawn anew."""
        return None

    # The list

    def set_ids(
        self, ids: Sequence[int], chosen: int | None = None, starts: Sequence[int] = (), *,
        place: int | None = None, whole: bool = True,
    ) -> None:  # fmt: skip
        """Show other items; the item with id `chosen`, else the same position, stays the chosen one.

        `starts` are the indexes of the first items of groups. `place` is where `chosen` stands, as far as that is
        known: looking for it in a long list takes its time; without `chosen` it is the position. What is not `whole`
        is the beginning of a list.
        """
        former, stood = self.chosen_id, self._top_of(self._chosen) - self.scroll_offset.y
        self._ids, self._starts = ids, starts if self.HEADING else ()
        if chosen is not None:
            found = self._place_of(chosen, self._chosen if place is None else place)
            self._chosen = self._chosen if found is None else found
        elif place is not None:
            self._chosen = place
        self._whole = whole
        if whole and self._beyond is not None:
            self._chosen, self._beyond = self._beyond, None
        self._chosen = max(0, min(self._chosen, len(ids) - 1))
        self.forget()
        self.virtual_size = Size(self.size.width, self._extent)
        if former is not None and former == self.chosen_id and not self._shows_beginning_still():
            # it stays where it stood, whatever came above it
            self.scroll_to_row(self._even(self._top_of(self._chosen) - stood), self._last_top)
        self._show_chosen()
        self.post_message(self.Chosen(self))

    def _shows_beginning_still(self) -> bool:
        """Whether the list begins on the screen and can go on doing so: what came there is to be seen."""
        return self.scroll_offset.y == 0 and self._top_of(self._chosen) + self.lines_each <= self.size.height

    def _place_of(self, number: int, near: int) -> int | None:
        """Where an item stands: near a place, else anywhere."""
        ids = self._ids
        if 0 <= near < len(ids) and ids[near] == number:
            return near
        start = max(0, near - _NEAR)
        for begin, part in ((start, ids[start : near + _NEAR]), (0, ids)):
            try:
                return begin + part.index(number)
            except ValueError:
                continue
        return None

    def take_out(self, at: int) -> None:
        """Take the item at a position out of the list, which is not copied; the next one is chosen."""
        ids = self._ids
        if not isinstance(ids, array):
            ids = self._ids = array("q", ids)
        ids.pop(at)
        starts = [start - (start > at) for start in self._starts]
        self._starts = [start for here, start in enumerate(starts)
                        if start < (starts[here + 1] if here + 1 < len(starts) else len(ids))]  # fmt: skip
        self._chosen = max(0, min(self._chosen - (self._chosen > at), len(ids) - 1))
        self.forget()
        self.virtual_size = Size(self.size.width, self._extent)
        self._show_chosen()
        self.post_message(self.Chosen(self))

    def drop(self, numbers: Collection[int]) -> None:
        """Take items out of the list: one that is chosen at once, others in a time that grows with the list."""
        gone = set(numbers)
        if gone == {self.chosen_id}:
            self.take_out(self._chosen)
            return
        kept = array("q", [number for number in self._ids if number not in gone])
        before = sum(number in gone for number in self._ids[: self._chosen])
        starts = self._starts_without(gone)
        self._chosen = max(0, self._chosen - before)
        self.set_ids(kept, None, starts, whole=self._whole)

    def _starts_without(self, gone: Collection[int]) -> list[int]:
        """Where the groups that are left begin once items are gone."""
        starts, before = [], 0
        for start, end in pairwise([*self._starts, len(self._ids)]):
            length = sum(number not in gone for number in self._ids[start:end])
            if length:
                starts.append(before)
            before += length
        return starts

    def swap(self, step: int) -> None:
        """Let the chosen item change places with the one `step` below it, and stay chosen."""
        at, ids = self._chosen, array("q", self._ids)
        if 0 <= at + step < len(ids):
            ids[at], ids[at + step] = ids[at + step], ids[at]
            self._chosen = at + step
            self.set_ids(ids, None, self._starts, whole=self._whole)

    def redraw(self, at: int) -> None:
        """Draw one item anew."""
        self.refresh_lines(self._top_of(at), self.lines_each)

    def refit(self) -> None:
        """Items are drawn on another number of lines; the chosen one stays in sight."""
        self.virtual_size = Size(self.size.width, self._extent)
        self._show_chosen()
        self.refresh()

    def forget(self) -> None:
        """Fetch and draw everything anew."""
        self._pages.clear()
        self._strips.clear()
        self.refresh()

    def paint_in(self, styles: Styles) -> None:
        """Draw in other colours."""
        self._styles = styles
        self._strips.clear()
        self.refresh()

    @property
    def count(self) -> int:
        """How many items there are."""
        return len(self._ids)

    @property
    def position(self) -> int:
        """The index of the chosen item."""
        return self._chosen

    @property
    def chosen_id(self) -> int | None:
        """The id of the chosen item; None in an empty list."""
        return self._ids[self._chosen] if self._ids else None

    @property
    def chosen(self) -> Item | None:
        """The chosen item; None in an empty list, or when it is gone."""
        return self._item(self._chosen) if self._ids else None

    @property
    def whole(self) -> bool:
        """Whether all items are known, and not only the first."""
        return self._whole

    @property
    def in_sight(self) -> range:
        """The positions of the items on the screen."""
        if not self._ids:
            return range(0)
        top = self.scroll_offset.y
        first, last = self._at_line(top)[0], self._at_line(top + max(0, self.size.height - 1))[0]
        return range(first, min(last + 1, len(self._ids)))

    @property
    def ids(self) -> Sequence[int]:
        """The ids of all items, in order."""
        return self._ids

    @property
    def cursor(self) -> Offset:
        """Where the chosen item stands on the screen."""
        return self.region.offset + Offset(0, self._top_of(self._chosen) - self.scroll_offset.y)

    # Lines

    @property
    def _height(self) -> int:
        return len(self._ids) * self.lines_each + len(self._starts) * self.HEADING

    def _top_of(self, at: int) -> int:
        """The first line of an item."""
        return at * self.lines_each + bisect_right(self._starts, at) * self.HEADING

    def _heading_of(self, group: int) -> int:
        """The first line of the heading of a group."""
        return self._starts[group] * self.lines_each + group * self.HEADING

    def _at_line(self, line: int) -> tuple[int, int, int]:
        """What stands on a line: the item and its line there, and the group whose heading it is, -1 for an item's."""
        if not self._starts:
            return *divmod(line, self.lines_each), -1
        group = bisect_right(range(len(self._starts)), line, key=self._heading_of) - 1
        below = line - self._heading_of(group)
        if below < self.HEADING:
            return self._starts[group], below, group
        at, line = divmod(below - self.HEADING, self.lines_each)
        return self._starts[group] + at, line, -1

    # Moving

    @property
    def page_rows(self) -> int:
        """Items that fit on the screen."""
        return max(1, self.size.height // self.lines_each)

    def move_by(self, count: int) -> None:
        """Choose another item."""
        self.choose(self._chosen + count)

    def choose(self, position: int) -> None:
        """Choose the item at a position, or the nearest there is; when it is not known yet, once it is."""
        former = self._chosen
        self._beyond = position if not self._whole and position >= len(self._ids) else None
        self._chosen = max(0, min(position, len(self._ids) - 1))
        if former != self._chosen:
            self._show_chosen()
            for at in (former, self._chosen):
                self.refresh_lines(self._top_of(at), self.lines_chosen)
            self.post_message(self.Chosen(self))

    def _show_chosen(self) -> None:
        top = self._top_of(self._chosen)
        end = top + self.lines_each
        if self._starts:  # its heading stays in sight, on one line unless it is the first of its group
            is_first = self._starts[bisect_right(self._starts, self._chosen) - 1] == self._chosen
            top -= self.HEADING if is_first else 1
        row = self.scroll_offset.y
        height = self.size.height if self._starts else self.page_rows * self.lines_each
        if top < row:
            row = top
        elif end > row + height:
            row = self._even(end - height)
        self.scroll_to_row(row, self._last_top)

    def _even(self, row: int) -> int:
        """The first line from `row` on that can stand on top, under a heading too, without half an item below."""
        while self._starts and row >= 0 and self._at_line(row)[2] < 0:
            _, line, group = self._at_line(row + 1)
            if group >= 0 or line == 0:
                break
            row += 1
        return row

    @property
    def _last_top(self) -> int:
        """The last line that can stand on top."""
        if self._starts:
            return max(0, self._even(self._height - self.size.height))
        return max(0, self._height - self.page_rows * self.lines_each)

    @property
    def _extent(self) -> int:
        """Lines to scroll over: those of the list, and the white ones below it at its end."""
        return max(self._height, self._last_top + self.size.height)

    # Drawing

    def render_line(self, y: int) -> Strip:
        """A line of an item, from the kept strips when it was drawn before."""
        at, line, group = self._at_line(self.scroll_offset.y + y)
        if y == 0 and self._starts and group < 0:  # the heading of what stands here is above: it stays in sight
            group = bisect_right(self._starts, at) - 1
            at, line = self._starts[group], self.HEADING - 1
        if at >= len(self._ids) or (not self._starts and y >= self.page_rows * self.lines_each):
            return blank(self.size.width, self._styles.text)
        key = (at, at == self._chosen, self.look_of(at)) if group < 0 else (-1 - group, False, None)
        strips = self._strips.get(key)
        if strips is None:
            strips = self._drawn(at, group, key[2], chosen=key[1])
            if len(self._strips) >= _KEPT_STRIPS:
                self._strips.clear()
            self._strips[key] = strips
        return strips[line]

    def _drawn(self, at: int, group: int, look: Hashable, *, chosen: bool) -> list[Strip]:
        item, width = self._item(at), self.size.width
        background = self._styles.chosen.over(self._styles.text) if chosen else self._styles.text
        if item is None:
            return [blank(width, background)] * max(self.lines_each, self.HEADING)
        if group < 0:
            return self.draw(item, width, background, look)
        last = group + 1 == len(self._starts)
        following = len(self._ids) if last else self._starts[group + 1]
        return self.draw_heading(item, None if last and not self._whole else following - at, width)

    def _item(self, at: int) -> Item | None:
        page, number = at // _PAGE, self._ids[at]
        if page not in self._pages:
            if len(self._pages) >= _KEPT_PAGES:
                self._pages.clear()
            ids = self._ids[page * _PAGE : (page + 1) * _PAGE]
            self._pages[page] = {self.id_of(item): item for item in self._fetch(ids)}
        return self._pages[page].get(number)

    @abstractmethod
    def id_of(self, item: Item) -> int:
        """The id by which an item is fetched."""

    def on_resize(self, event: Resize) -> None:
        """Draw for the new width, the chosen row in sight."""
        self._strips.clear()
        self.virtual_size = Size(event.size.width, self._extent)
        self._show_chosen()

    def on_click(self, event: Click) -> None:
        """A click chooses a row; a click on the chosen row opens it."""
        at, _, group = self._at_line(self.scroll_offset.y + event.y)
        if at < len(self._ids) and group < 0 and (event.y > 0 or not self._starts):
            if at == self._chosen:
                self.post_message(self.Opened(self))
            else:
                self.choose(at)
