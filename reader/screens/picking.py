"""Selecting articles: one by one, a range, or all that are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.picks import Picks
from reader.screens.shelf_part import ShelfPart

if TYPE_CHECKING:
    from reader.screens.shelf import ShelfScreen

_FEW = 200
"""Rows of a range that are drawn anew one by one; more are drawn with all that is in sight."""


class Picking(ShelfPart):
    """Which articles are selected, and the range that is being extended."""

    def __init__(self, screen: ShelfScreen) -> None:
        super().__init__(screen)
        self.picks = Picks()
        self._anchor: int | None = None
        """Where the range began that goes to the cursor; None while there is none."""

    def is_picked(self, at: int, number: int) -> bool:
        """Whether the article at a position is selected."""
        return at in self._range or self.picks.holds(number, self.rows.ids)

    @property
    def count(self) -> int:
        """How many are selected; of a range those that were not already, as near as can be told at once."""
        span = self._range
        if not span:
            return self.picks.count
        rows = self.rows
        return (
            max(self.picks.count, len(span))
            if len(span) > _FEW
            else self.picks.count + sum(not self.picks.holds(rows.ids[at], rows.ids) for at in span)
        )

    @property
    def _range(self) -> range:
        if self._anchor is None or not self.screen.is_mounted:
            return range(0)
        position = self.rows.position
        return range(min(self._anchor, position), max(self._anchor, position) + 1)

    def moved(self) -> None:
        """The cursor has moved: a range goes with it."""
        if self._anchor is not None:
            self.rows.refresh()

    def action_pick(self) -> None:
        """Select the chosen article, or no longer, and go to the next; a range that is being extended ends."""
        rows = self.rows
        if self._anchor is not None:
            self._end_range()
        elif rows.chosen_id is not None:
            self.picks.toggle(rows.chosen_id, rows.ids)
            rows.redraw(rows.position)
            rows.move_by(1)
        self.screen.set_status()

    def toggle(self, position: int) -> None:
        """Select the article at a position, or no longer."""
        self.picks.toggle(self.rows.ids[position], self.rows.ids)
        self.rows.redraw(position)
        self.screen.set_status()

    def action_pick_range(self) -> None:
        """Begin a range here, which goes to where the cursor is moved; or end it."""
        if self._anchor is None and self.rows.count:
            self._anchor = self.rows.position
            self.screen.say("Move to extend the range; v or x ends it, esc drops it.")
        else:
            self._end_range()
        self.rows.refresh()

    def action_pick_all(self) -> None:
        """Select all that are listed; again: nothing."""
        rows = self.rows
        anchor, self._anchor = self._anchor, None
        if anchor is None and self.picks.count and self.picks.count >= rows.count:
            self.picks.clear()
        elif rows.whole:
            self.picks.add_all(rows.ids)
        rows.refresh()
        self.screen.set_status()

    def _end_range(self) -> None:
        span, rows = self._range, self.rows
        self._anchor = None
        if len(span) == rows.count:
            self.picks.add_all(rows.ids)
        else:
            self.picks.add(rows.ids[span.start : span.stop], rows.ids)
        rows.refresh()
        self.screen.set_status()

    def settle(self) -> None:
        """A range that is being extended is a selection now: something is to be done with it."""
        if self._anchor is not None:
            self._end_range()

    def end(self) -> bool:
        """Drop the range, else the selection; False when there is neither."""
        if self._anchor is not None:
            self._anchor = None
        elif self.picks.count:
            self.picks.clear()
        else:
            return False
        self.rows.refresh()
        self.screen.set_status()
        return True
