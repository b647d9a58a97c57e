"""The visible lines of a page: what holds each, its words, and whether much of it is a link."""

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from lxml.etree import _Element

from library.extract.html_markup import BLOCKS, HEADINGS, INVISIBLE, hidden_on_page, words_in

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
        self._add(body.text or " ")
        hidden = hidden_on_page(body)
        open_, child = [body], body[0] if len(body) else None
        while True:  # as `descend`, which costs twice as much
            if child is None:
                element = open_.pop()
                if not open_:
                    break
                self._close(element.tag)
            else:
                element, tag = child, child.tag
                if tag not in INVISIBLE and element not in hidden:
                    self._open(element, tag)
                    if text := element.text:
                        self._add(text)
                    if len(element):
                        open_.append(element)
                        child = element[0]
                        continue
                    self._close(tag)
            if text := element.tail:
                self._add(text)
            child = element.getnext()
        self._flush()

    def _add(self, text: str) -> None:
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

    def _open(self, element: _Element, tag: str) -> None:
        if tag in BLOCKS:
            self._flush()
            self._owners.append(element)
        elif tag == "a":
            self._links += 1
        elif tag == "br":
            self._parts.append(" ")

    def _close(self, tag: str) -> None:
        if tag in BLOCKS:
            self._flush()
            self._owners.pop()
        elif tag == "a":
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
