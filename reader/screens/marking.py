"""Marking: highlights, bookmarks and notes on the page, and the one that is chosen of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.anchor import AnchorState, make_anchor
from library.document import Range
from library.highlight import Colour, HighlightKind
from reader.bar import cut
from reader.colours import BOOKMARK, SHAPES, UNCERTAIN, colour_name
from reader.config import NOTES
from reader.screens.base import Change
from reader.screens.part import Part
from reader.sheet import notes_of
from reader.tags import told_tags

if TYPE_CHECKING:
    from library.highlight import Highlight
    from reader.screens.peeking import Card
    from reader.screens.reading import ReadingScreen

_QUOTED = 60
"""Cells of a passage that are quoted above its note."""


class Marking(Part):
    """The highlights of the article."""

    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self._chosen: int | None = None
        """The id of the highlight that one stands on."""
        self._walked_to = False
        """Whether one went to it by key; one that was just made is chosen too, without being in the way of esc."""

    # The one that is chosen

    @property
    def chosen(self) -> Highlight | None:
        """The highlight that was chosen, while it is there."""
        if self._chosen is None:
            return None
        return next((mark for mark in self.screen.marks if mark.id == self._chosen and mark.place is not None), None)

    @property
    def current(self) -> Highlight | None:
        """What commands act on: the chosen highlight, else the first that touches the paragraph under the ruler."""
        return self.chosen or next(iter(self._at_ruler()), None)

    def choose(self, highlight: Highlight | None, *, walked_to: bool = False) -> None:
        """Stand on a highlight, and bring it into sight; None: on none.

        One that was `walked_to` takes a press of esc to leave.
        """
        self._chosen, self._walked_to = None, walked_to
        if highlight is not None and highlight.place is not None:
            start = highlight.place.start
            self.screen.jump(lambda: self.page.move_to(start, keep=True))
            self._chosen = highlight.id
        self.page.choose_mark(self._chosen)
        self.screen.set_status()

    @property
    def _walked(self) -> list[Highlight]:
        """The highlights and bookmarks in the text, in reading order; of two that begin alike the longer one first."""
        there = [(mark.place, mark) for mark in self.screen.marks if mark.place is not None]
        there.sort(key=lambda pair: (pair[0].start, -pair[0].end, pair[1].id))
        return [mark for _, mark in there]

    def _at_ruler(self) -> list[Highlight]:
        """The highlights that touch the paragraph under the ruler, passages before bookmarks."""
        here = self.page.ruler_range
        touching = [
            mark for mark in self._walked
            if here is not None and mark.place is not None and _touches(mark.place, here)
        ]  # fmt: skip
        return sorted(touching, key=lambda mark: mark.kind is HighlightKind.BOOKMARK)

    def opened(self) -> None:
        """In another article none is chosen."""
        self._chosen = None

    def moved(self) -> None:
        """The choice is dropped when the ruler goes elsewhere."""
        here, chosen = self.page.ruler_range, self.chosen
        there = chosen.place if chosen is not None else None
        if self._chosen is None or (here is not None and there is not None and _touches(there, here)):
            return
        self._chosen = None
        self.page.choose_mark(None)

    def escape(self) -> bool:
        """Drop the choice; only one that was walked to was something to end."""
        walked_to = self.chosen is not None and self._walked_to
        self.choose(None)
        return walked_to

    def said(self) -> str:
        """Which of how many is chosen, its colour by name, its tags, and what is uncertain about it."""
        mark = self.chosen
        if mark is None:
            return ""
        walked = self._walked
        parts = [f"{walked.index(mark) + 1} of {len(walked)}", self._name(mark)]
        if mark.tags:
            parts.append(told_tags(mark.tags))
        if mark.state is not AnchorState.HELD:
            parts.append(f"{mark.state}: {mark.reason}" if mark.reason else mark.state)
        return " · ".join(parts)

    def _name(self, mark: Highlight) -> str:
        names = self.host.settings.colours
        if mark.kind is HighlightKind.BOOKMARK:
            return f"{BOOKMARK} bookmark"
        shape = UNCERTAIN if mark.state is AnchorState.UNCERTAIN else SHAPES[mark.colour]
        name = colour_name(names, mark.colour)
        return f"{shape} {f'“{name}”' if mark.colour in names else name}"

    def action_next_highlight(self) -> None:
        """Choose the next highlight or bookmark."""
        self._walk(self.screen.times)

    def action_previous_highlight(self) -> None:
        """Choose the previous one."""
        self._walk(-self.screen.times)

    def _walk(self, steps: int) -> None:
        walked = self._walked
        if not walked:
            self.screen.say("This article has no highlights: h makes one.")
            return
        at = self._next_number(walked, 1 if steps > 0 else -1)
        if not 0 <= at < len(walked):
            self.screen.say("There is no highlight below." if steps > 0 else "There is no highlight above.")
            return
        at += steps - 1 if steps > 0 else steps + 1
        self.choose(walked[max(0, min(at, len(walked) - 1))], walked_to=True)

    def _next_number(self, walked: list[Highlight], step: int) -> int:
        """From the chosen one, else from the paragraph under the ruler, whose own are the next ones below."""
        chosen, here = self.chosen, self.page.ruler_range
        if chosen is not None:
            return walked.index(chosen) + step
        above = sum(here is not None and mark.place is not None and mark.place.start < here.start for mark in walked)
        return above if step > 0 else above - 1

    # Highlighting

    def _add_mark(self) -> Highlight | None:
        """Highlight the paragraph under the ruler."""
        here = self.page.ruler_range
        if here is None:
            self.screen.say("There is no text to highlight.")
            return None
        return self._add(Range(here.start, here.end), "the highlight")

    def _add(self, place: Range, title: str) -> Highlight:
        store, article = self.host.store, self.screen.article.id
        anchor = make_anchor(self.document, place)
        number = store.add_highlight(
            article, anchor, colour=Colour(self.host.settings.colour), now=self.host.now()
        )  # fmt: skip
        self.host.did(Change(title, lambda: store.delete_highlights([number], self.host.now())))
        self.screen.reload()
        return store.highlight(number)

    def action_highlight(self) -> None:
        """Highlight the paragraph under the ruler."""
        if any(mark.kind is HighlightKind.PASSAGE for mark in self._at_ruler()):
            self.screen.say("This paragraph is highlighted: a note, c colour, d delete")
        elif self._add_mark() is not None:
            self.screen.say("Highlighted  (a writes a note, # tags it, u takes it back)")

    def action_bookmark(self) -> None:
        """Set a bookmark at the paragraph under the ruler, where it can be seen first; or take the one there away."""
        here = self.page.ruler_range
        if here is None:
            self.screen.say("There is no text to set a bookmark in.")
            return
        there = [mark for mark in self._at_ruler() if mark.kind is HighlightKind.BOOKMARK]
        if there:
            self.screen.delete_highlight(there[0])
            return
        at = min(max(here.start, self.page.view.seen.start), here.end - 1)
        self._add(Range(at, at), "the bookmark")
        self.screen.say("Bookmark set  (. and , find it, m takes it away)")

    # What is said of them

    def action_note(self) -> None:
        """Write or edit the note of the highlight, highlighting the paragraph if there is none."""
        mark = self.current or self._add_mark()
        if mark is not None:
            bookmarked = mark.kind is HighlightKind.BOOKMARK
            self.screen.edit_note(mark, self._line_at(mark) if bookmarked else "")

    def _line_at(self, mark: Highlight) -> str:
        """The words of the line at which a bookmark stands."""
        return self.document.slice(self.page.line_bounds(mark.place.start)) if mark.place is not None else ""

    def action_recolour(self) -> None:
        """Give the highlight another colour."""
        mark = self._wanted()
        if mark is not None:
            self.screen.recolour(mark)

    def action_retag(self) -> None:
        """Write the tags of the highlight."""
        mark = self._wanted()
        if mark is not None:
            self.screen.retag(mark)

    def action_delete_highlight(self) -> None:
        """Delete the highlight."""
        mark = self._wanted()
        if mark is not None:
            self.screen.delete_highlight(mark)

    def _wanted(self) -> Highlight | None:
        mark = self.current
        if mark is None:
            self.screen.say("There is no highlight under the ruler.")
        return mark

    # Notes on the whole, notes in full, and where they stand

    def action_article_note(self) -> None:
        """Write or edit the note on the article as a whole; one that is left without words is none."""
        screen, store, article = self.screen, self.host.store, self.screen.article
        former = next((mark for mark in screen.marks if mark.kind is HighlightKind.ARTICLE), None)
        numbers = [former.id] if former is not None else []

        def keep(base: str, note: str) -> str:
            if numbers:
                return store.write_note(numbers[0], base, note, self.host.now())
            numbers.append(store.add_highlight(article.id, None, now=self.host.now(), note=note))
            return note

        def done() -> None:
            note = store.highlight(numbers[0]).note if numbers else ""
            if numbers and not note:
                store.delete_highlights(numbers, self.host.now())
            screen.reload()
            if note != (former.note if former is not None else ""):
                self.host.did(Change("the note on the article", take_back))
                screen.say("Note on the article kept  (u takes it back)" if note else "Note on the article deleted")

        def take_back() -> None:
            if former is None:
                store.delete_highlights(numbers, self.host.now())
            else:
                store.put_back(former)

        self.host.edit_note(
            "the whole article", former.note if former is not None else "", keep, lambda: screen.attempt(done)
        )  # fmt: skip

    def action_peek(self) -> None:
        """Show the notes on the paragraph, or of the chosen highlight, in full."""
        from reader.screens.peeking import PeekBox

        chosen = self.chosen
        marks = [chosen] if chosen is not None else self._at_ruler()
        noted = [mark for mark in marks if mark.note or mark.tags] or marks
        if noted:
            self.screen.app.push_screen(PeekBox([self._card(mark) for mark in noted], self.screen.styles_of_theme.text))
        else:
            self.screen.say("There is no note on this paragraph: a writes one.")

    def _card(self, mark: Highlight) -> Card:
        from reader.screens.peeking import Card

        styles = self.screen.styles_of_theme
        bookmark = mark.kind is HighlightKind.BOOKMARK
        words = "" if bookmark else f"  “{cut(' '.join(mark.quote.split()), _QUOTED)}”"
        heading = [(self._name(mark), styles.mark_of(mark.colour)), (words, styles.byline)]
        if mark.tags:
            heading.append((f"  {told_tags(mark.tags)}", styles.mark_of(mark.colour)))
        if mark.state is not AnchorState.HELD:
            heading.append((f"  {mark.state}: {mark.reason}", styles.byline))
        return Card(heading, mark.note)

    def action_notes_place(self) -> None:
        """Notes below the paragraphs, beside the text, as marks alone, or as there is room."""
        wanted = NOTES[(NOTES.index(self.host.settings.notes) + 1) % len(NOTES)]
        self.host.choose("notes", wanted)
        self.page.looks.notes = notes_of(self.host.settings)
        self.page.lay_out()
        beside = self.page.view.layout.aside > 0
        self.screen.say(
            {
                "auto": "Notes beside the text where there is room, else below",
                "below": "Notes below the paragraphs",
                "beside": "Notes beside the text" if beside else "Notes beside the text, on a wider terminal",
                "marks": "Notes as marks in the margin: p shows one",
            }[wanted]
        )


def _touches(place: Range, here: Range) -> bool:
    """Whether a passage has a character in common with a paragraph, or a bookmark stands in it."""
    if place.start == place.end:
        return here.start <= place.start <= here.end
    return place.start < here.end and place.end > here.start
