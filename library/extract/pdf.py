"""The extractor for PDF files: lines from pdfminer.six, which the optional extra `pdf` brings, put together again."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from html import escape
from io import BytesIO
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from library.article import Metadata
from library.builder import clean_text
from library.errors import UnreadableSourceError
from library.extract import Dropped, Extraction
from library.extract.dates import parse_date
from library.extract.pdf_layout import Line, Sheet, reading
from library.source import HTML, Source, decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from pdfminer.layout import LTTextLine
    from pdfminer.pdfdocument import PDFDocument

    from library.document import Document
    from library.extract.pdf_letters import Run

MISSING = "it is a PDF file, which the extra `pdf` reads: pip install 'broadsheet[pdf]'"
_MOST_PAGES, _MOST_LINES = 1_000, 200_000
_NO_TITLE = re.compile(
    r"(?i)untitled.*|microsoft word\b.*|.*\.(?:docx?|pdf|tex|dvi|indd|odt|pages|qxd|pptx?)\b.*|slide 1|document\d*"
    r"|.{0,2}|[\W\d_]+|\(?(?:anonymous|unspecified|unknown|no title)\)?"
)
_NOBODY = re.compile(r"(?i)\(?(?:anonymous|unspecified|unknown|author|admin(?:istrator)?|user|root)\)?")
"""What programs write where nobody said who it is by, or what it is about."""
_BROWSERS = "Mozilla/"
"""How the creator begins that browsers write."""
_ENOUGH = 0.4
"""The share of a printed page that its article is, at least."""
_OBJECT = re.compile(rb"(\d{1,10})\s{1,9}(\d{1,5})\s{1,9}obj\b")
_CATALOG = re.compile(rb"/Type\s{0,9}/Catalog\b")
_NEAR = 400
"""Bytes of an object in which it says what it is."""
_STAMP = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_UNMAPPED = re.compile(r"\(cid:\d+\)")


def extract(source: Source, own_rules: Path | None) -> Extraction:
    """The text of a PDF file, its headings told by the size of their letters.

    Raises UnreadableSourceError when it is damaged, locked, holds pictures of pages alone, or can't be read here.
    """
    try:
        from pdfminer.pdfparser import PDFSyntaxError  # noqa: F401  the optional extra
    except ImportError as error:
        raise UnreadableSourceError(MISSING) from error
    sheets, told, warnings, tree, creator = _read(source.content)
    is_web = creator.startswith(_BROWSERS)
    tagged = _of_tree(tree, sheets, told, source, own_rules, is_web=is_web)
    if tagged is not None:
        more = _unreadable(tagged.document)
        return replace(tagged, warnings=(*warnings, *tagged.warnings, *more))
    found = reading(sheets)
    title = found.title if _NO_TITLE.fullmatch(told.title) else told.title
    document = found.document(title)
    if not document.text.strip():
        raise UnreadableSourceError("it is a PDF file that holds pictures of its pages, and no text")
    warnings += _unreadable(document)
    metadata = told._replace(title=title, url=source.url)
    return Extraction(metadata, document, found.dropped, tuple(warnings))


def _unreadable(document: Document) -> list[str]:
    """What is to be said of letters that nobody can tell."""
    unmapped = len(_UNMAPPED.findall(document.text))
    told = "Some letters could not be read: the file does not say what its fonts show."
    return [told] if unmapped * 20 > document.words else []


def _of_tree(
    tree: object, sheets: Sequence[Sheet], told: Metadata, source: Source, own_rules: Path | None, *, is_web: bool
) -> Extraction | None:
    """The article of a file that knows its parts; None for others."""
    if tree is None:
        return None
    from library.extract import whole
    from library.extract.furniture import load_rules
    from library.extract.pdf_tags import page_of

    page = page_of(tree, sheets)
    if page is None:
        return None
    beside = tuple(Dropped(line[:200], "beside the text, as the file says") for line in page[1])
    root = whole.tree(f"<body>{page[0]}</body>")
    heading = next((clean_text("".join(map(str, one.itertext()))) for one in root.iter("h1")), "")
    nameless = _NO_TITLE.fullmatch(told.title)
    title = heading if heading and (nameless or heading in told.title) else "" if nameless else told.title
    printed = None
    if is_web or sum(1 for _ in root.iter("article")) == 1:
        printed = _of_web_page(page[0], beside, told._replace(title=title), source, own_rules)
    walked = whole.walk(next(root.iter("body")), title, source.url, load_rules(own_rules))
    document = whole.document_of(walked.pieces, told.language)
    if printed is not None and printed.document.words > _ENOUGH * document.words:
        return printed
    metadata = told._replace(title=title, url=source.url)
    return Extraction(metadata, document, (*walked.dropped, *beside)) if document.text.strip() else None


def _of_web_page(
    markup: str, beside: tuple[Dropped, ...], told: Metadata, source: Source, own_rules: Path | None
) -> Extraction:
    """The article of a page of the web that was printed; what its text says of it counts more than the file."""
    from library.extract import html

    head = f'<meta charset="utf-8"><title>{escape(told.title)}</title>'
    text = f'<html lang="{escape(told.language)}"><head>{head}</head><body>{markup}</body></html>'
    page = Source(text.encode(errors="replace"), source.taken, "", source.url, HTML, "utf-8")
    found = html.extract(page, decode(page), own_rules)
    known = found.metadata
    metadata = known._replace(
        title=told.title if _UNMAPPED.search(known.title) else known.title or told.title,
        authors=known.authors or told.authors,
        published=known.published or told.published,
        description=known.description or told.description,
        language=told.language or known.language,
        url=source.url,
    )
    return replace(found, metadata=metadata, dropped=(*found.dropped, *beside))


def _read(content: bytes) -> tuple[list[Sheet], Metadata, list[str], object, str]:
    from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
    from pdfminer.pdfparser import PDFParser

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL + 1)  # it tells of every flaw that it can overlook
    start = content.find(b"%PDF-", 0, 1024)
    # on a damaged file it raises whatever its code runs into: KeyError, TypeError, struct.error
    content = content[max(0, start) :]
    warnings: list[str] = []
    try:
        try:
            document = PDFDocument(PDFParser(BytesIO(content)))
        except PDFPasswordIncorrect:
            raise
        except Exception:
            if not (mended := _with_trailer(content)):
                raise
            document = PDFDocument(PDFParser(BytesIO(mended)))
            warnings.append("The file is damaged; what was found of it was read.")
        told = _told(document)
        creator = _facts(document).get("Creator", "")
    except PDFPasswordIncorrect as error:
        raise UnreadableSourceError("it is a PDF file, and locked with a password") from error
    except Exception as error:
        raise UnreadableSourceError("it is a PDF file, and damaged") from error
    sheets: list[Sheet] = []
    lines = 0
    try:
        for sheet in _sheets(document):
            sheets.append(sheet)
            lines += len(sheet.lines)
            if len(sheets) >= _MOST_PAGES or lines >= _MOST_LINES:
                warnings.append(f"The file is very long; its first {len(sheets):,} pages were read.")
                break
    except Exception as error:
        if not any(sheet.lines for sheet in sheets):
            raise UnreadableSourceError("it is a PDF file, and damaged") from error
        warnings.append(f"The file is damaged; its first {len(sheets):,} pages were read.")
    return sheets, told, warnings, document.catalog.get("StructTreeRoot"), creator


def _with_trailer(content: bytes) -> bytes:
    """A file that broke off, with an end that names the last of its catalogs; empty when it has none.

    What it is made of is then found by reading it from the beginning.
    """
    root = None
    for found in _OBJECT.finditer(content):
        if _CATALOG.search(content, found.end(), found.end() + _NEAR):
            root = found
    if root is None:
        return b""
    return b"%s\nendstream endobj\ntrailer << /Root %s %s R >>\nstartxref\n0\n%%%%EOF" % (content, root[1], root[2])


def _facts(document: PDFDocument) -> dict[str, str]:
    """What the file says of itself."""
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    told: dict[str, str] = {}
    for info in document.info:
        for key, value in info.items():
            given = resolve1(value)
            if isinstance(given, bytes):
                told.setdefault(key, clean_text(decode_text(given)))
    return told


def _told(document: PDFDocument) -> Metadata:
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    told = _facts(document)
    names = re.split(r"\s*(?:;|\band\b|,(?=[^,]+\s[^,]+))\s*", told.get("Author", ""))
    authors = dict.fromkeys(name for name in names if 1 < len(name) <= 60 and not _NOBODY.fullmatch(name))
    subject = told.get("Subject", "")
    language = resolve1(document.catalog.get("Lang"))
    return Metadata(
        title=told.get("Title", ""), authors=tuple(authors)[:20], published=_moment(told.get("CreationDate", "")),
        description="" if _NOBODY.fullmatch(subject) else subject[:1000],
        language=clean_text(decode_text(language)) if isinstance(language, bytes) else "",
    )  # fmt: skip


def _moment(stamp: str) -> datetime | None:
    found = _STAMP.match(stamp)
    return parse_date(f"{found[1]}-{found[2] or '01'}-{found[3] or '01'}") if found else None


def _sheets(document: PDFDocument) -> Iterator[Sheet]:
    from pdfminer.layout import LAParams, LTTextBox
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    from library.extract.pdf_letters import Device, runs

    manager = PDFResourceManager(caching=True)
    device = Device(manager)
    interpreter = PDFPageInterpreter(manager, device)
    for page in PDFPage.create_pages(document):
        interpreter.process_page(page)
        layout = device.get_result()
        found = runs(layout, device.marks)
        lines = _as_written([run for run in found if not run.in_figure] or found)
        if _is_in_disorder(lines):
            layout.analyze(LAParams())
            boxes = enumerate(part for part in layout if isinstance(part, LTTextBox))
            lines = [line for number, box in boxes for row in box if (line := _line(row, number))]
        marked = {} if not any(run.mark >= 0 for run in found) else _by_mark(found)
        yield Sheet(tuple(lines), layout.y0, layout.y1, page.pageid, marked)


def _by_mark(found: Iterable[Run]) -> dict[int, list[Run]]:
    marked: dict[int, list[Run]] = {}
    for run in found:
        marked.setdefault(run.mark, []).append(run)
    return marked


def _as_written(found: Iterable[Run]) -> list[Line]:
    """The lines of a page in the order of writing; a box ends where the next line is not right below."""
    from library.extract.pdf_letters import rows, written

    lines: list[Line] = []
    for row in rows(found):
        text = clean_text(written(row).replace("\u00ad", "-") if written(row).endswith("\u00ad") else written(row))
        black = [run for run in row if run.text.strip()]
        if not text or not black:
            continue
        longest = max(black, key=lambda run: len(run.text))
        line = Line(
            text, min(run.left for run in black), max(run.right for run in black),
            min(run.bottom for run in black), max(run.top for run in black), longest.size,
            all(run.bold for run in black), lines[-1].box if lines else 0,
        )  # fmt: skip
        if lines and _is_apart(lines[-1], line):
            line = line._replace(box=line.box + 1)
        lines.append(line)
    return lines


def _is_apart(before: Line, line: Line) -> bool:
    gap = before.bottom - line.top
    beside = line.left > before.right or before.left > line.right
    return beside or not -0.9 * line.size < gap < 0.75 * line.size or abs(before.size - line.size) > 0.6


def _is_in_disorder(lines: Sequence[Line]) -> bool:
    """Whether lines go up the page again and again, as they do where they were not written in reading order."""
    ups = sum(line.bottom > before.top + 0.5 * line.size for before, line in pairwise(lines))
    return ups > 3 + len(lines) // 8


def _line(row: LTTextLine, box: int) -> Line | None:
    from pdfminer.layout import LTChar

    text = clean_text(row.get_text().translate(_LIGATURES).replace("\u00ad\n", "-\n"))
    letters = [letter for letter in row if isinstance(letter, LTChar) and not letter.get_text().isspace()]
    if not text or not letters:
        return None
    bold = sum("bold" in letter.fontname.lower() or "black" in letter.fontname.lower() for letter in letters)
    size = median(letter.size for letter in letters)
    return Line(text, row.x0, row.x1, row.y0, row.y1, round(size * 2) / 2, bold > 0.8 * len(letters), box)
