"""What an HTML page declares of its article for machines: meta elements, JSON-LD, microdata."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

from lxml import etree
from lxml.etree import _Element

from library.builder import clean_text
from library.extract.html_markup import likeness, text_of

_ARTICLE_TYPE = re.compile(r"(article|posting|report|review|essay|chapter|blog|recipe|question|howto)$", re.IGNORECASE)
_OTHER_WORK = re.compile(
    r"(webpage|aboutpage|itempage|video\w*|podcastepisode|creativework|book|dataset|episode)$", re.IGNORECASE
)
_LISTS = ("itemListElement", "comment", "hasPart", "review", "reviews", "mentions", "citation", "suggestedAnswer")
"""Properties that hold other works than the page's own."""
_MAX_JSON_NODES = 20_000
_MAX_JSON = 4_000_000
_MAX_ITEMS = 50
"""Values of one property that are looked at."""
_TAG = re.compile(r"<[^<>]{1,200}>")
_WRAPPING = ("<!--", "-->", "/*", "*/", "//", "<![CDATA[", "]]>")
_COMMA_TOO_MANY = re.compile(r",(\s*[}\]])")
_KIND_IN_DAMAGED = re.compile(r'"@type"\s*:\s*"(\w*(?:Article|Posting))"')
_DAY_IN_DAMAGED = re.compile(r'"(datePublished|dateModified)"\s*:\s*"([^"\\]{4,40})"')
_AUTHOR_IN_DAMAGED = re.compile(r'"author"\s*:\s*(\[[^\]]{0,2000}\]|\{[^}]{0,600}\})')
_NAME_IN_DAMAGED = re.compile(r'"name"\s*:\s*"([^"\\]{2,60})"')
_HEADLINE_IN_DAMAGED = re.compile(r'"headline"\s*:\s*"([^\n]{3,300}?)"\s{0,20},\s{0,20}"\w+"\s{0,20}:')
_COMMENT_LINE = re.compile(r"^[ \t]*//.*$|^[ \t]*/\*[^*]{0,1000}\*/", re.MULTILINE)
_MICRODATA = ("headline", "author", "creator", "datePublished", "dateModified", "dateCreated")
_WITH_PROPERTIES = etree.XPath("descendant-or-self::*[@itemprop or @property][not(self::meta)]")
_ITEM_TYPE = re.compile(r"schema\.org/(\w+)")


@dataclass
class Declared:
    """Everything that a page declares."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    """The values of meta elements by their property, name or itemprop, in lower case with dots for colons in `dc:`."""
    article: dict[str, Any] = field(default_factory=dict)
    """The JSON-LD node of the article; of the page where there is none."""
    works: list[dict[str, Any]] = field(default_factory=list)
    """The JSON-LD nodes that may be of the article, best first."""
    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The JSON-LD nodes that have an `@id`."""
    items: dict[str, list[_Element]] = field(default_factory=dict)
    """Elements with a microdata or RDFa property of those that tell of an article, by its name."""
    address: str = ""
    """The page's own address, where it is known."""

    def first(self, keys: Iterable[str]) -> str:
        """The first value that any of the keys has, tried in their order."""
        return next((value for key in keys for value in self.meta.get(key, ()) if value), "")

    def text(self, key: str) -> str:
        """A text property of the article's JSON-LD."""
        for work in self.works:
            value = work.get(key)
            value = value[0] if isinstance(value, list) and value else value
            if isinstance(value, dict):
                value = value.get("@value")
            if isinstance(value, str) and value.strip():
                return plain(value)
        return ""

    def names(self, key: str) -> list[tuple[str, str]]:
        """Type and name of what a property of the article's JSON-LD refers to."""
        found: list[tuple[str, str]] = []
        for work in self.works:
            value = work.get(key)
            for entry in value[:_MAX_ITEMS] if isinstance(value, list) else [value]:
                if isinstance(entry, str):
                    node = self.nodes.get(entry)
                    found += self._named(node) if node else [("", plain(entry))]
                elif isinstance(entry, dict):
                    found += self._named(entry)
            if found:
                break
        return found

    def _named(self, entry: dict[str, Any]) -> list[tuple[str, str]]:
        # What stands at its own place is the fuller one: a reference often repeats a shortened name.
        node = {**entry, **self.nodes.get(str(entry.get("@id", "")), {})}
        kind, name = str(node.get("@type", "")), node.get("name")
        if isinstance(name, dict):
            name = name.get("@value")
        if not name and isinstance(node.get("givenName"), str):
            name = f"{node['givenName']} {node.get('familyName') or ''}"
        return [(kind, plain(one)) for one in (name if isinstance(name, list) else [name]) if isinstance(one, str)]


def read_declared(root: _Element, address: str) -> Declared:
    """What a page declares; `address` is where it was read, or empty."""
    declared = Declared()
    _read_meta(root, declared)
    _read_json(root, declared, address)
    _read_microdata(root, declared)
    return declared


def plain(text: str) -> str:
    """A declared value as clean text: references and markup within it are taken off."""
    text = html.unescape(text) if "&" in text else text
    return clean_text(_TAG.sub(" ", text) if "<" in text else text)


def json_nodes(text: str) -> Iterator[dict[str, Any]]:
    """Every object of a JSON text that stands in a script."""
    if len(text) <= _MAX_JSON:
        yield from (node for node, _ in _nodes(_parsed(text)))


