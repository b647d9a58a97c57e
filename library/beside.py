"""Pages that a browser saved with a folder beside them: their pictures are put into them, and their address is read.

What is looked for is what `img` elements name below a folder that is called after the page; nothing else is opened.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from library.kinds import kind_of
from library.pictures import sniffed
from library.source import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from library.source import Source

BESIDE_A_PAGE = (
    "_files", ".files", "-files", "_file", "-dateien", "_dateien", "-filer", "_fichiers", "-fichiers", "_archivos",
    "_arquivos", "_ficheiros", "_bestanden", "_pliki", "_soubory", "_tiedostot", "_elemei", "_dosyalar", "_filer",
)  # fmt: skip
"""How browsers in several languages name the folder of a page's pictures."""
LARGEST = 8 * 1024 * 1024
"""Bytes of one picture."""
_MOST, _ROOM = 300, MAX_BYTES // 2
"""How many pictures are put into a page, and the bytes that it may have with them."""
_PAGES = (".html", ".htm", ".xhtml")
_IMAGE = re.compile(rb"""(<img\b[^<>]{0,8000}?\ssrc\s*=\s*)(?:"([^"<>]{1,2000})"|'([^'<>]{1,2000})')""", re.IGNORECASE)
_SAVED_FROM = re.compile(rb"""<!--\s*saved from url=\(\d{1,6}\)(https?://[^\s"'<>]{1,2000})""", re.IGNORECASE)


def as_saved(source: Source, read: Callable[[str], bytes]) -> Source:
    """A page with the pictures of its folder in it and the address that its browser wrote; any other source as it is.

    `read` gives the file at a path relative to the page, empty when there is none.
    """
    if not source.name.lower().endswith(_PAGES) or kind_of(source):
        return source
    saved = None if source.url else _SAVED_FROM.search(source.content, 0, 4096)
    if saved:
        source = replace(source, url=saved[1].decode("utf-8", "replace"))
    stem = source.name.rpartition(".")[0]
    folders = tuple(f"{stem}{ending}/".lower() for ending in BESIDE_A_PAGE)
    put: dict[str, bytes] = {}
    room = _ROOM - len(source.content)

    def with_content(found: re.Match[bytes]) -> bytes:
        nonlocal room
        path = _path(found[2] or found[3])
        if not path.lower().startswith(folders) or ".." in path.split("/"):
            return found.group()
        if path not in put and len(put) < _MOST:
            put[path] = _packed(read(path), room)
        packed = put.get(path, b"")
        room -= len(packed)
        return found[1] + b'"' + packed + b'"' if packed and room > 0 else found.group()

    content = _IMAGE.sub(with_content, source.content)
    return replace(source, content=content) if any(put.values()) else source


def reader_beside(page: Path) -> Callable[[str], bytes]:
    """What reads the files beside a page, none that a link leads to elsewhere."""

    def read(name: str) -> bytes:
        try:
            folder = page.parent.resolve() / name.partition("/")[0]
            path = (page.parent / name).resolve(strict=True)
            if not path.is_relative_to(folder) or not path.is_file() or path.stat().st_size > LARGEST:
                return b""
            return path.read_bytes()
        except (OSError, ValueError, RuntimeError):
            return b""

    return read


def _path(reference: bytes) -> str:
    path = unquote(unescape(reference.decode("utf-8", "replace")).partition("?")[0])
    return path.removeprefix("./")


def _packed(content: bytes, room: int) -> bytes:
    """A picture as a `data:` address; empty for what is none, and for what is too large."""
    media_type = sniffed(content)
    if not media_type or not 0 < len(content) <= LARGEST or len(content) * 3 // 2 > room:
        return b""
    return b"data:" + media_type.encode() + b";base64," + b64encode(content)
