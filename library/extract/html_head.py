"""The head of an article: the standfirst and the key points between its headline and its text."""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from lxml.etree import _Element

from library.extract import Metadata
from library.extract.furniture import Rules, is_sentence
from library.extract.html_captions import CAPTION
from library.extract.html_markup import (
    BLOCKS,
    HEADINGS,
    INVISIBLE,
    hint,
    holds,
    is_hidden,
    likeness,
    link_share,
    noise,
    text_of,
    words_in,
)
from library.extract.html_survey import LONG_LINE, Survey

# Names of the line below a headline, as classes and itemprops have them in several languages.
_STANDFIRST = re.compile(
    r" (?:stand ?first|dek|deck|sub ?(?:title|head|heading|headline|hed)|strap ?line|chapeau|chapo|ingress"
    r"|vorspann|anleser|entradilla|bajada|sottotitolo|sommario|catenaccio"
    r"|article (?:summary|intro|description|lead|excerpt)) "
)
# The same names are given to a first paragraph, so that they count only outside the text.
_MAYBE_STANDFIRST = re.compile(
    r" (?:lede|lead|intro|introduction|summary|description|excerpt|abstract|teaser|blurb|tagline|preamble) "
)
_NOT_STANDFIRST = re.compile(
    r" (?:images?|photos?|pictures?|videos?|media|captions?|authors?|bio|site|seo|cards?|nav|meta|related|ads?"
    r"|share|figure|button) "
)
_KEY_POINTS = re.compile(
    r" (?:key ?(?:points?|takeaways?|facts|findings|highlights)|takeaways?|tl ?dr|at a glance|in ?brief"
    r"|story highlights?|article (?:highlights|bullets)|summary (?:list|box|points|bullets)|bullet ?points?"
    r"|kernpunkte|quick read) "
)
_MAYBE_KEY_POINTS = re.compile(r" (?:highlights?|summary|bullets?|bullet list|essentials?|overview) ")
_DESCRIBED = frozenset(("p", "div", "h2", "h3", "h4"))
_NEVER_IN_STANDFIRST = ("h1", "img", "ul", "ol", "time", "address", "button", "table", "pre")
_BULLET = re.compile(r"^[•·▪◦‣■*–—-]\s+")
_MAX_LABEL = 8
"""Elements, and words, that the label of key points has at most."""
_LOOK_AHEAD, _MAX_HEAD = 4, 1000
"""How many paragraphs, and elements below the headline, are looked at for key points."""


@dataclass
class Head:
    """What stands between headline and text."""

    standfirst: str = ""
    key_points: list[str] = field(default_factory=list)
    taken: set[_Element] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)


