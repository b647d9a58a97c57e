"""Reading aloud: the article sentence by sentence through a program that speaks, the page following the voice."""

from __future__ import annotations

from enum import Enum, auto
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING

from reader.breaking import cells
from reader.commands import BY_ID, keys_of, spelled
from reader.screens.part import Part

if TYPE_CHECKING:
    from textual.timer import Timer

    from library.document import Range
    from reader.passages import Passage
    from reader.speech import Progress, Speaker, Utterance

_LOOK_AGAIN = 0.1
"""Seconds between two questions to the program whether it has spoken."""
_HUSH_SECONDS = 2.0
"""What silencing a program takes at most."""
_ROOMY = 72
"""Cells of a terminal that has room for more words."""


class _Mode(Enum):
    SILENT = auto()
    SPEAKING = auto()
    PAUSED = auto()


class Aloud(Part):
    """A voice that reads on from the ruler until the end, or until it is told to stop.

    Silencing a program may take a moment and is done by a thread; what is to be spoken next waits for it.
    """

    _mode = _Mode.SILENT
    _speaker: Speaker | None = None
    _passage: Passage | None = None
    _utterance: Utterance | None = None
    _hushing: Thread | None = None
    _timer: Timer | None = None
    _begun = 0.0

    def opened(self) -> None:
        """In another article nothing is being read."""
        self._mode, self._speaker, self._passage = _Mode.SILENT, None, None

    def closing(self) -> None:
        """Silence, before anything else is done."""
        self._mode = _Mode.SILENT
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._utterance is not None:
            self._utterance.stop()
            self._utterance = None
        if self._hushing is not None:
            self._hushing.join(_HUSH_SECONDS)
            self._hushing = None

    def said(self) -> str:
        """What is going on, and the keys for it."""
        if self._mode is _Mode.SILENT:
            return ""
        key = spelled(keys_of(BY_ID["read-aloud"], self.host.settings.keymap)[0])
        if self._mode is _Mode.PAUSED:
            return f"paused · {key} reads on · esc ends"
        doing = "reading aloud" if self.screen.size.width >= _ROOMY else "aloud"
        if self._passage is not None and self._passage.after_code:
            doing = "code left out"
        return f"{doing} · {key} pauses · esc ends"

    def escape(self) -> bool:
        """Fall silent."""
        reading = self._mode is not _Mode.SILENT
        if reading:
            self._end()
        return reading

    # Commands

    def action_read_aloud(self) -> None:
        """Read aloud, pause, or read on."""
        if self._mode is _Mode.SPEAKING:
            self._mode = _Mode.PAUSED
            self._hush()
            self.screen.set_status()
        elif self._mode is _Mode.PAUSED and self._passage is not None:
            self._mode = _Mode.SPEAKING
            self._to(self._passage)
        else:
            self._begin()

    def action_skip_on(self) -> None:
        """Some sentences on."""
        self._skip(self.screen.times)

    def action_skip_back(self) -> None:
        """Some sentences back."""
        self._skip(-self.screen.times)

    def _begin(self) -> None:
        from reader.passages import passage_on  # 10 ms
        from reader.speech import find_speaker, what_to_install

        passage = passage_on(self.document, self._first_in_sight())
        if passage is None:
            self.screen.say("There is nothing to read aloud here.")
            return
        speaker = find_speaker(self.host.settings.speak or None, self.document.language)
        if speaker is None:
            self._tell(what_to_install())
            return
        if speaker.notice:
            self._tell(speaker.notice)
        self._speaker, self._mode = speaker, _Mode.SPEAKING
        self._to(passage)

    def _first_in_sight(self) -> int:
        """The beginning of the block under the ruler, or of what of it is on the screen."""
        here = self.page.ruler_range
        return max(here.start if here is not None else 0, self.page.view.seen.start)

    def _skip(self, steps: int) -> None:
        from reader.passages import passage_back, passage_on

        if self._mode is _Mode.SILENT or self._passage is None:
            key = spelled(keys_of(BY_ID["read-aloud"], self.host.settings.keymap)[0])
            self.screen.say(f"Nothing is read aloud: {key} begins.")
            return
        passage, beyond = self._passage, False
        for _ in range(abs(steps)):
            following = (
                passage_on(self.document, passage.place.end) if steps > 0
                else passage_back(self.document, passage.place.start)
            )  # fmt: skip
            if following is None:
                beyond = True
                break
            passage = following
        if beyond and passage == self._passage:
            self.screen.say("This is the last sentence." if steps > 0 else "This is the first sentence.")
        else:
            self._to(passage)

    # The voice

    def _to(self, passage: Passage) -> None:
        """Mark a passage, bring it into sight, and speak it unless there is a pause."""
        self._passage = passage
        self.page.speak(passage.place)
        self.screen.jump(lambda: self._follow(passage.place), remember=False)  # the voice's pace is not the reader's
        self.screen.set_status()
        self._hush()
        self._look()

    def _follow(self, place: Range) -> None:
        seen = self.page.view.seen
        self.page.move_to(place.start, keep=seen.start <= place.start and place.end <= seen.end)

    def _hush(self) -> None:
        """Silence what is being spoken."""
        if self._utterance is not None:
            self._hushing = Thread(target=self._utterance.stop, daemon=True)
            self._utterance = None
            self._hushing.start()

    def _look(self) -> None:
        """See how the voice is, and go on."""
        if self._mode is _Mode.SPEAKING and self._timer is None:
            self._timer = self.screen.set_interval(_LOOK_AGAIN, self._look)
        if self._hushing is not None:
            if self._hushing.is_alive():
                return
            self._hushing = None
        if self._mode is not _Mode.SPEAKING or self._passage is None or self._speaker is None:
            if self._timer is not None:
                self._timer.stop()
                self._timer = None
        elif self._utterance is None:
            self._utterance, self._begun = self._speaker.start(self._passage.spoken), monotonic()
        else:
            self._heard(self._utterance.poll(), self._passage)

    def _heard(self, progress: Progress, passage: Passage) -> None:
        from reader.passages import passage_on
        from reader.speech import State

        if progress.state is State.RUNNING:
            return
        self._utterance = None
        if progress.state is State.DONE:
            self._count(passage)
        following = passage_on(self.document, passage.place.end)
        if progress.state is State.FAILED:
            self._end()
            self._tell(progress.reason)
        elif following is None:
            self._end()
            self.screen.say("Read aloud to the end.")
        else:
            self._to(following)

    def _count(self, passage: Passage) -> None:
        """A sentence that was spoken to its end was heard, unless the program was faster than any voice."""
        from library.document import count_words
        from library.pace import FASTEST
        from library.reading import reading_minutes

        words, ideographs = count_words(self.document.slice(passage.place))
        seconds = monotonic() - self._begun
        if reading_minutes(words, ideographs) * 60 <= seconds * FASTEST:
            self.screen.timing.heard(words, ideographs, seconds)

    def _end(self) -> None:
        self._mode, self._passage = _Mode.SILENT, None
        self._hush()
        self._look()
        self.page.speak(None)
        self.screen.set_status()

    def _tell(self, words: str) -> None:
        """In the status line when it has room, else in a box."""
        if cells(words) < self.screen.size.width // 2 - 2:
            self.screen.say(words)
        else:
            self.screen.app.notify(words, title="Reading aloud", severity="warning", timeout=12, markup=False)
