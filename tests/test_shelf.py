"""The shelf, with keys alone."""

import re
from datetime import datetime

import pytest

from library.article import ArticleState, Shelf
from library.store import Store
from reader.config import Home
from reader.screens.notes import NotesScreen
from reader.screens.reading import ReadingScreen
from tests.driving import driven, three_articles


async def test_articles_stand_newest_first_with_site_minutes_and_age(home: Home, store: Store, now: datetime) -> None:
    three_articles(store, now)
    async with driven(home, store, now) as on:
        lines = on.lines
        titles = [line.strip() for line in lines if line.strip() in {"Alpha", "Beta", "Gamma"}]
        assert titles == ["Gamma", "Beta", "Alpha"]
        assert any(re.search(r"The Harbour Post · Odile Marrack · \d+ min +2 h$", line) for line in lines)


@pytest.mark.parametrize(
    ("keys", "position"),
    [
        (["j"], 1), (["down"], 1), (["j", "k"], 0), (["j", "up"], 0), (["G"], 2), (["end"], 2), (["G", "g"], 0),
        (["G", "home"], 0), (["space"], 2), (["pagedown"], 2), (["space", "b"], 0), (["space", "pageup"], 0),
        (["ctrl+d"], 2), (["ctrl+d", "ctrl+u"], 0), (["k"], 0), (["j", "j", "j", "j"], 2),
    ],
)  # fmt: skip
async def test_moving(home: Home, store: Store, now: datetime, keys: list[str], position: int) -> None:
    three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press(*keys)
        assert on.shelf.rows.position == position


async def test_enter_reads_and_q_comes_back_to_the_same_row(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("j", "enter")
        assert on.shows("Beta")
        assert isinstance(on.app.screen, ReadingScreen)
        await on.press("q")
        assert on.shelf.rows.chosen_id == ids[1]


async def test_star_and_undo(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("s")
        assert store.article(ids[0]).starred
        assert on.shows("★ Gamma")
        await on.press("3")
        assert list(on.shelf.rows.ids) == [ids[0]]
        await on.press("u")
        assert not store.article(ids[0]).starred
        assert on.shelf.rows.count == 0
        assert on.shows("No article has a star.")


async def test_archive_and_back(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("e")
        assert store.article(ids[0]).state is ArticleState.ARCHIVED
        assert list(on.shelf.rows.ids) == ids[1:]
        await on.press("4", "e")
        assert store.article(ids[0]).state is ArticleState.INBOX


async def test_delete_asks_nothing_and_can_be_taken_back(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("d", "d")
        assert list(on.shelf.rows.ids) == ids[2:]
        await on.press("u", "u")
        assert list(on.shelf.rows.ids) == ids
        await on.press("g", "d", "7")
        assert list(on.shelf.rows.ids) == [ids[0]]
        await on.press("d")
        assert store.ids(Shelf.TRASH) == []
        await on.press("u")
        assert store.ids(Shelf.TRASH) == [ids[0]]


async def test_every_shelf_has_its_key(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    store.star([ids[0]], starred=True)
    store.move([ids[1]], ArticleState.ARCHIVED)
    store.delete([ids[2]], now)
    expected = {"1": [ids[0]], "2": [], "3": [ids[0]], "4": [ids[1]], "5": ids[:2], "7": [ids[2]]}
    async with driven(home, store, now) as on:
        for key, shown in expected.items():
            await on.press(key)
            assert list(on.shelf.rows.ids) == shown, key
        await on.press("6")
        assert isinstance(on.app.screen, NotesScreen)


async def test_filter_as_one_types(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("/", *"bet")
        assert list(on.shelf.rows.ids) == [ids[1]]
        await on.press("enter", "enter")
        assert on.shows("Beta")
        await on.press("q")
        assert list(on.shelf.rows.ids) == [ids[1]]
        await on.press("escape")
        assert list(on.shelf.rows.ids) == ids
        await on.press("/", *"nowhere")
        assert on.shows("Nothing here has “nowhere”.")
        await on.press("escape")
        assert list(on.shelf.rows.ids) == ids


async def test_letters_typed_into_the_filter_are_no_commands(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("/", *"seduq")
        await on.press("escape")
        assert store.ids() == ids


async def test_what_another_process_adds_appears(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    with Store(home.library) as other:
        async with driven(home, store, now) as on:
            await on.press("j")
            other.delete([ids[0]], now)
            await on.until(lambda: on.shelf.rows.count == 2)
            assert on.shelf.rows.chosen_id == ids[1]


async def test_copying_the_link(home: Home, store: Store, now: datetime) -> None:
    three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("y")
        assert on.app.clipboard == "https://example.org/gamma"


async def test_only_web_addresses_are_opened(
    home: Home, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = three_articles(store, now)
    opened: list[str] = []
    async with driven(home, store, now) as on:
        monkeypatch.setattr(on.app, "open_url", opened.append)
        await on.press("o")
        assert opened == ["https://example.org/gamma"]
        file_url = store.article(ids[0])._replace(url="file:///etc/passwd")
        assert on.app.browse(file_url) == "The address of this article is not known."
        assert len(opened) == 1


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 45)])
async def test_an_empty_shelf_says_what_to_do(home: Home, store: Store, now: datetime, size: tuple[int, int]) -> None:
    async with driven(home, store, now, size=size) as on:
        assert on.shows("broadsheet add FILE")
        await on.press("enter", "s", "e", "d", "j", "G", "y", "o")
        assert on.shows("broadsheet add FILE")


async def test_ten_thousand_articles_fetch_only_what_is_seen(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    asked: list[int] = []
    async with driven(home, store, now) as on:
        rows = on.shelf.rows
        fetch = rows._fetch

        def counted(wanted: "list[int]") -> object:
            asked.extend(wanted)
            return fetch(wanted)

        rows._fetch = counted  # type: ignore[assignment]  # an honest counter before the real thing
        rows.set_ids([*ids, *range(1000, 11000)])
        await on.press("G")
        assert rows.position == 10_002
        assert len(asked) <= 4 * 64
