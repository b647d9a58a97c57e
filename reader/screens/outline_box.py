"""The outline box: all headings of an article as a list, each with its highlights and how far in it stands."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from reader.bar import cut
from reader.breaking import cells, is_right_to_left
from reader.commands import BY_ID, keys_of, spelled
from reader.ink import Run
from reader.screens.base import textual_keys
from reader.strips import strip_of
from reader.widgets.rows import Rows
from reader.words import percent

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Resize
    from textual.strip import Strip

    from library.document import Document
    from reader.ink import Ink
    from reader.themes import Styles

_INDENT = 2
"""Cells by which a heading stands in from the one it belongs to."""
_DEEPEST = 4
_GUTTER = 2
_PERCENT = 4
HEADLINE = 0


class Entry(NamedTuple):
    """A line of an outline."""

    number: int
    """0 is the headline, the first heading is 1."""
    words: str
    depth: int
    """0 for the headline; a heading is as deep as there are kinds of headings above it."""
    read: float
    """The share of the words that stand before it."""
    highlights: int
    """How many begin between it and the next heading."""


class Contents:
    """The entries of an article; what is told of one is counted when it is asked for."""

    def __init__(self, document: Document, title: str, highlights: Sequence[int]) -> None:
        """`highlights` are the offsets at which they begin, in order."""
        self._document = document
        self._title = title
        self._highlights = highlights
        self._starts = [heading.start for heading in document.outline]
        levels = sorted({heading.level for heading in document.outline})
        self._depths = {level: min(depth, _DEEPEST) for depth, level in enumerate(levels, 1)}

    def __len__(self) -> int:
        return 1 + len(self._starts)

    def at(self, offset: int) -> int:
        """The number of the entry under which an offset stands."""
        return bisect_right(self._starts, offset)

    def block(self, number: int) -> int:
        """The index of a heading's block."""
        return self._document.block_at(self._starts[number - 1])

    def entries(self, numbers: Sequence[int]) -> list[Entry]:
        """The entries of these numbers."""
        return [self._entry(number) for number in numbers]

    def _entry(self, number: int) -> Entry:
        start = self._starts[number - 1] if number else 0
        first = bisect_left(self._highlights, start)
        last = len(self._highlights)
        if number < len(self._starts):
            last = bisect_left(self._highlights, self._starts[number])
        if number == HEADLINE:
            return Entry(number, self._title, 0, 0.0, last - first)
        heading = self._document.outline[number - 1]
        words = " ".join(self._document.slice(heading).split())
        read = self._document.words_before(start) / max(1, self._document.words)
        return Entry(number, words, self._depths[heading.level], read, last - first)


class OutlineRows(Rows[Entry]):
    """The entries as a list, a line each."""

    LINES = 1

    def __init__(self, styles: Styles, contents: Contents, current: int) -> None:
        """`current` is the number of the entry that is being read."""
        super().__init__(styles, contents.entries)
        self._current = current
        self._begun = False

    def id_of(self, item: Entry) -> int:
        """Its number."""
        return item.number

    def on_resize(self, event: Resize) -> None:
        """At first the entry that is being read stands a third down, with those before it in sight."""
        if not self._begun and event.size.height:
            self._begun = True
            self.scroll_to_row(self.position - event.size.height // 3, self.count - event.size.height)

    def draw(self, item: Entry, width: int, background: Ink, look: Hashable = None) -> list[Strip]:  # noqa: ARG002  all look alike
        """The heading on the left; on the right its highlights and how far in it stands."""
        styles = self._styles

        def on(ink: Ink) -> Ink:
            plain = ink._replace(ground="", reverse=False)
            return (plain._replace(colour="", dim=False) if background.reverse else plain).over(background)

        told = percent(item.read).rjust(_PERCENT)
        marks = f"▌{item.highlights}" if item.highlights else ""
        left = _GUTTER + _INDENT * item.depth
        room = max(0, width - left - len(told) - len(marks) - 3)
        words = cut(item.words, room)
        gap = max(0, width - left - cells(words) - len(marks) - len(told) - 2)
        here = item.number == self._current
        ink = styles.heading if here else styles.title if item.number == HEADLINE else styles.text
        lead = gap if is_right_to_left(words, 0, len(words)) else 0
        runs = [
            Run("▎" if here else " ", on(styles.ruler)),
            Run(" " * (left - 1 + lead), background),
            Run(words, on(ink)),
            Run(" " * (gap - lead), background),
            Run(marks, on(styles.highlight_mark)),
            Run(f" {told} ", on(styles.byline)),
        ]
        return [strip_of([run for run in runs if run.text], width)]


def _bindings() -> list[BindingType]:
    """The keys of the page that mean the same here, under the names by which a person's keymap knows them."""
    actions = {
        "down": "move(1)", "up": "move(-1)", "page-down": "turn(1)", "page-up": "turn(-1)",
        "half-page-down": "turn(1, 2)", "half-page-up": "turn(-1, 2)", "top": "first", "bottom": "last",
        "open-link": "go", "outline": "leave", "back": "leave",
    }  # fmt: skip
    return [
        Binding(textual_keys(BY_ID[name].keys), action, show=False, id=name) for name, action in actions.items()
    ]  # fmt: skip


class OutlineBox(ModalScreen[int | None]):
    """The box; its answer is the number of the entry to go to, or None."""

    CSS_PATH = "../styles/outline.tcss"
    BINDINGS = _bindings()
    AUTO_FOCUS = "OutlineRows"

    def __init__(self, contents: Contents, current: int, styles: Styles, keymap: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self._contents = contents
        self._current = current
        self._rows = OutlineRows(styles, contents, current)
        go, leave = (spelled(keys_of(BY_ID[name], keymap)[0]) for name in ("open-link", "outline"))
        self._hint = f"{go} goes there · {leave} or esc goes back"

    def compose(self) -> ComposeResult:
        """The list, with words at its edges."""
        with Vertical(id="outline-box") as box:
            box.border_title = "Outline"
            yield self._rows
            yield Static(self._hint, id="outline-hint", markup=False)

    def on_mount(self) -> None:
        """Stand on the heading that is being read."""
        self._fit()
        self._rows.set_ids(range(len(self._contents)), self._current)

    def on_resize(self) -> None:
        """The box is as high as what is in it, if that fits."""
        self._fit()

    def _fit(self) -> None:
        self._rows.styles.height = max(1, min(len(self._contents), self.size.height - 8))

    def on_rows_chosen(self) -> None:
        """Tell which of how many it is."""
        if self._rows.position == HEADLINE:
            told = f"{len(self._contents) - 1} headings" if len(self._contents) > 2 else "1 heading"
        else:
            told = f"{self._rows.position} of {len(self._contents) - 1}"
        self.query_one("#outline-box").border_subtitle = told

    def on_rows_opened(self) -> None:
        """A click on the chosen heading goes there."""
        self.action_go()

    def action_move(self, step: int) -> None:
        """Choose a heading nearby."""
        self._rows.move_by(step)

    def action_turn(self, pages: int, part: int = 1) -> None:
        """By pages, or a `part` of one."""
        self._rows.move_by(pages * max(1, (self._rows.page_rows - 1) // part))

    def action_first(self) -> None:
        """Choose the headline."""
        self._rows.choose(0)

    def action_last(self) -> None:
        """Choose the last heading."""
        self._rows.choose(len(self._contents) - 1)

    def action_go(self) -> None:
        """Go to the chosen heading."""
        self.dismiss(self._rows.position)

    def action_leave(self) -> None:
        """Go back to where one was."""
        self.dismiss(None)
