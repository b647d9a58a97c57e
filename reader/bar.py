"""A row with words on the left and words on the right, cut so that both fit; no Rich, no Textual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.ink import Run
from reader.widths import cells, fitting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reader.ink import Ink

    Words = Sequence[tuple[str, Ink]]


def bar_runs(left: Words, right: Words, width: int, ink: Ink) -> list[Run]:
    """Words flush left and flush right on one row of `width` cells; those on the left give way, then the others."""
    edge = 1 if width > 1 else 0
    shown: list[Run] = []
    room = max(0, width - 2 * edge)
    for text, word_ink in reversed(right):
        fitting = cut(text, room)
        room -= cells(fitting)
        if fitting:
            shown.insert(0, Run(fitting, word_ink))
    taken = room - 1 if shown else room
    begun = [Run(" " * edge, ink)]
    for text, word_ink in left:
        fitting = cut(text, taken)
        taken -= cells(fitting)
        room -= cells(fitting)
        if fitting:
            begun.append(Run(fitting, word_ink))
    return [*begun, Run(" " * room, ink), *shown, Run(" " * edge, ink)]


def cut(text: str, width: int) -> str:
    """A text that is at most `width` cells wide, with an ellipsis where it was cut."""
    if cells(text) <= width:
        return text
    if width < 2:
        return ""
    begun = fitting(text, width - 1)
    if begun is None:
        from reader.breaking import chop_lines  # 2 ms, which the first page of the shelf mostly need not pay

        _, end = chop_lines(text, 0, len(text), width - 1)[0]
        begun = text[:end]
    return begun.rstrip() + "…" if cells(begun) < width else ""
