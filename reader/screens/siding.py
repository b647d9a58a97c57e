"""The side bar and the preview of the shelf: what stands there, and what its keys do to searches, tags and the list."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from library.errors import LibraryError, QueryError
from reader.besides import glance_of, sides_of
from reader.commands import BY_ID, Where, commands_at, keys_of, spelled
from reader.latest import Latest
from reader.screens.filtering import FilterBox
from reader.screens.naming import Naming
from reader.sides import SideKind, asked_for, place_of, query_of, widths
from reader.standing import hints
from reader.widgets.preview import Preview
from reader.widgets.sidebar import SideBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App
    from textual.events import Key
    from textual.geometry import Offset, Size
    from textual.message import Message
    from textual.timer import Timer
    from textual.widget import Widget

    from library.article import Shelf, ShelfCounts
    from reader.preview import Glance
    from reader.screens.base import Host
    from reader.sides import Entry, Sides
    from reader.themes import Styles
    from reader.widgets.status import Words

_REST = 0.1
"""Seconds that the cursor rests on an article before it is looked into."""
_SETTLED = 0.2
"""Seconds after a change before all is counted anew: many come together."""
_OVER = "over"
"""The class of a side bar that lies over the list."""


class Listing(Protocol):
    """What the side bar asks of the shelf."""

    @property
    def app(self) -> App[object]:
        """The app, as Textual has it."""

    @property
    def shelf(self) -> Shelf:
        """What the list shows."""

    @property
    def typed(self) -> str:
        """What was typed to find some of it."""

    @property
    def host(self) -> Host:
        """The app."""

    @property
    def size(self) -> Size:
        """Of the screen."""

    @property
    def styles_of_theme(self) -> Styles:
        """The styles of the theme that is on."""

    @property
    def focused(self) -> Widget | None:
        """What takes the keys."""

    def show_list(self, shelf: Shelf, words: str = "") -> None:
        """Show a shelf, of it what the words find."""

    def focus_list(self) -> None:
        """Let the keys move the list."""

    def set_focus(self, widget: Widget) -> None:
        """Let the keys go to a widget."""

    def set_timer(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Call after a while."""

    def action_do(self, name: str) -> None:
        """Carry out a command of the shelf."""

    def say(self, message: str) -> None:
        """A short word in the status line."""

    def on_key(self) -> None:
        """A key was pressed."""

    def set_status(self) -> None:
        """Write the status line."""

    def reload(self) -> None:
        """Show what the library holds now."""


def _tell(widget: Widget, message: Message) -> None:
    """Bring an answer from a thread."""
    with suppress(RuntimeError):  # the app has ended in the meantime
        widget.post_message(message)


