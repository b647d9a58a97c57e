"""What a page keeps from those who read it without its scripts, brought back before its article is looked for."""

import json
import re
from collections.abc import Iterable

from lxml import etree
from lxml.etree import _Element

from library.extract.html_folded import show
from library.extract.html_markup import hint, hint_reason, is_hidden, words_in

_SHARE, _ENOUGH, _BARE = 0.65, 1500, 200
"""The share of a page's paragraphs from which scripts will show them, when fewer letters than that are seen."""
_TAGS = re.compile(r"<[^<>]{1,500}>")
_BODY_KEYS = ("articleBody", "reviewBody")
_LEAST_WORDS, _DEEPEST = 60, 8


def reveal(root: _Element) -> None:
    """Show what holds much of the page's paragraphs though the markup hides it, and text that stands in for scripts.

    Such are articles behind the veil of a pay wall, pages that fade in, galleries that are leafed through.
    """
    known: dict[_Element | None, list[_Element]] = {None: []}
    paragraphs = [(paragraph, _hiding(paragraph.getparent(), known)) for paragraph in root.iter("p")]
    if not any(around for _, around in paragraphs):
        return
    sizes: dict[_Element, int] = {}
    total = 0
    for paragraph, around in paragraphs:
        size = len(etree.tostring(paragraph, method="text", encoding="unicode", with_tail=False))
        total += size
        for element in around:
            sizes[element] = sizes.get(element, 0) + size
    hidden = sum(size for element, size in sizes.items() if sizes.keys().isdisjoint(element.iterancestors()))
    if not hidden or total - hidden > _ENOUGH:
        return
    together: dict[_Element | None, int] = {}
    for element, size in sizes.items():
        together[element.getparent()] = together.get(element.getparent(), 0) + size
    for element in sizes:
        bare = total - hidden < _BARE
        if together[element.getparent()] >= _SHARE * total and (bare or not hint_reason(hint(element))):
            _show(element)


def _hiding(element: _Element | None, known: dict[_Element | None, list[_Element]]) -> list[_Element]:
    """The elements that hide what an element holds, it and those around it; `known` is what was found before."""
    way: list[_Element] = []
    while element not in known and element is not None:
        way.append(element)
        element = element.getparent()
    around = known[element]
    for one in reversed(way):
        if one.tag == "noscript" or is_hidden(one):
            around = [one, *around]
        known[one] = around
    return around


def _show(element: _Element) -> None:
    if element.tag == "noscript":
        element.tag = "div"
    show(element)


def stated_text(root: _Element) -> str:
    """The text of the article that the page gives to search engines; empty when it gives none of some length."""
    texts: list[str] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and any(key in (script.text or "") for key in _BODY_KEYS):
            try:
                texts += _bodies(json.loads(script.text or "", strict=False))
            except (ValueError, RecursionError):
                continue
    longest = max(texts, key=len, default="")
    return longest if len(words_in(longest)) >= _LEAST_WORDS else ""


def _bodies(parsed: object) -> Iterable[str]:
    waiting = [(parsed, 0)]
    while waiting:
        found, depth = waiting.pop()
        if depth > _DEEPEST:
            continue
        if isinstance(found, list):
            waiting += [(part, depth + 1) for part in found]
        elif isinstance(found, dict):
            for key, value in found.items():
                if key in _BODY_KEYS and isinstance(value, str):
                    yield _TAGS.sub(" ", value)
                else:
                    waiting.append((value, depth + 1))
