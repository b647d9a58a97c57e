"""Journal: actions on any number of articles, each one step that can be taken back and done again, across restarts."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from library.article import utc_text
from library.change_parts import TAGGED, Columns, Places, Searches, Tags, UnreadableChangeError, packed, unpacked
from library.changes import Action, Done, Made, Way, counted
from library.connection import Connection
from library.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from library.change_parts import Part, Search

CHANGES_KEPT = 500
"""Steps that can be taken back."""


class _Setting(NamedTuple):
    """An action that gives a column of the articles a value."""

    column: str
    value: object
    """None where it is the time that is kept, or that there is none."""
    among: str
    """Which of the articles it changes."""
    done: str
    """How it is told; the articles follow."""
    already: str
    """What is told of those that were so already."""


_SETTINGS = {
    Action.STAR: _Setting("starred", 1, "NOT starred", "Star given to", "starred already"),
    Action.UNSTAR: _Setting("starred", 0, "starred", "Star taken from", "not starred"),
    Action.ARCHIVE: _Setting("state", "archived", "state <> 'archived'", "Archived", "in the archive already"),
    Action.INBOX: _Setting("state", "inbox", "state <> 'inbox'", "Back in the inbox:", "in the inbox already"),
    Action.DELETE: _Setting("deleted", None, "deleted IS NULL", "Deleted", "in the trash already"),
    Action.UNDELETE: _Setting("deleted", None, "deleted IS NOT NULL", "Out of the trash:", "not in the trash"),
}
_NEXT = {True: "WHERE NOT undone ORDER BY id DESC LIMIT 1", False: "WHERE undone ORDER BY id LIMIT 1"}
"""The change that is taken back next, and the one that is done again next."""


class _ChangedSinceError(Exception):
    """Something is not as a change left it; it never leaves this file."""


class Journal(Connection):
    """Changes to many articles, and the record of them."""

    def act(self, action: Action, ids: Sequence[int], now: datetime) -> Done:
        """Do something with articles, as one step that `undo` takes back; those that are so already are left out.

        Raises NotFoundError, before anything is changed.
        """
        with self._transaction():
            groups = self._set(action, ids, now)
            changed = [number for _, _, members in groups for number in members]
            if not changed:
                return self._nothing(ids, _SETTINGS[action].already)
            title = f"{_SETTINGS[action].done} {self._named_or_counted(changed)}"
            return self._record(title, changed, [Columns(_SETTINGS[action].column, groups)], now)

    def _set(self, action: Action, ids: Sequence[int], now: datetime | None) -> list[tuple[object, object, list[int]]]:
        """Carry out an action; what changed, by former value."""
        column, value, among, *_ = _SETTINGS[action]
        if action is Action.DELETE:
            value = utc_text(now)
        listed = self._existing(ids)
        rows = self._rows(
            f"""SELECT {column}, json_group_array(id) FROM article
            WHERE id IN (SELECT value FROM json_each(?)) AND {among} GROUP BY 1""",
            listed,
        )
        groups = [(row[0], value, json.loads(row[1])) for row in rows]
        if sum(len(members) for _, _, members in groups) < len(ids):
            listed = json.dumps([number for _, _, members in groups for number in members])
        if groups:
            self._run(f"UPDATE article SET {column} = ? WHERE id IN (SELECT value FROM json_each(?))", value, listed)
        return groups

    # For whatever acts, within its transaction

    def _existing(self, ids: Sequence[int]) -> str:
        """Articles as a JSON array; raises NotFoundError when one of them is not there."""
        for number in ids:
            if not -(2**63) <= number < 2**63:
                raise NotFoundError(f"There is no article {number}.")
        listed = json.dumps(list(ids))
        sql = "SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM article WHERE id = value) LIMIT 1"
        if missing := self._rows(sql, listed):
            raise NotFoundError(f"There is no article {missing[0][0]}.")
        return listed

    def _named_or_counted(self, ids: Sequence[int]) -> str:
        """An article by its title, many by their number."""
        return f"“{self._title(ids[0])}”" if len(ids) == 1 else counted(len(ids))

    def _nothing(self, ids: Sequence[int], already: str) -> Done:
        """That there was nothing to do: `Nothing to do: “A title” is starred already`."""
        if not ids:
            return Done("Nothing to do: no article was chosen")
        return Done(f"Nothing to do: {self._named_or_counted(ids)} {'is' if len(ids) == 1 else 'are'} {already}")

    def _title(self, article: int) -> str:
        row = self._one("SELECT title, url FROM article WHERE id = ?", article, what=f"article {article}")
        return row["title"] or row["url"] or f"article {article}"

    def _record(self, title: str, ids: Sequence[int], parts: Sequence[Part], now: datetime) -> Done:
        """Write down a change that has just been made; what was taken back before can't be done again any more."""
        self._run("DELETE FROM change WHERE undone")
        number = self._insert("change", made=utc_text(now), title=title, content=packed(parts))
        self._run(
            "DELETE FROM change WHERE id <= (SELECT id FROM change ORDER BY id DESC LIMIT 1 OFFSET ?)", CHANGES_KEPT
        )
        return Done(title, ids, number)

    # Back and forth

    def undo(self, now: datetime) -> Done | None:
        """Take the last change back, whoever made it; None when there is none.

        Only what is still as the change left it is put back; the rest has been changed since, and is counted.
        """
        return self._step(now, back=True)

    def redo(self, now: datetime) -> Done | None:
        """Do again what was taken back last; None when there is nothing, or something else was done since."""
        return self._step(now, back=False)

    def last_change(self) -> Made | None:
        """What `undo` would take back."""
        return self._next(back=True)

    def next_change(self) -> Made | None:
        """What `redo` would do again."""
        return self._next(back=False)

    def _next(self, *, back: bool) -> Made | None:
        rows = self._rows(f"SELECT id, title, made FROM change {_NEXT[back]}")
        return Made(rows[0]["id"], rows[0]["title"], datetime.fromisoformat(rows[0]["made"])) if rows else None

    def _step(self, now: datetime, *, back: bool) -> Done | None:
        """All at once where everything is as the change left it, else looking at each value."""
        try:
            return self._stepped(now, back=back, careful=False)
        except (_ChangedSinceError, NotFoundError):
            return self._stepped(now, back=back, careful=True)

    def _stepped(self, now: datetime, *, back: bool, careful: bool) -> Done | None:
        """As `undo` and `redo`. Raises _ChangedSinceError, having done nothing, when care is called for."""
        problems: list[str] = []
        with self._transaction():
            while rows := self._rows(f"SELECT id, title, content FROM change {_NEXT[back]}"):
                number, title, content = rows[0]
                try:
                    parts = unpacked(content)
                except UnreadableChangeError:
                    problems.append(f"The record of a change (“{title}”) can't be read and was passed over.")
                    self._run("DELETE FROM change WHERE id = ?", number)
                    continue
                ids: Sequence[int] = ()
                skipped = 0
                for part in reversed(parts) if back else parts:
                    changed, left = self._carry_out(part, back=back, careful=careful)
                    ids = list(dict.fromkeys((*ids, *changed))) if ids and changed else ids or changed
                    skipped += left
                if back:
                    self._run("UPDATE change SET undone = ? WHERE id = ?", max(1, int(now.timestamp())), number)
                else:
                    self._run("UPDATE change SET undone = 0, made = ? WHERE id = ?", utc_text(now), number)
                return Done(title, ids, number, skipped, Way.UNDONE if back else Way.REDONE, problems)
        return Done("There is nothing else.", problems=problems) if problems else None

    def _carry_out(self, part: Part, *, back: bool, careful: bool) -> tuple[Sequence[int], int]:
        """Turn what is still as `part` left it back, or forth; the articles that changed, and how much did not."""
        match part:
            case Columns():
                return self._turn_columns(part, back=back, careful=careful)
            case Tags():
                return self._turn_tags(part, back=back, careful=careful)
            case Places():
                return self._turn_places(part, back=back, careful=careful)
            case Searches():
                return (), sum(
                    not self._turn_search(number, *((after, before) if back else (before, after)))
                    for number, before, after in (reversed(part.rows) if back else part.rows)
                )

    def _turn_columns(self, part: Columns, *, back: bool, careful: bool) -> tuple[Sequence[int], int]:
        changed: list[int] = []
        skipped = 0
        sql = (
            f"UPDATE article SET {part.column} = ? WHERE id IN (SELECT value FROM json_each(?)) AND {part.column} IS ?"
        )
        for before, after, members in part.groups:
            there, wanted = (after, before) if back else (before, after)
            found = members
            if careful:
                row = self._one(
                    f"""SELECT json_group_array(id) FROM article
                    WHERE id IN (SELECT value FROM json_each(?)) AND {part.column} IS ?""",
                    json.dumps(members), there, what="the articles",
                )  # fmt: skip
                found = json.loads(row[0])
            self._run_all(len(found), [(sql, wanted, json.dumps(found), there)])
            changed += found
            skipped += len(members) - len(found)
        return changed, skipped

    def _run_all(self, rows: int, statements: Sequence[tuple[object, ...]]) -> None:
        """Run statements that together change so many rows; raises _ChangedSinceError when they do not."""
        if sum(self._run(str(sql), *bound).rowcount for sql, *bound in statements) != rows:
            raise _ChangedSinceError

    def _turn_tags(self, part: Tags, *, back: bool, careful: bool) -> tuple[Sequence[int], int]:
        """The tags of one article that a change touched are one value: put back together, or not at all."""
        leaving, coming = (part.added, part.removed) if back else (part.removed, part.added)
        every = list(dict.fromkeys(chain(*leaving.values(), *coming.values())))
        others: set[int] = set()
        if careful:
            others = self._changed_since(part.of, leaving, coming)
            leaving, coming = (
                {name: [one for one in members if one not in others] for name, members in names.items()}
                for names in (leaving, coming)
            )
        statements = [
            *(self._untagging(part.of, name, members) for name, members in leaving.items()),
            *(self._tagging(part.of, name, members) for name, members in coming.items()),
        ]
        self._run_all(sum(map(len, (*leaving.values(), *coming.values()))), statements)
        changed = [number for number in every if number not in others]
        return changed if part.of == "article" else (), len(others)

    def _changed_since(
        self, of: str, leaving: Mapping[str, Sequence[int]], coming: Mapping[str, Sequence[int]]
    ) -> set[int]:
        """Which articles, or highlights, have not the tags that are to leave, or have those that are to come."""
        carried = f"EXISTS (SELECT 1 FROM {TAGGED[of]} WHERE {of} = value AND name = ?)"
        gone = f"NOT EXISTS (SELECT 1 FROM {of} WHERE id = value)"
        others: set[int] = set()
        for names, wrong in ((leaving, f"NOT {carried}"), (coming, f"({carried} OR {gone})")):
            for name, members in names.items():
                rows = self._rows(f"SELECT value FROM json_each(?) WHERE {wrong}", json.dumps(members), name)
                others.update(row[0] for row in rows)
        return others

    def _tagging(self, of: str, name: str, members: Sequence[int]) -> tuple[str, str, str]:
        """The statement that gives a tag to articles, or highlights, that do not have it."""
        return f"INSERT OR IGNORE INTO {TAGGED[of]} SELECT value, ? FROM json_each(?)", name, json.dumps(members)

    def _untagging(self, of: str, name: str, members: Sequence[int]) -> tuple[str, str, str]:
        """The statement that takes a tag from articles, or highlights."""
        sql = f"DELETE FROM {TAGGED[of]} WHERE ({of}, name) IN (SELECT value, ? FROM json_each(?))"
        return sql, name, json.dumps(members)

    def _turn_places(self, part: Places, *, back: bool, careful: bool) -> tuple[Sequence[int], int]:
        there, wanted = (part.after, part.before) if back else (part.before, part.after)
        changed = list(there)
        if careful:
            rows = self._rows(
                """SELECT key FROM json_each(?) JOIN article ON article.id = CAST(key AS INTEGER)
                LEFT JOIN queue ON queue.article = article.id WHERE queue.place IS value""",
                json.dumps(there),
            )
            changed = [row[0] for row in rows]
        self._run_all(
            len(changed), placing({key: there[key] for key in changed}, {key: wanted[key] for key in changed})
        )
        return [int(key) for key in changed], len(there) - len(changed)

    def _turn_search(self, number: int, there: Search | None, wanted: Search | None) -> bool:
        """Make a saved search what it is to be, unless it is not as it was left; says whether that was done."""
        rows = self._rows("SELECT name, query, place FROM search WHERE id = ?", number)
        if (tuple(rows[0]) if rows else None) != there:
            return False
        if wanted is None:
            self._run("DELETE FROM search WHERE id = ?", number)
            return True
        if self._rows("SELECT 1 FROM search WHERE name = ? AND id <> ?", wanted[0], number):
            return False  # its name has been given to another one
        self._run("INSERT OR REPLACE INTO search (id, name, query, place) VALUES (?, ?, ?, ?)", number, *wanted)
        return True


def placing(there: Mapping[str, float | None], wanted: Mapping[str, float | None]) -> list[tuple[str, str]]:
    """The statements that turn places in the queue into others, where they are as they were left."""
    coming = {key: place for key, place in wanted.items() if there[key] is None}
    going = {key: place for key, place in there.items() if wanted[key] is None}
    moving = {key: [there[key], place] for key, place in wanted.items() if key not in coming and key not in going}
    statements = [
        (coming, "INSERT OR IGNORE INTO queue SELECT CAST(key AS INTEGER), value FROM json_each(?)"),
        (going, "DELETE FROM queue WHERE (article, place) IN (SELECT CAST(key AS INTEGER), value FROM json_each(?))"),
        (
            moving,
            """UPDATE queue SET place = json_extract(value, '$[1]') FROM json_each(?)
            WHERE article = CAST(key AS INTEGER) AND place = json_extract(value, '$[0]')""",
        ),
    ]
    return [(sql, json.dumps(places)) for places, sql in statements if places]
