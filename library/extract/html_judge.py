"""What on a page is no part of its article, and why: elements by their markup and place, lines by the rules."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from lxml.etree import _Element

from library.builder import clean_text
from library.document import SpanKind
from library.extract import Dropped
from library.extract.furniture import Rules
from library.extract.html_boxes import is_captioned_picture, is_plain_box
from library.extract.html_captions import (
    captions_in,
    is_beside_media,
    is_marked_caption,
    is_small,
    leads_away,
)
from library.extract.html_head import Head
from library.extract.html_markup import (
    HEADINGS,
    INVISIBLE,
    WEAK_REASONS,
    Closer,
    hint,
    holds,
    is_said_to_be_else,
    link_share,
    noise,
    text_of,
    words_in,
)
from library.extract.html_notes import Notes
from library.extract.html_pieces import Line, Links
from library.extract.html_survey import HEAVY, Kept, Survey
from library.extract.html_teasers import introduces, site_of

_BYLINE = re.compile(
    r" (?:by ?lines?|authors?|author name|date ?lines?|dates?|date ?time|time ?stamp|published|pub ?date|posted"
    r"|meta|post meta|entry meta|article meta|reading time|read time|updated|last modified|kicker"
    r"|eyebrow|rubric|section name|category) "
)
_OVER_HEADLINE = re.compile(
    r" (?:\w*author ?(?:line|short)|above ?head(?:ing|line)|kicker|eyebrow|epigraph"
    r"|over ?line|dach ?zeile|ante ?titulo|rubric|top ?line|spitz ?marke"
    r"|pre ?title|super ?title|section name) "
)
_NOTES_AREA = re.compile(r" (?:footnotes?|endnotes?|references|reflist|doc endnotes) ")
_WHOLES = frozenset(("li", "dd", "blockquote", "td", "th", "figure", "details"))
SAID_BEFORE = "said before"
_OVER_QUESTIONS = re.compile(r"faq’?s?", re.IGNORECASE)
_HEADING_BOXES = frozenset(("div", "section", "header", "hgroup", *HEADINGS))
_LONG_HEADING, _LEAST_BELOW = 20, 12
"""Words of a heading in a box of its own, and of the text of the article below it."""
_STRAY = 0.08
"""An element behind the article with less than this share of its words is no part of it."""
_LINK_REASONS = frozenset(("other articles", "tags"))
"""Reasons that hold only where much of the text is links: an ordinary list may be of class post-list."""
_NOISY_TAGS = frozenset(("aside", "nav", "form", "menu", "footer"))
_PICTURES = frozenset(("figure", "div"))
_TOLD_OF_PICTURES = frozenset(("sharing", "a newsletter or subscription box"))
"""Reasons by class that are wrong where a picture can be shared, or is a call to do something in name only."""
_SPECIAL = frozenset(("figure", "pre", "table", "blockquote", "hr", "figcaption"))
_NO_BYLINE = frozenset(("body", "main", "article", "figure", *HEADINGS))
_HOLDING_CARDS = frozenset(("ul", "ol", "div", "section"))
_CARDS = frozenset(("li", "article", "div", "section", "a"))
_LONE_CARDS = frozenset(("article", "div", "section", "aside"))
_LINKS_OF_CARD, _LONGEST_CARD, _MOST_IN_CARD = 3, 45, 80
"""Addresses that a card leads to (the article, its section, its author), its words, and elements of a lone one."""
_PARTS_OF_CARD, _WORDS_OF_LABEL, _ALL_LINKS = 5, 4, 0.9
"""Parts of a card, words of the label over it, and the share of links in all others."""
_BELOW = "a notice below the article"
_BOXES = {
    "about the author": (
        r"wrap author|author (?:desc\w*|about|bio\w*|text|wrap\w*|details)|authors? ?(?:box|bio)\w*|m a box"
        r"|(?:bio|about) (?:description|text|content)|saboxplugin\w*|abh (?:box|text|tab|description)|article autor"
        r"|autor(?:en)? ?(?:box|info|kasten|profil)|ueber (?:den autor|die autorin)|sobre (?:el|o) autor|about writer"
        r"|contributor (?:bio|box|info)"
    ),
    "a shop or subscription": (
        r"paid ?box\w*|freemium\w*|abo ?(?:box|teaser|hinweis)|(?:amazon|affiliate) (?:box|deal|widget|disclaimer|note)"
        r"|buy ?box|price ?box|a deal|deal ?box|product ?(?:box|widget)|shop ?widget|spenden? ?(?:box|aufruf)"
        r"|(?:apoie|support|donation) ?box"
    ),
    _BELOW: r"copyrights?|legal|disclaimers?|article copyright|correction policy|republish\w*",
}
"""What names of classes say of boxes, longer than those of `html_markup`, and true whatever an extractor keeps."""
_BOX_REASONS = tuple((re.compile(f" (?:{pattern}) "), reason) for reason, pattern in _BOXES.items())
_LONGEST_BOX, _NO_WORDS = 150, 2
_QUOTATION_MARKS = "„“”‟\"«»‹›‚‘’'❝❞「」『』"
_MAX_DROPPED, _SHORT_LINE = 200, 8


@dataclass(frozen=True)
class Plan:
    """What is known of the page before its article is walked."""

    title: str
    rules: Rules
    kept: Kept
    survey: Survey
    head: Head
    """What was taken already."""
    notes: Notes
    links: Links
    headline: _Element | None = None
    stated: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Words and credits of pictures in the page's data, by the names of their files."""
    authors: tuple[str, ...] = ()


