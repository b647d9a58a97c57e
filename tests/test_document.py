"""The law of the text, whatever comes in, and the look-ups that every screen makes in it."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from library.builder import DocumentBuilder, add_caption, add_row, broken_laws, clean_code, clean_text
from library.document import Block, BlockKind, Document, Span, SpanKind, caption_parts, row_cells

AWKWARD = (
    "\t\r\n\x00\x07\x0b\x1b\x1c\x7f\x85\x9b\u00a0\u00ad\u0300\u0301\u0338\u200b\u200d\u200e\u2028\u2029\u202a\u202e"
    "\u202f\u2060\u2066\u2069\u3000\ufeff\ufffd\uffff\ud800\udfff\u1100\u1161\u11a8\u2000\u1680\u0344 "
)
CHARACTERS = st.one_of(
    st.sampled_from("abcé .,—«»’港港口の한e<;😀👩‍👧"), st.sampled_from(AWKWARD), st.characters(exclude_categories=())
)
TEXTS = st.text(CHARACTERS, max_size=24)
MARKS = st.lists(st.tuples(st.sampled_from(SpanKind), st.integers(0, 24), st.integers(0, 24), TEXTS), max_size=4)
PLAIN_KINDS = st.sampled_from([kind for kind in BlockKind if kind not in (BlockKind.CAPTION, BlockKind.ROW)])


def spans_of(text: str, marks: list[tuple[SpanKind, int, int, str]]) -> list[Span]:
    spans = []
    for kind, one, other, target in marks:
        start, end = sorted((min(one, len(text)), min(other, len(text))))
        spans.append(Span(kind, start, end, target))
    return spans


@st.composite
def documents(draw: st.DrawFn) -> Document:
    builder = DocumentBuilder("en")
    for _ in range(draw(st.integers(0, 6))):
        what = draw(st.sampled_from(["block", "block", "block", "caption", "row"]))
        if what == "caption":
            add_caption(builder, draw(TEXTS), draw(TEXTS), draw(TEXTS))
        elif what == "row":
            texts = draw(st.lists(TEXTS, max_size=4))
            cells = [(text, spans_of(text, draw(MARKS))) for text in texts]
            add_row(builder, cells, draw(st.integers(1, 3)), header=draw(st.booleans()))
        else:
            text = draw(TEXTS)
            spans = spans_of(text, draw(MARKS))
            builder.add(draw(PLAIN_KINDS), text, spans, level=draw(st.integers(0, 6)), info=draw(TEXTS))
    return builder.build()


@given(documents())
def test_whatever_is_put_in_the_text_is_lawful(document: Document) -> None:
    assert broken_laws(document) == []
    assert len(document.fingerprint) == 32


@given(documents())
def test_no_character_of_a_text_can_steer_a_terminal(document: Document) -> None:
    categories = {unicodedata.category(character) for character in document.text.replace("\n", "")}
    assert not categories & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(document.text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u200b\u00ad")


@given(TEXTS)
@example("\u00a0\u200b a")
def test_cleaning_twice_changes_nothing(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean


@given(TEXTS)
@example("a \u200b\n\u200b\t\u200bb")
def test_cleaning_code_twice_changes_nothing(text: str) -> None:
    clean = clean_code(text)
    assert clean_code(clean) == clean
    assert all(line == line.rstrip() for line in clean.split("\n"))


def test_code_keeps_its_indents_and_blank_lines() -> None:
    assert clean_code("\r\n\tif x:\r\n\r\n\t\ty\u2028z  \n\n") == "    if x:\n\n        y\nz"


# Spans

WORD = st.text(CHARACTERS, min_size=1, max_size=6).map("x{}".format)
GAP = st.text(st.sampled_from(" \t\n\u00a0\u3000\u200b\u00ad\u202e\x07"), max_size=4).map(" {}".format)


@given(st.lists(st.tuples(GAP, WORD), min_size=1, max_size=6), GAP)
def test_spans_over_words_cover_the_same_characters_after_cleaning(words: list[tuple[str, str]], end: str) -> None:
    raw, spans = "", []
    for gap, word in words:
        start = len(raw) + len(gap)
        raw += gap + word
        spans.append(Span(SpanKind.STRONG, start, len(raw)))
    builder = DocumentBuilder()
    assert builder.add(BlockKind.PARAGRAPH, raw + end, spans)
    document = builder.build()
    assert [document.slice(span) for span in document.spans] == [clean_text(word) for _, word in words]


def test_a_span_over_nothing_but_spaces_is_dropped() -> None:
    builder = DocumentBuilder()
    builder.add(BlockKind.PARAGRAPH, "one  two", [Span(SpanKind.LINK, 3, 5, "https://example.org")])
    assert builder.build().spans == ()


def test_a_span_that_leaves_its_text_is_cut() -> None:
    builder = DocumentBuilder()
    builder.add(BlockKind.PARAGRAPH, "one", [Span(SpanKind.LINK, -3, 99, "https://example.org")])
    builder.add(BlockKind.PARAGRAPH, "two")
    document = builder.build()
    assert [document.slice(span) for span in document.spans] == ["one"]
    assert broken_laws(document) == []


def test_blocks_of_which_nothing_remains_are_refused_but_images_and_rules_are_not() -> None:
    builder = DocumentBuilder()
    assert not builder.add(BlockKind.PARAGRAPH, " \u200b\t")
    assert not builder.add(BlockKind.CODE, "\n  \n")
    assert builder.add(BlockKind.IMAGE, "", info="https://example.org/a.png")
    assert builder.add(BlockKind.RULE)
    assert [block.kind for block in builder.build().blocks] == [BlockKind.IMAGE, BlockKind.RULE]


@given(TEXTS, TEXTS, TEXTS)
def test_a_caption_gives_its_words_and_credit_back(words: str, credit: str, label: str) -> None:
    builder = DocumentBuilder()
    clean = clean_text(words), clean_text(credit), clean_text(label) if clean_text(credit) else ""
    assert add_caption(builder, words, credit, label) == any(clean[:2])
    if any(clean[:2]):
        document = builder.build()
        assert caption_parts(document, document.blocks[0]) == clean


@given(st.lists(st.lists(TEXTS, min_size=1, max_size=5), min_size=1, max_size=3))
@example([["a", ""], ["b", "", "c"], ["", "d"]])
def test_a_row_gives_its_cells_back_empty_ones_too(rows: list[list[str]]) -> None:
    builder = DocumentBuilder()
    kept = [
        [clean_text(cell) for cell in row]
        for row in rows
        if add_row(builder, [(cell, ()) for cell in row], 1, header=False)
    ]
    document = builder.build()
    assert broken_laws(document) == []
    assert [[document.slice(cell) for cell in row_cells(document, block)] for block in document.blocks] == kept


# Look-ups


@given(documents())
def test_a_block_is_found_at_every_offset(document: Document) -> None:
    for offset in range(len(document.text) + 1):
        if document.blocks:
            slow = [number for number, block in enumerate(document.blocks) if block.start <= offset]
            assert document.block_at(offset) == slow[-1]


def test_an_empty_document_has_no_block_to_be_found() -> None:
    document = DocumentBuilder().build()
    assert (document.text, document.words, document.minutes(), document.outline) == ("", 0, 0.0, ())
    with pytest.raises(ValueError, match="no block"):
        document.block_at(0)


@given(documents())
def test_the_spans_of_a_block_are_those_within_it(document: Document) -> None:
    for block in document.blocks:
        slow = [span for span in document.spans if block.start <= span.start <= block.end]
        assert list(document.spans_in(block)) == slow
    assert sum(len(document.spans_in(block)) for block in document.blocks) == len(document.spans)


@given(documents())
def test_words_read_grow_from_none_to_all(document: Document) -> None:
    counts = [document.words_before(offset) for offset in range(len(document.text) + 1)]
    assert counts[-1] == document.words
    if document.text:
        assert counts[0] == 0
    assert all(earlier <= later for earlier, later in pairwise(counts))


@given(st.text(st.sampled_from("— –港a, "), max_size=12))
@example("— – 港")
def test_words_read_never_shrink_among_ideographs(text: str) -> None:
    builder = DocumentBuilder()
    builder.add(BlockKind.PARAGRAPH, text)
    document = builder.build()
    counts = [document.words_before(offset) for offset in range(len(document.text) + 1)]
    assert counts == sorted(counts)


@given(documents(), st.data())
def test_minutes_of_the_parts_add_up(document: Document, data: st.DataObject) -> None:
    middle = data.draw(st.integers(0, len(document.text)))
    assert document.minutes(0, middle) + document.minutes(middle) == pytest.approx(document.minutes())


@pytest.mark.parametrize(
    ("text", "words", "ideographs"),
    [("one two — three", 4, 0), ("港口的燈", 4, 4), ("港口，的 — harbour", 4, 3), ("ひらがな", 4, 4)],
)
def test_words_are_counted_as_readers_count_them(text: str, words: int, ideographs: int) -> None:
    builder = DocumentBuilder()
    builder.add(BlockKind.PARAGRAPH, text)
    document = builder.build()
    assert (document.words, document.ideographs) == (words, ideographs)


def test_the_outline_is_the_headings_in_order() -> None:
    builder = DocumentBuilder()
    for kind, text in ((BlockKind.HEADING, "One"), (BlockKind.PARAGRAPH, "Text."), (BlockKind.HEADING, "Two")):
        builder.add(kind, text, level=2)
    document = builder.build()
    assert [document.slice(block) for block in document.outline] == ["One", "Two"]


@given(documents(), documents())
def test_equal_texts_and_only_they_have_equal_fingerprints(one: Document, other: Document) -> None:
    assert (one.fingerprint == other.fingerprint) == (one.text == other.text)


# The check itself

_UNLAWFUL = [
    Document("a\u0301", (Block(BlockKind.PARAGRAPH, 0, 2),)),
    Document("a\tb", (Block(BlockKind.CODE, 0, 3),)),
    Document("a  b", (Block(BlockKind.PARAGRAPH, 0, 4),)),
    Document("a\n\nb", (Block(BlockKind.PARAGRAPH, 0, 1), Block(BlockKind.PARAGRAPH, 3, 4))),
    Document("a\nb", (Block(BlockKind.PARAGRAPH, 0, 3),)),
    Document("\na", (Block(BlockKind.CODE, 0, 2),)),
    Document("ab", (Block(BlockKind.PARAGRAPH, 0, 1),)),
    Document("ab"),
    Document(
        "a\nb",
        (Block(BlockKind.PARAGRAPH, 0, 1), Block(BlockKind.PARAGRAPH, 2, 3)),
        (Span(SpanKind.STRONG, 0, 3),),
    ),
    Document("ab", (Block(BlockKind.PARAGRAPH, 0, 2),), (Span(SpanKind.STRONG, 1, 2), Span(SpanKind.STRONG, 0, 1))),
]


@pytest.mark.parametrize("document", _UNLAWFUL)
def test_every_broken_law_is_told(document: Document) -> None:
    assert broken_laws(document)
