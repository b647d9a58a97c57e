"""The marks of a page: found by place among any number, and only those that are drawn there."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from library.anchor import Anchor, AnchorState
from library.builder import DocumentBuilder
from library.document import BlockKind, Document, Range
from library.highlight import Colour, Highlight
from reader.lines import Line, LineKind, Piece
from reader.marks import Marks, touched

NOW = datetime(2026, 3, 14, tzinfo=UTC)


def article() -> Document:
    builder = DocumentBuilder("en")
    for number in range(3):
        builder.add(BlockKind.PARAGRAPH, f"Paragraph {number} tells of the tide and of the keeper.")
    return builder.build()


DOCUMENT = article()
offsets = st.integers(0, len(DOCUMENT.text))
places = st.tuples(offsets, offsets).map(lambda ends: Range(min(ends), max(ends)))


def highlight(number: int, place: Range | None, state: AnchorState = AnchorState.HELD) -> Highlight:
    anchor = Anchor(0, 0, "", "", "", "")
    return Highlight(number, "", 1, anchor, place, state, "", 1.0, Colour.GREEN, "", (), NOW, NOW)


@given(st.lists(places, max_size=40), places)
def test_between_two_offsets_are_all_marks_that_lie_there_and_no_others(given: list[Range], asked: Range) -> None:
    marks = Marks(DOCUMENT, [highlight(number, place) for number, place in enumerate(given)])
    found = marks.between(*asked)
    assert found == [mark for mark in marks if mark.start < asked.end and mark.end > asked.start]
    assert [mark.start for mark in found] == sorted(mark.start for mark in found)


@given(st.lists(places, max_size=10))
def test_every_highlight_with_a_place_is_drawn_at_a_character_at_least(given: list[Range]) -> None:
    marks = Marks(DOCUMENT, [highlight(number, place) for number, place in enumerate(given)])
    assert len(marks) == len(given)
    assert all(mark.end > mark.start for mark in marks)
    for mark in marks:
        if mark.bookmark:
            assert not DOCUMENT.text[mark.start].isspace()


def test_few_of_a_thousand_are_looked_at() -> None:
    seen = 0

    many = [highlight(number, Range(number // 8, number // 8 + 3)) for number in range(1000)]
    marks = Marks(DOCUMENT, [highlight(5000, Range(0, len(DOCUMENT.text))), *many])
    tree = marks._furthest

    class Watched(list[int]):
        def __getitem__(self, at: object) -> int:  # type: ignore[override]  # it counts, whatever is asked
            nonlocal seen
            seen += 1
            return super().__getitem__(at)  # type: ignore[call-overload, no-any-return]  # as above

    marks._furthest = Watched(tree)
    assert len(marks.between(60, 62)) == 1 + 4 * 8
    assert seen < 150


def test_what_is_lost_or_on_the_whole_article_has_no_mark_and_what_is_uncertain_is_known_as_such() -> None:
    lost = highlight(1, None, AnchorState.LOST)
    doubtful = highlight(2, Range(3, 9), AnchorState.UNCERTAIN)
    (mark,) = Marks(DOCUMENT, [lost, doubtful])
    assert mark.uncertain
    assert list(Marks(Document(""), [doubtful])) == []


def test_a_line_of_a_table_has_the_marks_of_its_own_pieces_alone() -> None:
    marks = Marks(DOCUMENT, [highlight(1, Range(0, 5)), highlight(2, Range(12, 16)), highlight(3, Range(20, 25))])
    line = Line(LineKind.TEXT, 0, 0, 0, 0, (Piece(0, 0, 6), Piece(20, 20, 30)))
    assert [mark.id for mark in marks.on(line)] == [1, 3]


def test_only_what_has_changed_is_drawn_anew() -> None:
    former = Marks(DOCUMENT, [highlight(1, Range(0, 5)), highlight(2, Range(8, 16))])
    now = Marks(DOCUMENT, [highlight(1, Range(0, 5)), highlight(2, Range(8, 20))])
    assert sorted(touched(former, now)) == [Range(8, 16), Range(8, 20)]
    assert touched(now, now) == []
