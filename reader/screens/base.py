"""What all screens share: bindings from the command table, the host they live in, words in the status line."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast

from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.screen import Screen

from library.article import Article, Highlight
from library.errors import LibraryError
from library.store import Store
from reader.commands import BY_ID, Where, commands_at
from reader.config import Home, Settings
from reader.screens.filtering import FilterBox
from reader.standing import hints
from reader.themes import Palette, Styles, styles_of
from reader.widgets.status import StatusLine, Words


@dataclass(frozen=True)
class Change:
    """Something that can be taken back."""

    title: str
    take_back: Callable[[], None]


class Host(Protocol):
    """What a screen asks of the app."""

    home: Home
    store: Store
    settings: Settings
    """What the settings file says, with what was chosen by key in its place."""
    palette: Palette

    def now(self) -> datetime:
        """The time, aware UTC."""

    def did(self, change: Change) -> None:
        """Remember a change so that it can be taken back."""

    def undo(self) -> Change | None:
        """Take back the last change; None when there is none."""

    def switch_theme(self) -> None:
        """The other theme, on all screens."""

    def choose(self, name: str, value: object) -> None:
        """Set a setting by its name, and remember that it was chosen."""

    def read(self, article: int, siblings: list[int], offset: int | None = None) -> None:
        """Open an article, at a passage when `offset` is given; J and K walk its siblings."""

    def show_notes(self) -> None:
        """Open the notes."""

    def show_help(self, where: Where) -> None:
        """Open the help of a screen."""

    def edit_note(self, quote: str, note: str, keep: Callable[[str], None], done: Callable[[], None]) -> None:
        """Open the note editor; `keep` is called with what was typed, at intervals and at the end."""

    def tell(self, error: LibraryError) -> None:
        """Show why something could not be done."""

    def add_page(self, address: str, done: Callable[[str], None]) -> None:
        """Fetch a page and put it into the library, in the background; `done` is told how that went."""

    def place_picture(self, transmit: str, delete: str) -> None:
        """Tell the terminal a picture, unless it knows it already; `delete` is what makes it forget it."""

    def forget_picture(self, delete: str) -> None:
        """Let the terminal forget a picture once nobody shows it."""

    def browse(self, article: Article) -> str:
        """Open the article's page in the web browser; the answer is what to tell the reader."""

    def leave(self) -> None:
        """Close the screen, or the program when it is the last one."""


def textual_keys(keys: Iterable[str]) -> str:
    """Keys as a binding of Textual takes them: joined by commas, the comma itself by its name."""
    return ",".join("comma" if key == "," else key for key in keys)


def bindings(where: Where) -> list[BindingType]:
    """The bindings of a screen, from the command table."""
    return [
        Binding(
            textual_keys(command.keys),
            command.action, command.title, show=False, id=command.id, tooltip=command.help,
        )
        for command in commands_at(where)
    ]  # fmt: skip


class CommandScreen(Screen[None]):
    """A screen of the command table, with a status line at its foot."""

    WHERE = Where.SHELF

    def __init__(self) -> None:
        super().__init__()
        self._message = ""

    @property
    def host(self) -> Host:
        """The app."""
        return cast("Host", self.app)

    @property
    def styles_of_theme(self) -> Styles:
        """The styles of the theme that is on."""
        return styles_of(self.host.palette)

    def reload(self) -> None:
        """Show what the store holds now."""

    def restyle(self) -> None:
        """Draw in the colours of the theme that is on."""

    def set_status(self) -> None:
        """Write the status line anew."""

    def open_box(self, box: FilterBox) -> None:
        """Show a box above the status line to type into; what is typed before it can take keys is not lost."""
        self.mount(box, before="#status")
        self.set_focus(box)  # at once: keys that are on their way to the page are brought to it

    def say(self, message: str) -> None:
        """A short word in the status line, until the next key."""
        self._message = message
        self.set_status()

    def write_status(self, left: Words, right: Words) -> None:
        """Write the status line: a message, when there is one, takes the place of the left."""
        styles = self.styles_of_theme
        if self._message:
            left = [(self._message, styles.bar_strong)]
        self.query_one("#status", StatusLine).set_words(left, right, styles.bar)
        if self.host.settings.cursor:
            self.app.cursor_position = self.cursor

    @property
    def cursor(self) -> Offset:
        """Where the terminal's cursor stands when it is shown, for screen readers and braille lines."""
        return Offset(0, 0)

    def hints(self, room: int) -> Words:
        """The keys worth a reminder, as many as fit into `room` cells."""
        return hints(self.WHERE, self.host.settings.keymap, self.styles_of_theme, room)

    # Commands

    @property
    def parts(self) -> Iterable[object]:
        """What carries out the commands of this screen: itself, and what it is made of."""
        return (self,)

    def action_do(self, name: str) -> None:
        """Carry out a command by its id."""
        method = BY_ID[name].method
        next(getattr(part, method) for part in self.parts if hasattr(part, method))()

    def on_key(self) -> None:
        """The next key takes the message away."""
        if self._message:
            self._message = ""
            self.set_status()

    # Highlights, on the page and in the list of notes

    def edit_note(self, highlight: Highlight) -> None:
        """Open the editor on a highlight's note; what was typed is kept, and can be taken back."""
        store, number, former = self.host.store, highlight.id, highlight.note

        def keep(note: str) -> None:
            store.change_highlight(number, self.host.now(), note=note)

        def done() -> None:
            self.reload()
            if store.highlight(number).note != former:
                self.host.did(Change("the note", lambda: keep(former)))
                self.say("Note kept  (u takes it back)")

        self.host.edit_note(highlight.quote, former, keep, done)

    def delete_highlight(self, highlight: Highlight) -> None:
        """Delete a highlight with its note."""
        store = self.host.store
        store.delete_highlights([highlight.id], self.host.now())
        self.host.did(Change("deleting the highlight", lambda: store.restore_highlights([highlight.id])))
        self.reload()
        self.say(f"{'Highlight and note' if highlight.note else 'Highlight'} deleted  (u takes it back)")

    # Commands of every screen

    def action_undo(self) -> None:
        """Take back the last change."""
        change = self.host.undo()
        self.reload()
        self.say(f"Taken back: {change.title}" if change else "There is nothing to take back.")

    def action_theme(self) -> None:
        """The other theme."""
        self.host.switch_theme()

    def action_help(self) -> None:
        """All keys of this screen."""
        self.host.show_help(self.WHERE)

    def action_palette(self) -> None:
        """Find a command by name."""
        self.app.action_command_palette()

    def action_back(self) -> None:
        """Back to where one came from."""
        self.host.leave()
