"""What became of imported files: in words, as JSON, and as a file with a line for each record that was not added."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, NamedTuple

from reader.records import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from library.article_import import Account
    from library.note_import import ImportReport

_COUNTS = ("read", "added", "merged", "skipped", "failed")
_PLACES = ("held", "uncertain", "lost", "waiting")
_PLACE_WORDS = {
    "held": "at their passage",
    "uncertain": "perhaps at their passage",
    "lost": "lost: their words are not in the article",
    "waiting": "waiting for an article that is not in the library yet (broadsheet notes state:waiting lists them)",
}


class Line(NamedTuple):
    """A record that was not added, or of which something was left out."""

    where: str
    """The file, and the member of it."""
    row: int
    outcome: str
    reason: str
    shown_at: int = 0
    """The row in which a spreadsheet shows it, where that is another."""

    def record(self) -> dict[str, object]:
        """As `--json` has it."""
        also = {"record": self.shown_at} if self.shown_at else {}
        return {"row": self.row, "file": self.where, "reason": self.reason, **also}

    def place(self, unit: str) -> str:
        """Where a person finds it."""
        also = f" ({self.shown_at:,} in a spreadsheet)" if self.shown_at else ""
        return f"{self.where}, {unit} {self.row}{also}" if self.row else self.where


class Outcome(NamedTuple):
    """What became of one file."""

    name: str
    words: str
    """For the person."""
    counts: dict[str, int]
    failed: list[Line]
    skipped: list[Line]
    remarks: list[Line]
    account: Account | None = None
    known: Sequence[Line] = ()
    """The annotations that were there already."""
    unit: str = "record"
    title: str = ""
    """Of the service or format; empty for what was not read."""
    made: int = 0
    """Articles that were made of the words of annotations, for want of their own."""

    @classmethod
    def of_articles(cls, name: str, words: str, account: Account, title: str) -> Outcome:
        """Of a file of articles."""
        counts = {key: getattr(account, key) for key in _COUNTS}
        counts |= {key: getattr(account.marks, key) for key in _PLACES}
        failed, skipped, remarks = (
            [
                Line(_where(name, told.file), told.row, told.kind, told.reason, told.record)
                for told in account.told(*kinds)
            ]
            for kinds in (("failed", "lost"), ("skipped",), ("remark",))
        )
        return cls(
            name, words, counts, failed, skipped, remarks or _nothing(name, counts, failed), account, (), "row", title
        )

    @classmethod
    def of_notes(cls, name: str, words: str, report: ImportReport, title: str) -> Outcome:
        """Of a file of annotations."""
        counts = {key: getattr(report, key) for key in (*_COUNTS, *_PLACES)}
        failed, skipped, remarks, known = (
            [Line(name, one.row, kind, one.reason) for one in problems]
            for kind, problems in (
                ("failed", report.problems), ("skipped", report.left_out), ("remark", report.remarks),
                ("merged", report.known),
            )
        )  # fmt: skip
        return cls(
            name, words, counts, failed, skipped, remarks or _nothing(name, counts, failed), None, known, title=title,
            made=report.articles,
        )  # fmt: skip

    @classmethod
    def of_unread(cls, name: str, reason: str, *, failed: bool) -> Outcome:
        """Of a file that can't be read at all, or is none of those that are."""
        line = Line(name, 0, "failed" if failed else "remark", reason)
        nothing = dict.fromkeys((*_COUNTS, *_PLACES), 0)
        return cls(name, "", nothing, [line] if failed else [], [], [] if failed else [line])

    def merged(self) -> Iterator[Line]:
        """The articles and annotations that were there already."""
        yield from self.known
        for told in self.account.merges() if self.account is not None else ():
            yield Line(_where(self.name, told.file), told.row, told.kind, told.reason, told.record)


