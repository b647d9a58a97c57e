"""When an HTML page's article was published and last changed: what is declared, what is shown near the headline."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree
from lxml.etree import _Element

from library.builder import clean_text
from library.extract.dates import date_within, parse_quickly
from library.extract.html_declared import Declared, item_value
from library.extract.html_markup import BLOCKS, INVISIBLE, hint
from library.extract.html_title import Within, brief

_PUBLISHED_KEYS = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "citation_publication_date", "citation_online_date", "citation_date",
    "bepress_citation_date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dcterms.date",
    "dc.date", "shareaholic:article_published_time", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
    "og:pubdate", "pubdate", "pub_date", "publishdate", "publish-date", "publish_date", "publication_date",
    "publication-date",
    "published_at", "published", "og:article:time", "displaydate", "isodatetime", "date", "ptime", "pdate",
    "uploaddate", "datecreated", "created", "created-date",
)  # fmt: skip
_UPDATED_KEYS = (
    "article:modified_time", "og:article:modified_time", "article:modified", "og:updated_time", "datemodified",
    "dcterms.modified", "dc.date.modified", "shareaholic:article_modified_time", "last-modified", "lastmod", "modified",
    "modified-date", "revision_date", "last_updated", "dateupdate", "utime", "cxenseparse:esp-modified_time",
)  # fmt: skip
_UPDATED = re.compile(
    r"\b(?:updated|modified|last (?:edited|changed|reviewed)|revised|edited|aktualisiert|geändert|stand|zuletzt"
    r"|mis à jour"
    r"|mise à jour|modifié|actualizad[oa]|modificad[oa]|atualizad[oa]|aggiornat[oa]|bijgewerkt|uppdaterad|opdateret"
    r"|oppdatert"
    r"|zaktualizowano)\b|更新|최종수정|обновлено",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:published|posted|first published|created|veröffentlicht|erstellt|erschienen|publié|mis en ligne|posté"
    r"|publicad[oa]"
    r"|pubblicat[oa]|gepubliceerd|geplaatst|publicerad|udgivet|publisert|opublikowano)\b|发布|發布|公開|掲載|등록|опубликовано",
    re.IGNORECASE,
)
_NO_DATE_OF_IT = re.compile(
    r"\b(?:copyright|expires?|deadline|event|valid|until|bis|born|since|joined|member|registriert|accessed"
    r"|retrieved)\b|©",
    re.IGNORECASE,
)
_DATED = re.compile(
    r" (?:dates?|datetime|times?|timestamp|time stamp|published|pub ?date|posted|posted on|publish(?:ed)?|datum|fecha"
    r"|data|erstellt"
    r"|dt published|dateline|created|when|updated|dt updated|last updated|modified|article date|post date|entry date"
    r"|news date) "
)
_BESIDE_DATES = re.compile(
    r" (?:meta\w*|by ?lines?|info|infos|submitted|author|autor|credits?|details|subtitle|kicker|dateline|header"
    r"|headline) "
)
_OTHER_DATES = re.compile(
    r" (?:calendar|kalender|weather|deadline|birth\w*|copyright|expir\w*|stock|search|picker|joined) "
)
_PUBLISHED_HINT = re.compile(
    r" (?:published|publish|pub ?date|dt published|posted|created|date published|datepublished) "
)
_UPDATED_HINT = re.compile(r" (?:updated|modified|dt updated|last updated|date modified|changed) ")
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:/|-|_|\b)|/((?:19|20)\d\d)(0[1-9]"
    r"|1[0-2])([0-2]\d|3[01])(?:/|\b)|[/-]([0-2]?\d|3[01])-(0?[1-9]|1[0-2])-((?:19|20)\d\d)(?:/|\b)"
)
_DATELINE = re.compile(r"(.{0,50}\b(?:19|20)\d\d)\s?(?:\([^()]{1,20}\)\s?)?[|–—:-]")
_DIGIT = re.compile(r"\d")
_NEIGHBOURING = timedelta(days=2)
"""A day later or earlier is the same by the clock of another place."""
_LONGEST = 160
_PROSE = 200
"""Code points from which a paragraph is text, and the head of the article ends before it."""
_MOST_CANDIDATES = 600
_ABOVE = 3
"""How many times as far a date above the headline seems."""
_NEAR = 40
_FAR = 150
"""Elements between the headline and a date that only its words show to be one."""


class _Shown(NamedTuple):
    """A date on the page."""

    moment: datetime
    distance: float
    """From the headline in elements, more the less the markup says that it is a date."""
    updated: bool


def find_dates(
    root: _Element, declared: Declared, heading: _Element | None, taken: datetime
) -> tuple[datetime | None, datetime | None]:
    """When the article was published and last changed, with the offsets that the page states.

    `heading` shows the title; `taken` is when the page was read: nothing on it can be from a later day.
    """
    latest = taken + timedelta(days=1)
    published = _first(_declared_values(declared, "datePublished", _PUBLISHED_KEYS), latest)
    updated = _first(_declared_values(declared, "dateModified", _UPDATED_KEYS), latest)
    if published is None:
        shown = sorted((one for one in _shown(root, heading, latest)), key=lambda one: one.distance)
        first = next((one for one in shown if not one.updated), None)
        changed = next((one for one in shown if one.updated), None)
        if changed and (first is None or (changed.distance < _NEAR and first.distance > _FAR)):
            first = None
        updated = updated or (changed.moment if changed else None)
        published = _agreed(first.moment if first else None, _from_address(declared, latest))
    # A page that says only when it was changed has no other date to be known by.
    return published or updated, updated


def _agreed(shown: datetime | None, addressed: datetime | None) -> datetime | None:
    """What is shown, with its time of day, unless the day in the address is another."""
    if shown is None or addressed is None:
        return shown or addressed
    return shown if abs(shown - addressed) < _NEIGHBOURING else addressed


def _first(values: Iterable[str], latest: datetime) -> datetime | None:
    # Not by the slow reader of every language: a declared date is figures or English.
    moments = (date_within(value) for value in values if 0 < len(value) <= _LONGEST)
    return next((moment for moment in moments if moment is not None and moment.year > 1500 and moment <= latest), None)


def _declared_values(declared: Declared, name: str, keys: Iterable[str]) -> Iterator[str]:
    yield declared.text(name)
    for key in keys:
        yield from declared.meta.get(key, ())
    for element in declared.items.get(name, ()):
        yield item_value(element)
    if name == "datePublished":
        yield from map(item_value, declared.items.get("dateCreated", ()))
        yield declared.text("uploadDate")
        yield declared.text("dateCreated")


def _from_address(declared: Declared, latest: datetime) -> datetime | None:
    found = _IN_ADDRESS.search(urlsplit(declared.address).path)
    if not found:
        return None
    parts = [part.zfill(2) for part in found.groups() if part]
    moment = parse_quickly("-".join(parts if len(parts[0]) == 4 else reversed(parts)))
    return moment if moment is not None and moment <= latest else None


def _shown(root: _Element, heading: _Element | None, latest: datetime) -> Iterator[_Shown]:
    """The dates that are shown outside the text and its tables, comments and lists of other articles."""
    elements = [element for element in root.iter(etree.Element) if element.tag not in INVISIBLE]
    language = (root.get("lang") or "").lower()
    within = Within(heading)
    place = next((at for at, one in enumerate(elements) if one is heading), None)
    untitled = place is None
    if untitled:  # the date stands before the text, as far as anybody can tell
        place = next((at for at, one in enumerate(elements) if _is_prose(one) and not within.is_aside(one)), None)
    around = range(0) if place is None else range(place - _FAR // _ABOVE, place + (1 if untitled else _FAR + 1))
    looked_at, in_head, past_text = 0, False, False
    for at, element in enumerate(elements):
        near = at in around
        if not (near or _says_date(element)):
            continue
        far = 0 if place is None else (at - place) if at >= place else (place - at) * _ABOVE
        in_head = near and (place is None or at <= place or (in_head and not past_text))
        past_text = near and place is not None and at > place and (past_text or _is_prose(element))
        looked_at += 1
        if looked_at > _MOST_CANDIDATES:
            return
        value, penalty = _candidate(element, far, near=near)
        if not value:
            continue
        moment = date_within(value, language)
        if moment is None or moment > latest or moment.year < 1980 or _in_text(element, within, in_head=in_head):
            continue
        words, said = hint(element), brief(element)[:_LONGEST]
        updated = bool(_UPDATED_HINT.search(words) or (_UPDATED.search(said) and not _PUBLISHED.search(said)))
        published = bool(_PUBLISHED_HINT.search(words) or _PUBLISHED.search(said))
        yield _Shown(moment, far + penalty - 30 * published, updated)


def _is_prose(element: _Element) -> bool:
    return element.tag == "p" and len(brief(element)) > _PROSE


def _says_date(element: _Element) -> bool:
    if not element.keys():
        return element.tag == "time"
    return element.tag == "time" or bool(element.get("datetime")) or _is_dated(hint(element))


@lru_cache(maxsize=4096)
def _is_dated(words: str) -> bool:
    return _DATED.search(words) is not None


def _candidate(element: _Element, far: float, *, near: bool) -> tuple[str, float]:
    """What an element gives as its date, and how little its markup says that it is one; empty when it gives none."""
    if element.tag == "time" or (element.get("datetime") and element.tag not in ("ins", "del")):
        value = element.get("datetime") or brief(element)
        return value, 0 if element.get("pubdate") is None else -50
    if not len(element) and not _DIGIT.search(element.text or "") and not element.get("title"):
        return "", 0
    words = hint(element)
    if _OTHER_DATES.search(words):
        return "", 0
    if element.tag == "abbr" and _is_dated(words) and element.get("title"):
        return element.get("title") or "", 0
    text = _dateline(element, far if near else _FAR) or _own_text(element)
    if not text or not _DIGIT.search(text) or _NO_DATE_OF_IT.search(text):
        return "", 0
    if _is_dated(words):
        return text, 5
    parent = element.getparent()
    if _BESIDE_DATES.search(words) or (parent is not None and _is_dated(hint(parent))):
        return text, 10
    if len(text) <= 60 or _PUBLISHED.search(text) or _UPDATED.search(text):
        return text, 25 + len(text) / 4
    return "", 0


def _dateline(element: _Element, far: float) -> str:
    """What a paragraph near the headline says of its place and day before a dash or a bar."""
    found = _DATELINE.match(brief(element)[:120]) if element.tag in ("p", "div") and far < 2 * _NEAR else None
    return found[1] if found and not any(child.tag in BLOCKS for child in element) else ""


def _own_text(element: _Element) -> str:
    """The text of an element that holds no blocks, where it is short enough for a line about the article."""
    if len(element) > 12 or any(len(child) > 12 for child in element):
        return ""
    first = next((child for child in element if child.tag in BLOCKS), None)
    if first is None:
        text = brief(element)
    else:
        before = [f"{brief(one)} {one.tail or ''}" for one in islice(first.itersiblings(preceding=True), 12)]
        text = clean_text(" ".join([element.text or "", *reversed(before)]))
    return text if len(text) <= _LONGEST else ""


def _in_text(element: _Element, within: Within, *, in_head: bool) -> bool:
    """Whether an element is in a part of the text, or of the page, that has dates of its own: a cell of a table.

    What stands between the headline and the text, `in_head`, is the article's, whatever the names of its classes.
    """
    for parent in (element, *element.iterancestors()):
        if parent in within:
            break
        if parent.tag in ("td", "th", "caption", "footer", "pre", "code", "figcaption", "blockquote"):
            return True
    return not in_head and within.is_aside(element)
