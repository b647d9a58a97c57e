"""Pictures that a page holds in itself: taken out of its markup, each known by an address made of its content.

A page that SingleFile saved is mostly pictures, fonts and styles in `data:` addresses. They are taken out before
anything is parsed; pictures get an address on a host that can't exist (https://www.rfc-editor.org/rfc/rfc2606#section-2),
so that they go the way of all others: into the document, out into exports, and back out of the library.
"""

from __future__ import annotations

import binascii
import re
from hashlib import sha256
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urljoin

from library.address import absolute_address
from library.document import BlockKind, Document
from library.errors import FetchError
from library.pictures import EMBEDDED, Illustration, sniffed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_NOTHING = "data:,"
_SMALLEST, _LARGEST = 150, 20 * 1024 * 1024
"""Bytes of a picture: a smaller one is a spacer or counts visits."""
_SHORT = 200
"""Characters of an address that is left where it is."""
_DATA = re.compile(r"data:([\w.+-]{1,60}/[\w.+-]{1,60})?((?:;[\w.+=\"'-]{1,80}){0,6}),", re.IGNORECASE)
_PACKED = re.compile(r"[A-Za-z0-9+/=_%-]*")
_PACKED_IN_QUOTES = re.compile(r"[A-Za-z0-9+/=_%\s-]*")
_BARE = re.compile(r"[^\s\"'<>]*")
_VARIABLE = re.compile(r"(--sf-img-\d{1,6})\s*:\s*url\(\s*[\"']?(https://embedded\.invalid/\w{64})")
_TAG = re.compile(r"<(?:img|amp-img)\b[^<>]{1,20000}>", re.IGNORECASE)
_SOURCE = re.compile(r"</?source\b[^<>]{0,20000}>", re.IGNORECASE)
_SRC = re.compile(r"""(\ssrc\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_SRCSET = re.compile(r"""\ssrcset\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)
_CHOICE = re.compile(r"<picture\b[^<>]{0,2000}>.{0,20000}?</picture\s*>", re.IGNORECASE | re.DOTALL)
_USED = re.compile(r"var\(\s*(--sf-img-\d{1,6})")
_OTHER_SOURCES = re.compile(
    r"""\s(?:srcset|sizes|data-[\w-]*(?:src|file|url|lazy|original)[\w-]*)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)""",
    re.IGNORECASE,
)


def address_of(content: bytes) -> str:
    """The address of a picture that has none."""
    return f"{EMBEDDED}{sha256(content).hexdigest()}"


def without_data(text: str) -> tuple[str, dict[str, bytes]]:
    """A page's markup without its `data:` addresses, and its pictures by the addresses that stand in their place."""
    parts: list[str] = []
    pictures: dict[str, bytes] = {}
    done = at = 0
    while (at := text.find("data:", at)) >= 0:
        found = _DATA.match(text, at)
        if found is None:
            at += 5
            continue
        before = text[at - 1 : at]
        end = _end_of_data(text, found, before)
        if end - at < _SHORT and "<" not in text[at:end]:  # it costs nothing, and may be what the article speaks of
            at = found.end()
            continue
        parts.append(text[done:at])
        parts.append(_in_its_place(found, text[found.end() : end], pictures))
        done = at = end
    parts.append(text[done:])
    return "".join(parts), pictures


def _end_of_data(text: str, found: re.Match[str], before: str) -> int:
    if "base64" in found[2].lower():
        packed = (_PACKED_IN_QUOTES if before in ("'", '"') else _PACKED).match(text, found.end())
        return packed.end() if packed else found.end()
    closing = before if before in ("'", '"') else ")" if before == "(" else ""
    if closing:
        end = text.find(closing, found.end())
        return end if end >= 0 else len(text)
    bare = _BARE.match(text, found.end())
    return bare.end() if bare else found.end()


