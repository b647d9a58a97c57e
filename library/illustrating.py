"""Illustrating: the pictures of articles fetched when these have been saved, so that they are there offline."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from library.errors import LibraryError
from library.extract.embedded import names_of, normal
from library.fetch import read_picture
from library.pictures import EMBEDDED, Illustration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from library.illustrations import PictureLimits
    from library.pictures import Picture
    from library.store import Store

_AT_ONCE = 4
"""Pictures that are fetched at the same time."""
_SECONDS, _ALL_SECONDS = 20.0, 90.0
"""For one picture, and for all of one article, at most."""


class Fetched(NamedTuple):
    """What became of the pictures of one article."""

    kept: int
    """How many it has now."""
    problems: tuple[str, ...] = ()
    """Those that it has not, each with its address and the reason, and how many were too many."""


def fetch_pictures(
    open_store: Callable[[], Store], articles: Iterable[int], limits: PictureLimits,
    *, fetch: Callable[[str, int], Picture] | None = None,
) -> dict[int, Fetched]:  # fmt: skip
    """Fetch what the articles show and keep it; a picture that can't be had is told and costs nothing else."""
    done: dict[int, Fetched] = {}
    with open_store() as store, _threads() as threads:
        for article in articles:
            addresses = _wanted(store, article)
            there = set(store.illustrated(article))
            lacking, room = [one for one in addresses if one not in there], max(0, limits.number - len(there))
            missing, over = lacking[:room], len(lacking[room:])
            take = fetch or partial(_fetch, store.article(article).url)
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


@contextmanager
def _threads() -> Iterator[ThreadPoolExecutor]:
    """Threads that nobody waits for when the work is interrupted."""
    threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="pictures")
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
