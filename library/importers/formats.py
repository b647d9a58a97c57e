"""The table of formats that can be imported, and how a file tells which of them it is."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from library.errors import UnreadableSourceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from library.importers.given import Given
    from library.importers.incoming import Reading


class Format(NamedTuple):
    """A form of file."""

    name: str
    """As it is written on the command line."""
    title: str
    looks: str
    """What such a file is, for a person who has one."""
    module: str
    """Its module within `library.importers`."""
    function: str = "read"


FORMATS = (
    Format("broadsheet", "Broadsheet", "the plain JSON that `broadsheet export json` writes", "own", "read_own"),
    Format("webannotation", "W3C Web Annotation", "JSON-LD: annotations, alone or collected", "webannotation"),
    Format(
        "hypothesis",
        "Hypothes.is",
        "the JSON or CSV of the client's export, or the JSON of the search API",
        "hypothesis",
    ),
    Format(
        "readwise",
        "Readwise",
        "the CSV file of highlights, with a column Highlight, or the JSON of its API",
        "readwise",
    ),
    Format("clipper", "Obsidian Web Clipper", "the JSON of its exported highlights", "clipper"),
    Format("kindle", "Kindle", "the file My Clippings.txt", "kindle"),
)
BY_NAME = {format_.name: format_ for format_ in FORMATS}


def read(content: bytes, name: str = "", format_name: str = "") -> tuple[Format, Reading]:
    """Read a file of a named format, or of the one that it looks like; `name` is the file's.

    Raises UnreadableSourceError when it is of no known format, can't be decoded, or is damaged as a whole.
    """
    if format_name and format_name not in BY_NAME:
        raise UnreadableSourceError(f"there is no format {format_name}; known are {', '.join(BY_NAME)}")
    if not format_name and (page := _page(content, name)):
        raise UnreadableSourceError(f"it is {page}, and no export that is known: broadsheet add takes it in")
    text = text_of(content)
    found = BY_NAME[format_name] if format_name else detect(text, name)
    read_text: Callable[[str], Reading] = getattr(import_module(f"library.importers.{found.module}"), found.function)
    return found, read_text(text)


def _page(content: bytes, name: str) -> str:
    """What a file is that is to be added and not imported; empty for all else."""
    from library.kinds import EPUB, FEED, MAIL, MHTML, PDF, kind_of
    from library.source import Source

    kinds = {EPUB: "a book", FEED: "a feed", MAIL: "a mail", MHTML: "a web archive", PDF: "a PDF file"}
    found = kinds.get(kind_of(Source(content, datetime.fromtimestamp(0, UTC), name)), "")
    return found or ("a page" if content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else "")


def read_large(path: Path) -> tuple[Format, Reading] | None:
    """Read an export of our own that is larger than any other file may be; None for whatever is no such file.

    Raises UnreadableSourceError for a damaged one.
    """
    from library.importers.own import read_lines
    from library.source import MAX_BYTES

    opening = '{"format": "broadsheet"'
    try:
        if not path.is_file() or path.stat().st_size <= MAX_BYTES:
            return None
        with path.open(encoding="utf-8", newline="\n") as lines:
            if lines.read(len(opening)) != opening:
                return None
            lines.seek(0)
            return BY_NAME["broadsheet"], read_lines(lines)
    except UnicodeDecodeError as error:
        raise UnreadableSourceError("it is not UTF-8") from error
    except OSError as error:
        raise UnreadableSourceError(f"it can't be read: {error.strerror or error}") from error


def text_of(content: bytes) -> str:
    """The text of a file in any encoding that articles may have.

    Raises UnreadableSourceError for empty, binary and too large files.
    """
    from library.source import Source, decode

    text = decode(Source(content, datetime.fromtimestamp(0, UTC), "import.txt")).text
    return text.removeprefix("\ufeff")


def detect(text: str, name: str = "") -> Format:
    """The format that a file looks like, by its text first. Raises UnreadableSourceError when it is none."""
    start = text.lstrip()[:1]
    if start in ("{", "["):
        from library.importers.fields import json_of_many

        found = _of_json(json_of_many(text))
    else:
        found = _of_lines(text)
    if not found and name.lower().endswith("clippings.txt"):
        found = "kindle"
    if not found:
        from library.importers.services import SERVICES

        forms = [(one.title, one.name, one.looks) for one in (*SERVICES, *FORMATS)]
        known = "; ".join(f"{title} ({name}): {looks}" for title, name, looks in forms)
        raise UnreadableSourceError(f"it is in none of the forms that can be imported: {known}")
    return BY_NAME[found]


def form_of(given: Given) -> str:
    """The name of the format that a file is in; empty for none of these."""
    try:
        with given.open() as stream:
            return detect(text_of(stream.read()), given.name).name
    except UnreadableSourceError:
        return ""


def _of_lines(text: str) -> str:
    if any(line.strip("\ufeff \t").startswith("==========") for line in text.splitlines()[:2000]):
        return "kindle"
    from library.importers.hypothesis_csv import is_csv
    from library.importers.kindle import begins_with_one
    from library.importers.readwise import columns_of

    if is_csv(text):
        return "hypothesis"
    if begins_with_one(text):
        return "kindle"
    return "readwise" if "highlight" in columns_of(text) else ""


def _of_json(value: object) -> str:
    first = next((one for one in value if isinstance(one, dict)), None) if isinstance(value, list) else value
    if not isinstance(first, dict):
        return ""
    names = set(first)
    from library.importers.readwise_json import is_book

    if is_book(first):
        return "readwise"
    if first.get("format") == "broadsheet":
        return "broadsheet"
    if names & {"annotations", "rows"}:
        records = first.get("annotations", first.get("rows"))
        return "hypothesis" if isinstance(records, list) else ""
    if {"uri", "target"} <= names or {"uri", "user", "text"} <= names:
        return "hypothesis"
    if names & {"highlights", "data"} and names & {"url", "title"}:
        return "clipper"
    if first and all(isinstance(one, dict) and {"url", "highlights"} <= one.keys() for one in first.values()):
        return "clipper"
    if names & {"@context", "@graph", "target", "hasTarget", "oa:hasTarget"} or _is_annotation(first):
        return "webannotation"
    return ""


def _is_annotation(record: dict[str, object]) -> bool:
    kinds = record.get("type", record.get("@type"))
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and "Annotation" in kind for kind in kinds)