def _in_its_place(found: re.Match[str], body: str, pictures: dict[str, bytes]) -> str:
    if not (found[1] or "").lower().startswith("image/") or len(body) > 2 * _LARGEST:
        return _NOTHING
    content = _unpacked(body, packed="base64" in found[2].lower())
    if not _SMALLEST <= len(content) <= _LARGEST or sniffed(content) in ("", "image/svg+xml"):
        return _NOTHING
    address = address_of(content)
    pictures[address] = content
    return address


def _unpacked(body: str, *, packed: bool) -> bytes:
    raw = unquote_to_bytes(body) if "%" in body else body.encode("ascii", "ignore")
    if not packed:
        return raw
    try:
        return binascii.a2b_base64(raw.rstrip(b"= \t\r\n") + b"===")
    except ValueError:
        return b""


def with_known_sources(text: str, is_here: Callable[[str], str]) -> str:
    """Markup whose images name the pictures that came with the page, and no others, where `is_here` knows their source.

    `is_here` gives the address under which a source is known, empty for one that did not come along.
    """
    variables = dict(_VARIABLE.findall(text))

    def known(tag: str) -> str:
        used, source = _USED.search(tag), _SRC.search(tag)
        address = variables.get(used[1], "") if used else ""
        if not address and source:
            address = is_here(unescape(source[2].strip("\"'")).strip())
        return address or next(filter(None, map(is_here, _candidates(tag))), "")

    def mended(found: re.Match[str]) -> str:
        address = known(found.group())
        return _with_address(found.group(), address) if address else found.group()

    def mended_choice(found: re.Match[str]) -> str:
        choice = found.group()
        image = _TAG.search(choice)
        sources = [one.group() for one in _SOURCE.finditer(choice)]
        address = next(filter(None, map(known, [image.group(), *sources])), "") if image else ""
        if image is None or not address:
            return choice
        mended_image = _with_address(image.group(), address)
        return _SOURCE.sub("", choice[: image.start()]) + mended_image + _SOURCE.sub("", choice[image.end() :])

    return _TAG.sub(mended, _CHOICE.sub(mended_choice, text))


def _candidates(tag: str) -> list[str]:
    """The addresses that a `srcset` offers."""
    offered = _SRCSET.search(tag)
    parts = re.split(r",\s+", unescape(offered[1].strip("\"'"))) if offered else []
    return [words[0] for part in parts if (words := part.split())]


def _with_address(tag: str, address: str) -> str:
    """The tag of an image that has this source and no other."""
    tag = _OTHER_SOURCES.sub("", tag)
    given = f' src="{address.replace("&", "&amp;").replace(chr(34), "%22")}"'
    return _SRC.sub(lambda _: given, tag, count=1) if _SRC.search(tag) else f"{tag[:-1].rstrip('/')}{given}>"


def lightened(text: str) -> tuple[str, dict[str, bytes]]:
    """A page that holds pictures in itself, as `without_data`, its images naming them."""
    if "data:" not in text:
        return text, {}
    light, pictures = without_data(text)
    if not pictures:
        return light, pictures
    return with_known_sources(light, lambda source: source if source in pictures else ""), pictures


def shown_in(document: Document, pictures: Mapping[str, bytes]) -> tuple[Illustration, ...]:
    """Those pictures that a document shows, in its order; `pictures` are known by what its images name."""
    found: dict[str, Illustration] = {}
    for name in names_of(document):
        content = pictures.get(name)
        media_type = sniffed(content) if content else ""
        if content and media_type:
            address = normal(name)
            found[address] = Illustration(address, content, media_type)
    return tuple(found.values())


def names_of(document: Document) -> Iterable[str]:
    """What the images of a document name, in their order."""
    return (block.info for block in document.blocks if block.kind is BlockKind.IMAGE and block.info)


def normal(name: str, base: str = "") -> str:
    """An address as `absolute_address` writes it; as it is when that refuses it."""
    try:
        return absolute_address(name, base)
    except FetchError:
        return name


def joined(reference: str, base: str) -> str:
    """A reference made whole; empty when it can't be."""
    try:
        return urljoin(base, reference) if base else reference
    except ValueError:
        return ""
