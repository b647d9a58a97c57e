"""What an article says twice in succession: a paragraph that is set once more, for a narrow window or by mistake."""

from collections.abc import Sequence

from library.builder import clean_text
from library.document import BlockKind
from library.extract import Dropped
from library.extract.html_judge import SAID_BEFORE
from library.extract.html_markup import words_in
from library.extract.html_pieces import Piece

_LONG_PARAGRAPH = 12
"""Words from which a paragraph is not meant to be repeated, as the line of a song is."""


def without_repeats(pieces: Sequence[Piece], dropped: list[Dropped]) -> list[Piece]:
    """The pieces without a paragraph right behind the same one."""
    kept: list[Piece] = []
    for piece in pieces:
        if kept and _is_same(kept[-1], piece):
            dropped.append(Dropped(clean_text(piece.text)[:200], SAID_BEFORE))
        else:
            kept.append(piece)
    return kept


def _is_same(before: Piece, piece: Piece) -> bool:
    same = piece.kind is BlockKind.PARAGRAPH and before.kind is BlockKind.PARAGRAPH and piece.text == before.text
    return same and not piece.embedded and len(words_in(piece.text)) >= _LONG_PARAGRAPH
