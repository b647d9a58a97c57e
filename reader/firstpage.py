"""The first page: drawn with plain escape sequences before Textual is imported, then handed over without a flicker.

Keys typed meanwhile wait in the terminal and are obeyed by the app; they are not echoed.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from library.article import ArticleState
from reader import ansi, edge, standing, words
from reader.bar import bar_runs
from reader.decorations import Page
from reader.ink import Run
from reader.marks import Marks
from reader.overlay import Overlay
from reader.paint import paint
from reader.sheet import EDGE, folded_of, layout_of, notes_of, setting_of
from reader.themes import palette_of, styles_of
from reader.view import View

if TYPE_CHECKING:
    from library.article import Article
    from library.document import Document
    from library.highlight import Highlight
    from library.pace import Pace
    from reader.config import Settings

_OPEN = "\x1b[?1049h\x1b[?25l\x1b[?7l"  # a full last row must not scroll the screen
_CLOSE = "\x1b[?7h\x1b[?1049l\x1b[?25h"
_HOME = "\x1b[H"


class Opened(NamedTuple):
    """An article as it was read from the store."""

    article: Article
    document: Document
    marks: list[Highlight]
    pace: Pace


class Terminal(NamedTuple):
    """A terminal that shows the first page."""

    attributes: list[Any]
    """What it was set to before."""

    def give_back(self) -> None:
        """Leave it as it was, when no app takes it over."""
        import termios

        os.write(sys.stdout.fileno(), _CLOSE.encode())
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, self.attributes)


def rows_of(opened: Opened, settings: Settings, width: int, height: int) -> list[list[Run]]:
    """The rows of the reading screen as the app will draw them, the status line at last."""
    article, document, marks, pace = opened
    styles = styles_of(palette_of(settings.theme))
    setting = setting_of(settings)
    layout = layout_of(
        document, words.front(article), marks, setting, width - EDGE, notes=notes_of(settings),
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
    try:
        import termios
    except ImportError:
        return None
    depth = ansi.depth_of(os.environ)
    if depth < ansi.MANY or settings.cursor or not sys.stdin.isatty():
        return None
    try:
        width, height = os.get_terminal_size(sys.stdout.fileno())
        attributes = termios.tcgetattr(sys.stdin.fileno())
    except (OSError, termios.error):
        return None
    if width < 20 or height < 5:
        return None
    rows = rows_of(opened, settings, width, height)
    quiet = termios.tcgetattr(sys.stdin.fileno())
    quiet[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN)
    termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, quiet)
    lines = (f"\x1b[{y}H{ansi.line(row, depth)}" for y, row in enumerate(rows, 1))
    os.write(sys.stdout.fileno(), f"{_OPEN}{''.join(lines)}{_HOME}".encode())
    return Terminal(attributes)
