"""Every query beside plain SQL over the tables: `python tests/benchmarks/plain_sql.py HOME [QUERIES] [SEED]`.

HOME is a folder with a library, which is copied first. Random queries are asked of the library, whole lists and first
pages, on every shelf; and of SQL that is written here over plain columns of words, with nothing of the library's own:
no index of words, no grammar, no parser. What differs is printed, and makes the exit code 1.
"""

import json
import random
import re
import shutil
import sqlite3
import sys
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from library.article import Shelf
from library.article_query import parse_articles
from library.store import Store

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
FIRST = 40
_PLAIN = """CREATE TABLE plain (id INTEGER PRIMARY KEY, title TEXT, text TEXT, points TEXT, authors TEXT, site TEXT,
    notes TEXT, tags TEXT)"""
_SHELVES = {
    Shelf.ALL: "a.deleted IS NULL", Shelf.INBOX: "a.deleted IS NULL AND a.state = 'inbox'",
    Shelf.ARCHIVE: "a.deleted IS NULL AND a.state = 'archived'",
    Shelf.STARRED: "a.deleted IS NULL AND a.starred = 1",
}  # fmt: skip


class Asked(NamedTuple):
    """The same question in both languages."""

    typed: str
    sql: str
    trash: bool = False


_KANA = frozenset(map(chr, range(0x3040, 0x3100)))
"""Of which a mark makes another syllable."""


def _without_accents(letter: str) -> str:
    """A letter without its marks; Hangul stays a syllable."""
    parts = (one for one in unicodedata.normalize("NFD", letter) if not unicodedata.combining(one))
    return unicodedata.normalize("NFC", "".join(parts))


def spelled(text: str) -> str:
    """The words of a text with a space before and after each; ideographs, kana and Hangul are words of their own."""
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    bare = "".join(one if one in _KANA else _without_accents(one) for one in text)
    words = re.findall(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+",
                       unicodedata.normalize("NFC", bare))  # fmt: skip
    return f" {' '.join(words)} " if words else " "


def make_plain(connection: sqlite3.Connection) -> None:
    """Columns in which LIKE finds a word, a phrase, or how a word begins."""
    connection.execute(_PLAIN)
    for number, title, authors, site, text, marks in connection.execute(
        "SELECT id, title, authors, site, text, marks FROM article JOIN body ON article = id"
    ).fetchall():
        points, rest, at = "", "", 0
        for kind, start, end, *_ in json.loads(marks)["blocks"]:
            if kind in ("key_point", "standfirst"):
                points, rest, at = f"{points}{text[start:end]}\n", f"{rest}{text[at:start]}", end
        said = connection.execute(
            "SELECT quote, note FROM highlight WHERE article = ? AND deleted IS NULL", (number,)
        ).fetchall()
        tags = connection.execute("SELECT name FROM tag WHERE article = ?", (number,)).fetchall()
        connection.execute(
            "INSERT INTO plain VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number, spelled(title), spelled(rest + text[at:]), spelled(points),
                spelled(" ".join(json.loads(authors))), spelled(site),
                "|".join(spelled(one) for row in said for one in row),
                "|".join(["", *(unicodedata.normalize("NFC", row[0].casefold()) for row in tags), ""]),
            ),
        )  # fmt: skip


def quoted(text: str) -> str:
    """A string of SQL."""
    return "'" + text.replace("'", "''") + "'"


