"""Making a document: text that is not lawful yet is brought under the law of the text, block by block."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from library.document import Block, BlockKind, Document, Span, SpanKind

_TAB_WIDTH = 4
# Soft hyphens and zero-width spaces only tell a browser where it may break; they would split words in search.
_INVISIBLE = "\u00ad\u200b\u2060\ufeff\ufff9-\ufffb"
_BIDI_OVERRIDES = "\u202a-\u202e\u2066-\u2069"
_NEVER = f"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f{_INVISIBLE}{_BIDI_OVERRIDES}"
_FORBIDDEN = re.compile(f"[{_NEVER}]+")
_FORBIDDEN_IN_CODE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_INVISIBLE}{_BIDI_OVERRIDES}]+")
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029]")
_BROKEN = re.compile("[\ud800-\udfff\ufffe\uffff]")
_WRONG_SPACES = re.compile(r"\s{2,}|[^\S \u00a0\u202f\u3000]")
_KEPT_SPACES = re.compile("[\u00a0\u202f\u3000]")
_RUNS = re.compile(rf"[\s{_NEVER}]+")


def clean_text(text: str) -> str:
    """One line of text under the law: what a title, a name or a paragraph may hold."""
    if text.isascii():  # as most are, by far
        if text.isprintable() and "  " not in text:
            return text.strip()
        spaced = " ".join(text.split())
        if spaced.isprintable():  # so that nothing forbidden is in it
            return spaced
    elif not _KEPT_SPACES.search(text):
        spaced = " ".join(text.split())
        if spaced.isprintable():
            return unicodedata.normalize("NFC", spaced)
    text = _FORBIDDEN.sub("", _BROKEN.sub("\ufffd", text))
    return unicodedata.normalize("NFC", _WRONG_SPACES.sub(" ", text).strip())


def clean_code(text: str) -> str:
    """Lines of code under the law: line feeds and spaces kept, tabs widened, outer blank lines taken off."""
    text = _FORBIDDEN_IN_CODE.sub("", _LINE_ENDS.sub("\n", _BROKEN.sub("\ufffd", text)))
    text = "\n".join(line.expandtabs(_TAB_WIDTH).rstrip() for line in text.split("\n"))
    return unicodedata.normalize("NFC", text.strip("\n"))


class _Cleaning:
    """`clean_text` that can also tell where an offset of the raw text went."""

    def __init__(self, raw: str) -> None:
        self.text = clean_text(raw)
        self._raw = raw

    def moved(self, offset: int) -> int:
        """The offset in the clean text of what stood at `offset`; within a removed run, its end."""
        offset = max(0, offset)
        if self._raw == self.text:
            return min(offset, len(self.text))
        starts, ends, moved_ends = self._runs
        run = bisect_right(starts, offset) - 1
        if run >= 0:
            offset = moved_ends[run] + max(0, offset - ends[run])
        if not self._words:
            return min(offset, len(self.text))
        starts, moved_starts = self._words
        word = bisect_right(starts, offset) - 1
        head = self._spaced[starts[word] : offset]
        return min(moved_starts[word] + len(unicodedata.normalize("NFC", head)), len(self.text))

    @cached_property
    def _runs(self) -> tuple[list[int], list[int], list[int]]:
        """Runs of white space and forbidden characters: start and end before, end after."""
        starts, ends, moved_ends = [], [], []
        moved = at = 0
        for found in _RUNS.finditer(self._raw):
            moved += found.start() - at
            at = found.end()
            outer = moved == 0 or at == len(self._raw)
            moved += not outer and (found.group().isspace() or bool(_FORBIDDEN.sub("", found.group())))
            starts.append(found.start())
            ends.append(at)
            moved_ends.append(moved)
        return starts, ends, moved_ends

    @cached_property
    def _spaced(self) -> str:
        """The clean text before normalisation."""
        return _WRONG_SPACES.sub(" ", _FORBIDDEN.sub("", _BROKEN.sub("\ufffd", self._raw))).strip()

    @cached_property
    def _words(self) -> tuple[list[int], list[int]] | None:
        """Starts of words before and after normalisation; None where it changes nothing."""
        if unicodedata.is_normalized("NFC", self._spaced):
            return None
        starts, moved_starts = [0], [0]
        for word in self._spaced.split(" "):
            starts.append(starts[-1] + len(word) + 1)
            moved_starts.append(moved_starts[-1] + len(unicodedata.normalize("NFC", word)) + 1)
        return starts, moved_starts


class DocumentBuilder:
    """Makes a lawful document, block by block, from text that is not lawful yet."""

    def __init__(self, language: str = "") -> None:
        self._language = language
        self._parts: list[str] = []
        self._blocks: list[Block] = []
        self._spans: list[Span] = []
        self._length = 0

    def __len__(self) -> int:
        return len(self._blocks)

    def add(
        self, kind: BlockKind, text: str = "", spans: Iterable[Span] = (), *, level: int = 0, info: str = ""
    ) -> bool:
        """Append a block; `spans` hold offsets into `text` as given. False when nothing of the text remained.

        Images and rules are kept without text, and a rule never has any; any other block that is empty once
        cleaned is not kept.
        """
        marks: list[tuple[Span, int, int]] = []
        if kind is BlockKind.RULE:
            clean = ""
        elif kind is BlockKind.CODE:
            clean = clean_code(text)
        else:
            cleaning = _Cleaning(text)
            clean = cleaning.text
            marks = [(span, cleaning.moved(span.start), cleaning.moved(span.end)) for span in spans]
        if not clean and kind not in (BlockKind.IMAGE, BlockKind.RULE):
            return False
        if self._blocks:
            self._length += 1
        base = self._length
        for span, first, last in marks:
            start, end = _without_outer_spaces(clean, first, last)
            if start < end or span.kind is SpanKind.CELL:
                self._spans.append(Span(span.kind, base + start, base + end, clean_text(span.target)))
        self._parts.append(clean)
        self._length += len(clean)
        self._blocks.append(Block(kind, base, self._length, level, clean_text(info)))
        return True

    def build(self) -> Document:
        """The document so far."""
        spans = sorted(self._spans, key=_reading_order)
        return Document("\n".join(self._parts), tuple(self._blocks), tuple(spans), self._language)


def _reading_order(span: Span) -> tuple[int, bool, int]:
    """By start; an empty cell before the cell that follows it, an outer span before an inner one."""
    return span.start, span.start != span.end, -span.end


def _without_outer_spaces(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def add_caption(builder: DocumentBuilder, words: str, credit: str = "", label: str = "") -> bool:
    """Append a caption whose credit, when there is one, follows its words as a span of its own."""
    words, credit = clean_text(words), clean_text(credit)
    text = f"{words} {credit}".strip()
    span = Span(SpanKind.CREDIT, len(text) - len(credit), len(text), label)
    return builder.add(BlockKind.CAPTION, text, [span] if credit else [])


def add_row(builder: DocumentBuilder, cells: Sequence[tuple[str, Sequence[Span]]], table: int, *, header: bool) -> bool:
    """Append a table row; each cell is its raw text with spans that count from the cell's start."""
    spans: list[Span] = []
    parts: list[str] = []
    at = 0
    for raw, marks in cells:
        cleaning = _Cleaning(raw)
        spans += (
            Span(mark.kind, at + cleaning.moved(mark.start), at + cleaning.moved(mark.end), mark.target)
            for mark in marks
        )
        spans.append(Span(SpanKind.CELL, at, at + len(cleaning.text)))
        if cleaning.text:
            parts.append(cleaning.text)
            at += len(cleaning.text) + 1
    info = "header" if header else ""
    return builder.add(BlockKind.ROW, " ".join(parts), spans, level=table, info=info)


