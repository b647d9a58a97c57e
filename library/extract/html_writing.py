"""What the walk writes: lines as the blocks they are in print, captions and pictures in their order."""

import re
from dataclasses import dataclass, replace

from lxml.etree import _Element

from library.builder import clean_text
from library.document import BlockKind
from library.extract.furniture import SENTENCE_END
from library.extract.html_captions import is_said_of, said_in_line
from library.extract.html_ends import heads_comments
from library.extract.html_headings import run_in
from library.extract.html_judge import SAID_BEFORE, Judge, Place, Plan
from library.extract.html_lists import typed_items
from library.extract.html_markup import words_in
from library.extract.html_pieces import Inline, Line, Piece

LABEL, MAX_LEVEL = 60, 32
"""Code points that the label of an item has at most, and how deep lists and quotations can be told apart."""
_SHORT_VERSE, _SHORT_WRAPPED = 60, 40
_OTHERS = re.compile(r"(?:other articles|another article)|advertising|newsletter|sharing|tags|comments|promotion")
"""What reasons say of that which has nothing to do with the article."""
_LISTED = frozenset(("only links", "other articles", "teaser of another article"))
_ANNOUNCING = re.compile(r"\s*\S.{0,60}[:：]\s*")
"""Reasons for which the items of a list are left out, and the headings that go with them."""
_NEAR, _LEAST_REPEATED = 4, 4
"""Pieces before a caption among which it is looked for, and words that are hardly said twice by chance."""
_BREAK = re.compile(r"\s*[*_=~•·⁂–—-](?:\s*[*_=~•·⁂–—-]){2,}\s*|\s*[◇◆■□●○★☆＊※](?:\s*[◇◆■□●○★☆＊※])*\s*")
"""Signs that part the text, as a rule does."""
_MARKER = re.compile(r"\s*(?:[(\[]?(?:\d{1,3}|[a-z])[.)\]]|\d{1,3}|[•·▪◦‣■*–—-])\s*", re.IGNORECASE)
"""The mark of an item, written in a block of its own."""


@dataclass
class OpenList:
    """A list that is being read, and the number that its next item has."""

    ordered: bool
    next: int = 1
    step: int = 1


@dataclass
class OpenItem:
    """An item that is being read."""

    level: int
    info: str
    started: bool = False
    label: Piece | None = None
    """The item so far, where that is no more than a label."""


