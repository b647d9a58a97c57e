"""The order, groups and density of the shelf, the queue and what is read next, with keys alone."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from library.article import Progress, Shelf
from library.store import Store
from reader.config import Home, Settings
from reader.screens.add_box import AddBox
from reader.screens.arranging import SortBox
from reader.screens.asking import AskBox
from reader.screens.reading import ReadingScreen
from tests.driving import add_article, driven, opened, three_articles


def read(store: Store, number: int, share: float, now: datetime) -> None:
    words = store.article(number).words
    store.save_progress(Progress(number, 10, 10, int(words * share), now))


@pytest.mark.parametrize(
    ("keys", "order"),
    [
        (["j", "j", "enter"], [2, 1, 0]),
        (["j", "j", "right", "enter"], [0, 1, 2]),
        (["space", "enter"], [2, 1, 0]),
        (["j", "j", "j", "j", "j", "enter"], [1, 0, 2]),
        (["j", "j", "escape"], [0, 1, 2]),
        (["down", "down", "up", "up", "enter"], [0, 1, 2]),
    ],
)
async def test_sorting(home: Home, store: Store, now: datetime, keys: list[str], order: list[int]) -> None:
    ids = three_articles(store, now)
    read(store, ids[1], 0.5, now)
    async with driven(home, store, now) as on:
        await on.press("S")
        await on.until(lambda: opened(on, SortBox))
        await on.press(*keys)
        assert list(on.shelf.rows.ids) == [ids[at] for at in order]
        assert on.shelf.rows.chosen_id == ids[0], "the same one stays chosen"


async def test_an_order_is_kept_for_its_shelf(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("S", "j", "j", "enter", "5")
        assert list(on.shelf.rows.ids) == ids
        await on.press("1")
        assert list(on.shelf.rows.ids) == ids[::-1]
        assert on.shows("title, A to Z")
    async with driven(home, store, now) as on:
        assert list(on.shelf.rows.ids) == ids[::-1]


async def test_groups_by_day_and_site_have_headings(home: Home, store: Store, now: datetime) -> None:
    three_articles(store, now)
    add_article(store, "Delta", now - timedelta(days=1))
    async with driven(home, store, now) as on:
        await on.press("S", "g", "enter")
        assert on.shows("Today 3 ──")
        assert on.shows("Yesterday 1 ──")
        await on.press("G", "d")
        assert not on.shows("Yesterday")
        await on.press("u")
        assert on.shows("Yesterday 1 ──")
        await on.press("S", "g", "enter")
        assert on.shows("The Harbour Post 4 ──")


@pytest.mark.parametrize("height", [12, 13, 14, 15])
async def test_below_a_heading_that_stays_in_sight_no_article_is_halved(
    home: Home, store: Store, now: datetime, height: int
) -> None:
    for number in range(24):
        add_article(store, f"Title {number:02}", now - timedelta(days=number // 5, minutes=number))
    async with driven(home, store, now, size=(60, height)) as on:
        await on.press("S", "g", "enter")
        for key in [*"jjjjjjjjjjjjjjj", "G", *"kkkkkkkkkkkkk", "g", "space", "space", "G"]:
            await on.press(key)
            first, second = (line.strip() for line in on.lines[2:4])
            assert not first or "──" in first
            assert "The Harbour Post" not in second
            assert on.shelf.rows.position in on.shelf.rows.in_sight


async def test_rows_of_one_line_or_two(home: Home, store: Store, now: datetime) -> None:
    three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("=")
        assert on.shelf.rows.lines_each == 1
        assert sum("The Harbour Post" in line for line in on.lines) == 3
        assert on.lines[3].strip().startswith("Beta")
    async with driven(home, store, now) as on:
        assert on.shelf.rows.lines_each == 1, "it is remembered"
        await on.press("S", "=", "enter")
        assert on.shelf.rows.lines_each == 2


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (200, 50)])
async def test_the_box_fits_on_any_screen(home: Home, store: Store, now: datetime, size: tuple[int, int]) -> None:
    three_articles(store, now)
    async with driven(home, store, now, size=size) as on:
        await on.press("S")
        await on.until(lambda: opened(on, SortBox))
        assert on.shows("enter keeps")
        await on.press(*["j"] * 9)
        assert on.shows("▸ Last read")


async def test_what_is_begun_stands_by_when_it_was_read_last(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    read(store, ids[2], 0.5, now)
    read(store, ids[0], 0.25, now - timedelta(days=1))
    async with driven(home, store, now) as on:
        await on.press("2")
        assert list(on.shelf.rows.ids) == [ids[2], ids[0]]
        assert on.shows("min left")
        await on.press("1", "c")
        assert isinstance(on.app.screen, ReadingScreen)
        assert on.reading.article.id == ids[2]


async def test_without_anything_begun_nothing_is_gone_on_with(home: Home, store: Store, now: datetime) -> None:
    three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("c")
        assert on.shows("Nothing is begun")


async def test_the_queue_has_an_order_of_ones_own(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("Q", "j", "Q", "j", "Q")
        await on.until(lambda: sum("»" in line for line in on.lines) == 3)
        await on.press("8")
        assert list(on.shelf.rows.ids) == ids
        await on.press("J")
        assert list(on.shelf.rows.ids) == [ids[1], ids[0], ids[2]]
        assert on.shelf.rows.chosen_id == ids[0]
        await on.press("G", "K", "K")
        assert list(on.shelf.rows.ids) == [ids[2], ids[1], ids[0]]
        assert list(store.article_list(shelf=Shelf.QUEUE).ids) == [ids[2], ids[1], ids[0]]
        await on.press("Q")
        assert list(on.shelf.rows.ids) == [ids[1], ids[0]]
        await on.press("u")
        assert list(on.shelf.rows.ids) == [ids[2], ids[1], ids[0]]


async def test_only_the_queue_is_put_in_order_by_hand(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("J")
        assert on.shows("Only the queue")
        await on.press("K")
        assert list(on.shelf.rows.ids) == ids


async def test_one_by_chance_is_one_of_those_listed(
    home: Home, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_articles(store, now)
    monkeypatch.setattr("reader.screens.queueing.randrange", lambda count: count - 1)
    async with driven(home, store, now) as on:
        await on.press("r")
        assert on.shelf.rows.position == 2


async def test_what_fits_into_some_minutes(home: Home, store: Store, now: datetime) -> None:
    long = add_article(store, "Long", now, paragraphs=200)
    short = add_article(store, "Short", now - timedelta(hours=1), paragraphs=3)
    async with driven(home, store, now) as on:
        await on.press("M")
        await on.until(lambda: opened(on, AskBox))
        await on.press(*"5", "enter")
        assert list(on.shelf.rows.ids) == [short]
        await on.press("M", *"500", "enter")
        assert list(on.shelf.rows.ids) == [long, short]
        await on.press("escape")
        assert not on.shows("left:")


async def test_adding_a_file_from_the_shelf(home: Home, store: Store, now: datetime, tmp_path: Path) -> None:
    ids = three_articles(store, now)
    page = tmp_path / "salt road.md"
    page.write_text("# The salt road\n\n" + "It runs along the coast from pan to pan. " * 30)
    async with driven(home, store, now) as on:
        await on.press("a")
        await on.until(lambda: opened(on, AddBox))
        await on.press(*str(page), "enter")
        await on.until(lambda: on.shelf.rows.count == 4)
        assert on.shows("“The salt road” is in your library now")
        await on.press("a", *"nowhere.md", "enter")
        await on.until(lambda: on.shows("Not added:"))
        assert on.shelf.rows.count == 4
        assert set(ids) < set(on.shelf.rows.ids)


@pytest.mark.parametrize("key", ["1", "2", "3", "4", "5", "7", "8"])
@pytest.mark.parametrize("size", [(40, 12), (80, 24), (200, 50)])
async def test_every_empty_shelf_says_what_to_do(
    home: Home, store: Store, now: datetime, key: str, size: tuple[int, int]
) -> None:
    async with driven(home, store, now, size=size) as on:
        await on.press(key)
        assert any(words in " ".join(on.lines) for words in ("`", "empty", "stands here"))
        await on.press("enter", *"sedxvv*tQJKcrRXyojG")


async def test_settings_decide_how_rows_stand(home: Home, store: Store, now: datetime) -> None:
    three_articles(store, now)
    async with driven(home, store, now, settings=Settings(density="compact", pictures="off")) as on:
        assert on.shelf.rows.lines_each == 1
