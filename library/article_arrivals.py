"""ArticleArrivals: the statements that take in articles of other services by the thousand, each once.

An article that is there already is known by the page of its address, or by what it was called in the file. It gets
what it lacks, and loses nothing: it keeps its text, its shelf and its name; tags and the star are added; and of two
times of saving the earlier one stands, since it tells when a person first kept it.
"""

from __future__ import annotations

import json
import zlib
from bisect import bisect_left
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from library.arrival import Arrived, Fate
from library.article import ArticleState
from library.article_numbers import numbered, stamp_of
from library.entries import Entries
from library.indexing import indexed, searchable
from library.schema import drop_late_indexes, make_late_indexes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from library.arrival import Arrival
    from library.document import Document

_MANY = 500
"""Articles from which it is worth to set the connection up for them."""
_SHARE = "share:"
"""The beginning of facts: how much was read of an article whose text is yet to come."""
_ARTICLES = """
    INSERT INTO article (id, url, title, authors, site, published, saved, state, starred, words, ideographs, language,
        description, fingerprint, number)
"""
_ARTICLE = "(?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?)"
_INDEX = "INSERT INTO article_search (rowid, title, points, text, authors, site) VALUES (?, ?, '', '', ?, ?)"
_INDEX_ALL = "INSERT INTO article_search (rowid, title, points, text, authors, site) VALUES (?, ?, ?, ?, ?, ?)"
_UNINDEX = """
    INSERT INTO article_search (article_search, rowid, title, points, text, authors, site)
    VALUES ('delete', ?, ?, ?, ?, ?, ?)
"""
_TAG_NAMES = """
    WITH RECURSIVE names (name) AS (
        SELECT (SELECT name FROM tag ORDER BY name COLLATE NOCASE LIMIT 1)
        UNION ALL
        SELECT (SELECT tag.name FROM tag WHERE tag.name > names.name COLLATE NOCASE
            ORDER BY tag.name COLLATE NOCASE LIMIT 1) FROM names WHERE names.name IS NOT NULL
    ) SELECT name FROM names WHERE name IS NOT NULL
"""
"""From one tag to the next in the index: how many articles carry them does not matter."""


class _There(NamedTuple):
    """What the library has of an article that arrives again."""

    saved: str
    state: str
    starred: int
    deleted: str | None
    words: int
    url: str
    title: str
    authors: str
    site: str
    published: str | None
    description: str
    language: str


