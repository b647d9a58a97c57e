"""The page under a selection: the caret by lines, what is brought into sight, what the mouse points at."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.article import Draft, Metadata
from library.builder import DocumentBuilder, add_caption, add_row
from library.document import BlockKind, Document, Range
from library.ingest import save
from library.source import Source
from library.store import Store
from library.units import character_start
from reader.config import Home, Settings
from reader.decorations import Decorations
from reader.decorations import Page as Sheet
from reader.ink import Run
from reader.lines import LineKind, Spot
from reader.noting import Note
from reader.pointing import cell_of, line_bounds, offset_near, offset_up_down, text_spot
from reader.typeset import Front, Layout, Setting
from tests.driving import Driven, add_article, driven
from tests.texts import documents

FRONT = Front("The headline", "By Odile Marrack")
MIXED = """---
title: Mixed
---
中文段落：海港的燈塔在夜裡亮著。守燈人寫下了潮汐的時間，然後關上了門。今晚風很大，他說。

The keeper wrote it down, and then he slept; nobody woke him, not even the gulls on the roof.

| Port | Rise |
|---|---|
| Bristol | 12.3 m |
| Leith | 4.8 m |

```
tide = "a line of code that is far too wide for the column of the page, and goes on and on to its end"
```

The end of it.
"""


@pytest.fixture
def article(store: Store, now: datetime) -> int:
    return add_article(store, "Gamma", now)


@pytest.fixture
def mixed(store: Store, now: datetime) -> int:
    number = save(store, Source(MIXED.encode(), now, "mixed.md"), now).article
    assert number is not None
    return number


def table() -> Document:
    builder = DocumentBuilder("en")
    add_row(builder, [("Port", []), ("Rise", [])], 1, header=True)
    add_row(builder, [("Bristol", []), ("12.3 m", [])], 1, header=False)
    add_row(builder, [("", []), ("4.8 m", [])], 1, header=False)
    add_caption(builder, "The gates at dawn.", "Tern Pictures", "Photo")
    builder.add(BlockKind.PARAGRAPH, "A paragraph below it, which is long enough for two lines of the page.")
    return builder.build()


@given(documents(), st.integers(8, 90), st.booleans(), st.data())
def test_a_character_has_one_line_and_a_cell_at_which_the_mouse_finds_it(
    document: Document, measure: int, justified: bool, data: st.DataObject  # noqa: FBT001  given by name
) -> None:  # fmt: skip
    layout = Layout(
        document, Setting(measure, justified=justified), FRONT, {0: [Note("note")]} if document.blocks else None
    )
    offset = data.draw(st.integers(0, len(document.text)))
    line = layout.line(text_spot(layout, offset))
    bounds = line_bounds(layout, offset)
    assert bounds.start <= bounds.end
    if line.kind is LineKind.TEXT and line.holds(offset):
        assert bounds.start <= offset < bounds.end
        near = offset_near(document, line, cell_of(document, line, offset))
        assert near <= offset
        assert cell_of(document, line, near) == cell_of(document, line, offset), "but for marks that take no cell"


@pytest.mark.parametrize("word", ["می\u200cخواهم", "🏳️\u200d🌈", "e\u0301t"])
def test_all_pieces_of_a_character_stand_at_its_cell(word: str) -> None:
    builder = DocumentBuilder("en")
    builder.add(BlockKind.KEY_POINT, "a" * 18 + word)
    document = builder.build()
    layout = Layout(document, Setting(8))
    for offset in range(len(document.text)):
        line = layout.line(text_spot(layout, offset))
        near = offset_near(document, line, cell_of(document, line, offset))
        assert near == max(line.start, character_start(document, offset))


@given(documents(), st.integers(8, 60), st.integers(-30, 120), st.data())
def test_beside_the_text_the_nearest_character_is_meant(
    document: Document, measure: int, cell: int, data: st.DataObject
) -> None:
    layout = Layout(document, Setting(measure), FRONT)
    lines = [line for line in layout.all_lines() if line.kind is LineKind.TEXT and line.last > line.first]
    if not lines:
        return
    line = data.draw(st.sampled_from(lines))
    near = offset_near(document, line, cell)
    assert line.holds(near)
    if cell < 0:
        assert near == line.first or line.holds(near)


@given(documents(), st.integers(8, 60), st.data())
def test_down_and_up_again_comes_back_and_each_step_is_the_next_line_of_text(
    document: Document, measure: int, data: st.DataObject
) -> None:
    layout = Layout(document, Setting(measure), FRONT, {0: [Note("a note")]} if document.blocks else None)
    texts = [
        line for line in layout.all_lines()
        if line.kind is LineKind.TEXT
        and (line.last > line.first or layout.line(text_spot(layout, line.first)) is line)
    ]  # fmt: skip
    if not texts:
        return
    start = texts[0].first
    offset, goal = start, None
    for line in texts[1:]:
        offset, goal = offset_up_down(layout, offset, 1, goal)
        assert line.shows(offset)
    assert offset_up_down(layout, offset, 5, goal)[0] == offset, "there is nothing below the last line"
    offset, goal = offset_up_down(layout, offset, -len(texts), goal)
    assert texts[0].shows(offset)
    rows = data.draw(st.integers(0, len(texts) - 1))
    at_once, _ = offset_up_down(layout, start, rows, None)
    assert texts[rows].shows(at_once)


def test_in_a_table_the_caret_keeps_its_column_and_an_empty_cell_is_passed_over() -> None:
    document = table()
    layout = Layout(document, Setting(50))
    rise, figures = document.text.index("Rise"), document.text.index("12.3 m")
    offset, goal = offset_up_down(layout, rise, 1, None)
    assert figures <= offset < figures + 6
    below, goal = offset_up_down(layout, offset, 1, goal)
    assert document.text[below : below + 1] in "4.8 m"
    assert line_bounds(layout, figures + 2) == Range(figures, figures + 6)
    credit = document.text.index("Tern")
    assert line_bounds(layout, credit).start == credit


def test_the_caret_keeps_to_its_cell_over_a_short_line() -> None:
    builder = DocumentBuilder("en")
    for text in ("A long line of words here.", "Short.", "Another long line of words."):
        builder.add(BlockKind.PARAGRAPH, text)
    document = builder.build()
    layout = Layout(document, Setting(60))
    offset, goal = offset_up_down(layout, 20, 1, None)
    assert document.text[offset] == "."
    offset, goal = offset_up_down(layout, offset, 1, goal)
    assert offset - document.blocks[2].start == 20
    assert goal == 20


def grounds(on: Driven, ground: str) -> str:
    """The characters on the screen that have a ground."""
    strips = on.app.screen._compositor.render_strips(on.app.size)
    return "".join(
        segment.text for strip in strips for segment in strip
        if segment.style is not None and segment.style.bgcolor is not None and segment.style.bgcolor.name == ground
    )  # fmt: skip


class TestSelecting:
    """What is drawn of a selection."""

    async def test_the_selected_characters_and_the_caret_are_drawn(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        async with driven(home, store, now, article=article) as on:
            page, text, palette = on.reading.page, store.document(article).text, on.app.palette
            start = text.index("Paragraph 0")
            page.select(Range(start, start + 15), start + 14)
            await on.pilot.pause()
            assert grounds(on, palette.selected) == text[start : start + 14]
            assert grounds(on, palette.ink) == text[start + 14]
            page.select(None, None)
            await on.pilot.pause()
            assert grounds(on, palette.selected) == grounds(on, palette.ink) == ""

    async def test_only_the_lines_that_change_are_drawn_anew(
        self, home: Home, store: Store, now: datetime, article: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from reader.paint import paint

        async with driven(home, store, now, article=article) as on:
            page = on.reading.page
            lines = [line for _, line in page.view.rows if line.kind is LineKind.TEXT and line.block >= 3]
            first, second, third = lines[:3]
            page.select(Range(first.start, second.start + 3), second.start + 2)
            await on.pilot.pause()
            painted: list[Spot] = []

            def counted(sheet: Sheet, spot: Spot, decorations: Decorations) -> tuple[Run, ...]:
                painted.append(spot)
                return paint(sheet, spot, decorations)

            monkeypatch.setattr("reader.widgets.paper.paint", counted)
            page.select(Range(first.start, second.start + 5), second.start + 4)
            await on.pilot.pause()
            assert len(painted) == 1
            painted.clear()
            page.select(Range(first.start, third.start + 5), third.start + 4)
            await on.pilot.pause()
            assert len(painted) == 2

    async def test_the_caret_stays_with_its_character_at_another_width(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        async with driven(home, store, now, article=article) as on:
            text, palette = store.document(article).text, on.app.palette
            at = text.index("lamplight")
            on.reading.page.select(Range(at, at + 9), at + 8)
            await on.pilot.resize_terminal(50, 24)
            await on.pilot.pause()
            assert grounds(on, palette.selected) == "lampligh"
            assert grounds(on, palette.ink) == "t"

    async def test_code_is_scrolled_sideways_to_the_caret(
        self, home: Home, store: Store, now: datetime, mixed: int
    ) -> None:
        async with driven(home, store, now, article=mixed, settings=Settings(pictures="off", measure=40)) as on:
            page, text = on.reading.page, store.document(mixed).text
            start, end = text.index("tide ="), text.index("its end")
            page.select(Range(start, end), end)
            page.bring_into_view(end)
            await on.pilot.pause()
            assert grounds(on, on.app.palette.ink) == "i"
            page.select(Range(start, end), start)
            page.bring_into_view(start)
            await on.pilot.pause()
            assert grounds(on, on.app.palette.ink) == "t"


class TestBringingIntoView:
    """No further than needed."""

    async def test_a_character_in_sight_moves_nothing(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        async with driven(home, store, now, article=article) as on:
            page = on.reading.page
            await on.press(*["j"] * 30)
            before = page.view.top
            for spot, _ in page.view.rows[2:-2]:
                page.bring_into_view(page.view.layout.offset_of(spot))
                assert page.view.top == before

    async def test_one_below_or_above_comes_with_two_rows_around_it(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        async with driven(home, store, now, article=article) as on:
            page, text = on.reading.page, store.document(article).text
            for words in ("Paragraph 20", "Paragraph 10", "Paragraph 25"):
                at = text.index(words)
                former = page.view.top
                page.bring_into_view(at)
                row = page.view.row_of(page.view.layout.spot_of(at))
                assert row == (2 if page.view.top < former else page.size.height - 3)
            page.bring_into_view(0)
            assert page.view.row_of(page.view.layout.spot_of(0)) == 2
            page.bring_into_view(len(text) - 1)
            assert page.view.at_end


class TestPointing:
    """The character that is nearest to a cell."""

    async def test_beside_and_below_the_text(self, home: Home, store: Store, now: datetime, article: int) -> None:
        async with driven(home, store, now, article=article) as on:
            page, text = on.reading.page, store.document(article).text
            row = on.rows_of(3)[0]
            line = page.view.rows[row][1]
            assert page.offset_near(0, row) == line.start
            assert page.offset_near(79, row) == line.end - 1
            assert page.offset_near(page._sheet.margin + 4, row) == line.start + 4
            assert page.offset_near(0, -5) == 0
            assert page.offset_near(0, row - 1) is not None
            await on.press("G")
            assert page.offset_near(79, 99) == len(text) - 1

    async def test_where_there_is_no_text_there_is_none(self, home: Home, store: Store, now: datetime) -> None:
        metadata = Metadata("Only a headline")
        number = store.add(Draft(metadata, Document(""), Source(b"", now), now))
        async with driven(home, store, now, article=number) as on:
            assert on.reading.page.offset_near(10, 3) is None
            on.reading.page.select(None, None)
            on.reading.page.bring_into_view(0)
