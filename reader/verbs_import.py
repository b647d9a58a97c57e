"""`broadsheet import`: articles and notes of other services, and our own, taken into the library with a report."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from library.builder import clean_text
from library.errors import LibraryError, UnreadableSourceError
from library.store import Store
from reader.import_report import Outcome, Report, article_words, note_words
from reader.records import DONE, FAILED, USAGE, fail, plain, print_json

if TYPE_CHECKING:
    from argparse import Namespace as Parsed
    from collections.abc import Callable, Iterator
    from types import SimpleNamespace

    from library.article_import import Account
    from library.importers.given import Given
    from library.importers.services import Found
    from library.note_import import ImportReport
    from reader.config import Home

_MANY = 500
"""Records from which it is shown how far the work is."""
_LARGE = 1_000_000
"""Bytes from which it is told that a file is being read."""
_TOLD = 50
"""Lines on what was left out that are printed without --json; of failures each is."""
_WIDTH = 24
"""Cells of the bar."""


def import_(options: Parsed | SimpleNamespace, home: Home) -> int:
    """Take in the articles and annotations of files; nothing that is wrong with one costs another."""
    if options.inputs.count("-") > 1:
        return fail("standard input can be read only once", USAGE)
    if options.report is not None and options.report.suffix.lower() not in (".csv", ".json"):
        return fail("the name of the report ends in .csv or in .json", USAGE)
    task = _Task(options, home)
    with Store(home.library) as store:
        for name in options.inputs:
            try:
                _take(task, store, name, in_words=not options.json)
            except KeyboardInterrupt:
                return fail(f"interrupted within {name}; the library is whole, and the same command goes on from there")
    if options.report is not None:
        try:
            task.report.write(options.report)
        except OSError as error:
            return fail(f"The report {options.report} can't be written: {error.strerror or error}")
    if options.json:
        print_json(task.report.record())
    return FAILED if task.report.any_failed else DONE


def _take(task: _Task, store: Store, name: str, *, in_words: bool) -> None:
    """Take in one file, and tell what became of it, and of each in it."""
    outcomes = task.take(store, name)
    while True:
        try:
            outcome = next(outcomes, None)
        finally:
            _clear()
        if outcome is None:
            return
        task.report.add(outcome)
        for told in outcome.failed:
            fail(f"{told.place(outcome.unit)}: {told.reason}")
        if in_words:
            if outcome.words:
                print(plain(outcome.words, keep_lines=True))
            _print_details(outcome)


class _Task:
    """What one command takes in."""

    def __init__(self, options: Parsed | SimpleNamespace, home: Home) -> None:
        self._format = options.format or ""
        self._tags = tuple(filter(None, map(clean_text, options.tag)))
        self._dry = options.dry_run
        self._rules = home.rules
        self._settings = home.settings
        self.report = Report(dry=options.dry_run)

    def take(self, store: Store, name: str) -> Iterator[Outcome]:
        """Take in one file, or each of those in it."""
        from library.importers.boxes import boxed

        shown = sys.stderr.isatty()
        if shown and _size(name) >= _LARGE:
            print(f"{plain(name[-30:])} is read …", end="", file=sys.stderr, flush=True)
        try:
            given = _given(name)
            with boxed(given, self._format) as parts:
                if parts is None:
                    yield self._one(store, given)
                for part in parts or ():
                    if part.given is None:
                        yield Outcome.of_unread(part.name, part.problem, failed=part.failed)
                    else:
                        yield self._part(store, part.given)
        except LibraryError as error:
            yield Outcome.of_unread(name, str(error), failed=True)

    def _part(self, store: Store, given: Given) -> Outcome:
        try:
            return self._one(store, given)
        except UnreadableSourceError as error:
            return Outcome.of_unread(given.name, str(error), failed=True)

    def _one(self, store: Store, given: Given) -> Outcome:
        """Take in what is no box. Raises LibraryError."""
        from library.importers.services import BY_NAME, opened

        if not self._format or self._format in BY_NAME:
            with opened(given, self._format) as found:
                if found is not None:
                    return self._articles(store, given, found)
        return self._notes(store, given)

    def _articles(self, store: Store, given: Given, found: Found) -> Outcome:
        from library.article_import import import_articles
        from library.illustrations import PictureLimits
        from reader.config import read_settings

        limits = PictureLimits() if read_settings(self._settings)[0].keep_pictures else None
        told = _bar(given) if sys.stderr.isatty() else None
        account: Account = import_articles(
            store,
            found.read(),
            _now(),
            found.service.name,
            self._tags,
            told,
            self._rules,
            dry=self._dry,
            pictures=limits,
        )
        words = article_words(given.name, found.service.title, account, dry=self._dry)
        return Outcome.of_articles(given.name, words, account)

    def _notes(self, store: Store, given: Given) -> Outcome:
        """Take in a file of annotations, as a whole or not at all. Raises LibraryError."""
        from library.importers.formats import read, read_large
        from library.note_import import import_notes

        if self._dry:
            raise _no_dry_run()
        large = read_large(given.path) if given.path is not None and self._format in ("", "broadsheet") else None
        found, reading = large or read(_content(given), given.name, self._format)
        with_bar = sys.stderr.isatty() and len(reading.incoming) >= _MANY
        told = _steps(given.name) if with_bar else None
        report: ImportReport = import_notes(store, reading, _now(), found.name, self._tags, told)
        return Outcome.of_notes(given.name, note_words(given.name, found.title, report), report)


def _no_dry_run() -> LibraryError:
    return UnreadableSourceError("a file of notes can't be tried without storing it; --dry-run is for articles")


def _given(name: str) -> Given:
    """What a name on the command line means. Raises UnreadableSourceError."""
    from library.importers.given import Given

    if name == "-":
        from library.fetch import read_stream

        return Given("-", content=read_stream(sys.stdin.buffer, _now()).content)
    return Given(name, path=Path(name))


def _size(name: str) -> int:
    """Bytes of a file; 0 for what is none."""
    try:
        return Path(name).stat().st_size if name != "-" else 0
    except (OSError, ValueError):
        return 0


def _content(given: Given) -> bytes:
    """The bytes of a file that is read as a whole. Raises UnreadableSourceError."""
    from library.fetch import read_file, read_stream

    if given.path is not None:
        return read_file(given.path, _now()).content
    with given.open() as stream:
        return read_stream(stream, _now()).content


def _steps(name: str) -> Callable[[int, int], None]:
    """What shows on stderr how far a file of notes has been taken in."""

    def show(done: int, of: int) -> None:
        _draw(name, done / max(1, of), "")

    return show


def _bar(given: Given) -> Callable[[str, int, int], None]:
    """What shows on stderr how far a file of articles has been taken in."""

    def show(what: str, done: int, of: int) -> None:
        if what == "texts":
            _draw(given.name, done / max(1, of), f" {done:,} of {of:,} texts")
        else:
            _draw(given.name, given.share(), f" {done:,} read")

    return show


def _draw(name: str, share: float, words: str) -> None:
    filled = int(_WIDTH * share)
    line = f"{name[-30:]} {'━' * filled}{' ' * (_WIDTH - filled)} {int(100 * share):>3} %{words}"
    print(f"\r\x1b[K{plain(line)}", end="", file=sys.stderr, flush=True)


def _clear() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _print_details(outcome: Outcome) -> None:
    """What was left out, with row and reason, on stderr."""
    lines = [("skipped", told) for told in outcome.skipped] + [
        ("kept, but" if told.row else "but", told) for told in outcome.remarks
    ]
    for word, told in lines[:_TOLD]:
        print(plain(f"{told.place(outcome.unit)}: {word}: {told.reason}"), file=sys.stderr)
    if len(lines) > _TOLD:
        more = f"{outcome.name}: {len(lines) - _TOLD:,} more lines like these; --json and --report FILE have all"
        print(plain(more), file=sys.stderr)


def _now() -> datetime:
    return datetime.now(UTC)
