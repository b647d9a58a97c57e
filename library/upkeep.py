"""Upkeep: a copy of the library while it is in use, a look for what is wrong with it, and the index built anew."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from library.article import Shelf
from library.change_parts import UnreadableChangeError, unpacked
from library.errors import StoreError
from library.indexing import indexed, searchable
from library.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    Tell = Callable[[int, int], None]
    """Told how many of how many are done."""

_SAMPLE = 200
"""Articles whose words are looked for in the index."""
_WORDS = 4
"""Of each of them, as a phrase."""
_EACH = 500
_OWNED = {
    "body": "article", "source": "article", "progress": "article", "tag": "article", "queue": "article",
    "version": "article", "highlight": "article", "session": "article", "highlight_tag": "highlight",
    "recall": "highlight", "address": "article", "origin": "article", "pending": "article", "answer": "article",
    "illustration": "article",
}  # fmt: skip
"""Tables whose rows belong to a row of another one."""


class Finding(NamedTuple):
    """One thing that was looked at."""

    check: str
    """Its name, which stays the same."""
    good: bool
    words: str
    """What was found, a sentence."""


def default_name(now: datetime) -> str:
    """What a copy is called."""
    return f"library-{now:%Y%m%d-%H%M%S}.sqlite"


class Upkeep(Store):
    """A library that is looked after."""

    # Copying

    def back_up(self, path: Path, *, force: bool = False) -> int:
        """Copy the library into a file that its owner alone can read, while others write to it; returns its bytes.

        The copy is whole, or there is none. Raises StoreError when it can't be made, or the file is there already
        and `force` does not say to overwrite it.
        """
        if path.exists() and path.samefile(self.path):
            raise StoreError(f"{path} is the library itself.")
        part = path.with_name(f"{path.name}.part-{os.getpid()}")
        try:
            if not path.parent.is_dir():
                path.parent.mkdir(parents=True, mode=0o700)
        except OSError as error:
            raise StoreError(f"{path} can't be written: {error.strerror}") from error
        try:
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY | (0 if force else os.O_EXCL), 0o600))
        except FileExistsError as error:
            raise StoreError(f"{path} is there already; --force overwrites it.") from error
        except OSError as error:
            raise StoreError(f"{path} can't be written: {error.strerror}") from error
        try:
            os.close(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
            with self._errors(), closing(sqlite3.connect(part, isolation_level=None)) as copy:
                self._connection.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
            part.replace(path)
        except BaseException as error:
            part.unlink(missing_ok=True)
            if not path.stat().st_size:
                path.unlink()
            if isinstance(error, OSError):
                raise StoreError(f"{path} can't be written: {error.strerror}") from error
            raise
        return path.stat().st_size

    # Looking

    def findings(self, seed: int = 0) -> Iterator[Finding]:
        """Look at the whole library, one thing after another; `seed` chooses where the index is compared with the text.

        Raises nothing: what can't even be looked at is a finding.
        """
        checks = (
            ("database", self._database), ("references", self._references), ("texts", self._texts),
            ("index", self._index_rows), ("words", lambda: self._index_words(seed)), ("changes", self._changes),
            ("pictures", self._pictures), ("waiting", self._waiting),
        )  # fmt: skip
        for name, check in checks:
            try:
                yield Finding(name, *check())
            except StoreError as error:
                yield Finding(name, False, str(error))  # noqa: FBT003  a record's field

    def _database(self) -> tuple[bool, str]:
        wrong = [row[0] for row in self._rows("PRAGMA integrity_check(5)")]
        if wrong != ["ok"]:
            return False, f"The database is damaged: {'; '.join(wrong)}. A backup is the way back."
        articles = self._one("SELECT count(*) FROM article", what="the count")[0]
        return True, f"The database is whole: {articles:,} articles."

    def _waiting(self) -> tuple[bool, str]:
        notes = self._count("SELECT count(*) FROM highlight WHERE article IS NULL AND deleted IS NULL")
        texts = len(self.all_pending(hopeless=True))
        told = []
        if notes:
            told.append(f"Highlights whose article is not in the library: {notes:,} (broadsheet notes state:waiting).")
        if texts:
            told.append(f"Articles without their text as yet: {texts:,} (broadsheet fetch --pending).")
        return True, " ".join(told) or "Nothing waits for its article or for its text."

    def _references(self) -> tuple[bool, str]:
        wrong = self._rows("PRAGMA foreign_key_check")
        if wrong:
            tables = ", ".join(sorted({row[0] for row in wrong}))
            return False, f"{len(wrong):,} rows belong to nothing ({tables}); --repair takes them out."
        return True, "Everything belongs to an article that is there."

    def _texts(self) -> tuple[bool, str]:
        rows = self._rows(
            """SELECT id FROM article WHERE id NOT IN (SELECT article FROM body)
            OR id NOT IN (SELECT article FROM source)"""
        )
        if rows:
            ids = ", ".join(str(row[0]) for row in rows[:10])
            return False, f"{len(rows):,} articles have lost their text or their source: {ids}."
        return True, "Every article has its text and its source."

    def _index_rows(self) -> tuple[bool, str]:
        self._run("INSERT INTO article_search (article_search) VALUES ('integrity-check')")
        self._run("INSERT INTO highlight_search (highlight_search) VALUES ('integrity-check')")
        sql = "SELECT count(*) FROM {0} WHERE ifnull({1}, 0) NOT IN (SELECT {2} FROM {3} WHERE {2} IS NOT NULL)"
        articles, notes = "article_search_docsize", "highlight_search_docsize"
        missing = self._count(sql.format("article JOIN body ON article = article.id", "number", "id", articles))
        extra = self._count(sql.format(articles, "id", "number", "article"))
        missing_notes = self._count(sql.format("highlight", "id", "id", notes))
        extra_notes = self._count(sql.format(notes, "id", "id", "highlight"))
        if missing or extra or missing_notes or extra_notes:
            return False, (
                f"The index lacks {missing:,} articles and {missing_notes:,} highlights and has "
                f"{extra + extra_notes:,} that are gone; --repair builds it anew."
            )
        return True, "The index has all articles and highlights, and nothing else."

    def _count(self, sql: str) -> int:
        return int(self._one(sql, what="the count")[0])

    def _index_words(self, seed: int) -> tuple[bool, str]:
        """Whether words of some articles are found where they stand."""
        chance = Random(seed)  # noqa: S311  it chooses samples
        ids = self.ids(Shelf.ALL)
        sample = chance.sample(ids, min(_SAMPLE, len(ids)))
        lost = []
        for article in sample:
            row = self._one(f"{_TEXTS} WHERE id = ?", article, what=f"article {article}")
            columns = indexed(*row[1:])
            for words in (columns.title.split(), columns.points.split(), columns.text.split()):
                at = chance.randrange(max(1, len(words) - _WORDS))
                phrase = " ".join(words[at : at + _WORDS]).replace('"', " ")
                if not any(map(str.isalnum, phrase)):
                    continue
                sql = "SELECT 1 FROM article_search WHERE article_search MATCH ? AND rowid = ?"
                if not self._rows(sql, f'"{phrase}"', row[0]):
                    lost.append(article)
                    break
        if lost:
            return False, (
                f"Words of {len(lost)} of {len(sample)} articles are not found, as of article {lost[0]}; "
                "--repair builds the index anew."
            )
        return True, f"Words of {len(sample)} articles, taken at random, are found where they stand."

    def _changes(self) -> tuple[bool, str]:
        unreadable = self._unreadable_changes()
        if unreadable:
            return False, f"{len(unreadable)} changes can't be taken back: their record is damaged."
        return True, "Every change on record can be taken back."

    def _pictures(self) -> tuple[bool, str]:
        kept = self._count("SELECT count(*) FROM bitmap")
        left = self._count("SELECT count(*) FROM bitmap WHERE print NOT IN (SELECT print FROM illustration)")
        if left:
            return False, f"{left:,} pictures are of articles that are gone; --repair takes them out."
        return True, f"Every picture that is kept belongs to an article: {kept:,}."

    def _unreadable_changes(self) -> list[int]:
        unreadable = []
        for number, content in self._rows("SELECT id, content FROM change"):
            try:
                unpacked(content)
            except UnreadableChangeError:
                unreadable.append(number)
        return unreadable

    # Mending

    def repair(self, tell: Tell) -> None:
        """Take out what belongs nowhere and can't be read, and build the index anew, as one step."""
        with self._transaction():
            for number in self._unreadable_changes():
                self._run("DELETE FROM change WHERE id = ?", number)
            for table, owner in _OWNED.items():
                self._run(f"DELETE FROM {table} WHERE {owner} IS NOT NULL AND {owner} NOT IN (SELECT id FROM {owner})")
            self._sweep_pictures()
            self._run("INSERT INTO article_search (article_search) VALUES ('delete-all')")
            self._run("INSERT INTO highlight_search (highlight_search) VALUES ('delete-all')")
            self._run("UPDATE article SET number = NULL")
            self._run(
                """UPDATE article SET number = place
                FROM (SELECT id AS one, row_number() OVER (ORDER BY stamp) AS place FROM article) WHERE id = one"""
            )
            total = self._count("SELECT count(*) FROM article")
            for first in range(1, total + 1, _EACH):
                self._index_again(first)
                tell(min(first + _EACH - 1, total), total)
            notes = self._rows("SELECT id, quote, note FROM highlight ORDER BY id")
            self._many(
                "INSERT INTO highlight_search (rowid, quote, note) VALUES (?, ?, ?)",
                ((number, searchable(quote), searchable(note)) for number, quote, note in notes),
            )

    def _index_again(self, first: int) -> None:
        rows = self._rows(f"{_TEXTS} WHERE number BETWEEN ? AND ? ORDER BY number", first, first + _EACH - 1)
        self._many(
            "INSERT INTO article_search (rowid, title, points, text, authors, site) VALUES (?, ?, ?, ?, ?, ?)",
            ((row[0], *indexed(*row[1:])) for row in rows),
        )


_TEXTS = "SELECT number, title, authors, site, text, marks FROM article JOIN body ON article = id"
