"""What importers give: annotations as a file has them, and what could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from library.highlight import NewHighlight

if TYPE_CHECKING:
    from collections.abc import Callable


class Incoming(NamedTuple):
    """One annotation of a file."""

    row: int
    """Where it stands in the file, from 1: the record, or the line where records are lines."""
    highlight: NewHighlight
    """Without an article, `wanted` tells which; an anchor whose position is not known starts at -1."""


class Problem(NamedTuple):
    """A record that was left out, or something of it, and why."""

    row: int
    reason: str


class Reading(NamedTuple):
    """A whole file; `incoming`, `problems` and `skipped` together are all records that were read."""

    incoming: tuple[Incoming, ...]
    problems: tuple[Problem, ...] = ()
    """Each is one record that could not be read."""
    skipped: tuple[Problem, ...] = ()
    """Records that hold nothing to keep, such as replies or limit notices, with the reason."""
    remarks: tuple[Problem, ...] = ()
    """What of the records in `incoming` is not as the file has it, such as a date that could not be read."""


class RecordError(Exception):
    """A record can't be read; the text says why, and what else the file holds is read all the same."""


class NothingToKeepError(Exception):
    """A record holds nothing that could be kept; the text says why."""


class Gathering:
    """Collects the records of a file one by one, whatever becomes of each."""

    def __init__(self) -> None:
        self.incoming: list[Incoming] = []
        self.problems: list[Problem] = []
        self.skipped: list[Problem] = []
        self.remarks: list[Problem] = []

    def take(self, row: int, make: Callable[[], NewHighlight]) -> None:
        """Keep what `make` gives, or the reason why it raises RecordError or NothingToKeepError."""
        try:
            self.incoming.append(Incoming(row, make()))
        except RecordError as error:
            self.problems.append(Problem(row, str(error)))
        except NothingToKeepError as error:
            self.skipped.append(Problem(row, str(error)))

    def fail(self, row: int, reason: str) -> None:
        """A record that can't be read."""
        self.problems.append(Problem(row, reason))

    def skip(self, row: int, reason: str) -> None:
        """A record that holds nothing to keep, or whose words are kept in another."""
        self.skipped.append(Problem(row, reason))

    def remark(self, row: int, reason: str) -> None:
        """Something of a record that is not as the file has it."""
        self.remarks.append(Problem(row, reason))

    def reading(self) -> Reading:
        """All that was collected, in the order of the file."""
        return Reading(
            tuple(sorted(self.incoming, key=lambda one: one.row)),
            *(tuple(sorted(kind, key=lambda one: one.row)) for kind in (self.problems, self.skipped, self.remarks)),
        )