def broken_laws(document: Document) -> list[str]:
    """What in a document is against the law of the text, a sentence each; empty when all is well."""
    return list(_breaches(document))


def _breaches(document: Document) -> Iterator[str]:
    text = document.text
    if not unicodedata.is_normalized("NFC", text):
        yield "the text is not in normal form C"
    if _FORBIDDEN_IN_CODE.search(text) or _BROKEN.search(text) or "\t" in text:
        yield "the text holds a control character"
    at = 0
    for number, block in enumerate(document.blocks):
        if block.start != at or block.end < block.start:
            yield f"block {number} does not start one line feed after the block before it"
        inner = document.slice(block)
        if block.kind is BlockKind.CODE:
            if inner != inner.strip("\n"):
                yield f"block {number} is code with outer blank lines"
        elif inner != clean_text(inner) or "\n" in inner:
            yield f"block {number} holds spaces that are not collapsed"
        at = block.end + 1
    if at != (len(text) + 1 if document.blocks else 0) or (text and not document.blocks):
        yield "the last block does not end with the text"
    yield from _misplaced_spans(document)


def _misplaced_spans(document: Document) -> Iterator[str]:
    for span in document.spans if document.blocks else ():
        block = document.blocks[document.block_at(span.start)]
        if not block.start <= span.start <= span.end <= block.end:
            yield f"the span at {span.start} leaves its block"
    if list(document.spans) != sorted(document.spans, key=_reading_order):
        yield "the spans are not in order"
