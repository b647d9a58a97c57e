"""While one reads, time is taken: what was read is remembered, idle time and skimming are not."""

from datetime import datetime

import pytest

from library.sessions import Session
from library.store import Store
from reader.config import Home
from reader.screens import timing
from tests.driving import Driven, add_article, driven


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timing, "monotonic", clock)
    return clock


async def turn(on: Driven, clock: Clock, seconds: float, key: str = "space") -> None:
    """Look at the page for so long, then press a key."""
    clock.seconds += seconds
    await on.press(key)


def words_before(on: Driven) -> int:
    return on.reading.document.read_before(on.reading.page.place)[0]


async def test_pages_that_are_read_become_a_session(home: Home, store: Store, now: datetime, clock: Clock) -> None:
    number = add_article(store, "Alpha", now)
    async with driven(home, store, now, article=number) as on:
        for _ in range(3):
            await turn(on, clock, 60)
        read, last = words_before(on), on.reading.page.place
        await turn(on, clock, 60)
        assert on.reading.page.place > last
        await on.until(lambda: bool(store.sessions()))
        (session,) = store.sessions()
        assert (session.article, session.words) == (number, read)
        assert session.seconds == 180
        await on.press("q")
    (session,) = store.sessions()
    assert session.words > read
    assert session.seconds == 240
    assert (now - session.started).total_seconds() <= 240


@pytest.mark.parametrize("seconds", [1.0, 3600.0])
async def test_skimming_and_idle_time_are_no_reading(
    home: Home, store: Store, now: datetime, clock: Clock, seconds: float
) -> None:
    number = add_article(store, "Alpha", now)
    async with driven(home, store, now, article=number) as on:
        for _ in range(4):
            await turn(on, clock, seconds)
        clock.seconds += seconds
        await on.press("q")
    assert store.sessions() == []


async def test_a_jump_is_no_reading(home: Home, store: Store, now: datetime, clock: Clock) -> None:
    number = add_article(store, "Alpha", now)
    async with driven(home, store, now, article=number) as on:
        await turn(on, clock, 60, "]")
        await turn(on, clock, 60, "G")
        await turn(on, clock, 1, "g")
        await on.press("q")
    assert store.sessions() == []


async def sessions_of_the_end(on: Driven, clock: Clock, seconds: float) -> list[Session]:
    await on.press("G")
    clock.seconds += seconds
    await on.press("q")
    return on.store.sessions()


async def test_the_last_page_counts_when_it_is_left(home: Home, store: Store, now: datetime, clock: Clock) -> None:
    number = add_article(store, "Alpha", now)
    async with driven(home, store, now, article=number) as on:
        await on.press("G")
        words = on.reading.document.words - words_before(on)
        (session,) = await sessions_of_the_end(on, clock, 60)
    assert (session.words, session.seconds) == (words, 60)


async def test_the_last_page_counts_once(home: Home, store: Store, now: datetime, clock: Clock) -> None:
    number = add_article(store, "Alpha", now)
    async with driven(home, store, now, article=number) as on:
        for _ in range(3):
            await turn(on, clock, 1, "G")
            await turn(on, clock, 60, "g")
        await on.press("q")
    assert [session.seconds for session in store.sessions()] == [60]


async def test_a_short_article_that_is_all_in_sight_counts(
    home: Home, store: Store, now: datetime, clock: Clock
) -> None:
    number = add_article(store, "Alpha", now, paragraphs=1)
    async with driven(home, store, now, article=number, size=(80, 40)) as on:
        clock.seconds += 20
        await on.press("q")
    assert [session.seconds for session in store.sessions()] == [20]


async def test_the_next_article_begins_a_session_of_its_own(
    home: Home, store: Store, now: datetime, clock: Clock
) -> None:
    add_article(store, "Alpha", now)
    add_article(store, "Beta", now)
    async with driven(home, store, now) as on:
        await on.press("enter")
        await turn(on, clock, 60)
        await turn(on, clock, 60)
        await on.press("J")
        await turn(on, clock, 60)
        await turn(on, clock, 60)
        await on.press("q")
    assert sorted((session.article, session.seconds) for session in store.sessions()) == [(1, 120), (2, 120)]


async def test_what_was_shown_word_by_word_or_read_aloud_counts_but_teaches_no_pace(
    home: Home, store: Store, now: datetime, clock: Clock
) -> None:
    number = add_article(store, "Alpha", now)
    async with driven(home, store, now, article=number) as on:
        part, pace = on.reading.timing, on.reading.timing.pace
        for _ in range(50):
            part.heard(1, 0, 0.5)
        await on.until(lambda: bool(store.sessions()))
        assert [(session.words, session.seconds) for session in store.sessions()] == [(40, 20.0)]
        await on.press("q")
        assert part.pace == pace
    assert [(session.words, session.seconds) for session in store.sessions()] == [(50, 25.0)]


async def test_speed_reading_tells_what_was_shown(home: Home, store: Store, now: datetime, clock: Clock) -> None:
    number = add_article(store, "Alpha", now)
    async with driven(home, store, now, article=number) as on:
        await on.press("W")
        rapid = on.app.screen
        for _ in range(30):
            rapid._next()  # type: ignore[attr-defined]  # the time of the words shown is over
        await on.press("q")
        await on.press("q")
    (session,) = store.sessions()
    assert 25 <= session.words <= 40
    assert session.seconds > 3
