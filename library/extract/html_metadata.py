"""What an HTML page says about its article beside the text: title, authors, site, address, date, language."""

import html
import json
import logging
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from lxml.etree import _Element
from trafilatura.metadata import extract_metadata

from library.builder import clean_text
from library.extract import Metadata
from library.extract.dates import parse_date
from library.extract.html_markup import likeness, text_of, web_address

_ARTICLE_TYPE = re.compile(r"(article|posting|report|review|essay|chapter|blog)$", re.IGNORECASE)
_TITLE_KEYS = (
    "og:title",
    "citation_title",
    "dc.title",
    "dcterms.title",
    "parsely-title",
    "sailthru.title",
    "twitter:title",
)
_SITE_KEYS = ("og:site_name", "application-name", "citation_journal_title", "dc.publisher")
_AUTHOR_KEYS = (
    "author", "article:author", "og:article:author", "citation_author", "parsely-author", "sailthru.author",
    "dc.creator", "dcterms.creator", "byl",
)  # fmt: skip
_DATE_KEYS = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "citation_publication_date", "citation_date", "dc.date.issued", "dcterms.created",
    "dcterms.date", "dc.date",
    "pubdate", "publishdate", "publish-date", "publish_date", "article.published", "date",
)  # fmt: skip
_DESCRIPTION_KEYS = ("og:description", "description", "twitter:description", "dc.description")
_TAG_KEYS = ("article:tag", "news_keywords", "keywords")
_AUTHOR_CLASSES = frozenset(("byline", "author", "author-name", "byline__name", "c-byline"))
_MAX_TAGS, _MAX_TAG = 30, 60
_MAX_JSON_NODES = 20_000
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*", re.IGNORECASE)
_TITLE_BREAK = re.compile(r"\s+[|–—·•»«:-]\s+|\s*[|»]\s*")
_TAG = re.compile(r"<[^<>]{1,200}>")

