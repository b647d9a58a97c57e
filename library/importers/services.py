"""The services whose articles can be taken in, and which of them a file is from: told by its content alone."""

from __future__ import annotations

import re
from contextlib import contextmanager
from importlib import import_module
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from library.archives import Archive
from library.errors import UnreadableSourceError
from library.importers.given import HEAD, Given
from library.importers.tables import delimiter_of, is_preface, names_of
from library.importers.unpacked import as_archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from library.archives import Member
    from library.importers.arrivals import Item


class Service(NamedTuple):
    """A service, or a form of file in which articles come."""

    name: str
    """As it is written on the command line."""
    title: str
    looks: str
    """What such a file is, for a person who has one."""
    readers: Mapping[str, str]
    """By the kind of file (zip, json, html, csv, text, folder) the module and function that read it."""


SERVICES = (
    Service("pocket", "Pocket", "its ZIP file, one part of it, or ril_export.html",
            {"zip": "pocket.read_zip", "csv": "pocket.read_csv", "html": "pocket.read_html"}),
    Service("instapaper", "Instapaper", "its CSV file, or what its API answers",
            {"csv": "instapaper.read", "json": "instapaper_json.read"}),
    Service("omnivore", "Omnivore", "its ZIP file with texts and highlights; the CSV file that it could import",
            {"zip": "omnivore.read_zip", "json": "omnivore.read_json", "csv": "tabular.read_omnivore"}),
    Service("wallabag", "wallabag", "its JSON, with texts and annotations, or CSV",
            {"json": "wallabag.read", "csv": "tabular.read_wallabag"}),
    Service("readeck", "Readeck", "the ZIP file of a full export or of its Markdown, or its CSV",
            {"zip": "readeck.read_zip", "csv": "tabular.read_readeck"}),
    Service("reader", "Readwise Reader", "the CSV file of its library", {"csv": "reader_csv.read"}),
    Service("matter", "Matter", "its ZIP file with texts, or the history in it",
            {"zip": "matter.read_zip", "csv": "matter.read_csv"}),
    Service("raindrop", "Raindrop", "its CSV file", {"csv": "raindrop.read"}),
    Service("pinboard", "Pinboard", "its JSON", {"json": "lists_json.read_pinboard"}),
    Service("karakeep", "Karakeep, Hoarder", "its JSON", {"json": "lists_json.read_karakeep"}),
    Service("bookmarks", "Bookmarks", "the HTML of browsers, linkding, Pinboard, Shaarli and others; browsers' JSON",
            {"html": "bookmarks.read", "json": "bookmarks_json.read"}),
    Service("goodlinks", "GoodLinks", "its JSON", {"json": "lists_json.read_goodlinks"}),
    Service("linkwarden", "Linkwarden", "its JSON", {"json": "lists_json.read_linkwarden"}),
    Service("mymind", "mymind", "its CSV file", {"csv": "tabular.read_mymind"}),
    Service("onetab", "OneTab", "lines of an address and a title", {"text": "bookmarks.read_onetab"}),
    Service("table", "Any table", "a CSV file of which one column is named URL, link or address",
            {"csv": "any_table.read"}),
    Service("webclipper", "Obsidian Web Clipper", "a folder of its notes", {"folder": "clippings.read_folder"}),
)  # fmt: skip
BY_NAME = {service.name: service for service in SERVICES}
_COLUMNS = (
    ("pocket", {"url", "time added"}), ("instapaper", {"url", "selection", "folder"}),
    ("wallabag", {"url", "content", "creation date"}), ("readeck", {"url", "is archived", "is marked"}),
    ("reader", {"url", "saved date", "location"}), ("reader", {"url", "saved date", "reading progress"}),
    ("matter", {"url", "publisher", "last interaction date"}), ("raindrop", {"url", "folder", "created"}),
    ("mymind", {"id", "type", "url", "content"}), ("omnivore", {"url", "state", "saved at"}),
    ("omnivore", {"url", "state", "labels"}), ("readeck", {"url", "title", "created", "labels"}),
)  # fmt: skip
"""By which columns a table is recognised, the first that fits."""
_OBJECTS = (
    ("instapaper", (r'"bookmarks"\s*:\s*\[', r'"(?:liked|progress_timestamp)"\s*:')),
    ("karakeep", (r'"bookmarks"\s*:\s*\[', r'"(?:createdAt|content)"\s*:|"lists"\s*:')),
    ("linkwarden", (r'"collections"\s*:\s*\[', r'"(?:links|parentId|pinnedLinks)"\s*:')),
    ("bookmarks", (r'"text/x-moz-place|"roots"\s*:\s*\{',)),
    ("bookmarks", (r'"results"\s*:\s*\[', r'"tag_names"\s*:')),
    ("wallabag", (r'"_embedded"\s*:\s*\{\s*"items"\s*:\s*\[',)),
)
"""By which beginnings of a JSON object it is recognised, the first of which all patterns are found."""
_TEXTS = ("csv", "json", "html", "htm", "txt", "zip")
_LOOKED_AT = 20
"""Members that are looked into for what their names do not tell."""
_LARGEST_PART = 512 * 1024 * 1024
"""Bytes of one of them."""
_POCKET_HTML = re.compile(r"<h1>\s*(unread|read archive)\b", re.IGNORECASE)
_TIMED_LINK = re.compile(r"<a\s[^<>]*\btime_added\s*=", re.IGNORECASE)
_NETSCAPE = re.compile(r"<!doctype\s+netscape-bookmark|<dt>\s*<a\b|<dl>\s*<p>", re.IGNORECASE)


