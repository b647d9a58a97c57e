"""ZIP archives read with suspicion: bounded in every member and in all, with a reason for each that is refused."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from library.errors import UnreadableSourceError

if TYPE_CHECKING:
    from pathlib import Path

MOST_MEMBERS = 500_000
_GROWS, _SUSPECT = 200, 8 * 1024 * 1024
"""A member that grows so many times, to so many bytes or more, is made to fill a disk, and holds no text."""
_LOCKED = 0x1
DAMAGED = (BadZipFile, LargeZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What `zipfile` raises for damaged, encrypted and strange members."""


def opened(file: Path | bytes) -> ZipFile:
    """An archive, of which nothing but its list was read. Raises UnreadableSourceError."""
    try:
        archive = ZipFile(BytesIO(file) if isinstance(file, bytes) else file)
    except DAMAGED as error:
        raise UnreadableSourceError("the archive is damaged: its list of files can't be read") from error
    if len(archive.filelist) > MOST_MEMBERS:
        archive.close()
        raise UnreadableSourceError(f"the archive holds more than {MOST_MEMBERS:,} files")
    return archive


def read_member(archive: ZipFile, member: ZipInfo, limit: int) -> bytes:
    """What a member holds. Raises UnreadableSourceError with the reason, and then has read `limit` bytes at most."""
    if member.flag_bits & _LOCKED:
        raise UnreadableSourceError("it is locked with a password")
    too_large = f"it is larger than {limit / 1024 / 1024:.3g} MB"
    if member.file_size > limit:
        raise UnreadableSourceError(too_large)
    if member.file_size >= _SUSPECT and member.file_size > _GROWS * max(1, member.compress_size):
        times = member.file_size // max(1, member.compress_size)
        raise UnreadableSourceError(f"it would grow {times:,} times when unpacked, as no text does")
    try:
        with archive.open(member) as stream:
            content = stream.read(limit + 1)
    except DAMAGED as error:
        raise UnreadableSourceError("it is damaged, or packed in a way that is not known") from error
    if len(content) > limit:
        raise UnreadableSourceError(too_large)
    return content


def leads_out(name: str) -> bool:
    """Whether a member's name leads out of the folder that it would be unpacked to, or is none."""
    parts = name.replace("\\", "/").split("/")
    return not name.strip("/\\") or name.startswith(("/", "\\")) or ".." in parts or name[1:2] == ":" or "\0" in name
