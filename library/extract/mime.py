"""MIME: the parts of a mail or a web archive, found without copying what nobody asks for.

https://www.rfc-editor.org/rfc/rfc2046#section-5.1; a part is decoded when it is asked for, since pictures make up most
of such files.
"""

from __future__ import annotations

import binascii
import re
from contextlib import suppress
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from typing import TYPE_CHECKING, NamedTuple

from library.builder import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

_DEEPEST, _MOST_PARTS, _LONGEST_HEAD = 12, 5_000, 256 * 1024
_HEAD_END = re.compile(rb"\r?\n[ \t]*\r?\n")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_OTHER_BOUNDARY = re.compile(
    rb"^(--[^\s][^\r\n]{0,200})\r?\n(?=(?:Content-|MIME-)[A-Za-z-]{2,40}:)", re.IGNORECASE | re.MULTILINE
)
"""A line that parts others, before the head of a part."""
_SEVEN_BITS = ("iso-2022-", "hz-gb-2312")
"""Encodings whose bytes would pass for ASCII."""
_ENVELOPE = re.compile(rb"(?:\s*\n)*>?From [^\n]*\n")


class Part(NamedTuple):
    """A part that holds no other parts."""

    head: Message
    body: bytes
    """As it stands in the file."""
    encoding: str
    """In lower case: `base64`, `quoted-printable`, or another one, which leaves the body as it is."""

    @property
    def media_type(self) -> str:
        """Such as `text/html`, in lower case."""
        return self.head.get_content_type()

    @property
    def charset(self) -> str:
        """As declared; empty when it is not."""
        try:
            return self.head.get_content_charset() or ""
        except (LookupError, UnicodeError, ValueError):
            return ""

    @property
    def location(self) -> str:
        """The address that the part was saved from; empty when it has none."""
        return "".join(text_of(self.head, "Content-Location").split())

    @property
    def identity(self) -> str:
        """What `cid:` addresses call it; empty when they can't."""
        return text_of(self.head, "Content-ID").strip("<> \t")

    @property
    def is_attached(self) -> bool:
        """Whether it is a file that was sent along."""
        return text_of(self.head, "Content-Disposition").lower().startswith("attachment")

    def content(self) -> bytes:
        """The body decoded; damaged ends are left out."""
        if self.encoding == "quoted-printable":
            return binascii.a2b_qp(self.body)
        if self.encoding != "base64":
            return self.body
        packed = _NOT_BASE64.sub(b"", self.body)
        packed = packed[: len(packed) - (len(packed) % 4 == 1)]
        return binascii.a2b_base64(packed + b"=" * (-len(packed) % 4))

    def readable(self) -> tuple[bytes, str]:
        """The content and its encoding; UTF-8 where the declared one writes all characters in seven bits."""
        content, charset = self.content(), self.charset
        if charset.startswith(_SEVEN_BITS):
            with suppress(LookupError):
                return content.decode(charset, "replace").encode(), "utf-8"
        return content, charset


class Mail(NamedTuple):
    """A whole file."""

    head: Message
    parts: tuple[Part, ...]
    """In their order."""
    whole: bool
    """Whether its end is there."""


def read(content: bytes) -> Mail:
    """The head and all parts of a mail or web archive; raises nothing, whatever it is."""
    envelope = _ENVELOPE.match(content)
    head, body = _parted(content[envelope.end() :] if envelope else content)
    broken: list[bool] = []
    parts: list[Part] = []
    for part in _leaves(head, body, broken, 0):
        parts.append(part)
        if len(parts) >= _MOST_PARTS:
            break
    return Mail(head, tuple(parts), not broken)


def text_of(head: Message, name: str) -> str:
    """A header in one clean line, its encoded words decoded; empty when it is absent."""
    value = next((value for key, value in head.raw_items() if key.lower() == name.lower()), None)
    if value is None:
        return ""
    raw = str(value)
    with suppress(UnicodeEncodeError):
        raw = _undeclared(raw.encode("ascii", "surrogateescape"))
    try:
        return clean_text(str(make_header(decode_header(raw))))
    except (MessageError, LookupError, UnicodeError, ValueError):
        return clean_text(raw)


def _undeclared(content: bytes) -> str:
    """Bytes beyond ASCII in a header, of which none says what they mean."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def attached_letters(mail: Mail) -> list[bytes]:
    """The letters that were sent along with a letter, whole."""
    return [part.content() for part in mail.parts if part.media_type == "message/rfc822"]


def has_text(mail: Mail) -> bool:
    """Whether there are words in a letter itself."""
    return any(
        part.media_type in ("text/plain", "text/html") and not part.is_attached and part.content().strip()
        for part in mail.parts
    )


def _parted(content: bytes) -> tuple[Message, bytes]:
    """The head of a part and what stands below it."""
    if content[:1] == b"\n" or content[:2] == b"\r\n":
        return message_from_bytes(b"\n"), content.lstrip(b"\r\n")
    end = _HEAD_END.search(content, 0, _LONGEST_HEAD)
    head = content[: end.start()] if end else content[:_LONGEST_HEAD]
    try:
        return message_from_bytes(head + b"\n\n"), content[end.end() :] if end else b""
    except (MessageError, ValueError, LookupError):
        return message_from_bytes(b"\n"), content[end.end() :] if end else b""


def _leaves(head: Message, body: bytes, broken: list[bool], depth: int) -> Iterator[Part]:
    boundary = _boundary(head)
    if head.get_content_maintype() == "multipart" and boundary and depth < _DEEPEST:
        for piece in _between(body, boundary, broken):
            inner, below = _parted(piece)
            if head.get_content_subtype() == "digest":
                inner.set_default_type("message/rfc822")
            yield from _leaves(inner, below, broken, depth + 1)
        return
    encoding = text_of(head, "Content-Transfer-Encoding").lower()
    yield Part(head, body, encoding)


def _boundary(head: Message) -> bytes:
    try:
        return (head.get_boundary() or "").encode("ascii", "surrogateescape")
    except (UnicodeError, ValueError, LookupError):
        return b""


def _between(body: bytes, boundary: bytes, broken: list[bool]) -> Iterator[bytes]:
    """What stands between the lines that are a boundary; what is before the first and behind the last is not read."""
    line = b"--" + boundary
    start = -1
    at = body.find(line)
    if at < 0 and (other := _OTHER_BOUNDARY.search(body, 0, _LONGEST_HEAD)) is not None:
        line, at = other[1], other.start(1)  # the head is damaged, or was written anew
        broken.append(True)
    while at >= 0:
        behind = at + len(line)
        follows = body[behind : behind + 2]
        if (at == 0 or body[at - 1 : at] == b"\n") and (
            follows[:1] in (b"\r", b"\n", b" ", b"\t", b"") or follows == b"--"
        ):
            if start >= 0:
                end = at - 2 if body[at - 2 : at] == b"\r\n" else at - 1
                yield body[start : max(start, end)]
            if follows == b"--":
                return
            newline = body.find(b"\n", behind)
            start = newline + 1 if newline >= 0 else len(body)
        at = body.find(line, behind)
    broken.append(True)
    if 0 <= start < len(body):
        yield body[start:]
