"""From a path or a stream to a Source; the network will be reached from here and from nowhere else."""

from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from library.errors import UnreadableSourceError
from library.source import MAX_BYTES, Source


def read_file(path: Path, now: datetime, url: str = "") -> Source:
    """The bytes of a file; `url` is the address the page was saved from, when it is known.

    Raises UnreadableSourceError when it is no readable file or too large; nothing of a larger one is kept.
    """
    try:
        if path.is_dir():
            raise UnreadableSourceError("it is a folder")
        if path.exists() and not (path.is_file() or path.is_fifo()):
            raise UnreadableSourceError("it is no regular file")
        with path.open("rb") as stream:
            name = path.name.encode(errors="surrogateescape").decode(errors="replace")  # names need not be UTF-8
            return _read(stream, now, name, url)
    except OSError as error:
        raise UnreadableSourceError((error.strerror or "it can't be read").lower()) from error
    except ValueError as error:  # a path with a zero byte
        raise UnreadableSourceError(str(error)) from error


def read_stream(stream: BinaryIO, now: datetime, url: str = "") -> Source:
    """The bytes of a stream such as standard input. Raises UnreadableSourceError when it is too large."""
    return _read(stream, now, "", url)


def _read(stream: BinaryIO, now: datetime, name: str, url: str) -> Source:
    content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UnreadableSourceError(f"it is larger than {MAX_BYTES // (1024 * 1024)} MB")
    return Source(content, now, name, url)
