"""Fetching many articles again, one after the other in the background, with a count as it goes and a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.changes import counted
from library.errors import LibraryError
from library.store import Store
from reader.screens.base import Change

if TYPE_CHECKING:
    from datetime import datetime

    from reader.config import Home
    from reader.picks import Picked
    from reader.screens.shelf import ShelfScreen


class _Report:
    """What became of them."""

    def __init__(self) -> None:
        self.changed: list[tuple[int, int]] = []
        """Articles with another text, and the numbers of their former ones."""
        self.problems: list[str] = []
        self._same = self._refused = self._without_address = 0

    def renew(self, home: Home, number: int, now: datetime) -> None:
        """Fetch one of them again."""
        from reader.tasks import refetch_page

        try:
            with Store(home.library) as store:
                has_address = bool(store.article(number).url)
        except LibraryError as error:
            self.problems.append(str(error))
            return
        if not has_address:
            self._without_address += 1
            return
        renewal = refetch_page(home, number, now)
        done = renewal.refetched
        if done is None:
            self.problems.append(renewal.problem)
        elif done.version is not None:
            self.changed.append((number, done.version))
        elif done.objection is not None:
            self._refused += 1
        else:
            self._same += 1

    @property
    def sentence(self) -> str:
        """All of it on one line."""
        parts = [
            (len(self.changed), "changed"), (self._same, "unchanged"),
            (self._refused, "left, as the page is no longer the article"), (len(self.problems), "not fetched"),
            (self._without_address, "without an address"),
        ]  # fmt: skip
        told = ", ".join(f"{count:,} {what}" for count, what in parts if count)
        first = f": {self.problems[0]}" if self.problems else ""
        return f"Fetched again: {told}{first}"


def renew_many(screen: ShelfScreen, picked: Picked) -> None:
    """Fetch all that are selected again; what changed is one step that can be taken back."""
    app, host, home, now = screen.app, screen.host, screen.host.home, screen.host.now()
    report = _Report()

    def work() -> None:
        ids = picked.ids()
        for at, number in enumerate(ids, 1):
            if not app.is_running:
                return
            app.call_from_thread(_say, screen, f"Fetching again: {at:,} of {len(ids):,} …")
            report.renew(home, number, now)
        if app.is_running:
            app.call_from_thread(told)

    def take_back() -> None:
        from library.refetch import restore

        for number, version in report.changed:
            restore(host.store, number, version, host.now())

    def told() -> None:
        if report.changed:
            host.did(Change(f"the new texts of {counted(len(report.changed))}", take_back))
        if screen.is_attached:
            screen.reload()
        _say(screen, report.sentence)

    screen.say("Fetching again …")
    host.in_background(work)


def _say(screen: ShelfScreen, words: str) -> None:
    if screen.is_attached and screen.is_current:
        screen.say(words)
