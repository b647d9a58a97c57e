"""Searching the shelf as one types: the query language, what completes it, and the way to a hit in an article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.message import Message

from library.article_query import parse_articles
from library.article_shelves import ArticleOrder, ArticleQuery
from library.errors import QueryError
from reader.latest import Latest
from reader.screens.filtering import FilterBox
from reader.screens.shelf_part import ShelfPart
from reader.widgets.status import StatusLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.timer import Timer

    from library.completing import Completion
    from library.store import Store
    from reader.screens.shelf import ShelfScreen
    from reader.widgets.status import Words

_SHOWN = 8
"""Completions that are told."""
_HINT = "search-hint"
_PAUSE = 0.15
"""Seconds without a letter after which it is looked up what completes the words."""
Asked = tuple[str, int]
"""What is typed, and where the cursor stands in it."""


@dataclass
class Completed(Message):
    """What would complete the words that are typed."""

    asked: Asked
    found: Sequence[Completion]


class SearchBox(FilterBox):
    """The line to type into; tab completes, ctrl+r turns between newest and best first, arrows move the list."""

    BINDINGS = [  # noqa: RUF012  Textual declares it so
        Binding("tab", "complete", "Complete", show=False),
        Binding("ctrl+r", "order", "Newest or best first", show=False),
        Binding("down", "step(1)", "Next row", show=False),
        Binding("up", "step(-1)", "Previous row", show=False),
    ]

    def __init__(self, words: str, searching: Searching) -> None:
        super().__init__(words, "find", "words, or title: author: site: tag: is: saved: minutes: …")
        self._searching = searching

    def action_complete(self) -> None:
        """Put the first completion in the place of what is being typed."""
        self._searching.complete(self)

    def action_order(self) -> None:
        """The newest first, or what fits best."""
        self._searching.turn_order()

    def action_step(self, step: int) -> None:
        """Another row of the list while typing."""
        self._searching.rows.move_by(step)


class Searching(ShelfPart):
    """What is sought, and whether the best come first."""

    def __init__(self, screen: ShelfScreen) -> None:
        super().__init__(screen)
        self._best_first = False
        self._problem = ""
        self._completions: Sequence[Completion] = ()
        self._completed = ""
        """The words that they complete."""
        self._is_wanted = False
        """Whether the first is to be put in its place as soon as it is known."""
        self._completer: Latest[Asked, Sequence[Completion]] | None = None
        self._resting: Timer | None = None

    # What is typed

    @property
    def is_open(self) -> bool:
        """Whether something is being typed."""
        return bool(self.screen.query(SearchBox))

    def read(self, words: str, *, typing: bool) -> None:
        """Take words as the query. Raises QueryError, and then the former one stays."""
        query = parse_articles(words, self.host.now(), typing=typing) if words.strip() else ArticleQuery()
        self.screen.show_query(query, best_first=self._best_first and bool(query.terms))

    def open(self, words: str) -> None:
        """Open the box, with what it tells above it."""
        screen = self.screen
        if self.is_open:
            return
        screen.mount(StatusLine(screen.styles_of_theme.bar, id=_HINT), before="#status")
        screen.open_box(SearchBox(words, self))
        self._problem, self._completions = "", ()
        self._complete_later()
        self.show_hint()

    def typed(self, words: str) -> None:
        """Search with every letter; words that can't be read yet leave the list as it was."""
        screen = self.screen
        former = screen.showing
        self._problem = ""
        try:
            self.read(words, typing=True)
        except QueryError as error:
            self._problem = str(error)
        else:
            if _finds(former.query) != _finds(screen.showing.query) or former.order != screen.showing.order:
                screen.list_anew()
        self._completions, self._is_wanted = (), False
        self._complete_later()
        self.show_hint()
        screen.set_status()

    def closed(self, words: str) -> str:
        """The box is gone; the words as they are to be kept. What is wrong in them is told."""
        self.screen.query(f"#{_HINT}").remove()
        now, kept = self.host.now(), words.strip()
        try:
            strict = parse_articles(words, now)
            if _finds(strict) != _finds(self.screen.showing.query):
                longer = f"{words.rstrip()}*"  # the list has what begins with the last word, and goes on showing that
                if _finds(parse_articles(longer, now)) == _finds(self.screen.showing.query):
                    kept = longer
        except QueryError as error:
            self.screen.say(str(error))
        if not words.strip() and self.screen.showing.query != ArticleQuery():
            self.screen.clear_filter()
        return kept

    def turn_order(self) -> None:
        """The newest first, or what fits best."""
        screen = self.screen
        if screen.showing.query.order is not None:
            self._problem = f"The search has sort:{screen.showing.query.order}"
            self.show_hint()
            return
        self._best_first = not self._best_first
        screen.show_query(screen.showing.query, best_first=self._best_first and bool(screen.showing.query.terms))
        screen.list_anew()
        self.show_hint()

    # Completion

    def _complete_later(self) -> None:
        """Look for what completes the words once nothing is typed for a moment: what is found comes first."""
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.screen.set_timer(_PAUSE, self._ask_completions)

    def _ask_completions(self) -> None:
        for box in self.screen.query(SearchBox):
            self._latest.ask((box.value, box.cursor_position))

    @property
    def _latest(self) -> Latest[Asked, Sequence[Completion]]:
        if self._completer is None:

            def work(store: Store, asked: Asked) -> Sequence[Completion]:
                from library.completing import completions

                return completions(store, *asked)

            self._completer = Latest(
                self.host.home, "completions", work,
                lambda asked, found: self.screen.post_message(Completed(asked, found)),
            )  # fmt: skip
        return self._completer

    def completed(self, message: Completed) -> None:
        """Tell what would complete the words, if these are typed still."""
        if message.asked[0] == self.screen.typed:
            self._completions, self._completed = message.found, message.asked[0]
            self.show_hint()
            if self._is_wanted:
                self._is_wanted = False
                for box in self.screen.query(SearchBox):
                    self._put_in(box)

    def complete(self, box: SearchBox) -> None:
        """Put the first completion in the place of what is being typed, as soon as it is known."""
        if self._completions and self._completed == box.value:
            self._put_in(box)
        elif box.value:
            self._is_wanted = True
            self._ask_completions()

    def _put_in(self, box: SearchBox) -> None:
        for start, end, text, _ in self._completions[:1]:
            ended = "" if text.endswith(":") or box.value[end:] else " "  # what may go on is not complete
            box.value = f"{box.value[:start]}{text}{ended}{box.value[end:]}"
            box.cursor_position = start + len(text + ended)

    def end(self) -> None:
        """Nothing is completed any more."""
        if self._completer is not None:
            self._completer.stop()

    def show_hint(self) -> None:
        """The line above the box: what is wrong, or what tab completes; which come first."""
        styles = self.screen.styles_of_theme
        faint, accent = styles.bar_faint, styles.bar_accent
        left: Words = []
        if self._problem:
            left = [(self._problem, styles.bar_strong)]
        elif self._completions:
            told = "  ".join(one.text.strip() for one in self._completions[:_SHOWN])
            left = [("tab ", accent), (told, faint)]
            if len(self._completions) == 1 and self._completions[0].about:
                left.append((f"  {self._completions[0].about}", faint))
        order = "best first" if self._best_first else "newest first"
        other = "newest" if self._best_first else "best"
        right: Words = [(f"{order}  ", faint), ("ctrl+r", accent), (f" {other}", faint)]
        for line in self.screen.query(f"#{_HINT}").results(StatusLine):
            line.set_words(left, right if self.screen.size.width >= 60 else [], styles.bar)

    # To a hit

    def read_at_hit(self, number: int) -> None:
        """Read an article; where words were sought at the first place that has them, and so that n goes on."""
        rows, terms = self.rows, self.screen.showing.query.terms
        snippet = rows.snippet_of(number)
        if terms and snippet is None:
            snippet = self.host.store.snippets([number], terms).get(number)
        if snippet is None or snippet.offset is None:
            self.host.read(number, rows.ids, at=rows.position)
            return
        from library.snippets import folded

        sought = list(dict.fromkeys(folded(term.words) for term in terms))
        self.host.read(number, rows.ids, snippet.offset, at=rows.position, sought=sought)


def _finds(query: ArticleQuery) -> tuple[object, ArticleOrder | None, bool]:
    """What of a query decides what is listed."""
    return query.node, query.order, query.backwards
