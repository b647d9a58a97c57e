"""A thread that looks at the inbox folder about once a second while the app is open."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event, Thread
from typing import TYPE_CHECKING

from library.errors import LibraryError
from library.inbox import Inbox
from library.store import Store
from reader.log import log_error

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from library.inbox import Taken
    from reader.config import Home

_EACH = 1.0
"""Seconds between two looks."""


class InboxWatch:
    """Looks until it is stopped.

    A daemon: it never keeps the program from ending. A file that is under way then stays until the next time.
    """

    def __init__(
        self, home: Home, folder: Path, told: Callable[[Sequence[Taken]], None], problem: Callable[[str], None],
        *, each: float = _EACH, keep_pictures: bool = True,
    ) -> None:  # fmt: skip
        """`told` is called in the thread with what became of files, `problem` once with what keeps it from looking."""
        self._home = home
        self._told, self._problem, self._each = told, problem, each
        self._inbox = Inbox(folder, lambda: Store(home.library), home.rules, keep_pictures=keep_pictures)
        self._stopped = Event()
        self._thread = Thread(target=self._work, name="inbox", daemon=True)
        self._last_problem = ""

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """No look begins after this."""
        self._stopped.set()

    def _work(self) -> None:
        while not self._stopped.wait(self._each):
            try:
                taken = self._inbox.look(datetime.now(UTC))
            except LibraryError as error:
                if str(error) != self._last_problem:  # told once, not each second
                    self._last_problem = str(error)
                    log_error(self._home.log_file, error)
                    self._problem(str(error))
                continue
            self._last_problem = ""
            if taken and not self._stopped.is_set():
                self._told(taken)


def told_of(taken: Sequence[Taken]) -> tuple[str, bool]:
    """What became of files, in words for a person, and whether any of them failed."""
    added = [one for one in taken if one.article is not None]
    failed = [one for one in taken if one.article is None]
    words = []
    if len(added) == 1 and added[0].articles == 1:
        words.append(f"From the inbox folder: “{added[0].title}”")
    elif added:
        words.append(f"From the inbox folder: {sum(one.articles for one in added):,} articles")
    words += [f"{one.name} was not added: {one.reason}" for one in failed[:3]]
    if len(failed) > 3:
        words.append(
            f"and {len(failed) - 3:,} more were not added; the reasons are in the folder {failed[0].path.parent}"
        )
    words += [f"{one.name}: {one.reason}" for one in added if one.reason]
    return "\n".join(words), any(one.reason for one in taken)
