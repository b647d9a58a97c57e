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
_OTHER_SOURCES = re.compile(rb"""\s(?:srcset|sizes)\s*=\s*(?:"[^"]*"|'[^']*')""", re.IGNORECASE)


def read_page(archive: Archive, page: Member) -> bytes:
    """The bytes of a page; what it shows from the archive stands in it, within the limits of an article's pictures.

    Raises UnreadableSourceError when the page can't be read; a picture that can't be is left as it is.
    """
    content = archive.read(page)
    beside = {one.name: one for one in archive.members if one.name.startswith(f"{page.folder_path}/")}
    if len(beside) < 2:
        return content
    limits = PictureLimits()
    taken: dict[str, bytes] = {}
    left = limits.total

    def put_in(image: re.Match[bytes]) -> bytes:
        nonlocal left
        reference = unescape(image[2][1:-1].decode("utf-8", "replace")).strip()
        if _ELSEWHERE.match(reference):
            return image.group()
        path = re.split(r"[?#]", reference, maxsplit=1)[0]
        name = posixpath.normpath(posixpath.join(page.folder_path, unquote(path)))
        if name not in taken and name in beside and len(taken) < limits.number:
            try:
                picture = archive.read(beside[name], min(limits.each, left))
            except UnreadableSourceError:
                return image.group()
            kind = sniffed(picture)
            if not kind:
                return image.group()
            left -= len(picture)
            taken[name] = b"data:" + kind.encode() + b";base64," + b64encode(picture)
        if name not in taken:
            return image.group()
        return image[1] + b'"' + taken[name] + b'"'

    shown = _SOURCE.sub(put_in, content)
    return _without_other_sizes(shown) if taken else shown


def _without_other_sizes(content: bytes) -> bytes:
    """The page without what names pictures in other sizes, where the one that came along stands."""
    return re.sub(
        rb"<img\b[^<>]{0,20000000}>",
        lambda image: _OTHER_SOURCES.sub(b"", image.group()) if b"data:" in image.group() else image.group(),
        content, flags=re.IGNORECASE,
    )  # fmt: skip
