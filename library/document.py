"""The document model: one clean string and intervals over it.

Every place in an article is one integer, an offset in code points into `Document.text`. The law of that text,
which `library.builder` establishes and checks:

- Unicode normal form C;
- blocks are joined by exactly one line feed, which elsewhere stands only inside code;
- no tabs, no other control characters, no bidirectional overrides, no invisible break or byte-order marks;
- outside code a block neither starts nor ends with white space and holds no two spaces in a row.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from enum import StrEnum
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

from library.reading import reading_minutes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LEADS = frozenset(("by", "of", "from", "von", "par", "por", "di", "via"))
"""Words behind which a name follows without a colon."""
_TALLIED = 64
"""Blocks between two places up to which the words are known."""


class BlockKind(StrEnum):
    """What a block is on the page; the values are the `kind` of the command line's JSON."""

    KEY_POINT = "key_point"
    STANDFIRST = "standfirst"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    CODE = "code"
    ROW = "row"
    IMAGE = "image"
    CAPTION = "caption"
    RULE = "rule"
    FOOTNOTE = "footnote"


class SpanKind(StrEnum):
    """What a run of characters within a block is."""

    STRONG = "strong"
    EMPHASIS = "emphasis"
    CODE = "code"
    LINK = "link"
    CREDIT = "credit"
    SUB = "sub"
    SUP = "sup"
    STRIKE = "strike"
    CELL = "cell"


class Range(NamedTuple):
    """A half-open interval of code points; empty when both ends are the same."""

    start: int
    end: int


