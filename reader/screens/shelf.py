"""The shelf: the articles of the library, and what can be done with them."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Offset

from library.article import Article, ArticleState, Shelf
from library.errors import LibraryError
from reader.commands import Where
from reader.screens.base import Change, bindings
from reader.screens.listing import ListScreen
from reader.screens.refetching import Renewing
from reader.screens.siding import Siding
from reader.widgets.article_rows import ArticleRows
from reader.widgets.rows import Rows
from reader.widgets.sidebar import SideBar
from reader.widgets.status import StatusLine, Words

_FOREIGN_CHANGES = 1.0
"""Seconds between two looks for what other processes have written."""
_TABS = (
    ("1", "Inbox", Shelf.INBOX),
    ("2", "Reading", Shelf.READING),
    ("3", "Starred", Shelf.STARRED),
    ("4", "Archive", Shelf.ARCHIVE),
    ("5", "All", Shelf.ALL),
    ("6", "Notes", None),
    ("7", "Trash", Shelf.TRASH),
)
_KEYS_FROM, _COUNTS_FROM = 70, 78
"""Cells from which the keys of the shelves, and the counts of all of them, have room."""
_EMPTY = {
    Shelf.INBOX: (
        "Nothing to read here yet.\n\nAt the shell's prompt, `broadsheet add FILE` puts an article on this shelf.\n"
        "`broadsheet demo` shows a filled one."
    ),
    Shelf.READING: "Nothing is begun.\n\nWhat you have started and not finished stands here.",
    Shelf.STARRED: "No article has a star.\n\nOn any shelf, `s` gives one.",
    Shelf.ARCHIVE: "The archive is empty.\n\nOn the inbox, `e` puts an article here.",
    Shelf.ALL: "The library is empty.\n\nAt the shell's prompt, `broadsheet add FILE` adds an article.",
    Shelf.TRASH: "The trash is empty.",
    Shelf.QUEUE: "The queue is empty.\n\nOn any shelf, `Q` puts an article into it.",
}


class ShelfScreen(ListScreen[Article]):
    """The list of articles."""

    WHERE = Where.SHELF
    BINDINGS = bindings(Where.SHELF)
    AUTO_FOCUS = "ArticleRows"

    def __init__(self) -> None:
        super().__init__()
        self._shelf = Shelf.INBOX
        self._seen_changes = 0
        self._renewing = Renewing(self, lambda _: self.reload())
        self.siding: Siding

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

    @property
    def parts(self) -> Iterable[object]:
        """What carries out the commands."""
        return (self, self.siding)

    # What the side bar asks and is told

    @property
    def shelf(self) -> Shelf:
        """What the list shows."""
        return self._shelf

    @property
    def typed(self) -> str:
        """What was typed to find some of it."""
        return self._typed

    def show_list(self, shelf: Shelf, words: str = "") -> None:
        """Show a shelf, of it what the words find. Raises QueryError."""
        self.read_query(words, typing=False)
        self._typed = words
        self._go_to_shelf(shelf)

    def focus_list(self) -> None:
        """Let the keys move the list."""
        self.set_focus(self.rows)

    def on_rows_chosen(self, message: Rows.Chosen) -> None:
        """The preview follows."""
        super().on_rows_chosen(message)
        self.siding.chose(self.rows.chosen_id)

    def on_side_bar_picked(self, message: SideBar.Picked) -> None:
        """An entry of the side bar was clicked."""
        message.stop()
        self.siding.picked(message.entry)

    @property
    def cursor(self) -> Offset:
        """On the chosen row, or the chosen entry of the side bar."""
        return self.siding.cursor if self.siding.on_bar else super().cursor

    def hints(self, room: int) -> Words:
        """The keys of the list, or of the side bar while it has them."""
        return self.siding.hints(room) if self.siding.on_bar else super().hints(room)

    def restyle(self) -> None:
        """Draw in the colours of the theme that is on."""
        super().restyle()
        self.siding.restyle()

    def on_unmount(self) -> None:
        """Nothing is looked up any more."""
        self.siding.end()

    def on_mount(self) -> None:
        """Show the inbox and keep an eye on other processes."""
        self.siding.begin()
        self._seen_changes = self.host.store.foreign_changes()
        self.reload()
        self.set_interval(_FOREIGN_CHANGES, self._look_for_changes)

    def _look_for_changes(self) -> None:
        try:
            changes = self.host.store.foreign_changes()
        except LibraryError:
            return  # the next look will tell
        if changes != self._seen_changes and self.is_current:
            self._seen_changes = changes
            self.reload()

    # What is shown

    def make_rows(self) -> ArticleRows:
        """Articles, fetched from the store as they come into sight."""
        return ArticleRows(self.styles_of_theme, self.host.store.articles, self.host.now)

    def reload(self) -> None:
        """Show the shelf as the store has it, the same article chosen."""
        self.show_ids(self.host.store.ids(self._shelf, self._query), _EMPTY[self._shelf])
        self.siding.shown()
        self.siding.changed()

    def show_heading(self) -> None:
        """The shelves in the order of their keys, with their counts as far as there is room."""
        styles, counts = self.styles_of_theme, self.host.store.counts()
        self.siding.show_counts(counts)
        words: Words = []
        for key, name, shelf in _TABS:
            count = counts.articles[shelf] if shelf else counts.highlights
            here = shelf is self._shelf
            if self.size.width >= _KEYS_FROM:
                words.append((f"{key} ", styles.bar_faint))
            words.append((name, styles.bar_accent if here else styles.bar))
            counted = count and (here or self.size.width >= _COUNTS_FROM)
            words.append((f" {count}  " if counted else "  ", styles.bar_faint))
        self.query_one("#heading", StatusLine).set_words(words, [], styles.bar)

    def on_resize(self) -> None:
        """Shelves have shorter names on a narrow screen."""
        self.show_heading()
        self.siding.place()

    # Shelves

    def _go_to_shelf(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.rows.choose(0)
        self.reload()

    def action_shelf_inbox(self) -> None:
        """What is to be read."""
        self._go_to_shelf(Shelf.INBOX)

    def action_shelf_reading(self) -> None:
        """What has been begun."""
        self._go_to_shelf(Shelf.READING)

    def action_shelf_starred(self) -> None:
        """What has a star."""
        self._go_to_shelf(Shelf.STARRED)

    def action_shelf_archive(self) -> None:
        """What has been put away."""
        self._go_to_shelf(Shelf.ARCHIVE)

    def action_shelf_all(self) -> None:
        """Everything but the trash."""
        self._go_to_shelf(Shelf.ALL)

    def action_shelf_trash(self) -> None:
        """What has been deleted."""
        self._go_to_shelf(Shelf.TRASH)

    def action_notes(self) -> None:
        """All highlights and notes."""
        self.host.show_notes()

    # Doing

    def action_open(self) -> None:
        """Read the chosen article."""
        if self.rows.chosen_id is not None:
            self.host.read(self.rows.chosen_id, list(self.rows.ids))

    def _chosen(self) -> Article | None:
        article = self.rows.chosen
        if article is None:
            self.say("There is no article to do that with.")
        return article

    def _done(self, title: str, change: Change) -> None:
        self.host.did(change)
        self.reload()
        self.say(f"{title}  (u takes it back)")

    def action_star(self) -> None:
        """Give or take the star."""
        article = self._chosen()
        if article is None:
            return
        store, former = self.host.store, article.starred
        store.star([article.id], starred=not former)
        title = f"{'Star taken from' if former else 'Star given to'} “{article.title}”"
        self._done(title, Change(title, lambda: store.star([article.id], starred=former)))

    def action_archive(self) -> None:
        """To the archive, or back to the inbox."""
        article = self._chosen()
        if article is None:
            return
        store, former = self.host.store, article.state
        to_archive = former is ArticleState.INBOX
        store.move([article.id], ArticleState.ARCHIVED if to_archive else ArticleState.INBOX)
        title = f"{'Archived' if to_archive else 'Back in the inbox:'} “{article.title}”"
        self._done(title, Change(title, lambda: store.move([article.id], former)))

    def action_delete(self) -> None:
        """Into the trash, or out of it."""
        article = self._chosen()
        if article is None:
            return
        store = self.host.store
        if article.deleted is None:
            store.delete([article.id], self.host.now())
            title = f"Deleted “{article.title}”"
            self._done(title, Change(title, lambda: store.undelete([article.id])))
        else:
            deleted = article.deleted
            store.undelete([article.id])
            title = f"Out of the trash: “{article.title}”"
            self._done(title, Change(title, lambda: store.delete([article.id], deleted)))

    def on_key(self) -> None:
        """The next key takes the message away, and with it the offer to take a page all the same."""
        super().on_key()
        self._renewing.key()

    def action_refetch(self) -> None:
        """Fetch the page of the chosen article again."""
        article = self._chosen()
        if article is not None:
            self._renewing.start(article)

    def action_browse(self) -> None:
        """Open the article's page in the web browser."""
        article = self._chosen()
        if article is not None:
            self.say(self.host.browse(article))

    def action_copy_link(self) -> None:
        """Copy the article's address."""
        article = self._chosen()
        if article is None:
            return
        if article.url:
            self.host.copy(article.url, self.say)
        else:
            self.say("The address of this article is not known.")
