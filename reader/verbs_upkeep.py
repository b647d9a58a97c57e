"""What the commands do that look at the library as a whole: statistics, backup, doctor, and the inbox folder."""

from __future__ import annotations

import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from library.article import Shelf
from library.errors import LibraryError, QueryError, StoreError
from library.store import Store
from reader.config import folder_of, read_settings
from reader.records import DONE, FAILED, fail, plain, print_json

if TYPE_CHECKING:
    from argparse import Namespace as Parsed
    from collections.abc import Iterator, Sequence
    from datetime import date
    from types import SimpleNamespace

    from library.inbox import Inbox, Taken
    from library.upkeep import Finding, Upkeep
    from reader.config import Home

    Namespace = Parsed | SimpleNamespace

_LEAST_ROOM = 50 * 1024 * 1024
"""Bytes that should be free, beside room for a copy of the library."""
_BETWEEN_LOOKS = 1.0
"""Seconds between two looks at the inbox folder."""
_PATIENCE = 10
"""Looks after which `inbox` leaves a file alone that is still growing."""


def _now() -> datetime:
    return datetime.now(UTC)


# stats


def stats(options: Namespace, home: Home) -> int:
    """Print what was read."""
    from library.statistics import StatisticsStore
    from reader.statistics_text import stats_record, stats_text

    now = _now()
    with StatisticsStore(home.library) as store:
        found = store.statistics(now, since=_since(options.since, now))
    if options.json:
        print_json(stats_record(found))
        return DONE
    print(plain(stats_text(found, plain_bars=not _has_blocks()), keep_lines=True))
    return DONE


def _since(text: str | None, now: datetime) -> date | None:
    """The day that a person means. Raises QueryError."""
    if text is None:
        return None
    from library.periods import read_period

    try:
        start = read_period(text, "", now).start
    except ValueError as error:
        raise QueryError(f"--since: {error}") from error
    if start is None:
        raise QueryError(f"--since: “{text}” has no beginning")
    return start.date()


def _has_blocks() -> bool:
    """Whether what is printed can hold bars."""
    try:
        "█▏".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


# backup


def backup(options: Namespace, home: Home) -> int:
    """Copy the library."""
    from library.upkeep import Upkeep, default_name

    name = default_name(_now())
    path = Path(options.path) if options.path else home.data / "backups" / name
    if options.path and (path.is_dir() or options.path.endswith("/")):
        path /= name
    _must_be_there(home)
    with Upkeep(home.library) as store:
        size = store.back_up(path, force=options.force)
        counts = store.counts().articles
    articles = counts[Shelf.ALL] + counts[Shelf.TRASH]
    if options.json:
        print_json({"path": str(path.absolute()), "bytes": size, "articles": articles})
    else:
        print(plain(f"{path}  ({size / 1024 / 1024:,.1f} MB, {articles:,} articles)"))
    return DONE


def _must_be_there(home: Home) -> None:
    """Raise StoreError when there is no library yet: opening it would make one."""
    if not home.library.exists():
        raise StoreError(f"There is no library yet: {home.library}")


# doctor


def doctor(options: Namespace, home: Home) -> int:
    """Look for what is wrong."""
    findings: list[Finding] = []
    for finding in _findings(options, home):
        findings.append(finding)
        if not options.json:
            print(plain(f"{'ok   ' if finding.good else 'WRONG'}  {finding.words}"))
    if options.json:
        print_json([{"check": one.check, "ok": one.good, "words": one.words} for one in findings])
    return DONE if all(finding.good for finding in findings) else FAILED


