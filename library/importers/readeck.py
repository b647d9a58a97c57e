"""Readeck: the ZIP file of a full export, with texts, annotations and progress."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from library.arrival import Arrival, Body
from library.errors import UnreadableSourceError
from library.highlight import NewHighlight, Wanted
from library.importers import fields, pages, readeck_markdown
from library.importers.arrivals import Kind, Left, of_records
from library.importers.incoming import NothingToKeepError, RecordError
from library.importers.packed import read_page
from library.importers.ranges import Markup, Place
from library.kinds import ARTICLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from library.archives import Archive, Member
    from library.importers.arrivals import Item, Record
    from library.importers.given import Given


def is_record(member: Member) -> bool:
    """Whether a member of an archive is what Readeck knows of an article."""
    return member.base == "info.json" and "bookmarks/" in member.name


def read_zip(given: Given, archive: Archive) -> Iterator[Item]:
    """Read the record of each article; those that the list names and that are not there are told."""
    if not any(is_record(one) for one in archive.members):
        yield from readeck_markdown.read(given, archive)
        return
    texts = {one.folder_path.rpartition("/")[0]: one for one in archive.members
             if one.base == "index.html" and one.folder == "container"}  # fmt: skip
    infos = archive.distinct([one for one in archive.members if one.base == "info.json"])
    given.total = max(1, len(infos))
    there = set()
    for row, member in enumerate(infos, 1):
        there.add(member.folder)
        given.done = row
        try:
            record = fields.json_of(fields.decoded(archive.read(member)))
        except (RecordError, UnreadableSourceError) as error:
            yield Left(row, member.name, Kind.FAILED, str(error))
            continue
        make = partial(_article, archive, member, texts.get(member.folder_path))
        yield from of_records([record], member.name, make, start=row)
    for number, name in enumerate(_named(archive), 1):
        if name not in there:
            yield Left(number, "data.json", Kind.FAILED, f"the archive has no bookmarks/{name}/info.json")


def _named(archive: Archive) -> list[str]:
    """The articles that the list of the archive names."""
    names: list[str] = []
    for member in archive.members:
        if member.base == "data.json":
            with suppress(RecordError, UnreadableSourceError):
                data = fields.record_of(fields.json_of(fields.decoded(archive.read(member))))
                found = pages.list_of(data.get("Bookmarks"), "bookmarks")
                names += [pages.words_of(one.get("UID")) for one in found if isinstance(one, dict)]
    return [name for name in names if name]


def _article(
    archive: Archive, member: Member, text: Member | None, row: int, record: Record, remarks: list[str]
) -> Arrival:
    address = pages.address_of(record.get("URL"), "URL")
    if not address and text is None:
        raise RecordError("it has neither an address nor a text")
    title = pages.title_of(record.get("Title"), address, remarks=remarks) or "Untitled"
    share = pages.share_of(record.get("ReadProgress"))
    saved = pages.told_moment(record.get("Created"), "date", remarks)
    first = pages.words_of(record.get("InitialURL"))
    authors = record.get("Authors")
    return Arrival(
        row, member.name, address, title, saved, pages.truth_of(record.get("IsArchived"), "archived", remarks),
        pages.truth_of(record.get("IsMarked"), "a favourite", remarks),
        pages.tags_of(pages.listed(record.get("Labels"), "labels", remarks), remarks),
        f"readeck:{pages.words_of(record.get('UID')) or member.folder}",
        highlights=_highlights(archive, text, record, Wanted(address, title), remarks),
        addresses=(first,) if pages.is_web(first) else (),
        authors=tuple(pages.text_of(one, "author") for one in (authors if isinstance(authors, list) else []) if one),
        site=pages.text_of(record.get("SiteName") or record.get("Site"), "site") or pages.host_of(address),
        description=pages.text_of(record.get("Description"), "description"),
        published=fields.published_of(record.get("Published")), language=pages.words_of(record.get("Lang"))[:35],
        share=share,
        finished=(pages.moment_of(record.get("Updated")) or saved) if share >= 1 else None,
        body=None if text is None else Body(partial(read_page, archive, text), ARTICLE),
    )  # fmt: skip


def _highlights(
    archive: Archive, text: Member | None, record: Record, wanted: Wanted, remarks: list[str]
) -> tuple[NewHighlight, ...]:
    values = pages.listed(record.get("Annotations"), "annotations", remarks)
    if not values:
        return ()
    html = ""
    if text is not None:
        with suppress(RecordError, UnreadableSourceError):  # told where the text itself is read
            html = fields.decoded(archive.read(text))
    markup = Markup(html, utf_16=False)
    found = []
    for number, value in enumerate(values, 1):
        try:
            found.append(_highlight(fields.record_of(value), markup, wanted))
        except (RecordError, NothingToKeepError) as error:
            remarks.append(f"its annotation {number} was left out: {error}")
    return tuple(found)


def _highlight(record: Record, markup: Markup, wanted: Wanted) -> NewHighlight:
    note = fields.note_of(record.get("note"))
    quote = fields.words_of(record.get("text"), "text")
    start, end = (
        Place(pages.words_of(record.get(f"{side}_selector")), _number(record.get(f"{side}_offset")))
        for side in ("start", "end")
    )
    anchor = markup.anchor(start, end, quote)
    if anchor is None and not note:
        raise NothingToKeepError("it has neither words nor a note")
    key = pages.words_of(record.get("id")) or fields.key_of(quote, note, start, end)
    return NewHighlight(
        None, anchor, fields.colour_of(record.get("color")), note, created=pages.moment_of(record.get("created")),
        origin=f"readeck:{fields.key_of(wanted.url or wanted.title, key)}", wanted=wanted,
    )  # fmt: skip


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1
