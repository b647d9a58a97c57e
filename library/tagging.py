"""Tagging: tags given and taken, and put in order over the whole library, where `a/b` stands below `a`."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any

from library.change_parts import TAGGED, Tags
from library.changes import LONGEST_TAG, Done, TagCount, counted, tag_name, told
from library.errors import NotFoundError, RefusedNameError, TakenNameError
from library.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

_HIGHLIGHT_TAGS = """
    SELECT name, count(*) FROM highlight_tag JOIN highlight h ON h.id = highlight WHERE h.deleted IS NULL
        AND (h.article IS NULL OR h.article NOT IN (SELECT id FROM article WHERE deleted IS NOT NULL))
    GROUP BY name
"""
_NAMES = """
    WITH RECURSIVE names (name) AS (
        SELECT (SELECT name FROM tag ORDER BY name COLLATE NOCASE LIMIT 1)
        UNION ALL
        SELECT (SELECT tag.name FROM tag WHERE tag.name > names.name COLLATE NOCASE
            ORDER BY tag.name COLLATE NOCASE LIMIT 1) FROM names WHERE names.name IS NOT NULL
    ) SELECT name FROM names WHERE name IS NOT NULL
"""
"""From one tag to the next in the index: how many articles carry them does not matter."""
_CARRIERS = """
    SELECT max(name), group_concat(article) FROM tag
    WHERE name COLLATE NOCASE IN (SELECT value FROM json_each(?)) GROUP BY name COLLATE NOCASE
"""
_COUNTS = """
    SELECT max(name), count(*) FROM tag
    WHERE name COLLATE NOCASE IN (SELECT value FROM json_each(?)) GROUP BY name COLLATE NOCASE
"""
_TRASHED_TAGS = """
    SELECT max(name), -count(*) FROM article CROSS JOIN tag ON tag.article = article.id WHERE deleted IS NOT NULL
    GROUP BY name COLLATE NOCASE
