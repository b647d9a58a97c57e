"""Obsidian Web Clipper: the JSON of its exported highlights, a record a page.

A page has its highlights twice: as text with notes and time, and as data with HTML and the surroundings of each. A
passage of several blocks is several pieces with one group id.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from library.highlight import NewHighlight, Wanted
from library.importers import fields
from library.importers.incoming import Gathering, NothingToKeepError, RecordError, expect
from library.importers.markup import without_html
from library.wanted import letters

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from library.anchor import Anchor
    from library.importers.incoming import Reading

Record = dict[str, object]
_PICTURE = re.compile(r"""<img\b[^>]{0,500}?\bsrc=["']?([^"'\s>]{1,1000})""")


def read(text: str) -> Reading:
    """Read a file; rows count the highlights of all its pages. Raises UnreadableSourceError when it is no JSON."""
    value = fields.json_of_many(text)
    if isinstance(value, dict) and not value.keys() & {"highlights", "data"}:
        value = [*value.values()]  # as it is stored: by address
    gathering = Gathering()
    row = 0
    for page in value if isinstance(value, list) else [value]:
        try:
            row = _read_page(gathering, row, fields.record_of(page))
        except RecordError as error:
            row += 1
            gathering.fail(row, str(error))
    return gathering.reading()


def _read_page(gathering: Gathering, row: int, page: Record) -> int:
    """Read one page; gives the last row that was used. Raises RecordError when it is no page."""
    address = fields.line_of(page.get("url"), "url")
    web = address if address.lower().startswith(("http://", "https://")) else ""
    wanted = Wanted(web.partition("#")[0], fields.line_of(page.get("title"), "title") or ("" if web else address))
    if not (wanted.url or wanted.title):
        raise RecordError("it does not say which page it is of")
    lists = []
    for name in ("highlights", "data"):
        values = page.get(name) or []
        if not isinstance(values, list):
            raise RecordError(f"its {name} are no list but {fields.kind_of(values)}")
        lists.append(values)
    texts, data = lists
    data = [*data, *(one for one in texts if isinstance(one, dict) and "text" not in one and "content" in one)]
    texts = [one for one in texts if not (isinstance(one, dict) and "text" not in one and "content" in one)]
    expect(len(data))
    groups: dict[str, list[tuple[int, Record]]] = {}
    for number, piece in enumerate(data, row + 1):
        if not isinstance(piece, dict):
            gathering.fail(number, f"it is no highlight but {fields.kind_of(piece)}")
            continue
        group = piece.get("groupId")
        groups.setdefault(str(group) if group else f"#{number}", []).append((number, piece))
    row += len(data)
    unused = _Texts(texts)
    for pieces in groups.values():
        first = pieces[0][0]
        gathering.take(first, partial(_of_data, [piece for _, piece in pieces], unused, wanted))
        for number, _ in pieces[1:]:
            gathering.skip(number, f"it is a piece of highlight {first}")
    for text in unused.rest():
        row += 1
        gathering.take(row, partial(_of_text, text, wanted))
    return row


class _Texts:
    """The highlights of a page as text, by their words, so that each goes with its data."""

    def __init__(self, values: Sequence[object]) -> None:
        self._values = list(values)
        self._by_letters: dict[str, list[int]] = {}
        self._used: set[int] = set()
        for index, value in enumerate(values):
            text = value.get("text") if isinstance(value, dict) else None
            if isinstance(text, str):
                self._by_letters.setdefault(letters(without_html(text)), []).append(index)

    def take(self, *passages: str) -> list[Record]:
        """The records with these words; each is given once."""
        found = []
        for passage in dict.fromkeys(letters(passage) for passage in passages):
            indexes = self._by_letters.get(passage)
            if indexes:
                index = indexes.pop(0)
                self._used.add(index)
                value = self._values[index]
                if isinstance(value, dict):
                    found.append(value)
        return found

    def rest(self) -> list[object]:
        """What was never taken."""
        return [value for index, value in enumerate(self._values) if index not in self._used]


def _of_data(pieces: list[Record], texts: _Texts, wanted: Wanted) -> NewHighlight:
    """The highlight of one group of pieces. Raises RecordError and NothingToKeepError."""
    sources = [fields.words_of(piece.get("content"), "content") for piece in pieces]
    passages = [fields.passage_of(without_html(source)) for source in sources]
    quote = "\n".join(filter(None, passages))
    same = texts.take(quote, *passages)
    records = [*pieces, *same]
    note = _notes(records)
    if not quote:
        pictures = fields.note_of("\n".join(found for source in sources for found in _PICTURE.findall(source)))
        note = "\n\n".join(filter(None, (pictures, note)))
    anchor = fields.anchor_of(quote, _context(pieces[0], "prefix"), _context(pieces[-1], "suffix")) if quote else None
    name = fields.line_of(str(pieces[0].get("id") or ""), "id")
    times = (fields.moment_of(value) for value in (*(one.get("timestamp") for one in same), name))
    return _made(wanted, anchor, note, records, name, next(filter(None, times), None))


def _of_text(value: object, wanted: Wanted) -> NewHighlight:
    record: Record = {"text": value} if isinstance(value, str) else fields.record_of(value)
    quote = fields.passage_of(without_html(fields.words_of(record.get("text"), "text")))
    anchor = fields.anchor_of(quote) if quote else None
    return _made(wanted, anchor, _notes([record]), [record], "", fields.moment_of(record.get("timestamp")))


def _made(
    wanted: Wanted, anchor: Anchor | None, note: str, records: list[Record], name: str, created: datetime | None
) -> NewHighlight:
    if anchor is None and not note:
        raise NothingToKeepError("it has neither words nor a note")
    colour = fields.colour_of(next((one["color"] for one in records if one.get("color")), None))
    quote = "" if anchor is None else anchor.quote
    key = fields.key_of(wanted.url, wanted.title, name or created, quote or note)
    return NewHighlight(None, anchor, colour, note, created=created, origin=f"clipper:{key}", wanted=wanted)


def _notes(records: list[Record]) -> str:
    """The notes of records, each once, with a blank line between them. Raises RecordError."""
    found: list[str] = []
    for record in records:
        values = record.get("notes")
        if values is None:
            continue
        found += [fields.note_of(value) for value in (values if isinstance(values, list) else [values])]
    return "\n\n".join(dict.fromkeys(filter(None, found)))


def _context(piece: Record, side: str) -> str:
    quote = piece.get("textQuote")
    return fields.words_of(quote.get(side), side) if isinstance(quote, dict) else ""
