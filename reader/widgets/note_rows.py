"""The rows of the notes screen: a highlight on three lines."""

from rich.style import Style
from textual.strip import Strip

from library.anchor import AnchorState
from library.article import NotedPassage
from reader import words
from reader.widgets.rows import Rows
from reader.widgets.status import bar_strip


class NoteRows(Rows[NotedPassage]):
    """A list of highlights."""

    LINES = 3

    def id_of(self, item: NotedPassage) -> int:
        """The highlight's id."""
        return item.highlight.id

    def draw(self, item: NotedPassage, width: int, background: Style) -> list[Strip]:
        """The quote; its note; the article it is from."""
        styles = self._styles
        over = Style(bgcolor=background.bgcolor)
        mark, soft = styles.highlight_mark + over, styles.byline + over
        highlight = item.highlight
        quote = " ".join(highlight.anchor.quote.split()) or "Bookmark"
        state = [] if highlight.state is AnchorState.HELD else [(f"{highlight.state} ", mark)]
        note = " ".join(highlight.note.split())
        day = words.day(highlight.created)
        return [
            bar_strip([("▌ ", mark), (quote, styles.text + over)], state, width, background),
            bar_strip([("✎ " if note else "  ", mark), (note, styles.note + over)], [], width, background),
            bar_strip([("  ", soft), (f"{item.title} · {day}", soft)], [], width, background),
        ]
