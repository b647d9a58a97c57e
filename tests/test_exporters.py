"""Exports: what leaves is what was read, and Markdown comes back as the same blocks."""

import json
import time
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library.article import Metadata
from library.builder import DocumentBuilder, add_caption, add_row, broken_laws, clean_text
from library.document import BlockKind, Document, Span, SpanKind, caption_parts, row_cells
from library.exporters.html import to_html
from library.exporters.markdown import to_markdown
from library.exporters.notes import QuotedNote
from library.exporters.record import record
from library.exporters.text import to_text
from library.extract import Extraction
from library.extract.furniture import load_rules
from library.extract.markdown import extract
from library.source import MARKDOWN, Source, decode

MORNING = datetime(2025, 4, 3, 6, 30, tzinfo=UTC)
FILES = sorted((Path(__file__).parent / "data" / "markdown").glob("*.md"))
SAMPLES = sorted((Path(__file__).parent.parent / "library" / "samples").glob("*.md"))


def read(text: str) -> Extraction:
    source = Source(text.encode(), MORNING, "export.md", media_type=MARKDOWN)
    return extract(source, decode(source), None)


def blocks(document: Document) -> list[tuple[str, str, int, str]]:
    return [(block.kind.value, document.slice(block), block.level, block.info) for block in document.blocks]


def marks(document: Document) -> set[tuple[int, str]]:
    """Every character that is marked, with its mark; white space aside, which no one sees marked."""
    return {
        (at, span.kind.value)
        for span in document.spans
        for at in range(span.start, span.end)
        if not document.text[at].isspace()
    }


# Documents that Markdown can express

MEANINGFUL = (
    "the ferry * ** _ __ ` `` ~~ # ## - + > 1. 12) [ ] ( ) ! ^ : | \\ & &amp; &#35; < <b> </div> <small> </small> <!-- "
    "--- === *** a_b 2*3 http://x.org/a_b 「港」 日本 naïve Ω — – “so” 😀 e\u0301 ☐ [x] [^1] [^1]: {a} $ % ~ \u00a0x"
)
WORDS = st.lists(
    st.one_of(
        st.sampled_from(MEANINGFUL.split(" ")),
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=6),
    ),
    min_size=1,
    max_size=6,
)
TEXT = st.builds(lambda words, gap: clean_text(gap.join(words)), WORDS, st.sampled_from([" ", ""])).filter(bool)
TARGETS = st.sampled_from(
    ["https://example.org/a?b=1&c=2", "http://x.org/(y)_z", "mailto:a@b.example", "https://x.org/a|b"]
)


@st.composite
def marked(draw: st.DrawFn, labels: tuple[str, ...] = ()) -> tuple[str, list[Span]]:
    text = draw(TEXT)
    spans = []
    for _ in range(draw(st.integers(0, 4))):
        start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        kind = draw(st.sampled_from([kind for kind in SpanKind if kind not in (SpanKind.CREDIT, SpanKind.CELL)]))
        spans.append(Span(kind, start, end, draw(TARGETS) if kind is SpanKind.LINK else ""))
    if draw(st.booleans()) and labels:
        label: str = draw(st.sampled_from(labels))
        start = len(text)
        text += f"[{label}]" + draw(st.sampled_from(["", " so", "(so)", ": so", "[so]"]))
        end = start + len(label) + 2
        spans.append(Span(SpanKind.LINK, start, end, f"#fn:{label}"))
        spans.append(Span(SpanKind.SUP, start, end))
    return text, spans


def add_rows(draw: st.DrawFn, builder: DocumentBuilder, table: int) -> None:
    columns = draw(st.integers(1, 3))
    for number in range(draw(st.integers(1, 3))):
        cells = draw(st.lists(marked(), min_size=columns, max_size=columns))
        add_row(builder, cells, table, header=number == 0 and draw(st.booleans()))


