"""The first page of an article, drawn before Textual is imported: the rows that the app will draw then."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from library.article import ArticleState
from reader import awaiting, edge, standing
from reader.bar import bar_runs
from reader.decorations import Page
from reader.ink import Run
from reader.marks import Marks
from reader.overlay import Overlay
from reader.paint import paint
from reader.sheet import EDGE, folded_of, layout_of, notes_of, setting_of
from reader.takeover import Terminal, show
from reader.themes import palette_of, styles_of
from reader.view import View

if TYPE_CHECKING:
    from library.article import Article
    from library.document import Document
    from library.entries import Pending
    from library.highlight import Highlight
    from library.pace import Pace
    from reader.config import Settings


class Opened(NamedTuple):
    """An article as it was read from the store."""

    article: Article
    document: Document
    marks: list[Highlight]
    pace: Pace
    waiting: Pending | None = None
    """What is known of a text that is yet to come."""


def rows_of(opened: Opened, settings: Settings, width: int, height: int) -> list[list[Run]]:
    """The rows of the reading screen as the app will draw them, the status line at last."""
    article, document, marks, pace, waiting = opened
    styles = styles_of(palette_of(settings.theme))
    setting = setting_of(settings)
    layout = layout_of(
        document, awaiting.front(article, document, waiting, settings.keymap), marks, setting, width - EDGE,
        notes=notes_of(settings),
        folded=folded_of(settings),
    )  # fmt: skip
    place = article.progress.offset if article.progress else 0
    view = View(layout, height - 1, place)
    page = Page(
        document, layout, styles, width - EDGE, settings.column == "centre", ornaments=not settings.cursor
    )  # fmt: skip
    overlay = Overlay(document, Marks(document, marks))
    edge_marks = edge.marks(document, height - 1, [(mark.start, mark.colour) for mark in overlay.marks])
    seen = edge.seen_rows(document, height - 1, view.seen)
    rows: list[list[Run]] = []
    for y in range(height - 1):
        runs: tuple[Run, ...] = (Run(" " * (width - EDGE), styles.text),)
        if y < len(view.rows):
            spot, line = view.rows[y]
            runs = paint(page, spot, overlay.on(spot, line, ruler=view.under_ruler(spot), receding=settings.dim))
        mark, within = edge.chosen(edge_marks, seen, y)
        rows.append([*runs, edge.cell(mark, styles, seen=within)])
    left, right = standing.status(
        document, article.title, view, pace, styles, settings.keymap, width,
        in_inbox=article.state is ArticleState.INBOX,
    )  # fmt: skip
    rows.append(bar_runs(left, right, width, styles.bar))
    return rows


def draw(opened: Opened, settings: Settings) -> Terminal | None:
    """Show the first page; None, and nothing drawn, on a terminal that can't do it."""
    return show(lambda width, height: rows_of(opened, settings, width, height), settings)
