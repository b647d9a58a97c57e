"""The sheet: how an article, its highlights and a terminal's width come together as a layout; no app needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.commands import BY_ID, keys_of, spelled
from reader.decorations import ASIDE_GAP, GUTTER, MARGIN
from reader.noting import FOLDED, Note
from reader.typeset import Front, Layout, Setting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from library.document import Document
    from library.highlight import Highlight
    from reader.config import Settings

EDGE = 1
"""Cells at the right of the page for the strip that tells the place."""
_WIDEST_ASIDE = 36
_NARROWEST_ASIDE = 26
"""Cells that a column of notes beside the text has at least when nobody asked for it."""
_LEAST_ASIDE, _LEAST_MEASURE = 22, 44
"""Cells of both when somebody did: then the text is set narrower for it, within reason."""
_ON_THE_ARTICLE = "On this article: "


def setting_of(settings: Settings) -> Setting:
    """How text is set, by a person's settings."""
    return Setting(settings.measure, settings.leading, settings.justify, settings.hyphenate)


def notes_of(settings: Settings) -> str:
    """Where notes stand, by a person's settings; a voice or a braille line reads row by row, and gets them below."""
    return "below" if settings.cursor and settings.notes == "auto" else settings.notes


def folded_of(settings: Settings) -> str:
    """What ends a note that is not shown whole: the key that shows it."""
    return f"{FOLDED} {spelled(keys_of(BY_ID['peek'], settings.keymap)[0])} shows all"


def layout_of(
    document: Document,
    front: Front | None,
    highlights: Sequence[Highlight],
    setting: Setting,
    width: int,
    pictures: Mapping[int, tuple[int, int]] | None = None,
    notes: str = "below",
    folded: str = FOLDED,
) -> Layout:
    """The layout of an article on `width` cells.

    `notes` is where they stand, as in the settings; on the article as a whole they stand in front of the text.
    `folded` ends a note that is not shown whole.
    """
    measure, aside = columns(setting.measure, width, notes if noted(highlights) else "marks")
    shown = {} if notes == "marks" else notes_by_block(document, highlights, beside=aside > 0)
    return Layout(
        document, setting._replace(measure=measure), with_front_notes(front, highlights), shown, pictures, aside,
        folded,
    )  # fmt: skip


def columns(wished: int, width: int, notes: str) -> tuple[int, int]:
    """The cells of the text and of the column of notes beside it, 0 for none; `notes` as in the settings."""
    room = width - GUTTER - MARGIN
    measure = max(8, min(wished, room))
    spare = room - ASIDE_GAP - measure
    if notes == "auto" and spare >= _NARROWEST_ASIDE:
        return measure, min(_WIDEST_ASIDE, spare)
    if notes == "beside":
        if spare < _LEAST_ASIDE:
            measure = max(min(wished, _LEAST_MEASURE), room - ASIDE_GAP - _LEAST_ASIDE)
            spare = room - ASIDE_GAP - measure
        if spare >= _LEAST_ASIDE:
            return measure, min(_WIDEST_ASIDE, spare)
    return max(8, min(wished, room)), 0


def notes_by_block(document: Document, highlights: Sequence[Highlight], *, beside: bool) -> dict[int, list[Note]]:
    """The notes at each block: of the passages that end in it, or, when they stand beside it, begin in it."""
    notes: dict[int, list[Note]] = {}
    for note, end in noted(highlights):
        at = note.start if beside else max(note.start, end - 1)
        notes.setdefault(document.block_at(at), []).append(note)
    return notes


def noted(highlights: Sequence[Highlight]) -> list[tuple[Note, int]]:
    """The notes of highlights that have a place in the text, with the end of their passages."""
    return [
        (Note(mark.note, mark.colour, mark.place.start), mark.place.end)
        for mark in highlights if mark.note and mark.place is not None
    ]  # fmt: skip


def front_notes(highlights: Sequence[Highlight]) -> tuple[Note, ...]:
    """The notes on the article as a whole."""
    return tuple(
        Note(f"{_ON_THE_ARTICLE}{mark.note}", mark.colour) for mark in highlights if mark.note and mark.anchor is None
    )


def with_front_notes(front: Front | None, highlights: Sequence[Highlight]) -> Front | None:
    """What stands on top, with the notes on the article as a whole."""
    notes = front_notes(highlights)
    return front._replace(notes=notes) if front is not None and notes else front
