"""Where the reader stands, in words for the status line: percent, minutes left, section, keys; no app needed."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from reader.commands import BY_ID, Where, commands_at, keys_of, spelled
from reader.widths import cells
from reader.words import minutes, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from library.document import Document
    from library.pace import Pace
    from reader.ink import Ink
    from reader.themes import Styles
    from reader.view import View

    Words = list[tuple[str, Ink]]


def section(document: Document, ruler: int) -> str:
    """The heading under which a block stands; empty before the first."""
    if not document.blocks:
        return ""
    at = document.blocks[ruler].start
    outline = document.outline
    above = bisect_right(outline, at, key=lambda heading: heading.start)
    return document.slice(outline[above - 1]) if above else ""


def whereabouts(document: Document, view: View, pace: Pace) -> str:
    """Percent and minutes left: `42% · 3 min left`."""
    if view.at_end:
        return "100% · end"
    words, ideographs = document.tallies[-1]
    words_read, ideographs_read = document.read_before(view.place)
    left = pace.minutes(words - words_read, ideographs - ideographs_read)
    return f"{percent(words_read / max(1, words))} · {minutes(left)} left"


def hints(where: Where, keymap: Mapping[str, tuple[str, ...]], styles: Styles, room: int) -> Words:
    """The keys worth a reminder, as `h highlight`: as many as fit into `room` cells.

    Help comes before all others, and what can be done on this screen alone before the rest.
    """
    hinted = [command for command in commands_at(where) if command.hint]
    pairs = {
        command.id: (spelled(keys_of(command, keymap)[0]), f" {command.hint}  ")
        for command in sorted(hinted, key=lambda command: (command.id != "help", command.where != (where,)))
    }
    shown: list[str] = []
    for name, (key, hint) in pairs.items():
        room -= cells(key + hint)
        if room >= 0:
            shown.append(name)
    found: Words = []
    for command in hinted:
        if command.id in shown:
            key, hint = pairs[command.id]
            found += [(key, styles.bar_accent), (hint, styles.bar_faint)]
    return found


def status(
    document: Document, title: str, view: View, pace: Pace, styles: Styles, keymap: Mapping[str, tuple[str, ...]],
    width: int, *, in_inbox: bool = False,
) -> tuple[Words, Words]:  # fmt: skip
    """The words on the left and on the right of the status line of an article."""
    if not document.blocks:
        key = spelled(keys_of(BY_ID["refetch"], keymap)[0])
        fetches = [(key, styles.bar_accent), (" fetch  ", styles.bar_faint)]
        return [(title, styles.bar_faint)], [*fetches, ("no text", styles.bar_strong)]
    where = (whereabouts(document, view, pace), styles.bar_strong)
    if view.at_end and in_inbox:
        key = spelled(keys_of(BY_ID["archive"], keymap)[0])
        told = [("You have read it all.  ", styles.bar_faint), (key, styles.bar_accent)]
        return [*told, (" puts it away", styles.bar_faint)], [where]
    room = width // 2 - cells(where[0])
    left = [(section(document, view.ruler) or title, styles.bar_faint)]
    return left, [*hints(Where.READING, keymap, styles, room), where]
