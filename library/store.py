"""Store: the library on disk; every SQL statement of the project is run here."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from library.article import (
    Article,
    ArticleState,
    Progress,
    Shelf,
    ShelfCounts,
    utc_text,
)
from library.article_arrivals import ArticleArrivals
from library.article_lists import ArticleLists
from library.article_shelves import ArticleQuery
from library.entries import OTHER_URL
from library.errors import NotFoundError
from library.illustrations import Illustrations, KnownFiles
from library.note_arrivals import NoteArrivals
from library.sessions import Sessions
from library.shelving import Shelving
from library.sides import SideLists

if TYPE_CHECKING:  # a listing needs neither texts nor sources
    from collections.abc import Iterable, Sequence

    from library.article import Draft
    from library.document import Document
    from library.highlight import Moved, Version
    from library.pictures import Picture, StoredPicture
    from library.source import Source

_COUNTS = {
    Shelf.INBOX: "SELECT count(*) FROM article WHERE deleted IS NULL AND state = 'inbox'",
    Shelf.READING: """(SELECT count(*) FROM progress WHERE words_read > 0 AND finished IS NULL)
        - (SELECT count(*) FROM article CROSS JOIN progress ON progress.article = article.id
            WHERE deleted IS NOT NULL AND words_read > 0 AND finished IS NULL)""",
    Shelf.STARRED: "SELECT count(*) FROM article WHERE deleted IS NULL AND starred",
    Shelf.ARCHIVE: "SELECT count(*) FROM article WHERE deleted IS NULL AND state = 'archived'",
    Shelf.QUEUE: """(SELECT count(*) FROM queue)
        - (SELECT count(*) FROM article CROSS JOIN queue ON queue.article = article.id WHERE deleted IS NOT NULL)""",
    Shelf.ALL: "SELECT count(*) FROM article WHERE deleted IS NULL",
    Shelf.TRASH: "SELECT count(*) FROM article WHERE deleted IS NOT NULL",
}
"""Each from an index of its own; what lies in the trash, which is little, is taken off."""
_HIGHLIGHTS = """(SELECT count(*) FROM highlight WHERE deleted IS NULL)
    - (SELECT count(*) FROM article CROSS JOIN highlight ON highlight.article = article.id
        WHERE article.deleted IS NOT NULL AND highlight.deleted IS NULL)"""
_INDEX = "INSERT INTO article_search (rowid, title, points, text, authors, site) VALUES (?, ?, ?, ?, ?, ?)"
_LEAST_USED = """
    SELECT address FROM (
        SELECT address, sum(size) OVER (
            ORDER BY address = ? DESC, used DESC, taken DESC, rowid ROWS UNBOUNDED PRECEDING
        ) AS total FROM picture WHERE size > 0
    ) WHERE total > ?
"""
_NOTHING = "cae66941d9efbd404e4d88758ea67670"
"""The fingerprint of the empty text, as the tables have it: such articles are found by their titles."""
_SAME_TEXT = f"fingerprint = ? AND title = ? AND fingerprint <> '{_NOTHING}'"
_SAME_NOTHING = "+fingerprint = ? AND title = ? COLLATE NOCASE AND +title = ?3"
_AT_PAGE = "id IN (SELECT article FROM address WHERE page = ?) AND +url = ?"
_PAGE = 500
"""Ids bound in one statement."""
_LEVEL = 2
"""How hard sources are packed: an eighth larger than by zlib's own choice, in less than half the time."""
VERSIONS_KEPT = 5
"""Former texts of one article."""
_VERSIONED = (
    "article.url", "title", "authors", "site", "published", "updated", "words", "language", "description",
    "stated_minutes", "fingerprint", "saved",
)  # fmt: skip
_SAME_VERSION = ("fingerprint", "title", "authors", "site", "published")
"""What else than blocks and spans must be the same for two texts to be one."""
PICTURE_ROOM = 500 * 1024 * 1024
"""Bytes that all kept pictures may take."""


