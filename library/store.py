"""Store: the library on disk; every SQL statement of the project."""

from __future__ import annotations

import json
import sqlite3
import zlib
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from library import schema
from library.article import (
    Article,
    ArticleState,
    Highlight,
    NotedPassage,
    Progress,
    Shelf,
    ShelfCounts,
    utc_text,
)
from library.errors import NotFoundError, StoreError
from library.query import Query, searchable

if TYPE_CHECKING:  # a listing needs neither texts nor sources
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from library.anchor import Anchor
    from library.article import Draft
    from library.document import Document
    from library.source import Source

_SHELVES = {
    Shelf.INBOX: "deleted IS NULL AND state = 'inbox'",
    Shelf.READING: """deleted IS NULL AND id IN
        (SELECT article FROM progress WHERE words_read > 0 AND finished IS NULL)""",
    Shelf.STARRED: "deleted IS NULL AND starred",
    Shelf.ARCHIVE: "deleted IS NULL AND state = 'archived'",
    Shelf.ALL: "deleted IS NULL",
    Shelf.TRASH: "deleted IS NOT NULL",
}
_TERM = """(id IN (SELECT rowid FROM article_search WHERE article_search MATCH :{0})
    OR id IN (SELECT article FROM highlight WHERE deleted IS NULL AND id IN
        (SELECT rowid FROM highlight_search WHERE highlight_search MATCH :{0}))
    OR id IN (SELECT article FROM tag WHERE name = :{0}_tag COLLATE NOCASE))"""
_ARTICLE = """
    SELECT id, url, title, authors, site, published, saved, state, starred, words, ideographs, language,
        stated_minutes, fingerprint, deleted, "offset", furthest, words_read, progress.changed AS moved, finished
    FROM article LEFT JOIN progress ON progress.article = id
"""
_TAGS = "SELECT article, json_group_array(name) FROM tag WHERE article IN ({0}) GROUP BY article"
_MARKED = """
    SELECT article, count(*), count(*) FILTER (WHERE note <> '') FROM highlight
    WHERE article IN ({0}) AND deleted IS NULL GROUP BY article
"""
_HIGHLIGHT = """
    SELECT h.*, (SELECT json_group_array(name) FROM highlight_tag WHERE highlight = h.id) AS tags,
        article.title AS title
    FROM highlight h JOIN article ON article.id = h.article
    WHERE h.deleted IS NULL AND article.deleted IS NULL
"""
_PAGE = 500
"""Ids bound in one statement."""


