"""The box that filters a list as one types."""

from dataclasses import dataclass

from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input


class FilterBox(Input):
    """One line of words; enter keeps the filter, esc takes it away."""

    DEFAULT_CSS = """
    FilterBox { height: 1; background: $panel; color: $foreground; border: none; padding: 0 1; }
    FilterBox:focus { border: none; }
    """
    BINDINGS = [Binding("escape", "drop", "No filter", show=False)]  # noqa: RUF012  Textual declares it so

    @dataclass
    class Typed(Message):
        """The words have changed."""

        words: str

    class Closed(Message):
        """The box is gone."""

    def __init__(self, words: str) -> None:
        super().__init__(words, placeholder="words to find", compact=True, select_on_focus=False)

    def on_input_changed(self, message: Input.Changed) -> None:
        """Pass on what was typed."""
        message.stop()
        self.post_message(self.Typed(message.value))

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Keep the filter."""
        message.stop()
        self._close()

    def action_drop(self) -> None:
        """Take the filter away."""
        if self.value:
            self.post_message(self.Typed(""))
        self._close()

    def _close(self) -> None:
        self.post_message(self.Closed())
        self.remove()
