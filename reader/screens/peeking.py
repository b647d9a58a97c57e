"""The peek box: notes in full at the foot of the page, until a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from reader.strips import style_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.events import Key

    from reader.ink import Ink

_BY_ROW = {"j": 1, "down": 1, "k": -1, "up": -1}
_BY_PAGE = {"space": 1, "pagedown": 1, "ctrl+d": 1, "b": -1, "pageup": -1, "ctrl+u": -1}


class Card(NamedTuple):
    """What is told of one highlight."""

    heading: Sequence[tuple[str, Ink]]
    note: str


class PeekBox(ModalScreen[None]):
    """Some notes; what is longer than the box scrolls by the keys of the page, any other key closes it."""

    CSS_PATH = "../styles/choosing.tcss"

    def __init__(self, cards: Sequence[Card], ink: Ink) -> None:
        super().__init__()
        self._cards = cards
        self._ink = ink

    def compose(self) -> ComposeResult:
        """The notes, one below the other."""
        with VerticalScroll(id="peek-box", can_focus=False):
            yield Static(self._text())

    def _text(self) -> Text:
        text = Text()
        for number, (heading, note) in enumerate(self._cards):
            text.append("\n\n" if number else "")
            for words, ink in heading:
                text.append(words, style_of(ink._replace(ground="", reverse=False)))
            if note:
                text.append(f"\n{note}", style_of(self._ink._replace(ground="", reverse=False)))
        return text

    def on_key(self, event: Key) -> None:
        """Scroll, or close."""
        event.stop()
        event.prevent_default()
        box = self.query_one("#peek-box", VerticalScroll)
        rows = _BY_ROW.get(event.key) or _BY_PAGE.get(event.key, 0) * max(1, box.size.height - 1)
        if rows and box.max_scroll_y > 0 and not (event.key == "space" and box.scroll_y >= box.max_scroll_y):
            box.scroll_to(y=box.scroll_y + rows, animate=False)
        else:
            self.dismiss(None)
