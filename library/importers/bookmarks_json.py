"""Bookmarks as JSON: the backups of Firefox, the file in which Chrome keeps them, and what linkding's API answers."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from library.arrival import Arrival
from library.errors import UnreadableSourceError
from library.importers import fields, pages
from library.importers.arrivals import Kind, Left, of_array, of_records
from library.importers.bookmarks import placed
from library.importers.incoming import RecordError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from library.importers.arrivals import Item, Record
    from library.importers.given import Given

_CHROME_BEGAN = datetime(1601, 1, 1, tzinfo=UTC)
_MOST_MICROSECONDS = 10**17
_DEEPEST = 64
_HEAD = 20_000
_LEAF = re.compile(r"\{[^{}]*\}")


def read(given: Given) -> Iterator[Item]:
    """Read a file. Raises UnreadableSourceError when it is no JSON of which anything can be read."""
    with given.text() as text:
        head = text.read(_HEAD)
    if '"tag_names"' in head:
        with given.text() as text:
            yield from of_array(text, "", _linkding, "results" if '"results"' in head else "")
        return
    with given.text() as text:
        whole = text.read()
    try:
        value = fields.json_of(whole)
    except UnreadableSourceError as error:
        yield from _leaves(whole, error)
        return
    yield from _tree(value if isinstance(value, dict) else {})


def _leaves(text: str, error: UnreadableSourceError) -> Iterator[Item]:
    """The bookmarks of a tree that is damaged: in which folders they were can't be told."""
    row = 0
    for found in _LEAF.finditer(text):
        with suppress(ValueError):
            node = json.loads(found.group())
            if "uri" in node or "url" in node:
                row += 1
                yield from of_records(
                    [node], "", lambda number, record, told: _bookmark(number, record, told, ()), start=row
                )
    if not row:
        raise error
    yield Left(0, "", Kind.FAILED, f"{error}; in which folders its bookmarks were can't be told")


def _tree(root: Record) -> Iterator[Item]:
    """The bookmarks of a browser in their order; rows count them."""
    roots = root.get("roots")
    tops = list(roots.values()) if isinstance(roots, dict) else [root]
    pending: list[tuple[object, tuple[str, ...]]] = [(one, ()) for one in reversed(tops)]
    row = 0
    while pending:
        node, folders = pending.pop()
        if not isinstance(node, dict):
            if isinstance(roots, dict) and not folders:
                continue  # Chrome has a version among its roots
            row += 1
            yield Left(row, "", Kind.FAILED, f"it is no bookmark but {fields.kind_of(node)}")
            continue
        children = node.get("children")
        if isinstance(children, list):
            name = pages.words_of(node.get("title", node.get("name")))
            inner = (*folders, name)[:_DEEPEST]
            pending += [(child, inner) for child in reversed(children)]
        elif "url" in node or "uri" in node or node.get("type") == "text/x-moz-place":
            row += 1

            def make(number: int, record: Record, remarks: list[str], folders: tuple[str, ...] = folders) -> Arrival:
                return _bookmark(number, record, remarks, folders)

            yield from of_records([node], "", make, start=row)


def _bookmark(row: int, node: Record, remarks: list[str], folders: tuple[str, ...]) -> Arrival:
    address = pages.address_of(node.get("uri", node.get("url")))
    if not address:
        raise RecordError("it has no address")
    folder, archived, starred = placed(folders)
    tags = pages.words_of(node.get("tags")).split(",")
    moment = _since_1601(node["date_added"]) if "date_added" in node else None
    if moment is None:
        moment = pages.told_moment(node.get("dateAdded", node.get("date_added")), "date", remarks)
    return Arrival(
        row, "", address, pages.title_of(node.get("title", node.get("name")), address, remarks=remarks),
        moment, archived, starred,
        pages.tags_of([*tags, folder], remarks), f"bookmarks:{address}", site=pages.host_of(address),
    )  # fmt: skip


def _since_1601(value: object) -> datetime | None:
    """A time of Chrome's: microseconds since 1601."""
    text = pages.words_of(value)
    if not text.isdecimal() or not 0 < int(text) < _MOST_MICROSECONDS:
        return None
    return pages.moment_of((_CHROME_BEGAN + timedelta(microseconds=int(text))).isoformat())


def _linkding(row: int, record: Record, remarks: list[str]) -> Arrival:
    address = pages.address_of(record.get("url"), "url")
    if not address:
        raise RecordError("it has no address")
    notes = [fields.note_of(record.get(name), name) for name in ("description", "notes")]
    title = pages.title_of(record.get("title"), pages.title_of(record.get("website_title")), address, remarks=remarks)
    return Arrival(
        row, "", address, title, pages.told_moment(record.get("date_added"), "date", remarks),
        pages.truth_of(record.get("is_archived"), "archived", remarks),
        tags=pages.tags_of(pages.listed(record.get("tag_names"), "tags", remarks), remarks),
        origin=f"bookmarks:{address}",
        note="\n\n".join(filter(None, notes)), site=pages.host_of(address),
        description=pages.text_of(record.get("website_description"), "description"),
    )  # fmt: skip
