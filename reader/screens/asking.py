"""The ask box: one line at the foot for a name, with a row that tells what it will mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen

from reader.screens.filtering import FilterBox
from reader.widgets.status import StatusLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.events import Key

    from reader.themes import Styles
    from reader.widgets.status import Words

_SHOWN = 6
"""Completions that are told."""


class Meaning(NamedTuple):
    """What a name that is being typed would do."""

    words: str
    possible: bool = True
    """Whether it can be kept."""


class AskInput(FilterBox):
    """The line; tab completes it."""

    BINDINGS = [Binding("tab", "complete", "Complete", show=False)]  # noqa: RUF012  Textual declares it so

    def __init__(
        self, words: str, prompt: str, placeholder: str, complete: Callable[[], object], keep: Callable[[], object],
        drop: Callable[[], object],
    ) -> None:  # fmt: skip
        super().__init__(words, prompt, placeholder)
        self._complete = complete
        self._keep_name = keep
        self._drop_name = drop

    def action_complete(self) -> None:
        """Put the first completion in place of the words."""
        self._complete()

    def action_drop(self) -> None:
        """Leave everything as it was."""
        self._drop_name()

    def _close(self) -> None:
        self._keep_name()


class AskBox(ModalScreen["str | None"]):
    """Asks for a name; None for esc."""

    CSS_PATH = "../styles/choosing.tcss"
    AUTO_FOCUS = "AskInput"

    def __init__(
        self, styles: Styles, prompt: str, words: str, meaning: Callable[[str], Meaning], known: Sequence[str] = (),
        placeholder: str = "a name",
    ) -> None:  # fmt: skip
        """`meaning` is asked with every letter what the name would do; `known` are names that tab completes to."""
        super().__init__()
        self._inks = styles
        self._meaning = meaning
        self._known = known
        self._input = AskInput(words, prompt, placeholder, self._complete, self._keep, lambda: self.dismiss(None))

    def compose(self) -> ComposeResult:
        """The line, and the row that tells."""
        with Vertical(id="ask-box"):
            yield self._input
            yield StatusLine(self._inks.bar, id="ask-told")

    def on_mount(self) -> None:
        """Tell at once."""
        self._show()

    def on_key(self, event: Key) -> None:
        """What is typed before the line can take keys is meant for it."""
        if event.character and event.is_printable:
            event.stop()
            self._input.take(event.character)

    def on_filter_box_typed(self, message: FilterBox.Typed) -> None:
        """Tell anew with every letter."""
        message.stop()
        self._show()

    @property
    def _wanted(self) -> str:
        return " ".join(self._input.value.split())

    def _fitting(self) -> list[str]:
        begun = self._wanted.lstrip("#").casefold()
        first = [name for name in self._known if name.casefold().startswith(begun)]
        inside = [name for name in self._known if begun in name.casefold() and name not in first]
        return [name for name in (*first, *inside) if name.casefold() != begun][:_SHOWN]

    def _complete(self) -> None:
        if fitting := self._fitting():
            self._input.value = fitting[0]
            self._input.cursor_position = len(fitting[0])

    def _show(self) -> None:
        bar, accent, strong = self._inks.bar_faint, self._inks.bar_accent, self._inks.bar_strong
        meaning = self._meaning(self._wanted)
        left: Words = [(meaning.words, bar if meaning.possible else strong)]
        if self._known and (fitting := self._fitting()):
            left += [("  tab " if meaning.words else "tab ", accent), ("  ".join(fitting), bar)]
        right: Words = [("enter", accent), (" keeps  ", bar), ("esc", accent), (" leaves", bar)]
        self.query_one("#ask-told", StatusLine).set_words(left, right, self._inks.bar)

    def _keep(self) -> None:
        if self._meaning(self._wanted).possible and self._wanted:
            self.dismiss(self._wanted)
        else:
            self._show()
