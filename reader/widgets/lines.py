"""What the page and the lists share: they are drawn line by line and move at once, by keys and by wheel."""

from abc import abstractmethod
from collections.abc import Callable

from rich.style import Style
from textual.events import Key, MouseScrollDown, MouseScrollUp
from textual.scroll_view import ScrollView
from textual.widget import Widget

from reader.strips import style_of
from reader.themes import Styles

_WHEEL = 3
"""Lines or rows that one step of the wheel moves."""


class Moving(Widget, inherit_bindings=False):
    """A widget without keys of its own that the wheel moves as the keys do."""

    ALLOW_SELECT = False  # a selection by mouse needs the offsets of every cell, which strips do not carry

    capture: Callable[[Key], None] | None = None
    """Takes every key while it is set, in place of the commands."""

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002  all of them
        """Whether keys are taken here and not for commands."""
        return self.capture is not None

    def on_key(self, event: Key) -> None:
        """Hand a key to whoever takes them all."""
        if self.capture is not None:
            event.stop()
            event.prevent_default()
            self.capture(event)

    @abstractmethod
    def move_by(self, count: int) -> None:
        """Move on, or back when `count` is negative."""

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel moves as the keys do."""
        event.stop()
        self.move_by(_WHEEL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel moves as the keys do."""
        event.stop()
        self.move_by(-_WHEEL)


class LineView(Moving, ScrollView, can_focus=True, inherit_bindings=False):
    """A line-drawn widget that scrolls, without scroll bars, padding or keys of its own."""

    DEFAULT_CSS = """
    LineView { overflow: hidden; scrollbar-size: 0 0; }
    """

    def __init__(self, styles: Styles) -> None:
        super().__init__()
        self._styles = styles

    @property
    def rich_style(self) -> Style:
        """The style of whatever no line covers."""
        return style_of(self._styles.text)

    def scroll_to_row(self, row: int, last: int) -> int:
        """Bring a row to the top, at once; `last` is the last one that can stand there. The row that does."""
        target = max(0, min(row, last))
        self.set_reactive(LineView.scroll_target_y, float(target))
        self.scroll_y = target
        return target
