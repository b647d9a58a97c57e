"""Highlights as the file that the Hypothes.is client imports; it takes target, tags, text, uri and document of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.article import utc_text
from library.exporters.noted import passage_of, uuid_of
from library.exporters.safe import json_text
from library.highlight import HighlightKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from library.exporters.noted import Noted
    from library.highlight import Highlight

_USER = "acct:broadsheet@localhost"
"""The client asks whose annotations are to be imported; all are of this one."""


def to_hypothesis(noted: Iterable[Noted], now: datetime) -> Iterator[str]:
    """Write an export file, an annotation a line."""
    head = {"client_version": "broadsheet", "export_date": utc_text(now), "export_userid": _USER}
    yield json_text(head)[:-1] + ', "annotations": ['
    comma = "\n"
    for one in noted:
        for highlight in one.highlights:
            yield comma + json_text(annotation(highlight, one))
            comma = ",\n"
    yield "\n]}\n"


def annotation(highlight: Highlight, one: Noted) -> dict[str, object]:
    """One annotation; a note on the whole article has a target without a selector, which makes it a page note."""
    target: dict[str, object] = {"source": one.source}
    if highlight.kind is not HighlightKind.ARTICLE:
        target["selector"] = _selectors(highlight, one)
    tags = list(highlight.tags)
    if highlight.kind is HighlightKind.BOOKMARK and "bookmark" not in tags:
        tags.append("bookmark")
    return {
        "id": str(uuid_of(highlight.uid)),
        "created": utc_text(highlight.created),
        "updated": utc_text(highlight.changed),
        "user": _USER,
        "user_info": {"display_name": "Broadsheet"},
        "uri": one.source,
        "text": highlight.note,
        "tags": tags,
        "group": "__world__",
        "permissions": {"read": [_USER], "update": [_USER], "delete": [_USER]},
        "target": [target],
        "document": {"title": one.wanted.title},
        "links": {},
        "hidden": False,
        "flagged": False,
    }


def _selectors(highlight: Highlight, one: Noted) -> list[dict[str, object]]:
    """Position where it is sure, in UTF-16 code units, and quote; a bookmark quotes the line that follows it."""
    passage = passage_of(highlight, one.document)
    exact, after = passage.exact, passage.after
    if not exact:
        exact = passage.after.partition("\n")[0] or passage.before.rpartition("\n")[2]
        after = passage.after.removeprefix(exact)
    selectors: list[dict[str, object]] = []
    if passage.place is not None and one.document is not None:
        text, place = one.document.text, passage.place
        start = utf16_length(text[: place.start])
        length = utf16_length(passage.exact or passage.after.partition("\n")[0])
        selectors.append({"type": "TextPositionSelector", "start": start, "end": start + length})
    selectors.append({"type": "TextQuoteSelector", "exact": exact, "prefix": passage.before, "suffix": after})
    return selectors


def utf16_length(text: str) -> int:
    """UTF-16 code units that a text takes: two for what lies beyond the Basic Multilingual Plane."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
