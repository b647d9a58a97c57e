"""Feeds as files: RSS, Atom and JSON Feed; each item with its full text is a page of our making, the others wait.

An item is known to have its full text when the feed says so (`content:encoded`, `content`, `content_html`), or when its
description is as long as an article.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from library.address import shortened, without_credentials
from library.article import Metadata, utc_text
from library.builder import clean_text
from library.document import count_words
from library.errors import UnreadableSourceError
from library.kinds import ARTICLE
from library.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ARTICLE_WORDS = 150
"""Words from which a description is taken for the article itself."""
_MOST_ITEMS = 50_000
_BULLET = re.compile(r"[-*•·]\s+(?=\S)")
_LONGEST_NAME, _MOST_TAGS = 200, 30


class Item(NamedTuple):
    """One item of a feed."""

    name: str
    """What it is called in reports: its address, else its title."""
    metadata: Metadata
    source: Source | None = None
    """Its full text as a page; None when the feed has none."""
    problem: str = ""
    """Why it can be nothing at all; empty when it has a text or an address."""


class _Given(NamedTuple):
    title: str
    url: str
    authors: tuple[str, ...]
    published: datetime | None
    updated: datetime | None
    tags: tuple[str, ...]
    content: str
    """HTML, or empty."""
    summary: str
    """HTML, or empty."""
    language: str


def items(source: Source) -> Iterator[Item]:
    """The items of a feed, in its order. Raises UnreadableSourceError when it can't be read."""
    site, given = _of_json(source) if source.content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" else _of_xml(source)
    for number, one in enumerate(given, 1):
        if number > _MOST_ITEMS:
            yield Item(f"item {number}", Metadata(), problem=f"a feed may have {_MOST_ITEMS:,} items; the rest is left")
            return
        yield _item(one, site, source, number)


def _item(given: _Given, site: str, source: Source, number: int) -> Item:
    from library.extract.whole import told_apart  # 30 ms

    summary = told_apart(_words(given.summary))[0]
    metadata = Metadata(
        title=clean_text(given.title), authors=given.authors, site=site or (urlsplit(given.url).hostname or ""),
        url=without_credentials(given.url), published=given.published, updated=given.updated, language=given.language,
        description=summary[:1000], tags=given.tags,
    )  # fmt: skip
    name = shortened(given.url or metadata.title or f"item {number}", _LONGEST_NAME)
    content = given.content if given.content.strip() else ""
    if not content and (count_words(summary)[0] >= _ARTICLE_WORDS or not given.url):
        content = given.summary
    if not _words(content):
        if given.url:
            return Item(name, metadata)
        return Item(name, metadata, problem="the item has neither a text nor an address")
    page = Source(_page(metadata, content).encode(errors="replace"), source.taken, "", given.url, ARTICLE, "utf-8")
    return Item(name, metadata, page)


def _page(metadata: Metadata, content: str) -> str:
    """An item as a page that tells all that the feed says of it."""
    facts = [("og:title", metadata.title), ("og:site_name", metadata.site), ("description", metadata.description)]
    facts += [("author", name) for name in metadata.authors]
    facts += [("article:published_time", utc_text(metadata.published) or "")]
    facts += [("article:modified_time", utc_text(metadata.updated) or "")]
    facts += [("article:tag", tag) for tag in metadata.tags]
    head = "".join(f'<meta property="{name}" content="{escape(value)}">' for name, value in facts if value)
    link = f'<link rel="canonical" href="{escape(metadata.url)}">' if metadata.url else ""
    language = f' lang="{escape(metadata.language)}"' if metadata.language else ""
    title = escape(metadata.title)
    return (
        f'<!DOCTYPE html><html{language}><head><meta charset="utf-8"><title>{title}</title>{head}{link}'
        f"</head><body><article>\n{content}\n</article></body></html>"
    )


def _words(markup: str) -> str:
    """The words of a piece of HTML."""
    if not markup or not ("<" in markup or "&" in markup):
        return clean_text(markup)
    from library.extract.html_markup import text_of
    from library.extract.whole import tree

    return text_of(tree(f"<div>{markup}</div>"))


def _web(address: object) -> str:
    text = str(address or "").strip()
    return clean_text(text) if text.lower().startswith(("http://", "https://")) else ""


def _names(names: Iterable[object], most: int) -> tuple[str, ...]:
    clean = (clean_text(str(name)) for name in names if name)
    return tuple(dict.fromkeys(name for name in clean if 0 < len(name) <= _LONGEST_NAME))[:most]


