"""Selecting on the shelf, and what is done with all that are selected, with keys alone."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from library.article import ArticleState, Shelf
from library.store import Store
from reader.config import Home
from reader.screens.shelf import ShelfScreen
from reader.screens.tagging import TagBox
from tests.driving import Driven, add_article, driven, opened


@pytest.fixture
def ids(store: Store, now: datetime) -> list[int]:
    titles = ("Eta", "Zeta", "Epsilon", "Delta", "Gamma", "Beta", "Alpha")
    return [add_article(store, title, now - timedelta(hours=age)) for age, title in enumerate(titles)]


def picked(on: Driven) -> list[int]:
    assert isinstance(on.app.screen, ShelfScreen)
    return sorted(on.app.screen.picking.picks.picked().ids())


async def test_x_selects_and_goes_on(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with driven(home, store, now) as on:
        await on.press("x", "x")
        assert picked(on) == sorted(ids[:2])
        assert on.shelf.rows.position == 2
        assert on.shows("2 selected")
        assert on.shows("●")
        await on.press("k", "x")
        assert picked(on) == [ids[0]]
        await on.press("escape")
        assert picked(on) == []
        assert not on.shows("selected")


@pytest.mark.parametrize("keys", [["v"], ["x"]])
async def test_a_range_goes_where_one_moves(
    home: Home, store: Store, now: datetime, ids: list[int], keys: list[str]
) -> None:
    async with driven(home, store, now) as on:
        await on.press("j", "v", "j", "j")
        assert on.shows("3 selected")
        await on.press("G", "k", *keys)
        assert picked(on) == sorted(ids[1:6])
        await on.press("v", "g")
        await on.press("escape")
        assert picked(on) == sorted(ids[1:6]), "esc drops the range alone"


async def test_all_and_none(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with driven(home, store, now) as on:
        await on.press("*")
        assert picked(on) == sorted(ids)
        await on.press("x")
        assert picked(on) == sorted(ids[1:])
        await on.press("*", "*")
        assert picked(on) == []


async def test_what_is_done_is_done_with_all_and_taken_back_as_one(
    home: Home, store: Store, now: datetime, ids: list[int]
) -> None:
    async with driven(home, store, now) as on:
        await on.press("x", "x", "x", "s")
        assert [store.article(number).starred for number in ids[:4]] == [True, True, True, False]
        assert on.shows("Star given to 3 articles")
        assert picked(on) == sorted(ids[:3]), "they stay selected"
        await on.press("e")
        assert list(on.shelf.rows.ids) == ids[3:]
        assert picked(on) == []
        await on.press("u")
        assert list(on.shelf.rows.ids) == ids
        assert on.shelf.rows.position == 0, "what came back is chosen"
        await on.press("u")
        assert not any(store.article(number).starred for number in ids)
        await on.press("U", "U")
        assert list(on.shelf.rows.ids) == ids[3:]
        assert all(store.article(number).starred for number in ids[:3])


async def test_undo_and_redo_outlast_the_program(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with driven(home, store, now) as on:
        await on.press("x", "x", "d")
        assert list(on.shelf.rows.ids) == ids[2:]
    async with driven(home, store, now) as on:
        await on.press("u")
        assert list(on.shelf.rows.ids) == ids
    async with driven(home, store, now) as on:
        await on.press("U")
        assert list(on.shelf.rows.ids) == ids[2:]
        await on.press("U")
        assert on.shows("There is nothing to do again.")


async def test_many_are_acted_on_in_a_thread(
    home: Home, store: Store, now: datetime, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.screens.acting._AT_ONCE", 3)
    async with driven(home, store, now) as on:
        await on.press("*", "j", "x", "e")
        await on.until(lambda: on.shows("Archived 6 articles"))
        await on.settle()
        assert list(on.shelf.rows.ids) == [ids[1]]
        assert store.article(ids[0]).state is ArticleState.ARCHIVED


async def test_tags_are_given_to_all_and_taken_from_all(
    home: Home, store: Store, now: datetime, ids: list[int]
) -> None:
    store.tag(ids[:2], ["sea"])
    store.tag(ids[:1], ["keeper"])
    async with driven(home, store, now) as on:
        await on.press("x", "x", "t")
        await on.until(lambda: opened(on, TagBox) and on.shows("#keeper"))
        await on.press("ctrl+u", *"light -sea", "enter")
        assert [store.article(number).tags for number in ids[:3]] == [("keeper", "light"), ("light",), ()]
        await on.press("u")
        assert store.article(ids[1]).tags == ("sea",)


async def test_the_tags_of_one_are_edited(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    store.tag(ids[:1], ["sea", "keeper"])
    async with driven(home, store, now) as on:
        await on.press("t")
        await on.until(lambda: opened(on, TagBox))
        await on.press("ctrl+u", *"sea tide", "enter")
        assert store.article(ids[0]).tags == ("sea", "tide")


async def test_links_of_all_are_copied(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with driven(home, store, now) as on:
        await on.press("x", "x", "y")
        assert set(on.app.clipboard.split()) == {"https://example.org/eta", "https://example.org/zeta"}


async def test_a_selection_outlasts_sorting_and_what_others_do(
    home: Home, store: Store, now: datetime, ids: list[int]
) -> None:
    with Store(home.library) as other:
        async with driven(home, store, now) as on:
            await on.press("*", "j", "x", "j")
            chosen = on.shelf.rows.chosen_id
            added = add_article(other, "Theta", now + timedelta(hours=1))
            await on.until(lambda: on.shelf.rows.count == 8)
            assert picked(on) == sorted({*ids} - {ids[1]}), "what came later was not selected"
            assert on.shelf.rows.chosen_id == chosen
            await on.press("S", "j", "j", "enter")
            assert list(on.shelf.rows.ids) == sorted([*ids, added], key=lambda number: store.article(number).title)
            assert picked(on) == sorted({*ids} - {ids[1]})
            assert on.shelf.rows.chosen_id == chosen
            await on.press("d")
            assert sorted(on.shelf.rows.ids) == sorted([ids[1], added])


async def test_what_is_selected_is_exported(
    home: Home, store: Store, now: datetime, ids: list[int], tmp_path: Path
) -> None:
    from reader.screens.export_box import ExportBox

    async with driven(home, store, now) as on:
        await on.press("x", "x", "X")
        await on.until(lambda: opened(on, ExportBox) and on.shows("2 articles"))
        await on.press("ctrl+u", *str(tmp_path / "out"), "enter")
        await on.until(lambda: on.shows("2 of 2 files written"))
        assert len(list((tmp_path / "out").glob("*.md"))) == 2


async def test_without_an_address_nothing_is_fetched_again(
    home: Home, store: Store, now: datetime, ids: list[int]
) -> None:
    store._run("UPDATE article SET url = ''")
    async with driven(home, store, now) as on:
        await on.press("x", "x", "R")
        await on.until(lambda: on.shows("Fetched again: 2 without an address"))


async def test_a_click_on_the_mark_or_with_ctrl_selects(
    home: Home, store: Store, now: datetime, ids: list[int]
) -> None:
    async with driven(home, store, now) as on:
        await on.pilot.click("ArticleRows", offset=(1, 2))
        await on.pilot.click("ArticleRows", offset=(20, 5), control=True)
        await on.pilot.pause()
        assert picked(on) == sorted(ids[1:3])
        assert on.shelf.rows.position == 0
        await on.pilot.click("ArticleRows", offset=(20, 6))
        await on.pilot.pause()
        assert on.shelf.rows.position == 3


async def test_moving_and_selecting_lists_and_counts_nothing(
    home: Home, store: Store, now: datetime, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("this takes a time that grows with the library")

    async with driven(home, store, now) as on:
        for name in ("article_list", "counts", "ids", "tag_tree", "sites"):
            monkeypatch.setattr(on.app.store, name, never, raising=False)
        await on.press("j", "k", "space", "b", "G", "g", "x", "v", "j", "v", "*", "*", "s", "e", "u", "enter", "q", "3")


async def test_shelves_of_others_are_not_touched(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with driven(home, store, now) as on:
        await on.press("7", "d", "x", "*", "v", "t", "R", "y", "X")
        assert on.shows("The trash is empty.")
        assert list(store.article_list(shelf=Shelf.TRASH).ids) == []
