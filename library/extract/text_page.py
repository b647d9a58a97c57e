"""Where in the copy of a whole page the article stands: below menus, above comments, other articles and the foot.

Every line weighs: prose as much as it says, a menu line less than nothing, a label behind which something else begins
much less. The article is the run of lines that weighs most. A text that is no copy of a whole page is left whole.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from library.extract.furniture import SENTENCE_END, Rules
from library.extract.text_headline import Headline, find_headline
from library.extract.text_lines import NUMBER, Line, length
from library.extract.text_names import are_names
from library.extract.text_statement import statement_in
from library.extract.text_traits import Place
from library.extract.text_worth import best_run, chances, words_of

_HEAVIEST = 80
"""Words from which a paragraph weighs no more: one long box is no article."""
_MENU, _LABEL = -3.0, -60.0
"""What a line without full stop, and a label of something else, weigh."""
_LIGHTEST = -120.0
"""What lines in a row weigh at most, however many: a table or a list may stand within an article."""
_LONG = 50
_ALONE = 0.35
"""What is left of the weight of a paragraph of fewer words than that, alone among lines that are no sentence."""
_SURE_AFTER = 100
"""Words of prose above a label of comments from which it is believed."""
_LEAST, _SHORT = 60, 100
"""Words that an article must weigh to be looked for, and to leave sentences outside."""
_LARGE = 40
"""Lines outside a short article from which they are a page around it, whatever they say."""
_LISTED = 12
"""Lines outside any text up to which they may be a list in a note of one's own, unless only pages say one of them."""
_FRAME = 8
"""Short lines above the headline or below the end from which they are a page around the article."""
_FEET = 3
"""The same below the end, where more tells that a page was copied."""
_MAY_CREDIT = re.compile(r"[:：©Ⓒ/|(（=＝摄攝撮供図图圖]|photo|image|credit|foto|bild|caption", re.IGNORECASE)
"""What nearly every credit has, and few entries of menus."""
_FEW = 6
"""Lines below the article within which a sentence is its last."""
_UNLIKELY, _HARDLY = 0.25, 0.1
"""The chances below which a line between the headline and the text goes, one of few words and one of more."""
_DECK = 7
"""Lines below a headline within which those of some words sum the article up."""
_ENTRY = 5
"""Words that an entry of a menu has at most."""
_SAYS = re.compile(
    r".{2,40} (says|said|wrote|sagt|sagte|schrieb|schreibt|dit|a dit|dice|dijo|escreveu|disse|ha scritto|zegt|schreef)"
    r"\s?[:：]",
    re.IGNORECASE,
)
_MOMENT = re.compile(r"(?=.*\d)(?!.*[.!?]$).{0,60}(\b\d{1,2}[:.h]\d\d\b|\b(19|20)\d\d\b| ago\b).{0,30}", re.IGNORECASE)


@dataclass(frozen=True)
class Frame:
    """The lines of a page that are its article."""

    start: int
    end: int
    title: str = ""
    """The headline, where it was found; empty when the text must tell it."""
    between: frozenset[int] = frozenset()
    """Lines between the headline and the text that are hardly the article's, by their number in the source."""


def find_frame(lines: Sequence[Line], rules: Rules, url: str = "") -> Frame:
    """The article's part of the copy of a page; all of it when the text is no such copy."""
    page = _Page(lines, rules)
    place, headline, weight = _place(page, rules, url)
    if weight < _LEAST:
        return Frame(0, len(lines))
    start, end = place.start, place.end
    between: frozenset[int] = frozenset()
    if start or end < len(lines):
        worth = chances(lines, rules, place)
        first, last = page.without_labels(*best_run(worth, words_of(lines)))
        if first < last:
            headline = find_headline(lines, rules, url, first, last)
            start, end = _start(page, headline, first), last
            between = page.unlikely_between(headline, first, worth)
    outside = start + len(lines) - end
    if outside < _LARGE and weight < _SHORT and page.says_more(start, end):
        return Frame(0, len(lines))
    if outside < _LISTED and not page.is_of_site(start, end):
        return Frame(0, len(lines))
    return Frame(start, end, headline.text if start or headline.sure else "", between)


