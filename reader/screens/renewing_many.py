"""Fetching many articles again, several at once in the background, with a count as it goes and a report."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from library.changes import counted
from library.errors import LibraryError
from library.store import Store
from library.stumbles import stumble
from reader.screens.base import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from library.fetching import Fetched, Wanted
    from library.refetch import Refetched
    from reader.config import Home
    from reader.picks import Picked
    from reader.screens.shelf import ShelfScreen


class _Report:
    """What became of them."""

    def __init__(self) -> None:
        self.changed: list[tuple[int, int]] = []
        """Articles with another text, and the numbers of their former ones."""
        self.problems: list[str] = []
        self._same = self._refused = self._without_address = self._first = 0

    def fetch(self, home: Home, ids: Sequence[int], now: datetime, tell: Callable[[str], bool]) -> None:
        """Fetch articles again; `tell` hears how far it is, and says whether to go on."""
        from library.fetching import fetch_many
        from reader.tasks import cookies_of

        try:
            with Store(home.library) as store:
                wanted = self._wanted(store, ids)
                with closing(fetch_many(wanted, lambda: now, cookies=cookies_of(home))) as pages:
                    for at, fetched in enumerate(pages, 1):
                        self._take(home, store, fetched, now)
                        if not tell(f"Fetching again: {at:,} of {len(wanted):,} …"):
                            return
        except LibraryError as error:
            self.problems.append(str(error))

    def _wanted(self, store: Store, ids: Sequence[int]) -> list[Wanted]:
        """Those that have an address."""
        from library.entering import near_of, typed_hosts
        from library.fetching import Wanted

        articles = store.articles(ids)
        with_address = [article for article in articles if article.url]
        typed = typed_hosts(store)
        self._without_address = len(articles) - len(with_address)
        return [
            Wanted(article.url, near_of(article.url, typed), store.validators(article.id), article.id)
            for article in with_address
        ]

    def _take(self, home: Home, store: Store, fetched: Fetched, now: datetime) -> None:
        """Give one of them the text that was fetched for it."""
        from library.entering import renewed

        try:
            done = renewed(store, fetched, now, home.rules)
        except LibraryError as error:
            self.problems.append(str(error))
        except Exception as error:  # noqa: BLE001  a page of any kind must not end the program, nor go untold
            self.problems.append(f"The page can't be taken: {stumble(error, fetched.wanted.address)}.")
        else:
            self._count(done)

    def _count(self, done: Refetched) -> None:
        if done.version is not None:
            self.changed.append((done.article, done.version))
        elif done.outcome == "refused":
            self._refused += 1
        elif done.outcome == "updated":
            self._first += 1
        else:
            self._same += 1

    @property
    def sentence(self) -> str:
        """All of it on one line."""
        parts = [
            (len(self.changed), "changed"), (self._first, "got their text"), (self._same, "unchanged"),
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

    def tell(words: str) -> bool:
        if app.is_running:
            app.call_from_thread(_say, screen, words)
        return app.is_running

    def work() -> None:
        report.fetch(home, picked.ids(), now, tell)
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
            screen.say_whole(report.sentence)

    screen.say("Fetching again …")
    host.in_background(work)


def _say(screen: ShelfScreen, words: str) -> None:
    if screen.is_attached and screen.is_current:
        screen.say(words)
