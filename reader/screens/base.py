"""What all screens share: bindings from the command table, the host they live in, words in the status line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.screen import Screen

from library.article import Article
from library.errors import LibraryError, NotFoundError
from library.highlight import Colour, Highlight, HighlightKind, NotedPassage
from library.store import Store
from reader.colours import colour_name
from reader.commands import BY_ID, Where, commands_at
from reader.config import Home, Settings
from reader.copying import Origin, copied
from reader.screens.filtering import FilterBox
from reader.standing import hints
from reader.tags import told_tags
from reader.themes import Palette, Styles, styles_of
from reader.widgets.status import StatusLine, Words
from reader.widths import cells

if TYPE_CHECKING:
    from library.source import Source
    from reader.given import Given
    from reader.siblings import Siblings
    from reader.tasks import Renewal

_EDGES = 2
"""Cells of the status line that are no words."""


@dataclass(frozen=True)
class Change:
    """Something that can be taken back."""

    title: str
    take_back: Callable[[], None]


class Turned(NamedTuple):
    """What was taken back, or done again."""

    sentence: str
    """As it is told."""
    articles: Sequence[int] = ()
    """Those that are other now."""


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

    def undo(self) -> Turned | None:
        """Take back the last change, whether the library's journal has it or `did`; None when there is none."""

    def redo(self) -> Turned | None:
        """Do again what was taken back last; None when there is nothing."""

    def switch_theme(self) -> None:
        """The other theme, on all screens."""

    def choose(self, name: str, value: object) -> None:
        """Set a setting by its name, and remember that it was chosen."""

    def read(
        self, article: int, siblings: Siblings | Sequence[int], offset: int | None = None, attach: int | None = None,
        *, at: int | None = None, sought: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Open an article, at a passage when `offset` is given; J and K walk its siblings, which are not copied.

        `attach` is a highlight for which a passage is to be chosen there. `at` is where the article stands among its
        siblings; `sought` are words any of which is to be found there, from `offset` on.
        """

    def show_notes(self) -> None:
        """Open the notes."""

    def show_recall(self) -> None:
        """Open the few past highlights of the day."""

    def show_help(self, where: Where) -> None:
        """Open the help of a screen."""

    def edit_note(self, about: str, note: str, keep: Callable[[str, str], str], done: Callable[[], None]) -> None:
        """Open the note editor; `about` is what the note is on, such as a quote.

        After every change `keep` is called with the note as it was kept last, and as it is; it returns what it is
        then, which is more when another process has written to it as well.
        """

    def tell(self, error: LibraryError) -> None:
        """Show why something could not be done."""

    def copy(self, text: str, done: Callable[[str], None]) -> None:
        """Put a text into the clipboard; `done` is told how that went."""

    def add(self, given: Given, under_way: Callable[[str], None], done: Callable[[str], None]) -> None:
        """Put what was given into the library, in the background; `under_way` and `done` are told how that goes."""

    def in_background(self, work: Callable[[], object]) -> None:
        """Do something in a thread for which leaving waits."""

    def add_page(self, address: str, near: str, done: Callable[[str], None]) -> None:
        """Fetch a page and put it into the library, in the background; `done` is told how that went."""

    def refetch(self, article: int, done: Callable[[Renewal], None], source: Source | None = None) -> None:
        """Fetch an article again, in the background, or take a `source` that was refused; `done` is told."""

    def place_picture(self, transmit: str, delete: str) -> None:
        """Tell the terminal a picture, unless it knows it already; `delete` is what makes it forget it."""

    def forget_picture(self, delete: str) -> None:
        """Let the terminal forget a picture once nobody shows it."""

    def browse(self, article: Article) -> str:
        """Open the article's page in the web browser; the answer is what to tell the reader."""

    def leave(self) -> None:
        """Close the screen, or the program when it is the last one."""


def origin_of(article: Article) -> Origin:
    """Where a passage of an article is from."""
    return Origin(article.title, article.authors, article.site, article.url, article.published)


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
        """Show a box above the status line to type into."""
        self.mount(box, before="#status")
        self.set_focus(box)  # at once: the next key is its

    def say(self, message: str) -> None:
        """A short word in the status line, until the next key."""
        self._message = message
        self.set_status()

    def say_whole(self, message: str) -> None:
        """The same, and in a message of its own where it has several lines, or no room, or the line is not in sight."""
        first = message.partition("\n")[0]
        if self.is_current:
            self.say(first)
        if not self.is_current or first != message or cells(first) > self.size.width - _EDGES:
            self.app.notify(message, title="Broadsheet", timeout=10, markup=False)

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

    def edit_note(self, highlight: Highlight, about: str = "") -> None:
        """Open the editor on a highlight's note; what was typed is kept, and can be taken back.

        `about` is told above it in place of the quote.
        """
        store, number, former = self.host.store, highlight.id, highlight.note

        def keep(base: str, note: str) -> str:
            return store.write_note(number, base, note, self.host.now())

        def take_back() -> None:
            keep(after[0], former)

        after = [former]

        def done() -> None:
            self.reload()
            after[0] = store.highlight(number).note
            if after[0] != former:
                self.host.did(Change("the note", take_back))
                self.say("Note kept  (u takes it back)")

        about = about or highlight.quote
        about = f"“{about}”" if about else "the whole article" if highlight.kind is HighlightKind.ARTICLE else ""
        self.host.edit_note(about, former, keep, lambda: self.attempt(done))

    def choose_colour(self, done: Callable[[Colour], object], colour: Colour | None = None) -> None:
        """Ask for a colour, beginning at one, by default that of new highlights; esc leaves without it."""
        from reader.screens.choosing import ColourBox

        settings = self.host.settings

        def chosen(answer: Colour | None) -> None:
            if answer is not None:
                self.attempt(lambda: done(answer))

        begun = colour or Colour(settings.colour)
        self.app.push_screen(ColourBox(self.styles_of_theme, settings.colours, begun), chosen)

    def recolour(self, highlight: Highlight) -> None:
        """Give a highlight a colour that is asked for."""
        store, number, former = self.host.store, highlight.id, highlight.colour

        def change(colour: Colour) -> None:
            store.highlight(number)
            store.change_highlight(number, self.host.now(), colour=colour)

        def done(colour: Colour) -> None:
            if colour is not former:
                change(colour)
                self.host.did(Change("the colour", lambda: change(former)))
                self.reload()
            self.say(f"Now {colour_name(self.host.settings.colours, colour)}  (u takes it back)")

        self.choose_colour(done, former)

    def retag(self, highlight: Highlight) -> None:
        """Give a highlight tags that are asked for."""
        from reader.screens.tagging import TagBox

        store, number, former = self.host.store, highlight.id, highlight.tags

        def change(tags: tuple[str, ...]) -> None:
            store.highlight(number)
            store.change_highlight(number, self.host.now(), tags=tags)

        def done(tags: tuple[str, ...] | None) -> None:
            if tags is not None and set(tags) != set(former):
                change(tags)
                self.host.did(Change("the tags", lambda: change(former)))
                self.reload()
                self.say(f"{told_tags(tags) or 'No tags'}  (u takes it back)")

        known = [name for name, _ in store.highlight_tags()]
        box = TagBox(self.styles_of_theme, former, known)
        self.app.push_screen(box, lambda tags: self.attempt(lambda: done(tags)))

    def delete_highlight(self, highlight: Highlight) -> None:
        """Delete a highlight with its note."""
        store = self.host.store
        name = {HighlightKind.BOOKMARK: "Bookmark", HighlightKind.ARTICLE: "Note on the article"}.get(
            highlight.kind, "Highlight and note" if highlight.note else "Highlight"
        )

        def delete() -> None:
            store.highlight(highlight.id)
            store.delete_highlights([highlight.id], self.host.now())
            self.host.did(Change("deleting the highlight", lambda: store.restore_highlights([highlight.id])))
            self.reload()
            self.say(f"{name} deleted  (u takes it back)")

        self.attempt(delete)

    def attempt(self, work: Callable[[], object]) -> None:
        """Change something about a highlight; when another program has deleted it, that is said."""
        try:
            work()
        except NotFoundError:
            self.reload()
            self.say("This highlight has been deleted elsewhere.")
        except LibraryError as error:
            self.host.tell(error)

    # Copying

    def copy(self, quote: str, origin: Origin, note: str = "", tags: tuple[str, ...] = ()) -> None:
        """Copy a passage with its source, in the form of the settings."""
        self.copy_text(copied(self.host.settings.copy, quote, origin, note, tags))

    def copy_text(self, text: str) -> None:
        """Copy a text by the terminal, and by a program of this machine when there is one."""
        self.host.copy(text, self.say)

    def copy_highlight(self, passage: NotedPassage) -> None:
        """Copy a highlight with its source."""
        highlight = passage.highlight
        origin = Origin(passage.title, passage.authors, passage.site, passage.url)
        if highlight.article is not None:
            origin = origin_of(self.host.store.article(highlight.article))
        self.copy(highlight.quote or passage.title, origin, highlight.note, highlight.tags)

    # Commands of every screen

    def action_undo(self) -> None:
        """Take back the last change."""
        turned = self.host.undo()
        self.reload()
        self.say(turned.sentence if turned else "There is nothing to take back.")

    def action_redo(self) -> None:
        """Do again what was taken back last."""
        turned = self.host.redo()
        self.reload()
        self.say(turned.sentence if turned else "There is nothing to do again.")

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
