"""Expressions of the library that finds articles, asked only of those elements of a page that they may be true of.

Most of them call Python for several patterns at each element, which takes half of the time in which an article is
looked for. What they ask for stands in attributes: so these are searched first for the pieces of text without which
none of the patterns matches. An element that has one gets a mark for a while, and the expression begins with it.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import local
from typing import cast

from lxml import etree
from lxml.etree import XPath, _Element

from library.extract.needles import needles

_NAMESPACES = {"re": "http://exslt.org/regular-expressions"}
_MARK = "broadsheet-may-be"
_ALL = ".//*["
_FIRST_OF_PARENT = re.compile(r"\]\s*\[\s*\d")
_TESTED = r"(?:translate\(\s*)?@[\w-]+(?:\s*\|\s*@[\w-]+)*(?:\s*,\s*'[^']*'\s*,\s*'[^']*'\s*\))?"
_COMPARISON = re.compile(
    rf"(?:re:test|contains|starts-with)\(\s*{_TESTED}\s*,\s*'(?P<part>[^']*)'\s*(?:,\s*'i'\s*)?\)"
    r"|@[\w-]+\s*=\s*'(?P<whole>[^']*)'"
)
_ATTRIBUTE = re.compile(r"@([\w-]+)")
_TAG = re.compile(r"self::(\w+)")
_MOST_PIECES, _MOST_KNOWN = 500, 20_000


class _Now(local):
    """Of the page that is being looked at."""

    possible: Collection["Quick"] = ()
    """Expressions that may be true of any element."""


_now = _Now()


class Quick:
    """Stands in for an expression of the library, and gives the same elements of a page that has the marks."""

    def __init__(self, expression: XPath, mark: str, pieces: frozenset[str], stated: frozenset[str]) -> None:
        marked = f".//*[@{mark}][" if _FIRST_OF_PARENT.search(expression.path) else f"descendant::*[@{mark}]["
        self._marked = XPath(expression.path.replace(_ALL, marked, 1), namespaces=_NAMESPACES)
        self.mark, self.pieces, self.stated = mark, pieces, stated
        """Of which an element has one in a value, in lower case, or has it as an attribute."""

    def __call__(self, tree: _Element) -> list[_Element]:
        return cast("list[_Element]", self._marked(tree)) if self in _now.possible else []


class Marks:
    """Which elements of a page some expressions may be true of."""

    def __init__(self) -> None:
        self._expressions: list[Quick] = []
        self._names: frozenset[str] = frozenset()
        self._by_piece: dict[str, frozenset[Quick]] = {}
        self._by_name: dict[str, frozenset[Quick]] = {}
        self._known: dict[str, frozenset[Quick]] = {}
        """What the pieces in a value tell."""

    def quickened(self, expressions: Sequence[XPath]) -> list[XPath | Quick]:
        """What to ask in place of some expressions; an expression stays as it is that asks for anything else."""
        return [self._quickened(expression) for expression in expressions]

    def _quickened(self, expression: XPath) -> XPath | Quick:
        path = expression.path
        literals = [found["part"] or found["whole"] for found in _COMPARISON.finditer(path)]
        each = [needles(literal or "", _MOST_PIECES) for literal in literals]
        rest = _COMPARISON.sub("", path)
        is_one = path.lstrip(" \n(").startswith(_ALL) and "|" not in rest
        if not is_one or not all(each) or _is_true_of_bare_elements(expression):
            return expression
        stated = frozenset(_ATTRIBUTE.findall(rest))
        quick = Quick(expression, f"{_MARK}-{len(self._expressions)}", frozenset().union(*each), stated)
        self._expressions.append(quick)
        self._names |= frozenset(_ATTRIBUTE.findall(path))
        for pieces, known in ((quick.pieces, self._by_piece), (quick.stated, self._by_name)):
            for piece in pieces:
                known[piece] = known.get(piece, frozenset()) | {quick}
        return quick

    @contextmanager
    def on(self, elements: Iterable[_Element]) -> Iterator[None]:
        """Have the elements marked for a while."""
        marked = self._marked(elements)
        for element, expressions in marked.items():
            for expression in expressions:
                element.set(expression.mark, "")
        _now.possible = frozenset().union(*set(marked.values()))
        try:
            yield
        finally:
            _now.possible = ()
            for element, expressions in marked.items():
                for expression in expressions:
                    element.attrib.pop(expression.mark, None)

    def _marked(self, elements: Iterable[_Element]) -> dict[_Element, frozenset[Quick]]:
        names, by_name = self._names, self._by_name
        given = [(element, name, value) for element in elements for name, value in element.items() if name in names]
        self._learn({value for _, _, value in given})
        known, marked = self._known, {}
        for element, name, value in given:
            found = known[value]
            if name in by_name:
                found |= by_name[name]
            if found:
                marked[element] = marked[element] | found if element in marked else found
        return marked

    def _learn(self, values: set[str]) -> None:
        """Find out what is not known of the values of attributes."""
        if len(self._known) > _MOST_KNOWN:
            self._known = {}
        new = {value: value.lower() for value in values if value not in self._known}
        together = "\n".join(new.values())
        there = [(piece, quick) for piece, quick in self._by_piece.items() if piece in together]
        for value, lower in new.items():
            self._known[value] = frozenset().union(*(quick for piece, quick in there if piece in lower))


def _is_true_of_bare_elements(expression: XPath) -> bool:
    """Whether an expression is true of elements without attributes as well."""
    holder = etree.Element("html")
    for tag in {"body", "div", "p", "span", *_TAG.findall(expression.path)}:
        etree.SubElement(holder, tag).text = "Text."
    return bool(expression(holder))
