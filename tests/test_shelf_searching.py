"""Searching the shelf as one types, with keys alone."""

import threading
from datetime import datetime, timedelta

import pytest

from library.store import Store
from reader.article_lister import Asked, Listed, listed
from reader.config import Home
from reader.screens.reading import ReadingScreen
from reader.screens.shelf import ShelfScreen
from tests.driving import Driven, add_article, driven, mark, three_articles


def shelf(on: Driven) -> ShelfScreen:
    assert isinstance(on.app.screen, ShelfScreen)
    return on.app.screen


async def test_a_wrong_query_says_where_and_leaves_the_list(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("/", *"beta is:")
        assert list(on.shelf.rows.ids) == [ids[1]]
        await on.press(*"strred ")
        assert on.shows("“strred”")
        assert list(on.shelf.rows.ids) == [ids[1]]
        await on.press("enter")
        assert on.shows("Character 9")
        await on.press("escape")
        assert list(on.shelf.rows.ids) == ids


async def test_fields_and_words_find_together(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    store.tag([ids[2]], ["sea/lights"])
    async with driven(home, store, now) as on:
        await on.press("/", *"tag:sea lamplight", "enter")
        assert list(on.shelf.rows.ids) == [ids[2]]
        await on.press("escape", "/", *"-title:alpha sort:title", "enter")
        assert list(on.shelf.rows.ids) == [ids[1], ids[0]]
        assert on.shows("title, A to Z")


async def test_snippets_stand_below_the_titles(home: Home, store: Store, now: datetime) -> None:
    three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("/", *"lamplight")
        assert sum("keeper who wrote it down by lamplight" in line for line in on.lines) == 3
        await on.press("escape")
        assert not on.shows("lamplight")


async def test_snippets_are_found_as_rows_come_into_sight(home: Home, store: Store, now: datetime) -> None:
    for number in range(70):
        add_article(store, f"Number {number}", now - timedelta(hours=number), paragraphs=2)
    async with driven(home, store, now) as on:
        await on.press("/", *"lamplight", "enter", "G")
        await on.until(lambda: sum("by lamplight" in line for line in on.lines) >= 5)


async def test_enter_goes_to_the_hit_and_n_to_the_next(home: Home, store: Store, now: datetime) -> None:
    three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("/", *'title:beta "tide 33" gates', "enter", "enter")
        await on.until(lambda: isinstance(on.app.screen, ReadingScreen) and on.shows("1 of 2 · “tide 33”, “gates”"))
        await on.press("n")
        assert on.shows("Paragraph 33 tells of tide 33")
        hit = on.reading.finding.hit
        assert hit is not None
        assert on.reading.document.slice(hit) == "tide 33"
        await on.press("n")
        other = on.reading.finding.hit
        assert other is not None
        assert other != hit
        await on.press("q")
        assert shelf(on).rows.count == 1


async def test_looking_at_a_hit_is_no_reading(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("/", *'title:beta "tide 33"', "enter", "enter")
        await on.until(lambda: on.shows("Paragraph 33 tells"))
        await on.press("q")
        assert store.article(ids[1]).progress is None


async def test_a_word_of_a_note_finds_its_article(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    mark(store, ids[2], "Paragraph 5", now, note="Remember the foghorn.")
    async with driven(home, store, now) as on:
        await on.press("/", *"foghorn", "enter")
        assert list(on.shelf.rows.ids) == [ids[2]]
        assert on.shows("Remember the foghorn.")
        await on.press("enter")
        assert isinstance(on.app.screen, ReadingScreen)


async def test_what_was_seen_while_typing_is_what_is_kept(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("/", *"bet", "enter")
        assert list(on.shelf.rows.ids) == [ids[1]]
        assert on.shows("“bet*”")


async def test_best_first_and_newest_first(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    store.tag([ids[2]], ["foghorn"])
    best = add_article(store, "Foghorn", now - timedelta(days=9), paragraphs=1)
    async with driven(home, store, now) as on:
        await on.press("/", *"foghorn")
        assert list(on.shelf.rows.ids) == [ids[2], best]
        await on.press("ctrl+r")
        assert list(on.shelf.rows.ids) == [best, ids[2]]
        assert on.shows("best first")
        await on.press("ctrl+r", "enter")
        assert list(on.shelf.rows.ids) == [ids[2], best]


async def test_tab_completes_also_before_what_it_completes_is_told(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    store.tag([ids[1]], ["lighthouses"])
    async with driven(home, store, now) as on:
        await on.pilot.press("/", *"tag:li", "tab")
        await on.until(lambda: shelf(on).typed == "tag:lighthouses ")
        await on.settle()
        assert list(on.shelf.rows.ids) == [ids[1]]


async def test_what_is_found_by_its_tag_alone_shows_how_it_begins(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    store.tag([ids[1]], ["lighthouses"])
    async with driven(home, store, now) as on:
        await on.press("/", *"lighthouses")
        assert list(on.shelf.rows.ids) == [ids[1]]
        assert on.shows("   First point of Beta")


async def test_tab_completes_what_is_typed(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    store.tag([ids[1]], ["lighthouses"])
    async with driven(home, store, now) as on:
        await on.press("/", *"tag:lig")
        await on.until(lambda: on.shows("tab lighthouses"))
        await on.press("tab", "enter")
        assert list(on.shelf.rows.ids) == [ids[1]]
        assert on.shows("“tag:lighthouses”")


async def test_the_list_moves_while_one_types(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("/", *"lamp", "down", "down", "up", "enter")
        assert on.shelf.rows.chosen_id == ids[1]


async def test_an_older_answer_never_replaces_a_newer_one(
    home: Home, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = three_articles(store, now)
    gate, real = threading.Event(), listed

    def slow(other: Store, asked: Asked) -> Listed:
        answer = real(other, asked)
        if asked.showing.query.text == "gam":
            gate.wait(10)
        return answer

    monkeypatch.setattr("reader.article_threads.listed", slow)
    async with driven(home, store, now) as on:
        await on.pilot.press("/", *"gam")
        await on.pilot.pause()
        await on.pilot.press("backspace", "backspace", "backspace", *"beta")
        gate.set()
        await on.settle()
        await on.pilot.pause()
        assert list(on.shelf.rows.ids) == [ids[1]]


async def test_keys_typed_ahead_wait_for_the_list_they_are_meant_for(
    home: Home, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = three_articles(store, now)
    store.star([ids[2]], starred=True)
    gate, real = threading.Event(), listed

    def slow(other: Store, asked: Asked) -> Listed:
        gate.wait(10)
        return real(other, asked)

    async with driven(home, store, now) as on:
        for thread in (shelf(on).threads.first, shelf(on).threads.all):
            monkeypatch.setattr(thread, "_work", slow)
        await on.pilot.press("3", "e", "1", "j", "s")
        await on.pilot.pause()
        gate.set()
        await on.until(lambda: shelf(on).settled)
        assert store.article(ids[2]).state == "archived", "what was starred, and not what was on the screen"
        assert store.article(ids[1]).starred, "the second of the inbox"


async def test_the_first_that_are_found_wait_for_no_former_list(
    home: Home, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [add_article(store, f"Number {at}", now - timedelta(hours=at), paragraphs=1) for at in range(30)]
    gate, begun, real = threading.Event(), threading.Event(), listed

    def stuck(other: Store, asked: Asked) -> Listed:
        begun.set()
        gate.wait(10)
        return real(other, asked)

    async with driven(home, store, now) as on:
        monkeypatch.setattr(shelf(on).threads.all, "_work", stuck)
        await on.pilot.press("/", *"lamplight")
        await on.until(begun.is_set)
        await on.pilot.press("space", *"title:17")
        await on.until(lambda: list(on.shelf.rows.ids) == [ids[17]])
        assert not gate.is_set()
        gate.set()
        await on.settle()
        assert list(on.shelf.rows.ids) == [ids[17]]


async def test_all_are_selected_though_only_the_first_are_known(
    home: Home, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [add_article(store, f"Number {at}", now - timedelta(hours=at), paragraphs=1) for at in range(30)]
    gate, real = threading.Event(), listed

    def slow(other: Store, asked: Asked) -> Listed:
        gate.wait(10)
        return real(other, asked)

    async with driven(home, store, now) as on:
        monkeypatch.setattr(shelf(on).threads.all, "_work", slow)
        await on.pilot.press("/", *"lamplight", "enter", "*")
        await on.until(lambda: 0 < on.shelf.rows.count < len(numbers))
        assert not shelf(on).picking.count
        gate.set()
        await on.until(lambda: shelf(on).picking.count == len(numbers))


async def test_end_of_a_list_that_is_not_known_yet(
    home: Home, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [add_article(store, f"Number {at}", now - timedelta(hours=at), paragraphs=1) for at in range(90)]
    gate, real = threading.Event(), listed

    def slow(other: Store, asked: Asked) -> Listed:
        if asked.whole:
            gate.wait(10)
        return real(other, asked)

    monkeypatch.setattr("reader.article_threads.listed", slow)
    from reader.app import ReaderApp
    from reader.config import Settings

    app = ReaderApp(home, store, Settings(pictures="off"), clock=lambda: now)
    async with app.run_test(size=(80, 24)) as pilot:
        on = Driven(app, pilot, store)
        await on.until(lambda: shelf(on).rows.count == 60)
        await pilot.press("end")
        await pilot.pause()
        assert shelf(on).rows.position == 59
        gate.set()
        await on.until(lambda: shelf(on).rows.position == 89)
        assert shelf(on).rows.chosen_id == numbers[-1]


async def test_what_others_add_is_found_while_a_search_is_on(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    with Store(home.library) as other:
        async with driven(home, store, now) as on:
            await on.press("/", *"lamplight", "enter", "j")
            added = add_article(other, "Delta", now + timedelta(hours=1))
            await on.until(lambda: list(on.shelf.rows.ids) == [added, *ids])
            assert on.shelf.rows.chosen_id == ids[1]
            assert on.shows("4")
