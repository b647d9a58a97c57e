"""The view: nothing is skipped, the place survives every change, and pages begin and end well."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.builder import DocumentBuilder, add_row
from library.document import BlockKind, Document
from reader.lines import Line, LineKind, Spot
from reader.noting import Note
from reader.typeset import Front, Layout, Setting
from reader.view import View
from tests.texts import documents

FRONT = Front("The headline", "By Odile Marrack", "3 min")
heights = st.integers(1, 40)
layouts = st.builds(Setting, st.integers(20, 90), st.sampled_from([0, 1]), st.booleans(), st.booleans())


def article(paragraphs: int = 40) -> Document:
    """Paragraphs of some lines, a heading before every fifth."""
    builder = DocumentBuilder("en")
    for number in range(paragraphs):
        if number % 5 == 4:
            builder.add(BlockKind.HEADING, f"Section {number // 5}", level=2)
        builder.add(BlockKind.PARAGRAPH, f"Number {number} tells " + "of the keeper and the tide " * (3 + number % 7))
    return builder.build()


def view_of(document: Document, height: int, measure: int = 60, place: int = 0) -> View:
    return View(Layout(document, Setting(measure), FRONT), height, place)


def spots(view: View) -> list[Spot]:
    return [spot for spot, _ in view.rows]


def everything(layout: Layout) -> list[Spot]:
    return [spot for spot, _ in layout.rows(layout.first, 100_000)]


def assert_ruler_in_sight(view: View) -> None:
    with_text = [
        line.block for _, line in view.rows
        if line.block >= 0 and line.last > line.start and line.kind not in (LineKind.GAP, LineKind.FOOT_RULE)
    ]  # fmt: skip
    assert not with_text or any(view.under_ruler(spot) for spot in spots(view))


# By rows


@given(documents(), layouts, heights, st.lists(st.integers(-50, 50), max_size=6))
def test_rows_are_moved_by_as_many_as_asked(
    document: Document, setting: Setting, height: int, counts: list[int]
) -> None:
    view = View(Layout(document, setting, FRONT), height)
    rows = everything(view.layout)
    last_top = max(0, len(rows) - height)
    at = 0
    for count in counts:
        view.move_by(count)
        at = min(max(0, at + count), last_top)
        assert spots(view) == rows[at : at + height]
        assert view.top == rows[at]
        assert view.at_end == (at == last_top)
        assert_ruler_in_sight(view)


@given(documents(), layouts, heights)
def test_a_screen_that_can_be_full_is_full(document: Document, setting: Setting, height: int) -> None:
    view = View(Layout(document, setting, FRONT), height)
    rows = everything(view.layout)
    view.to_end()
    assert spots(view) == rows[max(0, len(rows) - height) :]
    assert view.at_end
    assert view.reach.at_end
    if document.blocks and document.blocks[-1].kind is not BlockKind.ROW:  # whose last cell can end far above the last
        assert view.reach.furthest == max(line.last for line in view.layout.all_lines())
    view.to_top()
    assert spots(view) == rows[:height]
    assert view.place == 0


# By pages


@given(documents(), layouts, heights)
def test_turning_pages_comes_to_the_end_and_skips_nothing(document: Document, setting: Setting, height: int) -> None:
    view = View(Layout(document, setting, FRONT), height)
    rows = everything(view.layout)
    seen = set(spots(view))
    for _ in range(len(rows)):
        if view.at_end:
            break
        before = spots(view)
        view.turn(1)
        assert spots(view)[0] > before[0], "a page turned is a page on"
        assert view.top <= view.layout.moved(before[-1], 1)
        seen.update(spots(view))
        assert_ruler_in_sight(view)
    assert view.at_end
    assert seen == set(rows)


@given(documents(), layouts, heights)
def test_turning_back_skips_nothing_either(document: Document, setting: Setting, height: int) -> None:
    view = View(Layout(document, setting, FRONT), height)
    rows = everything(view.layout)
    view.to_end()
    seen = set(spots(view))
    for _ in range(len(rows)):
        before = spots(view)
        view.turn(-1)
        assert view.layout.moved(spots(view)[-1], 1) >= before[0]
        seen.update(spots(view))
    assert view.top == view.layout.first
    assert seen == set(rows)


@given(documents(), layouts, heights, st.integers(1, 6))
def test_turning_on_and_back_comes_to_the_same_rows(
    document: Document, setting: Setting, height: int, pages: int
) -> None:
    view = View(Layout(document, setting, FRONT), height)
    view.move_by(3)
    tops = [view.top]
    for _ in range(pages):
        view.turn(1)
        if view.top != tops[-1]:
            tops.append(view.top)
    for top in reversed(tops[:-1]):
        view.turn(-1)
        assert view.top == top


def test_a_count_turns_as_many_pages() -> None:
    one, three = view_of(article(), 20), view_of(article(), 20)
    for _ in range(3):
        one.turn(1)
    three.turn(3)
    assert one.top == three.top
    three.turn(-3)
    assert three.top == three.layout.first


def blemishes(view: View, rows: list[tuple[Spot, Line]]) -> tuple[bool, bool, bool]:
    """Whether a page ends with a heading, ends with a lone first line, begins with white or a lone last line."""
    at = len(rows) - 1
    while at and rows[at][1].kind is LineKind.GAP:
        at -= 1
    last, top = rows[at][0], rows[0][0]
    heading = view.document.blocks[last.block].kind is BlockKind.HEADING
    ending, beginning = view.layout.block_rows(last.block), view.layout.block_rows(top.block)
    return (
        heading,
        at == len(rows) - 1 and last.line == ending.start and len(ending) > 2,
        top.line < beginning.start or (top.line == beginning.stop - 1 and len(beginning) > 2),
    )


@pytest.mark.parametrize("height", range(9, 46, 3))
@pytest.mark.parametrize("measure", [30, 47, 70])
def test_no_page_parts_what_belongs_together_where_that_can_be_avoided(height: int, measure: int) -> None:
    view = view_of(article(), height, measure)
    while True:
        before = view.top
        view.turn(1)
        if view.at_end:
            break
        assert not blemishes(view, view.rows)[0], "ends with a heading"
        if any(blemishes(view, view.rows)):
            step = height - 2
            others = [view.layout.rows(view.layout.moved(before, step - less), height) for less in range(4)]
            assert all(any(blemishes(view, rows)) for rows in others)


# Another layout, another height


@given(documents(), st.lists(st.tuples(layouts, heights), min_size=1, max_size=5), st.integers(0, 80), heights)
def test_the_place_survives_any_other_setting_and_height(
    document: Document, changes: list[tuple[Setting, int]], rows: int, height: int
) -> None:
    notes = {0: [Note("a note of\nsome\nlines")]} if document.blocks else {}
    images = [at for at, block in enumerate(document.blocks) if block.kind is BlockKind.IMAGE]
    first = Layout(document, Setting(60), FRONT, notes, dict.fromkeys(images, (30, 7)))
    view = View(first, height)
    view.move_by(rows)
    before, place, ruler = list(view.rows), view.place, view.ruler
    for setting, other in changes:
        view.set(Layout(document, setting, FRONT, notes, aside=other % 2 * 12), other)
        assert view.place == place
        assert_ruler_in_sight(view)
        if place and not view.at_end and other > 4:
            # of a note every row begins at the same place
            begun = {view.layout.offset_of(spot) for spot in spots(view)}
            assert place in begun or view.layout.spot_of(place) in spots(view)
    view.set(first, height)
    assert view.rows == before
    if not changes[1:] and changes[0] == (Setting(60), height):
        assert view.ruler == ruler


@given(documents(), layouts, heights, st.data())
def test_a_saved_place_is_opened_on_top(document: Document, setting: Setting, height: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(document.text)))
    view = View(Layout(document, setting, FRONT), height, place)
    assert view.place == place
    if place and not view.at_end:
        assert view.top == view.layout.spot_of(place)
    if place and document.blocks:
        assert view.row_of(view.layout.spot_of(place)) is not None
    assert_ruler_in_sight(view)


def test_a_headline_that_was_scrolled_half_away_stays_so() -> None:
    view = view_of(article(), 12)
    view.move_by(2)
    before = view.top
    view.set(Layout(view.document, Setting(33), FRONT), 9)
    assert view.top.block == -1
    view.set(Layout(view.document, Setting(60), FRONT), 12)
    assert view.top == before


@pytest.mark.parametrize("rows", range(1, 30))
def test_within_a_picture_a_note_or_a_rows_cell_the_same_row_comes_back(rows: int) -> None:
    builder = DocumentBuilder()
    builder.add(BlockKind.PARAGRAPH, "Before.")
    builder.add(BlockKind.IMAGE, "A gate", info="https://example.org/gate.png")
    add_row(builder, [("short", []), ("many words in a cell " * 12, [])], 1, header=False)
    builder.add(BlockKind.PARAGRAPH, "After. " * 100)
    layout = Layout(builder.build(), Setting(40), None, {0: [Note("a note\nof three\nlines")]}, {1: (30, 8)})
    view = View(layout, 6)
    view.move_by(rows)
    before = view.top
    view.set(layout, 6)
    assert view.top == before


def test_another_layout_forgets_the_pages_turned() -> None:
    view = view_of(article(), 12)
    view.turn(2)
    view.set(Layout(view.document, Setting(40), FRONT), 12)
    at = view.top
    view.turn(-1)
    assert view.top < at
    assert view.layout.distance(view.top, at, 100) <= 12


# The ruler


@given(documents(), layouts, heights, st.lists(st.sampled_from(["on", "back", "page", "rows", "end", "heading"])))
def test_the_ruler_is_always_in_sight(document: Document, setting: Setting, height: int, moves: list[str]) -> None:
    view = View(Layout(document, setting, FRONT), height)
    for move in moves:
        match move:
            case "on":
                view.step_ruler(1)
            case "back":
                view.step_ruler(-1)
            case "page":
                view.turn(1)
            case "rows":
                view.move_by(-7)
            case "end":
                view.to_end()
            case _:
                view.step_heading(1)
        assert_ruler_in_sight(view)


def test_the_ruler_walks_every_block_down_and_up() -> None:
    view = view_of(article(), 15)
    walked = [view.ruler]
    while view.step_ruler(1):
        walked.append(view.ruler)
        assert_ruler_in_sight(view)
    assert walked == list(range(len(view.document.blocks)))
    while view.step_ruler(-1):
        walked.pop()
        assert view.ruler == walked[-1]
    assert walked == [0]


def test_stepping_by_headings_brings_each_to_the_top_and_ends_at_the_last() -> None:
    view = view_of(article(), 15)
    found = []
    while view.step_heading(1):
        found.append(view.document.slice(view.document.blocks[view.ruler]))
        assert view.row_of(view.layout.spot_of(view.document.blocks[view.ruler].start)) in (0, 1) or view.at_end
    assert found == [f"Section {number}" for number in range(8)]
    assert view.step_heading(-1)
    assert view.document.slice(view.document.blocks[view.ruler]) == "Section 6"
    view.to_top()
    assert not view.step_heading(-1)


# To an offset


@given(documents(), layouts, heights, st.booleans(), st.data())
def test_an_offset_gone_to_is_on_the_screen_under_the_ruler(
    document: Document,
    setting: Setting,
    height: int,
    keep: bool,  # noqa: FBT001  given by name
    data: st.DataObject,
) -> None:
    view = View(Layout(document, setting, FRONT), height)
    view.move_by(data.draw(st.integers(0, 60)))
    offset = data.draw(st.integers(0, len(document.text)))
    view.to_offset(offset, keep=keep)
    if document.blocks:
        assert view.layout.spot_of(offset) in spots(view)
        block = document.blocks[document.block_at(offset)]
        assert block.end == block.start or view.ruler == document.block_at(offset)


def test_with_keep_the_page_stays_when_the_character_is_on_it() -> None:
    view = view_of(article(), 20)
    view.move_by(10)
    top = view.top
    offset = view.rows[7][1].start
    view.to_offset(offset, keep=True)
    assert view.top == top
    view.to_offset(offset)
    assert view.row_of(view.layout.spot_of(offset)) == 5
    view.to_offset(len(view.document.text) - 1, keep=True)
    assert view.top > top


def test_a_character_can_be_brought_to_any_row() -> None:
    view = view_of(article(), 20)
    offset = view.document.blocks[20].start
    for row in (0, 7, 19):
        view.to_row(offset, row)
        assert view.row_of(view.layout.spot_of(offset)) == row


# Small and empty


@pytest.mark.parametrize("front", [None, FRONT])
def test_an_article_without_text_can_be_looked_at(front: Front | None) -> None:
    view = View(Layout(Document(""), Setting(40), front), 10)
    for move in (view.to_end, view.to_top):
        move()
    view.turn(1)
    view.turn(-1)
    view.move_by(3)
    view.to_offset(5)
    assert not view.step_ruler(1)
    assert not view.step_heading(-1)
    assert view.ruler_range is None
    assert view.at_end
    assert view.reach.place == 0
    assert view.seen == (0, 0)


@pytest.mark.parametrize("height", [1, 2, 3, 0, -4])
def test_on_a_screen_of_hardly_any_rows_everything_can_be_read(height: int) -> None:
    view = view_of(article(6), height)
    rows = everything(view.layout)
    seen = set(spots(view))
    while not view.at_end:
        view.turn(1)
        seen.update(spots(view))
    assert seen == set(rows)
