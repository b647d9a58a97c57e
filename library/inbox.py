"""The inbox folder: files that are dropped there are added and moved to its `done`, failures to `failed` with why.

A file is taken once it has stopped growing, stays in its place until it has been added, and is never written over
another one: whenever the program is ended, the next look at the folder goes on where it was. Only one process looks
at a time; what it added and could not move any more is the same article for the next one.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from library import stumbles
from library.errors import LibraryError, StoreError, UnreadableSourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from library.store import Store

DONE, FAILED = "done", "failed"
"""The folders within it."""
_LOCK = ".broadsheet-lock"
_UNFINISHED = (".part", ".crdownload", ".tmp", ".partial", ".download")
"""Endings of files that a browser is still writing."""
_EMPTY_SECONDS = 60
"""For so long an empty file may be one that is about to be written."""
_MOST_NAMES = 10_000
_REASONS = 20
"""How many reasons are told of an archive in which much can't be read."""


class Taken(NamedTuple):
    """What became of one file."""

    name: str
    path: Path
    """Where it is now."""
    article: int | None = None
    """None when it could not be added."""
    title: str = ""
    done: str = ""
    """`added`, `unchanged`, `updated`, `restored` or `waiting`, as `bulk.Status` says."""
    reason: str = ""
    """Why it, or something in it, could not be added, or it could not be moved away."""
    articles: int = 1
    """How many articles were in it: an archive or a feed holds several."""


class _Look(NamedTuple):
    """What a file looked like."""

    size: int
    changed: int
    number: int


