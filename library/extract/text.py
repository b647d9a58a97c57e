"""From a plain text, such as a page copied from a browser, to an article.

The lines become paragraphs (`text_lines`), a head of headline, summary, byline and captions is told from the body
(`text_head`), rules take the furniture out and what remains is named: headings, captions, lists, quotes (`text_body`).
"""

import re
from pathlib import Path

from library.article import Metadata
from library.builder import DocumentBuilder, add_caption, add_row, clean_text
from library.document import BlockKind, Document, Span
from library.extract import Extraction
from library.extract.dates import parse_date
from library.extract.furniture import load_rules
from library.extract.text_body import name_parts, without_furniture
from library.extract.text_head import Reading, take_head
from library.extract.text_language import language_of
from library.extract.text_lines import Line, is_code, paragraphs, read_lines
from library.extract.text_names import names_in
from library.extract.text_page import find_frame
from library.extract.text_runs import listed
from library.source import Decoded, Source

_FIELD = re.compile(r"([^\W\d_]{2,12})\s*[:：]\s*(\S.*)")
_FIELDS = {
    "title": "title", "headline": "title", "titel": "title", "titre": "title", "título": "title",
    "titolo": "title", "标题": "title", "標題": "title", "タイトル": "title", "题目": "title",
    "author": "author", "authors": "author", "by": "author", "autor": "author", "auteur": "author",
    "autore": "author", "作者": "author", "著者": "author",
    "url": "url", "source": "url", "link": "url", "网址": "url", "链接": "url", "来源": "site", "quelle": "url",
    "date": "date", "published": "date", "datum": "date", "fecha": "date", "data": "date", "日期": "date",
    "日付": "date",
    "site": "site", "publication": "site", "publisher": "site", "媒体": "site",
    "language": "language", "lang": "language", "tags": "tags", "keywords": "tags",
}  # fmt: skip
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ADDRESS = re.compile(r"https?://\S+")
_LONGEST_TITLE = 80
_SAMPLE = 200
"""Paragraphs of the article that its language is told by."""


def extract(source: Source, decoded: Decoded, own_rules: Path | None) -> Extraction:
    """The article in a plain text."""
    if is_code(decoded.text):
        return _as_it_stands(source, decoded.text)
    rules = load_rules(own_rules)
    lines = read_lines(decoded.text)
    fields = _header_fields(lines)
    found = paragraphs(lines[len(fields) :])
    frame = find_frame(found, rules, fields.get("url", "") or source.url)
    article = [line for line in found[frame.start : frame.end] if line.number not in frame.between]
    reading = Reading(rules, article, title=fields.get("title", "") or frame.title)
    reading.listed = listed(reading.lines, rules)
    for line in found[: frame.start]:
        reading.drop(line, "above the article: menus and what else the page shows")
    for line in found[frame.end :]:
        reading.drop(line, "below the article: what else the page shows")
    for line in found[frame.start : frame.end]:
        if line.number in frame.between:
            reading.drop(line, "between the headline and the text: what else the page shows")
    for line, name in zip(lines, fields, strict=False):
        reading.drop(line, f"header line, kept as the {name}")
    reading.warnings += [f"A furniture rule was not used: {problem}" for problem in rules.problems]
    language = fields.get("language", "")
    sample = "\n".join(line.text for line in reading.lines[:_SAMPLE])
    builder = DocumentBuilder(language if _LANGUAGE_TAG.fullmatch(language) else language_of(sample))
    for part in name_parts(reading, without_furniture(reading, take_head(reading))):
        if part.kind is BlockKind.ROW:
            cells: list[tuple[str, tuple[Span, ...]]] = [(cell, ()) for cell in part.line.cells]
            add_row(builder, cells, part.level, header=part.info == "header")
        elif part.credit is not None:
            add_caption(builder, part.credit.words, part.credit.credit, part.credit.label)
        else:
            builder.add(part.kind, part.text, level=part.level, info=part.info)
    document = builder.build()
    dropped = tuple(sorted(reading.dropped, key=lambda found: found.line or 0))
    return Extraction(_metadata(source, reading, fields, document), document, dropped, tuple(reading.warnings))


def _metadata(source: Source, reading: Reading, fields: dict[str, str], document: Document) -> Metadata:
    authors = names_in(fields["author"]) if "author" in fields else reading.authors
    url = fields.get("url", "")
    is_address = _ADDRESS.fullmatch(url) is not None
    return Metadata(
        title=reading.title or _first_words(document.text),
        authors=tuple(dict.fromkeys(authors)),
        site=fields.get("site", "") or reading.site or ("" if is_address else url),
        url=url if is_address else source.url,
        published=parse_date(fields.get("date", "") or reading.published),
        language=document.language,
        stated_minutes=reading.minutes,
        tags=tuple(name for name in map(clean_text, re.split("[,;，、]", fields.get("tags", ""))) if name),
    )


def _as_it_stands(source: Source, text: str) -> Extraction:
    builder = DocumentBuilder()
    builder.add(BlockKind.CODE, text)
    document = builder.build()
    title = clean_text(source.name) or _first_words(document.text)
    return Extraction(Metadata(title=title, url=source.url), document)


def _header_fields(lines: list[Line]) -> dict[str, str]:
    """The `Title: …` lines at the very top, by the names that metadata gives them; empty when they are too few."""
    fields: dict[str, str] = {}
    for at, line in enumerate(lines):
        found = _FIELD.fullmatch(line.text)
        name = _FIELDS.get(found.group(1).lower()) if found else None
        if not found or name is None or name in fields or (line.after_gap and at):
            break
        fields[name] = found.group(2)
    return fields if "title" in fields or len(fields) > 1 else {}


def _first_words(text: str) -> str:
    """A title for a text that has none: the start of its first sentence."""
    first = clean_text(text[:1000].strip().split("\n", 1)[0])
    sentence = re.split(r"(?<=[.!?。！？])\s?", first, maxsplit=1)[0]
    if len(sentence) <= _LONGEST_TITLE:
        return sentence
    cut = sentence.rfind(" ", 0, _LONGEST_TITLE)
    return clean_text(sentence[: cut if cut > 40 else _LONGEST_TITLE - 1]) + "…"


__all__ = ["extract"]
