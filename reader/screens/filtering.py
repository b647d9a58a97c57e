"""The box that filters a list as one types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.binding import Binding
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from reader.breaking import cells
from reader.ink import Ink
from reader.strips import style_of

if TYPE_CHECKING:
    from textual.geometry import Region


class FilterBox(Input):
    """One line of words behind a word that tells what they are for; enter keeps the filter, esc takes it away."""

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

    def __init__(self, words: str, prompt: str = "filter", placeholder: str = "words to find") -> None:
        super().__init__(words, placeholder=placeholder, compact=True, select_on_focus=False)
        self._prompt = ""
        self._done_with = False
        self._early: str | None = ""
        """What was typed before it could take anything; None since it can."""
        self.set_prompt(prompt)

    def on_focus(self) -> None:
        """From now on keys come here."""
        early, self._early = self._early or "", None
        self.take(early)

    def take(self, letters: str) -> None:
        """Letters that were typed when something else had the focus still."""
        if self._early is not None:
            self._early += letters
        elif letters:
            self.insert_text_at_cursor(letters)

    def set_prompt(self, prompt: str) -> None:
        """The word before what is typed."""
        if prompt != self._prompt:
            self._prompt = prompt
            self.styles.padding = (0, 1, 0, cells(prompt) + 2)
            self.refresh(layout=True)

    def render_lines(self, crop: Region) -> list[Strip]:
        """As usual, with the prompt in the padding, where it neither scrolls nor can be typed over."""
        strips = super().render_lines(crop)
        if crop.y or crop.x or not strips:
            return strips
        ground = self.rich_style
        accent = ground + style_of(Ink(self.app.theme_variables["accent"], bold=True))
        prompt = Strip([Segment(f" {self._prompt} ", accent)], cells(self._prompt) + 2)
        width = strips[0].cell_length
        return [Strip.join([prompt, strips[0].crop(prompt.cell_length, width)]).crop(0, width), *strips[1:]]

    def on_input_changed(self, message: Input.Changed) -> None:
        """Pass on what was typed."""
        message.stop()
        if not self._done_with:
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
        self._done_with = True
        self.post_message(self.Closed())
        self.remove()
