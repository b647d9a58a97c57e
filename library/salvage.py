"""ZIP archives that break off: their members found by what stands before each, and the list that is missing made anew.

https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.7 to 4.3.16.
"""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_FILE, _LISTED = b"PK\x03\x04", b"PK\x01\x02"
_AFTER = b"PK\x07\x08"
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END, _END_64 = struct.Struct("<4s4H2IH"), struct.Struct("<4sQ2H2I4Q")
_END_64_AT = struct.Struct("<4sIQI")
_SIZES_FOLLOW = 0x8
_SIZES_64 = 0x1
_DEFLATED = 8
_MANY, _LARGE = 0xFFFF, 0xFFFFFFFF
"""Numbers that mean that the true one stands elsewhere."""
_PIECE = 1 << 18


class _Found(NamedTuple):
    """A member, as it is told where its content begins, or as was found out."""

    at: int
    version: int
    flags: int
    method: int
    moment: int
    crc: int
    packed: int
    size: int
    name: bytes

    def entry(self) -> bytes:
        """Its line in the list."""
        large = struct.pack("<2H3Q", _SIZES_64, 24, self.size, self.packed, self.at)
        return _CENTRAL.pack(
            _LISTED, 45, max(20, self.version), self.flags & ~_SIZES_FOLLOW, self.method, self.moment & _MANY,
            self.moment >> 16, self.crc, _LARGE, _LARGE, len(self.name), len(large), 0, 0, 0, 0, _LARGE,
        ) + self.name + large  # fmt: skip


def with_list(stream: BinaryIO, room: int, most: int) -> BinaryIO | None:
    """The archive with a list of what was found in it; None when that is nothing.

    What has no length is unpacked to see where it ends, `room` bytes in all at most; no more than `most` are found.
    """
    size = stream.seek(0, 2)
    found: list[_Found] = []
    at = _sought(stream, 0, _FILE, size)
    while at >= 0 and len(found) < most:
        member, after = _member(stream, at, size, room)
        if member is not None:
            found.append(member)
            room -= member.size if member.flags & _SIZES_FOLLOW else 0
        stream.seek(after)
        sign = stream.read(4)
        if sign == _LISTED:
            break
        at = after if sign == _FILE else _sought(stream, max(after, at + 4), _FILE, size)
    return io.BufferedReader(_Joined(stream, size, _list(found, size))) if found else None


def _sought(stream: BinaryIO, at: int, sign: bytes, size: int) -> int:
    """Where a sign stands from a place on; -1 for nowhere."""
    while at < size:
        stream.seek(at)
        piece = stream.read(_PIECE)
        found = piece.find(sign)
        if found >= 0:
            return at + found
        if len(piece) < _PIECE:
            break
        at += len(piece) - len(sign) + 1
    return -1


def _member(stream: BinaryIO, at: int, size: int, room: int) -> tuple[_Found | None, int]:
    """The member that begins at a place, and where it ends, which is where to look for the next."""
    stream.seek(at)
    head = stream.read(_LOCAL.size)
    if len(head) < _LOCAL.size:
        return None, at + 4
    _, version, flags, method, time, date, crc, packed, whole, name_size, extra_size = _LOCAL.unpack(head)
    name, extra = stream.read(name_size), stream.read(extra_size)
    begin = at + _LOCAL.size + name_size + extra_size
    if len(extra) < extra_size or not name:
        return None, at + 4
    large = extra_field(extra, _SIZES_64)
    if len(large) >= 16 and _LARGE in (packed, whole):
        whole, packed = struct.unpack_from("<2Q", large)
    found = _Found(at, version & 0xFF, flags, method, time | date << 16, crc, packed, whole, name)
    if flags & _SIZES_FOLLOW and not packed:
        if method != _DEFLATED:
            return _stored(stream, found, begin, size)
        return _unpacked(stream, found, begin, size, room)
    end = min(size, begin + packed)
    return found._replace(packed=end - begin), end


def _stored(stream: BinaryIO, found: _Found, begin: int, size: int) -> tuple[_Found, int]:
    """A member that is not deflated and tells its length behind itself."""
    end = _sought(stream, begin, _AFTER, size)
    if end < 0:
        return found._replace(packed=size - begin, size=size - begin), size
    crc, whole, after = _told_behind(stream, end)
    return found._replace(crc=crc or 0, packed=end - begin, size=whole), after


def _told_behind(stream: BinaryIO, at: int) -> tuple[int | None, int, int]:
    """Check sum and length as they stand behind a member, None and 0 where they are missing, and where they end."""
    stream.seek(at)
    told = stream.read(24)
    signed = 4 if told.startswith(_AFTER) else 0
    wide = told[signed + 8 : signed + 12] == b"\0\0\0\0"  # the upper half of a length of 8 bytes
    form = struct.Struct("<I2Q" if wide else "<3I")
    if len(told) < signed + form.size:
        return None, 0, at
    crc, _, whole = form.unpack_from(told, signed)
    return crc, whole, at + signed + form.size


def _unpacked(stream: BinaryIO, found: _Found, begin: int, size: int, room: int) -> tuple[_Found, int]:
    """A deflated member, whose end is known when it has been unpacked."""
    inner = zlib.decompressobj(-zlib.MAX_WBITS)
    stream.seek(begin)
    crc = whole = taken = 0
    try:
        while not inner.eof and (piece := stream.read(_PIECE)):
            taken += len(piece)
            while piece and not inner.eof:
                content = inner.decompress(piece, _PIECE)
                crc, whole, piece = zlib.crc32(content, crc), whole + len(content), inner.unconsumed_tail
                if whole > room:
                    return found._replace(crc=crc, packed=taken, size=whole), begin + taken
    except zlib.error:
        return found._replace(crc=0, packed=taken, size=whole + 1), begin + 1
    if not inner.eof:
        return found._replace(crc=0, packed=size - begin, size=whole + 1), size
    end = begin + taken - len(inner.unused_data)
    told, _, after = _told_behind(stream, end)
    return found._replace(crc=crc if told is None else told, packed=end - begin, size=whole), after


def _list(found: list[_Found], at: int) -> bytes:
    entries = b"".join(member.entry() for member in found)
    count, size = len(found), len(entries)
    end = _END_64.pack(b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, at)
    end += _END_64_AT.pack(b"PK\x06\x07", 0, at + size, 1)
    return entries + end + _END.pack(b"PK\x05\x06", 0, 0, _MANY, _MANY, _LARGE, _LARGE, 0)


class _Joined(io.RawIOBase):
    """A stream with more bytes behind its end; closing it leaves the stream open."""

    def __init__(self, stream: BinaryIO, size: int, more: bytes) -> None:
        super().__init__()
        self._stream, self._size, self._more = stream, size, more
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._at = max(0, (0, self._at, self._size + len(self._more))[whence] + offset)
        return self._at

    def readinto(self, into: WriteableBuffer, /) -> int:
        wanted = memoryview(into).nbytes
        if self._at < self._size:
            self._stream.seek(self._at)
            content = self._stream.read(min(wanted, self._size - self._at))
        else:
            content = self._more[self._at - self._size :][:wanted]
        memoryview(into).cast("B")[: len(content)] = content
        self._at += len(content)
        return len(content)


def extra_field(extra: bytes, kind: int) -> bytes:
    """What a member has in an extra field of a kind; empty when it has none."""
    at = 0
    while at + 4 <= len(extra):
        found, size = struct.unpack_from("<2H", extra, at)
        if found == kind:
            return extra[at + 4 : at + 4 + size]
        at += 4 + size
    return b""
