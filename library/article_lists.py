"""ArticleLists: the statements that list articles: found by a query, in an order, whole or their first page."""

from __future__ import annotations

import json
from array import array
from typing import TYPE_CHECKING

from library.article import Shelf
from library.article_rows import ARTICLES, MARKED, TAGS, article_of
from library.article_shelves import ID_BITS, ArticleGroup, ArticleList, ArticleOrder, ArticleQuery, Grouping, Sql
from library.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from random import Random

    from library.article import Article
    from library.query import Term
    from library.snippets import Snippet

_BEGUN = "words_read > 0 AND finished IS NULL"
_SHELVES = {
    Shelf.INBOX: "article.state = 'inbox'",
    Shelf.READING: f"article.id IN (SELECT article FROM progress WHERE {_BEGUN})",
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
_NEWEST = ("article.stamp DESC",)
_DELETED = ("article.deleted DESC", "article.id DESC")
_OUTSIDE_THE_TRASH = "article.id NOT IN (SELECT id FROM article WHERE deleted IS NOT NULL)"
_BY_SITE = ("article.site = ''", "article.site COLLATE NOCASE")
_ORDERS: Mapping[ArticleOrder | None, tuple[str, ...]] = {
    ArticleOrder.PUBLISHED: ("article.published IS NULL", "article.published DESC", *_NEWEST),
    ArticleOrder.TITLE: ("article.title COLLATE NOCASE", *_NEWEST),
    ArticleOrder.SITE: (*_BY_SITE, *_NEWEST),
    ArticleOrder.MINUTES: (_MINUTES, *_NEWEST),
    ArticleOrder.PROGRESS: (f"{_FRACTION} DESC", *_NEWEST),
    ArticleOrder.READ: (f"{_READ} IS NULL", f"{_READ} DESC", "article.id DESC"),
    ArticleOrder.QUEUE: (f"{_PLACE} IS NULL", _PLACE, *_NEWEST),
}
_LINED_UP: Mapping[tuple[Shelf, ArticleOrder | None], tuple[tuple[str, str], tuple[str, ...]]] = {
    (Shelf.READING, ArticleOrder.READ): (
        ("progress CROSS JOIN article ON article.id = progress.article", _BEGUN),
        ("progress.changed DESC", "progress.article DESC"),
    ),
    (Shelf.QUEUE, ArticleOrder.QUEUE): (
        ("queue CROSS JOIN article ON article.id = queue.article", ""),
        ("queue.place", "queue.article"),
    ),
}
"""Shelves that an index has in this order."""
_OWN = {Shelf.READING: ArticleOrder.READ, Shelf.QUEUE: ArticleOrder.QUEUE}
_DAY = f"((article.stamp >> {ID_BITS}) / 86400)"
_TAG_NAMES = """
    WITH RECURSIVE names (name) AS (
        SELECT (SELECT name FROM tag ORDER BY name COLLATE NOCASE LIMIT 1)
        UNION ALL
        SELECT (SELECT tag.name FROM tag WHERE tag.name COLLATE NOCASE > names.name
            ORDER BY tag.name COLLATE NOCASE LIMIT 1) FROM names WHERE names.name IS NOT NULL
    )
    SELECT name FROM names WHERE name IS NOT NULL
"""
_WEIGHTS = "8.0, 4.0, 1.0, 4.0, 2.0"
"""Of title, points, text, authors and site."""
_STANDS = "article_search.rowid IN (SELECT rowid FROM article_search WHERE article_search MATCH ?)"
_IN_TITLE, _IN_POINTS = 4, 2
"""Times as much where all the words stand there: BM25 counts a word in a title as so many in the text, of which the
tenth adds little."""
_NOTES_WEIGH = 2.0
"""Times as much as they would in the text."""
_REFINED = 1000
"""Articles whose last reading counts where they fit a query equally well; nobody looks at more."""
_FITTING = 3 * _REFINED
"""Articles whose texts fit best that are looked at first: mostly enough of them stand on the shelf."""
_PAGE = 500
"""Ids bound in one statement."""
_PIECE = 8_000
"""Characters."""
_ALIKE = 0.02
"""The share by which two may differ, and still fit equally well."""


class ArticleLists(Facts):
    """Lists of articles."""

    def articles(self, ids: Sequence[int]) -> list[Article]:
        """Rows in the order of `ids`; those that are gone are left out."""
        found: dict[int, Article] = {}
        for at in range(0, len(ids), _PAGE):
            page = ids[at : at + _PAGE]
            holes = ",".join("?" * len(page))
            tags = {row[0]: row[1] for row in self._rows(TAGS.format(holes), *page)}
            marked = {row[0]: (row[1], row[2]) for row in self._rows(MARKED.format(holes), *page)}
            for row in self._rows(f"{ARTICLES} WHERE id IN ({holes})", *page):
                number = row["id"]
                found[number] = article_of(row, tags.get(number, "[]"), marked.get(number, (0, 0)))
        return [found[number] for number in ids if number in found]

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
        `backwards` turns that round. Groups come first by day or site, then in that order; what is ordered by
        relevance or at random, by `random`, has none. Raises StoreError, which `interrupt` causes too.
        """
        if order is None:
            order, backwards = query.order or _OWN.get(shelf), query.backwards != backwards
        if order in (ArticleOrder.RELEVANCE, ArticleOrder.RANDOM):
            by_fit = order is ArticleOrder.RELEVANCE
            soon = by_fit and not backwards and most is not None and most <= _REFINED
            ids = self._by_relevance(query, shelf, soon=soon) if by_fit else self._at_random(query, shelf, random)
            return ArticleList((ids[::-1] if backwards else ids)[:most])
        saved = order is ArticleOrder.SAVED or (order is None and shelf is not Shelf.TRASH)
        if saved and query.node is not None and most is not None and group is not Grouping.SITE:
            from library.article_pages import Pages

            self._provide()
            found = Pages(self._rows).first(
                query, self._standing(query, shelf), self._tag_names(), backwards=backwards, most=most
            )
            return ArticleList(array("q", found), self._groups_of(found, group))
        source, keys = _LINED_UP.get((shelf, order), (("article", ""), _ORDERS.get(order, _NEWEST)))
        if not saved and order is None:
            keys = _DELETED
        keys = (*_leading(group, order, saved=saved), *(map(_turned, keys) if backwards else keys))
        return self._ordered(query, shelf, keys, -1 if most is None else most, group, source)

    def _at_random(self, query: ArticleQuery, shelf: Shelf, random: Random | None) -> array[int]:
        ids = array("q", self._ordered(query, shelf, _NEWEST, -1).ids)
        if random is not None:
            random.shuffle(ids)
        return ids

    def _ordered(
        self,
        query: ArticleQuery,
        shelf: Shelf,
        keys: tuple[str, ...],
        most: int,
        group: Grouping = Grouping.NONE,
        source: tuple[str, str] = ("article", ""),
    ) -> ArticleList:
        where = self._where(query, shelf, source[1], lined_up=source[0] != "article")
        part = _PARTS[group]
        columns = "article.id AS id" if part is None else f"article.id AS id, {part} AS part"
        sql = f"SELECT {columns} FROM {source[0]} WHERE {where.text} ORDER BY {', '.join(keys)} LIMIT ?"
        # as one row: a hundred thousand would take four times as long, and keep other threads from working
        wanted = "json_group_array(id)" if part is None else "json_group_array(id), json_group_array(part)"
        row = self._one(f"SELECT {wanted} FROM ({sql})", *where.bound, most, what="the list")
        return ArticleList(_ids_of(row[0]), _grouped(json.loads(row[1])) if part else ())

    def _groups_of(self, ids: list[int], group: Grouping) -> list[ArticleGroup]:
        if group is Grouping.NONE:
            return []
        rows = self._rows(
            f"SELECT {_DAY} FROM json_each(?) JOIN article ON article.id = value ORDER BY key", json.dumps(ids)
        )
        return _grouped([row[0] for row in rows])

    # Words around what was found

    def snippets(self, ids: Sequence[int], terms: Sequence[Term], *, cells: int = 160) -> dict[int, Snippet]:
        """Lines around the words that were looked for, of those articles that have them in their text or notes."""
        from library.snippets import snippet

        found: dict[int, Snippet] = {}
        wanted = json.dumps(list(ids)) if terms else "[]"
        for article, text in self._rows(
            "SELECT article, text FROM json_each(?) CROSS JOIN body ON article = value", wanted
        ):
            one = snippet(text, terms, self._said_of(article), cells=cells)
            if one is not None:
                found[article] = one
        return found

    def first_words(self, ids: Sequence[int], *, cells: int = 160) -> dict[int, Snippet]:
        """The lines with which articles begin."""
        from library.snippets import beginning

        rows = self._rows(
            "SELECT article, substr(text, 1, ?) FROM json_each(?) CROSS JOIN body ON article = value",
            cells + 1, json.dumps(list(ids)),
        )  # fmt: skip
        return {row[0]: beginning(row[1], cells=cells) for row in rows}

    def _said_of(self, article: int) -> Iterator[str]:
        """The notes and quotations of an article, in the order of its text."""
        for row in self._rows(
            """SELECT note, quote FROM highlight WHERE article = ? AND deleted IS NULL
            ORDER BY place_start IS NULL, place_start, id""",
            article,
        ):
            yield from row

    # Conditions

    def _where(self, query: ArticleQuery, shelf: Shelf, begun: str = "", *, lined_up: bool = False) -> Sql:
        """All conditions, for a statement that finds all articles."""
        # a shelf that is lined up is the whole of it
        standing = self._standing(query, Shelf.ALL if lined_up else shelf)
        parts = [begun, standing.text] if begun else [standing.text]
        if query.node is None:
            return Sql(" AND ".join(parts))
        from library.article_conditions import sql_of

        self._provide()
        node = sql_of(query.node, self._tag_names())
        return Sql(" AND ".join([*parts, node.text]), node.bound)

    def _standing(self, query: ArticleQuery, shelf: Shelf, *, apart: bool = False) -> Sql:
        """The shelf, and whether the trash is looked into; `apart` from the rows, which then need not be read."""
        there = "" if shelf is Shelf.TRASH else _OUTSIDE_THE_TRASH if apart else "article.deleted IS NULL"
        if there and query.node is not None:
            from library.article_conditions import asks_for_trash

            there = "" if asks_for_trash(query.node) else there
        return Sql(" AND ".join(filter(None, (there, _SHELVES[shelf]))) or "1")

    def _provide(self) -> None:
        from library.article_query import of_host

        self._connection.create_function("of_host", 2, of_host, deterministic=True)

    def _tag_names(self) -> list[str]:
        """The tags of articles, each once, however many carry it; of those that differ in ASCII case only one."""
        return [row[0] for row in self._rows(_TAG_NAMES)]

    # Completion

    def tags_like(self, beginning: str, most: int) -> list[tuple[str, int]]:
        """The tags of articles that begin so, with how many have each, the most used first."""
        return self._like(
            "SELECT name, count(*) AS n FROM tag WHERE {} GROUP BY name COLLATE NOCASE ORDER BY n DESC, name LIMIT ?",
            "name", beginning, most,
        )  # fmt: skip

    def sites_like(self, beginning: str, most: int) -> list[tuple[str, int]]:
        """The sites of articles whose names begin so, with how many are from each, the most used first."""
        return self._like(
            """SELECT site, count(*) AS n FROM article WHERE deleted IS NULL AND site <> '' AND {}
            GROUP BY site COLLATE NOCASE ORDER BY n DESC, site LIMIT ?""",
            "site", beginning, most,
        )  # fmt: skip

    def _like(self, sql: str, column: str, beginning: str, most: int) -> list[tuple[str, int]]:
        between = f"{column} COLLATE NOCASE >= ? AND {column} COLLATE NOCASE < ?"
        if not beginning:
            rows = self._rows(sql.format(1), most)
        else:
            # NOCASE compares ASCII letters as small ones: a beginning goes on up to the highest character
            rows = self._rows(sql.format(between), beginning, f"{beginning}\U0010ffff", most)
        return [(row[0], row[1]) for row in rows]

    # Relevance

    def _by_relevance(self, query: ArticleQuery, shelf: Shelf, *, soon: bool) -> array[int]:
        """What a query finds, those first that it fits best, then those that were read or saved last.

        If it is wanted `soon`, no more than the first `_REFINED`.
        """
        from library.article_conditions import MATCHED, sql_of
        from library.article_pages import Pages, parted, tops_of

        tops = () if query.node is None else tops_of(query.node)
        parts = parted(tops)
        match = " AND ".join(f"({one})" for one in [*parts.matches, *(one.match for one in parts.short)])
        if not match:  # words that need not be there tell nothing of the rest
            return array("q", self._ordered(query, shelf, _NEWEST, -1).ids)
        self._provide()
        tags = self._tag_names()
        checks = [self._standing(query, shelf, apart=True), *(sql_of(top, tags) for top in parts.others)]
        soon = soon and self._has_more(match, _FITTING)
        ids, scores = self._by_fit(match, checks, _FITTING if soon else -1)
        if soon and len(ids) < _REFINED:
            soon = False
            ids, scores = self._by_fit(match, checks, -1)
        known = set(ids)
        worded = [one for one in (*parts.worded, *parts.short) if one.noted or one.tag]
        rest = [one for one in Pages(self._rows).noted(worded, tags) if one not in known] if worded else []
        if rest:
            # a note with the only word there is has it
            asked = parts.others if len(worded) == len(parts.matches) + len(parts.short) == 1 else tops
            rest_of = [self._standing(query, shelf), *(sql_of(top, tags) for top in asked)]
            if soon:  # without those that come later by their text
                rest_of.append(Sql(f"NOT {MATCHED}", (match,)))
            rows = self._rows(
                f"""SELECT id FROM article WHERE id IN (SELECT value FROM json_each(?))
                AND {" AND ".join(check.text for check in rest_of)}""",
                json.dumps(rest), *(value for check in rest_of for value in check.bound),
            )  # fmt: skip
            best = self._note_scores(" OR ".join(one.noted for one in worded if one.noted)) if rows else {}
            ids, scores = _merged(ids, scores, sorted((best.get(row[0], 0), row[0]) for row in rows))
        return array("q", [*self._refined(ids[:_REFINED], scores), *ids[_REFINED:]])

    def _by_fit(self, match: str, checks: Sequence[Sql], most: int) -> tuple[list[int], list[float]]:
        """Of the `most` articles whose texts fit best those for which the checks hold, and their scores.

        The better one fits, the less its score. Only these are looked up in the table of articles.
        """
        # the plus: else SQLite, once for each that fits, would try all ids that a tag has
        wanted = " AND ".join(check.text.replace("article.id IN", "+article.id IN") for check in checks)
        row = self._one(
            f"""SELECT json_group_array(id), json_group_array(CAST(fit * 1e9 AS INTEGER)) FROM (
                SELECT article.id AS id, fit FROM (
                    SELECT rowid AS place, bm25(article_search, {_WEIGHTS}) * iif({_STANDS}, {_IN_TITLE}, 1)
                        * iif({_STANDS}, {_IN_POINTS}, 1) AS fit
                    FROM article_search WHERE article_search MATCH ? ORDER BY fit, rowid DESC LIMIT ?)
                CROSS JOIN article ON article.number = place WHERE {wanted})""",
            f"{{title}} : ({match})", f"{{points}} : ({match})", match, most,
            *(value for check in checks for value in check.bound), what="the list",
        )  # fmt: skip
        return json.loads(row[0]), json.loads(row[1])

    def _has_more(self, match: str, count: int) -> bool:
        sql = "SELECT count(*) FROM (SELECT 1 FROM article_search WHERE article_search MATCH ? LIMIT ?)"
        return bool(self._rows(sql, match, count + 1)[0][0] > count)

    def _note_scores(self, noted: str) -> dict[int, float]:
        rows = self._rows(
            """SELECT article, min(fit) * 1e9 FROM (
                SELECT rowid AS number, bm25(highlight_search) AS fit FROM highlight_search
                WHERE highlight_search MATCH ? LIMIT -1) JOIN highlight ON highlight.id = number
            WHERE deleted IS NULL AND article IS NOT NULL GROUP BY article""",
            noted,
        )
        return {row[0]: row[1] * _NOTES_WEIGH for row in rows}

    def _refined(self, ids: list[int], scores: list[float]) -> list[int]:
        from math import log

        rows = self._rows(
            """SELECT id, changed, stamp FROM article LEFT JOIN progress ON progress.article = id
            WHERE id IN (SELECT value FROM json_each(?))""",
            json.dumps(ids),
        )
        newest = {row[0]: (row[1] or "", row[2]) for row in rows}
        # steps of a scale on which equal shares are equally far apart
        steps = {one: round(log(max(-score, 1)) / _ALIKE) for one, score in zip(ids, scores, strict=False)}
        return sorted(ids, key=lambda one: (steps[one], *newest[one]), reverse=True)


_PARTS = {Grouping.NONE: None, Grouping.DAY: _DAY, Grouping.SITE: "lower(article.site)"}


def _ids_of(text: str) -> array[int]:
    """Ids in a JSON array, read piece by piece: all at once would take six times the room, and keep other threads."""
    found = array("q")
    at, end = 1, len(text) - 1
    while at < end:
        cut = text.find(",", min(at + _PIECE, end), end)
        stop = end if cut < 0 else cut
        found.extend(map(int, text[at:stop].split(",")))
        at = stop + 1
    return found


def _merged(ids: list[int], scores: list[float], more: list[tuple[float, int]]) -> tuple[list[int], list[float]]:
    """Articles in the order of their scores, and some more among them; then the scores, in order as well."""
    from bisect import bisect

    merged: list[int] = []
    start = 0
    for score, one in more:
        at = bisect(scores, score)
        merged += ids[start:at]
        merged.append(one)
        start = at
    return merged + ids[start:], sorted([*scores, *(score for score, _ in more)])


def _grouped(parts: list[object]) -> list[ArticleGroup]:
    from itertools import groupby

    groups, start = [], 0
    for _, members in groupby(parts):
        length = sum(1 for _ in members)
        groups.append(ArticleGroup(start, length))
        start += length
    return groups


def _leading(group: Grouping, order: ArticleOrder | None, *, saved: bool) -> tuple[str, ...]:
    """What comes before the order, so that groups stand together."""
    if group is Grouping.SITE and order is not ArticleOrder.SITE:
        return _BY_SITE
    return (f"{_DAY} DESC",) if group is Grouping.DAY and not saved else ()


def _turned(key: str) -> str:
    """A term of ORDER BY the other way round; what has no value stays last."""
    if key.endswith(("IS NULL", "= ''")):
        return key
    return key.removesuffix(" DESC") if key.endswith(" DESC") else f"{key} DESC"
