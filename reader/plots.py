"""Plots of characters: bars that stand or lie, and a calendar of days; numbers in, characters out, no ink, no app."""

from __future__ import annotations

from datetime import date, timedelta
from math import floor, log10
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_STANDING = " ▁▂▃▄▅▆▇█"
_LYING = " ▏▎▍▌▋▊▉█"
_EIGHTHS = 8
LEVELS = 4
"""Steps of a calendar above nothing."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NAME = 3
"""Cells of the name of a month."""


def standing_bars(values: Sequence[float], top: float, height: int, width: int = 1, gap: int = 0) -> list[str]:
    """Bars that stand side by side, in `height` rows from the top, each `width` cells wide and `gap` cells apart.

    `top` is the value of a bar of full height; what is more than nothing shows at least an eighth of a row.
    """
    eighths = [_eighths(value, top, height) for value in values]
    return [
        (" " * gap).join(_STANDING[max(0, min(_EIGHTHS, full - row * _EIGHTHS))] * width for full in eighths)
        for row in reversed(range(height))
    ]


def lying_bar(value: float, top: float, width: int) -> str:
    """A bar that lies, at most `width` cells long; `top` is the value of one of full length."""
    full, rest = divmod(_eighths(value, top, width), _EIGHTHS)
    return _LYING[_EIGHTHS] * full + (_LYING[rest] if rest else "")


def _eighths(value: float, top: float, size: int) -> int:
    if value <= 0 or top <= 0 or size <= 0:
        return 0
    return max(1, min(size * _EIGHTHS, round(min(value, top) / top * size * _EIGHTHS)))


def round_top(value: float) -> int:
    """The next of 1, 2, 3, 5, 10, 20, 30, 50, … that is not below a value: where the scale of a plot ends."""
    if value <= 1:
        return 1
    unit = 10 ** floor(log10(value))
    return next(int(step * unit) for step in (1, 2, 3, 5, 10) if step * unit >= value)


def level(value: float, top: float) -> int:
    """Which of the steps of a calendar a value is: 0 for nothing, 4 for the fourth part next to `top` and beyond."""
    if value <= 0 or top <= 0:
        return 0
    return LEVELS if value >= top else max(1, min(LEVELS, 1 + int(value / top * LEVELS)))


def usual_top(values: Sequence[float]) -> float:
    """A top for the steps of a calendar that one extraordinary day does not spoil: what nine of ten days stay below."""
    something = sorted(value for value in values if value > 0)
    return something[(len(something) - 1) * 9 // 10] if something else 0


class Calendar(NamedTuple):
    """Days in columns of weeks, from Monday to Sunday."""

    months: str
    """The names of the months above their first weeks; two cells a week."""
    rows: tuple[tuple[int | None, ...], ...]
    """Seven rows of steps, one a week; None for days that are not come yet."""


def calendar(days: Mapping[date, float], today: date, weeks: int) -> Calendar:
    """The last `weeks` weeks, the one of `today` included."""
    first = today - timedelta(days=today.weekday() + 7 * (weeks - 1))
    dates = [[first + timedelta(days=7 * week + day) for week in range(weeks)] for day in range(7)]
    top = usual_top([days.get(day, 0) for row in dates for day in row])
    rows = tuple(
        tuple(level(days.get(day, 0), top) if day <= today else None for day in row)
        for row in dates
    )  # fmt: skip
    return Calendar(month_names(dates[0], 2), rows)


def month_names(starts: Sequence[date], pitch: int) -> str:
    """A row with the name of each month above the first week that begins in it; `pitch` cells a week.

    `starts` are the first days of the weeks. A name that would run into the one before, or off the row, is left out.
    """
    row, former = "", (starts[0].year, starts[0].month) if starts and starts[0].day > _NAME * 7 // pitch else None
    for week, day in enumerate(starts):
        month = (day.year, day.month)
        at = week * pitch
        if month != former and len(row) <= max(0, at - 1) and at + _NAME <= len(starts) * pitch:
            row = row.ljust(at) + _MONTHS[day.month - 1]
        former = month
    return row.ljust(len(starts) * pitch)
