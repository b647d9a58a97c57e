"""The conditions of a query as SQL: for whole lists, and row by row for the first page of one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from library.article_query import tag_within
from library.grammar import Every, Leaf, Not

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library.article_shelves import Condition
    from library.grammar import Node

Values = tuple[object, ...]

_MATCHED = "article.stamp IN (SELECT rowid FROM article_search WHERE article_search MATCH ?)"
_NOTED = """article.id IN (SELECT article FROM highlight WHERE deleted IS NULL AND id IN
    (SELECT rowid FROM highlight_search WHERE highlight_search MATCH ?))"""
_TAGGED = "article.id IN (SELECT article FROM tag WHERE name COLLATE NOCASE IN (SELECT value FROM json_each(?)))"
_MATCHED_HERE = "EXISTS (SELECT 1 FROM article_search WHERE article_search MATCH ? AND rowid = article.stamp)"
_NOTED_HERE = """EXISTS (SELECT 1 FROM highlight h WHERE h.article = article.id AND h.deleted IS NULL AND EXISTS
    (SELECT 1 FROM highlight_search WHERE highlight_search MATCH ? AND rowid = h.id))"""
_TAGGED_HERE = """EXISTS (SELECT 1 FROM tag WHERE tag.article = article.id
    AND tag.name COLLATE NOCASE IN (SELECT value FROM json_each(?)))"""


class Sql(NamedTuple):
    """A condition on a row of `article`, and what is bound in it."""

    text: str
    bound: Values = ()


def sql_of(node: Node[Condition], tags: Sequence[str], *, here: bool = False) -> Sql:
    """A condition as SQL; `tags` are those of the library.

    With `here` each row is looked at by itself, which is right for few of them.
    """
    if isinstance(node, Leaf):
        return _leaf(node.value, tags, here=here)
    if isinstance(node, Not):
        inner = sql_of(node.part, tags, here=here)
        return Sql(f"NOT ifnull(({inner.text}), 0)", inner.bound)
    parts = [sql_of(part, tags, here=here) for part in node.parts]
    word = " AND " if isinstance(node, Every) else " OR "
    return Sql(f"({word.join(part.text for part in parts)})", tuple(value for part in parts for value in part.bound))


def _leaf(condition: Condition, tags: Sequence[str], *, here: bool) -> Sql:
    parts, bound = [], list(condition.bound)
    if condition.sql:
        parts.append(condition.sql)
    if condition.match:
        parts.append(_MATCHED_HERE if here else _MATCHED)
        bound.append(condition.match)
    if condition.noted:
        parts.append(_NOTED_HERE if here else _NOTED)
        bound.append(condition.noted)
    if names := named(condition, tags):
        parts.append(_TAGGED_HERE if here else _TAGGED)
        bound.append(json.dumps(names))
    if not parts:
        return Sql("0")
    return Sql(parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})", tuple(bound))


def named(condition: Condition, tags: Sequence[str]) -> list[str]:
    """Those of the tags that a condition means."""
    if condition.tag is None:
        return []
    wanted, below, prefix = condition.tag
    return [name for name in tags if tag_within(name, wanted, below=below, prefix=prefix)]


def asks_for_trash(node: Node[Condition] | None) -> bool:
    """Whether a query asks for what is in the trash, which is left out else."""
    if node is None:
        return False
    if isinstance(node, Leaf):
        trash: bool = node.value.trash
        return trash
    return any(map(asks_for_trash, [node.part] if isinstance(node, Not) else node.parts))
