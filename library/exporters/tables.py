"""Highlights as CSV: all that is known of each for a spreadsheet, and the columns that Readwise imports."""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING

from library.article import utc_text
from library.exporters.noted import article_key, passage_of, titled, words_at
from library.exporters.safe import cell, csv_line
from library.highlight import HighlightKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from library.exporters.noted import Noted
    from library.highlight import Highlight

COLUMNS = (
    "uid", "kind", "quote", "note", "colour", "tags", "state", "reason", "score", "start", "end", "before", "after",
    "created", "changed", "article", "title", "authors", "site", "url", "published", "saved", "article_tags",
)  # fmt: skip
"""Tags and authors are joined by a line feed; start and end are code points of the text of today."""
_NOT_IN_TAGS = re.compile(r"[^\w-]+")
READWISE_COLUMNS = ("Highlight", "Title", "Author", "URL", "Note", "Location", "Date")
"""As the importer names them; of these only the first must be filled."""


def to_csv(noted: Iterable[Noted]) -> Iterator[str]:
    """Write a line of names and then a record a highlight; no cell can act as a formula."""
    yield csv_line(COLUMNS)
    for one in noted:
        for highlight in one.highlights:
            yield csv_line([cell(value) for value in _values(highlight, one)])


def _values(highlight: Highlight, one: Noted) -> Iterator[str]:
    anchor, place, article = highlight.anchor, highlight.place, one.article
    yield from (highlight.uid, highlight.kind, highlight.quote, highlight.note, highlight.colour)
    yield from ("\n".join(highlight.tags), highlight.state, highlight.reason, f"{highlight.score:.3g}")
    yield from ("", "") if place is None else (str(place.start), str(place.end))
    yield from ("", "") if anchor is None else (anchor.before, anchor.after)
    yield from (utc_text(highlight.created) or "", utc_text(highlight.changed) or "")
    yield "" if article is None else article_key(article)
    yield from (one.wanted.title, "\n".join(one.wanted.authors), one.wanted.site, one.wanted.url)
    if article is None:
        yield from ("", "", "")
    else:
        yield from (utc_text(article.published) or "", utc_text(article.saved) or "", "\n".join(article.tags))


def to_readwise(noted: Iterable[Noted]) -> Iterator[str]:
    """Write what Readwise imports.

    A note on the whole article and a bookmark need words to be taken: the title, and the words at the place.
    """
    yield csv_line(READWISE_COLUMNS)
    for one in noted:
        for highlight in one.highlights:
            words = passage_of(highlight, one.document).exact or words_at(highlight) or titled(one.wanted)
            place = highlight.place
            found = (
                words, titled(one.wanted), ", ".join(one.wanted.authors), one.wanted.url, readwise_note(highlight),
                "" if place is None else str(place.start),
                f"{highlight.created.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
            )  # fmt: skip
            yield csv_line([cell(value) for value in found])


def readwise_note(highlight: Highlight) -> str:
    """The note with the tags before it, each a word that begins with a full stop.

    A note that begins so itself is kept from being one by a zero-width space.
    """
    tags = list(highlight.tags)
    if highlight.kind is HighlightKind.BOOKMARK:
        tags.append("bookmark")
    names = [_NOT_IN_TAGS.sub("_", tag).strip("_") or "tag" for tag in tags]
    words = [f"._{name}" if name.isdecimal() else f".{name}" for name in names]  # .5 would be a number
    note = f"\u200b{highlight.note}" if highlight.note.startswith(".") else highlight.note
    return " ".join([*words, note]).strip()
