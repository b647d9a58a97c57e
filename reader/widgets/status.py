"""One line at the edge of a screen: words on the left, words on the right, cut so that both fit."""

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from reader.breaking import cells, chop_lines

Words = list[tuple[str, Style]]


class StatusLine(Widget):
    """A bar of one row."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    StatusLine { height: 1; width: 1fr; }
    """

    def __init__(self, bar: Style, id: str) -> None:  # noqa: A002  Textual's name for it
        super().__init__(id=id)
        self._bar = bar
        self._left: Words = []
        self._right: Words = []

    def set_words(self, left: Words, right: Words, bar: Style | None = None) -> None:
        """Show other words; nothing is drawn when they are the same."""
        bar = bar or self._bar
        if (left, right, bar) != (self._left, self._right, self._bar):
            self._left, self._right, self._bar = left, right, bar
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002  there is one row
        """The bar."""
        return bar_strip(self._left, self._right, self.size.width, self._bar)


def bar_strip(left: Words, right: Words, width: int, style: Style) -> Strip:
    """Words flush left and flush right on one row; those on the left give way."""
    taken = sum(cells(text) for text, _ in right)
    segments = [Segment(" ", style)]
    at = 1
    room = width - taken - 3
    for text, word_style in left:
        fitting = cut(text, room - at + 1)
        if fitting:
            segments.append(Segment(fitting, word_style))
            at += cells(fitting)
    gap = max(1, width - 1 - taken - at)
    segments.append(Segment(" " * gap, style))
    segments += [Segment(text, word_style) for text, word_style in right]
    segments.append(Segment(" ", style))
    return Strip(segments).adjust_cell_length(width, style)


def cut(text: str, width: int) -> str:
    """A text that is at most `width` cells wide, with an ellipsis where it was cut."""
    if cells(text) <= width:
        return text
    if width < 2:
        return ""
    _, end = chop_lines(text, 0, len(text), width - 1)[0]
    return text[:end].rstrip() + "…"
