"""A picture on the full screen: with its caption, drawn for that screen, and what stands there while it comes."""

from datetime import datetime

import pytest

from library.store import Store
from reader.config import Home, Settings
from reader.screens.picture import PictureScreen
from tests.driving import Driven, add_article, driven
from tests.test_picturing import BLOCKS, add_pictures, data, png, serving, written

__all__ = ["written"]


def large(on: Driven) -> bool:
    return isinstance(on.app.screen, PictureScreen)


@pytest.mark.parametrize("key", ["escape", "q", "i"])
@pytest.mark.parametrize("setting", ["blocks", "kitty", "off"])
async def test_the_large_picture_has_its_caption_and_credit(
    home: Home, store: Store, now: datetime, key: str, setting: str, written: list[str]
) -> None:
    article = add_pictures(store, now, [data(png(900, 600))])
    async with driven(home, store, now, article=article, settings=Settings(pictures=setting)) as on:
        place = on.reading.page.place
        await on.press("i")
        await on.until(lambda: large(on) and on.shows("Caption 0."))
        await on.until(lambda: _hung(on) > 10)
        assert on.shows("Photo: Tern Pictures")
        await on.press(key)
        await on.until(lambda: not large(on))
        assert on.reading.page.place == place
        await on.press("q")
    told = [sequence for sequence in written if "a=T" in sequence]
    assert len(written) == 2 * len(told), "all that was told is forgotten"


def _hung(on: Driven) -> int:
    return len(on.app.screen._wall._rows) if isinstance(on.app.screen, PictureScreen) else 0


async def test_the_large_picture_walks_through_the_article(home: Home, store: Store, now: datetime) -> None:
    article = add_pictures(store, now, [data(png(seed=number)) for number in range(3)])
    async with driven(home, store, now, article=article, settings=BLOCKS) as on:
        await on.press("i")
        for key, number in (("left", 0), ("right", 1), ("right", 2), ("right", 2), ("left", 1)):
            await on.press(key)
            await on.until(lambda: on.shows(f"Caption {number}.") and _hung(on) > 1)  # noqa: B023  waited for here
            assert on.shows(f"{number + 1} of 3")


async def test_the_picture_of_the_caption_under_the_ruler_is_meant(home: Home, store: Store, now: datetime) -> None:
    article = add_pictures(store, now, [data(png()), data(png(seed=3))], between=0)
    async with driven(home, store, now, article=article) as on:
        await on.press("}", "}", "}", "}")
        assert on.reading.page.ruler == 4
        await on.press("i")
        await on.until(lambda: large(on) and on.shows("Caption 1."))


async def test_a_word_stands_there_while_it_is_fetched_and_after_it_failed(
    home: Home, store: Store, now: datetime
) -> None:
    with serving(held=True) as server:
        server.answer = lambda _: (410, b"")
        article = add_pictures(store, now, [f"{server.address}/a.png"])
        async with driven(home, store, now, article=article, size=(60, 20)) as on:
            await on.press("i")
            await on.until(lambda: on.shows("is being fetched"))
            server.gate.set()
            await on.until(lambda: on.shows("can't be shown"))


async def test_where_there_is_no_picture_the_status_line_says_so(home: Home, store: Store, now: datetime) -> None:
    bare = add_article(store, "Gamma", now)
    article = add_pictures(store, now, [data(png())], between=30)
    async with driven(home, store, now, article=bare) as on:
        await on.press("i")
        assert on.shows("This article has no pictures.")
    async with driven(home, store, now, article=article) as on:
        await on.press("G", "i")
        assert on.shows("There is no picture on this page.")


async def test_the_large_picture_is_drawn_anew_for_another_screen(home: Home, store: Store, now: datetime) -> None:
    article = add_pictures(store, now, [data(png(1200, 900))])
    async with driven(home, store, now, article=article, size=(140, 45)) as on:
        await on.press("i")
        await on.until(lambda: _hung(on) > 20)
        await on.pilot.resize_terminal(60, 20)
        await on.until(lambda: 1 < _hung(on) <= 20)
