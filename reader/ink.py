"""Ink: how a run of text looks, without Rich or Textual, so that a page can be drawn before either is imported."""

from __future__ import annotations

from typing import NamedTuple


class Ink(NamedTuple):
    """The look of a run of text; what is left empty is taken from what lies below."""

    colour: str = ""
    """`#rrggbb`, `color(0)` to `color(15)` for the terminal's own, or empty."""
    ground: str = ""
    """Behind the text; as `colour`."""
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    dim: bool = False
    reverse: bool = False
    link: str = ""
    """The address that the terminal is told."""

    def over(self, below: Ink) -> Ink:
        """The same ink upon another one."""
        return Ink(
            self.colour or below.colour,
            self.ground or below.ground,
            self.bold or below.bold,
            self.italic or below.italic,
            self.underline or below.underline,
            self.strike or below.strike,
            self.dim or below.dim,
            self.reverse != below.reverse,
            self.link or below.link,
        )


class Run(NamedTuple):
    """A piece of text in one ink."""

    text: str
    ink: Ink
