"""Kinds: what a source is by its first bytes: a web archive, a mail, a book, a PDF file, a feed, an archive."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from library.source import Source

MHTML, MAIL = "multipart/related", "message/rfc822"
EPUB, PDF = "application/epub+zip", "application/pdf"
FEED, ZIP = "application/feed", "application/zip"
ARTICLE = "text/html; content=article"
"""The media type of a source of our own making: a page on which everything is the article."""
EXCERPTS = "text/html; content=excerpts"
"""The same, where the page holds but the passages that were marked in an article which is not in the library."""

_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
_LOOKED_AT, _LOOKED_AT_ZIP = 16 * 1024, 256
_LOOKED_AT_END = 1 << 17
_HEADER = re.compile(rb"[!-9;-~]{1,76}:[^\n]*\n(?:[ \t][^\n]*\n)*")
_ENVELOPE = re.compile(rb"(?:\s*\n)*(?:>?From [^\n]*\n)?")
_NAME = re.compile(rb"^([!-9;-~]+):", re.MULTILINE)
_RELATED = re.compile(rb"^content-type:\s*multipart/related\b", re.MULTILINE | re.IGNORECASE)
_OF_MAIL = frozenset((b"mime-version", b"message-id", b"received", b"return-path", b"delivered-to"))
_PROLOG = re.compile(
    rb"(?:\xef\xbb\xbf|\s+|<\?[^>]{0,2000}>|<!--.{0,4000}?-->|<!DOCTYPE[^>\[]{0,500}(?:\[[^\]]{0,8000}\]\s*)?>)*",
    re.DOTALL,
)
_FEED_ROOT = re.compile(rb"<(?:rss\b|(?:\w+:)?feed\b[^>]{0,4000}\batom|rdf:RDF\b[^>]{0,4000}/rss/)", re.IGNORECASE)
_JSON_FEED = re.compile(rb'\s*\{.{0,20000}?"version"\s*:\s*"https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org', re.DOTALL)


def kind_of(source: Source) -> str:
    """One of this module's kinds; empty for a page, a text, and what can't be read at all."""
    content = source.content
    start = content[:_LOOKED_AT]
    if content.startswith(_ZIPS):
        return _kind_of_zip(source)
    if b"%PDF-" in start[:1024] and not start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return PDF
    first = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if first == b"<":
        return FEED if _FEED_ROOT.match(start, _end_of_prolog(start)) else ""
    if first == b"{":
        return FEED if _JSON_FEED.match(start.removeprefix(b"\xef\xbb\xbf")) else ""
    return _kind_of_mime(source, start) or (ZIP if _hides_archive(content) else "")


def _end_of_prolog(start: bytes) -> int:
    found = _PROLOG.match(start)
    return found.end() if found else 0


def _hides_archive(content: bytes) -> bool:
    if b"PK\x05\x06" not in content[-_LOOKED_AT_END:]:
        return False
    from io import BytesIO

    from library.archives import stands_behind

    return stands_behind(BytesIO(content))


def _kind_of_zip(source: Source) -> str:
    content = source.content
    if EPUB.encode() in content[:_LOOKED_AT_ZIP] or b"META-INF/container.xml" in content:
        return EPUB
    return "" if b"[Content_Types].xml" in content else ZIP  # an Office document


def _kind_of_mime(source: Source, start: bytes) -> str:
    """MHTML or MAIL where a source begins with the headers of one."""
    envelope = _ENVELOPE.match(start)
    at = first = envelope.end() if envelope else 0
    while found := _HEADER.match(start, at):
        at = found.end()
    head = start[first:at].replace(b"\r\n", b"\n")
    names = {name.lower() for name in _NAME.findall(head)}
    saved = b"snapshot-content-location" in names or b"<Saved by" in head
    if names and (saved or (b"content-location" in names and _RELATED.search(head))):
        return MHTML
    if _RELATED.search(head) and source.name.lower().endswith((".mht", ".mhtml")):
        return MHTML
    written = b"from" in names and bool(names & {b"subject", b"date", b"to"})
    sure = names & _OF_MAIL or b"content-type" in names or source.name.lower().endswith(".eml")
    return MAIL if written and sure else ""
