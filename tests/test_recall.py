"""Recalling: which highlights come back on a day, the screen that shows them, and the commands that print them."""

from datetime import datetime, timedelta

import pytest

from library.highlight import NewHighlight
from library.store import Store
from reader.app import ReaderApp
from reader.config import Home, Settings
from reader.screens.recall import RecallScreen
from tests.driving import driven, three_articles
from tests.test_notes_screen import mark

DAY = timedelta(days=1)


@pytest.fixture
def marks(store: Store, now: datetime) -> list[int]:
    """Twelve highlights of the last month, one a week old at most."""
    ids = three_articles(store, now)
    made = [mark(store, ids[number % 3], number + 1, now - DAY * (30 - number)) for number in range(12)]
    mark(store, ids[0], 20, now - 3 * DAY)
    return made


def test_the_same_ones_come_all_day_and_others_on_the_next(store: Store, now: datetime, marks: list[int]) -> None:
    first = store.recall_of(now, 5)
    assert len(set(first)) == 5
    assert set(first) <= set(marks)
    for number in first:
        store.was_recalled(number, now)
    assert store.recall_of(now + timedelta(hours=8), 5) == first
    second = store.recall_of(now + DAY, 5)
    assert set(second).isdisjoint(first)
    for number in second:
        store.was_recalled(number, now + DAY)
    third = store.recall_of(now + 2 * DAY, 5)
    assert set(third) == set(marks) - set(first) - set(second)


def test_what_was_never_shown_comes_first_then_what_rested_longest(
    store: Store, now: datetime, marks: list[int]
) -> None:
    for number in marks[:10]:
        store.was_recalled(number, now - (20 - number) * DAY)
    day = store.recall_of(now, 4)
    assert set(day[:2]) == set(marks[10:])
    assert day[2:] == sorted(marks[:10], key=lambda number: -(20 - number))[:2]


def test_what_was_deleted_makes_room_for_another(store: Store, now: datetime, marks: list[int]) -> None:
    first = store.recall_of(now, 3)
    store.delete_highlights([first[1]], now)
    again = store.recall_of(now, 3)
    assert len(again) == 3
    assert again[:2] == [first[0], first[2]]


def test_one_that_is_to_come_less_often_rests_longer(store: Store, now: datetime, marks: list[int]) -> None:
    assert store.recall_rest(marks[0]) == 7
    store.set_recall_rest(marks[0], 14)
    store.was_recalled(marks[0], now)
    assert store.recall_rest(marks[0]) == 14
    assert marks[0] not in store.recall_of(now + 13 * DAY, 20)
    assert marks[0] in store.recall_of(now + 14 * DAY, 20)


def test_the_next_day_with_something_to_show(store: Store, now: datetime) -> None:
    assert store.next_recall(now) is None
    assert store.recall_of(now, 5) == []
    ids = three_articles(store, now)
    one = mark(store, ids[0], 1, now)
    assert store.next_recall(now) == now.date() + 8 * DAY
    later = now + 8 * DAY
    assert store.recall_of(later, 5) == [one]
    store.was_recalled(one, later)
    assert store.next_recall(later) == later.date() + 7 * DAY
    bookmark = NewHighlight(ids[0], None, created=now - 40 * DAY)
    store.keep_highlight(bookmark, now)
    assert store.next_recall(later) == later.date() + 7 * DAY  # a bookmark without a word has nothing to say
    mark(store, ids[0], 2, now - 40 * DAY)
    assert store.next_recall(later) == later.date() + DAY


async def test_the_highlights_of_the_day_are_shown_one_at_a_time(
    home: Home, store: Store, now: datetime, marks: list[int]
) -> None:
    async with driven(home, store, now) as on:
        await on.press("6", "R")
        day = store.recall_of(now, 5)
        quotes = [" ".join(store.highlight(number).quote.split()[:2]) for number in day]
        for at, quote in enumerate(quotes):
            assert on.shows(quote)
            assert on.shows(f"{at + 1} of 5 today")
            await on.press("space")
        assert on.shows("That was all for today.")
        assert on.shows("The next ones come tomorrow.")
        assert set(store.recall_of(now + DAY, 5)).isdisjoint(day)
        await on.press("space", "left")
        assert on.shows(quotes[-1])
        await on.press("enter")
        article = store.highlight(day[-1]).article
        assert article is not None
        assert on.shows(store.article(article).title) or on.reading.page is not None
        await on.press("q")
        assert isinstance(on.app.screen, RecallScreen)
        assert on.shows("5 of 5 today")


async def test_what_can_be_done_with_one(home: Home, store: Store, now: datetime, marks: list[int]) -> None:
    async with driven(home, store, now) as on:
        await on.press("6", "R")
        one = store.recall_of(now, 5)[0]
        await on.press("a", *"yes", "escape")
        assert store.highlight(one).note == "yes"
        assert on.shows("✎ yes")
        await on.press("-")
        assert on.shows("after 14 days")
        assert store.recall_rest(one) == 14
        await on.press("u")
        assert store.recall_rest(one) == 7
        await on.press("y")
        await on.until(lambda: "tells of tide" in on.app.clipboard)
        await on.press("d")
        assert on.shows("This highlight has been deleted.")
        await on.press("-")
        assert on.shows("There is no highlight to do that with.")
        await on.press("u")
        assert on.shows("✎ yes")
        await on.press("T", "j", "k")
        assert on.shows("✎ yes")


async def test_how_many_come_on_a_day_is_set(home: Home, store: Store, now: datetime, marks: list[int]) -> None:
    async with driven(home, store, now, settings=Settings(pictures="off", recall=2)) as on:
        await on.press("6", "R")
        assert on.shows("1 of 2 today")
    async with driven(home, store, now, settings=Settings(pictures="off", recall=8)) as on:
        await on.press("6", "R")
        assert on.shows("1 of 8 today"), "on the same day too"


async def test_the_program_can_begin_with_it(home: Home, store: Store, now: datetime, marks: list[int]) -> None:
    app = ReaderApp(home, store, Settings(pictures="off"), first="recall", clock=lambda: now)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, RecallScreen)
        await pilot.press("space", "q")
        await pilot.pause()
    assert app.return_code == 0


async def test_a_long_one_can_be_scrolled(home: Home, store: Store, now: datetime) -> None:
    ids = three_articles(store, now)
    mark(store, ids[0], 1, now - 20 * DAY, note="\n".join(f"line {number}" for number in range(40)))
    async with driven(home, store, now, size=(60, 20)) as on:
        await on.press("6", "R")
        assert on.shows("Paragraph 1")
        assert on.lines[0].endswith("j more")
        for _ in range(40):
            await on.press("j")
        assert "more" not in on.lines[0]
        assert on.shows("line 39")
        assert on.shows("Gamma · Odile Marrack")
        for _ in range(40):
            await on.press("k")
        assert on.shows("Paragraph 1")


async def test_with_nothing_to_recall_it_says_when(home: Home, store: Store, now: datetime) -> None:
    async with driven(home, store, now) as on:
        await on.press("6", "R")
        assert on.shows("There is nothing to recall yet.")
        await on.press("q")
        ids = three_articles(store, now)
        mark(store, ids[0], 1, now)
        await on.press("R")
        assert on.shows("There is nothing to recall today.")
        assert on.shows("The next ones come on 22 March 2026.")
