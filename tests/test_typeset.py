"""Line breaking and typesetting: nothing lost, nothing too wide, and every offset has its row."""

import re
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from library.document import (
    Block,
    BlockKind,
    Document,
    DocumentBuilder,
    Span,
    add_caption,
    add_row,
)
from reader.breaking import break_lines, cells, chop_lines
from reader.typeset import Front, Layout, LineKind, typeset

LETTERS = "abc déf-ghi—jkl mno/pqr stu «vw» “xy” 1,234.5 "
WIDE = "中文，标点。「引用」（括号）日本語、カタカナー！한국어"
ODD = "👩‍👩‍👧 🇩🇪 e\u0301 ก็ ﷺ \u00a0 ‍ 🏳️‍🌈"
words = st.text(st.sampled_from(LETTERS + WIDE + ODD), max_size=160)
latin = st.text(st.sampled_from(LETTERS), max_size=200)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    builder = DocumentBuilder()
    plain = [kind for kind in BlockKind if kind not in (BlockKind.ROW, BlockKind.CAPTION)]
    for number in range(draw(st.integers(1, 8))):
        choice = draw(st.sampled_from(["plain", "plain", "caption", "table"]))
        if choice == "caption":
            add_caption(builder, draw(words), draw(st.text(st.sampled_from(LETTERS + WIDE), max_size=40)), "Photo")
        elif choice == "table":
            for row in range(draw(st.integers(1, 3))):
                row_cells: list[tuple[str, list[Span]]] = [(draw(words), []) for _ in range(draw(st.integers(1, 4)))]
                add_row(builder, row_cells, number + 1, header=row == 0)
        else:
            kind = draw(st.sampled_from(plain))
            text = draw(words) + ("\n  indented\n" + draw(words) if kind is BlockKind.CODE else "")
            builder.add(kind, text, level=draw(st.integers(0, 7)), info=draw(st.sampled_from(["", "3", "12"])))
    return builder.build()


def pieces(layout: Layout) -> list[tuple[int, int]]:
    return [
        (start, end)
        for line in layout.lines
        if line.kind is LineKind.TEXT
        for start, end in [(line.start, line.end), *((piece.start, piece.end) for piece in line.more)]
        if end > start
    ]


@given(words, st.integers(2, 90))
@example("中" * 30, 7)
@example("a" * 100, 10)
@example("word " * 30, 4)
def test_breaking_loses_only_the_spaces_at_line_ends(text: str, width: int) -> None:
    text = " ".join(text.split(" ")).strip()
    lines = break_lines(text, 0, len(text), width)
    assert lines[0][0] == 0
    assert lines[-1][1] == len(text)
    for (_, end), (start, _) in pairwise(lines):
        assert end <= start
        assert text[end:start].strip(" ") == ""
    assert all(cells(text[start:end]) <= max(width, 2) for start, end in lines)


@given(latin.map(lambda text: " ".join(text.split())), st.integers(10, 90))
def test_latin_lines_are_filled(text: str, width: int) -> None:
    """The next word would never have fitted on the line before it."""
    lines = break_lines(text, 0, len(text), width)
    for (start, end), (following, last) in pairwise(lines):
        if following > end:  # broken at a space
            first_word, _, _ = text[following:last].partition(" ")
            movable = re.match("[^-—]*[-—]?", first_word)
            assert movable is not None
            assert end - start + 1 + len(movable.group()) > width or "/" in first_word


@given(words, st.integers(2, 60))
def test_chopping_loses_nothing(text: str, width: int) -> None:
    lines = chop_lines(text, 0, len(text), width)
    assert "".join(text[start:end] for start, end in lines) == text
    assert all(cells(text[start:end]) <= max(width, 2) for start, end in lines)


def test_chinese_lines_neither_start_with_closing_nor_end_with_opening_punctuation() -> None:
    text = "他说：「沙洲为什么会走？」道理并不复杂，（水流）从洲头卷起沙粒。" * 6
    for width in range(6, 60):
        lines = [text[start:end] for start, end in break_lines(text, 0, len(text), width)]
        assert not any(line[0] in "，。？」）：" for line in lines), (width, lines)
        assert not any(line[-1] in "「（" for line in lines[:-1]), (width, lines)


def test_no_break_spaces_hold_words_together() -> None:
    text = "a measure of 70\u00a0cells and no more"
    for width in range(9, 30):
        assert not any(text[start:end].endswith("70") for start, end in break_lines(text, 0, len(text), width))


