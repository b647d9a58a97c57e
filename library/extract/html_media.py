"""Pictures and what stands under them: the address of an image, the words of a caption and its credit."""

import re
from collections.abc import Iterator

from lxml.etree import _Element

from library.builder import clean_text
from library.document import BlockKind
from library.extract.furniture import Rules
from library.extract.html_markup import BLOCKS, hint, holds, noise, number, text_of, visible, web_address
from library.extract.html_pieces import Piece, is_small_picture

CAPTION = re.compile(
    r" (?:figcaption|wp caption text|(?:\w+ )?captions?(?: text)?|cutline|image description|img desc) "
)
_CREDIT = re.compile(
    r" (?:\w*credits?|copyright(?: ?holder| ?notice)?|photographers?|photo by"
    r"|image source|img source|courtesy) "
)
# These name a credit only within a figure or a caption.
_CREDIT_WITHIN = re.compile(r" (?:attribution|source|by ?line|author|creator|rights) ")
_LABELLED = re.compile(r"([^\W\d_][\w’'./ -]{1,24}?)\s*[:：]\s*(\S.*)", re.DOTALL)
_LAZY_SOURCES = (
    "data-large-file", "data-orig-file", "data-img-src", "data-image-src", "data-url", "data-hi-res-src",
    "data-full-src", "data-lazy", "data-lazy-src", "data-original", "data-src",
)  # fmt: skip
_SRCSET = re.compile(r"\s*([^\s,]\S*[^\s,])(?:\s+([\d.]+)[wx])?\s*(?:,|$)")
_PLACEHOLDER = re.compile(
    r"^data:|^about:|(?:placeholder|spacer|blank|transparent|pixel|1x1|loading)[\w-]*\.(?:gif|png|svg)",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"(.*\S)\s*\(([^\W\d_][^\d_()/:,;!?]{4,60})\)\.?", re.DOTALL)
_IN_NAMES = frozenset(("de", "da", "do", "dos", "del", "di", "du", "la", "le", "van", "von", "der", "den", "bin", "al"))
LONG_CAPTION = 1500


def picture_address(image: _Element, base: str) -> str:
    """The best address that an image gives: largest of its sets, else lazily loaded, else its source."""
    sets = [image.get("srcset"), image.get("data-srcset"), image.get("data-lazy-srcset")]
    parent = image.getparent()
    while parent is not None and parent.tag == "source":  # libxml2 does not know that it is empty
        parent = parent.getparent()
    if parent is not None and parent.tag == "picture":
        sets += [
            found for source in parent.iter("source") for found in (source.get("srcset"), source.get("data-srcset"))
        ]
    sizes = [size for value in sets if value for size in _sizes(value[:20_000])]
    largest = max(sizes, key=lambda found: found[0], default=(0.0, ""))[1]
    for reference in (largest, *(image.get(name) for name in _LAZY_SOURCES), image.get("src")):
        if reference and not _PLACEHOLDER.search(reference[:300]):
            found = web_address(reference, base)
            if found:
                return found
    return ""


def _sizes(value: str) -> Iterator[tuple[float, str]]:
    for url, size in _SRCSET.findall(value):
        if size.count(".") <= 1 and size != ".":
            yield float(size or 1), url


def picture_piece(image: _Element, base: str) -> Piece | None:
    """An image as a block; None for one that has no address or only counts visits."""
    address = picture_address(image, base)
    tiny = any(0 <= number(image.get(name), 1000) <= 2 for name in ("width", "height"))
    return None if tiny or not address else Piece(BlockKind.IMAGE, clean_text(image.get("alt") or ""), info=address)


def is_in_line(image: _Element) -> bool:
    """Whether an image is no picture of the article but a symbol or a formula in a line."""
    return is_small_picture(image) or min(number(image.get(name), 1000) for name in ("width", "height")) <= 32


def is_marked_caption(element: _Element) -> bool:
    """Whether its class says that an element is a caption or the credit of a picture."""
    credited = element.tag in ("p", "div", "span") and _is_credit(element)
    if not credited and not CAPTION.search(hint(element)):
        return False
    return not holds(element, "img", "video", "iframe", "figure", "table") and len(text_of(element)) < LONG_CAPTION


def caption_piece(element: _Element, rules: Rules) -> Piece:
    """The words and the credit of a figure or caption; furniture in it is left out."""
    below = [found for found in visible(element) if found is not element]
    furniture = [found for found in below if _is_furniture(found)]
    marked = {found for found in below if _is_credit(found, within=True)}
    credited = [found for found in below if found in marked and marked.isdisjoint(found.iterancestors())]
    if _is_credit(element) and not CAPTION.search(hint(element)):
        words, credit = "", text_of(element, furniture)
    else:
        words = text_of(element, [*furniture, *credited])
        credit = " / ".join(dict.fromkeys(text for found in credited if (text := text_of(found, apart=True))))
    label = ""
    if credit:
        credit, label = _credit_and_label(credit, rules)
    elif known := rules.credit_in(words):
        words, credit, label = known.words, known.credit, known.label
    elif element.tag != "caption":
        words, credit = _without_name(words)
    return Piece(BlockKind.CAPTION, words, credit=credit, label=label)


def _without_name(words: str) -> tuple[str, str]:
    """The words of a caption, and the name of two to four words that stands in brackets behind them."""
    found = _IN_BRACKETS.fullmatch(words)
    name = [part for part in found[2].split() if part not in _IN_NAMES] if found else []
    if found and 2 <= len(name) <= 4 and name[0] != "The" and all(part[0].isupper() for part in name):
        return found[1], found[2]
    return words, ""


def _is_furniture(element: _Element) -> bool:
    looked_at = element.tag == "span" or (element.tag in BLOCKS and element.tag != "figcaption")
    return looked_at and noise(element) not in ("", "tags")


def _is_credit(element: _Element, *, within: bool = False) -> bool:
    if element.tag in ("img", "figure", "figcaption", "body", "article"):
        return False
    words = hint(element)
    return bool(_CREDIT.search(words) or (within and _CREDIT_WITHIN.search(words)))


def _credit_and_label(line: str, rules: Rules) -> tuple[str, str]:
    line = line.strip(" ()[]|•·–—-")
    known = rules.credit_in(line)
    if known and not known.words:
        return known.credit, known.label
    labelled = _LABELLED.fullmatch(line)
    if labelled and len(labelled[1].split()) <= 3:
        return labelled[2], labelled[1].strip()
    return line, ""
