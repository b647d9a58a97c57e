"""The walk from HTML elements to blocks: what each is in print."""

from collections.abc import Callable

from lxml.etree import _Element

from library.document import BlockKind, SpanKind
from library.extract.furniture import SENTENCE_END
from library.extract.html_boxes import is_picture_box, is_plain_box
from library.extract.html_figures import Figures
from library.extract.html_headings import is_called_heading
from library.extract.html_judge import SAID_BEFORE, Plan
from library.extract.html_markup import (
    BLOCKS,
    HEADINGS,
    INVISIBLE,
    Closer,
    Names,
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
from library.extract.html_pieces import Piece, gathered
from library.extract.html_tables import LINE_NUMBERS, code_in_table, code_pieces, row_pieces, rows_of
from library.extract.html_title import shows_title
from library.extract.html_writing import LABEL, MAX_LEVEL, OpenItem, OpenList

_GREAT = frozenset(("h1", "h2"))
_CALLED = frozenset(("p", "div", "section", "header"))
_SPANS = frozenset(("span", "em", "i", "strong", "b", "small", "cite", "font"))
_PULL_QUOTE = Names(
    r" (?:pull(?:ed)? ?quotes?|quote pull|exergue|(?:block|big|article|story|highlight) quote|quote (?:block|box)"
    r"|zitat(?: box)?) "
)
_SIDE_NOTE = Names(r" (?:side ?note|margin ?note) (?!number|toggle)")
_LONGEST_PULLED, _LONG_SPAN, _LONG_HEADING, _LEAST_OF_TITLE, _LINKED = 600, 300, 300, 4, 0.6
_PLAYER = "a player"
"""The reason for which what is around a player is left out."""
_QUOTED, _LONGEST_NAMED = 3, 15
"""Elements of a box around a quotation (a portrait is between), and words that say whose it is."""
_MOST_ABOVE = 0.15
"""The share of the article's words that may be left out above its headline."""


class Walker(Figures):
    """Walks one part of a page after the other and gathers its pieces; its judge has what was left out."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._handlers: dict[str, Callable[[_Element], Closer | None]] = {
            "blockquote": self._quote, "ul": self._list, "ol": self._list, "dir": self._list,
            "li": self._item, "dd": self._item, "dt": self._term, "pre": self._code, "table": self._table,
            "figure": self._figure, "figcaption": self._caption, "img": self._image, "amp-img": self._image,
            "code": self._lines_of_code, "br": self._break, "hr": self._rule, "noscript": self._noscript,
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
        if tag not in ("pre", "code") and LINE_NUMBERS.search(hint(element)) and not self._is_text(element):
            return None
        if element in self._plan.notes.places:
            self.note(element)
            return None
        if element is self._plan.headline:
            self._begin()
            return None
        if tag in BLOCKS:
            return self._enter_block(element)
        if tag in _SPANS and (self._takes_note(element) or self._takes_span(element)):
            return None
        return self._handlers.get(tag, self._inline.enter)(element)

    def _is_text(self, element: _Element) -> bool:
        return element in self._plan.survey.weights or holds(element, "pre", "code")

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
        quoted = _says_whose_words(element)
        if not (heading or quoted) and (self._is_caption(element) or self._is_in_small_print(element)):
            self._caption(element)
            return None
        pulled = not self._place.quotes and (quoted or (element.tag != "figure" and self._is_pulled(element)))
        handler = self._quote if pulled else None if quoted else self._handlers.get(element.tag)
        if not pulled and element.tag != "figure" and (is_picture_box(element) or is_plain_box(element)):
            handler = self._figure
        if handler is None and not self._place.heading and element.get("role") == "heading":
            handler = self._head
        closer = handler(element) if handler else self._flush
        if closer and handler is None and element.tag in _CALLED and is_called_heading(hint(element)):
            closer = self._calling(closer)
        return closer and self.judge.trusting(element, closer)

    def _calling(self, closer: Closer) -> Closer:
        """A closer that also marks what is written until then as called a heading."""
        start = len(self.pieces)

        def close() -> None:
            closer()
            for piece in self.pieces[start:]:
                piece.called = True

        return close

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

    def _takes_note(self, element: _Element) -> bool:
        """Whether a span was a note in the margin, which is written behind its paragraph."""
        if self._inline.blank or not _SIDE_NOTE.search(hint(element)):
            return False
        line = gathered(element, self._plan.links)
        self._pictures.append(Piece(BlockKind.FOOTNOTE, line.text, line.spans))
        return True

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
        return item is not None and not item.started and self._inline.length <= LABEL

    def _head(self, element: _Element) -> Closer | None:
        text = text_of(element)
        if self._is_title(element.tag, text):
            return None
        if element.tag in _GREAT and not self._place.has_text and shows_title(text, self._plan.title):
            self.judge.drop(text, SAID_BEFORE)
            return None
        if len(text) > _LONG_HEADING and holds(element, "p", "div", "ul", "ol"):
            return self._flush  # it was never closed
        level = HEADINGS.get(element.tag) or max(1, min(number(element.get("aria-level"), 2), 6))
        before, self._place.heading = self._place.heading, level

        def close() -> None:
            self._flush()
            self._place.heading = before

        return close

    def _is_title(self, tag: str, text: str) -> bool:
        title = self._plan.title
        if not title or self._place.has_text:
            return False
        if text == title or (tag == "h1" and likeness(text, title) >= 0.8):
            return True
        before = title.removesuffix(text)
        return before != title and before.endswith((": ", "| ", "– ")) and len(words_in(text)) >= _LEAST_OF_TITLE

    def _quote(self, _: _Element) -> Closer:
        self._place.quotes += 1

        def close() -> None:
            self._flush()
            self._place.quotes -= 1

        return close

    def _list(self, element: _Element) -> Closer:
        backwards = element.get("reversed") is not None
        first = number(element.get("start"), sum(child.tag == "li" for child in element) if backwards else 1)
        self._lists.append(OpenList(element.tag == "ol", first, -1 if backwards else 1))

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
        self._items.append(OpenItem(max(1, min(len(self._lists), MAX_LEVEL)), info))

        def close() -> None:
            self._flush()
            self._items.pop()

        return close

    def _term(self, _: _Element) -> Closer:
        unmark, start = self._inline.mark(SpanKind.STRONG), len(self.pieces)

        def close() -> None:
            unmark()
            self._flush()
            for piece in self.pieces[start:]:
                piece.term = True

        return close

    def _code(self, element: _Element) -> None:
        survey = self._plan.survey
        pieces = code_pieces(element, whole=survey.weights.get(element, 0) > survey.total / 2)
        if pieces:
            self.judge.started = True
            self.pieces += pieces

    def _lines_of_code(self, element: _Element) -> Closer | None:
        """Write code of several lines that stands in no `pre`."""
        if not self._inline.blank or self._place.heading or not holds(element, "br"):
            return self._inline.enter(element)
        self._flush()
        self._code(element)
        return None

    def _table(self, element: _Element) -> Closer | None:
        if code := code_in_table(element):
            self.judge.started = True
            self.pieces += code
            return None
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


def _says_whose_words(element: _Element) -> bool:
    """Whether an element says whose words a quotation is: its figure's caption, or a few words in a box with it."""
    if element.tag == "figcaption":
        figure = next(element.iterancestors("figure"), None)
        return figure is not None and holds(figure, "blockquote") and not holds(figure, "img", "amp-img", *EMBEDS)
    around = element.getparent()
    if around is None or not 1 < len(around) <= _QUOTED or around[0].tag != "blockquote" or around[-1] is not element:
        return False
    text = text_of(element)
    if not 0 < len(words_in(text)) <= _LONGEST_NAMED or SENTENCE_END.search(text) or holds(element, "a", "h1", "table"):
        return False
    return around.tag in _CALLED and not any(text_of(between) for between in list(around)[1:-1])
