"""Everything as our own JSON: articles with their texts, and each highlight as the library knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.article import utc_text
from library.exporters.noted import article_key
from library.exporters.safe import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from library.article import Article
    from library.document import Document
    from library.exporters.noted import Noted
    from library.highlight import Highlight, Wanted

FORMAT, VERSION = "broadsheet", 1


def to_json(noted: Iterable[Noted], now: datetime) -> Iterator[str]:
    """Write the file, an article a line; what waits for its article comes last in `noted`.

    `library.importers.own` reads it again.
    """
    head = {"format": FORMAT, "version": VERSION, "exported": utc_text(now)}
    yield json_text(head)[:-1] + ', "articles": ['
    comma, waiting = "\n", False
    for one in noted:
        if one.article is None and not waiting:
            yield '\n], "waiting": ['
            comma, waiting = "\n", True
        yield comma + json_text(_record(one))
        comma = ",\n"
    yield "\n]}\n" if waiting else '\n], "waiting": []}\n'


def _record(one: Noted) -> dict[str, object]:
    highlights = [highlight_record(mark, one.origins.get(mark.id, "")) for mark in one.highlights]
    if one.article is None or one.document is None:
        return {"wanted": _wanted(one.wanted), "highlights": highlights}
    return {**_article(one.article), **_text(one.document), "highlights": highlights}


def _wanted(wanted: Wanted) -> dict[str, object]:
    return {"url": wanted.url, "title": wanted.title, "authors": list(wanted.authors), "site": wanted.site}


def _article(article: Article) -> dict[str, object]:
    progress = article.progress
    return {
        "id": article_key(article), "url": article.url, "title": article.title, "authors": list(article.authors),
        "site": article.site, "published": utc_text(article.published), "saved": utc_text(article.saved),
        "state": article.state, "starred": article.starred, "tags": list(article.tags), "language": article.language,
        "words": article.words, "stated_minutes": article.stated_minutes, "fingerprint": article.fingerprint,
        "progress": None if progress is None else {
            "offset": progress.offset, "furthest": progress.furthest, "words_read": progress.words_read,
            "changed": utc_text(progress.changed), "finished": utc_text(progress.finished),
        },
    }  # fmt: skip


def _text(document: Document) -> dict[str, object]:
    """The text with its blocks and spans, which are ranges of its code points."""
    return {
        "text": document.text,
        "blocks": [
            {"kind": block.kind, "start": block.start, "end": block.end}
            | ({"level": block.level} if block.level else {})
            | ({"info": block.info} if block.info else {})
            for block in document.blocks
        ],
        "spans": [
            {"kind": span.kind, "start": span.start, "end": span.end} | ({"target": span.target} if span.target else {})
            for span in document.spans
        ],
    }


def highlight_record(highlight: Highlight, origin: str = "") -> dict[str, object]:
    """A highlight with all that is known of it; offsets are code points of the text with the anchor's fingerprint."""
    return {
        "uid": highlight.uid,
        "kind": highlight.kind,
        "anchor": None if highlight.anchor is None else highlight.anchor._asdict(),
        "place": None if highlight.place is None else highlight.place._asdict(),
        "state": highlight.state,
        "reason": highlight.reason,
        "score": highlight.score,
        "colour": highlight.colour,
        "note": highlight.note,
        "tags": list(highlight.tags),
        "created": utc_text(highlight.created),
        "changed": utc_text(highlight.changed),
        "origin": origin,
    }
