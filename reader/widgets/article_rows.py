"""The rows of the shelf: articles fetched as they come into sight, drawn as `article_lines` has it."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

from textual.events import Click
from textual.message import Message
from textual.strip import Strip

from library.article import Article
from library.article_shelves import Grouping
from library.snippets import Snippet
from reader.article_lines import MARKS, Aside, Look, article_lines, group_words, heading_lines
from reader.ink import Ink
from reader.strips import strip_of
from reader.themes import Styles
from reader.widgets.rows import Rows


class ArticleRows(Rows[Article]):
    """A list of articles."""

    HEADING = 2

    @dataclass
    class Marked(Message):
        """A row was clicked so as to select it, or not."""

        position: int

    def __init__(self, styles: Styles, fetch: Callable[[Sequence[int]], Sequence[Article]], look: Look) -> None:
        super().__init__(styles, fetch)
        self._look = look
        self.group = Grouping.NONE
        """By what the articles stand together."""
        self.queued: Collection[int] = ()
        """Those that are in the queue."""
        self.is_picked: Callable[[int, int], bool] = lambda _at, _number: False
        """Whether the article at a position, with its id, is selected."""
        self._snippets: dict[int, Snippet | None] = {}

    def id_of(self, item: Article) -> int:
        """The article's id."""
        return item.id

    # How they look

    @property
    def look(self) -> Look:
        """What all lines depend on."""
        return self._look

    @look.setter
    def look(self, look: Look) -> None:
        if look != self._look:
            self._look = look
            self._strips.clear()
            self.refit()

    @property
    def lines_each(self) -> int:
        """Lines that an article is drawn on."""
        return self._look.lines

    @property
    def lines_chosen(self) -> int:
        """That of the title: twice as many would be twice as much to send to the terminal."""
        return 1

    def look_of(self, at: int) -> Hashable:
        """Whether it is selected."""
        return self.is_picked(at, self._ids[at])

    def draw(self, item: Article, width: int, background: Ink, look: Hashable = None) -> list[Strip]:
        """Its title and progress, and what else has room."""
        aside = Aside(bool(look), item.id in self.queued, self._snippets.get(item.id))
        lines = article_lines(item, self._look, aside, self._styles, width, background)
        return [strip_of(line, width) for line in lines]

    def draw_heading(self, item: Article, length: int | None, width: int) -> list[Strip]:
        """The day or the site, and how many there are."""
        words = group_words(item, self.group, self._look.now)
        return [strip_of(line, width) for line in heading_lines(words, length, self._styles, width)]

    # What was found in them

    @property
    def unknown(self) -> list[int]:
        """The articles in sight of which it is not known where the words stand that were looked for."""
        if not self._look.searching:
            return []
        ids = self._ids
        return [ids[at] for at in self.in_sight if ids[at] not in self._snippets]

    def know(self, snippets: Mapping[int, Snippet | None]) -> None:
        """These words were found in articles; None for those in whose text there are none."""
        if len(self._snippets) > _KEPT:
            self._snippets.clear()
        self._snippets.update(snippets)
        self._strips.clear()
        self.refresh()

    def forget_snippets(self) -> None:
        """Other words are looked for."""
        self._snippets.clear()

    def snippet_of(self, number: int) -> Snippet | None:
        """Where the words stand in an article, as far as that is known."""
        return self._snippets.get(number)

    # The mouse

    def on_click(self, event: Click) -> None:
        """With ctrl, or on the marks before the title, it selects."""
        at, _, group = self._at_line(self.scroll_offset.y + event.y)
        if (event.ctrl or event.x < MARKS) and at < len(self._ids) and group < 0:
            event.prevent_default()
            self.post_message(self.Marked(at))


_KEPT = 512
"""Articles of which it is kept where the words stand."""