class Writer:
    """Gathers the pieces of an article, line by line; its judge has what was left out."""

    def __init__(self, plan: Plan) -> None:
        self.pieces: list[Piece] = []
        self.cuts: list[int] = []
        """Where a label of a list of other articles was left out, as numbers of the pieces behind."""
        self.replies: list[int] = []
        """Where the label of comments was left out, likewise."""
        self.gaps: list[int] = []
        """Where other articles, advertising or the like were left out, likewise."""
        self.judge = Judge(plan)
        self._plan = plan
        self._inline = Inline(plan.links)
        self._pictures: list[Piece] = []
        """Those within the line that is being gathered."""
        self._shown: set[str] = set()
        """Addresses of the pictures so far."""
        self._unseen = -1
        """Behind how many pieces a picture stood that was shown before, or has no address."""
        self._noted: set[_Element] = set()
        """Footnotes that were written."""
        self._lists: list[OpenList] = []
        self._items: list[OpenItem] = []
        self._place = Place()
        self._tables = 0

    def _is_after_picture(self) -> bool:
        last = self.pieces[-1].kind if self.pieces else None
        return bool(self._pictures) or last in (BlockKind.IMAGE, BlockKind.CAPTION) or self._unseen == len(self.pieces)

    def _add_caption(self, piece: Piece) -> None:
        if not piece.text and not piece.credit:
            return
        last = self.pieces[-1] if self.pieces else None
        if last is not None and last.kind is BlockKind.CAPTION:
            two_names = bool(last.credit and piece.credit) and piece.credit not in last.credit
            if piece.text in ("", last.text) and not two_names:
                last.credit, last.label = last.credit or piece.credit, last.label or piece.label
                return
            if not last.text and not two_names:
                piece.credit, piece.label = piece.credit or last.credit, piece.label or last.label
                self.pieces.pop()
        ruled_out = self._plan.rules.furniture_at(piece.text, "body") if piece.text else None
        if self._is_repeated(piece):
            self.judge.drop(piece.text, SAID_BEFORE)
        elif ruled_out:
            if last is not None and last.kind is BlockKind.IMAGE and "promotion" in ruled_out[0].reason:
                self.judge.drop(last.text or last.info, ruled_out[0].reason)
                self.pieces.pop()
            self.judge.drop(f"{piece.text} {piece.credit}", ruled_out[0].reason)
        else:
            self.pieces.append(piece)

    def _is_repeated(self, caption: Piece) -> bool:
        """Whether the same stood just before: pages set it once more for an enlarged view, or a narrow window."""
        near = [piece for piece in self.pieces[-_NEAR:] if piece.kind is BlockKind.CAPTION]
        same = any((piece.text, piece.credit) == (caption.text, caption.credit) for piece in near)
        return same and len(words_in(caption.text)) >= _LEAST_REPEATED

    def _leave_out(self, text: str, reason: str) -> None:
        last = self.pieces[-1] if self.pieces else None
        if last and last.kind is BlockKind.HEADING and reason in _LISTED and _ANNOUNCING.fullmatch(last.text):
            self.judge.drop(last.text, reason)
            self.pieces.pop()
        self.judge.drop(text, reason)
        if _OTHERS.search(reason):
            self.gaps.append(len(self.pieces))

    def _flush(self) -> None:
        """End the block that is being gathered and write it, then the pictures that stood in it."""
        if not self._inline.is_empty:
            blank, line = self._inline.blank, self._inline.take()
            if not blank and (text := clean_text(line.text)):
                self._write_line(line, text)
        if self._pictures:
            self.pieces += self._pictures
            self._pictures.clear()

    def _write_line(self, line: Line, text: str) -> None:
        """Write a line, or leave it out; `text` is what it says."""
        self._place.after_picture = self._is_after_picture()
        self._place.listed = bool(self._items)
        told = said_in_line(text, self._plan.rules) if self._place.after_picture else None
        last = self.pieces[-1] if self.pieces else None
        first = last is None or last.kind is BlockKind.IMAGE or self._unseen == len(self.pieces)
        if told and (first or not (told.words or (last and last.credit))):
            self._add_caption(Piece(BlockKind.CAPTION, told.words, credit=told.credit, label=told.label))
            return
        plain = not (self._items or self._place.heading or self._place.quotes)
        if plain and last and last.kind is BlockKind.CAPTION and _is_same(text, last.text):
            self.judge.drop(line.text, SAID_BEFORE)
            return
        if first and last and plain and is_said_of(last, line):
            self._add_caption(Piece(BlockKind.CAPTION, text))
            return
        reason = self.judge.of_line(line, text, self._place)
        if not reason:
            self._append_line(line)
        elif reason != SAID_BEFORE:
            self._leave_out(line.text, reason)
            if heads_comments(text, self._plan.rules):
                self.replies.append(len(self.pieces))
            if self.judge.heads_list:
                self.cuts.append(len(self.pieces))

    def _append_line(self, line: Line) -> None:
        place = self._place
        item = self._items[-1] if self._items else None
        if item is None and _BREAK.fullmatch(line.text):
            if self.pieces and self.pieces[-1].kind is not BlockKind.RULE:
                self.pieces.append(Piece(BlockKind.RULE))
            return
        if item is not None and item.started and not place.heading and not place.quotes and self._labelled(item, line):
            return
        if place.heading and not place.quotes:
            piece = Piece(BlockKind.HEADING, level=place.heading)
        elif item is not None and not item.started:
            if _MARKER.fullmatch(line.text):
                return
            item.started = True
            piece = Piece(BlockKind.ITEM, level=item.level, info=item.info)
        elif place.quotes:
            piece = Piece(BlockKind.QUOTE, level=min(place.quotes, MAX_LEVEL))
        else:
            place.has_text = True
            piece = Piece(BlockKind.PARAGRAPH)
        verses = [] if place.heading or item else typed_items(line) or _verses(line)
        if not verses and piece.kind is BlockKind.PARAGRAPH:
            verses = run_in(line)
        self.pieces += _filled(piece, line, verses)
        if item is not None and piece.kind is BlockKind.ITEM and len(line.text) <= LABEL:
            item.label = self.pieces[-1]

    def _labelled(self, item: OpenItem, line: Line) -> bool:
        """Write the text of an item behind its label, where it has one; False when it has none."""
        label, item.label = item.label, None
        if label is None or self.pieces[-1] is not label or SENTENCE_END.search(clean_text(label.text)):
            return False
        start = len(label.text) + 1
        label.text += f" {line.text}"
        moved = (span._replace(start=span.start + start, end=span.end + start) for span in line.spans)
        label.spans = [*label.spans, *moved]
        return True


def _filled(piece: Piece, line: Line, verses: list[Line]) -> list[Piece]:
    """A piece with the text of its line, or a piece like it for each of the verses."""
    if verses:
        return [replace(piece, text=verse.text, spans=verse.spans, parted=True) for verse in verses]
    piece.text, piece.spans = line.text, line.spans
    return [piece]


def _is_same(text: str, caption: str) -> bool:
    """Whether a line says the caption above it once more: pages set it beside a picture that fills the window."""
    return text == caption and len(words_in(text)) >= _LEAST_REPEATED


def _verses(line: Line) -> list[Line]:
    """The lines of verse or of an address, all of them short; none for prose that is only wrapped."""
    verses = [verse for verse in line.verses() if not verse.text.isspace()] if line.breaks else []
    texts = [clean_text(verse.text) for verse in verses]
    longest = _SHORT_WRAPPED if any(text[:1].islower() for text in texts[1:]) else _SHORT_VERSE
    return verses if all(len(text) <= longest for text in texts) else []
