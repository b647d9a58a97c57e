"""Marks that may overlap, as runs within runs: what the elements of HTML and Markdown need."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise

from library.document import Block, Document, Span, SpanKind, row_cells


@dataclass(frozen=True, slots=True)
class Node:
    """A run of text; one with a mark holds runs of its own, so that marks nest and never cross."""

    start: int
    end: int
    span: Span | None = None
    inner: tuple["Node", ...] = ()


def nested(document: Document, start: int, end: int, spans: Iterable[Span] | None = None) -> tuple[Node, ...]:
    """Nest the marks of a stretch of one block; a mark that crosses another is parted where they cross.

    `spans` are those of the stretch where they are known, as they are of a cell; else all of the block are looked at.
    """
    if spans is None:
        spans = document.spans_in(document.blocks[document.block_at(start)])
    found: dict[SpanKind, list[Span]] = {}
    for span in spans:
        if span.kind not in (SpanKind.CELL, SpanKind.CREDIT) and max(span.start, start) < min(span.end, end):
            clipped = span._replace(start=max(span.start, start), end=min(span.end, end))
            found.setdefault(span.kind, []).append(clipped)
    links = _apart(found.pop(SpanKind.LINK, []))
    codes = _parted(_merged(found.pop(SpanKind.CODE, [])), links)
    marks = _parted([span for kind in found for span in _merged(found[kind])], links)
    return tuple(_nest([*links, *codes, *_parted(marks, codes)], start, end))


def cells_with_spans(document: Document, row: Block) -> list[tuple[Span, list[Span]]]:
    """The cells of a table row, each with the spans that touch it."""
    cells = [(cell, list[Span]()) for cell in row_cells(document, row)]
    starts = [cell.start for cell, _ in cells]
    for span in document.spans_in(row):
        at = max(0, bisect_right(starts, span.start) - 1)
        while span.kind is not SpanKind.CELL and at < len(cells) and starts[at] < span.end:
            cells[at][1].append(span)
            at += 1
    return cells


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Keep of every span what no span before it covers: a link holds no link."""
    kept: list[Span] = []
    for span in spans:
        start = max(span.start, kept[-1].end if kept else 0)
        if start < span.end:
            kept.append(span._replace(start=start))
    return kept


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in spans:
        if merged and span.start <= merged[-1].end:
            merged[-1] = merged[-1]._replace(end=max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged


def _parted(spans: Iterable[Span], islands: Sequence[Span]) -> list[Span]:
    """Part spans at the edges of islands that they cross; islands are in order and do not overlap."""
    starts = [island.start for island in islands]
    parted: list[Span] = []
    for span in spans:
        cuts = []
        for at in (span.start, span.end):
            index = bisect_right(starts, at) - 1
            island = islands[index] if index >= 0 else None
            if island and island.start < at < island.end:
                cuts.append(island.end if at == span.start else island.start)
        inside = [cut for cut in sorted(set(cuts)) if span.start < cut < span.end]
        edges = pairwise([span.start, *inside, span.end])
        parted += [span._replace(start=start, end=end) for start, end in edges]
    return parted


def _nest(spans: Iterable[Span], start: int, end: int) -> Iterator[Node]:
    heap = [_in_order(span) for span in spans]
    heapify(heap)
    at = start
    while heap:
        span = heappop(heap)[-1]
        inner: list[Span] = []
        while heap and heap[0][0] < span.end:
            other = heappop(heap)[-1]
            if other.end > span.end:
                heappush(heap, _in_order(other._replace(start=span.end)))
            inner.append(other._replace(end=min(other.end, span.end)))
        if at < span.start:
            yield Node(at, span.start)
        yield Node(span.start, span.end, span, tuple(_nest(inner, span.start, span.end)))
        at = span.end
    if at < end:
        yield Node(at, end)


def _in_order(span: Span) -> tuple[int, int, bool, str, Span]:
    """Sort by start, the longer and the link first; no two spans of one kind share a start by now."""
    return span.start, -span.end, span.kind is not SpanKind.LINK, span.kind, span
