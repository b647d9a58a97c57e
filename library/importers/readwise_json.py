"""Readwise: the JSON of its API, books with their highlights, alone or in the pages in which they are given."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from library.highlight import NewHighlight, Wanted
from library.importers import fields
from library.importers.incoming import Gathering, NothingToKeepError, RecordError
from library.importers.json_items import BrokenItem
from library.importers.markup import without_markdown
from library.importers.pages import tags_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from library.importers.incoming import Reading

    Record = dict[str, object]

_BOOK = frozenset(("user_book_id", "readable_title", "book_tags", "source_url", "unique_url"))


def is_book(record: object) -> bool:
    """Whether it is a book or an article with its highlights, or a page of these."""
    if not isinstance(record, dict):
        return False
    results = record.get("results")
    if isinstance(results, list):
        return bool(results) and is_book(results[0])
    return "highlights" in record and bool(_BOOK & record.keys())


def read(text: str) -> Reading:
    """Read a file; a row is the number of a highlight, all books together. Raises UnreadableSourceError."""
    gathering = Gathering()
    row = 0
    for book in _books(fields.json_of_many(text)):
        marks = book.get("highlights") if isinstance(book, dict) else None
        if not isinstance(book, dict) or not isinstance(marks, list):
            row += 1
            what = f"it is no book with highlights but {fields.kind_of(book)}"
            gathering.fail(row, book.reason if isinstance(book, BrokenItem) else what)
            continue
        note = book.get("document_note")
        if isinstance(note, str) and note.strip():
            marks = [{"note": note, "id": f"note of {words_of(book.get('user_book_id'))}"}, *marks]
        tags = book.get("book_tags")
        names = tags_of(
            [one.get("name") if isinstance(one, dict) else one for one in tags] if isinstance(tags, list) else []
        )
        for mark in marks:
            row += 1
            gathering.take(row, partial(_highlight, mark, book), names)
    return gathering.reading()


def _books(value: object) -> Iterator[object]:
    for one in value if isinstance(value, list) else [value]:
        results = one.get("results") if isinstance(one, dict) else None
        yield from results if isinstance(results, list) else [one]


def _highlight(value: object, book: Record) -> NewHighlight:
    """One highlight. Raises RecordError and NothingToKeepError."""
    record = fields.record_of(value)
    if record.get("is_deleted") or record.get("is_discard"):
        raise NothingToKeepError("it was deleted or discarded there")
    quote = fields.passage_of(without_markdown(fields.words_of(record.get("text"), "text")))
    note = fields.note_of(record.get("note"))
    names = record.get("tags")
    tags = fields.tags_of([
        one.get("name") if isinstance(one, dict) else one for one in (names if isinstance(names, list) else [])
    ])  # fmt: skip
    if not (quote or note or tags):
        raise NothingToKeepError("it is empty")
    title = fields.line_of(book.get("title") or book.get("readable_title"), "title")
    address = fields.line_of(book.get("source_url") or book.get("unique_url"), "source_url")
    address = address if address.lower().startswith(("http://", "https://")) else ""
    if not (title or address):
        raise RecordError("it does not say which article it is on")
    author = fields.line_of(book.get("author"), "author")
    key = words_of(record.get("id")) or fields.key_of(title, address, quote, note)
    return NewHighlight(
        None, fields.anchor_of(quote) if quote else None, fields.colour_of(record.get("color")), note, tags,
        fields.moment_of(record.get("highlighted_at") or record.get("created_at")),
        changed=fields.moment_of(record.get("updated_at")), origin=f"readwise:{key}",
        wanted=Wanted(address, title, (author,) if author else ()),
    )  # fmt: skip
