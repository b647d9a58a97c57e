"""Readwise Reader: the CSV file of its library; tags as a list of Python, progress in hundredths or as a share."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from library.arrival import Arrival
from library.importers import fields, pages
from library.importers.arrivals import of_table
from library.importers.incoming import RecordError
from library.importers.tables import Record, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from library.importers.arrivals import Cells, Item, OfCells
    from library.importers.given import Given

_INBOX = ("new", "later", "inbox", "")
_FAVOURITE = "favorite"
_MAIL = "it was an e-mail, or a file, whose text is not in this table"


def read(given: Given) -> Iterator[Item]:
    """Read a file; the whole column of progress tells first what its numbers mean."""
    with given.text() as text:
        whole = _whole(Table(text))
    with given.text() as text:
        yield from of_table(text, "", lambda table: _columns(table, whole))


def _whole(table: Table) -> float:
    """The number that stands for all of an article: 100, unless none is greater than 1 and some are fractions."""
    at = table.column("reading progress")
    numbers = {record.cells[at] for record in table.records() if isinstance(record, Record)} if at >= 0 else set()
    shares = [pages.share_of(number, 1e9) * 1e9 for number in numbers]
    fractions = any(0 < share < 1 for share in shares)
    return 1.0 if fractions and max(shares, default=0) <= 1 else 100.0


def _columns(table: Table, whole: float) -> OfCells:
    url, title, key = table.column("url"), table.column("title"), table.column("id")
    tags, saved = table.column("document tags", "tags"), table.column("saved date", "saved at")
    progress, location = table.column("reading progress"), table.column("location")

    def cell(cells: Cells, at: int) -> str:
        return cells[at].strip() if at >= 0 else ""

    def make(row: int, cells: Cells, remarks: list[str]) -> Arrival:
        raw = cell(cells, url)
        address = "" if raw.startswith("mailto:") else pages.dead(pages.address_of(raw))
        name = pages.title_of(cell(cells, title), address, remarks=remarks)
        if not address and not name:
            raise RecordError("it has neither an address nor a title")
        place = cell(cells, location).lower()
        names = _tags(cell(cells, tags), remarks)
        starred = any(isinstance(one, str) and one.lower() == _FAVOURITE for one in names)
        names = [one for one in names if not (isinstance(one, str) and one.lower() == _FAVOURITE)]
        if place not in (*_INBOX, "archive"):
            names.append(place)
        share = pages.share_of(cell(cells, progress), whole)
        moment = pages.told_moment(cell(cells, saved), "saved date", remarks)
        known = fields.line_of(cell(cells, key), "ID") or fields.key_of(name, raw)
        return Arrival(
            row, "", address, name, moment, place == "archive", starred, pages.tags_of(names, remarks),
            f"reader:{known}",
            site=pages.host_of(address), share=share, finished=moment if share >= 1 else None,
            hopeless="" if address else _MAIL,
        )  # fmt: skip

    return make


def _tags(text: str, remarks: list[str]) -> list[object]:
    """The names in a list as Python writes it; what is none is told among the remarks."""
    if not text:
        return []
    if not text.startswith(("[", "(", "{")):
        return list(text.split(","))
    try:
        value = ast.literal_eval(text) if len(text) <= fields.LONGEST else None
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        value = None
    if value is None:
        remarks.append("its tags are a damaged list, and were left out")
        return []
    return list(value) if isinstance(value, list | tuple | set | dict) else [value]
