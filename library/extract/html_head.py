"""The head of an article: the standfirst and the key points between its headline and its text."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml.etree import _Element

from library.extract import Metadata
from library.extract.furniture import Rules, is_sentence
from library.extract.html_captions import CAPTION, OF_PICTURE, is_small
from library.extract.html_credits import credit_of
from library.extract.html_headings import is_bold, is_set_off
from library.extract.html_lines import LONG_LINE
from library.extract.html_markup import (
    BLOCKS,
    HEADINGS,
    INVISIBLE,
    Names,
    hint,
    holds,
    is_hidden,
    likeness,
    link_share,
    noise,
    text_of,
    words_in,
)
from library.extract.html_points import (
    alike_entries,
    bulleted_lines,
    bulleted_paragraphs,
    described_run,
    is_close,
    lead_to_others,
    letter_words,
    parts_of,
    points_of,
    said_behind_bullet,
    why_no_point,
)
from library.extract.html_survey import Survey
from library.extract.html_title import shows_title

# Names of the line below a headline, as classes and itemprops have them in several languages.
_STANDFIRST = Names(
    r" (?:stand ?first|dek|deck|sub ?(?:title|titulo|titre|head|heading|headline|hed|deck)|strap ?line|chapeau|chapo"
    r"|sous ?titre|ingress?|preamble|perex|zajawka|sapo|vorspann|anleser|anreisser|anriss ?(?:text)?"
    r"|unter ?zeile|unter ?titel|onder ?titel"
    r"|entradilla|bajada|copete|sumario|linha ?(?:fina|de apoio)"
    r"|sottotitolo|sommario|catenaccio|occhiello|manchett?e?|under ?rubrikk?|sub ?tit|headline sub|synopsis"
    r"|kurz ?(?:text|fassung)|nut ?graf|sort ?dec|sp descp|secondary (?:title|headline)|header description|onder ?kop"
    r"|under ?tittel|haber ?(?:spot|ozet)|spot ?(?:text|yazi)|(?:intro|lead) ?(?:text|paragraph|absatz)"
    r"|article (?:summary|intro|introduction|description|desc|lead|lede|excerpt|teaser|preview|perex|abstract|hat"
    r"|overview|blurb|sub ?header)"
    r"|(?:entry|post|story) (?:excerpt|summary|intro|lead|teaser|description)"
    r"|(?:artikel|header|detail) ?(?:summary|intro|lead|lede|spot|ingress|einleitung|inleiding)) "
)
# The same names are given to a first paragraph, so that they count outside the text, or once at its beginning.
_MAYBE_STANDFIRST = Names(
    r" (?:lede|lead|intro|introduction|einleitung|inleiding|introduccion|summary|description|descp?|excerpt|abstract"
    r"|teaser ?(?:text)?|lid|sommaire|resumo|riassunto|blurb|tagline|hat|accroche|entrada|resume|ozet|spot"
    r"|sub ?(?:header|line)|anons|overview|opener|anlauf|annotation|lead ?in|volanta|epigrafe) "
)
_FIRST_PARAGRAPH = Names(
    r" (?:lid|teaser ?text|accroche|lead|intro|introduction|einleitung|inleiding|summary|abstract|teaser|excerpt|lede"
    r"|hat|opener|overview|description|descp?|annotation|tagline|blurb|resumo|entrada|volanta|spot|anlauf|lead ?in"
    r"|sub ?header) "
)
_NOT_STANDFIRST = Names(
    r" (?:images?|photos?|pictures?|videos?|media|captions?|authors?|byline|bio|site|seo|cards?|nav|meta|related|ads?"
    r"|share|figure|button|date|time|price|rating|comments?|newsletter|widget title) "
)
_NOT_EVEN_SO = Names(
    r" (?:images?|photos?|pictures?|captions?|authors?|bio|cards?|nav|related|ads?|figure|comments?|newsletter) "
)
"""Words that speak against even a sure name."""
_KEY_POINTS = Names(
    r" (?:key ?(?:points?|takeaways?|facts|findings|highlights|messages?)|takeaways?|tl ?dr|at a glance|in ?brief"
    r"|(?:story|article|post|news) ?(?:highlights?|bullets)|summary ?(?:list|box|points|bullets|items?)|bullet ?points?"
    r"|kernpunkte|quick ?(?:read|take|summary|facts)|mol bullets|nutshell|(?:what|need) to know|essentiel|en bref"
    r"|points? cles?|puntos clave|punti chiave|pontos chave|kernpunten|samenvatting|auf einen blick|das wichtigste"
    r"|wichtigste ?punkte|lo ?(?:mas ?importante|esencial)|ai summary) "
)
_MAYBE_KEY_POINTS = Names(r" (?:highlights?|summary|bullets?|bullet list|essentials?|overview|resumen|resumo|gist) ")
_MORE_NAMES = ("data-gu-name", "data-qa", "data-test-id", "data-test", "data-element", "data-type", "data-testid")
_DESCRIBED = frozenset(("p", "div", "h2", "h3", "h4"))
_NEVER_IN_STANDFIRST = ("h1", "img", "ul", "ol", "time", "address", "button", "table", "pre", "aside", "nav", "form")
_OF_THE_PAGE = re.compile(
    r"(?:first |last |originally )?(?:published|updated|modified|posted|reviewed) (?:on|by|at|in|\w+ \d)"
    r"|.*(?:\b(?:article|story|post) is (?:more than|over)\b|\bmin(?:ute)?s? read\b|\baffiliate\b|\bsign up\b"
    r"|\bcommission\b.{0,30}\blinks?\b|\blinks?\b.{0,60}\bcommission\b|\bindependently (?:review|select))"
    r"|(?:zuletzt )?(?:veröffentlicht|aktualisiert) (?:am|um)|(?:publié|mis à jour) le|(?:publicado|actualizado) el"
    r"|(?:publicado|atualizado) em|pubblicato (?:il|alle)|aggiornato (?:il|alle)",
    re.IGNORECASE,
)
"""What sentences say that are of the page and not of the article."""
_OF_OTHERS = frozenset(("other articles", "navigation", "tags", "comments", "sharing"))
"""What the names of lists say that are not of the article."""
_LONGEST_DESCRIPTION = 1500
_MAX_LABEL = 8
"""Elements, and words, that the label of key points has at most."""
_LONGEST_LABEL = 400
"""Code points from which no line is one."""
_LOOK_AHEAD, _MAX_HEAD = 4, 1000
"""How many paragraphs, and elements below the headline, are looked at for key points."""
_MAX_STANDFIRSTS, _LONG_STANDFIRST, _LEAST_SAID = 2, 12, 8
_PARTS = frozenset(("div", "section", "article", "main"))
_SAME, _MOST_BESIDE, _NEAR = 0.85, 3, 2
"""The likeness from which a line says the page's description; parts beside one that are
compared with it, and elements around one in which pictures are looked for."""
_MOST_OF_IT = 0.6
"""The share of the text that an element holds which is the text itself."""
_NO_HEADING, _MOST_BOXED = 16, 45
"""Words from which a heading at the head is a statement; those that a point in a box has at most."""
_LINKED, _BARE = 0.3, range(3, 7)
"""The share of links from which a line is none; the entries of a list that only its place above the text tells."""
"""How many there are at most; words from which a heading over paragraphs of the text may be one."""


@dataclass
class Head:
    """What stands between headline and text."""

    standfirsts: list[str] = field(default_factory=list)
    key_points: list[str] = field(default_factory=list)
    taken: set[_Element] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    """Lines among key points that are none, and why."""


class HeadReader:
    """Reads the page in order until the text has begun, and a few paragraphs on for key points."""

    def __init__(
        self, body: _Element, metadata: Metadata, survey: Survey, rules: Rules, headline: _Element | None
    ) -> None:
        self.head = Head()
        self._body = body
        self._metadata = metadata
        self._description = metadata.description[:_LONGEST_DESCRIPTION]
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
        self._between: _Element | None = None
        """The first sentence between headline and text, which is the standfirst where nothing else is."""
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
            if element in self._survey.paragraphs and element.tag not in HEADINGS:
                self._paragraphs += 1
            self._begun = self._begun or (self._titled and element.tag == "p" and self._is_text(element))
            looked_into = element in self._way or not self._is_light(element) or not noise(element)
            beside_shares = self._titled and not self._paragraphs and noise(element) == "sharing"
            if looked_into or beside_shares or self._is_labelled_box(element):
                waiting.extend(reversed(element))
        if not self.head.standfirsts and self._between is not None:
            self._keep_standfirst(self._between)
        return self.head

    def _keep_standfirst(self, element: _Element) -> None:
        text = text_of(element)
        self.head.standfirsts.append(text)
        self.head.taken.add(element)
        self.head.texts |= {text, *(text_of(inner) for inner in element.iter("p"))}

    def _take(self, element: _Element) -> bool:
        """Take an element for what it is at the head of an article; False when it has to be looked into."""
        if element is self._headline:
            self._titled, self._paragraphs = True, 0
            return True
        if element.tag == "h1":
            return True
        words = _all_words(element)
        may_be_points = (element.tag in BLOCKS or "-" in element.tag) and not self.head.key_points
        if may_be_points and (self._is_key_points(element, words) or self._are_written_as_points(element)):
            return True
        if self._is_label(element):
            self._label = element
        if self._paragraphs > 1 or not (element.tag in BLOCKS or element.tag in ("span", "strong", "b")):
            return False
        if (self._titled or self._headline is None or self._is_over_headline(element, words)) and self._is_standfirst(
            element, words
        ):
            self._keep_standfirst(element)
            return True
        return element.tag == "figure"

    def _is_over_headline(self, element: _Element, words: str) -> bool:
        """Whether an element with a sure name, more words than a rubric and the headline below it."""
        beside = element.getparent() in self._beside_title and _STANDFIRST.search(words) is not None
        return beside and len(words_in(text_of(element))) >= _LONG_STANDFIRST

    def _is_standfirst(self, element: _Element, words: str) -> bool:
        strong = _STANDFIRST.search(words) is not None
        if len(self.head.standfirsts) >= _MAX_STANDFIRSTS or not is_small(element):
            return False
        if self._is_called_else(element, words, strong=strong):
            return False
        most = 160 if strong else 80
        if not strong and not self._is_told_by_place(element, words):
            return False
        if holds(element, *_NEVER_IN_STANDFIRST) or any(OF_PICTURE.search(hint(found)) for found in element.iter()):
            return False
        if element.tag == "figcaption" or next(element.iterancestors("figure", "a"), None) is not None:
            return False
        text = text_of(element)
        if not 4 <= len(words_in(text)) <= most or shows_title(text, self._metadata.title):
            return False
        if any(likeness(text, known) > 0.8 for known in self.head.standfirsts):
            return False
        if strong and likeness(text, self._description) >= _SAME:
            return True
        told = credit_of(text, self._rules)
        of_page = self._rules.furniture_at(text, "head") or self._rules.byline_in(text) or self._rules.date_in(text)
        return bool(told.words) and not of_page

    def _is_called_else(self, element: _Element, words: str, *, strong: bool) -> bool:
        """Whether the names of an element speak against its being a standfirst; `strong` when some speak for it."""
        if _NOT_EVEN_SO.search(words) or CAPTION.search(words):
            return True
        if strong or not _NOT_STANDFIRST.search(words):
            return False
        return not self._description or likeness(text_of(element), self._description) < _SAME

    def _is_told_by_place(self, element: _Element, words: str) -> bool:
        """Whether an element without a sure name stands where a standfirst does, and looks like one."""
        if self._begun or not self._titled or self._paragraphs:
            return False
        if element.tag not in BLOCKS and any(up.tag in HEADINGS for up in element.iterancestors()):
            return False
        return self._goes_on(element) if self.head.standfirsts else self._may_be_standfirst(element, words)

    def _goes_on(self, element: _Element) -> bool:
        """Whether an element behind a standfirst is set like it, and apart from the text as that is."""
        before = element.getprevious()
        if before is None or before not in self.head.taken or before.tag != element.tag:
            return False
        text = text_of(element)
        if not is_sentence(text) or before.get("class") != element.get("class") or len(words_in(text)) < _LEAST_SAID:
            return False
        if is_bold(before, text_of(before)):
            return is_bold(element, text) and self._is_bold_alone(element, text)
        return element.tag not in HEADINGS and self._is_outside(element)

    def _may_be_standfirst(self, element: _Element, words: str) -> bool:
        """Whether name and place together, or the page's description, speak for an element without a sure name."""
        outside = element.tag in HEADINGS or self._is_outside(element)
        named = _MAYBE_STANDFIRST.search(words) is not None
        if sum(1 for _ in element.iter("p")) > (_MAX_STANDFIRSTS if named and outside else 1):
            return False
        if named:
            return outside or (_FIRST_PARAGRAPH.search(words) is not None and self._is_named_once(element))
        if element.tag not in _DESCRIBED:
            return False
        text, described = text_of(element), self._description
        if element.tag in HEADINGS:
            size, of_text = len(words_in(text)), self._is_of_text(element)
            next_to = element.getprevious() is self._headline
            below = next_to and not of_text
            told = is_sentence(text) and (size >= _LONG_STANDFIRST - 2 * next_to or not of_text)
            told = told or size >= _NO_HEADING
            return (size >= 6 and (below or told)) or likeness(text, described) >= _SAME
        like = likeness(text, described) if described else 0.0
        set_off = is_set_off(element, text)
        if (like >= (_SAME if outside else 0.6) and (outside or set_off)) or (
            like >= _SAME and self._is_alone(element)
        ):
            return True
        if is_bold(element, text) and self._is_bold_alone(element, text):
            return True
        if not outside or len(words_in(text)) < _LEAST_SAID or not is_sentence(text) or _OF_THE_PAGE.match(text):
            return False
        if self._is_below_headline(element):
            return True
        if self._between is None and self._is_between(element, text):
            self._between = element
        return False

    def _is_alone(self, element: _Element) -> bool:
        """Whether no paragraph of the text stands beside an element, nor one in a part that is built like its own."""
        around = element.getparent()
        if around is None or self._siblings[around] - (element in self._survey.paragraphs):
            return False
        return not any(
            beside.tag == around.tag and beside.get("class") == around.get("class")
            for beside in islice(around.itersiblings(), _MOST_BESIDE)
        )

    def _is_between(self, element: _Element, text: str) -> bool:
        """Whether a sentence stands alone between headline and text, whatever else stands there."""
        if element in self._survey.weights or self._headline is None or self._survey.container is None:
            return False
        if self._survey.container in self._headline.iterancestors() or link_share(element) > _LINKED:
            return False
        if any(found.tag in BLOCKS for found in element.iterdescendants()) or _is_by_picture(element):
            return False
        return self._rules.furniture_at(text, "head") is None and not self._rules.is_box(text)

    @staticmethod
    def _is_bold_alone(element: _Element, text: str) -> bool:
        """Whether a paragraph in bold is a statement before paragraphs that are not."""
        if element.tag != "p" or not is_sentence(text) or text.endswith((":", "?")):
            return False
        for after in islice(_paragraphs_behind(element), _MAX_STANDFIRSTS):
            if not is_bold(after, text_of(after)):
                return True
        return False

    def _is_below_headline(self, element: _Element) -> bool:
        """Whether an element is what follows the headline directly, in a part of the page that holds nothing else."""
        before, headline, around = self._before(element), self._headline, element.getparent()
        if headline is None or before is None or around is None or link_share(element) > _LINKED:
            return False
        alone = before is headline or (before in self._way and text_of(before) == text_of(headline))
        others = self._siblings[around] - (element in self._survey.paragraphs)
        apart = others < _MAX_STANDFIRSTS and self._is_before_text(element)
        return alone and (apart or self._survey.weights.get(around, 0) <= self._light)

    def _before(self, element: _Element) -> _Element | None:
        """What stands before an element, but for bylines and dates."""
        before = element.getprevious()
        for _ in range(2):
            text = "" if before is None or before in self._way else text_of(before)
            if before is None or before is self._headline or not 0 < len(text) <= LONG_LINE * 8:
                break
            if not (self._rules.byline_in(text) or self._rules.date_in(text)):
                break
            before = before.getprevious()
        return before

    def _is_named_once(self, element: _Element) -> bool:
        """Whether no element beside it has the same class."""
        name, parent = element.get("class"), element.getparent()
        return parent is not None and bool(name) and sum(beside.get("class") == name for beside in parent) == 1

    def _is_of_text(self, element: _Element) -> bool:
        """Whether paragraphs of the text follow a heading directly."""
        after = element.getnext()
        return after is not None and (after in self._survey.paragraphs or after.tag == "p")

    def _is_outside(self, element: _Element) -> bool:
        """Whether an element stands apart from the text: where none of it is, or with the headline alone."""
        parent = element.getparent()
        if parent is None or parent not in self._survey.core:
            return True
        others = self._siblings[parent] - (element in self._survey.paragraphs)
        if parent not in self._beside_title or others >= _MAX_STANDFIRSTS:
            return False
        return not others or self._is_before_text(element)

    def _is_before_text(self, element: _Element) -> bool:
        """Whether some part of the page behind an element, beside it, holds most of the text."""
        most = _MOST_OF_IT * self._survey.total
        after = (found for found in element.itersiblings() if self._survey.weights.get(found, 0) > most)
        return any(found.tag in _PARTS or "-" in found.tag for found in after)

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
        small = next(islice(element.iter(), _MAX_LABEL, None), None) is None
        text = text_of(element) if small else ""
        if not 0 < len(text) <= _LONGEST_LABEL:
            return False
        return 0 < len(words_in(text)) <= _MAX_LABEL and self._rules.is_key_points_label(text)

    def _is_labelled_box(self, element: _Element) -> bool:
        """Whether a small part of the page begins with the label of key points."""
        if element.tag not in ("div", "section", "aside", "details") or not self._titled or not is_small(element):
            return False
        first = next((child for child in element if text_of(child)), None)
        return first is not None and not (element.text or "").strip() and self._is_label(first)

    def _are_written_as_points(self, element: _Element) -> bool:
        """Whether an element is a list of statements that is none by its tags, which is then taken."""
        if not self._titled or self._begun or self._paragraphs > 1 or not is_small(element):
            return False
        if element.tag == "p":
            points = bulleted_lines(element, self._rules)
            taken = [element]
            if not points:
                taken = bulleted_paragraphs(element, self._rules)
                points = [said_behind_bullet(paragraph) for paragraph in taken]
        else:
            early = not self._paragraphs and self._is_light(element)
            points = alike_entries(element, self._rules) if early and self._is_outside(element) else []
            taken = [element]
            if not points and early and self._begins_description(element):
                points, taken = self._described(element)
        return bool(points) and self._keep_points(points, taken)

    def _begins_description(self, element: _Element) -> bool:
        """Whether the first word of an element stands in the page's description."""
        described = self._description
        begins = "".join(map(str, islice(element.itertext(), _MAX_LABEL))).split()[:1] if described else []
        return bool(begins) and begins[0] in described

    def _described(self, element: _Element) -> tuple[list[str], list[_Element]]:
        """The parts of an element, or it and those behind it, which together say the page's description."""
        described = self._description
        if likeness(text_of(element), described) >= _SAME:
            return parts_of(element, self._rules), [element]
        taken = described_run(element, described)
        return [text_of(found) for found in taken], taken

    def _keep_points(self, points: list[str], taken: list[_Element]) -> bool:
        self.head.key_points = points
        self.head.taken.update(taken)
        self.head.texts |= set(points)
        entries = (text_of(entry) for element in taken for entry in element.iter("li"))
        self.head.left_out += [(text, why) for text in entries if (why := why_no_point(text, self._rules))]
        return True

    def _is_key_points(self, element: _Element, words: str) -> bool:
        listed, early = element.tag in ("ul", "ol"), not self._paragraphs
        light = self._is_light(element)
        named = _KEY_POINTS.search(words) is not None
        soon = early or (self._paragraphs == 1 and not listed)
        maybe = soon and _MAYBE_KEY_POINTS.search(words) is not None
        labelled = listed and self._label is not None and (early or is_close(self._label, element))
        bare = listed and early and self._titled and light and self._light > 0
        bare = bare and (self._is_outside(element) or (not self._begun and len(element) in _BARE))
        boxed = not listed and early and light and not holds(element, "ul", "ol") and self._is_labelled_box(element)
        if not (labelled or bare or boxed or ((named or maybe) and (listed or light))):
            return False
        if not (labelled or named) and holds(element, "img"):
            return False
        points = points_of(element, self._rules, named=named or boxed)
        if boxed and max((len(words_in(point)) for point in points), default=0) > _MOST_BOXED:
            return False
        # The less speaks for a list, the more it has to look like statements.
        shortest, most_links = (2, 0.6) if named or labelled or boxed else (4, 0.5) if maybe else (5, 0.3)
        if min((letter_words(point) for point in points), default=0) < shortest or link_share(element) > most_links:
            return False
        if not (labelled or named or boxed) and (noise(element) in _OF_OTHERS or lead_to_others(element)):
            return False
        return self._keep_points(points, [element, *([self._label] if labelled and self._label is not None else [])])


def _all_words(element: _Element) -> str:
    """The words of all names that an element has."""
    words = hint(element)
    more = [value for name in _MORE_NAMES if (value := element.get(name))]
    return words if not more else words + " ".join(more).lower().replace("-", " ") + " "


def _paragraphs_behind(element: _Element) -> Iterator[_Element]:
    """The paragraphs with text that follow one directly, each in a box of its own where that is."""
    around = element.getparent()
    boxed = around is not None and len(around) == 1
    for after in (around if boxed and around is not None else element).itersiblings():
        paragraph = next(after.iter("p"), None) if boxed else after
        if paragraph is None or paragraph.tag != "p" or not text_of(paragraph):
            return
        yield paragraph


def _is_by_picture(element: _Element) -> bool:
    """Whether a picture stands in the same small part of the page, so that an element may be its caption."""
    around = element.getparent()
    for _ in range(_NEAR):
        if around is None or not is_small(around) or around.tag in ("main", "article", "body"):
            return False
        if holds(around, "h1"):
            return False
        if holds(around, "img", "amp-img", "picture", "video"):
            return True
        around = around.getparent()
    return False
