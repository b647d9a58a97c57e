"""Selecting: a passage is chosen with the caret or the mouse, then highlighted, noted or copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.anchor import make_anchor
from library.document import Range
from library.highlight import Colour, HighlightKind
from library.units import Unit, nearest_character, unit_around
from reader.breaking import cells
from reader.caret import MOTIONS, Caret, caret_over
from reader.commands import BY_ID, Where, commands_at, keys_of, spelled
from reader.ink import Ink
from reader.screens.base import Change
from reader.screens.part import Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.events import Key

    from library.highlight import Highlight
    from reader.screens.reading import ReadingScreen
    from reader.widgets.status import Words

_MOST_DIGITS = 4
_FEW_REMINDERS = 3
"""For fewer of them the place in the article is left out of the status line."""
_REMINDED = (
    "caret-highlight", "caret-note", "caret-colour", "caret-copy", "caret-begin", "caret-grow", "caret-other-end",
    "caret-find", "caret-leave",
)  # fmt: skip
"""The keys worth a reminder, the most useful first."""


class Selecting(Part):
    """The selection under way, if any; while there is one, all keys are its own."""

    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self._caret: Caret | None = None
        self._grown: list[Caret] = []
        """What the selection was before it grew."""
        self._goal: int | None = None
        """The cell that the caret keeps to, from line to line."""
        self._count = ""
        self._found: Range | None = None
        """Words that were found with this selection, while the caret is still on them."""
        self._for: Highlight | None = None
        """The highlight that gets the selection as its passage."""
        self._pressed: int | None = None
        """The character at which a button of the mouse went down."""

    # Beginning and ending

    @property
    def on(self) -> bool:
        """Whether a passage is being selected."""
        return self._caret is not None

    @property
    def at(self) -> int | None:
        """The character under the caret; None when nothing is being selected."""
        return None if self._caret is None else self._caret.at

    def action_select(self) -> None:
        """Select from the first character that can be seen under the ruler."""
        self._begin_at_ruler(by_paragraph=False)

    def action_select_paragraphs(self) -> None:
        """Select the paragraph under the ruler, and more."""
        self._begin_at_ruler(by_paragraph=True)

    def _begin_at_ruler(self, *, by_paragraph: bool) -> None:
        here = self.page.ruler_range
        if here is None:
            self.screen.say("There is no text to select.")
            return
        seen = self.page.view.seen
        start = nearest_character(self.document, min(max(here.start, seen.start), here.end - 1))
        self._begin(Caret(start, start, by_paragraph))

    def attach(self, highlight: Highlight) -> None:
        """Let a passage be chosen for a highlight that there is, from the one it has, or had, on."""
        place = highlight.place
        if place is None or place.start == place.end:
            self._begin_at_ruler(by_paragraph=False)
        else:
            self._begin(caret_over(self.document, place))
        self._for = highlight
        self._show()

    def action_adjust(self) -> None:
        """Move the ends of the highlight that is chosen, or under the ruler."""
        mark = self.screen.marking.current
        if mark is None or mark.kind is HighlightKind.ARTICLE:
            self.screen.say("There is no highlight here whose ends could be moved.")
        else:
            self.attach(mark)

    def _begin(self, caret: Caret) -> None:
        self.screen.following.escape()
        self._caret, self._grown, self._goal, self._count, self._found, self._for = caret, [], None, "", None, None
        self.page.capture = self._typed
        self._show()

    def escape(self) -> bool:
        """Select nothing any more."""
        ended = self.on
        self._caret, self._for, self._pressed = None, None, None
        if ended:
            self.page.capture = None
            self.page.select(None, None)
        return ended

    def opened(self) -> None:
        """In another article nothing is selected."""
        self.escape()

    def closing(self) -> None:
        """A selection ends with the page."""
        self.escape()

    # What is shown

    def told(self, place: Words) -> tuple[Words, Words] | None:
        """How much is selected, what for, and the keys worth a reminder; the place gives way where room is short."""
        if self._caret is None:
            return None
        styles = self.screen.styles_of_theme
        size = self._size(self._caret.range(self.document))
        what = "Selecting" if self._for is None else "New ends" if self._for.place is not None else "New passage"
        begun = [f"{what} · {size}", f"{what} · {size}", size if self._for is None else what]
        width, taken = self.screen.size.width - 2, sum(cells(text) for text, _ in place) + 2
        for told, right in zip(begun, (place, [], []), strict=True):
            left: Words = [(self._count or told, styles.bar_strong)]
            left += self._reminders(width - cells(self._count or told) - (taken if right else 0))
            if len(left) > 2 * _FEW_REMINDERS:
                break
        return left, right

    def _size(self, place: Range) -> str:
        words = self.document.words_before(place.end) - self.document.words_before(place.start)
        return f"{words:,} words" if words != 1 else "1 word"

    def _reminders(self, room: int) -> Words:
        styles, words = self.screen.styles_of_theme, list[tuple[str, Ink]]()
        for name in _REMINDED:
            key = f"  {spelled(keys_of(BY_ID[name], self.host.settings.keymap)[0])}"
            hint = " keep" if name == "caret-highlight" and self._for is not None else f" {BY_ID[name].hint}"
            room -= cells(key + hint)
            if room < 0:
                break
            words += [(key, styles.bar_accent), (hint, styles.bar_faint)]
        return words

    def _show(self) -> None:
        caret = self._caret
        if caret is not None:
            self.page.select(caret.range(self.document), caret.at)
            self.page.bring_into_view(caret.at)
        self.screen.set_status()

    def _put(self, caret: Caret, *, goal: int | None = None, keep_found: bool = False) -> None:
        """Show another selection."""
        self._caret, self._goal = caret, goal
        self._grown = []
        if not keep_found:
            self._found = None
        self._show()

    # Keys

    def _typed(self, event: Key) -> None:
        """A key while a passage is selected."""
        self.screen.on_key()
        character = event.character or ""
        if character.isdecimal() and character.isascii() and (character != "0" or self._count):
            self._count = (self._count + character)[:_MOST_DIGITS]
            self.screen.set_status()
            return
        keymap = self.host.settings.keymap
        wanted = next(
            (
                command.id for command in commands_at(Where.SELECTING)
                if any(key in (event.key, character) for key in keys_of(command, keymap))
            ),
            None,
        )  # fmt: skip
        times, self._count = int(self._count or "1"), ""
        if wanted is None:
            self.screen.say("Selecting: ? shows the keys, esc leaves.")
        else:
            self.carry_out(wanted, times)

    def carry_out(self, name: str, times: int = 1) -> None:
        """Carry out a command of selecting by its id."""
        caret = self._caret
        if caret is None:
            return
        if name in MOTIONS:
            self._put(caret.moved(self.document, MOTIONS[name], times))
        elif (rows := self._rows_of(name)) is not None:
            self._by_rows(caret, rows * times)
        else:
            self._others[name](caret)

    def _rows_of(self, name: str) -> int | None:
        half = max(1, self.page.size.height // 2)
        return {"caret-down": 1, "caret-up": -1, "caret-page-down": half, "caret-page-up": -half}.get(name)

    @property
    def _others(self) -> dict[str, Callable[[Caret], object]]:
        document, page = self.document, self.page
        end = len(document.text)
        return {
            "caret-line-start": lambda caret: self._put(caret.to(document, page.line_bounds(caret.at).start)),
            "caret-line-end": lambda caret: self._put(caret.to(document, page.line_bounds(caret.at).end - 1)),
            "caret-top": lambda caret: self._put(caret.to(document, 0)),
            "caret-bottom": lambda caret: self._put(caret.to(document, end)),
            "caret-find": lambda _: self._find(),
            "caret-next-hit": lambda _: self._to_hit(1),
            "caret-previous-hit": lambda _: self._to_hit(-1),
            "caret-begin": self._begin_here,
            "caret-by-paragraph": lambda caret: self._put(caret._replace(by_paragraph=not caret.by_paragraph)),
            "caret-other-end": lambda caret: self._put(caret.turned()),
            "caret-grow": self._grow,
            "caret-shrink": self._shrink,
            "caret-highlight": lambda _: self._highlight(),
            "caret-colour": lambda _: self.screen.choose_colour(self._highlight),
            "caret-note": lambda _: self._note(),
            "caret-copy": lambda _: self._copy(),
            "caret-help": lambda _: self.host.show_help(Where.SELECTING),
            "caret-leave": lambda _: self._leave(),
        }

    def _by_rows(self, caret: Caret, rows: int) -> None:
        at, goal = self.page.offset_up_down(caret.at, rows, self._goal)
        self._put(caret.to(self.document, at), goal=goal)

    def _begin_here(self, caret: Caret) -> None:
        if caret.by_paragraph:
            self._put(caret_over(self.document, caret.range(self.document)))
        elif self._found is not None:
            self._put(caret_over(self.document, self._found))
        else:
            self._put(caret.anew())

    def _grow(self, caret: Caret) -> None:
        former, larger = self._grown, caret.grown(self.document)
        if larger.range(self.document) == caret.range(self.document):
            self.screen.say("This is the whole article.")
            return
        self._put(larger)
        self._grown = [*former, caret]

    def _shrink(self, caret: Caret) -> None:
        former = list(self._grown)
        self._put(former.pop() if former else caret.shrunk(self.document))
        self._grown = former

    def _leave(self) -> None:
        self.escape()
        self.screen.set_status()

    # Finding

    def _find(self) -> None:
        self.screen.finding.action_find()

    def _to_hit(self, step: int) -> None:
        self.screen.finding.step(step)
        self.found(self.screen.finding.hit)

    def found(self, hit: Range | None) -> None:
        """Take words that were found into the selection, the caret on their far end."""
        caret = self._caret
        if caret is None or hit is None:
            return
        document = self.document
        back = hit.start < caret.begun
        caret = caret.to(document, hit.start if back else max(hit.start, hit.end - 1))
        self._found = hit
        self._put(caret, keep_found=True)

    # What becomes of it

    def _place(self) -> Range | None:
        """The selected characters without the white space around them; None, and said so, when there are none."""
        if self._caret is None:
            return None
        start, end = self._caret.range(self.document)
        text = self.document.text
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end:
            self.screen.say("There is nothing but white space in the selection.")
            return None
        return Range(start, end)

    def _highlight(self, colour: Colour | None = None) -> Highlight | None:
        """Highlight the selection, or give it to the highlight that it is for."""
        place = self._place()
        if place is None:
            return None
        if self._for is not None:
            return self._re_range(self._for, place, colour)
        store, now = self.host.store, self.host.now()
        anchor = make_anchor(self.document, place)
        number = store.add_highlight(
            self.screen.article.id, anchor, colour=colour or Colour(self.host.settings.colour), now=now
        )
        self.host.did(Change("the highlight", lambda: store.delete_highlights([number], self.host.now())))
        return self._done(number, "Highlighted  (a writes a note, # tags it, u takes it back)")

    def _re_range(self, highlight: Highlight, place: Range, colour: Colour | None) -> Highlight:
        store = self.host.store
        store.change_highlight(highlight.id, self.host.now(), anchor=make_anchor(self.document, place), colour=colour)
        self.host.did(Change("the new passage", lambda: store.put_back(highlight)))
        return self._done(highlight.id, "The highlight is here now  (u takes it back)")

    def _done(self, number: int, words: str) -> Highlight:
        self.escape()
        self.screen.finding.escape()
        self.screen.reload()
        highlight = self.host.store.highlight(number)
        self.screen.marking.choose(highlight)
        self.screen.say(words)
        return highlight

    def _note(self) -> None:
        highlight = self._highlight()
        if highlight is not None:
            self.screen.edit_note(highlight)

    def _copy(self) -> None:
        place = self._place()
        if place is not None:
            self.escape()
            self.screen.set_status()
            self.screen.copy_passage(self.document.slice(place))

    # The mouse

    def pressed(self, offset: int | None) -> None:
        """A button went down on a character; a selection that there is ends, unless it is for a highlight."""
        if self._for is None and self.escape():
            self.screen.set_status()
        self._pressed = offset

    def dragged(self, offset: int | None) -> None:
        """The mouse was moved to a character with the button held."""
        if self._pressed is None or offset is None or (not self.on and offset == self._pressed):
            return
        document, former = self.document, self._for
        begun = nearest_character(document, self._pressed)
        if not self.on:
            pressed = self._pressed
            self._begin(Caret(begun, begun))
            self._pressed, self._for = pressed, former
        self._put(Caret(begun, nearest_character(document, offset)))

    def released(self) -> None:
        """The button is up: what is selected stays, and the keys apply to it."""
        self._pressed = None

    def take(self, offset: int, unit: Unit) -> None:
        """Select the unit around a character, as a double or triple click asks."""
        former = self._for
        at = nearest_character(self.document, offset)
        self._begin(caret_over(self.document, unit_around(self.document, Range(at, at + 1), unit)))
        self._for = former
        self._show()