class Found(NamedTuple):
    """What a file is, and how it is read."""

    service: Service
    read: Callable[[], Iterator[Item]]


@contextmanager
def opened(given: Given, name: str = "") -> Iterator[Found | None]:
    """What a file is, by its content, or as the named service reads it; None when it is no service's.

    Raises UnreadableSourceError for what can't be read at all, and for a service that has no such files.
    """
    if given.is_folder:
        with as_archive(given.path) as stream:
            found = _of_unpacked(Archive(stream), name, given) if stream is not None else None
            yield found or _found(_named("folder", "webclipper", name), "folder", given)
    elif given.is_archive:
        with given.open() as stream, Archive(stream, within=given.within) as archive:
            yield _of_members(archive, name) or _found(_named("zip", _of_archive(archive), name), "zip", given, archive)
    else:
        kind, guess = _of_text(given)
        if name in BY_NAME and kind == "csv" and "text" in BY_NAME[name].readers:
            kind = "text"
        service = _named(kind, guess, name)
        yield _found(service, kind, given) if service else None


def begins_as_list(start: str) -> bool:
    """Whether a page begins as a list of bookmarks."""
    return bool(_NETSCAPE.search(start) or _POCKET_HTML.search(start))


def is_own(archive: Archive) -> bool:
    """Whether an archive is one as a service makes it."""
    return bool(_of_archive(archive))


def may_be_read(member: Member) -> bool:
    """Whether a member of an archive may be an export, by its name."""
    ending = member.base.lower().rpartition(".")[2]
    return ending in _TEXTS and not member.is_link and not member.base.startswith(".")


def service_of(given: Given, name: str = "") -> str:
    """The name of the service that a file is from, which is the named one if it has such files; empty for none.

    Raises UnreadableSourceError.
    """
    with opened(given, name) as found:
        return found.service.name if found is not None else ""


def _named(kind: str, guess: str, name: str) -> Service | None:
    """The service that was named, if it has files of this kind; else the one that was found."""
    if not name:
        return BY_NAME.get(guess)
    if name not in BY_NAME:
        return None
    if kind not in BY_NAME[name].readers:
        what = {"zip": "a ZIP archive", "folder": "a folder"}.get(kind, f"a {kind} file")
        raise UnreadableSourceError(f"it is {what}, and {BY_NAME[name].title} has none such")
    return BY_NAME[name]


def _found(service: Service | None, kind: str, given: Given, archive: Archive | None = None) -> Found:
    if service is None:
        known = ", ".join(one.title for one in SERVICES if kind in one.readers)
        what = "the ZIP archive" if kind == "zip" else f"the {kind}"
        raise UnreadableSourceError(f"{what} holds nothing that can be imported; known are those of {known}")
    module, _, function = service.readers[kind].partition(".")
    read = getattr(import_module(f"library.importers.{module}"), function)
    if archive is None:
        return Found(service, lambda: read(given))
    return Found(service, lambda: chain(_lost(archive), read(given, archive)))


def _of_unpacked(archive: Archive, name: str, given: Given) -> Found | None:
    """What an archive is that was unpacked into a folder; None for a folder of notes.

    Raises UnreadableSourceError for any other folder.
    """
    guess = _of_archive(archive)
    if guess:
        return _found(_named("zip", guess, name), "zip", given, archive)
    if any(member.base.lower().endswith((".md", ".markdown")) for member in archive.members):
        return None
    try:
        return _of_members(archive, name) or _found(None, "zip", given)
    except UnreadableSourceError as error:
        raise UnreadableSourceError(str(error).replace("the ZIP archive", "the folder")) from error


def _lost(archive: Archive) -> Iterator[Item]:
    """What of an archive can't be read at all."""
    from library.importers.arrivals import Kind, Left

    for name in archive.unsafe:
        yield Left(0, name, Kind.FAILED, "its name leads out of the archive; it was not read")
    if archive.broken:
        yield Left(0, "", Kind.FAILED, archive.broken)


