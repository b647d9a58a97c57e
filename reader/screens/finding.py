"""Finding in the article: as one types, over the text and not its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding

from library.errors import PatternError
from library.find import Finder, Pattern
from library.find_any import AnyOf
from reader import edge
from reader.commands import BY_ID, keys_of, spelled
from reader.screens.filtering import FilterBox
from reader.screens.part import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library.document import Range
    from reader.screens.reading import ReadingScreen
    from reader.widgets.page import Stand


class FindBox(FilterBox):
    """One line of words to find; ctrl+r takes them for a regular expression."""

    BINDINGS = [  # noqa: RUF012  Textual declares it so
        Binding("ctrl+r", "regular", "Regular expression", show=False),
        Binding("down", "step(1)", "Next hit", show=False),
        Binding("up", "step(-1)", "Previous hit", show=False),
    ]

    def __init__(self, finding: Finding) -> None:
        super().__init__("", finding.prompt, "words to find · ctrl+r: regular expression · esc: back to where you were")
        self._finding = finding

    def action_regular(self) -> None:
        """Take what is typed for a regular expression, or for plain words again."""
        self._finding.toggle_regular()
        self.set_prompt(self._finding.prompt)

    def action_step(self, step: int) -> None:
        """To the next or previous hit while typing."""
        self._finding.step(step)

    def action_drop(self) -> None:
        """Back to where one was."""
        self._finding.take_back()
        self._close()


class Finding(Part):
    """What is sought, where it was found, and where one came from."""

    typing = False
    """Whether the box is open: what is on the page then is a glance and no place to come back to."""

    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self._words = ""
        self._regular = False
        self._pattern: Pattern | AnyOf | None = None
        self._several: Sequence[str] = ()
        """Words any of which is sought, as the search in the library had them; empty for what was typed here."""
        self._hit: Range | None = None
        self._finder: Finder | None = None
        self._origin: Stand | None = None
        self._start = 0
        """Where the search begins."""
        self._told = ""
        self._edge_rows = 0

    def opened(self) -> None:
        """In another article nothing has been found yet."""
        self._finder, self._words, self._regular, self._several = None, "", False, ()
        self._forget()

    def begin(self, words: Sequence[str], offset: int) -> None:
        """Seek any of several words, as a search in the library found them, and stand on the hit at `offset`."""
        self._several, self._words = words, " ".join(words)
        try:
            self._pattern = self._pattern_of_words()
        except PatternError:  # they were no words of a text
            self._pattern = None
        if self._pattern is None or (hit := self._pattern.next(offset) or self._pattern.next(0)) is None:
            self._forget()
            self._several, self._words = (), ""
            return
        self._hit = hit
        self._tell("")
        self._show_hits()
        self._show_hit(remember=True)
        self.screen.set_status()

    def moved(self) -> None:
        """On another number of rows the strip at the edge is another one."""
        if self._pattern is not None and self._edge_rows != self._rows:
            self._show_hits()

    def said(self) -> str:
        """`3 of 17`, and what is sought; or why nothing was found."""
        return self._told

    def escape(self) -> bool:
        """Take the marks of what was found away; what was sought on the shelf does not keep one from going back."""
        ended = bool(self._told) and not self._several
        self._forget()
        return ended

    @property
    def prompt(self) -> str:
        """What the box says before what is typed."""
        return "find regular" if self._regular else "find"

    @property
    def hit(self) -> Range | None:
        """The words that were found and are stood on."""
        return self._hit

    # While typing

    def action_find(self) -> None:
        """Find words as they are typed."""
        if self.typing:
            return
        self.screen.following.escape()
        self._origin = self.page.stand
        caret = self.screen.selecting.at
        self._start = (
            caret
            if caret is not None
            else (self._hit.start if self._hit is not None and self._in_sight(self._hit) else self.page.view.seen.start)
        )
        self.typing = True
        self.screen.open_box(FindBox(self))

    def typed(self, words: str) -> None:
        """Show the first hit from where one was."""
        if self.typing:
            self._words, self._several = words, ()
            self._search()

    def toggle_regular(self) -> None:
        """Take the words for a regular expression, or for plain words."""
        self._regular = not self._regular
        self._search()

    def take_back(self) -> None:
        """No search any more, and back to where one was."""
        self._words = ""
        self._forget()
        self._to_origin()

    def closed(self) -> None:
        """The box is gone; what was found stays marked."""
        self.typing = False
        if self._hit is not None and self._origin is not None:
            self.screen.remember(self._origin)

    def _search(self) -> None:
        """Find the words from where the search began, and show the first hit, else what was on the screen."""
        self._forget()
        wrapped = ""
        try:
            self._pattern = self._pattern_of_words()
        except PatternError as error:
            self._told = str(error)
        if self._pattern is not None:
            self._hit = self._pattern.next(self._start)
            if self._hit is None:
                self._hit, wrapped = self._pattern.next(0), _FROM_THE_TOP
            self._tell(wrapped)
        self._to_origin()
        self._show_hits()
        self._show_hit(remember=False)
        self.screen.set_status()

    def _pattern_of_words(self) -> Pattern | AnyOf | None:
        """Raises PatternError."""
        if not self._words:
            return None
        self._finder = self._finder or Finder(self.document.text)
        if len(self._several) > 1:
            return AnyOf([self._finder.pattern(words) for words in self._several])
        return self._finder.pattern(self._words, regular=self._regular)

    def _to_origin(self) -> None:
        origin = self._origin
        if origin is not None and self.page.stand != origin:
            self.screen.jump(lambda: self.page.move_back(origin), remember=False)

    # From hit to hit

    def action_next_hit(self) -> None:
        """To the next place where the words stand."""
        self.step(self.screen.times)

    def action_previous_hit(self) -> None:
        """To the previous place where the words stand."""
        self.step(-self.screen.times)

    def step(self, steps: int) -> None:
        """Some hits on, or back; from the last to the first and the other way round."""
        if self._pattern is None and not self._again():
            return
        self.screen.following.escape()
        stands = self._hit is not None and (self.typing or self._in_sight(self._hit))
        wrapped = ""
        for _ in range(abs(steps)):
            self._hit, turned = self._beyond(self._hit if stands else None, 1 if steps > 0 else -1)
            if self._hit is None:
                break
            stands, wrapped = True, turned or wrapped
        self._tell(wrapped)
        self.page.choose_hit(self._hit)
        self._show_hit(remember=not self.typing)
        self.screen.set_status()

    def _again(self) -> bool:
        """Seek the last words once more; False, and said so, when there are none or they can't be sought."""
        try:
            self._pattern = self._pattern_of_words()
        except PatternError as error:
            self.screen.say(str(error))
            return False
        if self._pattern is None and not self.typing:
            key = spelled(keys_of(BY_ID["find"], self.host.settings.keymap)[0])
            self.screen.say(f"Nothing has been sought yet: {key} finds words.")
        self._show_hits()
        return self._pattern is not None

    def _beyond(self, here: Range | None, step: int) -> tuple[Range | None, str]:
        """The hit after, or before, another one, else the page's first or last; and whether it is round the end."""
        pattern, seen = self._pattern, self.page.view.seen
        if pattern is None:
            return None, ""
        if step > 0:
            following = pattern.next(here.end if here is not None else seen.start)
            return (following, "") if following is not None else (pattern.next(0), _FROM_THE_TOP)
        following = pattern.previous(here.start if here is not None else seen.end)
        return (following, "") if following is not None else (pattern.previous(len(self.document.text)), _FROM_THE_END)

    # Inside

    @property
    def _rows(self) -> int:
        return max(1, self.page.size.height)

    def _in_sight(self, hit: Range) -> bool:
        seen = self.page.view.seen
        return seen.start <= hit.start < seen.end

    def _forget(self) -> None:
        shown = self._pattern is not None
        self._pattern, self._hit, self._told = None, None, ""
        if shown:
            self.page.set_hits(None)

    def _tell(self, wrapped: str) -> None:
        """Count once for each hit: that reads the text."""
        pattern = self._pattern
        said = "”, “".join(self._several) or self._words
        sought = f"{'regular expression ' if self._regular else ''}“{said}”"
        if pattern is None or self._hit is None:
            self._told = f"{sought} is not in this article"
        else:
            count = f"{'at least ' if pattern.at_least else ''}{pattern.count:,}"
            self._told = f"{pattern.ordinal(self._hit):,} of {count} · {sought}{wrapped}"

    def _show_hits(self) -> None:
        """Mark the hits on the page, and on the strip at the edge the first one of each of its rows."""
        pattern = self._pattern
        if pattern is None:
            self.page.set_hits(None)
            return
        self._edge_rows = self._rows
        offsets: list[int] = []
        row = 0
        while row < self._rows:  # from hit to the next row without one: the text is read once in all
            first = pattern.next(edge.first_offset(self.document, self._rows, row))
            if first is None:
                break
            offsets.append(first.start)
            row = edge.row_of(self.document, self._rows, first.start) + 1
        self.page.set_hits(pattern.between, tuple(offsets), self._hit)

    def _show_hit(self, *, remember: bool) -> None:
        hit = self._hit
        if hit is not None:
            self.screen.jump(lambda: self.page.move_to(hit.start, keep=True), remember=remember)


_FROM_THE_TOP = " · from the top again"
_FROM_THE_END = " · from the end again"
