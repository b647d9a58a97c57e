"""ANSI: runs of ink as escape sequences, for the first page and for pipes that want colour."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reader.ink import Ink, Run

NONE, FEW, MANY, ALL = 0, 16, 256, 1 << 24
"""Colours that a terminal can show."""
_RESET = "\x1b[0m"


def depth_of(environ: Mapping[str, str]) -> int:
    """How many colours a terminal can show, by the same signs that Textual's console goes by."""
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return ALL
    term = environ.get("TERM", "").strip().lower()
    if term in ("dumb", "unknown", ""):
        return NONE
    return {"kitty": MANY, "256color": MANY}.get(term.rpartition("-")[2], FEW)


@lru_cache(maxsize=512)
def sequence(ink: Ink, depth: int = ALL) -> str:
    """Select Graphic Rendition for an ink (ECMA-48, 8.3.117), from a reset state; empty for plain text."""
    codes = [
        code
        for code, on in (
            ("1", ink.bold), ("2", ink.dim), ("3", ink.italic), ("4", ink.underline), ("7", ink.reverse),
            ("9", ink.strike),
        )
        if on
    ]  # fmt: skip
    if depth >= MANY:
        codes += _colour(ink.colour, 30, depth) + _colour(ink.ground, 40, depth)
    return f"\x1b[{';'.join(codes)}m" if codes else ""


def _colour(name: str, base: int, depth: int) -> list[str]:
    if name.startswith("#"):
        red, green, blue = (int(name[at : at + 2], 16) for at in (1, 3, 5))
        if depth < ALL:
            return [f"{base + 8};5;{_nearest(red, green, blue)}"]
        return [f"{base + 8};2;{red};{green};{blue}"]
    if name:
        number = int(name[6:-1])
        return [str(base + number if number < 8 else base + 52 + number)]
    return []


def _nearest(red: int, green: int, blue: int) -> int:
    """The colour of the 256 that Rich takes for one, so that what it draws later looks the same."""
    from colorsys import rgb_to_hls

    _, lightness, saturation = rgb_to_hls(red / 255, green / 255, blue / 255)
    if saturation < 0.15:
        grey = round(lightness * 25)
        return 16 if grey == 0 else 231 if grey == 25 else 231 + grey
    sixth = [part / 95 if part < 95 else 1 + (part - 95) / 40 for part in (red, green, blue)]
    return 16 + 36 * round(sixth[0]) + 6 * round(sixth[1]) + round(sixth[2])


def line(runs: Iterable[Run], depth: int = ALL, *, links: bool = True) -> str:
    """The runs as one string that ends in the terminal's plain state."""
    parts = []
    for text, ink in runs:
        begun = sequence(ink, depth)
        shown = f"{begun}{text}{_RESET}" if begun else text
        if links and ink.link:
            shown = f"\x1b]8;;{ink.link}\x1b\\{shown}\x1b]8;;\x1b\\"
        parts.append(shown)
    return "".join(parts)
