"""Articles as the store keeps them: how their rows are read, and how they become records, for lists of any length."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from library.article import Article, ArticleState, Progress

if TYPE_CHECKING:
    from sqlite3 import Row

ARTICLES = """
    SELECT id, url, title, authors, site, published, saved, state, starred, words, ideographs, language,
        stated_minutes, fingerprint, deleted, "offset", furthest, words_read, progress.changed AS moved, finished
    FROM article LEFT JOIN progress ON progress.article = id
"""
TAGS = "SELECT article, json_group_array(name) FROM tag WHERE article IN ({0}) GROUP BY article"
MARKED = """
    SELECT article, count(*), count(*) FILTER (WHERE note <> '') FROM highlight
    WHERE article IN ({0}) AND deleted IS NULL GROUP BY article
"""
_STATES = {state.value: state for state in ArticleState}


def article_of(row: Row, tags: str, marked: tuple[int, int]) -> Article:
    """The article in a row of ARTICLES, with its tags as JSON and its numbers of highlights and notes."""
    # by position: a look-up by name would take half the time of a listing
    (
        number, url, title, authors, site, published, saved, state, starred, words, ideographs, language,
        stated_minutes, fingerprint, deleted, offset, furthest, words_read, moved, finished,
    ) = row  # fmt: skip
    progress = None
    if offset is not None:
        progress = Progress(number, offset, furthest, words_read, datetime.fromisoformat(moved), _maybe_time(finished))
    return Article(
        id=number,
        url=url,
        title=title,
        authors=_names(authors),
        site=site,
        published=_maybe_time(published),
        saved=datetime.fromisoformat(saved),
        state=_STATES[state],
        starred=bool(starred),
        tags=tuple(sorted(_names(tags))),
        words=words,
        ideographs=ideographs,
        language=language,
        stated_minutes=stated_minutes,
        fingerprint=fingerprint,
        deleted=_maybe_time(deleted),
        highlights=marked[0],
        notes=marked[1],
        progress=progress,
    )


def _maybe_time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


@lru_cache(maxsize=4096)
def _names(text: str) -> tuple[str, ...]:
    """A JSON array of names; many articles of a library share theirs."""
    return tuple(json.loads(text))
