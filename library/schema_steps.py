"""The steps that bring an older library up to the tables of today; one that was released never changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping

    Step = Callable[[sqlite3.Connection], None]


def _add_pictures(connection: sqlite3.Connection) -> None:
    connection.execute(
        """CREATE TABLE picture (
            address TEXT PRIMARY KEY, media_type TEXT NOT NULL, reason TEXT NOT NULL, taken TEXT NOT NULL,
            used TEXT NOT NULL, size INTEGER NOT NULL, content BLOB
        )"""
    )
    connection.execute("CREATE INDEX picture_by_use ON picture (used, size)")


def _let_notes_hold(connection: sqlite3.Connection) -> None:
    """Highlights get an identity, a kind and a score, and may wait for an article; former texts are kept."""
    for statement in _THIRD.split(";"):
        connection.execute(statement)


_THIRD = """
    CREATE TABLE former_tag AS SELECT * FROM highlight_tag;
    DROP TABLE highlight_tag;
    CREATE TABLE passage (
        id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE DEFAULT (lower(hex(randomblob(16)))),
        article INTEGER REFERENCES article ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('passage', 'bookmark', 'article')),
        start INTEGER NOT NULL, "end" INTEGER NOT NULL, quote TEXT NOT NULL, before TEXT NOT NULL,
        after TEXT NOT NULL, fingerprint TEXT NOT NULL, place_start INTEGER, place_end INTEGER,
        state TEXT NOT NULL CHECK (state IN ('held', 'uncertain', 'lost', 'waiting')), reason TEXT NOT NULL,
        score REAL NOT NULL, colour TEXT NOT NULL, note TEXT NOT NULL, created TEXT NOT NULL, changed TEXT NOT NULL,
        deleted TEXT, origin TEXT NOT NULL, wanted TEXT NOT NULL, wanted_page TEXT NOT NULL DEFAULT '',
        wanted_title TEXT NOT NULL DEFAULT ''
    );
    INSERT INTO passage (id, article, kind, start, "end", quote, before, after, fingerprint, place_start, place_end,
        state, reason, score, colour, note, created, changed, deleted, origin, wanted)
    SELECT id, article, iif(quote = '', 'bookmark', 'passage'), start, "end", quote, before, after, fingerprint,
        place_start, place_end, state, reason, iif(state = 'lost', 0.0, 1.0), colour, note, created, changed, deleted,
        '', '' FROM highlight;
    DROP TABLE highlight;
    ALTER TABLE passage RENAME TO highlight;
    CREATE TABLE highlight_tag (
        highlight INTEGER NOT NULL REFERENCES highlight ON DELETE CASCADE, name TEXT NOT NULL,
        PRIMARY KEY (highlight, name)
    ) WITHOUT ROWID;
    INSERT INTO highlight_tag SELECT * FROM former_tag;
    DROP TABLE former_tag;
    CREATE INDEX highlight_by_article ON highlight (article, place_start);
    CREATE INDEX highlight_by_origin ON highlight (origin) WHERE origin <> '';
    CREATE INDEX highlight_waiting ON highlight (id) WHERE article IS NULL;
    CREATE INDEX highlight_by_wanted_page ON highlight (wanted_page) WHERE article IS NULL;
    CREATE INDEX highlight_by_wanted_title ON highlight (wanted_title) WHERE article IS NULL;
    CREATE INDEX highlight_unsure ON highlight (state) WHERE state <> 'held';
    CREATE INDEX highlight_listed ON highlight (article, place_start, state, kind) WHERE deleted IS NULL;
    CREATE INDEX highlight_dated ON highlight (created DESC, id DESC, article, state, kind) WHERE deleted IS NULL;
    CREATE INDEX highlight_noted ON highlight (article) WHERE deleted IS NULL AND note <> '';
    CREATE INDEX article_listed ON article (saved DESC, id DESC) WHERE deleted IS NULL;
    CREATE TABLE recall (
        highlight INTEGER PRIMARY KEY REFERENCES highlight ON DELETE CASCADE, shown TEXT, rest INTEGER NOT NULL
    );
    CREATE INDEX highlight_tag_by_name ON highlight_tag (name COLLATE NOCASE);
    CREATE TABLE version (
        id INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
        title TEXT NOT NULL, words INTEGER NOT NULL, fingerprint TEXT NOT NULL, replaced TEXT NOT NULL,
        content BLOB NOT NULL
    );
    CREATE INDEX version_by_article ON version (article, id);
    CREATE INDEX article_by_title ON article (title COLLATE NOCASE)