class Siding:
    """What the shelf shows beside its list."""

    def __init__(self, screen: Listing) -> None:
        self._screen = screen
        styles, settings = screen.styles_of_theme, screen.host.settings
        self.bar = SideBar(styles, spelled(keys_of(BY_ID["save-search"], settings.keymap)[0]))
        self.preview = Preview(styles)
        self.bar.capture = self._typed
        self._naming = Naming(screen, self.bar, self._renamed)
        self._timers: dict[str, Timer] = {}
        self._looked_into: int | None = None
        self._counted = (0, 0)
        """What the library had seen of changes when it was counted."""
        home = screen.host.home
        self._counting: Latest[None, Sides] = Latest(
            home, "side bar", lambda store, _: sides_of(store),
            lambda _, sides: _tell(self.bar, SideBar.Counted(sides)),
        )  # fmt: skip
        self._glancing: Latest[int, Glance | None] = Latest(
            home, "preview", glance_of,
            lambda number, glance: _tell(self.preview, Preview.Found(number, glance)),
        )  # fmt: skip

    # What the shelf tells

    def begin(self, glance: Glance | None = None) -> None:
        """All is there: show what has room, and count; `glance` is what the first page showed in the preview."""
        if glance is not None:
            self._looked_into = self.preview.wanted = glance.article.id
            self.preview.show(glance)
        self.place()

    def end(self) -> None:
        """Nothing is looked up any more."""
        self._counting.stop()
        self._glancing.stop()

    def place(self) -> None:
        """Show as much as has room on the screen; a side bar that takes the keys is shown, over the list if need be."""
        width, (side, preview) = self._screen.size.width, asked_for(self._screen.host.settings)
        left, right = widths(width, side, preview)
        if not left and self.on_bar and not self._screen.host.settings.cursor:
            left, right = widths(width, "on", preview)
        over = not left and self.on_bar
        self.bar.set_class(over, _OVER)
        self.bar.display, self.preview.display = bool(left) or over, bool(right)
        self.preview.styles.width = right
        if right:
            self._look_into()
        if self.bar.display and not self.bar.sides.known:
            self._count()

    def shown(self) -> None:
        """The list shows something else."""
        self.bar.show_here(place_of(self._screen.shelf, self._screen.typed, self.bar.sides))

    def changed(self) -> None:
        """Something in the library may have changed: if so, all is counted anew."""
        store = self._screen.host.store
        changes = (store.own_changes(), store.foreign_changes())
        if changes != self._counted:
            self._counted = changes
            self._later("counting", _SETTLED, self._count)
            self._look_again()

    def _count(self) -> None:
        """Count what the side bar shows, unless nobody sees it."""
        if self.bar.display:
            self._counting.ask(None)

    def show_counts(self, counts: ShelfCounts) -> None:
        """The numbers of the shelves, which are known before all others."""
        self.bar.show(self.bar.sides._replace(counts=counts.articles, highlights=counts.highlights))

    def chose(self, article: int | None) -> None:
        """The cursor stands on an article, or in an empty list on none."""
        if article != self._looked_into:
            self._looked_into = article
            if self.preview.display:
                self._look_again()

    def restyle(self) -> None:
        """Draw in the colours of the theme that is on."""
        self.bar.paint_in(self._screen.styles_of_theme)
        self.preview.paint_in(self._screen.styles_of_theme)

    @property
    def on_bar(self) -> bool:
        """Whether keys go to the side bar."""
        return self._screen.focused is self.bar

    @property
    def cursor(self) -> Offset:
        """Where the cursor of the side bar stands."""
        return self.bar.cursor

    def hints(self, room: int) -> Words:
        """The keys of the side bar worth a reminder."""
        return hints(Where.SIDE, self._screen.host.settings.keymap, self._screen.styles_of_theme, room)

    # The preview

    def _look_again(self) -> None:
        self._later("glance", _REST, self._look_into)

    def _look_into(self) -> None:
        if not self.preview.display:
            return
        self.preview.wanted = self._looked_into
        if self._looked_into is None:
            self.preview.show(None)
        else:
            self._glancing.ask(self._looked_into)

    def _later(self, what: str, seconds: float, work: Callable[[], None]) -> None:
        """Do something after a while, unless it is asked for again meanwhile."""
        if what in self._timers:
            self._timers[what].stop()
        self._timers[what] = self._screen.set_timer(seconds, work)

    # Keys of the shelf

    def action_side_bar(self) -> None:
        """To the side bar, or back to the list."""
        if self.on_bar:
            self._leave()
            return
        self.bar.display = True
        self._screen.set_focus(self.bar)
        self.place()
        self.shown()
        self._screen.set_status()

    def _leave(self) -> None:
        self._screen.focus_list()
        self.place()
        self._screen.set_status()

    def action_side_shown(self) -> None:
        """Show the side bar beside the list, or hide it."""
        shown = self.bar.display and not self.bar.has_class(_OVER)
        self._screen.host.choose("sidebar", "off" if shown else "on")
        if shown and self.on_bar:
            self._screen.focus_list()
        self.place()
        if not shown and (not self.bar.display or self.bar.has_class(_OVER)):
            self._screen.say("On so narrow a terminal it is shown while you are in it: tab")

    def action_preview(self) -> None:
        """Show the preview, or hide it."""
        shown = self.preview.display
        self._screen.host.choose("preview", "off" if shown else "on")
        self.place()
        if not shown and not self.preview.display:
            self._screen.say("There is no room for the preview here; it is shown on wider terminals.")

    def action_statistics(self) -> None:
        """Open the statistics."""
        from reader.screens.statistics import StatisticsScreen

        self._screen.app.push_screen(StatisticsScreen())

    def action_save_search(self) -> None:
        """Keep what is typed as a search with a name."""
        self._naming.save_search()

    # Keys of the side bar

    def _typed(self, event: Key) -> None:
        """A key while the side bar takes them."""
        box = self._screen.focused
        if isinstance(box, FilterBox):  # it was on its way here when the box was opened
            if event.character and event.is_printable:
                box.take(event.character)
            return
        self._screen.on_key()
        keymap, character = self._screen.host.settings.keymap, event.character or ""
        for command in commands_at(Where.SIDE):
            if any(key in (event.key, character) for key in keys_of(command, keymap)):
                try:
                    self._carry_out(command.id)
                except LibraryError as error:
                    self._screen.host.tell(error)
                if self._screen.host.settings.cursor:
                    self._screen.set_status()  # it takes the terminal's cursor along
                return

    def _carry_out(self, name: str) -> None:
        own = getattr(self, f"_do_{name.replace('-', '_')}", None)
        if own is not None:
            own()
        else:
            self._screen.action_do(name)

    def _do_down(self) -> None:
        self.bar.move_by(1)

    def _do_up(self) -> None:
        self.bar.move_by(-1)

    def _do_half_page_down(self) -> None:
        self.bar.move_by(max(1, self.bar.size.height // 2))

    def _do_half_page_up(self) -> None:
        self.bar.move_by(-max(1, self.bar.size.height // 2))

    def _do_top(self) -> None:
        self.bar.to_top()

    def _do_bottom(self) -> None:
        self.bar.to_bottom()

    def _do_back(self) -> None:
        self._leave()

    def _do_help(self) -> None:
        self._screen.host.show_help(Where.SIDE)

    def _do_filter(self) -> None:
        self._leave()
        self._screen.action_do("filter")

    def _do_side_open(self) -> None:
        if self._show(self.bar.chosen):
            self._leave()

    def _do_side_look(self) -> None:
        if not self.bar.unfold():
            self._show(self.bar.chosen)

    def _do_side_fold(self) -> None:
        self.bar.fold()

    def _do_side_toggle(self) -> None:
        self.bar.toggle()

    def _do_side_rename(self) -> None:
        self._naming.rename()

    def _do_side_merge(self) -> None:
        self._naming.merge()

    def _do_side_delete(self) -> None:
        self._naming.delete()

    def _do_side_down(self) -> None:
        self._naming.move_search(1)

    def _do_side_up(self) -> None:
        self._naming.move_search(-1)

    def _renamed(self) -> None:
        """Names have changed: show that at once, and the list with them."""
        self._screen.reload()
        self._count()

    def picked(self, entry: Entry) -> None:
        """An entry was clicked."""
        self._show(entry)

    def _show(self, entry: Entry) -> bool:
        """Show in the list what an entry stands for; False where that is nothing for the list."""
        from library.article import Shelf

        match entry.place.kind:
            case SideKind.MORE:
                self.bar.toggle()
                return False
            case SideKind.NOTES:
                self._screen.action_do("notes")
                return False
            case SideKind.SHELF:
                self._screen.show_list(Shelf(entry.place.name))
            case _:
                try:
                    self._screen.show_list(Shelf.ALL, query_of(entry))
                except QueryError as error:
                    self._screen.say(str(error))
                    return False
        return True
