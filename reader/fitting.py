"""Paragraphs set as a whole: the breaks that leave the least white space, hyphens, and lines stretched to the measure.

The breaks are chosen by dynamic programming over all places where a line may end, as in D. E. Knuth and M. F. Plass,
Breaking Paragraphs into Lines, 1981; what is made small is the sum of squares of the white space.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import inf
from typing import NamedTuple

from reader.breaking import break_lines, cells, opportunities, without_spaces
from reader.hyphens import Hyphenator

_MOST_PLACES = 8000
"""Break places of a paragraph that is still set as a whole; some thousand words."""
_LOOSEST = 0.75
"""Extra cells a space of a stretched line may have on average; above it gaps run together into rivers."""
_WIDEST_GAP = 3
"""Cells between two words of a stretched line."""
_SHORTEST = 0.6
"""The share of the measure that a line has at least, where there is a choice."""

# In squared cells, as the white space that they are weighed against.
_LINE_COST = 4
_HYPHEN_COST = 14
_SECOND_HYPHEN_COST = 40
_RAGGED_COST = 60
"""Of a line that stays ragged among stretched ones."""
_STUB_COST = 30
"""Of a last line shorter than `_STUB` cells."""
_STUB = 6
_GAP_WEIGHT = 4
"""Of the white space that a stretched line adds between its words."""

_HYPHENATED = re.compile(r"(?<!\S)[(\[«‹„“‘\"'¡¿]*([^\W\d_]{2,}(?:['’][^\W\d_]+)*)[.,;:!?…)\]»›”’\"']*(?!\S)")
"""A word that stands by itself; parts of compounds with a hyphen of their own, numbers and addresses are none."""

_GAP = re.compile("(?<=[^ «‹]) (?![:;!?»›])")
"""A space between words that may be stretched."""


class FittedLine(NamedTuple):
    """One line of a paragraph."""

    start: int
    end: int
    hyphen: bool
    """A hyphen is to be drawn after the line."""
    stretch: int
    """Cells to be spread over its spaces; 0 when it is set as it is."""


class _Place(NamedTuple):
    """Where a line may end and the next one start, within the paragraph."""

    end: int
    following: int
    hyphen: bool


def fit_lines(
    text: str, start: int, end: int, width: int, *, hyphens: Hyphenator | None = None, justified: bool = False
) -> list[FittedLine]:
    """The lines of the paragraph `text[start:end]`, none wider than `width` cells, hyphen and stretch included.

    Without `hyphens` and not `justified` they are those of `break_lines`. Else all breaks are chosen together: at most
    two lines in a row are hyphenated, and no part of a word stands alone on the last line. When `justified`, each line
    but the last is stretched to `width`, if it can be done without a gap that shows; lines without spaces cannot.
    """
    width = max(1, width)
    if hyphens is None and not justified:
        return [FittedLine(*line, hyphen=False, stretch=0) for line in break_lines(text, start, end, width)]
    run = text[start:end]
    chances, columns = opportunities(run, width)
    places = _places(run, chances, columns, width, hyphens) if len(chances) <= _MOST_PLACES else None
    chosen = _Setting(run, places, columns, width, justified=justified).lines() if places else None
    if chosen is None:
        lines = [FittedLine(*line, hyphen=False, stretch=0) for line in break_lines(text, start, end, width)]
    else:
        lines = [FittedLine(start + first, start + last, hyphen, 0) for first, last, hyphen in chosen]
    if not justified:
        return lines
    return [*(_stretched(text, line, width) for line in lines[:-1]), *lines[-1:]]


def spread(text: str, start: int, end: int, stretch: int) -> list[int]:
    """How many extra cells go after each space of a line, in their order, `stretch` cells in all.

    As evenly as can be; what is left over goes to gaps at equal distances, counted from the left on lines that start
    at an even offset and from the right on the others, so that the wide gaps of neighbouring lines do not meet.
    Spaces before the first word take none, nor does the space that French sets within quotation marks and before some
    signs, nor a non-breaking one.
    """
    line = text[start:end]
    gaps = [line.count(" ", 0, match.start()) for match in _GAP.finditer(line)]
    extra = [0] * line.count(" ")
    if gaps:
        each, rest = divmod(max(0, stretch), len(gaps))
        for gap in gaps:
            extra[gap] = each
        for number in range(rest):
            at = number * len(gaps) // rest
            extra[gaps[at if start % 2 == 0 else -1 - at]] += 1
    return extra


def _stretch_of(slack: int, gaps: int) -> int:
    """The cells to be spread over the gaps of a line that lacks `slack` cells; 0 when it would show."""
    return slack if gaps and slack <= gaps * _LOOSEST and -(-slack // gaps) + 1 <= _WIDEST_GAP else 0


def _stretched(text: str, line: FittedLine, width: int) -> FittedLine:
    shown = text[line.start : line.end]
    slack = width - cells(shown) - line.hyphen
    return line._replace(stretch=_stretch_of(slack, len(_GAP.findall(shown)))) if slack > 0 else line


def _places(
    run: str, chances: list[int], columns: Sequence[int], width: int, hyphens: Hyphenator | None
) -> list[_Place] | None:
    """All places where a line may end, the end of the run last; none when some part would fit on no line."""
    places = [_Place(without_spaces(run, columns, at), at, hyphen=False) for at in chances]
    if hyphens is not None:
        for match in _HYPHENATED.finditer(run):
            first = match.start(1)
            places += [
                _Place(first + at, first + at, hyphen=True)
                for at in hyphens(match.group(1))
                if columns[first + at] < columns[first + at + 1]  # else within a grapheme
            ]
        places.sort(key=lambda place: place.following)
    places.append(_Place(len(run), len(run), hyphen=False))
    before = 0
    for place in places:
        if columns[place.end] - columns[before] + place.hyphen > width:
            return None
        before = place.following
    return places


class _Setting:
    """The search for the breaks of one paragraph."""

    def __init__(self, run: str, places: list[_Place], columns: Sequence[int], width: int, *, justified: bool) -> None:
        gaps_until = _gaps_before(run)
        self._run = run
        self._width = width
        self._justified = justified
        self._places = [_Place(0, 0, hyphen=False), *places]
        self._starts = [columns[place.following] for place in self._places]
        self._ends = [columns[place.end] + place.hyphen for place in self._places]
        self._gaps_at_start = [gaps_until[place.following] for place in self._places]
        self._gaps_at_end = [gaps_until[place.end] for place in self._places]
        # The least cost of all lines to each place and where its line then starts, apart for a hyphen that follows one.
        self._fresh = [(0.0, 0), *[(inf, 0)] * len(places)]
        self._repeated = [(inf, 0)] * len(self._places)

    def lines(self) -> list[tuple[int, int, bool]] | None:
        """Start, end and hyphen of each line of the best setting; none when there is no setting."""
        shortest = int(self._width * _SHORTEST)
        last = len(self._places) - 1
        for number in range(1, last + 1):
            end = self._ends[number]
            nearest = max(0, number - 2 * self._width)  # more only where places have no width
            first = bisect_left(self._starts, end - self._width, nearest, number)
            enough = bisect_right(self._starts, end - shortest, first, number) if number < last else number
            self._settle(number, range(first, enough))
            if self._fresh[number][0] == self._repeated[number][0] == inf and enough < number:
                self._settle(number, range(enough, number))
        return self._traced(last) if self._fresh[last][0] < inf else None

    def _settle(self, number: int, starts: range) -> None:
        fresh, repeated, places = self._fresh, self._repeated, self._places
        costs = zip(
            starts, self._last_costs(starts) if number + 1 == len(places) else self._costs(number, starts), strict=True
        )
        if not places[number].hyphen:
            fresh[number] = min(((min(fresh[at], repeated[at])[0] + cost, at) for at, cost in costs), default=(inf, 0))
            return
        hyphened: list[tuple[float, int]] = []
        plain: list[tuple[float, int]] = []
        for at, cost in costs:
            (hyphened if places[at].hyphen else plain).append((fresh[at][0] + cost + _HYPHEN_COST, at))
        fresh[number] = min(plain, default=(inf, 0))
        cost, at = min(hyphened, default=(inf, 0))
        repeated[number] = (cost + _SECOND_HYPHEN_COST, at)

    def _costs(self, number: int, starts: range) -> list[float]:
        spare, gaps_at_end = self._width - self._ends[number], self._gaps_at_end[number]
        costs: list[float] = []
        for at in starts:
            slack = spare + self._starts[at]
            cost: float = slack * slack
            if self._justified and slack:
                gaps = gaps_at_end - self._gaps_at_start[at]
                cost = _GAP_WEIGHT * cost / gaps if _stretch_of(slack, gaps) else cost + _RAGGED_COST
            costs.append(cost + _LINE_COST)
        return costs

    def _last_costs(self, starts: range) -> list[float]:
        costs: list[float] = []
        for at in starts:
            words = self._run[self._places[at].following :].rstrip(" ")
            part_of_word = self._places[at].hyphen and " " not in words
            costs.append(inf if part_of_word else _STUB_COST if at and len(words) < _STUB else 0)
        return costs

    def _traced(self, number: int) -> list[tuple[int, int, bool]]:
        lines: list[tuple[int, int, bool]] = []
        best = self._fresh
        while number:
            place, at = self._places[number], best[number][1]
            lines.append((self._places[at].following, place.end, place.hyphen))
            best = self._repeated if not place.hyphen and self._repeated[at] < self._fresh[at] else self._fresh
            number = at
        return lines[::-1]


def _gaps_before(run: str) -> list[int]:
    """The stretchable spaces before each offset."""
    counts = [0] * (len(run) + 1)
    for match in _GAP.finditer(run):
        counts[match.end()] = 1
    return list(accumulate(counts))
