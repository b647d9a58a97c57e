"""The colour box: one row at the foot that lists the colours of highlights; one key chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import ModalScreen

from reader.bar import cut
from reader.breaking import cells
from reader.colours import COLOURS, SHAPES, colour_name
from reader.widgets.status import StatusLine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.events import Key, Resize

    from library.highlight import Colour
    from reader.themes import Styles
    from reader.widgets.status import Words

_PROMPT = "colour  "
_GAP = "  "
_BESIDE_NAME = len("1 ▮ ") + len(_GAP)
_LEAST_NAME = 4
"""Cells below which names are not cut but left out."""
_STEPS = {"right": 1, "down": 1, "tab": 1, "left": -1, "up": -1, "shift+tab": -1}


class ColourBox(ModalScreen["Colour | None"]):
    """Asks for a colour: by its digit, by the first letter of its name, or with arrows and enter; None for esc."""

    CSS_PATH = "../styles/choosing.tcss"

    def __init__(self, styles: Styles, names: Mapping[str, str], colour: Colour) -> None:
        """`names` are those that a person gives colours, as in the settings; `colour` is the one at first."""
        super().__init__()
        self._inks = styles
        self._names = names
        self._colour = colour

    def compose(self) -> ComposeResult:
        """The row."""
        yield StatusLine(self._inks.bar, id="colours")

    def on_mount(self) -> None:
        """Show the colours."""
        self._show()

    def on_resize(self, _: Resize) -> None:
        """Names are cut where there is little room."""
        self._show()

    def _show(self) -> None:
        names = [colour_name(self._names, colour) for colour in COLOURS]
        longest = max(map(cells, names))
        room = (self.size.width or self.app.size.width) - 2 - len(COLOURS) * _BESIDE_NAME + len(_GAP)
        spare = room - sum(map(cells, names))
        while longest and sum(min(cells(name), longest) for name in names) > room:
            longest -= 1
        if longest < _LEAST_NAME:  # beginnings of words tell nothing: the name of the one that enter takes
            names = [name if colour is self._colour else "" for colour, name in zip(COLOURS, names, strict=True)]
            longest = room + len(COLOURS) - 1
        words: Words = [(_PROMPT, self._inks.bar_accent)] if spare >= len(_PROMPT) else []
        for number, (colour, name) in enumerate(zip(COLOURS, names, strict=True), 1):
            bar = self._inks.bar
            if colour is self._colour:
                bar = self._inks.chosen.over(bar)
            strong = self._inks.bar_strong._replace(ground=bar.ground, reverse=bar.reverse)
            mark = self._inks.mark_of(colour)._replace(ground=bar.ground, reverse=bar.reverse)
            words += [(f"{number} ", strong), (SHAPES[colour], mark)]
            words += [(f" {cut(name, longest)}", strong)] if name else []
            words.append((_GAP, self._inks.bar))
        self.query_one("#colours", StatusLine).set_words(words, [], self._inks.bar)

    def on_key(self, event: Key) -> None:
        """A digit or a letter chooses, arrows go from one to the next."""
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.dismiss(None)
        elif event.key == "enter":
            self.dismiss(self._colour)
        elif event.key in _STEPS:
            self._go(COLOURS[(COLOURS.index(self._colour) + _STEPS[event.key]) % len(COLOURS)])
        elif event.character and event.character in "12345":
            self.dismiss(COLOURS[int(event.character) - 1])
        elif event.character:
            self._by_letter(event.character.casefold())

    def _by_letter(self, letter: str) -> None:
        """The colour whose name begins so; where several do, each in turn, and enter takes one."""
        called = [colour for colour in COLOURS if colour_name(self._names, colour).casefold().startswith(letter)]
        called = called or [colour for colour in COLOURS if colour.startswith(letter)]
        if len(called) == 1:
            self.dismiss(called[0])
        elif called:
            at = called.index(self._colour) + 1 if self._colour in called else 0
            self._go(called[at % len(called)])

    def _go(self, colour: Colour) -> None:
        self._colour = colour
        self._show()
