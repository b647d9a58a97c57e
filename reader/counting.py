"""Counting: the statistics of a year, in a thread."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from library.statistics import Statistics
    from library.store import Store

_WEEKS = 52
"""Whole weeks before this one."""


def counted(store: Store, now: datetime) -> Statistics:
    """What was read in the last year. Raises StoreError."""
    from library.statistics import StatisticsStore

    today = now.astimezone().date()
    since = today - timedelta(days=today.weekday() + 7 * _WEEKS)
    with StatisticsStore(store.path) as opened:
        return opened.statistics(now, since=since)