class ArticleArrivals(Entries):
    """Articles of other services, many at a time."""

    def take_in(self, arrivals: Sequence[Arrival], now: datetime, tags: Sequence[str] = ()) -> list[Arrived]:
        """Add articles that are new, without their texts, and merge the others into those that are there; all or none.

        Each also gets `tags`; one without a time of saving was saved `now`. Articles in the trash stay as they are.
        """
        with self._in_bulk(len(arrivals)), self._transaction():
            keys = keys_of(arrivals)
            names = sorted(set(chain.from_iterable(keys)))
            known = self._those_under(names)
            number_of = known.copy()
            unused = self._next_article()
            fresh: list[tuple[int, Arrival]] = []
            again: list[tuple[int, Arrival]] = []
            numbers: list[int] = []
            for arrival, some in zip(arrivals, keys, strict=True):
                for name in some:
                    if name in number_of:
                        number = number_of[name]
                        again.append((number, arrival))
                        break
                else:
                    number = unused
                    unused += 1
                    fresh.append((number, arrival))
                for name in some:
                    number_of.setdefault(name, number)
                numbers.append(number)
            self._add_fresh(fresh, now)
            self._call([name for name in names if name not in known], number_of)
            there = self._there([number for number, _ in again])
            gone = {number for number, has in there.items() if has.deleted is not None}
            each = zip(numbers, arrivals, strict=True)
            self._add_tags((one for one in each if one[0] not in gone) if gone else each, tags)
            self._merge([one for one in again if one[0] not in gone], there, now)
            return _told(arrivals, numbers, {number for number, _ in fresh}, there)

    @contextmanager
    def _in_bulk(self, rows: int) -> Iterator[None]:
        """Set the connection up for many rows: with more memory, and no look for parents that were just stored."""
        if rows < _MANY:
            yield
            return
        self._run("PRAGMA cache_size = -65536")
        self._run("PRAGMA wal_autocheckpoint = 16384")
        self._run("PRAGMA foreign_keys = OFF")
        try:
            yield
        finally:
            self._run("PRAGMA foreign_keys = ON")
            self._run("PRAGMA wal_autocheckpoint = 1000")
            self._run("PRAGMA cache_size = -2000")

    def is_small(self, articles: int) -> bool:
        """Whether the library has fewer articles than that."""
        return not self._rows("SELECT 1 FROM article LIMIT 1 OFFSET ?", articles - 1)

    @contextmanager
    def indexed_late(self) -> Iterator[None]:
        """Leave the indexes by title and by site out for as long, for who only takes articles in, and many.

        When that is killed, whoever opens the library next makes them.
        """
        with self._transaction(), self._errors():
            drop_late_indexes(self._connection)
        try:
            yield
        finally:
            with self._transaction(), self._errors():
                make_late_indexes(self._connection)

    def known_under(self, keys: Iterable[str]) -> dict[str, int]:
        """The articles that are known by these pages or origins, by them; those in the trash only where no other is."""
        return self._those_under(sorted(set(keys)))

    def _those_under(self, keys: Sequence[str]) -> dict[str, int]:
        """As `known_under`; the keys in the order of the indexes."""
        origins, pages = _parted(keys)
        found: dict[str, int] = {}
        if pages and self._rows("SELECT 1 FROM address LIMIT 1"):
            for row in self._rows(
                """SELECT page, address.article FROM json_each(?) CROSS JOIN address ON page = value
                JOIN article ON article.id = address.article ORDER BY deleted IS NULL, address.article DESC""",
                json.dumps(pages),
            ):
                found[row[0]] = row[1]
        if origins and self._rows("SELECT 1 FROM origin LIMIT 1"):
            sql = "SELECT name, article FROM json_each(?) CROSS JOIN origin ON name = value"
            found |= {f"{_ORIGIN}{name}": article for name, article in self._rows(sql, json.dumps(origins))}
        return found

    def _next_article(self) -> int:
        used = self._rows("SELECT seq FROM sqlite_sequence WHERE name = 'article'")
        return (int(used[0][0]) if used else 0) + 1

    # New ones

    def _add_fresh(self, fresh: Sequence[tuple[int, Arrival]], now: datetime) -> None:
        """Store new articles, without their texts."""
        if not fresh:
            return
        from library.document import Document
        from library.rows import marks_of

        nothing = Document("")
        today = _text(now)
        numbers = numbered(self._rows, [(stamp_of(one.saved or now, number), number) for number, one in fresh])
        number_of = {article: number for number, article in numbers}
        self._insert_many(_ARTICLES, _ARTICLE, [
            (
                number, one.url, one.title, json.dumps(one.authors, ensure_ascii=False) if one.authors else "[]",
                one.site, _text(one.published) if one.published else None, _text(one.saved) if one.saved else today,
                "archived" if one.archived else "inbox", one.starred, one.language, one.description,
                nothing.fingerprint, number_of[number],
            )
            for number, one in fresh
        ])  # fmt: skip
        # these three take a third of the time in one statement each
        ids = fresh[0][0], fresh[-1][0]
        self._run("INSERT INTO body SELECT id, '', ? FROM article WHERE id BETWEEN ? AND ?", marks_of(nothing), *ids)
        self._run(
            "INSERT INTO source SELECT id, ?, '', '', '', '', ? FROM article WHERE id BETWEEN ? AND ?",
            zlib.compress(b""), today, *ids,
        )  # fmt: skip
        self._run("INSERT INTO pending SELECT id, 0, NULL, '', 0 FROM article WHERE id BETWEEN ? AND ?", *ids)
        hopeless = [(one.hopeless, number) for number, one in fresh if one.hopeless]
        if hopeless:
            self._many("UPDATE pending SET reason = ?, hopeless = 1 WHERE article = ?", hopeless)
        by_id = dict(fresh)
        self._many(_INDEX, [
            (number, searchable(one.title), searchable(" ".join(one.authors)) if one.authors else "",
             searchable(one.site))
            for number, article in numbers
            for one in (by_id[article],)
        ])  # fmt: skip
        self._keep_progress(fresh, today)

    def _keep_progress(self, arrivals: Iterable[tuple[int, Arrival]], today: str) -> None:
        """How far articles without a text were read, for when it comes; what was finished is so at once."""
        finished, shares = [], []
        for number, one in arrivals:
            if one.share <= 0 and one.finished is None:
                continue
            when = one.finished or one.saved
            moment = today if when is None else _text(when)
            if one.finished is not None or one.share >= 1:
                finished.append((number, moment, moment))
            else:
                shares.append((f"{_SHARE}{number}", f"{one.share:.4f} {moment}"))
        if finished:
            self._many("INSERT OR IGNORE INTO progress VALUES (?, 0, 0, 0, ?, ?)", finished)
        if shares:
            self._many("INSERT OR IGNORE INTO fact VALUES (?, ?)", shares)

    def _share_of(self, article: int, document: Document) -> None:
        """Put the reading place of an article whose text has come to where another service had it."""
        name = f"{_SHARE}{article}"
        rows = self._rows("SELECT value FROM fact WHERE name = ?", name)
        if not rows:
            return
        share, _, moment = str(rows[0][0]).partition(" ")
        offset = place_of(document, float(share))
        self._run(
            "INSERT OR IGNORE INTO progress VALUES (?, ?, ?, ?, ?, NULL)",
            article, offset, offset, document.words_before(offset), moment,
        )  # fmt: skip
        self._run("DELETE FROM fact WHERE name = ?", name)

    def _call(self, keys: Sequence[str], number_of: Mapping[str, int]) -> None:
        """Remember by what articles are known; the keys in the order of the indexes."""
        origins, pages = _parted(keys)
        self._insert_many("INSERT OR IGNORE INTO address", "(?, ?)", [(page, number_of[page]) for page in pages])
        self._insert_many(
            "INSERT OR IGNORE INTO origin", "(?, ?)", [(name, number_of[f"{_ORIGIN}{name}"]) for name in origins]
        )

    # Tags

    def _spelt(self) -> dict[str, str]:
        """The tags of the library, as they are spelt, by their small letters."""
        return {str(row[0]).casefold(): str(row[0]) for row in self._rows(_TAG_NAMES)}

    def _add_tags(self, arrivals: Iterable[tuple[int, Arrival]], more: Sequence[str]) -> None:
        """Give articles their tags, and `more`."""
        tagged = [(number, (*one.tags, *more) if more else one.tags) for number, one in arrivals if one.tags or more]
        if not tagged:
            return
        spelt = self._spelt()
        rows = [(number, spelt.setdefault(tag.casefold(), tag)) for number, tags in tagged for tag in tags]
        self._insert_many("INSERT OR IGNORE INTO tag", "(?, ?)", rows)

    # Known ones

    def _there(self, ids: Sequence[int]) -> dict[int, _There]:
        if not ids:
            return {}
        rows = self._rows(
            """SELECT id, saved, state, starred, deleted, words, url, title, authors, site, published, description,
                language FROM article WHERE id IN (SELECT value FROM json_each(?))""",
            json.dumps(ids),
        )
        return {row[0]: _There(*tuple(row)[1:]) for row in rows}

    def _merge(self, arrivals: Sequence[tuple[int, Arrival]], there: Mapping[int, _There], now: datetime) -> None:
        """Give articles what they lack; each may come several times."""
        starred = [number for number, one in arrivals if one.starred and not there[number].starred]
        if starred:
            listed = json.dumps(starred)
            self._run("UPDATE article SET starred = 1 WHERE id IN (SELECT value FROM json_each(?))", listed)
        earlier: dict[int, datetime] = {}
        waiting: list[tuple[int, Arrival]] = []
        for number, one in arrivals:
            if one.saved is not None and _text(one.saved) < there[number].saved:
                earlier[number] = min(one.saved, earlier.get(number, one.saved))
            if not there[number].words:
                waiting.append((number, one))
        self._redate(earlier)
        has = dict(there)
        for number, one in waiting:
            has[number] = self._complete(number, one, has[number])
        self._keep_progress(waiting, _text(now))

    def _complete(self, article: int, one: Arrival, has: _There) -> _There:
        """Tell more of an article that has no text yet: what it is called, by whom, and when it was published.

        Gives what the library has of it then.
        """
        values: dict[str, str] = {}
        if one.title not in ("", one.url, has.title) and has.title in ("", has.url, "Untitled"):
            values["title"] = one.title
        if one.authors and has.authors == "[]":
            values["authors"] = json.dumps(one.authors, ensure_ascii=False)
        if one.published is not None and has.published is None:
            values["published"] = _text(one.published)
        if one.url and not has.url:
            values["url"] = one.url
        if one.site and not has.site:
            values["site"] = one.site
        if one.description and not has.description:
            values["description"] = one.description
        if one.language and not has.language:
            values["language"] = one.language
        if not values:
            return has
        self._run(_UNINDEX, *self._indexed_row(article))
        names = ", ".join(f"{name} = ?" for name in values)
        self._run(f"UPDATE article SET {names} WHERE id = ?", *values.values(), article)
        self._run(_INDEX_ALL, *self._indexed_row(article))
        return _There(**{**has._asdict(), **values})

    def _redate(self, earlier: Mapping[int, datetime]) -> None:
        """Let articles have been saved earlier, and number them in the index accordingly."""
        if not earlier:
            return
        for article, moment in earlier.items():
            self._run(_UNINDEX, *self._indexed_row(article))
            self._run("UPDATE article SET saved = ?, number = NULL WHERE id = ?", _text(moment), article)
        numbers = numbered(self._rows, [(stamp_of(moment, article), article) for article, moment in earlier.items()])
        self._many("UPDATE article SET number = ? WHERE id = ?", numbers)
        for _, article in numbers:
            self._run(_INDEX_ALL, *self._indexed_row(article))

    def _indexed_row(self, article: int) -> tuple[object, ...]:
        """The row of an article in the index, its number first."""
        row = self._one(
            "SELECT number, title, authors, site, text, marks FROM article JOIN body ON article = id WHERE id = ?",
            article, what=f"article {article}",
        )  # fmt: skip
        return row["number"], *indexed(row["title"], row["authors"], row["site"], row["text"], row["marks"])


