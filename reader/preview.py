"""The preview as rows of ink: the head of an article, its first lines set as on the page, its highlights; no app."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from library.document import Document
from library.highlight import HighlightKind
from reader import awaiting, words
from reader.bar import cut
from reader.breaking import cells
from reader.colours import BOOKMARK, NOTED, SHAPES
from reader.decorations import Page
from reader.ink import Run
from reader.marks import Marks
from reader.notecard import said, wrapped
from reader.overlay import Overlay
from reader.paint import paint
from reader.row import cropped
from reader.typeset import Layout, Setting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library.article import Article
    from library.entries import Pending
    from library.highlight import Highlight
    from reader.ink import Ink
    from reader.themes import Styles

    Rows = list[list[Run]]

WIDTH = 54
"""Cells of the preview, the rule at its left edge included."""
CHARACTERS = 6000
"""Code points of an article that are looked at for its first lines."""
HIGHLIGHTS = 24
"""Highlights that are looked at."""
_INSET = 3
"""Cells before the text: the rule and white."""
_MARGIN = 2
_MEASURE = 68
_NOTE_LINES = 2
"""Lines of the passage and of the note of a highlight."""
_NOTHING = "There is no article here."


class Glance(NamedTuple):
    """What a preview shows of an article."""

    article: Article
    beginning: Document = Document("")
    """Its first words, whole blocks but for the last one."""
    marks: Sequence[Highlight] = ()
    """Its first highlights, the notes on the whole of it before them."""
    waiting: Pending | None = None
    """What is known of a text that is yet to come."""


def blank_preview(styles: Styles, width: int, height: int) -> Rows:
    """The rows of the preview before it is known what it shows."""
    return [_beside([], styles, width)] * height


def preview_rows(
    glance: Glance | None, styles: Styles, width: int, height: int, setting: Setting | None = None
) -> Rows:
    """The rows of the preview, each exactly `width` cells wide, a rule at the left edge; None: no article is chosen."""
    room = width - _INSET - _MARGIN
    if room < 8:
        return blank_preview(styles, width, height)
    if glance is None:
        lines: Rows = [[], [Run(cut(_NOTHING, room), styles.byline)]]
        return [_beside(lines[y] if y < len(lines) else [], styles, width) for y in range(height)]
    setting = (setting or Setting(_MEASURE))._replace(measure=min(room, _MEASURE), leading=1)
    foot = _notes(glance, styles, setting.measure)
    head = _head(glance.article, styles, setting.measure)
    for_notes = min(len(foot), max(height // 3, height - len(head) - _lines_needed(glance, setting, height)))
    if for_notes < 4:
        for_notes = 0
    body = [*head, *_text(glance, styles, setting, max(0, height - len(head) - for_notes))][: height - for_notes]
    body += [[]] * (height - for_notes - len(body))
    return [_beside(line, styles, width) for line in (*body, *foot[:for_notes])]


def _beside(line: Sequence[Run], styles: Styles, width: int) -> list[Run]:
    begun = [Run("│", styles.ornament), Run(" " * (_INSET - 1), styles.text)]
    return cropped([*begun, *line], width, styles.text)


def _head(article: Article, styles: Styles, measure: int) -> Rows:
    """Title, byline, where it is from, how long it is and how far it is read, and the tags."""
    front = words.front(article)
    lines = [[Run(line, styles.title)] for line in wrapped(front.title, measure, 4)]
    progress = _progress(article)
    for text, ink in (
        (front.byline, styles.byline),
        (front.details, styles.byline),
        (progress, styles.bullet if not article.finished else styles.byline),
        (" ".join(f"#{tag}" for tag in article.tags), styles.bullet),
    ):
        lines += [[Run(line, ink)] for line in wrapped(text, measure, 2)]
    return [[], *lines]


def _progress(article: Article) -> str:
    if article.finished:
        return "✓ read"
    if article.progress is None or not article.progress.words_read:
        return ""
    left = words.minutes(article.minutes * (1 - article.fraction))
    return f"{words.percent(article.fraction)} read · {left} left"


def _lines_needed(glance: Glance, setting: Setting, most: int) -> int:
    layout = Layout(glance.beginning, setting)
    return len(layout.rows(layout.first, most)) + 1 if glance.beginning.blocks else 1


def _text(glance: Glance, styles: Styles, setting: Setting, height: int) -> Rows:
    """The first lines, below a white one; bullets and all as on the page."""
    document = glance.beginning
    if not document.blocks:
        rows: Rows = []
        for text in awaiting.reason(glance.article, glance.waiting):
            rows += [[], *([Run(line, styles.text)] for line in wrapped(text, setting.measure, 6))]
        return rows[:height]
    if height < 2:
        return []
    layout = Layout(document, setting)
    overlay = Overlay(document, Marks(document, [mark for mark in glance.marks if _is_on(mark, document)]))
    page = Page(document, layout, styles, setting.measure, centred=False, gutter=0)
    first = layout.rows(layout.first, height - 1)
    return [[], *(list(paint(page, spot, overlay.on(spot, line, ruler=False))) for spot, line in first)]


def _is_on(mark: Highlight, document: Document) -> bool:
    return mark.place is not None and mark.place.start < len(document.text)


def _notes(glance: Glance, styles: Styles, measure: int) -> Rows:
    """The highlights, each in its colour, with their notes."""
    if not glance.marks:
        return []
    count = max(glance.article.highlights, len(glance.marks))
    name = "highlight" if count == 1 else "highlights"
    title = f" {count:,} {name} "
    rule = "─" * max(0, measure - cells(title) - 2)
    lines: Rows = [[], [Run("──", styles.ornament), Run(title, styles.byline), Run(rule, styles.ornament)]]
    for mark in glance.marks:
        sign = BOOKMARK if mark.kind is HighlightKind.BOOKMARK else SHAPES[mark.colour]
        ink = styles.mark_of(mark.colour)
        lines += _signed(f"{sign} ", said(mark), measure, ink, styles.text)
        lines += _signed(f"  {NOTED} ", mark.note, measure, ink, ink)
    return lines


def _signed(sign: str, text: str, width: int, sign_ink: Ink, ink: Ink) -> Rows:
    blank = " " * cells(sign)
    shown = wrapped(text, width - cells(sign), _NOTE_LINES)
    return [[Run(blank if number else sign, sign_ink), Run(line, ink)] for number, line in enumerate(shown)]
