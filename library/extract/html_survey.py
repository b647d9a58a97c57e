"""Where on a page the article is: the elements that hold the text that another extractor found."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from lxml.etree import _Element

from library.extract.html_markup import (
    BLOCKS,
    HEADINGS,
    INVISIBLE,
    WEAK_REASONS,
    hint,
    holds,
    is_hidden,
    noise,
    text_of,
    words_in,
)

_NOT_A_CONTAINER = frozenset(("p", "li", "ul", "ol", "dl", "blockquote", "pre", "figure", "tr", "dd", *HEADINGS))
_LEAVES = _NOT_A_CONTAINER | {"dt", "td", "th", "tbody", "thead", "tfoot", "table", "figcaption", "caption"}
_SHINGLE, _ALIKE = 4, 0.5
LONG_LINE = 12
"""Words from which a line is surely a paragraph."""
_MAIN_PART = 0.97
"""The share of a page's prose outside furniture that its main part must hold."""
_MOST, _TRUNK = 0.99, 0.85
"""The shares of the article's words that its container and its trunk must hold."""
_MAIN_KIND = 0.3
"""The share of the kept words from which the markup around them is that of the article."""
_NEVER_WRONG = frozenset(("", "advertising by others"))
"""Reasons whose classes have the names of firms in them, whatever an extractor keeps."""
HEAVY = 0.3
"""An element with more than this share of the article's words is part of it, whatever its class says."""
_FEW = 60
"""Words that an extractor may have kept in place of the article, such as a notice."""
_HALF, _LITTLE, _DENSE = 0.5, 0.3, 0.8
"""Shares of a page's long lines: below which an extractor may have missed the article, below which it is not believed,
and the share that is then the article."""
_COLUMN, _COLUMN_WORDS = 0.5, 80
_NAMED_COLUMN, _NAMED_COLUMN_WORDS = 0.3, 100
"""The share of the kept paragraphs, and their words, that make a column that of the article, and one so named."""
_ALIKE_COLUMNS = 0.2
"""By a column's words, those in others of its kind with which it is one of several."""
_SOME_WORDS, _AROUND = 5, 2
"""The words of a line that counts in a column, and how many elements around it count it."""
_ARTICLE_NAMES = re.compile(r"article|body|content|entry|main|page|post|text|blog|story", re.IGNORECASE)
_PICTURED = ("img", "figure", "picture", "video")
_ARTICLE_BONUS = 25
"""What such a name counts: as much as three paragraphs."""
_LISTED = frozenset(("li", "dd", "dt", "td", "th"))
_PAGE = frozenset(("html", "body", "main", "article"))
_OTHERS = re.compile(r" (?:\w*comment\w*|answers?|repl(?:y|ies)|posts?|messages?|votes?|users?|reviews?|cards?) ")
_Kind = tuple[tuple[object, str], ...]


