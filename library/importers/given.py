"""Files as they are given: a path or bytes, read piece by piece, in whatever encoding; a word on how far that is."""

from __future__ import annotations

import codecs
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

from library.archives import stands_behind
from library.errors import UnreadableSourceError

if TYPE_CHECKING:
    from pathlib import Path

    from library.archives import Archive

_PIECE = 1 << 18
_SAMPLE = 1 << 16
_DAMAGED = 50
"""One zero byte among so many, or fewer, and a text is one with damaged places, not a binary file."""
_BINARIES = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x1f\x8b", b"\x7fELF",
             b"SQLite format 3", codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # fmt: skip
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
HEAD = 1 << 16
"""Characters by which a form is recognised."""


class Given:
    """One file, folder, or member of an archive, and how much of it has been read."""

    def __init__(
        self, name: str, *, path: Path | None = None, content: bytes | None = None, within: Archive | None = None
    ) -> None:
        """`name` is shown to the person; either a path or the bytes are given, with the archive that they lay in."""
        self.name = name
        self.path = path
        self.within = within
        self._content = content
        self.done = 0
        """Bytes that have been read."""
        self.total = max(1, self._size())
        self._stream: BinaryIO | None = None

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return self.path is not None and self.path.is_dir()

    @property
    def is_archive(self) -> bool:
        """Whether it is a ZIP archive, or one stands behind what it begins with. Raises UnreadableSourceError."""
        if self.head().startswith(_ARCHIVES):
            return True
        with self.open() as stream:
            return stands_behind(stream)

    def _size(self) -> int:
        if self._content is not None:
            return len(self._content)
        try:
            return self.path.stat().st_size if self.path is not None else 0
        except OSError:
            return 0

    def open(self) -> BinaryIO:
        """A stream of the bytes, which can be wound back. Raises UnreadableSourceError."""
        if self._content is not None:
            return io.BytesIO(self._content)
        try:
            if self.path is None or not (self.path.is_file() or self.path.is_fifo()):
                there = self.path is None or self.path.exists()
                raise UnreadableSourceError("it is no regular file" if there else "no such file or directory")
            if self.path.is_fifo():
                self._content = self.path.read_bytes()
                self.total = max(1, len(self._content))
                return io.BytesIO(self._content)
            self._stream = self.path.open("rb")
        except OSError as error:
            raise UnreadableSourceError((error.strerror or "it can't be read").lower()) from error
        except ValueError as error:  # a path with a zero byte
            raise UnreadableSourceError(str(error)) from error
        return self._stream

    def text(self) -> io.TextIOWrapper:
        """The text, in whatever encoding it is. Raises UnreadableSourceError for what is empty or no text."""
        stream = self.open()
        try:
            return text_stream(stream)
        except BaseException:
            stream.close()
            raise

    def share(self) -> float:
        """How much of it has been read, 0 to 1."""
        done = self.done
        if not done and self._stream is not None and not self._stream.closed:
            done = self._stream.tell()
        return min(1.0, done / self.total)

    def head(self) -> bytes:
        """The first bytes. Raises UnreadableSourceError."""
        with self.open() as stream:
            try:
                return stream.read(HEAD)
            except OSError as error:
                raise UnreadableSourceError((error.strerror or "it can't be read").lower()) from error


def text_stream(stream: BinaryIO) -> io.TextIOWrapper:
    """The text of a stream in the encoding that it is in; what is no character of it is replaced.

    Raises UnreadableSourceError for what is empty or no text.
    """
    charset = charset_of(stream)
    stream.seek(0)
    return io.TextIOWrapper(stream, encoding=charset, errors="replace", newline="")


def charset_of(stream: BinaryIO) -> str:
    """The encoding of a stream, of which all is looked at. Raises UnreadableSourceError."""
    from library.source import Source, decode

    sample = stream.read(_SAMPLE)
    if 0 < sample.count(b"\0") * _DAMAGED <= len(sample) and not sample.startswith(_BINARIES):
        sample = sample.replace(b"\0", b" ")
    if sample.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in sample:
        found = decode(Source(sample, datetime.fromtimestamp(0, UTC), "import.txt"))
        return "utf-8-sig" if found.charset.startswith("utf-8") else found.charset
    if not sample.strip():
        raise UnreadableSourceError("it is empty")
    check = codecs.getincrementaldecoder("utf-8")()
    piece = sample
    try:
        while piece:
            check.decode(piece)
            piece = stream.read(_PIECE)
    except UnicodeDecodeError as error:
        around = piece[max(0, error.start - _SAMPLE // 2) : error.start + _SAMPLE // 2]
        return decode(Source(around if piece is not sample else sample, datetime.fromtimestamp(0, UTC))).charset
    return "utf-8"
