"""Likeness: what tells whether a place that is like a passage is that passage, from what was measured."""

from library.alignment import Pattern
from library.seeking import Candidate

ENOUGH = 8
"""Characters of context below which a side tells nothing, and a hit, where there are several, is like any other."""
VERY_LONG = 128
"""Code points from which a quote that stood once is sure elsewhere with few mistakes."""
_MOST_ADDED = 2000
"""Folded characters that may have been added within a passage."""


def score_of(same: float, context: float, *, empty: bool) -> float:
    """One figure for what is the same in the quote and in its context, each 0 to 1."""
    return context if empty else 0.6 * same + 0.4 * context


def sides_of(pattern: Pattern, one: Candidate) -> list[float]:
    """The shares of context found, for each side that has enough to tell anything."""
    sides = [one.before] if pattern.start >= ENOUGH else []
    return [*sides, one.after] if len(pattern.text) - pattern.end >= ENOUGH else sides


def context_of(pattern: Pattern, one: Candidate) -> float:
    """The share of the whole context that was found; one half when there is none."""
    before, after = pattern.start, len(pattern.text) - pattern.end
    return (one.before * before + one.after * after) / (before + after) if before + after else 0.5


def may_be_another(pattern: Pattern, one: Candidate) -> bool:
    """Whether the quote stands in its own context too, on a side of which nothing touches the place found."""
    words, start, end = pattern
    quote = words[start:end]
    if len(quote) < 4 and min(one.touching_before, one.touching_after) < 3:
        return True
    return (one.touching_before < 6 and quote in words[:start]) or (one.touching_after < 6 and quote in words[end:])


def is_mended(length: int, one: Candidate, least_side: float) -> bool:
    """Whether a quote between both its contexts is the same but for what an editor does.

    Figures are what tells the lines of a list apart: where one differs, all else must be the same.
    """
    beside = min(one.touching_before, one.touching_after) >= 16
    wrong, gone = one.errors / length, one.omitted / length
    slightly = wrong <= 0.06 or (one.errors <= 4 and beside)
    if (one.figures or one.figures_near) and not (
        slightly and (length >= 200 or not (one.figures and one.figures_near))
    ):
        return False
    if least_side < 0.8 and (wrong > 0.1 or one.figures):
        return False
    room = _MOST_ADDED if wrong <= 0.06 else _room(length)
    return wrong <= (0.22 if beside else 0.15) and gone <= 0.35 and wrong + gone <= 0.4 and one.added <= room


def is_little_changed(length: int, one: Candidate) -> bool:
    """Whether a quote with its context on one side only is the same but for little."""
    wrong, gone = one.errors / length, one.omitted / length
    if one.added > _room(length):
        return False
    if wrong <= 0.1 and gone <= 0.2 and not one.figures:
        return True
    return not gone and wrong <= (0.06 if length >= 400 else 0.02 if length >= VERY_LONG else 0)


def is_nearly_whole(length: int, one: Candidate) -> bool:
    """Whether a quote without any context is the same but for a few letters."""
    return one.errors <= 0.04 * length and not one.omitted and not one.added and not one.figures


def _room(length: int) -> int:
    """Folded characters that may have been added within a quote of this length."""
    return min(_MOST_ADDED, 600 + length)


def changes(one: Candidate) -> str:
    """What happened to a quote that is held, in a few words."""
    if one.added:
        return "the same words, with something new among them"
    if one.omitted:
        return "the same words, but for some that are gone"
    return "nearly the same words in the same context"
