"""Which article an imported note is on: addresses and titles compared as people mean them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from library.address import page_key, same_page

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    from library.anchor import Anchor, Found
    from library.document import Document

    class Called(Protocol):
        """What an article is called: a `Wanted` or its `Metadata`."""

        @property
        def url(self) -> str:
            """The address of its page."""

        @property
        def title(self) -> str:
            """Its headline."""

        @property
        def authors(self) -> tuple[str, ...]:
            """Who wrote it."""

        @property
        def site(self) -> str:
            """Where it appeared."""


_NO_PAGES = ("readwise.io", "hyp.is", "instapaper.com", "getpocket.com", "omnivore.app")
"""Hosts of reading services: their addresses are those of copies, not of the article's own page."""
_PARTING = re.compile(r"\s+[-–—|·•:»]\s+|\s*\|\s*")
_LETTERS = re.compile(r"[\W_]+")
_WORDS = re.compile(r"[^\W_]+")
_MOST_PARTS = 8
_TELLING = 24
"""Letters from which a title is taken for one article's alone, whatever names of authors stand beside it."""


class Keys(NamedTuple):
    """By what a wanted article is looked up; empty where it is not known."""

    page: str
    title: str
    """The words of its title without the name of a site behind them."""


def keys(wanted: Called) -> Keys:
    """The keys of an article that is wanted."""
    return Keys(page_of(wanted.url), _headline(wanted.title)[0])


def title_keys(title: str) -> list[str]:
    """All keys under which an article of this title may be wanted: its words up to each dash or bar, and all."""
    parts = _PARTING.split(unicodedata.normalize("NFKC", title).strip())[:_MOST_PARTS]
    heads = [_words(" ".join(parts[:count])) for count in range(1, len(parts) + 1)]
    return list(dict.fromkeys(key for key in (*heads, _words(title)) if key))


def page_of(address: str) -> str:
    """What all addresses of a page have in common; empty for what is no address of an article's own page."""
    if not address.lower().startswith(("http://", "https://")):
        return ""
    key = page_key(address)
    host = key.partition("/")[0]
    return "" if any(host == name or host.endswith(f".{name}") for name in _NO_PAGES) else key


def address_variants(address: str) -> list[str]:
    """Addresses under which the same page may have been saved: http or https, with `www.` or without, closing slash."""
    key = page_of(address)
    if not key:
        return []
    path, question, fields = key.partition("?")
    hosts = [f"{scheme}://{www}{path}" for scheme in ("https", "http") for www in ("", "www.")]
    found = [address, *(f"{host}{slash}{question}{fields}" for host in hosts for slash in ("", "/"))]
    return list(dict.fromkeys(found))


def same_article(one: Called, other: Called) -> bool:
    """Whether two descriptions are of one article: the same page or, where one has no address, the same title.

    White space, case, quotation marks, dashes and the name of the site behind a title make no difference. Short
    titles, which many articles have, need authors that do not contradict each other.
    """
    pages = page_of(one.url), page_of(other.url)
    if all(pages):
        return same_page(one.url, other.url) or pages[0] == pages[1]
    return _same_title(one, other) and (len(letters(one.title)) >= _TELLING or not _other_authors(one, other))


def letters(text: str) -> str:
    """A text without case, spaces and punctuation; the text itself where it has nothing else."""
    return _LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold()) or "".join(text.split())


def settled(anchor: Anchor, found: Found, document: Document) -> Anchor:
    """An imported anchor as it would have been made in `document`, where its words surely stand there.

    What came without position or context then has both, for the next time that the text changes. An anchor whose
    letters differ from what was found, or that was found by a guess, stays as it is.
    """
    from library.anchor import AnchorState, make_anchor

    place = found.place
    if anchor.start >= 0 or place is None or found.state is not AnchorState.HELD:
        return anchor
    if letters(document.slice(place)) != letters(anchor.quote):
        return anchor
    return make_anchor(document, place)


def _headline(title: str) -> tuple[str, str]:
    """The words of a title, and the words behind its last dash or bar, as `Moss - The Daily Fern` has them."""
    parts = _PARTING.split(unicodedata.normalize("NFKC", title).strip())
    if len(parts) < 2 or not letters(parts[0]):
        return _words(title), ""
    return _words(" ".join(parts[:-1])), _words(parts[-1])


def _words(text: str) -> str:
    return " ".join(_WORDS.findall(unicodedata.normalize("NFKC", text).casefold()))


def _same_title(one: Called, other: Called) -> bool:
    words = _words(one.title), _words(other.title)
    if words[0] == words[1]:
        return words[0] != ""
    head, tail = _headline(one.title)
    other_head, other_tail = _headline(other.title)
    sites = (one.site, other.site, _host(one.url), _host(other.url))
    if other_tail and other_head == words[0]:
        return _names_site(other_tail, sites)
    return bool(tail) and head == words[1] and _names_site(tail, sites)


def _names_site(tail: str, sites: Iterable[str]) -> bool:
    name = letters(tail)
    return any(letters(site) in name or name in letters(site) for site in sites if site)


def _host(address: str) -> str:
    return page_of(address).partition("/")[0].rpartition(".")[0]


def _other_authors(one: Called, other: Called) -> bool:
    """Whether both name authors, and no name stands on both sides; a site may stand for an author."""
    names = [_names((*called.authors, called.site, _host(called.url))) for called in (one, other)]
    return bool(one.authors and other.authors) and not names[0] & names[1]


def _names(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _words(text).split() if len(word) > 1}
