"""The shelf: the articles of the library in a list of any length; what else can be done there its parts do."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import Static

from library.article import Article, Shelf, ShelfCounts
from library.article_shelves import ArticleOrder, ArticleQuery
from library.errors import LibraryError
from library.pace import Pace
from library.snippets import Snippet
from reader import shelf_bars
from reader.arrangement import arranged, order_words
from reader.article_lines import Look
from reader.article_lister import FIRST, Asked, Listed, Showing
from reader.article_threads import ArticleThreads
from reader.breaking import cells
from reader.commands import Where
from reader.firstshelf import FirstShelf
from reader.screens.acting import Acting
from reader.screens.adding import Adding
from reader.screens.arranging import Arranging
from reader.screens.base import Turned, bindings
from reader.screens.listing import ListScreen
from reader.screens.picking import Picking
from reader.screens.queueing import Queueing
from reader.screens.searching import Completed, Searching
from reader.screens.shelf_part import has_to_wait
from reader.screens.siding import Siding
from reader.screens.to_shelves import ToShelves
from reader.widgets.article_rows import ArticleRows
from reader.widgets.rows import Rows
from reader.widgets.sidebar import SideBar
from reader.widgets.status import Standing, StatusLine

_FOREIGN_CHANGES = 1.0
"""Seconds between two looks for what other processes have written."""
_SETTLED = 0.1
"""Seconds after coming back from an article before all is listed anew: no key waits for that."""
_PAUSE = 0.1
"""Seconds without a letter after which all that is found is listed; the first of it comes at once."""


class ShelfScreen(ToShelves, ListScreen[Article]):
    """The list of articles."""

    WHERE = Where.SHELF
    BINDINGS = bindings(Where.SHELF)
    AUTO_FOCUS = "ArticleRows"

    @dataclass
    class Found(Message):
        """What was to be listed."""

        answer: Listed

    @dataclass
    class Snippets(Message):
        """Words around hits."""

        query: ArticleQuery
        """What was looked for."""
        found: Mapping[int, Snippet | None]

    def __init__(self, first: FirstShelf | None = None) -> None:
        """`first` is what is on the screen already."""
        super().__init__()
        self._first = first
        self.showing = first.listed.asked.showing if first is not None else Showing()
        self.counts: ShelfCounts | None = None
        self._number = 0
        self._awaiting = False
        self._deferred: deque[str] = deque()
        """Commands that came while the list was on its way that they are meant for."""
        self._seen_changes = 0
        self._reading = False
        self._left_at = (0, 0)
        """What the library had seen of changes when the list was left."""
        self.siding: Siding
        self.picking, self.searching = Picking(self), Searching(self)
        self.acting = Acting(self)
        self._parts = (
            self.picking, self.searching, self.acting, Arranging(self), Queueing(self), Adding(self)
        )  # fmt: skip

    # What it is made of

    def compose(self) -> ComposeResult:
        """The heading above; the side bar, the list and the preview beside each other; the status line below."""
        self.siding = Siding(self)
        heading, rows, empty, status = super().compose()
        yield heading
        with Horizontal(id="beside"):
            yield self.siding.bar
            with Vertical(id="listing"):
                yield rows
                yield empty
            yield self.siding.preview
        yield status
        yield Standing(self.styles_of_theme.bar, id="standing")

    def make_rows(self) -> ArticleRows:
        """Articles, fetched from the store as they come into sight."""
        rows = ArticleRows(self.styles_of_theme, self.host.store.articles, self._look())
        rows.is_picked = self.picking.is_picked
        return rows

    @property
    def rows(self) -> ArticleRows:
        """The list."""
        return self.query_one(ArticleRows)

    @property
    def parts(self) -> Iterable[object]:
        """What carries out the commands."""
        return (self, *self._parts, self.siding)

    def on_mount(self) -> None:
        """Show the first rows at once, then list all, and keep an eye on other processes."""
        self.threads = ArticleThreads(
            self.host.home, lambda answer: self.post_message(self.Found(answer)),
            lambda query, found: self.post_message(self.Snippets(query, found)),
        )  # fmt: skip
        self._seen_changes = self.host.store.foreign_changes()
        if self._first is not None:
            self._show(self._first.listed, self._first.look)
            self.siding.begin(self._first.glance)
            self.call_after_refresh(self.reload)
        else:
            self.showing = arranged(self.host.store, self.showing)
            self.list_anew()
            self.siding.begin()
        self.set_interval(_FOREIGN_CHANGES, self._look_for_changes)

    def on_unmount(self) -> None:
        """Nothing is looked up any more."""
        self.threads.end()
        self.searching.end()
        self.siding.end()

    # Listing

    @property
    def settled(self) -> bool:
        """Whether the list is what was asked for last, and all of it is known."""
        listed = not self._awaiting and self.rows.whole and self.counts is not None
        return listed and not self._deferred and not self.rows.unknown

    def list_anew(self, *, keep: bool = False) -> None:
        """List what is to be shown now: its first rows soon, all of it then; or with `keep` all, the same one chosen.

        Commands that come meanwhile are meant for what is on its way, and wait for it.
        """
        self._awaiting = True
        self._ask(whole=keep)

    def list_rest(self) -> None:
        """List all of what only the first are known of, at once."""
        if not self._awaiting and (not self.rows.whole or self.counts is None):
            self._ask(whole=True)

    def _list_rest_later(self) -> None:
        """List all once the first are on the screen, and nothing more is typed for a moment."""
        number = self._number

        def rest() -> None:
            if number == self._number and self.is_mounted:
                self.list_rest()

        if self.searching.is_open:
            self.set_timer(_PAUSE, rest)
        else:
            self.call_after_refresh(rest)

    def reload(self, bring: int | None = None) -> None:
        """List anew what is shown, at the same article, or at one to `bring`; the rows in sight follow at once."""
        self.rows.forget()
        self._awaiting = self._awaiting or bring is not None
        self._ask(whole=True, bring=bring)
        self.siding.changed()

    def _ask(self, *, whole: bool, bring: int | None = None) -> None:
        self._number += 1
        rows = self.rows
        chosen = rows.chosen_id if bring is None else bring
        ready = self.picking.picks.sort if whole else None
        first = FIRST if self.showing.query.node is None else rows.size.height // self._look().lines + 2
        asked = Asked(self._number, self.showing, whole, chosen, rows.position, bring is not None, ready, first)
        self.threads.list(asked)

    def on_shelf_screen_found(self, message: Found) -> None:
        """The thread has an answer; one that is outdated counts for nothing."""
        message.stop()
        answer = message.answer
        if answer.asked.number != self._number or not self.is_mounted:
            return
        if answer.problem:
            self._awaiting = False
            self.host.tell(LibraryError(answer.problem))
        else:
            self._show(answer)
            if not answer.asked.whole:
                self._list_rest_later()
        self._carry_out_deferred()

    def _show(self, answer: Listed, look: Look | None = None) -> None:
        asked, rows = answer.asked, self.rows
        self._awaiting = False
        if answer.counts is not None:
            self.counts = answer.counts
            self.siding.show_counts(answer.counts)
        rows.group = asked.showing.group
        if answer.queued is not None:
            rows.queued = answer.queued
        rows.look = look or self._look()
        if asked.whole:
            chosen = asked.chosen if asked.brings and answer.place is not None else rows.chosen_id
            rows.set_ids(answer.ids, chosen, answer.starts, place=answer.place)
        else:
            rows.forget_snippets()
            rows.set_ids(answer.ids, None, answer.starts, place=0, whole=answer.is_whole)
        rows.know(answer.snippets)
        self._show_placeholder()
        self.show_heading()
        self.set_status()
        self.siding.shown()

    def _show_placeholder(self) -> None:
        rows, placeholder = self.rows, self.query_one("#empty", Static)
        empty = not rows.count
        if placeholder.display != empty or empty:
            placeholder.display, rows.display = empty, not empty
        if empty:
            words = f"Nothing here has “{self._typed}”." if self.filtered else shelf_bars.EMPTY[self.showing.shelf]
            placeholder.update(words)

    def _look(self) -> Look:
        host, terms = self.host, self.showing.query.terms
        pace = Pace.from_json(host.store.fact("pace") or "")
        return Look(host.now(), pace, compact=host.settings.density == "compact", searching=bool(terms))

    def _look_for_snippets(self) -> None:
        if (unknown := self.rows.unknown) and not self._awaiting:
            self.threads.words.ask((unknown, self.showing.query))

    def on_shelf_screen_snippets(self, message: Snippets) -> None:
        """Words around the hits in what has come into sight."""
        message.stop()
        if not self._awaiting and message.query == self.showing.query:
            self.rows.know(message.found)

    def _look_for_changes(self) -> None:
        try:
            changes = self.host.store.foreign_changes()
        except LibraryError:
            return  # the next look will tell
        if changes != self._seen_changes and self.is_current:
            self._seen_changes = changes
            self.reload()

    def left_for_article(self) -> None:
        """An article is opened: what is changed there is looked up on coming back."""
        self._reading = True
        self._left_at = self._changes

    @property
    def _changes(self) -> tuple[int, int]:
        store = self.host.store
        return store.own_changes(), store.foreign_changes()

    def resumed(self) -> None:
        """Back from an article: its row is as it is now, the list follows."""
        if self._reading:
            self._reading = False
            if self._changes != self._left_at:
                self._seen_changes = self._changes[1]
                self.rows.forget()
                self.set_timer(_SETTLED, self.reload)

    # Words above and below

    def show_heading(self) -> None:
        """The shelves in the order of their keys, with their counts as far as there is room."""
        styles = self.styles_of_theme
        words = shelf_bars.heading(styles, self.showing.shelf, self.counts, self.size.width)
        self.query_one("#heading", StatusLine).set_words(words, [], styles.bar)

    def set_status(self) -> None:
        """The keys worth a reminder, what is sought and selected, and where the choice stands."""
        rows = self.rows
        left, right = shelf_bars.standing(
            self.styles_of_theme, self.host.settings.keymap, self.size.width, rows.position + 1 if rows.count else 0,
            rows.count if rows.whole else None, typed="" if self._message else self._typed,
            picked=self.picking.count, order=order_words(self.showing), message=self._message,
        )  # fmt: skip
        room = sum(cells(text) for text, _ in right)
        bar = self.styles_of_theme.bar
        self.write_status(self.siding.hints(self.size.width - room - 4) if self.siding.on_bar else left,
                          [(" " * room, bar)])  # fmt: skip
        self.query_one(Standing).set_standing(right, bar)

    def on_resize(self) -> None:
        """Shelves have shorter names on a narrow screen."""
        self.show_heading()
        self.siding.place()
        self.set_status()

    def restyle(self) -> None:
        """Draw in the colours of the theme that is on."""
        super().restyle()
        self.siding.restyle()

    @property
    def cursor(self) -> Offset:
        """On the chosen row, or in the side bar while keys go there."""
        return self.siding.cursor if self.siding.on_bar else self.rows.cursor

    def on_rows_chosen(self, message: Rows.Chosen) -> None:
        """The preview follows; of the status line the list screen takes care."""
        message.stop()
        self.picking.moved()
        self.siding.chose(self.rows.chosen_id)
        self._look_for_snippets()

    # What is shown

    @property
    def shelf(self) -> Shelf:
        """What the list shows."""
        return self.showing.shelf

    @property
    def typed(self) -> str:
        """What was typed to find some of it."""
        return self._typed

    @property
    def filtered(self) -> bool:
        """Whether words have been typed that leave something out, or order it."""
        return bool(self._typed.strip())

    def read_query(self, words: str, *, typing: bool) -> None:
        """Take what is typed as the query. Raises QueryError, and then the former one stays."""
        self.searching.read(words, typing=typing)

    def show_query(self, query: ArticleQuery, *, best_first: bool) -> None:
        """What is to be listed next has another query."""
        showing = arranged(self.host.store, self.showing._replace(query=query))
        self.showing = showing._replace(order=ArticleOrder.RELEVANCE, backwards=False) if best_first else showing

    def refit(self) -> None:
        """The rows stand closer, or less close."""
        self.rows.look = self._look()
        self.set_status()

    def on_completed(self, message: Completed) -> None:
        """What would complete the words that are typed."""
        message.stop()
        self.searching.completed(message)

    def show_list(self, shelf: Shelf, words: str = "") -> None:
        """Show a shelf, of it what the words find. Raises QueryError."""
        self.read_query(words, typing=False)
        self._typed = words
        self.go_to_shelf(shelf)

    def focus_list(self) -> None:
        """Let the keys move the list."""
        self.set_focus(self.rows)

    def on_side_bar_picked(self, message: SideBar.Picked) -> None:
        """An entry of the side bar was clicked."""
        message.stop()
        self.siding.picked(message.entry)

    def on_article_rows_marked(self, message: ArticleRows.Marked) -> None:
        """A row was clicked so as to select it."""
        message.stop()
        self.picking.toggle(message.position)

    def go_to_shelf(self, shelf: Shelf) -> None:
        """List what is on a shelf."""
        self.picking.end()
        self.showing = arranged(self.host.store, self.showing._replace(shelf=shelf))
        self.list_anew()
        self.show_heading()

    def action_notes(self) -> None:
        """All highlights and notes."""
        self.left_for_article()
        self.host.show_notes()

    # Commands

    def action_do(self, name: str) -> None:
        """Carry out a command, once what it is meant for is listed."""
        if self._deferred or has_to_wait(name, awaiting=self._awaiting, whole=self.rows.whole):
            self._deferred.append(name)
            self.list_rest()
        else:
            super().action_do(name)

    def _carry_out_deferred(self) -> None:
        waiting, self._deferred = self._deferred, deque()
        while waiting:
            if self._awaiting or not self.is_current:
                self._deferred.extend(waiting if self._awaiting else ())
                return
            if has_to_wait(waiting[0], awaiting=False, whole=self.rows.whole):
                self._deferred.extend(waiting)
                self.list_rest()
                return
            try:
                super().action_do(waiting.popleft())
            except LibraryError as error:
                self.host.tell(error)

    def action_undo(self) -> None:
        """Take back the last change; what comes back by it is chosen."""
        self._turned(self.host.undo(), "There is nothing to take back.")

    def action_redo(self) -> None:
        """Do again what was taken back last."""
        self._turned(self.host.redo(), "There is nothing to do again.")

    def _turned(self, turned: Turned | None, otherwise: str) -> None:
        if turned is not None:
            self.reload(bring=turned.articles[0] if turned.articles else None)
        self.say(turned.sentence if turned is not None else otherwise)

    def on_key(self) -> None:
        """The next key takes the message away, and with it the offer to take a page all the same."""
        super().on_key()
        self.acting.renewing.key()

    def action_open(self) -> None:
        """Read the chosen article; where words were sought, at the first place in it that has them."""
        rows = self.rows
        if rows.chosen_id is not None:
            self.left_for_article()
            self.searching.read_at_hit(rows.chosen_id)

    def action_back(self) -> None:
        """End what is going on, one thing after the other; then leave."""
        if self.picking.end():
            return
        if self.filtered:
            self.clear_filter()
        else:
            self.host.leave()

    def clear_filter(self) -> None:
        """The whole list again, at the article that is chosen."""
        self._typed = ""
        self.read_query("", typing=False)
        self.list_anew(keep=True)

    # The box to search with

    def action_filter(self) -> None:
        """Search as one types."""
        self.searching.open(self._typed)

    def words_typed(self, words: str) -> None:
        """Search with every letter."""
        self.searching.typed(words)

    def words_kept(self) -> None:
        """The search is as it is to be."""
        self._typed = self.searching.closed(self._typed)
