"""The clipboard's programs: which of them this machine has, and handing a text to one; no app needed."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from shutil import which
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PATIENCE = 5.0
"""Seconds that a program may take."""
OFF = "off"

_PROGRAMS: tuple[tuple[str, str], ...] = (
    ("TMUX", "tmux load-buffer -w -"),
    ("WAYLAND_DISPLAY", "wl-copy"),
    ("DISPLAY", "xclip -selection clipboard -in"),
    ("DISPLAY", "xsel --clipboard --input"),
    ("TERMUX_VERSION", "termux-clipboard-set"),
    ("WSL_DISTRO_NAME", "clip.exe"),
)
"""The variable that says it would reach a clipboard, and the program."""


def program(
    chosen: str,
    environ: Mapping[str, str] = os.environ,
    *,
    platform: str = sys.platform,
    find: Callable[[str], str | None] = which,
) -> list[str]:
    """The command that takes the text on its standard input; empty when there is none.

    `chosen` is the person's own command, empty for the first that this machine has, or `off`.
    """
    if chosen == OFF:
        return []
    if chosen:
        return shlex.split(chosen)
    commands = ["pbcopy"] if platform == "darwin" else []
    commands += [command for variable, command in _PROGRAMS if environ.get(variable)]
    return next((shlex.split(command) for command in commands if find(shlex.split(command)[0])), [])


def hand_over(command: list[str], text: str) -> str:
    """Give a text to a program; the answer is why that failed, empty when it did not.

    The program is let go once it has read the text: some stay to hold the clipboard.
    """
    try:
        process = subprocess.Popen(  # noqa: S603  the person's own command, or one from the list above; no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
    except OSError as error:
        return f"{command[0]} can't be run: {error.strerror}"
    try:
        process.communicate(text.encode(errors="replace"), timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        return ""
    return f"{command[0]} ended with {process.returncode}" if process.returncode else ""
