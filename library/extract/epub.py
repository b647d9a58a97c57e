"""The extractor for EPUB books: the chapters in their order, as the headings of one article.

https://www.w3.org/TR/epub-33/ and, for the second version, its table of contents in NCX.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from lxml import etree

from library.archives import Archive
from library.article import Metadata
from library.builder import clean_text
from library.document import BlockKind
from library.errors import UnreadableSourceError
from library.extract import Dropped, Extraction
from library.extract.dates import parse_date
from library.extract.embedded import address_of, shown_in
from library.extract.html_pieces import Piece
from library.extract.whole import document_of, tree, walk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from lxml.etree import _Element

    from library.archives import Member
    from library.extract.furniture import Rules
    from library.source import Source

_CHAPTER, _BOOK, _PICTURE, _PICTURES = 16 * 1024 * 1024, 96 * 1024 * 1024, 8 * 1024 * 1024, 64 * 1024 * 1024
"""Bytes unpacked at most: of a chapter, of all chapters, of a picture, of all pictures."""
_MOST_CHAPTERS = 3_000
_TEXTS = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_NO_CHAPTERS = frozenset(("cover", "toc", "title-page", "titlepage", "copyright-page", "index-toc"))
_NO_ORDER = "The book does not say in which order its chapters stand; they were read as they are listed."
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""How fonts are hidden, which no reader minds; whatever else is encrypted is locked."""


class _Chapter(NamedTuple):
    path: str
    label: str
    """What the table of contents calls it; empty when it does not."""


def extract(source: Source, own_rules: Path | None) -> Extraction:
    """The book in an EPUB file. Raises UnreadableSourceError when it is damaged, locked, or holds no text."""
    from library.extract.furniture import load_rules

    with Archive(source.content) as archive:
        return _Book(archive).read(source, load_rules(own_rules))


