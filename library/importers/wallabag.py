"""wallabag: its JSON with texts and annotations, of the second version and of the first."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from library.arrival import Arrival, Body
from library.highlight import NewHighlight, Wanted
from library.importers import fields, pages
from library.importers.arrivals import of_array
from library.importers.given import HEAD
from library.importers.incoming import NothingToKeepError, RecordError
from library.importers.markup import without_html
from library.importers.ranges import Markup, Place
from library.importers.tabular import NO_BODY
from library.kinds import ARTICLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from library.importers.arrivals import Item, Record
    from library.importers.given import Given

_ENVELOPE = re.compile(r'\s*[\[{][^\[]*"_embedded"\s*:\s*\{')


def read(given: Given) -> Iterator[Item]:
    """Read a file, one article after the other; they may lie in the envelopes in which the service's API gives them."""
    with given.text() as text:
        key = "items" if _ENVELOPE.search(text.read(HEAD)) else ""
    with given.text() as text:
        yield from of_array(text, "", _article, key, all_of_them=True)


def _article(row: int, record: Record, remarks: list[str]) -> Arrival:
    address = pages.address_of(record.get("url"), "url") or pages.address_of(record.get("given_url"), "given_url")
    html = record.get("content")
    body = None
    if isinstance(html, str) and html.strip() and NO_BODY not in html[:400]:
        content = html.encode(errors="replace")
        body = Body(lambda: content, ARTICLE, len(content))
    if not address and body is None:
        raise RecordError("it has neither an address nor a text")
    title = pages.title_of(_title(record.get("title")), address, remarks=remarks) or "Untitled"
    saved = pages.told_moment(record.get("created_at"), "date", remarks)
    tags = record.get("tags")
    names = tags.split(",") if isinstance(tags, str) else [_name(one) for one in pages.listed(tags, "tags", remarks)]
    given = pages.words_of(record.get("given_url"))  # that of its origin is where it was found: another page
    authors = record.get("published_by")
    key = pages.words_of(record.get("id")) or fields.key_of(address, title)
    highlights = _highlights(
        record, html if body is not None and isinstance(html, str) else "", address, title, remarks
    )
    return Arrival(
        row, "", address, title, saved,
        pages.truth_of(record.get("is_archived", record.get("is_read")), "archived", remarks),
        pages.truth_of(record.get("is_starred", record.get("is_fav")), "starred", remarks),
        pages.tags_of(names, remarks), f"wallabag:{key}",
        highlights=highlights, addresses=(given,) if pages.is_web(given) else (),
        authors=tuple(pages.text_of(one, "author") for one in (authors if isinstance(authors, list) else [])
                      if isinstance(one, str) and one.strip()),
        site=fields.line_of(record.get("domain_name"), "domain") or pages.host_of(address),
        published=fields.published_of(record.get("published_at")),
        language=pages.words_of(record.get("language")).replace("_", "-")[:35], body=body,
    )  # fmt: skip


def _title(value: object) -> str:
    title = fields.words_of(value, "title")
    return without_html(title) if "<" in title else unescape(title)


def _name(tag: object) -> object:
    """The name of a tag, which can be an object; None for an empty one, which an old version wrote."""
    return tag.get("label", tag.get("slug")) if isinstance(tag, dict) else tag


def _highlights(
    record: Record, html: str, address: str, title: str, remarks: list[str]
) -> tuple[NewHighlight, ...]:  # fmt: skip
    values = pages.listed(record.get("annotations"), "annotations", remarks)
    if not values:
        return ()
    markup = Markup(html, utf_16=True)
    wanted = Wanted(address, title)
    found = []
    for number, value in enumerate(values, 1):
        try:
            found.append(_highlight(fields.record_of(value), markup, wanted))
        except (RecordError, NothingToKeepError) as error:
            remarks.append(f"its annotation {number} was left out: {error}")
    return tuple(found)


def _highlight(record: Record, markup: Markup, wanted: Wanted) -> NewHighlight:
    note = fields.note_of(record.get("text"), "text")
    quote = fields.words_of(record.get("quote"), "quote")
    ranges = [one for one in pages.list_of(record.get("ranges"), "ranges") if isinstance(one, dict)]
    anchor = fields.anchor_of(quote)
    if ranges:
        first, last = ranges[0], ranges[-1]
        start = Place(pages.words_of(first.get("start")), _number(first.get("startOffset")))
        anchor = markup.anchor(start, Place(pages.words_of(last.get("end")), _number(last.get("endOffset"))), quote)
    if anchor is None and not note:
        raise NothingToKeepError("it has neither words nor a note")
    created = pages.moment_of(record.get("created_at"))
    key = pages.words_of(record.get("id")) or fields.key_of(quote, note, ranges)
    return NewHighlight(
        None, anchor, note=note, created=created, changed=pages.moment_of(record.get("updated_at")) or created,
        origin=f"wallabag:{fields.key_of(wanted.url or wanted.title, key)}", wanted=wanted,
    )  # fmt: skip


def _number(value: object) -> int:
    text = pages.words_of(value)
    return int(text) if text.isdecimal() and len(text) < 10 else -1
