"""The text that trafilatura takes for the article of a page, by which it is known where on the page the article is.

It is asked in haste first: for what its main extractor finds. The fall-backs with which it compares that, and which
take half of its time, are asked only for a page most of whose prose that leaves out.
"""

from collections.abc import Callable
from copy import copy
from functools import cache

import trafilatura
from lxml.etree import _Element
from trafilatura import htmlprocessing, main_extractor, xml, xpaths
from trafilatura.settings import Extractor

from library.extract.html_markup import BLOCKS

_MAX_BLOCKS = 50_000


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


def _main_text(root: _Element) -> str:
    options, prune = _options(), htmlprocessing.prune_unwanted_nodes
    tree = prune(htmlprocessing.tree_cleaning(copy(root), options), xpaths.RAW_TREE_PRUNE_XPATH)
    tree = htmlprocessing.convert_tags(prune(tree, xpaths.REMOVE_COMMENTS_AND_LISTS_XPATH), options, None)
    return str(xml.xmltotxt(main_extractor.extract_content(tree, options)[0], include_formatting=False))


def _compared_text(root: _Element) -> str:
    return str(getattr(trafilatura.bare_extraction(root, options=_options()), "text", "") or "")
