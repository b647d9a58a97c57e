"""The JSON of services that keep addresses and no texts: Pinboard, Karakeep (Hoarder), GoodLinks and Linkwarden."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

from library.arrival import Arrival, Body
from library.errors import UnreadableSourceError
from library.importers import fields, pages
from library.importers.arrivals import Kind, Left, of_array, of_records
from library.importers.incoming import NothingToKeepError, RecordError
from library.importers.json_items import BrokenItem, items_of
from library.importers.passages import passages_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import TextIO

    from library.importers.arrivals import Item, Record
    from library.importers.given import Given

_DEEPEST = 64
"""Folders within each other."""


def read_pinboard(given: Given) -> Iterator[Item]:
    """Read Pinboard's file, or that of a service which writes the same."""
    with given.text() as text:
        yield from of_array(text, "", _pin)


def _pin(row: int, record: Record, remarks: list[str]) -> Arrival:
    address = pages.address_of(record.get("href"), "href")
    if not address:
        raise RecordError("it has no address")
    tags = record.get("tags")
    names = tags.split() if isinstance(tags, str) else pages.listed(tags, "tags", remarks)
    return Arrival(
        row, "", address, pages.title_of(record.get("description"), address, remarks=remarks),
        pages.told_moment(record.get("time"), "time", remarks),
        not pages.truth_of(record.get("toread"), "to be read", remarks, missing=True),
        tags=pages.tags_of(names, remarks), origin=f"pinboard:{address}",
        note=fields.note_of(record.get("extended"), "extended"), site=pages.host_of(address),
    )  # fmt: skip


def read_goodlinks(given: Given) -> Iterator[Item]:
    """Read GoodLinks' file."""
    with given.text() as text:
        yield from of_array(text, "", _link)


def _link(row: int, record: Record, remarks: list[str]) -> Arrival:
    address = pages.address_of(record.get("url"), "url")
    if not address:
        raise RecordError("it has no address")
    read = pages.moment_of(record.get("readAt"))
    first = pages.words_of(record.get("originalURL"))
    author = pages.text_of(record.get("author"), "author")
    title = pages.title_of(record.get("title"), address, remarks=remarks)
    return Arrival(
        row, "", address, title, pages.told_moment(record.get("addedAt"), "date", remarks),
        bool(record.get("readAt")), pages.truth_of(record.get("starred"), "starred", remarks),
        pages.tags_of(pages.listed(record.get("tags"), "tags", remarks), remarks), f"goodlinks:{address}",
        highlights=passages_of(record.get("highlights"), address, title, "goodlinks", remarks),
        addresses=(first,) if pages.is_web(first) else (), authors=(author,) if author else (),
        site=pages.host_of(address),
        description=pages.text_of(record.get("summary"), "summary"), share=1.0 if read else 0.0, finished=read,
    )  # fmt: skip


# Karakeep


def read_karakeep(given: Given) -> Iterator[Item]:
    """Read Karakeep's file; its lists are tags."""
    with given.text() as text:
        try:
            lists = [one for one in items_of(text, "lists") if isinstance(one, dict)]
        except UnreadableSourceError:
            lists = []
    names = _paths([one for one in lists if one.get("type") != "smart"])

    def make(row: int, record: Record, remarks: list[str]) -> Arrival:
        return _bookmark(row, record, remarks, names)

    with given.text() as text:
        yield from of_array(text, "", make, "bookmarks")


def _bookmark(row: int, record: Record, remarks: list[str], lists: Mapping[str, str]) -> Arrival:
    content = record.get("content")
    note = fields.note_of(record.get("note"))
    if not isinstance(content, dict) or (content.get("type") == "asset" and not content.get("sourceUrl")):
        raise NothingToKeepError("it is a file or picture, which the export leaves out")
    address = pages.address_of(content.get("url") or content.get("sourceUrl"), "url")
    words = "" if address else fields.words_of(content.get("text"), "text")
    if not address and not words.strip():
        raise RecordError("it has neither an address nor a text")
    names = [_name(one) for one in pages.listed(record.get("tags"), "tags", remarks)]
    ids = [pages.words_of(one) for one in pages.listed(record.get("lists"), "lists", remarks)]
    unknown = [one for one in ids if one not in lists]
    if unknown:
        remarks.append(f"{len(unknown)} of its lists are not in the file, or fill themselves")
    text = words.encode(errors="replace")
    first = fields.clean(words.strip().partition("\n")[0])[:80]
    title = pages.title_of(record.get("title") or content.get("title"), address, first, remarks=remarks)
    return Arrival(
        row, "", address, title,
        pages.told_moment(record.get("createdAt"), "date", remarks),
        pages.truth_of(record.get("archived"), "archived", remarks),
        pages.truth_of(record.get("favourited"), "a favourite", remarks),
        pages.tags_of([*names, *(lists[one] for one in ids if one in lists)], remarks),
        f"karakeep:{address or fields.key_of(words)}", note,
        passages_of(record.get("highlights"), address, title, "karakeep", remarks), site=pages.host_of(address),
        body=None if address else Body(lambda: text, "text/markdown", len(text)),
    )  # fmt: skip


