"""The large picture: one picture of an article on the whole screen, its caption and credit below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from reader.breaking import cells
from reader.graphics import Mode, cell_size
from reader.ink import Run
from reader.strips import blank, strip_of
from reader.tasks import Frame

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.events import Resize
    from textual.strip import Strip

    from reader.screens.base import Host
    from reader.screens.picturing import Captioned
    from reader.tasks import PictureTask, Plate
    from reader.themes import Styles

_LOADING = "The picture is being fetched …"


class Wall(Widget):
    """The room that a picture hangs in: its rows in the middle, or a word in place of it."""

    def __init__(self, styles: Styles, resized: Callable[[], None]) -> None:
        super().__init__()
        self._text, self._word = styles.text, styles.credit
        self._resized = resized
        self._rows: Sequence[Sequence[Run]] = ()

    def hang(self, rows: Sequence[Sequence[Run]]) -> None:
        """Show a picture."""
        self._rows = rows
        self.refresh()

    def tell(self, words: str) -> None:
        """Show a sentence, broken where it is too long."""
        from reader.breaking import break_lines

        room = max(8, min(60, self.size.width - 4))
        lines = [words[start:end] for start, end in break_lines(words, 0, len(words), room)]
        self.hang([(Run(line, self._word),) for line in lines])

    def render_line(self, y: int) -> Strip:
        """A row of the picture between blanks."""
        width, height = self.size
        number = y - (height - len(self._rows)) // 2
        if not 0 <= number < len(self._rows):
            return blank(width, self._text)
        row = self._rows[number]
        size = sum(cells(text) for text, _ in row)
        before = max(0, (width - size) // 2)
        runs = (Run(" " * before, self._text), *row, Run(" " * max(0, width - size - before), self._text))
        return strip_of(runs, before + size + max(0, width - size - before)).crop(0, width)

    def on_resize(self, _: Resize) -> None:
        """Another room needs another picture."""
        self._resized()


class PictureScreen(ModalScreen[None]):
    """The pictures of an article, one at a time."""

    CSS_PATH = "../styles/picture.tcss"
    BINDINGS = [  # noqa: RUF012  Textual declares it so
        Binding("escape", "close", "Back", show=False),
        Binding("q", "close", "Back", show=False, id="back"),
        Binding("i", "close", "Back", show=False, id="picture"),
        Binding("right", "step(1)", "Next picture", show=False, id="right"),
        Binding("left", "step(-1)", "Previous picture", show=False, id="left"),
    ]

    def __init__(
        self,
        pictures: Sequence[Captioned],
        at: int,
        task_for: Callable[[Callable[[], object]], PictureTask],
        host: Host,
        mode: Mode,
        styles: Styles,
        ground: str,
    ) -> None:
        """`at` is the index of the picture that is shown first; `ground` lies behind what is transparent."""
        super().__init__()
        self._pictures, self._at = pictures, at
        self._drawing = task_for(self._ask)
        self._host, self._mode, self._ground = host, mode, ground
        self._hung: Plate | None = None
        self._wall = Wall(styles, self._want)

    def compose(self) -> ComposeResult:
        """The picture, below it what is said about it."""
        yield self._wall
        with Vertical(id="picture-foot"):
            yield Static("", id="picture-caption", markup=False)
            yield Static("", id="picture-credit", markup=False)
            yield Static("", id="picture-count", markup=False)

    def on_mount(self) -> None:
        """Say what is shown."""
        self._describe()

    def on_unmount(self) -> None:
        """Leave nothing in the terminal."""
        self._drawing.stop()
        self._take_down()

    @property
    def _frame(self) -> Frame:
        width, height = self._wall.size
        return Frame(max(1, width), max(1, height), self._mode, self._ground, cell_size())

    def _describe(self) -> None:
        shown = self._pictures[self._at]
        for name, words in (("caption", shown.words), ("credit", shown.credit)):
            line = self.query_one(f"#picture-{name}", Static)
            line.display = bool(words)
            line.update(words)
        count = len(self._pictures)
        place = f"{self._at + 1} of {count} · ← → the others · " if count > 1 else ""
        self.query_one("#picture-count", Static).update(f"{place}esc back")

    def _want(self) -> None:
        """Have the picture drawn for the room that there is."""
        if self._hung is None:
            self._wall.tell(_LOADING)
        self._drawing.want([self._pictures[self._at].wanted], self._frame)

    def _ask(self) -> None:
        """A picture is ready."""
        self.call_later(self._take)

    def _take(self) -> None:
        wanted = self._pictures[self._at].wanted.block, self._frame
        for plate in self._drawing.taken():
            if (plate.block, plate.frame) == wanted:
                self._hang(plate)

    def _hang(self, plate: Plate) -> None:
        if plate.transmit:
            self._host.place_picture(plate.transmit, plate.delete)
        self._take_down()
        self._hung = plate
        if plate.rows:
            self._wall.hang(plate.rows)
        else:
            self._wall.tell(f"The picture can't be shown: {plate.reason}")

    def _take_down(self) -> None:
        if self._hung is not None and self._hung.delete:
            self._host.forget_picture(self._hung.delete)
        self._hung = None

    def action_step(self, step: int) -> None:
        """The next or previous picture; at the ends, none."""
        at = max(0, min(self._at + step, len(self._pictures) - 1))
        if at != self._at:
            self._at = at
            self._take_down()
            self._describe()
            self._want()

    def action_close(self) -> None:
        """Back to the page."""
        self.dismiss()
