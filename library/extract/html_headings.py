"""Sub-headings that no heading element makes: bold lines over paragraphs, in or before them, what classes call so."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from lxml.etree import _Element

from library.builder import clean_text
from library.document import BlockKind, SpanKind
from library.extract.furniture import is_sentence
from library.extract.html_markup import text_of, words_in
from library.extract.html_pieces import Line, Piece

_CALLED = re.compile(
    r" (?:(?:sub|cross|inter|side|story|in ?story|section|paragraph|small|box|mid|text|block|content|article|para)? ?"
    r"(?:heading|headings|headline|head|title|header|hed)s?|sub ?titles?|sub ?heads?|zwischen ?(?:titel|ueberschrift)"
    r"|zwischenueberschrift|intertitres?|inter ?titulos?|sub ?titulos?|ladillos?|\w*inter ?lines?"
    r"|intermission ?(?:label|text)"
    r"|(?:mellan|mellom|under|mellem) ?(?:rubrik|titt?el)|tussen ?kop(?:je)?|srodtytul|sottotitol\w*|h[2-5]) "
)
_NOT_CALLED = re.compile(
    r" (?:images?|photos?|pictures?|video|media|captions?|authors?|byline|date|site|seo|cards?|nav|related|teasers?"
    r"|resource|comments?|share|widget|list|page|quote|toc|admonition"
    r"|callout|alert|note|warning|tip|vote|count|table|button|meta|product|recipe|player|no(?! tts)) "
)
_LONGEST, _LONGEST_TEXT, _LEAST_BELOW = 12, 90, 12
"""Words and code points of a heading, and words of the paragraph below it."""
_LONGEST_QUESTION = 25
_ASKING = ("?", "？")
_LEVEL = 3
_NEVER_LAST = (",", ";", "…", ".", "!", "?", "。", "！", "？", "：", ":", "-", "–", "—")
_UNTOLD = frozenset((SpanKind.LINK, SpanKind.CODE))
_BELOW = frozenset((BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTE, BlockKind.ROW))
"""What may stand below a heading that a class calls so."""


@lru_cache(maxsize=4096)
def is_called_heading(words: str) -> bool:
    """Whether words in a class or id call an element a heading within the text."""
    return _CALLED.search(words) is not None and not _NOT_CALLED.search(words)


def run_in(line: Line) -> list[Line]:
    """The heading with which a paragraph begins, on a line of its own, and the rest; empty when there is none."""
    if not line.breaks:
        return []
    end = line.breaks[0]
    head, rest = line.part(0, end), line.part(end, len(line.text))
    return [head, rest] if _is_bold(head) and len(words_in(rest.text)) >= _LEAST_BELOW else []


def with_shown_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with headings that only a class calls so, and bold lines over paragraphs."""
    between = [(at, piece, pieces[at - 1], pieces[at + 1]) for at, piece in enumerate(pieces[:-1]) if at]
    heads = {
        at
        for at, piece, before, below in between
        if _stands_over(piece, before, below) or (piece.called and _is_over(piece, before, below))
    }
    return [
        replace(
            piece, kind=BlockKind.HEADING, level=_LEVEL,
            spans=[span for span in piece.spans if span.kind is not SpanKind.STRONG],
        ) if at in heads else piece
        for at, piece in enumerate(pieces)
    ]  # fmt: skip


def _is_over(piece: Piece, before: Piece, below: Piece) -> bool:
    """Whether a line that a class calls a heading is no sentence and stands over something else."""
    if piece.kind is not BlockKind.PARAGRAPH or below.kind not in _BELOW or below.called or before.called:
        return False
    text = clean_text(piece.text)
    worded = any(letter.isalpha() for letter in text)
    if text.endswith(_ASKING):
        return worded and len(words_in(text)) <= _LONGEST_QUESTION
    return worded and _is_short(text) and not is_sentence(text) and not text.endswith((",", ";", "…", "。"))


def _stands_over(piece: Piece, before: Piece, below: Piece) -> bool:
    if piece.kind is not BlockKind.PARAGRAPH or piece.term or before.kind in (BlockKind.HEADING, BlockKind.IMAGE):
        return False
    listed = below.kind in (BlockKind.ITEM, BlockKind.QUOTE, BlockKind.ROW)
    if not listed and (below.kind is not BlockKind.PARAGRAPH or len(words_in(below.text)) < _LEAST_BELOW):
        return False
    return _is_bold(Line(piece.text, piece.spans)) and not _is_bold(Line(below.text, below.spans), longest=0)


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_TEXT and len(words_in(text)) <= _LONGEST


def _is_bold(line: Line, *, longest: int = _LONGEST) -> bool:
    """Whether a line is in bold from end to end, and no sentence; of any length with 0."""
    text = clean_text(line.text)
    bold = sum(span.end - span.start for span in line.spans if span.kind is SpanKind.STRONG)
    if not text or bold < 0.9 * len(line.text.strip()):
        return False
    if not longest:
        return True
    if not _is_short(text) or is_sentence(text) or text.endswith(_NEVER_LAST):
        return False
    return not any(span.kind in _UNTOLD for span in line.spans)


def is_set_off(element: _Element, text: str) -> bool:
    """Whether a paragraph of at least ten words is set in bold or italics as a whole."""
    if is_bold(element, text):
        return True
    slanted = " ".join(text_of(found) for found in element.iter("em", "i"))
    return len(words_in(text)) >= 10 and len(slanted) >= 0.95 * len(text)


def is_bold(element: _Element, text: str) -> bool:
    """Whether a paragraph of at least ten words is set in bold as a whole."""
    bold = " ".join(text_of(found) for found in element.iter("strong", "b"))
    return len(words_in(text)) >= 10 and len(bold) >= 0.95 * len(text)
