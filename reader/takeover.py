"""The first screen: drawn with plain escape sequences before Textual is imported, then handed over without a flicker.

Keys typed meanwhile wait in the terminal and are obeyed by the app; they are not echoed.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from reader import ansi

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reader.config import Settings
    from reader.ink import Run

_OPEN = "\x1b[?1049h\x1b[?25l\x1b[?7l"  # a full last row must not scroll the screen
_CLOSE = "\x1b[?7h\x1b[?1049l\x1b[?25h"
_HOME = "\x1b[H"


class Terminal(NamedTuple):
    """A terminal that shows the first screen."""

    attributes: list[Any]
    """What it was set to before."""

    def give_back(self) -> None:
        """Leave it as it was, when no app takes it over."""
        import termios

        os.write(sys.stdout.fileno(), _CLOSE.encode())
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, self.attributes)


def show(rows_of: Callable[[int, int], Sequence[Sequence[Run]]], settings: Settings) -> Terminal | None:
    """Show the rows for a width and a height; None, and nothing drawn, on a terminal that can't do it."""
    try:
        import termios
    except ImportError:
        return None
    depth = ansi.depth_of(os.environ)
    if depth < ansi.MANY or settings.cursor or not sys.stdin.isatty():
        return None
    try:
        width, height = os.get_terminal_size(sys.stdout.fileno())
        attributes = termios.tcgetattr(sys.stdin.fileno())
    except (OSError, termios.error):
        return None
    if width < 20 or height < 5:
        return None
    rows = rows_of(width, height)
    quiet = termios.tcgetattr(sys.stdin.fileno())
    quiet[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN)
    termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, quiet)
    lines = (f"\x1b[{y}H{ansi.line(row, depth)}" for y, row in enumerate(rows, 1))
    os.write(sys.stdout.fileno(), f"{_OPEN}{''.join(lines)}{_HOME}".encode())
    return Terminal(attributes)
