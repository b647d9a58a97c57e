"""Kindle: the file `My Clippings.txt`, to which the device adds a record for each mark, in its own language."""

from __future__ import annotations

import re
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from library.builder import clean_text
from library.highlight import NewHighlight, Wanted
from library.importers import fields
from library.importers.incoming import Gathering, NothingToKeepError, RecordError, expect
from library.importers.kindle_dates import moment_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from library.anchor import Anchor
    from library.importers.incoming import Reading

_LIMIT = re.compile(r"<[^<>]{8,300}>")
_END = re.compile(r"={8,}\s*\Z")
"""What stands in place of a text of which the publisher allows no more to be copied."""
_NEIGHBOURS = 50
"""Highlights of one book after one, by location, that are looked at for one that holds it."""


class _Kind(Enum):
    BOOKMARK = "bookmark"
    NOTE = "note"
    HIGHLIGHT = "highlight"


# the kinds in the languages of the device; a word of an earlier line decides
_KINDS = (
    (_Kind.BOOKMARK, re.compile(
        "bookmark|lesezeichen|marcador|signet|segnalibro|bladwijzer|закладк|zakładk|yer imi|bokmärke|बुकमार्क|"
        "书签|書籤|ブックマーク|북마크"
    )),
    (_Kind.HIGHLIGHT, re.compile(
        "highlight|clip|markierung|ausschnitt|subrayad|resaltad|recorte|surlign|passage|extrait|coupure|evidenzi|"
        "ritaglio|destaque|destacad|markering|knipsel|выдел|отрывок|zaznaczeni|vurgu|हाइलाइट|"
        "标注|標註|標記|剪贴|剪切|ハイライト|クリップ|하이라이트"
    )),
    (_Kind.NOTE, re.compile(
        r"\bnotes?\b|\bnotiz|\bnotas?\b|\bnotitie|\banmerkung|заметк|notatk|\bnotunuz|\banteckning|नोट|笔记|筆記|メモ|메모"
    )),
)  # fmt: skip
_NUMBERS = r"\D{0,8}?(\d{1,7})(?:\s*[-–]\s*#?(\d{1,7}))?"
_LOCATION = re.compile(
    r"(?:\bloc\b|location|ubicaci|posici|posizion|posiç|position|emplacement|locatie|позици|\bмест[оеа]\b|\bmiejsc|\bkonum|\bplats|लोकेशन|位置|위치)"
    + _NUMBERS
)
_PAGE = re.compile(
    r"(?:\bpage|\bseite|página|pagina|страниц\w*|\bstronie|\bsayfa|\bsidan?|पृष्ठ|페이지|第)" + _NUMBERS
    + r"|(\d{1,7})(?:\s*[-–]\s*(\d{1,7}))?\s*(?:ページ|页|頁|페이지)"
)  # fmt: skip


class _Clipping(NamedTuple):
    """One record."""

    row: int
    """The line on which it begins."""
    book: str
    meta: str
    kind: _Kind
    text: str
    place: tuple[int, int] | None
    """Locations, or pages where there are none."""


class _Book:
    """What one title has."""

    def __init__(self) -> None:
        self.highlights: list[_Clipping] = []
        self.notes: list[_Clipping] = []
        self.bookmarks: list[_Clipping] = []

    def add(self, clipping: _Clipping) -> None:
        """Take in a record."""
        of_kind = {_Kind.NOTE: self.notes, _Kind.BOOKMARK: self.bookmarks}
        of_kind.get(clipping.kind, self.highlights).append(clipping)


