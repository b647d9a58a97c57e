"""Timing: which moves were reading; they teach the reader's pace and are remembered as reading sessions.

What leaves the page in a time in which it can have been read was read; the last page of an article counts when it is
left. Speed reading counts the words that were shown and their time, reading aloud the sentences spoken to their end.
"""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

from library.errors import LibraryError, NotFoundError
from library.pace import Pace, Stopwatch, Stretch, was_read
from library.sessions import Reading
from reader.screens.part import Part

if TYPE_CHECKING:
    from textual.timer import Timer

    from reader.screens.reading import ReadingScreen

_KEEP_AFTER = 0.5
"""Seconds from the move that ends a stretch until it is on disk: the move itself does not wait for that."""
_TOLD_AFTER = 20.0
"""Seconds of speed reading or reading aloud that are kept together."""


class Timing(Part):
    """The time of one article."""

    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self.pace = Pace()
        self._watch: Stopwatch | None = None
        self._arrived = 0.0
        self._at_end = self._last_page_counts = False
        self._words, self._ideographs, self._seconds = 0, 0, 0.0  # of speed reading or reading aloud, not kept yet
        self._unkept: list[tuple[int, Reading]] = []
        self._timer: Timer | None = None

    def opened(self) -> None:
        """A watch for this article."""
        self.pace = Pace.from_json(self.host.store.fact("pace"))
        words, ideographs = self.document.read_before(self.page.place)
        self._arrived = monotonic()
        self._watch = Stopwatch.started(words, ideographs, self._arrived)
        self._at_end, self._last_page_counts = self.page.view.at_end, True

    def moved(self) -> None:
        """Other lines are on the screen: what was read before that."""
        if self._watch is None:
            return
        now, before = monotonic(), self._watch
        words, ideographs = self.document.read_before(self.page.place)
        if words != before.words:
            self._count_last_page(before, now)
            self._arrived = now
        self._at_end = self.page.view.at_end
        self._watch, stretch = before.moved(words, ideographs, now, jump=self.screen.jumping)
        if stretch is not None:
            self._count(stretch, now - before.since)

    def closing(self) -> None:
        """The article is left."""
        if self._watch is None:
            return
        now, watch, self._watch = monotonic(), self._watch, None
        if (stretch := watch.stopped()) is not None:
            self._count(stretch, now - watch.since)
        self._count_last_page(watch, now)
        self._tell()
        self.keep()

    def heard(self, words: int, ideographs: int, seconds: float) -> None:
        """So much was shown word by word, or read aloud; it teaches nothing about the pace."""
        self._words += words
        self._ideographs += ideographs
        self._seconds += seconds
        self._last_page_counts = False  # meanwhile the page itself was not read
        if self._seconds >= _TOLD_AFTER:
            self._tell()

    def _tell(self) -> None:
        if self._words and self._seconds:
            self._remember(Stretch(self._words, self._ideographs, self._seconds), self._seconds)
        self._words, self._ideographs, self._seconds = 0, 0, 0.0

    def _count(self, stretch: Stretch, ago: float) -> None:
        self.pace = self.pace.observed(*stretch)
        if was_read(*stretch):
            self._remember(stretch, ago)

    def _count_last_page(self, watch: Stopwatch, now: float) -> None:
        """The words from the top of the last page to the end never leave it: they count once, when it is left."""
        words, ideographs = self.document.tallies[-1]
        last = Stretch(words - watch.words, ideographs - watch.ideographs, now - self._arrived)
        if self._at_end and self._last_page_counts and was_read(*last):
            self._last_page_counts = False
            self._remember(last, last.seconds)

    def _remember(self, stretch: Stretch, ago: float) -> None:
        """Keep soon what was read and began so many seconds ago."""
        started = self.host.now() - timedelta(seconds=ago)
        reading = Reading(started, stretch.seconds, stretch.words, stretch.ideographs)
        self._unkept.append((self.screen.article.id, reading))
        if self._timer is None and self._watch is not None:
            self._timer = self.screen.set_timer(_KEEP_AFTER, self.keep)

    def keep(self) -> None:
        """Write down what was read."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        try:
            while self._unkept:
                self.host.store.add_reading(*self._unkept[0])
                del self._unkept[0]
        except NotFoundError:  # another process has removed the article for good
            self._unkept.clear()
        except LibraryError as error:  # the next stretch tries again
            self.host.tell(error)
