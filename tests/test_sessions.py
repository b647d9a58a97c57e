"""Reading sessions and what statistics make of them."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from library.article import Progress
from library.changes import Action
from library.errors import NotFoundError
from library.sessions import Reading
from library.statistics import Amount, Statistics, StatisticsStore
from library.store import Store
from reader.config import Home
from reader.statistics_text import stats_record, stats_text
from tests.library_sample import NOW, draft, some_articles


def local(text: str) -> datetime:
    """A time of the local zone, where sessions end at midnight."""
    return datetime.fromisoformat(text).astimezone()


NOON = local("2026-03-11T12:00:00")  # a Wednesday


def read(store: Store, article: int, started: datetime, minutes: float = 5, words: int = 1000) -> None:
    store.add_reading(article, Reading(started, minutes * 60, words))


# Sessions


def test_stretches_that_follow_each_other_are_one_session(store: Store) -> None:
    one, two = some_articles(store, 2)
    store.add_reading(one, Reading(NOON, 60, 200, 20))
    store.add_reading(one, Reading(NOON + timedelta(minutes=2), 90, 300))
    store.add_reading(two, Reading(NOON + timedelta(minutes=4), 30, 90))
    store.add_reading(one, Reading(NOON + timedelta(minutes=10), 30, 100))
    found = [(one.article, one.seconds, one.words, one.ideographs) for one in store.sessions()]
    assert found == [(one, 180.0, 600, 20), (two, 30.0, 90, 0)]
    assert store.sessions(one)[0].started == NOON
    assert [session.article for session in store.sessions(two)] == [two]


def test_a_longer_pause_or_midnight_begins_another_session(store: Store) -> None:
    (one,) = some_articles(store, 1)
    read(store, one, NOON)
    read(store, one, NOON + timedelta(minutes=16))
    read(store, one, local("2026-03-11T23:57:00"), 2)
    read(store, one, local("2026-03-12T00:00:00"), 2)
    read(store, one, NOON - timedelta(hours=2))  # a clock that was put back
    assert len(store.sessions()) == 5


def test_reading_in_an_article_that_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(NotFoundError):
        read(store, 7, NOON)
    assert store.sessions() == []


# Statistics


def reckoned(home: Home, now: datetime = NOON, since: date | None = None) -> Statistics:
    with StatisticsStore(home.library) as store:
        return store.statistics(now, since=since)


def test_days_weeks_and_totals_add_up(home: Home, store: Store) -> None:
    one, two = some_articles(store, 2)
    read(store, one, local("2026-03-08T12:00:00"), 10, 2000)  # Sunday
    read(store, two, local("2026-03-09T12:00:00"), 3, 600)  # Monday
    read(store, two, local("2026-03-11T08:00:00"), 6, 1200)
    read(store, one, local("2020-01-01T08:00:00"), 6, 1200)
    store.save_progress(Progress(two, 5, 5, 6, NOON, NOON))
    found = reckoned(home, since=date(2026, 3, 8))
    assert found.read == Amount(1, 3800, 19 * 60.0)
    assert found.ever == Amount(1, 5000, 25 * 60.0)
    assert (found.since, found.until, found.sessions) == (date(2026, 3, 8), date(2026, 3, 11), 3)
    assert [(stage.start.day, stage.read.words) for stage in found.days] == [(8, 2000), (9, 600), (10, 0), (11, 1200)]
    assert [(stage.start, stage.read.words, stage.read.finished) for stage in found.weeks] == [
        (date(2026, 3, 2), 2000, 0),
        (date(2026, 3, 9), 1800, 1),
    ]


def test_without_a_beginning_the_last_26_weeks_are_told(home: Home, store: Store) -> None:
    del store
    found = reckoned(home)
    assert (len(found.weeks), found.since.weekday()) == (26, 0)
    assert len(found.days) == 25 * 7 + 3
    assert reckoned(home, since=date(2030, 1, 1)).since == date(2026, 3, 11)


@pytest.mark.parametrize(
    ("days", "current", "longest"),
    [
        ([], 0, 0),
        ([0], 1, 1),
        ([1], 1, 1),  # today may still come to count
        ([2], 0, 1),
        ([0, 1, 2], 3, 3),
        ([1, 2, 4, 5, 6, 7], 2, 4),
        ([0, 2, 3], 1, 2),
    ],
)
def test_a_streak_is_of_days_with_enough_minutes(
    home: Home, store: Store, days: list[int], current: int, longest: int
) -> None:
    (one,) = some_articles(store, 1)
    for back in days:
        read(store, one, NOON - timedelta(days=back))
    read(store, one, NOON - timedelta(days=9), 4)
    streak = reckoned(home).streak
    assert (streak.current, streak.longest, streak.minutes) == (current, longest, 5)


def test_a_finished_article_makes_a_day_count(home: Home, store: Store) -> None:
    one, two = some_articles(store, 2)
    read(store, one, NOON - timedelta(days=1))
    store.save_progress(Progress(two, 5, 5, 6, NOON, NOON - timedelta(days=2)))
    assert reckoned(home).streak.current == 2


def test_days_are_those_of_the_zone(home: Home, store: Store) -> None:
    (one,) = some_articles(store, 1)
    store.add_reading(one, Reading(datetime(2026, 3, 10, 23, 30, tzinfo=UTC), 300, 900))
    with StatisticsStore(home.library) as reckoning:
        for hours, day in ((0, 10), (5.5, 11), (-8, 10)):
            zone = timezone(timedelta(hours=hours))
            now = datetime(2026, 3, 12, 12, tzinfo=UTC)
            found = reckoning.statistics(now, since=date(2026, 3, 9), zone=zone)
            assert [stage.start.day for stage in found.days if stage.read.words] == [day]
            assert found.read.words == 900


def test_sites_and_tags_are_told_with_what_was_read_most_first(home: Home, store: Store) -> None:
    (tern,) = some_articles(store, 1, site="Tern", tags=("sea", "law"))
    (heron,) = some_articles(store, 1, site="Heron", tags=("Sea",))
    (nowhere,) = some_articles(store, 1)
    read(store, tern, NOON, 5, 500)
    read(store, heron, NOON, 5, 900)
    read(store, nowhere, NOON, 5, 9000)
    store.save_progress(Progress(tern, 5, 5, 6, NOON, NOON))
    found = reckoned(home)
    assert [(share.name, *share.read) for share in found.sites] == [("Heron", 0, 900, 300.0), ("Tern", 1, 500, 300.0)]
    assert [(share.name, *share.read) for share in found.tags] == [("sea", 1, 1400, 600.0), ("law", 1, 500, 300.0)]


def test_the_inbox_is_what_is_not_read_yet(home: Home, store: Store) -> None:
    words = "word " * 2300
    for title in ("half", "whole", "none", "archived", "trashed"):
        store.add(draft(title, words, saved=NOON - timedelta(days=len(title))))
    half, whole, _, archived, trashed = sorted(store.ids())
    store.save_progress(Progress(half, 5, 5, 1150, NOON))
    store.save_progress(Progress(whole, 5, 5, 2300, NOON, NOON))
    store.act(Action.ARCHIVE, [archived], NOON)
    store.act(Action.DELETE, [trashed], NOON)
    found = reckoned(home)
    assert (found.inbox.articles, round(found.inbox.minutes, 2)) == (3, 15.0)
    assert found.inbox.oldest == NOON - timedelta(days=5)
    assert sum(stage.added for stage in found.weeks) == 4


def test_the_text_and_the_record_hold_what_was_found(home: Home, store: Store) -> None:
    assert "Nothing has been read yet." in stats_text(reckoned(home))
    wide = some_articles(store, 1, site="河上的漫游者在黄昏时分慢慢走过长桥", tags=("x" * 50,))[0]
    other = some_articles(store, 1, site="Tern")[0]
    read(store, wide, NOON, 60, 12_000)
    read(store, other, NOON - timedelta(days=8), 30, 6_000)
    store.save_progress(Progress(other, 5, 5, 6, NOON, NOON))
    found = reckoned(home)
    text = stats_text(found)
    assert "1 article finished, 18,000 words in 1 h 30 min, in 2 sittings" in text
    assert "█" in text
    from reader.breaking import cells

    assert max(cells(line) for line in text.split("\n")) <= 79
    ends = {len(line) for line in text.split("\n") if line.endswith("finished")}
    assert ends == {70}
    read(store, other, NOON - timedelta(days=300), 125, 30_000)
    months = stats_text(reckoned(home, since=date(2025, 1, 1)))
    assert "\nMonths " in months
    assert re.search(r"^  May 2025  █{24} +2 h 5 min +30,000$", months, re.MULTILINE)
    assert "Apr 2025" not in months
    plain = stats_text(found, plain_bars=True)
    assert "#####" in plain
    assert not set("█▏▎▍▌▋▊▉") & set(plain)
    record = stats_record(found)
    assert list(record) == [
        "since", "until", "finished", "words", "minutes", "sessions", "ever", "streak", "words_per_minute",
        "ideographs_per_minute", "days", "weeks", "sites", "tags", "inbox",
    ]  # fmt: skip
    assert (record["words"], record["minutes"], record["since"]) == (18_000, 90.0, found.since.isoformat())


def test_a_library_of_today_is_left_as_it_is(tmp_path: Path) -> None:
    with StatisticsStore(tmp_path / "new.sqlite") as store:
        assert store.statistics(NOW).ever == Amount()