"""


def _fill_the_shelf(connection: sqlite3.Connection) -> None:
    """Articles are ordered by their stamps, and indexed anew in this order; queue, searches, sessions and changes."""
    for statement in _FOURTH.split(";"):
        connection.execute(statement)
    from library.indexing import indexed, searchable

    connection.execute(
        """UPDATE article SET number = place
        FROM (SELECT id AS one, row_number() OVER (ORDER BY stamp) AS place FROM article) WHERE id = one"""
    )
    articles = connection.execute(
        "SELECT number, title, authors, site, text, marks FROM article JOIN body ON article = id ORDER BY number"
    )
    connection.executemany(
        "INSERT INTO article_search (rowid, title, points, text, authors, site) VALUES (?, ?, ?, ?, ?, ?)",
        ((number, *indexed(*rest)) for number, *rest in articles),
    )
    notes = connection.execute("SELECT id, quote, note FROM highlight ORDER BY id")
    connection.executemany(
        "INSERT INTO highlight_search (rowid, quote, note) VALUES (?, ?, ?)",
        ((number, searchable(quote), searchable(note)) for number, quote, note in notes),
    )


_FOURTH = """
    DROP INDEX article_by_saved;
    DROP INDEX article_listed;
    CREATE INDEX body_with_images ON body (article) WHERE instr(marks, '["image",') > 0;
    ALTER TABLE article ADD COLUMN
        stamp INTEGER AS (CAST(strftime('%s', saved) AS INTEGER) * 16777216 + (id & 16777215)) VIRTUAL;
    CREATE UNIQUE INDEX article_by_stamp ON article (stamp);
    ALTER TABLE article ADD COLUMN number INTEGER;
    CREATE UNIQUE INDEX article_by_number ON article (number);
    CREATE INDEX article_listed ON article (stamp) WHERE deleted IS NULL;
    CREATE INDEX article_in_inbox ON article (stamp) WHERE deleted IS NULL AND state = 'inbox';
    CREATE INDEX article_in_archive ON article (stamp) WHERE deleted IS NULL AND state = 'archived';
    CREATE INDEX article_starred ON article (stamp) WHERE deleted IS NULL AND starred;
    CREATE INDEX article_in_trash ON article (deleted, id) WHERE deleted IS NOT NULL;
    CREATE INDEX article_by_site ON article (site COLLATE NOCASE, stamp) WHERE deleted IS NULL;
    CREATE INDEX progress_begun ON progress (changed, article) WHERE words_read > 0 AND finished IS NULL;
    CREATE TABLE queue (article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE, place REAL NOT NULL);
    CREATE INDEX queue_by_place ON queue (place, article);
    CREATE TABLE search (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, query TEXT NOT NULL, place REAL NOT NULL
    );
    CREATE TABLE session (
        id INTEGER PRIMARY KEY, article INTEGER REFERENCES article ON DELETE SET NULL, started TEXT NOT NULL,
        seconds REAL NOT NULL, words INTEGER NOT NULL, ideographs INTEGER NOT NULL
    );
    CREATE INDEX session_by_start ON session (started);
    CREATE INDEX session_by_article ON session (article, started);
    CREATE TABLE change (
        id INTEGER PRIMARY KEY AUTOINCREMENT, made TEXT NOT NULL, title TEXT NOT NULL,
        undone INTEGER NOT NULL DEFAULT 0, content BLOB NOT NULL
    );
    DROP TABLE article_search;
    DROP TABLE highlight_search;
    CREATE VIRTUAL TABLE article_search USING fts5 (
        title, points, text, authors, site, content = '', tokenize = 'unicode61 remove_diacritics 2'
    );
    CREATE VIRTUAL TABLE highlight_search USING fts5 (
        quote, note, content = '', tokenize = 'unicode61 remove_diacritics 2'
    )
"""


def _prepare_for_pages(connection: sqlite3.Connection) -> None:
    """Articles may wait for their text, and are known by all their addresses; their pictures can be kept."""
    for statement in _FIFTH.split(";"):
        connection.execute(statement)
    from library.address import page_key

    known = connection.execute("SELECT url, id FROM article WHERE url <> ''").fetchall()
    connection.executemany(
        "INSERT OR IGNORE INTO address VALUES (?, ?)", ((page_key(url), number) for url, number in known)
    )


_FIFTH = """
    ALTER TABLE article ADD COLUMN updated TEXT;
    CREATE TABLE address (
        page TEXT NOT NULL, article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE, PRIMARY KEY (page, article)
    ) WITHOUT ROWID;
    CREATE INDEX address_by_article ON address (article);
    CREATE TABLE origin (
        name TEXT PRIMARY KEY, article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE
    ) WITHOUT ROWID;
    CREATE INDEX origin_by_article ON origin (article);
    CREATE TABLE pending (
        article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE, tries INTEGER NOT NULL, tried TEXT,
        reason TEXT NOT NULL, hopeless INTEGER NOT NULL
    );
    CREATE TABLE answer (
        article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE, etag TEXT NOT NULL, modified TEXT NOT NULL
    );
    CREATE TABLE bitmap (
        print TEXT PRIMARY KEY, media_type TEXT NOT NULL, size INTEGER NOT NULL, content BLOB NOT NULL
    );
    CREATE TABLE illustration (
        article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE, address TEXT NOT NULL,
        print TEXT NOT NULL REFERENCES bitmap, PRIMARY KEY (article, address)
    ) WITHOUT ROWID;
    CREATE INDEX illustration_by_address ON illustration (address);
    CREATE INDEX illustration_by_print ON illustration (print);
    DROP INDEX article_by_url;
    CREATE INDEX article_by_other_url ON article (url)
        WHERE url <> '' AND url NOT GLOB 'http://*' AND url NOT GLOB 'https://*';
    DROP INDEX article_by_fingerprint;
    CREATE INDEX article_by_fingerprint ON article (fingerprint) WHERE fingerprint <> 'cae66941d9efbd404e4d88758ea67670'
"""


STEPS: Mapping[int, Step] = {1: _add_pictures, 2: _let_notes_hold, 3: _fill_the_shelf, 4: _prepare_for_pages}
"""From each earlier version to the next one; a step never changes once it has been released."""
