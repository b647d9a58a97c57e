"""The statistics as rows of ink: what was read by week, day, site and tag, and how the inbox stands; no app needed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reader.bar import cut
from reader.breaking import cells
from reader.ink import Ink, Run
from reader.notecard import wrapped
from reader.plots import LEVELS, calendar, lying_bar, month_names, round_top, standing_bars
from reader.row import cropped
from reader.themes import mixed
from reader.words import day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library.statistics import Share, Statistics
    from reader.themes import Styles

    Rows = list[list[Run]]

_TWO_COLUMNS = 108
"""Cells from which the sections stand in two columns."""
_MARGIN = 2
_GAP = 4
_WIDEST = 136
_AXIS = 6
"""Cells of the scale left of a plot."""
_WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")
_WEEKS_SHOWN = 26
_FEW_WEEKS = 20
"""Weeks for which there must be room so that bars are three cells wide, not two."""
_NAMES = 8
"""Sites or tags that are shown."""
_TILE = 17
_STEPS = (0.36, 0.56, 0.78, 1.0)
"""How far the steps of the calendar go from the paper to the accent."""
_RECENTLY = 28
"""Days for which it is told what came into the inbox and what was finished."""
_SHADES = "·░▒▓█"
"""The steps of the calendar where there are no colours of our own."""


def duration(minutes: float) -> str:
    """A time of reading in words: `45 min`, `3 h 20 min`, `98 h`."""
    whole = round(minutes)
    hours, rest = divmod(whole, 60)
    if not hours:
        return f"{whole} min"
    return f"{hours:,} h {rest} min" if rest and hours < 10 else f"{hours + (rest >= 30):,} h"


def figure_rows(figures: Statistics, styles: Styles, width: int, height: int) -> Rows:
    """The rows of the statistics, as many as they take, each exactly `width` cells wide.

    `height` is that of the screen: plots are higher where there is room.
    """
    room = min(width - 2 * _MARGIN, _WIDEST)
    left = max(_MARGIN, (width - room) // 2)
    if not (figures.ever.words or figures.ever.seconds):
        lines = [[], *_words_in_place(figures, styles, min(room, 72))]
    elif room >= _TWO_COLUMNS:
        second = max(40, room * 3 // 8)
        first = room - second - _GAP
        bars = max(5, min(16, height - 28))
        plots = [*_weeks(figures, styles, first, bars), [], *_days(figures, styles, first)]
        lists = [
            *_inbox(figures, styles, second), [], *_shares("By site", figures.sites, styles, second), [],
            *_shares("By tag", figures.tags, styles, second),
        ]  # fmt: skip
        lines = [[], *_tiles(figures, styles, room), [], *_beside(plots, lists, first, styles)]
    else:
        lines = [
            [], *_tiles(figures, styles, room), [], *_weeks(figures, styles, room, 5 if height < 30 else 7), [],
            *_days(figures, styles, room), [], *_inbox(figures, styles, room), [],
            *_shares("By site", figures.sites, styles, room), [], *_shares("By tag", figures.tags, styles, room),
        ]  # fmt: skip
    while lines and not lines[-1]:
        lines.pop()
    return [cropped([Run(" " * left, styles.text), *line], width, styles.text) for line in [*lines, []]]


def _beside(first: Rows, second: Rows, width: int, styles: Styles) -> Rows:
    rows = []
    for at in range(max(len(first), len(second))):
        left = cropped(first[at] if at < len(first) else [], width + _GAP, styles.text)
        rows.append([*left, *(second[at] if at < len(second) else [])])
    return rows


def _words_in_place(figures: Statistics, styles: Styles, room: int) -> Rows:
    text = (
        "While an article is open and you move in it, the time counts as reading; once nothing has moved for a while "
        "it does not. What you read by week and day, by site and tag, and how fast, is shown here then."
    )
    lines: Rows = [[Run("Nothing to count yet", styles.heading)], []]
    lines += [[Run(line, styles.text)] for line in wrapped(text, room)]
    return [*lines, [], *_inbox(figures, styles, room)]


# Sections


def _title(words: str, about: str, styles: Styles, room: int) -> list[Run]:
    begun = cut(words, room)
    told = cut(f"  {about}", room - cells(begun)) if about else ""
    return [Run(begun, styles.heading), Run(told, styles.byline)]


def _tiles(figures: Statistics, styles: Styles, room: int) -> Rows:
    """The numbers one looks for first, side by side as far as there is room."""
    days = "day" if figures.streak.current == 1 else "days"
    tiles = [
        (duration(figures.days[-1].read.minutes), "today"),
        (duration(figures.weeks[-1].read.minutes), "this week"),
        (f"{figures.streak.current} {days}", "in a row"),
        (f"{figures.words_per_minute:.0f}", "words a minute"),
        (f"{figures.ever.finished:,}", "articles finished"),
        (f"{figures.ever.words:,}", "words read"),
    ]
    across = max(1, room // _TILE)
    across = max(1, -(-len(tiles) // -(-len(tiles) // across)))
    size = min(24, room // across)
    rows: Rows = []
    for first in range(0, len(tiles), across):
        line = tiles[first : first + across]
        rows += [[]] if rows else []
        rows.append([Run(cut(number, size - 1).ljust(size), styles.title) for number, _ in line])
        rows.append([Run(cut(name, size - 1).ljust(size), styles.byline) for _, name in line])
    return rows


def _weeks(figures: Statistics, styles: Styles, room: int, height: int) -> Rows:
    """Time by week as bars, the week of today last."""
    size = 3 if (room - _AXIS) // 4 >= _FEW_WEEKS else 2
    count = max(1, min(_WEEKS_SHOWN, (room - _AXIS) // (size + 1)))
    read = {week.start: week.read.minutes for week in figures.weeks}
    monday = figures.until - timedelta(days=figures.until.weekday())
    starts = [monday - timedelta(days=7 * back) for back in reversed(range(count))]
    weeks = [read.get(start, 0.0) for start in starts]
    unit, name = (60, "h") if max(weeks) > 90 else (1, "min")
    top = round_top(max(weeks) / unit)
    rows: Rows = [_title("By week", f"the last {count} weeks, {_average(weeks)} a week", styles, room)]
    bars = standing_bars(weeks, top * unit, height, size, 1)
    for at, bar in enumerate(bars):
        scale = f"{top} {name}" if at == 0 else f"{top // 2} {name}" if at == height // 2 and top % 2 == 0 else ""
        rows.append([
            Run(scale.rjust(_AXIS - 1), styles.byline), Run("┤" if scale else "│", styles.ornament),
            Run(bar[: -size - 1], styles.bullet), Run(bar[-size - 1 :], styles.highlight_mark),
        ])  # fmt: skip
    width = count * (size + 1) - 1
    rows.append([Run("0".rjust(_AXIS - 1), styles.byline), Run("└" + "─" * width, styles.ornament)])
    rows.append([Run(" " * _AXIS, styles.byline), Run(month_names(starts, size + 1)[:width], styles.byline)])
    return rows


def _average(weeks: Sequence[float]) -> str:
    return duration(sum(weeks) / len(weeks))


def _days(figures: Statistics, styles: Styles, room: int) -> Rows:
    """A calendar of days, darker the more was read."""
    weeks = max(1, min(53, (room - 4) // 2))
    shown = calendar({day.start: day.read.minutes for day in figures.days}, figures.until, weeks)
    longest = figures.streak.longest
    about = f"{longest} {'day' if longest == 1 else 'days'} in a row at most" if longest else ""
    rows: Rows = [_title("By day", about, styles, room), [Run(f"    {shown.months}", styles.byline)]]
    steps = [_step(step, styles) for step in range(LEVELS + 1)]
    for name, row in zip(_WEEKDAYS, shown.rows, strict=True):
        line = [Run(f"{name:4}", styles.byline)]
        for step in row:
            line += [Run("  ", styles.text)] if step is None else [steps[step], Run(" ", styles.text)]
        rows.append(line)
    legend = [Run("    less ", styles.byline)]
    for run in steps:
        legend += [run, Run(" ", styles.text)]
    return [*rows, [*legend, Run("more", styles.byline)]]


def _step(step: int, styles: Styles) -> Run:
    """The cell of a day."""
    palette = styles.palette
    if step == 0:
        return Run(_SHADES[0], styles.ornament)
    if palette.own:
        return Run(_SHADES[step], styles.bullet)
    return Run("■", Ink(mixed(palette.paper, palette.accent, share=_STEPS[step - 1]), palette.paper))


def _shares(title: str, shares: Sequence[Share], styles: Styles, room: int) -> Rows:
    """Sites or tags by the time they were read."""
    longest = sorted(shares, key=lambda share: (-share.read.seconds, share.name))
    shown = [share for share in longest[:_NAMES] if share.read.seconds > 0]
    if not shown:
        return []
    names = min(max(cells(share.name) for share in shown), max(10, room * 2 // 5))
    most = max(share.read.minutes for share in shown)
    times = max(cells(duration(share.read.minutes)) for share in shown)
    length = room - names - times - 4
    rows: Rows = [_title(title, "time read", styles, room)]
    for share in shown:
        name = cut(share.name, names)
        bar = lying_bar(share.read.minutes, most, length)
        rows.append([
            Run(name + " " * (names - cells(name) + 2), styles.text),
            Run(bar.ljust(length + 2), styles.bullet),
            Run(duration(share.read.minutes).rjust(times), styles.byline),
        ])  # fmt: skip
    return rows


def _inbox(figures: Statistics, styles: Styles, room: int) -> Rows:
    """How much waits, and whether it grows."""
    inbox, recent = figures.inbox, figures.days[-_RECENTLY:]
    articles = "article waits" if inbox.articles == 1 else "articles wait"
    about = f"{inbox.articles:,} {articles}" if inbox.articles else "it is empty"
    rows: Rows = [_title("Inbox", about, styles, room)]
    counts = [("saved", sum(day.added for day in recent)), ("finished", sum(day.read.finished for day in recent))]
    most = max(1, *(count for _, count in counts))
    names, number = 9, max(cells(f"{count:,}") for _, count in counts)
    length = max(4, min(40, room - names - number - 4))
    for name, count in counts:
        rows.append([
            Run(name.ljust(names + 2), styles.text),
            Run(lying_bar(count, most, length).ljust(length + 2), styles.bullet),
            Run(f"{count:,}".rjust(number), styles.byline),
        ])  # fmt: skip
    told = ["in the last four weeks"]
    if inbox.articles:
        told.append(f"{duration(inbox.minutes)} to read it all")
    if inbox.oldest is not None:
        told.append(f"the oldest is from {day(inbox.oldest)}")
    rows += [[Run(line, styles.byline)] for line in wrapped(" · ".join(told), room)]
    return rows
