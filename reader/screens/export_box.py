"""The export box: in which format the notes leave, and where they are written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from reader.bar import cut
from reader.breaking import cells
from reader.strips import style_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult
    from textual.events import Click

    from library.exporters import Format
    from reader.themes import Styles


class Wish(NamedTuple):
    """What was chosen."""

    form: str
    """The id of the format."""
    path: str
    """As it was typed."""


_AROUND = 8
"""Rows of the box beside the formats."""


class ExportBox(ModalScreen[Wish | None]):
    """A list of formats above a line for the path; its answer is what to do, or None."""

    CSS_PATH = "../styles/export.tcss"
    BINDINGS = [  # noqa: RUF012  Textual declares it so
        Binding("escape", "leave", "Leave", show=False, priority=True),
        Binding("up,shift+tab", "choose(-1)", "Format above", show=False, priority=True),
        Binding("down,tab", "choose(1)", "Format below", show=False, priority=True),
    ]

    def __init__(
        self, forms: Sequence[Format], chosen: str, paths: Mapping[str, str], what: str, styles: Styles
    ) -> None:
        """`paths` are where each format would go, `what` says what leaves."""
        super().__init__()
        self._forms, self._styles = forms, styles
        self._paths = dict(paths)
        self._position = next((at for at, form in enumerate(forms) if form.id == chosen), 0)
        self._first = 0
        """The first format in sight, where there is no room for all."""
        self._what = what
        self._path = Input(self._paths[self._form.id], id="export-path", compact=True, select_on_focus=False)

    @property
    def _form(self) -> Format:
        return self._forms[self._position]

    def compose(self) -> ComposeResult:
        """The formats, the path, a hint."""
        with Vertical(id="export-box") as box:
            box.border_title = "Export"
            box.border_subtitle = self._what
            yield Static("", id="export-forms", markup=False)
            yield self._path
            yield Static("", id="export-hint", markup=False)

    def on_mount(self) -> None:
        """Write into the path."""
        self._path.focus()
        self._show()

    def on_resize(self) -> None:
        """A format has one line."""
        self._show()

    def _show(self) -> None:
        room = max(10, min(self.size.width, 72) - 6)
        lines = []
        rows = max(1, min(len(self._forms), self.size.height - _AROUND))
        self._first = max(0, min(self._position - rows // 2, len(self._forms) - rows))
        for at, form in enumerate(self._forms[self._first : self._first + rows], self._first):
            mark, style = ("▸", style_of(self._styles.bar_strong)) if at == self._position else (" ", "")
            lines.append(Text(f"{mark} {cut(form.title, room - 2)}", style, no_wrap=True))
        self.query_one("#export-forms", Static).update(Text("\n").join(lines))
        where = "to a folder" if self._form.per_article else "this file"
        kept = ", and what you wrote there stays" if self._form.id == "markdown" else " · esc goes back"
        hints = (f"↑ ↓ format · enter writes {where}{kept}", f"↑ ↓ format · enter writes {where}", "↑ ↓ · enter · esc")
        hint = next((hint for hint in hints if cells(hint) <= room), hints[-1])
        self.query_one("#export-hint", Static).update(cut(hint, room))
        which = f" · {self._position + 1} of {len(self._forms)}" if rows < len(self._forms) else ""
        self.query_one("#export-box").border_subtitle = f"{self._what}{which}"

    def on_click(self, event: Click) -> None:
        """A click on a format chooses it."""
        if event.widget is not None and event.widget.id == "export-forms":
            self.action_choose(self._first + event.y - self._position)

    def action_choose(self, step: int) -> None:
        """Another format, and where it went the last time."""
        self._paths[self._form.id] = self._path.value
        self._position = max(0, min(self._position + step, len(self._forms) - 1))
        self._path.value = self._paths[self._form.id]
        self._path.cursor_position = len(self._path.value)
        self._show()

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Do it."""
        message.stop()
        if message.value.strip():
            self.dismiss(Wish(self._form.id, message.value.strip()))

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss(None)


def expanded(path: str) -> Path:
    """The path that was typed, `~` as the home of the user."""
    try:
        return Path(path).expanduser()
    except RuntimeError:  # there is no such user
        return Path(path)