# Words before a name, in the languages of the pages seen; a name itself never starts with them.
_BEFORE_NAMES = re.compile(
    r"^(?:(?:written|words|text|story|report(?:ed)?|posted|published|photographs?|interview)\s+)?(?:by|von|par|por|door|av|af)\b\s*:?\s+"
    r"|^(?:author|authors|autor|autore|auteur|words|text|texte|texto)\s*:\s*",
    re.IGNORECASE,
)
_NAMES_BREAK = re.compile(r"\s*(?:;|\||/|&|•|·|\n)\s*|,?\s+(?:and|und|et|y|och)\s+(?=[^\W\d_a-z])")
# A part of a byline with one of these words is somebody's work, or nobody in particular.
_ROLE = re.compile(
    r"\b(?:editors?|reporters?|correspondents?|writers?|staff|columnists?|producers?|photographers?|contributors?|journalists?"
    r"|analysts?|professors?|lecturers?|directors?|chief|bureau|desk|team|newsroom|redaktion|redaction|rédaction|redacción"
    r"|editorial|admin|administrator|webmaster|guest|unknown|anonymous|university|institute|author at)\b",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(r"https?:|www\.|@|\.(?:com|org|net|co)\b|\d{2}|[<>{}=#*]", re.IGNORECASE)
_HANDLE = re.compile(r"\(?\s*(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@\w+)\s*\)?")
_NOT_A_PERSON = re.compile(
    r"\b(?:updated|posted|follow|profile|user ?name|subscribe|comments?|read|minutes?|share|agenc(?:y|e|ia)|wire"
    r"|services?)\b"
    r"|^(?-i:[A-Z]{2,5})$",  # an agency or a degree
    re.IGNORECASE,
)
_MONTH_BEHIND = re.compile(
    r"\s+(?:january|february|march|april|may|june|july|august|september|october|november|december)$",
    re.IGNORECASE,
)
_GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv", "phd", "md"))

# They log what they cannot read as errors, which Python writes across the screen when nobody has set up logging.
for _name in ("trafilatura", "htmldate", "courlan", "justext"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


@dataclass
class _Page:
    """Everything that the page declares, by name, in reading order."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    article: dict[str, Any] = field(default_factory=dict)
    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The JSON-LD nodes that have an `@id`."""

    def first(self, keys: Iterable[str]) -> str:
        """The first value that any of the keys has, tried in their order."""
        return next((value for key in keys for value in self.meta.get(key, ()) if value), "")

    def text(self, key: str) -> str:
        """A text property of the article's JSON-LD."""
        value = self.article.get(key)
        return _plain(value) if isinstance(value, str) else ""

    def names(self, key: str) -> list[tuple[str, str]]:
        """Type and name of what a property of the article's JSON-LD refers to."""
        value = self.article.get(key)
        found = []
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, str):
                found.append(("", _plain(entry)))
            elif isinstance(entry, dict):
                node = {**self.nodes.get(str(entry.get("@id", "")), {}), **entry}
                name = node.get("name")
                kind = str(node.get("@type", ""))
                names = name if isinstance(name, list) else [name]
                found += [(kind, _plain(one)) for one in names if isinstance(one, str)]
        return found


def read_metadata(root: _Element, address: str) -> tuple[Metadata, list[str]]:
    """What a page says of its article, and warnings; `address` is where it was read, or empty."""
    page = _Page()
    _read_meta(root, page)
    _read_json(root, page)
    published = _declared_date(root, page)
    guess, warnings = _guess(root, address, extensive=published is None)
    url = canonical_address(root, page.first(("og:url",)), address)
    site = _declared_site(page)
    title = _title(root, page, site or _host(url), guess.get("title", ""))
    site = site or _site_behind(root, title) or guess.get("sitename", "") or _host(url)
    return Metadata(
        title=title,
        authors=_authors(root, page, site, guess.get("author", "")),
        site=site,
        url=url,
        published=published or parse_date(guess.get("date", "")),
        language=_language(root, page),
        description=page.first(_DESCRIPTION_KEYS) or page.text("description"),
        tags=_tags(page),
    ), warnings


def without_site(title: str, site: str) -> str:
    """A page's title without the site's name before or behind it."""
    # A site that gives no name of its own is named by its host.
    name = _letters(site.rsplit(".", 1)[0] if " " not in site else site)
    parts = [part for part in _TITLE_BREAK.split(title) if part]
    if not name or len(parts) < 2:
        return title
    start, end = 0, len(title)
    if _same_site(parts[-1], name):
        end = title.rindex(parts[-1])
    elif _same_site(parts[0], name):
        start = title.index(parts[0]) + len(parts[0])
    if (start, end) == (0, len(title)):
        return title
    return without_site(title[start:end].strip(" |–—·•»«:-"), site)


def canonical_address(root: _Element, declared: str, address: str) -> str:
    """The address that the page calls its own, else the one it was read from."""
    links = [link.get("href") or "" for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    for reference in (*links, declared):
        found = web_address(reference, address) if reference else ""
        # Some sites declare their front page on every page.
        if found and (urlsplit(found).path.strip("/") or not urlsplit(address).path.strip("/")):
            return found
    return web_address(address, "")


def _read_meta(root: _Element, page: _Page) -> None:
    for element in root.iter("meta"):
        value = _plain(element.get("content") or "")
        for key in (element.get("property"), element.get("name"), element.get("itemprop")):
            if key and value:
                page.meta.setdefault(key.strip().lower(), []).append(value)


def _read_json(root: _Element, page: _Page) -> None:
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            for node in _nodes(_parsed(script.text)):
                kinds = node.get("@type")
                kinds = kinds if isinstance(kinds, list) else [kinds]
                if isinstance(node.get("@id"), str):
                    page.nodes.setdefault(node["@id"], {}).update(node)
                if not page.article and any(isinstance(kind, str) and _ARTICLE_TYPE.search(kind) for kind in kinds):
                    page.article = node


def _parsed(text: str) -> object:
    text = re.sub(r"^\s*(?:<!--|/\*<!\[CDATA\[\*/|<!\[CDATA\[)|(?:-->|/\*\]\]>\*/|\]\]>|;)\s*$", "", text.strip())
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(parsed: object) -> Iterator[dict[str, Any]]:
    """Every object of a JSON text, outer ones first."""
    waiting = [parsed]
    for _ in range(_MAX_JSON_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting.extend(reversed(node.values()))
        elif isinstance(node, list):
            waiting.extend(reversed(node))


def _guess(root: _Element, address: str, *, extensive: bool) -> tuple[dict[str, str], list[str]]:
    """What trafilatura reads out of the page's markup: title, author, sitename and date."""
    settings = {
        "original_date": True,
        "extensive_search": extensive,
        "max_date": f"{datetime.now(UTC):%Y-%m-%d}",
    }
    try:
        found = extract_metadata(deepcopy(root), address or None, settings, extensive)
    except Exception as error:  # noqa: BLE001  a library's bug on odd markup must not cost the article
        return {}, [f"The page's own data could be read only in part ({type(error).__name__})."]
    keys = ("title", "author", "sitename", "date")
    return {key: clean_text(str(getattr(found, key, "") or "")) for key in keys}, []


def _plain(text: str) -> str:
    text = html.unescape(text) if "&" in text else text
    return clean_text(_TAG.sub(" ", text) if "<" in text else text)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _same_site(part: str, name: str) -> bool:
    """Whether a part of a title names the site, with or without its article."""
    part = _letters(part)
    return bool(part) and (part == name or part.removeprefix("the") == name.removeprefix("the"))


def _declared_site(page: _Page) -> str:
    named = page.first(_SITE_KEYS[:1])
    named = named or next((name for _, name in page.names("publisher") if name), "")
    named = named or page.first(_SITE_KEYS[1:])
    return "" if named.startswith("http") else named


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _site_behind(root: _Element, title: str) -> str:
    """What stands behind the title in the window's title, where it is short enough for a name."""
    whole = _window_title(root)
    rest = whole.removeprefix(title).strip() if title else ""
    separator = _TITLE_BREAK.match(f" {rest}") if rest != whole else None
    name = rest.lstrip("|–—·•»«:- ")
    return name if separator and name and len(name.split()) <= 5 and not _TITLE_BREAK.search(name) else ""


def _window_title(root: _Element) -> str:
    return clean_text(root.findtext(".//title") or "")


def _title(root: _Element, page: _Page, site: str, guess: str) -> str:
    in_head = _window_title(root)
    declared = [page.first(_TITLE_KEYS[:1]), page.text("headline"), page.first(_TITLE_KEYS[1:]), in_head]
    declared = [title for title in (without_site(title, site) for title in declared) if title]
    headings = [text_of(heading) for heading in root.iter("h1")]
    headings = [heading for heading in headings if heading and not _same_site(heading, _letters(site))]
    for heading in headings:
        # The longer title may be the heading with a section or a site behind it.
        if any(likeness(heading, title) >= 0.5 or title.startswith(f"{heading} ") for title in declared):
            return heading
    return declared[0] if declared else headings[0] if len(headings) == 1 else without_site(guess, site)


def _authors(root: _Element, page: _Page, site: str, guess: str) -> tuple[str, ...]:
    structured = [name for kind, name in page.names("author") if "organi" not in kind.lower()]
    declared = [value for key in _AUTHOR_KEYS for value in page.meta.get(key, ())]
    for names in (structured, declared, _marked_authors(root), [_MONTH_BEHIND.sub("", guess)]):
        found: dict[str, str] = {}
        for person in (person for name in names for person in persons(name, site)):
            found.setdefault(person.casefold(), person)
        if found:
            return tuple(found.values())
    return ()


def _marked_authors(root: _Element) -> list[str]:
    """The texts of the first elements that the markup calls the author, and of those beside them."""
    found: list[str] = []
    near: _Element | None = None
    for element in root.iter("a", "span", "address", "p", "div"):
        marks = {*(element.get("rel") or "").split(), *(element.get("itemprop") or "").split()}
        if "author" in marks or (element.get("class") or "").lower() in _AUTHOR_CLASSES:
            if near is not None and near not in element.iterancestors():
                break
            text = text_of(element, apart=True)
            if 0 < len(text) < 120:
                found.append(text)
            parent = element.getparent()
            near = near if near is not None or parent is None else parent.getparent()
    return found


def persons(line: str, site: str = "") -> list[str]:
    """The persons that a byline names, without "By", roles, handles and the site itself."""
    line = _BEFORE_NAMES.sub("", _HANDLE.sub(" ", clean_text(line)))
    found = []
    for part in _NAMES_BREAK.split(re.sub(r"\([^()]*\)", " ", line)):
        names: list[str] = []
        for piece in re.split(r"\s*[,，、]\s*|\s+[–—-]\s+", part):
            if names and piece.rstrip(".").lower() in _GENERATIONS:
                names[-1] = f"{names[-1]}, {piece}"
                continue
            name = _BEFORE_NAMES.sub("", clean_text(piece)).strip(" .:-–—*") + ("." if piece.endswith("Jr.") else "")
            if _is_name(name) and _letters(name) != _letters(site):
                names.append(name)
        found += names
    return list(dict.fromkeys(found))


def _is_name(name: str) -> bool:
    if not 1 < len(name) <= 60 or any(rule.search(name) for rule in (_NOT_A_NAME, _ROLE, _NOT_A_PERSON)):
        return False
    return len(name.split()) <= 6 and (not name[0].isascii() or name[0].isupper() or " " in name)


def _declared_date(root: _Element, page: _Page) -> datetime | None:
    values = [page.text("datePublished")]
    values += [value for key in _DATE_KEYS for value in page.meta.get(key, ())]
    times = [element for element in root.iter("time") if element.get("datetime")]
    values += [time.get("datetime") or "" for time in times if "published" in (time.get("itemprop") or "").lower()]
    values += [time.get("datetime") or "" for time in times if time.get("pubdate") is not None]
    return next((moment for value in values if value and (moment := parse_date(value))), None)


def _language(root: _Element, page: _Page) -> str:
    declared = [root.get("lang") or "", root.get("xml:lang") or "", *page.meta.get("og:locale", ())]
    declared += [page.text("inLanguage"), *page.meta.get("language", ())]
    tags = (value.strip().replace("_", "-") for value in declared)
    return next((tag for tag in tags if _LANGUAGE.fullmatch(tag)), "")


def _tags(page: _Page) -> tuple[str, ...]:
    keywords = page.article.get("keywords")
    structured = [_plain(word) for word in keywords if isinstance(word, str)] if isinstance(keywords, list) else []
    structured += [page.text("keywords")] if isinstance(keywords, str) else []
    for values in (
        page.meta.get("article:tag", ()),
        structured,
        *(page.meta.get(key, ()) for key in _TAG_KEYS[1:]),
    ):
        words = [clean_text(word) for value in values for word in value.split(",")]
        words = [word for word in dict.fromkeys(words) if word and len(word) <= _MAX_TAG]
        if words:
            return tuple(words[:_MAX_TAGS])
    return ()
