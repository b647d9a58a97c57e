"""The sheet: how an article, its highlights and a terminal's width come together as a layout; no app needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.paint import GUTTER
from reader.typeset import Front, Layout, Setting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from library.article import Highlight
    from library.document import Document, Range
    from reader.config import Settings
    from reader.lines import Line

EDGE = 1
"""Cells at the right of the page for the strip that tells the place."""


def setting_of(settings: Settings) -> Setting:
    """How text is set, by a person's settings."""
    return Setting(settings.measure, settings.leading, settings.justify, settings.hyphenate)


def layout_of(
    document: Document,
    front: Front | None,
    marks: Sequence[Highlight],
    setting: Setting,
    width: int,
    pictures: Mapping[int, tuple[int, int]] | None = None,
) -> Layout:
    """The layout of an article on `width` cells, its notes below their paragraphs."""
    measure = max(8, min(setting.measure, width - 2 * GUTTER))
    return Layout(document, setting._replace(measure=measure), front, notes_below(document, marks), pictures)


def notes_below(document: Document, marks: Sequence[Highlight]) -> dict[int, list[str]]:
    """The notes that stand below each block: those of the passages that end in it."""
    notes: dict[int, list[str]] = {}
    for place, note in noted(marks):
        notes.setdefault(document.block_at(max(place.start, place.end - 1)), []).append(note)
    return notes


def noted(marks: Sequence[Highlight]) -> list[tuple[Range, str]]:
    """The notes of highlights, with the passages they are on."""
    return [(mark.place, mark.note) for mark in marks if mark.note and mark.place is not None]


def marked(line: Line, marks: Sequence[Highlight]) -> tuple[tuple[Range, ...], bool]:
    """The highlights that reach into a line, and whether one with a note begins on it."""
    start, end = line.start, line.last
    touching = [
        (mark.place, mark.note) for mark in marks
        if mark.place is not None and mark.place.start < end and mark.place.end > start
    ]  # fmt: skip
    return tuple(place for place, _ in touching), any(note and start <= place.start < end for place, note in touching)
