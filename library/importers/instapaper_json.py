"""Instapaper: what its API answers, bookmarks with their progress, and highlights that name their bookmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.arrival import Arrival
from library.errors import UnreadableSourceError
from library.highlight import NewHighlight, Wanted
from library.importers import fields, pages
from library.importers.arrivals import Kind, Left, of_records
from library.importers.incoming import NothingToKeepError, RecordError
from library.importers.json_items import BrokenItem, items_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from library.importers.arrivals import Item, Record
    from library.importers.given import Given

_OTHERS = ("meta", "user", "folder", "error")
"""Kinds of objects that stand beside the bookmarks."""


def is_bookmark(names: set[str]) -> bool:
    """Whether these are the names of a bookmark's fields."""
    return "url" in names and "time" in names and bool(names & {"liked", "progress_timestamp", "bookmark_id"})


def read(given: Given) -> Iterator[Item]:
    """Read a file. Raises UnreadableSourceError when it is no JSON with bookmarks."""
    with given.text() as text:
        is_list = text.read(1000).lstrip("\ufeff \r\n\t").startswith("[")
    marks: dict[str, list[Record]] = {}
    for value in _marks(given, is_list=is_list):
        if isinstance(value, dict) and "bookmark_id" in value and "url" not in value:
            marks.setdefault(pages.words_of(value["bookmark_id"]), []).append(value)
        elif isinstance(value, BrokenItem) and not is_list:
            yield Left(0, "", Kind.LOST, value.reason)

    def make(row: int, record: Record, remarks: list[str]) -> Arrival:
        key = pages.words_of(record.get("bookmark_id", record.get("id")))
        return _bookmark(row, record, remarks, marks.pop(key, []))

    with given.text() as text:
        values = items_of(text, "" if is_list else "bookmarks")
        yield from of_records((value for value in values if not _stands_beside(value)), "", make)
    for key in (key for key, rest in marks.items() for _ in rest):
        yield Left(0, "", Kind.LOST, f"a highlight is on bookmark {key}, which is not in the file")


def _marks(given: Given, *, is_list: bool) -> list[object]:
    try:
        with given.text() as text:
            return list(items_of(text, "" if is_list else "highlights"))
    except UnreadableSourceError:
        return []


def _stands_beside(value: object) -> bool:
    """Whether it is an object beside the bookmarks."""
    return isinstance(value, dict) and "url" not in value and (value.get("type") in _OTHERS or "bookmark_id" in value)


def _bookmark(row: int, record: Record, remarks: list[str], marks: list[Record]) -> Arrival:
    address = pages.address_of(record.get("url"), "url")
    if not address:
        raise RecordError("it has no address")
    title = pages.title_of(record.get("title"), address, remarks=remarks)
    reading = record.get("progress")
    if not isinstance(reading, dict):
        reading = {"percentage": reading, "timestamp": record.get("progress_timestamp")}
    share = pages.share_of(reading.get("percentage"), 1.0)
    author = pages.text_of(record.get("author"), "author")
    highlights = []
    for number, mark in enumerate(marks, 1):
        try:
            highlights.append(_highlight(mark, Wanted(address, title)))
        except (RecordError, NothingToKeepError) as error:
            remarks.append(f"its highlight {number} was left out: {error}")
    return Arrival(
        row, "", address, title, pages.told_moment(record.get("time"), "time", remarks),
        pages.truth_of(record.get("archived"), "archived", remarks),
        pages.truth_of(record.get("liked"), "liked", remarks),
        pages.tags_of((_name(one) for one in pages.listed(record.get("tags"), "tags", remarks)), remarks),
        highlights=tuple(highlights), authors=(author,) if author else (), site=pages.host_of(address),
        description=pages.text_of(record.get("description"), "description"),
        published=pages.moment_of(record.get("pubtime")),
        share=share, finished=pages.moment_of(reading.get("timestamp")) if share >= 1 else None,
    )  # fmt: skip


def _name(tag: object) -> object:
    return tag.get("name") if isinstance(tag, dict) else tag


def _highlight(mark: Record, wanted: Wanted) -> NewHighlight:
    anchor = fields.anchor_of(fields.words_of(mark.get("text"), "text"))
    note = fields.note_of(mark.get("note"))
    if anchor is None and not note:
        raise NothingToKeepError("it has neither words nor a note")
    key = pages.words_of(mark.get("highlight_id", mark.get("id"))) or fields.key_of(mark.get("text"), note)
    return NewHighlight(
        None, anchor, note=note, created=pages.moment_of(mark.get("time")),
        origin=f"instapaper:{fields.key_of(wanted.url, key)}", wanted=wanted,
    )  # fmt: skip