"""
_Pairs = dict[str, list[int]]
"""A tag as it is spelt, and what carries it."""


class Tagging(Journal):
    """Tags of articles and, where a tag itself is changed, of highlights; upper and lower case are one."""

    def tag_articles(
        self, ids: Sequence[int], now: datetime, *, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> Done:
        """Give tags to articles and take tags from them, as one step; tags that are both given and taken are given.

        A tag that the library has already is given as it is spelt there. Raises RefusedNameError for what is no tag
        and NotFoundError, before anything is changed.
        """
        wanted = {name.casefold(): name for name in map(tag_name, add)}
        unwanted = {name.casefold(): name for name in map(tag_name, remove)}
        with self._transaction():
            listed = self._existing(ids)
            added: _Pairs = {}
            removed: _Pairs = {}
            for name in wanted.values():
                known = self._spellings("tag", name)
                rows = self._rows(
                    """SELECT DISTINCT value FROM json_each(?1) WHERE NOT EXISTS
                    (SELECT 1 FROM tag WHERE article = value AND name IN (SELECT value FROM json_each(?2)))""",
                    listed, json.dumps([*known, name]),
                )  # fmt: skip
                if rows:
                    added[known[0] if known else name] = [row[0] for row in rows]
            for folded, name in unwanted.items():
                if folded not in wanted:
                    removed |= self._carried(listed, self._spellings("tag", name))
            for name, members in removed.items():
                self._run(*self._untagging("article", name, members))
            for name, members in added.items():
                self._run(*self._tagging("article", name, members))
            changed = list(dict.fromkeys(chain(*added.values(), *removed.values())))
            if not changed:
                return self._nothing(ids, "tagged so already" if wanted else "not tagged so")
            title = _title(self._named_or_counted(changed), [*added], [*removed])
            return self._record(title, changed, [Tags("article", removed, added)], now)

    def _carried(self, listed: str, names: Sequence[str]) -> _Pairs:
        """Which of the articles carry these tags, by tag."""
        rows = self._rows(
            """SELECT name, json_group_array(article) FROM (SELECT DISTINCT value FROM json_each(?1)) ids
            JOIN tag ON article = ids.value WHERE name IN (SELECT value FROM json_each(?2)) GROUP BY name""",
            listed, json.dumps(names),
        )  # fmt: skip
        return {row[0]: json.loads(row[1]) for row in rows}

    def _spellings(self, table: str, name: str) -> list[str]:
        """How a tag is spelt in the library, the name as it is first."""
        folded = name.casefold()
        if name.isascii():
            rows = self._rows(f"SELECT DISTINCT name FROM {table} WHERE name = ? COLLATE NOCASE", name)
        else:
            rows = self._rows(f"SELECT DISTINCT name FROM {table}")
        found = [row[0] for row in rows if row[0].casefold() == folded]
        return sorted(found, key=lambda spelt: (spelt != name, spelt))

    # Over the whole library

    def rename_tag(self, name: str, new: str, now: datetime) -> Done:
        """Give a tag, and with it all below it, another name, on articles and highlights.

        Raises NotFoundError when nothing carries it, RefusedNameError for a name that can't be given, and
        TakenNameError for that of another tag, into which `merge_tags` would merge it.
        """
        name, new = tag_name(name), tag_name(new)
        with self._transaction():
            found = self._family([name])
            _must_be_there(found, name)
            moves = {spelt: _below(new, spelt, name) for pairs in found.values() for spelt in pairs}
            mine = {spelt.casefold() for spelt in moves}
            for target in moves.values():
                if target.casefold() not in mine and any(self._spellings(table, target) for table in TAGGED.values()):
                    raise TakenNameError(f"There is a tag {told([target])} already; the two can be merged.")
            return self._moved(found, moves, f"Renamed {told([name])} to {told([new])}", now)

    def merge_tags(self, names: Iterable[str], into: str, now: datetime) -> Done:
        """Turn tags into another one, and all below them into ones below it, on articles and highlights.

        Raises NotFoundError when nothing carries one of them, and RefusedNameError.
        """
        into = tag_name(into)
        from_names = [name for name in dict.fromkeys(map(tag_name, names)) if name.casefold() != into.casefold()]
        with self._transaction():
            found: dict[str, _Pairs] = {of: {} for of in TAGGED}
            moves: dict[str, str] = {}
            for name in from_names:
                family = self._family([name], but=into)
                _must_be_there(family, name)
                for of, pairs in family.items():
                    found[of] |= pairs
                    moves |= {spelt: _below(into, spelt, name) for spelt in pairs}
            if not moves:
                raise RefusedNameError("A tag can be merged into another one only.")
            targets = {spelt: self._known(target) for spelt, target in moves.items()}
            return self._moved(found, targets, f"Merged {told(from_names)} into {told([self._known(into)])}", now)

    def delete_tag(self, name: str, now: datetime) -> Done:
        """Take a tag, and all below it, from all articles and highlights. Raises NotFoundError when nothing has it."""
        name = tag_name(name)
        with self._transaction():
            found = self._family([name])
            _must_be_there(found, name)
            return self._moved(found, {}, f"Deleted the tag {told([name])}", now)

    def _known(self, name: str) -> str:
        """A tag as the library spells it; as it is when the library has none such."""
        return next((spelt for table in TAGGED.values() for spelt in self._spellings(table, name)), name)

    def _family(self, names: Sequence[str], but: str = "") -> dict[str, _Pairs]:
        """Tags and all below them, with what carries them; without `but` and what is below that."""
        found: dict[str, _Pairs] = {}
        for of, table in TAGGED.items():
            found[of] = {}
            for name in names:
                if name.isascii():  # "0" comes after "/"
                    where = (
                        "name = ?1 COLLATE NOCASE OR (name > ?1||'/' COLLATE NOCASE AND name < ?1||'0' COLLATE NOCASE)"
                    )
                    rows = self._rows(
                        f"SELECT name, json_group_array({of}) FROM {table} WHERE {where} GROUP BY name", name
                    )
                else:
                    spelt = json.dumps(
                        [row[0] for row in self._rows(f"SELECT DISTINCT name FROM {table}") if _within(row[0], name)]
                    )
                    rows = self._rows(
                        f"""SELECT name, json_group_array({of}) FROM {table}
                        WHERE name IN (SELECT value FROM json_each(?)) GROUP BY name""",
                        spelt,
                    )  # fmt: skip
                found[of] |= {row[0]: json.loads(row[1]) for row in rows if not (but and _within(row[0], but))}
        return found

    def _moved(self, found: dict[str, _Pairs], targets: dict[str, str], title: str, now: datetime) -> Done:
        """Turn every tag that was found into its target, or into nothing; write it down under that title."""
        for target in targets.values():
            if len(target) > LONGEST_TAG:
                raise RefusedNameError(
                    f"{told([target])} would be too long: a tag has at most {LONGEST_TAG} characters."
                )
        parts = [self._turned(of, pairs, targets) for of, pairs in found.items()]
        concerned = {part.of: set(chain(*part.removed.values(), *part.added.values())) for part in parts}
        for part in parts:
            for name, listed in part.removed.items():
                self._run(*self._untagging(part.of, name, listed))
            for name, listed in part.added.items():
                self._run(*self._tagging(part.of, name, listed))
        where = " and ".join(counted(len(members), of) for of, members in concerned.items() if members)
        if not where:
            return Done("Nothing to do: it is called so already")
        return self._record(f"{title} on {where}", sorted(concerned["article"]), parts, now)

    def _turned(self, of: str, pairs: _Pairs, targets: dict[str, str]) -> Tags:
        """What is taken and given where every tag becomes its target."""
        removed = {name: set(members) for name, members in pairs.items()}
        added: dict[str, set[int]] = {}
        for name, members in removed.items():
            if name in targets:
                added.setdefault(targets[name], set()).update(members)
        for name, members in added.items():
            for spelt in self._spellings(TAGGED[of], name):
                members.difference_update(set(self._carriers(of, spelt)) - removed.get(spelt, set()))
            if name in removed:  # another tag of the family becomes what this one was
                stay = members & removed[name]
                members.difference_update(stay)
                removed[name].difference_update(stay)
        return Tags(of, *({name: sorted(ids) for name, ids in group.items() if ids} for group in (removed, added)))

    def _carriers(self, of: str, spelt: str) -> list[int]:
        sql = f"SELECT {of} FROM {TAGGED[of]} WHERE name = ? AND name = ? COLLATE NOCASE"  # the index knows no case
        return [row[0] for row in self._rows(sql, spelt, spelt)]

    # Looking at them

    def tags(self) -> list[TagCount]:
        """The tags of the library as a tree: each followed by those below it, in alphabetical order.

        What is in the trash is not counted. Meant for a thread: it looks at every tagged article.
        """
        every = [row[0] for row in self._rows(_NAMES)]
        above = {"/".join(parts[:depth]) for parts in (name.casefold().split("/") for name in every)
                 for depth in range(1, len(parts))}  # fmt: skip
        tops = {folded for folded in above if "/" not in folded}
        in_trees = [name for name in every if name.casefold().partition("/")[0] in tops]
        alone = [name for name in every if name.casefold().partition("/")[0] not in tops]
        carried = [(row[0], json.loads(f"[{row[1]}]")) for row in self._rows(_CARRIERS, json.dumps(in_trees))]
        counts = [(name, len(members)) for name, members in carried]
        own = _folded((*counts, *self._rows(_COUNTS, json.dumps(alone)), *self._rows(_TRASHED_TAGS)))
        marked = _folded(self._rows(_HIGHLIGHT_TAGS))
        names = {folded: name for folded, (name, _) in (*marked.items(), *own.items())}
        for folded, name in [*names.items()]:
            parts, spelt = folded.split("/"), name.split("/")
            for depth in range(1, len(parts)):
                names.setdefault("/".join(parts[:depth]), "/".join(spelt[:depth]))
        totals = self._totals(carried, above)
        found = []
        for folded in sorted(names, key=lambda folded: folded.split("/")):
            articles = own[folded][1] if folded in own else 0
            number = marked[folded][1] if folded in marked else 0
            found.append(TagCount(names[folded], articles, totals.get(folded, articles), number))
        return found

    def _totals(self, carried: Sequence[tuple[str, list[int]]], above: set[str]) -> dict[str, int]:
        """How many articles outside the trash carry a tag or one below it, for those that have tags below them."""
        lists: dict[str, list[list[int]]] = {folded: [] for folded in above}
        for name, members in carried:
            parts = name.casefold().split("/")
            for depth in range(1, len(parts) + 1):
                if (folded := "/".join(parts[:depth])) in above:
                    lists[folded].append(members)
        trashed = {row[0] for row in self._rows("SELECT id FROM article WHERE deleted IS NOT NULL")}
        together = {folded: set[int]().union(*members) for folded, members in lists.items()}
        return {folded: len(members) - len(members & trashed) for folded, members in together.items()}


def _folded(counts: Iterable[Sequence[Any]]) -> dict[str, tuple[str, int]]:
    """Numbers of tags summed up by their names in lower case, with one way to spell each."""
    found: dict[str, tuple[str, int]] = {}
    for name, count in counts:
        known, before = found.get(name.casefold(), (name, 0))
        found[name.casefold()] = (known, before + count)
    return found


def _title(articles: str, added: Sequence[str], removed: Sequence[str]) -> str:
    if not removed:
        return f"Tagged {articles} {told(added)}"
    if not added:
        return f"Took {told(removed)} from {articles}"
    return f"Tags of {articles}: {told(added)} given, {told(removed)} taken"


def _within(name: str, family: str) -> bool:
    """Whether a tag is another one, or below it."""
    name, family = name.casefold(), family.casefold()
    return name == family or name.startswith(f"{family}/")


def _below(new: str, spelt: str, name: str) -> str:
    """A tag of the family `name` as one of the family `new`; by its parts, for another case can have another length."""
    return "/".join((new, *spelt.split("/")[name.count("/") + 1 :]))


def _must_be_there(found: dict[str, _Pairs], name: str) -> None:
    if not any(found.values()):
        raise NotFoundError(f"There is no tag {told([name])}.")