def _name(tag: object) -> object:
    return tag.get("name") if isinstance(tag, dict) else tag


def _paths(records: list[Record]) -> dict[str, str]:
    """Folders by their ids, each with those above it."""
    by_id = {pages.words_of(one.get("id")): one for one in records}
    found = {}
    for key, record in by_id.items():
        parts: list[str] = []
        at: Record | None = record
        passed: set[str] = set()
        while at is not None and len(parts) < _DEEPEST and (number := pages.words_of(at.get("id"))) not in passed:
            passed.add(number)  # damaged lists lie in each other
            parts.insert(0, unescape(pages.words_of(at.get("name"))))
            at = by_id.get(pages.words_of(at.get("parentId")))
        found[key] = pages.folder_of(parts)
    return found


# Linkwarden


def read_linkwarden(given: Given) -> Iterator[Item]:
    """Read Linkwarden's file; its collections are tags. Raises UnreadableSourceError when its JSON is damaged."""
    with given.text() as text:
        pinned = {pages.words_of(one.get("id")) for one in _either(text, "pinnedLinks") if isinstance(one, dict)}
    collections: list[Record] = []
    with given.text() as text:
        values = list(items_of(text, "collections"))
    damage = [value for value in values if not isinstance(value, dict)]
    for number, value in enumerate(values, 1):
        if isinstance(value, dict) and not (damage and "url" in value):  # in a damaged one the next may be a link
            collections.append(value)
        elif value is damage[0] or not isinstance(value, dict | BrokenItem):
            reason = (
                value.reason if isinstance(value, BrokenItem) else f"it is no collection but {fields.kind_of(value)}"
            )
            yield Left(number, "", Kind.FAILED, reason)
    names = _paths(collections)
    if damage:
        collections.append({"links": _further_links(given, collections)})
    row = 0
    for collection in collections:
        try:
            links = pages.list_of(collection.get("links"), "links")
        except RecordError as error:
            yield Left(row + 1, "", Kind.FAILED, str(error))
            row += 1
            continue
        folder = names.get(pages.words_of(collection.get("id")), "")

        def make(number: int, record: Record, remarks: list[str], folder: str = folder) -> Arrival:
            return _warden(number, record, remarks, folder, starred=pages.words_of(record.get("id")) in pinned)

        yield from of_records(links, "", make, start=row + 1)
        row += len(links)


def _further_links(given: Given, collections: list[Record]) -> list[object]:
    """The links of damaged collections, as far as they can be read; to which they belong can't be told."""
    lists = [links for one in collections if isinstance(links := one.get("links"), list)]
    there = {
        (pages.words_of(one.get("id")), pages.words_of(one.get("url")))
        for links in lists
        for one in links
        if type(one) is dict
    }
    with given.text() as text:
        found = [one for one in items_of(text, "links", all_of_them=True) if isinstance(one, dict)]
    return [one for one in found if (pages.words_of(one.get("id")), pages.words_of(one.get("url"))) not in there]


def _either(text: TextIO, key: str) -> list[object]:
    try:
        return list(items_of(text, key))
    except UnreadableSourceError:
        return []


def _warden(row: int, record: Record, remarks: list[str], folder: str, *, starred: bool) -> Arrival:
    address = pages.address_of(record.get("url"), "url")
    if not address:
        raise RecordError("it has no address")
    tags = [_name(one) for one in pages.listed(record.get("tags"), "tags", remarks)]
    if folder.lower() != "unorganized":
        tags.append(folder)
    title = pages.title_of(unescape(fields.words_of(record.get("name"), "name")), address, remarks=remarks)
    return Arrival(
        row, "", address, title, pages.told_moment(record.get("createdAt"), "date", remarks), starred=starred,
        tags=pages.tags_of(tags, remarks), origin=f"linkwarden:{address}",
        highlights=passages_of(record.get("highlights"), address, title, "linkwarden", remarks),
        site=pages.host_of(address),
        description=pages.text_of(unescape(pages.words_of(record.get("description"))), "description"),
    )  # fmt: skip