@given(documents(), st.integers(20, 100))
@settings(max_examples=150, deadline=None)
def test_every_character_stands_on_exactly_one_line(document: Document, measure: int) -> None:
    shown = sorted(pieces(typeset(document, measure, Front("Title", "By", "Details"))))
    covered = bytearray(len(document.text))
    for start, end in shown:
        for at in range(start, end):
            assert not covered[at], "a character is shown twice"
            covered[at] = 1
    missing = {document.text[at] for at in range(len(document.text)) if not covered[at]}
    assert missing <= {" ", "\n", "\u00a0", "\u3000"}


@given(documents(), st.integers(20, 100))
@settings(max_examples=150, deadline=None)
def test_no_line_is_wider_than_the_measure(document: Document, measure: int) -> None:
    layout = typeset(document, measure)
    for line in layout.lines:
        assert line.x + cells(line.own or document.text[line.start : line.end]) <= measure
        for piece in line.more:
            assert piece.x + cells(document.text[piece.start : piece.end]) <= measure


@given(documents(), st.integers(20, 100), st.integers(20, 100))
@settings(max_examples=150, deadline=None)
def test_a_place_is_found_again_at_any_other_measure(document: Document, measure: int, other: int) -> None:
    layout, again = typeset(document, measure, Front("T")), typeset(document, other, Front("T"))
    for start, end in pieces(layout):
        for offset in (start, end - 1):
            row = again.row_of(offset)
            line = again.lines[row]
            shown = [(line.start, line.end), *((piece.start, piece.end) for piece in line.more)]
            assert any(first <= offset <= last for first, last in shown), (offset, line)


@given(documents(), st.integers(20, 100))
@settings(max_examples=100, deadline=None)
def test_rows_belong_to_their_blocks(document: Document, measure: int) -> None:
    layout = typeset(document, measure, Front("T"), {0: ["a note"]})
    for index, block in enumerate(document.blocks):
        rows = layout.block_rows(index)
        assert len(rows) > 0 or block.kind is BlockKind.ROW
        assert all(layout.lines[row].block == index for row in rows)


def test_a_table_that_fits_has_columns_as_wide_as_its_cells() -> None:
    builder = DocumentBuilder()
    add_row(builder, [("Ring", []), ("Height", [])], 1, header=True)
    add_row(builder, [("1", []), ("100 mm", [])], 1, header=False)
    lines = typeset(builder.build(), 40).lines
    assert [[piece.x for piece in line.more] for line in lines if line.kind is LineKind.TEXT] == [[0, 6], [0, 6]]
    assert [line.own for line in lines if line.kind is LineKind.TABLE_RULE] == ["─" * 12]


def test_a_table_that_is_too_wide_wraps_its_cells() -> None:
    builder = DocumentBuilder()
    add_row(builder, [("a short cell", []), ("many words " * 12, [])], 1, header=False)
    layout = typeset(builder.build(), 30)
    assert len([line for line in layout.lines if line.kind is LineKind.TEXT]) > 3


def test_the_credit_stands_flush_right_under_or_beside_its_caption() -> None:
    builder = DocumentBuilder()
    add_caption(builder, "The gates at dawn.", "Tern Pictures", "Photo")
    document = builder.build()
    beside, under = typeset(document, 50).lines[0], typeset(document, 30).lines
    assert document.text[beside.more[0].start : beside.more[0].end] == "Tern Pictures"
    assert beside.more[0].x + len("Tern Pictures") == 48
    assert document.text[under[1].start : under[1].end] == "Tern Pictures"


def test_code_keeps_its_lines_and_turns_long_ones() -> None:
    builder = DocumentBuilder()
    builder.add(BlockKind.CODE, "if a:\n    return " + "x" * 60 + "\n\nend", info="python")
    document = builder.build()
    texts = [document.text[line.start : line.end] for line in typeset(document, 40).lines]
    assert texts[0] == "if a:"
    assert texts[1].startswith("    return x")
    assert texts[-2:] == ["", "end"]
    assert "".join(texts[1:-2]) == "    return " + "x" * 60


def test_blocks_of_one_kind_stand_close_and_others_apart() -> None:
    def gaps(first: BlockKind, second: BlockKind) -> int:
        document = Document("a\nb", (Block(first, 0, 1, 1), Block(second, 2, 3, 1)))
        return sum(line.kind is LineKind.GAP for line in typeset(document, 40).lines)

    assert gaps(BlockKind.KEY_POINT, BlockKind.KEY_POINT) == 0
    assert gaps(BlockKind.ITEM, BlockKind.ITEM) == 0
    assert gaps(BlockKind.IMAGE, BlockKind.CAPTION) == 0
    assert gaps(BlockKind.PARAGRAPH, BlockKind.PARAGRAPH) == 1
    assert gaps(BlockKind.PARAGRAPH, BlockKind.HEADING) == 2
