"""Highlights on the page, with keys alone: chosen one by one, coloured, tagged, shown, taken away and brought back."""

import sqlite3
from datetime import datetime

import pytest

from library.anchor import AnchorState, make_anchor
from library.document import Range
from library.highlight import Colour, Highlight, HighlightKind
from library.store import Store
from reader.config import Home, Settings
from reader.screens.choosing import ColourBox
from reader.screens.tagging import TagBox
from tests.driving import Driven, add_article, driven, mark, opened

SIZES = [(40, 20), (60, 20), (80, 24), (140, 45)]
NAMED = Settings(pictures="off", colour="green", colours={"green": "fact", "red": "doubt", "blue": "figure"})


@pytest.fixture
def article(store: Store, now: datetime) -> int:
    return add_article(store, "Gamma", now)


def doubt(home: Home, highlight: Highlight) -> None:
    """Let a highlight be an uncertain one."""
    with sqlite3.connect(home.library) as connection:
        connection.execute(
            "UPDATE highlight SET state = ?, reason = ? WHERE id = ?",
            (AnchorState.UNCERTAIN.value, "it stands there twice", highlight.id),
        )
    connection.close()


def chosen(on: Driven) -> Highlight | None:
    return on.reading.marking.chosen


def status(on: Driven) -> str:
    return on.lines[-1].strip()


