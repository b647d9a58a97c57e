"""Verdicts: whether a place that is like a passage is the passage, by what was measured and by the text around it."""

from library.alignment import Budget, Pattern
from library.edges import EDGE, weight_of
from library.likeness import (
    ENOUGH,
    LONG,
    SAME_CONTEXT,
    SHORT,
    VERY_LONG,
    changes,
    context_of,
    is_between,
    is_between_neighbours,
    is_bookmark,
    is_little_changed,
    is_mended,
    is_nearly_whole,
    is_respelled,
    may_be_another,
    sides_of,
)
from library.passages import Anchor, AnchorState
from library.seeking import Candidate, SearchText

_TELLING = 20
"""The same from which it is not likely to stand in another text on the same subject."""
_OPENING = 12
"""Folded characters at an end of a quote that, where they stand twice, can be those of another entry of a list."""
COPIED = "the same words, but others stand in their former context"
"""Why a passage that may have been copied and then changed is uncertain."""


class Verdict:
    """What to think of places that are like one passage."""

    def __init__(self, anchor: Anchor, text: SearchText, budget: Budget, *, lone: bool) -> None:
        self.anchor = anchor
        self.text = text
        self.budget = budget
        self.lone = lone
        self.weight = weight_of(anchor.quote)

    def of(self, pattern: Pattern, one: Candidate) -> tuple[AnchorState, str]:
        """How sure it is that a place is the passage's, and why, in a few words."""
        length = pattern.end - pattern.start
        if not length:
            return self._verdict_on_bookmark(pattern, one)
        if one.start >= one.end:
            return AnchorState.LOST, "its words are gone from between their neighbours"
        whole = one.errors == one.added == one.omitted == 0
        if self.weight < SHORT:
            return self._verdict_on_short(pattern, one, whole=whole)
        return self._verdict_on_long(pattern, one, whole=whole)

    def _verdict_on_long(self, pattern: Pattern, one: Candidate, *, whole: bool) -> tuple[AnchorState, str]:
        length = pattern.end - pattern.start
        sides = sides_of(pattern, one)
        both = bool(sides) and min(sides) >= (0.6 if len(sides) > 1 else 0.8)
        # others like it have less than two fifths of the context, but can have all of a side that is cut short
        one_side = bool(sides) and max(sides) >= 0.8 and (self.lone or context_of(pattern, one) >= SAME_CONTEXT)
        if whole and self.lone and self._copied(pattern, one):
            return AnchorState.UNCERTAIN, COPIED
        touches = self.lone or (self._touches(pattern, one) and not one.figures_near)
        if whole and (both or one_side) and touches:
            return AnchorState.HELD, "the same words in a like context"
        if self.lone and whole and len(self.anchor.quote) >= LONG:
            return AnchorState.HELD, "the same words, which stand nowhere else"
        own = self.lone or (not whole and touches)
        if own and one.ends and not self._closed_up(pattern) and not self._swallows_context(pattern, one):
            if (both and is_mended(length, one, min(sides))) or (one_side and is_little_changed(length, one)):
                return AnchorState.HELD, changes(one)
            if self.lone and len(self.anchor.quote) >= VERY_LONG and is_nearly_whole(length, one):
                return AnchorState.HELD, "nearly the same words, which stand nowhere else"
        beside = both and min(sides) >= 0.8 and min(one.touching_before, one.touching_after) >= 6
        floor = 0.3 if beside else 0.45 if both else 0.6 if one_side else 0.7
        if length - one.errors - one.omitted >= floor * length:
            return AnchorState.UNCERTAIN, _doubt(whole=whole, in_context=both or one_side)
        return AnchorState.LOST, "nothing in the text is like enough"

    def _verdict_on_short(self, pattern: Pattern, one: Candidate, *, whole: bool) -> tuple[AnchorState, str]:
        sides, context = sides_of(pattern, one), context_of(pattern, one)
        touching = one.touching_before + one.touching_after
        if whole and (touching >= 6 or not sides or (self.lone and len(self.anchor.quote) >= ENOUGH)):
            own_block = self.in_own_block(one.touching_before, one.touching_after, one.start, one.end)
            another = one.figures_near or (may_be_another(pattern, one) and not own_block)
            alike = self._touches(pattern, one) and not another
            if (
                alike
                or is_between(pattern, one)
                or (
                    self.lone
                    and (one.attached >= 0.45 or (self.weight >= _TELLING and context >= 0.5 and max(sides) >= 0.9))
                )
            ):
                return AnchorState.HELD, "the same words in a like context"
            if context >= 0.3:
                return AnchorState.UNCERTAIN, "the same words in another context"
            return AnchorState.LOST, "its words stand only in other contexts"
        length = pattern.end - pattern.start
        between = self.lone and is_between_neighbours(one, sides)
        if between and is_respelled(self.anchor.quote, self.text.raw[one.start : one.end]):
            return AnchorState.HELD, "a letter changed between the same neighbours"
        slightly = 8 * (one.errors + one.omitted) <= length and not one.added and not one.figures_near
        alike = 2 * one.errors <= length
        if sides and min(sides) >= 0.7 and (alike or len(sides) > 1):
            return AnchorState.UNCERTAIN, "other words in the same context"
        if slightly and length >= SHORT // 2 and one.ends:
            return AnchorState.UNCERTAIN, "nearly the same words in another context"
        return AnchorState.LOST, "nothing in the text is like enough"

    def _verdict_on_bookmark(self, pattern: Pattern, one: Candidate) -> tuple[AnchorState, str]:
        context = context_of(pattern, one)
        if is_bookmark(pattern, one, lone=self.lone):
            starts = self.anchor.before[-1:] in EDGE
            if starts and one.after < 0.9 and self._goes_on_elsewhere(pattern, one):
                return AnchorState.UNCERTAIN, "what followed it may be elsewhere"
            if one.touching_before < 6 and one.before < 0.6 and not self.begins_alike(one.start):
                return AnchorState.UNCERTAIN, "what follows it stands in another context"
            return AnchorState.HELD, "a like context"
        if context >= 0.3:
            return AnchorState.UNCERTAIN, "only part of its context is there"
        return AnchorState.LOST, "nothing in the text is like enough"

    def _goes_on_elsewhere(self, pattern: Pattern, one: Candidate) -> bool:
        """Whether the last of what followed a bookmark stands in the text, but not near the place."""
        folded = self.text.folded
        words, _, end = pattern
        place = folded.folded_offset(one.start)
        at = folded.text.find(words[-_OPENING:])
        return at >= 0 and not place <= folded.text.find(words[-_OPENING:], place) <= place + 2 * (len(words) - end)

    def _swallows_context(self, pattern: Pattern, one: Candidate) -> bool:
        """Whether what was added within the quote shows that part of the quote is elsewhere.

        It holds what stood beside the quote, or what is beyond it may be the opening or end of another entry of a list.
        """
        if not one.added:
            return False
        words, start, end = pattern
        folded = self.text.folded
        inner = folded.text[folded.folded_offset(one.start) : folded.folded_offset(one.end)]
        before, after = words[max(0, start - 24) : start], words[end : end + 24]
        if (len(before) >= 12 and before in inner) or (len(after) >= 12 and after in inner):
            return True
        return (
            one.touching_before < ENOUGH and _is_common(folded.text, words[start : min(end, start + _OPENING)])
        ) or (one.touching_after < ENOUGH and _is_common(folded.text, words[max(start, end - _OPENING) : end]))

    def _touches(self, pattern: Pattern, one: Candidate) -> bool:
        """Whether words that stood twice have their own context directly beside them."""
        touching = one.touching_before + one.touching_after
        whole = len(pattern.text) - pattern.end + pattern.start
        enough = touching >= SAME_CONTEXT * whole or (touching >= 12 and one.attached >= 0.85)
        return enough and not self._closed_up(pattern)

    def _closed_up(self, pattern: Pattern) -> bool:
        """Whether the text goes on without the quote, from what was before it to what was after it."""
        words, start, end = pattern
        joint = words[max(0, start - 12) : start] + words[end : end + 12]
        return min(start, len(words) - end) >= 6 and self.text.has(joint)

    def _copied(self, pattern: Pattern, one: Candidate) -> bool:
        folded = self.text.folded
        at = folded.folded_offset(one.start)
        return self.may_be_copy(folded.text, pattern, at, one.touching_before, one.touching_after)

    def may_be_copy(self, text: str, pattern: Pattern, at: int, before: int, after: int) -> bool:
        """Whether the passage seems to stand, changed or cut short, where its other context is, and this is a copy."""
        words, start, end = pattern
        if start == end:
            return after < len(words) - end and len(words) - end >= 16 and words[start:] in text
        self.budget.spend(len(text) // 50)
        length = end - start
        few = min(ENOUGH, length)
        its_end = at + length
        if before < 6 and start >= 16:
            opening = text.find(words[start - 16 : start + few])
            most = at if opening < at else len(text)
            if opening >= 0 and _goes_on(words[start:end], text[opening + 16 : min(most, opening + 2 * length + 80)]):
                return True
        if after < 6 and len(words) - end >= 16:
            ending = text.find(words[end - few : end + 16]) + few
            least = its_end if ending > its_end else 0
            return ending >= few and _goes_on(words[start:end], text[max(least, ending - 2 * length - 64) : ending])
        return False

    def begins_alike(self, start: int) -> bool:
        """Whether a place is at the start of a block if the anchor is."""
        return self.anchor.before[-1:] not in EDGE or self.text.raw[max(0, start - 1) : start] in EDGE

    def in_own_block(self, before: int, after: int, start: int, end: int) -> bool:
        """Whether the context that is the same is that of the quote's own block, and the other is another block's."""
        anchor, text = self.anchor, self.text.raw
        last = anchor.after[:1] in EDGE and text[end : end + 1] in EDGE and anchor.before[-1:] not in EDGE
        first = anchor.before[-1:] in EDGE and text[max(0, start - 1) : start] in EDGE
        return (last and before >= 24) or (first and anchor.after[:1] not in EDGE and after >= 24)


def _goes_on(quote: str, words: str) -> bool:
    """Whether words that begin or end as a quote does have more of it."""
    size = len(quote)
    parts = [quote[at : at + ENOUGH] for at in (0, size // 4, size // 2, 3 * size // 4, size - ENOUGH) if at >= 0]
    return size < 2 * ENOUGH or sum(part in words for part in parts) > 1


def _is_common(text: str, words: str) -> bool:
    return text.find(words) != text.rfind(words)


def _doubt(*, whole: bool, in_context: bool) -> str:
    """Why a long quote is uncertain."""
    if whole:
        return "the same words in another context"
    return "only partly the same words" if in_context else "like words elsewhere"
