"""The screen of speed reading: its keys, its time, and one frame for every word."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.widget import Widget

from library.document import Range, count_words
from library.reading import WORDS_PER_MINUTE, reading_minutes
from reader.breaking import cells
from reader.commands import BY_ID
from reader.rapid import FASTEST, SLOWEST, RapidReading
from reader.rapid_stage import Stage
from reader.screens.base import textual_keys
from reader.strips import blank, strip_of
from reader.widgets.status import StatusLine
from reader.words import minutes, percent

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.strip import Strip
    from textual.timer import Timer

    from library.document import Document
    from reader.ink import Ink
    from reader.rapid import Flash
    from reader.rapid_stage import Rows
    from reader.screens.speed_reading import Chosen
    from reader.themes import Styles

_STEP = 25
"""Words a minute."""
_BEFORE_FIRST, _BEFORE_NEXT = 1.0, 0.4
"""Seconds that the eye has to find the place at the beginning, and after a pause or a jump."""


class StageView(Widget):
    """Draws the rows of a stage; only those that differ from before."""

    ALLOW_SELECT = False

    def __init__(self, styles: Styles, resized: Callable[[], None]) -> None:
        super().__init__()
        self._styles = styles
        self._resized = resized
        self._rows: Rows = {}

    def show(self, rows: Rows) -> None:
        """Other rows."""
        former, self._rows = self._rows, rows
        for y in former.keys() | rows.keys():
            if former.get(y) != rows.get(y):
                self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """A row."""
        runs = self._rows.get(y)
        if runs is None or sum(cells(run.text) for run in runs) != self.size.width:
            return blank(self.size.width, self._styles.text)
        return strip_of(runs, self.size.width)

    def on_resize(self) -> None:
        """There is other room."""
        self._resized()


class RapidScreen(ModalScreen[None]):
    """The words, with nothing else around them."""

    CSS_PATH = "../styles/speed_reading.tcss"
    BINDINGS = [  # noqa: RUF012  Textual declares it so
        Binding("space", "pause_or_go", show=False),
        Binding(textual_keys(("+", "=", "up")), "faster(1)", show=False),
        Binding(textual_keys(("-", "down")), "faster(-1)", show=False),
        Binding("b,left", "sentence_back", show=False),
        Binding("right", "sentence_on", show=False),
        Binding("g,home", "start", show=False),
        *(Binding(str(count), f"at_a_time({count})", show=False) for count in (1, 2, 3)),
        Binding(textual_keys(BY_ID["back"].keys), "leave", show=False, id="back"),
        Binding(textual_keys(BY_ID["speed-read"].keys), "leave", show=False, id="speed-read"),
    ]

    def __init__(
        self, document: Document, title: str, flash: Flash, chosen: Chosen, styles: Styles,
        left: Callable[[], None], clock: Callable[[], float] = monotonic,
        shown: Callable[[int, int, float], None] | None = None,
    ) -> None:  # fmt: skip
        """`left` is called when the reader goes back; `clock` gives seconds that never go back.

        `shown` is told of words that were shown for their time: words, the ideographs among them, and seconds.
        """
        super().__init__()
        self._document, self._title, self._styles = document, title, styles
        self._first = self._flash = flash
        self.chosen = chosen
        self._left = left
        self._shown = shown
        self._clock = clock
        self._reading: RapidReading
        self._running = self._ended = False
        self._due = 0.0
        self._timer: Timer | None = None
        self._stage = StageView(styles, self._show)

    def compose(self) -> ComposeResult:
        """The stage above, the bar below."""
        yield self._stage
        yield StatusLine(self._styles.bar, id="speed-status")

    def on_mount(self) -> None:
        """Begin in a moment."""
        self._set()
        self.watch(self.app, "app_focus", self._focus_changed, init=False)
        self._go(_BEFORE_FIRST)

    def on_unmount(self) -> None:
        """No word comes after the end."""
        self._stop()

    def _focus_changed(self, focused: bool) -> None:  # noqa: FBT001  Textual calls it so
        if not focused and self._running:
            self._stop()
            self._show()

    # Time

    def _set(self) -> None:
        """Take up another pace or number of words."""
        self._reading = RapidReading(
            self._document, words_per_minute=self.chosen.pace, words_at_a_time=self.chosen.at_a_time
        )
        self._flash = self._reading.flash_at(self._flash.start) or self._flash

    def _go(self, lead: float) -> None:
        """Show the word reached for its time and some seconds more, then those after it."""
        self._stop()
        self._running, self._ended = True, False
        self._due = self._clock() + lead + self._flash.seconds
        self._arm()

    def _stop(self) -> None:
        self._running = False
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _arm(self) -> None:
        self._timer = self.set_timer(max(0.0, self._due - self._clock()), self._next)

    def _next(self) -> None:
        if not self._running:
            return
        if self._shown is not None:
            self._shown(
                *count_words(self._document.slice(Range(self._flash.start, self._flash.end))), self._flash.seconds
            )
        following = self._reading.after(self._flash)
        if following is None:
            self._stop()
            self._ended = True
        else:
            late = self._clock() - self._due
            self._flash = following
            self._due += following.seconds
            if late > following.seconds / 2:  # words that came too late are not rushed through
                self._due += late
            self._arm()
        self._show()

    # Commands

    def action_pause_or_go(self) -> None:
        """Pause, or read on."""
        if self._running:
            self._stop()
        elif not self._ended:
            self._go(_BEFORE_NEXT)
        self._show()

    def on_click(self) -> None:
        """As the space bar."""
        self.action_pause_or_go()

    def action_faster(self, steps: int) -> None:
        """Another pace."""
        pace = max(SLOWEST, min(self.chosen.pace + steps * _STEP, FASTEST))
        self.chosen = self.chosen._replace(pace=pace)
        self._set()
        self._show()

    def action_at_a_time(self, count: int) -> None:
        """More words, or fewer."""
        self.chosen = self.chosen._replace(at_a_time=count)
        self._set()
        self._show()

    def action_sentence_back(self) -> None:
        """To the beginning of the sentence; from there to that of the one before."""
        self._to(self._reading.sentence_back(self._flash.start))

    def action_sentence_on(self) -> None:
        """To the next sentence."""
        if not self._ended:
            self._to(self._reading.sentence_on(self._flash.start))

    def action_start(self) -> None:
        """To the first word of the article."""
        self._to(0)

    def _to(self, offset: int) -> None:
        self._flash = self._reading.flash_at(offset) or self._flash
        self._ended = False
        if self._running:
            self._go(_BEFORE_NEXT)
        self._show()

    def action_leave(self) -> None:
        """Back to the page, which then shows the word reached."""
        self._stop()
        self._left()
        self.dismiss()

    @property
    def reached(self) -> Flash | None:
        """The words that are shown; None when they are still those of the beginning."""
        stays = self._flash.start <= self._first.start < self._flash.end
        return None if stays else self._flash

    # Drawing

    def _show(self) -> None:
        width, height = self._stage.size
        if not width or not height:
            return
        document, flash = self._document, self._flash
        stage = Stage(width, height, self._styles)
        rows = stage.rows(document, self._reading.sentence_of(flash), flash)
        if not self._running or flash == self._first:
            rows |= stage.hints(self._hints())
        self._stage.show({row: runs for row, runs in rows.items() if 0 <= row < height})
        self._show_place()

    def _hints(self) -> list[tuple[str, str]]:
        space = [] if self._ended else [("space", "pauses" if self._running else "goes on")]
        return [
            *space, ("esc", "to the page"), ("+ -", "pace"), ("← →", "sentence"), ("1 2 3", "words"),
            ("g", "from the start"),
        ]  # fmt: skip

    def _show_place(self) -> None:
        styles, document = self._styles, self._document
        words, ideographs = document.tallies[-1]
        read, ideographs_read = document.read_before(self._flash.end)
        left = _minutes(words - read, ideographs - ideographs_read, self.chosen.pace)
        several = f", {self.chosen.at_a_time} at a time" if self.chosen.at_a_time > 1 else ""
        where = f"{percent(read / max(1, words))} · {self.chosen.pace} words a minute{several}"
        where += " · end" if self._ended else f" · {minutes(left)} left"
        told: tuple[str, Ink] = (self._title, styles.bar_faint)
        if self._ended:
            told = ("The end of the article", styles.bar_accent)
        elif not self._running:
            told = ("Paused", styles.bar_accent)
        self.query_one("#speed-status", StatusLine).set_words([told], [(where, styles.bar_strong)])


def _minutes(words: int, ideographs: int, pace: int) -> float:
    """Minutes for `words`, of which `ideographs` are ideographs or kana, at a pace in words a minute."""
    return reading_minutes(words, ideographs) * WORDS_PER_MINUTE / pace