class Inbox:
    """The folder, and what was seen there at the last look."""

    def __init__(
        self, folder: Path, open_store: Callable[[], Store], rules: Path | None = None, *, keep_pictures: bool = True
    ) -> None:
        """`open_store` is called only when there is something to add, `rules` are the person's own."""
        self.folder = folder
        self._open_store, self._rules, self._keep_pictures = open_store, rules, keep_pictures
        self._seen: dict[str, _Look] = {}
        self._left: dict[str, _Look] = {}
        """What could not be moved, and is not tried again unless it changes."""

    @property
    def waiting(self) -> list[str]:
        """Files that were there at the last look and may still be growing."""
        return sorted(self._seen)

    def look(self, now: datetime) -> list[Taken]:
        """Take the files that are as they were at the last look; a new one is taken the next time at the earliest.

        Nothing is taken while another process looks. Raises StoreError when the folder, or the library, can't be used.
        """
        found = self._found(now)
        ripe = [name for name, look in found.items() if self._seen.get(name) == look]
        self._seen = found
        if not ripe:
            return []
        taken: list[Taken] = []
        with _alone(self.folder) as alone:
            if not alone:
                return []
            with self._open_store() as store:
                for name in ripe:
                    # another process may have taken it before we were alone
                    if _look_at(self.folder / name) == found[name]:
                        try:
                            taken.append(self._take(store, name, found[name], now))
                        except StoreError:
                            if taken:
                                return taken  # the next look tells, if it still is so
                            raise
                    self._seen.pop(name, None)
        return taken

    def _found(self, now: datetime) -> dict[str, _Look]:
        """The files that may be taken, by name; links, folders and what is hidden or unfinished are none."""
        try:
            with os.scandir(self.folder) as entries:
                names = {entry.name for entry in entries if entry.is_file(follow_symlinks=False)}
        except OSError as error:
            raise StoreError(f"The inbox folder {self.folder} can't be read: {error.strerror}") from error
        found = {}
        for name in sorted(names):
            look = _look_at(self.folder / name)
            unfinished = name.lower().endswith(_UNFINISHED) or any(f"{name}{ending}" in names for ending in _UNFINISHED)
            if look is None or name.startswith(".") or unfinished or self._left.get(name) == look:
                continue
            if look.size or now.timestamp() - look.changed / 1e9 > _EMPTY_SECONDS:
                found[name] = look
        return found

    def _take(self, store: Store, name: str, look: _Look, now: datetime) -> Taken:
        path = self.folder / name
        try:
            taken = self._added(store, path, look, now)
            if taken is None:
                return Taken(name, path, reason="it is still being written")
        except StoreError:
            raise  # no fault of the file: it stays, and is taken when the library can be used again
        except LibraryError as error:
            return self._put_away(Taken(name, path, reason=str(error)), look)
        except Exception as error:  # noqa: BLE001  a file of any kind must not end the watch, nor go untold
            return self._put_away(Taken(name, path, reason=str(stumbles.stumble(error, name))), look)
        return self._put_away(taken, look)

    def _added(self, store: Store, path: Path, look: _Look, now: datetime) -> Taken | None:
        """Add what a file holds, which may be several articles; None when it changed meanwhile."""
        from library.bulk import Wishes, add_all
        from library.gathering import gather_path
        from library.illustrations import PictureLimits
        from library.importers.exports import export_of

        if title := export_of(path):
            raise UnreadableSourceError(f"it is an export of {title}, and no page: broadsheet import takes it in")
        given = gather_path(path, path.name, now)
        first = next(given, None)
        if _look_at(path) != look:
            return None
        limits = PictureLimits() if self._keep_pictures else None
        wishes = Wishes(now, own_rules=self._rules, pictures=limits)
        last, articles, wrong = None, 0, []
        for outcome in add_all(store, chain([] if first is None else [first], given), wishes):
            if outcome.article is not None:
                last, articles = outcome, articles + 1
            elif outcome.status != "skipped":
                wrong.append(f"{outcome.name}: {outcome.reason}" if outcome.inner else outcome.reason)
        more = f"; and {len(wrong) - _REASONS:,} more" if len(wrong) > _REASONS else ""
        reason = "; ".join(wrong[:_REASONS]) + more
        if last is None:
            return Taken(path.name, path, reason=reason or "it holds nothing that can be read")
        title = last.title if articles == 1 else f"{articles:,} articles"
        return Taken(path.name, path, last.article, title, last.status.value, reason, articles)

    def _put_away(self, taken: Taken, look: _Look) -> Taken:
        """Move a file to where it belongs, a failure with its reason beside it."""
        failed = taken.article is None
        try:
            path = _move(taken.path, self.folder / (FAILED if failed else DONE), taken.reason)
        except OSError as error:
            self._left[taken.name] = look
            why = f"it can't be moved away: {error.strerror or error}"
            return taken._replace(reason=f"{taken.reason}; {why}" if taken.reason else why)
        return taken._replace(path=path)


def _look_at(path: Path) -> _Look | None:
    """What a file looks like now; None when it is gone."""
    try:
        status = path.stat(follow_symlinks=False)
    except OSError:
        return None
    return _Look(status.st_size, status.st_mtime_ns, status.st_ino)


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether no other process looks at the folder, and none does until the end; a process that dies lets go."""
    import fcntl

    try:
        file = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(f"The inbox folder {folder} can't be written to: {error.strerror}") from error
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(file)


def _move(path: Path, folder: Path, reason: str) -> Path:
    """Move a file into a folder, with a number where its name is taken; `reason` goes into a file beside it.

    Raises OSError; the file is then where it was.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    for number in range(1, _MOST_NAMES):
        target = folder / (path.name if number == 1 else f"{path.stem} {number}{path.suffix}")
        note = target.with_name(f"{target.name}.reason.txt")
        reserved = []
        try:
            for name in (target, note) if reason else (target,):
                name.touch(mode=0o600, exist_ok=False)  # ours alone from now on: replacing it overwrites nothing
                reserved.append(name)
            if reason:
                note.write_text(f"{reason}\n", encoding="utf-8", errors="replace")
            path.replace(target)
        except FileExistsError:
            _take_back(reserved)
        except OSError:
            _take_back(reserved)
            raise
        else:
            return target
    raise FileExistsError(f"{folder} holds too many files of that name")


def _take_back(reserved: list[Path]) -> None:
    for name in reserved:
        with suppress(OSError):
            name.unlink()
