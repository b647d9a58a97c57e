"""`broadsheet import`: annotations of other services, and our own, taken into the library with a report."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from library.builder import clean_text
from library.errors import LibraryError
from library.store import Store
from reader.records import DONE, FAILED, USAGE, fail, plain, print_json

if TYPE_CHECKING:
    from argparse import Namespace as Parsed
    from collections.abc import Callable, Iterable
    from types import SimpleNamespace

    from library.importers.incoming import Problem
    from library.note_import import ImportReport
    from library.source import Source
    from reader.config import Home

_SUMS = ("read", "added", "merged", "skipped", "failed", "held", "uncertain", "lost", "waiting")
_MANY = 500
"""Records from which it is shown how far the work is."""
_LARGE = 1_000_000
"""Bytes from which it is told that a file is being read."""
_TOLD = 50
"""Lines on what was left out that are printed without --json; of failures each is."""


def import_(options: Parsed | SimpleNamespace, home: Home) -> int:
    """Take in the annotations of files; each file as a whole or not at all."""
    if options.inputs.count("-") > 1:
        return fail("standard input can be read only once", USAGE)
    tags = tuple(filter(None, map(clean_text, options.tag)))
    code = DONE
    sums = dict.fromkeys(_SUMS, 0)
    told: dict[str, list[dict[str, object]]] = {"problems": [], "left_out": [], "remarks": []}
    with Store(home.library) as store:
        for name in options.inputs:
            try:
                title, report = _import_file(store, name, options.format or "", tags)
            except LibraryError as error:
                code = FAILED
                told["problems"].append({"row": 0, "file": name, "reason": str(error)})
                fail(f"{name}: {error}")
                continue
            for key in _SUMS:
                sums[key] += getattr(report, key)
            for kind in told:
                told[kind] += _records(name, getattr(report, kind))
            if report.failed:
                code = FAILED
            for problem in report.problems:
                fail(f"{name}, record {problem.row}: {problem.reason}")
            if not options.json:
                print(plain(f"{name} ({title}): {_in_words(report)}"))
                _print_details(name, report)
    if options.json:
        waiting = sums.pop("waiting")
        problems = told.pop("problems")
        print_json({**sums, "problems": problems, "waiting_highlights": waiting, **told})
    return code


def _import_file(store: Store, name: str, format_name: str, tags: tuple[str, ...]) -> tuple[str, ImportReport]:
    """What the form of a file is called, and what became of its records. Raises LibraryError."""
    from library.importers.formats import read, read_large
    from library.note_import import import_notes

    shown = sys.stderr.isatty()
    if shown and _size(name) >= _LARGE:
        print(f"{plain(name[-30:])} is read …", end="", file=sys.stderr, flush=True)
    large = read_large(Path(name)) if name != "-" and format_name in ("", "broadsheet") else None
    if large is None:
        source = _source(name)
        large = read(source.content, source.name, format_name)
    found, reading = large
    with_bar = shown and len(reading.incoming) >= _MANY
    report = import_notes(store, reading, _now(), found.name, tags, _bar(name) if with_bar else None)
    if shown:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    return found.title, report


def _size(name: str) -> int:
    """Bytes of a file; 0 for what is none."""
    try:
        return Path(name).stat().st_size if name != "-" else 0
    except OSError:
        return 0


def _source(name: str) -> Source:
    """The input that a name on the command line means. Raises UnreadableSourceError."""
    from library.fetch import read_file, read_stream

    if name == "-":
        return read_stream(sys.stdin.buffer, _now())
    return read_file(Path(name), _now())


def _bar(name: str) -> Callable[[int, int], None]:
    """What shows on stderr how far a file has been taken in."""
    width = 24

    def show(done: int, of: int) -> None:
        filled = width * done // max(1, of)
        line = f"{name[-30:]} {'━' * filled}{' ' * (width - filled)} {100 * done // max(1, of)} %"
        print(f"\r\x1b[K{plain(line)}", end="", file=sys.stderr, flush=True)

    return show


def _in_words(report: ImportReport) -> str:
    """One sentence on what became of a file."""
    parts = [f"{report.read:,} read", f"{report.added:,} added"]
    if report.merged:
        parts.append(f"{report.merged:,} known already")
    if report.skipped:
        parts.append(f"{report.skipped:,} skipped")
    if report.failed:
        parts.append(f"{report.failed:,} failed")
    places = [
        f"{count:,} {words}"
        for count, words in (
            (report.held, "at their passage"),
            (report.uncertain, "perhaps at their passage"),
            (report.lost, "lost: their words are not in the article"),
            (report.waiting, "waiting for an article that is not in the library yet"),
        )
        if count
    ]
    return ", ".join(parts) + (f". Of those added: {'; '.join(places)}" if places else "")


def _print_details(name: str, report: ImportReport) -> None:
    """What was left out, with row and reason, on stderr."""
    lines = [("skipped", one) for one in report.left_out] + [("kept, but", one) for one in report.remarks]
    for word, problem in lines[:_TOLD]:
        print(plain(f"{name}, record {problem.row}: {word}: {problem.reason}"), file=sys.stderr)
    if len(lines) > _TOLD:
        print(plain(f"{name}: {len(lines) - _TOLD:,} more lines like these; --json has all"), file=sys.stderr)


def _records(name: str, problems: Iterable[Problem]) -> list[dict[str, object]]:
    return [{"row": problem.row, "file": name, "reason": problem.reason} for problem in problems]


def _now() -> datetime:
    return datetime.now(UTC)
