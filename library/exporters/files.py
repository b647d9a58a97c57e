"""Exports as files: under names that any file system takes, and there whole or not at all."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from library.builder import clean_text

_LONGEST = 100
_LONGEST_IN_BYTES = 200
"""Most file systems take 255; the id and the suffix come on top."""
_RESERVED = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")  # names that Windows keeps for itself


def file_name(title: str) -> str:
    """A name of at most 100 characters that starts and ends with a character one can see."""
    name = _RESERVED.sub(" ", clean_text(title))
    name = name.encode(errors="ignore")[:_LONGEST_IN_BYTES].decode(errors="ignore")[:_LONGEST]
    name = clean_text(name).strip(" .-") or "Untitled"
    return f"{name} article" if _DEVICES.match(name) else name


def write_whole(path: Path, chunks: Iterable[str], beside: Path | None = None) -> None:
    """Write a file that is there whole or not at all; one that is there already keeps its permissions.

    A link is followed. What is not whole yet stands under the name `beside`, of which the caller takes care that no
    other program uses it, or else under one that is free; it stays behind when the program is killed. Raises OSError.
    """
    path = path.resolve() if path.is_symlink() else path
    if beside is None:
        file, temporary = tempfile.mkstemp(dir=path.parent, prefix=".broadsheet-")
    else:
        beside.unlink(missing_ok=True)
        file, temporary = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), str(beside)
    try:
        with os.fdopen(file, "w", encoding="utf-8", newline="\n") as stream:
            for chunk in chunks:
                stream.write(chunk)
        if path.exists():
            shutil.copymode(path, temporary)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
