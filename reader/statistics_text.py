"""What `stats` prints: a page of text with bars, and a record whose names stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.article import utc_text
from library.changes import counted
from library.statistics import Amount
from reader.breaking import cells
from reader.words import day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from library.statistics import Share, Stage, Statistics

_BAR = 24
"""Cells of the longest bar."""
_BLOCKS = " ▏▎▍▌▋▊▉█"
_MOST_STAGES, _MOST_SHARES = 26, 8
_NAME = 22
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def stats_text(found: Statistics, *, plain_bars: bool = False) -> str:
    """Statistics as lines of at most 79 cells; with `plain_bars` in ASCII signs, but for names."""
    streak = found.streak
    lines = [f"Reading since {_date(found.since)}", ""]
    if any(found.ever):
        lines += [
            f"  {_read(found.read)}" + (f", in {counted(found.sessions, 'sitting')}" if found.sessions else ""),
            f"  All in all {_read(found.ever)}",
            f"  A streak of {counted(streak.current, 'day')}, the longest {counted(streak.longest, 'day')}",
            f"  (a day counts with {streak.minutes} minutes of reading, or an article read to its end)",
            f"  {round(found.words_per_minute)} words a minute",
        ]
    else:
        lines.append("  Nothing has been read yet. The page is timed while you read.")
    weeks = _with_something(found.weeks)
    stages = weeks if len(weeks) <= _MOST_STAGES else _months(found.days)[-_MOST_STAGES:]
    if stages:
        title = "Weeks" if stages is weeks else "Months"
        lines += ["", f"{title:<{_BAR + 12}}{'read':>13}{'words':>11}{'finished':>10}{'added':>9}"]
        most = max(stage.read.seconds for stage in stages)
        lines += [_stage_line(stage, most, monthly=title == "Months", plain_bars=plain_bars) for stage in stages]
    for title, shares in (("Sites", found.sites), ("Tags", found.tags)):
        if shares:
            lines += ["", f"{title:<{_BAR + 12}}{'read':>13}{'words':>11}{'finished':>10}"]
            most = max(share.read.seconds for share in shares)
            lines += [_share(share, most, plain_bars=plain_bars) for share in shares[:_MOST_SHARES]]
            if len(shares) > _MOST_SHARES:
                lines.append(f"  and {len(shares) - _MOST_SHARES:,} more")
    inbox = found.inbox
    lines += ["", "Inbox", ""]
    if inbox.articles and inbox.oldest is not None:
        lines.append(
            f"  {counted(inbox.articles)}, {_time(inbox.minutes * 60)} to read; the oldest is from {day(inbox.oldest)}"
        )
    else:
        lines.append("  Empty")
    return "\n".join(lines)


def _read(amount: Amount) -> str:
    return f"{counted(amount.finished)} finished, {counted(amount.words, 'word')} in {_time(amount.seconds)}"


def _time(seconds: float) -> str:
    """A time in words: `45 min`, `3 h 5 min`, `120 h`."""
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours:,} h {minutes} min" if minutes and hours < 100 else f"{hours:,} h"


def _date(moment: date) -> str:
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def _with_something(weeks: Sequence[Stage]) -> Sequence[Stage]:
    """The weeks without empty ones at the beginning."""
    for at, week in enumerate(weeks):
        if week.added or any(week.read):
            return weeks[at:]
    return ()


def _months(days: Sequence[Stage]) -> list[Stage]:
    """Days summed up by months, from the first one on which there was something."""
    months: dict[tuple[int, int], Stage] = {}
    for stage in _with_something(days):
        key = stage.start.year, stage.start.month
        before = months.get(key, stage._replace(read=Amount(), added=0))
        months[key] = before._replace(read=before.read.plus(stage.read), added=before.added + stage.added)
    return list(months.values())


def _stage_line(stage: Stage, most: float, *, monthly: bool, plain_bars: bool) -> str:
    month = _MONTHS[stage.start.month - 1]
    name = f"  {month} {stage.start.year}" if monthly else f"  {stage.start.day:>2} {month}"
    bar = _bar(stage.read.seconds, most, plain_bars=plain_bars)
    return f"{name:<12}{bar}{_columns(stage.read)}{f'{stage.added:,}' if stage.added else '':>9}".rstrip()


def _share(share: Share, most: float, *, plain_bars: bool) -> str:
    name = share.name
    while cells(name) > _NAME:
        name = f"{name.rstrip('…')[:-1]}…"
    name += " " * (_NAME - cells(name))
    bar = _bar(share.read.seconds, most, _BAR + 12 - 2 - _NAME - 2, plain_bars=plain_bars)
    return f"  {name}  {bar}{_columns(share.read)}".rstrip()


def _columns(amount: Amount) -> str:
    words = f"{amount.words:,}" if amount.words else ""
    finished = f"{amount.finished:,}" if amount.finished else ""
    return f"{_time(amount.seconds) if amount.seconds else '':>13}{words:>11}{finished:>10}"


def _bar(value: float, most: float, width: int = _BAR, *, plain_bars: bool) -> str:
    eighths = round(value / most * width * 8) if most else 0
    if plain_bars:
        return f"{'#' * round(eighths / 8):<{width}}"
    whole, rest = divmod(eighths, 8)
    bar = "█" * whole + (_BLOCKS[rest] if rest else "")
    return f"{bar:<{width}}"


def stats_record(found: Statistics) -> dict[str, object]:
    """Statistics as `stats --json` prints them; the names are a contract."""
    return {
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        **_amount(found.read),
        "sessions": found.sessions,
        "ever": _amount(found.ever),
        "streak": {
            "current": found.streak.current, "longest": found.streak.longest, "minutes": found.streak.minutes,
        },
        "words_per_minute": round(found.words_per_minute, 1),
        "ideographs_per_minute": round(found.ideographs_per_minute, 1),
        "days": [_stage(stage) for stage in found.days],
        "weeks": [_stage(stage) for stage in found.weeks],
        "sites": [{"name": share.name, **_amount(share.read)} for share in found.sites],
        "tags": [{"name": share.name, **_amount(share.read)} for share in found.tags],
        "inbox": {
            "articles": found.inbox.articles, "minutes": round(found.inbox.minutes, 1),
            "oldest": utc_text(found.inbox.oldest),
        },
    }  # fmt: skip


def _amount(amount: Amount) -> dict[str, object]:
    return {"finished": amount.finished, "words": amount.words, "minutes": round(amount.minutes, 1)}


def _stage(stage: Stage) -> dict[str, object]:
    return {"start": stage.start.isoformat(), **_amount(stage.read), "added": stage.added}
