"""ReaderApp: the store, the theme, the keymap and the way from screen to screen."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Callable, Container, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from textual.actions import ActionParseResult
from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen
from textual.theme import Theme

from library.article import Article
from library.errors import LibraryError
from library.store import Store
from reader.commands import Where
from reader.config import MEASURES, Home, Problem, Settings
from reader.log import log_error
from reader.screens.base import Change, CommandScreen, textual_keys
from reader.themes import PALETTES, Palette

Value = TypeVar("Value", str, int)
_CHANGES_KEPT = 200


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _theme(palette: Palette) -> Theme:
    return Theme(
        name=palette.name,
        dark=palette.dark,
        primary=palette.accent,
        secondary=palette.link,
        accent=palette.accent,
        foreground=palette.ink,
        background=palette.paper,
        surface=palette.paper,
        panel=palette.raised,
        warning=palette.highlight_mark,
        error=palette.accent,
        success=palette.link,
        variables={
            "text-muted": palette.soft,
            "input-selection-background": palette.chosen,
            "block-cursor-background": palette.accent,
            "block-cursor-foreground": palette.paper,
        },
    )


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
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        """`article` is read at once, and leaving it leaves the program; without it the shelf is shown."""
        self.home = home
        self.store = store
        self.settings = settings
        self._problems = problems
        self._article = article
        self._clock = clock
        self._changes: list[Change] = []
        self.measure = self._chosen("measure", settings.measure, MEASURES)
        self.palette = PALETTES[self._chosen("theme", settings.theme, PALETTES)]
        super().__init__()
        self.animation_level = "none"
        for palette in PALETTES.values():
            self.register_theme(_theme(palette))
        self.theme = self.palette.name
        if settings.keymap:
            self.set_keymap({
                name: textual_keys(keys)
                for name, keys in settings.keymap.items()
            })  # fmt: skip

    def get_default_screen(self) -> Screen[None]:
        """The article that was asked for, else the shelf."""
        if self._article is not None:
            from reader.screens.reading import ReadingScreen

            return ReadingScreen(self._article, [self._article])
        from reader.screens.shelf import ShelfScreen

        return ShelfScreen()

    def on_mount(self) -> None:
        """Say what is wrong in the settings; leave in order when the terminal is closed or the process is ended."""
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGHUP):
                loop.add_signal_handler(number, self.exit)
        for problem in self._problems:
            self.notify(
                f"{self.home.settings.name}, {problem}", title="Settings", severity="warning", timeout=12, markup=False
            )

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
        self._changes.append(change)
        del self._changes[:-_CHANGES_KEPT]

    def undo(self) -> Change | None:
        """Take back the last change; None when there is none."""
        if not self._changes:
            return None
        change = self._changes.pop()
        change.take_back()
        return change

    def switch_theme(self) -> None:
        """The other theme, on all screens."""
        names = list(PALETTES)
        self.palette = PALETTES[names[(names.index(self.palette.name) + 1) % len(names)]]
        self.theme = self.palette.name
        self._choose("theme", self.settings.theme, self.palette.name)
        for screen in self.screen_stack:
            if isinstance(screen, CommandScreen):
                screen.restyle()

    def choose_measure(self, measure: int) -> None:
        """Remember another width of the column, within 30 to 120 cells."""
        self.measure = max(MEASURES[0], min(measure, MEASURES[-1]))
        self._choose("measure", self.settings.measure, self.measure)

    def read(self, article: int, siblings: list[int], offset: int | None = None) -> None:
        """Open an article, at a passage when `offset` is given; J and K walk its siblings."""
        from reader.screens.reading import ReadingScreen

        self.push_screen(ReadingScreen(article, siblings, offset))

    def show_notes(self) -> None:
        """Open the notes."""
        from reader.screens.notes import NotesScreen

        self.push_screen(NotesScreen())

    def show_help(self, where: Where) -> None:
        """Open the help of a screen."""
        from reader.screens.help import HelpScreen
        from reader.themes import styles_of

        self.push_screen(HelpScreen(where, self.settings.keymap, styles_of(self.palette)))

    def edit_note(self, quote: str, note: str, keep: Callable[[str], None], done: Callable[[], None]) -> None:
        """Open the note editor."""
        from reader.screens.note_editor import NoteEditor  # brings Textual's editor, 20 ms

        self.push_screen(NoteEditor(quote, note, keep), lambda _: done())

    def browse(self, article: Article) -> str:
        """Open the article's page in the web browser; the answer is what to tell the reader."""
        if urlsplit(article.url).scheme not in ("http", "https"):
            return "The address of this article is not known."
        self.open_url(article.url)
        return f"Opened {article.url}"

    def leave(self) -> None:
        """Close the screen, or the program when it is the last one."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.exit()

    # What was chosen in the program holds until the settings file says something else

    def _chosen(self, name: str, configured: Value, known: Container[Value]) -> Value:
        stored = self.store.fact(f"chosen {name}")
        if stored is None:
            return configured
        configured_then, chosen = json.loads(stored)
        return chosen if configured_then == configured and chosen in known else configured

    def _choose(self, name: str, configured: object, chosen: object) -> None:
        self.store.set_fact(f"chosen {name}", json.dumps([configured, chosen]))

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
