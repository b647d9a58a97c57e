"""Readwise: the CSV file of highlights that it exports, and the one that it imports; columns by their names."""

from __future__ import annotations

import re
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING

from library.builder import clean_text
from library.highlight import NewHighlight, Wanted
from library.importers import fields, readwise_json
from library.importers.incoming import Gathering, NothingToKeepError, RecordError
from library.importers.markup import PICTURE, without_markdown
from library.importers.pages import tags_of
from library.importers.tables import Broken, Table, delimiter_of, names_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from library.importers.incoming import Reading

_NAMES = {
    "highlight": "highlight", "text": "highlight",
    "book title": "title", "title": "title",
    "book author": "author", "author": "author",
    "url": "url", "source url": "url",
    "note": "note", "color": "colour", "colour": "colour", "tags": "tags",
    "location": "location", "highlighted at": "date", "date": "date",
    "document tags": "document tags",
}  # fmt: skip
_FORMULA = re.compile("'(?=[\\s\"'“”‘’]*[=+\\-@\t\r＝＋－＠])")
"""What exporters put before a cell that a spreadsheet could take for a formula."""
_TAG = r"\.[^\W\d_][\w-]*"
_LEADING_TAGS = re.compile(rf"(?:{_TAG}(?:\s+|$))+")
_TAGS_AT_END = 400
"""Characters at the end of a note in which tags are looked for: the expression goes back at each of them."""
_TRAILING_TAGS = re.compile(rf"(?:(?:^|\s+){_TAG})+$")


def read(text: str) -> Reading:
    """Read a file; a row is the line on which its record begins. Raises UnreadableSourceError for damaged JSON."""
    if text.lstrip()[:1] in ("{", "["):
        return readwise_json.read(text)
    gathering = Gathering()
    for row, record in _records(text, gathering):
        gathering.take(row, partial(_highlight, record), tags_of(record.get("document tags", "").split(",")))
    return gathering.reading()


def columns_of(text: str) -> list[str]:
    """The columns that the first line names, as they are called here; those that are not known are left out."""
    head = text.lstrip("\ufeff\r\n \t")[:4000].partition("\n")[0]
    return [_NAMES[name] for name in names_of(head, delimiter_of(head)) if name in _NAMES]


def _records(text: str, gathering: Gathering) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The records with their lines; those that are no CSV are told."""
    table = Table(StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline=""))
    names = [_NAMES.get(name, "") for name in table.names]
    for one in table.records():
        if isinstance(one, Broken):
            gathering.fail(one.row, one.reason)
            continue
        record: dict[str, str] = {}
        for name, cell in zip(names, one.cells, strict=False):
            if name and not record.get(name):
                record[name] = cell[1:] if _FORMULA.match(cell) else cell
        yield one.row, record


def _highlight(record: Mapping[str, str]) -> NewHighlight:
    """One highlight. Raises RecordError and NothingToKeepError."""
    raw = fields.words_of(record.get("highlight"), "highlight")
    quote = fields.passage_of(without_markdown(raw))
    note, inline = _note(fields.words_of(record.get("note"), "note"))
    tags = fields.distinct((*inline, *fields.tags_of(record.get("tags") or None)))
    pictures = "\n".join(found.group() for found in PICTURE.finditer(raw))
    if not quote:
        note = "\n\n".join(filter(None, (fields.note_of(pictures), note)))
    if not (quote or note or tags):
        raise NothingToKeepError("it is empty")
    title = fields.line_of(record.get("title"), "title")
    authors = tuple(filter(None, map(clean_text, re.split(r"[;,]|\band\b", record.get("author", "")))))
    address = fields.line_of(record.get("url"), "URL")
    if address and not address.lower().startswith(("http://", "https://")):
        address = ""
    if not (title or address):
        raise RecordError("it does not say which article it is on")
    date = record.get("date", "").strip()
    key = fields.key_of(title, fields.passage_of(raw), record.get("location", "").strip(), date, quote or note)
    return NewHighlight(
        None, fields.anchor_of(quote) if quote else None, fields.colour_of(record.get("colour")), note, tags,
        fields.moment_of(date), origin=f"readwise:{key}", wanted=Wanted(address, title, authors),
    )  # fmt: skip


def _note(note: str) -> tuple[str, list[str]]:
    """A note without the tags that stand before and behind its words, and these; a full stop begins each."""
    tags: list[str] = []
    if found := _LEADING_TAGS.match(note):
        tags += found.group().split()
        note = note[found.end() :]
    rest, end = note[:-_TAGS_AT_END], note[-_TAGS_AT_END:]
    if found := _TRAILING_TAGS.search(end):
        tags += found.group().split()
        note = rest + end[: found.start()]
    return fields.note_of(note), [tag[1:] for tag in tags]
