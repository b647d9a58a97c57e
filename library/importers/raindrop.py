"""Raindrop: the CSV file that it exports, and the one that it imports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from library.arrival import Arrival
from library.highlight import NewHighlight
from library.importers import fields, pages
from library.importers.arrivals import of_table
from library.importers.incoming import RecordError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from library.importers.arrivals import Cells, Item, OfCells
    from library.importers.given import Given
    from library.importers.tables import Table

_STATES = ("unsorted", "")
"""Folders that are none."""
_MARK = re.compile(r"(?:^|\n)\s*Highlight:\s*", re.IGNORECASE)
_NOTE = re.compile(r"\n\s*Note:\s*", re.IGNORECASE)


def read(given: Given) -> Iterator[Item]:
    """Read a file."""
    with given.text() as text:
        yield from of_table(text, "", _columns)


def _columns(table: Table) -> OfCells:
    at = {name: table.column(name) for name in table.names}

    def cell(cells: Cells, name: str) -> str:
        return cells[at[name]] if name in at else ""

    def make(row: int, cells: Cells, remarks: list[str]) -> Arrival:
        address = pages.address_of(cell(cells, "url"))
        if not address:
            raise RecordError("it has no address")
        folder = pages.folder_of(cell(cells, "folder").split(" / "))
        archived = folder.lower() in ("archive", "archived")
        names = cell(cells, "tags").split(",")
        if folder.lower() not in (*_STATES, "archive", "archived"):
            names.append(folder)
        return Arrival(
            row, "", address, pages.title_of(cell(cells, "title"), address, remarks=remarks),
            pages.told_moment(cell(cells, "created"), "date", remarks), archived,
            pages.truth_of(cell(cells, "favorite"), "a favourite", remarks), pages.tags_of(names),
            f"raindrop:{address}",
            fields.note_of(cell(cells, "note")), _highlights(cell(cells, "highlights"), address),
            site=pages.host_of(address), description=pages.text_of(cell(cells, "excerpt"), "excerpt"),
        )  # fmt: skip

    return make


def _highlights(text: str, url: str) -> tuple[NewHighlight, ...]:
    """The passages in a cell: each behind the word Highlight, else one a paragraph. Raises RecordError."""
    text = fields.words_of(text, "highlights").replace("\r\n", "\n")
    parts = _MARK.split(text)[1:] if _MARK.search(text) else text.split("\n\n")
    found = []
    for part in parts:
        quote, *notes = _NOTE.split(part)
        anchor = fields.anchor_of(quote)
        if anchor is not None:
            key = fields.key_of(url, anchor.quote)
            found.append(NewHighlight(None, anchor, note=fields.note_of("\n".join(notes)), origin=f"raindrop:{key}"))
    return tuple(found)
