"""The rows of the notes screen: a highlight on three lines."""

from textual.strip import Strip

from library.anchor import AnchorState
from library.article import NotedPassage
from reader import words
from reader.ink import Ink
from reader.widgets.rows import Rows
from reader.widgets.status import bar_strip


class NoteRows(Rows[NotedPassage]):
    """A list of highlights."""

    LINES = 3

    def id_of(self, item: NotedPassage) -> int:
        """The highlight's id."""
        return item.highlight.id

    def draw(self, item: NotedPassage, width: int, background: Ink) -> list[Strip]:
        """The quote; its note; the article it is from."""
        styles = self._styles
        over = Ink(ground=background.ground, reverse=background.reverse)
        mark, soft = over.over(styles.highlight_mark), over.over(styles.byline)
        highlight = item.highlight
        quote = " ".join(highlight.quote.split()) or "Bookmark"
        state = [] if highlight.state is AnchorState.HELD else [(f"{highlight.state} ", mark)]
        note = " ".join(highlight.note.split())
        day = words.day(highlight.created)
        return [
            bar_strip([("▌ ", mark), (quote, over.over(styles.text))], state, width, background),
            bar_strip([("✎ " if note else "  ", mark), (note, over.over(styles.note))], [], width, background),
            bar_strip([("  ", soft), (f"{item.title} · {day}", soft)], [], width, background),
        ]
