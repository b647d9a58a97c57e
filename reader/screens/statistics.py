"""The statistics screen: what was read by week, day, site and tag, and how the inbox stands, in plots of characters."""

from contextlib import suppress
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.events import Resize
from textual.geometry import Offset, Size
from textual.message import Message
from textual.strip import Strip

from library.statistics import Statistics
from reader.commands import Where
from reader.figures import figure_rows
from reader.latest import Latest
from reader.screens.base import CommandScreen, bindings
from reader.strips import blank, strip_of
from reader.themes import Styles
from reader.widgets.lines import LineView
from reader.widgets.status import StatusLine, Words


class FigureView(LineView):
    """The rows of the statistics; those that don't fit are scrolled to."""

    DEFAULT_CSS = """
    FigureView { height: 1fr; }
    """

    def __init__(self, styles: Styles) -> None:
        super().__init__(styles)
        self._figures: Statistics | None = None
        self._lines: list[Strip] = []

    def show(self, figures: Statistics | None, styles: Styles) -> None:
        """Show other figures; nothing while they are counted."""
        if (figures, styles) != (self._figures, self._styles):
            self._figures, self._styles = figures, styles
            self._lay_out()

    @property
    def rows_below(self) -> int:
        """Rows that are not seen yet below the last one on the screen."""
        return max(0, len(self._lines) - self.scroll_offset.y - self.size.height)

    def move_by(self, count: int) -> None:
        """Rows on, or back."""
        self.scroll_to_row(self.scroll_offset.y + count, max(0, len(self._lines) - self.size.height))

    def on_resize(self, event: Resize) -> None:
        """Draw the plots for the new size."""
        del event
        self._lay_out()

    def _lay_out(self) -> None:
        width, height = self.size
        rows = figure_rows(self._figures, self._styles, width, height) if self._figures is not None and width else []
        self._lines = [strip_of(runs, width) for runs in rows]
        self.virtual_size = Size(width, len(self._lines))
        self.move_by(0)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A row."""
        at = self.scroll_offset.y + y
        return self._lines[at] if at < len(self._lines) else blank(self.size.width, self._styles.text)


class StatisticsScreen(CommandScreen):
    """The statistics of the library; counted in a thread each time the screen is opened."""

    WHERE = Where.STATISTICS
    BINDINGS = bindings(Where.STATISTICS)
    AUTO_FOCUS = "FigureView"

    @dataclass
    class Counted(Message):
        """The thread has an answer."""

        figures: Statistics

    def __init__(self) -> None:
        super().__init__()
        self._figures: Statistics | None = None
        self._latest: Latest[None, Statistics]

    def compose(self) -> ComposeResult:
        """The heading above, the plots, status below."""
        styles = self.styles_of_theme
        yield StatusLine(styles.bar, id="heading")
        yield FigureView(styles)
        yield StatusLine(styles.bar, id="status")

    def on_mount(self) -> None:
        """Count."""
        from reader.counting import counted

        def tell(_: None, figures: Statistics) -> None:
            with suppress(RuntimeError):  # the app has ended in the meantime
                self.post_message(self.Counted(figures))

        now = self.host.now()
        self._latest = Latest(self.host.home, "statistics", lambda store, _: counted(store, now), tell)
        self.restyle()
        self._latest.ask(None)

    def on_unmount(self) -> None:
        """Nothing is counted any more."""
        self._latest.stop()

    def on_statistics_screen_counted(self, message: Counted) -> None:
        """Show them."""
        message.stop()
        self._figures = message.figures
        self.restyle()

    def reload(self) -> None:
        """Count anew."""
        self._latest.ask(None)

    def restyle(self) -> None:
        """Draw in the colours of the theme that is on."""
        styles = self.styles_of_theme
        words: Words = [("Statistics", styles.bar_accent)]
        if self._figures is None:
            words.append(("  counting…", styles.bar_faint))
        self.query_one("#heading", StatusLine).set_words(words, [], styles.bar)
        self._view.show(self._figures, styles)
        self.set_status()

    def set_status(self) -> None:
        """The keys worth a reminder, and whether there is more below."""
        styles = self.styles_of_theme
        right: Words = [("more below", styles.bar_faint)] if self._view.rows_below else []
        self.write_status(self.hints(self.size.width - 16), right)

    def on_resize(self) -> None:
        """Whether there is more below depends on the size."""
        self.call_after_refresh(self.set_status)

    @property
    def cursor(self) -> Offset:
        """On the first row."""
        return self._view.region.offset

    # Moving

    @property
    def _view(self) -> FigureView:
        return self.query_one(FigureView)

    def _move(self, rows: int) -> None:
        self._view.move_by(rows)
        self.set_status()

    def action_down(self) -> None:
        """A row on."""
        self._move(1)

    def action_up(self) -> None:
        """A row back."""
        self._move(-1)

    def action_page_down(self) -> None:
        """A page on."""
        self._move(max(1, self._view.size.height - 2))

    def action_page_up(self) -> None:
        """A page back."""
        self._move(-max(1, self._view.size.height - 2))

    def action_half_page_down(self) -> None:
        """Half a page on."""
        self._move(max(1, self._view.size.height // 2))

    def action_half_page_up(self) -> None:
        """Half a page back."""
        self._move(-max(1, self._view.size.height // 2))

    def action_top(self) -> None:
        """To the first row."""
        self._move(-self._view.virtual_size.height)

    def action_bottom(self) -> None:
        """To the last one."""
        self._move(self._view.virtual_size.height)
