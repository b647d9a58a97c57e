"""The text that trafilatura takes for the article of a page, by which it is known where on the page the article is."""

import trafilatura
from lxml.etree import _Element

from library.extract.html_markup import BLOCKS

_MAX_BLOCKS = 50_000
_LITTLE, _MEAGRE, _LAVISH = 500, 0.6, 3.0
"""Code points of a text, and its length by that of the page's paragraphs: between these limits it is taken as it is;
else two other extractors are asked, which takes half as long again and changes what is found on one page in thirty."""
_PARAGRAPH = 80
"""Code points of the shortest paragraph that counts; anything less may be a line of furniture."""


def article_text(root: _Element, elements: int) -> tuple[str, list[str]]:
    """What trafilatura takes for the article, as plain text, and a warning when it failed.

    `elements` is how many the page has, or had.
    """
    # Its main loop compares each paragraph with all before it: 40,000 take 8 s, 200,000 minutes.
    if elements > _MAX_BLOCKS and sum(1 for _ in root.iter(*BLOCKS)) > _MAX_BLOCKS:
        return "", ["The page is very large; its article was looked for in a simpler way."]
    try:
        text = _found(root, fast=True)
        paragraphs = _letters_in_paragraphs(root)
        if len(text) < _LITTLE or not _MEAGRE * paragraphs <= len(text) <= _LAVISH * paragraphs:
            text = _found(root, fast=False)
    except Exception as error:  # noqa: BLE001  a library's bug on odd markup must not cost the article
        return "", [f"The article had to be looked for in a simpler way ({type(error).__name__})."]
    return text, []


def _found(root: _Element, *, fast: bool) -> str:
    """The text that trafilatura finds; unless it is to be fast, it compares it with what two others would find."""
    found = trafilatura.bare_extraction(
        root,  # it copies what it changes
        fast=fast,
        include_comments=False,
        include_tables=True,
        include_formatting=False,
        with_metadata=False,
    )
    return str(getattr(found, "text", "") or "")


def _letters_in_paragraphs(root: _Element) -> int:
    """Code points of all paragraphs of a page that are more than a line."""
    lengths = (sum(map(len, paragraph.itertext())) for paragraph in root.iter("p"))
    return sum(length for length in lengths if length >= _PARAGRAPH)