# RSS and Atom


def _of_xml(source: Source) -> tuple[str, Iterator[_Given]]:
    import feedparser  # 60 ms

    try:
        feed = feedparser.parse(
            source.content, response_headers={"content-location": source.url} if source.url else None,
            sanitize_html=False,  # it is walked, never shown as it is
        )  # fmt: skip
    except Exception as error:
        raise UnreadableSourceError(f"the feed can't be read ({type(error).__name__})") from error
    entries: list[Any] = list(feed.entries)
    if not entries:
        damaged = feed.get("bozo") and not feed.get("version")
        raise UnreadableSourceError("the feed is damaged" if damaged else "the feed has no items")
    about: Any = feed.feed
    site, language = clean_text(_words(str(about.get("title") or ""))), clean_text(str(about.get("language") or ""))
    common = _people(about) if str(feed.get("version")).startswith("atom") else []  # which an entry without any has
    return site, (_of_entry(entry, language, common) for entry in entries)


def _people(holder: Any) -> list[object]:  # noqa: ANN401  feedparser is untyped
    named = [author.get("name") for author in holder.get("authors") or () if author.get("name")]
    return named or [holder.get("author")]


def _of_entry(entry: Any, language: str, common: list[object]) -> _Given:  # noqa: ANN401  feedparser is untyped
    contents = [
        str(part.get("value") or "") for part in entry.get("content") or () if "audio" not in str(part.get("type"))
    ]
    content = max(contents, key=len, default="")
    links = [link.get("href") for link in entry.get("links") or () if link.get("rel") in (None, "alternate")]
    updated = dict.get(entry, "updated_parsed")  # its own `get` would give the time of publishing in its place
    return _Given(
        _words(str(entry.get("title") or "")), _web(entry.get("link")) or next(filter(None, map(_web, links)), ""),
        _names(_people(entry), 20) or _names(common, 20), _moment(entry.get("published_parsed")),
        _moment(updated), _names((_words(str(tag.get("term") or "")) for tag in entry.get("tags") or ()), _MOST_TAGS),
        content, str(entry.get("summary") or ""), language,
    )  # fmt: skip


def _moment(parsed: Any) -> datetime | None:  # noqa: ANN401  a struct_time, or nothing
    try:
        year, month, day, hour, minute, second = parsed[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None


# JSON Feed: https://www.jsonfeed.org/version/1.1/


def _of_json(source: Source) -> tuple[str, Iterator[_Given]]:
    try:
        feed = json.loads(source.content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise UnreadableSourceError("the feed is damaged: it is no JSON") from error
    entries = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(entries, list) or not entries:
        raise UnreadableSourceError("the feed has no items")
    language = _text(feed, "language")
    return clean_text(_text(feed, "title")), (_of_object(entry, feed, language) for entry in entries)


def _of_object(entry: object, feed: dict[str, Any], language: str) -> _Given:
    if not isinstance(entry, dict):
        entry = {}
    authors = entry.get("authors") or feed.get("authors") or [entry.get("author") or feed.get("author")]
    named = (
        [_text(author, "name") for author in authors if isinstance(author, dict)] if isinstance(authors, list) else []
    )
    tags = entry.get("tags")
    content = _text(entry, "content_html")
    if not content and (plain := _text(entry, "content_text")):
        content = _markup(plain)
    return _Given(
        _text(entry, "title"), _web(entry.get("url")) or _web(entry.get("external_url")) or _web(entry.get("id")),
        _names(named, 20), _dated(entry, "date_published"), _dated(entry, "date_modified"),
        _names(tags, _MOST_TAGS) if isinstance(tags, list) else (), content, escape(_text(entry, "summary")),
        _text(entry, "language") or language,
    )  # fmt: skip


def _markup(plain: str) -> str:
    """Plain text as HTML: each line a paragraph, or an item where it begins with a bullet."""
    parts: list[str] = []
    for line in filter(None, map(str.strip, plain.split("\n"))):
        bullet = _BULLET.match(line)
        parts.append(f"<ul><li>{escape(line[bullet.end() :])}</li></ul>" if bullet else f"<p>{escape(line)}</p>")
    return "".join(parts)


def _text(holder: dict[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def _dated(entry: dict[str, Any], name: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(_text(entry, name))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