def _findings(options: Namespace, home: Home) -> Iterator[Finding]:
    from library.upkeep import Finding, Upkeep

    if home.library.exists():
        try:
            with Upkeep(home.library) as store:
                if options.repair:
                    _repair(store)
                yield from store.findings()
        except LibraryError as error:
            yield Finding("database", good=False, words=str(error))
        private = not home.library.stat().st_mode & 0o077
        yield Finding(
            "private", private,
            "The library is yours alone to read." if private else f"Others can read {home.library}: chmod 600 helps.",
        )  # fmt: skip
    else:
        yield Finding("database", good=True, words=f"There is no library yet: {home.library}")
    settings, problems = read_settings(home.settings)
    told = "; ".join(f"{home.settings.name}, {problem}" for problem in problems)
    yield Finding("settings", not problems, told or "The settings can all be used.")
    folder = folder_of(settings.inbox)
    if folder is not None:
        there = folder.is_dir()
        yield Finding(
            "inbox", there, f"The inbox folder is there: {folder}" if there else f"There is no inbox folder {folder}."
        )
    yield _room(home)


def _room(home: Home) -> Finding:
    from library.upkeep import Finding

    folder = next(path for path in (home.data, *home.data.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    size = home.library.stat().st_size if home.library.exists() else 0
    good = free > size + _LEAST_ROOM
    told = f"{free / 1024**3:,.1f} GB are free where the library is, which takes {size / 1024**2:,.1f} MB"
    return Finding("room", good, f"{told}." if good else f"{told}: too little for a copy of it.")


def _repair(store: Upkeep) -> None:
    shows = sys.stderr.isatty()

    def tell(done: int, total: int) -> None:
        if shows:
            print(f"\rindexing {done:,} of {total:,} ", end="", file=sys.stderr, flush=True)

    store.repair(tell)
    if shows:
        print(file=sys.stderr)


# inbox


def inbox(options: Namespace, home: Home) -> int:
    """Add the files of the inbox folder, once or until it is interrupted."""
    from library.inbox import Inbox

    settings, _ = read_settings(home.settings)
    folder = folder_of(settings.inbox)
    if folder is None:
        return fail(f"no inbox folder is set; write `inbox: ~/Inbox` into {home.settings}")
    if not folder.is_dir():
        return fail(f"there is no inbox folder {folder}")
    box = Inbox(folder, lambda: Store(home.library), home.rules, keep_pictures=settings.keep_pictures)
    if options.watch:
        return _watch(box, options)
    taken: list[Taken] = []
    for _ in range(_PATIENCE):
        taken += box.look(_now())
        if not box.waiting:
            break
        time.sleep(_BETWEEN_LOOKS)
    code = _print_taken(taken, options)
    for name in box.waiting:
        fail(f"{name}: it is still being written, or another process is at it; it is left for the next time")
    if options.json:
        print_json([taken_record(one) for one in taken])
    return code


def _watch(box: Inbox, options: Namespace) -> int:
    """Look until it is interrupted."""
    problem = ""
    while True:
        try:
            taken = box.look(_now())
            problem = ""
        except LibraryError as error:
            taken = []
            if str(error) != problem:
                problem = str(error)
                fail(problem)
        _print_taken(taken, options)
        if options.json:
            for one in taken:
                print_json(taken_record(one), line=True)
        sys.stdout.flush()
        try:
            time.sleep(_BETWEEN_LOOKS)
        except KeyboardInterrupt:  # as it is meant to end
            return DONE


def _print_taken(taken: Sequence[Taken], options: Namespace) -> int:
    code = DONE
    for one in taken:
        if one.article is not None and not options.json:
            print(plain(f"{one.done} {one.article}: {one.title}"))
        if one.reason:
            code = fail(f"{one.name}: {one.reason}")
    return code


def taken_record(one: Taken) -> dict[str, object]:
    """A file of the inbox folder as `inbox --json` prints it; its names are a contract."""
    record: dict[str, object] = {"input": one.name, "path": str(one.path)}
    if one.article is None:
        return {**record, "status": "failed", "reason": one.reason}
    record |= {"id": one.article, "status": one.done, "title": one.title}
    record |= {"articles": one.articles} if one.articles > 1 else {}
    return record | {"reason": one.reason} if one.reason else record
