"""Passages: the records of how one is remembered, and of where it was found."""

from enum import StrEnum
from typing import NamedTuple

from library.document import Range

CONTEXT, LONGEST_CONTEXT = 32, 256
"""Code points on either side; more than the longest marks a passage that stands twice in the same surroundings."""


class AnchorState(StrEnum):
    """How sure it is that a passage was found."""

    HELD = "held"
    UNCERTAIN = "uncertain"
    LOST = "lost"
    WAITING = "waiting"
    """Its article is not in the library yet."""


class Anchor(NamedTuple):
    """A passage as it was when it was marked; never overwritten by what is later found.

    One that another program made can have no context and no fingerprint, other white space in its quote, and a
    `start` of -1: its position is unknown.
    """

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


def common_start(one: str, other: str) -> int:
    """How many characters two strings begin with alike."""
    if one == other:
        return len(one)
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
