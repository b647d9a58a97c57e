"""Mailboxes: files in which letters stand one behind the other, as mail programs and services hand them over.

Each begins with a line `From …` behind an empty one: https://www.rfc-editor.org/rfc/rfc4155. Whatever is larger than a
source may be is told, and costs no other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

from library.source import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGINS = re.compile(rb"From \S.*\d\d:\d\d")
_HEADER = re.compile(rb"[!-9;-~]{1,76}:")
_QUOTED = re.compile(rb">+From ")
_LONGEST_LINE = 1 << 20


def is_mailbox(start: bytes) -> bool:
    """Whether a file begins as a mailbox does, perhaps one of a single letter."""
    first, _, rest = start.partition(b"\n")
    return _BEGINS.match(first) is not None and _HEADER.match(rest) is not None


def letters(stream: BinaryIO) -> Iterator[bytes | None]:
    """Each letter without the line before it; None for one that is too large."""
    parts: list[bytes] = []
    size = 0
    held = b""
    is_empty = True
    while line := stream.readline(_LONGEST_LINE):
        if held:
            if _HEADER.match(line) and parts:
                yield b"".join(parts) if size <= MAX_BYTES else None
                parts, size = [], 0
            elif not _HEADER.match(line):
                parts.append(held)
            held = b""
        if is_empty and _BEGINS.match(line):
            held, is_empty = line, False
            continue
        is_empty = not line.strip(b"\r\n")
        size += len(line)
        if size <= MAX_BYTES:
            parts.append(line[1:] if _QUOTED.match(line) else line)
    if parts:
        yield b"".join(parts) if size <= MAX_BYTES else None