class Block(NamedTuple):
    """One block of an article; blocks are flat and in reading order."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    """Heading 1 to 6, item or quote depth from 1, row: the ordinal of its table from 1; else 0."""
    info: str = ""
    """Code: its language. Image: its address. Ordered item: its number. Footnote: its label. Header row: `header`."""


class Span(NamedTuple):
    """A marked run within one block; spans may overlap."""

    kind: SpanKind
    start: int
    end: int
    target: str = ""
    """Link: the address, or `#fn:LABEL` for a footnote. Credit: the word that named it, such as Photo."""


class _Fields(NamedTuple):
    text: str
    blocks: tuple[Block, ...] = ()
    spans: tuple[Span, ...] = ()
    language: str = ""
    """A BCP 47 tag, or empty when nothing is known."""


class Document(_Fields):
    """An immutable text with its blocks and spans, both sorted by start."""

    @cached_property
    def fingerprint(self) -> str:
        """A digest of the text: equal fingerprints mean that stored positions hold."""
        from hashlib import blake2b  # 3 ms, not needed to draw a page

        return blake2b(self.text.encode(), digest_size=16).hexdigest()

    @cached_property
    def outline(self) -> tuple[Block, ...]:
        """The headings, in reading order."""
        return tuple(block for block in self.blocks if block.kind is BlockKind.HEADING)

    @property
    def words(self) -> int:
        """Words of the whole text; an ideograph or kana counts as one."""
        return self.tallies[-1][0]

    @property
    def ideographs(self) -> int:
        """How many of the words are ideographs or kana."""
        return self.tallies[-1][1]

    @cached_property
    def tallies(self) -> tuple[tuple[int, int], ...]:
        """Words and ideographs before every 64th block, and at last of the whole."""
        tallies = [(0, 0)]
        words = ideographs = 0
        for number, block in enumerate(self.blocks, 1):
            more_words, more_ideographs = count_words(self.text[block.start : block.end])
            words += more_words
            ideographs += more_ideographs
            if number % _TALLIED == 0 or number == len(self.blocks):
                tallies.append((words, ideographs))
        return tuple(tallies)

    def tallied(self, tallies: Iterable[Sequence[int]]) -> Document:
        """The same document with its `tallies` known; ones that don't fit its blocks are counted anew."""
        document = Document(*self)
        known = tuple((words, ideographs) for words, ideographs in tallies)
        if len(known) == 1 + -(-len(self.blocks) // _TALLIED):
            document.__dict__["tallies"] = known
        return document

    @cached_property
    def _starts(self) -> list[int]:
        return [block.start for block in self.blocks]

    @cached_property
    def _span_starts(self) -> list[int]:
        return [span.start for span in self.spans]

    def slice(self, part: Block | Span | Range) -> str:
        """The text of a block, span or range."""
        return self.text[part.start : part.end]

    def block_at(self, offset: int) -> int:
        """The index of the block that holds `offset`; a line feed belongs to the block before it.

        Raises ValueError when the document has no blocks.
        """
        if not self.blocks:
            message = "an empty document has no block"
            raise ValueError(message)
        return max(0, bisect_right(self._starts, offset) - 1)

    def spans_in(self, block: Block) -> tuple[Span, ...]:
        """The spans of one block, by start."""
        first = bisect_left(self._span_starts, block.start)
        return self.spans[first : bisect_left(self._span_starts, block.end + 1, lo=first)]

    def words_before(self, offset: int) -> int:
        """Words that start before `offset`: what has been read when reading has come that far."""
        return self.read_before(offset)[0]

    def read_before(self, offset: int) -> tuple[int, int]:
        """Words and, of these, ideographs that start before `offset`."""
        if not self.blocks or offset <= 0:
            return 0, 0
        if offset >= len(self.text):
            return self.tallies[-1]
        index = self.block_at(offset)
        first = index - index % _TALLIED
        words, ideographs = self.tallies[first // _TALLIED]
        for block in self.blocks[first:index]:
            more_words, more_ideographs = count_words(self.text[block.start : block.end])
            words += more_words
            ideographs += more_ideographs
        more_words, more_ideographs = self._head(index, offset)
        return words + more_words, ideographs + more_ideographs

    def _head(self, index: int, offset: int) -> tuple[int, int]:
        """What is read of a block before `offset`; of a long one, counted on from the last place asked for."""
        block = self.blocks[index]
        known = self.__dict__.get("_last_head")
        if known is None or known[0] != index:
            mixed = count_words(self.text[block.start : block.end])[1] > 0  # the whole block is counted in one way
            known = (index, mixed, block.start, 0, 0)
        _, mixed, at, words, ideographs = known
        if offset < at:
            at, words, ideographs = block.start, 0, 0
        step = self.text.rfind(" ", at, offset) + 1  # words are counted whole
        if step > at:
            more_words, more_ideographs = _counted(self.text[at:step], mixed=mixed)
            at, words, ideographs = step, words + more_words, ideographs + more_ideographs
        self.__dict__["_last_head"] = (index, mixed, at, words, ideographs)
        more_words, more_ideographs = _counted(self.text[at:offset], mixed=mixed)
        return words + more_words, ideographs + more_ideographs

    def minutes(self, start: int = 0, end: int | None = None) -> float:
        """Minutes that the text between two offsets takes at 230 words or 500 ideographs a minute."""
        words, ideographs = self.read_before(len(self.text) if end is None else end)
        words_done, ideographs_done = self.read_before(start)
        return reading_minutes(words - words_done, ideographs - ideographs_done)


@cache
def _ideograph() -> re.Pattern[str]:
    """Ideographs and kana; 3 ms to compile, which most texts need not pay."""
    return re.compile(
        "[\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]"
    )


def count_words(text: str) -> tuple[int, int]:
    """Words and, of these, ideographs: words stand between white space, each ideograph or kana is one."""
    if text.isascii() or _ideograph().search(text) is None:
        return len(text.split()), 0
    return _count_among_ideographs(text)


def _counted(text: str, *, mixed: bool) -> tuple[int, int]:
    return _count_among_ideographs(text) if mixed else (len(text.split()), 0)


def _count_among_ideographs(text: str) -> tuple[int, int]:
    """As `count_words`, where punctuation that only parts ideographs is no word."""
    rest, ideographs = _ideograph().subn(" ", text)
    words = sum(1 for word in rest.split() if any(character.isalnum() for character in word))
    return words + ideographs, ideographs


def caption_parts(document: Document, block: Block) -> tuple[str, str, str]:
    """A caption's words, its credit and the credit's label; the latter two empty when it has none."""
    for span in document.spans_in(block):
        if span.kind is SpanKind.CREDIT:
            before, after = document.text[block.start : span.start], document.text[span.end : block.end]
            return f"{before.rstrip()} {after.lstrip()}".strip(), document.slice(span), span.target
    return document.slice(block), "", ""


def credit_line(credit: str, label: str) -> str:
    """A credit behind the word that named it, when there is one, as a page prints both."""
    if not label:
        return credit
    return f"{label} {credit}" if label.rpartition(" ")[2] in _LEADS else f"{label}: {credit}"


def row_cells(document: Document, block: Block) -> list[Span]:
    """The cells of a table row, in order; the whole row as one cell when it has none."""
    cells = [span for span in document.spans_in(block) if span.kind is SpanKind.CELL]
    return cells or [Span(SpanKind.CELL, block.start, block.end)]
