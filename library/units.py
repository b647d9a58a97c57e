"""The units of a text that a selection grows and moves by: characters, words, clauses, sentences, paragraphs.

Characters are grapheme clusters and words are parted by Unicode's rules (https://www.unicode.org/reports/tr29/), as
the `regex` library knows them; sentences are those of `library.sentences`. The cells of a table and the credit of a
caption are parts of their own, so that no sentence runs from one into the next. Giant blocks are taken in stretches:
nothing here costs more than a glance at some thousand characters.
"""

from __future__ import annotations

from bisect import bisect_right
from enum import IntEnum
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from library.document import BlockKind, Range, SpanKind, row_cells
from library.sentences import sentences, stretch_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import regex

    from library.document import Block, Document

_CLAUSE_ENDS = (
    r"[,;:，；：、､﹐﹔﹕]+[\"'’”»)\]」』）】〉》]*(?=\s|[\u2e80-\u9fff\uac00-\ud7af]|$)"
    r"|\s[–—-](?=\s)|[—–](?=\w)|[)）\]](?=\s)"
)
_CLAUSE_STARTS = r"(?<=\s)[(（\[]"
_NEAR = 256
"""Code points looked at for one grapheme; those of real texts are far shorter."""


class Unit(IntEnum):
    """The units by which a selection grows, each within the next one."""

    WORD = 0
    CLAUSE = 1
    SENTENCE = 2
    PARAGRAPH = 3
    """A block; of a table's row, the whole row."""
    SECTION = 4
    """From one heading to the next of its level or above."""
    ARTICLE = 5


@cache
def _grapheme() -> regex.Pattern[str]:
    import regex  # 20 ms, which reading need not pay

    return regex.compile(r"\X")


@cache
def _word_break() -> regex.Pattern[str]:
    import regex

    return regex.compile(r"(?w)\b")


@cache
def _clause_break() -> regex.Pattern[str]:
    import regex

    return regex.compile(rf"(?P<end>{_CLAUSE_ENDS})|(?P<start>{_CLAUSE_STARTS})")


# Characters


def character_end(document: Document, offset: int) -> int:
    """The end of the character that begins at `offset`; at most the end of the text."""
    text = document.text
    if offset + 1 >= len(text) or (text[offset] < "\u0300" > text[offset + 1]):
        return min(len(text), offset + 1)
    found = _grapheme().match(text, offset, min(len(text), offset + _NEAR))
    return found.end() if found else offset + 1


def character_start(document: Document, offset: int) -> int:
    """The beginning of the character that holds the code point at `offset`."""
    text = document.text
    if not text:
        return 0
    offset = max(0, min(offset, len(text) - 1))
    if text[offset] < "\u0300" and (offset == 0 or text[offset - 1] < "\u0300"):
        return offset
    block = document.blocks[document.block_at(offset)]
    at = max(block.start, offset - _NEAR)
    for found in _grapheme().finditer(text, at, min(len(text), offset + _NEAR)):
        if found.end() > offset:
            return found.start()
    return offset


def next_character(document: Document, offset: int) -> int:
    """The character after the one at `offset`, in the next block behind the last one of a block; else `offset`."""
    if not document.blocks:
        return offset
    end = character_end(document, offset)
    if end < document.blocks[document.block_at(offset)].end:
        return end
    following = next((part for part in _parts_from(document, offset, 1) if part.start >= end), None)
    return offset if following is None else following.start


def previous_character(document: Document, offset: int) -> int:
    """The character before the one at `offset`, in the block before where there is none; else `offset`."""
    if not document.blocks:
        return offset
    if offset > document.blocks[document.block_at(offset)].start:
        return character_start(document, offset - 1)
    former = next((part for part in _parts_from(document, offset, -1) if part.end <= offset), None)
    return offset if former is None else character_start(document, former.end - 1)