def place_of(lines: Sequence[Line], rules: Rules, url: str = "") -> Place:
    """What is known of a page before its lines are weighed one by one."""
    return _place(_Page(lines, rules), rules, url)[0]


def _place(page: "_Page", rules: Rules, url: str) -> tuple[Place, Headline, float]:
    first, last, weight = page.heaviest()
    headline = find_headline(page.lines, rules, url, first, last)
    start = _start(page, headline, first)
    end = last if page.is_foot(last, is_page=start > 0) else len(page.lines)
    return Place(first, last, start, end, headline.at), headline, weight


def _start(page: "_Page", headline: Headline, first: int) -> int:
    at = headline.at if headline.at is not None else first
    return page.with_statements(at) if page.is_menu(at) else 0


class _Page:
    """The lines with their weights."""

    def __init__(self, lines: Sequence[Line], rules: Rules) -> None:
        self.lines = lines
        self._rules = rules
        self._first: dict[str, int] = {}
        for at, line in enumerate(lines):
            self._first.setdefault(line.text, at)
        self._prose = [line.is_prose for line in lines]
        self.sure_end = len(lines)
        self.weights: list[float] = []
        self._weigh()

    def _weigh(self) -> None:
        said = 0.0
        replies = sum(1 for line in self.lines if self._rules.is_reply(line.text))
        for at, line in enumerate(self.lines):
            weight = self._weight(at, line)
            if weight > 0:
                said += weight
            elif said >= _SURE_AFTER and self.sure_end == len(self.lines) and self._is_sure_end(at, line, replies):
                self.sure_end = at
            self.weights.append(weight)

    def _weight(self, at: int, line: Line) -> float:
        says = length(line.text[:2000])
        is_sentence = says >= 4 and SENTENCE_END.search(line.text) is not None
        if not self._prose[at] or not (says > 14 or is_sentence):
            rule = self._rules.end_at(line.text)
            if rule is not None and (rule.sure or not is_sentence):
                return _LABEL
        if not self._prose[at] and (line.cells or self._is_item(line)):
            return 0.0
        if not self._prose[at]:
            is_caption = _MAY_CREDIT.search(line.text) and self._rules.credit_in(line.text) is not None
            return says * 0.5 if is_sentence else 0.0 if is_caption else _MENU
        if self._first[line.text] != at or self._rules.is_box(line.text):
            return 0.0
        if says < _LONG and not self._has_company(at):
            return says * _ALONE
        return float(min(says, _HEAVIEST))

    def _has_company(self, at: int) -> bool:
        """Whether the line above or below is a sentence too; where titles and summaries take turns, none is."""
        for other in (at - 1, at + 1):
            if 0 <= other < len(self.lines):
                text = self.lines[other].text
                if self._prose[other] or (SENTENCE_END.search(text) and length(text[:2000]) >= 4):
                    return True
        return False

    def _is_sure_end(self, at: int, line: Line, replies: int) -> bool:
        rule = self._rules.end_at(line.text)
        if (rule is not None and rule.sure) or (replies > 1 and self._rules.is_reply(line.text)):
            return True
        below = [other.text for other in self.lines[at + 1 : at + 3]]
        return _SAYS.fullmatch(line.text) is not None and any(_MOMENT.fullmatch(text) for text in below)

    def heaviest(self) -> tuple[int, int, float]:
        """The run of lines that weighs most, above the comments, and what it weighs."""
        best, found, weight, start, row = 0.0, (0, 0), 0.0, 0, 0.0
        for at, more in enumerate(self.weights[: self.sure_end]):
            if weight <= 0:
                weight, start = 0.0, at
            row = max(_LIGHTEST, row + more) if more < 0 else 0.0
            weight += more if row > _LIGHTEST else 0.0
            if weight > best:
                best, found = weight, (start, at + 1)
        return found[0], self._with_last_words(found[1]), best

    def _with_last_words(self, end: int) -> int:
        """The end behind sentences that follow within a few lines, below a picture or an advertisement."""
        at = end
        while at < min(end + _FEW, self.sure_end) and self.weights[at] > _LABEL:
            is_item = at == end and self._is_item(self.lines[at])
            at += 1
            if self.weights[at - 1] > 0 or is_item:
                end = at
        return end

    @staticmethod
    def _is_item(line: Line) -> bool:
        return line.is_bullet or NUMBER.fullmatch(line.text) is not None

    def without_labels(self, start: int, end: int) -> tuple[int, int]:
        """The same lines without labels of something else at their end."""
        while end > start and self.weights[end - 1] <= _LABEL:
            end -= 1
        return start, end

    def is_of_site(self, start: int, end: int) -> bool:
        """Whether anything outside two places is what only pages say: a list in a note of one's own is no menu."""
        outside = (*self.lines[:start], *self.lines[end:])
        return any(self._rules.is_known(line.text) for line in outside)

    def says_more(self, start: int, end: int) -> bool:
        """Whether a sentence stands outside two places."""
        return any(weight > 0 for weight in (*self.weights[:start], *self.weights[end : self.sure_end]))

    def with_statements(self, at: int) -> int:
        """Where a byline, a date or a caption with its credit starts that stands closely above a headline."""
        start = at
        for other in range(at - 1, max(-1, at - _FEW), -1):
            text = self.lines[other].text
            is_caption = _MAY_CREDIT.search(text) and self._rules.credit_in(text) is not None
            if self.weights[other] > 0 and not is_caption:
                break
            if is_caption or self._rules.date_in(text) or statement_in(text) is not None:
                start = other
        return start

    def unlikely_between(self, headline: Headline, first: int, worth: Sequence[float]) -> frozenset[int]:
        """The numbers of lines between a headline and the text that are neither of the article nor about it.

        What hangs directly below the headline sums the article up.
        """
        if headline.at is None:
            return frozenset()
        at = headline.at + 1
        while at < min(first, headline.at + _DECK) and length(self.lines[at].text[:2000]) >= _ENTRY:
            at += 1
        return frozenset(
            self.lines[other].number
            for other in range(at, first)
            if worth[other] < (_UNLIKELY if length(self.lines[other].text[:2000]) < _ENTRY else _HARDLY)
            and not self.lines[other].is_bullet
            and not self.says_by_whom(other)
        )

    def says_by_whom(self, at: int) -> bool:
        """Whether a line says who wrote the article or when, what a picture shows, or that its key points follow."""
        text, rules = self.lines[at].text, self._rules
        if length(text[:2000]) <= _ENTRY and are_names(text):
            return True
        if rules.furniture_at(text, "head") is not None:  # the head reads minutes and sites out of it
            return True
        return bool(
            rules.date_in(text)
            or rules.byline_in(text)
            or statement_in(text)
            or rules.credit_in(text)
            or rules.is_role(text)
            or rules.is_key_points_label(text)
        )

    def is_menu(self, end: int) -> bool:
        """Whether so much stands above a line that is no article that a page was copied with it."""
        above = zip(self.lines[:end], self.weights[:end], strict=True)
        return sum(1 for line, weight in above if weight < 0 and length(line.text[:2000]) <= _ENTRY) >= _FRAME

    def is_foot(self, start: int, *, is_page: bool) -> bool:
        """Whether so much stands below a line that is no article that a page was copied with it.

        Less is enough where a label of something else stands closely below, or a menu above (`is_page`).
        """
        if self.sure_end < len(self.lines):
            return True
        light = sum(1 for weight in self.weights[start:] if weight < 0)
        labelled = any(weight <= _LABEL for weight in self.weights[start : start + _FEW])
        return light >= (_FEET if is_page or labelled else _FRAME)
