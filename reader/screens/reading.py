"""The reading screen: one article, and the place in it that is never lost; all else is done by its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.app import ComposeResult
from textual.events import Key
from textual.geometry import Offset
from textual.timer import Timer

from library.article import ArticleState, Progress
from library.changes import Action
from library.document import Document
from library.errors import LibraryError, NotFoundError
from library.highlight import Highlight
from reader import awaiting, standing
from reader.commands import Where
from reader.screens.aloud import Aloud
from reader.screens.base import bindings, origin_of
from reader.screens.colouring import Colouring
from reader.screens.column import Column
from reader.screens.exporting import Exporting
from reader.screens.filtering import FilterBox
from reader.screens.finding import Finding
from reader.screens.following import Following
from reader.screens.marking import Marking
from reader.screens.mouse import MouseScreen
from reader.screens.outline import Outline
from reader.screens.part import Part
from reader.screens.picturing import Picturing
from reader.screens.refetching import Refetching
from reader.screens.selecting import Selecting
from reader.screens.speed_reading import SpeedReading
from reader.screens.timing import Timing
from reader.sheet import folded_of, notes_of, setting_of
from reader.siblings import Siblings
from reader.widgets.page import Looks, Page, Stand
from reader.widgets.status import StatusLine

_SAVE_AFTER = 0.5
"""Seconds after a move until the place is on disk; further moves do not put it off."""
_MOST_DIGITS = 4
_MOST_JUMPS = 100


class ReadingScreen(MouseScreen):
    """An article in full."""

    WHERE = Where.READING
    BINDINGS = bindings(Where.READING)
    AUTO_FOCUS = "Page"

    def __init__(
        self, article: int, siblings: Siblings, offset: int | None = None, attach: int | None = None, *,
        sought: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """`siblings` are what J and K walk; `offset` is a passage to go to instead of the remembered place.

        `attach` is a highlight for which a passage is to be chosen; `sought` are words any of which is to be found,
        from `offset` on.
        """
        super().__init__()
        self._number = article
        self._siblings = siblings
        self._sought = sought
        self._offset = offset
        self._awaiting_passage = attach
        self.marks: list[Highlight] = []
        self._saved: tuple[int, bool] | None = None
        self._pending: Timer | None = None
        self._typed_count = ""
        self.times = 1
        """How often the command that is being carried out was asked for: `5}`."""
        self._jumps: list[Stand] = []
        self.jumping = False
        """Whether the move that is being made is no reading on."""
        self._shown = False
        self.finding, self.following, self.selecting = Finding(self), Following(self), Selecting(self)
        self.column, self.marking = Column(self), Marking(self)
        self.refetching, self.timing = Refetching(self), Timing(self)
        self._parts: tuple[Part, ...] = (
            self.selecting, self.following, self.finding, self.column, self.marking, Outline(self), SpeedReading(self),
            Aloud(self), Picturing(self), Colouring(self), Exporting(self), self.refetching, self.timing,
        )  # fmt: skip

    @property
    def parts(self) -> Iterable[object]:
        """What it is made of, and the screen itself."""
        return (*self._parts, self)

    @property
    def document(self) -> Document:
        """The text of the article."""
        return self.page.document

    def compose(self) -> ComposeResult:
        """The page above, the status below."""
        settings = self.host.settings
        looks = Looks(self.styles_of_theme, centred=settings.column == "centre", ornaments=not settings.cursor)
        looks.notes, looks.folded = notes_of(settings), folded_of(settings)
        setting = setting_of(settings)
        self.page = Page(looks, setting, self._moved)
        yield self.page
        yield StatusLine(self.styles_of_theme.bar, id="status")

    def on_mount(self) -> None:
        """Show the article where it was left."""
        sought = self._sought if self._offset is not None else ()
        self._open(self._number, None if sought else self._offset)
        if sought:
            self.call_after_refresh(self._find_sought, sought, self._offset)
        if self._awaiting_passage is not None:
            self.call_after_refresh(self._choose_passage, self._awaiting_passage)

    def _find_sought(self, sought: Sequence[str], offset: int) -> None:
        self.finding.begin(sought, offset)
        self._saved = self._reached()  # having looked something up is no reading
        self._stop_pending()

    def _choose_passage(self, number: int) -> None:
        highlight = next((mark for mark in self.marks if mark.id == number), None)
        if highlight is not None:
            self.selecting.attach(highlight)

    def on_unmount(self) -> None:
        """Leave nothing unsaved."""
        self.close()

    def close(self) -> None:
        """End what is going on and save the place."""
        for part in self._parts:
            part.closing()
        self._save(leaving=True)

    def show_anew(self) -> None:
        """Show the text that the store has now, at the passage that was being read."""
        for part in self._parts:
            part.closing()
        self._stop_pending()
        self._open(self._number, former=(self.document, self.page.place))

    def show_instead(self, number: int) -> None:
        """Show the article that this one turned out to be."""
        self.close()
        self._open(number)

    def on_screen_resume(self) -> None:
        """The page is in sight again."""
        self.refetching.resumed()

    def _open(self, number: int, offset: int | None = None, former: tuple[Document, int] | None = None) -> None:
        store = self.host.store
        self.article = store.article(number)
        document = store.document(number)
        self.marks = store.highlights(number)
        self._number = number
        progress = self.article.progress
        place = progress.offset if progress else 0
        if former is not None:
            from library.refetch import same_place

            place = same_place(*former, document)
        self._saved = (place, self.article.finished)
        self._jumps.clear()
        self._shown = False
        waiting = awaiting.waiting_of(store, number, document)
        front = awaiting.front(self.article, document, waiting, self.host.settings.keymap)
        self.page.show(document, front, self.marks, place)
        for part in self._parts:
            part.opened()
        self._shown = True
        if offset is not None:
            self.call_after_refresh(self._look_up, offset)
        self.set_status()

    def _look_up(self, offset: int) -> None:
        """Go to a passage; having looked something up is no reading, so the place to come back to stays."""
        self.jump(lambda: self.page.move_to(offset))
        self._saved = self._reached()
        self._stop_pending()

    def reload(self) -> None:
        """Show the highlights that the store holds now, and its text when that is another one."""
        article = next(iter(self.host.store.articles([self._number])), self.article)
        if article.fingerprint != self.article.fingerprint:
            self.show_anew()
            return
        self.marks = self.host.store.highlights(self._number)
        self.page.set_marks(self.marks)
        self.set_status()

    def restyle(self) -> None:
        """Draw in the colours of the theme that is on."""
        self.page.paint_in(self.styles_of_theme)
        for part in self._parts:
            part.moved()
        self.set_status()

    # Finding, whose box is a child of the screen

    def on_filter_box_typed(self, message: FilterBox.Typed) -> None:
        """Find with every letter."""
        message.stop()
        self.finding.typed(message.words)

    def on_filter_box_closed(self, message: FilterBox.Closed) -> None:
        """Back to the page."""
        message.stop()
        self.finding.closed()
        self.selecting.found(self.finding.hit)
        self.page.focus()
        self._moved()

    # Commands

    def action_do(self, name: str) -> None:
        """Carry out a command, as often as the digits typed before it say."""
        counted, self._typed_count = self._typed_count, ""
        self.times = int(counted or "1")
        if counted and name == "back":
            self.set_status()
        else:
            super().action_do(name)

    def on_key(self, event: Key | None = None) -> None:
        """Digits are counts; any key takes the last message away."""
        super().on_key()
        self.refetching.renewing.key()
        digits = "0123456789" if self._typed_count else "123456789"
        if event is not None and event.character and event.character in digits:
            event.stop()
            self._typed_count = (self._typed_count + event.character)[:_MOST_DIGITS]
            self.set_status()

    # Progress

    def _moved(self) -> None:
        """Tell the place, and write it down soon."""
        if not self._shown:
            return
        for part in self._parts:
            part.moved()
        self.set_status()
        if self._pending is None and not self.finding.typing and self._saved != self._reached():
            self._pending = self.set_timer(_SAVE_AFTER, self._save)

    def jump(self, move: Callable[[], object], *, remember: bool = True) -> None:
        """Carry out a move that is no reading on; `remember` the place to return to."""
        before = self.page.stand
        self.jumping = True
        try:
            move()
        finally:
            self.jumping = False
        if remember:
            self.remember(before)

    def remember(self, stand: Stand) -> None:
        """Where one was, for `return` to come back to, unless one is there still."""
        if stand != self.page.stand and self._jumps[-1:] != [stand]:
            self._jumps.append(stand)
            del self._jumps[:-_MOST_JUMPS]

    def _reached(self) -> tuple[int, bool]:
        """Place and whether the article is finished: what there is to save."""
        reach = self.page.reach
        return reach.place, self.article.finished or reach.at_end

    def _stop_pending(self) -> None:
        if self._pending is not None:
            self._pending.stop()
            self._pending = None

    def _save(self, *, leaving: bool = False) -> None:
        """Write the place down, unless it is there already."""
        self._stop_pending()
        reached, reach = self._reached(), self.page.reach
        if self._saved is None or self._saved == reached or not self.document.blocks:
            return
        if not leaving and reach.place == self._saved[0] == 0:
            return  # a glance at a short article is not yet reading it
        now = self.host.now()
        read = self.document.words if reach.at_end else self.document.words_before(reach.place)
        progress = Progress(self._number, reach.place, reach.furthest, read, now, now if reach.at_end else None)
        try:
            self.host.store.save_progress(progress)
            self.host.store.set_fact("pace", self.timing.pace.to_json())
        except LibraryError as error:  # the next move tries again
            self.host.tell(error)
        else:
            self._saved = reached

    def set_status(self) -> None:
        """Percent, minutes left and section; the keys worth a reminder where there is room."""
        if not self._shown:
            return
        styles = self.styles_of_theme
        left, right = standing.status(
            self.document, self.article.title, self.page.view, self.timing.pace, styles, self.host.settings.keymap,
            self.size.width or self.app.size.width, in_inbox=self.article.state is ArticleState.INBOX,
        )  # fmt: skip
        if self._message:
            right = right[-1:]  # reminders of keys give way to what is told
        told = next(filter(None, (part.told(right[-1:]) for part in self._parts)), None)
        if self._typed_count:
            told = [(self._typed_count, styles.bar_strong)], right[-1:]
        left, right = told or (left, right)
        self.query_one("#status").display = self.page.looks.edged or bool(told or self._message)
        self.write_status(left, right)

    @property
    def cursor(self) -> Offset:
        """At the first visible line of the paragraph under the ruler."""
        return self.page.cursor

    # Moving

    def action_down(self) -> None:
        """A line on."""
        self.page.move_by(self.times)

    def action_up(self) -> None:
        """A line back."""
        self.page.move_by(-self.times)

    def action_page_down(self) -> None:
        """A page on, with the last lines kept in sight."""
        self.page.turn(self.times)

    def action_page_up(self) -> None:
        """A page back, with the first lines kept in sight."""
        self.page.turn(-self.times)

    def action_half_page_down(self) -> None:
        """Half a page on."""
        self.page.move_by(self.times * max(1, self.page.size.height // 2))

    def action_half_page_up(self) -> None:
        """Half a page back."""
        self.page.move_by(-self.times * max(1, self.page.size.height // 2))

    def action_top(self) -> None:
        """To the headline."""
        self.jump(self.page.move_to_top)

    def action_bottom(self) -> None:
        """To the last line."""
        self.jump(self.page.move_to_end)

    def action_next_paragraph(self) -> None:
        """The ruler some paragraphs on."""
        self.page.move_ruler(self.times)

    def action_previous_paragraph(self) -> None:
        """The ruler some paragraphs back."""
        self.page.move_ruler(-self.times)

    def action_next_heading(self) -> None:
        """Some headings on."""
        self._to_heading(self.times, "below")

    def action_previous_heading(self) -> None:
        """Some headings back."""
        self._to_heading(-self.times, "above")

    def _to_heading(self, steps: int, where: str) -> None:
        found: list[bool] = []
        self.jump(lambda: found.append(self.page.move_to_heading(steps)))
        if not found[0]:
            self.say(f"There is no heading {where}." if self.document.outline else "This article has no headings.")

    def action_return(self) -> None:
        """Back to where one was before a jump."""
        here = self.page.stand
        while self._jumps and self._jumps[-1] == here:
            self._jumps.pop()
        if not self._jumps:
            self.say("There was no jump to return from.")
            return
        for _ in range(min(self.times, len(self._jumps))):
            stand = self._jumps.pop()
        self.jump(lambda: self.page.move_back(stand), remember=False)

    def action_right(self) -> None:
        """Code that is too wide, to the right."""
        self._sideways(self.times)

    def action_left(self) -> None:
        """And back."""
        self._sideways(-self.times)

    def _sideways(self, steps: int) -> None:
        if not self.page.move_sideways(steps):
            self.say("Nothing here is wider than the column.")

    # Articles

    def action_next_article(self) -> None:
        """The next article of the shelf."""
        self._walk(self.times)

    def action_previous_article(self) -> None:
        """The article before it on the shelf."""
        self._walk(-self.times)

    def _walk(self, step: int) -> None:
        number = self._siblings.beside(step)
        if number is None:
            self.say(
                "This is the last article of the shelf." if step > 0 else "This is the first article of the shelf."
            )
            return
        try:
            self.host.store.article(number)
        except NotFoundError as error:  # another process removed it
            self.say(str(error))
            return
        self.close()
        self._siblings.go(step)
        self._open(number)

    def action_archive(self) -> None:
        """Put the article away, or back into the inbox."""
        away = self.article.state is ArticleState.INBOX
        self.host.store.act(Action.ARCHIVE if away else Action.INBOX, [self._number], self.host.now())
        self.article = self.article._replace(state=ArticleState.ARCHIVED if away else ArticleState.INBOX)
        if away:
            self.say("Put into the archive  (u takes it back, J is the next article)")
        else:
            self.say("Back in the inbox  (u takes it back)")

    def action_star(self) -> None:
        """Give or take the star."""
        before = self.article.starred
        self.host.store.act(Action.UNSTAR if before else Action.STAR, [self._number], self.host.now())
        self.article = self.article._replace(starred=not before)
        self.say("Star taken away" if before else "★ Starred")

    def copy_passage(self, quote: str) -> None:
        """Copy a passage of this article with its source."""
        self.copy(quote, origin_of(self.article))

    def action_copy(self) -> None:
        """Copy the highlight that is chosen, or under the ruler, else the article's title and address."""
        mark = self.marking.current
        if mark is not None and mark.place is not None and mark.quote:
            self.copy(self.document.slice(mark.place), origin_of(self.article), mark.note, mark.tags)
        else:
            self.copy_text("\n".join(filter(None, (self.article.title, self.article.url))))

    def action_browse(self) -> None:
        """Open the article's page in the web browser."""
        self.say(self.host.browse(self.article))

    def action_undo(self) -> None:
        """Take back the last change."""
        super().action_undo()
        self._see_again()

    def action_redo(self) -> None:
        """Do again what was taken back last."""
        super().action_redo()
        self._see_again()

    def _see_again(self) -> None:
        try:
            self.article = self.host.store.article(self._number)
        except NotFoundError as error:
            self.say(str(error))

    def action_back(self) -> None:
        """End what is going on; else save the place and go back."""
        if any(part.escape() for part in self._parts):
            self.set_status()
            return
        self.close()
        self.host.leave()