class Kept:
    """The extractor's text, to be asked whether a line of the page is in it."""

    def __init__(self, text: str) -> None:
        lines = [words_in(line) for line in text.splitlines()]
        self._runs = set(_runs([word for line in lines for word in line]))
        self._short = {tuple(line) for line in lines if 0 < len(line) < _SHINGLE}

    def holds(self, line: str) -> bool:
        """Whether a line of text is kept."""
        return self.holds_words(words_in(line))

    def holds_words(self, words: list[str]) -> bool:
        """Whether a line is kept: half of its runs of four words are, or, when shorter, all of it."""
        if len(words) < _SHINGLE:
            return tuple(words) in self._short
        return sum(map(self._runs.__contains__, _runs(words))) >= _ALIKE * (len(words) - _SHINGLE + 1)


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Each run of _SHINGLE words."""
    return zip(words, words[1:], words[2:], words[3:], strict=False)


@dataclass
class Survey:
    """Where the kept text stands."""

    weights: dict[_Element, int] = field(default_factory=dict)
    """Words of the article below an element; elements that hold none are missing."""
    core: set[_Element] = field(default_factory=set)
    """Elements that directly hold blocks of the article; empty when nothing tells what is."""
    paragraphs: set[_Element] = field(default_factory=set)
    """Elements that directly hold a long line of the article."""
    sure: dict[_Element, int] = field(default_factory=dict)
    """As weights, without short lines and what stands in furniture by its class."""
    dismissed: set[str] = field(default_factory=set)
    """Reasons for which classes are furniture that are wrong on this page: much of the article has them."""
    trunk: _Element | None = None
    """The innermost element that holds most of the article."""
    last: _Element | None = None
    """The element that holds the last long line of the article."""
    apart: set[_Element] = field(default_factory=set)
    """Elements whose lines the extractor kept, though they stand apart from the article."""
    container: _Element | None = None
    """The innermost element that holds nearly all that the extractor kept."""

    @property
    def total(self) -> int:
        """Words of the whole article."""
        return max(self.weights.values(), default=0)


class _Line(NamedTuple):
    owner: _Element
    words: int
    kept: bool
    linked: bool
    """Whether much of it is a link."""


class VisibleLines:
    """The visible lines of a page."""

    def __init__(self, body: _Element) -> None:
        """Gather all lines below an element."""
        self.body = body
        self._read = _Reading(body).found

    def main_part(self) -> _Element:
        """The innermost element outside which no more stands than some sentences, but for what is furniture."""
        lines = [
            _Line(owner, len(words), kept=False, linked=linked) for owner, words, linked in self._read
            if len(words) >= LONG_LINE
        ]  # fmt: skip
        is_clean = _Cleanness(others=False)
        weights = _weights_of(line for line in lines if _is_prose(line) and is_clean(line.owner))
        return container_of(self.body, weights, _MAIN_PART) if weights else self.body

    def kept_by(self, kept: Kept) -> "Lines":
        """The lines, with what an extractor kept of them."""
        lines = [
            _Line(owner, len(words), kept.holds_words(words), linked) for owner, words, linked in self._read
        ]  # fmt: skip
        return Lines(self.body, lines)


class Lines:
    """The visible lines of a page, and which of them an extractor kept."""

    def __init__(self, body: _Element, lines: list[_Line]) -> None:
        """Of the lines below an element."""
        self.body = body
        self.all = lines
        self.prose = [line for line in lines if _is_prose(line)]
        self.held = sum(line.words for line in lines if line.kept and line.words >= _SHINGLE)

    @property
    def are_mostly_kept(self) -> bool:
        """Whether as much was kept as half of the page's prose, and some paragraphs' worth."""
        return self.held >= max(_FEW, _HALF * sum(line.words for line in self.prose))


def _is_prose(line: _Line) -> bool:
    return line.words >= LONG_LINE and not line.linked and line.owner.tag not in _LISTED


def survey_page(lines: Lines) -> Survey:
    """Look where the text stands that was kept."""
    body = lines.body
    found = _with_those_alike(_or_else_densest(lines))
    apart = _apart_from_column(found)
    kept_lines = [line for at, line in enumerate(found) if line.kept and at not in apart]
    survey = Survey(weights=_weights_of(kept_lines))
    for line in kept_lines:
        _count(survey, line)
    for element, weight in list(survey.weights.items()):
        shares = [survey.weights[child] for child in element if child in survey.weights]
        if len(shares) >= 3 and max(shares) < 0.6 * weight:
            survey.core.add(element)
    _find_trunk(survey, body, kept_lines)
    around = survey
    if apart:
        survey.apart = {_outermost(found[at].owner, survey.weights) for at in apart}.difference(survey.weights)
        all_kept = [line for line in found if line.kept]
        around = Survey(weights=_weights_of(all_kept))
        _find_trunk(around, body, all_kept)
    survey.container = container_of(body, around.sure)
    return survey


class _Reading:
    """Gathers the visible lines of a page: what holds each, its words, and whether much of it is a link."""

    def __init__(self, body: _Element) -> None:
        self.found: list[tuple[_Element, list[str], bool]] = []
        self._owners = [body]
        self._parts: list[str] = []
        self._linked = self._links = 0
        self._add(body.text)
        open_ = [(body, iter(body))]
        while open_:
            element, children = open_[-1]
            for child in children:  # as `descend`, which costs twice as much
                if self._enters(child):
                    self._add(child.text)
                    if len(child):
                        open_.append((child, iter(child)))
                        break
                    self._close(child)
                self._add(child.tail)
            else:
                open_.pop()
                if open_:
                    self._close(element)
                    self._add(element.tail)
        self._flush()

    def _add(self, text: str | None) -> None:
        if text:
            self._parts.append(text)
            self._linked += len(text) if self._links else 0

    def _flush(self) -> None:
        if not self._parts:
            return
        text = "".join(self._parts)
        words = [] if text.isspace() else words_in(text)
        if words:
            self.found.append((self._owners[-1], words, self._linked > 0.5 * len(text)))
        self._parts.clear()
        self._linked = 0

    def _enters(self, element: _Element) -> bool:
        tag = element.tag
        if tag in INVISIBLE or is_hidden(element):
            return False
        if tag in BLOCKS:
            self._flush()
            self._owners.append(element)
        elif tag == "a":
            self._links += 1
        elif tag == "br":
            self._parts.append(" ")
        return True

    def _close(self, element: _Element) -> None:
        if element.tag in BLOCKS:
            self._flush()
            self._owners.pop()
        elif element.tag == "a":
            self._links -= 1


class _Cleanness:
    """Tells of elements whether they are in no furniture and, with `others`, in nothing that others wrote."""

    def __init__(self, *, others: bool) -> None:
        self._others = others
        self._known: dict[_Element, bool] = {}

    def __call__(self, element: _Element) -> bool:
        unknown: list[_Element] = []
        around: _Element | None = element
        while around is not None and around.tag not in _PAGE and around not in self._known:
            unknown.append(around)
            around = around.getparent()
        clean = around is None or self._known.get(around, True)
        for one in reversed(unknown):
            clean = clean and not noise(one) and not (self._others and _say_others(hint(one)))
            self._known[one] = clean
        return clean


def _or_else_densest(lines: Lines) -> list[_Line]:
    """The lines, or where little of the page's prose is kept, with that kept which stands most densely."""
    is_clean = _Cleanness(others=True)
    if lines.held >= _LITTLE * sum(line.words for line in lines.prose):
        return lines.all
    prose = [line for line in lines.prose if is_clean(line.owner)]
    container = container_of(lines.body, _weights_of(prose), _DENSE)
    within = {line for line in prose if container in line.owner.iterancestors()}
    if lines.held >= _LITTLE * sum(line.words for line in within):
        return lines.all
    return [line._replace(kept=line in within) for line in lines.all]


