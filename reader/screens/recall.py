"""The recall screen: a few past highlights a day, one at a time, and when the next ones come."""

from collections.abc import Callable
from datetime import UTC, date, timedelta

from textual.app import ComposeResult
from textual.events import Resize
from textual.geometry import Offset
from textual.strip import Strip

from library.errors import NotFoundError
from library.highlight import NotedPassage
from reader.commands import BY_ID, Where, keys_of, spelled
from reader.ink import Run
from reader.notecard import card, padded, whereabouts, wrapped
from reader.screens.base import Change, CommandScreen, bindings
from reader.strips import blank, strip_of
from reader.themes import Styles
from reader.widgets.lines import LineView
from reader.widgets.note_rows import mark_of
from reader.widgets.status import StatusLine, Words

_MEASURE = 64
"""Cells of a line, as long as on a page."""


class RecallView(LineView):
    """One highlight in the middle of the screen, or words in its place."""

    DEFAULT_CSS = """
    RecallView { height: 1fr; }
    """

    def __init__(self, styles: Styles, moved: Callable[[], object]) -> None:
        """`moved` is called when other lines are in sight."""
        super().__init__(styles)
        self._moved = moved
        self._passage: NotedPassage | None = None
        self._words = ""
        self._lines: list[Strip] = []

    def show(self, passage: NotedPassage | None, words: str, styles: Styles) -> None:
        """Show a highlight, or without one some words."""
        if (passage, words, styles) != (self._passage, self._words, self._styles):
            moved = passage is None or self._passage is None or passage.highlight.id != self._passage.highlight.id
            self._passage, self._words, self._styles = passage, words, styles
            self._lay_out()
            if moved:
                self.scroll_to_row(0, 0)

    def move_by(self, count: int) -> None:
        """Lines of a highlight that is longer than the screen."""
        self.scroll_to_row(self.scroll_offset.y + count, max(0, len(self._lines) - self.size.height))
        self._moved()

    @property
    def has_more(self) -> bool:
        """Whether there are lines below those in sight."""
        return self.scroll_offset.y + self.size.height < len(self._lines)

    def on_resize(self, event: Resize) -> None:
        """Set it for the new size."""
        del event
        self._lay_out()

    def _lay_out(self) -> None:
        width, height, styles = self.size.width, self.size.height, self._styles
        measure = max(10, min(_MEASURE, width - 4))
        if self._passage is None:
            lines = [[Run(line, styles.text)] if line else [] for line in wrapped(self._words, measure)]
        else:
            lines = card(self._passage, styles, mark_of(styles, self._passage.highlight), measure)
        above = max(1, (height - len(lines)) * 2 // 5)  # a little above the middle, as on a title page
        left = max(2, (width - measure) // 2)
        self._lines = [blank(width, styles.text)] * above
        self._lines += [strip_of(padded(runs, width, styles.text, left), width) for runs in lines]
        self.virtual_size = self.size.with_height(len(self._lines))
        self.move_by(0)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A line of it."""
        at = self.scroll_offset.y + y
        return self._lines[at] if at < len(self._lines) else blank(self.size.width, self._styles.text)


class RecallScreen(CommandScreen):
    """The highlights of the day."""

    WHERE = Where.RECALL
    BINDINGS = bindings(Where.RECALL)
    AUTO_FOCUS = "RecallView"

    def __init__(self) -> None:
        super().__init__()
        self._ids: list[int] = []
        self._at = 0
        """Which of them is shown; their number on the page that ends the day."""
        self._passage: NotedPassage | None = None

    def compose(self) -> ComposeResult:
        """The heading above, the highlight, status below."""
        styles = self.styles_of_theme
        yield StatusLine(styles.bar, id="heading")
        yield RecallView(styles, self._show_heading)
        yield StatusLine(styles.bar, id="status")

    def on_mount(self) -> None:
        """Show the first."""
        self._ids = self.host.store.recall_of(self.host.now(), self.host.settings.recall)
        self.reload()

    def on_screen_resume(self) -> None:
        """Show what was done while another screen was on top."""
        if self.is_mounted:
            self.reload()

    # What is shown

    def reload(self) -> None:
        """Show what the store holds; one that has been deleted stays in its place, to be brought back."""
        store = self.host.store
        found = store.noted_passages(self._ids[self._at : self._at + 1])
        self._passage = found[0] if found else None
        if self._passage is not None:
            store.was_recalled(self._passage.highlight.id, self.host.now())
        self.restyle()

    def restyle(self) -> None:
        """Draw in the colours of the theme that is on."""
        styles = self.styles_of_theme
        self.query_one(RecallView).show(self._passage, self._words_in_place, styles)
        self._show_heading()
        self.set_status()

    def _show_heading(self) -> None:
        """Which of how many it is, and whether it goes on below."""
        styles, count = self.styles_of_theme, len(self._ids)
        where = f"  {self._at + 1} of {count} today" if self._at < count else ""
        words: Words = [("Recall", styles.bar_accent), (where, styles.bar_faint)]
        key = spelled(keys_of(BY_ID["down"], self.host.settings.keymap)[0])
        more: Words = [(key, styles.bar_accent), (" more", styles.bar_faint)]
        has_more = self.query_one(RecallView).has_more
        self.query_one("#heading", StatusLine).set_words(words, more if has_more else [], styles.bar)

    @property
    def _words_in_place(self) -> str:
        if self._passage is not None:
            return ""
        if self._at < len(self._ids):
            return "This highlight has been deleted.\n\n`u` takes that back, `space` shows the next one."
        now = self.host.now()
        coming = self.host.store.next_recall(now)
        if not self._ids and coming is None:
            return (
                "There is nothing to recall yet.\n\nHighlights come back here a week after you made them. "
                "While reading, `h` highlights the paragraph under the ruler."
            )
        when = "" if coming is None else f"The next ones come {_on(coming, now.astimezone(UTC).date())}."
        done = "That was all for today." if self._ids else "There is nothing to recall today."
        return f"{done}\n\n{when}\n\n`q` goes back{', `left` to what you have seen.' if self._ids else '.'}"

    def set_status(self) -> None:
        """The keys worth a reminder."""
        self.write_status(self.hints(self.size.width - 2), [])

    @property
    def cursor(self) -> Offset:
        """On the first line of the highlight."""
        return self.query_one(RecallView).region.offset

    # Moving

    def _go_to(self, at: int) -> None:
        self._at = max(0, min(at, len(self._ids)))
        self.reload()

    def action_recall_next(self) -> None:
        """The next one; after the last one, when others come."""
        self._go_to(self._at + 1)

    def action_recall_previous(self) -> None:
        """The one before."""
        self._go_to(self._at - 1)

    def action_down(self) -> None:
        """Further lines of a long one."""
        self.query_one(RecallView).move_by(1)

    def action_up(self) -> None:
        """Back to its beginning."""
        self.query_one(RecallView).move_by(-1)

    # Doing

    def _shown(self) -> NotedPassage | None:
        if self._passage is None:
            self.say("There is no highlight to do that with.")
        return self._passage

    def action_open(self) -> None:
        """Go to the passage."""
        if (passage := self._shown()) is None:
            return
        highlight = passage.highlight
        if highlight.article is None:
            self.say(whereabouts(passage))
        else:
            place = highlight.place
            self.host.read(highlight.article, [highlight.article], place.start if place else None)

    def action_note(self) -> None:
        """Write or edit its note."""
        if passage := self._shown():
            self.edit_note(passage.highlight)

    def action_recolour(self) -> None:
        """Give it another colour."""
        if passage := self._shown():
            self.recolour(passage.highlight)

    def action_retag(self) -> None:
        """Write or change its tags."""
        if passage := self._shown():
            self.retag(passage.highlight)

    def action_copy(self) -> None:
        """Copy it with its source."""
        if passage := self._shown():
            self.copy_highlight(passage)

    def action_delete_highlight(self) -> None:
        """Delete it."""
        if passage := self._shown():
            self.delete_highlight(passage.highlight)

    def action_recall_less(self) -> None:
        """Show it again half as often."""
        if (passage := self._shown()) is None:
            return
        store, number = self.host.store, passage.highlight.id
        former = store.recall_rest(number)
        days = min(former * 2, _SELDOM)

        def put_back() -> None:
            try:
                store.set_recall_rest(number, former)
            except NotFoundError:
                return  # it is gone, and will not be shown at all

        store.set_recall_rest(number, days)
        self.host.did(Change("showing it less often", put_back))
        self.say(f"It comes again after {days} days at the earliest  (u takes it back)")


_SELDOM = 3650
"""The longest rest, in days."""


def _on(day: date, today: date) -> str:
    if day == today + timedelta(days=1):
        return "tomorrow"
    return f"on {day.day} {day:%B %Y}"
