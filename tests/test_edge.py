"""The edge: every row stands for a part of the text, and every part has its row."""

from hypothesis import given
from hypothesis import strategies as st

from library.builder import DocumentBuilder
from library.document import BlockKind, Document, Range
from library.highlight import Colour
from reader import edge
from reader.breaking import cells
from reader.edge import EdgeMark
from reader.themes import PALETTES, styles_of
from tests.texts import documents

heights = st.integers(1, 60)


def article() -> Document:
    builder = DocumentBuilder()
    for number in range(10):
        builder.add(BlockKind.HEADING, f"Section {number}", level=2)
        builder.add(BlockKind.PARAGRAPH, "Some words of it. " * 20)
    return builder.build()


@given(documents(), heights, st.data())
def test_every_offset_has_a_row_and_rows_grow_with_offsets(
    document: Document, height: int, data: st.DataObject
) -> None:
    offsets = sorted(data.draw(st.lists(st.integers(0, len(document.text)), max_size=10)))
    rows = [edge.row_of(document, height, offset) for offset in offsets]
    assert rows == sorted(rows)
    assert all(0 <= row < height for row in rows)


@given(documents(), heights)
def test_a_row_begins_with_its_first_offset(document: Document, height: int) -> None:
    for row in range(height):
        first = edge.first_offset(document, height, row)
        assert 0 <= first <= len(document.text)
        if first < len(document.text) and len(document.text) >= height:
            assert edge.row_of(document, height, first) == row
            assert first == 0 or edge.row_of(document, height, first - 1) < row


@given(documents(), heights, st.data())
def test_what_is_seen_is_marked_by_one_row_at_least(document: Document, height: int, data: st.DataObject) -> None:
    offsets = st.integers(0, len(document.text))
    start, end = sorted((data.draw(offsets), data.draw(offsets)))
    rows = edge.seen_rows(document, height, Range(start, end))
    assert len(rows) > 0
    assert 0 <= rows.start < rows.stop <= height


def test_headings_highlights_and_hits_have_their_rows_and_the_weightiest_is_drawn() -> None:
    document = article()
    start = document.outline[5].start
    row = edge.row_of(document, 20, start)
    marks = edge.marks(document, 20)
    assert marks.count(EdgeMark.HEADING) == 10
    assert marks[row] is EdgeMark.HEADING
    for colour in Colour:
        assert edge.marks(document, 20, [(start, colour), (start, Colour.YELLOW)])[row].name == colour.name
    assert edge.marks(document, 20, [(start, Colour.RED)], [start])[row] is EdgeMark.HIT


def test_a_page_without_rows_has_no_marks() -> None:
    assert edge.marks(Document(""), 0) == []
    assert edge.marks(Document(""), 5) == [EdgeMark.NOTHING] * 5


def test_every_mark_takes_one_cell_and_what_is_seen_looks_different() -> None:
    for palette in PALETTES.values():
        styles = styles_of(palette)
        drawn = {seen: [edge.cell(mark, styles, seen=seen) for mark in EdgeMark] for seen in (True, False)}
        assert all(cells(run.text) == 1 for runs in drawn.values() for run in runs)
        assert drawn[True][0] != drawn[False][0]
        assert len({run.text for run in drawn[False]}) == 4, "a heading, a highlight, a hit, nothing"
        assert palette.own or len(set(drawn[False])) == len(EdgeMark), "highlights are drawn in their colours"
