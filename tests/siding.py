"""A shelf of three tagged articles with its side bar and preview, driven by keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import pytest

from library.store import Store
from reader.config import Home, Settings
from reader.widgets.preview import Preview
from reader.widgets.sidebar import SideBar
from tests.driving import Driven, driven, three_articles

WIDE = (120, 40)
VERY_WIDE = (160, 44)
OFF = Settings(pictures="off")


@pytest.fixture
def ids(store: Store, now: datetime) -> list[int]:
    """Gamma, Beta and Alpha, tagged, and two saved searches."""
    numbers = three_articles(store, now)
    store.tag(numbers[:2], ["sea/tides"])
    store.tag(numbers[1:2], ["sea/weather"])
    store.tag(numbers[2:], ["harbour"])
    store.make_search("Short ones", "Alpha", now)
    store.make_search("Long reads", "Beta", now)
    return numbers


@asynccontextmanager
async def shelf(
    home: Home, store: Store, now: datetime, size: tuple[int, int] = WIDE, settings: Settings = OFF
) -> AsyncIterator[Driven]:
    """The shelf, once the side bar, where it is shown, knows all."""
    async with driven(home, store, now, size=size, settings=settings) as on:
        await on.until(lambda: bar(on).sides.known or not bar(on).display)
        yield on


def bar(on: Driven) -> SideBar:
    return on.app.screen.query_one(SideBar) if not on.app.screen.is_modal else on.app.screen_stack[0].query_one(SideBar)


def preview(on: Driven) -> Preview:
    return on.app.screen.query_one(Preview)


async def go_to(on: Driven, label: str) -> None:
    """Into the side bar, and to an entry."""
    if on.app.focused is not bar(on):
        await on.press("tab")
    await on.press("g")
    for _ in range(60):
        if bar(on).chosen.label == label:
            return
        await on.press("j")
    raise AssertionError(label)


def side(on: Driven) -> list[str]:
    """The side bar as text."""
    width = bar(on).size.width
    return [line[: width - 1].rstrip() for line in on.lines[1:-1]]
