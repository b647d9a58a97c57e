"""Illustrating: the pictures of articles fetched when these have been saved, so that they are there offline."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from threading import BoundedSemaphore, Lock
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from library.errors import BusyError, LibraryError, UnreachableError
from library.extract.embedded import names_of, normal
from library.fetch import read_picture
from library.pictures import EMBEDDED, Illustration
from library.reach import host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from types import TracebackType
    from typing import Self

    from library.illustrations import PictureLimits
    from library.pictures import Picture
    from library.store import Store

_AT_ONCE = 4
"""Pictures that are fetched at the same time: for one article, and from one host."""
_ARTICLES_AT_ONCE = 4
_PATIENCE = 3
"""How often one after the other a host may fail, be it by silence, before no more is asked of it."""
_SECONDS, _ALL_SECONDS = 20.0, 90.0
"""For one picture, and for all of one article, at most."""


class Fetched(NamedTuple):
    """What became of the pictures of one article."""

    kept: int
    """How many it has now."""
    problems: tuple[str, ...] = ()
    """Those that it has not, each with its address and the reason, and how many were too many."""


class Hosts:
    """The hosts of pictures in one run: how many are asked of each at a time, and of which none are asked any more."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._room: dict[str, BoundedSemaphore] = {}
        self._failures: Counter[str] = Counter()

    def ask(self, fetch: Callable[[str, int], Picture], address: str, limit: int) -> Picture:
        """A picture, when it is its turn. Raises FetchError also where the host failed too often before."""
        host = host_of(address)
        with self._lock:
            room = self._room.setdefault(host, BoundedSemaphore(_AT_ONCE))
        with room:
            if self._failures[host] >= _PATIENCE:
                raise UnreachableError("It was not asked for, since its server failed several times.")
            try:
                picture = fetch(address, limit)
            except UnreachableError as error:
                self._failures[host] += _PATIENCE if isinstance(error, BusyError) else 1
                raise
            except LibraryError:
                self._failures[host] = 0
                raise
            self._failures[host] = 0
            return picture


def fetch_pictures(
    open_store: Callable[[], Store], articles: Iterable[int], limits: PictureLimits,
    *, fetch: Callable[[str, int], Picture] | None = None, hosts: Hosts | None = None,
) -> dict[int, Fetched]:  # fmt: skip
    """Fetch what the articles show and keep it; a picture that can't be had is told and costs nothing else."""
    done: dict[int, Fetched] = {}
    hosts = hosts or Hosts()
    with open_store() as store, _threads(_AT_ONCE) as threads:
        for article in articles:
            addresses = _wanted(store, article)
            there = set(store.illustrated(article))
            lacking, room = [one for one in addresses if one not in there], max(0, limits.number - len(there))
            missing, over = lacking[:room], len(lacking[room:])
            take = partial(hosts.ask, fetch or partial(_fetch, store.article(article).url))
            tried = partial(_tried, take, limits.each, monotonic() + _ALL_SECONDS)
            answers = list(threads.map(tried, missing))
            pictures = [
                Illustration(address, picture.content, picture.media_type)
                for address, (picture, _) in zip(missing, answers, strict=True) if picture is not None
            ]  # fmt: skip
            kept = store.illustrate(article, pictures, limits) if pictures else len(there)
            failed = [f"{address}: {reason}" for address, (_, reason) in zip(missing, answers, strict=True) if reason]
            failed += [f"{over:,} more are left out: an article keeps {limits.number:,} at most."] if over else []
            done[article] = Fetched(kept, tuple(failed))
    return done


class Illustrator:
    """Fetches the pictures of several articles at once, while others are still coming; used in a `with`."""

    def __init__(self, open_store: Callable[[], Store], limits: PictureLimits) -> None:
        self._open_store, self._limits, self._hosts = open_store, limits, Hosts()
        self._threads = ThreadPoolExecutor(_ARTICLES_AT_ONCE, thread_name_prefix="articles")
        self._under_way: dict[Future[Fetched], int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def begin(self, article: int) -> None:
        """Fetch the pictures of one more article."""
        self._under_way[self._threads.submit(self._illustrated, article)] = article

    @property
    def left(self) -> int:
        """How many articles are not done."""
        return len(self._under_way)

    def done(self, seconds: float = 0) -> Iterator[tuple[int, Fetched]]:
        """The articles that are done since it was last asked, waiting so long for one."""
        ended, _ = wait(self._under_way, seconds, FIRST_COMPLETED)
        for future in ended:
            yield self._under_way.pop(future), future.result()

    def _illustrated(self, article: int) -> Fetched:
        try:
            return fetch_pictures(self._open_store, [article], self._limits, hosts=self._hosts)[article]
        except LibraryError as error:  # the text is there all the same
            return Fetched(0, (str(error),))


@contextmanager
def _threads(number: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that nobody waits for when the work is interrupted."""
    threads = ThreadPoolExecutor(number, thread_name_prefix="pictures")
    try:
        yield threads
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def _wanted(store: Store, article: int) -> Sequence[str]:
    """The addresses of the pictures of an article that can be fetched, each once, in their order."""
    base = store.article(article).url
    names = (normal(name, base) for name in names_of(store.document(article)))
    return [name for name in dict.fromkeys(names) if name.startswith(("http://", "https://")) and EMBEDDED not in name]


def _tried(fetch: Callable[[str, int], Picture], limit: int, until: float, address: str) -> tuple[Picture | None, str]:
    if monotonic() > until:
        return None, f"The pictures of the page took longer than {_ALL_SECONDS:g} seconds."
    try:
        return fetch(address, limit), ""
    except LibraryError as error:
        return None, str(error)


def _fetch(near: str, address: str, limit: int) -> Picture:
    return read_picture(address, near=near, limit=limit, total_seconds=_SECONDS)
