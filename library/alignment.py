"""Alignment: blocks that a passage and a text have in common, chained, and what lies between them letter by letter."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

_FARTHEST = 2000
"""Folded characters that may have come between two blocks of one passage."""
_LOOKING_BACK = 64
"""Blocks before one that are tried as its predecessor."""
_CANDIDATES = 4
_SPLIT = 10
"""Folded characters more or less in a gap from which it is aligned from both its ends."""
_BY_CHANCE = 12
"""Folded characters by which a block may reach across an end of the quote only by chance."""
_BIAS = 1.5
"""Letters that may be the same by chance on the far side of a piece that was added at an end of the quote."""
_CELLS = 6000
"""The largest gap that is aligned letter by letter, in cells."""
_ALIKE_AT_ALL = 3
"""Letters in a row that what is alike has in common."""
_END = 48
"""Folded characters beyond the outermost blocks that are aligned letter by letter."""


class OutOfStepsError(Exception):
    """The budget is spent."""


class Budget:
    """How much may still be done; a step is about a tenth of a microsecond."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        """Take away steps; raises OutOfStepsError when there are not enough."""
        if steps > self.left:
            self.left = 0
            raise OutOfStepsError
        self.left -= steps


class Pattern(NamedTuple):
    """What is sought, folded: a quote within its context."""

    text: str
    start: int
    end: int
    """Where the quote is in `text`."""


class Block(NamedTuple):
    """A run of a pattern that stands in the text."""

    at: int
    """In the pattern."""
    place: int
    """In the folded text."""
    length: int


def chains(blocks: list[Block], pattern: Pattern, budget: Budget) -> Iterator[list[Block]]:
    """The best chain of blocks, and then the best of those elsewhere while they are not much worse."""
    best = 0.0
    for _ in range(_CANDIDATES):
        if sum([length + length for _, _, length in blocks]) < 0.6 * best:
            return  # not even all of them are enough
        budget.spend(8 * len(blocks) * min(len(blocks), _LOOKING_BACK))
        score, chain = _best_chain(blocks, pattern)
        if not chain or score < 0.3 * best:
            return
        best = max(best, score)
        yield chain
        first, last = chain[0].place, chain[-1].place + chain[-1].length
        blocks = [block for block in blocks if block.place + block.length <= first or block.place >= last]


def _best_chain(blocks: list[Block], pattern: Pattern) -> tuple[float, list[Block]]:
    """The chain with most in it, of which context counts half."""
    _, start, end = pattern
    scores: list[float] = []
    previous: list[int] = []
    for number, (at, place, length) in enumerate(blocks):
        own = (length + max(0, min(at + length, end) - max(at, start))) / 2
        score, before = own, -1
        for earlier in range(number - 1, max(-1, number - _LOOKING_BACK - 1), -1):
            reached = scores[earlier] + own
            if reached <= score:
                continue
            its_at, its_place, its_length = blocks[earlier]
            if its_at >= at or its_place >= place:
                continue
            gap, its_gap = at - its_at - its_length, place - its_place - its_length
            shift = gap - its_gap if gap > its_gap else its_gap - gap
            if shift > _FARTHEST:
                continue
            least = min(its_gap, gap)
            reached -= (min(12, shift)) / 2 + shift / 100 + (-least if least < 0 else least / 10)
            if reached > score:
                score, before = reached, earlier
        scores.append(score)
        previous.append(before)
    if not scores:
        return 0.0, []
    number = max(range(len(scores)), key=scores.__getitem__)
    best, chain = scores[number], []
    while number >= 0:
        chain.append(blocks[number])
        number = previous[number]
    return best, chain[::-1]


def _cut(chain: list[Block], pattern: Pattern) -> list[Block]:
    """A chain whose blocks don't reach across an end of the quote by chance, into a piece that was added there."""
    chain = _whole(chain, pattern)
    for number, (one, other) in enumerate(pairwise(chain)):
        over = one.place + one.length - other.place
        if 0 < over < one.length and pattern.end - _BY_CHANCE < other.at and other.at + other.length > pattern.end:
            chain[number] = Block(one.at, one.place, one.length - over)  # what follows the quote is its context
            continue
        if other.place - other.at - one.place + one.at < _SPLIT:
            continue
        over = one.at + one.length - pattern.start
        if 0 < over < min(_BY_CHANCE, one.length):
            chain[number] = Block(one.at, one.place, one.length - over)
        over = pattern.end - other.at
        if pattern.start < pattern.end and 0 < over < min(_BY_CHANCE, other.length):
            chain[number + 1] = Block(other.at + over, other.place + over, other.length - over)
    return chain