class HeadReader:
    """Reads the page in order until the text has begun, and a few paragraphs on for key points."""

    def __init__(
        self, body: _Element, metadata: Metadata, survey: Survey, rules: Rules, headline: _Element | None
    ) -> None:
        self.head = Head()
        self._body = body
        self._metadata = metadata
        self._survey = survey
        self._rules = rules
        self._light = 0.3 * survey.total
        """Words of the article below which an element may stand at its head."""
        self._headline = headline
        self._way = set() if headline is None else set(headline.iterancestors())
        self._beside_title = {heading.getparent() for heading in body.iter("h1")}
        if headline is not None:
            self._beside_title.add(headline.getparent())
        self._siblings = Counter(paragraph.getparent() for paragraph in survey.paragraphs)
        self._titled = False
        self._begun = False
        """Whether a sentence of the text was seen, behind which there is no standfirst."""
        self._label: _Element | None = None
        self._paragraphs = 0

    def read(self) -> Head:
        """Everything at the head of the article."""
        waiting = [self._body]
        seen = 0
        while waiting and self._paragraphs < _LOOK_AHEAD and seen < _MAX_HEAD:
            element = waiting.pop()
            seen += self._titled
            if element.tag in INVISIBLE or is_hidden(element) or (element not in self._way and self._take(element)):
                continue
            if element in self._survey.paragraphs:
                self._paragraphs += 1
            self._begun = self._begun or (self._titled and element.tag == "p" and self._is_text(element))
            if element in self._way or not self._is_light(element) or not noise(element):
                waiting.extend(reversed(element))
        return self.head

    def _take(self, element: _Element) -> bool:
        """Take an element for what it is at the head of an article; False when it has to be looked into."""
        if element is self._headline:
            self._titled = True
            return True
        if element.tag == "h1":
            return True
        words = hint(element)
        if element.tag in BLOCKS and not self.head.key_points and self._is_key_points(element, words):
            return True
        if self._paragraphs or not (element.tag in BLOCKS or element.tag in ("span", "strong", "b")):
            return False
        if self._titled and not self._begun and not self.head.standfirst and self._is_standfirst(element, words):
            self.head.standfirst = text_of(element)
            self.head.taken.add(element)
            self.head.texts |= {self.head.standfirst, *(text_of(inner) for inner in element.iter("p"))}
            return True
        if self._is_label(element):
            self._label = element
        return element.tag == "figure"

    def _is_standfirst(self, element: _Element, words: str) -> bool:
        strong = _STANDFIRST.search(words)
        outside = element.tag in HEADINGS or self._is_outside(element)
        named = strong or (_MAYBE_STANDFIRST.search(words) and outside)
        described = outside and element.tag in _DESCRIBED and bool(self._metadata.description)
        if not (named or described) or _NOT_STANDFIRST.search(words) or CAPTION.search(words):
            return False
        if element.tag == "figcaption" or next(element.iterancestors("figure"), None) is not None:
            return False
        if holds(element, *_NEVER_IN_STANDFIRST):
            return False
        if not strong and sum(1 for _ in element.iter("p")) > 1:
            return False
        text = text_of(element)
        fits = 4 <= len(words_in(text)) <= (120 if strong else 80)
        alike = named or likeness(text, self._metadata.description) >= 0.85
        return bool(fits and alike and likeness(text, self._metadata.title) <= 0.9)

    def _is_outside(self, element: _Element) -> bool:
        """Whether an element stands apart from the text: where none of it is, or with the headline alone."""
        parent = element.getparent()
        if parent is None or parent not in self._survey.core:
            return True
        others = self._siblings[parent] - (element in self._survey.paragraphs)
        return parent in self._beside_title and not others

    def _is_text(self, element: _Element) -> bool:
        """Whether a paragraph below the headline is surely of the text."""
        text = text_of(element)
        long = element in self._survey.weights or len(words_in(text)) >= LONG_LINE
        if not long or not is_sentence(text) or noise(element) or CAPTION.search(hint(element)):
            return False
        return next(element.iterancestors("figure"), None) is None

    def _is_light(self, element: _Element) -> bool:
        return self._survey.weights.get(element, 0) <= self._light

    def _is_label(self, element: _Element) -> bool:
        small = len(list(islice(element.iter(), _MAX_LABEL + 1))) <= _MAX_LABEL
        text = text_of(element) if small else ""
        return 0 < len(words_in(text)) <= _MAX_LABEL and self._rules.is_key_points_label(text)

    def _is_key_points(self, element: _Element, words: str) -> bool:
        listed, early = element.tag in ("ul", "ol"), not self._paragraphs
        light = self._is_light(element)
        named = _KEY_POINTS.search(words) or (early and _MAYBE_KEY_POINTS.search(words))
        labelled = listed and early and self._label is not None
        bare = listed and early and self._titled and light and self._light > 0 and self._is_outside(element)
        if not (labelled or bare or (named and (listed or light))):
            return False
        points = _points(element)
        # Nothing but the place speaks for a bare list, so that it has to look like statements.
        shortest, most_links = (1, 0.6) if named or labelled else (5, 0.3)
        if min((_letter_words(point) for point in points), default=0) < shortest or link_share(element) > most_links:
            return False
        self.head.key_points = points
        self.head.taken |= {element} | ({self._label} if labelled and self._label is not None else set())
        self.head.texts |= set(points)
        return True


def _letter_words(text: str) -> int:
    """Words of a text that are no numbers."""
    return sum(word.isalpha() for word in words_in(text))


def _points(element: _Element) -> list[str]:
    """The texts of a short list of statements; empty when the element is none."""
    if holds(element, "pre", "table", "h1", "form", "figure"):
        return []
    entries = list(element.iter("li"))
    if any(next(entry.iterdescendants("li"), None) is not None for entry in entries):
        return []
    if not entries:
        entries = [entry for entry in element.iter("p") if _BULLET.match(text_of(entry))]
    points = [_BULLET.sub("", text_of(entry)) for entry in entries]
    points = [point for point in dict.fromkeys(points) if point]
    lengths = [len(words_in(point)) for point in points]
    return points if len(points) >= 2 and min(lengths) >= 2 and max(lengths) <= 70 and sum(lengths) <= 300 else []
