"""What is spoken at once when an article is read aloud: its passages, one after another or back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from library.document import BlockKind, Range, row_cells
from library.sentences import sentences, stretch_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from library.document import Block, Document

_UNSPOKEN = frozenset({BlockKind.IMAGE, BlockKind.RULE, BlockKind.CODE})
_FOOTNOTE = "#fn:"
_LONGEST_ROW = 4000
"""Code points."""


class Passage(NamedTuple):
    """What is spoken at once: a sentence, or a row of a table."""

    place: Range
    spoken: str
    """Its words without the marks of footnotes."""
    after_code: bool = False
    """Whether code was left out before it."""


def passage_on(document: Document, offset: int) -> Passage | None:
    """The first passage that begins at `offset` or after it; None when there is none."""
    if not document.blocks:
        return None
    first = document.block_at(offset)
    code = False
    for index in range(first, len(document.blocks)):
        block = document.blocks[index]
        code = code or (block.kind is BlockKind.CODE and block.start >= offset)
        for place in _places(document, block, max(offset, block.start)):
            if place.start >= offset:
                return Passage(place, _spoken(document, block, place), code)
    return None


def passage_back(document: Document, offset: int) -> Passage | None:
    """The last passage that begins before `offset`; None when there is none."""
    if not document.blocks or offset <= 0:
        return None
    for index in range(document.block_at(offset - 1), -1, -1):
        block = document.blocks[index]
        at = min(offset, block.end) - 1
        while at >= block.start:
            places = list(_stretch_places(document, block, at))
            before = [place for place in places if place.start < offset]
            if before:
                return Passage(before[-1], _spoken(document, block, before[-1]))
            at = stretch_at(document.text, block.start, block.end, at).start - 1
    return None


def _places(document: Document, block: Block, at: int) -> Iterator[Range]:
    """The passages of a block from the stretch at an offset on."""
    while at < block.end:
        yield from _stretch_places(document, block, at)
        at = stretch_at(document.text, block.start, block.end, at).end


def _stretch_places(document: Document, block: Block, at: int) -> list[Range]:
    if block.kind in _UNSPOKEN:
        return []
    if block.kind is BlockKind.ROW and block.end - block.start <= _LONGEST_ROW:
        return [Range(block.start, block.end)]
    stretch = stretch_at(document.text, block.start, block.end, at)
    return sentences(document.text, stretch.start, stretch.end)


def _spoken(document: Document, block: Block, place: Range) -> str:
    if block.kind is BlockKind.ROW:
        told = [document.slice(cell).strip() for cell in row_cells(document, block)]
        if place == (block.start, block.end):
            return ", ".join(filter(None, told))
    pieces, at = [], place.start
    for span in document.spans_in(block):
        if span.target.startswith(_FOOTNOTE) and at <= span.start and span.end <= place.end:
            pieces.append(document.text[at : span.start])
            at = span.end
    return "".join([*pieces, document.text[at : place.end]])