def _whole(chain: list[Block], pattern: Pattern) -> list[Block]:
    """A chain in which first or last words of the quote that stand twice are those beside all the rest of it.

    An advertisement or another entry can begin as the passage does and stand between it and what was before it; so
    what follows a bookmark.
    """
    _, start, end = pattern
    least = len(pattern.text) if start == end else start + _SPLIT
    with_start = [number for number, one in enumerate(chain) if one.at <= start and one.at + one.length >= least]
    with_end = [number for number, one in enumerate(chain) if one.at <= end - _SPLIT < end <= one.at + one.length]
    at = [block.at for block in chain]
    lengths = [block.length for block in chain]
    for number in range(with_start[-1] if with_start else 0):
        if _apart(chain[number], chain[with_start[-1]]):
            lengths[number] = min(lengths[number], start - at[number])
    for number in range(with_end[0] + 1 if with_end and start < end else len(chain), len(chain)):
        if _apart(chain[with_end[0]], chain[number]):
            at[number] = max(at[number], end)
    return [
        Block(first, one.place + first - one.at, length - first + one.at)
        for one, first, length in zip(chain, at, lengths, strict=True)
        if length > first - one.at
    ]


def _apart(one: Block, other: Block) -> bool:
    """Whether the text has a piece more between two blocks than the pattern."""
    return other.place - other.at - one.place + one.at >= _SPLIT


def aligned(whole: Pattern, text: str, chain: list[Block], budget: Budget) -> Iterator[Block]:
    """The blocks of a chain without overlaps, with what is the same in the gaps between them and beyond its ends."""
    pattern, *ends = whole
    chain = _cut(chain, whole)
    at, place, _ = chain[0]
    reach = min(at, _END)
    slack = min(place, reach + 8)
    yield from _letter_by_letter(pattern, at - reach, at, text, place - slack, place, budget, free_start=True)
    for number, block in enumerate(chain):
        overlap = max(0, at - block.at, place - block.place) if number else 0
        if overlap >= block.length:
            continue
        start = Block(block.at + overlap, block.place + overlap, block.length - overlap)
        if number and abs(start.at - at - start.place + place) >= _SPLIT:
            yield from _around_a_piece(pattern, at, start.at, text, place, start.place, ends, budget)
        elif number:
            yield from _letter_by_letter(pattern, at, start.at, text, place, start.place, budget)
        yield start
        at, place = start.at + start.length, start.place + start.length
    reach = min(len(pattern) - at, _END)
    slack = min(len(text) - place, reach + 8)
    yield from _letter_by_letter(pattern, at, at + reach, text, place, place + slack, budget, free_end=True)


def _letter_by_letter(
    pattern: str, at: int, end: int, text: str, place: int, place_end: int, budget: Budget, *,
    free_start: bool = False, free_end: bool = False,
) -> Iterator[Block]:  # fmt: skip
    """Runs that are the same in an alignment of least edit distance (Wagner and Fischer, 1974).

    A free start or end of the text costs nothing. Of a gap with too many cells only what is next to its ends.
    """
    rows, columns = end - at, place_end - place
    if rows <= 0 or columns <= 0:
        return
    if rows * columns > _CELLS:
        half = min(rows, columns, 60) // 2
        yield from _letter_by_letter(pattern, at, at + half, text, place, place + half, budget, free_end=True)
        yield from _letter_by_letter(
            pattern, end - half, end, text, place_end - half, place_end, budget, free_start=True
        )
        return
    one, other = pattern[at:end], text[place:place_end]
    if (free_start or free_end) and rows >= _ALIKE_AT_ALL * 2 and not _share_anything(one, other):
        return
    budget.spend(2 * rows * columns + 20)
    table = _distances(one, other, free_start=free_start)
    line = table[-1]
    column = min(range(columns + 1), key=line.__getitem__) if free_end else columns
    yield from _traced(table, one, other, column, at, place)


