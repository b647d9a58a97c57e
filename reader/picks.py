"""Picks: which articles of a list are selected, also when that is all of a hundred thousand but a few."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Picked(NamedTuple):
    """What is selected, to be acted on in a thread while the selection may change already."""

    some: tuple[int, ...] = ()
    """In the order in which they were selected; none of them is of `all_of`."""
    all_of: Sequence[int] = ()
    but: frozenset[int] = frozenset()
    """Of `all_of`, those that are not."""

    @property
    def number(self) -> int:
        """How many."""
        return len(self.some) + len(self.all_of) - len(self.but)

    def ids(self) -> Sequence[int]:
        """All of them, those of `all_of` before the others; takes a time that grows with their number."""
        if not self.all_of:
            return array("q", self.some)
        if not self.but and not self.some:
            return self.all_of
        return array("q", [*(number for number in self.all_of if number not in self.but), *self.some])


class Picks:
    """A selection: single articles, and perhaps all that were listed when it was asked for but some."""

    def __init__(self) -> None:
        self._some: dict[int, None] = {}
        """In the order in which they were selected."""
        self._all: Sequence[int] = ()
        self._but: set[int] = set()
        self._sorted: tuple[Sequence[int], Sequence[int]] = (), ()
        """A list, and its ids in ascending order: of `_all`, once that was needed."""

    @property
    def count(self) -> int:
        """How many are selected."""
        return len(self._some) + len(self._all) - len(self._but)

    def holds(self, number: int, listed: Sequence[int]) -> bool:
        """Whether an article of a list is selected."""
        if number in self._some:
            return True
        if not self._all or number in self._but:
            return False
        return listed is self._all or self._was_listed(number)

    def toggle(self, number: int, listed: Sequence[int]) -> None:
        """Select an article of a list, or no longer."""
        if self.holds(number, listed):
            if number in self._some:
                del self._some[number]
            else:
                self._but.add(number)
        elif number in self._but:
            self._but.remove(number)
        else:
            self._some[number] = None

    def add(self, numbers: Iterable[int], listed: Sequence[int]) -> None:
        """Select articles of a list."""
        if not self._all:
            self._some.update(dict.fromkeys(numbers))
            return
        for number in numbers:
            if not self.holds(number, listed):
                self.toggle(number, listed)

    def add_all(self, listed: Sequence[int]) -> None:
        """Select all of a list: its ids are kept as they are and not copied."""
        self._some, self._all, self._but = {}, listed, set()

    def forget(self, numbers: Iterable[int]) -> None:
        """Articles that are gone are not selected."""
        for number in numbers:
            self._some.pop(number, None)
            if self._all and number not in self._but and self._was_listed(number):
                self._but.add(number)

    def clear(self) -> None:
        """Select nothing."""
        self._some, self._all, self._but, self._sorted = {}, (), set(), ((), ())

    def picked(self) -> Picked:
        """What is selected now."""
        return Picked(tuple(self._some), self._all, frozenset(self._but))

    def sort(self) -> None:
        """Make ready to tell of any article, in a thread: for a hundred thousand that takes 20 ms."""
        listed = self._all
        if listed and self._sorted[0] is not listed:
            self._sorted = listed, array("q", sorted(listed))

    def _was_listed(self, number: int) -> bool:
        self.sort()
        ids = self._sorted[1]
        at = bisect_left(ids, number)
        return at < len(ids) and ids[at] == number


def one(number: int) -> Picked:
    """A single article."""
    return Picked((number,))
