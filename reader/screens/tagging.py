"""The tag box: one line at the foot for the tags of a highlight, with those in use to complete it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen

from reader.screens.filtering import FilterBox
from reader.tags import completed, completions, parse_tags, written_tags
from reader.widgets.status import StatusLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult

    from reader.themes import Styles
    from reader.widgets.status import Words

_SHOWN = 8


class TagInput(FilterBox):
    """The line; tab completes the word that is being typed."""

    BINDINGS = [Binding("tab", "complete", "Complete", show=False)]  # noqa: RUF012  Textual declares it so

    def __init__(
        self, words: str, known: Sequence[str], keep: Callable[[], object], drop: Callable[[], object],
        prompt: str = "tags",
    ) -> None:  # fmt: skip
        super().__init__(words, prompt, "words, separated by spaces")
        self.known = known
        self._keep_tags = keep
        self._drop_tags = drop

    def action_complete(self) -> None:
        """Put the first completion in the place of the last word."""
        self.value = completed(self.value, self.known)
        self.cursor_position = len(self.value)

    def action_drop(self) -> None:
        """Leave the tags as they were."""
        self._drop_tags()

    def _close(self) -> None:
        self._keep_tags()


class TagBox(ModalScreen["tuple[str, ...] | None"]):
    """Asks for tags; None for esc."""

    CSS_PATH = "../styles/choosing.tcss"
    AUTO_FOCUS = "TagInput"

    @dataclass
    class Known(Message):
        """The tags in use have been looked up."""

        names: list[str]

    def __init__(self, styles: Styles, tags: Sequence[str], known: Sequence[str], prompt: str = "tags") -> None:
        """`known` are the tags in use, the most used first."""
        super().__init__()
        self._inks = styles
        self._known = known
        begun = written_tags(tags)
        self._input = TagInput(f"{begun} " if begun else "", known, self._keep, lambda: self.dismiss(None), prompt)
        self._problem = ""

    def compose(self) -> ComposeResult:
        """The line, and a row of what tab would complete."""
        with Vertical(id="tag-box"):
            yield self._input
            yield StatusLine(self._inks.bar, id="known-tags")

    def on_mount(self) -> None:
        """Show the tags in use."""
        self._show()

    def on_tag_box_known(self, message: Known) -> None:
        """Complete to these."""
        message.stop()
        self._known = self._input.known = message.names
        self._show()

    def on_filter_box_typed(self, message: FilterBox.Typed) -> None:
        """Other completions with every letter."""
        message.stop()
        self._problem = ""
        self._show()

    def _show(self) -> None:
        faint, accent = self._inks.bar_faint, self._inks.bar_accent
        left: Words = [(self._problem, self._inks.bar_strong)]
        if not self._problem:
            fitting = completions(self._input.value, self._known)[:_SHOWN]
            left = [("tab ", accent), ("  ".join(f"#{tag}" for tag in fitting), faint)] if fitting else []
        right: Words = [("enter", accent), (" keeps  ", faint), ("esc", accent), (" leaves", faint)]
        self.query_one("#known-tags", StatusLine).set_words(left, right, self._inks.bar)

    def _keep(self) -> None:
        tags, self._problem = parse_tags(self._input.value)
        if self._problem:
            self._show()
        else:
            self.dismiss(tags)
