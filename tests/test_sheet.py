"""The sheet: notes beside, below or on top of the text, whole or with a sign that they go on, at every width."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library.anchor import Anchor, AnchorState
from library.builder import DocumentBuilder
from library.document import BlockKind, Document, Range
from library.highlight import Colour, Highlight
from reader.breaking import cells
from reader.config import NOTES
from reader.decorations import ASIDE_GAP, GUTTER, MARGIN, Page
from reader.ink import Run
from reader.lines import LineKind
from reader.noting import FOLDED
from reader.paint import paint
from reader.sheet import columns, layout_of
from reader.themes import NIGHT, styles_of
from reader.typeset import Front, Setting

FRONT = Front("The headline of the day", "By Odile Marrack", "3 min")
STYLES = styles_of(NIGHT)


def text_of(runs: tuple[Run, ...]) -> str:
    return "".join(text for text, _ in runs)


def one(kind: BlockKind, text: str) -> Document:
    builder = DocumentBuilder("en")
    builder.add(kind, text)
    return builder.build()


def highlight(start: int, end: int, note: str, colour: Colour = Colour.YELLOW) -> Highlight:
    now = datetime(2026, 3, 14, tzinfo=UTC)
    return Highlight(
        1, "0" * 32, 1, Anchor(start, end, "words", "", "", ""), Range(start, end), AnchorState.HELD, "", 1.0, colour,
        note, (), now, now,
    )  # fmt: skip


def test_notes_beside_the_text_begin_where_their_passages_do_and_stand_in_the_middle_with_it() -> None:
    document = one(BlockKind.PARAGRAPH, "word " * 60 + "end")
    notes = [highlight(0, 4, "First of the two notes."), highlight(1, 4, "Second note.", Colour.RED)]
    layout = layout_of(document, FRONT, notes, Setting(40), 100, notes="auto")
    page = Page(document, layout, STYLES, 100)
    shown = [text_of(paint(page, spot)) for spot, line in layout.rows(layout.first, 99) if line.kind is LineKind.TEXT]
    assert layout.aside == 36
    assert [line[page.margin + 40 + 3 :].strip() for line in shown[:3]] == [
        "▮ First of the two notes.",
        "✚ Second note.",
        "",
    ]
    assert shown[0][: page.margin].strip() == ""
    assert page.margin == (100 - 40 - 3 - 36) // 2


@given(st.integers(40, 200), st.integers(30, 100), st.sampled_from(["auto", "beside", "below", "marks"]), st.data())
@settings(max_examples=60)
def test_at_every_width_notes_are_whole_or_folded_and_overlap_nothing(
    width: int, wished: int, place: str, data: st.DataObject
) -> None:
    builder = DocumentBuilder("en")
    for number in range(4):
        builder.add(BlockKind.PARAGRAPH, f"p{number} " + "word " * 24 + "end.")
    document = builder.build()
    words = st.text("ab \n中", min_size=1, max_size=200).map(str.strip).filter(bool)
    starts = data.draw(st.lists(st.integers(0, len(document.text) - 3), max_size=5))
    notes = [highlight(start, start + 2, data.draw(words)) for start in starts]
    layout = layout_of(document, FRONT, notes, Setting(wished), width, notes=place)
    page = Page(document, layout, STYLES, width)
    asides: list[str] = []
    below = ""
    for spot, line in layout.rows(layout.first, 10_000):
        shown = text_of(paint(page, spot))
        assert cells(shown) == width
        if line.aside is not None:
            assert shown.rstrip().endswith(line.aside.words.rstrip())
            if line.aside.row == 0:
                asides.append("")
            asides[-1] += line.aside.words
        if line.kind is LineKind.NOTE:
            assert line.own.rstrip() in shown
            below += line.own
        if line.kind is LineKind.TEXT:
            assert document.text[line.start : line.end] in shown
    written = ["".join(notes[number].note.split()) for number in sorted(range(len(notes)), key=starts.__getitem__)]
    if asides:
        for said, whole in zip(("".join(aside.split()) for aside in asides), written, strict=True):
            folded = said != whole and said.endswith(FOLDED)
            assert whole.startswith(said.removesuffix(FOLDED)) if folded else said == whole
    else:
        expected = 0 if place == "marks" else sum(map(len, written))
        assert len("".join(below.split())) == expected, "nothing of them is left out"
    assert not (asides and below), "they stand in one place"


@given(st.integers(8, 250), st.integers(30, 160), st.sampled_from(NOTES))
def test_text_and_notes_fit_the_width(width: int, wished: int, notes: str) -> None:
    measure, aside = columns(wished, width, notes)
    assert 8 <= measure <= max(8, wished)
    if aside:
        assert GUTTER + measure + ASIDE_GAP + aside + MARGIN <= width
    if notes in ("below", "marks"):
        assert aside == 0
    if notes == "auto":
        assert measure == columns(wished, width, "below")[0], "nobody asked for narrower text"


@pytest.mark.parametrize(
    ("width", "notes", "expected"),
    [
        (139, "auto", (70, 36)), (107, "auto", (70, 27)), (105, "auto", (70, 0)), (79, "auto", (70, 0)),
        (105, "beside", (70, 25)), (89, "beside", (57, 22)), (70, "beside", (63, 0)), (139, "below", (70, 0)),
    ],
)  # fmt: skip
def test_notes_stand_beside_the_text_where_there_is_room(width: int, notes: str, expected: tuple[int, int]) -> None:
    assert columns(70, width, notes) == expected
