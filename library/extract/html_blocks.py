"""The walk from HTML elements to blocks: what each is in print."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from lxml.etree import _Element

from library.builder import clean_text
from library.document import BlockKind, SpanKind
from library.extract.furniture import SENTENCE_END
from library.extract.html_boxes import is_picture_box, is_plain_box
from library.extract.html_captions import (
    is_said_of,
    said_in_line,
)
from library.extract.html_ends import heads_comments
from library.extract.html_figures import Figures
from library.extract.html_headings import run_in
from library.extract.html_judge import SAID_BEFORE, Plan
from library.extract.html_markup import (
    BLOCKS,
    HEADINGS,
    INVISIBLE,
    Closer,
    descend,
    hint,
    hint_reason,
    holds,
    is_hidden,
    likeness,
    number,
    text_of,
    words_in,
)
from library.extract.html_media import (
    EMBEDS,
    is_post,
    post_piece,
)
from library.extract.html_notes import note_piece
from library.extract.html_pieces import Line, Piece
from library.extract.html_tables import LINE_NUMBERS, code_pieces, row_pieces, rows_of

_SPANS = frozenset(("span", "em", "i", "strong", "b", "small", "cite", "font"))
_PULL_QUOTE = re.compile(
    r" (?:pull(?:ed)? ?quotes?|quote pull|exergue|(?:block|big|article|story) quote|quote (?:block|box)"
    r"|zitat(?: box)?) "
)
_LONGEST_PULLED, _LABEL = 600, 60
_LONG_SPAN, _MAX_LEVEL, _SHORT_VERSE, _SHORT_WRAPPED, _LONG_HEADING = 300, 32, 60, 40, 300
_OTHERS = re.compile(r"(?:other articles|another article)|advertising|newsletter|sharing|tags|comments|promotion")
"""What reasons say of that which has nothing to do with the article."""
_PLAYER = "a player"
"""The reason for which what is around a player is left out."""
_MOST_ABOVE = 0.15
"""The share of the article's words that may be left out above its headline."""
_BREAK = re.compile(r"\s*[*_=~•·⁂–—-](?:\s*[*_=~•·⁂–—-]){2,}\s*")
"""Signs that part the text, as a rule does."""
_MARKER = re.compile(r"\s*(?:[(\[]?(?:\d{1,3}|[a-z])[.)\]]|\d{1,3}|[•·▪◦‣■*–—-])\s*", re.IGNORECASE)
"""The mark of an item, written in a block of its own."""


@dataclass
class _List:
    ordered: bool
    next: int = 1
    step: int = 1


@dataclass
class _Item:
    level: int
    info: str
    started: bool = False
    label: Piece | None = None
    """The item so far, where that is no more than a label."""


