"""What the page and the lists share: a view over many lines that scrolls at once, by keys and by wheel."""

from abc import abstractmethod

from rich.style import Style
from textual.events import MouseScrollDown, MouseScrollUp
from textual.scroll_view import ScrollView

from reader.themes import Styles

_WHEEL = 3
"""Lines or rows that one step of the wheel moves."""


class LineView(ScrollView, can_focus=True, inherit_bindings=False):
    """A line-drawn widget without scroll bars, padding or keys of its own."""

    ALLOW_SELECT = False  # a selection by mouse needs the offsets of every cell, which strips do not carry
    DEFAULT_CSS = """
    LineView { overflow: hidden; scrollbar-size: 0 0; }
    """

    def __init__(self, styles: Styles) -> None:
        super().__init__()
        self._styles = styles

    @abstractmethod
    def move_by(self, count: int) -> None:
        """Move on, or back when `count` is negative."""

    @property
    def rich_style(self) -> Style:
        """The style of whatever no line covers."""
        return self._styles.text

    def scroll_to_row(self, row: int, last: int) -> int:
        """Bring a row to the top, at once; `last` is the last one that can stand there. The row that does."""
        target = max(0, min(row, last))
        self.set_reactive(LineView.scroll_target_y, float(target))
        self.scroll_y = target
        return target

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel moves as the keys do."""
        event.stop()
        self.move_by(_WHEEL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel moves as the keys do."""
        event.stop()
        self.move_by(-_WHEEL)
