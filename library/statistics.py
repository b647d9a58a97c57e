"""Statistics: how much was read, when, of what, how fast, and what waits in the inbox; days are local days."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from library.article import utc_text
from library.connection import Connection
from library.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

STREAK_MINUTES = 5
"""Minutes of reading that make a day count for a streak, when no article was finished on it."""
WEEKS = 26
"""Weeks that are told of unless another beginning is asked for."""
_QUARTER = 900
"""Seconds for which articles are counted together: every local midnight is at the end of a quarter of an hour."""
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


class Amount(NamedTuple):
    """What was read."""

    finished: int = 0
    """Articles whose end was reached."""
    words: int = 0
    seconds: float = 0.0

    @property
    def minutes(self) -> float:
        """The time in minutes."""
        return self.seconds / 60

    def plus(self, other: Amount) -> Amount:
        """Both together."""
        return Amount(self.finished + other.finished, self.words + other.words, self.seconds + other.seconds)


class Stage(NamedTuple):
    """A day, or a week by its Monday."""

    start: date
    read: Amount
    added: int
    """Articles saved then and not in the trash."""


class Share(NamedTuple):
    """What was read of one site, or under one tag."""

    name: str
    read: Amount


class Streak(NamedTuple):
    """Days in a row on which an article was finished or some minutes were read."""

    current: int
    """Up to today, or to yesterday while today can still come to count."""
    longest: int
    minutes: int
    """How many minutes a day needs."""


class InboxState(NamedTuple):
    """What waits to be read."""

    articles: int
    minutes: float
    """What reading the rest of all of them takes at the reader's pace."""
    oldest: datetime | None
    """When the first of them was saved."""


class Statistics(NamedTuple):
    """All that is known of a person's reading."""

    since: date
    until: date
    """Today."""
    read: Amount
    """From `since` on."""
    ever: Amount
    sessions: int
    """From `since` on."""
    streak: Streak
    days: tuple[Stage, ...]
    """Every day from `since` on, those without reading as well."""
    weeks: tuple[Stage, ...]
    """Every week that has one of these days; its amounts are those of these days."""
    sites: tuple[Share, ...]
    """From `since` on, what was read most first."""
    tags: tuple[Share, ...]
    words_per_minute: float
    """The reader's pace, as the page learned it."""
    ideographs_per_minute: float
    inbox: InboxState


