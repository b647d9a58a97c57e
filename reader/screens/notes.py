"""The notes screen: every highlight of the library, with its shelves, its query language and a way to its passage."""

from dataclasses import dataclass
from random import randrange

from textual.app import ComposeResult
from textual.message import Message

from library.anchor import AnchorState
from library.errors import LibraryError, QueryError
from library.highlight import HighlightKind, NotedPassage
from library.note_query import names_of, parse_notes
from library.note_shelves import NoteOrder, NoteQuery, NoteShelf
from reader.bar import cut
from reader.breaking import cells
from reader.commands import BY_ID, Where, keys_of, spelled
from reader.note_lister import Asked, Listed, NoteLister, begun, listed
from reader.notecard import said, whereabouts
from reader.screens.base import Change, bindings
from reader.screens.listing import ListScreen
from reader.siblings import Siblings
from reader.widgets.note_rows import NoteCard, NoteRows
from reader.widgets.rows import Rows
from reader.widgets.status import StatusLine, Words

_AT_ONCE = 2000
"""Highlights that are listed while a key is being obeyed, in some milliseconds; more are listed in a thread."""
_BEGINNING = 100
"""Highlights of a large library that are listed before the others."""
_FOREIGN_CHANGES = 1.0
"""Seconds between two looks for what other processes have written."""
_TABS = (
    ("1", "All", NoteShelf.ALL),
    ("2", "Notes", NoteShelf.NOTES),
    ("3", "Uncertain", NoteShelf.UNCERTAIN),
    ("4", "Lost", NoteShelf.LOST),
    ("5", "Waiting", NoteShelf.WAITING),
    ("6", "Bookmarks", NoteShelf.BOOKMARKS),
)
_MENDING = {
    AnchorState.UNCERTAIN: (("accept", "accept"), ("reattach", "another passage")),
    AnchorState.LOST: (("reattach", "another passage"),),
}
"""What is to be done about a highlight that is not held: the command, and words for it."""
_CARD_FROM = 30
"""Rows from which the chosen highlight is shown whole without being asked."""
_EMPTY = {
    NoteShelf.ALL: (
        "There are no highlights yet.\n\nWhile reading, `h` highlights the paragraph under the ruler, `v` selects a "
        "passage, and `a` writes a note."
    ),
    NoteShelf.NOTES: "No highlight has a note.\n\nOn one that you choose under `1`, `a` writes a note.",
    NoteShelf.UNCERTAIN: "Nothing is uncertain.\n\nWhen the text of an article changes and a passage may be another "
    "one, it is shown here until you accept the place with `=` or choose another with `r`.",
    NoteShelf.LOST: "Nothing is lost.\n\nWhen the text of an article changes and a passage is gone, its note is kept "
    "here; `r` gives it another passage.",
    NoteShelf.WAITING: "Nothing is waiting.\n\nImported highlights whose article is not in the library are kept here "
    "until you add it.",
    NoteShelf.BOOKMARKS: "There are no bookmarks yet.\n\nWhile reading, `m` sets one.",
}


