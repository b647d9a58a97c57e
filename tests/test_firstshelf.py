"""The first page of the shelf: what is drawn before the app is there is what the app draws then, row by row."""

from datetime import datetime, timedelta

import pytest

from library.article import Progress
from library.article_shelves import ArticleOrder, Grouping
from library.changes import Action
from library.store import Store
from reader import firstshelf
from reader.app import ReaderApp
from reader.arrangement import Arrangement, keep
from reader.article_lister import FIRST
from reader.breaking import cells
from reader.config import Home, Settings
from reader.latest import Latest
from tests.driving import Driven, add_article, mark
from tests.test_firstpage import assert_alike

SIZES = [(40, 12), (60, 20), (80, 24), (105, 30), (140, 45), (200, 50)]


def many(store: Store, now: datetime, count: int = 30) -> list[int]:
    titles = ["The keeper of the seven harbour lights and what she wrote down " * 3, "海の上の灯台守", "Kurz", "مرفأ"]
    return [
        add_article(store, f"{titles[number % 4]} {number}", now - timedelta(hours=9 * number), paragraphs=3)
        for number in range(count)
    ]


def changed(store: Store, now: datetime) -> None:
    ids = many(store, now)
    store.act(Action.STAR, ids[1:3], now)
    store.tag_articles(ids[:5], now, add=["sea/light", "keeper"])
    mark(store, ids[3], "keeper", now, note="well said")
    words = store.article(ids[0]).words
    store.save_progress(Progress(ids[0], 100, 200, words // 3, now))
    store.save_progress(Progress(ids[4], 100, 200, words, now, now))


@pytest.fixture(autouse=True)
def no_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is listed and counted in threads would come in the frames after the first."""
    monkeypatch.setattr(Latest, "ask", lambda *_: None)


async def compare(
    home: Home, store: Store, now: datetime, size: tuple[int, int], settings: Settings = Settings(pictures="off")  # noqa: B008  immutable
) -> None:  # fmt: skip
    first = firstshelf.opened(store, settings, now, *size)
    rows = firstshelf.rows_of(first, settings, *size)
    assert [sum(cells(text) for text, _ in row) for row in rows] == [size[0]] * size[1]
    app = ReaderApp(home, store, settings, shelf=first, clock=lambda: now)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert_alike(rows, Driven(app, pilot, store))


@pytest.mark.parametrize("theme", ["night", "paper", "terminal"])
@pytest.mark.parametrize("size", SIZES)
async def test_the_app_draws_the_same_cells(
    home: Home, store: Store, now: datetime, size: tuple[int, int], theme: str
) -> None:
    changed(store, now)
    await compare(home, store, now, size, Settings(theme, pictures="off"))


@pytest.mark.parametrize("group", Grouping)
@pytest.mark.parametrize("density", ["comfortable", "compact"])
async def test_in_any_arrangement(home: Home, store: Store, now: datetime, density: str, group: Grouping) -> None:
    changed(store, now)
    from library.article import Shelf

    keep(store, Shelf.INBOX, Arrangement(ArticleOrder.TITLE, backwards=True, group=group))
    await compare(home, store, now, (105, 30), Settings(density=density, pictures="off"))


async def test_of_a_list_longer_than_its_first_page(home: Home, store: Store, now: datetime) -> None:
    many(store, now, FIRST + 5)
    await compare(home, store, now, (80, 24))
    await compare(home, store, now, (80, 24), Settings(density="compact"))
