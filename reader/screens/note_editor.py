"""The note editor: a box at the foot of the page; what is typed is on disk with every letter."""

import os
from collections.abc import Callable

from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from library.errors import LibraryError
from reader.bar import cut

_HINTS = ("esc keeps · ctrl+o in $EDITOR · ctrl+z undo", "esc keeps · ctrl+o $EDITOR", "esc keeps")
_AROUND = 4
"""Rows of the box that are not the note: the line above it, what it is on, the hint, a row of air."""
_LEAST_ROWS = 3
_MARGIN = 6
"""Cells of a row beside the words."""


class _Writing(TextArea):
    """A text area that tells of a change at once, before anything else can happen to it."""

    def __init__(self, text: str, changed: Callable[[], None]) -> None:
        self._changed = changed
        super().__init__(text, id="note-text", show_line_numbers=False, compact=True)

    def post_message(self, message: object) -> bool:
        """Every change is posted; the work on it is done here, for a message may wait behind others."""
        if isinstance(message, TextArea.Changed):
            self._changed()
            return True
        return super().post_message(message)  # type: ignore[arg-type]  # whatever Textual posts


class NoteEditor(ModalScreen[None]):
    """A box to write in; leaving it keeps the note."""

    CSS_PATH = "../styles/note_editor.tcss"
    BINDINGS = [  # noqa: RUF012  Textual declares it so
        Binding("escape,ctrl+s", "close", "Keep", show=False, priority=True),
        Binding("ctrl+o", "editor", "Own editor", show=False, priority=True),
    ]

    def __init__(self, about: str, note: str, keep: Callable[[str, str], str]) -> None:
        """`about` is what the note is on; `keep` is called after every change, as `Host.edit_note` says."""
        super().__init__()
        self._about = " ".join(about.split())
        self._kept = note
        self._keep = keep
        self._told = ""
        self._listening = False
        """Whether what happens in the box is the person's doing."""
        self._editor = _Writing(note, self._changed)

    def compose(self) -> ComposeResult:
        """What the note is on, the box, a hint."""
        with Vertical(id="note-box"):
            yield Static("", id="note-about", markup=False)
            yield self._editor
            yield Static("", id="note-hint", markup=False)

    def on_mount(self) -> None:
        """Write at the end of what is there."""
        self._editor.move_cursor(self._editor.document.end)
        self._editor.focus()
        self._listening = True
        self._show_words()

    def on_resize(self) -> None:
        """The lines around the note have one row each."""
        self._show_words()
        self.call_after_refresh(self._fit)

    def _show_words(self) -> None:
        room = max(10, self.query_one("#note-about").size.width or self.size.width - _MARGIN)
        words = f"Note on {self._about}" if self._about else "Note"
        if cut(words, room) != words and words.endswith("”"):
            words = f"{cut(words, room - 1).rstrip()}”"
        self.query_one("#note-about", Static).update(cut(words, room))
        hint = self._told or next((hint for hint in _HINTS if len(hint) <= room), _HINTS[-1])
        self.query_one("#note-hint", Static).update(cut(hint, room))

    def _fit(self) -> None:
        """As high as the note, up to half the screen."""
        most = max(_LEAST_ROWS, self.size.height // 2 - _AROUND)
        rows = max(_LEAST_ROWS, min(self._editor.wrapped_document.height, most))
        self._editor.styles.height = rows

    def _tell(self, words: str) -> None:
        if words != self._told:
            self._told = words
            self._show_words()

    # Keeping

    def _changed(self) -> None:
        """Something was typed, pasted or taken back: it is on disk before the next key."""
        if not self._listening:
            return
        self._tell("")
        self._keep_now()
        self.call_after_refresh(self._fit)

    def _keep_now(self) -> None:
        note = self._editor.text.strip()
        if note == self._kept:
            return
        try:
            kept = self._keep(self._kept, note)
        except LibraryError as error:
            self.app.notify(f"The note is not kept yet. {error}", severity="error", timeout=12, markup=False)
            return
        self._kept = kept
        if kept != note:
            self._tell("This note was changed elsewhere too: both are kept.")
            self.call_later(self._take, kept)

    def _take(self, note: str) -> None:
        """Show what the note is now, the cursor where it was in the words before it."""
        typed, cursor = self._editor.text, self._editor.cursor_location
        if self._editor.text.strip() == note or self._kept != note:
            return
        before = self._editor.get_text_range((0, 0), cursor)
        self._listening = False
        self._editor.replace(note, (0, 0), self._editor.document.end, maintain_selection_offset=False)
        self._listening = True
        self._fit()
        if note.startswith(before):
            self._editor.move_cursor(cursor)
        elif typed.strip() and (at := note.find(typed.strip())) >= 0:
            rows = note[: at + len(typed.strip())].split("\n")
            self._editor.move_cursor((len(rows) - 1, len(rows[-1])))

    def action_close(self) -> None:
        """Keep the note and go back; a note that can't be kept holds the box open."""
        self._keep_now()
        if self._editor.text.strip() == self._kept:
            self.dismiss()

    def on_unmount(self) -> None:
        """A program that is ended keeps it too."""
        self._keep_now()

    # The person's own editor

    def action_editor(self) -> None:
        """Edit the note in $VISUAL or $EDITOR, and go on here."""
        from reader.editor import edit, editor_command

        command = editor_command(os.environ)
        if not command:
            self._tell("Neither $VISUAL nor $EDITOR names an editor.")
            return
        self._keep_now()
        note = self._editor.text.strip()
        try:
            with self.app.suspend():
                edited = edit(command, note)
        except SuspendNotSupported:
            self._tell("An editor can't be opened from here.")
            return
        if edited.note != note:
            self._editor.replace(edited.note, (0, 0), self._editor.document.end)
            self._editor.move_cursor(self._editor.document.end)
        self.app.refresh(layout=True)
        if edited.problem:
            self._tell(edited.problem)
