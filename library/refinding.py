"""Refinding: one passage in a text that has changed; `library.seeking` measures, `library.verdict` judges.

A hit is sure by its context. `make_anchor` sees to it that no look-alike in the anchor's own text has two fifths of
the context, so that what has about half of it, touching the quote, can only be the passage itself.
"""

from typing import NamedTuple

from library.alignment import Budget, Pattern
from library.document import Range
from library.edges import (
    EDGE,
    OUTER,
    STOPS,
    before_word,
    ends_sentence,
    in_word,
    own_end,
    own_start,
    past_word,
    unfolded,
    word_end,
    word_start,
)
from library.likeness import (
    ENOUGH,
    LONG,
    SAME_CONTEXT,
    SHORT,
    context_of,
    score_of,
)
from library.passages import CONTEXT, LONGEST_CONTEXT, Anchor, AnchorState, Found, common_start
from library.seeking import Candidate, SearchText, places_of
from library.verdict import COPIED, Verdict

_FEW, _VERY_FEW, _LONG_TO_LOOK_FOR = 64, 6, 256
"""Places of a quote above which they are not looked at one by one: of a short one, and of one of so many characters."""
_TIE = 0.03
"""Scores this close are equal."""


class _Hit(NamedTuple):
    touching: int
    """Code points of context that are the same without a break from the quote on."""
    nearness: int
    at: int


