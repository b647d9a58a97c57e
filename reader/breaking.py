"""Where lines end: from a run of text and a width in cells to the offsets of its lines.

Each line takes as many words as fit. Plain words of one-cell characters are settled here, by a few searches a line;
wherever a line ends at anything else, the rules of linebreak.py are asked, which give the same answer for plain words.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from reader.widths import cells, is_narrow

__all__ = [
    "Lines", "break_lines", "cells", "chop_lines", "is_narrow", "is_right_to_left", "line_after", "measured",
    "opportunities", "without_spaces",
]  # fmt: skip

_LETTER = r"[^\W_\u02b0-\u02ff]"
_PLAIN_END = re.compile(rf"(?:{_LETTER}|[.,;:!?)\]'\"’”–—-]) [(\"“‘]?{_LETTER}(?:{_LETTER}|['’])*[.,;:!?)\]'\"’”…]*")
"""A space at which a line may surely end, and after it the start of a word without such a place."""
_ADDRESS = re.compile(r"://|www\.")
_RIGHT_TO_LEFT = "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
"""All blocks that have a character of bidirectional class R or AL."""

Lines = list[tuple[int, int]]


def is_right_to_left(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is to be read from the right: its first letter that has a direction says so.

    Rules P2 and P3 of https://www.unicode.org/reports/tr9/; a text without such a letter is read from the left.
    """
    run = text[start:end]
    if is_narrow(run) or re.search(_RIGHT_TO_LEFT, run) is None:
        return False
    from unicodedata import bidirectional

    isolates = 0
    for character in run:
        match bidirectional(character):
            case "LRI" | "RLI" | "FSI":
                isolates += 1
            case "PDI":
                isolates = max(0, isolates - 1)
            case "L" if not isolates:
                return False
            case "R" | "AL" if not isolates:
                return True
    return False


def break_lines(text: str, start: int, end: int, width: int) -> Lines:
    """The lines of `text[start:end]`, each as start and end offset, none wider than `width` cells.

    A line ends before the spaces at which it was broken. A grapheme wider than `width` stands alone on its line.
    """
    width = max(1, width)
    if is_narrow(text[start:end]):
        return _break_narrow(text, start, end, width)
    return _break_by_rules(text, start, end, width)


def chop_lines(text: str, start: int, end: int, width: int) -> Lines:
    """As `break_lines`, but each line is filled to the last cell, words or not; no space is left out."""
    width = max(1, width)
    run = text[start:end]
    if is_narrow(run):
        return [(at, min(at + width, end)) for at in range(start, end, width)] or [(start, end)]
    from rich.cells import split_graphemes

    lines: Lines = []
    line_start = used = 0
    for first, _, size in split_graphemes(run)[0]:
        if used + size > width and first > line_start:
            lines.append((start + line_start, start + first))
            line_start, used = first, 0
        used += size
    lines.append((start + line_start, end))
    return lines


def measured(run: str) -> tuple[Sequence[int], frozenset[int]]:
    """The cells before each offset of a run, its end included, and the offsets that lie within a grapheme.

    An offset within a grapheme counts the whole of it.
    """
    if is_narrow(run):
        return range(len(run) + 1), frozenset()
    from rich.cells import split_graphemes

    columns = [0]
    inside: list[int] = []
    for first, last, size in split_graphemes(run)[0]:
        columns += [columns[-1] + size] * (last - first)
        inside += range(first + 1, last)
    return columns, frozenset(inside)


def opportunities(run: str, width: int) -> tuple[list[int], Sequence[int]]:
    """The offsets of a run before which a line may begin, in order, and the cells before each of its offsets."""
    from reader.linebreak import terminal_opportunities

    columns, inside = measured(run)
    places = terminal_opportunities(run, width, columns)
    return [at for at in places if at not in inside] if inside else places, columns


def line_after(run: str, places: Sequence[int], columns: Sequence[int], at: int, width: int) -> tuple[int, int]:
    """The end of the fullest line that starts at `at`, and the start of the next; the run's length after the last."""
    last = bisect_right(columns, columns[at] + width) - 1
    if last >= len(run):
        return len(run), len(run)
    following = last
    while following < len(run) and run[following] == " ":
        if following + 1 < len(run) and columns[following + 1] == columns[following + 2]:
            break  # the space bears a mark, and both are one grapheme
        following += 1
    if following == len(run):
        return max(at, last), following
    chance = bisect_right(places, following) - 1
    if chance >= 0 and places[chance] > at:
        return without_spaces(run, columns, places[chance], at), places[chance]
    if last > at:
        return last, following
    first_end = bisect_right(columns, columns[at])  # of a grapheme wider than the line
    while first_end < len(run) and columns[first_end + 1] == columns[first_end]:
        first_end += 1
    return first_end, first_end


def without_spaces(run: str, columns: Sequence[int], end: int, start: int = 0) -> int:
    """Where a line that starts at `start` and ends at `end` ends without the spaces at its end."""
    while end > start and run[end - 1] == " " and columns[end - 1] < columns[end]:  # else a part of a grapheme
        end -= 1
    return end


def _break_by_rules(text: str, start: int, end: int, width: int, begin: int | None = None) -> Lines:
    """The lines of `text[start:end]` by the full rules; those from `begin` on."""
    run = text[start:end]
    places, columns = opportunities(run, width)
    at = 0 if begin is None else begin - start
    lines: Lines = []
    while at < len(run):
        line_end, following = line_after(run, places, columns, at, width)
        if line_end > at:  # not when the run starts with more spaces than fit
            lines.append((start + at, start + line_end))
        at = following
    return lines or [(start, start)]


def _break_narrow(text: str, start: int, end: int, width: int) -> Lines:
    lines: Lines = []
    at = start
    while end - at > width:
        space = text.rfind(" ", at + 1, at + width + 1)
        if space > at and _PLAIN_END.fullmatch(text, space - 1, max(at + width + 1, space + 2)):
            lines.append((at, space))
            at = space + 1
            continue
        chance = _chance_at_word(text, at, end, width, space) if space > at else 0
        if not chance:
            return lines + _break_by_rules(text, start, end, width, at)
        lines.append((at, chance - 1 if text[chance - 1] == " " else chance))
        at = chance
    lines.append((at, end))
    return lines


def _chance_at_word(text: str, at: int, end: int, width: int, space: int) -> int:
    """The start of the line after the one at `at`, as the rules have it, if the word after `space` shows it; else 0.

    What the rules say of a place inside or before a word depends on no more than that word, the one before and the
    spaces around them; a word more is looked at, since no line may start with what follows it in "word » : word".
    """
    first = text.rfind(" ", at, space)
    earlier = text.rfind(" ", at, max(first, at))
    first = (earlier if earlier > at else first) + 1
    last = text.find(" ", at + width + 1, end)
    last = end if last < 0 else last
    window = text[first:last]
    if first <= at or last - first > 2 * width or window[0] == " " or "  " in window or _ADDRESS.search(window):
        return 0
    reach = at + width - first
    if window[reach] == " ":
        reach += 1
    if reach == len(window):
        return 0
    from reader.linebreak import terminal_opportunities

    places = terminal_opportunities(window, width, range(len(window) + 1))
    chance = bisect_right(places, reach) - 1
    return first + places[chance] if chance >= 0 else 0
