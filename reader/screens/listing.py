"""What the two list screens, shelf and notes, share: moving, filtering, what stands in place of an empty list."""

import sys
from abc import abstractmethod
from collections.abc import Sequence
from typing import Generic

from textual.app import ComposeResult
from textual.geometry import Offset
from textual.widgets import Static

from library.errors import QueryError
from reader.breaking import cells
from reader.screens.base import CommandScreen
from reader.screens.filtering import FilterBox
from reader.widgets.rows import Item, Rows
from reader.widgets.status import StatusLine, Words


class ListScreen(CommandScreen, Generic[Item]):
    """A heading, a virtual list, a status line."""

    def __init__(self) -> None:
        super().__init__()
        self._typed = ""

    def compose(self) -> ComposeResult:
        """The heading above, rows, status below."""
        styles = self.styles_of_theme
        yield StatusLine(styles.bar, id="heading")
        yield self.make_rows()
        yield Static("", id="empty", markup=False)
        yield StatusLine(styles.bar, id="status")

    @abstractmethod
    def make_rows(self) -> Rows[Item]:
        """The list of this screen."""

    @abstractmethod
    def show_heading(self) -> None:
        """Write the line above the list."""

    @abstractmethod
    def action_open(self) -> None:
        """Open the chosen row."""

    @property
    def rows(self) -> Rows[Item]:
        """The list."""
        return self.query_one("Rows", Rows)  # type: ignore[type-abstract]  # any list will do, whichever rows it has

    @property
    @abstractmethod
    def filtered(self) -> bool:
        """Whether words have been typed that leave something out, or order it."""

    @abstractmethod
    def read_query(self, words: str, *, typing: bool) -> None:
        """Take what is typed as the query. Raises QueryError, and then the former one stays."""

    def show_ids(
        self, ids: Sequence[int], empty: str, *, chosen: int | None = None, starts: Sequence[int] = ()
    ) -> None:
        """Fill the list, the same item chosen, or `chosen`; `empty` stands in its place when there is nothing.

        `starts` are the indexes of the first items of groups.
        """
        rows = self.rows
        rows.set_ids(ids, rows.chosen_id if chosen is None else chosen, starts)
        placeholder = self.query_one("#empty", Static)
        placeholder.display, rows.display = not ids, bool(ids)
        if not ids:
            placeholder.update(f"Nothing here has “{self._typed}”." if self.filtered else empty)
        self.show_heading()
        self.set_status()

    def on_screen_resume(self) -> None:
        """Show what was done while another screen was on top."""
        if self.is_mounted:
            self.resumed()

    def resumed(self) -> None:
        """Show what was done while another screen was on top. Textual calls the handlers of every class: not this."""
        self.reload()

    def restyle(self) -> None:
        """Draw in the colours of the theme that is on."""
        self.rows.paint_in(self.styles_of_theme)
        self.show_heading()
        self.set_status()

    def set_status(self) -> None:
        """The keys worth a reminder, and where the choice stands."""
        styles, rows = self.styles_of_theme, self.rows
        right: Words = [(f"{rows.position + 1} of {rows.count}", styles.bar_faint)] if rows.count else []
        if self.filtered and not self._message:  # what is told may be long, and needs the room
            right.insert(0, (f"“{self._typed}”  ", styles.bar_accent))
        taken = sum(cells(text) for text, _ in right)
        self.write_status(self.hints(self.size.width - taken - 4), right)

    @property
    def cursor(self) -> Offset:
        """On the chosen row."""
        return self.rows.cursor

    def on_rows_chosen(self, message: Rows.Chosen) -> None:
        """The status line tells the position."""
        message.stop()
        self.set_status()

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """A click on the chosen row opens it."""
        message.stop()
        self.action_open()

    # Moving

    def move(self, count: int) -> None:
        """Choose another row, and tell where it stands in the same frame."""
        self.rows.move_by(count)
        self.set_status()

    def move_to(self, position: int) -> None:
        """Choose the row at a position, or the nearest there is."""
        self.rows.choose(position)
        self.set_status()

    def action_down(self) -> None:
        """The next row."""
        self.move(1)

    def action_up(self) -> None:
        """The previous row."""
        self.move(-1)

    def action_page_down(self) -> None:
        """A page on."""
        self.move(self.rows.page_rows)

    def action_page_up(self) -> None:
        """A page back."""
        self.move(-self.rows.page_rows)

    def action_half_page_down(self) -> None:
        """Half a page on."""
        self.move(max(1, self.rows.page_rows // 2))

    def action_half_page_up(self) -> None:
        """Half a page back."""
        self.move(-max(1, self.rows.page_rows // 2))

    def action_top(self) -> None:
        """The first row."""
        self.move_to(0)

    def action_bottom(self) -> None:
        """The last row, also of a list of which only the beginning is known yet."""
        self.move_to(self.rows.count - 1 if self.rows.whole else sys.maxsize)

    # Filtering

    def action_filter(self) -> None:
        """Show only what holds the words that are typed."""
        self.open_box(FilterBox(self._typed))

    def on_filter_box_typed(self, message: FilterBox.Typed) -> None:
        """Filter with every letter."""
        message.stop()
        self._typed = message.words
        self.words_typed(message.words)

    def words_typed(self, words: str) -> None:
        """Filter by what is typed."""
        try:
            self.read_query(words, typing=True)
        except QueryError as error:
            self.say(str(error))
            return
        self._message = ""
        self.rows.choose(0)
        self.reload()

    def on_filter_box_closed(self, message: FilterBox.Closed) -> None:
        """Back to the list."""
        message.stop()
        self.words_kept()
        self.rows.focus()
        self.set_status()

    def words_kept(self) -> None:
        """What was typed is complete."""

    def action_back(self) -> None:
        """The whole list again when it is filtered, else back."""
        if self.filtered:
            self._typed = ""
            self.read_query("", typing=False)
            self.reload()
        else:
            self.host.leave()
