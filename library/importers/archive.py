"""Archives: the members of a ZIP file that a person was given, read with care and never written anywhere.

A member that is encrypted, damaged, absurdly large or named so that it would lead out of its folder costs itself alone.
"""

from __future__ import annotations

import zlib
from copy import copy
from typing import TYPE_CHECKING, BinaryIO, NamedTuple
from zipfile import ZipFile

from library.archives import DAMAGED, MOST_MEMBERS, leads_out
from library.errors import UnreadableSourceError
from library.importers.incoming import RecordError

if TYPE_CHECKING:
    from zipfile import ZipInfo

MEMBER_BYTES = 64 * 1024 * 1024
"""Of one member, unpacked."""
_PACKED_AT_MOST = 150
"""Times that a whole archive may grow; text shrinks to a third or a tenth."""
_ALWAYS = 256 * 1024 * 1024
"""Bytes that may be unpacked of any archive."""
_PIECE = 1 << 16


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


class Archive:
    """A ZIP file."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        """Read the list of its members; `size` is how many bytes the stream has. Raises UnreadableSourceError."""
        try:
            self._zip = ZipFile(stream)
        except DAMAGED as error:
            raise UnreadableSourceError(
                "the ZIP archive is damaged: its list of members can't be read; the file may not be complete"
            ) from error
        infos = self._zip.infolist()
        if len(infos) > MOST_MEMBERS:
            raise UnreadableSourceError(f"the ZIP archive has more than {MOST_MEMBERS:,} members")
        self._room = _ALWAYS + _PACKED_AT_MOST * size
        self.members: list[Member] = []
        self.unsafe: list[str] = []
        """Names that lead out of the archive."""
        for info in infos:
            name = info.filename.replace("\\", "/")
            if info.is_dir() or name.endswith("/"):
                continue
            if leads_out(info.filename):
                self.unsafe.append(info.filename)
            elif not name.startswith("__MACOSX/"):
                self.members.append(Member(name, info))

    def close(self) -> None:
        """Close it; the stream stays open."""
        self._zip.close()

    def read(self, member: Member, limit: int = MEMBER_BYTES) -> bytes:
        """The bytes of a member. Raises RecordError, with the reason, when they can't all be read."""
        content, problem = self.read_part(member, limit)
        if problem:
            raise RecordError(problem)
        return content

    def read_part(self, member: Member, limit: int = MEMBER_BYTES) -> tuple[bytes, str]:
        """What can be read of a member, and why that is not all; the latter is empty when nothing is wrong."""
        info = copy(member.info)
        if info.flag_bits & 1:
            return b"", "it is encrypted"
        if info.file_size > limit:
            return (
                b"",
                f"it would have {info.file_size // (1024 * 1024):,} MB, more than the {limit // (1024 * 1024)} read",
            )
        crc = info.CRC
        del info.CRC  # compared below: zipfile would keep the last piece to itself
        parts: list[bytes] = []
        count = 0
        try:
            with self._zip.open(info) as stream:
                while piece := stream.read(_PIECE):
                    parts.append(piece)
                    count += len(piece)
                    self._room -= len(piece)
                    if count > limit or self._room < 0:
                        return b"", "it is packed so densely that unpacking it would fill the memory"
        except DAMAGED as error:
            return b"".join(parts), f"it is damaged ({_words(error)})"
        content = b"".join(parts)
        if zlib.crc32(content) != crc:
            return content, "it is damaged (its check sum is another)"
        if len(content) != info.file_size:
            return content, "it is damaged (its length is another)"
        return content, ""

    def distinct(self, members: list[Member]) -> list[Member]:
        """The members without those that are there twice under one name with the same content."""
        found: dict[tuple[str, int, int], Member] = {}
        for member in members:
            found.setdefault((member.name, member.info.CRC, member.info.file_size), member)
        return list(found.values())


def _words(error: Exception) -> str:
    text = str(error) or type(error).__name__
    return text[:1].lower() + text[1:120]