class Questions:
    """Random questions about what a library has."""

    def __init__(self, connection: sqlite3.Connection, seed: int) -> None:
        self.chance = random.Random(seed)
        rows = connection.execute("SELECT title, text FROM plain ORDER BY id").fetchall()
        self.texts = [row for row in rows if len(row[1].split()) > 9]
        self.tags = [row[0] for row in connection.execute("SELECT DISTINCT name FROM tag ORDER BY name")]
        self.sites = [row[0] for row in connection.execute("SELECT DISTINCT site FROM article WHERE site <> ''")]
        self.authors = [row[0] for row in connection.execute("SELECT DISTINCT authors FROM article LIMIT 500")]
        self.notes = [row[0] for row in connection.execute("SELECT note FROM highlight WHERE note <> '' LIMIT 500")]
        self.languages = [row[0] for row in connection.execute("SELECT DISTINCT language FROM article")]
        self.kinds: list[Callable[[], Asked]] = [
            self.word, self.word, self.phrase, self.column, self.author, self.site, self.tag, self.note, self.state,
            self.property, self.number, self.saved, self.published, self.read, self.language,
        ]  # fmt: skip

    def some_words(self, count: int, column: int = 1) -> list[str]:
        """Words that stand side by side somewhere; none of them means anything to the grammar."""
        while True:
            words = str(self.chance.choice(self.texts)[column]).split()
            at = self.chance.randrange(max(1, len(words) - count))
            found = words[at : at + count]
            if len(found) == count and "or" not in found:
                return found

    def stands(self, words: str, columns: str, *, goes_on: bool = False) -> str:
        """SQL: some words in one of the columns of `plain`."""
        like = quoted(f" {words}" if goes_on else f" {words} ")
        return f"({' OR '.join(f'instr(plain.{column}, {like}) > 0' for column in columns.split())})"

    def word(self) -> Asked:
        word = self.some_words(1)[0]
        if self.chance.random() < 0.4 and ord(word[0]) < 0x3000:
            begun = word[: self.chance.randint(1, len(word))]
            tagged = f"instr(plain.tags, {quoted(f'|{begun}|')}) > 0"
            found = self.stands(begun, "title text points authors site notes", goes_on=True)
            return Asked(f"{begun}*", f"({found} OR {tagged})")
        return Asked(word, self._worded(word))

    def _worded(self, words: str) -> str:
        tagged = f"instr(plain.tags, {quoted(f'|{words}|')}) > 0"
        return f"({self.stands(words, 'title text points authors site notes')} OR {tagged})"

    def phrase(self) -> Asked:
        words = " ".join(self.some_words(self.chance.randint(2, 3)))
        return Asked(f'"{words}"', self._worded(words))

    def column(self) -> Asked:
        if self.chance.random() < 0.5:
            words = self.some_words(1, 0)[0]
            return Asked(f"title:{words}", self.stands(words, "title"))
        words = " ".join(self.some_words(self.chance.randint(1, 2)))
        return Asked(f'text:"{words}"', self.stands(words, "text points"))

    def author(self) -> Asked:
        words = spelled(" ".join(json.loads(self.chance.choice(self.authors)))).split() or ["nobody"]
        return Asked(f"author:{(word := self.chance.choice(words))}", self.stands(word, "authors"))

    def site(self) -> Asked:
        words = spelled(self.chance.choice(self.sites)).split()
        some = " ".join(words[: self.chance.randint(1, len(words))])
        return Asked(f'site:"{some}"', self.stands(some, "site"))

    def tag(self) -> Asked:
        name = self.chance.choice(self.tags).split("/")
        some = unicodedata.normalize("NFC", "/".join(name[: self.chance.randint(1, len(name))]).casefold())
        if self.chance.random() < 0.5:
            at = self.chance.randint(1, len(some))
            begun = some[:at].strip("/") or some
            return Asked(f'tag:"{begun}"*', f"instr(plain.tags, {quoted(f'|{begun}')}) > 0")
        exact, below = quoted(f"|{some}|"), quoted(f"|{some}/")
        return Asked(f'tag:"{some}"', f"(instr(plain.tags, {exact}) > 0 OR instr(plain.tags, {below}) > 0)")

    def note(self) -> Asked:
        words = spelled(self.chance.choice(self.notes)).split()
        return Asked(f"note:{(word := self.chance.choice(words))}", self.stands(word, "notes"))

    def state(self) -> Asked:
        highlights = "EXISTS (SELECT 1 FROM highlight WHERE highlight.article = a.id AND deleted IS NULL"
        name, sql = self.chance.choice([
            ("unread", "NOT (ifnull(p.words_read, 0) > 0 OR p.finished IS NOT NULL)"),
            ("reading", "(ifnull(p.words_read, 0) > 0 AND p.finished IS NULL)"), ("finished", "p.finished IS NOT NULL"),
            ("starred", "a.starred = 1"), ("inbox", "a.state = 'inbox'"), ("archived", "a.state = 'archived'"),
            ("queued", "a.id IN (SELECT article FROM queue)"), ("annotated", f"{highlights})"),
            ("untagged", "a.id NOT IN (SELECT article FROM tag)"), ("lost", f"{highlights} AND state = 'lost')"),
            ("uncertain", f"{highlights} AND state = 'uncertain')"), ("trashed", "a.deleted IS NOT NULL"),
        ])  # fmt: skip
        return Asked(f"is:{name}", sql, trash=name == "trashed")

    def property(self) -> Asked:
        highlights = "a.id IN (SELECT article FROM highlight WHERE deleted IS NULL AND article IS NOT NULL"
        pictures = (
            "SELECT article FROM body, json_each(marks, '$.blocks') AS b WHERE json_extract(b.value, '$[0]') = 'image'"
        )
        return Asked(*self.chance.choice([
            ("has:notes", f"{highlights} AND note <> '')"), ("has:highlights", f"{highlights})"),
            ("has:images", f"a.id IN ({pictures})"), ("has:tags", "a.id IN (SELECT article FROM tag)"),
            ("has:author", "json_array_length(a.authors) > 0"), ("has:url", "a.url <> ''"),
        ]))  # fmt: skip

    def number(self) -> Asked:
        share = "iif(p.finished IS NOT NULL, 1.0, min(1.0, ifnull(p.words_read, 0) * 1.0 / a.words))"
        field, sql, most = self.chance.choice([
            ("words", "a.words", 1200), ("progress", f"CAST({share} * 100 AS INTEGER)", 100), ("id", "a.id", 10_000),
        ])  # fmt: skip
        low, high = sorted((self.chance.randrange(most), self.chance.randrange(most)))
        return self.chance.choice([
            Asked(f"{field}:{low}..{high}", f"({sql} BETWEEN {low} AND {high})"),
            Asked(f"{field}:<{high}", f"{sql} < {high}"),
            Asked(f"{field}:>={low}", f"{sql} >= {low}"), Asked(f"{field}:{low}..", f"{sql} >= {low}"),
        ])  # fmt: skip

    def _period(self, field: str, sql: str) -> Asked:
        year, month = self.chance.randint(2018, 2026), self.chance.randint(1, 12)
        after = f"{year + month // 12}-{month % 12 + 1:02}-01"
        return self.chance.choice([
            Asked(f"{field}:{year}", f"({sql} >= '{year}-01-01' AND {sql} < '{year + 1}-01-01')"),
            Asked(f"{field}:{year}-{month:02}", f"({sql} >= '{year}-{month:02}-01' AND {sql} < '{after}')"),
            Asked(f"{field}:>{year}-{month:02}", f"{sql} >= '{after}'"),
            Asked(f"{field}:<{year}", f"{sql} < '{year}-01-01'"),
            Asked(f"{field}:>={year}-{month:02}-15", f"{sql} >= '{year}-{month:02}-15'"),
        ])  # fmt: skip

    def saved(self) -> Asked:
        return self._period("saved", "a.saved")

    def published(self) -> Asked:
        return self._period("published", "a.published")

    def read(self) -> Asked:
        return self._period("read", "p.changed")

    def language(self) -> Asked:
        code = self.chance.choice([one for one in self.languages if one] or ["en"]).split("-")[0].lower()
        like = quoted(f"{code}-%")
        return Asked(f"lang:{code}", f"(lower(a.language) = '{code}' OR lower(a.language) LIKE {like})")

    def one(self, depth: int = 0) -> Asked:
        """A whole query."""
        kind = self.chance.random()
        if depth > 2 or kind < 0.4:
            return self.chance.choice(self.kinds)()
        if kind < 0.55:
            inner = self.one(depth + 1)
            return Asked(f"-({inner.typed})", f"NOT ifnull({inner.sql}, 0)", inner.trash)
        parts = [self.one(depth + 1) for _ in range(self.chance.randint(2, 3))]
        word, sql = (" ", " AND ") if kind < 0.8 else (" or ", " OR ")
        typed = word.join(f"({part.typed})" if " " in part.typed else part.typed for part in parts)
        return Asked(
            typed, "(" + sql.join(f"ifnull({part.sql}, 0)" for part in parts) + ")", any(part.trash for part in parts)
        )