class Report:
    """What became of all files of one command."""

    def __init__(self, *, dry: bool = False) -> None:
        self._dry = dry
        self._outcomes: list[Outcome] = []

    def add(self, outcome: Outcome) -> None:
        """One more file."""
        self._outcomes.append(outcome)

    @property
    def any_failed(self) -> bool:
        """Whether a record or a file could not be read."""
        return any(outcome.failed for outcome in self._outcomes)

    def record(self) -> dict[str, object]:
        """As `--json` prints it; its names are a contract."""
        sums = {key: sum(one.counts[key] for one in self._outcomes) for key in (*_COUNTS, *_PLACES)}
        waiting = sums.pop("waiting")
        found: dict[str, object] = {
            **sums,
            "problems": [line.record() for one in self._outcomes for line in one.failed],
            "waiting_highlights": waiting,
            "left_out": [line.record() for one in self._outcomes for line in one.skipped],
            "remarks": [line.record() for one in self._outcomes for line in one.remarks],
            "known": [line.record() for one in self._outcomes for line in one.merged()],
        }
        if made := sum(one.made for one in self._outcomes):
            found["made_articles"] = made
        accounts = [one.account for one in self._outcomes if one.account is not None]
        if accounts:
            marks = {key: sum(getattr(account.marks, key) for account in accounts) for key in _COUNTS}
            found |= {
                "waiting_articles": sum(account.waits for account in accounts),
                "texts": sum(account.texts for account in accounts),
                "highlights": marks,
            }
        return found | ({"dry_run": True} if self._dry else {})

    def _lines(self) -> Iterator[Line]:
        for one in self._outcomes:
            yield from (*one.failed, *one.skipped, *one.remarks)
            yield from one.merged()

    def write(self, path: Path) -> None:
        """Write the report as CSV, a line for each record that was not added, or as JSON. Raises OSError."""
        if path.suffix.lower() == ".json":
            path.write_text(json.dumps(self.record(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            return
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(("file", "row", "outcome", "reason", "record"))
            writer.writerows(
                (_cell(line.where), line.row, line.outcome, _cell(line.reason), line.shown_at or "")
                for line in self._lines()
            )


def _nothing(name: str, counts: dict[str, int], failed: list[Line]) -> list[Line]:
    """The word on a file that holds no records at all."""
    is_empty = not counts["read"] and not failed and not any(counts[key] for key in _PLACES)
    return [Line(name, 0, "remark", "there is nothing in it")] if is_empty else []


def _cell(text: str) -> str:
    """A text for a spreadsheet, which takes what begins with some signs for a formula."""
    text = plain(text)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def _where(name: str, member: str) -> str:
    return f"{name.rstrip('/')}/{member}" if member else name


def article_words(name: str, title: str, account: Account, *, dry: bool) -> str:
    """What became of a file of articles: a table, and what is still to come."""
    marks = account.marks
    rows: list[tuple[str, Iterable[int]]] = [("articles", (getattr(account, key) for key in _COUNTS))]
    if marks.read:
        rows.append(("highlights", (getattr(marks, key) for key in _COUNTS)))
    if dry and marks.read:
        rows[1] = ("highlights", (marks.read,))
    cells = [("", *_COUNTS), *((what, *(f"{count:,}" for count in counts)) for what, counts in rows)]
    first = max(len(row[0]) for row in cells)
    wide = max(len(cell) for row in cells for cell in row[1:])
    lines = [f"{name} ({title}){': nothing was stored, this is what would be' if dry else ''}"]
    lines += ["  ".join((f"  {row[0]:<{first}}", *(f"{cell:>{wide}}" for cell in row[1:]))).rstrip() for row in cells]
    if account.waits:
        waits = f"{_counted(account.waits, 'article')} wait{'s' if account.waits == 1 else ''} for the text"
        lines.append(f"  {waits}: broadsheet fetch --pending")
    words = _PLACE_WORDS | {"waiting": "waiting for the text of their article"}
    places = [f"{getattr(marks, key):,} {said}" for key, said in words.items() if getattr(marks, key)]
    if places:
        lines.append(f"  Of the highlights and notes added: {'; '.join(places)}.")
    return "\n".join(lines)


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def note_words(name: str, title: str, report: ImportReport) -> str:
    """One sentence on what became of a file of annotations."""
    parts = [f"{report.read:,} read", f"{report.added:,} added"]
    if report.merged:
        parts.append(f"{report.merged:,} known already")
    if report.skipped:
        parts.append(f"{report.skipped:,} skipped")
    if report.failed:
        parts.append(f"{report.failed:,} failed")
    places = [f"{getattr(report, key):,} {words}" for key, words in _PLACE_WORDS.items() if getattr(report, key)]
    made = f"; {_counted(report.articles, 'article')} made of their words" if report.articles else ""
    return f"{name} ({title}): {', '.join(parts)}" + (f". Of those added: {'; '.join(places)}{made}" if places else "")
