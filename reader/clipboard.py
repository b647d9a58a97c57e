"""The clipboard's programs: which of them this machine has, handing a text to one and taking one; no app needed."""

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


_READING: tuple[tuple[str, str], ...] = (
    ("WAYLAND_DISPLAY", "wl-paste --no-newline"),
    ("DISPLAY", "xclip -selection clipboard -out"),
    ("DISPLAY", "xsel --clipboard --output"),
    ("TERMUX_VERSION", "termux-clipboard-get"),
    ("WSL_DISTRO_NAME", "powershell.exe -NoProfile -Command Get-Clipboard"),
    ("TMUX", "tmux save-buffer -"),
)
"""As `_PROGRAMS`, of those that give what the clipboard holds; tmux knows only what was copied within it."""
_MOST_TAKEN = 64 * 1024 * 1024
"""Bytes of a text that is taken from it."""


def reading_program(
    environ: Mapping[str, str] = os.environ,
    *,
    platform: str = sys.platform,
    find: Callable[[str], str | None] = which,
) -> list[str]:
    """The command that gives what the clipboard holds on its standard output; empty when there is none."""
    return _first(_READING, ["pbpaste"] if platform == "darwin" else [], environ, find)


def taken_from(command: list[str]) -> tuple[str, str]:
    """What a program says that the clipboard holds, and why it says nothing; one of the two is empty."""
    try:
        done = subprocess.run(  # noqa: S603  one from the list above; no shell
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE, check=False
        )
    except OSError as error:
        return "", f"{command[0]} can't be run: {error.strerror}"
    except subprocess.TimeoutExpired:
        return "", f"{command[0]} did not answer"
    if done.returncode:
        return "", f"{command[0]} ended with {done.returncode}: the clipboard may be empty"
    if len(done.stdout) > _MOST_TAKEN:
        return "", "the clipboard holds more than 64 MB"
    return done.stdout.decode(errors="replace"), ""


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
    return _first(_PROGRAMS, ["pbcopy"] if platform == "darwin" else [], environ, find)


def _first(
    programs: tuple[tuple[str, str], ...], commands: list[str], environ: Mapping[str, str],
    find: Callable[[str], str | None],
) -> list[str]:  # fmt: skip
    """The first command that this machine has, those that a variable speaks for last."""
    commands = commands + [command for variable, command in programs if environ.get(variable)]
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
