"""The statistics screen, with keys alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from library.sessions import Reading
from library.store import Store
from reader.config import Home
from reader.screens.statistics import FigureView, StatisticsScreen
from tests.driving import Driven, driven, opened, three_articles
from tests.test_figures import FIGURES


@pytest.fixture(autouse=True)
def _figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reader.counting.counted", lambda _store, _now: FIGURES)


@asynccontextmanager
async def statistics(
    home: Home, store: Store, now: datetime, size: tuple[int, int] = (60, 20)
) -> AsyncIterator[Driven]:
    """The screen, once all is counted."""
    async with driven(home, store, now, size=size) as on:
        await on.press("I")
        await on.until(lambda: on.shows("By week"))
        yield on


def top(on: Driven) -> int:
    return on.app.screen.query_one(FigureView).scroll_offset.y


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        (["j"], 1), (["down"], 1), (["j", "j", "k"], 1), (["j", "up"], 0), (["space"], 16), (["pagedown"], 16),
        (["space", "b"], 0), (["space", "pageup"], 0), (["ctrl+d"], 9), (["ctrl+d", "ctrl+u"], 0), (["G", "g"], 0),
        (["end", "home"], 0), (["k"], 0),
    ],
)  # fmt: skip
async def test_moving(home: Home, store: Store, now: datetime, keys: list[str], row: int) -> None:
    async with statistics(home, store, now) as on:
        await on.press(*keys)
        assert top(on) == row


async def test_the_end_is_the_last_row_and_says_so(home: Home, store: Store, now: datetime) -> None:
    async with statistics(home, store, now) as on:
        assert on.shows("more below")
        assert not on.shows("By tag")
        await on.press("G")
        assert on.shows("sea/tides")
        assert not on.shows("more below")


async def test_on_a_large_terminal_all_is_seen_at_once(home: Home, store: Store, now: datetime) -> None:
    async with statistics(home, store, now, (140, 45)) as on:
        for words in ("this week", "By week", "By day", "Inbox", "By site", "By tag", "less"):
            assert on.shows(words), words
        assert not on.shows("more below")
        await on.press("G")
        assert top(on) == 0


async def test_it_is_drawn_for_another_size(home: Home, store: Store, now: datetime) -> None:
    async with statistics(home, store, now, (140, 45)) as on:
        await on.pilot.resize_terminal(60, 20)
        await on.until(lambda: on.shows("more below"))
        assert not any("By week" in line and "Inbox" in line for line in on.lines)


async def test_another_theme_and_help(home: Home, store: Store, now: datetime) -> None:
    async with statistics(home, store, now) as on:
        await on.press("T")
        strip = on.app.screen.query_one(FigureView).render_line(0)
        assert {segment.style.bgcolor.name for segment in strip if segment.style and segment.style.bgcolor} == {
            "#f7f3e9"
        }
        await on.press("?")
        assert on.shows("Keys: statistics")


@pytest.mark.parametrize("key", ["q", "escape"])
async def test_leaving(home: Home, store: Store, now: datetime, key: str) -> None:
    async with statistics(home, store, now) as on:
        await on.press(key)
        assert not opened(on, StatisticsScreen)


async def test_what_was_really_read_is_counted(
    home: Home, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    number = three_articles(store, now)[0]
    store.add_reading(number, Reading(now - timedelta(hours=1), 40 * 60.0, 9000))
    async with statistics(home, store, now, (100, 40)) as on:
        assert on.shows("40 min")
        assert on.shows("The Harbour Post")
