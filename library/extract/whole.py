"""The extractor for pages on which everything is the article: items of feeds, chapters of books, mails.

Nothing is looked for on such a page: it is walked as it is, and only lines that a rule calls furniture go.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

import lxml.html
from lxml import etree

from library.builder import DocumentBuilder, clean_text
from library.document import BlockKind, Document
from library.extract import Dropped, Extraction
from library.extract.embedded import lightened, shown_in
from library.extract.furniture import load_rules
from library.extract.html_blocks import Walker
from library.extract.html_head import Head
from library.extract.html_judge import Plan
from library.extract.html_markup import one_page
from library.extract.html_metadata import read_metadata
from library.extract.html_notes import find_notes
from library.extract.html_pieces import Links, Piece
from library.extract.html_survey import Kept, Survey
from library.source import decode

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lxml.etree import _Element

    from library.extract.furniture import Rules
    from library.source import Source

_WHERE_FROM = re.compile(
    r"\s*\b(?:The post|Der Beitrag|L[’']article|La entrada|L[’']articolo|O post|Het bericht)\s.{1,300}?\s"
    r"(?:appeared first on|erschien zuerst auf|est apparu en premier sur|aparece primero en|proviene da|"
    r"apareceu primeiro em|verscheen eerst op)\s.{1,200}\Z",
)
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32)))


class Walked(NamedTuple):
    """What a page came to."""

    pieces: list[Piece]
    dropped: list[Dropped]


def extract(source: Source, own_rules: Path | None) -> Extraction:
    """The article that a page is. Raises UnreadableSourceError for a source that can't be decoded."""
    decoded = decode(source)
    text, pictures = lightened(decoded.text)
    root = tree(text)
    metadata, _ = read_metadata(root, source.url, source.taken)
    body = next(root.iter("body"), root)
    walked = walk(body, metadata.title, source.url or metadata.url, load_rules(own_rules))
    _drop_where_from(walked)
    document = document_of(walked.pieces, metadata.language)
    kept = None
    if len(text) < len(decoded.text):
        kept = replace(source, content=text.encode(errors="replace"), charset="utf-8")
    return Extraction(
        metadata, document, tuple(walked.dropped), decoded.warnings, kept=kept,
        pictures=shown_in(document, pictures),
    )  # fmt: skip


def told_apart(text: str) -> tuple[str, str]:
    """A text of a feed, and the sentence at its end by which WordPress names the site; empty when there is none."""
    found = _WHERE_FROM.search(text)
    return (text[: found.start()], found.group().strip()) if found else (text, "")


def _drop_where_from(walked: Walked) -> None:
    """Take out what WordPress puts below each item of a feed."""
    last = walked.pieces[-1] if walked.pieces else None
    if last is not None and last.kind is BlockKind.PARAGRAPH and not told_apart(line_of(last))[0]:
        walked.dropped.append(Dropped(line_of(last)[:200], "where the item is from"))
        walked.pieces.pop()


def tree(text: str) -> _Element:
    """The root of a page; of one that can't be parsed, of an empty one."""
    parser = lxml.html.HTMLParser(
        huge_tree=True, remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8"
    )
    try:
        content = text.translate(_CONTROLS).encode(errors="replace")
        return lxml.html.document_fromstring(content, parser=parser, ensure_head_body=True)
    except (etree.LxmlError, ValueError, AssertionError):
        return lxml.html.document_fromstring("<html><head></head><body></body></html>")


def walk(body: _Element, title: str, base: str, rules: Rules) -> Walked:
    """The pieces of all below an element; `title` is not written again at their head, references belong to `base`."""
    with one_page():
        notes = find_notes(body, {})
        walker = Walker(Plan(title, rules, Kept(""), Survey(), Head(), notes, Links(base, notes.labels)))
        walker.walk(body)
        for place in notes.places:
            walker.note(place)
    return Walked(walker.pieces, walker.judge.dropped)


def document_of(pieces: Iterable[Piece], language: str) -> Document:
    """The document of pieces, without rules and headings that stand at its end, and rules above notes."""
    rest = list(pieces)
    while rest and rest[-1].kind in (BlockKind.HEADING, BlockKind.RULE):
        rest.pop()
    builder = DocumentBuilder(language)
    for piece, following in zip_longest(rest, rest[1:]):
        above_notes = piece.kind is BlockKind.RULE and following.kind is BlockKind.FOOTNOTE
        if not above_notes:
            piece.add_to(builder)
    return builder.build()


def line_of(piece: Piece) -> str:
    """The text of a piece under the law."""
    return clean_text(piece.text)
