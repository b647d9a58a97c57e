"""Lists that are typed and not marked up: lines in succession that begin with bullets, or with numbers that count."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from library.builder import clean_text
from library.document import BlockKind
from library.extract.furniture import SENTENCE_END
from library.extract.html_pieces import Line, Piece

_MARK = re.compile(r"\s*(?:([•·▪◦‣■□●○✓✔✗◆◇*])\s*|([-–—])\s+|(\d{1,3})[.)]\s+)(?=[^\s\d.])")
"""What a typed item begins with: a bullet, a dash, or a number."""
_LEAST, _MOSTLY = 2, 0.5
"""Items of a list, and the share of those behind dashes that may be sentences, as what somebody says is."""


def typed_items(line: Line) -> list[Line]:
    """The parts of a paragraph whose lines are typed as a list, the words before it first; empty when it is none."""
    if sum(_MARK.match(line.text, at) is not None for at in (0, *line.breaks) if line.breaks) < _LEAST:
        return []
    parts = [part for part in line.verses() if not part.text.isspace()]
    begun = next((at for at, part in enumerate(parts) if _MARK.match(part.text)), len(parts))
    if begun > 1 or len(parts) - begun < _LEAST or not _are_items([part.text for part in parts[begun:]]):
        return []
    return parts


def with_typed_lists(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with paragraphs that are typed as items of a list as such."""
    made: list[Piece] = []
    run: list[Piece] = []
    for piece in pieces:
        marked = piece.kind is BlockKind.PARAGRAPH and not piece.embedded and _may_be_item(piece)
        if not marked or (run and not _go_on(run[-1].text, piece.text)):
            made += _listed(run)
            run = []
        if marked:
            run.append(piece)
        else:
            made.append(piece)
    return made + _listed(run)


def _may_be_item(piece: Piece) -> bool:
    """Whether a paragraph begins as an item does; with a number, whether it is one of the lines of a paragraph.

    Paragraphs that are numbered are more often sections, whose numbers are part of what they say.
    """
    mark = _MARK.match(piece.text)
    return mark is not None and (piece.parted or not mark[3])


def _listed(run: list[Piece]) -> list[Piece]:
    return [_item(piece) for piece in run] if _are_items([piece.text for piece in run]) else run


def _are_items(texts: Sequence[str]) -> bool:
    """Whether lines that all begin with a mark are a list: of numbers from one, or of as many dashes as no speech."""
    if len(texts) < _LEAST or not _MARK.match(texts[0]) or not all(_go_on(*two) for two in pairwise(texts)):
        return False
    mark = _MARK.match(texts[0])
    if mark is None or mark[1]:
        return True
    if mark[3]:
        return int(mark[3]) == 1
    return sum(SENTENCE_END.search(clean_text(text)) is not None for text in texts) < _MOSTLY * len(texts)


def _go_on(text: str, following: str) -> bool:
    """Whether a line goes on with the list of another: with the same bullet, or with the next number."""
    one, other = _MARK.match(text), _MARK.match(following)
    if one is None or other is None:
        return False
    if one[3] or other[3]:
        return bool(one[3] and other[3]) and int(other[3]) == int(one[3]) + 1
    return (one[1], one[2]) == (other[1], other[2])


def _item(piece: Piece) -> Piece:
    mark = _MARK.match(piece.text)
    at = mark.end() if mark else 0
    rest = Line(piece.text, piece.spans).part(at, len(piece.text))
    info = mark[3] if mark and mark[3] else ""
    return replace(piece, kind=BlockKind.ITEM, text=rest.text, spans=rest.spans, level=1, info=info)
