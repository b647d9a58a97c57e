"""What the terminal can draw is read from its environment variables and its window, and never asked of it."""

import fcntl
import os
import pty
import struct
import termios

import pytest

from reader.graphics import USUAL_CELL, Mode, cell_size, mode_of

KITTY = {"TERM": "xterm-kitty", "COLORTERM": "truecolor"}
X256 = {"TERM": "xterm-256color"}
TRUE = {**X256, "COLORTERM": "truecolor"}


@pytest.mark.parametrize(
    ("environ", "mode"),
    [
        (KITTY, Mode.KITTY),
        ({**TRUE, "TERM_PROGRAM": "ghostty"}, Mode.KITTY),
        ({"TERM": "xterm-ghostty", "COLORTERM": "truecolor"}, Mode.KITTY),
        ({"TERM": "xterm-kitty"}, Mode.BLOCKS),  # its colours would be made 256, and the numbers with them
        ({**KITTY, "TMUX": "socket,1,0"}, Mode.BLOCKS),
        ({"TERM": "screen-256color", "KITTY_WINDOW_ID": "1"}, Mode.BLOCKS),
        ({**TRUE, "STY": "1.pts"}, Mode.BLOCKS),
        ({**TRUE, "KITTY_WINDOW_ID": "1"}, Mode.BLOCKS),
        ({"TERM": "foot", "COLORTERM": "truecolor"}, Mode.BLOCKS),
        ({**TRUE, "TERM_PROGRAM": "WezTerm"}, Mode.BLOCKS),
        ({**TRUE, "TERM_PROGRAM": "iTerm.app"}, Mode.BLOCKS),
        ({**X256, "WT_SESSION": "0-0"}, Mode.BLOCKS),
        (TRUE, Mode.BLOCKS),
        (X256, Mode.BLOCKS),
        ({"TERM": "xterm", "COLORTERM": "24bit"}, Mode.BLOCKS),
        ({**X256, "TERM_PROGRAM": "Apple_Terminal"}, Mode.BLOCKS),
        ({**KITTY, "NO_COLOR": "1"}, Mode.OFF),
        ({**TRUE, "NO_COLOR": "1"}, Mode.OFF),
        ({**TRUE, "NO_COLOR": ""}, Mode.BLOCKS),
        ({"TERM": "dumb", "COLORTERM": "truecolor"}, Mode.OFF),
        ({"TERM": "linux"}, Mode.OFF),
        ({}, Mode.OFF),
    ],
)  # fmt: skip
def test_the_terminal_says_how_pictures_are_drawn(environ: dict[str, str], mode: Mode) -> None:
    assert mode_of(environ) is mode
    assert mode_of(environ, "off") is Mode.OFF
    assert mode_of(environ, "blocks") is Mode.BLOCKS
    assert mode_of(environ, "kitty") is (Mode.OFF if environ.get("NO_COLOR") else Mode.KITTY)


@pytest.mark.parametrize(
    ("window", "cell"),
    [
        ((24, 80, 720, 432), (9, 18)), ((50, 200, 4000, 2000), (20, 40)), ((24, 80, 0, 0), USUAL_CELL),
        ((24, 80, 80, 24), USUAL_CELL), ((0, 0, 0, 0), USUAL_CELL), ((24, 80, 160, 144), USUAL_CELL),
        ((24, 80, 65535, 24), USUAL_CELL),
    ],
)  # fmt: skip
def test_the_size_of_a_cell_is_the_terminal_s_where_it_makes_sense(
    window: tuple[int, int, int, int], cell: tuple[int, int]
) -> None:
    ours, theirs = pty.openpty()
    try:
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *window))
        assert cell_size((theirs,)) == cell
    finally:
        os.close(ours)
        os.close(theirs)


def test_without_a_terminal_cells_have_the_usual_size() -> None:
    assert cell_size((-1, 10**6)) == USUAL_CELL