class _Book:
    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._members: dict[str, Member] = {}
        for member in archive.members:  # of two with one name the first counts
            self._members.setdefault(member.name, member)
        self._left, self._pictures_left = _BOOK, _PICTURES
        self._pictures: dict[str, bytes] = {}
        self._named: dict[str, str] = {}
        """The path of a picture -> its address."""
        self._warnings: list[str] = []
        if archive.broken:
            self._warnings.append(f"The book is damaged; what was found of it was read ({archive.broken}).")

    def read(self, source: Source, rules: Rules) -> Extraction:
        """The book as an article."""
        self._check_locks()
        folder, package = self._package()
        metadata = _metadata(package, source.url)
        pieces: list[Piece] = []
        dropped: list[Dropped] = []
        for chapter in self._chapters(folder, package):
            found = self._pieces(chapter, metadata.title, rules, dropped, is_first=not pieces)
            pieces += found
        document = document_of(pieces, metadata.language)
        if not document.text.strip():
            raise UnreadableSourceError(" ".join(("the book holds no text.", *self._warnings[:3])))
        pictures = shown_in(document, self._pictures)
        return Extraction(metadata, document, tuple(dropped), tuple(self._warnings), pictures=pictures)

    def _check_locks(self) -> None:
        if "META-INF/encryption.xml" not in self._members:
            return
        root = _xml(self._member("META-INF/encryption.xml"))
        ways = [found.get("Algorithm") or "" for found in _named(root, "EncryptionMethod")]
        if any(way not in _FONTS for way in ways):
            raise UnreadableSourceError("the book is locked by its seller (DRM)")

    def _member(self, path: str, limit: int = _CHAPTER) -> bytes:
        member = self._members.get(path)
        if member is None:
            raise UnreadableSourceError(f"the book lacks {clean_text(path)[:80]}")
        return self._archive.read(member, limit)

    def _package(self) -> tuple[str, _Element]:
        """The folder of the package document, and its root; an empty one where there is none."""
        try:
            container = _xml(self._member("META-INF/container.xml"))
            path = next((found.get("full-path") or "" for found in _named(container, "rootfile")), "")
            return posixpath.dirname(path), _xml(self._member(path))
        except UnreadableSourceError as error:
            path = next((name for name in self._members if name.lower().endswith(".opf")), "")
            if not path and not any(map(_is_text, self._members)):
                raise
            self._warnings.append(f"The book is damaged: {error}.")
            return posixpath.dirname(path), _xml(self._member(path)) if path else etree.Element("package")

    # Chapters

    def _chapters(self, folder: str, package: _Element) -> Iterator[_Chapter]:
        items = {item.get("id") or "": item for item in _named(package, "item")}
        labels = self._labels(folder, package, items)
        guide = {
            _path(folder, entry.get("href") or ""): entry.get("type") or "" for entry in _named(package, "reference")
        }
        seen: set[str] = set()
        entries = [(items.get(entry.get("idref") or ""), entry.get("linear")) for entry in _named(package, "itemref")]
        if not any(item is not None for item, _ in entries):
            self._warnings.append(_NO_ORDER)
            entries = [(item, "") for item in items.values()] or self._texts(folder)
        for item, linear in entries[:_MOST_CHAPTERS]:
            if item is None or linear == "no" or item.get("media-type") not in _TEXTS:
                continue
            path = _path(folder, item.get("href") or "")
            contents = "nav" in (item.get("properties") or "").split() or guide.get(path, "") in _NO_CHAPTERS
            if not contents and path not in seen:
                seen.add(path)
                yield _Chapter(path, labels.get(path, ""))

    def _texts(self, folder: str) -> list[tuple[_Element | None, str | None]]:
        """The texts of a book that has no list of them, by their names."""
        found: list[tuple[_Element | None, str | None]] = []
        for name in sorted(filter(_is_text, self._members), key=_by_numbers):
            path = quote(posixpath.relpath(name, folder or "."))
            found.append((etree.Element("item", {"href": path, "media-type": _TEXTS[0]}), ""))
        return found

    def _labels(self, folder: str, package: _Element, items: dict[str, _Element]) -> dict[str, str]:
        """What the table of contents calls the files of chapters."""
        found: dict[str, str] = {}
        spine = next(_named(package, "spine"), None)
        for item in items.values():
            is_nav = "nav" in (item.get("properties") or "").split()
            is_ncx = item.get("media-type") == "application/x-dtbncx+xml" or (
                spine is not None and item.get("id") == spine.get("toc")
            )
            if not (is_nav or is_ncx):
                continue
            path = _path(folder, item.get("href") or "")
            try:
                root = tree(_text(self._member(path))) if is_nav else _xml(self._member(path))
            except UnreadableSourceError as error:
                self._warnings.append(f"The table of contents can't be read: {error}.")
                continue
            base = posixpath.dirname(path)
            for target, label in _entries(root):
                found.setdefault(_path(base, target), label)
        return found

    def _pieces(
        self, chapter: _Chapter, title: str, rules: Rules, dropped: list[Dropped], *, is_first: bool
    ) -> list[Piece]:
        try:
            content = self._member(chapter.path, min(_CHAPTER, self._left))
        except UnreadableSourceError as error:
            self._warnings.append(f"A chapter is missing ({clean_text(chapter.label or chapter.path)[:80]}): {error}.")
            return []
        self._left -= len(content)
        root = tree(_text(content))
        body = next(root.iter("body"), root)
        self._name_pictures(body, posixpath.dirname(chapter.path))
        walked = walk(body, title if is_first else "", "", rules)
        dropped += walked.dropped
        pieces = walked.pieces
        first = next((piece for piece in pieces if piece.kind is not BlockKind.IMAGE), None)
        if first is None and not pieces:
            return []
        label = chapter.label
        if label and (first is None or first.kind is not BlockKind.HEADING) and clean_text(label) != clean_text(title):
            return [Piece(BlockKind.HEADING, label, level=1), *pieces]
        return pieces

    # Pictures

    def _name_pictures(self, body: _Element, folder: str) -> None:
        """Give the pictures of a chapter addresses of their own."""
        for image in body.iter("img", "image"):
            if image.tag == "image":  # of SVG
                image.tag = "img"
            source = image.get("src") or image.get("href") or image.get("xlink:href") or ""
            address = self._picture(_path(folder, source)) if source else ""
            if address:
                image.set("src", address)
        for drawing in list(body.iter("svg")):
            if next(drawing.iter("img"), None) is not None:
                drawing.tag = "div"

    def _picture(self, path: str) -> str:
        if path not in self._named:
            member = self._members.get(path)
            content = b""
            if member is not None and member.info.file_size <= self._pictures_left:
                try:
                    content = self._archive.read(member, _PICTURE)
                except UnreadableSourceError:
                    content = b""
            self._pictures_left -= len(content)
            self._named[path] = address_of(content) if content else ""
            if content:
                self._pictures[self._named[path]] = content
        return self._named[path]


