"""Likeness: what tells whether a place that is like a passage is that passage, from what was measured."""

from library.alignment import Pattern
from library.passages import common_start
from library.seeking import Candidate

ENOUGH = 8
"""Characters of context below which a side tells nothing, and a hit, where there are several, is like any other."""
SAME_CONTEXT = 0.48
"""The share of the context, touching the quote, that makes a hit sure: about one whole side."""
SHORT = 32
"""Code points below which a quote is sure only where it stands exactly, but for how it is typed."""
LONG = 64
"""Code points from which a quote that stood once is sure elsewhere."""
VERY_LONG = 128
"""Code points from which a quote that stood once is sure elsewhere with few mistakes."""
_WELL_BESIDE = 12
"""Folded characters beside a quote that can't be there by chance."""
_UNCHANGED = 0.97
"""The share of context on either side that tells the place of a short quote in which a letter has changed."""
_LONG_WORD = 5
"""Letters from which words that are one letter apart are one word, spelled otherwise."""
_FEW_BESIDE = 60
"""Folded characters of the quote on either side of a piece that tell more than what is beyond them."""
_A_WHOLE_SIDE = 40
"""Folded characters of context on one side from which it is sure that even a short word beside it is the same."""
_MOST_BESIDE = 24
"""Folded characters that may have been added for each one of the quote on either side: few letters tell little."""
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
    most = max(one.touching_before * (one.before == 1), one.touching_after * (one.after == 1))
    if len(quote) < (2 if most >= _A_WHOLE_SIDE else 4) and min(one.touching_before, one.touching_after) < 3:
        return True
    return (one.touching_before < 6 and quote in words[:start]) or (one.touching_after < 6 and quote in words[end:])


def is_between(pattern: Pattern, one: Candidate) -> bool:
    """Whether the same words stand between both their contexts, one of which is whole and beside them."""
    before, after = pattern.start, len(pattern.text) - pattern.end
    if min(before, after) < 16:
        return False
    most, least = max(one.touching_before, one.touching_after), min(one.touching_before, one.touching_after)
    if one.touching_before == before and one.touching_after >= _WELL_BESIDE and one.after >= 0.9:
        return True
    if one.touching_after == after and one.touching_before >= _WELL_BESIDE and one.before >= 0.9:
        return True
    if most >= 16 and min(one.before, one.after) >= 0.97 and not one.figures_near:
        return True
    return one.attached >= 0.95 and most + least >= 24 and (least >= 4 or not one.figures_near)


def is_mended(length: int, one: Candidate, least_side: float) -> bool:
    """Whether a quote between both its contexts is the same but for what an editor does.

    Figures are what tells the lines of a list apart: where one differs, all else must be the same.
    """
    beside = min(one.touching_before, one.touching_after) >= 16
    wrong, gone = one.errors / length, one.omitted / length
    between = beside and least_side >= 0.95
    slightly = wrong <= 0.06 or (one.errors <= 4 and beside) or (between and wrong <= 0.15 and not one.figures_near)
    if (one.figures or one.figures_near) and not (
        slightly and (length >= 200 or not (one.figures and one.figures_near))
    ):
        return False
    if least_side < 0.8 and (wrong > 0.1 or one.figures):
        return False
    if not _has_room(_MOST_ADDED if wrong <= 0.06 else length, one):
        return False
    return wrong <= (0.26 if between else 0.22 if beside else 0.15) and gone <= 0.35 and wrong + gone <= 0.4


def is_little_changed(length: int, one: Candidate) -> bool:
    """Whether a quote with its context on one side only is the same but for little."""
    wrong, gone = one.errors / length, one.omitted / length
    if not _has_room(length, one):
        return False
    if wrong <= 0.1 and gone <= 0.2 and not one.figures:
        return True
    return not gone and wrong <= (0.06 if length >= 400 else 0.02 if length >= VERY_LONG else 0)


def is_nearly_whole(length: int, one: Candidate) -> bool:
    """Whether a very long quote without any context is the same but for a few letters and a piece more or less."""
    if one.figures or one.added > length or not _has_room(length, one):
        return False
    return one.errors <= 0.04 * length and one.omitted <= 0.1 * length


def is_between_neighbours(one: Candidate, sides: list[float]) -> bool:
    """Whether all the context on both sides of a short quote is there, and no figure of it is another."""
    if len(sides) < 2 or min(sides) < _UNCHANGED or one.added or one.figures or one.figures_near:
        return False
    return one.ends


def is_respelled(quote: str, words: str) -> bool:
    """Whether words differ from a quote in one letter of one word that is too long to be another."""
    its_words, their_words = quote.casefold().split(), words.casefold().split()
    others = [pair for pair in zip(its_words, their_words, strict=False) if pair[0] != pair[1]]
    if len(its_words) != len(their_words) or len(others) != 1:
        return False
    one, other = others[0]
    start = common_start(one, other)
    end = common_start(one[start:][::-1], other[start:][::-1])
    return min(len(one), len(other)) >= _LONG_WORD and max(len(one), len(other)) - start - end == 1


def _has_room(length: int, one: Candidate) -> bool:
    """Whether no more was added within a quote of this length than may have been.

    Beside an end of the quote that its context doesn't touch, what comes after a long piece can be a twin's.
    """
    if one.added > min(_MOST_ADDED, 600 + length) or one.longest > _MOST_BESIDE * one.least_end:
        return False
    return one.sure_ends or one.least_end >= _FEW_BESIDE or one.longest <= _FEW_BESIDE


def is_bookmark(pattern: Pattern, one: Candidate, *, lone: bool) -> bool:
    """Whether a place with a like context is the bookmark's: what follows it is beside it, or nearly all is there."""
    before, after = pattern.start, len(pattern.text) - pattern.end
    if not after:
        return one.before >= 0.8 and one.touching_before >= 6
    if max(one.touching_before, one.touching_after) < 6:
        return False
    if not lone:
        followed = one.touching_after >= 6 and one.after * after >= (16 if one.before >= 0.5 else 20)
        sure = followed and (context_of(pattern, one) >= 0.6 or one.after >= 0.9)
        return sure and one.attached >= 0.85 and not one.figures_near
    if one.attached >= 0.85 and len(pattern.text) >= 24:
        return True
    if one.touching_after < (6 if one.touching_before >= 6 else 16):
        return one.touching_before >= max(16, before) and one.after >= 0.94
    if one.touching_before >= max(16, before):
        return True
    return one.after * after >= 16 and (one.attached >= 0.6 or one.after >= 0.9)


def changes(one: Candidate) -> str:
    """What happened to a quote that is held, in a few words."""
    if one.added:
        return "the same words, with something new among them"
    if one.omitted:
        return "the same words, but for some that are gone"
    return "nearly the same words in the same context"
