"""The conditions of a query as SQL: for whole lists, and row by row for the first page of one."""

from __future__ import annotations

import json
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from library.article_query import tag_within
from library.article_shelves import Sql
from library.grammar import Every, Leaf, Not

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from library.article_shelves import Condition
    from library.grammar import Node

MATCHED = "article.number IN (SELECT rowid FROM article_search WHERE article_search MATCH ?)"
_WITH_NOTE = """SELECT article FROM highlight WHERE deleted IS NULL AND article IS NOT NULL AND id IN
    (SELECT rowid FROM highlight_search WHERE highlight_search MATCH ?)"""
_NOTED = f"article.id IN ({_WITH_NOTE})"
_WITH_TAG = "SELECT article FROM tag WHERE name COLLATE NOCASE IN (SELECT value FROM json_each(?))"
_TAGGED = f"article.id IN ({_WITH_TAG})"
_MATCHED_HERE = "EXISTS (SELECT 1 FROM article_search WHERE article_search MATCH ? AND rowid = article.number)"
_NOTED_HERE = """EXISTS (SELECT 1 FROM highlight h WHERE h.article = article.id AND h.deleted IS NULL AND EXISTS
    (SELECT 1 FROM highlight_search WHERE highlight_search MATCH ? AND rowid = h.id))"""
_TAGGED_HERE = """EXISTS (SELECT 1 FROM tag WHERE tag.article = article.id
    AND tag.name COLLATE NOCASE IN (SELECT value FROM json_each(?)))"""


class How(Enum):
    """In which way words and tags are looked up."""

    ONCE = "once"
    """All articles that have them at first, which is right where most articles are looked at."""
    ALONG = "along"
    """So in the index of articles, but notes and tags row by row, which is right where a beginning is looked at."""
    HERE = "here"
    """Row by row, which is right for few."""


class Span(NamedTuple):
    """A stretch of the index."""

    first: int
    last: int
    turn: str
    """From which end it is read: `ASC` or `DESC`; what lies before is passed over one by one."""


def sql_of(node: Node[Condition], tags: Sequence[str], how: How = How.ONCE, span: Span | None = None) -> Sql:
    """A condition as SQL; `tags` are those of the library. With a `span` it holds for articles of that alone."""
    if isinstance(node, Leaf):
        return _leaf(node.value, tags, how, span)
    if isinstance(node, Not):
        inner = sql_of(node.part, tags, how, span)
        # of `NOT (a OR b)` SQLite would look at b as well where a holds; and what is NULL does not hold
        return Sql(f"iif({inner.text}, 0, 1)", inner.bound)
    parts = [sql_of(part, tags, how, span) for part in node.parts]
    word = " AND " if isinstance(node, Every) else " OR "
    return Sql(f"({word.join(part.text for part in parts)})", tuple(value for part in parts for value in part.bound))


def _leaf(condition: Condition, tags: Sequence[str], how: How, span: Span | None) -> Sql:
    # for the beginning of a word, FTS5 adds up the articles of all words that begin so each time it is asked
    alone = condition.term is not None and condition.term.prefix
    parts, bound = [], list(condition.bound)
    if condition.sql:
        parts.append(condition.sql)
    if condition.match and span is not None:
        parts.append(f"{MATCHED[:-1]} AND rowid BETWEEN ? AND ? ORDER BY rowid {span.turn} LIMIT -1)")
        bound += [condition.match, span.first, span.last]
    elif condition.match:
        parts.append(_MATCHED_HERE if how is How.HERE and not alone else MATCHED)
        bound.append(condition.match)
    if condition.noted:
        parts.append(_NOTED if how is How.ONCE or alone else _NOTED_HERE)
        bound.append(condition.noted)
    if names := named(condition, tags):
        parts.append(_TAGGED if how is How.ONCE else _TAGGED_HERE)
        bound.append(json.dumps(names))
    if not parts:
        return Sql("0")
    return Sql(parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})", tuple(bound))


def named(condition: Condition, tags: Sequence[str]) -> list[str]:
    """Those of the tags that a condition means."""
    wanted = condition.tag
    return [] if wanted is None else [name for name in tags if tag_within(name, wanted)]


def sources(tops: Sequence[Node[Condition]], tags: Sequence[str]) -> Iterator[Sql]:
    """For conditions of which an index gives the articles, the statements that do: a SELECT of ids each."""
    for top in tops:
        if not isinstance(top, Leaf):
            continue
        condition: Condition = top.value
        if condition.source:
            yield Sql(condition.source)
        elif condition.sql or condition.match:
            continue
        elif condition.tag is not None:
            yield Sql(_WITH_TAG, (json.dumps(named(condition, tags)),))
        elif condition.noted:
            yield Sql(_WITH_NOTE, (condition.noted,))


def asks_for_trash(node: Node[Condition]) -> bool:
    """Whether a query asks for what is in the trash, which is left out else."""
    if isinstance(node, Leaf):
        trash: bool = node.value.trash
        return trash
    return any(map(asks_for_trash, [node.part] if isinstance(node, Not) else node.parts))