def _metadata(package: _Element, url: str) -> Metadata:
    def first(name: str) -> str:
        return next((text for found in _named(package, name) if (text := _all_text(found))), "")

    authors = [_all_text(found) for found in _named(package, "creator")]
    tags = [_all_text(found) for found in _named(package, "subject")]
    about = _all_text(tree(first("description"))) if first("description") else ""
    return Metadata(
        title=first("title"), authors=tuple(dict.fromkeys(filter(None, authors))), site=first("publisher"), url=url,
        published=_date(package), language=first("language").replace("_", "-"), description=about[:2000],
        tags=tuple(dict.fromkeys(tag for tag in tags if 0 < len(tag) <= 60))[:30],
    )  # fmt: skip


def _date(package: _Element) -> datetime | None:
    dates = [_all_text(found) for found in _named(package, "date")]
    return next((moment for text in dates if text and (moment := parse_date(text))), None)


def _entries(root: _Element) -> Iterator[tuple[str, str]]:
    """Targets and labels of a table of contents of either form."""
    for point in _named(root, "navPoint"):
        content, label = next(_named(point, "content"), None), next(_named(point, "text"), None)
        if content is not None and label is not None:
            yield content.get("src") or "", _all_text(label)
    for link in root.iter("a"):
        if link.get("href"):
            yield link.get("href") or "", _all_text(link)


def _named(root: _Element, name: str) -> Iterator[_Element]:
    """All elements with a name, whatever name space they have."""
    return root.iter(f"{{*}}{name}")


def _all_text(element: _Element) -> str:
    return clean_text(" ".join(map(str, element.itertext())))


def _is_text(name: str) -> bool:
    return name.lower().endswith((".xhtml", ".html", ".htm"))


def _by_numbers(name: str) -> list[tuple[int, str]]:
    """A key by which chapter 2 stands before chapter 10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d{1,9})", name)]


def _path(folder: str, reference: str) -> str:
    """The name of the member that a reference means."""
    try:
        path = unquote(urlsplit(reference).path)
    except ValueError:
        return ""
    return posixpath.normpath(posixpath.join(folder, path)) if path else ""


_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]{0,500}(?:\[.{0,100000}?\]\s*)?>", re.DOTALL)
"""Nothing in a book needs entities of its own."""


def _xml(content: bytes) -> _Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, recover=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(_DOCTYPE.sub(b"", content, count=1), parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableSourceError("the book is damaged: a list of its contents can't be read") from error
    if root is None:  # what recovery leaves of nothing
        raise UnreadableSourceError("the book is damaged: a list of its contents can't be read")
    return root


_DECLARED = re.compile(rb"<\?xml[^>]{0,200}encoding=[\"']([\w.:-]{2,40})")
_EMPTY = re.compile(r"<(title|script|style|iframe|textarea|a|p|div|span|i|b|em|strong|td|li)\b([^<>]{0,2000})/>")
"""Elements that XML may close at once and HTML would leave open."""


def _text(content: bytes) -> str:
    """A chapter as text that a parser of HTML understands."""
    declared = _DECLARED.match(content.lstrip(b"\xef\xbb\xbf \r\n\t"))
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for charset in ("utf-16" if wide else "utf-8-sig", declared[1].decode() if declared else "cp1252"):
        try:
            text = content.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
        return _EMPTY.sub(r"<\1\2></\1>", text)
    return content.decode("utf-8", "replace")
