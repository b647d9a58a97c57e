"""Printing: an article set as on the page, for a pipe or a pager."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from reader import ansi, words
from reader.decorations import Page
from reader.ink import Run
from reader.lines import LineKind, Spot
from reader.marks import Marks
from reader.overlay import Overlay
from reader.paint import paint
from reader.records import DONE, plain
from reader.sheet import notes_by_block, with_front_notes
from reader.themes import COLOURLESS, styles_of
from reader.typeset import Layout, Setting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from library.article import Article
    from library.document import Document
    from library.highlight import Highlight
    from reader.config import Settings

_WITHOUT_TERMINAL = 80
"""Cells of a line where nothing tells how many there are."""


def print_article(
    article: Article,
    document: Document,
    marks: Sequence[Highlight],
    settings: Settings,
    width: int | None = None,
    *,
    dressed: bool,
) -> int:
    """Print an article in lines of `width` cells, by default the measure of the settings or the terminal's width.

    `dressed` gives it bold, italic and the like in the terminal's own colours; without there are no control characters.
    """
    measure = width or min(settings.measure, _columns())
    setting = Setting(measure, settings.leading, settings.justify, settings.hyphenate)
    front = with_front_notes(words.front(article), marks)
    layout = Layout(document, setting, front, notes_by_block(document, marks, beside=False))
    for runs in _rows(layout, marks, settings):
        if dressed:
            print(ansi.line(_trimmed(runs)))
        else:
            print(plain("".join(text for text, _ in runs).rstrip()))
    return DONE


def _columns() -> int:
    try:
        return max(20, int(os.environ.get("COLUMNS", "")))
    except ValueError:
        pass
    for stream in (sys.stdout, sys.stderr, sys.stdin):  # in a pipe to a pager, one of them is still the terminal
        try:
            return max(20, os.get_terminal_size(stream.fileno()).columns)
        except (OSError, ValueError):
            continue
    return _WITHOUT_TERMINAL


def _rows(layout: Layout, marks: Sequence[Highlight], settings: Settings) -> Iterator[tuple[Run, ...]]:
    styles = styles_of(COLOURLESS)  # on which ground it will stand is not known
    page = Page(
        layout.document, layout, styles, layout.measure, centred=False, ornaments=not settings.cursor, clipped=False,
        gutter=0,
    )  # fmt: skip
    overlay = Overlay(layout.document, Marks(layout.document, marks))
    number = 0
    block = None
    for line in layout.all_lines():
        number = number + 1 if line.block == block else 0
        block = line.block
        if line.kind is LineKind.GAP and line.block < 0 and number == 0:
            continue  # on paper the headline is the first line
        spot = Spot(line.block, number)
        yield paint(page, spot, overlay.on(spot, line, ruler=False))


def _trimmed(runs: Sequence[Run]) -> list[Run]:
    """Without the white at the end of a line."""
    kept = list(runs)
    while kept and not kept[-1].text.strip() and not kept[-1].ink.reverse:
        kept.pop()
    if kept:
        kept[-1] = kept[-1]._replace(text=kept[-1].text.rstrip())
    return kept