_ORIGIN, _ABOVE_ORIGINS = "\0", "\1"
"""Before an origin, to tell it from a page, and what all of them are below."""


def _parted(keys: Sequence[str]) -> tuple[list[str], Sequence[str]]:
    """The origins and the pages among keys that are in order."""
    first_page = bisect_left(keys, _ABOVE_ORIGINS)
    return [key[len(_ORIGIN) :] for key in keys[:first_page]], keys[first_page:]


def keys_of(arrivals: Iterable[Arrival]) -> list[Sequence[str]]:
    """By what each article is known: the pages of its addresses, else its origin."""
    from library.address import page_key, page_keys

    keys: list[Sequence[str]] = []
    for one in arrivals:
        if one.url and not one.addresses:
            keys.append((one.page or page_key(one.url),))
            continue
        found = page_keys((one.url, *one.addresses)) if one.url or one.addresses else []
        keys.append(found or ((f"{_ORIGIN}{one.origin}",) if one.origin else ()))
    return keys


def _told(
    arrivals: Sequence[Arrival], numbers: Sequence[int], fresh: set[int], there: Mapping[int, _There]
) -> list[Arrived]:
    if not there:
        return [Arrived(number, Fate.ADDED, waits=True) for number in numbers]
    told = []
    for arrival, number in zip(arrivals, numbers, strict=True):
        if number in fresh:
            fresh.discard(number)  # the file may have it once more
            told.append(Arrived(number, Fate.ADDED, waits=True))
            continue
        has = there[number]
        state = ArticleState.ARCHIVED.value if arrival.archived else ArticleState.INBOX.value
        if has.deleted is not None:
            told.append(Arrived(number, Fate.IN_TRASH))
        else:
            told.append(Arrived(number, Fate.MERGED, not has.words, has.state if has.state != state else ""))
    return told


_TWO = [f"{number:02}" for number in range(60)]


def _text(moment: datetime) -> str:
    """As `utc_text`, for a time that is in UTC already; a tenth of the time."""
    return (
        f"{moment.year:04}-{_TWO[moment.month]}-{_TWO[moment.day]}"
        f"T{_TWO[moment.hour]}:{_TWO[moment.minute]}:{_TWO[moment.second]}Z"
    )


def place_of(document: Document, share: float) -> int:
    """The offset before which about so much of a text stands, by its words."""
    wanted = round(document.words * share)
    low, high = 0, len(document.text)
    while low < high:
        middle = (low + high) // 2
        if document.words_before(middle) < wanted:
            low = middle + 1
        else:
            high = middle
    return low
