"""Pages: the first page of what a query finds, the newest first, without finding all of it.

What the index of words gives in order, or else the shelf itself, is walked along until there is enough, and the other
conditions are looked at row by row; where a tag, a shelf or a word is rare, its few articles are taken instead.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from library.article_conditions import How, Span, named, sources, sql_of
from library.article_numbers import number_before, runs_of, stamp_of
from library.article_query import tag_within
from library.article_shelves import Sql
from library.grammar import Every, Leaf, Not

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from library.article_numbers import Rows
    from library.article_shelves import ArticleQuery, Condition
    from library.grammar import Node

Hit = tuple[int, int]
"""Stamp and id of an article."""
_ANY = Sql("1")
_FEW = 500
"""Articles that are looked at one by one without being noticed."""
_LAST = 2**62
"""Above all numbers of the index."""
_FIRST = 100
"""Articles with a note that are looked at first: mostly that is enough."""
_SCANNED = {1: 600, 2: 300, 3: 120}
"""Texts that are searched for a beginning of a word of so many letters, before the index is: with such many words
begin, and it needs too long to add up their articles. Longer ones it finds at once."""
_ENOUGH = 20
"""Of these texts that must have it, so that going on is worth it."""
_PAGE = 64
"""Texts that are looked through at once; fewer at first, where few are wanted."""


class Parts(NamedTuple):
    """A query taken apart: all of these must hold."""

    matches: list[str]
    """What the row in `article_search` must match, for all that need not be looked for in notes and tags."""
    worded: list[Condition]
    """The words in these, which may stand in notes or be tags as well."""
    short: list[Condition]
    """Short beginnings of words, which are looked for in the texts themselves."""
    others: list[Node[Condition]]


class _Walk(NamedTuple):
    """In which direction, and which articles at all."""

    standing: Sql
    """The shelf, and whether the trash is looked into."""
    backwards: bool
    most: int
    stamps: tuple[int | None, int | None]
    """The first stamp, and the one before which the last must be."""

    @property
    def turn(self) -> str:
        return "ASC" if self.backwards else "DESC"

    @property
    def beyond(self) -> str:
        return ">" if self.backwards else "<"


class Pages:
    """First pages of a library."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def first(
        self, query: ArticleQuery, standing: Sql, tags: Sequence[str], *, backwards: bool, most: int
    ) -> list[int]:
        """The ids of the first `most` articles that a query with a condition finds, by their stamps."""
        tops = () if query.node is None else tops_of(query.node)
        walk = _Walk(standing, backwards, most, _saved(tops))
        parts = parted(tops)
        short = _short_test(self._rows, parts.short)
        match = " AND ".join(f"({one})" for one in parts.matches)
        soon = self._found_soon(parts, walk, match) if parts.short else None
        if soon is not None and len(soon) >= most and not parts.others:
            return [article for _, article in soon[:most]]
        if parts.short and soon is None:
            match = " AND ".join(f"({one})" for one in [*parts.matches, *(one.match for one in parts.short)])
            parts = parts._replace(worded=[*parts.worded, *parts.short], short=[])
            short = None
        checks = [sql_of(top, tags, How.HERE if match else How.ALONG) for top in parts.others]
        source = self._few_of(tops, tags, match)
        if source is not None:
            how = How.HERE if len(source) < _FEW else How.ONCE
            every = [sql_of(top, tags, how) for top in tops if not (parts.short and _is_short(top))]
            found = self._chosen(walk, source, every, short)
        elif match:
            found = self._matching(walk, match, checks, short)
            found = self._with_noted(walk, parts, tops, tags, found, short)
        else:
            stretched = self._by_stretches(walk, parts, tags, short)
            found = self._along(walk, checks, short) if stretched is None else stretched
        return [article for _, article in found[:most]]

    def _by_stretches(
        self, walk: _Walk, parts: Parts, tags: Sequence[str], test: Callable[[Sequence[int]], set[int]] | None
    ) -> list[Hit] | None:
        """Along the shelf, with the index asked for one stretch after the other: for what has not a common word.

        None where no word is asked for, or where the index gives no stretch by itself: for the beginning of a word.
        """
        asked = [condition for top in parts.others for condition in leaves(top) if condition.match]
        if not asked or any(one.term is not None and one.term.prefix for one in asked):
            return None
        found: list[Hit] = []
        beyond, size = _ANY, _FEW
        while len(found) < walk.most:
            order = f"ORDER BY article.stamp {walk.turn} LIMIT ?"
            where = f"{walk.standing.text} AND {beyond.text} AND stamp >= ? AND stamp < ?"
            rows = self._rows(
                f"SELECT stamp, number FROM article WHERE {where} {order}",
                *walk.standing.bound, *beyond.bound, -_LAST if walk.stamps[0] is None else walk.stamps[0],
                _LAST if walk.stamps[1] is None else walk.stamps[1], size,
            )  # fmt: skip
            if not rows:
                break
            numbers = [row[1] for row in rows]
            span = Span(min(numbers), max(numbers), walk.turn)
            within = Sql(f"article.stamp {'<=' if walk.backwards else '>='} ?", (rows[-1][0],))
            checks = [sql_of(top, tags, How.ALONG, span) for top in parts.others]
            found += self._along(walk._replace(most=walk.most - len(found)), [beyond, within, *checks], test)
            beyond, size = Sql(f"article.stamp {walk.beyond} ?", (rows[-1][0],)), size * 2
        return found

    def _found_soon(self, parts: Parts, walk: _Walk, match: str) -> list[Hit] | None:
        """Of the first articles those whose texts hold the short beginnings; None when they are too few.

        Few are enough where no others are looked at: there is more to the query, or there are not more articles.
        """
        if match or walk.stamps != (None, None):
            return []
        scanned = _SCANNED[max(map(_letters, parts.short))]
        if self._rows("SELECT count(*) FROM (SELECT 1 FROM article LIMIT ?)", scanned + 1)[0][0] <= scanned:
            return []
        enough = min(walk.most, _ENOUGH)
        found = self._along(walk._replace(most=enough), [], _short_test(self._rows, parts.short), scanned)
        return found if len(found) >= enough else None

    def _few_of(self, tops: Sequence[Node[Condition]], tags: Sequence[str], match: str) -> list[int] | None:
        """All articles for which one of the conditions holds, when these are few; None when all hold for many."""
        if match:
            rows = self._rows(
                "SELECT count(*) FROM (SELECT 1 FROM article_search WHERE article_search MATCH ? LIMIT ?)", match, _FEW
            )
            if rows[0][0] < _FEW:
                return None
        for source in sources(tops, tags):
            rows = self._rows(f"SELECT * FROM ({source.text}) LIMIT ?", *source.bound, _FEW * 4)
            if len(rows) < _FEW * 4:
                return list({row[0] for row in rows})
        return None

    # Ways to find

    def _chosen(
        self, walk: _Walk, ids: Sequence[int], checks: Sequence[Sql], test: Callable[[Sequence[int]], set[int]] | None
    ) -> list[Hit]:
        """Those of some articles for which the checks hold."""
        rows = self._hits(
            walk, "article", [_among(ids), *checks], f"ORDER BY article.stamp {walk.turn}", -1 if test else walk.most
        )
        return _tested(rows, test)

    def _along(
        self,
        walk: _Walk,
        checks: Sequence[Sql],
        test: Callable[[Sequence[int]], set[int]] | None,
        bound: int | None = None,
    ) -> list[Hit]:
        """Along the shelf, for at most `bound` articles."""
        order = f"ORDER BY article.stamp {walk.turn}"
        if test is None:
            return self._hits(walk, "article", checks, order, walk.most)
        found: list[Hit] = []
        seen, size, beyond = 0, min(2 * walk.most, _PAGE), Sql("1")
        while len(found) < walk.most and (bound is None or seen < bound):
            page = self._hits(walk, "article", [beyond, *checks], order, size)
            found += _tested(page, test)
            if len(page) < size:
                break
            seen, size = seen + size, _PAGE
            beyond = Sql(f"article.stamp {walk.beyond} ?", (page[-1][0],))
        return found

    def _matching(
        self, walk: _Walk, match: str, checks: Sequence[Sql], test: Callable[[Sequence[int]], set[int]] | None
    ) -> list[Hit]:
        """Along the index of words, run by run."""
        found: list[Hit] = []
        first, last = walk.stamps
        order = f"ORDER BY article_search.rowid {walk.turn}"
        source = "article_search CROSS JOIN article ON article.number = article_search.rowid"
        runs = runs_of(self._rows)
        if any(not run.sorted and self._has_many(match, run.first, run.last) for run in runs):
            matched = Sql("article.number IN (SELECT rowid FROM article_search WHERE article_search MATCH ?)", (match,))
            return self._along(walk, [matched, *checks], test)
        for run in runs:
            low, high = run.first, run.last
            if run.sorted:
                low = low if first is None else number_before(self._rows, run, first)
                high = high if last is None else number_before(self._rows, run, last) - 1
            size = walk.most if run.sorted else -1
            hits = 0
            while low <= high:
                within = Sql("article_search MATCH ? AND article_search.rowid BETWEEN ? AND ?", (match, low, high))
                page = self._hits(walk, source, [within, *checks], order, size)
                passed = _tested(page, test)
                found += passed
                hits += len(passed)
                if test is None or len(page) < size or size < 0 or hits >= walk.most:
                    break
                number = self._rows("SELECT number FROM article WHERE id = ?", page[-1][1])[0][0]
                low, high = (number + 1, high) if walk.backwards else (low, number - 1)
        return sorted(found, reverse=not walk.backwards)[: walk.most]

    def _is_rare(self, node: Node[Condition]) -> bool:
        """Whether it is a word that few articles have in their texts."""
        match = node.value.match if isinstance(node, Leaf) else ""
        return bool(match) and not self._has_many(match, 0, _LAST, 4 * _FEW)

    def _has_many(self, match: str, low: int, high: int, count: int = _FEW) -> bool:
        sql = """SELECT count(*) FROM (SELECT 1 FROM article_search
            WHERE article_search MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?)"""
        return bool(self._rows(sql, match, low, high, count)[0][0] == count)

    def _with_noted(
        self,
        walk: _Walk,
        parts: Parts,
        tops: Sequence[Node[Condition]],
        tags: Sequence[str],
        found: list[Hit],
        test: Callable[[Sequence[int]], set[int]] | None,
    ) -> list[Hit]:
        """What was found by its text, and with it what has some of the words only in notes, or as tags."""
        worded = [condition for condition in parts.worded if condition.noted or condition.tag]
        if not worded:
            return found
        within = Sql("1")
        if len(found) == walk.most:
            within = Sql(f"article.stamp {'<' if walk.backwards else '>'} ?", (found[-1][0],))
        candidates = self._annotated(walk, [within]) if len(found) == walk.most else None
        if candidates is None:
            candidates = self.noted(worded, tags, within, walk.turn)
        known = {article for _, article in found}
        candidates = [article for article in candidates if article not in known]
        if not candidates:
            return found
        # a note with the only word there is has it
        asked = parts.others if len(parts.matches) == len(worded) == 1 and len(known) < walk.most else tops
        order = f"ORDER BY article.stamp {walk.turn}"
        more: list[Hit] = []
        for some, how in ((candidates[:_FIRST], How.HERE), (candidates[_FIRST:], How.ONCE)):
            if some and len(more) < walk.most:
                checks = [
                    sql_of(top, tags, How.ONCE if self._is_rare(top) else how)
                    for top in asked
                    if not (parts.short and _is_short(top))
                ]
                hits = self._hits(walk, "article", [_among(some), within, *checks], order, -1 if test else walk.most)
                more += _tested(hits, test)
        return sorted([*found, *more], reverse=not walk.backwards)[: walk.most]

    def _annotated(self, walk: _Walk, within: Sequence[Sql]) -> list[int] | None:
        """All articles with highlights or tags in a stretch that is short; None for one that is long."""
        rows = self._hits(walk, "article", within, f"ORDER BY article.stamp {walk.turn}", _FEW)
        return None if len(rows) == _FEW else [article for _, article in rows]

    def noted(
        self, worded: Sequence[Condition], tags: Sequence[str], within: Sql = _ANY, turn: str = "DESC"
    ) -> list[int]:
        """The articles with one of the words in a note or a quotation, or as a tag, by their stamps."""
        match = " OR ".join(dict.fromkeys(condition.noted for condition in worded if condition.noted))
        names = json.dumps([name for condition in worded for name in named(condition, tags)])
        rows = self._rows(
            f"""SELECT article.id FROM article WHERE {within.text} AND article.id IN (
                SELECT article FROM highlight WHERE deleted IS NULL AND article IS NOT NULL
                    AND id IN (SELECT rowid FROM highlight_search WHERE highlight_search MATCH ?)
                UNION ALL SELECT article FROM tag WHERE name COLLATE NOCASE IN (SELECT value FROM json_each(?)))
            ORDER BY article.stamp {turn}""",
            *within.bound, match, names,
        )  # fmt: skip
        return [row[0] for row in rows]

    def _hits(self, walk: _Walk, source: str, checks: Sequence[Sql], order: str, most: int) -> list[Hit]:
        parts = [walk.standing, *checks]
        where = " AND ".join(part.text for part in parts)
        bound = [value for part in parts for value in part.bound]
        rows = self._rows(f"SELECT article.stamp, article.id FROM {source} WHERE {where} {order} LIMIT ?", *bound, most)
        return [(row[0], row[1]) for row in rows]


