"""ZIP archives read with suspicion: bounded in every member and in all, never written anywhere.

A member that is locked, damaged, absurdly large or named so that it would lead out costs itself alone, with the reason;
what stands before a damage can be had. Where an archive breaks off, its members are looked for without its list.
"""

from __future__ import annotations

import zlib
from copy import copy
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple
from unicodedata import normalize
from zipfile import BadZipFile, LargeZipFile, ZipFile, is_zipfile

from library.errors import UnreadableSourceError
from library.salvage import extra_field, with_list

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType
    from typing import Self
    from zipfile import ZipInfo

MOST_MEMBERS = 500_000
MEMBER_BYTES = 64 * 1024 * 1024
"""Of one member, unpacked, where nobody says otherwise."""
_GROWS, _SUSPECT = 200, 8 * 1024 * 1024
"""A member that grows so many times, to so many bytes or more, is made to fill a disk, and holds no text."""
_ALL_GROW, _ALWAYS, _EVER = 150, 256 * 1024 * 1024, 64 * 1024 * 1024 * 1024
"""Times that a whole archive may grow, the bytes that any may come to, and those that none may come to."""
_PIECE = 1 << 16
_LOCKED, _UNICODE = 0x1, 0x800
"""Flags: the member is encrypted; its name is UTF-8."""
_UNICODE_NAME = 0x7075
"""The field in which older programs repeat a name as UTF-8."""
_LINK = 0xA
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!")
_SAMPLE, _TAIL = 1024, 1 << 17
"""Bytes that tell whether it is no text, and in which the end of the list of members stands."""
_DAMAGED = (BadZipFile, LargeZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What `zipfile` raises for damaged, encrypted and strange members."""


class Member(NamedTuple):
    """A file in an archive."""

    name: str
    """With its folders, parted by `/`."""
    info: ZipInfo

    @property
    def base(self) -> str:
        """Its name without folders."""
        return self.name.rpartition("/")[2]

    @property
    def folder_path(self) -> str:
        """The folder that it lies in, with those above it; empty at the top."""
        return self.name.rpartition("/")[0]

    @property
    def folder(self) -> str:
        """The name of the folder that it lies in; empty at the top."""
        return self.folder_path.rpartition("/")[2]

    @property
    def is_link(self) -> bool:
        """Whether it is but the name of another file."""
        return self.info.external_attr >> 28 == _LINK


class Room:
    """How many bytes may still be unpacked."""

    def __init__(self, left: int) -> None:
        self.left = left


class Archive:
    """A ZIP archive. Close it, or use it in a `with`."""

    def __init__(self, file: Path | bytes | BinaryIO, *, mend: bool = True, within: Archive | None = None) -> None:
        """Read the list of its members, which is looked for in all of it if it is missing and `mend` is true.

        What is unpacked of one that lay `within` another counts there too: together they stay in its bounds.

        Raises UnreadableSourceError where there is none, or an absurdly long one.
        """
        match file:
            case bytes():
                stream: BinaryIO = BytesIO(file)
            case Path():
                stream = file.open("rb")
            case _:
                stream = file
        self._own = stream if isinstance(file, Path) else None
        try:
            room = _ALWAYS if within is None else max(0, min(_ALWAYS, within.room.left))
            self._zip, self.broken = _opened(stream, room if mend else None)
            """Why not all of its members may be known; empty when nothing is wrong."""
            size = stream.seek(0, 2)
        except BaseException:
            self._close_own()
            raise
        self.room: Room = Room(min(_EVER, _ALWAYS + _ALL_GROW * size)) if within is None else within.room
        self.members: list[Member] = []
        self.unsafe: list[str] = []
        """Names that lead out of the archive."""
        for info in self._zip.filelist:
            name = _name(info)
            if leads_out(name) or leads_out(info.filename):
                if not info.is_dir():
                    self.unsafe.append(name)
            elif not info.is_dir() and not name.endswith("/") and not name.startswith("__MACOSX/"):
                self.members.append(Member(name, info))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close it; a stream that it was given stays open."""
        self._zip.close()
        self._close_own()

    def _close_own(self) -> None:
        if self._own is not None:
            self._own.close()

    def read(self, member: Member, limit: int = MEMBER_BYTES) -> bytes:
        """The bytes of a member. Raises UnreadableSourceError, with the reason, when they can't all be read."""
        content, problem = self.read_part(member, limit)
        if problem:
            raise UnreadableSourceError(problem)
        return content

    def read_part(self, member: Member, limit: int = MEMBER_BYTES) -> tuple[bytes, str]:
        """What can be read of a member, and why that is not all; the latter is empty when nothing is wrong."""
        info = copy(member.info)
        problem = _objection(info, limit)
        if problem:
            return b"", problem
        crc = info.CRC
        del info.CRC  # compared below: zipfile would keep the last piece to itself
        parts: list[bytes] = []
        count = 0
        try:
            with self._zip.open(info) as stream:
                while piece := stream.read(_PIECE):
                    parts.append(piece)
                    count += len(piece)
                    self.room.left -= len(piece)
                    if count > limit:
                        return b"", _too_large(limit)
                    if self.room.left < 0:
                        return b"", "all that the archive holds would fill the memory or the disk when unpacked"
        except _DAMAGED as error:
            return b"".join(parts), f"it is damaged ({_words(error)})"
        content = b"".join(parts)
        if zlib.crc32(content) != crc:
            return content, "it is damaged (its check sum is another)"
        if len(content) != info.file_size:
            return content, "it is damaged (its length is another)"
        return content, ""

    def distinct(self, members: Iterable[Member]) -> list[Member]:
        """The members without those that are there twice under one name with the same content."""
        found: dict[tuple[str, int, int], Member] = {}
        for member in members:
            found.setdefault(content_key(member), member)
        return list(found.values())


def stands_behind(stream: BinaryIO) -> bool:
    """Whether a ZIP archive stands at the end of what is something else, such as a program that unpacks it."""
    start = stream.read(_SAMPLE)
    if not (b"\0" in start or start.startswith(_PROGRAMS)):
        return False
    stream.seek(max(0, stream.seek(0, 2) - _TAIL))
    return b"PK\x05\x06" in stream.read(_TAIL) and is_zipfile(stream)


def content_key(member: Member) -> tuple[str, int, int]:
    """What only two members that are the same have alike."""
    return member.name, member.info.CRC, member.info.file_size


def leads_out(name: str) -> bool:
    """Whether a member's name leads out of the folder that it would be unpacked to, or is none."""
    parts = name.replace("\\", "/").split("/")
    return not name.strip("/\\") or name.startswith(("/", "\\")) or ".." in parts or name[1:2] == ":" or "\0" in name


def _opened(stream: BinaryIO, room: int | None) -> tuple[ZipFile, str]:
    try:
        found = ZipFile(stream)
    except _DAMAGED as error:
        reason = "the ZIP archive is damaged: its list of files can't be read; the file may not be complete"
        mended = with_list(stream, room, MOST_MEMBERS) if room is not None else None
        if mended is None:
            raise UnreadableSourceError(reason) from error
        try:
            return ZipFile(mended), f"{reason}. What was found of its files without the list was read"
        except _DAMAGED as second:
            raise UnreadableSourceError(reason) from second
    if len(found.filelist) > MOST_MEMBERS:
        raise UnreadableSourceError(f"the ZIP archive holds more than {MOST_MEMBERS:,} files")
    return found, ""


def _name(info: ZipInfo) -> str:
    """The name of a member in the characters that its maker meant, as far as that can be told."""
    name = info.filename
    if not name.isascii():
        if not info.flag_bits & _UNICODE:
            name = _told_name(info) or name
        name = normalize("NFC", name)
    return name.replace("\\", "/")


def _told_name(info: ZipInfo) -> str:
    """The name that is UTF-8 though no flag says so, or stands in a field of its own; empty when neither is so."""
    told = extra_field(info.extra, _UNICODE_NAME)
    if told:
        return told[5:].decode("utf-8", "replace")
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return ""


def _objection(info: ZipInfo, limit: int) -> str:
    if info.flag_bits & _LOCKED:
        return "it is encrypted with a password"
    if info.file_size > limit:
        return _too_large(limit)
    times = info.file_size // max(1, info.compress_size)
    if info.file_size >= _SUSPECT and times > _GROWS:
        return f"it would grow {times:,} times when unpacked, as no text does"
    return ""


def _too_large(limit: int) -> str:
    return f"it is larger than {limit / 1024 / 1024:.3g} MB"


def _words(error: Exception) -> str:
    if isinstance(error, NotImplementedError):
        return "or packed in a way that is not known"
    text = str(error) or "it breaks off"
    return text[:1].lower() + text[1:120]