def read(text: str) -> Reading:
    """Read a file; a row is the line on which its record begins."""
    expect(text.count("\n=========="))
    gathering = Gathering()
    books: dict[str, _Book] = {}
    row = 0
    for row, lines in _records(text):
        try:
            clipping = _clipping(row, lines)
        except RecordError as error:
            gathering.fail(row, str(error))
        except NothingToKeepError as error:
            gathering.skip(row, str(error))
        else:
            books.setdefault(clipping.book, _Book()).add(clipping)
    for book in books.values():
        _read_book(gathering, book)
    if row and not _END.search(text[-200:]):
        gathering.remark(row, "the file breaks off within it: its words may not be complete")
    return gathering.reading()


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The records, each with the line on which it begins, without blank lines around it."""
    row = 1
    lines: list[str] = []
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        line = raw.strip("\ufeff\u200b\u200e\u200f")
        if re.fullmatch(r"\s*={8,}\s*", line):
            if lines:
                yield row, lines
            lines = []
        elif lines or line.strip():
            if not lines:
                row = number
            lines.append(line)
    if lines:
        yield row, lines


def _clipping(row: int, lines: list[str]) -> _Clipping:
    """The record in these lines. Raises RecordError and NothingToKeepError."""
    at = next((number for number, line in enumerate(lines[:4]) if number and _is_meta(line)), 0)
    if not at:
        raise RecordError("it has no line that tells what it is and where")
    book = fields.line_of(" ".join(lines[:at]), "title")
    meta = clean_text(lines[at][:500])
    about = _before_date(meta).casefold()
    kind = next((kind for kind, words in _KINDS if words.search(about)), _Kind.HIGHLIGHT)
    text = fields.note_of("\n".join(lines[at + 1 :]), "text")
    if not book:
        raise RecordError("it does not say which article it is on")
    if kind is _Kind.BOOKMARK:
        return _Clipping(row, book, meta, kind, "", _place(about))
    if not text:
        raise NothingToKeepError("it has no text")
    if _LIMIT.fullmatch(text):
        raise NothingToKeepError(f"the device kept a notice in place of the text: {text}")
    return _Clipping(row, book, meta, kind, text, _place(about))


def _is_meta(line: str) -> bool:
    line = line.strip()
    return line[:1] in ("-", "–", "—") and ("|" in line or any(words.search(line.casefold()) for _, words in _KINDS))


def _before_date(meta: str) -> str:
    parts = meta.split("|")
    return "|".join(parts[:-1]) if len(parts) > 1 else meta


def _place(about: str) -> tuple[int, int] | None:
    found = _LOCATION.search(about) or _PAGE.search(about)
    if found is None:
        return None
    first, last = ([number for number in found.groups() if number] * 2)[:2]
    if int(last) < int(first):  # older devices write 105-07
        last = first[: max(0, len(first) - len(last))] + last
    return int(first), max(int(first), int(last))


# Notes and the highlights that they are on


def _read_book(gathering: Gathering, book: _Book) -> None:
    """Keep the highlights of a title with their notes."""
    held_by = _superseded(book.highlights)
    kept = [one for one in book.highlights if one.row not in held_by]
    for row, longer in held_by.items():
        gathering.skip(row, f"the highlight in line {longer} holds it: it was made longer")
    notes: dict[int, list[_Clipping]] = {}
    alone = []
    by_place = _ByPlace(book.highlights)
    for note in book.notes:
        owner = by_place.owner(note)
        if owner is None:
            alone.append(note)
        else:
            notes.setdefault(held_by.get(owner.row, owner.row), []).append(note)
    for one in kept:
        mine = _distinct(notes.get(one.row, []))
        for note in notes.get(one.row, []):
            gathering.skip(note.row, f"its words are kept as the note of the highlight in line {one.row}")
        gathering.take(one.row, partial(_highlight, gathering, one, mine))
    for note in alone:
        gathering.take(note.row, partial(_highlight, gathering, note, [note]))
        gathering.remark(note.row, "the highlight that it was on is not in the file; it is kept on the whole article")
    for bookmark in book.bookmarks:
        beside = by_place.owner(bookmark)
        if beside is None:
            gathering.skip(bookmark.row, "a bookmark has no words by which its place could be found")
        else:
            gathering.take(bookmark.row, partial(_bookmark, gathering, bookmark, beside))


def _superseded(highlights: list[_Clipping]) -> dict[int, int]:
    """Which highlights are held by another one that came later, by their rows."""
    placed = sorted((one for one in highlights if one.place is not None), key=lambda one: (one.place, one.row))
    words = {one.row: " ".join(one.text.split()) for one in placed}
    found: dict[int, int] = {}
    for index, one in enumerate(placed):
        for other in placed[index + 1 : index + 1 + _NEIGHBOURS]:
            if one.place is None or other.place is None or other.place[0] > one.place[1]:
                break
            earlier, later = sorted((one, other), key=lambda clipping: clipping.row)
            if words[earlier.row] in words[later.row]:
                found[earlier.row] = later.row
    for row in sorted(found, reverse=True):  # what holds another came later, and may itself be held
        found[row] = found.get(found[row], found[row])
    return found


class _ByPlace:
    """Highlights of a title, to be found by a location."""

    def __init__(self, highlights: list[_Clipping]) -> None:
        self._at: dict[int, list[_Clipping]] = {}
        self._wide: list[_Clipping] = []
        for one in highlights:
            if one.place is None:
                continue
            start, end = one.place
            if end - start > 500:
                self._wide.append(one)
                continue
            for location in range(start, end + 1):
                self._at.setdefault(location, []).append(one)

    def owner(self, note: _Clipping) -> _Clipping | None:
        """The highlight that a note or bookmark is on: one that ends there, else one around it; the nearest."""
        if note.place is None:
            return None
        at = note.place[1]
        around = self._at.get(at, []) or [
            one for one in self._wide[:_NEIGHBOURS] if one.place and one.place[0] <= at <= one.place[1]
        ]
        return max(around, key=lambda one: (one.place and one.place[1] == at, -abs(one.row - note.row)), default=None)


def _distinct(notes: list[_Clipping]) -> list[_Clipping]:
    """Notes without those whose words a later one holds: the device keeps both when a note is changed."""
    kept: list[_Clipping] = []
    for note in sorted(notes, key=lambda one: one.row):
        kept = [one for one in kept if one.text not in note.text]
        kept.append(note)
    return kept


def _highlight(gathering: Gathering, one: _Clipping, notes: list[_Clipping]) -> NewHighlight:
    created = moment_in(one.meta)
    if created is None:
        gathering.remark(one.row, f"its date can't be read and is that of today: {one.meta}")
    quote = "" if one.kind is _Kind.NOTE else fields.passage_of(one.text)
    anchor, note = fields.anchor_of(quote) if quote else None, "\n\n".join(note.text for note in notes)
    return _made(one, anchor, created)._replace(note=note)


def _bookmark(gathering: Gathering, one: _Clipping, beside: _Clipping) -> NewHighlight:
    """A bookmark before the words of a highlight that is at its location: it has none of its own."""
    gathering.remark(one.row, f"its place is that of the highlight in line {beside.row}, which has the same location")
    return _made(one, fields.anchor_of("", "", fields.passage_of(beside.text)), moment_in(one.meta))


def _made(one: _Clipping, anchor: Anchor | None, created: datetime | None) -> NewHighlight:
    title, authors = _title(one.book)
    key = fields.key_of(one.book, one.kind.value, one.place, one.text)
    return NewHighlight(None, anchor, created=created, origin=f"kindle:{key}", wanted=Wanted("", title, authors))


def _title(book: str) -> tuple[str, tuple[str, ...]]:
    """Title and authors of `Title (Last, First; Other)`; the last brackets hold the authors."""
    if not book.endswith(")"):
        return book, ()
    depth = 0
    for at in range(len(book) - 1, 0, -1):
        depth += (book[at] == ")") - (book[at] == "(")
        if depth == 0:
            title = book[:at].strip()
            names = [name for name in map(_in_order, book[at + 1 : -1].split(";")) if name]
            return (title, tuple(names)) if title else (book, ())
    return book, ()


def _in_order(name: str) -> str:
    """`Dale, Edith` as Edith Dale."""
    last, comma, first = name.strip().partition(",")
    return f"{first.strip()} {last.strip()}".strip() if comma and "," not in first else name.strip()
