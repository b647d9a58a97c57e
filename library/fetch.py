"""From a path or a stream to a Source, from an address to a Picture: the door to files and to the network."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from library.answers import Terms, Validators
from library.errors import FetchError, UnreadableSourceError
from library.kinds import kind_of
from library.pictures import EMBEDDED, Picture, sniffed
from library.source import MAX_BYTES, Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from library.answers import Answer
    from library.web import Web

PICTURE_BYTES = 20 * 1024 * 1024
_PICTURES = "image/jpeg, image/png, image/webp, image/gif, image/*;q=0.5"
_PAGES = "text/html, application/xhtml+xml, text/markdown, text/plain;q=0.8, application/pdf;q=0.7, */*;q=0.1"
_DOCUMENTS = frozenset((
    "application/xhtml+xml", "application/xml", "application/pdf", "application/epub+zip", "multipart/related",
    "application/x-mimearchive", "message/rfc822", "application/rss+xml", "application/atom+xml",
    "application/feed+json", "application/json", "application/x-rss+xml", "application/rdf+xml", "application/x-pdf",
    "application/epub", "application/vnd.wap.xhtml+xml",
))  # fmt: skip
_DATA = frozenset(("application/json", "application/xml", "text/xml", "text/json"))
"""Forms in which feeds come, and much that is no article."""
_MARKUP = frozenset(("text/html", "application/xhtml+xml"))
_FORWARDINGS = 3
"""How often a page may lead on to the next by what it says."""
_UNDECLARED = frozenset((
    "", "application/octet-stream", "binary/octet-stream", "*/*", "unknown/unknown", "application/unknown",
    "application/force-download", "application/x-download", "application/download",
))  # fmt: skip
"""What says nothing of the form."""
_NO_PROSE = frozenset((
    "text/css", "text/javascript", "text/ecmascript", "text/calendar", "text/vcard", "text/x-vcard",
    "text/event-stream",
))  # fmt: skip
"""Text that is never an article."""
_JSON_BYTES = 8 * 1024 * 1024
"""Of what is looked at for whether it is data that is called a page."""


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


class Page(NamedTuple):
    """What was found at an address, and how."""

    source: Source
    """Empty when the page is unchanged."""
    addresses: tuple[str, ...]
    """All that lead there, the one that was asked for first."""
    validators: Validators
    unchanged: bool = False
    """Whether it is the same as when the validators were given."""
    private: bool = False
    """Whether it came from a private address."""


def read_page(address: str, now: datetime, *, connect_seconds: float = 10, total_seconds: float = 60) -> Source:
    """The page at an http or https address that a person typed.

    Raises UnreachableError when another try may help, FetchError when not.
    """
    return fetch_page(address, now, connect_seconds=connect_seconds, total_seconds=total_seconds).source


def fetch_page(
    address: str,
    now: datetime,
    *,
    web: Web | None = None,
    near: str | None = None,
    known: Validators = Validators(),  # noqa: B008  frozen
    connect_seconds: float = 10,
    total_seconds: float = 60,
    limit: int | None = None,
) -> Page:
    """The page at an http or https address, or that it is unchanged since the `known` validators were given.

    A private address is reached only when the person typed it, or it is on the host of `near`, an address that may be
    empty. `web` keeps connections and cookies between several pages. `limit` is how many bytes it may
    have, unpacked; None for as many as any source. Raises as `read_page`.
    """
    from library import web as network  # 80 ms
    from library.address import absolute_address, with_route

    most = MAX_BYTES if limit is None else min(limit, MAX_BYTES)
    terms = Terms(_PAGES, _may_be_page, most, connect_seconds, total_seconds, packed=True, near=near, known=known)
    whole = absolute_address(address)
    answer = _followed(network.get if web is None else web.get, whole, terms)
    found = with_route(answer.address, address)
    source = Source(answer.content, now, "", found, answer.media_type, answer.charset)
    if not answer.unchanged and (data := _data(source)):
        raise FetchError(f"The server gave {data}, and it is neither a page nor a feed.")
    addresses = (with_route(whole, address), *answer.passed, found)
    return Page(source, addresses, answer.validators, answer.unchanged, answer.private)


def _data(source: Source) -> str:
    """What a source is called that holds data of a program and no article; empty when it may hold one."""
    is_json = source.content[:1] in (b"{", b"[") and _is_json(source.content)
    if not is_json and source.media_type not in _DATA:
        return ""
    if kind_of(source) or _is_markup(source.content):
        return ""
    return source.media_type if source.media_type in _DATA else "data in JSON"


def _is_json(content: bytes) -> bool:
    import json

    try:
        json.loads(content if len(content) <= _JSON_BYTES else b"")
    except (ValueError, RecursionError):
        return False
    return True


def _followed(get: Callable[[str, Terms], Answer], whole: str, terms: Terms) -> Answer:
    """The answer at an address, or at the one to which a page leads on that says nothing else."""
    from library.address import led_to
    from library.forwarding import forwarded_to

    ends = monotonic() + terms.total_seconds
    answer = get(whole, terms)
    near = whole if terms.near is None else terms.near
    for _ in range(_FORWARDINGS):
        place = (
            "" if answer.unchanged or answer.media_type not in _MARKUP else forwarded_to(answer.content, answer.refresh)
        )
        to = led_to(place, answer.address, "The page") if place else answer.address
        if to == answer.address:
            break  # it loads itself anew
        if to in (whole, *answer.passed):
            raise FetchError("The page shows nothing but where it leads, and that leads back to it.")
        left = max(0.1, ends - monotonic())
        passed = (*answer.passed, answer.address)
        answer = get(to, terms._replace(near=near, total_seconds=left))
        answer = answer._replace(passed=(*passed, *answer.passed))
    return answer


def read_picture(
    address: str,
    *,
    base: str = "",
    near: str | None = None,
    limit: int = PICTURE_BYTES,
    connect_seconds: float = 10,
    total_seconds: float = 30,
) -> Picture:
    """The picture at an http, https or `data:` address; one that is relative belongs to the page at `base`.

    Where it is the page that wants the picture, and not a person, `near` is the page's address, or empty when that is
    not known: a private address is then reached on the page's own host alone. `connect_seconds` bounds each silence of
    the server, `total_seconds` the whole. Raises UnreachableError when another try may help, FetchError when not: a
    missing picture, more than `limit` bytes, another scheme, no picture at all.
    """
    if address.startswith(EMBEDDED):
        raise FetchError("The picture came in the file of its page and was not kept.")
    if address[:5].lower() == "data:":
        content, declared = _embedded(address[5:], limit)
    else:
        from library import web  # 80 ms
        from library.address import absolute_address

        terms = Terms(_PICTURES, _may_be_picture, limit, connect_seconds, total_seconds, near=near)
        content, declared = web.get(absolute_address(address, base), terms)[:2]
    if not content:
        raise FetchError("The picture is empty.")
    known = sniffed(content)
    media_type = known or declared
    if not media_type.startswith("image/") or (not known and _is_markup(content)):
        raise FetchError("What lies at the address is no picture.")
    return Picture(content, media_type)


def _may_be_picture(media_type: str) -> bool:
    return media_type.startswith("image/") or media_type in _UNDECLARED


def _embedded(data: str, limit: int) -> tuple[bytes, str]:
    """The bytes and the media type of what follows `data:` (https://www.rfc-editor.org/rfc/rfc2397)."""
    from base64 import b64decode
    from urllib.parse import unquote_to_bytes

    head, comma, body = data.partition(",")
    if not comma:
        raise FetchError("The picture in the text is broken off.")
    if len(body) > 4 * limit:  # a byte takes three characters at most
        raise FetchError(f"It is larger than {limit / 1024 / 1024:.3g} MB.")
    declared, *parameters = (part.strip().lower() for part in head.split(";"))
    content = unquote_to_bytes(body)
    if "base64" in parameters:
        try:
            packed = b"".join(content.split()).rstrip(b"=")
            content = b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
        except ValueError as error:
            raise FetchError("The picture in the text is damaged.") from error
    if len(content) > limit:
        raise FetchError(f"It is larger than {limit / 1024 / 1024:.3g} MB.")
    return content, declared


def _is_markup(content: bytes) -> bool:
    return b"<html" in content[:4096].lower()


def _may_be_page(media_type: str) -> bool:
    """Whether it is text, or one of the forms of documents that are told from their content."""
    if media_type in _NO_PROSE:
        return False
    return media_type.startswith("text/") or media_type in _UNDECLARED or media_type in _DOCUMENTS
