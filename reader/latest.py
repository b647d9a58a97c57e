"""Latest: work for a thread with its own Store, of which only the latest request matters."""

from __future__ import annotations

from threading import Condition, Thread
from typing import TYPE_CHECKING, Generic, TypeVar

from library.errors import LibraryError
from library.store import Store
from reader.log import log_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from reader.config import Home

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class Latest(Generic[Asked, Answer]):
    """One thread at most; a newer request interrupts the one before. A daemon, for whose end nobody waits."""

    def __init__(
        self, home: Home, name: str, work: Callable[[Store, Asked], Answer], done: Callable[[Asked, Answer], object],
        *, lingers: float = 0,
    ) -> None:  # fmt: skip
        """`work` and `done` are called in the thread, `done` with each answer that nothing newer has outdated.

        `name` is that of the thread. What the library refuses is logged, and has no answer. Where much is asked for,
        the thread `lingers` for so many seconds with its store open: to begin anew takes longer than many an answer.
        """
        self._home = home
        self._name = name
        self._work = work
        self._done = done
        self._lingers = lingers
        self._lock = Condition()
        self._wanted: tuple[Asked, int] | None = None
        """What is asked for, and in which round."""
        self._round = 0
        """Grows whenever what is under way has become useless."""
        self._store: Store | None = None
        self._running = False
        self._ended = False
        """Whether the thread that runs is not to linger."""

    def ask(self, asked: Asked) -> None:
        """Do this; what is under way is given up."""
        with self._lock:
            self._round += 1
            self._wanted, self._ended = (asked, self._round), False
            if self._store is not None:
                self._store.interrupt()
            if self._running:
                self._lock.notify()
                return
            self._running = True
        Thread(target=self._run, name=self._name, daemon=True).start()

    def stop(self) -> None:
        """Nothing is wanted any more, and nobody lingers."""
        with self._lock:
            self._round += 1
            self._wanted = None
            self._ended = self._running
            if self._store is not None:
                self._store.interrupt()
            self._lock.notify()

    def _run(self) -> None:
        try:
            with Store(self._home.library) as store:
                try:
                    while (wanted := self._next(store)) is not None:
                        self._answer(store, *wanted)
                finally:
                    self._leave(store)
        except LibraryError as error:
            self._next(None)
            log_error(self._home.log_file, error)

    def _next(self, store: Store | None) -> tuple[Asked, int] | None:
        with self._lock:
            self._store = None
            if store is not None and self._lingers and self._wanted is None:
                self._lock.wait_for(lambda: self._wanted is not None or self._ended, self._lingers)
            wanted, self._wanted = self._wanted, None
            self._running = wanted is not None and store is not None
            self._store = store if self._running else None
            return wanted

    def _leave(self, store: Store) -> None:
        """Let go of a store that is about to be closed, whatever ended the work with it."""
        with self._lock:
            if self._store is store:
                self._store, self._running = None, False

    def _answer(self, store: Store, asked: Asked, number: int) -> None:
        try:
            answer = self._work(store, asked)
        except LibraryError as error:
            if number == self._round:
                log_error(self._home.log_file, error)
            return
        if number == self._round:
            self._done(asked, answer)
