"""Many pages at once, several hosts beside each other, each of them politely: few at a time, with pauses.

Nobody can be asked whether that is welcome, so it is what a person with a few open tabs would do. Who answers that
there were too many is left alone for as long as he says.
"""

from __future__ import annotations

import heapq
import time
from collections import deque
from contextlib import suppress
from queue import Empty, Full, Queue
from threading import Condition, Event, Thread
from typing import TYPE_CHECKING, NamedTuple

from library.answers import Validators
from library.errors import BusyError, FetchError
from library.reach import host_of
from library.source import MAX_BYTES, MEGABYTE
from library.stumbles import stumble

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from datetime import datetime

    from library.cookies import Cookies
    from library.fetch import Page
    from library.web import Web

_LOOK = 0.2
"""Seconds between two looks for whether anybody still waits, or for whether there is room."""
_WITH_SLOW_ONES = 3
"""How many times as many pages are on their way at most, with those that are slow."""
_LARGE = 1024 * 1024
"""Bytes from which a page that is slow takes room all the same."""


class Manners(NamedTuple):
    """How much is asked of how many."""

    at_once: int = 8
    """Pages that are on their way at the same time, without those that are slow."""
    slow_after: float = 4
    """Seconds after which a page is slow: it keeps no other waiting, unless it is large."""
    per_host: int = 2
    """Of these from one host."""
    pause: float = 0.5
    """Seconds between the beginnings of two requests to one host."""
    patience: float = 60
    """The longest that a host is waited for that asks to be left alone; seconds."""
    tries: int = 3
    """How often a page of such a host is asked for."""
    silence: float = 10
    """For a connection, and for each silence of a server; seconds."""
    page: float = 60
    """For all of one page; seconds."""
    size: float = MAX_BYTES / MEGABYTE
    """Of one page at most, unpacked; megabytes."""

    @property
    def limit(self) -> int:
        """Bytes of one page at most."""
        return int(self.size * MEGABYTE)


class Wanted(NamedTuple):
    """A page that is to be fetched."""

    address: str
    near: str | None = None
    """As `fetch_page` has it."""
    known: Validators = Validators()
    article: int | None = None
    """Whose page it is; None for a new one."""


class Fetched(NamedTuple):
    """What became of one page."""

    wanted: Wanted
    page: Page | None
    error: FetchError | None
    """Why there is no page."""


def fetch_many(
    wanted: Iterable[Wanted],
    now: Callable[[], datetime],
    manners: Manners = Manners(),  # noqa: B008  frozen
    cookies: Cookies | None = None,
) -> Generator[Fetched, None, None]:
    """Fetch pages in threads and give each when it is there, in no order; closing it ends what is under way unheard.

    Few pages are held at a time: those that are done wait until they are taken.
    """
    line = _Line(list(wanted), manners)
    crew = [
        Thread(target=_work, args=(line, now, cookies, manners), name="pages", daemon=True)
        for _ in range(min(_WITH_SLOW_ONES * manners.at_once, line.total))
    ]
    try:
        for thread in crew:
            thread.start()
        for _ in range(line.total):
            yield line.next_done()
    finally:
        line.stop()


def _work(line: _Line, now: Callable[[], datetime], cookies: Cookies | None, manners: Manners) -> None:
    from library.web import Web

    with Web(cookies) as web:
        while (taken := line.take(web)) is not None:
            host, wanted = taken
            try:
                fetched = _fetched(wanted, now(), web, host.refusal, manners)
            except Exception as error:  # noqa: BLE001  it must cost neither the other pages nor this thread
                fetched = Fetched(
                    wanted, None, FetchError(f"The page can't be fetched: {stumble(error, wanted.address)}.")
                )
            line.done(host, web, fetched)


def _fetched(wanted: Wanted, now: datetime, web: Web, refusal: BusyError | None, manners: Manners) -> Fetched:
    from library.fetch import fetch_page

    try:
        if refusal is not None:
            raise BusyError(f"It was not asked for, since its server refused another page. {refusal}", refusal.seconds)
        page = fetch_page(
            wanted.address, now, web=web, near=wanted.near, known=wanted.known, connect_seconds=manners.silence,
            total_seconds=manners.page, limit=manners.limit,
        )  # fmt: skip
        return Fetched(wanted, page, None)
    except FetchError as error:
        error.__context__ = error.__cause__ = None  # with their frames they would keep what had come of the page
        return Fetched(wanted, None, error.with_traceback(None))


