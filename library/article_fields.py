"""What a query about articles can ask: its fields, with what each takes; light, for every `--help` loads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS: Mapping[str, str] = {
    "title": "words of the title",
    "text": "words of the text, its headings, captions and bullets",
    "author": "words of an author's name",
    "site": 'words of the site\'s name, or its address; site:="…" its whole name',
    "tag": "a tag, and those below it: tag:a finds a/b too",
    "note": "words of your notes, and of the passages you highlighted",
    "url": "a part of the address",
    "lang": "a language: en finds en-GB too",
    "is": "unread, reading, finished, starred, inbox, archived, queued, annotated, untagged, lost, uncertain, pending, "
    "trashed",
    "has": "notes, highlights, images, tags, author or url",
    "saved": "a date, a period or a range",
    "published": "as saved:",
    "read": "as saved:; when it was read last",
    "finished": "as saved:; when its end was reached first",
    "words": "a number, <1000, or a range as 500..2000",
    "minutes": "as words:; what the whole takes",
    "left": "as words:; the minutes that are left",
    "progress": "as words:; percent that have been read",
    "id": "the number of an article, or a range",
    "sort": "saved, published, title, site, minutes, progress, read, relevance, queue or random; with a dash before it "
    "the other way round",
}
"""The fields, with what each takes, for help and completion."""
IS = ("unread", "reading", "finished", "starred", "inbox", "archived", "queued", "annotated", "untagged", "lost",
      "uncertain", "pending", "trashed")  # fmt: skip
HAS = ("notes", "highlights", "images", "tags", "author", "url")
SORT = (
    "saved", "published", "title", "site", "minutes", "progress", "read", "relevance", "queue", "random",
)  # fmt: skip
"""As the orders of `article_shelves`."""
