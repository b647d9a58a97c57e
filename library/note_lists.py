"""NoteLists: the statements that list highlights, count them, and choose the few that are shown again on a day."""

from __future__ import annotations

import json
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING

from library.connection import Connection
from library.note_shelves import NoteGroup, NoteList, NoteOrder, NoteQuery, NoteShelf

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from random import Random

_SHELVES = {
    NoteShelf.ALL: "1",
    NoteShelf.NOTES: "h.note <> ''",
    NoteShelf.UNCERTAIN: "h.state = 'uncertain'",
    NoteShelf.LOST: "h.state = 'lost'",
    NoteShelf.WAITING: "h.state = 'waiting'",
    NoteShelf.BOOKMARKS: "h.kind = 'bookmark'",
}
_THERE = """h.deleted IS NULL AND
    (h.article IS NULL OR h.article NOT IN (SELECT id FROM article WHERE deleted IS NOT NULL))"""
_BY_ARTICLE = """
    SELECT h.id, h.article AS part FROM article CROSS JOIN highlight h
    WHERE article.deleted IS NULL AND h.article = article.id AND h.deleted IS NULL AND {where}
    ORDER BY article.stamp {turn}, h.kind <> 'article', h.place_start IS NULL, h.place_start, h.id
"""
"""From the articles on: they come in order, and nothing but the few highlights of each is sorted."""
_WAITING = """
    SELECT h.id, h.wanted AS part FROM highlight h
    WHERE h.article IS NULL AND h.deleted IS NULL AND {where} ORDER BY h.wanted, h.id
"""
_BY_TIME = f"""
    SELECT h.id, substr(h.{{time}}, 1, 10) AS part FROM highlight h WHERE {_THERE} AND {{where}}
    ORDER BY h.{{time}} {{turn}}, h.id {{turn}}
"""
A_DAY = 5
"""Highlights that are shown again on one day."""
_RESTED = 7
"""Days after which a highlight may be shown again; as many must have passed since it was made."""
_TO_RECALL = f"""
    SELECT h.id FROM highlight h LEFT JOIN recall ON recall.highlight = h.id
    WHERE {_THERE} AND (h.kind = 'passage' OR h.note <> '') AND h.created < :week
        AND (shown IS NULL OR date(shown, '+' || rest || ' days') <= :today)
"""


