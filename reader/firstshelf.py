"""The first page of the shelf, drawn before Textual is imported: the rows that the app will draw then."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from library.pace import Pace
from reader.arrangement import arranged, order_words
from reader.article_lines import Aside, Look, article_lines, group_words, heading_lines
from reader.article_lister import Asked, Listed, Showing, first_listed
from reader.bar import bar_runs
from reader.ink import Run
from reader.shelf_bars import heading, standing
from reader.takeover import Terminal, show
from reader.themes import palette_of, styles_of

if TYPE_CHECKING:
    from datetime import datetime

    from library.article import Article
    from library.article_lists import ArticleLists
    from reader.config import Settings
    from reader.preview import Glance
    from reader.themes import Styles


_BESIDE_FROM = 100
"""Cells below which nothing stands beside the list unasked, and what would draw it is not imported."""


class FirstShelf(NamedTuple):
    """The beginning of a list as it was read from the store."""

    listed: Listed
    articles: list[Article]
    look: Look
    glance: Glance | None = None
    """Of the first article, when the preview is shown."""

    @property
    def whole(self) -> bool:
        """Whether that is all there is."""
        return self.listed.is_whole


def opened(store: ArticleLists, settings: Settings, now: datetime, width: int, height: int) -> FirstShelf:
    """What the shelf shows first on a terminal of that size. Raises StoreError."""
    showing = arranged(store, Showing())
    listed = first_listed(store, Asked(0, showing, whole=False))
    articles = store.articles(listed.ids[:height])
    pace = Pace.from_json(store.fact("pace") or "")
    look = Look(now, pace, compact=settings.density == "compact")
    glance = None
    if articles and _beside(settings, width)[1]:
        from library.store import Store
        from reader.besides import glance_of

        with Store(store.path) as whole:
            glance = glance_of(whole, articles[0].id)
    return FirstShelf(listed, articles, look, glance)


def _beside(settings: Settings, width: int) -> tuple[int, int]:
    """The cells of the side bar and of the preview."""
    if width < _BESIDE_FROM and "on" not in (settings.sidebar, settings.preview):
        return 0, 0
    from reader.sides import asked_for, widths

    return widths(width, *asked_for(settings))


def rows_of(first: FirstShelf, settings: Settings, width: int, height: int) -> list[list[Run]]:
    """The rows of the shelf as the app will draw them, the status line at last."""
    styles = styles_of(palette_of(settings.theme))
    showing = first.listed.asked.showing
    left, right = _beside(settings, width)
    middle, tall = width - left - right, height - 2
    columns: list[list[Run]] = [[] for _ in range(tall)]
    if left:
        from reader.sides import Sides, entries, place_of, sidebar_rows

        side = entries(Sides())
        columns = sidebar_rows(side, styles, left, tall, here=place_of(showing.shelf, "", Sides()))
    lists = _list_rows(first, styles, middle, tall)
    columns = [[*beside, *row] for beside, row in zip(columns, lists, strict=True)]
    if right:
        from reader.preview import preview_rows

        shown = preview_rows(first.glance, styles, right, tall)
        columns = [[*beside, *row] for beside, row in zip(columns, shown, strict=True)]
    count = len(first.listed.ids) if first.whole else None
    words = standing(styles, settings.keymap, width, 1, count, order=order_words(showing))
    return [
        bar_runs(heading(styles, showing.shelf, None, width), [], width, styles.bar),
        *columns,
        bar_runs(*words, width, styles.bar),
    ]


def _list_rows(first: FirstShelf, styles: Styles, width: int, height: int) -> list[list[Run]]:
    """A white row, and the articles as far as they have room."""
    blank = [Run(" " * width, styles.text)]
    starts = first.listed.starts
    rows: list[list[Run]] = [blank]
    for at, article in enumerate(first.articles):
        if at in starts:
            group = starts.index(at)
            last = group + 1 == len(starts)
            end = len(first.listed.ids) if last else starts[group + 1]
            words = group_words(article, first.listed.asked.showing.group, first.look.now)
            rows += heading_lines(words, end - at if first.whole or not last else None, styles, width)
        if len(rows) + (0 if starts else first.look.lines - 1) >= height:
            break
        ground = styles.chosen.over(styles.text) if at == 0 else styles.text
        rows += article_lines(article, first.look, Aside(), styles, width, ground)
    rows += [blank] * (height - len(rows))
    return rows[:height]


def draw(first: FirstShelf, settings: Settings) -> Terminal | None:
    """Show the first page; None, and nothing drawn, on a terminal that can't do it, or where there is no article."""
    if not first.articles:
        return None
    return show(lambda width, height: rows_of(first, settings, width, height), settings)