def _with_those_alike(lines: list[_Line]) -> list[_Line]:
    """The lines, with long ones kept that stand in the same markup as most of the kept text does.

    A page that is built of modules holds its text in many small elements, of which extractors find the first.
    """
    totals: dict[_Kind, int] = {}
    kinds = [_kind_of(line.owner) if line.words >= LONG_LINE and not line.linked else None for line in lines]
    for line, kind in zip(lines, kinds, strict=True):
        if line.kept and kind is not None:
            totals[kind] = totals.get(kind, 0) + line.words
    least = _MAIN_KIND * sum(totals.values())
    main = {kind for kind, words in totals.items() if words >= least and any(names for _, names in kind[1:])}
    around = {(kind[0], *kind[2:]) for kind in main if any(names for _, names in kind[2:])}
    if around:
        main |= around
        listed = [_kind_of_list(line) for line in lines]
        kinds = [kind if kind in main else of_list for kind, of_list in zip(kinds, listed, strict=True)]
    holders = {up for line in lines if line.kept for up in (line.owner, *line.owner.iterancestors())} if main else set()
    return [
        line._replace(kept=True) if kind in main and not line.kept and _is_alike(line.owner, holders) else line
        for line, kind in zip(lines, kinds, strict=True)
    ]


def _apart_from_column(lines: list[_Line]) -> set[int]:
    """Which of the kept lines stand apart from the column that holds most of the article's paragraphs.

    Behind the column that is all; before it, what is not even close to it. An article in several elements that are
    built alike has no such column.
    """
    column, first, last = _column_of(lines)
    if column is None:
        return set()
    apart: set[int] = set()
    prose = within = alike = 0
    names, around = column.get("class"), [column, *column.iterancestors()][1:3]
    for at, line in enumerate(lines):
        if not line.kept:
            continue
        holders = [line.owner, *line.owner.iterancestors()]
        words = line.words if line.words >= LONG_LINE and not line.linked else 0
        prose += words
        if column in holders:
            within += words
        elif names and any(one.tag == column.tag and one.get("class") == names for one in holders):
            alike += words
        elif at > last or (at < first and not any(element in holders for element in around)):
            apart.add(at)
    is_column = within >= max(_COLUMN_WORDS, _COLUMN * prose)
    if not is_column and within >= max(_NAMED_COLUMN_WORDS, _NAMED_COLUMN * prose):
        is_column = _is_named(column)
    return apart if is_column and alike < _ALIKE_COLUMNS * within else set()


