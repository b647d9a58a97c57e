"""Where on a page the article is: the elements that hold the text that another extractor found."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element

from library.extract.html_markup import (
    BLOCKS,
    HEADINGS,
    INVISIBLE,
    Closer,
    descend,
    is_hidden,
    nothing,
    text_of,
    words_in,
)

_NOT_A_CONTAINER = frozenset(("p", "li", "ul", "ol", "dl", "blockquote", "pre", "figure", "tr", "dd", *HEADINGS))
_LEAVES = _NOT_A_CONTAINER | {"dt", "td", "th", "tbody", "thead", "tfoot", "table", "figcaption", "caption"}
_SHINGLE, _ALIKE = 4, 0.5
LONG_LINE = 12
"""Words from which a line is surely a paragraph."""
_MOST = 0.99
"""The share of the article's words that its container must hold."""


class Kept:
    """The extractor's text, to be asked whether a line of the page is in it."""

    def __init__(self, text: str) -> None:
        words = words_in(text)
        self._runs = set(_runs(words))
        lines = (words_in(line) for line in text.splitlines())
        self._short = {tuple(line) for line in lines if 0 < len(line) < _SHINGLE}

    def holds(self, line: str) -> bool:
        """Whether a line of text is kept."""
        return self.holds_words(words_in(line))

    def holds_words(self, words: list[str]) -> bool:
        """Whether a line is kept: half of its runs of four words are, or, when shorter, all of it."""
        if len(words) < _SHINGLE:
            return tuple(words) in self._short
        runs = list(_runs(words))
        return sum(run in self._runs for run in runs) >= _ALIKE * len(runs)


def _runs(words: list[str]) -> Iterator[int]:
    return (hash(run) for run in zip(*(words[shift:] for shift in range(_SHINGLE)), strict=False))


@dataclass
class Survey:
    """Where the kept text stands."""

    weights: dict[_Element, int] = field(default_factory=dict)
    """Words of the article below an element; elements that hold none are missing."""
    core: set[_Element] = field(default_factory=set)
    """Elements that directly hold blocks of the article; empty when nothing tells what is."""
    paragraphs: set[_Element] = field(default_factory=set)
    """Elements that directly hold a long line of the article."""
    last: _Element | None = None
    """The element that holds the last line of the article."""

    @property
    def total(self) -> int:
        """Words of the whole article."""
        return max(self.weights.values(), default=0)


def survey_page(body: _Element, kept: Kept) -> Survey:
    """Look for the kept text below an element."""
    survey = Survey()
    parts: list[str] = []
    owners = [body]

    def add(text: str | None) -> None:
        parts.append(text or "")

    def flush() -> None:
        words = words_in("".join(parts))
        parts.clear()
        if words and kept.holds_words(words):
            _count(survey, owners[-1], len(words))

    def close() -> None:
        flush()
        _pass_on(survey, owners.pop())

    def enter(element: _Element) -> Closer | None:
        if element.tag in INVISIBLE or is_hidden(element):
            return None
        if element.tag == "br":
            parts.append(" ")
        if element.tag not in BLOCKS:
            return nothing
        flush()
        owners.append(element)
        return close

    descend(body, enter, add)
    close()
    return survey


def _count(survey: Survey, owner: _Element, words: int) -> None:
    survey.weights[owner] = survey.weights.get(owner, 0) + words
    if words >= _SHINGLE:
        survey.last = owner
    if words >= LONG_LINE:
        survey.paragraphs.add(owner)
    while owner.tag in _LEAVES:
        parent = owner.getparent()
        if parent is None:
            return
        owner = parent
        survey.core.add(owner)
    survey.core.add(owner)


def _pass_on(survey: Survey, element: _Element) -> None:
    """Add what an element holds to its parent; one with several parts of the article is of its core."""
    weight = survey.weights.get(element, 0)
    parent = element.getparent()
    while parent is not None and parent.tag not in BLOCKS:
        parent = parent.getparent()
    if weight and parent is not None:
        survey.weights[parent] = survey.weights.get(parent, 0) + weight
    shares = [survey.weights[child] for child in element if child in survey.weights] if weight else []
    if len(shares) >= 3 and max(shares) < 0.6 * weight:
        survey.core.add(element)


def container_of(body: _Element, weights: dict[_Element, int]) -> _Element:
    """The innermost element that holds nearly all of the article's words."""
    total = weights.get(body, 0)
    found = body
    while True:
        inner = max(_inner_blocks(found), key=lambda child: weights.get(child, 0), default=None)
        if inner is None or weights.get(inner, 0) < _MOST * total or inner.tag in _NOT_A_CONTAINER:
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
