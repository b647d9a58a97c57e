"""Tables: CSV by the names of its columns, where one damaged record costs no other.

A quotation mark that is never closed would swallow all that follows, as far as the next one: a record that has gone
wrong over several lines is told by its first line alone, and the others are read again.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Self

_PREFACE = re.compile(r"\s*\"?sep=.\"?\s*", re.IGNORECASE)
_LONGEST_CELL = 4_000_000
_PIECE = 256
"""Lines that are read at once."""


class Broken(NamedTuple):
    """A record that can't be read."""

    row: int
    reason: str


class Record(NamedTuple):
    """A record of a table."""

    row: int
    """The line on which it begins."""
    cells: Sequence[str]
    missing: int = 0
    """How many of its last columns it does not have."""


class _Lines:
    """Lines for the reader of CSV, of which some can be read again."""

    def __init__(self, rest: Iterator[str]) -> None:
        self._rest = rest
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        """Those that were read since the last record."""

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._rest)
        if "\0" in line:
            line = line.replace("\0", "")
        self.taken.append(line)
        return line

    def piece(self) -> list[str]:
        """The next lines, of which none was read before; empty at the end."""
        return list(islice(self._rest, _PIECE))

    @property
    def are_read_again(self) -> bool:
        """Whether the next line was read before."""
        return bool(self._again)

    def again(self, lines: Sequence[str]) -> None:
        """Have lines read once more, before all others."""
        self._again.extendleft(reversed(lines))


class Table:
    """A CSV text: its columns, and then its records one by one."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Read the first line; `lines` keep their line ends."""
        csv.field_size_limit(_LONGEST_CELL)
        rest = iter(lines)
        self._row = 0
        self.ahead = 0
        """How many lines more than records there were before the record that was given last."""
        first = ""
        for line in rest:
            self._row += 1
            first = line.lstrip("\ufeff").replace("\0", "")
            if first.strip() and not is_preface(first):
                break
        self._lines = _Lines(rest)
        self.delimiter = delimiter_of(first)
        self.names = names_of(first, self.delimiter)
        self._columns = {name: at for at, name in reversed([*enumerate(self.names)])}

    def column(self, *names: str) -> int:
        """Where the first of these columns is that there is; -1 for none."""
        return next((self._columns[name] for name in names if name in self._columns), -1)

    def is_head(self, cells: Sequence[str]) -> bool:
        """Whether a record is the line of names again, as where files were put behind each other."""
        return [_plain(cell) for cell in cells] == self.names

    def records(self) -> Iterator[Record | Broken]:
        """Each record, or what is wrong with it; empty lines are passed over."""
        while piece := self._lines.piece():
            rows = _each_alone(piece, len(self.names), self.delimiter)
            if rows is None:
                self._lines.again(piece)
                yield from self._one_by_one()
            else:
                for cells in rows:
                    self._row += 1
                    yield Record(self._row, cells)

    def _one_by_one(self) -> Iterator[Record | Broken]:
        """The records of lines that are to be read again."""
        width, lines = len(self.names), self._lines
        taken = lines.taken
        reader = csv.reader(lines, delimiter=self.delimiter)
        while lines.are_read_again:
            begin = self._row + 1
            reason = ""
            try:
                cells = next(reader, None)
            except csv.Error as error:
                cells, reason = [], f"it is no CSV: {error}"
            if cells is None:
                return
            count = len(taken)
            if count == 1 and len(cells) == width and taken[0][-1:] in ("\n", "\r"):
                self._row += 1
                taken.clear()
                yield Record(begin, cells)
                continue
            reason = reason or _wrong(cells, taken, width)
            if reason and count > 1:
                lines.again(taken[1:])
                count = 1
            self._row += count
            taken.clear()
            if reason:
                yield Broken(begin, reason)
            elif not _is_blank(cells):
                yield Record(begin, [*cells, *[""] * (width - len(cells))], max(0, width - len(cells)))
            self.ahead += count - 1


def _each_alone(lines: Sequence[str], width: int, delimiter: str) -> list[list[str]] | None:
    """The cells of lines each of which is a whole record; None when that is not so, for then all need a closer look."""
    if lines[-1][-1:] not in ("\n", "\r") or "\0" in "".join(lines):
        return None
    try:
        # after an open quotation mark the empty line would belong to the last record
        rows = list(csv.reader([*lines, "\n"], delimiter=delimiter))
    except csv.Error:
        return None
    return rows if len(rows) == len(lines) + 1 and not rows.pop() and set(map(len, rows)) == {width} else None


def _is_blank(cells: Sequence[str]) -> bool:
    """Whether a line is empty; one of empty cells is a record."""
    return len(cells) < 2 and not any(cell.strip() for cell in cells)


def _wrong(cells: Sequence[str], lines: Sequence[str], width: int) -> str:
    """What is wrong with a record that was made of these lines; empty when nothing is."""
    open_end = sum(line.count('"') for line in lines) & 1
    ends = lines[-1].endswith(("\n", "\r"))
    if _is_blank(cells):
        return ""
    if open_end and not ends and len(lines) == 1:
        return "the file breaks off within it"
    if open_end and len(lines) > 1:
        return "a quotation mark in it is never closed"
    if len(cells) > width or (len(cells) < width and len(lines) > 1):
        return f"it has {len(cells)} cells where the first line names {width} columns"
    return "the file breaks off within it" if len(cells) < width and not ends else ""


def is_preface(line: str) -> bool:
    """Whether a line is the one in which spreadsheets say, before the names, what parts the cells."""
    return _PREFACE.fullmatch(line) is not None


def delimiter_of(line: str) -> str:
    """What parts the cells of a line: a comma, a semicolon or a tab."""
    return max(",;\t", key=line.count)


def names_of(line: str, delimiter: str) -> list[str]:
    """The names of the columns, in small letters, `_` and spaces alike; none for what is no line of a table."""
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
    return [_plain(cell) for cell in cells]


def _plain(name: str) -> str:
    return name.strip().lower().replace("_", " ")
