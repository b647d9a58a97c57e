"""The text that trafilatura takes for the article of a page, by which it is known where on the page the article is.

Of its work the comparison with two other extractors is left out where that can't change what it found.
"""

from collections.abc import Callable
from functools import cache, partial
from types import FunctionType
from typing import Any

from lxml import etree
from lxml.etree import _Element
from trafilatura import core
from trafilatura.external import SANITIZED_XPATH
from trafilatura.settings import Extractor

from library.extract.html_markup import BLOCKS

_MAX_BLOCKS = 50_000
_SURELY_MOST = 0.52
"""The share of a page's text from which no other extractor can find twice as much, which is what it would have to."""
_IN_PLACE_OF_A_FRAME = 10
"""Letters that another extractor may put in place of a frame."""
_UNCLEAN = SANITIZED_XPATH.replace(".//", "").split("|")


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
    """A `bare_extraction` of our own: its functions with another `compare_extraction`; trafilatura stays as it is."""
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
    """What was found, or what other extractors find where they may do better."""
    if options.focus == "balanced" and len(text) >= options.min_extracted_size and _is_sound(body):
        frames = sum(1 for _ in page.iter("iframe"))
        if len(text) >= _SURELY_MOST * (_shown(page) + _IN_PLACE_OF_A_FRAME * frames):
            return body, text
    return compare(cleaned, page, body, text, options)


def _is_sound(body: _Element) -> bool:
    """Whether nothing in the markup of what was found lets trafilatura doubt it."""
    paragraphs = list(body.iter("p"))
    tables = sum(1 for _ in body.iter("table"))
    return (
        tables <= len(paragraphs)
        and any(text for paragraph in paragraphs for text in paragraph.itertext())
        and next((found for found in body.iter(*_UNCLEAN) if found is not body), None) is None
    )


def _shown(page: _Element) -> int:
    """How many letters of a page are not scripts or styles, at most."""
    body = page.find("body")
    part = page if body is None else body
    unseen = sum(_letters(element.text or "") for element in part.iter("script", "style"))
    return _letters(etree.tostring(part, method="text", encoding="unicode", with_tail=False)) - unseen


def _letters(text: str) -> int:
    return len(" ".join(text.split()))