def _of_members(archive: Archive, name: str) -> Found | None:
    """What an archive is that holds files of one service as they are, or its archive; None for any other.

    Raises UnreadableSourceError where it can't be told because of what can't be read.
    """
    if _of_archive(archive):
        return None
    parts: list[Member] = []
    others: list[Item] = []
    services: list[Service] = []
    problems: list[str] = []
    for member in archive.members:
        if not may_be_read(member):
            continue
        try:
            found = _of_member(archive, member, name)
        except UnreadableSourceError as error:
            problems.append(f"{member.name}: {error}")
            continue
        if found is not None:
            services.append(found.service)
            parts.append(member)
        else:
            others.append(_unknown(member))
    if not services and problems:
        raise UnreadableSourceError(f"nothing in the ZIP archive can be imported; {'; '.join(problems[:3])}")
    if not services or any(service is not services[0] for service in services):
        return None
    return Found(
        services[0],
        lambda: chain(_lost(archive), *(_items_of_member(archive, member, name) for member in parts), others),
    )


def _unknown(member: Member) -> Item:
    from library.importers.arrivals import Kind, Left

    return Left(0, member.name, Kind.REMARK, "it was not read: it is in none of the forms that are known")


def _of_member(archive: Archive, member: Member, name: str) -> Found | None:
    """What a file in an archive is. Raises UnreadableSourceError."""
    given = Given(member.name, content=archive.read(member, _LARGEST_PART))
    if member.base.lower().endswith(".zip"):
        inner = Archive(given.open())
        guess = _of_archive(inner)
        return _found(_named("zip", guess, name), "zip", given, inner) if guess else None
    kind, guess = _of_text(given)
    service = _named(kind, guess, name)
    return _found(service, kind, given) if service is not None else None


def _items_of_member(archive: Archive, member: Member, name: str) -> Iterator[Item]:
    """What stands in a file of an archive, which is read when its turn comes."""
    found = _of_member(archive, member, name)
    for item in found.read() if found is not None else ():
        yield item._replace(file=f"{member.name}/{item.file}" if item.file else member.name)


def _of_archive(archive: Archive) -> str:
    from library.importers import matter, omnivore, pocket, readeck, readeck_markdown

    for member in archive.members:
        if pocket.is_pocket(member):
            return "pocket"
        if omnivore.is_omnivore(member):
            return "omnivore"
        if member.base == matter.HISTORY:
            return "matter"
        if readeck.is_record(member):
            return "readeck"
    if any(readeck_markdown.is_readeck(archive, member) for member in archive.members[:_LOOKED_AT]):
        return "readeck"
    return "omnivore" if omnivore.is_part(archive) else ""


def _of_text(given: Given) -> tuple[str, str]:
    """The kind of a text, and the service that it looks like, or an empty name."""
    with given.text() as text:
        head = text.read(HEAD).lstrip("\ufeff \t\r\n")
    if head[:1] in ("{", "["):
        return "json", _of_json(given, head)
    if head[:1] == "<":
        if _NETSCAPE.search(head) is None and (_POCKET_HTML.search(head) or _TIMED_LINK.search(head)):
            return "html", "pocket"
        return "html", "bookmarks" if _NETSCAPE.search(head) else ""
    first, _, rest = head.partition("\n")
    first = (rest.partition("\n")[0] if is_preface(first) else first).strip("\r")
    columns = set(names_of(first, delimiter_of(first)))
    for name, wanted in _COLUMNS:
        if wanted <= columns:
            return "csv", name
    from library.importers.bookmarks import looks_like_onetab

    if looks_like_onetab(head):
        return "text", "onetab"
    return "csv", "table" if len(columns) > 1 and _is_any_table(list(columns)) else ""


def _is_any_table(columns: list[str]) -> bool:
    """Whether a table has a column of addresses, and none of highlights, which other readers know."""
    from library.importers.any_table import fields_of

    return not {"highlight", "quote/description"} & {*columns} and bool(fields_of(columns))


def _of_json(given: Given, head: str) -> str:
    if head[:1] == "{":
        for name, patterns in _OBJECTS:
            if all(re.search(pattern, head, re.DOTALL) for pattern in patterns):
                return name
    from library.importers.json_items import items_of

    with given.text() as text:
        for count, item in enumerate(items_of(text)):
            if isinstance(item, dict) and (found := _of_record(set(item))):
                return found
            if isinstance(item, dict) and "_embedded" in item:
                return "wallabag"
            if count > 20:
                break
    return ""


def _of_record(names: set[str]) -> str:
    from library.importers.instapaper_json import is_bookmark

    if is_bookmark(names):
        return "instapaper"
    if {"href", "description"} <= names and names & {"toread", "extended", "tags", "time"}:
        return "pinboard"
    if {"url", "tag_names"} <= names:  # linkding's API
        return "bookmarks"
    if "url" in names and names & {"is_archived", "is_starred", "is_read", "is_fav"}:
        return "wallabag"
    if "slug" in names and names & {"readingProgress", "savedAt"}:
        return "omnivore"
    return "goodlinks" if {"url", "addedAt"} <= names else ""
