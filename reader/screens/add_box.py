"""The box for what is to be added: addresses, paths or a pasted text, on as many lines as it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import TextArea

from reader.given import Given, given_of
from reader.widgets.status import StatusLine

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Key

    from reader.themes import Styles
    from reader.widgets.status import Words

_EMPTY = "Addresses, paths of files or folders, or a text that you paste"
_EMPTY_NARROW = "Addresses, paths, or a text"
_PLACEHOLDER = "https://… or ~/page.html"


class AddBox(ModalScreen["Given | None"]):
    """Asks what is to be added; None for esc."""

    CSS_PATH = "../styles/add_box.tcss"
    AUTO_FOCUS = "TextArea"
    BINDINGS = [  # noqa: RUF012  Textual declares it so
        Binding("escape", "drop", "Leave", show=False, priority=True),
        Binding("enter,ctrl+s", "keep", "Add", show=False, priority=True),
        Binding("ctrl+j,shift+enter,alt+enter", "line", "New line", show=False, priority=True),
    ]

    def __init__(self, styles: Styles) -> None:
        super().__init__()
        self._inks = styles
        self._writing = TextArea(
            "", id="add-text", show_line_numbers=False, compact=True, placeholder=_PLACEHOLDER, tab_behavior="focus"
        )
        self._given = Given()

    def compose(self) -> ComposeResult:
        """The lines, and the row that tells."""
        with Vertical(id="add-box"):
            yield self._writing
            yield StatusLine(self._inks.bar, id="add-told")

    def on_mount(self) -> None:
        """Tell at once."""
        self._show()

    def on_resize(self) -> None:
        """Fit the screen."""
        self.call_after_refresh(self._fit)
        self._show()

    def on_key(self, event: Key) -> None:
        """What is typed before the lines can take keys is meant for them."""
        if event.character and event.is_printable and self.focused is not self._writing:
            event.stop()
            self._writing.insert(event.character)

    def on_text_area_changed(self, message: TextArea.Changed) -> None:
        """Tell anew what would be done."""
        message.stop()
        self._show()
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """As high as what is in it, up to half the screen."""
        most = max(1, self.size.height // 2 - 1)
        self._writing.styles.height = max(1, min(self._writing.wrapped_document.height, most))

    def _show(self) -> None:
        bar, accent = self._inks.bar_faint, self._inks.bar_accent
        self._given = given_of(self._writing.text)
        empty = _EMPTY if self.size.width >= 90 else _EMPTY_NARROW
        left: Words = [(self._given.words or empty, bar)]
        right: Words = [("enter", accent), (" adds  ", bar)]
        if self.size.width >= 100:
            right += [("ctrl+j", accent), (" new line  ", bar)]
        right += [("esc", accent), (" leaves", bar)]
        self.query_one("#add-told", StatusLine).set_words(left, right, self._inks.bar)

    def action_line(self) -> None:
        """Begin a new line."""
        self._writing.insert("\n")

    def action_keep(self) -> None:
        """Add it, if there is something."""
        self._given = given_of(self._writing.text)
        if self._given.words:
            self.dismiss(self._given)

    def action_drop(self) -> None:
        """Leave everything as it was."""
        self.dismiss(None)
