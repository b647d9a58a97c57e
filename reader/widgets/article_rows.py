"""The rows of the shelf: an article on two lines."""

from collections.abc import Callable, Sequence
from datetime import datetime

from textual.strip import Strip

from library.article import Article
from reader import words
from reader.ink import Ink
from reader.themes import Styles
from reader.widgets.rows import Rows
from reader.widgets.status import Words, bar_strip

_BAR = 5
_WIDE = 60
"""Cells from which progress is drawn as a bar beside its number."""


class ArticleRows(Rows[Article]):
    """A list of articles."""

    def __init__(
        self, styles: Styles, fetch: Callable[[Sequence[int]], Sequence[Article]], clock: Callable[[], datetime]
    ) -> None:
        super().__init__(styles, fetch)
        self._clock = clock

    def id_of(self, item: Article) -> int:
        """The article's id."""
        return item.id

    def draw(self, item: Article, width: int, background: Ink) -> list[Strip]:
        """Title and progress; below them site, author, minutes, age and marks."""
        styles = self._styles
        over = Ink(ground=background.ground, reverse=background.reverse)
        soft, accent = over.over(styles.byline), over.over(styles.bullet)
        title = soft if item.finished else over.over(styles.title)
        star = ("★ ", accent) if item.starred else ("  ", soft)
        authors = words.byline(item)
        details = [
            item.site,
            authors if authors.casefold() != item.site.casefold() else "",
            words.minutes(item.minutes),
            words.age(item.saved, self._clock()),
            " ".join(f"#{tag}" for tag in item.tags),
        ]
        marks = f"✎ {item.notes}" if item.notes else f"▌ {item.highlights}" if item.highlights else ""
        return [
            bar_strip([star, (item.title, title)], _progress(item, width, soft, accent), width, background),
            bar_strip(
                [("  ", soft), (" · ".join(filter(None, details)), soft)],
                [(marks, over.over(styles.highlight_mark))] if marks else [],
                width,
                background,
            ),
        ]


def _progress(item: Article, width: int, soft: Ink, accent: Ink) -> Words:
    if item.finished:
        return [("✓ read", soft)]
    if item.progress is None or not item.progress.words_read:
        return []
    full = max(1, round(item.fraction * _BAR))
    number = (f" {words.percent(item.fraction):>3}", soft)
    return [("━" * full, accent), ("─" * (_BAR - full), soft), number] if width >= _WIDE else [number]