def add_figure(draw: st.DrawFn, builder: DocumentBuilder) -> None:
    if draw(st.booleans()):
        builder.add(BlockKind.IMAGE, draw(st.one_of(TEXT, st.just(""))), info=draw(TARGETS))
    words, credit = draw(st.one_of(TEXT, st.just(""))), draw(st.sampled_from(["", "Ann Lee", "A: B"]))
    safe = load_rules().credit_in(clean_text(f"{words} {credit}")) is None
    if safe and (words or credit) and draw(st.booleans()):
        add_caption(builder, words, credit, "Photo" if credit and draw(st.booleans()) else "")


@st.composite
def documents(draw: st.DrawFn) -> Document:
    builder = DocumentBuilder()
    labels = draw(st.sampled_from([(), ("1",), ("1", "note-b")]))
    for kind in draw(st.permutations([BlockKind.STANDFIRST, BlockKind.KEY_POINT])):
        for text in draw(st.lists(TEXT, max_size=2)):
            builder.add(kind, text)
    table = 0
    kinds = ["heading", "paragraph", "item", "quote", "code", "row", "image", "rule"]
    for name in draw(st.lists(st.sampled_from(kinds), max_size=8)):
        kind = BlockKind(name)
        if kind is BlockKind.ROW:
            table += 1
            add_rows(draw, builder, table)
        elif kind is BlockKind.IMAGE:
            add_figure(draw, builder)
        elif kind is BlockKind.CODE:
            code = draw(st.text(st.sampled_from("ab `~\\\n*#<&|-"), min_size=1, max_size=30))
            builder.add(kind, code, info=draw(st.sampled_from(["", "python", "c++", "a`b"])))
        elif kind is BlockKind.RULE:
            builder.add(kind)
        else:
            text, spans = draw(marked(labels))
            level = 0 if kind is BlockKind.PARAGRAPH else draw(st.integers(1, 6))
            info = draw(st.sampled_from(["", "", "1", "2", "7"])) if kind is BlockKind.ITEM else ""
            builder.add(kind, text, spans, level=level, info=info)
    for label in labels:
        builder.add(BlockKind.FOOTNOTE, *draw(marked(labels)), info=label)
    return builder.build()


@settings(max_examples=250, deadline=None)
@given(documents())
def test_markdown_comes_back_as_the_same_blocks(document: Document) -> None:
    written = to_markdown(Metadata(title="A title that no heading has"), document)
    found = read(written).document
    assert blocks(found) == blocks(document), written
    assert broken_laws(found) == []


@settings(max_examples=150, deadline=None)
@given(st.lists(marked(), max_size=3))
def test_marks_stay_on_their_characters(paragraphs: list[tuple[str, list[Span]]]) -> None:
    builder = DocumentBuilder()
    for text, spans in paragraphs:
        builder.add(BlockKind.PARAGRAPH, text, spans)
    document = builder.build()
    written = to_markdown(Metadata(title="T"), document)
    assert marks(read(written).document) == marks(document), written


@pytest.mark.parametrize("path", [*FILES, *SAMPLES], ids=lambda path: path.stem)
def test_a_file_comes_back_whole(path: Path) -> None:
    first = read(path.read_text(encoding="utf-8"))
    again = read(to_markdown(first.metadata, first.document))
    assert blocks(again.document) == blocks(first.document)
    assert caption_credits(again.document) == caption_credits(first.document)
    known = ("title", "authors", "site", "url", "published", "language", "tags")
    assert [getattr(again.metadata, name) for name in known] == [getattr(first.metadata, name) for name in known]


def test_empty_cells_come_back_where_they_were() -> None:
    builder = DocumentBuilder()
    add_row(builder, [("", []), ("Gate", []), ("", [Span(SpanKind.STRONG, -1, 9)])], 1, header=True)
    add_row(builder, [("North", []), ("", []), ("", [])], 1, header=False)
    document = builder.build()
    assert broken_laws(document) == []
    again = read(to_markdown(Metadata(title="T"), document)).document
    assert again == document
    assert [[document.slice(cell) for cell in row_cells(document, row)] for row in document.blocks] == [
        ["", "Gate", ""],
        ["North", "", ""],
    ]


