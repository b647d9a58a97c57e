"""The walk from HTML elements to blocks: what each is in print."""

import re
from collections.abc import Callable

from lxml.etree import _Element

from library.document import BlockKind, SpanKind
from library.extract.html_captions import (
    LONG_CAPTION,
    caption_piece,
    captions_in,
    captions_of,
    credit_declared,
    is_beside_media,
    is_marked_caption,
    is_picture_box,
)
from library.extract.html_headings import is_called_heading
from library.extract.html_judge import Plan
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
    link_share,
    nothing,
    number,
    text_of,
    visible,
    words_in,
)
from library.extract.html_media import (
    EMBEDS,
    embed_piece,
    is_in_line,
    is_post,
    picture_address,
    picture_piece,
    post_piece,
)
from library.extract.html_notes import note_piece
from library.extract.html_pieces import Piece, gathered, is_small_picture, said_by
from library.extract.html_tables import LINE_NUMBERS, code_in_table, code_pieces, row_pieces, rows_of
from library.extract.html_writing import LABEL, MAX_LEVEL, OpenItem, OpenList, Writer

_CALLED = frozenset(("p", "div", "section", "header"))
_SPANS = frozenset(("span", "em", "i", "strong", "b", "small", "cite", "font"))
_PULL_QUOTE = re.compile(
    r" (?:pull(?:ed)? ?quotes?|quote pull|exergue|(?:block|big|article|story) quote|quote (?:block|box)"
    r"|zitat(?: box)?) "
)
_SIDE_NOTE = re.compile(r" (?:side ?note|margin ?note) (?!number|toggle)")
_LONGEST_PULLED, _LONG_SPAN, _LONG_HEADING, _LINKED = 600, 300, 300, 0.6
_PLAYER = "a player"
"""The reason for which what is around a player is left out."""
_MOST_ABOVE = 0.15
"""The share of the article's words that may be left out above its headline."""


class Walker(Writer):
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

    def show(self, element: _Element) -> None:
        """Gather the pictures below an element with their captions, and nothing else of it."""
        parts = captions_of(element) if element.tag == "figure" else captions_in(element)
        captions = set(parts) - {element}
        for found in visible(element):
            if found in captions:
                self._write_caption(found)
            elif found.tag in ("img", "amp-img") and not is_in_line(found) and (piece := self._picture(found)):
                self.pieces.append(piece)
        said = element in parts or is_marked_caption(element)
        if said and len(text_of(element)) < LONG_CAPTION:
            self._write_caption(element)

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
            self._leave_out(text_of(element), reason)
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
        if not heading and self._is_caption(element):
            self._caption(element)
            return None
        pulled = element.tag != "figure" and not self._place.quotes and self._is_pulled(element)
        handler = self._quote if pulled else self._handlers.get(element.tag)
        if not pulled and element.tag != "figure" and is_picture_box(element):
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
        if is_picture_box(element) and self._inline.blank:
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

    # Pictures and captions ----------------------------------------------------------------------------------

    def _is_caption(self, element: _Element) -> bool:
        return is_marked_caption(element) and (self._is_after_picture() or is_beside_media(element))

    def _picture(self, image: _Element) -> Piece | None:
        piece = picture_piece(image, self._plan.links.base)
        if piece is None or piece.info in self._shown:
            return None
        self._shown.add(piece.info)
        return piece

    def _image(self, element: _Element) -> None:
        if is_in_line(element):
            if not self._inline.blank or is_small_picture(element):
                self._inline.add(said_by(element))
            return
        piece = self._picture(element)
        if piece is None:
            self._unseen = len(self.pieces)
            return
        # A picture within a paragraph stands behind it: the sentence stays whole.
        self._pictures.append(piece)
        if self._inline.blank:
            self._flush()

    def _noscript(self, element: _Element) -> Closer | None:
        """Open what stands in for a picture that a script would load, unless the picture is known without."""
        beside = [found for found in (element.getprevious(), element.getnext()) if found is not None]
        images = [image for found in beside for image in found.iter("img")]
        shown = any(picture_address(image, self._plan.links.base) for image in images)
        return nothing if holds(element, "img") and not shown else None

    def _embed(self, element: _Element) -> None:
        piece, left_out = embed_piece(element, self._plan.links.base)
        if piece is None:
            self.judge.drop(left_out, "a frame that shows no part of the article")
            return
        address = piece.spans[0].target
        if address in self._shown:
            return
        self._shown.add(address)
        piece.embedded = True
        self._pictures.append(piece)
        if self._inline.blank:
            self._flush()

    def _figure(self, element: _Element) -> Closer | None:
        captions = captions_in(element)
        images = list(element.iter("img", "amp-img"))
        nested = next(element.iterdescendants("figure"), None) is not None
        texts = holds(element, "pre", "table", "blockquote", "ul", "ol", *HEADINGS)
        if nested or texts or not (images or captions) or len(text_of(element)) > LONG_CAPTION:
            return self._flush
        self.pieces += [piece for image in images if (piece := self._picture(image))]
        for found in element.iter(*EMBEDS):
            self._embed(found)
        parts = captions_of(element)
        for part in parts:
            self._write_caption(part)
        self._credit_last(element)
        if element not in parts:
            self.judge.drop(text_of(element, parts), "beside a picture")
        return None

    def _credit_last(self, figure: _Element) -> None:
        """Give the caption of a figure the credit that only attributes tell, where its words have none."""
        last = self.pieces[-1] if self.pieces else None
        if last is not None and last.kind is BlockKind.CAPTION and last.text and not last.credit:
            last.credit = credit_declared(figure)

    def _caption(self, element: _Element) -> None:
        self._flush()
        if holds(element, *HEADINGS) and link_share(element) > _LINKED:
            self.judge.drop(text_of(element), "other articles")
            return
        if not self._is_after_picture():  # behind one, it is a sign
            images = element.iter("img", "amp-img")
            self.pieces += [piece for image in images if not is_in_line(image) and (piece := self._picture(image))]
        self._write_caption(element)

    def _write_caption(self, element: _Element) -> None:
        self._add_caption(caption_piece(element, self._plan.rules))
