"""The side bar: shelves, saved searches, tags and sites beside the list, drawn line by line."""

from dataclasses import dataclass

from textual.events import Click, Resize
from textual.geometry import Offset, Size
from textual.message import Message
from textual.strip import Strip

from reader.sides import (
    Entry,
    Place,
    SideKind,
    Sides,
    blank_row,
    entries,
    entry_row,
    folding,
    nearest,
    parent_of,
    row_in_sight,
)  # fmt: skip
from reader.strips import strip_of
from reader.themes import Styles
from reader.widgets.lines import LineView

_MARK_ENDS = 3
"""Cells up to the end of the mark of a fold at the top of the tree; two more at each level."""


class SideBar(LineView):
    """What the list can show, one entry a line; the cursor is seen while keys come here."""

    DEFAULT_CSS = """
    SideBar { height: 1fr; }
    """

    @dataclass
    class Picked(Message):
        """An entry was clicked: the list is to show it."""

        entry: Entry

    @dataclass
    class Counted(Message):
        """What is to be shown has been counted."""

        sides: Sides

        def can_replace(self, message: Message) -> bool:
            """Only the last count matters."""
            return isinstance(message, SideBar.Counted)

    def __init__(self, styles: Styles, save_key: str = "F") -> None:
        """`save_key` saves a search, as it is told where there is none."""
        super().__init__(styles)
        self._save_key = save_key
        self._sides = Sides()
        self._unfolded: set[str] = set()
        self._all_sites = False
        self._entries = entries(self._sides)
        self._chosen = nearest(self._entries, 0)
        self._here = self.chosen.place
        self._strips: dict[tuple[int, bool], Strip] = {}

    # What is shown

    def show(self, sides: Sides) -> None:
        """Show other numbers and names; the cursor stays on what it stands on, else where it is."""
        if sides != self._sides:
            self._sides = sides
            self._fill()

    def on_side_bar_counted(self, message: Counted) -> None:
        """Show it."""
        message.stop()
        self.show(message.sides)

    def show_here(self, here: Place) -> None:
        """Mark what the list shows; the cursor goes there while keys don't come here."""
        if here != self._here:
            self._here = here
            if not self.has_focus:
                self._unfold_above(here)
                self._choose_place(here)
            self._redraw()

    def paint_in(self, styles: Styles) -> None:
        """Draw in other colours."""
        self._styles = styles
        self._redraw()

    def _fill(self) -> None:
        former = self.chosen.place
        self._entries = entries(self._sides, self._unfolded, all_sites=self._all_sites, save_key=self._save_key)
        self._choose_place(former)
        self._redraw()

    def _choose_place(self, place: Place) -> None:
        at = next((at for at, entry in enumerate(self._entries) if entry.place == place), None)
        self._chosen = nearest(self._entries, self._chosen if at is None else at)

    def _unfold_above(self, place: Place) -> None:
        parts = place.name.split("/") if place.kind is SideKind.TAG else []
        above = {folding("/".join(parts[:depth])) for depth in range(1, len(parts))}
        if not above <= self._unfolded:
            self._unfolded |= above
            self._fill()

    def _redraw(self) -> None:
        self._strips.clear()
        self.virtual_size = Size(self.size.width, len(self._entries))
        self._show_chosen()
        self.refresh()

    # The cursor

    @property
    def sides(self) -> Sides:
        """What is known."""
        return self._sides

    @property
    def chosen(self) -> Entry:
        """The entry on which the cursor stands."""
        return self._entries[min(self._chosen, len(self._entries) - 1)]

    @property
    def cursor(self) -> Offset:
        """Where that entry stands on the screen."""
        return self.region.offset + Offset(1, self._chosen - self.scroll_offset.y)

    def move_by(self, count: int) -> None:
        """Some entries on, or back; what can't be chosen is passed over."""
        step = 1 if count > 0 else -1
        at = self._chosen
        for _ in range(abs(count)):
            following = nearest(self._entries, at + step, step)
            if (following - at) * step <= 0:
                break
            at = following
        self.choose(at)

    def to_top(self) -> None:
        """To the first entry."""
        self.choose(0)

    def to_bottom(self) -> None:
        """To the last one."""
        self.choose(len(self._entries) - 1, -1)

    def choose(self, at: int, step: int = 1) -> None:
        """To the entry at a position, or the next one in a direction that can be chosen."""
        former, self._chosen = self._chosen, nearest(self._entries, at, step)
        if former != self._chosen:
            self._show_chosen()
            for row in (former, self._chosen):
                self.refresh_lines(row, 1)

    def choose_search(self, number: int) -> None:
        """To a saved search by its id, if it is there."""
        self._choose_place(Place(SideKind.SEARCH, str(number)))
        self._redraw()

    def _show_chosen(self) -> None:
        height = max(1, self.size.height)
        top = row_in_sight(self.scroll_offset.y, self._chosen, height, len(self._entries))
        self.scroll_to_row(top, max(0, len(self._entries) - height))

    # Folding

    def unfold(self) -> bool:
        """Show what stands below the chosen entry; False where nothing is hidden."""
        return self._set_folded(folded=False)

    def fold(self) -> bool:
        """Hide what stands below the chosen entry, or, where nothing does, go to what it stands under."""
        if self._set_folded(folded=True):
            return True
        former = self._chosen
        self.choose(parent_of(self._entries, former))
        return self._chosen != former

    def toggle(self) -> bool:
        """Hide or show what stands below the chosen entry; False where nothing does."""
        return self._set_folded(folded=not self.chosen.folded)

    def _set_folded(self, *, folded: bool) -> bool:
        entry = self.chosen
        if entry.folded is None or entry.folded is folded:
            return False
        if entry.place.kind is SideKind.MORE:
            self._all_sites = not folded
        elif folded:
            self._unfolded.discard(folding(entry.place.name))
        else:
            self._unfolded.add(folding(entry.place.name))
        self._fill()
        return True

    # Drawing

    def render_line(self, y: int) -> Strip:
        """A row, from the kept strips when it was drawn before."""
        at, width = self.scroll_offset.y + y, self.size.width
        if at >= len(self._entries):
            return strip_of(blank_row(self._styles, width), width)
        key = (at, at == self._chosen and self.has_focus)
        strip = self._strips.get(key)
        if strip is None:
            entry = self._entries[at]
            runs = entry_row(entry, self._styles, width, here=entry.place == self._here, chosen=key[1])
            strip = self._strips[key] = strip_of(runs, width)
        return strip

    def on_resize(self, event: Resize) -> None:
        """Draw for the new size, the chosen entry in sight."""
        del event
        self._redraw()

    def on_focus(self) -> None:
        """The cursor is seen."""
        self.refresh_lines(self._chosen, 1)

    def on_blur(self) -> None:
        """The cursor is not seen any more."""
        self.refresh_lines(self._chosen, 1)

    def on_click(self, event: Click) -> None:
        """A click shows what stands there in the list; one on the mark of a fold folds."""
        event.stop()
        at = self.scroll_offset.y + event.y
        if at >= len(self._entries) or not self._entries[at].can_be_chosen:
            return
        self.choose(at)
        entry = self.chosen
        on_mark = event.x < _MARK_ENDS + 2 * entry.depth
        if entry.place.kind is SideKind.MORE or (entry.folded is not None and on_mark):
            self.toggle()
        else:
            self.post_message(self.Picked(entry))
