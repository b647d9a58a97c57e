"""Periods: what a person means by `2024-01`, `last week` or `2024-01..2024-03`; days begin at midnight UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_LAST = re.compile(r"last (\d{1,4}) (day|week|month|year)s?")
_FORMS = '2024, 2024-01, 2024-01-15, today, yesterday, "this week", "last month", "last 7 days"'
_DAY = timedelta(days=1)
_FIRST, _LAST_YEAR = 1000, 9998


class Period(NamedTuple):
    """From a time on, and until before another; None where it is open."""

    start: datetime | None
    end: datetime | None


def read_period(text: str, operator: str, now: datetime) -> Period:
    """The period that `text` means, or with `>`, `>=`, `<` or `<=` the time after, from, before or until it.

    `a..b` reaches from the beginning of a to the end of b; either may be left out. Raises ValueError with a
    sentence for a person.
    """
    if ".." in text:
        first, _, last = text.partition("..")
        if operator:
            raise ValueError(f"{operator} goes with one date, not with a range")
        if not (first.strip() or last.strip()):
            raise ValueError("a range needs a date on one side at least, as in 2024-01..2024-03")
        start = _named(first, now).start if first.strip() else None
        end = _named(last, now).end if last.strip() else None
        if start is not None and end is not None and end <= start:
            raise ValueError(f"the range {text} ends before it begins")
        return Period(start, end)
    start, end = _named(text, now)
    match operator:
        case ">":
            return Period(end, None)
        case ">=":
            return Period(start, None)
        case "<":
            return Period(None, start)
        case "<=":
            return Period(None, end)
    return Period(start, end)


def _named(text: str, now: datetime) -> Period:
    words = " ".join(text.lower().split())
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if found := _DATE.fullmatch(words):
        return _dated(text.strip(), *(int(part) if part else 0 for part in found.groups()))
    if found := _LAST.fullmatch(words):
        return Period(_back(today, int(found[1]), found[2]), today + _DAY)
    week, month = today - today.weekday() * _DAY, today.replace(day=1)
    year = month.replace(month=1)
    named = {
        "today": Period(today, today + _DAY),
        "yesterday": Period(today - _DAY, today),
        "this week": Period(week, week + 7 * _DAY),
        "last week": Period(week - 7 * _DAY, week),
        "this month": Period(month, _months_on(month, 1)),
        "last month": Period(_months_on(month, -1), month),
        "this year": Period(year, _months_on(year, 12)),
        "last year": Period(_months_on(year, -12), year),
    }
    if words in named:
        return named[words]
    raise ValueError(f"“{text}” is no date; write one of {_FORMS}")


def _dated(text: str, year: int, month: int, day: int) -> Period:
    try:
        start = datetime(year, month or 1, day or 1, tzinfo=UTC)
    except ValueError as error:
        raise ValueError(f"there is no such day as {text}") from error
    if not _FIRST <= year <= _LAST_YEAR:
        raise ValueError(f"a year is a number from {_FIRST} to {_LAST_YEAR}")
    end = start + _DAY if day else _months_on(start, 1 if month else 12)
    return Period(start, end)


def _back(today: datetime, count: int, unit: str) -> datetime:
    """The first of the last `count` days, weeks, months or years, of which today is the last day."""
    if count == 0:
        raise ValueError(f"the last 0 {unit}s are no time")
    try:
        if unit in ("day", "week"):
            return max(today.replace(year=_FIRST), today + _DAY - timedelta(days=count * (7 if unit == "week" else 1)))
        start = _months_on(today.replace(day=1), -count * (12 if unit == "year" else 1))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"the last {count} {unit}s go back too far") from error
    if start.year < _FIRST:
        raise ValueError(f"the last {count} {unit}s go back too far")
    days = (_months_on(start, 1) - start).days
    return start.replace(day=min(today.day, days)) + _DAY


def _months_on(first: datetime, count: int) -> datetime:
    """The first day of a month, `count` months on from another."""
    months = first.year * 12 + first.month - 1 + count
    return first.replace(year=months // 12, month=months % 12 + 1)