class NotesScreen(ListScreen[NotedPassage]):
    """The list of highlights."""

    WHERE = Where.NOTES
    BINDINGS = bindings(Where.NOTES)
    AUTO_FOCUS = "NoteRows"

    @dataclass
    class Found(Message):
        """What was to be listed."""

        answer: Listed

    def __init__(self) -> None:
        super().__init__()
        self._asked = Asked(seed=randrange(2**31))  # noqa: S311  it deals notes
        self._counts = dict.fromkeys(NoteShelf, 0)
        self._left: list[int] = []
        """What was deleted or accepted here, the last one last: brought back, it is chosen again."""
        self._taken_back: int | None = None
        self._is_large = False
        self._has_card: bool | None = None
        """Whether the chosen one is shown whole; None until it was said."""
        self._lister: NoteLister
        self._seen_changes = 0

    def compose(self) -> ComposeResult:
        """The card stands between the list and the status line."""
        *above, status = super().compose()
        yield from above
        yield NoteCard(self.styles_of_theme)
        yield status

    def on_mount(self) -> None:
        """Show all, and keep an eye on other processes."""
        self._seen_changes = self.host.store.foreign_changes()
        self._lister = NoteLister(self.host.home, lambda answer: self.post_message(self.Found(answer)))
        self._is_large = self.host.store.has_more_notes_than(_AT_ONCE)
        if self._is_large:
            self._show(begun(self.host.store, self._asked, _BEGINNING))
        self._show_card()
        self.reload()
        self.set_interval(_FOREIGN_CHANGES, self._look_for_changes)

    def _look_for_changes(self) -> None:
        """Show what another process has changed, once what is being listed is there."""
        if self._lister.busy or not self.is_current:
            return
        try:
            changes = self.host.store.foreign_changes()
        except LibraryError:
            return  # the next look will tell
        if changes != self._seen_changes:
            self._seen_changes = changes
            self.reload()

    def on_unmount(self) -> None:
        """Nothing is listed any more."""
        self._lister.stop()

    # What is shown

    def make_rows(self) -> NoteRows:
        """Highlights, fetched from the store as they come into sight."""
        return NoteRows(self.styles_of_theme, self.host.store.noted_passages)

    @property
    def filtered(self) -> bool:
        """Whether words have been typed that leave something out, or order it."""
        return self._asked.query != NoteQuery()

    def read_query(self, words: str, *, typing: bool) -> None:
        """Take what is typed as the query. Raises QueryError, and then the former one stays."""
        names = names_of(self.host.settings.colours)
        query = parse_notes(words, self.host.now(), colours=names, typing=typing)
        self._asked = self._asked._replace(query=query)

    def reload(self) -> None:
        """Show what the store holds, the same highlight chosen; a large library is listed in a thread."""
        if not self._is_large:
            self._show(listed(self.host.store, self._asked))
        else:
            self.rows.forget()
            self.show_heading()
            self._lister.ask(self._asked)

    def on_notes_screen_found(self, message: Found) -> None:
        """The thread has an answer."""
        message.stop()
        self._show(message.answer)

    def _show(self, answer: Listed) -> None:
        if answer.asked != self._asked or not self.is_mounted:
            return  # another shelf has been chosen since
        ids, groups = answer.notes
        if answer.counts:
            self._counts = answer.counts
            self._is_large = self._counts[NoteShelf.ALL] > _AT_ONCE
        order = answer.asked.query.order or answer.asked.order
        rows = self.rows
        if isinstance(rows, NoteRows):
            rows.order = order
        back, self._taken_back = self._taken_back, None
        if back is not None and (self._left[-1:] != [back] or back not in ids):
            back = None
        if back is not None:
            self._left.pop()
        self.show_ids(ids, _EMPTY[answer.asked.shelf], chosen=back, starts=[group.start for group in groups])
        self._show_card()

    def show_heading(self) -> None:
        """The shelves in the order of their keys, with their counts as far as there is room."""
        room = self.size.width - 2
        for keys, counts, names in (
            (True, True, True),
            (True, False, True),
            (False, False, True),
            (True, False, False),
        ):
            words = self._shelves(keys=keys, counts=counts, names=names)
            if sum(cells(text) for text, _ in words) <= room + 2:  # the last gap may go
                break
        self.query_one("#heading", StatusLine).set_words(words, [], self.styles_of_theme.bar)

    def _shelves(self, *, keys: bool, counts: bool, names: bool) -> Words:
        """The shelves, with their `keys`, and the `counts` and `names` of all or of the chosen one alone."""
        styles = self.styles_of_theme
        words: Words = []
        gap = "  " if keys else " "
        for key, name, shelf in _TABS:
            count, here = self._counts[shelf], shelf is self._asked.shelf
            named = names or here
            words += [(f"{key} " if named else f"{key}{gap}", styles.bar_faint)] if keys else []
            words.append((name if named else "", styles.bar_accent if here else styles.bar))
            if named:
                words.append((f" {count:,}{gap}" if count and (here or counts) else gap, styles.bar_faint))
        return words

    def hints(self, room: int) -> Words:
        """Of an uncertain or lost one, first of all what is to be done about it."""
        passage = self.rows.chosen if self.rows.count else None
        state = passage.highlight.state if passage is not None else AnchorState.HELD
        first: Words = []
        for name, hint in _MENDING.get(state, ()):
            key = spelled(keys_of(BY_ID[name], self.host.settings.keymap)[0])
            first += [(key, self.styles_of_theme.bar_accent), (f" {hint}  ", self.styles_of_theme.bar_faint)]
        return [*first, *super().hints(room - sum(cells(text) for text, _ in first))]

    def on_resize(self) -> None:
        """Shelves have shorter names on a narrow screen, and a low one has no room for the card."""
        self.show_heading()
        self._show_card()

    def _show_card(self) -> None:
        card = self.query_one(NoteCard)
        shown = self.size.height >= _CARD_FROM if self._has_card is None else self._has_card
        card.display = shown and self.rows.count > 0
        card.styles.height = max(5, min(12, self.size.height // 4))
        if card.display:
            card.show(self.rows.chosen, self.styles_of_theme)

    def on_rows_chosen(self, message: Rows.Chosen) -> None:
        """The card and the status line follow."""
        super().on_rows_chosen(message)
        self._show_card()

    def restyle(self) -> None:
        """Draw in the colours of the theme that is on."""
        super().restyle()
        self._show_card()

    def words_kept(self) -> None:
        """What was typed is complete now: tell what is wrong in it; the list stays as it was found."""
        try:
            parse_notes(self._typed, self.host.now(), colours=names_of(self.host.settings.colours))
        except QueryError as error:
            self.say(str(error))

    # Shelves and order

    def _go_to(self, shelf: NoteShelf) -> None:
        self._asked = self._asked._replace(shelf=shelf)
        self.rows.choose(0)
        self.reload()

    def action_notes_all(self) -> None:
        """All highlights."""
        self._go_to(NoteShelf.ALL)

    def action_notes_noted(self) -> None:
        """Those with a note."""
        self._go_to(NoteShelf.NOTES)

    def action_notes_uncertain(self) -> None:
        """Those whose place is uncertain."""
        self._go_to(NoteShelf.UNCERTAIN)

    def action_notes_lost(self) -> None:
        """Those whose passage is gone."""
        self._go_to(NoteShelf.LOST)

    def action_notes_waiting(self) -> None:
        """Those whose article is not here yet."""
        self._go_to(NoteShelf.WAITING)

    def action_notes_bookmarks(self) -> None:
        """Bookmarks."""
        self._go_to(NoteShelf.BOOKMARKS)

    def action_notes_order(self) -> None:
        """By article, or by day."""
        if self._asked.query.order is not None:
            self.say(f"The filter has sort:{self._asked.query.order}")
            return
        by_day = self._asked.order is NoteOrder.ARTICLE
        self._asked = self._asked._replace(order=NoteOrder.CREATED if by_day else NoteOrder.ARTICLE)
        self.reload()
        self.say("By day, the newest first" if by_day else "By article")

    def action_notes_card(self) -> None:
        """Show the chosen one whole, or not."""
        self._has_card = not self.query_one(NoteCard).display
        self._show_card()

    def action_recall(self) -> None:
        """A few past notes."""
        self.host.show_recall()

    def action_undo(self) -> None:
        """Take back the last change; what comes back by it is chosen."""
        self._taken_back = self._left[-1] if self._left else None
        super().action_undo()

    # The chosen one

    def _chosen(self) -> NotedPassage | None:
        passage = self.rows.chosen
        if passage is None:
            self.say("There is no highlight to do that with.")
        return passage

    def _siblings(self, article: int) -> Siblings:
        """The articles of what is listed, beside that of the chosen one."""
        return Siblings.of_entries(article, self.rows.ids, self.rows.position, self.host.store.articles_of)

    def action_open(self) -> None:
        """Go to the passage; one that is lost is told with its note, one that waits says for what."""
        passage = self.rows.chosen
        if passage is None:
            return
        highlight = passage.highlight
        if highlight.article is None:
            self.say(whereabouts(passage))
            return
        place = highlight.place
        self.host.read(highlight.article, self._siblings(highlight.article), place.start if place else None)
        if highlight.state is AnchorState.LOST:
            words = f"“{said(highlight)}”\n\n{highlight.note}".strip()
            self.app.notify(cut(words, 400), title=whereabouts(passage), timeout=12, markup=False)

    def action_note(self) -> None:
        """Write or edit the note of the chosen highlight."""
        if passage := self._chosen():
            self.edit_note(passage.highlight)

    def action_delete_highlight(self) -> None:
        """Delete the chosen highlight."""
        if passage := self._chosen():
            self._left.append(passage.highlight.id)
            self.delete_highlight(passage.highlight)

    def action_recolour(self) -> None:
        """Give the chosen highlight another colour."""
        if passage := self._chosen():
            self.recolour(passage.highlight)

    def action_retag(self) -> None:
        """Write or change the tags of the chosen highlight."""
        if passage := self._chosen():
            self.retag(passage.highlight)

    def action_export(self) -> None:
        """Write what is listed in an open format."""
        from reader.screens.exporting import open_export

        open_export(self, list(self.rows.ids))

    def action_copy(self) -> None:
        """Copy the chosen highlight with its source."""
        if passage := self._chosen():
            self.copy_highlight(passage)

    def action_accept(self) -> None:
        """Make the place at which an uncertain highlight was found its own."""
        passage = self._chosen()
        if passage is None:
            return
        former = passage.highlight
        if former.state is not AnchorState.UNCERTAIN:
            self.say("Only an uncertain highlight has a place to accept.")
            return
        store = self.host.store
        store.accept_place(former.id, self.host.now())
        self._left.append(former.id)
        self.host.did(Change("accepting the place", lambda: store.put_back(former)))
        self.reload()
        self.say("Place accepted  (u takes it back)")

    def action_reattach(self) -> None:
        """Choose another passage for the chosen highlight, in its article."""
        passage = self._chosen()
        if passage is not None:
            self.reattach(passage)

    def reattach(self, passage: NotedPassage) -> None:
        """Open the article so that a passage can be chosen for the highlight."""
        highlight = passage.highlight
        if highlight.article is None:
            self.say(whereabouts(passage))
        elif highlight.kind is HighlightKind.ARTICLE:
            self.say("This note is on the whole article and has no passage.")
        else:
            place = highlight.place
            self.host.read(
                highlight.article, self._siblings(highlight.article), place.start if place else None, highlight.id
            )
