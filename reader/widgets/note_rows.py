"""The rows of the notes screen: a highlight on three lines, under the heading of its article or its day."""

from collections.abc import Callable, Hashable, Sequence

from textual.strip import Strip
from textual.widget import Widget

from library.highlight import Highlight, HighlightKind, NotedPassage
from library.note_shelves import NoteOrder
from reader.bar import cut
from reader.breaking import cells
from reader.colours import BOOKMARK, SHAPES
from reader.ink import Ink, Run
from reader.notecard import card, one_line, padded, said, tags_of, whereabouts, wrapped
from reader.strips import blank, strip_of
from reader.themes import Styles
from reader.widgets.rows import Rows
from reader.widgets.status import Words, bar_strip
from reader.words import day

_MARGINS = 4
"""Cells that the edges and the mark take."""


def mark_of(styles: Styles, highlight: Highlight) -> Run:
    """The mark of a highlight: in its colour, and with the shape that its colour has in the margin of a page."""
    sign = BOOKMARK if highlight.kind is HighlightKind.BOOKMARK else SHAPES[highlight.colour]
    return Run(sign, styles.mark_of(highlight.colour))


class NoteRows(Rows[NotedPassage]):
    """A list of highlights."""

    LINES = 3
    HEADING = 2

    def __init__(self, styles: Styles, fetch: Callable[[Sequence[int]], Sequence[NotedPassage]]) -> None:
        super().__init__(styles, fetch)
        self.styles.margin = 0  # a heading brings its own white line
        self.order = NoteOrder.ARTICLE
        """What the groups are: articles, or days."""

    def id_of(self, item: NotedPassage) -> int:
        """The highlight's id."""
        return item.highlight.id

    def draw_heading(self, item: NotedPassage, length: int | None, width: int) -> list[Strip]:
        """The article or the day, and how many highlights it has."""
        styles = self._styles
        if self.order is NoteOrder.ARTICLE:
            site = f"  {item.site}" if item.site else ""
            left: Words = [(item.title or item.url or "Without a title", styles.heading), (site, styles.byline)]
        else:
            changed = self.order is NoteOrder.CHANGED
            left = [(day(item.highlight.changed if changed else item.highlight.created), styles.heading)]
        return [
            blank(width, styles.text),
            bar_strip(left, [("" if length is None else str(length), styles.byline)], width, styles.text),
        ]

    def draw(self, item: NotedPassage, width: int, background: Ink, look: Hashable = None) -> list[Strip]:  # noqa: ARG002  all look alike
        """The passage on one line or two, its note, and beside the last line what else is known of it."""
        styles, highlight = self._styles, item.highlight
        over = Ink(ground=background.ground, reverse=background.reverse)
        sign, ink = mark_of(styles, highlight)
        mark, soft = over.over(ink), over.over(styles.byline)
        text = over.over(styles.text) if highlight.kind is HighlightKind.PASSAGE else soft
        room = max(10, width - _MARGINS)
        note, standing = one_line(highlight.note), whereabouts(item)
        lines: list[Words] = [
            [("  " if number else f"{sign} ", mark), (line, text)]
            for number, line in enumerate(wrapped(said(highlight), room, 1 if note and standing else 2))
        ]
        doubt = over.over(styles.note)
        if note:
            lines.append([("✎ ", doubt), (note, over.over(styles.text))])
        about, right = self._about(item, over, max(12, width // 2)), []
        if standing:
            lines.append([("  ", doubt), (standing, doubt)])
        elif len(lines) < self.LINES:
            lines.append([("  ", soft), *about])
        else:
            right = about
        lines += [[]] * (self.LINES - len(lines))
        return [
            bar_strip(line, right if number == self.LINES - 1 else [], width, background)
            for number, line in enumerate(lines)
        ]

    def _about(self, item: NotedPassage, over: Ink, room: int) -> Words:
        """The tags, and the day or the article, whichever the heading does not tell, in `room` cells."""
        styles, tags = self._styles, tags_of(item.highlight)
        words = day(item.highlight.created) if self.order is NoteOrder.ARTICLE else item.title
        words = cut(words, room if not tags else max(12, room // 2))
        tags = cut(tags, max(0, room - cells(words) - 2))
        return [(words, over.over(styles.byline)), (f"  {tags}" if tags else "", over.over(styles.bullet))]


class NoteCard(Widget):
    """The whole of the chosen highlight, at the foot of the list."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    NoteCard { height: 8; width: 1fr; }
    """

    def __init__(self, styles: Styles) -> None:
        super().__init__(id="card")
        self._styles = styles
        self._passage: NotedPassage | None = None
        self._lines: list[Strip] = []

    def show(self, passage: NotedPassage | None, styles: Styles) -> None:
        """Show another highlight, or nothing."""
        if (passage, styles) != (self._passage, self._styles):
            self._passage, self._styles = passage, styles
            self._lines.clear()
            self.refresh()

    def on_resize(self) -> None:
        """Break its lines anew."""
        self._lines.clear()

    def render_line(self, y: int) -> Strip:
        """A rule, then the lines of the card; the last is cut where there are more."""
        if not self._lines:
            self._lines = self._drawn()
        return self._lines[y] if y < len(self._lines) else blank(self.size.width, self._styles.text)

    def _drawn(self) -> list[Strip]:
        width, height, styles, passage = self.size.width, self.size.height, self._styles, self._passage
        rule = bar_strip([("─" * max(0, width - 2), styles.ornament)], [], width, styles.text)
        lines = [rule]
        if passage is None:
            return lines
        room = min(width - 4, 100)
        shown = card(passage, styles, mark_of(styles, passage.highlight), room, most=height - 1)
        return lines + [strip_of(padded(runs, width, styles.text, 2), width) for runs in shown[: height - 1]]
