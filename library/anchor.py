"""Anchors: how a passage is remembered, and how it is found in a text that may have changed.

An anchor holds the position, the quote and its context on both sides, as the W3C text position and text quote
selectors do (https://www.w3.org/TR/annotation-model/#selectors), with the fingerprint of the text it was made in.
A passage is found by its exact words, then by words that differ only in how they are typed, then by likeness;
context decides between several, and what can't be told is never guessed. `library.refinding` judges.
"""

from collections.abc import Sequence

from library.document import Document, Range
from library.passages import CONTEXT, LONGEST_CONTEXT, Anchor, AnchorState, Found, common_start

__all__ = ["Anchor", "AnchorState", "Found", "find_anchor", "find_anchors", "make_anchor"]

_ALIKE = 0.4
"""The share of the context that no look-alike in the anchor's own text has."""
_FEW = 64
"""Places of a look-alike above which they are not looked at one by one."""
_STEPS, _STEPS_EACH = 60_000_000, 3_000_000
"""How much is done at most for a text and for one passage in it, more for a long one: some seconds, tenths of one."""


def make_anchor(document: Document, place: Range) -> Anchor:
    """The anchor of a range, with 32 code points of context on either side.

    There are 64 where the quote stands elsewhere as well, or more: until no such look-alike has two fifths of it.
    Raises ValueError when the range is not within the document.
    """
    text = document.text
    if not 0 <= place.start <= place.end <= len(text):
        message = f"{place} is not within a text of {len(text)} code points"
        raise ValueError(message)
    quote = document.slice(place)
    capital = quote[:1].swapcase() + quote[1:]  # a pull quote can begin with one where its sentence does not
    twice = text.find(quote) != text.rfind(quote) or (capital != quote and capital in text)
    context = 2 * CONTEXT if quote and twice else CONTEXT
    while True:
        before, after = text[max(0, place.start - context) : place.start], text[place.end : place.end + context]
        anchor = Anchor(place.start, place.end, quote, before, after, document.fingerprint)
        if context > LONGEST_CONTEXT or not _has_look_alike(text, anchor):
            return anchor
        context *= 2


def find_anchor(anchor: Anchor, document: Document) -> Found:
    """Where the anchor's passage is in `document`; never in the state WAITING, and uncertain only with a place."""
    return find_anchors([anchor], document)[0]


def find_anchors(anchors: Sequence[Anchor], document: Document) -> list[Found]:
    """Where the passages of several anchors are, each as `find_anchor` finds it; the text is prepared once.

    The work done for a text is bounded; a passage that it does not reach is lost, and says so.
    """
    from library.alignment import Budget, OutOfStepsError
    from library.refinding import Search
    from library.seeking import SearchText

    text = SearchText(document.text)
    budget = Budget(_STEPS)
    found = []
    for anchor in anchors:
        if _still_there(anchor, document):
            found.append(Found(Range(anchor.start, anchor.end), AnchorState.HELD, "the text is the same"))
            continue
        own = Budget(min(budget.left, _STEPS_EACH + 16 * len(anchor.quote)))
        before = own.left
        try:
            found.append(Search(anchor, text, own).found())
        except OutOfStepsError:
            reason = "the search of this text took too long; it will be tried again in the next"
            found.append(Found(None, AnchorState.LOST, reason, 0.0))
        budget.left -= before - own.left
    return found


def _still_there(anchor: Anchor, document: Document) -> bool:
    return (
        anchor.fingerprint == document.fingerprint
        and 0 <= anchor.start <= anchor.end
        and document.text[anchor.start : anchor.end] == anchor.quote
    )


def _has_look_alike(text: str, anchor: Anchor) -> bool:
    """Whether the quote stands elsewhere with two fifths of the anchor's context or more."""
    before, quote, after = anchor.before, anchor.quote, anchor.after
    whole = len(before) + len(after)
    side = max(1, int(whole * _ALIKE / 2))  # whoever has so much of the whole has half as much of one side
    near: list[int] = []
    for words, shift, enough in (
        (before[-side:] + quote, side, side <= len(before)),
        (quote + after[:side], 0, side <= len(after)),
    ):
        places = _occurrences(text, words) if enough and words else []
        if len(places) > _FEW:
            return True
        near += [at + shift for at in places]
    return any(at != anchor.start and _agreement(text, anchor, at) >= _ALIKE * whole for at in near)


def _agreement(text: str, anchor: Anchor, at: int) -> int:
    """Code points of context that are the same on both sides of a hit."""
    before = text[max(0, at - len(anchor.before)) : at]
    after = text[at + len(anchor.quote) : at + len(anchor.quote) + len(anchor.after)]
    return common_start(before[::-1], anchor.before[::-1]) + common_start(after, anchor.after)


def _occurrences(text: str, words: str) -> list[int]:
    """Where words stand in a text, and one place more than there are few."""
    found: list[int] = []
    at = text.find(words)
    while at >= 0 and len(found) <= _FEW:
        found.append(at)
        at = text.find(words, at + 1)
    return found