def differences(store: Store, connection: sqlite3.Connection, asked: Asked, shelf: Shelf) -> list[str]:
    """How the library's answers differ from those of plain SQL."""
    standing = _SHELVES[shelf].replace("a.deleted IS NULL", "1") if asked.trash else _SHELVES[shelf]
    sql = f"""SELECT a.id FROM article AS a JOIN plain ON plain.id = a.id LEFT JOIN progress AS p ON p.article = a.id
        WHERE {standing} AND {asked.sql} ORDER BY a.saved DESC, a.id DESC"""  # noqa: S608  of words of the library
    rows = connection.execute(sql)
    wanted = [row[0] for row in rows]
    query = parse_articles(asked.typed, NOW)
    whole, first = (
        list(store.article_list(query, shelf=shelf).ids),
        list(store.article_list(query, shelf=shelf, most=FIRST).ids),
    )
    backwards = list(store.article_list(query, shelf=shelf, backwards=True, most=FIRST).ids)
    told = []
    if whole != wanted:
        more, less = set(whole) - set(wanted), set(wanted) - set(whole)
        told.append(
            f"{len(more)} too many, such as {sorted(more)[:3]}; {len(less)} missing, such as {sorted(less)[:3]}"
        )
    if first != wanted[:FIRST]:
        told.append("another first page")
    if backwards != wanted[::-1][:FIRST]:
        told.append("another first page backwards")
    return told


def main() -> int:
    """Ask, and print what differs."""
    count, seed = (int(sys.argv[at]) if len(sys.argv) > at else other for at, other in ((2, 300), (3, 1)))
    wrong = 0
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "library.sqlite"
        shutil.copyfile(Path(sys.argv[1]) / "library.sqlite", copy)
        with Store(copy) as store, sqlite3.connect(copy) as connection:
            make_plain(connection)
            connection.commit()
            questions = Questions(connection, seed)
            sizes = []
            for number in range(count):
                asked, shelf = questions.one(), list(_SHELVES)[number % len(_SHELVES)]
                sizes.append(len(store.article_list(parse_articles(asked.typed, NOW), shelf=shelf).ids))
                for difference in differences(store, connection, asked, shelf):
                    wrong += 1
                    print(f"{shelf}: {asked.typed}: {difference}")
    some = sum(size > 0 for size in sizes)
    print(f"{count} queries, {some} of which found something; {wrong} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
