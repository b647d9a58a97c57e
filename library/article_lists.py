"""ArticleLists: the statements that list articles: found by a query, in an order, whole or their first page."""

from __future__ import annotations

import json
from array import array
from itertools import groupby
from typing import TYPE_CHECKING

from library.article import Shelf
from library.article_shelves import ID_BITS, ArticleGroup, ArticleList, ArticleOrder, ArticleQuery, Grouping
from library.connection import Connection

if TYPE_CHECKING:
    from random import Random

_SHELVES = {
    Shelf.INBOX: "article.state = 'inbox'",
    Shelf.READING: """article.id IN (SELECT article FROM progress WHERE words_read > 0 AND finished IS NULL)""",
    Shelf.STARRED: "article.starred",
    Shelf.ARCHIVE: "article.state = 'archived'",
    Shelf.QUEUE: "article.id IN (SELECT article FROM queue)",
    Shelf.ALL: "",
    Shelf.TRASH: "article.deleted IS NOT NULL",
}
_MINUTES = "((article.words - article.ideographs) / 230.0 + article.ideographs / 500.0)"
_FRACTION = """ifnull((SELECT iif(finished IS NOT NULL, 1.0, min(1.0, words_read * 1.0 / article.words))
    FROM progress WHERE progress.article = article.id), 0.0)"""
_READ = "(SELECT changed FROM progress WHERE progress.article = article.id)"
_PLACE = "(SELECT place FROM queue WHERE queue.article = article.id)"
_NEWEST = "article.stamp DESC"
_DAY = f"(article.stamp >> {ID_BITS}) / 86400"
_TAG_NAMES = """
    WITH RECURSIVE names (name) AS (
        SELECT min(name COLLATE NOCASE) FROM tag
        UNION ALL
        SELECT (SELECT min(tag.name COLLATE NOCASE) FROM tag WHERE tag.name COLLATE NOCASE > names.name) FROM names
        WHERE names.name IS NOT NULL
    )
    SELECT name FROM names WHERE name IS NOT NULL
"""
_OWN = {Shelf.READING: ArticleOrder.READ, Shelf.QUEUE: ArticleOrder.QUEUE}
_ORDERS = {
    ArticleOrder.SAVED: (_NEWEST,),
    ArticleOrder.PUBLISHED: ("article.published IS NULL", "article.published DESC", _NEWEST),
    ArticleOrder.TITLE: ("article.title COLLATE NOCASE", _NEWEST),
    ArticleOrder.SITE: ("article.site = ''", "article.site COLLATE NOCASE", _NEWEST),
    ArticleOrder.MINUTES: (_MINUTES, _NEWEST),
    ArticleOrder.PROGRESS: (f"{_FRACTION} DESC", _NEWEST),
    ArticleOrder.READ: (f"{_READ} IS NULL", f"{_READ} DESC", "article.id DESC"),
    ArticleOrder.QUEUE: (f"{_PLACE} IS NULL", _PLACE, _NEWEST),
}


class ArticleLists(Connection):
    """Lists of articles."""

    def article_list(
        self,
        query: ArticleQuery = ArticleQuery(),  # noqa: B008  it is frozen
        *,
        shelf: Shelf = Shelf.ALL,
        order: ArticleOrder | None = None,
        backwards: bool = False,
        group: Grouping = Grouping.NONE,
        most: int | None = None,
        random: Random | None = None,
    ) -> ArticleList:
        """The articles on a shelf that a query finds: all, or with `most` only the first of them, found soon.

        They come in `order`, else in that of the query, else in that of the shelf: last read first where reading was
        begun, in a person's own order in the queue, as they were deleted in the trash, else the newest first.
        `backwards` turns an `order` round. Groups come first by day or site, then in that order. `random` is for a
        random order. Raises StoreError, which `interrupt` causes too.
        """
        if order is None:
            order, backwards = query.order or _OWN.get(shelf), query.backwards != backwards
        base = [condition for condition in (_SHELVES[shelf], self._there(query, shelf)) if condition]
        where, bound = self._where(query)
        keys = self._keys(order, shelf, backwards=backwards)
        part = {Grouping.NONE: "0", Grouping.DAY: _DAY, Grouping.SITE: "article.site"}[group]
        leading = {Grouping.NONE: (), Grouping.DAY: (f"{_DAY} DESC",), Grouping.SITE: _ORDERS[ArticleOrder.SITE][:2]}
        clause = " AND ".join([*base, *([where] if where else [])]) or "1"
        sql = f"""SELECT article.id AS id, {part} AS part FROM article WHERE {clause}
            ORDER BY {", ".join([*leading[group], *keys])}"""
        return self._list_of(
            sql,
            bound,
            -1 if most is None else most,
            grouped=group is not Grouping.NONE,
            random=random if order is ArticleOrder.RANDOM else None,
        )

    def _where(self, query: ArticleQuery) -> tuple[str, tuple[object, ...]]:
        if query.node is None:
            return "", ()
        from library.article_conditions import sql_of
        from library.article_query import of_host

        self._connection.create_function("of_host", 2, of_host, deterministic=True)
        return sql_of(query.node, self._tag_names())

    def _there(self, query: ArticleQuery, shelf: Shelf) -> str:
        if shelf is Shelf.TRASH:
            return ""
        if query.node is not None:
            from library.article_conditions import asks_for_trash

            if asks_for_trash(query.node):
                return ""
        return "article.deleted IS NULL"

    def _tag_names(self) -> list[str]:
        """The tags of articles, each once, however many carry it; of those that differ in ASCII case only one."""
        return [row[0] for row in self._rows(_TAG_NAMES)]

    def _keys(self, order: ArticleOrder | None, shelf: Shelf, *, backwards: bool) -> tuple[str, ...]:
        if order is None and shelf is Shelf.TRASH:
            keys: tuple[str, ...] = ("article.deleted DESC", "article.id DESC")
        else:
            keys = _ORDERS.get(order or ArticleOrder.SAVED, (_NEWEST,))
        return tuple(map(_turned, keys)) if backwards else keys

    def _list_of(
        self, sql: str, bound: tuple[object, ...], most: int, *, grouped: bool, random: Random | None
    ) -> ArticleList:
        # as one row: a hundred thousand would take four times as long, and keep other threads from working
        row = self._one(
            f"SELECT json_group_array(id), json_group_array(part) FROM ({sql} LIMIT ?)", *bound, most, what="the list"
        )
        ids = array("q", json.loads(row[0]))
        if random is not None:
            random.shuffle(ids)
            return ArticleList(ids)
        groups, start = [], 0
        for _, members in groupby(json.loads(row[1])) if grouped else ():
            length = sum(1 for _ in members)
            groups.append(ArticleGroup(start, length))
            start += length
        return ArticleList(ids, groups)


def _turned(key: str) -> str:
    """A term of ORDER BY the other way round; what has no value stays last."""
    if key.endswith(("IS NULL", "= ''")):
        return key
    return key.removesuffix(" DESC") if key.endswith(" DESC") else f"{key} DESC"
