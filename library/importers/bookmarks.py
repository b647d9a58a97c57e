"""Bookmarks: the HTML of browsers, linkding, Pinboard, Shaarli and others, which Netscape began; and OneTab's lines."""

from __future__ import annotations

import re
from functools import partial
from html import unescape
from typing import TYPE_CHECKING

from library.arrival import Arrival
from library.importers import fields, pages
from library.importers.arrivals import Kind, Left, of_one
from library.importers.incoming import RecordError
from library.importers.markup import without_html

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from library.importers.arrivals import Item
    from library.importers.given import Given

_VALUES = r"""(?:[^"'<>]|"[^"]*"|'[^']*')*"""
_TOKEN = re.compile(
    rf"<(?:h3(?P<folder>{_VALUES})>(?P<name>[^<]*)|a\b(?P<link>{_VALUES})>(?P<title>.*?)(?=</a|<a\b|<d[tdl]\b|</?dl\b|\Z)"
    rf"|(?P<list>/?dl)\b[^<>]*>|dd\b[^<>]*>(?P<about>.*?)(?=<d[tdl]\b|</?dl\b|<h3\b|<hr\b|\Z)|(?P<broken>a\s))",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_NOTES = re.compile(r"\[linkding-notes\](.*?)(?:\[/linkding-notes\]|\Z)", re.DOTALL)
_LINKDING_ARCHIVED = "linkding:bookmarks.archived"
_ROOTS = frozenset((
    "bookmarks", "bookmarks bar", "bookmarks toolbar", "bookmarks menu", "other bookmarks", "mobile bookmarks",
    "favorites", "favorites bar", "favourites", "favourites bar", "other favorites", "imported", "unsorted bookmarks",
    "lesezeichen", "lesezeichenleiste", "lesezeichen-symbolleiste", "weitere lesezeichen", "marque-pages",
    "barre personnelle", "reading list", "unread", "unsorted", "home", "menu", "toolbar",
    "unfiled", "mobile", "synced",
))  # fmt: skip
"""Folders of which people are not the authors, and lists of what is to be read."""
_ARCHIVES = frozenset(("archive", "archived", "read archive"))
_STARS = frozenset(("starred", "liked"))
_ONETAB = re.compile(r"(?P<url>[a-z][a-z0-9+.-]*:\S+)(?:\s+\|\s*(?P<title>.*))?", re.IGNORECASE)


def read(given: Given) -> Iterator[Item]:
    """Read a file of bookmarks; rows count its links."""
    with given.text() as text:
        html = text.read()
    folders: list[str] = []
    name = ""
    row = 0
    waiting: tuple[int, str, str, list[str]] | None = None
    for found in _TOKEN.finditer(html):
        given.done = given.total * found.end() // max(1, len(html))
        if found["about"] is not None and waiting is not None:
            yield from _bookmark(*waiting, found["about"])
            waiting = None
            continue
        if waiting is not None:
            yield from _bookmark(*waiting, "")
            waiting = None
        if found["link"] is not None:
            row += 1
            waiting = (row, found["link"], found["title"], list(folders))
        elif found["broken"] is not None:
            row += 1
            yield Left(row, "", Kind.FAILED, "its link is damaged, or the file breaks off within it")
        elif found["name"] is not None:
            values = _attributes(found["folder"])
            name = (
                "" if {"personal_toolbar_folder", "unfiled_bookmarks_folder"} & {*values} else unescape(found["name"])
            )
        elif found["list"] is not None and found["list"].startswith("/"):
            folders[-1:] = []
        elif found["list"] is not None:
            folders.append(name)
            name = ""
    if waiting is not None:
        yield from _bookmark(*waiting, "")


def _bookmark(row: int, attributes: str, words: str, folders: list[str], about: str) -> Iterator[Item]:
    return of_one(row, "", partial(_arrival, row, _attributes(attributes), words, folders, about))


def _attributes(text: str) -> dict[str, str]:
    return {found[1].lower(): unescape(found[2] or found[3] or found[4] or "") for found in _ATTRIBUTE.finditer(text)}


def _arrival(
    row: int, values: dict[str, str], words: str, folders: list[str], about: str, remarks: list[str]
) -> Arrival:
    address = pages.address_of(values.get("href"), "HREF")
    if not address:
        raise RecordError("it has no address")
    names: list[object] = [*values.get("tags", "").split(",")]
    archived = values.get("toread") == "0" or values.get("unread") == "0" or _LINKDING_ARCHIVED in names
    folder, filed, starred = placed(folders)
    names = [one for one in names if one != _LINKDING_ARCHIVED]
    names.append(folder)
    note = _note(about)
    return Arrival(
        row, "", address, pages.title_of(_plain(words), address, remarks=remarks),
        pages.told_moment(values.get("add_date"), "date", remarks), archived or filed, starred,
        pages.tags_of(names, remarks), f"bookmarks:{address}", note, site=pages.host_of(address),
    )  # fmt: skip


def placed(folders: Sequence[str]) -> tuple[str, bool, bool]:
    """What folders within each other say: the tag that they are, and whether they are an archive, or of favourites."""
    kept: list[str] = []
    states: set[str] = set()
    for at, folder in enumerate(folders):
        plain = fields.clean(folder).lower()
        if not kept and plain in _ROOTS | _ARCHIVES | _STARS:
            states.add(plain)
        elif at or plain:
            kept.append(folder)
    return pages.folder_of(kept), bool(states & _ARCHIVES), bool(states & _STARS)


def _plain(text: str) -> str:
    """The words of a piece of HTML."""
    return unescape(without_html(text) if "<" in text else text)


def _note(about: str) -> str:
    """What stands behind a bookmark, and linkding's longer notes within it."""
    notes = [unescape(found) for found in _NOTES.findall(about)]
    words = _plain(_NOTES.sub("", about)).strip() if about.strip() else ""
    return fields.note_of("\n\n".join(filter(None, (words, *(one.strip() for one in notes)))))


def looks_like_onetab(head: str) -> bool:
    """Whether most of the first lines of a text are addresses."""
    lines = [line.strip() for line in head.split("\n")[:-1] or [head] if line.strip()][:40]
    return bool(lines) and 2 * sum(map(_is_line, lines)) > len(lines)


def _is_line(line: str) -> bool:
    found = _ONETAB.fullmatch(line)
    return found is not None and (found["url"].lower().startswith(("http", "file:", "chrome", "about:")))


def read_onetab(given: Given) -> Iterator[Item]:
    """Read lines of addresses, each with a title behind a bar; white lines part groups."""
    with given.text() as text:
        for row, raw in enumerate(text, 1):
            line = raw.strip("\ufeff \t\r\n")
            if not line:
                continue
            yield from of_one(row, "", partial(_tab, row, line))


def _tab(row: int, line: str, remarks: list[str]) -> Arrival:
    """The article of one line. Raises RecordError and NothingToKeepError."""
    found = _ONETAB.fullmatch(line)
    address = pages.address_of(line if found is None else found["url"])
    if not address:
        raise RecordError("it has no address")
    title = pages.title_of("" if found is None else found["title"], address, remarks=remarks)
    return Arrival(row, "", address, title, site=pages.host_of(address))
