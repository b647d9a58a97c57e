"""Pictures on the walk to blocks: what each shows, its caption and its credit."""

import re

from lxml.etree import _Element

from library.document import BlockKind
from library.extract.html_boxes import is_headed, is_picture_box, is_plain_box
from library.extract.html_captions import (
    LONG_CAPTION,
    caption_piece,
    captions_in,
    captions_of,
    credit_declared,
    is_beside_media,
    is_marked_caption,
    is_small_print,
    said_in_line,
)
from library.extract.html_credits import is_lone_name
from library.extract.html_markup import HEADINGS, Closer, holds, link_share, nothing, text_of, visible
from library.extract.html_media import EMBEDS, embed_piece, is_in_line, is_portrait, picture_address, picture_piece
from library.extract.html_pieces import Piece, is_small_picture, said_by
from library.extract.html_said import said_of
from library.extract.html_writing import Writer

_LINKED = 0.6
_ADVERTISING = re.compile(
    r"(?:ads?|advert(?:isement)?|banner|werbung|anzeige|reklamm?[ae]?|publicidade?|publicité|pubblicità|annons|annonce)"
    r"[ _-]?\d{0,4}",
    re.IGNORECASE,
)
"""What the alternative of a picture says that advertises something."""
_FOLLOWING = re.compile(
    r"https?://(?:news\.google\.[a-z.]+/|(?:www\.)?google\.[a-z.]+/preferences|(?:www\.)?whatsapp\.com/channel/"
    r"|(?:www\.)?(?:facebook|instagram|twitter|x|youtube|tiktok)\.com/@?[\w.-]+/?$)",
    re.IGNORECASE,
)
"""Where a site is followed: a picture that leads there shows nothing of an article."""


class Figures(Writer):
    """The part of the walk that finds pictures, what is embedded, and captions."""

    def show(self, element: _Element) -> None:
        """Gather the pictures below an element with their captions, and nothing else of it."""
        parts = captions_of(element) if element.tag == "figure" else captions_in(element)
        if not parts and (is_picture_box(element) or is_plain_box(element)):
            parts = [element]
        captions = set(parts) - {element}
        pictures: list[Piece] = []
        for found in visible(element):
            if found in captions:
                self._write_caption(found)
            elif found.tag in ("img", "amp-img") and not is_in_line(found) and (piece := self._picture(found)):
                pictures.append(piece)
                self.pieces.append(piece)
        said = element in parts or is_marked_caption(element)
        if said and len(text_of(element)) < LONG_CAPTION:
            self._write_caption(element)
        self._credit_last(element)
        beside = text_of(element, parts) if captions else ""
        self._takes_signature(pictures, beside or text_of(element), alone=not beside)

    def _is_in_small_print(self, element: _Element) -> bool:
        """Whether an element with or behind a picture says all that it says in small print."""
        if not is_small_print(element):
            return False
        last = self.pieces[-1].kind if self.pieces else None
        return bool(self._pictures) or last is BlockKind.IMAGE or holds(element, "img", "amp-img")

    def _is_caption(self, element: _Element) -> bool:
        return is_marked_caption(element) and (self._is_after_picture() or is_beside_media(element))

    def _picture(self, image: _Element) -> Piece | None:
        piece = picture_piece(image, self._plan.links.base)
        if piece is None or piece.info in self._shown:
            return None
        if reason := _of_the_page(image, piece.text):
            self.judge.drop(piece.text or piece.info, reason)
            return None
        self._shown.add(piece.info)
        piece.said = said_of(image, piece.info, self._plan.stated)
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
        texts = holds(element, "pre", "table", "blockquote", "ul", "ol") or is_headed(element, HEADINGS)
        if nested or texts or not (images or captions) or len(text_of(element)) > LONG_CAPTION:
            return self._flush
        pictures = [piece for image in images if (piece := self._picture(image))]
        self.pieces += pictures
        for found in element.iter(*EMBEDS):
            self._embed(found)
        parts = captions_of(element)
        for part in parts:
            self._write_caption(part)
        self._credit_last(element)
        beside = text_of(element, parts) if element not in parts else ""
        if not self._takes_signature(pictures, beside or text_of(element), alone=not beside):
            self._beside_caption(beside)
        return None

    def _takes_signature(self, pictures: list[Piece], name: str, *, alone: bool) -> bool:
        """Take a name beside a picture for its credit where the alternative is signed with it; False when it is not.

        A name that is all that is said may be that of who is shown, unless it is in capitals.
        """
        signed = [picture for picture in pictures if name and picture.text.startswith(f"{name} ")]
        last = self.pieces[-1] if signed else None
        if last is None or not is_lone_name(name, self._plan.rules):
            return False
        if alone and not name.isupper() and (last.kind is not BlockKind.CAPTION or last.text):
            return False
        for picture in signed:
            picture.text = picture.text.removeprefix(name).lstrip()
        if last.kind is not BlockKind.CAPTION:
            self._add_caption(Piece(BlockKind.CAPTION, credit=name))
        elif not last.credit:
            last.text, last.credit = "" if last.text == name else last.text, name
        return True

    def _beside_caption(self, text: str) -> None:
        """Take what a figure says beside its caption for the credit, where it announces one."""
        told = said_in_line(text, self._plan.rules)
        last = self.pieces[-1] if self.pieces else None
        captioned = last is not None and last.kind is BlockKind.CAPTION and not last.credit
        if last is not None and captioned and told and not told.words:
            last.credit, last.label = told.credit, told.label
            return
        self.judge.drop(text, "beside a picture")

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


def _of_the_page(image: _Element, said: str) -> str:
    """Why a picture is the page's and not the article's; empty when it may be the article's."""
    if is_portrait(image):
        return "about the author"
    if _ADVERTISING.fullmatch(said):
        return "advertising"
    link = next(image.iterancestors("a"), None)
    return "promotion of the site" if link is not None and _FOLLOWING.match(link.get("href") or "") else ""
