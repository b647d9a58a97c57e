"""What became of things that were added: a sentence for all of them, below it each that failed, and how far it is."""

from __future__ import annotations

from collections import Counter
from time import monotonic
from typing import TYPE_CHECKING

from library.address import shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from library.bulk import Outcome
    from reader.import_report import Outcome as ImportOutcome

_NOT_ADDED, _WAITS = "Not added:", "Kept without its text:"
_TOLD_EVERY = 0.3
"""Seconds between two numbers that tell how far the work is."""
_MOST_TOLD, _LONGEST_NAME = 6, 44
"""Failures that are told one by one, and characters of the name of each."""
_OUTCOMES = {
    "added": "in your library now", "unchanged": "in your library already", "updated": "brought up to date",
    "restored": "back from the trash", "waiting": "in your library and waits for its page",
}  # fmt: skip
_COUNTED = {"waiting": "kept without their text", "unchanged": "there already", "skipped": "left alone"}
_ORDER = (*_OUTCOMES, "skipped")


class Tally:
    """Counts; the first line of `words` fits most status lines."""

    def __init__(self, tell: Callable[[str], object] = str) -> None:
        """`tell` is told now and then how far it is."""
        self._tell = tell
        self._expected = self._done = 0
        self._last = monotonic()
        self._first = ""
        self._failures: list[str] = []
        self._imports: list[str] = []
        self._doubts: Sequence[str] = ()
        """What is to be said of the first, though it was added."""
        self._counts: Counter[str] = Counter()

    def expect(self, number: int) -> None:
        """So many more will come."""
        self._expected += number

    def count(self, outcome: Outcome) -> None:
        """One more is done."""
        if outcome.status == "skipped":  # it is no article, and was left alone
            self._counts["skipped"] += 1
            return
        if not self._first:
            self._first, self._doubts = _alone(outcome), outcome.warnings
        self._counts["not" if outcome.article is None else outcome.status] += 1
        if _has_failed(outcome):
            name = _called(outcome.name)
            self._failures.append(outcome.reason if name in outcome.reason else f"{name}: {outcome.reason}")
        self._step()

    def imported(self, name: str, outcome: ImportOutcome) -> None:
        """An export was taken in, which is called `name`, or what was in it."""
        if outcome.title:
            self._imports.append(f"{_called(name)} ({outcome.title}): {_imported(outcome)}")
        told = [(f"{line.where.rpartition('/')[2]}, {outcome.unit} {line.row:,}" if line.row else "", line.reason)
                for line in outcome.failed]  # fmt: skip
        self._failures += [f"{place or _called(outcome.name)}: {reason}" for place, reason in told]

    def fail(self, reason: str) -> None:
        """Nothing more will come."""
        self._first = self._first or f"{_NOT_ADDED} {reason}"
        self._counts["not"] += 1
        self._failures.append(reason)
        self._step()

    def _step(self) -> None:
        self._done += 1
        if self._expected > 1 and monotonic() - self._last > _TOLD_EVERY:
            self._last = monotonic()
            self._tell(f"Adding: {self._done:,} of {max(self._done, self._expected):,} …")

    @property
    def words(self) -> str:
        """All of it, the failures on lines of their own."""
        if self._imports and not self._done:
            return "\n".join([*self._import_lines(), *self._failed_lines()])
        if self._done == 1 and self._doubts and not self._imports and not self._failures:
            return "\n".join([self._first, *self._doubts])
        if self._done <= 1 and not self._imports and not (self._done and self._counts["skipped"]):
            return self._first or f"{_NOT_ADDED} it holds nothing that can be read."
        parts = [
            f"{self._counts[status]:,} {_COUNTED.get(status, status)}" for status in _ORDER if self._counts[status]
        ]
        parts += [f"{self._counts['not']:,} not added"] if self._counts["not"] else []
        return "\n".join([", ".join(parts), *self._import_lines(), *self._failed_lines()])

    def _import_lines(self) -> list[str]:
        more = len(self._imports) - _MOST_TOLD
        return [*self._imports[:_MOST_TOLD], *([f"and {more:,} more files in it"] if more > 0 else [])]

    def _failed_lines(self) -> list[str]:
        more = len(self._failures) - _MOST_TOLD
        return [*self._failures[:_MOST_TOLD], *([f"and {more:,} more"] if more > 0 else [])]


def _imported(outcome: ImportOutcome) -> str:
    """What became of what an export holds, in few words."""
    counts, account = outcome.counts, outcome.account
    what = "article" if account is not None else "highlight"
    parts = [f"{counts['added']:,} {what}{'' if counts['added'] == 1 else 's'} added"]
    words = (("merged", "there already"), ("skipped", "skipped"), ("failed", "failed"))
    parts += [f"{counts[key]:,} {said}" for key, said in words if counts[key]]
    if account is None:
        parts += [f"{outcome.made:,} article{'' if outcome.made == 1 else 's'} made of them"] if outcome.made else []
        parts += [f"{counts['waiting']:,} waiting for an article"] if counts["waiting"] else []
        return ", ".join(parts)
    marks, waits = account.marks.added, account.waits
    parts += [f"{marks:,} highlights and notes" if marks > 1 else "1 highlight or note"] if marks else []
    parts += [f"{waits:,} waiting for {'their pages' if waits > 1 else 'its page'}"] if waits else []
    return ", ".join(parts)


def _has_failed(outcome: Outcome) -> bool:
    return outcome.article is None or (outcome.status == "waiting" and bool(outcome.reason))


def _called(name: str) -> str:
    """A name with its beginning and its end, which tells more."""
    clean = shortened(name, len(name))
    half = _LONGEST_NAME // 2
    return clean if len(clean) <= _LONGEST_NAME else f"{clean[: half - 1]}…{clean[-half:]}"


def _alone(outcome: Outcome) -> str:
    """What became of a single thing."""
    if not _has_failed(outcome):
        return f"“{outcome.title}” is {_OUTCOMES[outcome.status]}"
    name = _called(outcome.name)
    where = "" if name in outcome.reason else f"  ({name})"
    return f"{_NOT_ADDED if outcome.article is None else _WAITS} {outcome.reason}{where}"
