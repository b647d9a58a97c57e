"""Instapaper: the CSV file of its settings page; its folders are states but for those that people made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from library.arrival import Arrival, Body
from library.importers import fields, pages
from library.importers.arrivals import of_table
from library.importers.incoming import RecordError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from library.importers.arrivals import Cells, Item, OfCells
    from library.importers.given import Given
    from library.importers.tables import Table

_STATES = ("unread", "archive", "archived", "starred", "liked", "home", "")


def read(given: Given) -> Iterator[Item]:
    """Read a file, with or without times and tags."""
    with given.text() as text:
        yield from of_table(text, "", _columns)


def _columns(table: Table) -> OfCells:
    url, title, selection, folder = (table.column(name) for name in ("url", "title", "selection", "folder"))
    time, tags = table.column("timestamp"), table.column("tags")

    def make(row: int, cells: Cells, remarks: list[str]) -> Arrival:
        address = pages.address_of(cells[url])
        words = fields.note_of(cells[selection], "selection") if selection >= 0 else ""
        if not address and not words:
            raise RecordError("it has neither an address nor a text")
        place = fields.clean(cells[folder]) if folder >= 0 else ""
        state = place.lower()
        moment = pages.told_moment(cells[time], "time", remarks) if time >= 0 else None
        names = _tags(cells[tags], remarks) if tags >= 0 else []
        if state not in _STATES:
            names.append(pages.folder_of([place]))
        first = fields.clean(words.partition("\n")[0])[:80]
        text = words.encode()
        return Arrival(
            row, "", address, pages.title_of(cells[title] if title >= 0 else "", address, first, remarks=remarks),
            moment,
            state in ("archive", "archived"), state in ("starred", "liked"), pages.tags_of(names, remarks),
            "" if address else f"instapaper:{fields.key_of(cells[title], words)}",
            words if address else "", site=pages.host_of(address),
            body=None if address else Body(lambda: text, "text/plain", len(text)),
        )  # fmt: skip

    return make


def _tags(text: str, remarks: list[str]) -> list[object]:
    """Tags of a JSON array in a cell, or parted by commas."""
    text = text.strip()
    if not text.startswith("["):
        return list(text.split(","))
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        remarks.append("its tags are a damaged list, and were left out")
        return []
    return [one.get("name") if isinstance(one, dict) else one for one in values]
