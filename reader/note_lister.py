"""NoteLister: lists highlights in a thread with its own Store; a newer request outdates the one before."""

from __future__ import annotations

from threading import Lock, Thread
from typing import TYPE_CHECKING, NamedTuple

from library.errors import LibraryError
from library.note_shelves import NoteList, NoteOrder, NoteQuery, NoteShelf
from library.store import Store
from reader.log import log_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from reader.config import Home


class Asked(NamedTuple):
    """What is to be listed."""

    query: NoteQuery = NoteQuery()
    shelf: NoteShelf = NoteShelf.ALL
    order: NoteOrder = NoteOrder.ARTICLE
    seed: int = 0
    """Of a random order."""


class Listed(NamedTuple):
    """The answer."""

    asked: Asked
    notes: NoteList
    counts: dict[NoteShelf, int]
    """Of all highlights, whatever the query; empty where they were not counted."""


def begun(store: Store, asked: Asked, most: int) -> Listed:
    """The beginning of a list, without counts: at most twice `most`, soon found. Raises StoreError."""
    return Listed(asked, store.note_list(asked.query, shelf=asked.shelf, order=asked.order, most=most), {})


def listed(store: Store, asked: Asked) -> Listed:
    """List at once. Raises StoreError."""
    from random import Random

    notes = store.note_list(
        asked.query, shelf=asked.shelf, order=asked.order, random=Random(asked.seed)  # noqa: S311  it deals notes
    )  # fmt: skip
    return Listed(asked, notes, store.note_counts())


class NoteLister:
    """One thread at most, that always works for the latest request; a daemon, for whose end nobody waits."""

    def __init__(self, home: Home, done: Callable[[Listed], object]) -> None:
        """`done` is called in the thread with each answer that nothing newer has outdated."""
        self._home = home
        self._done = done
        self._lock = Lock()
        self._wanted: Asked | None = None
        self._store: Store | None = None
        self._running = False

    def ask(self, asked: Asked) -> None:
        """List this; what is under way is given up."""
        with self._lock:
            self._wanted = asked
            if self._store is not None:
                self._store.interrupt()
            if self._running:
                return
            self._running = True
        Thread(target=self._work, name="notes", daemon=True).start()

    @property
    def busy(self) -> bool:
        """Whether something is being listed."""
        with self._lock:
            return self._running

    def stop(self) -> None:
        """Nothing is wanted any more."""
        with self._lock:
            self._wanted = None
            if self._store is not None:
                self._store.interrupt()

    def _work(self) -> None:
        try:
            with Store(self._home.library) as store:
                while (asked := self._next(store)) is not None:
                    self._answer(store, asked)
        except LibraryError as error:
            self._next(None)
            log_error(self._home.log_file, error)

    def _next(self, store: Store | None) -> Asked | None:
        with self._lock:
            asked, self._wanted = self._wanted, None
            self._running = asked is not None and store is not None
            self._store = store if self._running else None
            return asked

    def _answer(self, store: Store, asked: Asked) -> None:
        try:
            answer = listed(store, asked)
        except LibraryError as error:
            with self._lock:
                outdated = self._wanted is not None
            if not outdated:
                log_error(self._home.log_file, error)
            return
        with self._lock:
            if self._wanted is not None:
                return
        self._done(answer)
