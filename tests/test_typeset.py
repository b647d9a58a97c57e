"""Typesetting: nothing lost, nothing too wide, every offset has its row, and only what is asked for is set."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from library.builder import DocumentBuilder, add_caption, add_row
from library.document import Block, BlockKind, Document
from reader import typeset
from reader.breaking import cells
from reader.lines import Line, LineKind, Spot
from reader.noting import FOLDED, Note
from reader.typeset import Front, Layout, Setting
from tests.texts import documents

FRONT = Front("Title", "By Odile Marrack", "The Harbour Post · 3 min")
LONG_WORDS = "international understanding of extraordinarily complicated harbour regulations " * 6
measures = st.one_of(st.integers(8, 20), st.integers(20, 100))
setting_choices = st.builds(Setting, measures, st.sampled_from([0, 1]), st.booleans(), st.booleans())


def shown(lines: Iterator[Line] | tuple[Line, ...]) -> list[tuple[int, int]]:
    """The runs of text that lines show, in their order."""
    return [
        (start, end)
        for line in lines
        if line.kind is LineKind.TEXT
        for start, end in [(line.start, line.end), *((piece.start, piece.end) for piece in line.more)]
        if end > start
    ]


def prose(text: str, *, language: str = "en", paragraphs: int = 1) -> Document:
    builder = DocumentBuilder(language)
    for _ in range(paragraphs):
        builder.add(BlockKind.PARAGRAPH, text)
    return builder.build()


def texts(layout: Layout) -> list[str]:
    """The text of every line that shows some."""
    return [layout.document.text[line.start : line.end] for line in layout.all_lines() if line.kind is LineKind.TEXT]


def is_code(document: Document, line: Line) -> bool:
    return line.block >= 0 and document.blocks[line.block].kind is BlockKind.CODE


# Laws


asides = st.sampled_from([0, 8, 30])
LONG_NOTE = Note(
    "a note that needs many more rows than a paragraph has " * 8 + "and a" + "long" * 20 + "word", "red", 3
)


def noted(document: Document) -> dict[int, list[Note]]:
    """Notes at the first block, if there is one."""
    return {0: [LONG_NOTE, Note("another\nnote", "blue", 3)]} if document.blocks else {}


@given(documents(), setting_choices, asides)
@settings(max_examples=150)
def test_every_character_stands_on_exactly_one_line(document: Document, setting: Setting, aside: int) -> None:
    covered = bytearray(len(document.text))
    for start, end in shown(Layout(document, setting, FRONT, noted(document), aside=aside).all_lines()):
        assert not any(covered[start:end]), "a character is shown twice"
        covered[start:end] = b"\1" * (end - start)
    missing = {document.text[at] for at in range(len(document.text)) if not covered[at]}
    assert missing <= {" ", "\n", "\u00a0", "\u3000"}


@given(documents(), setting_choices)
@settings(max_examples=150)
def test_no_line_is_wider_than_the_measure(document: Document, setting: Setting) -> None:
    layout = Layout(document, setting, FRONT, {0: [Note("a note of several words\nand lines")]})
    for line in layout.all_lines():
        assert line.x >= 0
        if is_code(document, line) and line.kind is LineKind.TEXT:
            continue  # cut when it is painted
        if line.own and line.kind is LineKind.TEXT:  # the label of a record
            assert cells(line.own) <= line.x
        own = line.own if line.kind is not LineKind.TEXT else ""
        size = cells(own or document.text[line.start : line.end]) if line.kind is not LineKind.PICTURE else 0
        assert line.x + size + line.hyphen + line.stretch <= layout.measure
        for piece in line.more:
            assert piece.x + cells(document.text[piece.start : piece.end]) <= layout.measure


@given(documents(), setting_choices, setting_choices)
@settings(max_examples=150)
def test_a_place_is_found_again_in_any_other_setting(document: Document, one: Setting, other: Setting) -> None:
    layout, again = Layout(document, one, FRONT), Layout(document, other, FRONT, noted(document), aside=24)
    for start, end in shown(layout.all_lines()):
        for offset in (start, end - 1):
            line = again.line(again.spot_of(offset))
            assert line.shows(offset), (offset, line)


@given(documents(), setting_choices)
def test_the_first_character_of_a_row_leads_back_to_it(document: Document, setting: Setting) -> None:
    layout = Layout(document, setting, FRONT)
    for spot, line in layout.rows(layout.first, 10_000):
        if line.kind is LineKind.TEXT and line.end > line.start and not line.more and not line.own:
            assert layout.spot_of(layout.offset_of(spot)) == spot


@given(documents(), setting_choices)
def test_rows_belong_to_their_blocks(document: Document, setting: Setting) -> None:
    layout = Layout(document, setting, FRONT, {0: [Note("a note")]})
    for index in range(len(document.blocks)):
        lines, rows = layout.lines_of(index), layout.block_rows(index)
        assert rows
        assert rows.stop == len(lines)
        assert all(line.block == index for line in lines)
        assert all(line.kind in (LineKind.GAP, LineKind.FOOT_RULE) for line in lines[: rows.start])
    if document.blocks:
        assert [line.own for line in layout.lines_of(0) if line.kind is LineKind.NOTE] == ["a note"]


@given(documents(), setting_choices, st.integers(4, 40))
def test_notes_beside_the_text_change_nothing_but_the_white_rows_below_it(
    document: Document, setting: Setting, width: int
) -> None:
    plain = list(Layout(document, setting, FRONT).all_lines())
    layout = Layout(document, setting, FRONT, noted(document), aside=width)
    lines = list(layout.all_lines())
    assert [line._replace(aside=None) for line in lines if line.kind is not LineKind.NOTE] == plain
    beside = [line.aside for line in lines if line.aside is not None]
    assert all(cells(note.words) <= width - 2 for note in beside)
    if document.blocks:
        begun = [number for number, note in enumerate(beside) if note.row == 0]
        shown = [beside[first:last] for first, last in pairwise([*begun, len(beside)])]
        for note, told in zip((LONG_NOTE, Note("another note")), shown, strict=True):
            folded = told[-1].words == FOLDED
            said = "".join("".join(row.words for row in told[: -1 if folded else None]).split())
            whole = "".join(note.words.split())
            assert whole.startswith(said) if folded else whole == said, "nothing is left out without a sign"
        filled = [number for number, line in enumerate(lines) if line.aside is not None]
        assert filled == list(range(filled[0], filled[0] + len(filled))), "one below the other"
        assert lines[filled[0]].kind not in (LineKind.GAP, LineKind.FOOT_RULE)


def beside(layout: Layout) -> list[str]:
    """What stands beside each row of the text, `.` where nothing does and `-` beside a white row that was put in."""
    return [
        line.aside.words if line.aside is not None else "-" if line.kind is LineKind.NOTE else "."
        for block in range(len(layout.document.blocks))
        for line in layout.lines_of(block)
    ]


LINES = "one two three four five six seven"
"""As a note in 7 cells: seven lines."""


def test_a_note_runs_on_beside_the_paragraphs_that_follow() -> None:
    document = prose("word", paragraphs=6)
    layout = Layout(document, Setting(40), None, {1: [Note(LINES, "red", 5)]}, aside=7)
    assert beside(layout) == [".", ".", "one", "two", "three", "four", "five", "six", "seven", ".", "."]
    # whichever is looked at first
    for order in ([5, 4, 3, 2, 1, 0], [3, 1, 5, 0, 2, 4]):
        again = Layout(document, Setting(40), None, {1: [Note(LINES, "red", 5)]}, aside=7)
        for block in order:
            again.lines_of(block)
        assert beside(again) == beside(layout)


def test_a_note_is_folded_where_the_next_one_begins() -> None:
    document = prose("word", paragraphs=6)
    notes = {1: [Note(LINES, "red", 5)], 3: [Note("next", "blue", 15)]}
    layout = Layout(document, Setting(40), None, notes, aside=7, folded="… p")
    assert beside(layout) == [".", ".", "one", "two", "… p", ".", "next", ".", ".", ".", "."]


def test_a_note_pushes_the_text_apart_only_where_folding_does_not_help() -> None:
    document = prose("word", paragraphs=3)
    notes = {1: [Note(LINES, "red", 5), Note("a b", "red", 6)], 2: [Note(LINES, "blue", 10)]}
    layout = Layout(document, Setting(40), None, notes, aside=7)
    assert beside(layout)[2:7] == ["one", "two", FOLDED, "a b", "."]
    assert [line.kind for line in layout.lines_of(1)][-3:] == [LineKind.NOTE] * 3
    assert beside(layout)[7:] == LINES.split(), "below the last paragraph there is room for all"


def test_a_very_long_note_is_folded_anyway() -> None:
    document = prose("word", paragraphs=40)
    layout = Layout(document, Setting(40), None, {0: [Note("word " * 200, "red", 0)]}, aside=7)
    shown = [words for words in beside(layout) if words != "."]
    assert len(shown) == 12
    assert shown[-1] == FOLDED
    long = prose("word " * 200)
    layout = Layout(long, Setting(40), None, {0: [Note("word " * 22, "red", 0)]}, aside=7)
    assert FOLDED not in beside(layout), "beside a paragraph that is as long there is room for it"


def test_a_note_beside_the_text_begins_where_its_passage_does() -> None:
    document = prose("word " * 40)
    notes = {0: [Note("second", "red", 101), Note("first of two lines", "blue", 50)]}
    layout = Layout(document, Setting(40), FRONT, notes, aside=14)
    shown_beside = {line.start: line.aside.words for line in layout.lines_of(0) if line.aside is not None}
    lines = [line.start for line in layout.lines_of(0) if line.kind is LineKind.TEXT]
    assert shown_beside == {lines[1]: "first of two", lines[2]: "lines", lines[3]: "second"}


def test_notes_on_the_article_stand_below_its_byline() -> None:
    front = Front("Headline", "By Odile", notes=(Note("On this article: read it twice.", "yellow"),))
    lines = Layout(prose("Words."), Setting(40), front).lines_of(-1)
    assert [line.kind for line in lines][-3:] == [LineKind.BYLINE, LineKind.GAP, LineKind.NOTE]
    assert lines[-1].own == "On this article: read it twice."


@given(documents(), setting_choices, st.integers(0, 200), st.integers(-60, 60), st.booleans())
def test_moving_forth_and_back_is_where_one_was(
    document: Document,
    setting: Setting,
    start: int,
    rows: int,
    fronted: bool,  # noqa: FBT001  given by name
) -> None:
    layout = Layout(document, setting, FRONT if fronted else None)
    spots = [spot for spot, _ in layout.rows(layout.first, 10_000)]
    at = min(start, len(spots) - 1)
    moved = layout.moved(spots[at], rows)
    assert moved == spots[min(max(0, at + rows), len(spots) - 1)]
    if 0 <= at + rows < len(spots):
        assert layout.moved(moved, -rows) == spots[at]
        assert layout.distance(spots[at], moved, 1000) == rows
        assert layout.distance(moved, spots[at], 1000) == -rows


@given(documents(), setting_choices, st.integers(0, 100), st.integers(0, 40))
def test_rows_are_the_lines_one_below_the_other(document: Document, setting: Setting, start: int, count: int) -> None:
    layout = Layout(document, setting, FRONT)
    everything = layout.rows(layout.first, 10_000)
    assert [line for _, line in everything] == list(layout.all_lines())
    assert everything[0][0] == layout.first
    assert everything[-1][0] == layout.last
    spots = [spot for spot, _ in everything]
    assert spots == sorted(set(spots))
    at = min(start, len(spots) - 1)
    assert layout.rows(spots[at], count) == everything[at : at + count]


@given(documents(), setting_choices, st.integers(1, 12))
@settings(max_examples=50)
def test_giving_up_kept_lines_changes_nothing(document: Document, setting: Setting, kept: int) -> None:
    whole = list(Layout(document, setting, FRONT).all_lines())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typeset, "_KEPT_LINES", kept)
        layout = Layout(document, setting, FRONT)
        assert list(layout.all_lines()) == whole
        assert layout.moved(layout.last, 1 - len(whole)) == layout.first
        assert layout.moved(layout.first, len(whole) - 1) == layout.last
        assert [line for _, line in layout.rows(layout.first, len(whole))] == whole


def test_distance_never_counts_further_than_asked() -> None:
    layout = Layout(prose("word " * 30, paragraphs=500), Setting(40), FRONT)
    top, far = layout.first, Spot(499, 1)
    assert layout.distance(top, far, 30) == 30
    assert layout.distance(far, top, 30) == -30
    assert len(layout._set) < 60


# Laziness


def test_only_what_is_asked_for_is_set() -> None:
    document = prose("word " * 60, paragraphs=2000)
    layout = Layout(document, Setting(60), FRONT)
    assert len(layout._set) == 0
    layout.rows(layout.first, 40)
    assert set(layout._set) <= set(range(-1, 10))
    layout.rows(layout.moved(layout.last, -40), 40)
    layout.spot_of(len(document.text) // 2)
    assert len(layout._set) < 30


@given(documents(), setting_choices, st.permutations(range(8)))
def test_lines_do_not_depend_on_what_was_set_before(document: Document, setting: Setting, order: list[int]) -> None:
    whole = list(Layout(document, setting, FRONT).all_lines())
    layout = Layout(document, setting, FRONT)
    for block in order:
        if block < len(document.blocks):
            layout.lines_of(block)
    assert list(layout.all_lines()) == whole


# Ends


def test_an_empty_document_has_its_headline() -> None:
    layout = Layout(Document(""), Setting(40), Front("Nothing yet"))
    assert layout.first == Spot(-1, 0)
    assert [line.own for line in layout.all_lines() if line.own] == ["Nothing yet"]
    assert layout.spot_of(7) == layout.first
    assert layout.moved(layout.first, 99) == layout.last
    assert layout.moved(layout.last, -99) == layout.first


def test_nothing_at_all_is_one_white_line() -> None:
    layout = Layout(Document(""), Setting(40))
    assert [line.kind for line in layout.all_lines()] == [LineKind.GAP]
    assert layout.first == layout.last
    assert len(layout.rows(layout.first, 10)) == 1


def test_without_a_front_the_text_begins_at_once() -> None:
    layout = Layout(prose("Words."), Setting(40))
    assert layout.first == Spot(0, 0)
    assert [line.kind for line in layout.all_lines()] == [LineKind.TEXT]


def test_the_front_has_its_lines_in_order_and_folds_a_long_headline() -> None:
    layout = Layout(prose("Words."), Setting(20), Front("A headline that needs more than one line", "Odile", "3 min"))
    kinds = [line.kind for line in layout.lines_of(-1) if line.own]
    assert kinds == [LineKind.TITLE, LineKind.TITLE, LineKind.TITLE, LineKind.BYLINE, LineKind.DETAILS]
    assert layout.offset_of(Spot(-1, 2)) == 0


def test_an_offset_past_the_end_is_on_the_last_row() -> None:
    layout = Layout(prose("Some words here. " * 10), Setting(30), FRONT)
    assert layout.spot_of(10**6) == layout.last


# Tables


def table(*rows: tuple[str, ...], header: bool = True) -> Document:
    builder = DocumentBuilder()
    for number, row in enumerate(rows):
        add_row(builder, [(cell, []) for cell in row], 1, header=header and number == 0)
    return builder.build()


def places(layout: Layout) -> list[list[int]]:
    """The cells at which the cells of a table stand, row by row."""
    return [[piece.x for piece in line.more] for line in layout.all_lines() if line.kind is LineKind.TEXT]


def test_a_table_that_fits_has_columns_as_wide_as_its_cells() -> None:
    layout = Layout(table(("Ring", "Height"), ("north", "100 mm")), Setting(40))
    assert places(layout) == [[0, 7], [0, 7]]
    assert [line.own for line in layout.all_lines() if line.kind is LineKind.TABLE_RULE] == ["─" * 13]


def test_figures_stand_flush_right_below_their_header() -> None:
    layout = Layout(table(("Ring", "Height"), ("north", "7"), ("south", "1,250")), Setting(40))
    assert places(layout) == [[0, 7], [0, 12], [0, 8]]


def test_a_table_that_is_too_wide_wraps_its_cells() -> None:
    layout = Layout(table(("a short cell", "many words " * 12), header=False), Setting(30))
    lines = [line for line in layout.all_lines() if line.kind is LineKind.TEXT]
    assert len(lines) > 3
    assert lines[0].more[0].x == 0
    assert len({piece.x for line in lines for piece in line.more if piece.x}) == 1


def test_a_table_with_no_room_for_its_words_becomes_records_with_labels() -> None:
    head = ("Harbour", "Keeper's name", "Gates", "Remarks")
    rows = [("Westerhaven", "Odile Marrack", "fourteen", f"repainted in {year}") for year in (1911, 1912)]
    layout = Layout(table(head, *rows), Setting(30))
    records = [line for line in layout.all_lines() if line.kind is LineKind.TEXT and line.block == 1]
    assert [line.own for line in records if line.own] == ["Harbour", "Keeper's", "name", "Gates", "Remarks"]
    assert len({line.x for line in records}) == 1
    assert layout.lines_of(2)[0].kind is LineKind.GAP, "records stand apart"


# Captions, code, pictures


def test_the_credit_stands_flush_right_under_or_beside_its_caption() -> None:
    builder = DocumentBuilder()
    add_caption(builder, "The gates at dawn.", "Tern Pictures", "Photo")
    document = builder.build()
    beside, under = Layout(document, Setting(50)).lines_of(0)[0], Layout(document, Setting(30)).lines_of(0)
    assert document.text[beside.more[0].start : beside.more[0].end] == "Tern Pictures"
    assert beside.more[0].x + len("Tern Pictures") == 48
    assert document.text[under[1].start : under[1].end] == "Tern Pictures"
    assert under[1].x + len("Tern Pictures") == 28


def test_code_keeps_its_lines_whole_however_long() -> None:
    builder = DocumentBuilder()
    code = "if a:\n    return " + "x" * 60 + "\n\nend"
    builder.add(BlockKind.CODE, code, info="python")
    assert texts(Layout(builder.build(), Setting(40))) == code.split("\n")


def test_a_picture_takes_its_rows_in_place_of_its_words() -> None:
    builder = DocumentBuilder()
    builder.add(BlockKind.PARAGRAPH, "Before.")
    builder.add(BlockKind.IMAGE, "A lock gate", info="https://example.org/gate.png")
    document = builder.build()
    with_words = Layout(document, Setting(40))
    layout = Layout(document, Setting(40), pictures={1: (30, 5)})
    rows = [line.row for line in layout.lines_of(1) if line.kind is LineKind.PICTURE]
    assert rows == [0, 1, 2, 3, 4]
    assert "A lock gate" in texts(with_words)
    assert "A lock gate" not in texts(layout)
    assert layout.spot_of(document.blocks[1].start + 3).block == 1


# White lines


def gaps(first: BlockKind, second: BlockKind, leading: int = 1) -> int:
    document = Document("a\nb", (Block(first, 0, 1, 1), Block(second, 2, 3, 1)))
    return sum(line.kind is LineKind.GAP for line in Layout(document, Setting(40, leading)).all_lines())


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (BlockKind.KEY_POINT, BlockKind.KEY_POINT, 0),
        (BlockKind.ITEM, BlockKind.ITEM, 0),
        (BlockKind.IMAGE, BlockKind.CAPTION, 0),
        (BlockKind.FOOTNOTE, BlockKind.FOOTNOTE, 0),
        (BlockKind.PARAGRAPH, BlockKind.PARAGRAPH, 1),
        (BlockKind.PARAGRAPH, BlockKind.HEADING, 2),
        (BlockKind.HEADING, BlockKind.HEADING, 1),
        (BlockKind.HEADING, BlockKind.PARAGRAPH, 1),
    ],
)
def test_blocks_of_one_kind_stand_close_and_others_apart(first: BlockKind, second: BlockKind, expected: int) -> None:
    assert gaps(first, second) == expected


def test_without_leading_paragraphs_have_no_gap_and_their_first_lines_stand_in() -> None:
    assert gaps(BlockKind.PARAGRAPH, BlockKind.PARAGRAPH, leading=0) == 0
    assert gaps(BlockKind.PARAGRAPH, BlockKind.HEADING, leading=0) == 2
    layout = Layout(prose("Some words that fill lines. " * 6, paragraphs=2), Setting(40, leading=0))
    assert {line.x for line in layout.lines_of(0)} == {0}, "the first one begins flush"
    assert [line.x for line in layout.lines_of(1)] == [2, *[0] * (len(layout.lines_of(1)) - 1)]


def test_footnotes_stand_below_a_short_rule() -> None:
    builder = DocumentBuilder()
    builder.add(BlockKind.PARAGRAPH, "Text.")
    builder.add(BlockKind.FOOTNOTE, "One.", info="1")
    builder.add(BlockKind.FOOTNOTE, "Two.", info="2")
    layout = Layout(builder.build(), Setting(40))
    assert [line.kind for line in layout.lines_of(1)] == [
        LineKind.GAP, LineKind.FOOT_RULE, LineKind.GAP, LineKind.TEXT
    ]  # fmt: skip
    assert [line.kind for line in layout.lines_of(2)] == [LineKind.TEXT]
    assert list(layout.block_rows(1)) == [3]


def test_notes_stand_below_their_block_line_by_line() -> None:
    layout = Layout(
        prose("Text.", paragraphs=2), Setting(30), notes={0: [Note("first line\nsecond line"), Note("another note")]}
    )
    notes = [line.own for line in layout.lines_of(0) if line.kind is LineKind.NOTE]
    assert notes == ["first line", "second line", "another note"]


# Justified, hyphenated, from the right


def test_justified_lines_reach_the_measure() -> None:
    layout = Layout(prose("The keeper wrote it down by the light of a lamp. " * 12), Setting(50, justified=True))
    *full, last = layout.lines_of(0)
    ends = [line.x + cells(layout.document.text[line.start : line.end]) + line.stretch for line in full]
    assert sum(end == 50 for end in ends) >= len(ends) - 1
    assert last.stretch == 0


def test_long_words_are_hyphenated_where_the_language_is_known() -> None:
    def hyphens(language: str) -> int:
        layout = Layout(prose(LONG_WORDS, language=language), Setting(30, hyphenated=True))
        return sum(line.hyphen for line in layout.all_lines())

    assert hyphens("en") > 0
    assert hyphens("") == 0
    assert not any(line.hyphen for line in Layout(prose(LONG_WORDS), Setting(30)).all_lines())


@given(st.integers(20, 60), st.sampled_from([0, 1]), st.booleans())
@example(30, 0, True)  # noqa: FBT003  in the order of the strategies
def test_paragraphs_read_from_the_right_stand_at_the_right(measure: int, leading: int, justified: bool) -> None:  # noqa: FBT001  given by name
    text = "שומר המגדלור כתב את גובה המים בכל לילה לאור המנורה " * 4
    layout = Layout(prose(text, language="he", paragraphs=2), Setting(measure, leading, justified, justified))
    for line in layout.all_lines():
        if line.kind is LineKind.TEXT:
            assert line.leftward
            indent = 2 * (leading == 0 and line.block == 1 and line == layout.lines_of(1)[0])
            assert line.x + cells(layout.document.text[line.start : line.end]) == measure - indent
            assert not line.hyphen
            assert line.stretch == 0
