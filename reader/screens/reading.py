"""The reading screen: one article, its highlights and notes, and the place that is never lost."""

from bisect import bisect_right

from textual.app import ComposeResult
from textual.timer import Timer

from library.anchor import make_anchor
from library.article import Highlight, Progress
from library.document import Document, Range
from library.errors import LibraryError, NotFoundError
from reader import words
from reader.breaking import cells
from reader.commands import Where
from reader.screens.base import Change, CommandScreen, bindings
from reader.widgets.page import Page
from reader.widgets.status import StatusLine, Words

_SAVE_AFTER = 0.5
"""Seconds after a move until the place is on disk; further moves do not put it off."""
_COLOUR = "yellow"
_MEASURE_STEP = 4


class ReadingScreen(CommandScreen):
    """An article in full."""

    WHERE = Where.READING
    BINDINGS = bindings(Where.READING)
    AUTO_FOCUS = "Page"

    def __init__(self, article: int, siblings: list[int], offset: int | None = None) -> None:
        """`siblings` are what J and K walk; `offset` is a passage to go to instead of the remembered place."""
        super().__init__()
        self._number = article
        self._siblings = siblings
        self._offset = offset
        self._document = Document("")
        self._marks: list[Highlight] = []
        self._saved: tuple[int, bool] | None = None
        self._pending: Timer | None = None
        self.page: Page
        """Kept by name: when the screen is taken down, it is asked for its place once more."""

    def compose(self) -> ComposeResult:
        """The page above, the status below."""
        styles = self.styles_of_theme
        self.page = Page(styles, self.host.measure, self._moved)
        yield self.page
        yield StatusLine(styles.bar, id="status")

    def on_mount(self) -> None:
        """Show the article where it was left."""
        self._open(self._number, self._offset)

    def on_unmount(self) -> None:
        """Leave nothing unsaved."""
        self._save(leaving=True)

    def _open(self, number: int, offset: int | None = None) -> None:
        store = self.host.store
        self._article = store.article(number)
        self._document = store.document(number)
        self._marks = store.highlights(number)
        self._number = number
        progress = self._article.progress
        place = progress.offset if progress else 0
        self._saved = (place, self._article.finished)
        self.page.show(self._document, words.front(self._article), self._marks, place)
        if offset is not None:
            self.call_after_refresh(self._jump, offset)
        self.set_status()

    def _jump(self, offset: int) -> None:
        """Go to a passage; having looked something up is no reading, so the place to come back to stays."""
        self.page.move_to(offset)
        self._saved = self._reached()
        if self._pending is not None:
            self._pending.stop()
            self._pending = None

    def reload(self) -> None:
        """Show the highlights that the store holds now."""
        self._marks = self.host.store.highlights(self._number)
        self.page.set_marks(self._marks)
        self.set_status()

    def restyle(self) -> None:
        """Draw in the colours of the theme that is on."""
        self.page.paint_in(self.styles_of_theme)
        self.set_status()

    # Progress

    def _moved(self) -> None:
        """Tell the place, and write it down soon."""
        self.set_status()
        if self._pending is None and self._saved != self._reached():
            self._pending = self.set_timer(_SAVE_AFTER, self._save)

    def _reached(self) -> tuple[int, bool]:
        """Place and whether the article is finished: what there is to save."""
        reach = self.page.reach
        return reach.place, self._article.finished or reach.at_end

    def _save(self, *, leaving: bool = False) -> None:
        """Write the place down, unless it is there already."""
        if self._pending is not None:
            self._pending.stop()
            self._pending = None
        reached, reach = self._reached(), self.page.reach
        if self._saved is None or self._saved == reached:
            return
        if not leaving and reach.place == self._saved[0] == 0:
            return  # a glance at a short article is not yet reading it
        now = self.host.now()
        read = self._document.words if reach.at_end else self._document.words_before(reach.place)
        progress = Progress(self._number, reach.place, reach.furthest, read, now, now if reach.at_end else None)
        try:
            self.host.store.save_progress(progress)
        except LibraryError as error:  # the next move tries again
            self.host.tell(error)
        else:
            self._saved = reached

    def set_status(self) -> None:
        """Percent, minutes left and section; the keys worth a reminder where there is room."""
        styles, page = self.styles_of_theme, self.page
        if page.at_end:
            where = "100% · end"
        else:
            done = self._document.words_before(page.place)
            left = self._document.minutes(page.place)
            where = f"{words.percent(done / max(1, self._document.words))} · {words.minutes(left)} left"
        title = self._section() or self._article.title
        left_words: Words = [(title, styles.bar_faint)]
        right: Words = [*self.hints(self.size.width // 2 - cells(where)), (where, styles.bar_strong)]
        self.write_status(left_words, right)

    def _section(self) -> str:
        """The heading under which the ruler stands; empty before the first."""
        if not self._document.blocks:
            return ""
        at = self._document.blocks[self.page.ruler].start
        outline = self._document.outline
        above = bisect_right(outline, at, key=lambda heading: heading.start)
        return self._document.slice(outline[above - 1]) if above else ""

    # Moving

    def action_down(self) -> None:
        """A line on."""
        self.page.move_by(1)

    def action_up(self) -> None:
        """A line back."""
        self.page.move_by(-1)

    def action_page_down(self) -> None:
        """A page on, with the last two lines kept in sight."""
        self.page.move_by(max(1, self.page.size.height - 2))

    def action_page_up(self) -> None:
        """A page back, with the first two lines kept in sight."""
        self.page.move_by(-max(1, self.page.size.height - 2))

    def action_half_page_down(self) -> None:
        """Half a page on."""
        self.page.move_by(max(1, self.page.size.height // 2))

    def action_half_page_up(self) -> None:
        """Half a page back."""
        self.page.move_by(-max(1, self.page.size.height // 2))

    def action_top(self) -> None:
        """To the headline."""
        self.page.move_to_top()

    def action_bottom(self) -> None:
        """To the last line."""
        self.page.move_to_end()

    def action_next_paragraph(self) -> None:
        """The ruler one paragraph on."""
        self.page.move_ruler(1)

    def action_previous_paragraph(self) -> None:
        """The ruler one paragraph back."""
        self.page.move_ruler(-1)

    def action_next_heading(self) -> None:
        """To the next heading."""
        if not self.page.move_to_heading(1):
            self.say("There is no heading below." if self._document.outline else "This article has no headings.")

    def action_previous_heading(self) -> None:
        """To the previous heading."""
        if not self.page.move_to_heading(-1):
            self.say("There is no heading above." if self._document.outline else "This article has no headings.")

    def action_next_article(self) -> None:
        """The next article of the shelf."""
        self._walk(1)

    def action_previous_article(self) -> None:
        """The article before it on the shelf."""
        self._walk(-1)

    def _walk(self, step: int) -> None:
        at = self._siblings.index(self._number) + step if self._number in self._siblings else -1
        if not 0 <= at < len(self._siblings):
            self.say(
                "This is the last article of the shelf." if step > 0 else "This is the first article of the shelf."
            )
            return
        self._save(leaving=True)
        try:
            self._open(self._siblings[at])
        except NotFoundError as error:  # another process removed it
            self.say(str(error))

    # Highlights

    def _mark_at_ruler(self) -> Highlight | None:
        """The highlight that touches the paragraph under the ruler; of several, the one that starts first."""
        here = self.page.ruler_range
        if here is None:
            return None
        touching = (
            mark for mark in self._marks
            if mark.place is not None and mark.place.start < here.end and mark.place.end > here.start
        )  # fmt: skip
        return next(touching, None)

    def _add_mark(self) -> Highlight | None:
        """Highlight the paragraph under the ruler."""
        here = self.page.ruler_range
        if here is None:
            self.say("There is no text to highlight.")
            return None
        store = self.host.store
        anchor = make_anchor(self._document, Range(here.start, here.end))
        number = store.add_highlight(self._number, anchor, colour=_COLOUR, now=self.host.now())
        self.host.did(Change("the highlight", lambda: store.delete_highlight(number, self.host.now())))
        self.reload()
        return store.highlight(number)

    def action_highlight(self) -> None:
        """Highlight the paragraph under the ruler."""
        if self._mark_at_ruler() is not None:
            self.say("This paragraph is highlighted: a writes a note, d deletes the highlight.")
        elif self._add_mark() is not None:
            self.say("Highlighted  (a writes a note, u takes it back)")

    def action_note(self) -> None:
        """Write or edit a note on the paragraph under the ruler, highlighting it if need be."""
        mark = self._mark_at_ruler() or self._add_mark()
        if mark is not None:
            self.edit_note(mark)

    def action_delete_highlight(self) -> None:
        """Delete the highlight under the ruler."""
        mark = self._mark_at_ruler()
        if mark is None:
            self.say("There is no highlight under the ruler.")
        else:
            self.delete_highlight(mark)

    def action_next_highlight(self) -> None:
        """To the next highlight."""
        self._walk_marks(1)

    def action_previous_highlight(self) -> None:
        """To the previous highlight."""
        self._walk_marks(-1)

    def _walk_marks(self, step: int) -> None:
        here = self.page.ruler_range
        places = [mark.place.start for mark in self._marks if mark.place is not None]
        if here is None or not places:
            self.say("This article has no highlights: h makes one.")
            return
        beyond = [at for at in places if (at >= here.end if step > 0 else at < here.start)]
        if beyond:
            self.page.move_to(beyond[0] if step > 0 else beyond[-1])
        else:
            self.say("There is no highlight below." if step > 0 else "There is no highlight above.")

    # The column

    def action_wider(self) -> None:
        """A wider column."""
        self._set_measure(self.host.measure + _MEASURE_STEP)

    def action_narrower(self) -> None:
        """A narrower column."""
        self._set_measure(self.host.measure - _MEASURE_STEP)

    def _set_measure(self, measure: int) -> None:
        self.host.choose_measure(measure)
        self.page.set_measure(self.host.measure)
        self.say(f"{self.host.measure} cells wide")

    def action_browse(self) -> None:
        """Open the article's page in the web browser."""
        self.say(self.host.browse(self._article))

    def action_back(self) -> None:
        """Save the place, then go back."""
        self._save(leaving=True)
        self.host.leave()