def test_a_wide_table_takes_no_longer_than_its_words() -> None:
    builder = DocumentBuilder()
    add_row(builder, [("word", [Span(SpanKind.STRONG, 0, 2)])] * 5_000, 1, header=True)
    document = builder.build()
    started = time.process_time()
    assert to_markdown(Metadata(), document).count("**wo**rd") == 5_000
    assert to_html(Metadata(), document).count("<strong>wo</strong>rd") == 5_000
    assert time.process_time() - started < 5


def caption_credits(document: Document) -> list[tuple[str, str, str]]:
    return [caption_parts(document, block) for block in document.blocks if block.kind is BlockKind.CAPTION]


# One article in every form

NOTE = QuotedNote("the boats\nlay <still>", "Ask *Tull* & co.", ("long read", "sea"), MORNING)
ABOUT = Metadata(
    title="Still & “calm”",
    authors=("Ann Lee", "Bob Ray"),
    site="The Example",
    url="https://example.org/a?b=1&c=2",
    published=MORNING,
    language="en",
    tags=("sea",),
)


def article() -> Document:
    builder = DocumentBuilder("en")
    builder.add(BlockKind.STANDFIRST, "What the harbour did.")
    builder.add(BlockKind.KEY_POINT, "Nobody drowned.")
    builder.add(BlockKind.IMAGE, "A quay", info="https://example.org/q.jpg")
    add_caption(builder, "The quay at dawn.", "Maren Holt", "Photo")
    text = "A <calm> sea; see here and evil.[1]"
    spans = [
        Span(SpanKind.STRONG, 2, 8),
        Span(SpanKind.LINK, 18, 22, "https://example.org/?x=1&y=2"),
        Span(SpanKind.LINK, 27, 31, "javascript:alert(1)"),
        Span(SpanKind.LINK, 32, 35, "#fn:1"),
    ]
    builder.add(BlockKind.PARAGRAPH, text, spans)
    builder.add(BlockKind.HEADING, "Boats", level=2)
    for level, info, item in ((1, "", "one"), (2, "4", "four"), (2, "5", "five"), (1, "", "two")):
        builder.add(BlockKind.ITEM, item, level=level, info=info)
    for level, quote in ((1, "Outer."), (2, "Inner."), (1, "Outer again.")):
        builder.add(BlockKind.QUOTE, quote, level=level)
    builder.add(BlockKind.CODE, "if a < b:\n    pass", info="python")
    add_row(builder, [("Gate", []), ("Width", [])], 1, header=True)
    add_row(builder, [("North | South", []), ("12", [])], 1, header=False)
    builder.add(BlockKind.RULE)
    builder.add(BlockKind.FOOTNOTE, "So they say.", info="1")
    return builder.build()


def test_the_record_has_the_shape_that_scripts_rely_on() -> None:
    found: dict[str, Any] = json.loads(json.dumps(record(ABOUT, article(), ["A warning."])))
    assert list(found) == [
        "title", "authors", "site", "url", "published", "updated", "language", "words", "key_points", "blocks",
        "warnings",
    ]  # fmt: skip
    assert (found["published"], found["key_points"]) == ("2025-04-03T06:30:00Z", ["Nobody drowned."])
    by_kind = {block["kind"]: block for block in found["blocks"]}
    assert by_kind["caption"] == {"kind": "caption", "text": "The quay at dawn.", "credit": "Photo: Maren Holt"}
    assert by_kind["image"] == {"kind": "image", "text": "A quay", "href": "https://example.org/q.jpg"}
    assert by_kind["row"] == {"kind": "row", "text": "North | South | 12", "level": 1, "cells": ["North | South", "12"]}
    assert by_kind["code"]["info"] == "python"
    assert record(Metadata(), article())["published"] is None


def test_plain_text_reads_like_a_page() -> None:
    expected = """\
Still & “calm”

Ann Lee, Bob Ray · The Example · 2025-04-03
https://example.org/a?b=1&c=2

What the harbour did.

• Nobody drowned.

[The quay at dawn. — Maren Holt]

A <calm> sea; see here and evil.[1]

Boats

• one
  4. four
  5. five
• two

> Outer.

> > Inner.

> Outer again.

    if a < b:
        pass

Gate | Width
North | South | 12

* * *

[1] So they say.
"""
    assert to_text(ABOUT, article()) == expected