class TestWalking:
    """`.` and `,`."""

    async def test_one_by_one_in_reading_order_also_within_a_paragraph(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        marks = [
            mark(store, article, "First point", now),
            mark(store, article, "tells of tide 0", now, colour=Colour.RED, tags=("sea", "night")),
            mark(store, article, "tide 0 and of the keeper", now),
            mark(store, article, "Paragraph 20", now, size=0),
            mark(store, article, "Paragraph 30", now, colour=Colour.BLUE),
        ]
        async with driven(home, store, now, article=article) as on:
            for number, one in enumerate(marks, 1):
                await on.press(".")
                assert chosen(on) == one
                assert f"{number} of 5" in status(on)
                assert on.reading.page.ruler == on.reading.document.block_at(one.place.start)  # type: ignore[union-attr]  # all of them are held
                assert on.rows_of(on.reading.page.ruler)
            await on.press(".")
            assert on.shows("There is no highlight below.")
            await on.press(",", ",")
            assert chosen(on) == marks[2]
            await on.press("2", ",")
            assert chosen(on) == marks[0]
            await on.press("9", ".")
            assert chosen(on) == marks[4], "a count that is too great leads to the last one"

    async def test_the_status_line_tells_number_name_tags_and_what_is_uncertain(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        one = mark(store, article, "First point", now, colour=Colour.GREEN, tags=("sea", "night"))
        other = mark(store, article, "Second point", now)
        doubt(home, other)
        async with driven(home, store, now, article=article, settings=NAMED) as on:
            await on.press(".")
            assert chosen(on) == one
            assert status(on).startswith("1 of 2 · ▸ “fact” · #night #sea")
            await on.press(".")
            assert status(on).startswith("2 of 2 · ? yellow · uncertain: it stands there twice")

    async def test_without_a_choice_it_goes_from_the_ruler(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        marks = [mark(store, article, words, now) for words in ("Paragraph 3 ", "Paragraph 8 ", "Paragraph 12 ")]
        async with driven(home, store, now, article=article) as on:
            on.reading.page.move_to(store.document(article).text.index("Paragraph 8 "))
            await on.press(".")
            assert chosen(on) == marks[1]
            await on.press("escape", ",")
            assert chosen(on) == marks[0]

    async def test_moving_the_ruler_or_esc_drops_the_choice(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        mark(store, article, "First point", now)
        mark(store, article, "Paragraph 1 tells", now)
        async with driven(home, store, now, article=article) as on:
            for key in ("}", "escape", "G"):
                await on.press("g", ".")
                assert chosen(on) is not None
                await on.press(key)
                assert chosen(on) is None
                assert "of 2" not in status(on)
            await on.press("g", ".", "j")
            assert chosen(on) is not None, "scrolling with the passage in sight keeps it"

    async def test_where_there_is_none_that_is_said(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        async with driven(home, store, now, article=article) as on:
            await on.press(".")
            assert on.shows("This article has no highlights")


class TestColour:
    """`c` and its box."""

    @pytest.mark.parametrize(
        ("keys", "expected"),
        [
            ("2", Colour.GREEN), ("5", Colour.PURPLE), ("y", Colour.YELLOW), ("d", Colour.RED), ("p", Colour.PURPLE),
            ("right right enter", Colour.RED), ("left enter", Colour.PURPLE), ("f f enter", Colour.BLUE),
        ],
    )  # fmt: skip
    async def test_a_digit_a_letter_or_arrows_choose(
        self, home: Home, store: Store, now: datetime, article: int, keys: str, expected: Colour
    ) -> None:
        made = mark(store, article, "First point", now, colour=Colour.YELLOW)
        start = {"right right enter": Colour.GREEN}.get(keys, Colour.YELLOW)
        store.change_highlight(made.id, now, colour=start)
        async with driven(home, store, now, article=article, settings=NAMED) as on:
            await on.press("c")
            assert opened(on, ColourBox)
            await on.press(*keys.split())
            assert store.highlight(made.id).colour is expected
            assert not opened(on, ColourBox)
            if expected is not start:
                await on.press("u")
                assert store.highlight(made.id).colour is start

    @pytest.mark.parametrize("size", SIZES)
    async def test_the_box_lists_all_with_their_marks_and_names(
        self, home: Home, store: Store, now: datetime, article: int, size: tuple[int, int]
    ) -> None:
        made = mark(store, article, "First point", now)
        async with driven(home, store, now, article=article, size=size, settings=NAMED) as on:
            await on.press("c")
            shown = on.lines[-1]
            assert all(f"{number} {shape}" in shown for number, shape in enumerate("▮▸◉✚◊", 1))
            assert size[0] < 60 or all(name in shown for name in ("yellow", "fact", "figure", "doubt", "purple"))
            assert len(shown) <= size[0]
            await on.press("right", "right")
            if size[0] < 60:
                assert on.lines[-1].strip() == "1 ▮  2 ▸  3 ◉ figure  4 ✚  5 ◊", "no beginnings of words"
            await on.press("escape")
            assert store.highlight(made.id).colour is Colour.YELLOW

    async def test_the_colour_of_the_settings_is_that_of_new_ones(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        async with driven(home, store, now, article=article, settings=NAMED) as on:
            await on.press("h")
            assert [made.colour for made in store.highlights(article)] == [Colour.GREEN]

    async def test_it_is_drawn_in_its_colour_at_once_in_the_text_and_at_the_edge(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        mark(store, article, "First point", now)
        async with driven(home, store, now, article=article) as on:
            await on.press("c", "4")
            assert any("✚" in line and "First point" in line for line in on.lines)
            palette = on.app.palette
            strips = on.app.screen._compositor.render_strips(on.app.size)
            grounds = {
                segment.style.bgcolor.name
                for strip in strips for segment in strip if segment.style is not None and segment.style.bgcolor
            }  # fmt: skip
            edge = {segment.style.color.name for strip in strips for segment in list(strip)[-1:]
                    if segment.style is not None and segment.style.color}  # fmt: skip
            assert palette.highlights[3] in grounds
            assert palette.highlights[0] not in grounds
            assert palette.marks[3] in edge


class TestTags:
    """`#` and its box."""

    async def test_words_are_kept_as_tags_and_can_be_taken_back(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        made = mark(store, article, "First point", now, tags=("old",))
        async with driven(home, store, now, article=article) as on:
            await on.press("#")
            assert opened(on, TagBox)
            await on.press(*"#sea", ",", *"night", "enter")
            assert store.highlight(made.id).tags == ("night", "old", "sea")
            assert on.shows("#old #sea #night")
            await on.press("u")
            assert store.highlight(made.id).tags == ("old",)

    async def test_esc_keeps_what_there_was_and_an_empty_line_takes_all_away(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        made = mark(store, article, "First point", now, tags=("sea",))
        async with driven(home, store, now, article=article) as on:
            await on.press("#", *"x", "escape")
            assert store.highlight(made.id).tags == ("sea",)
            await on.press("#", "ctrl+u", "enter")
            assert store.highlight(made.id).tags == ()

    async def test_tab_completes_with_tags_in_use(self, home: Home, store: Store, now: datetime, article: int) -> None:
        made = mark(store, article, "First point", now)
        mark(store, article, "Paragraph 9 ", now, tags=("harbour", "history"))
        async with driven(home, store, now, article=article) as on:
            await on.press("#", *"hi")
            assert on.shows("#history")
            await on.press("tab", *"new", "enter")
            assert store.highlight(made.id).tags == ("history", "new")

    async def test_what_is_too_long_is_told_and_nothing_is_lost(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        made = mark(store, article, "First point", now)
        async with driven(home, store, now, article=article) as on:
            await on.press("#", *"x" * 51, "enter")
            assert on.shows("A tag has at most 50 characters.")
            await on.press("backspace", "enter")
            assert store.highlight(made.id).tags == ("x" * 50,)


class TestChosenIsWhatCommandsActOn:
    """Of several in one paragraph the chosen one, else the first."""

    async def test_note_delete_and_copy(self, home: Home, store: Store, now: datetime, article: int) -> None:
        first = mark(store, article, "tells of tide 0", now)
        second = mark(store, article, "tide 0 and of the keeper", now)
        async with driven(home, store, now, article=article) as on:
            await on.press(".", ".", "a", *"why", "escape")
            assert store.highlight(second.id).note == "why"
            assert on.shows("┆ why")
            await on.press("d")
            assert [left.id for left in store.highlights(article)] == [first.id]
            await on.press("u")
            assert len(store.highlights(article)) == 2

    async def test_without_a_choice_the_first_one_of_the_paragraph(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        first = mark(store, article, "First", now)
        second = mark(store, article, "point of Gamma", now)
        async with driven(home, store, now, article=article) as on:
            await on.press("d")
            assert [left.id for left in store.highlights(article)] == [second.id]
            await on.press("u", "c", "3")
            assert store.highlight(first.id).colour is Colour.BLUE

    @pytest.mark.parametrize("key", ["c", "#", "d"])
    async def test_where_there_is_none_that_is_said(
        self, home: Home, store: Store, now: datetime, article: int, key: str
    ) -> None:
        async with driven(home, store, now, article=article) as on:
            await on.press(key)
            assert on.shows("There is no highlight under the ruler.")

    @pytest.mark.parametrize("keys", [["c", "3"], ["#", "x", "enter"], ["d"]])
    async def test_what_another_program_has_deleted_is_told(
        self, home: Home, store: Store, now: datetime, article: int, keys: list[str]
    ) -> None:
        made = mark(store, article, "First point", now)
        async with driven(home, store, now, article=article) as on:
            with Store(home.library) as other:
                other.delete_highlights([made.id], now)
            await on.press(*keys)
            assert on.shows("has been deleted elsewhere")
            assert on.reading.marks == []
            assert store.highlights(article) == []

    async def test_taking_back_what_is_gone_is_told_too(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        made = mark(store, article, "First point", now)
        async with driven(home, store, now, article=article) as on:
            await on.press("c", "3")
            with Store(home.library) as other:
                other.delete_highlights([made.id], now)
            await on.press("u")
            assert on.app.is_running
            assert store.highlights(article) == []


class TestBookmarks:
    """`m`."""

    async def test_one_is_set_at_the_paragraph_shown_found_and_taken_away(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        async with driven(home, store, now, article=article) as on:
            await on.press("}", "}", "}", "m")
            (made,) = store.highlights(article)
            assert made.kind is HighlightKind.BOOKMARK
            assert made.place is not None
            assert made.place.start == store.document(article).blocks[3].start
            assert any("⚑" in line and "Paragraph 0" in line for line in on.lines)
            await on.press("G", ",")
            assert chosen(on) == made
            assert "1 of 1 · ⚑ bookmark" in status(on)
            await on.press("m")
            assert store.highlights(article) == []
            await on.press("u")
            assert store.highlights(article) == [made]

    async def test_in_a_paragraph_that_has_begun_above_it_stands_at_the_first_line_in_sight(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        async with driven(home, store, now, article=article, size=(80, 24)) as on:
            start = on.reading.document.blocks[9].start
            on.reading.page.move_to_block(9)
            await on.press("j", "j", "j", "m")
            (made,) = store.highlights(article)
            assert made.place is not None
            assert made.place.start == max(start, on.reading.page.view.seen.start)

    async def test_a_highlight_can_be_made_beside_it(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        async with driven(home, store, now, article=article) as on:
            await on.press("m", "h")
            assert {made.kind for made in store.highlights(article)} == {HighlightKind.BOOKMARK, HighlightKind.PASSAGE}


async def test_help_tells_what_the_marks_mean(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article, settings=NAMED) as on:
        await on.press("?", *["space"] * 12)
        for mark_shown, words in (
            ("▮", "yellow"),
            ("▸", "green: fact"),
            ("✎", "note"),
            ("⚑", "bookmark"),
            ("?", "changed"),
            ("3", "highlights lie on this line"),
        ):
            assert any(mark_shown in line and words in line for line in on.lines), words


async def test_a_thousand_highlights_cost_a_key_no_more_than_a_few(
    home: Home, store: Store, now: datetime, article: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from library.highlight import NewHighlight

    document = store.document(article)
    store.keep_highlights(
        [
            NewHighlight(article, make_anchor(document, Range(at, at + 9)))
            for at in range(0, len(document.text) - 9, len(document.text) // 1000)
        ],
        now,
    )
    async with driven(home, store, now, article=article) as on:
        looked_at = 0
        marks = on.reading.page._over.marks
        original = type(marks).between

        def counted(self: object, start: int, end: int) -> list[object]:
            nonlocal looked_at
            found = original(self, start, end)  # type: ignore[arg-type]  # as it is called
            looked_at += len(found)
            return found  # type: ignore[return-value]  # as it is answered

        monkeypatch.setattr(type(marks), "between", counted)
        await on.press("j", "j", "k", "}")
        assert 0 < looked_at < 100
