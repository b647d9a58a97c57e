"""The visible lines of a page: what holds each, its words, and whether much of it is a link."""

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from lxml.etree import _Element

from library.extract.html_markup import BLOCKS, HEADINGS, INVISIBLE, is_hidden, words_in

Said = TypeVar("Said")
NOT_A_CONTAINER = frozenset(("p", "li", "ul", "ol", "dl", "blockquote", "pre", "figure", "tr", "dd", *HEADINGS))
LEAVES = NOT_A_CONTAINER | {"dt", "td", "th", "tbody", "thead", "tfoot", "table", "figcaption", "caption"}
LONG_LINE = 12
"""Words from which a line is surely a paragraph."""


class Line(NamedTuple):
    """A visible line, with the innermost block that holds it, its number of words, and whether an extractor kept it."""

    owner: _Element
    words: int
    kept: bool
    linked: bool
    """Whether much of it is a link."""


class Reading:
    """Gathers the visible lines of a page: what holds each, its words, and whether much of it is a link."""

    def __init__(self, body: _Element) -> None:
        """Gather all below an element."""
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
        if not text:
            return
        if not text.isspace():
            self._parts.append(text)
            self._linked += len(text) if self._links else 0
        elif self._parts:
            self._parts.append(" ")

    def _flush(self) -> None:
        if not self._parts:
            return
        text = "".join(self._parts)
        words = words_in(text)
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


class Nearest(Generic[Said]):
    """What is said of an element, or of the nearest around it of which anything is said; None where nothing is."""

    def __init__(self, said: Callable[[_Element], Said | None]) -> None:
        self._said = said
        self._known: dict[_Element, Said | None] = {}

    def __call__(self, element: _Element | None) -> Said | None:
        """Find it out, once for each element."""
        known, passed = self._known, []
        found: Said | None = None
        while element is not None:
            if element in known:
                found = known[element]
                break
            passed.append(element)
            found = self._said(element)
            if found is not None:
                break
            element = element.getparent()
        for one in passed:
            known[one] = found
        return found