@dataclass
class Place:
    """Where in the article the walk is."""

    heading: int = 0
    """The level of the heading that is open."""
    quotes: int = 0
    """How many quotations are open."""
    listed: bool = False
    """Whether an item of a list is open."""
    after_picture: bool = False
    has_text: bool = False
    """Whether a paragraph was written."""


class Judge:
    """Says of each element and each line, in reading order, why it is left out, and keeps account of it."""

    def __init__(self, plan: Plan) -> None:
        self.dropped: list[Dropped] = []
        self.minutes: int | None = None
        """The reading time that the page itself gave."""
        self.started = False
        """Whether the text has begun."""
        self.heads_list = False
        """Whether the line before was the label of a list of other articles."""
        self._ended = False
        self._introduced = False
        """Whether the line before says what the list below it is."""
        self._trusted = 0
        self._plan = plan
        self._last_reason = ""
        """Why the line before was left out; empty when it was not."""
        self._heavy = plan.survey.total * HEAVY
        last = plan.survey.last
        self._last = set() if last is None else {last, *last.iterancestors()}

    def drop(self, text: str, reason: str) -> None:
        """Note what is left out."""
        text = clean_text(text)
        if text:
            self.dropped.append(Dropped(text[:_MAX_DROPPED], reason))

    def left(self, element: _Element) -> None:
        """Note that the walk is past an element."""
        if element in self._last:
            self._ended = True

    # Elements -----------------------------------------------------------------------------------------------

    def of_element(self, element: _Element, place: Place) -> str:
        """Why a block element is not walked; empty when it is."""
        survey = self._plan.survey
        if element in survey.apart:
            return "apart from the article"
        if self.started and (element in survey.asked or element in survey.around_asked):
            return ""
        weight = survey.weights.get(element, 0)
        if weight > self._heavy:
            return ""
        reason = noise(element)
        if reason in _LINK_REASONS and not self._ended and link_share(element) < 0.3 and not _waits_for_cards(element):
            reason = ""
        if reason and weight and self._is_part_all_the_same(element, reason, weight):
            reason = ""
        if reason and _yields_to_picture(element, reason) and _is_pictured(element):
            reason = ""
        if not reason and not self.started and (_is_rubric(element) or (not weight and _is_byline(element))):
            reason = "byline or date"
        if not reason and weight and self._ended and not self._trusted and self._is_behind_the_trunk(element):
            reason = "after the article"
        reason = reason or self._of_cards(element) or self._box(element)
        if reason or not survey.core or weight or self._trusted or _NOTES_AREA.search(hint(element)):
            return reason
        return self._beside(element, under_heading=place.heading > 0)

    def _box(self, element: _Element) -> str:
        """Why an element is a box that is no part of the article, by names that are given to nothing else."""
        words = hint(element)
        reason = _box_reason(words) if len(words) > _NO_WORDS else ""
        if not reason:
            return ""
        size = len(words_in(text_of(element)))
        if reason == _BELOW and (not self.started or size < _SHORT_LINE or is_beside_media(element)):
            return ""  # the credit of a picture
        return reason if size <= _LONGEST_BOX else ""

    def trusting(self, element: _Element, closer: Closer) -> Closer:
        """A closer that also ends the trust in what an element holds, where the extractor kept nothing of it."""
        survey = self._plan.survey
        if not survey.core or (element in survey.weights and element not in survey.asked):
            return closer
        self._trusted += 1

        def close() -> None:
            self._trusted -= 1
            closer()

        return close

    def _is_part_all_the_same(self, element: _Element, reason: str, weight: int) -> bool:
        """Whether the extractor is right to keep an element against the words of its class."""
        return (
            reason in WEAK_REASONS
            or reason in self._plan.survey.dismissed
            or (weight >= 100 and weight >= 0.8 * len(words_in(text_of(element))))
        )

    def _of_cards(self, element: _Element) -> str:
        """Why an element is left out that is a card of another article, or holds nothing but such."""
        if element.tag in _HOLDING_CARDS and (self._holds_cards(element) or self._is_teaser(element)):
            return "other articles"
        lone = self.started and element.tag in _LONE_CARDS and self._is_lone_card(element)
        return "a teaser of another article" if lone else ""

    def _holds_cards(self, element: _Element) -> bool:
        """Whether all that an element holds are cards of other articles of the site: a title, a picture, one link."""
        cards = [child for child in element if child.tag not in INVISIBLE]
        if len(cards) < 2 or cards[0].tag not in _CARDS or any(card.tag != cards[0].tag for card in cards):
            return False
        return all(self._is_card(card) for card in cards)

    def _is_teaser(self, element: _Element) -> bool:
        """Whether an element is one card with a picture, all of it links, below a label or without one."""
        if element.tag == "ul" or self._plan.survey.weights.get(element, 0) > _LONGEST_CARD:
            return False
        if not (1 < len(element) <= _PARTS_OF_CARD and holds(element, "img") and self._is_card(element)):
            return False
        rest = text_of(element)
        label = text_of(element[0])
        if len(words_in(label)) <= _WORDS_OF_LABEL and not holds(element[0], "a"):
            rest = rest.removeprefix(label)
        return sum(len(text_of(link)) for link in element.iter("a")) >= _ALL_LINKS * len(rest.strip())

    def _is_lone_card(self, element: _Element) -> bool:
        """Whether an element in the text is a picture and a linked heading that lead to one other article."""
        if next(islice(element.iter(), _MOST_IN_CARD, None), None) is not None or not holds(element, "img", "amp-img"):
            return False
        links = {link.get("href") for link in element.iter("a")}
        # A list of such cards may be what the article is: a selection, with a word on each.
        return len(links) == 1 and self._is_card(element) and next(element.iterancestors("li"), None) is None

    def _is_card(self, element: _Element) -> bool:
        if not any(holds(title, "a") or _is_in_link(title) for title in element.iter(*HEADINGS)):
            return False
        if holds(element, "blockquote", "pre", "table", "figcaption"):
            return False
        links = self._plan.links
        addresses = {links.target(link.get("href") or "") for link in element.iter("a")} - {""}
        if not 0 < len(addresses) <= _LINKS_OF_CARD or len(words_in(text_of(element))) > _LONGEST_CARD:
            return False
        site = site_of(links.base)
        return all(site_of(address) == site for address in addresses)

    def _is_behind_the_trunk(self, element: _Element) -> bool:
        """Whether what the extractor kept behind the article is too little to be part of it."""
        survey = self._plan.survey
        if survey.trunk is None or survey.weights.get(element, 0) >= _STRAY * survey.total:
            return False
        around = survey.trunk.getparent()
        return around is None or around not in element.iterancestors()

    def _beside(self, element: _Element, *, under_heading: bool) -> str:
        """Why an element without a word that the extractor kept is no part of the article."""
        parent = element.getparent()
        beside_text = parent is not None and (parent in self._plan.survey.core or parent.tag in _WHOLES)
        pictured = element.tag not in HEADINGS and (
            holds(element, "figure", "picture")
            or is_captioned_picture(element)
            or (not self.started and is_plain_box(element))
        )
        captioning = is_marked_caption(element) and is_beside_media(element)
        special = element.tag in _SPECIAL or pictured or captioning
        if self._ended and not (beside_text and (special or self._goes_on(element))):
            return "after the article"
        if not beside_text and not special and not under_heading and not self._is_heading_alone(element):
            return "beside the article" if self.started else "before the article"
        introduced = self._introduced and element.tag in ("ul", "ol") and not _is_contents(element)
        listed = not special and not introduced and link_share(element) > 0.7
        if not listed or _leads_into_link(element) or self._is_over_text(element):
            return ""
        return "only links"

    def _is_heading_alone(self, element: _Element) -> bool:
        """Whether an element holds nothing but a heading, and the one behind it holds text of the article."""
        if not self.started or self._ended or element.tag not in _HEADING_BOXES:
            return False
        heading = element if element.tag in HEADINGS else next(element.iter(*HEADINGS), None)
        if heading is None or element.getparent() is None:
            return False
        text = text_of(heading)
        if len(words_in(text)) > _LONG_HEADING or text != text_of(element) or link_share(element) > 0.5:
            return False
        below = next((found for found in element.itersiblings() if not _is_picture(found)), None)
        return below is not None and self._plan.survey.weights.get(below, 0) >= _LEAST_BELOW

    def _is_over_text(self, element: _Element) -> bool:
        """Whether an element is a heading over a paragraph of the article, such as the name of what that tells of."""
        if element.tag not in HEADINGS or not self.started or self._ended:
            return False
        below = next((found for found in element.itersiblings() if not _is_picture(found)), None)
        return below is not None and below.tag == "p" and below in self._plan.survey.weights

    @staticmethod
    def _goes_on(element: _Element) -> bool:
        """Whether an element behind the last line that the extractor kept may be of the text all the same."""
        return element.tag == "p" or (element.tag in ("ul", "ol", "dl") and link_share(element) < HEAVY)

    # Lines --------------------------------------------------------------------------------------------------

    def of_line(self, line: Line, place: Place) -> str:
        """Why a line is left out; empty when it is written."""
        text = clean_text(line.text)
        survey = self._plan.survey
        kept = not survey.core or self._plan.kept.holds(text)
        reason = self._last_reason = self._line_reason(line, text, place, kept=kept)
        if not reason:
            self._introduced = introduces(text) and not place.heading
        if kept and not place.heading and len(words_in(text)) >= _SHORT_LINE:
            self.started = True
        return reason

    def _line_reason(self, line: Line, text: str, place: Place, *, kept: bool) -> str:
        plan = self._plan
        if text in plan.head.texts or (text == plan.title and not place.has_text):
            return SAID_BEFORE
        if place.quotes and not text.strip(_QUOTATION_MARKS):  # one that only adorns a quotation
            return "signs without a word"
        where = "head" if not self.started else "tail" if self._ended else "body"
        reason = self._ruled_out(text, where, place)
        linked = sum(span.end - span.start for span in line.spans if span.kind is SpanKind.LINK)
        if where == "head" and not place.heading and not reason and linked > 0.9 * len(text) and _is_short(text):
            return "only links"
        if reason or kept:
            return reason
        if where == "head" and not place.heading and not place.quotes:
            return "before the article" if _is_short(text) else ""
        alone = not place.listed and not place.heading
        return "only links" if alone and linked > 0.9 * len(line.text.strip()) else ""

    def _ruled_out(self, text: str, where: str, place: Place) -> str:
        """The reason of the rule that a line falls under, noting what it says of the article."""
        rules = self._plan.rules
        if place.heading and self.started and _OVER_QUESTIONS.fullmatch(text):
            return ""  # at the foot of a page it is a link
        beside = [self._last_reason, "caption"] if place.after_picture else [self._last_reason]
        found = rules.furniture_at(text, where, beside)
        self.heads_list = found is not None and found[0].drops == "list"
        if found:
            rule, match = found
            minutes = match.groupdict().get("minutes") or ""
            if rule.keep == "minutes" and minutes.isdecimal():
                self.minutes = self.minutes or int(minutes)
            return rule.reason
        if where != "head" or place.heading:
            return ""
        if text in self._plan.authors or rules.byline_in(text) or rules.date_in(text):
            return "byline or date"
        return ""


