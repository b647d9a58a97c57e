"""Expressions of the library that finds articles, asked only of those elements of a page that they may be true of.

Most of them call Python for several patterns at each element, which takes half of the time in which an article is
looked for. What they ask for stands in attributes: so these are searched first for the pieces of text without which
none of the patterns matches. An element that has one gets a mark for a while, and the expression begins with it.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from operator import or_
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
_OF_ATTRIBUTES = re.compile(rf"\.//\*(?:\[(?:\s|self::\w+|{_COMPARISON.pattern}|@[\w-]+|or|and|not|[()])*\]\s*)+")
"""The beginning of an expression that asks for nothing but tags and attributes; what follows only makes it stricter."""
_ATTRIBUTE = re.compile(r"@([\w-]+)")
_TAG = re.compile(r"self::(\w+)")
_MOST_PIECES, _MOST_KNOWN = 500, 20_000


class _Now(local):
    """Of the page that is being looked at."""

    possible = 0
    """The bits of the expressions that may be true of any element."""


_now = _Now()


class Quick:
    """Stands in for an expression of the library, and gives the same elements of a page that has the marks."""

    def __init__(self, expression: XPath, number: int) -> None:
        self.mark, self.bit = f"{_MARK}-{number}", 1 << number
        # The first of each parent can't be told from among all that there are.
        marked = ".//*[@{}][" if _FIRST_OF_PARENT.search(expression.path) else "descendant::*[@{}]["
        path = expression.path.replace(_ALL, marked.format(self.mark), 1)
        self._marked = XPath(path, namespaces=_NAMESPACES)

    def __call__(self, tree: _Element) -> list[_Element]:
        """The elements below one of which the expression is true."""
        return cast("list[_Element]", self._marked(tree)) if _now.possible & self.bit else []


class Marks:
    """Which elements of a page some expressions may be true of, each of which has a bit."""

    def __init__(self) -> None:
        self._expressions: list[Quick] = []
        self._names: set[str] = set()
        """Of attributes that any of them asks for."""
        self._by_piece: dict[str, int] = {}
        self._by_name: dict[str, int] = {}
        """Of attributes that it is enough to have."""
        self._known: dict[str, int] = {}
        """What the pieces in a value tell."""

    def quickened(self, expressions: Sequence[XPath]) -> list[XPath]:
        """What to ask in place of some expressions; an expression stays as it is that asks for anything else."""
        return [cast("XPath", self._quickened(expression)) for expression in expressions]

    def _quickened(self, expression: XPath) -> XPath | Quick:
        path = expression.path
        literals = [found["part"] or found["whole"] or "" for found in _COMPARISON.finditer(path)]
        pieces = [needles(literal, _MOST_PIECES) for literal in literals]
        rest = _COMPARISON.sub("", path)
        begin = _OF_ATTRIBUTES.match(path.lstrip(" \n("))
        if begin is None or "|" in rest or not all(pieces) or _is_true_of_bare_elements(begin.group()):
            return expression
        quick = Quick(expression, len(self._expressions))
        self._expressions.append(quick)
        self._names.update(_ATTRIBUTE.findall(path))
        for piece in {piece for these in pieces for piece in these}:
            self._by_piece[piece] = self._by_piece.get(piece, 0) | quick.bit
        for name in set(_ATTRIBUTE.findall(rest)):
            self._by_name[name] = self._by_name.get(name, 0) | quick.bit
        return quick

    @contextmanager
    def on(self, page: _Element, *, for_good: bool = False) -> Iterator[None]:
        """Have the elements of a page marked, be it for a while."""
        marked = self._marked(page)
        marks = {bits: [one.mark for one in self._expressions if one.bit & bits] for bits in set(marked.values())}
        for element, bits in marked.items():
            for mark in marks[bits]:
                element.set(mark, "")
        _now.possible = reduce(or_, marks, 0)
        try:
            yield
        finally:
            _now.possible = 0
            for element, bits in () if for_good else marked.items():
                for mark in marks[bits]:
                    element.attrib.pop(mark, "")

    def _marked(self, page: _Element) -> dict[_Element, int]:
        names, by_name = self._names, self._by_name
        given = cast(
            "list[tuple[_Element, str, str]]",
            [(element, name, value) for element in page.iter() for name, value in element.items() if name in names],
        )
        known = self._learned({value for _, _, value in given})
        marked: dict[_Element, int] = {}
        for element, name, value in given:
            bits = known[value] | by_name.get(name, 0)
            if bits:
                marked[element] = marked.get(element, 0) | bits
        return marked

    def _learned(self, values: set[str]) -> dict[str, int]:
        """What is known of the values of attributes, with what was not known of these found out."""
        if len(self._known) > _MOST_KNOWN:
            self._known = {}  # another thread may be reading the former one
        known = self._known
        new = {value: value.lower() for value in values if value not in known}
        together = "\n".join(new.values())
        there = [(piece, bits) for piece, bits in self._by_piece.items() if piece in together]
        for value, lower in new.items():
            told = 0
            for piece, bits in there:
                if piece in lower:
                    told |= bits
            known[value] = told
        return known


def _is_true_of_bare_elements(path: str) -> bool:
    """Whether an expression is true of elements without attributes as well."""
    holder = etree.Element("html")
    for tag in {"body", "div", "p", "span", *_TAG.findall(path)}:
        etree.SubElement(holder, tag).text = "Text."
    return bool(XPath(path, namespaces=_NAMESPACES)(holder))
