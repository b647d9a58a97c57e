"""Help: the keys of a screen, from the command table."""

from collections.abc import Mapping

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from reader.colours import BOOKMARK, COLOURS, NOTED, SHAPES, UNCERTAIN, colour_name
from reader.commands import SECTIONS, Where, keys_of, spelled
from reader.strips import style_of
from reader.themes import Styles


class HelpScreen(ModalScreen[None]):
    """A box with all keys of one screen."""

    CSS_PATH = "../styles/help.tcss"
    BINDINGS = [  # noqa: RUF012  Textual declares it so
        Binding("escape,q,question_mark,enter", "dismiss", "Close", show=False),
        Binding("j", "down", show=False),
        Binding("k", "up", show=False),
        Binding("space", "page_down", show=False),
        Binding("b", "page_up", show=False),
    ]

    def __init__(
        self, where: Where, keymap: Mapping[str, tuple[str, ...]], styles: Styles, names: Mapping[str, str] = {}
    ) -> None:
        """`names` are those that a person gives the colours of highlights."""
        super().__init__()
        self._names = names
        self._where = where
        self._keymap = keymap
        self._styles = styles

    def compose(self) -> ComposeResult:
        """One table a section."""
        with VerticalScroll(id="help-box"):
            yield Static(Text(f"Keys: {_TITLES[self._where]}", style=style_of(self._styles.heading)), id="help-title")
            for title, commands in SECTIONS:
                rows = [command for command in commands if self._where in command.where]
                if not rows:
                    continue
                table = Table.grid(padding=(0, 2))
                table.add_column(width=13, no_wrap=True)
                table.add_column()
                for command in rows:
                    keys = "  ".join(spelled(key) for key in keys_of(command, self._keymap))
                    table.add_row(Text(keys, style=style_of(self._styles.bullet)), Text(command.help))
                yield Static(Text(title, style=style_of(self._styles.subheading)), classes="help-section")
                yield Static(table)
            if self._where in _WITH_MARKS:
                yield Static(Text("Marks", style=style_of(self._styles.subheading)), classes="help-section")
                yield Static(self._marks())
            yield Static(Text("esc closes this page", style=style_of(self._styles.byline)), classes="help-section")

    def _marks(self) -> Table:
        """What stands in the margin, and what it means."""
        table = Table.grid(padding=(0, 2))
        table.add_column(width=13, no_wrap=True)
        table.add_column()
        for colour in COLOURS:
            name = colour_name(self._names, colour)
            words = f"A highlight in {colour}" if name == colour else f"A highlight in {colour}: {name}"
            table.add_row(Text(SHAPES[colour], style=style_of(self._styles.mark_of(colour))), Text(words))
        for mark, words in (
            (NOTED, "A passage with a note begins"),
            (BOOKMARK, "A bookmark"),
            (UNCERTAIN, "The text has changed, and this may be another passage"),
            ("3", "So many highlights lie on this line, the mark is that of the first"),
        ):
            table.add_row(Text(mark, style=style_of(self._styles.note)), Text(words))
        return table

    @property
    def _box(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)

    def action_down(self) -> None:
        """A line on."""
        self._box.scroll_down(animate=False)

    def action_up(self) -> None:
        """A line back."""
        self._box.scroll_up(animate=False)

    def action_page_down(self) -> None:
        """A page on."""
        self._box.scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        """A page back."""
        self._box.scroll_page_up(animate=False)


_WITH_MARKS = (Where.READING, Where.NOTES, Where.SELECTING, Where.RECALL)
_TITLES = {Where.SHELF: "the shelf", Where.READING: "reading", Where.NOTES: "notes", Where.SELECTING: "selecting",
           Where.RECALL: "recalling notes", Where.SIDE: "the side bar", Where.STATISTICS: "statistics"}  # fmt: skip
