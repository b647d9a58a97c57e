"""Driving the app in tests: a small library of invented articles, and waiting for conditions."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from textual.pilot import Pilot
from textual.screen import Screen

from library.anchor import make_anchor
from library.article import Draft, Metadata
from library.builder import DocumentBuilder, add_caption
from library.document import BlockKind, Range
from library.highlight import Colour, Highlight
from library.source import Source
from library.store import Store
from reader.app import ReaderApp
from reader.config import Home, Problem, Settings
from reader.screens.listing import ListScreen
from reader.screens.reading import ReadingScreen
from reader.screens.shelf import ShelfScreen

ScreenType = TypeVar("ScreenType")


def sentence(number: int) -> str:
    """A paragraph that is like no other, about four lines long."""
    return f"Paragraph {number} tells of tide {number} and " + "of the keeper who wrote it down by lamplight " * 5


def add_article(store: Store, title: str, now: datetime, paragraphs: int = 40) -> int:
    """An article with key points, a caption, headings and paragraphs."""
    builder = DocumentBuilder("en")
    builder.add(BlockKind.KEY_POINT, f"First point of {title}")
    builder.add(BlockKind.KEY_POINT, f"Second point of {title}")
    add_caption(builder, "The gates at dawn.", "Tern Pictures", "Photo")
    for number in range(paragraphs):
        if number % 10 == 5:
            builder.add(BlockKind.HEADING, f"Section {number // 10}", level=2)
        builder.add(BlockKind.PARAGRAPH, sentence(number))
    metadata = Metadata(title, ("Odile Marrack",), "The Harbour Post", f"https://example.org/{title.lower()}")
    return store.add(Draft(metadata, builder.build(), Source(title.encode(), now), now))


def mark(
    store: Store, article: int, words: str, now: datetime, *, colour: Colour = Colour.YELLOW, note: str = "",
    tags: tuple[str, ...] = (), size: int | None = None,
) -> Highlight:  # fmt: skip
    """Highlight some words of an article; with `size` 0 set a bookmark before them."""
    document = store.document(article)
    start = document.text.index(words)
    anchor = make_anchor(document, Range(start, start + (len(words) if size is None else size)))
    return store.highlight(store.add_highlight(article, anchor, colour=colour, now=now, note=note, tags=tags))


@dataclass
class Driven:
    """A running app with the means to press keys and to wait."""

    app: ReaderApp
    pilot: Pilot[None]
    store: Store

    async def press(self, *keys: str) -> None:
        """Press keys and wait until the app has nothing left to do, and the shelf, if it is shown, nothing to list."""
        await self.pilot.press(*keys)
        await self.pilot.pause()
        await self.settle()

    async def settle(self) -> None:
        """Wait until the shelf, if it is shown, has listed all that was asked for."""
        await self.until(lambda: not isinstance(self.app.screen, ShelfScreen) or self.app.screen.settled)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for a condition; fail when it does not come true within ten seconds."""
        async with asyncio.timeout(10):
            while not condition():
                await asyncio.sleep(0.01)
                await self.pilot.pause()

    @property
    def shelf(self) -> ListScreen[object]:
        """The list screen that is shown."""
        assert isinstance(self.app.screen, ListScreen)
        return self.app.screen

    @property
    def reading(self) -> ReadingScreen:
        """The reading screen that is shown."""
        assert isinstance(self.app.screen, ReadingScreen)
        return self.app.screen

    @property
    def lines(self) -> list[str]:
        """The screen as text, without the strip at the edge that tells the place."""
        width, height = self.app.size
        update = self.app.screen._compositor.render_strips(self.app.size)
        return [re.sub(r" *[│┃╺▌•]$", "", strip.text[:width].rstrip()) for strip in update][:height]

    @property
    def row(self) -> int:
        """Rows of the article above the screen."""
        view = self.reading.page.view
        return view.layout.distance(view.layout.first, view.top, 10**6)

    def rows_of(self, block: int) -> range:
        """The rows of the screen that a block takes, the gap above it not; empty when it is not on it."""
        view = self.reading.page.view
        rows = [row for row, (spot, _) in enumerate(view.rows)
                if spot.block == block and spot.line in view.layout.block_rows(block)]  # fmt: skip
        return range(rows[0], rows[-1] + 1) if rows else range(0)

    def shows(self, words: str) -> bool:
        """Whether the screen has these words on one line."""
        return any(words in line for line in self.lines)


@asynccontextmanager
async def driven(
    home: Home,
    store: Store,
    now: datetime,
    *,
    size: tuple[int, int] = (80, 24),
    settings: Settings = Settings(pictures="off"),  # noqa: B008  immutable; no test goes to the network unasked
    problems: Sequence[Problem] = (),
    article: int | None = None,
) -> AsyncIterator[Driven]:
    """The app on a library."""
    app = ReaderApp(home, store, settings, problems, article=article, clock=lambda: now)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        on = Driven(app, pilot, store)
        await on.settle()
        yield on


def three_articles(store: Store, now: datetime) -> list[int]:
    """Three articles; the first id stands on top of the shelf."""
    titles = ("Gamma", "Beta", "Alpha")
    return [add_article(store, title, now - timedelta(hours=age)) for age, title in enumerate(titles)]


def opened(on: Driven, box: type[Screen[Any]]) -> bool:
    """Whether a box is on the screen."""
    return isinstance(on.app.screen, box)
