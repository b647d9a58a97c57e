"""`broadsheet import`: articles and notes of other services, and our own, taken into the library with a report."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from library.builder import clean_text
from library.errors import LibraryError
from library.store import Store
from reader.config import read_settings
from reader.import_report import Outcome, Report
from reader.importing import Wishes, take_in
from reader.records import DONE, FAILED, USAGE, fail, plain, print_json

if TYPE_CHECKING:
    from argparse import Namespace as Parsed
    from types import SimpleNamespace

    from library.importers.given import Given
    from reader.config import Home

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
    report = Report(dry=options.dry_run)
    wishes = Wishes(
        options.format or "", tuple(filter(None, map(clean_text, options.tag))), home.rules,
        read_settings(home.settings)[0].keep_pictures, options.dry_run,
    )  # fmt: skip
    with Store(home.library) as store:
        for name in options.inputs:
            try:
                _take(store, name, wishes, report, in_words=not options.json)
            except KeyboardInterrupt:
                return fail(f"interrupted within {name}; the library is whole, and the same command goes on from there")
    if options.report is not None:
        try:
            report.write(options.report)
        except OSError as error:
            return fail(f"The report {options.report} can't be written: {error.strerror or error}")
    if options.json:
        print_json(report.record())
    return FAILED if report.any_failed else DONE


def _take(store: Store, name: str, wishes: Wishes, report: Report, *, in_words: bool) -> None:
    """Take in one file, and tell what became of it, and of each in it."""
    shown = sys.stderr.isatty()
    if shown and _size(name) >= _LARGE:
        print(f"{plain(name[-30:])} is read …", end="", file=sys.stderr, flush=True)
    try:
        outcomes = take_in(store, _given(name), wishes, _bar if shown else None)
    except LibraryError as error:
        outcomes = iter([Outcome.of_unread(name, str(error), failed=True)])
    while True:
        try:
            outcome = next(outcomes, None)
        finally:
            _clear()
        if outcome is None:
            return
        report.add(outcome)
        for told in outcome.failed:
            fail(f"{told.place(outcome.unit)}: {told.reason}")
        if in_words:
            if outcome.words:
                print(plain(outcome.words, keep_lines=True))
            _print_details(outcome)


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


def _bar(given: Given, what: str, done: int, of: int) -> None:
    """Show on stderr how far a file has been taken in."""
    if what == "read":
        _draw(given.name, given.share(), f" {done:,} read")
    else:
        _draw(given.name, done / max(1, of), f" {done:,} of {of:,} texts" if what == "texts" else "")


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
