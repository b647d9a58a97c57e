"""Pocket: the ZIP file of its last years (CSV, annotations, collections), and `ril_export.html` of those before."""

from __future__ import annotations

import io
import re
from functools import lru_cache, partial
from html import unescape
from typing import TYPE_CHECKING

from library.arrival import Arrival, bare
from library.errors import UnreadableSourceError
from library.highlight import NewHighlight, Wanted
from library.importers import fields, pages
from library.importers.arrivals import Kind, Left, Loose, of_one, of_records, of_table
from library.importers.given import text_stream
from library.importers.incoming import NothingToKeepError, RecordError
from library.importers.json_items import BrokenItem, items_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from library.archives import Archive, Member
    from library.importers.arrivals import Cells, Item, OfCells
    from library.importers.given import Given
    from library.importers.tables import Table

_PART = re.compile(r"part_\d+\.csv", re.IGNORECASE)
_NOTES = re.compile(r"part_\d+\.json", re.IGNORECASE)
_STATES = {"unread": False, "archive": True, "archived": True, "read": True, "": False}
_NO_TITLE = "Problem loading page"
_LINK = re.compile(r"<a\s([^<>]*)>(.*?)</a>|<h1[^<>]*>(.*?)</h1>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_MANY_TAGS = 100
"""Characters of a cell from which one of its tags may be too long."""
_ANCHOR = re.compile(r"<a\b", re.IGNORECASE)


def is_pocket(member: Member) -> bool:
    """Whether a member of an archive is a table of Pocket's."""
    return _PART.fullmatch(member.base) is not None


def read_zip(given: Given, archive: Archive) -> Iterator[Item]:
    """The articles of all parts, then what of annotations and collections has none among them."""
    parts = archive.distinct(sorted((one for one in archive.members if is_pocket(one)), key=lambda one: one.name))
    marked = yield from _annotations(archive)
    given.total = max(1, sum(part.info.file_size for part in parts))
    for part in parts:
        content, problem = archive.read_part(part)
        if content.strip():
            items = of_table(text_stream(io.BytesIO(content)), part.name, partial(_columns, part.name))
            yield from _with_marks(items, marked) if marked else items
        if problem:
            yield Left(0, part.name, Kind.FAILED, problem)
        given.done += part.info.file_size
    for highlights in marked.values():
        yield Loose(0, "annotations", tuple(highlights))
    for collection in archive.distinct([one for one in archive.members if one.folder == "collections"]):
        yield from _collection(archive, collection)


def _with_marks(items: Iterator[Item], marked: dict[str, list[NewHighlight]]) -> Iterator[Item]:
    """The articles with their highlights, which are taken out of those that are left."""
    for item in items:
        if isinstance(item, Arrival) and item.url in marked:
            yield item._replace(highlights=tuple(marked.pop(item.url)))
        else:
            yield item


def read_csv(given: Given) -> Iterator[Item]:
    """One part without its archive."""
    with given.text() as text:
        yield from of_table(text, "", partial(_columns, ""))


def _columns(file: str, table: Table) -> OfCells:
    url, title, tags, status = (table.column(name) for name in ("url", "title", "tags", "status"))
    added = table.column("time added")

    def make(row: int, cells: Cells, remarks: list[str]) -> Arrival:
        address, site, page = pages.place_of(cells[url])
        if not address:
            raise RecordError("it has no address")
        archived = _is_archived(cells[status]) if status >= 0 else False
        if archived is None:
            remarks.append(f"its status is not known: {fields.clean(cells[status].lower())[:40]}")
        time = cells[added] if added >= 0 else ""
        moment = pages.moment_of(time) or pages.told_moment(time, "time", remarks)
        words = cells[tags] if tags >= 0 else ""
        name = cells[title] if title >= 0 else ""
        if name == _NO_TITLE:
            name = ""
        names = _tags(words) if len(words) < _MANY_TAGS else pages.tags_of(words.split("|"), remarks)
        called = pages.title_of(name, address, remarks=remarks)
        return bare(row, file, address, called, moment, names, site, page, archived=bool(archived))

    return make


@lru_cache(maxsize=64)
def _is_archived(status: str) -> bool | None:
    """Whether a status is that of the archive; None for one that is not known."""
    return _STATES.get(status.strip().lower())


@lru_cache(maxsize=4096)
def _tags(words: str) -> tuple[str, ...]:
    """The tags of a short cell; people give the same ones again and again."""
    return pages.tags_of(words.split("|")) if words else ()


def _annotations(archive: Archive) -> Generator[Item, None, dict[str, list[NewHighlight]]]:
    """The annotations of the archive by the addresses of their articles; gives what is wrong with any."""
    marked: dict[str, list[NewHighlight]] = {}
    for member in archive.distinct([one for one in archive.members if _NOTES.fullmatch(one.base)]):
        content, problem = archive.read_part(member)
        if problem:
            yield Left(0, member.name, Kind.LOST, f"{problem}: not all highlights could be read")
        for row, value in enumerate(items_of(text_stream(io.BytesIO(content))) if content.strip() else (), 1):
            if isinstance(value, BrokenItem):
                yield Left(row, member.name, Kind.LOST, value.reason)
                continue
            try:
                record = fields.record_of(value)
                url = pages.address_of(record.get("url"))
                marks = pages.list_of(record.get("highlights"), "highlights")
            except (RecordError, NothingToKeepError) as error:
                yield Left(row, member.name, Kind.LOST, str(error))
                continue
            for mark in marks:
                try:
                    marked.setdefault(url, []).append(_highlight(fields.record_of(mark), record, url))
                except (RecordError, NothingToKeepError) as error:
                    yield Left(row, member.name, Kind.LOST, str(error))
    return marked


def _highlight(mark: dict[str, object], record: dict[str, object], url: str) -> NewHighlight:
    anchor = fields.anchor_of(fields.words_of(mark.get("quote"), "quote"))
    if anchor is None:
        raise NothingToKeepError("one of its highlights has no words")
    created = pages.moment_of(mark.get("created_at"))
    return NewHighlight(
        None, anchor, note=fields.note_of(mark.get("note")), created=created,
        origin=f"pocket:{fields.key_of(url, anchor.quote, created)}",
        wanted=Wanted(url, pages.title_of(record.get("title"))),
    )  # fmt: skip


def _collection(archive: Archive, member: Member) -> Iterator[Item]:
    """The articles of a collection; it is a tag of theirs."""
    content, problem = archive.read_part(member)
    if problem:
        yield Left(0, member.name, Kind.FAILED, problem)
        return
    try:
        value = fields.record_of(fields.json_of_many(fields.decoded(content)))
        items = pages.list_of(value.get("items"), "items")
        name = pages.folder_of([pages.title_of(value.get("title"), fields.line_of(value.get("slug"), "slug"))])
        created = pages.moment_of(value.get("createdAt"))
    except (RecordError, UnreadableSourceError) as error:
        yield Left(0, member.name, Kind.FAILED, str(error))
        return

    def make(row: int, record: dict[str, object], remarks: list[str]) -> Arrival:
        url = pages.address_of(record.get("url"))
        if not url:
            raise RecordError("it has no address")
        return Arrival(
            row, member.name, url, pages.title_of(record.get("title"), url, remarks=remarks), created,
            tags=pages.tags_of([name]),
            note=fields.note_of(record.get("note")), description=pages.text_of(record.get("excerpt"), "excerpt"),
            site=pages.host_of(url), origin=f"pocket:{url}",
        )  # fmt: skip

    yield from of_records(items, member.name, make)


def read_html(given: Given) -> Iterator[Item]:
    """The older export: two lists, of what was unread and of what was archived."""
    with given.text() as text:
        html = text.read()
    archived = False
    row = 0
    at = 0
    for found in _LINK.finditer(html):
        for _ in _ANCHOR.findall(html, at, found.start()):
            row += 1
            yield Left(row, "", Kind.FAILED, "its link is not closed")
        at = found.end()
        if found[3] is not None:
            archived = "archive" in found[3].lower()
            continue
        row += 1
        yield from of_one(row, "", partial(_linked, row, found[1], found[2], archived=archived))
    for _ in _ANCHOR.findall(html, at):
        row += 1
        yield Left(row, "", Kind.FAILED, "the file breaks off within it")


def _linked(row: int, attributes: str, words: str, remarks: list[str], *, archived: bool) -> Arrival:
    values = {
        found[1].lower(): unescape(found[2] or found[3] or found[4] or "") for found in _ATTRIBUTE.finditer(attributes)
    }
    address = _straight(pages.address_of(values.get("href")))
    if not address:
        raise RecordError("it has no address")
    moment = pages.told_moment(values.get("time_added"), "time", remarks)
    tags = pages.tags_of(values.get("tags", "").split(","))
    title = pages.title_of(unescape(words), address, remarks=remarks)
    return Arrival(row, "", address, title, moment, archived, tags=tags, site=pages.host_of(address))


def _straight(address: str) -> str:
    """The address itself, where the service had put its own before it."""
    from urllib.parse import parse_qs, urlsplit

    parts = urlsplit(address)
    if (parts.hostname or "").removeprefix("www.") in ("getpocket.com", "readitlaterlist.com") and parts.path in (
        "/redirect", "/r",
    ):  # fmt: skip
        return pages.address_of(parse_qs(parts.query).get("url", [address])[0])
    return address
