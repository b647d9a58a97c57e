"""Omnivore: the ZIP file that its last days left, with texts, highlights, notes, labels and progress."""

from __future__ import annotations

import io
import re
from functools import partial
from typing import TYPE_CHECKING

from library.arrival import Arrival, Body
from library.errors import UnreadableSourceError
from library.highlight import NewHighlight, Wanted
from library.importers import fields, pages
from library.importers.arrivals import Kind, Left, of_records
from library.importers.given import text_stream
from library.importers.incoming import RecordError
from library.importers.json_items import items_of
from library.importers.markup import without_markdown
from library.kinds import ARTICLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from library.archives import Archive, Member
    from library.importers.arrivals import Item, Record
    from library.importers.given import Given

_LIST = re.compile(r"metadata_\d+_to_\d+\.json", re.IGNORECASE)
_LABELS = re.compile(r"#\S+(?:\s+#\S+)*")


def is_omnivore(member: Member) -> bool:
    """Whether a member of an archive is a list of Omnivore's articles."""
    return _LIST.fullmatch(member.base) is not None


def is_part(archive: Archive) -> bool:
    """Whether an archive holds texts and highlights as Omnivore kept them, though no list of them."""
    folders = {"content": (".html", ".htm", ".pdf"), "highlights": (".md",)}
    there = {one.folder for one in archive.members if one.base.lower().endswith(folders.get(one.folder, ("/",)))}
    return there == folders.keys()


def read_zip(given: Given, archive: Archive) -> Iterator[Item]:
    """Read all lists of articles, in the order of their numbers; texts and highlights lie beside them."""
    lists = archive.distinct([one for one in archive.members if is_omnivore(one)])
    lists.sort(key=lambda one: [int(number) for number in re.findall(r"\d+", one.base)])
    beside = {f"{one.folder}/{one.base}": one for one in archive.members if one.folder in ("content", "highlights")}
    given.total = max(1, len(lists))
    named: set[str] = set()
    for member in lists:
        content, problem = archive.read_part(member)
        if content.strip():
            values = items_of(text_stream(io.BytesIO(content)))
            yield from of_records(values, member.name, partial(_article, archive, member.name, beside, named))
        if problem:
            yield Left(0, member.name, Kind.FAILED, problem)
        given.done += 1
    yield from _nameless(archive, beside, named)


def _nameless(archive: Archive, beside: Mapping[str, Member], named: set[str]) -> Iterator[Item]:
    """The articles of which there are a text or highlights, but no record in any list."""
    slugs = [member.base.rpartition(".")[0] for member in beside.values()]
    for row, slug in enumerate(dict.fromkeys(slug for slug in slugs if slug and slug not in named), 1):
        member = next(member for member in beside.values() if member.base.rpartition(".")[0] == slug)
        remarks: list[str] = []
        body, _ = _body(archive, slug, beside)
        note, highlights = _notes(archive, beside.get(f"highlights/{slug}.md"), Wanted("", slug), remarks)
        if body is None and not note and not highlights:
            yield Left(row, member.name, Kind.SKIPPED, "it is no text and holds no highlights, and no list names it")
            continue
        yield Arrival(
            row, member.name, "", "Untitled" if body is not None else slug, origin=f"omnivore:{slug}", note=note,
            highlights=highlights, body=body, hopeless="" if body is not None else "its text is not in the archive",
        )  # fmt: skip
        for remark in (*remarks, "no list in the archive names it: its address, dates and tags are not known"):
            yield Left(row, member.name, Kind.REMARK, remark)


def read_json(given: Given) -> Iterator[Item]:
    """A list of articles without its archive."""
    with given.text() as text:
        yield from of_records(items_of(text), "", partial(_article, None, "", {}, set()))


