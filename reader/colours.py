"""The colours of highlights: their marks in the margin, and the names that a person gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.highlight import Colour

if TYPE_CHECKING:
    from collections.abc import Mapping

COLOURS: tuple[Colour, ...] = tuple(Colour)
"""In the order of their digits, from 1."""
SHAPES: Mapping[Colour, str] = {
    Colour.YELLOW: "▮",
    Colour.GREEN: "▸",
    Colour.BLUE: "◉",
    Colour.RED: "✚",
    Colour.PURPLE: "◊",
}
"""What stands in the margin: one cell each, in every terminal and every locale."""
LETTERS: Mapping[Colour, str] = {colour: colour[0] for colour in COLOURS}
"""What stands there for a braille line or a voice."""
BOOKMARK = "⚑"
UNCERTAIN = "?"
NOTED = "✎"
PLAIN_MARKS: Mapping[str, str] = {BOOKMARK: "m", NOTED: "n"}
"""In their place for a braille line or a voice."""


def colour_name(names: Mapping[str, str], colour: Colour) -> str:
    """What a person calls a colour: the name in the settings, else the colour's own."""
    return names.get(colour, colour.value)
