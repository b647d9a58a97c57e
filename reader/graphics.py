"""What the terminal can draw: the mode that its environment variables tell, and the size of its cells."""

from __future__ import annotations

import struct
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

"""What a person can choose."""
USUAL_CELL = (10, 20)
"""Pixels of a cell where the terminal tells none: twice as high as wide."""
_CELL_WIDTHS = range(4, 101)


class Mode(StrEnum):
    """How pictures are drawn."""

    OFF = "off"
    BLOCKS = "blocks"
    KITTY = "kitty"


def mode_of(environ: Mapping[str, str], setting: str = "auto") -> Mode:
    """The mode for a terminal; `setting` is `auto`, `blocks`, `kitty` or `off`, and any but `auto` decides.

    Nothing is asked of the terminal: an answer could come late and be taken for keys. Multiplexers keep graphics from
    the terminal, so that blocks are drawn there. NO_COLOR turns pictures off, and Kitty's always: their numbers are
    colours.
    """
    colourless = bool(environ.get("NO_COLOR"))
    if setting == Mode.KITTY and colourless:
        return Mode.OFF
    if setting != "auto":
        return Mode(setting)
    if colourless or not _many_colours(environ):
        return Mode.OFF
    if _true_colours(environ) and _knows_kitty(environ) and not _multiplexed(environ):
        return Mode.KITTY
    return Mode.BLOCKS


def cell_size(files: Sequence[int] = (1, 2, 0)) -> tuple[int, int]:
    """Width and height of a cell in pixels, as the terminal behind one of the files tells; else USUAL_CELL."""
    try:
        import fcntl
        import termios
    except ImportError:  # Windows
        return USUAL_CELL
    for file in files:
        try:
            answer = fcntl.ioctl(file, termios.TIOCGWINSZ, bytes(8))
        except (OSError, ValueError):
            continue
        rows, columns, width, height = struct.unpack("HHHH", answer)
        if rows and columns:
            cell = (width // columns, height // rows)
            # some tell cells in place of pixels, or nothing
            if cell[0] in _CELL_WIDTHS and cell[0] <= cell[1] <= 4 * cell[0]:
                return cell
    return USUAL_CELL


def _true_colours(environ: Mapping[str, str]) -> bool:
    return environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit")


def _many_colours(environ: Mapping[str, str]) -> bool:
    """Whether 256 colours or more are drawn, by the rule of Rich, which turns them into 16 elsewhere."""
    suffix = environ.get("TERM", "").strip().lower().rpartition("-")[2]
    return environ.get("TERM") != "dumb" and (_true_colours(environ) or suffix in ("256color", "kitty"))


def _multiplexed(environ: Mapping[str, str]) -> bool:
    named = environ.get("TERM", "").startswith(("tmux", "screen"))
    return named or any(environ.get(name) for name in ("TMUX", "STY", "ZELLIJ"))


def _knows_kitty(environ: Mapping[str, str]) -> bool:
    """Whether placeholders are known too: WezTerm and Konsole have the protocol without them."""
    # KITTY_WINDOW_ID is inherited by a terminal that is started from kitty
    return environ.get("TERM") in ("xterm-kitty", "xterm-ghostty") or environ.get("TERM_PROGRAM") == "ghostty"
