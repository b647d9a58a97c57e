"""Readeck: the ZIP file of its export as Markdown, a folder for each article, with marked passages and their notes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from library.arrival import Arrival, Body
from library.errors import UnreadableSourceError
from library.highlight import Wanted
from library.importers import fields, pages
from library.importers.arrivals import of_one
from library.importers.incoming import RecordError
from library.importers.marked import marked
from library.importers.packed import with_pictures
from library.source import MARKDOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from library.archives import Archive, Member
    from library.extract.front_matter import FrontMatter
    from library.importers.arrivals import Item
    from library.importers.given import Given


def is_readeck(archive: Archive, member: Member) -> bool:
    """Whether a member is an article with its front matter as Readeck writes it."""
    from library.extract.front_matter import part_front_matter

    if not _is_text(member):
        return False
    try:
        front, _ = part_front_matter(fields.decoded(archive.read(member)).replace("\r\n", "\n"))
    except UnreadableSourceError:
        return False
    return "source" in front.values and bool({"saved", "website"} & front.values.keys())


def _is_text(member: Member) -> bool:
    return member.base.lower() == "index.md" and bool(member.folder)


def read(given: Given, archive: Archive) -> Iterator[Item]:
    """Read each article, in the order of their folders."""
    texts = archive.distinct(sorted((one for one in archive.members if _is_text(one)), key=lambda one: one.name))
    given.total = max(1, len(texts))
    for row, member in enumerate(texts, 1):
        given.done = row
        yield from of_one(row, member.name, partial(_article, archive, member, row))


def _article(archive: Archive, member: Member, row: int, remarks: list[str]) -> Arrival:
    from library.extract.front_matter import part_front_matter

    text = fields.decoded(archive.read(member)).replace("\r\n", "\n")
    front, body = part_front_matter(text)
    address = pages.address_of(_line(front, "source") or _line(front, "url") or None)
    if not address and not body.strip():
        raise RecordError("it has neither an address nor a text")
    metadata = front.metadata(pages.title_of(front.title, address, member.folder), address)
    plain, highlights = marked(body, Wanted(address, metadata.title, metadata.authors), "readeck")
    whole = text[: len(text) - len(body)] + plain
    remarks += front.warnings
    labels = front.values.get("labels")
    names = labels if isinstance(labels, list) else str(labels or "").split(",")
    return Arrival(
        row, member.name, address, metadata.title, pages.told_moment(_line(front, "saved") or None, "date", remarks),
        tags=pages.tags_of([*names, *metadata.tags], remarks),
        origin=f"readeck:{address or member.folder}", highlights=highlights, authors=metadata.authors,
        site=metadata.site or _line(front, "website") or pages.host_of(address), description=metadata.description,
        published=metadata.published, language=metadata.language,
        body=Body(partial(_with_pictures, archive, member, whole), MARKDOWN, len(whole)) if plain.strip() else None,
    )  # fmt: skip


def _with_pictures(archive: Archive, member: Member, text: str) -> bytes:
    return with_pictures(archive, member, text).encode(errors="replace")


def _line(front: FrontMatter, key: str) -> str:
    value = front.values.get(key)
    return fields.clean(value) if isinstance(value, str) else ""
