"""Unpacking what a server packed, a piece at a time, so that a small answer can't become more than is wanted."""

from __future__ import annotations

import zlib
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from library.errors import FetchError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

_OFFERED = "gzip, deflate, br"
"""What can always be unpacked; brotli is the best for text and the slowest to make."""
_MISNAMED = frozenset((
    "", "identity", "none", "null", "plain", "utf-8", "utf8", "iso-8859-1", "7bit", "8bit", "binary", "text",
    "text/html",
    "text/plain", "chunked", "aws-chunked",
))  # fmt: skip
"""What servers say of answers that are not packed at all."""
_PIECE = 256 * 1024
"""Bytes that are unpacked at once."""
_RATIO, _FREE = 400, 4 * 1024 * 1024
"""How many times its size an answer may become, and the bytes that may come of it whatever its size.

Pages of repeated markup become a hundred times as large at most.
"""


_ZSTD = ("compression.zstd", "backports.zstd", "zstandard")
"""What may be there to unpack Zstandard, the best first; the first is Python's own from 3.14 on."""
_WINDOW = 23
"""Zstandard's window at most, as a power of two: https://www.rfc-editor.org/rfc/rfc9659."""
_SLICE = 64
"""Bytes that are given at once to what can't be told how much to make of them: no more than 2 MB."""


@cache
def offered() -> str:
    """What is asked for: the ways of packing that can be unpacked here."""
    return _OFFERED if _zstd() is None else f"{_OFFERED}, zstd"


@cache
def _zstd() -> tuple[str, ModuleType] | None:
    for name in _ZSTD:
        with suppress(ImportError):
            return name, import_module(name)
    return None


class Unpacker(Protocol):
    """Takes what came and gives what it means."""

    def feed(self, packed: bytes) -> Iterator[bytes]:
        """What another piece means, in pieces of bounded size. Raises FetchError for what is damaged."""

    def end(self) -> None:
        """All has come. Raises UnreachableError when something is missing."""


def unpacker(coding: str) -> Unpacker:
    """The one for a `Content-Encoding`. Raises FetchError for one that was not asked for."""
    named = _named(coding)
    match named:
        case []:
            return _Plain()
        case ["gzip" | "x-gzip"]:
            return _Zipped(zlib.MAX_WBITS | 16)
        case ["deflate"]:
            return _Zipped(0)
        case ["br"]:
            return _Brotli()
        case ["zstd"] if (found := _zstd()) is not None:
            return _Zstandard(*found)
        case _:
            from library.address import shortened

            raise FetchError(f"The server packed its answer as {shortened(', '.join(named))}, which was not asked for.")


def is_plain(coding: str) -> bool:
    """Whether a `Content-Encoding` means that nothing was packed."""
    return not _named(coding)


def _named(coding: str) -> list[str]:
    return [name for name in (part.strip().lower() for part in coding.split(",")) if name not in _MISNAMED]


def check_ratio(packed: int, unpacked: int) -> None:
    """Raise FetchError when an answer of so many bytes becomes absurdly large."""
    if unpacked > _FREE and unpacked > packed * _RATIO:
        raise FetchError(f"The server's answer becomes more than {_RATIO} times as large when it is unpacked.")


class _Plain:
    """What was not packed."""

    def feed(self, packed: bytes) -> Iterator[bytes]:
        yield packed

    def end(self) -> None:
        pass


class _Zipped:
    """gzip, of one member or several, and deflate with or without the frame that the standard wants."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._inner = zlib.decompressobj(window) if window else None
        self._fed = False

    def feed(self, packed: bytes) -> Iterator[bytes]:
        self._fed = self._fed or bool(packed)
        more = False
        while packed or more:
            if self._inner is None:
                framed = packed[0] & 0x0F == 8 and (len(packed) < 2 or int.from_bytes(packed[:2]) % 31 == 0)
                self._inner = zlib.decompressobj(zlib.MAX_WBITS if framed else -zlib.MAX_WBITS)
            try:
                piece = self._inner.decompress(packed, _PIECE)
            except zlib.error as error:
                raise FetchError("What the server packed is damaged.") from error
            if piece:
                yield piece
            packed = self._inner.unconsumed_tail
            more = len(piece) == _PIECE and not self._inner.eof
            if self._inner.eof:
                packed = self._inner.unused_data
                if not packed.startswith(b"\x1f\x8b") or self._window == 0:
                    return  # what follows the end means nothing
                self._inner = zlib.decompressobj(self._window)

    def end(self) -> None:
        if self._fed and (self._inner is None or not self._inner.eof):
            raise UnreachableError("The connection broke off within what the server packed.")


class _Brotli:
    """Brotli: https://www.rfc-editor.org/rfc/rfc7932."""

    def __init__(self) -> None:
        import brotli

        self._inner = brotli.Decompressor()
        self._error = brotli.error
        self._fed = False

    def feed(self, packed: bytes) -> Iterator[bytes]:
        self._fed = self._fed or bool(packed)
        more = bool(packed)
        while more and not self._inner.is_finished():
            try:
                piece = self._inner.process(packed, output_buffer_limit=_PIECE)
            except self._error as error:
                raise FetchError("What the server packed is damaged.") from error
            packed = b""
            more = bool(piece) or not self._inner.can_accept_more_data()
            if piece:
                yield piece

    def end(self) -> None:
        if self._fed and not self._inner.is_finished():
            raise UnreachableError("The connection broke off within what the server packed.")


class _Zstandard:
    """Zstandard, of one frame or several: https://www.rfc-editor.org/rfc/rfc8878."""

    def __init__(self, name: str, module: ModuleType) -> None:
        self._is_bounded = name != "zstandard"
        self._module = module
        self._inner = self._new()
        self._error = module.ZstdError
        self._fed = False

    def _new(self) -> Any:  # noqa: ANN401  of whichever module there is
        if not self._is_bounded:
            return self._module.ZstdDecompressor(max_window_size=1 << _WINDOW).decompressobj()
        return self._module.ZstdDecompressor(options={self._module.DecompressionParameter.window_log_max: _WINDOW})

    def feed(self, packed: bytes) -> Iterator[bytes]:
        try:
            if self._is_bounded:
                yield from self._pieces(packed)
            else:
                for at in range(0, len(packed), _SLICE):
                    yield from self._pieces(packed[at : at + _SLICE])
        except self._error as error:
            raise FetchError("What the server packed is damaged.") from error

    def _pieces(self, packed: bytes) -> Iterator[bytes]:
        self._fed = self._fed or bool(packed)
        more = False
        while packed or more:
            if self._inner.eof:
                self._inner = self._new()
            piece = self._inner.decompress(packed, _PIECE) if self._is_bounded else self._inner.decompress(packed)
            packed = self._inner.unused_data if self._inner.eof else b""
            more = self._is_bounded and not self._inner.eof and not self._inner.needs_input
            if piece:
                yield piece

    def end(self) -> None:
        if self._fed and not self._inner.eof:
            raise UnreachableError("The connection broke off within what the server packed.")