class _Host:
    """The pages of one host that are still to be fetched."""

    def __init__(self) -> None:
        self.waiting: deque[Wanted] = deque()
        self.under_way = 0
        self.ready = 0.0
        """When it may be asked again, by the clock."""
        self.listed = False
        """Whether it stands in the line."""
        self.refusal: BusyError | None = None
        """Why it is not asked any more."""


class _Line:
    """The hosts in the order in which they may be asked, and the pages that have come."""

    def __init__(self, wanted: list[Wanted], manners: Manners) -> None:
        self.total = len(wanted)
        self._manners = manners
        self._changed = Condition()
        self._stopped = Event()
        self._left = self.total
        self._tries: dict[int, int] = {}
        self._done: Queue[Fetched] = Queue(max(1, manners.at_once))
        self._line: list[tuple[float, int, _Host]] = []
        self._turn = 0
        self._begun: dict[Web, float] = {}
        """When the pages began that are under way, by the clock; infinity for one that has come and was not taken."""
        hosts: dict[str, _Host] = {}
        for one in wanted:
            hosts.setdefault(host_of(one.address), _Host()).waiting.append(one)
        for host in hosts.values():
            self._list(host)

    def _list(self, host: _Host) -> None:
        """Let a host stand in the line if it has pages and room for another one."""
        if host.waiting and not host.listed and host.under_way < self._manners.per_host:
            host.listed = True
            self._turn += 1
            heapq.heappush(self._line, (host.ready, self._turn, host))

    def take(self, web: Web) -> tuple[_Host, Wanted] | None:
        """The next page to fetch by way of `web`, waiting until one may be; None when there are no more."""
        with self._changed:
            while self._left and not self._stopped.is_set():
                full = self._full()
                if full or not self._line:
                    self._changed.wait(full or None)
                    continue
                _, _, host = self._line[0]
                late = host.ready - time.monotonic() if host.refusal is None else 0
                if late > 0:
                    self._turn += 1
                    heapq.heapreplace(self._line, (host.ready, self._turn, host))
                    if self._line[0][2] is host:
                        self._changed.wait(late)
                    continue
                heapq.heappop(self._line)
                host.listed = False
                wanted = host.waiting.popleft()
                host.under_way += 1
                host.ready = time.monotonic() + self._manners.pause
                self._list(host)
                self._begun[web] = time.monotonic()
                return host, wanted
        return None

    def _full(self) -> float:
        """Seconds after which there may be room for one more page; 0 when there is."""
        now = time.monotonic()
        slow = now - self._manners.slow_after
        counted = sum(begun > slow or web.held > _LARGE for web, begun in self._begun.items())
        return 0 if counted < self._manners.at_once else _LOOK

    def done(self, host: _Host, web: Web, outcome: Fetched) -> None:
        """A page has come, or will not come; one of a busy host is asked for once more when that is over."""
        again = False
        with self._changed:
            host.under_way -= 1
            if isinstance(outcome.error, BusyError) and host.refusal is None:
                again = self._wait_for(host, outcome.wanted, outcome.error)
            self._left -= not again
            self._list(host)
            if again:
                self._begun.pop(web, None)
            else:
                self._begun[web] = float("inf")
            self._changed.notify_all()
        while not again and not self._stopped.is_set():
            with suppress(Full):
                self._done.put(outcome, timeout=_LOOK)
                with self._changed:
                    self._begun.pop(web, None)
                    self._changed.notify_all()
                return

    def _wait_for(self, host: _Host, wanted: Wanted, busy: BusyError) -> bool:
        """Whether it is worth waiting for a busy host."""
        if busy.seconds > self._manners.patience:
            host.refusal = busy
            return False
        host.ready = max(host.ready, time.monotonic() + busy.seconds)
        tries = self._tries.get(id(wanted), 1)
        self._tries[id(wanted)] = tries + 1
        if tries < self._manners.tries:
            host.waiting.appendleft(wanted)
            return True
        return False

    def next_done(self) -> Fetched:
        """The next page that has come, or will not come."""
        while True:
            with suppress(Empty):  # so that an interruption is heard
                return self._done.get(timeout=_LOOK)

    def stop(self) -> None:
        """Nobody waits any more."""
        self._stopped.set()
        with self._changed:
            self._changed.notify_all()
