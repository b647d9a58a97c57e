"""A table of nobody's: what its columns are is guessed from their names, and told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from library.arrival import Arrival
from library.importers import fields, pages
from library.importers.arrivals import Kind, Left, of_table
from library.importers.incoming import RecordError
from library.importers.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from library.importers.arrivals import Cells, Item, OfCells
    from library.importers.given import Given

_NAMES = {
    "url": "url link href address uri source location website resolved-url given-url page-url webpage",
    "title": "title name headline resolved-title given-title heading",
    "tags": "tags tag labels label keywords categories category topics",
    "saved": "saved created date added timestamp time saved-at created-at added-at date-added date-saved time-added "
    "added-on saved-on created-on saved-date bookmarked datetime add-date",
    "note": "note notes comment comments annotation memo extended",
    "description": "description excerpt summary abstract",
    "folder": "folder collection list folders collections path",
    "author": "author authors creator by byline",
    "site": "site publisher publication site-name domain",
    "published": "published published-at published-date date-published publication-date pubdate",
    "archived": "archived is-archived archive read is-read done finished",
    "starred": "starred favorite favourite favorited is-starred liked is-favorite star is-favourite favourited",
    "state": "state status",
    "progress": "progress reading-progress percent",
}
_FIELD = {name.replace("-", " "): field for field, names in _NAMES.items() for name in names.split()}
_ARCHIVED = frozenset(("archive", "archived", "read", "done", "finished"))
_PART = re.compile(r"[|;,]")


def fields_of(names: Sequence[str]) -> dict[str, int]:
    """Which field stands in which column; empty where there is no column of addresses."""
    found: dict[str, int] = {}
    for field, known in _NAMES.items():
        order = known.split()
        wanted = [at for at, name in enumerate(names) if _FIELD.get(name) == field]
        if wanted:
            found[field] = min(wanted, key=lambda at: order.index(names[at].replace(" ", "-")))
    return found if "url" in found else {}


def read(given: Given) -> Iterator[Item]:
    """Read a table; what each column was taken for is told first."""
    with given.text() as text:
        names = Table(text).names
    columns = fields_of(names)
    taken = ", ".join(f"“{names[at]}” as {'address' if field == 'url' else field}" for field, at in columns.items())
    rest = ", ".join(f"“{name}”" for at, name in enumerate(names) if at not in columns.values() and name)
    unused = f"; not used: {rest[:500]}" if rest else ""
    yield Left(
        1, "", Kind.REMARK, f"the file is of no known service; its columns were taken by their names: {taken}{unused}"
    )
    with given.text() as text:
        yield from of_table(text, "", lambda table: _columns(columns, table))


def _columns(columns: Mapping[str, int], table: Table) -> OfCells:
    del table

    def cell(cells: Cells, field: str) -> str:
        return cells[columns[field]].strip() if field in columns else ""

    def make(row: int, cells: Cells, remarks: list[str]) -> Arrival:
        address = pages.address_of(cell(cells, "url"))
        if not address:
            raise RecordError("it has no address")
        state = cell(cells, "state").lower()
        archived = pages.truth_of(cell(cells, "archived"), "archived", remarks) or state in _ARCHIVED
        author = pages.text_of(cell(cells, "author"), "author")
        share = pages.share_of(cell(cells, "progress"))
        return Arrival(
            row, "", address, pages.title_of(cell(cells, "title"), address, remarks=remarks),
            pages.told_moment(cell(cells, "saved"), "date", remarks), archived,
            pages.truth_of(cell(cells, "starred"), "a favourite", remarks),
            pages.tags_of([*_tags(cell(cells, "tags")), pages.folder_of(cell(cells, "folder").split("/"))], remarks),
            f"table:{address}", fields.note_of(cell(cells, "note")), authors=(author,) if author else (),
            site=pages.text_of(cell(cells, "site"), "site") or pages.host_of(address),
            description=pages.text_of(cell(cells, "description"), "description"),
            published=fields.published_of(cell(cells, "published")), share=share,
        )  # fmt: skip

    return make


def _tags(text: str) -> list[str]:
    """The tags of a cell: a list in brackets, or parted by bars, semicolons or commas."""
    return [part.strip().strip("\"'") for part in _PART.split(text.strip().removeprefix("[").removesuffix("]"))]