def _outermost(element: _Element, kept: Collection[_Element]) -> _Element:
    """The outermost element around another that has none of those kept in it, and no picture."""
    while (parent := element.getparent()) is not None and parent not in kept and not holds(parent, *_PICTURED):
        element = parent
    return element


def _column_of(lines: list[_Line]) -> tuple[_Element | None, int, int]:
    """The element that holds paragraphs most densely, and the places of the first and the last of them.

    As in https://github.com/mozilla/readability, what is around a paragraph counts it whole and what is around that
    half; what is called an article counts more, what holds links less.
    """
    scores: dict[_Element, float] = {}
    places: dict[_Element, tuple[int, int]] = {}
    said, linked = [0], [0]
    for at, line in enumerate(lines):
        said.append(said[-1] + line.words)
        linked.append(linked[-1] + line.words * line.linked)
        if line.linked or line.words < _SOME_WORDS:
            continue
        score = 1 + line.words / LONG_LINE + min(line.words / 16, 3)
        for holder in _holders(line.owner):
            scores[holder] = scores.get(holder, 0) + score
            places[holder] = (places[holder][0] if holder in places else at, at)
            score /= 2
    best: tuple[_Element | None, int, int] = (None, 0, 0)
    most = 0.0
    for element, score in scores.items():
        first, last = places[element]
        if _is_named(element):
            score += _ARTICLE_BONUS  # noqa: PLW2901  the score it has in the end
        score *= 1 - (linked[last + 1] - linked[first]) / (said[last + 1] - said[first])  # noqa: PLW2901  as above
        if score > most:
            most, best = score, (element, first, last)
    return best


def _is_named(element: _Element) -> bool:
    """Whether an element is called an article, or the like."""
    return _ARTICLE_NAMES.search(f"{element.get('class') or ''} {element.get('id') or ''}") is not None


def _holders(owner: _Element) -> Iterator[_Element]:
    """The two innermost elements around a line that can hold an article."""
    found = 0
    element: _Element | None = owner
    while element is not None and found < _AROUND:
        if element.tag == "td" or element.tag not in _LEAVES:
            found += 1
            yield element
        element = element.getparent()


def _kind_of(owner: _Element) -> _Kind:
    """Tag and class of an element and of the two around it, and the article that it is in."""
    levels: list[tuple[object, str]] = []
    element: _Element | None = owner
    while element is not None and len(levels) < 3:
        names = " ".join(name for name in (element.get("class") or "").split() if name.isidentifier() or "-" in name)
        levels.append((element.tag, names))
        element = element.getparent()
    return (next(owner.iterancestors("article"), None), ""), *levels


def _kind_of_list(line: _Line) -> _Kind | None:
    """Tag and class of the two elements around the list that a line is an item of; None when it is none, or a link."""
    listing = line.owner.getparent() if line.owner.tag == "li" else None
    if listing is None or listing.tag not in ("ul", "ol") or line.linked or line.words < _SHINGLE:
        return None
    whole = _kind_of(listing)
    return whole[0], *whole[2:]