class Store:
    """One connection to a library; not to be shared between threads. Close it, or use it in a `with`."""

    def __init__(self, path: Path) -> None:
        """Open the library at `path`; an absent one is made, readable by its owner alone.

        Raises StoreError when the file can't be used and NewerLibraryError when it is of a newer program.
        """
        self.path = path
        schema.make_file(path)
        with self._errors():
            self._connection = sqlite3.connect(path, timeout=5, isolation_level=None)
        try:
            with self._errors():
                self._connection.row_factory = sqlite3.Row
                self._connection.execute("PRAGMA foreign_keys = ON")
                schema.prepare(self._connection, path)
                schema.write_ahead(self._connection)
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; may be called twice."""
        self._connection.close()

    # Articles

    def add(self, draft: Draft) -> int:
        """Store a new article and return its id."""
        from library.rows import columns_of

        with self._transaction():
            article = self._insert(
                "article", saved=utc_text(draft.saved), state=ArticleState.INBOX.value, **columns_of(draft)
            )
            self._write_body(article, draft)
            self._tag([article], (*draft.metadata.tags, *draft.tags))
            self._index(article)
            return article

    def replace(self, article: int, draft: Draft, place: int) -> None:
        """Give an article a new text and source, in which all its highlights are looked for.

        `place` is the new offset of its progress. Tags are added to those there are; dates and state stay.
        Raises NotFoundError.
        """
        from library.anchor import find_anchor
        from library.rows import anchor_of, columns_of

        with self._transaction():
            self._unindex(article)
            columns = columns_of(draft)
            names = ", ".join(f"{name} = ?" for name in columns)
            self._change(f"UPDATE article SET {names} WHERE id = ?", *columns.values(), article)
            self._write_body(article, draft)
            self._tag([article], (*draft.metadata.tags, *draft.tags))
            self._index(article)
            # deleted ones too: they may be restored
            for row in self._rows("SELECT * FROM highlight WHERE article = ?", article):
                today = find_anchor(anchor_of(row), draft.document)
                self._change(
                    "UPDATE highlight SET place_start = ?, place_end = ?, state = ?, reason = ? WHERE id = ?",
                    today.place and today.place.start, today.place and today.place.end,
                    today.state.value, today.reason, row["id"],
                )  # fmt: skip
            end, words, read = len(draft.document.text), draft.document.words, draft.document.words_before(place)
            self._run(
                """UPDATE progress SET "offset" = ?, furthest = iif(finished IS NULL, min(furthest, ?), ?),
                    words_read = iif(finished IS NULL, ?, ?) WHERE article = ?""",
                place, end, end, read, words, article,
            )  # fmt: skip

    def article(self, article: int) -> Article:
        """One row of the library, from the trash as well. Raises NotFoundError."""
        found = self.articles([article])
        if not found:
            raise NotFoundError(f"There is no article {article}.")
        return found[0]

    def articles(self, ids: Sequence[int]) -> list[Article]:
        """Rows in the order of `ids`; those that are gone are left out."""
        found: dict[int, Article] = {}
        for at in range(0, len(ids), _PAGE):
            page = ids[at : at + _PAGE]
            holes = ",".join("?" * len(page))
            tags = {row[0]: row[1] for row in self._rows(_TAGS.format(holes), *page)}
            marked = {row[0]: (row[1], row[2]) for row in self._rows(_MARKED.format(holes), *page)}
            for row in self._rows(f"{_ARTICLE} WHERE id IN ({holes})", *page):
                number = row["id"]
                found[number] = _article(row, tags.get(number, "[]"), marked.get(number, (0, 0)))
        return [found[number] for number in ids if number in found]

    def ids(self, shelf: Shelf = Shelf.ALL, query: Query = Query()) -> list[int]:  # noqa: B008  Query is frozen
        """The articles on a shelf that match a query, newest first; the trash by when they were put there."""
        where, bound = [_SHELVES[shelf]], {}
        for number, term in enumerate(query.terms):
            name = f"term{number}"
            where.append(_TERM.format(name))
            bound[name] = term.match
            bound[f"{name}_tag"] = term.words
        order = "deleted DESC, id DESC" if shelf is Shelf.TRASH else "saved DESC, id DESC"
        sql = f"SELECT id FROM article WHERE {' AND '.join(where)} ORDER BY {order}"
        with self._errors():
            return [row["id"] for row in self._connection.execute(sql, bound)]

    def counts(self) -> ShelfCounts:
        """How many articles stand on each shelf, and how many highlights the library has."""
        columns = ", ".join(f'count(*) FILTER (WHERE {where}) AS "{shelf}"' for shelf, where in _SHELVES.items())
        row = self._one(f"SELECT {columns} FROM article", what="the counts")
        highlights = self._one(
            """SELECT count(*) AS n FROM highlight JOIN article ON article.id = highlight.article
            WHERE highlight.deleted IS NULL AND article.deleted IS NULL""",
            what="the counts",
        )
        return ShelfCounts({shelf: row[shelf.value] for shelf in Shelf}, highlights["n"])

    def same(self, url: str, title: str, fingerprint: str) -> Article | None:
        """The article with this address, else the one with this very title and text; those in the trash come last."""
        rows = self._rows(
            """SELECT id FROM article WHERE (url <> '' AND url = ?) OR (fingerprint = ? AND title = ?)
            ORDER BY deleted IS NOT NULL, url = ? DESC, id LIMIT 1""",
            url, fingerprint, title, url,
        )  # fmt: skip
        return self.article(rows[0]["id"]) if rows else None

    def document(self, article: int) -> Document:
        """The text of an article. Raises NotFoundError."""
        from library.rows import document_of

        row = self._one(
            """SELECT text, marks, language FROM body JOIN article ON id = article WHERE article = ?""",
            article, what=f"article {article}",
        )  # fmt: skip
        return document_of(row["text"], row["marks"], row["language"])

    def source(self, article: int) -> Source:
        """The bytes of an article as they came. Raises NotFoundError."""
        row = self._one("SELECT * FROM source WHERE article = ?", article, what=f"article {article}")
        from library.source import Source

        content = zlib.decompress(row["content"])
        return Source(content, _time(row["taken"]), row["name"], row["url"], row["media_type"], row["charset"])

    def star(self, ids: Sequence[int], *, starred: bool) -> None:
        """Give or take the star. Raises NotFoundError."""
        self._each("UPDATE article SET starred = ? WHERE id = ?", ids, int(starred))

    def move(self, ids: Sequence[int], state: ArticleState) -> None:
        """Put articles into the inbox or the archive. Raises NotFoundError."""
        self._each("UPDATE article SET state = ? WHERE id = ?", ids, state.value)

    def delete(self, ids: Sequence[int], now: datetime) -> None:
        """Put articles into the trash; one that is there already stays as it is. Raises NotFoundError."""
        self._each("UPDATE article SET deleted = coalesce(deleted, ?) WHERE id = ?", ids, utc_text(now))

    def undelete(self, ids: Sequence[int]) -> None:
        """Take articles out of the trash. Raises NotFoundError."""
        self._each("UPDATE article SET deleted = NULL WHERE id = ?", ids)

    def tag(self, ids: Sequence[int], names: Iterable[str]) -> None:
        """Add tags to articles. Raises NotFoundError."""
        with self._transaction():
            self._tag(ids, names)

    # Progress

    def save_progress(self, progress: Progress) -> None:
        """Remember a reading place; the furthest place and the time of finishing never go back.

        Raises NotFoundError.
        """
        self._run(
            """INSERT INTO progress (article, "offset", furthest, words_read, changed, finished)
            VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (article) DO UPDATE SET "offset" = excluded."offset",
                furthest = max(furthest, excluded.furthest), words_read = excluded.words_read,
                changed = excluded.changed, finished = coalesce(finished, excluded.finished)""",
            progress.article, progress.offset, progress.furthest, progress.words_read,
            utc_text(progress.changed), utc_text(progress.finished),
        )  # fmt: skip

    # Highlights

    def add_highlight(self, article: int, anchor: Anchor, *, colour: str, now: datetime, note: str = "") -> int:
        """Store a highlight and return its id. Raises NotFoundError.

        When another process has changed the text since the anchor was made, it is looked for in the text of today.
        """
        from library.anchor import AnchorState, Found, find_anchor
        from library.document import Range

        with self._transaction():
            row = self._one("SELECT fingerprint FROM article WHERE id = ?", article, what=f"article {article}")
            if row["fingerprint"] == anchor.fingerprint:  # as ever, and then the text need not be read
                today = Found(Range(anchor.start, anchor.end), AnchorState.HELD, "just made")
            else:
                today = find_anchor(anchor, self.document(article))
            highlight = self._insert(
                "highlight", article=article, start=anchor.start, end=anchor.end, quote=anchor.quote,
                before=anchor.before, after=anchor.after, fingerprint=anchor.fingerprint,
                place_start=today.place and today.place.start, place_end=today.place and today.place.end,
                state=today.state.value, reason=today.reason, colour=colour, note=note,
                created=utc_text(now), changed=utc_text(now),
            )  # fmt: skip
            self._run(
                "INSERT INTO highlight_search (rowid, quote, note) VALUES (?, ?, ?)",
                highlight, searchable(anchor.quote), searchable(note),
            )  # fmt: skip
            return highlight

    def write_note(self, highlight: int, note: str, now: datetime) -> None:
        """Replace the note of a highlight. Raises NotFoundError."""
        with self._transaction():
            row = self._one("SELECT quote, note FROM highlight WHERE id = ?", highlight, what=f"highlight {highlight}")
            quote = searchable(row["quote"])
            self._run(
                """INSERT INTO highlight_search (highlight_search, rowid, quote, note)
                VALUES ('delete', ?, ?, ?)""",
                highlight, quote, searchable(row["note"]),
            )  # fmt: skip
            self._run("UPDATE highlight SET note = ?, changed = ? WHERE id = ?", note, utc_text(now), highlight)
            self._run(
                "INSERT INTO highlight_search (rowid, quote, note) VALUES (?, ?, ?)",
                highlight, quote, searchable(note),
            )  # fmt: skip

    def delete_highlight(self, highlight: int, now: datetime) -> None:
        """Put a highlight aside, where `restore_highlight` finds it. Raises NotFoundError."""
        self._change("UPDATE highlight SET deleted = ? WHERE id = ?", utc_text(now), highlight)

    def restore_highlight(self, highlight: int) -> None:
        """Bring a deleted highlight back. Raises NotFoundError."""
        self._change("UPDATE highlight SET deleted = NULL WHERE id = ?", highlight)

    def highlight(self, highlight: int) -> Highlight:
        """One highlight that is not deleted. Raises NotFoundError."""
        from library.rows import highlight_of

        return highlight_of(self._one(f"{_HIGHLIGHT} AND h.id = ?", highlight, what=f"highlight {highlight}"))

    def highlights(self, article: int) -> list[Highlight]:
        """The highlights of an article in reading order; lost ones last."""
        from library.rows import highlight_of

        sql = f"{_HIGHLIGHT} AND h.article = ? ORDER BY place_start IS NULL, place_start, h.id"
        return [highlight_of(row) for row in self._rows(sql, article)]

    def noted_passages(self, query: Query = Query()) -> list[NotedPassage]:  # noqa: B008  Query is frozen
        """All highlights of the library whose quote or note matches, newest articles first, in reading order."""
        from library.rows import highlight_of

        where = "".join(
            " AND h.id IN (SELECT rowid FROM highlight_search WHERE highlight_search MATCH ?)" for _ in query.terms
        )
        order = "article.saved DESC, article.id DESC, place_start IS NULL, place_start, h.id"
        sql = f"{_HIGHLIGHT}{where} ORDER BY {order}"
        rows = self._rows(sql, *(term.match for term in query.terms))
        return [NotedPassage(highlight_of(row), row["title"]) for row in rows]

    # The library as a whole

    def fact(self, name: str) -> str | None:
        """A remembered fact about the library itself; None when it was never set."""
        rows = self._rows("SELECT value FROM fact WHERE name = ?", name)
        return str(rows[0]["value"]) if rows else None

    def set_fact(self, name: str, value: str) -> None:
        """Remember a fact about the library itself."""
        self._run("INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value)

    def foreign_changes(self) -> int:
        """A number that differs after another process has written to the library."""
        return int(self._one("PRAGMA data_version", what="the data version")[0])

    # Statements

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """The one place where SQLite's errors become ours."""
        try:
            yield
        except sqlite3.ProgrammingError:
            raise
        except OverflowError as error:  # an id of more than 64 bits
            raise NotFoundError("There is no such article or highlight.") from error
        except sqlite3.IntegrityError as error:
            if "FOREIGN KEY" not in str(error):
                raise StoreError(f"The library {self.path} refused a record: {error}") from error
            raise NotFoundError("There is no such article or highlight.") from error
        except sqlite3.Error as error:
            raise StoreError(f"The library {self.path} can't be used: {error}") from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._run("BEGIN IMMEDIATE")
        try:
            yield
            self._run("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # SQLite ends it by itself on a full disk
                self._connection.execute("ROLLBACK")
            raise

    def _run(self, sql: str, *bound: object) -> sqlite3.Cursor:
        with self._errors():
            return self._connection.execute(sql, bound)

    def _rows(self, sql: str, *bound: object) -> list[sqlite3.Row]:
        with self._errors():  # a damaged page shows when it is read
            return self._connection.execute(sql, bound).fetchall()

    def _one(self, sql: str, *bound: object, what: str) -> sqlite3.Row:
        rows = self._rows(sql, *bound)
        if not rows:
            raise NotFoundError(f"There is no {what}.")
        return rows[0]

    def _change(self, sql: str, *bound: object) -> None:
        """Run an update whose last value is the id of the one row that it must change."""
        if self._run(sql, *bound).rowcount != 1:
            table = "highlight" if "UPDATE highlight" in sql else "article"
            raise NotFoundError(f"There is no {table} {bound[-1]}.")

    def _each(self, sql: str, ids: Sequence[int], *bound: object) -> None:
        with self._transaction():
            for number in ids:
                self._change(sql, *bound, number)

    def _insert(self, table: str, **values: object) -> int:
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" * len(values))
        cursor = self._run(f"INSERT INTO {table} ({names}) VALUES ({marks})", *values.values())
        return int(cursor.lastrowid or 0)

    def _write_body(self, article: int, draft: Draft) -> None:
        from library.rows import marks_of

        source = draft.source
        self._run("REPLACE INTO body VALUES (?, ?, ?)", article, draft.document.text, marks_of(draft.document))
        self._run(
            "REPLACE INTO source VALUES (?, ?, ?, ?, ?, ?, ?)",
            article, zlib.compress(source.content), source.name, source.url, source.media_type, source.charset,
            utc_text(source.taken),
        )  # fmt: skip

    def _tag(self, ids: Sequence[int], names: Iterable[str]) -> None:
        for number in ids:
            for name in names:
                self._run("INSERT OR IGNORE INTO tag VALUES (?, ?)", number, name)

    def _index(self, article: int) -> None:
        self._run(
            "INSERT INTO article_search (rowid, title, authors, site, text) VALUES (?, ?, ?, ?, ?)",
            article, *self._indexed(article),
        )  # fmt: skip

    def _unindex(self, article: int) -> None:
        self._run(
            """INSERT INTO article_search (article_search, rowid, title, authors, site, text)
            VALUES ('delete', ?, ?, ?, ?, ?)""",
            article, *self._indexed(article),
        )  # fmt: skip

    def _indexed(self, article: int) -> list[str]:
        row = self._one(
            "SELECT title, authors, site, text FROM article JOIN body ON article = id WHERE id = ?",
            article, what=f"article {article}",
        )  # fmt: skip
        authors = " ".join(json.loads(row["authors"]))
        return [searchable(text) for text in (row["title"], authors, row["site"], row["text"])]


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _maybe_time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


_STATES = {state.value: state for state in ArticleState}


@lru_cache(maxsize=4096)
def _names(text: str) -> tuple[str, ...]:
    """A JSON array of names; many articles of a library share theirs."""
    return tuple(json.loads(text))


def _article(row: sqlite3.Row, tags: str, marked: tuple[int, int]) -> Article:
    # by position: a look-up by name would take half the time of a listing
    (
        number, url, title, authors, site, published, saved, state, starred, words, ideographs, language,
        stated_minutes, fingerprint, deleted, offset, furthest, words_read, moved, finished,
    ) = row  # fmt: skip
    progress = None
    if offset is not None:
        progress = Progress(number, offset, furthest, words_read, _time(moved), _maybe_time(finished))
    return Article(
        id=number,
        url=url,
        title=title,
        authors=_names(authors),
        site=site,
        published=_maybe_time(published),
        saved=_time(saved),
        state=_STATES[state],
        starred=bool(starred),
        tags=tuple(sorted(_names(tags))),
        words=words,
        ideographs=ideographs,
        language=language,
        stated_minutes=stated_minutes,
        fingerprint=fingerprint,
        deleted=_maybe_time(deleted),
        highlights=marked[0],
        notes=marked[1],
        progress=progress,
    )
