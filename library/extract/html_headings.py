"""Sub-headings that a page shows by their type alone: bold lines that stand over paragraphs, in or before them."""

from collections.abc import Sequence
from dataclasses import replace

from library.builder import clean_text
from library.document import BlockKind, SpanKind
from library.extract.furniture import is_sentence
from library.extract.html_markup import words_in
from library.extract.html_pieces import Line, Piece

_LONGEST, _LONGEST_TEXT, _LEAST_BELOW, _SEVERAL = 12, 90, 12, 2
"""Words and code points of a heading, words of the paragraph below it, and how many of them a page must have."""
_LEVEL = 3
_NEVER_LAST = (",", ";", "…", ".", "!", "?", "。", "！", "？", "：", ":", "-", "–", "—")
_UNTOLD = frozenset((SpanKind.LINK, SpanKind.CODE))


def run_in(line: Line) -> list[Line]:
    """The heading with which a paragraph begins, on a line of its own, and the rest; empty when there is none."""
    if not line.breaks:
        return []
    end = line.breaks[0]
    head, rest = line.part(0, end), line.part(end, len(line.text))
    return [head, rest] if _is_bold(head) and len(words_in(rest.text)) >= _LEAST_BELOW else []


def with_bold_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with bold lines over paragraphs as headings, where there are several and none is a sentence."""
    found = [at for at, piece in enumerate(pieces[:-1]) if at and _stands_over(piece, pieces[at - 1], pieces[at + 1])]
    if len(found) < _SEVERAL:
        return list(pieces)
    heads = set(found)
    return [
        replace(
            piece, kind=BlockKind.HEADING, level=_LEVEL,
            spans=[span for span in piece.spans if span.kind is not SpanKind.STRONG],
        ) if at in heads else piece
        for at, piece in enumerate(pieces)
    ]  # fmt: skip


def _stands_over(piece: Piece, before: Piece, below: Piece) -> bool:
    if piece.kind is not BlockKind.PARAGRAPH or before.kind in (BlockKind.HEADING, BlockKind.IMAGE):
        return False
    if below.kind is not BlockKind.PARAGRAPH or len(words_in(below.text)) < _LEAST_BELOW:
        return False
    return _is_bold(Line(piece.text, piece.spans)) and not _is_bold(Line(below.text, below.spans), longest=0)


def _is_bold(line: Line, *, longest: int = _LONGEST) -> bool:
    """Whether a line is in bold from end to end, and no sentence; of any length with 0."""
    text = clean_text(line.text)
    bold = sum(span.end - span.start for span in line.spans if span.kind is SpanKind.STRONG)
    if not text or bold < 0.9 * len(line.text.strip()):
        return False
    if not longest:
        return True
    if len(text) > _LONGEST_TEXT or len(words_in(text)) > longest or is_sentence(text) or text.endswith(_NEVER_LAST):
        return False
    return not any(span.kind in _UNTOLD for span in line.spans)
