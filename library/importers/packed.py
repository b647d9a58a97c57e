"""Pages that lie in an archive with their pictures, which are put into the page that names them."""

from __future__ import annotations

import posixpath
import re
from base64 import b64encode
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from library.errors import UnreadableSourceError
from library.illustrations import PictureLimits
from library.pictures import sniffed

if TYPE_CHECKING:
    from library.archives import Archive, Member

_SOURCE = re.compile(rb"""(<img\b[^<>]{0,4000}?\ssrc\s*=\s*)("[^"<>]{1,1000}"|'[^'<>]{1,1000}')""", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|[/#?]", re.IGNORECASE)
_IMAGE = re.compile(r"(!\[[^\[\]\n]{0,1000}\]\()(<[^<>\n]{1,1000}>|[^\s()<>]{1,1000})")
"""A picture in Markdown."""
_OTHER_SOURCES = re.compile(rb"""\s(?:srcset|sizes)\s*=\s*(?:"[^"]*"|'[^']*')""", re.IGNORECASE)


def read_page(archive: Archive, page: Member) -> bytes:
    """The bytes of a page; what it shows from the archive stands in it, within the limits of an article's pictures.

    Raises UnreadableSourceError when the page can't be read; a picture that can't be is left as it is.
    """
    content = archive.read(page)
    beside = _Beside(archive, page)
    if not beside.has_any:
        return content

    def put_in(image: re.Match[bytes]) -> bytes:
        shown = beside.shown(unescape(image[2][1:-1].decode("utf-8", "replace")).strip())
        return image[1] + b'"' + shown + b'"' if shown else image.group()

    shown = _SOURCE.sub(put_in, content)
    return _without_other_sizes(shown) if beside.taken else shown


def with_pictures(archive: Archive, page: Member, markdown: str) -> str:
    """As `read_page`, of a text in Markdown that was read already."""
    beside = _Beside(archive, page)

    def put_in(image: re.Match[str]) -> str:
        shown = beside.shown(image[2].strip("<>"))
        return f"{image[1]}{shown.decode()}" if shown else image.group()

    return _IMAGE.sub(put_in, markdown) if beside.has_any else markdown


class _Beside:
    """The pictures that lie beside a page, within the limits of an article's."""

    def __init__(self, archive: Archive, page: Member) -> None:
        self._archive = archive
        self._folder = page.folder_path
        self._members = {one.name: one for one in archive.members if one.name.startswith(f"{page.folder_path}/")}
        self._limits = PictureLimits()
        self._left = self._limits.total
        self.taken: dict[str, bytes] = {}

    @property
    def has_any(self) -> bool:
        """Whether there is more than the page."""
        return len(self._members) > 1

    def shown(self, reference: str) -> bytes:
        """The picture that is meant as a `data:` address; empty for one that lies elsewhere, or can't be read."""
        if _ELSEWHERE.match(reference):
            return b""
        path = re.split(r"[?#]", reference, maxsplit=1)[0]
        name = posixpath.normpath(posixpath.join(self._folder, unquote(path)))
        if name not in self.taken and name in self._members and len(self.taken) < self._limits.number:
            try:
                picture = self._archive.read(self._members[name], min(self._limits.each, self._left))
            except UnreadableSourceError:
                return b""
            if kind := sniffed(picture):
                self._left -= len(picture)
                self.taken[name] = b"data:" + kind.encode() + b";base64," + b64encode(picture)
        return self.taken.get(name, b"")


def _without_other_sizes(content: bytes) -> bytes:
    """The page without what names pictures in other sizes, where the one that came along stands."""
    return re.sub(
        rb"<img\b[^<>]{0,20000000}>",
        lambda image: _OTHER_SOURCES.sub(b"", image.group()) if b"data:" in image.group() else image.group(),
        content, flags=re.IGNORECASE,
    )  # fmt: skip
