"""The person's own editor: a note goes there in a private file, and comes back."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from threading import current_thread, main_thread
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MOST_BYTES = 1024 * 1024
"""Of a note that is taken back; no one writes more, and the box could not show it."""
_AT_ONCE = 1.0
"""Seconds in which no one edits a note."""


class Edited(NamedTuple):
    """What came back from the editor."""

    note: str
    """As it went out, when the editor has not changed it."""
    problem: str = ""
    """What went wrong, a sentence; empty when nothing did."""


def editor_command(environment: Mapping[str, str]) -> list[str]:
    """The words of $VISUAL or $EDITOR; none when neither is set or they can't be read."""
    for name in ("VISUAL", "EDITOR"):
        if environment.get(name, "").strip():
            try:
                return shlex.split(environment[name])
            except ValueError:  # an open quote
                return []
    return []


def edit(command: list[str], note: str) -> Edited:
    """Let a person edit a note with their editor, and wait until it ends.

    A file that was changed is taken back even when the editor says that it failed; one that can't be taken back is
    left where it is, and the problem says where. Else nothing of it stays on the disk.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix="broadsheet-"))  # the editor's own copies lie here too, and are private
        path = folder / "note.md"
        path.write_text(f"{note}\n" if note else "", encoding="utf-8")
        before = path.read_bytes()
    except OSError as error:
        return Edited(note, f"The note can't be handed to the editor: {error.strerror or error}.")
    begun = monotonic()
    problem = _run(command, path)
    at_once = monotonic() - begun < _AT_ONCE
    try:
        after = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else None
    except OSError:  # the editor took it away
        after = before
        problem = problem or "The editor left no file; the note is as it was."
    if after is None:
        return Edited(note, f"What the editor left is larger than 1 MB; it was not taken, and lies in {path}.")
    shutil.rmtree(folder, ignore_errors=True)
    if at_once and after == before and not problem:
        problem = "The editor ended at once; one with windows of its own needs an option such as --wait."
    return Edited(note if after == before else clean(after.decode(errors="replace")), problem)


def _run(command: list[str], path: Path) -> str:
    """Why the editor failed; empty when it did not."""
    name = Path(command[0]).name
    try:
        with _not_interrupted():
            code = subprocess.run([*command, os.fspath(path)], check=False).returncode  # noqa: S603  the person's own
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return f"The editor {name} can't be started: {why.lower()}."
    return f"The editor {name} failed ({code})." if code else ""


@contextmanager
def _not_interrupted() -> Iterator[None]:
    """What ctrl+c interrupts is the editor, which has the terminal, and not this program as well."""
    if current_thread() is not main_thread():
        yield
        return
    former = signal.signal(signal.SIGINT, lambda *_: None)  # ignoring it would make the editor ignore it too
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


def clean(text: str) -> str:
    """A text without control characters; its lines end in line feeds."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(character for character in text if character in "\n\t" or ord(character) not in _CONTROLS).strip()


_CONTROLS = frozenset((*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
