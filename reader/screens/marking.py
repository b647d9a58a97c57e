"""Marking: highlights and notes on the paragraph under the ruler."""

from library.anchor import make_anchor
from library.article import Highlight
from library.document import Range
from reader.screens.base import Change
from reader.screens.part import Part


class Marking(Part):
    """The highlights of the article."""

    def _mark_at_ruler(self) -> Highlight | None:
        """The highlight that touches the paragraph under the ruler; of several, the one that starts first."""
        here = self.page.ruler_range
        if here is None:
            return None
        touching = (
            mark for mark in self.screen.marks
            if mark.place is not None and mark.place.start < here.end and mark.place.end > here.start
        )  # fmt: skip
        return next(touching, None)

    def _add_mark(self) -> Highlight | None:
        """Highlight the paragraph under the ruler."""
        here = self.page.ruler_range
        if here is None:
            self.screen.say("There is no text to highlight.")
            return None
        store, article = self.host.store, self.screen.article.id
        anchor = make_anchor(self.document, Range(here.start, here.end))
        number = store.add_highlight(article, anchor, now=self.host.now())
        self.host.did(Change("the highlight", lambda: store.delete_highlights([number], self.host.now())))
        self.screen.reload()
        return store.highlight(number)

    def action_highlight(self) -> None:
        """Highlight the paragraph under the ruler."""
        if self._mark_at_ruler() is not None:
            self.screen.say("This paragraph is highlighted: a writes a note, d deletes the highlight.")
        elif self._add_mark() is not None:
            self.screen.say("Highlighted  (a writes a note, u takes it back)")

    def action_note(self) -> None:
        """Write or edit a note on the paragraph under the ruler, highlighting it if need be."""
        mark = self._mark_at_ruler() or self._add_mark()
        if mark is not None:
            self.screen.edit_note(mark)

    def action_delete_highlight(self) -> None:
        """Delete the highlight under the ruler."""
        mark = self._mark_at_ruler()
        if mark is None:
            self.screen.say("There is no highlight under the ruler.")
        else:
            self.screen.delete_highlight(mark)

    def action_next_highlight(self) -> None:
        """To the next highlight."""
        self._walk(1)

    def action_previous_highlight(self) -> None:
        """To the previous highlight."""
        self._walk(-1)

    def _walk(self, step: int) -> None:
        here = self.page.ruler_range
        places = [mark.place.start for mark in self.screen.marks if mark.place is not None]
        if here is None or not places:
            self.screen.say("This article has no highlights: h makes one.")
            return
        beyond = [at for at in places if (at >= here.end if step > 0 else at < here.start)]
        if beyond:
            times = min(self.screen.times, len(beyond))
            offset = beyond[times - 1] if step > 0 else beyond[-times]
            self.screen.jump(lambda: self.page.move_to(offset))
        else:
            self.screen.say("There is no highlight below." if step > 0 else "There is no highlight above.")
