"""Anchors: how a passage is remembered, and how it is found in a text that may have changed.

An anchor holds the position, the quote and its context on both sides, as the W3C text position and text quote
selectors do (https://www.w3.org/TR/annotation-model/#selectors), with the fingerprint of the text it was made in.
A passage is found by its exact quote; context decides between several, and what can't be told is never guessed.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from library.document import Document, Range

_CONTEXT, _LONGEST_CONTEXT = 32, 256
"""Code points on either side; more than the longest marks a passage that stands twice in the same surroundings."""
_LONG_QUOTE = 64
"""Code points from which a quote that stood once in its text, and stands once in another, needs no context."""
_AGREEING = 8
"""Code points of context below which a hit, where there are several, is no better than any other."""


class AnchorState(StrEnum):
    """How sure it is that a passage was found."""

    HELD = "held"
    UNCERTAIN = "uncertain"
    LOST = "lost"
    WAITING = "waiting"
    """Its article is not in the library yet."""


class Anchor(NamedTuple):
    """A passage as it was when it was marked; never overwritten by what is later found."""

    start: int
    end: int
    quote: str
    before: str
    after: str
    fingerprint: str


class Found(NamedTuple):
    """Where an anchor's passage is in a text."""

    place: Range | None
    """None when the passage is lost."""
    state: AnchorState
    reason: str
    """Why it is so sure or unsure, in a few words."""
    score: float = 1.0
    """How like the anchor what was found is, 0 to 1; of a lost one, the best that was refused."""


def make_anchor(document: Document, place: Range) -> Anchor:
    """The anchor of a range, with 32 code points of context on either side.

    There are more where the quote stands elsewhere as well: until no such look-alike has half of the context.
    Raises ValueError when the range is not within the document.
    """
    text = document.text
    if not 0 <= place.start <= place.end <= len(text):
        message = f"{place} is not within a text of {len(text)} code points"
        raise ValueError(message)
    quote = document.slice(place)
    context = _CONTEXT if not quote or text.find(quote) == text.rfind(quote) else 2 * _CONTEXT
    while True:
        before, after = text[max(0, place.start - context) : place.start], text[place.end : place.end + context]
        anchor = Anchor(place.start, place.end, quote, before, after, document.fingerprint)
        if context > _LONGEST_CONTEXT or not _has_look_alike(text, anchor):
            return anchor
        context *= 2


def find_anchor(anchor: Anchor, document: Document) -> Found:
    """Where the anchor's passage is in `document`, by exact text only."""
    if anchor.fingerprint == document.fingerprint:
        return Found(Range(anchor.start, anchor.end), AnchorState.HELD, "the text is the same")
    hits = _hits(document.text, anchor)
    if not hits:
        return Found(None, AnchorState.LOST, "its words are no longer in the text")
    scored = [(_agreement(document.text, anchor, at), -abs(at - anchor.start), at) for at in hits]
    best, _, at = max(scored)
    place = Range(at, at + len(anchor.quote))
    if sum(score == best for score, _, _ in scored) > 1:
        if best < _AGREEING:
            return Found(None, AnchorState.LOST, "its words stand only in other contexts")
        return Found(place, AnchorState.UNCERTAIN, "the same words stand in several places")
    whole = len(anchor.before) + len(anchor.after)
    context = max(len(anchor.before), len(anchor.after))
    if 2 * best > whole and context <= _LONGEST_CONTEXT:
        return Found(place, AnchorState.HELD, "the same words in the same context")
    if len(hits) == 1 and len(anchor.quote) >= _LONG_QUOTE and context <= _CONTEXT:
        return Found(place, AnchorState.HELD, "the same words, which stand nowhere else")
    if len(hits) > 1 and best < _AGREEING:
        return Found(None, AnchorState.LOST, "its words stand only in other contexts")
    return Found(place, AnchorState.UNCERTAIN, "the same words in another context")


def find_anchors(anchors: Sequence[Anchor], document: Document) -> list[Found]:
    """Where the passages of several anchors are."""
    return [find_anchor(anchor, document) for anchor in anchors]


def _hits(text: str, anchor: Anchor) -> Sequence[int]:
    if anchor.quote:
        return _occurrences(text, anchor.quote)
    # a bookmark is found by what stands on either side of it
    after = _occurrences(text, anchor.after) if anchor.after else []
    before = _occurrences(text, anchor.before) if anchor.before else []
    return sorted({*after, *(at + len(anchor.before) for at in before)})


def _has_look_alike(text: str, anchor: Anchor) -> bool:
    """Whether the quote stands elsewhere with half of the anchor's context or more."""
    before, quote, after = anchor.before, anchor.quote, anchor.after
    whole = len(before) + len(after)
    side = max(1, -(-whole // 4))  # whoever has half of the whole has so much of one side
    near = [at + side for at in _occurrences(text, before[-side:] + quote)] if side <= len(before) else []
    near += _occurrences(text, quote + after[:side]) if side <= len(after) else []
    return any(at != anchor.start and 2 * _agreement(text, anchor, at) >= whole for at in near)


def _occurrences(text: str, words: str) -> list[int]:
    found: list[int] = []
    at = text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def _agreement(text: str, anchor: Anchor, at: int) -> int:
    """Code points of context that are the same on both sides of a hit."""
    before = text[max(0, at - len(anchor.before)) : at]
    after = text[at + len(anchor.quote) : at + len(anchor.quote) + len(anchor.after)]
    return _common(before[::-1], anchor.before[::-1]) + _common(after, anchor.after)


def _common(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
