"""Passages that are given as places within markup: their words, and what stands around them.

A place is the path of an element below the content (`/p[3]`, `section/p[2]/em[1]`) and an offset in the text of this
element. What it means in our own text is not reckoned out of it: words and surroundings are looked for there.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from library.importers import fields
from library.wanted import letters

if TYPE_CHECKING:
    from lxml.etree import _Element

    from library.anchor import Anchor

_STEP = re.compile(r"([\w:-]+)(?:\(\))?(?:\[(\d+)\])?")
_AROUND = 200
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "figcaption", "figure",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
))  # fmt: skip


class Place(NamedTuple):
    """One end of a passage."""

    path: str
    offset: int


class Markup:
    """The content of an article, in which passages are pointed at."""

    def __init__(self, html: str, *, utf_16: bool) -> None:
        """Offsets count UTF-16 units, as browsers do, or else code points."""
        import lxml.html
        from lxml import etree

        self._utf_16 = utf_16
        self._roots: list[_Element] = []
        self._starts: dict[_Element, int] = {}
        self._ends: dict[_Element, int] = {}
        self._breaks: set[int] = set()
        parts: list[str] = []
        self._length = 0
        try:
            parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
            tree = lxml.html.document_fromstring(
                f"<html><body>{html}</body></html>".encode(errors="replace"), parser=parser
            )
        except (etree.LxmlError, ValueError, AssertionError):
            self.text = ""
            return
        body = tree if tree.tag == "body" else next(tree.iter("body"), tree)
        self._collect(body, parts)
        self.text = "".join(parts)
        self._roots = [body, *list(body)[:1]]

    def _collect(self, root: _Element, parts: list[str]) -> None:
        stack: list[tuple[_Element, bool]] = [(root, False)]
        while stack:
            element, leaving = stack.pop()
            is_block = element.tag in _BLOCKS
            if is_block:
                self._breaks.add(self._length)
            if leaving:
                self._ends[element] = self._length
                if element is not root and element.tail:
                    parts.append(element.tail)
                    self._length += len(element.tail)
                continue
            self._starts[element] = self._length
            if element.text and isinstance(element.tag, str):
                parts.append(element.text)
                self._length += len(element.text)
            stack.append((element, True))
            stack += [(child, False) for child in reversed(element)]

    def anchor(self, start: Place, end: Place, quote: str) -> Anchor | None:
        """The passage between two places, with its surroundings; `quote` stands where they lead elsewhere.

        None when there are no words.
        """
        said = fields.anchor_of(quote)
        for root in self._roots:
            first, last = self._offset(root, start), self._offset(root, end)
            if first is None or last is None or not first < last:
                continue
            words = self._words(first, last)
            if said is not None and letters(words) != letters(said.quote):
                continue
            return fields.anchor_of(words, self._words(first - _AROUND, first), self._words(last, last + _AROUND))
        return said

    def _words(self, first: int, last: int) -> str:
        """The text between two offsets, with a line feed where a block begins or ends."""
        first, last = max(0, first), min(self._length, last)
        cuts = [first, *sorted(at for at in self._breaks if first <= at <= last), last]
        return "\n".join(self.text[a:b] for a, b in pairwise(cuts))

    def _offset(self, root: _Element, place: Place) -> int | None:
        element: _Element = root
        for step in filter(None, place.path.split("/")):
            found = _STEP.fullmatch(step)
            if found is None:
                return None
            if found[1] in ("text", "."):
                break
            number = int(found[2] or 1)
            children = [child for child in element if child.tag == found[1].lower()]
            if not 1 <= number <= len(children):
                return None
            element = children[number - 1]
        start, end = self._starts[element], self._ends[element]
        offset = start + (self._units(start, place.offset) if self._utf_16 else place.offset)
        return offset if start <= offset <= end else None

    def _units(self, start: int, units: int) -> int:
        """How many code points so many UTF-16 units are."""
        at = start
        while units > 0 and at < self._length:
            units -= 2 if self.text[at] > "\uffff" else 1
            at += 1
        return at - start