def _is_alike(owner: _Element, holders: Collection[_Element]) -> bool:
    """Whether nothing says that an element is furniture, or what another person wrote."""
    for element in (owner, *owner.iterancestors()):
        if element.tag not in _PAGE and noise(element):
            return False
        if element not in holders and (_say_others(hint(element)) or holds(element, "time")):
            return False
    return True


@lru_cache(maxsize=4096)
def _say_others(words: str) -> bool:
    return _OTHERS.search(words) is not None


def _count(survey: Survey, line: _Line) -> None:
    if line.words >= LONG_LINE:
        survey.paragraphs.add(line.owner)
    holder = line.owner
    while holder.tag in _LEAVES:
        parent = holder.getparent()
        if parent is None:
            return
        holder = parent
        survey.core.add(holder)
    survey.core.add(holder)


def _find_trunk(survey: Survey, body: _Element, kept: list[_Line]) -> None:
    """Set what holds most of the article, and where it ends."""
    doubted: dict[_Element, str] = {}

    def doubt(line: _Line) -> str:
        for element in (line.owner, *line.owner.iterancestors()):
            if element not in doubted:
                light = element.tag not in _PAGE and survey.weights.get(element, 0) <= most
                reason = noise(element) if light else ""
                doubted[element] = "" if reason in WEAK_REASONS else reason
            if doubted[element]:
                return doubted[element]
        return ""

    most = HEAVY * survey.total
    doubts = [doubt(line) for line in kept]
    words: dict[str, int] = {}
    for line, reason in zip(kept, doubts, strict=True):
        words[reason] = words.get(reason, 0) + line.words
    survey.dismissed = {reason for reason, count in words.items() if reason not in _NEVER_WRONG and count > most}
    sure = [line for line, reason in zip(kept, doubts, strict=True) if not reason or reason in survey.dismissed]
    sure = [line for line in sure or kept if line.words >= _SHINGLE] or kept
    survey.sure = _weights_of(sure)
    prose = [line for line in sure if line.words >= LONG_LINE and not line.linked]
    if sum(line.words for line in prose) < 0.5 * sum(line.words for line in sure):
        prose = sure
    survey.trunk = container_of(body, _weights_of(prose), _TRUNK)
    within = [line for line in sure if not line.linked and survey.trunk in (line.owner, *line.owner.iterancestors())]
    survey.last = within[-1].owner if within else None


def _weights_of(lines: Iterable[_Line]) -> dict[_Element, int]:
    weights: dict[_Element, int] = {}
    for line in lines:
        for element in (line.owner, *line.owner.iterancestors()):
            if element.tag in BLOCKS:
                weights[element] = weights.get(element, 0) + line.words
    return weights


def container_of(body: _Element, weights: dict[_Element, int], most: float = _MOST) -> _Element:
    """The innermost element that holds nearly all of the article's words, or another share of them."""
    total = weights.get(body, 0)
    found = body
    while True:
        inner = max(_inner_blocks(found), key=lambda child: weights.get(child, 0), default=None)
        if inner is None or weights.get(inner, 0) < most * total or inner.tag in _NOT_A_CONTAINER:
            return found
        found = inner


def _inner_blocks(element: _Element) -> Iterator[_Element]:
    """The outermost block elements below an element; custom elements are looked through."""
    waiting = list(element)
    while waiting:
        found = waiting.pop()
        if found.tag in BLOCKS:
            yield found
        elif found.tag not in INVISIBLE:
            waiting.extend(found)


def largest_part(body: _Element) -> _Element:
    """What the markup calls the article or main part, where it holds much of the page's text."""
    marked = [
        found for found in body.iter("article", "main") if not any(up.tag == "article" for up in found.iterancestors())
    ]
    best = max(marked, key=lambda found: len(text_of(found)), default=body)
    return best if len(text_of(best)) >= 0.4 * len(text_of(body)) else body