class Search:
    """The search for one passage."""

    def __init__(self, anchor: Anchor, text: SearchText, budget: Budget) -> None:
        self.anchor = anchor
        self.text = text
        self.budget = budget
        longest = max(len(anchor.before), len(anchor.after))
        self.hopeless = bool(anchor.fingerprint) and longest > LONGEST_CONTEXT
        # our own anchors have more context where the quote stood twice
        self.lone = longest <= CONTEXT if anchor.fingerprint else len(anchor.quote) >= SHORT
        self.twice = False  # one place has what was before it, another what was after it
        self.verdict = Verdict(anchor, text, budget, lone=self.lone)

    def found(self) -> Found:
        """Where the passage is; raises OutOfStepsError when the budget does not reach."""
        anchor = self.anchor
        before, quote, after = anchor.before, anchor.quote, anchor.after
        raw = Pattern(before + quote + after, len(before), len(before) + len(quote))
        self.budget.spend(len(raw.text) // 16 + len(self.text.raw) // 100 + 20)
        sure = self._once(self.text.raw, raw)
        if sure is not None:
            return self._held(sure, sure.at, sure.at + len(quote), raw)
        folded = self.text.folded.text
        pattern = self.text.pattern(before, quote, after)
        self.budget.spend(len(pattern.text) // 4 + len(folded) // 100)
        hits: list[_Hit] | None = []
        if self._may_stand(pattern):
            sure = self._once(folded, pattern) if self.text.has(pattern.text) else None
            if sure is None:
                sure, hits = self._exactly(folded, pattern)
        if sure is not None:
            return self._held(sure, *self._range(sure.at, sure.at + pattern.end - pattern.start), pattern)
        if hits != []:  # spaces and capitals can tell
            sure, _ = self._exactly(self.text.raw, raw)
        if sure is not None:
            return self._held(sure, sure.at, sure.at + len(quote), raw)
        candidates = [self._spaced(one) for one in self.text.candidates(pattern, self.budget)]
        judged = self._judged(pattern, candidates) if candidates else None
        if judged is not None and judged.state is AnchorState.HELD:
            return judged
        exact = self._elsewhere(pattern, hits)
        if judged is not None and judged.place is not None and (exact is None or exact.state is not AnchorState.HELD):
            return judged
        if exact is not None:
            return exact
        reason = "its words are no longer in the text" if quote else "what stood beside it is no longer in the text"
        return judged or Found(None, AnchorState.LOST, reason, 0.0)

    def _held(self, hit: _Hit, start: int, end: int, pattern: Pattern) -> Found:
        whole = len(pattern.text) - pattern.end + pattern.start
        same = self.text.raw[start:end] == self.anchor.quote
        reason = "the same words in the same context" if start < end else "the same context"
        if not same:
            reason += ", typed otherwise"
        score = (1.0 if same else 0.99) * score_of(
            1.0, hit.touching / whole if whole else 1.0, empty=pattern.start == pattern.end
        )
        if self.hopeless:
            return Found(Range(start, end), AnchorState.UNCERTAIN, "the same words stand in several places", score)
        return Found(Range(start, end), AnchorState.HELD, reason, score)

    def _once(self, text: str, pattern: Pattern) -> _Hit | None:
        """The only hit of a quote with all its context."""
        words, start, end = pattern
        whole = len(words) - end + start
        at = text.find(words) if whole else -1
        return _Hit(whole, 0, at + start) if at >= 0 and text.find(words, at + 1) < 0 else None

    def _may_stand(self, pattern: Pattern) -> bool:
        """Whether a quote can stand in the text, typed otherwise or not, which is quick to tell of a long one."""
        words, start, end = pattern
        quote = self.anchor.quote
        if end - start < ENOUGH or OUTER.match(quote) or OUTER.match(quote[-1]):
            return True
        return self.text.has(words[start:end])

    def _exactly(self, text: str, pattern: Pattern) -> tuple[_Hit | None, list[_Hit] | None]:
        """The one hit of a quote that its context makes sure, and all hits; None for more than can be looked at."""
        words, start, end = pattern
        whole = len(words) - end + start
        quote = words[start:end]
        most = _FEW if end - start < _LONG_TO_LOOK_FOR else _VERY_FEW
        self.budget.spend((end - start) * most // 16)
        places = places_of(quote, text, most) if quote else _beside(text, words[:start], words[start:])
        if places is None and start < end:
            near = _in_part_of_context(text, pattern, most)
            places, many = (near, True) if near else (None, True)
        else:
            many = False
        if places is None:
            return None, None
        self.budget.spend(len(places) * (40 + (end - start) // 16))
        hits = sorted((self._hit(text, pattern, place) for place in places), reverse=True)
        if hits and whole and hits[0].touching >= SAME_CONTEXT * whole:
            margin = 0 if start == end else 4
            alone = len(hits) == 1 or hits[0].touching >= hits[1].touching + margin
            if len(hits) > 1 and start < end and hits[0].touching < 0.9 * whole:
                self.twice = hits[1].touching >= SAME_CONTEXT * whole
            if alone and not self.twice and self._is_itself(text, pattern, hits[0]):
                return hits[0], hits
        return None, None if many else hits

    def _is_itself(self, text: str, pattern: Pattern, hit: _Hit) -> bool:
        """Whether a hit with one whole side of the context can't be what stood next to the passage when that went."""
        words, start, end = pattern
        before, after = self._sides_touching(text, pattern, hit.at)
        its_end = hit.at + end - start
        if self._breaks_word(before, after, *self._raw(text, hit.at, its_end)):
            return False
        # a bookmark belongs to what follows it
        if start == end and (2 * after < len(words) - end or (not self.lone and min(before, after) < 12)):
            return False
        if start == end and before < 6 <= start and not self.verdict.begins_alike(self._raw(text, hit.at, its_end)[0]):
            return False
        if self.lone:
            return not self.verdict.may_be_copy(text, pattern, hit.at, before, after)
        wholly = (before == start) + (after == len(words) - end)
        if wholly == 2:
            return True
        own_block = self.verdict.in_own_block(before, after, *self._raw(text, hit.at, its_end))
        few = end - start < SHORT // 2 and not own_block
        if few and ((start >= ENOUGH and before < 6) or (len(words) - end >= ENOUGH and after < 6)):
            return False
        return not (
            _is_digit(words, start - before - 1)
            or _is_digit(text, hit.at - before - 1)
            or _is_digit(words, end + after)
            or _is_digit(text, its_end + after)
        )

    def _breaks_word(self, before: int, after: int, start: int, end: int) -> bool:
        """Whether a place is part of a longer word, which the quote was not: "end" is not in "suspend"."""
        anchor, raw = self.anchor, self.text.raw
        return start < end and (
            (not before and in_word(raw, start) and not in_word(anchor.before + anchor.quote, len(anchor.before)))
            or (not after and in_word(raw, end) and not in_word(anchor.quote + anchor.after, len(anchor.quote)))
        )

    def _sides_touching(self, text: str, pattern: Pattern, at: int) -> tuple[int, int]:
        words, start, end = pattern
        after = common_start(text[at + end - start : at + len(words) - start], words[end:])
        before = common_start(text[max(0, at - start) : at][::-1], words[:start][::-1])
        return before, after

    def _hit(self, text: str, pattern: Pattern, at: int) -> _Hit:
        _, start, end = pattern
        before, after = self._sides_touching(text, pattern, at)
        if start == end and after < before:  # a bookmark belongs to what follows it
            before -= 1
        return _Hit(before + after, self._nearness(at), at)

    def _nearness(self, at: int) -> int:
        return -abs(at - self.anchor.start) if self.anchor.start >= 0 else 0

    def _range(self, start: int, end: int) -> Range:
        """A range of the folded text in the text, with the outer white space that the quote has."""
        return self._with_spaces(*self.text.raw_range(start, end))

    def _spaced(self, candidate: Candidate) -> Candidate:
        """With whole words at an end where the quote has them, and the outer white space that it has."""
        anchor, text = self.anchor, self.text.raw
        start, end = candidate.start, candidate.end
        if start < end and (candidate.errors or candidate.added or candidate.omitted):
            if not anchor.quote[:1].isalnum():
                start = past_word(text, start, word_end(text, start), end)
            elif not anchor.before[-1:].isalnum():
                start = word_start(text, start)
            if not anchor.quote[-1:].isalnum():
                end = before_word(text, start, word_start(text, end), end)
            elif not anchor.after[:1].isalnum():
                end = word_end(text, end)
        start, end = self._with_spaces(start, end)
        return candidate._replace(start=start, end=end)

    def _with_spaces(self, start: int, end: int) -> Range:
        text, quote = self.text.raw, self.anchor.quote
        if start == end:  # a bookmark
            after = self.anchor.after
            if not self.anchor.before[-1:].isalnum() and after[:1].isalnum():
                start = word_start(text, start)
            start -= unfolded(text[max(0, start - 4) : start][::-1], OUTER.match(after))
            return Range(start, start)
        if not quote.strip():
            return Range(start, end)
        start -= unfolded(text[max(0, start - 4) : start][::-1], OUTER.match(quote))
        end += unfolded(text[end : end + 4], OUTER.match(quote[::-1]))
        return Range(start, end)

    def _judged(self, pattern: Pattern, candidates: list[Candidate]) -> Found:
        """What to think of places that are like the passage."""
        scored = sorted(
            ((self._likeness(pattern, one), self._nearness(one.start), one) for one in candidates), reverse=True
        )
        score, _, best = scored[0]
        tied = [one for one in scored if one[0] > score - _TIE]
        if len(tied) > 1:
            score, _, best = max(tied, key=lambda one: one[1])
        state, reason = self.verdict.of(pattern, best)
        if state is AnchorState.LOST:
            return Found(None, state, reason, score)
        if state is AnchorState.HELD and (self.hopeless or self.twice):
            state, reason = AnchorState.UNCERTAIN, "the same words stand in several places"
        elif state is AnchorState.HELD and self._breaks_word(
            best.touching_before, best.touching_after, best.start, best.end
        ):
            state, reason = AnchorState.UNCERTAIN, "its words are part of longer ones"
        elif state is AnchorState.HELD and len(tied) > 1:
            state, reason = AnchorState.UNCERTAIN, "several places are as like it"
        return Found(Range(best.start, best.end), state, reason, score)

    def _likeness(self, pattern: Pattern, one: Candidate) -> float:
        length = pattern.end - pattern.start
        same = 1 - (one.errors + one.omitted + min(one.added, length) / 10) / length if length else 1.0
        return score_of(max(0.0, same), context_of(pattern, one), empty=not length)

    def _raw(self, text: str, start: int, end: int) -> Range:
        return Range(start, end) if text is self.text.raw else Range(*self.text.raw_range(start, end))

    def _elsewhere(self, pattern: Pattern, hits: list[_Hit] | None) -> Found | None:
        """What to think of exact words whose context is not enough, or gone."""
        if hits is not None and not hits:
            return None
        if hits is None or pattern.start == pattern.end or (len(hits) > 1 and hits[0].touching < ENOUGH):
            return Found(None, AnchorState.LOST, "its words stand only in other contexts", 0.5)
        best = hits[0]
        whole = len(pattern.text) - pattern.end + pattern.start
        score = score_of(1.0, best.touching / whole if whole else 0.5, empty=False)
        place = self._range(best.at, best.at + pattern.end - pattern.start)
        tied = len(hits) > 1 and hits[1].touching > best.touching - 4
        copied = self.lone and self.verdict.may_be_copy(
            self.text.folded.text, pattern, best.at, *self._sides_touching(self.text.folded.text, pattern, best.at)
        )
        if copied:
            return Found(place, AnchorState.UNCERTAIN, COPIED, score)
        if len(hits) == 1 and self.lone and self._needs_no_context(place):
            return Found(place, AnchorState.HELD, "the same words, which stand nowhere else", score)
        if len(self.anchor.quote) < ENOUGH and 4 * best.touching < whole:
            return Found(None, AnchorState.LOST, "its words stand only in other contexts", score)
        reason = "the same words stand in several places" if tied else "the same words in another context"
        return Found(place, AnchorState.UNCERTAIN, reason, score)

    def _needs_no_context(self, place: Range) -> bool:
        """Whether words that stood once and stand once can be nothing else: many, in a whole block or sentence."""
        anchor, text = self.anchor, self.text.raw
        weight = self.verdict.weight
        if weight >= (LONG if anchor.before or anchor.after else SHORT):
            return True
        if not anchor.fingerprint:
            return False
        first, last = own_start(anchor.before), own_end(anchor.after)
        if first is not None and last is not None and weight + len(first) + len(last) >= ENOUGH:
            start, end = place.start - len(first), place.end + len(last)
            edges = text[max(0, start - 1) : max(0, start)] in EDGE and text[end : end + 1] in EDGE
            if start >= 0 and edges and text[start : place.start] == first and text[place.end : end] == last:
                return True
        before = text[max(0, place.start - 2) : place.start]
        sentence = anchor.quote.rstrip("”’\"')")[-1:] in tuple(STOPS)
        return sentence and weight >= SHORT and ends_sentence(anchor.before) and ends_sentence(before)


def _in_part_of_context(text: str, pattern: Pattern, most: int) -> list[int]:
    """Where a quote that stands in many places stands with some of its context on one side."""
    words, start, end = pattern
    head, tail = min(16, start), min(16, len(words) - end)
    found: set[int] = set()
    if head >= 6:
        found |= {at + head for at in places_of(words[start - head : end], text, most) or ()}
    if tail >= 6:
        found |= set(places_of(words[start : end + tail], text, most) or ())
    return sorted(found)


def _is_digit(words: str, at: int) -> bool:
    return 0 <= at < len(words) and words[at].isdigit()


def _beside(text: str, before: str, after: str) -> list[int] | None:
    """Where a bookmark may be: before what followed it, and after what was before it."""
    followed = places_of(after, text) if after else []
    preceded = places_of(before, text) if before else []
    if followed is None or preceded is None:
        return None
    return sorted({*followed, *(at + len(before) for at in preceded)})