class Store(NoteArrivals, ArticleArrivals, ArticleLists, SideLists, Shelving, Sessions, Illustrations, KnownFiles):
    """An open library and its statements; not to be shared between threads. Close it, or use it in a `with`."""

    # Articles

    def add(self, draft: Draft) -> int:
        """Store a new article and return its id."""
        from library.rows import columns_of

        with self._transaction():
            article = self._insert(
                "article", saved=utc_text(draft.saved), state=ArticleState.INBOX.value, **columns_of(draft)
            )
            self._number([(draft.saved, article)])
            self._write_body(article, draft)
            self._tag([article], (*draft.metadata.tags, *draft.tags))
            self._index(article)
            self._know(article, (draft.metadata.url, draft.source.url))
            self._welcome_waiting(article, draft, draft.saved)
            return article

    def add_many(self, drafts: Iterable[Draft]) -> list[int]:
        """Store new articles, all or none, and return their ids; takes a third of the time of adding each."""
        added: list[int] = []
        given = iter(drafts)
        with self._transaction():
            while batch := list(islice(given, _PAGE)):
                added += self._add_batch(batch)
        return added

    def _add_batch(self, drafts: Sequence[Draft]) -> list[int]:
        from library.address import page_keys
        from library.indexing import indexed
        from library.rows import columns_of, marks_of

        used = self._rows("SELECT seq FROM sqlite_sequence WHERE name = 'article'")
        first = (used[0][0] if used else 0) + 1
        articles, bodies, sources, tags, pages, index = [], [], [], [], [], {}
        for number, draft in enumerate(drafts, first):
            columns = columns_of(draft)
            articles.append((number, utc_text(draft.saved), *columns.values()))
            text, marks = draft.document.text, marks_of(draft.document)
            bodies.append((number, text, marks))
            sources.append((number, *_source_columns(draft.source)))
            tags += [(number, name) for name in (*draft.metadata.tags, *draft.tags)]
            pages += [(page, number) for page in page_keys((draft.metadata.url, draft.source.url))]
            index[number] = indexed(draft.metadata.title, str(columns["authors"]), draft.metadata.site, text, marks)
        names = ", ".join(columns_of(drafts[0]))
        holes = ", ".join("?" * (len(articles[0])))
        self._many(f"INSERT INTO article (state, id, saved, {names}) VALUES ('inbox', {holes})", articles)
        self._many("INSERT INTO body VALUES (?, ?, ?)", bodies)
        self._many("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?)", sources)
        self._many("INSERT OR IGNORE INTO tag VALUES (?, ?)", tags)
        self._many("INSERT OR IGNORE INTO address VALUES (?, ?)", pages)
        numbers = self._number([(draft.saved, number) for number, draft in enumerate(drafts, first)])
        # in their order: FTS5 writes out what it holds before it takes a lower number
        self._many(_INDEX, ((number, *index[article]) for number, article in sorted(numbers)))
        for number, draft in enumerate(drafts, first):
            self._welcome_waiting(number, draft, draft.saved)
        return list(index)

    def add_stand_ins(self, drafts: Sequence[tuple[str, Draft]]) -> list[int]:
        """As `add_many`, of articles that stand in for others, each with the key of its title."""
        with self._transaction():
            added = [number for at in range(0, len(drafts), _PAGE)
                     for number in self._add_batch([draft for _, draft in drafts[at : at + _PAGE]])]  # fmt: skip
            for (key, _), number in zip(drafts, added, strict=True):
                self._let_stand_in(key, number)
        return added

    def replace(self, article: int, draft: Draft, place: int, now: datetime) -> list[Moved]:
        """Give an article a new text and source, in which all its highlights are looked for; says what became of them.

        `place` is the new offset of its progress. Tags are added to those there are; dates and state stay, and the
        former text is kept as a version. Raises NotFoundError.
        """
        with self._transaction():
            return self._replace(article, draft, place, now)

    def give_texts(self, drafts: Iterable[tuple[int, Draft]], now: datetime) -> None:
        """Give articles that wait for their texts these, all or none; one that has a text by now keeps it."""
        with self._transaction():
            for article, draft in drafts:
                if self._rows("SELECT 1 FROM pending WHERE article = ?", article):
                    self._replace(article, draft, 0, now)

    def restore_version(self, article: int, number: int, place: int, now: datetime) -> list[Moved]:
        """Put a former text in place again; it is no former text then, and the present one becomes one.

        `place` is the offset of the progress in it. Raises NotFoundError.
        """
        draft = self.version(number)
        with self._transaction():
            self._run("DELETE FROM version WHERE id = ?", number)
            return self._replace(article, draft, place, now)

    def _replace(self, article: int, draft: Draft, place: int, now: datetime) -> list[Moved]:
        from library.rows import columns_of

        document, metadata = draft.document, draft.metadata
        columns = columns_of(draft)
        self._unindex(article)
        self._keep_version(article, draft, now)
        names = ", ".join(f"{name} = ?" for name in columns)
        self._change(f"UPDATE article SET {names} WHERE id = ?", *columns.values(), article)
        self._write_body(article, draft)
        self._tag([article], (*metadata.tags, *draft.tags))
        self._index(article)
        self._know(article, (metadata.url, draft.source.url))
        self._run("DELETE FROM answer WHERE article = ?", article)  # it was about the text that was there before
        if document.blocks:
            self._run("DELETE FROM pending WHERE article = ?", article)
        moved = self._re_anchor(article, document)
        self._welcome_waiting(article, draft, now)
        end, words, read = len(document.text), document.words, document.words_before(place)
        self._run(
            """UPDATE progress SET "offset" = ?, furthest = iif(finished IS NULL, min(furthest, ?), ?),
                words_read = iif(finished IS NULL, ?, ?) WHERE article = ?""",
            place, end, end, read, words, article,
        )  # fmt: skip
        if document.blocks:
            self._share_of(article, document)
        return moved

    def _keep_version(self, article: int, draft: Draft, now: datetime) -> None:
        """Keep the text that an article has, unless the new one is the same; the oldest of many goes."""
        from library.rows import columns_of, document_of, pack_version

        columns = ", ".join(_VERSIONED)
        row = self._one(
            f"""SELECT {columns}, text, marks, content, name, source.url AS source_url, media_type, charset, taken
            FROM article JOIN body ON body.article = id JOIN source ON source.article = id WHERE id = ?""",
            article, what=f"article {article}",
        )  # fmt: skip
        if self._rows("SELECT 1 FROM pending WHERE article = ?", article):
            return  # it was waiting for its text
        new = columns_of(draft)
        same = all(row[name] == new[name] for name in _SAME_VERSION)
        if same and document_of(row["text"], row["marks"], "")[:3] == draft.document[:3]:
            return
        kept = {name: row[name] for name in row.keys() if name != "content"}  # noqa: SIM118  rows iterate over values
        self._insert(
            "version", article=article, title=row["title"], words=row["words"], fingerprint=row["fingerprint"],
            replaced=utc_text(now), content=pack_version(kept, row["content"]),
        )  # fmt: skip
        self._run(
            """DELETE FROM version WHERE article = ? AND id NOT IN
            (SELECT id FROM version WHERE article = ? ORDER BY id DESC LIMIT ?)""",
            article, article, VERSIONS_KEPT,
        )  # fmt: skip

    def versions(self, article: int) -> list[Version]:
        """The texts that an article had before, the latest first."""
        from library.highlight import Version

        rows = self._rows(
            "SELECT id, article, title, words, fingerprint, replaced FROM version WHERE article = ? ORDER BY id DESC",
            article,
        )
        return [
            Version(row[0], row[1], row[2], row[3], row[4], datetime.fromisoformat(row["replaced"])) for row in rows
        ]

    def version(self, number: int) -> Draft:
        """A former text as a draft, to be looked at or put in place again. Raises NotFoundError."""
        from library.rows import draft_of_version

        row = self._one("SELECT content FROM version WHERE id = ?", number, what=f"former text {number}")
        return draft_of_version(row["content"])

    def article(self, article: int) -> Article:
        """One row of the library, from the trash as well. Raises NotFoundError."""
        found = self.articles([article])
        if not found:
            raise NotFoundError(f"There is no article {article}.")
        return found[0]

    def ids(self, shelf: Shelf = Shelf.ALL, query: ArticleQuery = ArticleQuery()) -> list[int]:  # noqa: B008  frozen
        """The articles on a shelf that match a query, in its order, else in that of the shelf."""
        return list(self.article_list(query, shelf=shelf).ids)

    def counts(self) -> ShelfCounts:
        """How many articles stand on each shelf, and how many highlights the library has."""
        columns = ", ".join(f'({sql}) AS "{shelf}"' for shelf, sql in _COUNTS.items())
        row = self._one(f"SELECT {columns}, ({_HIGHLIGHTS}) AS highlights", what="the counts")
        return ShelfCounts({shelf: row[shelf.value] for shelf in Shelf}, row["highlights"])

    def same(self, url: str, title: str, fingerprint: str) -> Article | None:
        """The article with this very address, or the page of it, else the one with this very title and text.

        Those in the trash come last.
        """
        from library.address import page_keys

        page = next(iter(page_keys((url,))), "")
        same_text = _SAME_NOTHING if fingerprint == _NOTHING else _SAME_TEXT
        rows = self._rows(
            f"""SELECT id FROM article WHERE (url = ? AND {OTHER_URL}) OR ({same_text})
                OR id IN (SELECT article FROM address WHERE page = ?)
            ORDER BY deleted IS NOT NULL, url = ? DESC, id IN (SELECT article FROM address WHERE page = ?) DESC, id
            LIMIT 1""",
            url, fingerprint, title, page, url, page,
        )  # fmt: skip
        return self.article(rows[0]["id"]) if rows else None

    def at_address(self, url: str) -> Article | None:
        """The article with this address that is not in the trash."""
        from library.address import page_keys

        pages = page_keys((url,))
        where, *bound = (_AT_PAGE, *pages, url) if pages else (f"url = ? AND {OTHER_URL}", url)
        rows = self._rows(f"SELECT id FROM article WHERE {where} AND deleted IS NULL ORDER BY id", *bound)
        return self.article(rows[0]["id"]) if rows else None

    def document(self, article: int) -> Document:
        """The text of an article. Raises NotFoundError."""
        return self._document(article)

    def source(self, article: int) -> Source:
        """The bytes of an article as they came. Raises NotFoundError."""
        row = self._one("SELECT * FROM source WHERE article = ?", article, what=f"article {article}")
        from library.source import Source

        content = zlib.decompress(row["content"])
        taken = datetime.fromisoformat(row["taken"])
        return Source(content, taken, row["name"], row["url"], row["media_type"], row["charset"])

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

    # Pictures

    def picture(self, address: str) -> StoredPicture | None:
        """What the library has of a picture, or why it has nothing; None for an address that was never tried."""
        from library.pictures import picture_of

        kept = self.illustration(address)
        if kept is not None:
            return kept
        rows = self._rows("SELECT * FROM picture WHERE address = ?", address)
        return picture_of(rows[0]) if rows else None

    def keep_picture(self, address: str, picture: Picture, now: datetime, *, room: int = PICTURE_ROOM) -> None:
        """Keep a fetched picture; where all would take more than `room` bytes, those go that were not used longest.

        `address` is absolute; a `data:` address holds its picture itself and is not worth keeping.
        """
        with self._transaction():
            self._run(
                """REPLACE INTO picture (address, media_type, reason, taken, used, size, content)
                VALUES (?, ?, '', ?, ?, ?, ?)""",
                address, picture.media_type, utc_text(now), _day(now), len(picture.content), picture.content,
            )  # fmt: skip
            if self._one("SELECT sum(size) FROM picture", what="the sum")[0] > room:
                self._run(f"DELETE FROM picture WHERE address IN ({_LEAST_USED})", address, room)

    def picture_failed(self, address: str, reason: str, now: datetime) -> None:
        """Remember that a picture could not be fetched, and why; one that was kept before stays as it is."""
        self._run(
            """INSERT INTO picture (address, media_type, reason, taken, used, size) VALUES (?, '', ?, ?, ?, 0)
            ON CONFLICT (address) DO UPDATE SET reason = excluded.reason, taken = excluded.taken
            WHERE content IS NULL""",
            address, reason, utc_text(now), _day(now),
        )  # fmt: skip

    def use_pictures(self, addresses: Iterable[str], now: datetime) -> None:
        """Note the day on which pictures were shown; writes only for those not shown yet on that day."""
        today = _day(now)
        sql = "SELECT 1 FROM picture WHERE address = ? AND used < ?"
        stale = [address for address in addresses if self._rows(sql, address, today)]
        if stale:
            with self._transaction():
                for address in stale:
                    self._run("UPDATE picture SET used = ? WHERE address = ?", today, address)

    # The library as a whole

    def foreign_changes(self) -> int:
        """A number that differs after another process has written to the library."""
        return int(self._one("PRAGMA data_version", what="the data version")[0])

    def _write_body(self, article: int, draft: Draft) -> None:
        from library.rows import marks_of

        source = draft.source
        self._run("REPLACE INTO body VALUES (?, ?, ?)", article, draft.document.text, marks_of(draft.document))
        self._run("REPLACE INTO source VALUES (?, ?, ?, ?, ?, ?, ?)", article, *_source_columns(source))

    def _tag(self, ids: Sequence[int], names: Iterable[str]) -> None:
        for number in ids:
            for name in names:
                self._run("INSERT OR IGNORE INTO tag VALUES (?, ?)", number, name)

    def _index(self, article: int) -> None:
        self._run(_INDEX, *self._indexed(article))

    def _unindex(self, article: int) -> None:
        self._run(
            """INSERT INTO article_search (article_search, rowid, title, points, text, authors, site)
            VALUES ('delete', ?, ?, ?, ?, ?, ?)""",
            *self._indexed(article),
        )

    def _number(self, articles: Iterable[tuple[datetime, int]]) -> list[tuple[int, int]]:
        """Number new articles in the index; gives number and id."""
        from library.article_numbers import numbered, stamp_of

        numbers = numbered(self._rows, [(stamp_of(saved, article), article) for saved, article in articles])
        self._many("UPDATE article SET number = ? WHERE id = ?", numbers)
        return numbers

    def _indexed(self, article: int) -> tuple[int, str, str, str, str, str]:
        """The row of an article in the index, its number first."""
        from library.indexing import indexed

        row = self._one(
            "SELECT number, title, authors, site, text, marks FROM article JOIN body ON article = id WHERE id = ?",
            article, what=f"article {article}",
        )  # fmt: skip
        return row["number"], *indexed(row["title"], row["authors"], row["site"], row["text"], row["marks"])


def _source_columns(source: Source) -> tuple[object, ...]:
    packed = zlib.compress(source.content, _LEVEL)
    return packed, source.name, source.url, source.media_type, source.charset, utc_text(source.taken)


def _day(now: datetime) -> str:
    return now.astimezone(UTC).date().isoformat()
