"""Notes on the page: on the article as a whole, in full at a key, and where they stand."""

from datetime import datetime

import pytest

from library.highlight import Colour, HighlightKind
from library.store import Store
from reader.config import Home, Settings
from reader.lines import LineKind
from reader.screens.note_editor import NoteEditor
from reader.screens.peeking import PeekBox
from tests.driving import Driven, add_article, driven, mark, opened

SIZES = [(40, 20), (60, 20), (80, 24), (140, 45)]


@pytest.fixture
def article(store: Store, now: datetime) -> int:
    return add_article(store, "Gamma", now)


class TestNotes:
    """On the article as a whole, in full, and where they stand."""

    async def test_a_note_on_the_article_stands_in_front_of_its_text(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        async with driven(home, store, now, article=article) as on:
            await on.press("A")
            assert opened(on, NoteEditor)
            await on.press(*"mind", "escape")
            (made,) = store.highlights(article)
            assert (made.kind, made.note) == (HighlightKind.ARTICLE, "mind")
            row = next(number for number, line in enumerate(on.lines) if "On this article: mind" in line)
            assert on.lines[row].startswith("✎") or " ✎ " in on.lines[row]
            assert any("The Harbour Post" in line for line in on.lines[:row])
            await on.press("A", *"!", "escape")
            assert [made.note for made in store.highlights(article)] == ["mind!"]
            await on.press("u")
            assert on.shows("On this article: mind")
            await on.press("u")
            assert store.highlights(article) == []
            assert not on.shows("On this article")

    async def test_one_without_words_is_none(self, home: Home, store: Store, now: datetime, article: int) -> None:
        store.add_highlight(article, None, now=now, note="x")
        async with driven(home, store, now, article=article) as on:
            await on.press("A", "backspace", "escape")
            assert store.highlights(article) == []
            await on.press("u")
            assert [made.note for made in store.highlights(article)] == ["x"]
            await on.press("A", "escape", "d")
            assert len(store.highlights(article)) == 1, "d is for what is under the ruler"

    @pytest.mark.parametrize("size", SIZES)
    async def test_the_notes_of_a_paragraph_are_shown_until_a_key(
        self, home: Home, store: Store, now: datetime, article: int, size: tuple[int, int]
    ) -> None:
        mark(store, article, "First", now, note="One [bold]note[/bold].", tags=("sea",), colour=Colour.RED)
        mark(store, article, "point", now, note="Another.")
        settings = Settings(pictures="off", notes="marks")
        async with driven(home, store, now, article=article, size=size, settings=settings) as on:
            assert not on.shows("Another.")
            await on.press("p")
            assert opened(on, PeekBox)
            for words in ("✚ red", "“First”", "#sea", "One [bold]note[/bold].", "Another."):
                assert on.shows(words), words
            await on.press("x")
            assert not opened(on, PeekBox)
            assert not on.shows("Another.")

    async def test_of_the_chosen_one_only_its_own(self, home: Home, store: Store, now: datetime, article: int) -> None:
        mark(store, article, "First", now, note="One note.")
        mark(store, article, "point", now, note="Another.")
        async with driven(home, store, now, article=article, settings=Settings(pictures="off", notes="marks")) as on:
            await on.press(".", ".", "p")
            assert on.shows("Another.")
            assert not on.shows("One note.")

    async def test_a_long_note_scrolls(self, home: Home, store: Store, now: datetime, article: int) -> None:
        note = "\n".join(f"line {number}." for number in range(60))
        mark(store, article, "First", now, note=note)
        async with driven(home, store, now, article=article, settings=Settings(pictures="off", notes="marks")) as on:
            await on.press("p")
            assert on.shows("line 0.")
            assert not on.shows("line 59.")
            await on.press(*["space"] * 4)
            assert not on.shows("line 0.")
            while opened(on, PeekBox) and not on.shows("line 59."):
                await on.press("space")
            assert on.shows("line 59.")
            await on.press("k")
            assert opened(on, PeekBox)
            await on.press("q")
            assert not opened(on, PeekBox)

    async def test_without_a_note_that_is_said(self, home: Home, store: Store, now: datetime, article: int) -> None:
        async with driven(home, store, now, article=article) as on:
            await on.press("p")
            assert on.shows("There is no note on this paragraph")

    async def test_where_they_stand_is_chosen_by_key_and_kept(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        mark(store, article, "tells of tide 0", now, note="Which tide?")

        def beside(on: Driven) -> bool:
            return any("Paragraph 0" in line and "▮ Which tide?" in line for line in on.lines)

        async with driven(home, store, now, article=article, size=(140, 45)) as on:
            assert beside(on), "there is room"
            await on.press("M")
            assert not beside(on)
            assert on.shows("┆ Which tide?")
            await on.press("M")
            assert beside(on)
            await on.press("M")
            assert not on.shows("Which tide?")
        async with driven(home, store, now, article=article, size=(140, 45)) as on:
            assert not on.shows("Which tide?"), "it is kept for the next time"
            await on.press("M")
            assert beside(on)
        async with driven(home, store, now, article=article, size=(80, 24)) as on:
            assert on.shows("┆ Which tide?"), "below, where there is no room"

    async def test_a_voice_reads_row_by_row_and_gets_them_below(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        mark(store, article, "tells of tide 0", now, note="Which tide?")
        settings = Settings(pictures="off", cursor=True)
        async with driven(home, store, now, article=article, size=(140, 45), settings=settings) as on:
            assert on.shows("Which tide?")
            assert not any("Paragraph 0" in line and "Which tide?" in line for line in on.lines)

    async def test_the_passage_on_top_stays_when_notes_move(
        self, home: Home, store: Store, now: datetime, article: int
    ) -> None:
        for number in range(3, 20):
            mark(store, article, f"tells of tide {number} ", now, note="A note. " * 20)
        async with driven(home, store, now, article=article, size=(140, 30)) as on:
            await on.press("space", "space")
            place = on.reading.page.place
            for _ in range(4):
                await on.press("M")
                assert on.reading.page.place == place
                line = next(line for _, line in on.reading.page.view.rows if line.kind is LineKind.TEXT)
                assert line.start <= place <= line.last
