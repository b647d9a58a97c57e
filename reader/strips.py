"""Strips: runs of ink as Textual draws them; the only maker of text strips."""

from collections.abc import Iterable
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from reader.ink import Ink, Run


@lru_cache(maxsize=8192)  # a picture has a thousand, and some are near what is on the screen
def style_of(ink: Ink) -> Style:
    """The Rich style of an ink; the same object each time."""
    return Style(
        color=ink.colour or None,
        bgcolor=ink.ground or None,
        bold=ink.bold or None,
        italic=ink.italic or None,
        underline=ink.underline or None,
        strike=ink.strike or None,
        dim=ink.dim or None,
        reverse=ink.reverse or None,
        link=ink.link or None,
    )


def strip_of(runs: Iterable[Run], width: int) -> Strip:
    """A strip of runs that are together `width` cells wide."""
    return Strip([Segment(text, style_of(ink)) for text, ink in runs], width)


def blank(width: int, ink: Ink) -> Strip:
    """An empty strip; the same object each time."""
    return Strip.blank(width, style_of(ink))
