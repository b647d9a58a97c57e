"""What importers of whole articles give: arrivals one by one, and of every other record why it is none."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from library.arrival import Arrival
from library.errors import UnreadableSourceError
from library.importers import fields
from library.importers.incoming import NothingToKeepError, RecordError
from library.importers.json_items import BrokenItem, items_of
from library.importers.tables import Broken, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TextIO

    from library.highlight import NewHighlight

    Record = dict[str, object]
    """An object of a JSON file."""
    Cells = Sequence[str]
    OfCells = Callable[[int, Cells, list[str]], Arrival]
    """Makes an arrival of a row and its cells; what is not as the file has it goes into the list."""
    OfRecord = Callable[[int, Record, list[str]], Arrival]


class Kind(StrEnum):
    """Why a record, or something of it, is not kept."""

    FAILED = "failed"
    SKIPPED = "skipped"
    REMARK = "remark"
    """It is kept, but not as the file has it."""
    LOST = "lost"
    """It is no article, but a highlight or the like that can't be read."""


class Left(NamedTuple):
    """A record that is no arrival, or something of one that is not kept."""

    row: int
    file: str
    kind: Kind
    reason: str
    record: int = 0
    """As `Arrival` has it."""


class Loose(NamedTuple):
    """Highlights of an article that is not in the file."""

    row: int
    file: str
    highlights: tuple[NewHighlight, ...]


Item = Arrival | Left | Loose
"""What a reader of a file gives: an arrival or a failed or skipped record each counts as one that was read."""


def of_table(lines: Iterable[str], file: str, prepare: Callable[[Table], OfCells]) -> Iterator[Item]:
    """The arrivals of a CSV text; `prepare` learns the columns and gives what makes an arrival of cells."""
    table = Table(lines)
    make = prepare(table)
    remarks: list[str] = []
    for found in table.records():
        row = found.row
        record = row - table.ahead if table.ahead else 0
        if isinstance(found, Broken):
            yield Left(row, file, Kind.FAILED, found.reason, record)
            continue
        try:
            arrival = make(row, found.cells, remarks)
            yield arrival._replace(record=record) if record else arrival
        except RecordError as error:
            if table.is_head(found.cells):
                yield Left(row, file, Kind.SKIPPED, "it names the columns once more", record)
            else:
                yield Left(row, file, Kind.FAILED, str(error), record)
        except NothingToKeepError as error:
            yield Left(row, file, Kind.SKIPPED, str(error), record)
        if found.missing:
            remarks.append(f"its last {found.missing} columns are missing and were taken for empty")
        if remarks:
            for remark in remarks:
                yield Left(row, file, Kind.REMARK, remark, record)
            remarks.clear()


def of_one(row: int, file: str, make: Callable[[list[str]], Arrival]) -> Iterator[Item]:
    """The arrival that `make` gives, or why it gives none, and what it says is not as the file has it."""
    remarks: list[str] = []
    try:
        yield make(remarks)
    except (RecordError, UnreadableSourceError) as error:
        yield Left(row, file, Kind.FAILED, str(error))
    except NothingToKeepError as error:
        yield Left(row, file, Kind.SKIPPED, str(error))
    for remark in remarks:
        yield Left(row, file, Kind.REMARK, remark)


def of_records(
    values: Iterable[object], file: str, make: OfRecord, what: str = "no article", start: int = 1
) -> Iterator[Item]:
    """The arrivals of JSON objects; rows are counted from `start`."""
    for row, value in enumerate(values, start):
        if isinstance(value, BrokenItem):
            yield Left(row, file, Kind.FAILED, value.reason)
        elif not isinstance(value, dict):
            yield Left(row, file, Kind.FAILED, f"it is {what} but {fields.kind_of(value)}")
        else:
            yield from of_one(row, file, partial(make, row, value))


def of_array(stream: TextIO, file: str, make: OfRecord, key: str = "", *, all_of_them: bool = False) -> Iterator[Item]:
    """The arrivals of a JSON array, or of all under a key. Raises UnreadableSourceError when there is none."""
    return of_records(items_of(stream, key, all_of_them=all_of_them), file, make)