def _waits_for_cards(element: _Element) -> bool:
    """Whether an element holds cards that a script would fill, and no text."""
    return holds(element, "article") and not holds(element, "p")


@lru_cache(maxsize=4096)
def _box_reason(words: str) -> str:
    return next((reason for pattern, reason in _BOX_REASONS if pattern.search(words)), "")


def _yields_to_picture(element: _Element, reason: str) -> bool:
    """Whether what the markup says against an element may be wrong where it is a picture with its caption."""
    if element.tag in _NOISY_TAGS:
        return element.tag == "aside" and not is_said_to_be_else(element) and _is_all_captions(element)
    return reason in WEAK_REASONS or (element.tag in _PICTURES and reason in _TOLD_OF_PICTURES)


def _is_all_captions(element: _Element) -> bool:
    """Whether nothing is said in a small element but of its pictures."""
    captions = captions_in(element) if is_small(element) else []
    return bool(captions) and not text_of(element, captions)


def _is_pictured(element: _Element) -> bool:
    """Whether an element is a picture with its caption, or that caption."""
    if element.tag == "figcaption" or (is_marked_caption(element) and is_beside_media(element)):
        return True
    return is_captioned_picture(element) and not leads_away(element)


def _is_picture(element: _Element) -> bool:
    return element.tag == "figure" or (holds(element, "img") and not text_of(element))


