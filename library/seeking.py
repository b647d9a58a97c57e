"""Seeking: a passage in a text that may have changed, by seeds, chains and alignments of what lies between.

Short runs of characters (seeds) that passage and text have in common are grown to whole blocks, blocks in the same
order are chained, and only the small gaps between them are aligned letter by letter, as programs that align genomes
do (Li, Minimap2, 2018, https://doi.org/10.1093/bioinformatics/bty191). The text is read once, to index it; what a
passage costs depends on its own length alone, and is paid from a budget of steps, so that it is the same on every
machine. An advertisement between two blocks, or a sentence that went, is one gap.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from library.alignment import Block, Budget, Pattern, aligned, chains
from library.folding import FoldedText, folded_with

_COMMON = 24
"""Places of a seed above which it tells nothing."""
_WIDTH = 7
"""Characters of a seed; of one in a script without spaces, four."""
_AGREED = 3
"""Seeds that must agree on a place, if twice as many agree on any."""
_NEAR = 40
"""Folded characters by which a short block may be shifted against a long one."""
_PIECE = 20
"""Folded characters from which an addition or omission is a piece of its own, not a mistake."""
_WORD = 8
"""The same where nothing, or one letter, stood in its place: words that were put in or taken out."""
_SURE = 6
"""Folded characters of context beside an end of the quote that make it sure."""
_TELLING = 24
"""Folded characters of the quote at an end of the article that make that end sure."""
_FEW_LETTERS = 8
"""Folded characters at an end of the quote that, where they are others, still have a place of their own."""


class Candidate(NamedTuple):
    """A place that is like a pattern, with all that tells how like."""

    start: int
    end: int
    """In code points of the raw text."""
    errors: int
    """Folded characters of the quote that differ, but for whole pieces."""
    added: int
    """Folded characters of pieces that stand within the quote now."""
    omitted: int
    """Folded characters of pieces of the quote that are gone."""
    longest: int
    """Folded characters of the longest piece that stands within the quote now."""
    least_end: int
    """Folded characters of the quote before a longer piece that was added, or after it: the fewest there are."""
    before: float
    """The share of the context that is there; 0 to 1."""
    after: float
    touching_before: int
    """Folded characters of context that are the same without a break from the quote on."""
    touching_after: int
    attached: float
    """The share of the whole context that is there with no piece between it and the quote."""
    sure_ends: bool
    """Whether context touches both; at an end of the article, whether there is enough of the quote beside a piece."""
    ends: bool
    """Whether both ends are known: the first and last letters of the quote are there, or touch the context."""
    figures: bool
    """Whether a digit of the quote differs."""
    figures_near: bool
    """Whether a digit of the context differs, close to what is the same."""


class SearchText:
    """A text to seek in; whatever is prepared is prepared once, when it is first needed."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._indexes: dict[int, dict[str, list[int]]] = {}

    @cached_property
    def folded(self) -> FoldedText:
        """The text, folded."""
        return FoldedText(self.raw)

    def pattern(self, before: str, quote: str, after: str) -> Pattern:
        """A quote and its context, folded."""
        return Pattern(*folded_with(before + quote + after, len(before), len(before) + len(quote)))

    def raw_range(self, start: int, end: int) -> tuple[int, int]:
        """Where a range of the folded text came from; an empty one is before what follows it."""
        if start >= end:
            at = self.folded.raw_start(start)
            return at, at
        return self.folded.raw_start(start), self.folded.raw_end(end)

    def candidates(self, pattern: Pattern, budget: Budget) -> list[Candidate]:
        """The few places that are most like a pattern, in no order; raises OutOfStepsError."""
        blocks = self._blocks(pattern.text, budget)
        found = []
        for chain in chains(blocks, pattern, budget):
            together = list(aligned(pattern, self.folded.text, chain, budget))
            found.append(self._measured(pattern, together))
        return found

    def has(self, words: str) -> bool:
        """Whether words stand in the folded text, told from the index where that is quicker."""
        index, stride, text = self._indexes.get(_WIDTH), _WIDTH // 2, self.folded.text
        if index is None or len(words) < _WIDTH + stride - 1:
            return words in text
        for at in range(stride):  # one of so many seeds is at a place that is in the index
            places = index.get(words[at : at + _WIDTH])
            if places == []:
                return words in text
            if places and any(text.startswith(words, place - at) for place in places if place >= at):
                return True
        return False

    def _index(self, width: int) -> dict[str, list[int]]:
        """Where each seed stands, at every few characters; nowhere for one that is too common to tell anything."""
        index = self._indexes.get(width)
        if index is None:
            text, stride = self.folded.text, width // 2
            index = {}
            for place in range(0, len(text) - width + 1, stride):
                index.setdefault(text[place : place + width], []).append(place)
            for seed in [seed for seed, places in index.items() if len(places) > _COMMON]:
                index[seed] = []
            self._indexes[width] = index
        return index

    def _blocks(self, pattern: str, budget: Budget) -> list[Block]:
        """All runs that pattern and text have in common, if they hold a seed that is not too common."""
        dense = not pattern.isascii() and (sum(map("\u2e80".__le__, pattern[:400])) * 3 > min(len(pattern), 400))
        width = 4 if dense else _WIDTH
        index, text = self._index(width), self.folded.text
        ends: dict[int, int] = {}
        blocks = []
        for at, shift in _hits(pattern, index, width, budget):
            if ends.get(shift, -1) > at:
                continue
            place = at + shift
            back = _common_suffix(pattern, at, text, place)
            length = back + width + _common_prefix(pattern, at + width, text, place + width)
            budget.spend(20 + length // 16)
            ends[shift] = at - back + length
            blocks.append(Block(at - back, place - back, length))
        blocks = _without_strays(blocks, width)
        most = max(96, len(pattern) // 64)
        if len(blocks) > most:
            blocks = sorted(blocks, key=lambda block: -block.length)[:most]
        return sorted(blocks, key=lambda block: (block.place, block.at))

    def _measured(self, pattern: Pattern, together: list[Block]) -> Candidate:
        """How like a pattern the text is where blocks of both are aligned."""
        words, start, end = pattern
        text = self.folded.text
        first, last = _start_in_text(together, start, end), _end_in_text(together, start, end)
        first = min(first, len(text))
        last = first if start == end else max(first, min(last, len(text)))
        errors = added = omitted = longest = 0
        least_end = end - start
        figures = False
        for gap_start, gap_end, place_start, place_end in _gaps(together, start, end, first, last):
            lacking, extra = gap_end - gap_start, place_end - place_start
            piece = abs(extra - lacking) >= (_WORD if min(lacking, extra) <= 1 else _PIECE)
            errors += min(lacking, extra) if piece else max(lacking, extra)
            if piece and extra > lacking:
                added += extra - lacking
                longest = max(longest, extra - lacking)
                if extra - lacking >= _PIECE:
                    least_end = min(least_end, gap_start - start, end - gap_end)
            elif piece:
                omitted += lacking - extra
            if not figures and extra - lacking < _PIECE:
                figures = _has_digit(words[gap_start:gap_end]) or _has_digit(text[place_start:place_end])
        figures_near = any(
            max(gap_end - gap_start, place_end - place_start) < _PIECE
            and (_has_digit(words[gap_start:gap_end]) or _has_digit(text[place_start:place_end]))
            for gap_start, gap_end, place_start, place_end in _inner_gaps(together)
            if gap_end <= start or gap_start >= end
        )
        before = _covered(together, 0, start) / start if start else 0.0
        after = _covered(together, end, len(words)) / (len(words) - end) if end < len(words) else 0.0
        near = _common_suffix(words, start, text, first), _common_prefix(words, end, text, last)
        sure_ends = all(
            beside >= _SURE or (not there and least_end >= _TELLING)
            for beside, there in zip(near, (start, len(words) - end), strict=True)
        )
        ends = (near[0] >= _SURE or _covered(together, start, min(end, start + _FEW_LETTERS)) > _FEW_LETTERS // 2) and (
            near[1] >= _SURE or _covered(together, max(start, end - _FEW_LETTERS), end) > _FEW_LETTERS // 2
        )
        return Candidate(
            *self.raw_range(first, last), errors, added, omitted, longest, least_end, before, after,
            *near, _attached(pattern, together), sure_ends, ends, figures, figures_near,
        )  # fmt: skip


def places_of(words: str, text: str, most: int = 64) -> list[int] | None:
    """Where `words` stand in `text`; None when that is in more than `most` places."""
    found: list[int] = []
    at = text.find(words)
    while at >= 0:
        if len(found) == most:
            return None
        found.append(at)
        at = text.find(words, at + 1)
    return found


def _hits(pattern: str, index: dict[str, list[int]], width: int, budget: Budget) -> list[tuple[int, int]]:
    """Where seeds of a pattern stand in the text: the offset in the pattern, and how far on it is in the text.

    Only those that others agree with on about how far on it is, if there are enough of these.
    """
    sampled = _sampled(len(pattern) - width + 1, width)
    found = zip(sampled, map(index.get, [pattern[at : at + width] for at in sampled]), strict=True)
    known = [(at, places) for at, places in found if places]
    votes = Counter([place - at >> 5 for at, places in known for place in places])
    budget.spend(2 * len(pattern) + 6 * votes.total())
    if not votes or max(votes.values()) < 2 * _AGREED:
        return [(at, place - at) for at, places in known for place in places]
    good = {near for place, count in votes.items() if count >= _AGREED for near in (place - 1, place, place + 1)}
    return [(at, place - at) for at, places in known for place in places if place - at >> 5 in good]


def _without_strays(blocks: list[Block], width: int) -> list[Block]:
    """Short blocks only where a long one is near in both pattern and text, if there are long ones at all."""
    long = sorted(block.place - block.at for block in blocks if block.length >= 2 * width)
    if not long or len(blocks) < _NEAR // 8:
        return blocks
    kept = []
    for block in blocks:
        shift = block.place - block.at
        at = bisect_left(long, shift - _NEAR)
        if block.length >= 2 * width or (at < len(long) and long[at] <= shift + _NEAR):
            kept.append(block)
    return kept


def _sampled(count: int, width: int) -> list[int]:
    """Offsets of a pattern at which a seed is looked up: all near its ends, runs of them between, fewer of many."""
    near, run = 32, width // 2
    if count <= 4 * near:
        return list(range(count))
    found = list(range(near))
    for at in range(near, count - near, 2 * run if count < 4096 else 8 * width):
        found += range(at, min(at + run, count - near))
    return [*found, *range(count - near, count)]


def _common_prefix(one: str, at: int, other: str, place: int) -> int:
    most = min(len(one) - at, len(other) - place)
    length = 0
    step = 8
    while length < most and one[at + length : at + length + step] == other[place + length : place + length + step]:
        length += step
        step *= 2
    if length >= most:
        return max(0, most)
    while step:
        here = min(step, most - length)
        if here and one[at + length : at + length + here] == other[place + length : place + length + here]:
            length += here
        step //= 2
    return length


def _common_suffix(one: str, at: int, other: str, place: int) -> int:
    """How many characters before two offsets are the same."""
    most = min(at, place)
    length = 0
    step = 8
    while (
        length + step <= most
        and one[at - length - step : at - length] == (other[place - length - step : place - length])
    ):
        length += step
        step *= 2
    while step:
        if (
            length + step <= most
            and one[at - length - step : at - length] == (other[place - length - step : place - length])
        ):
            length += step
        step //= 2
    return length


def _start_in_text(together: list[Block], start: int, end: int) -> int:
    """Where in the text the quote starts: at its first character, or where what replaced that must start."""
    before = None
    for block in together:
        if block.at + block.length <= start:
            before = block
            continue
        if block.at <= start:
            return block.place + start - block.at
        lacking = block.at - start
        if before is None:
            return max(0, block.place - lacking) if block.at < end and lacking <= _FEW_LETTERS else block.place
        reached = before.place + before.length
        if block.at >= end and start < end:  # none of the quote is the same: it is what stands between
            return reached
        if start == end and before.at + before.length == start and block.place - reached <= 2 * lacking + 8:
            return reached  # a bookmark stays where what followed it was replaced
        if before.at + before.length == start and block.place - reached <= 2 * lacking + 8 and start < end:
            return reached
        return max(reached, block.place - lacking) if 2 < lacking <= _FEW_LETTERS else block.place
    return before.place + before.length if before else 0


def _end_in_text(together: list[Block], start: int, end: int) -> int:
    after = None
    for block in reversed(together):
        if block.at >= end:
            after = block
            continue
        if block.at + block.length >= end:
            return block.place + end - block.at
        reached = block.place + block.length
        lacking = end - block.at - block.length
        if after is None:
            return reached + lacking if block.at + block.length > start and lacking <= _FEW_LETTERS else reached
        if block.at + block.length <= start:
            return after.place
        if after.at == end and after.place - reached <= 2 * lacking + 8:
            return after.place
        return min(after.place, reached + lacking) if 2 < lacking <= _FEW_LETTERS else reached
    return after.place if after else 0


def _gaps(together: list[Block], start: int, end: int, first: int, last: int) -> Iterator[tuple[int, int, int, int]]:
    """What is not the same within a quote: start and end in the pattern, start and end in the text."""
    at, place = start, first
    for block in together:
        block_start, block_end = max(block.at, start), min(block.at + block.length, end)
        if block_start >= block_end:
            continue
        its_place = block.place + block_start - block.at
        if block_start > at or its_place > place:
            yield at, block_start, place, its_place
        at, place = block_end, block.place + block_end - block.at
    if at < end or place < last:
        yield at, end, place, max(place, last)


def _attached(pattern: Pattern, together: list[Block]) -> float:
    """The share of the context that is aligned, up to the first piece on either side of the quote."""
    words, start, end = pattern
    least, most = 0, len(words)
    for gap_start, gap_end, place_start, place_end in _inner_gaps(together):
        if abs(gap_end - gap_start - place_end + place_start) >= _PIECE:
            if gap_start <= start:
                least = max(least, min(gap_end, start))
            if gap_end >= end:
                most = min(most, max(gap_start, end))
    context = len(words) - end + start
    return (_covered(together, least, start) + _covered(together, end, most)) / context if context else 0.0


def _inner_gaps(together: list[Block]) -> Iterator[tuple[int, int, int, int]]:
    for one, other in pairwise(together):
        yield one.at + one.length, other.at, one.place + one.length, other.place


def _covered(together: list[Block], start: int, end: int) -> int:
    """Characters of a part of the pattern that are aligned."""
    found = 0
    for at, _, length in together:
        if at >= end:
            break
        if at + length > start:
            found += min(at + length, end) - max(at, start)
    return found


def _has_digit(words: str) -> bool:
    return any(map(str.isdigit, words))
