"""Pointing: the character under a cell is the one that was painted there."""

from hypothesis import given, settings
from hypothesis import strategies as st

from library.builder import DocumentBuilder
from library.document import BlockKind, Document
from reader.breaking import cells
from reader.decorations import Page
from reader.lines import LineKind, Spot
from reader.paint import paint
from reader.pointing import cell_of, offset_at
from reader.themes import NIGHT, styles_of
from reader.typeset import Layout, Setting

PARTS = ("tide", "gates,", "harbour", "a", "中文", "日本語、", "wave", "é", "salt-road")
words = st.lists(st.sampled_from(PARTS), max_size=40)


def built(text: str) -> Document:
    builder = DocumentBuilder("en")
    builder.add(BlockKind.PARAGRAPH, text)
    return builder.build()


@given(words.filter(bool), st.integers(12, 60), st.booleans())
@settings(max_examples=150, deadline=None)
def test_the_character_under_a_cell_is_the_one_painted_there(parts: list[str], measure: int, justified: bool) -> None:  # noqa: FBT001  given by name
    document = built(" ".join(parts))
    layout = Layout(document, Setting(measure, justified=justified))
    sheet = Page(document, layout, styles_of(NIGHT), measure, centred=False, gutter=0)
    for number, line in enumerate(layout.lines_of(0)):
        if line.kind is not LineKind.TEXT:
            continue
        shown = "".join(text for text, _ in paint(sheet, Spot(0, number)))
        cell = 0
        for character in shown.rstrip():
            offset = offset_at(document, line, cell)
            assert offset is not None
            assert document.text[offset] == character or character == " "
            cell += cells(character)
        assert offset_at(document, line, cell + 1) is None or shown.rstrip() != shown.rstrip("-")


def test_a_place_within_a_character_of_several_code_points_is_its_first_cell() -> None:
    document = built("a 🏳️\u200d🌈 b")
    line = Layout(document, Setting(30)).lines_of(0)[0]
    assert [cell_of(document, line, offset) - line.x for offset in range(8)] == [0, 1, 2, 2, 2, 2, 4, 5]
