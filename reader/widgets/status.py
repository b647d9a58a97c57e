"""The status line: a bar of one row at the edge of a screen."""

from textual.strip import Strip
from textual.widget import Widget

from reader.bar import bar_runs
from reader.ink import Ink
from reader.strips import strip_of

Words = list[tuple[str, Ink]]


class StatusLine(Widget):
    """A bar of one row."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    StatusLine { height: 1; width: 1fr; }
    """

    def __init__(self, bar: Ink, id: str) -> None:  # noqa: A002  Textual's name for it
        super().__init__(id=id)
        self._bar = bar
        self._left: Words = []
        self._right: Words = []

    def set_words(self, left: Words, right: Words, bar: Ink | None = None) -> None:
        """Show other words; nothing is drawn when they are the same."""
        bar = bar or self._bar
        if (left, right, bar) != (self._left, self._right, self._bar):
            self._left, self._right, self._bar = left, right, bar
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002  there is one row
        """The bar."""
        return bar_strip(self._left, self._right, self.size.width, self._bar)


def bar_strip(left: Words, right: Words, width: int, ink: Ink) -> Strip:
    """Words flush left and flush right on one row; those on the left give way."""
    return strip_of(bar_runs(left, right, width, ink), width)
