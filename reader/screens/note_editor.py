"""The note editor: a few lines at the foot of the page; what is typed is kept as it is typed."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Static, TextArea

from library.errors import LibraryError
from reader.bar import cut

_KEEP_AFTER = 0.5
"""Seconds after a letter until it is on disk."""


class NoteEditor(ModalScreen[None]):
    """A box to write in; leaving it keeps the note."""

    CSS_PATH = "../styles/note_editor.tcss"
    BINDINGS = [  # noqa: RUF012  Textual declares it so
        Binding("escape,ctrl+s", "close", "Keep", show=False, priority=True),
    ]

    def __init__(self, quote: str, note: str, keep: Callable[[str], None]) -> None:
        """`keep` is called with the whole note at most half a second after a letter, and when the box is left."""
        super().__init__()
        self._quote = " ".join(quote.split())
        self._kept = note
        self._keep = keep
        self._pending: Timer | None = None
        self._editor = TextArea(note, id="note-text", show_line_numbers=False, compact=True)

    def compose(self) -> ComposeResult:
        """The quote, the box, a hint."""
        with Vertical(id="note-box"):
            yield Static("", id="note-quote", markup=False)
            yield self._editor
            yield Static("esc keeps the note and goes back", id="note-hint", markup=False)

    def on_mount(self) -> None:
        """Write at the end of what is there."""
        self._editor.move_cursor(self._editor.document.end)
        self._editor.focus()
        self._show_quote()

    def on_resize(self) -> None:
        """The quote has one line."""
        self._show_quote()

    def _show_quote(self) -> None:
        words = f"Note on “{self._quote}”" if self._quote else "Note"
        self.query_one("#note-quote", Static).update(cut(words, max(10, self.size.width - 8)))

    def on_text_area_changed(self, message: TextArea.Changed) -> None:
        """Keep it soon; further letters do not put it off."""
        message.stop()
        if self._pending is None:
            self._pending = self.set_timer(_KEEP_AFTER, self._keep_now)

    def _keep_now(self) -> None:
        if self._pending is not None:
            self._pending.stop()
            self._pending = None
        note = self._editor.text.strip()
        if note == self._kept:
            return
        try:
            self._keep(note)
        except LibraryError as error:
            self.app.notify(f"The note is not kept yet. {error}", severity="error", timeout=12, markup=False)
        else:
            self._kept = note

    def action_close(self) -> None:
        """Keep the note and go back; a note that can't be kept holds the box open."""
        self._keep_now()
        if self._editor.text.strip() == self._kept:
            self.dismiss()

    def on_unmount(self) -> None:
        """A program that is ended keeps it too."""
        self._keep_now()