def _among(ids: Sequence[int]) -> Sql:
    return Sql("article.id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))


def _tested(hits: list[Hit], test: Callable[[Sequence[int]], set[int]] | None) -> list[Hit]:
    if test is None or not hits:
        return hits
    passed = test([article for _, article in hits])
    return [hit for hit in hits if hit[1] in passed]


# Taking a query apart


def tops_of(node: Node[Condition]) -> Sequence[Node[Condition]]:
    """The conditions that must all hold."""
    return node.parts if isinstance(node, Every) else (node,)


def parted(tops: Sequence[Node[Condition]]) -> Parts:
    """A query taken apart."""
    parts = Parts([], [], [], [])
    for top in tops:
        if _is_short(top):
            parts.short.append(top.value)  # type: ignore[union-attr]  # a leaf, as _is_short says
        elif (match := _match(top)) is not None:
            parts.matches.append(match)
            parts.worded.extend(leaves(top))
        else:
            parts.others.append(top)
    return parts


def _match(node: Node[Condition]) -> str | None:
    """What the row in the index must match, unless notes or tags hold the words; None when there is more to it."""
    if isinstance(node, Leaf):
        return node.value.match if node.value.match and not node.value.sql else None
    if isinstance(node, Not):
        return None
    inner = [_match(part) for part in node.parts]
    if any(one is None for one in inner):
        return None
    return f" {'AND' if isinstance(node, Every) else 'OR'} ".join(f"({one})" for one in inner)


def leaves(node: Node[Condition]) -> Iterator[Condition]:
    """All conditions of a query, those that must not hold as well."""
    if isinstance(node, Leaf):
        yield node.value
    elif isinstance(node, Not):
        yield from leaves(node.part)
    else:
        for part in node.parts:
            yield from leaves(part)


def _is_short(node: Node[Condition]) -> bool:
    """Whether it is a short beginning of a word, which may stand anywhere."""
    if not isinstance(node, Leaf) or node.value.term is None or node.value.column or not node.value.term.prefix:
        return False
    return _letters(node.value) in _SCANNED and node.value.term.may_go_on


def _letters(condition: Condition) -> int:
    """Of the beginning of a word with which a condition ends."""
    tokens = re.findall(r"[^\W_]+", condition.term.words if condition.term is not None else "")
    return len(tokens[-1]) if tokens else 0


def _saved(tops: Sequence[Node[Condition]]) -> tuple[int | None, int | None]:
    """Between which stamps all that is asked for must lie."""
    first = last = None
    for top in tops:
        if isinstance(top, Leaf) and top.value.stamps is not None:
            start, end = top.value.stamps
            if start is not None:
                first = max(first or stamp_of(start), stamp_of(start))
            if end is not None:
                last = min(last or stamp_of(end), stamp_of(end))
    return first, last


def _short_test(rows: Rows, conditions: Sequence[Condition]) -> Callable[[Sequence[int]], set[int]] | None:
    """What tells which of some articles have all of the beginnings of words, by reading them."""
    if not conditions:
        return None
    from library.snippets import Wanted

    wanted = [(Wanted(one.term), one.tag) for one in conditions if one.term is not None]

    def passed(ids: Sequence[int]) -> set[int]:
        found = rows(
            """SELECT article.id, title, authors, site, text,
                (SELECT group_concat(note || '\n' || quote, '\n') FROM highlight h
                    WHERE h.article = article.id AND h.deleted IS NULL) AS notes,
                (SELECT json_group_array(name) FROM tag WHERE tag.article = article.id) AS tags
            FROM article JOIN body ON body.article = article.id
            WHERE article.id IN (SELECT value FROM json_each(?))""",
            json.dumps(list(ids)),
        )
        return {
            row["id"]
            for row in found
            if all(
                any(want.stands_in(row[name] or "") for name in ("title", "site", "authors", "text", "notes"))
                or any(tag_within(name, tag) for name in json.loads(row["tags"]) if tag is not None)
                for want, tag in wanted
            )
        }

    return passed
