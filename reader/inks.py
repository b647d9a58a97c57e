"""The inks over the text of a line: of its spans and its code, and of what has been put over it."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from library.document import BlockKind, SpanKind
from reader.decorations import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from library.document import Block, Range, Span
    from reader.decorations import Decorations, Page
    from reader.ink import Ink
    from reader.lines import Line
    from reader.marks import Mark
    from reader.themes import Styles

    Inks = list[tuple[int, int, Ink]]

_SAFE_LINKS = ("http://", "https://", "mailto:")


def inks_over(page: Page, line: Line, block: Block, decorations: Decorations) -> Inks:
    """What changes the ink within a line: start, end, ink; later ones lie over earlier ones."""
    styles, start, end = page.styles, line.start, line.last
    if line.more:
        start = min(start, *(piece.start for piece in line.more))
    over: Inks = []
    if block.kind is BlockKind.CODE:
        lying = [mark.range for mark in decorations.marks if not mark.bookmark]
        over += [
            token for token in _tokens_between(page.tokens.get(line.block, ()), start, end)
            if not any(place.start < token[1] and place.end > token[0] for place in lying)  # hard to read on a ground
        ]  # fmt: skip
    for span in page.document.spans_in(block):
        if span.start < end and span.end > start:
            ink = _span_ink(span, styles)
            if ink is not None:
                over.append((span.start, span.end, ink))
    return over if decorations == PLAIN else _with_decorations(over, styles, decorations, start, end)


def _with_decorations(over: Inks, styles: Styles, decorations: Decorations, start: int, end: int) -> Inks:
    """What has been put over the text, the weightier later."""
    if decorations.receded:
        over.append((start, end, styles.receded))
    over += _highlights(styles, decorations.marks, decorations.chosen_mark, start, end)
    over += [(hit.start, hit.end, styles.hit) for hit in decorations.hits]
    for one, ink in (
        (decorations.spoken, styles.spoken),
        (decorations.chosen_link, styles.chosen_link),
        (decorations.chosen_hit, styles.chosen_hit),
    ):
        if one is not None:
            over.append((one.start, one.end, ink))
    selected, caret = decorations.selected, decorations.caret
    if selected is not None:
        over = [*_unreversed(over, selected), (selected.start, selected.end, styles.selected)]
    if caret is not None and caret.start < caret.end:
        over.append((caret.start, caret.end, styles.caret))
    over += [(hint.offset, hint.offset, styles.hint) for hint in decorations.hints]
    return over


def _highlights(
    styles: Styles, marks: Sequence[Mark], chosen: int | None, start: int, end: int
) -> Iterator[tuple[int, int, Ink]]:
    """The inks of the stretches between the ends of highlights: each has its own set of those that lie over it."""
    lying = [mark for mark in marks if not mark.bookmark]
    edges = {max(start, min(edge, end)) for mark in lying for edge in mark.range}
    for first, last in pairwise(sorted(edges)):
        over = [mark for mark in lying if mark.start <= first and mark.end >= last]
        colours = tuple(sorted(mark.colour for mark in over if not mark.uncertain))
        if len(colours) > 1:  # several of one colour are as two
            colours = tuple(sorted(set(colours))) if len(set(colours)) > 1 else colours[:2]
        stood_on = next((mark for mark in over if mark.id == chosen), None)
        if stood_on is not None:
            yield first, last, styles.highlight_of((stood_on.colour,), chosen=True)
        elif over:
            yield first, last, styles.highlight_of(colours, doubtful=any(mark.uncertain for mark in over))


def _unreversed(over: Iterable[tuple[int, int, Ink]], place: Range) -> Iterator[tuple[int, int, Ink]]:
    """The same inks, within a place without the attribute that would take back that of the selection."""
    for start, end, ink in over:
        if not ink.reverse or start >= place.end or end <= place.start:
            yield start, end, ink
            continue
        for first, last in pairwise(sorted({start, end, max(start, place.start), min(end, place.end)})):
            inside = place.start <= first and last <= place.end
            yield first, last, ink._replace(reverse=False) if inside else ink


def _tokens_between(tokens: Sequence[tuple[int, int, Ink]], start: int, end: int) -> Iterator[tuple[int, int, Ink]]:
    """The tokens that reach into a line; they are sorted and do not overlap."""
    at = bisect_right(tokens, start, key=lambda token: token[1])
    while at < len(tokens) and tokens[at][0] < end:
        yield tokens[at]
        at += 1


def _span_ink(span: Span, styles: Styles) -> Ink | None:
    match span.kind:
        case SpanKind.STRONG:
            return styles.strong
        case SpanKind.EMPHASIS:
            return styles.emphasis
        case SpanKind.CODE:
            return styles.inline_code
        case SpanKind.LINK:
            return styles.link._replace(link=span.target) if span.target.startswith(_SAFE_LINKS) else styles.link
        case SpanKind.CREDIT:
            return styles.credit._replace(italic=False)
        case SpanKind.STRIKE:
            return styles.strike
        case _:
            return None
