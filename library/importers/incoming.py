"""What importers give: annotations as a file has them, and what could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from library.errors import UnreadableSourceError
from library.highlight import NewHighlight

if TYPE_CHECKING:
    from collections.abc import Callable


MOST = 250_000
"""Records of one file; no person has so many annotations, and a file of them would fill memory and library."""


class Incoming(NamedTuple):
    """One annotation of a file."""

    row: int
    """Where it stands in the file, from 1: the record, or the line where records are lines."""
    highlight: NewHighlight
    """Without an article, `wanted` tells which; an anchor whose position is not known starts at -1."""
    article_tags: tuple[str, ...] = ()
    """Tags of the article itself, which it gets when it is in the library, or comes into it."""


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
    """Collects the records of a file one by one, whatever becomes of each.

    Its methods raise UnreadableSourceError at a file of more than `MOST` records: it is refused as a whole.
    """

    def __init__(self) -> None:
        self._count = 0
        self.incoming: list[Incoming] = []
        self.problems: list[Problem] = []
        self.skipped: list[Problem] = []
        self.remarks: list[Problem] = []

    def take(self, row: int, make: Callable[[], NewHighlight], article_tags: tuple[str, ...] = ()) -> None:
        """Keep what `make` gives, or the reason why it raises RecordError or NothingToKeepError."""
        self._counted()
        try:
            self.incoming.append(Incoming(row, make(), article_tags))
        except RecordError as error:
            self.problems.append(Problem(row, str(error)))
        except NothingToKeepError as error:
            self.skipped.append(Problem(row, str(error)))

    def fail(self, row: int, reason: str) -> None:
        """A record that can't be read."""
        self._counted()
        self.problems.append(Problem(row, reason))

    def skip(self, row: int, reason: str) -> None:
        """A record that holds nothing to keep, or whose words are kept in another."""
        self._counted()
        self.skipped.append(Problem(row, reason))

    def remark(self, row: int, reason: str) -> None:
        """Something of a record that is not as the file has it."""
        self.remarks.append(Problem(row, reason))

    def _counted(self) -> None:
        self._count += 1
        expect(self._count)

    def reading(self) -> Reading:
        """All that was collected, in the order of the file."""
        return Reading(
            tuple(sorted(self.incoming, key=lambda one: one.row)),
            *(tuple(sorted(kind, key=lambda one: one.row)) for kind in (self.problems, self.skipped, self.remarks)),
        )


def expect(records: int) -> None:
    """Raise UnreadableSourceError for a file of more than `MOST` records, before they take time and memory."""
    if records > MOST:
        raise UnreadableSourceError(
            f"it has more than {MOST:,} records, which is all that one file may have; nothing of it was taken in"
        )