def _share_anything(one: str, other: str) -> bool:
    """Whether an alignment is worth its cost: a few letters in a row are in both."""
    return any(one[at : at + _ALIKE_AT_ALL] in other for at in range(len(one) - _ALIKE_AT_ALL + 1))


def _around_a_piece(
    pattern: str, at: int, end: int, text: str, place: int, place_end: int, ends: list[int], budget: Budget
) -> Iterator[Block]:
    """Of a gap with a piece too much on one side: what is the same on the other, before and after the piece.

    Where it can't be told, the piece stands at an end of the quote.
    """
    rows, columns = end - at, place_end - place
    if not rows or not columns:
        return
    shorter = min(rows, columns, _END)
    reach = shorter + 8
    budget.spend(4 * shorter * reach + 40)
    if rows < columns:
        left, right = pattern[at : at + shorter], pattern[end - shorter : end]
        its_left, its_right = text[place : place + reach], text[max(place, place_end - reach) : place_end]
    else:
        left, right = text[place : place + shorter], text[place_end - shorter : place_end]
        its_left, its_right = pattern[at : at + reach], pattern[max(at, end - reach) : end]
    forwards = [min(line) for line in _distances(left, its_left)]
    backwards = [min(line) for line in _distances(right[::-1], its_right[::-1])]
    likely = next((one - at for one in ends if at <= one <= end), -1) if rows < columns else -1
    bias = _BIAS if ends[0] < ends[1] else 0.5
    _, first = min(
        (forwards[size] + backwards[shorter - size] - bias * (size == likely), -size) for size in range(shorter + 1)
    )
    first = -first
    last = shorter - first
    if rows < columns:
        yield from _letter_by_letter(
            pattern, at, at + first, text, place, min(place_end, place + first + 8), budget, free_end=True
        )
        yield from _letter_by_letter(
            pattern, end - last, end, text, max(place, place_end - last - 8), place_end, budget, free_start=True
        )
        return
    for block in _letter_by_letter(
        text, place, place + first, pattern, at, min(end, at + first + 8), budget, free_end=True
    ):
        yield Block(block.place, block.at, block.length)
    for block in _letter_by_letter(
        text, place_end - last, place_end, pattern, max(at, end - last - 8), end, budget, free_start=True
    ):
        yield Block(block.place, block.at, block.length)


def _distances(one: str, other: str, *, free_start: bool = False) -> list[list[int]]:
    """The edit distances of all beginnings of one string to all of another."""
    line = [0] * (len(other) + 1) if free_start else list(range(len(other) + 1))
    table = [line]
    for row, letter in enumerate(one, 1):
        diagonal, left = line[0], row
        line_below = [row]
        for its_letter, above in zip(other, line[1:], strict=True):
            left = diagonal if letter == its_letter else 1 + min(diagonal, left, above)
            line_below.append(left)
            diagonal = above
        line = line_below
        table.append(line)
    return table


def _traced(table: list[list[int]], one: str, other: str, column: int, at: int, place: int) -> list[Block]:
    """The runs that are the same along the best way back through a table of edit distances."""
    found: list[Block] = []
    row = len(one)
    run = 0
    while row and column:
        if one[row - 1] == other[column - 1] and table[row][column] == table[row - 1][column - 1]:
            row, column, run = row - 1, column - 1, run + 1
            continue
        if run:
            found.append(Block(at + row, place + column, run))
            run = 0
        here = table[row][column] - 1
        if table[row - 1][column - 1] == here:
            row, column = row - 1, column - 1
        elif table[row - 1][column] == here:
            row -= 1
        else:
            column -= 1
    if run:
        found.append(Block(at + row, place + column, run))
    return found[::-1]
