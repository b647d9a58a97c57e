"""Anchors: how a passage is remembered, and how it is found in a text that may have changed.

An anchor holds the position, the quote and its context on both sides, as the W3C text position and text quote
selectors do (https://www.w3.org/TR/annotation-model/#selectors), with the fingerprint of the text it was made in.
A passage is found by its exact quote; context decides between several, and what can't be told is never guessed.
"""

from dataclasses import dataclass
from enum import StrEnum

from library.document import Document, Range

_CONTEXT = 32
_LONGEST_CONTEXT = 256
_AGREEING = 8
"""Code points of context, both sides together, that make a single exact hit sure."""


class AnchorState(StrEnum):
    """How sure it is that a passage was found."""

    HELD = "held"
    UNCERTAIN = "uncertain"
    LOST = "lost"


@dataclass(frozen=True)
class Anchor:
    """A passage as it was when it was marked; never overwritten by what is later found."""

    start: int
    end: int
    quote: str
    before: str
    after: str
    fingerprint: str


@dataclass(frozen=True)
class Found:
    """Where an anchor's passage is in a text."""

    place: Range | None
    """None when the passage is lost."""
    state: AnchorState
    reason: str
    """Why it is so sure or unsure, in a few words."""


def make_anchor(document: Document, place: Range) -> Anchor:
    """The anchor of a range, with 32 code points of context on either side, more until it is unique.

    Raises ValueError when the range is not within the document.
    """
    text = document.text
    if not 0 <= place.start <= place.end <= len(text):
        message = f"{place} is not within a text of {len(text)} code points"
        raise ValueError(message)
    context = _CONTEXT
    while True:
        before = text[max(0, place.start - context) : place.start]
        after = text[place.end : place.end + context]
        whole = before + text[place.start : place.end] + after
        unique = text.find(whole, text.find(whole) + 1) < 0
        if unique or context >= _LONGEST_CONTEXT:
            quote = text[place.start : place.end]
            return Anchor(place.start, place.end, quote, before, after, document.fingerprint)
        context *= 2


def find_anchor(anchor: Anchor, document: Document) -> Found:
    """Where the anchor's passage is in `document`, by exact text only."""
    if anchor.fingerprint == document.fingerprint:
        return Found(Range(anchor.start, anchor.end), AnchorState.HELD, "the text is the same")
    hits = _hits(document.text, anchor)
    if not hits:
        return Found(None, AnchorState.LOST, "its words are no longer in the text")
    scored = sorted(((_agreement(document.text, anchor, at), at) for at in hits), reverse=True)
    best, at = scored[0]
    place = Range(at, at + len(anchor.quote))
    enough = min(_AGREEING, len(anchor.before) + len(anchor.after))
    if len(scored) > 1 and scored[1][0] == best:
        nearest = min((start for score, start in scored if score == best), key=lambda start: abs(start - anchor.start))
        place = Range(nearest, nearest + len(anchor.quote))
        return Found(place, AnchorState.UNCERTAIN, "the same words stand in several places")
    if best >= enough:
        return Found(place, AnchorState.HELD, "the same words in the same context")
    return Found(place, AnchorState.UNCERTAIN, "the same words in another context")


def _hits(text: str, anchor: Anchor) -> list[int]:
    if not anchor.quote:  # a bookmark is found by what stands around it
        around = anchor.before + anchor.after
        return [at + len(anchor.before) for at in _occurrences(text, around)] if around else []
    return _occurrences(text, anchor.quote)


def _occurrences(text: str, words: str) -> list[int]:
    found, at = [], text.find(words)
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
