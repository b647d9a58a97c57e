"""The tables of services that have little in them: mymind, Readeck, wallabag and what Omnivore could import."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from library.arrival import Arrival, Body
from library.importers import fields, pages
from library.importers.arrivals import of_table
from library.importers.incoming import RecordError
from library.kinds import ARTICLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from library.importers.arrivals import Cells, Item, OfCells
    from library.importers.given import Given
    from library.importers.tables import Table

    OfRow = Callable[[int, dict[str, str], list[str]], Arrival]

_WALLABAG_DATE = re.compile(r"(\d\d?)/(\d\d?)/(\d{4})(?: (\d\d?):(\d\d):(\d\d))?")
NO_BODY = "wallabag can't retrieve contents"
"""What wallabag keeps in place of a text that it could not fetch."""


def _read(given: Given, make: OfRow) -> Iterator[Item]:
    with given.text() as text:
        yield from of_table(text, "", lambda table: _by_name(table, make))


def _by_name(table: Table, make: OfRow) -> OfCells:
    names = table.names

    def made(row: int, cells: Cells, remarks: list[str]) -> Arrival:
        record: dict[str, str] = {}
        for name, cell in zip(names, cells, strict=False):
            record.setdefault(name, cell)
        return make(row, record, remarks)

    return made


def read_mymind(given: Given) -> Iterator[Item]:
    """Read mymind's file, in which notes without an address stand too."""
    return _read(given, _mymind)


def _mymind(row: int, cells: dict[str, str], remarks: list[str]) -> Arrival:
    address = pages.address_of(cells.get("url"))
    words = fields.note_of(cells.get("content"), "content")
    note = fields.note_of(cells.get("note"))
    if not address and not words and not note:
        raise RecordError("it has neither an address nor a text")
    key = fields.line_of(cells.get("id"), "id") or fields.key_of(address, words)
    text = (words or note).encode()
    first = fields.clean((words or note).partition("\n")[0])[:80]
    if address:
        note = "\n\n".join(filter(None, (words, note)))
    elif not words:
        note = ""  # it is the text
    return Arrival(
        row, "", address, pages.title_of(cells.get("title"), address, first, remarks=remarks),
        pages.told_moment(cells.get("created"), "date", remarks),
        tags=pages.tags_of(cells.get("tags", "").split(","), remarks), origin=f"mymind:{key}", note=note,
        site=pages.host_of(address), body=None if address else Body(lambda: text, "text/plain", len(text)),
    )  # fmt: skip


def read_readeck(given: Given) -> Iterator[Item]:
    """Read Readeck's file."""
    return _read(given, _readeck)


def _readeck(row: int, cells: dict[str, str], remarks: list[str]) -> Arrival:
    address = _needed(cells)
    return Arrival(
        row, "", address, pages.title_of(cells.get("title"), address, remarks=remarks),
        pages.told_moment(cells.get("created"), "date", remarks),
        pages.truth_of(cells.get("is archived"), "archived", remarks),
        pages.truth_of(cells.get("is marked"), "a favourite", remarks),
        pages.tags_of(_listed(cells.get("labels", "")), remarks), site=pages.host_of(address),
    )  # fmt: skip


def read_omnivore(given: Given) -> Iterator[Item]:
    """Read the file that Omnivore could import."""
    return _read(given, _omnivore)


def _omnivore(row: int, cells: dict[str, str], remarks: list[str]) -> Arrival:
    address = _needed(cells)
    state = cells.get("state", "").strip().upper()
    return Arrival(
        row, "", address, pages.title_of(cells.get("title"), address, remarks=remarks),
        pages.told_moment(cells.get("saved at"), "date", remarks),
        state == "ARCHIVED", tags=pages.tags_of(_listed(cells.get("labels", "")), remarks), site=pages.host_of(address),
        published=fields.published_of(cells.get("published at")),
    )  # fmt: skip


def read_wallabag(given: Given) -> Iterator[Item]:
    """Read wallabag's CSV file, which has the texts, and times on a clock of twelve hours."""
    return _read(given, _wallabag)


def _wallabag(row: int, cells: dict[str, str], remarks: list[str]) -> Arrival:
    address = pages.address_of(cells.get("url"))
    html = cells.get("content", "")
    body = None
    if html.strip() and NO_BODY not in html[:400]:
        content = html.encode()
        body = Body(lambda: content, ARTICLE, len(content))
    if not address and body is None:
        raise RecordError("it has neither an address nor a text")
    date = cells.get("creation date", "")
    moment = None
    if found := _WALLABAG_DATE.fullmatch(date.strip()):
        day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
        with suppress(ValueError):
            moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    if moment is None:
        moment = pages.told_moment(date, "date", remarks)
    return Arrival(
        row, "", address, pages.title_of(cells.get("title"), address, remarks=remarks) or "Untitled", moment,
        tags=pages.tags_of(_listed(cells.get("tags", "")), remarks),
        origin=f"wallabag:{fields.key_of(address, cells.get('title'))}",
        site=pages.host_of(address), language=fields.line_of(cells.get("language"), "language").replace("_", "-"),
        body=body,
    )  # fmt: skip


def _needed(cells: dict[str, str]) -> str:
    address = pages.address_of(cells.get("url"))
    if not address:
        raise RecordError("it has no address")
    return address


def _listed(text: str) -> list[object]:
    """The names of a list: JSON, or in brackets, or parted by commas."""
    text = text.strip()
    if text.startswith("["):
        with suppress(ValueError, RecursionError):
            values = json.loads(text)
            return list(values) if isinstance(values, list) else []
        text = text.removeprefix("[").removesuffix("]")
    return [part.strip().strip("\"'") for part in text.split(",")]