def _read_meta(root: _Element, declared: Declared) -> None:
    for element in root.iter("meta"):
        value = plain(element.get("content") or "")
        if not value:
            continue
        for attribute in (element.get("property"), element.get("name"), element.get("itemprop")):
            # A property may name several terms at once: https://www.w3.org/TR/rdfa-core/#A-property
            for key in (attribute or "").lower().split():
                key = key.replace("dc:", "dc.").replace("dcterms:", "dcterms.")  # noqa: PLW2901  one key, spelt one way
                values = declared.meta.setdefault(key, [])
                if len(values) < _MAX_ITEMS:
                    values.append(value)


def _read_json(root: _Element, declared: Declared, address: str) -> None:
    articles: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text or len(script.text) > _MAX_JSON:
            continue
        for node, own in _nodes(_parsed(script.text)):
            if isinstance(node.get("@id"), str):
                declared.nodes.setdefault(node["@id"], {}).update(node)
            kinds = node.get("@type")
            kinds = [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]
            if own and any(_ARTICLE_TYPE.search(kind) for kind in kinds):
                articles.append(node)
            elif own and any(_OTHER_WORK.search(kind) for kind in kinds):
                others.append(node)
    titles = [*declared.meta.get("og:title", ()), clean_text(root.findtext(".//title") or "")]
    articles.sort(key=lambda node: not _is_of(node, titles, address))  # it keeps the page's order
    declared.works = [*articles[:1], *others]
    declared.article = declared.works[0] if declared.works else {}


def _is_of(node: dict[str, Any], titles: list[str], address: str) -> bool:
    """Whether a node says by its title or address that it is the article of this page."""
    headline = next((node[key] for key in ("headline", "name") if isinstance(node.get(key), str)), "")
    if headline and any(likeness(plain(headline), title) > 0.5 or headline in title for title in titles if title):
        return True
    path = urlsplit(address).path.strip("/") if address else ""
    return bool(path) and any(path in str(node.get(key, "")) for key in ("url", "@id", "mainEntityOfPage"))


def _parsed(text: str) -> list[object]:
    """The values of a JSON text; of a damaged one those before the damage."""
    text = _without_wrapping(text)
    if text.startswith(("{&quot;", "[{&quot;")):
        text = html.unescape(text)
    try:
        return [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        text = _mended(text)
    found: list[object] = []
    decoder, at = json.JSONDecoder(strict=False), 0
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        found.append(value)
        while at < len(text) and text[at] in " \r\n\t,;":
            at += 1
    return found or _salvaged(text)


def _mended(text: str) -> str:
    """A JSON text without what people write into it by hand: comments, commas at ends, signs that need no escape."""
    text = _COMMENT_LINE.sub("", text).replace("\\'", "'")
    return _COMMA_TOO_MANY.sub(r"\1", text)


def _salvaged(text: str) -> list[object]:
    """What can be told of a work in a JSON text that no reader takes, as for a quotation mark within its headline."""
    kind = _KIND_IN_DAMAGED.search(text)
    if not kind:
        return []
    work: dict[str, object] = {"@type": kind[1]}
    for key, value in _DAY_IN_DAMAGED.findall(text):
        work.setdefault(key, value)
    if headline := _HEADLINE_IN_DAMAGED.search(text):
        work["headline"] = headline[1].replace('\\"', '"')
    if author := _AUTHOR_IN_DAMAGED.search(text):
        work["author"] = [{"name": name} for name in _NAME_IN_DAMAGED.findall(author[1])]
    return [work]


def _without_wrapping(text: str) -> str:
    """A script's text without the comment signs that once hid it from browsers, and without what ends a statement."""
    for _ in _WRAPPING:
        before, text = text, text.strip(" \t\r\n\f;")
        for mark in _WRAPPING:
            text = text.removeprefix(mark).removesuffix(mark)
        if text == before:
            break
    return text


def _nodes(parsed: list[object]) -> Iterator[tuple[dict[str, Any], bool]]:
    """Every object of a JSON text, outer ones first, and whether it may be the page's own work."""
    waiting: list[tuple[object, bool]] = [(parsed, True)]
    for _ in range(_MAX_JSON_NODES):
        if not waiting:
            return
        node, own = waiting.pop()
        if isinstance(node, dict):
            yield node, own
            waiting.extend((value, own and key not in _LISTS) for key, value in reversed(node.items()))
        elif isinstance(node, list):
            waiting.extend((value, own) for value in reversed(node))


def _read_microdata(root: _Element, declared: Declared) -> None:
    for element in cast("list[_Element]", _WITH_PROPERTIES(root)):
        stated = f"{element.get('itemprop') or ''} {element.get('property') or ''}"
        for name in stated.replace("schema:", "").split():
            found = declared.items.setdefault(name, []) if name in _MICRODATA else None
            if found is not None and len(found) < _MAX_ITEMS and not _of_another_item(element):
                found.append(element)


def _of_another_item(element: _Element) -> bool:
    """Whether a property stands in an item that is not the article: a comment, a review, another article of a list."""
    scope = next((parent for parent in element.iterancestors() if parent.get("itemscope") is not None), None)
    if scope is None:
        return False
    kind = _ITEM_TYPE.search(scope.get("itemtype") or "")
    if kind and re.fullmatch(r"Comment|UserComments|Answer|ListItem|Review|ImageObject|Rating", kind[1]):
        return True
    return (scope.get("itemprop") or "") in ("comment", "itemListElement", "review", "blogPosts")


def item_value(element: _Element) -> str:
    """The value of a microdata property: of its attribute, of the name of the item in it, or its text."""
    for attribute in ("content", "datetime"):
        if value := element.get(attribute):
            return plain(value)
    names = [
        below for below in element.iter() if "name" in (below.get("itemprop") or "").split() and below is not element
    ]
    if names:
        return plain(names[0].get("content") or "") or text_of(names[0])
    return text_of(element, apart=True)
