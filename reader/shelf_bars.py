"""The words above and below the list of the shelf, and those in place of an empty one; no app needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from library.article import Shelf
from reader.bar import cut
from reader.commands import Where
from reader.shelves import SHELVES
from reader.standing import hints
from reader.widths import cells

if TYPE_CHECKING:
    from collections.abc import Mapping

    from library.article import ShelfCounts
    from reader.ink import Ink
    from reader.themes import Styles

    Words = list[tuple[str, Ink]]

EMPTY = {
    Shelf.INBOX: (
        "Nothing to read here yet.\n\n`a` adds an article by its address, or from a file. At the shell's prompt, "
        "`broadsheet add FILE` does the same.\n`broadsheet demo` shows a filled shelf."
    ),
    Shelf.READING: "Nothing is begun.\n\nWhat you have started and not finished stands here.",
    Shelf.STARRED: "No article has a star.\n\nOn any shelf, `s` gives one.",
    Shelf.ARCHIVE: "The archive is empty.\n\nOn the inbox, `e` puts an article here.",
    Shelf.ALL: "The library is empty.\n\n`a` adds an article. At the shell's prompt, `broadsheet add FILE` does.",
    Shelf.TRASH: "The trash is empty.",
    Shelf.QUEUE: (
        "Nothing is queued.\n\nOn any shelf, `Q` puts an article into the queue; here, `J` and `K` move it down and up."
    ),
}


class _Way(NamedTuple):
    """A way to write the shelves."""

    keys: bool
    names: bool
    """Of all, or of the one that is shown alone."""
    numbers: bool
    """Of all, or of the one that is shown alone."""
    gap: str


_WAYS = (
    _Way(keys=True, names=True, numbers=True, gap="  "),
    _Way(keys=True, names=True, numbers=False, gap="  "),
    _Way(keys=True, names=True, numbers=False, gap=" "),
    _Way(keys=False, names=True, numbers=False, gap=" "),
    _Way(keys=True, names=False, numbers=False, gap=" "),
)
"""The longest first."""


def heading(styles: Styles, shelf: Shelf, counts: ShelfCounts | None, width: int) -> Words:
    """The shelves in the order of their keys, with their counts, as far as there is room."""
    for way in _WAYS:
        words = _shelves(styles, shelf, counts, way)
        if sum(cells(text) for text, _ in words) <= width - 2:
            break
    return words


def _shelves(styles: Styles, shelf: Shelf, counts: ShelfCounts | None, way: _Way) -> Words:
    words: Words = []
    for key, name, one in SHELVES:
        here = one is shelf
        if words:
            words.append((way.gap, styles.bar_faint))
        if way.keys:
            words.append((f"{key} " if way.names or here else key, styles.bar_faint))
        if way.names or here:
            words.append((name, styles.bar_accent if here else styles.bar))
        count = 0 if counts is None else counts.articles[one] if one else counts.highlights
        if count and (here or way.numbers):
            words.append((f" {count:,}", styles.bar_faint))
    return words


def standing(
    styles: Styles, keymap: Mapping[str, tuple[str, ...]], width: int, position: int, count: int | None,
    *, typed: str = "", picked: int = 0, order: str = "", message: str = "",
) -> tuple[Words, Words]:  # fmt: skip
    """The left and the right of the status line: keys worth a reminder; what is sought, selected, where one stands.

    `position` counts from 1, 0 in an empty list; `count` is None while it is not known. `order` is told when it is
    not the usual one. To a `message`, which comes in place of the keys, what stands on the right gives way.
    """
    right: Words = []
    if typed:
        right.append((f"“{cut(typed, max(8, width // 3))}”  ", styles.bar_accent))
    if picked:
        right.append((f"{picked:,} selected  ", styles.bar_strong))
    if order and width >= 70:
        right.append((f"{order}  ", styles.bar_faint))
    if position:
        place = f"{position:,}" if count is None else f"{position:,} of {count:,}"
        # as wide for every article of a list, so that the words beside it stay where they are
        right.append((place if count is None else place.rjust(2 * len(f"{count:,}") + 4), styles.bar_faint))
    taken = sum(cells(text) for text, _ in right)
    while message and right and cells(message) + taken + 3 > width:
        taken -= cells(right.pop(max(0, len(right) - 2))[0])
    return hints(Where.SHELF, keymap, styles, width - taken - 4), right
