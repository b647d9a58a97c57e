"""The text that trafilatura takes for the article of a page, by which it is known where on the page the article is.

It is asked in haste first: for what its main extractor finds, which is shown only the part of the page that it would
look into where that is told beforehand. The fall-backs with which it compares that, and which take half of its time,
are asked only for a page most of whose prose that leaves out.
"""

import re
from collections.abc import Callable, Mapping
from copy import copy
from functools import cache, lru_cache
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import cast

from lxml.etree import XPath, _Element
from trafilatura import htmlprocessing, xml, xpaths
from trafilatura.settings import MANUALLY_CLEANED, Extractor

from library.extract.html_markup import BLOCKS
from library.extract.html_paths import Marks

_MAX_BLOCKS = 50_000
_PARTS = ("article", "div", "main", "section")
_BODY_IDENTITY = re.compile(r"art(?:icle)?-content|entry-content|article(?:__content|(?:-|__)?body|Body)|body-text")
_BODY_CLASS = re.compile(
    r"art(?:icle)?-content|(?:entry|page|text)-content|article(?:__content|__container|(?:-|__)?body|Body|-?text|Text)"
    r"|ArticleContent|body-text|post(?:[-_]text|-body|-?entry|[-_]?content|Content|_inner_wrapper)"
)
"""Names of what holds the body of an article, of which the main extractor looks into the first on a page."""
_ELEMENTS, _LENGTH = XPath("count(descendant::*)"), XPath("string-length()")
_MOST, _LEAST, _FOUND = 0.7, 500, 250
"""The share of a page that a part is hardly worth being looked into alone from; code points that it has at least, and
those that are found in it, when the whole page would not be looked through as well."""


_ASKED = (
    "BODY_XPATH", "DISCARD_IMAGE_ELEMENTS", "OVERALL_DISCARD_XPATH", "RAW_TREE_PRUNE_XPATH",
    "REMOVE_COMMENTS_AND_LISTS_XPATH", "TEASER_DISCARD_XPATH",
)  # fmt: skip
_CLEANED = frozenset(MANUALLY_CLEANED)
"""Elements that the main extractor never looks into."""


class Finder:
    """Looks for the article of one page, and says what went wrong."""

    def __init__(self, root: _Element, elements: int) -> None:
        """`elements` is how many the page has, or had."""
        self.trouble: list[str] = []
        self._root = root
        self._has_failed = False
        # Its main loop compares each paragraph with all before it: 40,000 take 8 s, 200,000 minutes.
        self._is_huge = elements > _MAX_BLOCKS and sum(1 for _ in root.iter(*BLOCKS)) > _MAX_BLOCKS
        if self._is_huge:
            self.trouble.append("The page is very large; its article was looked for in a simpler way.")

    def in_haste(self) -> str:
        """What the main extractor takes for the article, as plain text."""
        return self._found(_main_text, _compared_text)

    def thoroughly(self) -> str:
        """What is taken for the article in the end, after comparing what several extractors find."""
        return self._found(_compared_text)

    def _found(self, *ways: Callable[[_Element], str]) -> str:
        """What the first way finds that does not fail."""
        if self._is_huge or self._has_failed:
            return ""
        name = ""
        for look in ways:
            try:
                return look(self._root)  # it copies what it changes
            except Exception as error:  # noqa: BLE001  a library's bug on odd markup must not cost the article
                name = type(error).__name__
        self._has_failed = True
        self.trouble.append(f"The article had to be looked for in a simpler way ({name}).")
        return ""


@cache
def _options() -> Extractor:
    return Extractor(output_format="python", comments=False, tables=True, formatting=False, with_metadata=False)


class _Library:
    """The library's own extractors, whose expressions are asked only of the elements that they may be true of."""

    def __init__(self) -> None:
        self.marks = Marks()
        # A version of the library that has others is asked as it is.
        quick = {name: self.marks.quickened(getattr(xpaths, name)) for name in _ASKED if hasattr(xpaths, name)}
        self.raw = quick.get("RAW_TREE_PRUNE_XPATH", [])
        self.comments = quick.get("REMOVE_COMMENTS_AND_LISTS_XPATH", [])
        self.main = _once_more("trafilatura.main_extractor", quick)
        self.core = _once_more("trafilatura.core", {**quick, "extract_content": self.main.extract_content})


def _once_more(name: str, others: Mapping[str, object]) -> ModuleType:
    """A module of the library for ourselves, in which some names stand for something else."""
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    vars(module).update(others)
    return module


@cache
def _library() -> _Library:
    return _Library()


def _main_text(root: _Element) -> str:
    part = _part(root)
    if part is not None:
        text, length, blocks = _main(part)
        if length >= _FOUND and blocks > 1:
            return text
    return _main(copy(root))[0]


def _main(tree: _Element) -> tuple[str, int, int]:
    """What the main extractor finds on a page, which it takes apart: text, its code points, its blocks."""
    library, options, prune = _library(), _options(), htmlprocessing.prune_unwanted_nodes
    tree = htmlprocessing.tree_cleaning(tree, options)
    with library.marks.on(tree, for_good=True):
        tree = prune(tree, library.raw)
        tree = htmlprocessing.convert_tags(prune(tree, library.comments), options, None)
        body, text = library.main.extract_content(tree, options)
    return str(xml.xmltotxt(body, include_formatting=False)), len(text), len(body)


def _part(root: _Element) -> _Element | None:
    """A page that holds but the part which the main extractor would look into; None where that is not known."""
    found = next(filter(_is_named, root.iter(*_PARTS)), None)
    found = next(root.iter("article"), None) if found is None else found
    if found is None or not _CLEANED.isdisjoint(around.tag for around in found.iterancestors()):
        return None
    if _number(found, _ELEMENTS) > _MOST * _number(root, _ELEMENTS):
        return None
    if _number(found, _LENGTH) < _LEAST:
        return None
    page, body = root.makeelement("html"), root.makeelement("body")
    page.append(body)
    body.append(copy(found))
    return page


def _number(element: _Element, expression: XPath) -> float:
    return cast("float", expression(element))


def _is_named(element: _Element) -> bool:
    get = element.get
    return _are_of_body(get("id"), get("class"), get("itemprop"))


@lru_cache(maxsize=4096)
def _are_of_body(identity: str | None, classes: str | None, item: str | None) -> bool:
    if classes in ("post", "entry") or item == "articleBody" or identity == "articleContent":
        return True
    if identity and _BODY_IDENTITY.search(identity):
        return True
    return classes is not None and _BODY_CLASS.search(classes) is not None


def _compared_text(root: _Element) -> str:
    library = _library()
    with library.marks.on(root):
        return str(getattr(library.core.bare_extraction(root, options=_options()), "text", "") or "")
