"""Where on a page the article is: the elements that hold the text that another extractor found."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from lxml.etree import _Element

from library.extract.html_column import apart_from_column
from library.extract.html_folded import asked_around, holds_answers
from library.extract.html_lines import LEAVES, LONG_LINE, NOT_A_CONTAINER, Line, Reading
from library.extract.html_markup import BLOCKS, INVISIBLE, WEAK_REASONS, hint, holds, noise, text_of, words_in

_SHINGLE, _ALIKE = 4, 0.5
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
_QUESTION = 6
"""Words from which a line may be a question, or its answer."""
_PICTURED = ("img", "figure", "picture", "video")
_LISTED = frozenset(("li", "dd", "dt", "td", "th"))
_PAGE = frozenset(("html", "body", "main", "article"))
_OTHERS = re.compile(
    r" (?:\w*comment\w*(?! on )|answers?|repl(?:y|ies)|posts?|messages?|votes?|users?|reviews?|cards?) "
)
_Kind = tuple[tuple[object, str], ...]


class Kept:
    """The extractor's text, to be asked whether a line of the page is in it."""

    def __init__(self, text: str) -> None:
        lines = [words for line in text.splitlines() if (words := words_in(line))]
        self._lines = set(map(" ".join, lines))
        self._runs = set(_runs(list(chain.from_iterable(lines))))

    def holds(self, line: str) -> bool:
        """Whether a line of text is kept."""
        return self.holds_words(words_in(line))

    def holds_words(self, words: list[str]) -> bool:
        """Whether a line is kept: half of its runs of four words are, or, when shorter, all of it."""
        if " ".join(words) in self._lines:  # as most that are kept; hashing the runs of one takes ten times as long
            return True
        runs = len(words) - _SHINGLE + 1
        return runs > 0 and sum(map(self._runs.__contains__, _runs(words))) >= _ALIKE * runs


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
    """The innermost element that holds nearly all that the extractor kept, and the questions below it."""
    asked: set[_Element] = field(default_factory=set)
    """Elements of questions and answers that are part of the article, whatever the extractor kept of them."""
    around_asked: set[_Element] = field(default_factory=set)
    """Elements that hold such."""

    @property
    def total(self) -> int:
        """Words of the whole article."""
        return max(self.weights.values(), default=0)


class VisibleLines:
    """The visible lines of a page."""

    def __init__(self, body: _Element) -> None:
        """Gather all lines below an element."""
        self.body = body
        self._read = Reading(body).found
        is_clean = _Cleanness(others=False)
        long = (
            Line(owner, len(words), kept=False, linked=linked) for owner, words, linked in self._read
            if len(words) >= LONG_LINE
        )  # fmt: skip
        self._clean_words = sum(line.words for line in long if _is_prose(line) and is_clean(line.owner))

    def kept_by(self, kept: Kept) -> "Lines":
        """The lines, with what an extractor kept of them."""
        lines = [
            Line(owner, len(words), kept.holds_words(words), linked) for owner, words, linked in self._read
        ]  # fmt: skip
        return Lines(self.body, lines, self._clean_words)


class Lines:
    """The visible lines of a page, and which of them an extractor kept."""

    def __init__(self, body: _Element, lines: list[Line], clean_words: int) -> None:
        """Of the lines below an element; `clean_words` are those of its prose outside furniture."""
        self.body = body
        self.all = lines
        self.prose = [line for line in lines if _is_prose(line)]
        self.held = sum(line.words for line in lines if line.kept and line.words >= _SHINGLE)
        self._clean_words = clean_words

    @property
    def are_mostly_kept(self) -> bool:
        """Whether as much was kept as half of the page's prose outside furniture, and some paragraphs' worth."""
        prose = max(_HALF * self._clean_words, _LITTLE * sum(line.words for line in self.prose))
        return self.held >= max(_FEW, prose)


def _is_prose(line: Line) -> bool:
    return line.words >= LONG_LINE and not line.linked and line.owner.tag not in _LISTED


def survey_page(lines: Lines, title: str) -> Survey:
    """Look where the text stands that was kept; by a title, which questions below it are those of the article."""
    body = lines.body
    found = _with_those_alike(_or_else_densest(lines))
    apart = apart_from_column(found)
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
    _take_questions(survey, found, apart, title)
    return survey


def _take_questions(survey: Survey, lines: list[Line], apart: Collection[int], title: str) -> None:
    """Take the questions and answers that stand in the article or below it for a part of it."""
    begun = False
    seen: set[_Element] = set()
    for at, line in enumerate(lines):
        is_of_text = line.kept and at not in apart
        begun = begun or (is_of_text and line.words >= LONG_LINE)
        if is_of_text or not begun or line.linked or line.words < _QUESTION:
            continue
        section = asked_around(line.owner)
        if section is None or section in seen:
            continue
        seen.add(section)
        if survey.weights.get(section, 0) < HEAVY * survey.total and holds_answers(section, title):
            survey.asked.add(section)
            survey.around_asked.update(section.iterancestors())
            survey.apart = {one for one in survey.apart if one is not section and section not in one.iterancestors()}
            survey.apart -= survey.around_asked
            while survey.container is not None and survey.container not in survey.around_asked:
                survey.container = survey.container.getparent()


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


def _or_else_densest(lines: Lines) -> list[Line]:
    """The lines, or where little of the page's prose is kept, with that kept which stands most densely."""
    is_clean = _Cleanness(others=True)
    if lines.held >= _LITTLE * sum(line.words for line in lines.prose):
        return lines.all
    prose = [line for line in lines.prose if is_clean(line.owner)]
    if lines.held < _FEW and sum(line.words for line in prose) < _LITTLE * sum(line.words for line in lines.prose):
        prose = lines.prose  # the names of what is around the article say nothing
    container = container_of(lines.body, _weights_of(prose), _DENSE)
    within = {line for line in prose if container in line.owner.iterancestors()}
    if lines.held >= _LITTLE * sum(line.words for line in within):
        return lines.all
    return [line._replace(kept=line in within) for line in lines.all]


def _with_those_alike(lines: list[Line]) -> list[Line]:
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


def _outermost(element: _Element, kept: Collection[_Element]) -> _Element:
    """The outermost element around another that has none of those kept in it, and no picture."""
    while (parent := element.getparent()) is not None and parent not in kept and not holds(parent, *_PICTURED):
        element = parent
    return element


def _kind_of(owner: _Element) -> _Kind:
    """Tag and class of an element and of the two around it, and the article that it is in."""
    levels: list[tuple[object, str]] = []
    element: _Element | None = owner
    while element is not None and len(levels) < 3:
        names = " ".join(name for name in (element.get("class") or "").split() if name.isidentifier() or "-" in name)
        levels.append((element.tag, names))
        element = element.getparent()
    return (next(owner.iterancestors("article"), None), ""), *levels


def _kind_of_list(line: Line) -> _Kind | None:
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


def _count(survey: Survey, line: Line) -> None:
    if line.words >= LONG_LINE:
        survey.paragraphs.add(line.owner)
    holder = line.owner
    while holder.tag in LEAVES:
        parent = holder.getparent()
        if parent is None:
            return
        holder = parent
        survey.core.add(holder)
    survey.core.add(holder)


def _find_trunk(survey: Survey, body: _Element, kept: list[Line]) -> None:
    """Set what holds most of the article, and where it ends."""
    doubted: dict[_Element, str] = {}

    def doubt(line: Line) -> str:
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


def _weights_of(lines: Iterable[Line]) -> dict[_Element, int]:
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
        if inner is None or weights.get(inner, 0) < most * total or inner.tag in NOT_A_CONTAINER:
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
