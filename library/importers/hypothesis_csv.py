"""Hypothes.is: the CSV of its client, which has no ids, and quotes without what stands around them."""

from __future__ import annotations

from functools import partial
from io import StringIO
from typing import TYPE_CHECKING

from library.highlight import NewHighlight, Wanted
from library.importers import fields
from library.importers.incoming import Gathering, NothingToKeepError
from library.importers.tables import Broken, Table, delimiter_of, names_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from library.importers.incoming import Reading

_COLUMNS = {"url", "quote/description", "comment"}


def is_csv(text: str) -> bool:
    """Whether the first line names the columns of such a file."""
    first = text.lstrip("\ufeff\r\n \t").partition("\n")[0].strip("\r")[:4000]
    return set(names_of(first, delimiter_of(first))) >= _COLUMNS


def read(text: str) -> Reading:
    """Read a file; a row is the line on which its record begins."""
    gathering = Gathering()
    table = Table(StringIO(text, newline=""))
    records = list(table.records())
    authors = {one.cells[at] for one in records if not isinstance(one, Broken) and (at := table.column("author")) >= 0}
    for one in records:
        if isinstance(one, Broken):
            gathering.fail(one.row, one.reason)
        else:
            record = dict(zip(table.names, one.cells, strict=False))
            gathering.take(one.row, partial(_highlight, record, is_signed=len(authors) > 1))
    return gathering.reading()


def _highlight(record: Mapping[str, str], *, is_signed: bool) -> NewHighlight:
    """One annotation. Raises RecordError and NothingToKeepError."""
    kind = record.get("type", "").strip().lower()
    quote = fields.words_of(record.get("quote/description"), "quote")
    anchor = fields.anchor_of(quote) if kind not in ("page note", "reply") else None
    note = fields.note_of(record.get("comment"), "comment")
    author = fields.line_of(record.get("author"), "author")
    if note and author and (is_signed or kind == "reply"):
        note = f"{note}\n\n— {author}"
    tags = fields.tags_of([part for part in record.get("tags", "").split(",") if part.strip()])
    if anchor is None and not (note or tags):
        raise NothingToKeepError("it has neither a passage nor a note")
    address = fields.line_of(record.get("url"), "URL")
    title = fields.line_of(record.get("page"), "page")
    is_web = address.lower().startswith(("http://", "https://"))
    wanted = Wanted(address.partition("#")[0], title) if is_web else Wanted("", title or address)
    created = record.get("created at", "").strip()
    key = fields.key_of(address or title, quote, note, created)
    return fields.named(
        NewHighlight(
            None, anchor, note=note, tags=tags, created=fields.moment_of(created), origin=f"hypothesis:{key}",
            wanted=wanted,
        )
    )  # fmt: skip