@settings(max_examples=60, deadline=None)
@given(documents(), st.integers(20, 60))
def test_wrapped_text_holds_all_words_and_keeps_its_width(document: Document, width: int) -> None:
    wide, narrow = to_text(ABOUT, document), to_text(ABOUT, document, width)
    # The marks of a quote stand before every line of it.
    assert "".join(narrow.replace(">", "").split()) == "".join(wide.replace(">", "").split())
    prose = [line for line in narrow.split("\n") if line.isascii() and not line.startswith((" ", ">", "•"))]
    assert all(len(line) <= width for line in prose)


def test_markdown_for_other_programs() -> None:
    written = to_markdown(ABOUT, article(), [NOTE])
    head, _, body = written.partition("\n---\n")
    assert "title: Still & “calm”\n" in head
    assert "published: '2025-04-03T06:30:00Z'\n" in head
    assert "standfirst: What the harbour did.\nkey_points:\n- Nobody drowned." in head
    assert "_The quay at dawn._ <small>Photo: Maren Holt</small>" in body
    assert r"A **\<calm>** sea; see [here](https://example.org/?x=1&y=2) and evil.[^1]" in body
    assert "- one\n\n  4. four\n  5. five\n- two" in body
    assert r"| North \| South | 12 |" in body
    notes = "## Notes\n\n> the boats\n> lay \\<still>\n\nAsk *Tull* & co.\n\n#long-read #sea (2025-04-03)\n"
    assert body.endswith(notes)
    assert "## Notes" not in to_markdown(ABOUT, article())


def test_a_fence_is_longer_than_any_inside() -> None:
    builder = DocumentBuilder()
    builder.add(BlockKind.CODE, "````\ncode\n````", info="md")
    assert "`````md\n````\ncode\n````\n`````\n" in to_markdown(ABOUT, builder.build())


class _Outline(HTMLParser):
    """Checks that elements nest and gathers what the page shows."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "hr", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


def outline(page: str) -> _Outline:
    found = _Outline()
    found.feed(page)
    found.close()
    assert found.open == []
    return found


def test_html_says_what_everything_is() -> None:
    page = to_html(ABOUT, article(), [NOTE])
    found = outline(page)
    assert '<html lang="en">' in page
    assert '<ul class="key-points">\n<li>Nobody drowned.</li>' in page
    caption = '<figcaption>The quay at dawn. <span class="credit">Photo: Maren Holt</span></figcaption>'
    assert caption in page
    assert "<strong>&lt;calm&gt;</strong>" in page
    assert page.count("<ol>") == 1
    assert '<li value="4">four' in page
    assert "<th>Gate</th>" in page
    assert "<td>North | South</td>" in page
    links = [attributes["href"] for tag, attributes in found.seen if tag == "a"]
    assert links == [ABOUT.url, "https://example.org/?x=1&y=2", "#fn-1"]
    assert 'id="fn-1"' in page
    assert "Ask *Tull* &amp; co." in page


@settings(max_examples=100, deadline=None)
@given(documents())
def test_html_nests_and_shows_every_word(document: Document) -> None:
    found = outline(to_html(ABOUT, document))
    shown = "".join(found.text.split())
    for block in document.blocks:
        if block.kind not in (BlockKind.IMAGE, BlockKind.ROW, BlockKind.CAPTION):
            assert "".join(document.slice(block).split()) in shown
    assert {tag for tag, _ in found.seen}.isdisjoint({"script", "iframe", "link"})


def test_an_empty_article_can_leave_in_every_form() -> None:
    empty = Document("")
    assert to_text(Metadata(), empty).strip() == to_markdown(Metadata(), empty).strip() == ""
    assert record(Metadata(), empty)["blocks"] == []
    outline(to_html(Metadata(), empty))
