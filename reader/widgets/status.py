"""The status line: a bar of one row at the edge of a screen."""

from textual.strip import Strip
from textual.widget import Widget

from reader.bar import bar_runs
from reader.breaking import cells
from reader.ink import Ink
from reader.row import cropped
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


class Standing(StatusLine):
    """The right end of a status line, over it: what changes with every key is drawn without the rest of the line."""

    DEFAULT_CSS = """
    Standing { dock: bottom; layer: over; height: 1; }
    """

    _place = (0, 0)
    """Its width, and that of the screen."""

    def set_standing(self, words: Words, bar: Ink) -> None:
        """Show other words, flush right at the foot of the screen."""
        size = self.screen.size
        width = min(size.width, sum(cells(text) for text, _ in words) + 1)
        if (width, size.width) != self._place:
            self._place = width, size.width
            self.styles.width, self.styles.offset = width, (size.width - width, 0)
        self.set_words([], words, bar)

    def render_line(self, y: int) -> Strip:  # noqa: ARG002  there is one row
        """The words, and the cell at the edge."""
        runs = bar_runs([], self._right, self.size.width + 1, self._bar)
        return strip_of(cropped(runs[1:], self.size.width, self._bar), self.size.width)


def bar_strip(left: Words, right: Words, width: int, ink: Ink) -> Strip:
    """Words flush left and flush right on one row; those on the left give way."""
    return strip_of(bar_runs(left, right, width, ink), width)
