"""ReaderApp: the store, the theme, the keymap and the way from screen to screen."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from textual.actions import ActionParseResult
from textual.app import App
from textual.dom import DOMNode
from textual.driver import Driver
from textual.events import Event, Key, Paste
from textual.screen import Screen
from textual.theme import Theme

from library.article import Article
from library.errors import LibraryError
from library.store import Store
from reader.commands import Where
from reader.config import MEASURES, Home, Problem, Settings, folder_of
from reader.in_turn import InTurn
from reader.log import log_error
from reader.preferences import choose, chosen
from reader.screens.base import Change, CommandScreen, Turned, textual_keys
from reader.siblings import Siblings
from reader.themes import COLOURLESS, PALETTES, Palette, palette_of

if TYPE_CHECKING:
    from library.inbox import Taken
    from library.source import Source
    from reader.firstshelf import FirstShelf
    from reader.given import Given
    from reader.inbox_watch import InboxWatch
    from reader.tasks import Renewal

_CHANGES_KEPT = 200
_ADDING = "adding"
_SOON = 0.2
"""Seconds after which the first screen has been drawn."""
_COLLECTED_AFTER = (20_000, 20, 100)
"""Thresholds of the garbage collector: the objects of a long article must not set it off at every key."""
_ANSI_NAMES = [
    f"ansi_{bright}{name}"
    for bright in ("", "bright_")
    for name in ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
]


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _theme(palette: Palette) -> Theme:
    def own(colour: str, otherwise: str = "ansi_default") -> str:
        number = colour[6:-1] if colour.startswith("color(") else ""
        return _ANSI_NAMES[int(number)] if number else colour or otherwise

    return Theme(
        name=palette.name,
        dark=palette.dark,
        ansi=palette.own,
        primary=own(palette.accent),
        secondary=own(palette.link),
        accent=own(palette.accent),
        foreground=own(palette.ink),
        background=own(palette.paper),
        surface=own(palette.paper),
        panel=own(palette.raised),
        warning=own(palette.highlight_mark),
        error=own(palette.accent),
        success=own(palette.link),
        variables={
            "ansi-background": own(palette.paper),
            "ansi-foreground": own(palette.ink),
            "text-muted": own(palette.soft),
            "input-selection-background": own(palette.chosen, "ansi_bright_black"),
            "block-cursor-background": own(palette.accent, "ansi_white"),
            "block-cursor-foreground": own(palette.paper, "ansi_black"),
        },
    )


def _warm_up() -> None:
    """Import what opening an article and searching will need, while nothing else is going on.

    That are 20 ms that the key need not pay.
    """
    import library.article_pages
    import library.snippets  # noqa: F401  importing them is the point
    import reader.screens.reading  # noqa: F401


def _leave_terminal(driver: Driver) -> bool:
    from reader.terminal import leave

    return leave(driver)


class ReaderApp(App[None]):
    """The program in the terminal."""

    CSS_PATH = "styles/reader.tcss"
    TITLE = "Broadsheet"
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        home: Home,
        store: Store,
        settings: Settings,
        problems: Sequence[Problem] = (),
        *,
        article: int | None = None,
        first: str = "shelf",
        shelf: FirstShelf | None = None,
        clock: Callable[[], datetime] = _utc_now,
        driver_class: type[Driver] | None = None,
        at_once: bool = False,
    ) -> None:
        """`article` is read at once, and leaving it leaves the program; without it the `first` screen is shown.

        That is `shelf` or `recall`; of the shelf `shelf` is what is on the screen already.

        With `at_once` leaving ends the process, once everything is kept and the terminal is as it was.
        """
        self.home = home
        self.store = store
        self._configured = settings
        self.settings = chosen(store, settings)
        self._problems = problems
        self._article = article
        self._first = first
        self._shelf = shelf
        self._clock = clock
        self._changes: list[tuple[Change, int]] = []
        """What the journal does not have, each with the number of the last change that it had then."""
        self._in_turn = InTurn(self, super().on_event)
        self._placed: dict[str, int] = {}
        """How often the pictures that the terminal knows are shown, by what makes it forget them."""
        self._inbox: InboxWatch | None = None
        self._leaving = Flag()
        """Set when the program ends: what is added from a folder then stops at the next file."""
        self.palette = palette_of(self.settings.theme)
        super().__init__(driver_class)
        self._at_once = at_once
        self.animation_level = "none"
        for palette in (*PALETTES.values(), COLOURLESS):
            self.register_theme(_theme(palette))
        self.theme = self.palette.name
        if settings.keymap:
            self.set_keymap({
                name: textual_keys(keys)
                for name, keys in settings.keymap.items()
            })  # fmt: skip

    def get_default_screen(self) -> Screen[None]:
        """The article that was asked for, else the first screen."""
        if self._article is not None:
            from reader.screens.reading import ReadingScreen

            return ReadingScreen(self._article, Siblings(self._article))
        if self._first == "recall":
            from reader.screens.recall import RecallScreen

            return RecallScreen()
        from reader.screens.shelf import ShelfScreen

        return ShelfScreen(self._shelf)

    def on_mount(self) -> None:
        """Say what is wrong in the settings; leave in order when the terminal is closed or the process is ended."""
        gc.freeze()  # what was imported stays: looking through it again would cost 30 ms in the middle of a key
        gc.set_threshold(*_COLLECTED_AFTER)
        gc.enable()
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGHUP):
                loop.add_signal_handler(number, self.exit)
        if self._article is None:
            self.set_timer(_SOON, _warm_up)
        self._watch_inbox()
        for problem in self._problems:
            self.notify(
                f"{self.home.settings.name}, {problem}", title="Settings", severity="warning", timeout=12, markup=False
            )

    def _watch_inbox(self) -> None:
        """Add what is dropped into the inbox folder, when there is one."""
        folder = folder_of(self._configured.inbox)
        if folder is None:
            return
        from reader.inbox_watch import InboxWatch, told_of

        def told(taken: Sequence[Taken]) -> None:
            words, wrong = told_of(taken)
            if self.is_running:
                self.call_from_thread(self._say_of_inbox, words, wrong=wrong)

        def problem(words: str) -> None:
            if self.is_running:
                self.call_from_thread(self._say_of_inbox, words, wrong=True)

        self._inbox = InboxWatch(self.home, folder, told, problem, keep_pictures=self.settings.keep_pictures)
        self._inbox.start()

    def _say_of_inbox(self, words: str, *, wrong: bool) -> None:
        self.notify(
            words, title="Inbox folder", severity="warning" if wrong else "information", timeout=12 if wrong else 5,
            markup=False,
        )  # fmt: skip

    def on_unmount(self) -> None:
        """The inbox folder is looked at no more."""
        if self._inbox is not None:
            self._inbox.stop()

    async def on_event(self, event: Event) -> None:
        """Keys, and what is pasted, are obeyed in turn; not any more once all screens are gone."""
        if not isinstance(event, (Key, Paste)):
            await super().on_event(event)
        elif self.screen_stack:
            await (super().on_event(event) if event.is_forwarded else self._in_turn.take(event))

    def action_command_palette(self) -> None:
        """Find a command by name."""
        from textual.command import CommandPalette

        from reader.screens.palette import CommandsProvider

        self.push_screen(CommandPalette(providers=[CommandsProvider], placeholder="Find a command"))

    # Host

    def now(self) -> datetime:
        """The time, aware UTC."""
        return self._clock()

    def did(self, change: Change) -> None:
        """Remember a change so that it can be taken back."""
        self._changes.append((change, self._last_in_journal))
        del self._changes[:-_CHANGES_KEPT]

    def undo(self) -> Turned | None:
        """Take back the last change, whether the library's journal has it or `did`; None when there is none."""
        if self._changes and self._changes[-1][1] >= self._last_in_journal:
            change, _ = self._changes.pop()
            change.take_back()
            return Turned(f"Taken back: {change.title}")
        done = self.store.undo(self.now())
        return Turned(done.sentence, done.ids) if done else None

    def redo(self) -> Turned | None:
        """Do again what was taken back last; None when there is nothing."""
        done = self.store.redo(self.now())
        return Turned(done.sentence, done.ids) if done else None

    @property
    def _last_in_journal(self) -> int:
        """The number of the last change to articles that can be taken back, 0 when there is none."""
        made = self.store.last_change()
        return made.change if made else 0

    def switch_theme(self) -> None:
        """The next theme, on all screens."""
        names = list(PALETTES)
        self.choose("theme", names[(names.index(self.settings.theme) + 1) % len(names)])
        self.palette = palette_of(self.settings.theme)
        self.theme = self.palette.name
        for screen in self.screen_stack:
            if isinstance(screen, CommandScreen):
                screen.restyle()

    def choose(self, name: str, value: object) -> None:
        """Set a setting by its name, within its bounds, and remember that it was chosen."""
        if name == "measure" and isinstance(value, int):
            value = max(MEASURES[0], min(value, MEASURES[-1]))
        changed: dict[str, Any] = {name: value}
        self.settings = self.settings._replace(**changed)
        choose(self.store, self._configured, name, value)

    def read(
        self, article: int, siblings: Siblings | Sequence[int], offset: int | None = None, attach: int | None = None,
        *, at: int | None = None, sought: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Open an article, at a passage when `offset` is given; J and K walk its siblings, which are not copied.

        `attach` is a highlight for which a passage is to be chosen there. `at` is where the article stands among its
        siblings; `sought` are words any of which is to be found there, from `offset` on.
        """
        from reader.screens.reading import ReadingScreen

        if not isinstance(siblings, Siblings):
            siblings = Siblings.in_list(article, siblings, at)
        self.push_screen(ReadingScreen(article, siblings, offset, attach, sought=sought))

    def show_notes(self) -> None:
        """Open the notes."""
        from reader.screens.notes import NotesScreen

        self.push_screen(NotesScreen())

    def show_recall(self) -> None:
        """Open the few past highlights of the day."""
        from reader.screens.recall import RecallScreen

        self.push_screen(RecallScreen())

    def show_help(self, where: Where) -> None:
        """Open the help of a screen."""
        from reader.screens.help import HelpScreen
        from reader.themes import styles_of

        self.push_screen(HelpScreen(where, self.settings.keymap, styles_of(self.palette), self.settings.colours))

    def edit_note(self, about: str, note: str, keep: Callable[[str, str], str], done: Callable[[], None]) -> None:
        """Open the note editor."""
        from reader.screens.note_editor import NoteEditor  # brings Textual's editor, 20 ms

        self.push_screen(NoteEditor(about, note, keep), lambda _: done())

    def browse(self, article: Article) -> str:
        """Open the article's page in the web browser; the answer is what to tell the reader."""
        if urlsplit(article.url).scheme not in ("http", "https"):
            return "The address of this article is not known."
        self.open_url(article.url)
        return f"Opened {article.url}"

    def copy(self, text: str, done: Callable[[str], None]) -> None:
        """Put a text into the clipboard, by the terminal (OSC 52) and by a program when this machine has one."""
        from reader import clipboard

        self.copy_to_clipboard(text)
        words = f"Copied {len(text):,} characters" if "\n" in text else f"Copied {text}"
        command = clipboard.program(self.settings.clipboard)
        done(words)
        if not command or self.is_headless:
            return

        def work() -> None:
            problem = clipboard.hand_over(command, text)
            if problem and self.is_running:
                self.call_from_thread(done, f"Copied by the terminal alone: {problem}")

        self.run_worker(work, thread=True, group="copying", exit_on_error=False)

    def add_page(self, address: str, near: str, done: Callable[[str], None]) -> None:
        """Fetch a page that the one at `near` leads to, and put it into the library, in the background.

        `done` is told how that went.
        """
        now = self.now()

        def work() -> None:
            from reader.tasks import add_page

            told = add_page(self.home, address, now, near)
            if self.is_running:
                self.call_from_thread(done, told)

        self.run_worker(work, thread=True, group=_ADDING, exit_on_error=False)

    def add(self, given: Given, under_way: Callable[[str], None], done: Callable[[str], None]) -> None:
        """Put what was given into the library, in the background; `under_way` and `done` are told how that goes."""
        now = self.now()

        def work() -> None:
            from reader.tasks import add_given

            def tell(words: str) -> None:
                if self.is_running:
                    self.call_from_thread(under_way, words)

            try:
                told = add_given(self.home, given, now, tell, self._leaving.is_set)
            except Exception as error:  # noqa: BLE001  it must not go untold; what was added by then is in the library
                log_error(self.home.log_file, error)
                told = f"Adding broke off ({type(error).__name__}); what was added by then is in your library."
            if self.is_running:
                self.call_from_thread(done, told)

        self.in_background(work)

    def in_background(self, work: Callable[[], object]) -> None:
        """Do something in a thread for which leaving waits."""
        self.run_worker(work, thread=True, group=_ADDING, exit_on_error=False)

    def refetch(self, article: int, done: Callable[[Renewal], None], source: Source | None = None) -> None:
        """Fetch an article again, in the background, or take a `source` that was refused; `done` is told."""
        now = self.now()

        def work() -> None:
            from reader.tasks import refetch_page

            renewal = refetch_page(self.home, article, now, source)
            if self.is_running:
                self.call_from_thread(done, renewal)

        self.run_worker(work, thread=True, group=_ADDING, exit_on_error=False)

    @property
    def _is_adding(self) -> bool:
        """Whether a page is on its way into the library: leaving waits for it."""
        return any(worker.group == _ADDING and not worker.is_finished for worker in self.workers)

    def place_picture(self, transmit: str, delete: str) -> None:
        """Tell the terminal a picture, unless it knows it already; `delete` is what makes it forget it."""
        self._placed[delete] = self._placed.get(delete, 0) + 1
        if self._placed[delete] == 1:
            self.write_to_terminal(transmit)

    def forget_picture(self, delete: str) -> None:
        """Let the terminal forget a picture once nobody shows it."""
        self._placed[delete] = self._placed.get(delete, 1) - 1
        if self._placed[delete] <= 0:
            del self._placed[delete]
            self.write_to_terminal(delete)

    def write_to_terminal(self, sequence: str) -> None:
        """Write what is no text of a screen; nothing without a terminal."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(sequence)

    def leave(self) -> None:
        """Close the screen, or the program when it is the last one."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        elif self._at_once and not self._is_adding and self._driver is not None and _leave_terminal(self._driver):
            self.store.close()
            os._exit(0)
        else:
            self._leaving.set()
            self.exit()

    # Errors

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Carry out an action; what the library refuses is told, and the program goes on."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except LibraryError as error:
            self.tell(error)
            return True

    def tell(self, error: LibraryError) -> None:
        """Show why something could not be done; the details go to the log."""
        log_error(self.home.log_file, error)
        self.notify(str(error), title="Broadsheet", severity="error", timeout=12, markup=False)

    def _handle_exception(self, error: Exception) -> None:
        """A clear word for the person; the details go to the log.

        Textual has no public hook for this: its own shows a traceback with the values of all variables.
        """
        log_error(self.home.log_file, error)
        super()._handle_exception(_Told(error, self.home.log_file))


class _Told(Exception):  # noqa: N818  it is no error of its own
    """An error as the person sees it after the program has ended."""

    def __init__(self, error: Exception, log: Path) -> None:
        super().__init__(str(error))
        self.__cause__ = error
        self._words = f"Broadsheet had to stop: {type(error).__name__}. Nothing that was kept is lost; details: {log}"

    def __rich__(self) -> str:
        return self._words.replace("[", r"\[")
