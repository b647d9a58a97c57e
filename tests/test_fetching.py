"""Many pages at once: several hosts beside each other, few of each, with pauses, and busy ones are left alone."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

import pytest

from library.errors import BusyError, FetchError
from library.fetching import Fetched, Manners, Wanted, fetch_many
from tests.answering import Handler, Server, giving, server
from tests.serving import page

__all__ = ["server"]
PAGE = page("The tide tables", "The gates open at ten.").encode()
QUICK = Manners(pause=0)


def now() -> datetime:
    return datetime.now(UTC)


def fetched(addresses: list[str], manners: Manners = QUICK) -> dict[str, Fetched]:
    return {one.wanted.address: one for one in fetch_many(map(Wanted, addresses), now, manners)}


def busy(times: int, seconds: str = "0") -> Callable[[Handler], None]:
    """An answer that so many times is that there were too many requests."""
    left = [times]

    def answer(handler: Handler) -> None:
        if left[0]:
            left[0] -= 1
            handler.start(429, Retry_After=seconds, Content_Length="0")
        else:
            giving(PAGE, "text/html")(handler)

    return answer


class Counter:
    """Answers that count how many are being made at the same time, and wait until that many were or could be."""

    def __init__(self, most: int) -> None:
        self._lock = threading.Condition()
        self._most = most
        self.highest = 0
        self._open = 0
        self._full = False

    def __call__(self, handler: Handler) -> None:
        with self._lock:
            self._open += 1
            self.highest = max(self.highest, self._open)
            self._full = self._full or self._open == self._most
            self._lock.notify_all()
            self._lock.wait_for(lambda: self._full, 10)
        giving(PAGE, "text/html")(handler)
        with self._lock:
            self._open -= 1


def test_pages_come_and_failures_have_their_reasons(server: Server) -> None:
    good = [server.address(f"/{number}", giving(PAGE, "text/html")) for number in range(20)]
    gone = server.address("/gone", lambda handler: handler.start(410, Content_Length="0"))
    found = fetched([*good, gone, "http://me:secret@example.org/", "file:///etc/passwd"])
    assert len(found) == 23
    assert all(one.page is not None and one.page.source.content == PAGE for one in map(found.get, good) if one)
    assert "410" in str(found[gone].error)
    assert sum(one.error is not None for one in found.values()) == 3


def test_nothing_is_wanted() -> None:
    assert list(fetch_many([], now)) == []


def test_of_one_host_only_so_many_come_at_once(server: Server) -> None:
    counting = Counter(2)
    fetched([server.address(f"/{number}", counting) for number in range(8)])
    assert counting.highest == 2


def test_several_hosts_are_asked_at_once(server: Server) -> None:
    counting = Counter(4)
    with Server() as other:
        threading.Thread(target=other.serve_forever, args=(0.01,), daemon=True).start()
        fetched([one.address(f"/{number}", counting) for one in (server, other) for number in range(4)])
        assert counting.highest == 4
        other.shutdown()


def test_between_requests_to_one_host_there_is_a_pause_in_which_others_are_asked(server: Server) -> None:
    with Server() as other:
        threading.Thread(target=other.serve_forever, args=(0.01,), daemon=True).start()
        held = [server.address(f"/{number}", giving(PAGE, "text/html")) for number in range(3)]
        free = other.address("/", giving(PAGE, "text/html"))
        with closing(fetch_many(map(Wanted, [*held, free]), now, Manners(pause=3600))) as pages:
            assert {next(pages).wanted.address, next(pages).wanted.address} == {held[0], free}
        assert len(server.asked) == 1
        other.shutdown()


def test_slow_pages_keep_no_other_waiting(server: Server) -> None:
    came = threading.Event()

    def slow(handler: Handler) -> None:
        came.wait(10)
        giving(PAGE, "text/html")(handler)

    stalled = [server.address(f"/slow/{number}", slow) for number in range(2)]
    quick = server.address("/quick", giving(PAGE, "text/html"))
    manners = Manners(at_once=1, per_host=3, pause=0, slow_after=0.05)
    with closing(fetch_many(map(Wanted, [*stalled, quick]), now, manners)) as pages:
        assert next(pages).wanted.address == quick
        came.set()
        assert {one.wanted.address for one in pages} == set(stalled)


def test_a_busy_host_is_asked_again_when_it_said_so(server: Server) -> None:
    addresses = [server.address("/a", busy(2)), server.address("/b", busy(0))]
    assert all(one.page is not None for one in fetched(addresses).values())
    assert [path for path, _ in server.asked].count("/a") == 3


def test_a_host_that_stays_busy_is_given_up(server: Server) -> None:
    address = server.address("/a", busy(99))
    assert isinstance(fetched([address])[address].error, BusyError)
    assert len(server.asked) == QUICK.tries


def test_a_host_that_asks_for_more_patience_than_there_is_is_not_asked_again(server: Server) -> None:
    addresses = [server.address(f"/{number}", busy(99, "3600")) for number in range(50)]
    found = fetched(addresses, Manners(pause=60, per_host=1))
    said = "The server answered 429 Too Many Requests, and asks to be left alone for 60 minutes."
    asked, *others = [str(found[address].error) for address in addresses]
    assert asked == said
    assert set(others) == {f"It was not asked for, since its server refused another page. {said}"}
    assert len(server.asked) == 1


def test_whoever_takes_no_more_is_not_waited_for(server: Server) -> None:
    addresses = [server.address(f"/{number}", giving(PAGE, "text/html")) for number in range(200)]
    with closing(fetch_many(map(Wanted, addresses), now, QUICK)) as pages:
        next(pages)
    until = time.monotonic() + 10
    while any(thread.name == "pages" for thread in threading.enumerate()):
        assert time.monotonic() < until
        time.sleep(0.01)
    assert len(server.asked) < 50


def test_hosts_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def refused(address: str, *_: object, **__: object) -> None:
        asked.append(address.split("/")[2])
        raise FetchError(".")

    monkeypatch.setattr("library.fetch.fetch_page", refused)
    addresses = [f"http://{host}.example/{number}" for host in "abc" for number in range(3)]
    fetched(addresses, Manners(at_once=1, pause=0))
    places = defaultdict(list)
    for place, host in enumerate(asked):
        places[host].append(place)
    assert all(turns[0] < 3 for turns in places.values())
