"""Speed reading: from the top of the page to its words one after another, and back to the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from library.errors import LibraryError
from reader.screens.part import Part

if TYPE_CHECKING:
    from reader.screens.rapid_screen import RapidScreen

PACE_FACT, WORDS_FACT = "speed reading pace", "speed reading words"
_USUAL_PACE = 300


class Chosen(NamedTuple):
    """How a person likes to read."""

    pace: int = _USUAL_PACE
    """Words a minute."""
    at_a_time: int = 1


class SpeedReading(Part):
    """Goes from the page to the words and back."""

    _rapid: RapidScreen | None = None

    def closing(self) -> None:
        """A program that is ended amid the words keeps their place."""
        if self._rapid is not None:
            flash = self._rapid.reached
            if flash is not None:
                self.page.view.to_offset(flash.start)  # the page itself can't be drawn any more
            self._keep(self._rapid.chosen)
            self._rapid = None

    def action_speed_read(self) -> None:
        """One word at a time, from the top of the page on."""
        from reader.rapid import RapidReading
        from reader.screens.rapid_screen import RapidScreen  # both 15 ms

        chosen = self._remembered()
        flash = RapidReading(self.document, words_per_minute=chosen.pace).flash_at(self.page.place)
        if flash is None:
            self.screen.say("There are no words in this article.")
            return
        title, styles = self.screen.article.title, self.screen.styles_of_theme
        shown = self.screen.timing.heard
        self._rapid = RapidScreen(self.document, title, flash, chosen, styles, self._left, shown=shown)
        self.screen.app.push_screen(self._rapid)

    def _left(self) -> None:
        """Bring the word reached into sight."""
        if self._rapid is None:
            return
        flash = self._rapid.reached
        if flash is not None:
            self.screen.jump(lambda: self.page.move_to(flash.start))
        self._keep(self._rapid.chosen)
        self._rapid = None

    def _keep(self, chosen: Chosen) -> None:
        """Remember what was chosen."""
        if chosen == self._remembered():
            return
        try:
            self.host.store.set_fact(PACE_FACT, str(chosen.pace))
            self.host.store.set_fact(WORDS_FACT, str(chosen.at_a_time))
        except LibraryError as error:
            self.host.tell(error)

    def _remembered(self) -> Chosen:
        from reader.rapid import FASTEST, MOST_WORDS, SLOWEST

        store = self.host.store
        return Chosen(
            _number(store.fact(PACE_FACT), SLOWEST, FASTEST, _USUAL_PACE),
            _number(store.fact(WORDS_FACT), 1, MOST_WORDS, 1),
        )


def _number(kept: str | None, least: int, most: int, otherwise: int) -> int:
    """A number that was kept as a fact, within its bounds."""
    try:
        return max(least, min(int(kept or ""), most))
    except ValueError:
        return otherwise
