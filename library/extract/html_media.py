"""Pictures: which address of an image is the best, and which images are none of the article."""

import re
from collections.abc import Iterator

from lxml.etree import _Element

from library.builder import clean_text
from library.document import BlockKind
from library.extract.html_markup import number, web_address
from library.extract.html_pieces import Piece, is_small_picture

_LAZY_SOURCES = (
    "data-large-file", "data-orig-file", "data-img-src", "data-image-src", "data-url", "data-hi-res-src",
    "data-full-src", "data-lazy", "data-lazy-src", "data-original", "data-src",
)  # fmt: skip
_SRCSET = re.compile(r"\s*([^\s,]\S*[^\s,])(?:\s+([\d.]+)[wx])?\s*(?:,|$)")
_PLACEHOLDER = re.compile(
    r"^data:|^about:|(?:placeholder|spacer|blank|transparent|pixel|1x1|loading)[\w-]*\.(?:gif|png|svg)",
    re.IGNORECASE,
)


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