def _article(
    archive: Archive | None, file: str, beside: Mapping[str, Member], named: set[str],
    row: int, record: Record, remarks: list[str],
) -> Arrival:  # fmt: skip
    slug = pages.words_of(record.get("slug"))
    named.add(slug)
    address = pages.dead(pages.address_of(record.get("url"), "url"))
    body, hopeless = _body(archive, slug, beside)
    if not address and body is None and not record.get("title"):
        raise RecordError("it has neither an address nor a text")
    title = pages.title_of(record.get("title"), address, remarks=remarks) or "Untitled"
    wanted = Wanted(address, title)
    note, highlights = _notes(archive, beside.get(f"highlights/{slug}.md"), wanted, remarks)
    share = pages.share_of(record.get("readingProgress"))
    saved = pages.told_moment(record.get("savedAt"), "saved date", remarks)
    author = fields.clean(fields.words_of(record.get("author"), "author"))
    return Arrival(
        row, file, address, title, saved, pages.words_of(record.get("state")).lower() == "archived",
        tags=pages.tags_of((_label(one) for one in pages.listed(record.get("labels"), "labels", remarks)), remarks),
        origin=f"omnivore:{pages.words_of(record.get('id')) or slug or fields.key_of(title, address)}",
        note=note, highlights=highlights,
        authors=(author,) if author else (), site=pages.host_of(address),
        description=pages.text_of(record.get("description"), "description"),
        published=fields.published_of(record.get("publishedAt")),
        share=share, finished=(pages.moment_of(record.get("updatedAt")) or saved) if share >= 1 else None, body=body,
        hopeless=hopeless if not address else "",
    )  # fmt: skip


def _label(value: object) -> object:
    return value.get("name") if isinstance(value, dict) else value


def _body(archive: Archive | None, slug: str, beside: Mapping[str, Member]) -> tuple[Body | None, str]:
    """The text of an article, or why it has none."""
    for ending, kind in (("html", ARTICLE), ("htm", ARTICLE), ("pdf", "application/pdf")):
        member = beside.get(f"content/{slug}.{ending}") if slug else None
        if member is not None and archive is not None:
            return Body(partial(archive.read, member), kind), ""
    return None, "its text is not in the archive"


def _notes(
    archive: Archive | None, member: Member | None, wanted: Wanted, remarks: list[str]
) -> tuple[str, tuple[NewHighlight, ...]]:
    """The note on the whole article, and the highlights with theirs."""
    if member is None or archive is None:
        return "", ()
    content, problem = archive.read_part(member)
    if problem:
        remarks.append(f"its highlights in {member.base} could not all be read: {problem}")
    try:
        text = fields.decoded(content) if content.strip() else ""
    except UnreadableSourceError as error:
        remarks.append(f"its highlights in {member.base} could not be read: {error}")
        text = ""
    return notes_of(text, wanted)


def notes_of(text: str, wanted: Wanted) -> tuple[str, tuple[NewHighlight, ...]]:
    """The note on the whole article and the highlights of a Markdown text: quotes, each with labels and a note below.

    A line of words that all begin with # is one of labels, where it stands right below the quote.
    """
    about: list[str] = []
    found: list[tuple[str, list[str], list[str]]] = []
    for piece in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = piece.strip("\n").split("\n")
        quoted = 0
        while quoted < len(lines) and lines[quoted].startswith(">"):
            quoted += 1
        if quoted:
            found.append(("\n".join(line[1:].removeprefix(" ") for line in lines[:quoted]), [], []))
        rest = "\n".join(lines[quoted:]).strip()
        if not rest:
            continue
        if not found:
            about.append(rest)
        elif _LABELS.fullmatch(rest) and not found[-1][1] and not found[-1][2]:
            found[-1][1].extend(rest.split())
        else:
            found[-1][2].append(rest)
    highlights = []
    for quote, labels, notes in found:
        anchor = fields.anchor_of(without_markdown(quote))
        note = fields.note_of("\n\n".join(notes))
        if anchor is None and not note:
            continue
        key = fields.key_of(wanted.url or wanted.title, quote, note if anchor is None else "")
        highlights.append(
            NewHighlight(None, anchor, note=note, tags=pages.tags_of(labels), origin=f"omnivore:{key}", wanted=wanted)
        )
    return fields.note_of("\n\n".join(about)), tuple(highlights)