def nearest_character(document: Document, offset: int) -> int:
    """The beginning of the character at `offset`, or, between two blocks, of the nearest one; 0 in an empty text."""
    part = next(_parts_from(document, offset, 1), None) or next(_parts_from(document, offset, -1), None)
    if part is None:
        return 0
    return character_start(document, max(part.start, min(offset, part.end - 1)))


# From unit to unit


def next_start(document: Document, offset: int, unit: Unit) -> int:
    """The first place after `offset` at which a unit begins; the last character where there is none."""
    for found in _units_from(document, offset, unit, 1):
        if found.start > offset:
            return found.start
    return _last_character(document)


def next_end(document: Document, offset: int, unit: Unit) -> int:
    """The first character after `offset` that is the last one of a unit; the last of all where there is none."""
    for found in _units_from(document, offset, unit, 1):
        last = character_start(document, found.end - 1)
        if last > offset:
            return last
    return _last_character(document)


def previous_start(document: Document, offset: int, unit: Unit) -> int:
    """The last place before `offset` at which a unit begins; the first character where there is none."""
    for found in _units_from(document, offset, unit, -1):
        if found.start < offset:
            return found.start
    first = next(_parts_from(document, 0, 1), None)
    return 0 if first is None else first.start


def unit_around(document: Document, place: Range, unit: Unit) -> Range:
    """The smallest run of whole units that holds a range; the range itself where it holds more."""
    if not document.blocks:
        return place
    if unit is Unit.ARTICLE:
        return Range(0, len(document.text))
    if unit is Unit.SECTION:
        return _section(document, place)
    last = max(place.start, place.end - 1)
    first, final = _unit_at(document, place.start, unit), _unit_at(document, last, unit)
    return Range(min(place.start, first.start), max(place.end, final.end))


def grown(document: Document, place: Range) -> Range:
    """The smallest run of words, clauses, sentences, paragraphs or sections that holds more than a range does."""
    for unit in Unit:
        larger = unit_around(document, place, unit)
        if larger != place:
            return larger
    return place


def shrunk(document: Document, place: Range) -> Range:
    """The first unit of the next smaller kind at the start of a range; the range itself where it is one word."""
    for unit in reversed(Unit):
        smaller = _unit_at(document, place.start, unit) if unit <= Unit.PARAGRAPH else _section(document, place)
        if smaller.start >= place.start and smaller.end < place.end and smaller.start < smaller.end:
            return smaller
    return place


# Inside


def _last_character(document: Document) -> int:
    last = next(_parts_from(document, len(document.text), -1), None)
    return 0 if last is None else character_start(document, last.end - 1)


def _parts(document: Document, block: Block) -> list[Range]:
    """The runs of text in a block that read by themselves: the cells of a row, a caption's words and its credit."""
    if block.kind is BlockKind.ROW:
        return [Range(cell.start, cell.end) for cell in row_cells(document, block) if cell.end > cell.start]
    if block.kind is BlockKind.CAPTION:
        credit = next((span for span in document.spans_in(block) if span.kind is SpanKind.CREDIT), None)
        if credit is not None:
            around = (Range(block.start, credit.start), Range(credit.start, credit.end), Range(credit.end, block.end))
            return [part for part in (_trimmed(document.text, one) for one in around) if part.end > part.start]
    return [Range(block.start, block.end)] if block.end > block.start else []


def _trimmed(text: str, part: Range) -> Range:
    start, end = part
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Range(start, end)


def _parts_from(document: Document, offset: int, step: int) -> Iterator[Range]:
    """The parts from the one at `offset` on, or back; those that lie wholly on the other side are left out."""
    if not document.blocks:
        return
    at = document.block_at(offset)
    while 0 <= at < len(document.blocks):
        for part in _parts(document, document.blocks[at])[::step]:
            if part.end > offset if step > 0 else part.start <= offset:
                yield part
        at += step


