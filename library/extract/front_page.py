"""Front pages: the home page of a site, or that of a section, is a list of what is elsewhere, and no article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from library.document import BlockKind, count_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from library.document import Document

FRONT_PAGE = "It looks like a front page, a list of articles that stand elsewhere, not like an article."
_PLACE = re.compile(
    r"/?|(?:/[a-z]{2,20}){1,2}/?|(?:/[a-z]{2,12}){0,2}/(?:index|home|default)\.[a-z]{2,5}", re.IGNORECASE
)
"""The path of a home page or of a section: words that need no hyphen."""
_HOME = re.compile(r"/?|/[a-z]{2}(?:-[a-z]{2})?/?|/(?:index|home|default)\.[a-z]{2,5}", re.IGNORECASE)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MOST_STEPS = 4
"""Elements between a link and the heading that it is, or holds."""
_TEASER = 4
"""Words of a link that may be the headline of another page."""
_ON_HOME, _IN_SECTION = 8, 12
"""Headlines of other pages from which a page may be a list of them."""
_UNMARKED = 16
"""The same of a home page whose headlines are not marked as such."""
_SHORT_LABEL = 3
_LONG = 45
"""Words of a paragraph that is no teaser."""
_EACH = 30
"""Words of such paragraphs for each headline that leads elsewhere, from which these are an aside."""


def is_front_page(url: str, body: _Element, document: Document) -> bool:
    """Whether a page is a list of what is elsewhere: by its address, its links, and how little it tells itself."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or parts.query or not _PLACE.fullmatch(parts.path):
        return False
    told = sum(
        words
        for block in document.blocks
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTE)
        and (words := count_words(document.text[block.start : block.end])[0]) >= _LONG
    )
    home = bool(_HOME.fullmatch(parts.path))
    least = max(_ON_HOME if home else _IN_SECTION, told // _EACH)
    if _headlines(url, parts.hostname or "", body, least, _is_heading) >= least:
        return True
    least = max(_UNMARKED, told // _EACH)
    return home and _headlines(url, parts.hostname or "", body, least, _is_long) >= least


def _headlines(url: str, host: str, body: _Element, enough: int, counts: Callable[[_Element], bool]) -> int:
    """Links to other pages of the site that are headlines, each page once; not more than are enough."""
    found: set[str] = set()
    for link in body.iter("a"):
        address = link.get("href") or ""
        if address[:1] in ("", "#") or address in found or not counts(link):
            continue
        try:
            target = urlsplit(urljoin(url, address))
        except ValueError:
            continue
        if _site(target.hostname or "") == _site(host) and len(target.path) > 1:
            found.add(address)
            if len(found) >= enough:
                break
    return len(found)


def _is_long(link: _Element) -> bool:
    return _words(link) > _TEASER


def _words(link: _Element) -> int:
    return count_words(" ".join(map(str, link.itertext()))[:1000])[0]


def _is_heading(link: _Element) -> bool:
    """Whether a link is a heading, holds one, or stands in one, and has the words of a headline."""
    around = link
    inside = False
    for _ in range(_MOST_STEPS):
        if around.tag in _HEADINGS:
            inside = True
            break
        parent = around.getparent()
        if parent is None:
            break
        around = parent
    if not inside and not any(element.tag in _HEADINGS for element in link.iter()):
        return False
    return _words(link) >= _TEASER


def _site(host: str) -> str:
    """A host without the part of its name that tells the servers of one site apart."""
    labels = host.split(".")
    short = len(labels) > 2 and len(labels[-2]) <= _SHORT_LABEL and len(labels[-1]) == 2  # such as co.uk
    return ".".join(labels[-3:] if short else labels[-2:])