class Walker(Figures):
    """Walks one part of a page after the other and gathers its pieces; its judge has what was left out."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.cuts: list[int] = []
        """Where a label of a list of other articles was left out, as numbers of the pieces behind."""
        self.replies: list[int] = []
        """Where the label of comments was left out, likewise."""
        self.gaps: list[int] = []
        """Where other articles, advertising or the like were left out, likewise."""
        self._noted: set[_Element] = set()
        """Footnotes that were written."""
        self._lists: list[_List] = []
        self._items: list[_Item] = []
        self._tables = 0
        self._handlers: dict[str, Callable[[_Element], Closer | None]] = {
            "blockquote": self._quote, "ul": self._list, "ol": self._list, "dir": self._list,
            "li": self._item, "dd": self._item, "dt": self._term, "pre": self._code, "table": self._table,
            "figure": self._figure, "figcaption": self._caption, "img": self._image, "amp-img": self._image,
            "br": self._break, "hr": self._rule, "noscript": self._noscript,
            **dict.fromkeys(HEADINGS, self._head),
        }  # fmt: skip

    def walk(self, root: _Element) -> None:
        """Gather the pieces of an element and all below it."""
        closer = self._enter(root)
        if closer:
            descend(root, self._enter, self._inline.add, self.judge.left)
            closer()
            self.judge.left(root)
        self._flush()

    def note(self, element: _Element) -> None:
        """Write the footnote that an element holds, once."""
        if element not in self._noted:
            self._flush()
            self._noted.add(element)
            label = self._plan.notes.labels.get(self._plan.notes.places[element], "")
            self.pieces.append(note_piece(element, label, self._plan.links))

    # Elements -----------------------------------------------------------------------------------------------

    def _enter(self, element: _Element) -> Closer | None:
        """Open an element: what closes it, or None when what is below it is not walked."""
        tag = element.tag
        if tag in EMBEDS and not is_hidden(element):
            self._embed(element)
            return None
        if tag in INVISIBLE or element in self._plan.head.taken or is_hidden(element):
            return None
        if LINE_NUMBERS.search(hint(element)) and element not in self._plan.survey.weights:
            return None
        if element in self._plan.notes.places:
            self.note(element)
            return None
        if element is self._plan.headline:
            self._begin()
            return None
        if tag in BLOCKS:
            return self._enter_block(element)
        if tag in _SPANS and self._takes_span(element):
            return None
        return self._handlers.get(tag, self._inline.enter)(element)

    def _enter_block(self, element: _Element) -> Closer | None:
        reason = self.judge.of_element(element, self._place)
        if reason:
            self._flush()
            self._leave_out(text_of(element, self._plan.head.taken), reason)
            if reason == _PLAYER:
                for player in element.iter(*EMBEDS):
                    self._embed(player)
            return None
        if is_post(element) and (post := post_piece(element, self._plan.links)):
            self._flush()
            self.pieces.append(post)
            return None
        if element.tag not in HEADINGS or not self._inline.blank:
            self._flush()
        heading = element.tag in ("h1", "h2", "h3") and next(element.iterancestors("figure"), None) is None
        if not heading and (self._is_caption(element) or self._is_in_small_print(element)):
            self._caption(element)
            return None
        pulled = element.tag != "figure" and not self._place.quotes and self._is_pulled(element)
        handler = self._quote if pulled else self._handlers.get(element.tag)
        if not pulled and element.tag != "figure" and (is_picture_box(element) or is_plain_box(element)):
            handler = self._figure
        closer = handler(element) if handler else self._flush
        return closer and self.judge.trusting(element, closer)

    def _leave_out(self, text: str, reason: str) -> None:
        self.judge.drop(text, reason)
        if _OTHERS.search(reason):
            self.gaps.append(len(self.pieces))

    @staticmethod
    def _is_pulled(element: _Element) -> bool:
        if not _PULL_QUOTE.search(hint(element)) or holds(element, "blockquote", "article", "h1"):
            return False
        return len(text_of(element)) <= _LONGEST_PULLED

    def _begin(self) -> None:
        """Leave out the little that stands above the headline, but for pictures."""
        self._flush()
        shown = [piece for piece in self.pieces if piece.kind in (BlockKind.IMAGE, BlockKind.CAPTION)]
        above = [piece for piece in self.pieces if piece not in shown]
        if sum(len(words_in(piece.text)) for piece in above) < _MOST_ABOVE * self._plan.survey.total:
            for piece in above:
                self.judge.drop(piece.text, "before the article")
            self.pieces[:] = shown
            self.cuts.clear()
            self.gaps.clear()
            self.replies.clear()
            self._place.has_text = self.judge.started = False

    def _takes_span(self, element: _Element) -> bool:
        """Whether a span was furniture or a caption, which is dealt with."""
        looked_at = element.tag == "span" and self._inline.blank is not bool(self._place.heading)
        words = hint(element) if looked_at else ""
        reason = hint_reason(words) if words else ""
        if self._place.heading and reason not in ("page furniture", "hidden text"):
            return False
        text = text_of(element) if reason else ""
        if reason and len(text) < _LONG_SPAN:
            self.judge.drop(text, reason)
            return True
        if self._is_caption(element):
            self._caption(element)
            return True
        if self._inline.blank and (is_picture_box(element) or is_plain_box(element)):
            return self._figure(element) is None
        return False

    def _break(self, _: _Element) -> None:
        if self._inline.broken >= 0 and not self._is_label():
            self._flush()
        elif not self._inline.blank:
            self._inline.line_break()

    def _is_label(self) -> bool:
        """Whether what an item begins with is the label of what follows it."""
        item = self._items[-1] if self._items else None
        return item is not None and not item.started and self._inline.length <= _LABEL

    def _head(self, element: _Element) -> Closer | None:
        text = text_of(element)
        if self._is_title(element.tag, text):
            return None
        if len(text) > _LONG_HEADING and holds(element, "p", "div", "ul", "ol"):
            return self._flush  # it was never closed
        before, self._place.heading = self._place.heading, HEADINGS[element.tag]

        def close() -> None:
            self._flush()
            self._place.heading = before

        return close

    def _is_title(self, tag: str, text: str) -> bool:
        title = self._plan.title
        if not title or self._place.has_text:
            return False
        return text == title or (tag == "h1" and likeness(text, title) >= 0.8)

    def _quote(self, _: _Element) -> Closer:
        self._place.quotes += 1

        def close() -> None:
            self._flush()
            self._place.quotes -= 1

        return close

    def _list(self, element: _Element) -> Closer:
        backwards = element.get("reversed") is not None
        first = number(element.get("start"), sum(child.tag == "li" for child in element) if backwards else 1)
        self._lists.append(_List(element.tag == "ol", first, -1 if backwards else 1))

        def close() -> None:
            self._flush()
            self._lists.pop()

        return close

    def _item(self, element: _Element) -> Closer:
        info = ""
        if self._lists and self._lists[-1].ordered and element.tag == "li":
            counter = self._lists[-1]
            at = number(element.get("value"), counter.next)
            counter.next = at + counter.step
            info = str(at)
        self._items.append(_Item(max(1, min(len(self._lists), _MAX_LEVEL)), info))

        def close() -> None:
            self._flush()
            self._items.pop()

        return close

    def _term(self, _: _Element) -> Closer:
        unmark = self._inline.mark(SpanKind.STRONG)

        def close() -> None:
            unmark()
            self._flush()

        return close

    def _code(self, element: _Element) -> None:
        survey = self._plan.survey
        pieces = code_pieces(element, whole=survey.weights.get(element, 0) > survey.total / 2)
        if pieces:
            self.judge.started = True
            self.pieces += pieces

    def _table(self, element: _Element) -> Closer | None:
        rows = rows_of(element)
        if not rows:
            return self._flush
        self.judge.started = True
        for caption in element.iterchildren("caption"):
            self._caption(caption)
        self._tables += 1
        self.pieces += row_pieces(rows, self._tables, self._plan.links)
        return None

    def _rule(self, _: _Element) -> None:
        self._flush()
        if self.pieces and self.pieces[-1].kind is not BlockKind.RULE:
            self.pieces.append(Piece(BlockKind.RULE))

    # Lines --------------------------------------------------------------------------------------------------

    def _flush(self) -> None:
        """End the block that is being gathered and write it, then the pictures that stood in it."""
        blank, line = self._inline.blank, self._inline.take()
        if not blank and clean_text(line.text):
            self._write_line(line)
        self.pieces += self._pictures
        self._pictures.clear()

    def _write_line(self, line: Line) -> None:
        self._place.after_picture = self._is_after_picture()
        self._place.listed = bool(self._items)
        told = said_in_line(clean_text(line.text), self._plan.rules) if self._place.after_picture else None
        last = self.pieces[-1] if self.pieces else None
        first = last is None or last.kind is BlockKind.IMAGE or self._unseen == len(self.pieces)
        if told and (first or not (told.words or (last and last.credit))):
            self._add_caption(Piece(BlockKind.CAPTION, told.words, credit=told.credit, label=told.label))
            return
        plain = not (self._items or self._place.heading or self._place.quotes)
        if first and last and plain and is_said_of(last, line):
            self._add_caption(Piece(BlockKind.CAPTION, clean_text(line.text)))
            return
        reason = self.judge.of_line(line, self._place)
        if not reason:
            self._append_line(line)
        elif reason != SAID_BEFORE:
            self._leave_out(line.text, reason)
            if heads_comments(clean_text(line.text), self._plan.rules):
                self.replies.append(len(self.pieces))
            if self.judge.heads_list:
                self.cuts.append(len(self.pieces))

    def _append_line(self, line: Line) -> None:
        place = self._place
        item = self._items[-1] if self._items else None
        if item is None and not place.heading and _BREAK.fullmatch(line.text):
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
            piece = Piece(BlockKind.QUOTE, level=min(place.quotes, _MAX_LEVEL))
        else:
            place.has_text = True
            piece = Piece(BlockKind.PARAGRAPH)
        verses = [] if place.heading or item else _verses(line)
        if not verses and piece.kind is BlockKind.PARAGRAPH:
            verses = run_in(line)
        self.pieces += [replace(piece, text=part.text, spans=part.spans) for part in verses or [line]]
        if item is not None and piece.kind is BlockKind.ITEM and len(line.text) <= _LABEL:
            item.label = self.pieces[-1]

    def _labelled(self, item: _Item, line: Line) -> bool:
        """Write the text of an item behind its label, where it has one; False when it has none."""
        label, item.label = item.label, None
        if label is None or self.pieces[-1] is not label or SENTENCE_END.search(clean_text(label.text)):
            return False
        start = len(label.text) + 1
        label.text += f" {line.text}"
        moved = (span._replace(start=span.start + start, end=span.end + start) for span in line.spans)
        label.spans = [*label.spans, *moved]
        return True


def _verses(line: Line) -> list[Line]:
    """The lines of verse or of an address, all of them short; none for prose that is only wrapped."""
    verses = [verse for verse in line.verses() if not verse.text.isspace()] if line.breaks else []
    texts = [clean_text(verse.text) for verse in verses]
    longest = _SHORT_WRAPPED if any(text[:1].islower() for text in texts[1:]) else _SHORT_VERSE
    return verses if all(len(text) <= longest for text in texts) else []