def _stretches_from(document: Document, offset: int, step: int) -> Iterator[Range]:
    """As `_parts_from`, with giant parts in stretches."""
    for part in _parts_from(document, offset, step):
        inside = max(part.start, min(offset, part.end - 1))
        at = inside if part.start <= offset < part.end else part.start if step > 0 else part.end - 1
        stretch = stretch_at(document.text, part.start, part.end, at)
        while True:
            yield stretch
            if (stretch.end >= part.end) if step > 0 else (stretch.start <= part.start):
                break
            beyond = stretch.end if step > 0 else stretch.start - 1
            stretch = stretch_at(document.text, part.start, part.end, beyond)


def _units_from(document: Document, offset: int, unit: Unit, step: int) -> Iterator[Range]:
    """Units from the one at `offset` on, or back."""
    if unit >= Unit.PARAGRAPH:
        if not document.blocks:
            return
        at = document.block_at(offset)
        while 0 <= at < len(document.blocks):
            block = document.blocks[at]
            if block.end > block.start:
                yield Range(block.start, block.end)
            at += step
        return
    for stretch in _stretches_from(document, offset, step):
        yield from _units(document.text, stretch, unit)[::step]


def _units(text: str, stretch: Range, unit: Unit) -> list[Range]:
    """The units of a stretch in order; white space between them belongs to none."""
    if unit is Unit.WORD:
        return _words(text, stretch)
    if unit is Unit.SENTENCE:
        return sentences(text, stretch.start, stretch.end)
    return [clause for one in sentences(text, stretch.start, stretch.end) for clause in _clauses(text, one)]


def _words(text: str, stretch: Range) -> list[Range]:
    """Words, without punctuation; marks that stand alone between white space count as words too."""
    edges = [found.start() for found in _word_break().finditer(text, stretch.start, stretch.end)]
    edges = [stretch.start, *(edge for edge in edges if stretch.start < edge < stretch.end), stretch.end]
    found: list[Range] = []
    for start, end in pairwise(edges):
        if any(character.isalnum() for character in text[start:end]):
            found.append(Range(start, end))
    return found or [_trimmed(text, stretch)]


def _clauses(text: str, sentence: Range) -> list[Range]:
    """A sentence at its commas, semicolons, colons, dashes and brackets; each with the mark that ends it."""
    found: list[Range] = []
    start = sentence.start
    for mark in _clause_break().finditer(text, sentence.start, sentence.end):
        end = mark.end() if mark["end"] is not None else mark.start()
        clause = _trimmed(text, Range(start, end))
        if any(character.isalnum() for character in text[clause.start : clause.end]):
            found.append(clause)
            start = end
    last = _trimmed(text, Range(start, sentence.end))
    return [*found, last] if last.end > last.start else found


def _unit_at(document: Document, offset: int, unit: Unit) -> Range:
    """The unit that holds `offset`; between two units, the code points up to the nearest ones."""
    if unit >= Unit.PARAGRAPH:
        block = document.blocks[document.block_at(offset)]
        return Range(block.start, block.end)
    stretch = next(_stretches_from(document, offset, 1), None)
    if stretch is None or not stretch.start <= offset < stretch.end:
        return Range(offset, min(len(document.text), offset + 1))
    units = _units(document.text, stretch, unit)
    at = bisect_right(units, offset, key=lambda one: one.start) - 1
    if at >= 0 and offset < units[at].end:
        return units[at]
    return Range(offset, character_end(document, offset))


def _section(document: Document, place: Range) -> Range:
    """From the heading above a range down to the next one of its level or above that stands behind the range."""
    headings: Sequence[Block] = document.outline
    at = bisect_right(headings, place.start, key=lambda block: block.start) - 1
    start = headings[at].start if at >= 0 else 0
    level = headings[at].level if at >= 0 else 6
    after = (block for block in headings[at + 1 :] if block.start >= place.end and (at < 0 or block.level <= level))
    following = next(after, None)
    end = len(document.text) if following is None else following.start - 1
    return Range(start, max(end, place.end))
