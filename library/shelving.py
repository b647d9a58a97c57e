"""Shelving: the queue of what is read next, saved searches, and the sites of the library."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from library.change_parts import Columns, Places, Searches, Tags
from library.changes import Action, Done, SavedSearch, SiteCount, search_name
from library.errors import NotFoundError, TakenNameError
from library.journal import placing
from library.tagging import Tagging

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from library.change_parts import Part, Search

_GAP = 2**20
"""Between places, which are whole numbers: so much can be put between two before all are numbered anew."""


class Shelving(Tagging):
    """What a person puts in an order of their own."""

    # The queue

    def queue(self) -> list[int]:
        """The articles of the queue in their order, without those in the trash."""
        row = self._one(
            """SELECT json_group_array(article) FROM (SELECT article FROM queue JOIN article ON id = article
            WHERE deleted IS NULL ORDER BY place, article)""",
            what="the queue",
        )
        return list(json.loads(row[0]))

    def queued(self, ids: Sequence[int]) -> set[int]:
        """Which of the articles are in the queue."""
        sql = "SELECT article FROM json_each(?) JOIN queue ON article = value"
        return {row[0] for row in self._rows(sql, json.dumps(list(ids)))}

    def queue_add(self, ids: Sequence[int], now: datetime, *, front: bool = False) -> Done:
        """Put articles into the queue in the order of `ids`: at its end, or before all others.

        What is in it already stays where it is, or comes to the front. Raises NotFoundError.
        """
        with self._transaction():
            self._existing(ids)
            there = self.queued(ids)
            coming = [number for number in dict.fromkeys(ids) if front or number not in there]
            if not coming:
                return self._nothing(ids, "in the queue already")
            end = self._one("SELECT min(place), max(place) FROM queue", what="the queue")
            first = (end[0] or 0) - _GAP * len(coming) if front else (end[1] or 0) + _GAP
            places = {str(number): first + _GAP * at for at, number in enumerate(coming)}
            where = "at the front of the queue" if front else "into the queue"
            return self._place(places, f"Put {self._named_or_counted(coming)} {where}", now)

    def queue_remove(self, ids: Sequence[int], now: datetime) -> Done:
        """Take articles out of the queue. Raises NotFoundError."""
        with self._transaction():
            self._existing(ids)
            there = self.queued(ids)
            going = [number for number in dict.fromkeys(ids) if number in there]
            if not going:
                return self._nothing(ids, "not in the queue")
            title = f"Took {self._named_or_counted(going)} out of the queue"
            return self._place(dict.fromkeys(map(str, going)), title, now)

    def queue_move(self, ids: Sequence[int], now: datetime, *, by: int = 0, to: int | None = None) -> Done:
        """Move articles of the queue together: by so many places, up when it is negative, or to a place from 0 on.

        They keep their order among themselves, and stop at either end. Raises NotFoundError for one that is not in it.
        """
        listed = json.dumps(list(dict.fromkeys(ids)))
        with self._transaction():
            rows = self._rows(f"{_QUEUE} JOIN json_each(?) ON value = queue.article ORDER BY place, article", listed)
            moving = [row[0] for row in rows]
            if missing := set(ids) - set(moving):
                raise NotFoundError(f"Article {min(missing)} is not in the queue.")
            if not moving:
                return self._nothing(ids, "")
            lower, upper = self._neighbours(listed, tuple(rows[0]), tuple(rows[-1]), by, to)
            if lower is None and upper is None:
                return self._nothing(moving, "there already")
            places = _between(lower, upper, moving) or self._anew(moving, upper)
            return self._place(places, f"Moved {self._named_or_counted(moving)} within the queue", now)

    def _neighbours(
        self, listed: str, first: tuple[int, float], last: tuple[int, float], by: int, to: int | None
    ) -> tuple[tuple[int, float] | None, tuple[int, float] | None]:
        """Between which two others articles come to stand, None at an end; both None when they stay."""
        others = f"{_QUEUE} WHERE article NOT IN (SELECT value FROM json_each(?))"
        forth, back = "ORDER BY place, article LIMIT", "ORDER BY place DESC, article DESC LIMIT"
        if to is not None:
            rows = self._rows(f"{others} {forth} 2 OFFSET ?", listed, max(0, to - 1))
            if to <= 0:
                return None, _pair(rows[0]) if rows else None
            if rows:
                return _pair(rows[0]), _pair(rows[1]) if len(rows) > 1 else None
            rows = self._rows(f"{others} {back} 1", listed)
            return (_pair(rows[0]) if rows else None), None
        article, place = first if by < 0 else last
        turned = "<" if by < 0 else ">"
        rows = self._rows(
            f"{others} AND (place, article) {turned} (?, ?) {back if by < 0 else forth} ?",
            listed, place, article, abs(by) + 1,
        ) if by else []  # fmt: skip
        if not rows:
            return None, None
        near = _pair(rows[min(abs(by), len(rows)) - 1])
        far = _pair(rows[abs(by)]) if len(rows) > abs(by) else None
        return (far, near) if by < 0 else (near, far)

    def _anew(self, moving: Sequence[int], before: tuple[int, float] | None) -> dict[str, float]:
        """Places for the whole queue, with some articles moved before another one, or to the end."""
        order = [row[0] for row in self._rows(f"{_QUEUE} ORDER BY place, article") if row[0] not in set(moving)]
        at = order.index(before[0]) if before else len(order)
        order[at:at] = moving
        return {str(number): _GAP * place for place, number in enumerate(order, 1)}

    def _place(self, places: dict[str, float] | dict[str, float | None], title: str, now: datetime) -> Done:
        """Give articles their places in the queue, and write that down."""
        before: dict[str, float | None] = dict.fromkeys(places)
        sql = f"{_QUEUE} JOIN json_each(?) ON value = article"
        ids = [int(key) for key in places]
        before |= {str(row[0]): row[1] for row in self._rows(sql, json.dumps(ids))}
        after: dict[str, float | None] = {**places}
        for statement in placing(before, after):
            self._run(*statement)
        return self._record(title, ids, [Places(before, after)], now)

    # An entry that turned out to be an article

    def absorb(self, entry: int, article: int, now: datetime) -> Done:
        """Make an entry part of the article that it turned out to be, as one step that `undo` takes back.

        Its tags, its star and its place in the queue go over to the article, and it goes to the trash. Raises
        NotFoundError, before anything is changed.
        """
        with self._transaction():
            self._existing((entry, article))
            title = f"“{self._title(entry)}” became part of “{self._title(article)}”"
            names = [row[0] for row in self._rows("SELECT name FROM tag WHERE article = ?", entry)]
            there = {row[0].casefold() for row in self._rows("SELECT name FROM tag WHERE article = ?", article)}
            added = {name: [article] for name in names if name.casefold() not in there}
            for name, members in added.items():
                self._run(*self._tagging("article", name, members))
            parts: list[Part] = [Tags("article", {}, added)]
            if self._rows("SELECT 1 FROM article WHERE id = ? AND starred", entry):
                parts.append(Columns("starred", self._set(Action.STAR, [article], now)))
            places = {row[0]: row[1] for row in self._rows(f"{_QUEUE} WHERE article IN (?, ?)", entry, article)}
            if entry in places:
                before = {str(entry): places[entry], str(article): places.get(article)}
                after = {str(entry): None, str(article): places.get(article, places[entry])}
                for statement in placing(before, after):
                    self._run(*statement)
                parts.append(Places(before, after))
            parts.append(Columns("deleted", self._set(Action.DELETE, [entry], now)))
            return self._record(title, [article, entry], parts, now)

    # Saved searches

    def searches(self) -> list[SavedSearch]:
        """The saved searches in their order."""
        return [SavedSearch(*row) for row in self._rows("SELECT id, name, query FROM search ORDER BY place, id")]

    def search_named(self, name: str) -> SavedSearch:
        """The saved search of that name, upper and lower case are one. Raises NotFoundError."""
        folded = search_name(name).casefold()
        found = next((search for search in self.searches() if search.name.casefold() == folded), None)
        if found is None:
            raise NotFoundError(f"There is no saved search “{name}”.")
        return found

    def make_search(self, name: str, query: str, now: datetime) -> Done:
        """Save a query under a name, after the others. Raises RefusedNameError and TakenNameError."""
        name = search_name(name)
        with self._transaction():
            self._must_be_free(name)
            row = self._one("SELECT ifnull(max(id), 0) + 1, ifnull(max(place), 0) FROM search", what="the searches")
            change = (int(row[0]), None, (name, query, row[1] + _GAP))
            return self._searched(f"Saved the search “{name}”", [change], now)

    def change_search(self, number: int, now: datetime, *, name: str | None = None, query: str | None = None) -> Done:
        """Give a saved search another name, or another query.

        Raises NotFoundError, RefusedNameError and TakenNameError.
        """
        with self._transaction():
            former = self._search(number)
            name = former[0] if name is None else search_name(name)
            self._must_be_free(name, number)
            wanted = (name, former[1] if query is None else query, former[2])
            if wanted == former:
                return Done(f"Nothing to do: the search “{name}” is so already")
            renamed = f"Renamed the search “{former[0]}” to “{name}”"
            title = renamed if name != former[0] else f"Changed the search “{name}”"
            return self._searched(title, [(number, former, wanted)], now)

    def move_search(self, number: int, to: int, now: datetime) -> Done:
        """Move a saved search to a place among them, from 0 on. Raises NotFoundError."""
        with self._transaction():
            moved = self._search(number)
            order = [row[0] for row in self._rows("SELECT id FROM search ORDER BY place, id")]
            at = order.index(number)
            order.insert(max(0, to), order.pop(at))
            if order.index(number) == at:
                return Done(f"Nothing to do: the search “{moved[0]}” stands there already")
            former = {one: self._search(one) for one in order}
            wanted = {one: (*former[one][:2], float(_GAP * place)) for place, one in enumerate(order, 1)}
            changes = [(one, former[one], wanted[one]) for one in order if former[one] != wanted[one]]
            return self._searched(f"Moved the search “{moved[0]}”", changes, now)

    def delete_search(self, number: int, now: datetime) -> Done:
        """Delete a saved search; no article goes with it. Raises NotFoundError."""
        with self._transaction():
            former = self._search(number)
            return self._searched(f"Deleted the search “{former[0]}”", [(number, former, None)], now)

    def _search(self, number: int) -> Search:
        row = self._one("SELECT name, query, place FROM search WHERE id = ?", number, what=f"saved search {number}")
        return row[0], row[1], row[2]

    def _must_be_free(self, name: str, but: int = 0) -> None:
        for search in self.searches():
            if search.name.casefold() == name.casefold() and search.id != but:
                raise TakenNameError(f"There is a saved search “{search.name}” already.")

    def _searched(self, title: str, changes: Sequence[tuple[int, Search | None, Search | None]], now: datetime) -> Done:
        for change in changes:
            self._turn_search(*change)
        return self._record(title, (), [Searches(changes)], now)

    # Sites

    def sites(self) -> list[SiteCount]:
        """The sites of the library, those with the most articles first; the trash is not counted.

        Meant for a thread: it looks at the index of all articles.
        """
        rows = self._rows(
            """SELECT max(site), count(*) AS n FROM article WHERE deleted IS NULL GROUP BY site COLLATE NOCASE
            ORDER BY n DESC, site COLLATE NOCASE"""
        )
        return [SiteCount(*row) for row in rows if row[0]]


_QUEUE = "SELECT article, place FROM queue"


def _pair(row: Sequence[object]) -> tuple[int, float]:
    number, place = row
    assert isinstance(number, int) and isinstance(place, float)  # noqa: S101, PT018
    return number, place


def _between(
    lower: tuple[int, float] | None, upper: tuple[int, float] | None, moving: Sequence[int]
) -> dict[str, float] | None:
    """Places for articles between two others; None when there is no room."""
    if lower is not None and upper is not None:
        step = int((upper[1] - lower[1]) // (len(moving) + 1))
        first = lower[1] + step
    elif upper is not None:
        first, step = upper[1] - _GAP * len(moving), _GAP
    else:
        first, step = (lower[1] if lower else 0) + _GAP, _GAP
    return {str(number): first + step * at for at, number in enumerate(moving)} if step >= 1 else None
