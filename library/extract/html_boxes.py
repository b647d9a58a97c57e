"""Boxes of pictures: small parts of a page that hold a picture and a few words that nothing marks as its caption."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from lxml.etree import _Element

from library.builder import clean_text
from library.extract.furniture import is_sentence
from library.extract.html_captions import CAPTION, LINKED, MEDIA, MEDIA_NAME, is_marked_caption, is_small
from library.extract.html_markup import hint, holds, link_share, number, text_of, visible, words_in
from library.extract.html_pieces import is_small_picture

# Names of a box around a picture and what is said of it; and of boxes around a picture of something else.
_PICTURE_BOX = re.compile(
    r" (?:(?:\w*(?:image|img|photo|picture|foto|bild|figure|illustration|imagen|imagem|immagine|zdjecie|afbeelding)s?"
    r"|pic|thumb|hmedia)(?:box|holder|container|wrap|wrapper|block|inline|left|right|center|full)?\d*) "
)
_OTHER_PICTURE = re.compile(
    r" (?:(?:has|with|com|mit|con|avec|no|without|background|bg) (?:thumb|\w*image|img|photo|picture|foto|bild|pic)"
    r"|authors?|autor|avatar|profile|logo|teasers?\w*|cards?|promos?|related|products?|prices?|users?|comments?|widget|icon"
    r"|bio|by ?line|bubble|banner|listing|grid|list|menu|nav|headlines?|titles?|titre|titulo|titel) "
)
_PRICE = re.compile(r"[$£€]\s?\d|\d\s?(?:€|EUR\b|USD\b)")
_BOXES = frozenset(("div", "span", "section", "center", "p"))
_NEVER_IN_BOX = ("h1", "h2", "h3", "h4", "ul", "ol", "form", "blockquote", "table", "pre", "article", "time", "figure")
_MOST_IN_BOX, _WORDS_IN_BOX, _LEAST_IN_CELL = 3, 45, 5
"""Pictures, and words, that a box has at most which is told by its name alone; words of a sentence in a cell."""
_PLAIN_BOXES = frozenset(("div", "span", "section", "center"))
_MOST_IN_PLAIN, _MOST_PARTS, _LEAST_SAID, _LONGEST_PARAGRAPH = 30, 4, 4, 12
"""Elements, parts and words of a box that nothing names; words of a sentence that may be a paragraph."""
_NEVER_IN_PLAIN = (*_NEVER_IN_BOX, "h5", "h6", "button", "input", "iframe", "video", "dl")
_LONGEST_BEHIND = 80
"""Code points behind what the alternative of a picture says: who made it."""
_PORTRAIT = 150
"""The width up to which a picture may show who wrote something."""
_PLAIN_LINKED = 0.2
_WRITTEN_BY = re.compile(
    r"(?:by|von|par|por|di|door|av|af|words|text|story|read|watch|listen|more)\b"
    r"|.*(?:\bmin(?:ute)?s?\b.?read|\bago\b|\bcomments?\b|\bsubscri|\bfollow|\bclick\b|\bsign up|\bpublished\b"
    r"|\bupdated\b|\d{1,2}:\d\d|@|\bposted\b|\bshare\b|\bdownload|\bvotes?\b|\bviews\b)",
    re.IGNORECASE | re.DOTALL,
)
"""What is said of writers, and of the page, and of no picture."""
_OF_OTHER_THINGS = re.compile(
    r" (?:meta|metas|date|dates|time|published|posted|writers?|contributors?|reporters?|share|social|tags?|category"
    r"|kicker|subscribe|newsletter|ads?|sponsor\w*|rating|score|review|events?|person|people|team|staff|contact|host"
    r"|speaker|button|btn|cta|link|header|footer|nav|info ?box|sidebar|podcast|episode|player|quiz|offer|deal|shop|buy"
    r"|download) "
)


def is_picture_box(element: _Element) -> bool:
    """Whether an element is named after a picture, and holds one with a few words that nothing marks as its caption."""
    named = element.tag in ("dl", "td") or (element.tag in _BOXES and _is_named_box(hint(element)))
    if not named or not is_small(element) or holds(element, *_NEVER_IN_BOX):
        return False
    pictures = [image for image in element.iter("img", "amp-img") if not is_small_picture(image)]
    if not 1 <= len(pictures) <= (_MOST_IN_BOX if element.tag == "div" else 1):
        return False
    words = words_in(text_of(element))
    if _PRICE.search(text_of(element)) and holds(element, "a"):
        return False
    if not 1 < len(words) <= _WORDS_IN_BOX or not any(len(word) > 1 and word.isalpha() for word in words):
        return False
    if any(found.tag == "figcaption" or CAPTION.search(hint(found)) for found in element.iterdescendants()):
        return False
    if element.tag == "td":
        return len(words) >= _LEAST_IN_CELL and is_sentence(text_of(element)) and not link_share(element)
    return link_share(element) <= LINKED and (element.tag != "dl" or _is_list_of_one(element))


@lru_cache(maxsize=4096)
def _is_named_box(words: str) -> bool:
    return _PICTURE_BOX.search(words) is not None and _OTHER_PICTURE.search(words) is None


def _is_list_of_one(element: _Element) -> bool:
    """Whether a list of terms has one term, a picture, and one description, as galleries have them."""
    return [child.tag for child in element] == ["dt", "dd"] and holds(element[0], "img") and not text_of(element[0])


def is_plain_box(element: _Element) -> bool:
    """Whether an element without a telling name holds one picture, a few words and nothing else."""
    if element.tag not in _PLAIN_BOXES or not 0 < len(element) <= _MOST_PARTS:
        return False
    if is_said_box(element):
        return True
    if next(islice(element.iter(), _MOST_IN_PLAIN, None), None) is not None or holds(element, *_NEVER_IN_PLAIN):
        return False
    pictures = list(element.iter("img", "amp-img"))
    if len(pictures) != 1 or is_small_picture(pictures[0]) or number(pictures[0].get("width"), 1000) <= _PORTRAIT:
        return False
    text = text_of(element)
    words = words_in(text)
    if not _LEAST_SAID <= len(words) <= _WORDS_IN_BOX or _WRITTEN_BY.match(text) or _PRICE.search(text):
        return False
    if len(words) >= _LONGEST_PARAGRAPH and holds(element, "p") and is_sentence(text):
        return False
    own = "".join(hint(found) for found in element.iter())
    names = own + "".join(hint(found) for found in islice(element.iterancestors(), 2))
    if CAPTION.search(names) or _OTHER_PICTURE.search(names) or _OF_OTHER_THINGS.search(own):
        return False
    return link_share(element) <= _PLAIN_LINKED


def is_said_box(element: _Element) -> bool:
    """Whether an element holds one picture, and below it what the alternative of that says, with little more."""
    if next(islice(element.iter(), _MOST_IN_PLAIN, None), None) is not None:
        return False
    pictures = list(element.iter("img", "amp-img"))
    said = clean_text(pictures[0].get("alt") or "") if len(pictures) == 1 else ""
    if len(words_in(said)) < _LEAST_SAID or holds(element, *_NEVER_IN_BOX) or is_small_picture(pictures[0]):
        return False
    text = text_of(element)
    return text.startswith(said) and len(text) - len(said) <= _LONGEST_BEHIND and link_share(element) <= _PLAIN_LINKED


def is_captioned_picture(element: _Element) -> bool:
    """Whether an element holds a picture or player and a marked caption."""
    if not is_small(element):
        return False
    pictured = holds(element, *MEDIA) or (MEDIA_NAME.search(hint(element)) and not is_marked_caption(element))
    if pictured and any(found is not element and is_marked_caption(found) for found in visible(element)):
        return True
    return is_picture_box(element)


def is_headed(element: _Element, headings: Iterable[str]) -> bool:
    """Whether an element holds a heading; one that stands in for a player is none, if it says what its caption does."""
    said = {text_of(caption) for caption in element.iter("figcaption")}
    return any(
        next(found.iterancestors("noscript"), None) is None
        or clean_text("".join(map(str, found.itertext()))) not in said
        for found in element.iter(*headings)
    )