class StatisticsStore(Connection):
    """A connection that reckons; open one in a thread."""

    def statistics(
        self, now: datetime, *, since: date | None = None, zone: tzinfo | None = None,
        streak_minutes: int = STREAK_MINUTES,
    ) -> Statistics:  # fmt: skip
        """What was read from `since` on, else in the last 26 weeks, by the days of a time zone, else the local one."""
        today = now.astimezone(zone).date()
        if since is None:
            since = today - today.weekday() * _DAY - (WEEKS - 1) * _WEEK
        since = min(since, today)
        ever, sessions = self._by_day(zone)
        added = self._added(since, zone)
        days = tuple(
            Stage(day, ever.get(day, Amount()), added[day])
            for day in (since + at * _DAY for at in range((today - since).days + 1))
        )
        beginning = utc_text(_midnight(since, zone)) or ""
        pace = Pace.from_json(next((row[0] for row in self._rows("SELECT value FROM fact WHERE name = 'pace'")), None))
        return Statistics(
            since=since,
            until=today,
            read=_sum(stage.read for stage in days),
            ever=_sum(ever.values()),
            sessions=sum(count for day, count in sessions.items() if day >= since),
            streak=_streak(ever, today, streak_minutes),
            days=days,
            weeks=_weeks(days),
            sites=self._shares(_SITES, beginning),
            tags=self._shares(_TAGS, beginning),
            words_per_minute=pace.words_per_minute,
            ideographs_per_minute=pace.ideographs_per_minute,
            inbox=self._inbox(pace),
        )

    def _by_day(self, zone: tzinfo | None) -> tuple[dict[date, Amount], Counter[date]]:
        """What was read on each day, and in how many sessions."""
        amounts: defaultdict[date, Amount] = defaultdict(Amount)
        sessions: Counter[date] = Counter()
        read = self._rows(
            """SELECT CAST(strftime('%s', started) AS INTEGER) / ?, sum(words), sum(seconds), count(*) FROM session
            GROUP BY 1""",
            _QUARTER,
        )
        for quarter, words, seconds, count in read:
            day = _day(quarter, zone)
            amounts[day] = amounts[day].plus(Amount(0, words, seconds))
            sessions[day] += count
        finished = self._rows(
            """SELECT CAST(strftime('%s', finished) AS INTEGER) / ?, count(*) FROM progress
            WHERE finished IS NOT NULL GROUP BY 1""",
            _QUARTER,
        )
        for quarter, count in finished:
            day = _day(quarter, zone)
            amounts[day] = amounts[day].plus(Amount(count))
        return dict(amounts), sessions

    def _added(self, since: date, zone: tzinfo | None) -> Counter[date]:
        """How many articles were saved on each day."""
        # the stamps alone, from an index: a hundred thousand times in ISO form would take half a second to read
        rows = self._rows(
            """SELECT stamp / 16777216 / ?1, count(*) FROM article WHERE deleted IS NULL AND stamp >= ?2 * 16777216
            GROUP BY 1""",
            _QUARTER, int(_midnight(since, zone).timestamp()),
        )  # fmt: skip
        added: Counter[date] = Counter()
        for quarter, count in rows:
            added[_day(quarter, zone)] += count
        return added

    def _shares(self, sql: str, beginning: str) -> tuple[Share, ...]:
        rows = self._rows(sql, beginning)
        shares = [Share(row[0], Amount(row[1], row[2], row[3])) for row in rows if row[0]]
        return tuple(sorted(shares, key=lambda share: (-share.read.words, -share.read.finished, share.name)))

    def _inbox(self, pace: Pace) -> InboxState:
        row = self._one(
            """SELECT count(*), ifnull(sum(part * words), 0), ifnull(sum(part * ideographs), 0), min(stamp) FROM
            (SELECT words, ideographs, stamp,
                iif(finished IS NULL, max(0.0, 1 - ifnull(words_read, 0) * 1.0 / max(words, 1)), 0) AS part
            FROM article LEFT JOIN progress ON progress.article = id WHERE deleted IS NULL AND state = 'inbox')""",
            what="the inbox",
        )
        first = self._rows("SELECT saved FROM article WHERE stamp = ?", row[3])
        minutes = pace.minutes(round(row[1]), round(row[2]))
        return InboxState(row[0], minutes, datetime.fromisoformat(first[0][0]) if first else None)


_SITES = """
    SELECT max(site), sum(done), sum(read), sum(seconds) FROM (
        SELECT article AS of_article, 0 AS done, words AS read, seconds FROM session WHERE started >= ?1
        UNION ALL SELECT article, 1, 0, 0.0 FROM progress WHERE finished >= ?1
    ) JOIN article ON article.id = of_article GROUP BY site COLLATE NOCASE
"""
_TAGS = """
    SELECT max(name), sum(done), sum(read), sum(seconds) FROM (
        SELECT article AS of_article, 0 AS done, words AS read, seconds FROM session WHERE started >= ?1
        UNION ALL SELECT article, 1, 0, 0.0 FROM progress WHERE finished >= ?1
    ) JOIN tag ON tag.article = of_article GROUP BY name COLLATE NOCASE
"""


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    """When a day begins, aware."""
    return datetime.combine(day, time(), zone) if zone else datetime.combine(day, time()).astimezone()


def _day(quarter: int, zone: tzinfo | None) -> date:
    """The day of a quarter of an hour since 1970."""
    return datetime.fromtimestamp(quarter * _QUARTER, zone).date()


def _sum(amounts: Iterable[Amount]) -> Amount:
    total = Amount()
    for amount in amounts:
        total = total.plus(amount)
    return total


def _weeks(days: Iterable[Stage]) -> tuple[Stage, ...]:
    weeks: dict[date, Stage] = {}
    for day in days:
        monday = day.start - day.start.weekday() * _DAY
        week = weeks.get(monday, Stage(monday, Amount(), 0))
        weeks[monday] = Stage(monday, week.read.plus(day.read), week.added + day.added)
    return tuple(weeks.values())


def _streak(ever: Mapping[date, Amount], today: date, minutes: int) -> Streak:
    good = {day for day, amount in ever.items() if amount.finished or amount.minutes >= minutes}
    longest = 0
    for day in good:
        if day - _DAY not in good:
            length = 1
            while day + length * _DAY in good:
                length += 1
            longest = max(longest, length)
    last = today if today in good else today - _DAY
    current = 0
    while last - current * _DAY in good:
        current += 1
    return Streak(current, longest, minutes)
