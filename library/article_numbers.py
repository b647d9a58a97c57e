"""How articles are numbered in the index, so that those saved last can be found first.

A stamp says when an article was saved, and would do, but the index would grow by three quarters: it stores how far
apart the numbers of the articles with a word are. So numbers lie close together, in runs, within each of which they
grow with the stamps. An article that is newer than all others goes on with the main run; older ones, such as another
service's, which come sorted, go on with the run whose last is next before them, or begin another. Once there are RUNS
of them what fits in none goes into one without order, the last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from library.article_shelves import ID_BITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from sqlite3 import Row

    Rows = Callable[..., list[Row]]
    """Runs a statement with what is bound in it."""

_RUN_BITS = 40
RUNS = 24
_NEVER = 1 << 62


def stamp_of(moment: datetime, article: int = 0) -> int:
    """The stamp of an article that was saved at this time; of none, the least there can be, to the second."""
    return (int(moment.timestamp() // 1) << ID_BITS) + (article & (1 << ID_BITS) - 1)


class Run(NamedTuple):
    """Numbers that grow with the stamps of their articles, unless it is the last, `RUNS`."""

    place: int
    last: int
    """The highest number in use."""
    stamp: int
    """Of the article with that number."""

    @property
    def first(self) -> int:
        """The lowest number that could be in it."""
        return self.place << _RUN_BITS

    @property
    def sorted(self) -> bool:
        """Whether the numbers grow with the stamps."""
        return self.place < RUNS


def runs_of(rows: Rows) -> list[Run]:
    """The runs, the last first."""
    runs: list[Run] = []
    end = (RUNS + 1) << _RUN_BITS
    while True:
        found = rows("SELECT number, stamp FROM article WHERE number < ? ORDER BY number DESC LIMIT 1", end)
        if not found:
            return runs
        runs.append(Run(found[0][0] >> _RUN_BITS, found[0][0], found[0][1]))
        end = runs[-1].first


def numbered(rows: Rows, articles: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The numbers of new articles, which are given by stamp and id: number and id of each."""
    ends = {run.place: (run.stamp, run.last) for run in runs_of(rows)}
    numbers: list[tuple[int, int]] = []
    place = number = stamp = limit = -1
    for now, article in sorted(articles):
        if place < 0 or now > limit:
            if place >= 0:
                ends[place] = (stamp, number)
            fitting = [(end, place) for place, end in ends.items() if end[0] < now and place < RUNS]
            free = (place for place in range(RUNS) if place not in ends)
            place = max(fitting)[1] if fitting else next(free, RUNS)
            number = ends[place][1] if place in ends else (place << _RUN_BITS) - 1
            # up to there no other run fits better
            others = (end[0] for other, end in ends.items() if other != place and other < RUNS and end[0] >= now)
            limit = min(others, default=_NEVER) if place < RUNS else now
        number += 1
        stamp = now
        numbers.append((number, article))
    return numbers


def number_before(rows: Rows, run: Run, stamp: int) -> int:
    """The number in a sorted run below which all articles were saved before a stamp, and above none."""
    low, high = run.first, run.last + 1
    while low < high:
        middle = (low + high) // 2
        found = rows("SELECT number, stamp FROM article WHERE number >= ? ORDER BY number LIMIT 1", middle)
        if found and found[0][0] < high and found[0][1] < stamp:
            low = found[0][0] + 1
        else:
            high = middle
    return low