def _is_contents(element: _Element) -> bool:
    """Whether the links of a list lead to places on the page itself."""
    return any((link.get("href") or "").startswith("#") for link in element.iter("a"))


def _leads_into_link(element: _Element) -> bool:
    """Whether a paragraph, or a box around one, is a sentence that begins outside of the link that most of it is."""
    while len(element) == 1 and element.tag == "div":
        element = element[0]
    before = element.text or ""
    return element.tag == "p" and len(words_in(before)) > 1 and ":" not in before and text_of(element).endswith(".")


def _is_in_link(element: _Element) -> bool:
    return next(element.iterancestors("a"), None) is not None


def _is_short(text: str) -> bool:
    return len(words_in(text)) < _SHORT_LINE


def _is_rubric(element: _Element) -> bool:
    """Whether a heading is named what stands over a headline, or tells who wrote the article."""
    if element.tag not in HEADINGS or element.tag == "h1" or not _OVER_HEADLINE.search(hint(element)):
        return False
    return _is_short(text_of(element))


def _is_byline(element: _Element) -> bool:
    if element.tag in _NO_BYLINE or not (_BYLINE.search(hint(element)) or element.tag == "address"):
        return False
    if len(text_of(element)) >= 300 or holds(element, "img", "h1"):
        return False
    return not any(is_beside_media(found) for found in (element, *captions_in(element)))