class NoteLists(Connection):
    """Lists of highlights."""

    def note_ids(
        self,
        query: NoteQuery = NoteQuery(),  # noqa: B008  it is frozen
        *,
        shelf: NoteShelf = NoteShelf.ALL,
        order: NoteOrder = NoteOrder.ARTICLE,
        random: Random | None = None,
    ) -> list[int]:
        """The highlights of the library that a query finds, in its order, else in `order`; `random` is for that."""
        return self.note_list(query, shelf=shelf, order=order, random=random).ids

    def note_list(
        self,
        query: NoteQuery = NoteQuery(),  # noqa: B008  it is frozen
        *,
        shelf: NoteShelf = NoteShelf.ALL,
        order: NoteOrder = NoteOrder.ARTICLE,
        random: Random | None = None,
        most: int | None = None,
    ) -> NoteList:
        """As `note_ids`, with the groups of the order, articles or days; a random order has none.

        Where there may be many, the first `most` of each kind come at once. Those that wait for an article
        come last where the order is that of the articles.
        """
        if query.where:
            from library.note_query import FUNCTIONS

            for name, (count, function) in FUNCTIONS.items():
                self._connection.create_function(name, count, function, deterministic=True)
        order = query.order or order
        where = f"{_SHELVES[shelf]} AND {query.where or 1}"
        if order in (NoteOrder.CREATED, NoteOrder.CHANGED):
            turn = "ASC" if query.backwards else "DESC"
            return self._listed(_BY_TIME.format(where=where, turn=turn, time=order.value), query, most)
        turn = "ASC" if query.backwards and order is NoteOrder.ARTICLE else "DESC"
        first = self._listed(_BY_ARTICLE.format(where=where, turn=turn), query, most)
        last = self._listed(_WAITING.format(where=where), query, most)
        if order is NoteOrder.RANDOM:
            ids = sorted(first.ids + last.ids)
            if random is not None:
                random.shuffle(ids)
            return NoteList(ids, [])
        moved = [NoteGroup(start + len(first.ids), length) for start, length in last.groups]
        return NoteList(first.ids + last.ids, first.groups + moved)

    def _listed(self, sql: str, query: NoteQuery, most: int | None) -> NoteList:
        # as one row: a hundred thousand would take four times as long, and keep other threads from working
        row = self._one(
            f"SELECT json_group_array(id), json_group_array(part) FROM ({sql} LIMIT ?)",
            *query.bound, -1 if most is None else most, what="the list",
        )  # fmt: skip
        from itertools import groupby

        groups, start = [], 0
        for _, members in groupby(json.loads(row[1])):
            length = sum(1 for _ in members)
            groups.append(NoteGroup(start, length))
            start += length
        return NoteList(json.loads(row[0]), groups)

    def note_counts(self) -> dict[NoteShelf, int]:
        """How many highlights stand on each shelf."""
        # notes by themselves: so both are counted in an index, and no text need be read
        shelves = {shelf: where for shelf, where in _SHELVES.items() if shelf is not NoteShelf.NOTES}
        columns = ", ".join(f"count(*) FILTER (WHERE {where})" for where in shelves.values())
        row = self._one(f"SELECT {columns} FROM highlight h WHERE {_THERE}", what="the counts")
        counts = dict(zip(shelves, row, strict=True))
        where = f"{_THERE} AND {_SHELVES[NoteShelf.NOTES]}"
        counts[NoteShelf.NOTES] = self._one(f"SELECT count(*) FROM highlight h WHERE {where}", what="the counts")[0]
        return counts

    def has_more_notes_than(self, count: int) -> bool:
        """Whether there are more highlights than that, deleted ones too; told at once, however many there are."""
        rows = self._one("SELECT count(*) FROM (SELECT 1 FROM highlight LIMIT ?)", count + 1, what="the counts")
        return int(rows[0]) > count

    def articles_of(self, ids: Sequence[int]) -> list[int]:
        """The articles of highlights, each once, in the order of `ids`."""
        rows = self._rows(
            """SELECT article FROM json_each(?) JOIN highlight ON highlight.id = value
            WHERE article IS NOT NULL GROUP BY article ORDER BY min(key)""",
            json.dumps(list(ids)),
        )
        return [row[0] for row in rows]

    def interrupt(self) -> None:
        """End what this connection is doing for another thread, which gets a StoreError."""
        self._connection.interrupt()

    # The few of a day

    def recall_of(self, now: datetime, count: int = A_DAY) -> list[int]:
        """The highlights to show again on the day of `now`, at most `count`: the same ones all day.

        They are older than a week and have not been shown for a week at least, or for as long as a person said;
        those that were never shown come first, then those that were not for longest.
        """
        today = _day(now)
        stored = self._rows("SELECT value FROM fact WHERE name = 'recall'")
        day, ids = json.loads(stored[0][0]) if stored else ("", [])
        chosen = self._still_there(ids)[:count] if day == today.isoformat() else []
        if len(chosen) < count:
            seed = today.toordinal() * 7919
            sql = f"""{_TO_RECALL} ORDER BY shown IS NOT NULL, shown, (h.id + :seed) * 2654435761 % 4294967291
                LIMIT :most"""  # a multiplicative hash: another order each day
            rows = self._named(sql, today, seed=seed, most=count + len(chosen))
            chosen = list(dict.fromkeys([*chosen, *rows]))[:count]
            self._run(
                "INSERT INTO fact VALUES ('recall', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                json.dumps([today.isoformat(), chosen]),
            )
        return chosen

    def _still_there(self, ids: Sequence[int]) -> list[int]:
        sql = f"SELECT h.id FROM json_each(?) JOIN highlight h ON h.id = value WHERE {_THERE} ORDER BY key"
        return [row[0] for row in self._rows(sql, json.dumps(ids))]

    def _named(self, sql: str, day: date, **values: object) -> list[int]:
        bound = {"today": day.isoformat(), "week": (day - timedelta(days=_RESTED)).isoformat(), **values}
        with self._errors():
            return [int(row[0]) for row in self._connection.execute(sql, bound)]

    def was_recalled(self, highlight: int, now: datetime) -> None:
        """Remember that a highlight has been shown again. Raises NotFoundError."""
        self._run(
            """INSERT INTO recall (highlight, shown, rest) VALUES (?, ?, ?)
            ON CONFLICT (highlight) DO UPDATE SET shown = excluded.shown""",
            highlight, _day(now).isoformat(), _RESTED,
        )  # fmt: skip

    def recall_rest(self, highlight: int) -> int:
        """After how many days, at the earliest, a highlight is shown again."""
        rows = self._rows("SELECT rest FROM recall WHERE highlight = ?", highlight)
        return int(rows[0][0]) if rows else _RESTED

    def set_recall_rest(self, highlight: int, days: int) -> None:
        """Show a highlight again after so many days at the earliest. Raises NotFoundError."""
        self._run(
            """INSERT INTO recall (highlight, rest) VALUES (?, ?)
            ON CONFLICT (highlight) DO UPDATE SET rest = excluded.rest""",
            highlight, days,
        )  # fmt: skip

    def next_recall(self, now: datetime) -> date | None:
        """The first day after that of `now` on which there is something to show again; None when there is nothing."""
        tomorrow = _day(now) + timedelta(days=1)
        if self._named(f"{_TO_RECALL} LIMIT 1", tomorrow):
            return tomorrow
        row = self._one(
            f"""SELECT min(max(date(h.created, '+{_RESTED + 1} days'), ifnull(date(shown, '+' || rest || ' days'), '')))
            FROM highlight h LEFT JOIN recall ON recall.highlight = h.id
            WHERE {_THERE} AND (h.kind = 'passage' OR h.note <> '')""",
            what="the next day",
        )
        return max(tomorrow, date.fromisoformat(row[0])) if row[0] else None


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()
