"""The text that trafilatura takes for the article of a page, by which it is known where on the page the article is.

What it finds is compared with what two other extractors find only where that may change it: they take a third of its
time, and change one page in thirty.
"""

from collections.abc import Callable
from functools import cache, partial
from types import FunctionType
from typing import Any

from lxml.etree import _Element
from trafilatura import core
from trafilatura.settings import Extractor

from library.extract.html_markup import BLOCKS

_MAX_BLOCKS = 50_000
_LITTLE, _MEAGRE, _LAVISH = 500, 0.6, 3.0
"""Code points of a text, and its length by that of the page's paragraphs: between these limits it is taken as it is."""
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
        found = _finder()(root, options=_options())  # it copies what it changes
    except Exception as error:  # noqa: BLE001  a library's bug on odd markup must not cost the article
        return "", [f"The article had to be looked for in a simpler way ({type(error).__name__})."]
    return str(getattr(found, "text", "") or ""), []


@cache
def _options() -> Extractor:
    return Extractor(output_format="python", comments=False, tables=True, formatting=False, with_metadata=False)


@cache
def _finder() -> Callable[..., object]:
    """A `bare_extraction` of our own: its functions with another `compare_extraction`; trafilatura stays as it is.

    To ask it in haste and, where the answer is odd, once more costs as much as it saves: odd pages take longest.
    """
    names: dict[str, Any] = dict(vars(core))
    for name, value in vars(core).items():
        if isinstance(value, FunctionType) and value.__module__ == core.__name__:
            own = FunctionType(value.__code__, names, name, value.__defaults__, value.__closure__)
            own.__kwdefaults__ = value.__kwdefaults__
            names[name] = own
    if "compare_extraction" in names:
        names["compare_extraction"] = partial(_compared, names["compare_extraction"])
    finder: Callable[..., object] = names["bare_extraction"]
    return finder


def _compared(
    compare: Callable[..., tuple[_Element, str]],
    cleaned: _Element,
    page: _Element,
    body: _Element,
    text: str,
    options: Extractor,
) -> tuple[_Element, str]:
    """What was found, or what other extractors find where it looks odd."""
    if options.focus == "balanced" and len(text) >= _LITTLE:
        paragraphs = _letters_in_paragraphs(page)
        if _MEAGRE * paragraphs <= len(text) <= _LAVISH * paragraphs:
            return body, text
    return compare(cleaned, page, body, text, options)


def _letters_in_paragraphs(page: _Element) -> int:
    """Code points of all paragraphs of a page that are more than a line."""
    lengths = (sum(map(len, paragraph.itertext())) for paragraph in page.iter("p"))
    return sum(length for length in lengths if length >= _PARAGRAPH)
