"""The tables of today as one script, and how a file gets them: made, brought up to date, or refused."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from library.errors import NewerLibraryError, StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from library.schema_steps import Step

APPLICATION_ID = 0x42524453  # "BRDS"
VERSION = 5
BUSY_SECONDS = 5
"""How long a connection waits for another that writes."""
_SMALLEST = 512
"""Bytes of the smallest SQLite file: https://www.sqlite.org/fileformat2.html."""

SCRIPT = """
CREATE TABLE article (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    authors TEXT NOT NULL,              -- JSON array
    site TEXT NOT NULL,
    published TEXT,                     -- ISO 8601, UTC, as all times
    saved TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('inbox', 'archived')),
    starred INTEGER NOT NULL DEFAULT 0,
    words INTEGER NOT NULL,
    ideographs INTEGER NOT NULL,
    language TEXT NOT NULL,
    description TEXT NOT NULL,
    stated_minutes INTEGER,
    fingerprint TEXT NOT NULL,
    deleted TEXT,                       -- when it went to the trash
    stamp INTEGER AS (CAST(strftime('%s', saved) AS INTEGER) * 16777216 + (id & 16777215)) VIRTUAL, -- order of saving
    number INTEGER,                     -- of its row in the index: runs of ever newer articles, see article_numbers.py
    updated TEXT                        -- when its publisher changed it last
);
CREATE UNIQUE INDEX article_by_stamp ON article (stamp);
CREATE UNIQUE INDEX article_by_number ON article (number);
CREATE INDEX article_by_other_url ON article (url) -- those of the web are in `address`
    WHERE url <> '' AND url NOT GLOB 'http://*' AND url NOT GLOB 'https://*';
CREATE INDEX article_by_fingerprint ON article (fingerprint) -- but for that of the empty text, which many have
    WHERE fingerprint <> 'cae66941d9efbd404e4d88758ea67670';
CREATE INDEX article_by_title ON article (title COLLATE NOCASE);
CREATE INDEX article_listed ON article (stamp) WHERE deleted IS NULL;
CREATE INDEX article_in_inbox ON article (stamp) WHERE deleted IS NULL AND state = 'inbox';
CREATE INDEX article_in_archive ON article (stamp) WHERE deleted IS NULL AND state = 'archived';
CREATE INDEX article_starred ON article (stamp) WHERE deleted IS NULL AND starred;
CREATE INDEX article_in_trash ON article (deleted, id) WHERE deleted IS NOT NULL;
CREATE INDEX article_by_site ON article (site COLLATE NOCASE, stamp) WHERE deleted IS NULL;

CREATE TABLE body (
    article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    text TEXT NOT NULL,
    marks TEXT NOT NULL                 -- JSON: blocks and spans
);
CREATE INDEX body_with_images ON body (article) WHERE instr(marks, '["image",') > 0;

CREATE TABLE source (
    article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    content BLOB NOT NULL,              -- zlib
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    media_type TEXT NOT NULL,
    charset TEXT NOT NULL,
    taken TEXT NOT NULL
);

CREATE TABLE address (                  -- all addresses by which an article is known
    page TEXT NOT NULL,                 -- what the addresses of one page have in common: address.page_key
    article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    PRIMARY KEY (page, article)
) WITHOUT ROWID;
CREATE INDEX address_by_article ON address (article);

CREATE TABLE origin (                   -- what articles are called in the files that they were imported from
    name TEXT PRIMARY KEY,              -- FORMAT:KEY
    article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX origin_by_article ON origin (article);

CREATE TABLE pending (                  -- articles whose text is yet to come from their page
    article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    tries INTEGER NOT NULL,
    tried TEXT,
    reason TEXT NOT NULL,               -- why the last try failed
    hopeless INTEGER NOT NULL           -- whether another try can hardly help
);

CREATE TABLE answer (                   -- what the server said beside the page, by which it can tell whether it changed
    article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    etag TEXT NOT NULL,
    modified TEXT NOT NULL
);

CREATE TABLE progress (
    article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    "offset" INTEGER NOT NULL,
    furthest INTEGER NOT NULL,
    words_read INTEGER NOT NULL,
    changed TEXT NOT NULL,
    finished TEXT
);
CREATE INDEX progress_begun ON progress (changed, article) WHERE words_read > 0 AND finished IS NULL;

CREATE TABLE tag (
    article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY (article, name)
) WITHOUT ROWID;
CREATE INDEX tag_by_name ON tag (name COLLATE NOCASE);

CREATE TABLE highlight (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE DEFAULT (lower(hex(randomblob(16)))),
    article INTEGER REFERENCES article ON DELETE CASCADE, -- NULL while it waits for its article
    kind TEXT NOT NULL CHECK (kind IN ('passage', 'bookmark', 'article')),
    start INTEGER NOT NULL,             -- the anchor as it was made; empty for a note on the whole article
    "end" INTEGER NOT NULL,
    quote TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    place_start INTEGER,                -- where it is in the text of today
    place_end INTEGER,
    state TEXT NOT NULL CHECK (state IN ('held', 'uncertain', 'lost', 'waiting')),
    reason TEXT NOT NULL,
    score REAL NOT NULL,
    colour TEXT NOT NULL,
    note TEXT NOT NULL,
    created TEXT NOT NULL,
    changed TEXT NOT NULL,
    deleted TEXT,
    origin TEXT NOT NULL,               -- FORMAT:KEY of an imported one
    wanted TEXT NOT NULL,               -- JSON: what is known of the article that it waits for
    wanted_page TEXT NOT NULL DEFAULT '', -- by what that article is recognised: keys of library.wanted
    wanted_title TEXT NOT NULL DEFAULT ''
);
CREATE INDEX highlight_by_article ON highlight (article, place_start);
CREATE INDEX highlight_by_origin ON highlight (origin) WHERE origin <> '';
CREATE INDEX highlight_waiting ON highlight (id) WHERE article IS NULL;
CREATE INDEX highlight_by_wanted_page ON highlight (wanted_page) WHERE article IS NULL;
CREATE INDEX highlight_by_wanted_title ON highlight (wanted_title) WHERE article IS NULL;
CREATE INDEX highlight_unsure ON highlight (state) WHERE state <> 'held';
CREATE INDEX highlight_listed ON highlight (article, place_start, state, kind) WHERE deleted IS NULL;
CREATE INDEX highlight_dated ON highlight (created DESC, id DESC, article, state, kind) WHERE deleted IS NULL;
CREATE INDEX highlight_noted ON highlight (article) WHERE deleted IS NULL AND note <> '';

CREATE TABLE recall (
    highlight INTEGER PRIMARY KEY REFERENCES highlight ON DELETE CASCADE,
    shown TEXT,                         -- the day on which it was last shown again
    rest INTEGER NOT NULL               -- days that it is left in peace then
);

CREATE TABLE highlight_tag (
    highlight INTEGER NOT NULL REFERENCES highlight ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY (highlight, name)
) WITHOUT ROWID;
CREATE INDEX highlight_tag_by_name ON highlight_tag (name COLLATE NOCASE);

CREATE TABLE version (                  -- texts that articles had before
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    title TEXT NOT NULL,
    words INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    replaced TEXT NOT NULL,
    content BLOB NOT NULL               -- zlib of JSON: the rows of article, body and source
);
CREATE INDEX version_by_article ON version (article, id);

CREATE TABLE queue (                    -- what is to be read next, in a person's own order
    article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    place REAL NOT NULL
);
CREATE INDEX queue_by_place ON queue (place, article);

CREATE TABLE search (                   -- saved searches
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    query TEXT NOT NULL,
    place REAL NOT NULL                 -- by which they are ordered
);

CREATE TABLE session (                  -- stretches of reading
    id INTEGER PRIMARY KEY,
    article INTEGER REFERENCES article ON DELETE SET NULL,
    started TEXT NOT NULL,
    seconds REAL NOT NULL,
    words INTEGER NOT NULL,
    ideographs INTEGER NOT NULL
);
CREATE INDEX session_by_start ON session (started);
CREATE INDEX session_by_article ON session (article, started);

CREATE TABLE change (                   -- what can be taken back, and done again
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    made TEXT NOT NULL,
    title TEXT NOT NULL,                -- a sentence for the person
    undone INTEGER NOT NULL DEFAULT 0,
    content BLOB NOT NULL               -- zlib of JSON: what was there before, and after
);

CREATE TABLE fact (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE picture (
    address TEXT PRIMARY KEY,
    media_type TEXT NOT NULL,
    reason TEXT NOT NULL,               -- why there is no content
    taken TEXT NOT NULL,                -- when it was fetched or failed
    used TEXT NOT NULL,                 -- the day on which it was last shown
    size INTEGER NOT NULL,
    content BLOB                        -- last, so that a look at the others need not pass it
);
CREATE INDEX picture_by_use ON picture (used, size);

CREATE TABLE bitmap (                   -- pictures that belong to articles, each content once
    print TEXT PRIMARY KEY,             -- SHA-256 of the content
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    content BLOB NOT NULL
);
CREATE TABLE illustration (             -- which picture of which article is which content
    article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    address TEXT NOT NULL,
    print TEXT NOT NULL REFERENCES bitmap,
    PRIMARY KEY (article, address)
) WITHOUT ROWID;
CREATE INDEX illustration_by_address ON illustration (address);
CREATE INDEX illustration_by_print ON illustration (print);

-- Contentless: the text is not kept twice. Ideographs and syllables are spelt apart, so that any run is a phrase.
-- The rows of articles are numbered in the order of their saving, as far as that can be: what is new is found first.
CREATE VIRTUAL TABLE article_search USING fts5 (
    title, points, text, authors, site, content = '', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE highlight_search USING fts5 (
    quote, note, content = '', tokenize = 'unicode61 remove_diacritics 2'
);
"""

LATE_INDEXES = ("article_by_title", "article_by_site")
"""Those that a large import leaves out until its end: one by one their entries cost as much as all the rest of a row.
Whatever is asked is answered without them too, only slower."""


def make_file(path: str | Path) -> None:
    """Make an empty file that its owner alone can read, where there is none.

    One that is there is looked at and never opened: closing it would take from this process the locks by which its
    other connections keep another process from taking their log away (https://www.sqlite.org/howtocorrupt.html,
    section 2.2). Raises StoreError for one that can't be opened, or is too short to be a database: SQLite would write
    over it; whether a longer one is a database, SQLite tells.
    """
    try:
        os.makedirs(os.path.dirname(os.path.abspath(path)), mode=0o700, exist_ok=True)  # noqa: PTH100, PTH103, PTH120  it may be text
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        found = os.stat(path)  # noqa: PTH116  as above
    except OSError as error:
        raise StoreError(f"The library {path} can't be opened: {error.strerror}") from error
    if not stat.S_ISREG(found.st_mode):
        raise StoreError(f"The library {path} can't be opened: it is no file")
    if not os.access(path, os.R_OK | os.W_OK):
        raise StoreError(f"The library {path} can't be opened: {os.strerror(errno.EACCES)}")
    if 0 < found.st_size < _SMALLEST:
        raise StoreError(f"{path} is no Broadsheet library: it is not an SQLite database")


def prepare(
    connection: sqlite3.Connection, path: str | Path, *, version: int = VERSION, steps: Mapping[int, Step] | None = None
) -> None:
    """Create the tables in an empty file, or bring an older library up to `version`.

    All steps run in one transaction, after a backup beside the file (`NAME.vN.backup`).
    Raises NewerLibraryError for a library of a newer program and StoreError for a file that is no library;
    both are left as they are.
    """
    found, late = _state_of(connection, path)
    if found == version:
        if late < len(LATE_INDEXES):
            _mend(connection)
        return
    if found > version:
        raise NewerLibraryError(
            f"{path} was written by a newer Broadsheet (library version {found}, this program knows {version}). "
            "Install that version; nothing was changed."
        )
    if steps is None:
        from library.schema_steps import STEPS  # a library of today needs none

        steps = STEPS
    if found:
        _back_up(connection, f"{path}.v{found}.backup")
    connection.execute("BEGIN IMMEDIATE")
    try:
        found, _ = _state_of(connection, path)  # another process may have been first
        if found == 0:
            _create(connection)
            found = VERSION
        for step in range(found, version):
            steps[step](connection)
        _check(connection, path)
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite ends it by itself on a full disk
            connection.execute("ROLLBACK")
        raise


def make_late_indexes(connection: sqlite3.Connection) -> None:
    """Make those of the late indexes that are not there."""
    for name in LATE_INDEXES:
        made = f"CREATE INDEX {name} "
        rest = next(line for line in SCRIPT.splitlines() if line.startswith(made)).removeprefix(made)
        connection.execute(f"CREATE INDEX IF NOT EXISTS {name} {rest}")


def drop_late_indexes(connection: sqlite3.Connection) -> None:
    """Take the late indexes away; whoever does makes them again."""
    for name in LATE_INDEXES:
        connection.execute(f"DROP INDEX IF EXISTS {name}")


def _mend(connection: sqlite3.Connection) -> None:
    """Make the indexes that an import left out which was killed; where that can't be now, the next to open will."""
    connection.execute("PRAGMA busy_timeout = 0")
    with suppress(sqlite3.OperationalError):
        make_late_indexes(connection)
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers and a writer work at once; where other processes are opening the file just now, they see to it."""
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:  # for which SQLite does not wait here
            raise


def _check(connection: sqlite3.Connection, path: str | Path) -> None:
    if connection.execute("PRAGMA foreign_key_check").fetchone():
        raise StoreError(f"{path} could not be brought up to date: a row would point nowhere")


def _create(connection: sqlite3.Connection) -> None:
    # executescript would commit the transaction first
    statement = ""
    for line in SCRIPT.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _state_of(connection: sqlite3.Connection, path: str | Path) -> tuple[int, int]:
    """The version of a library, 0 for an empty file, and how many of the late indexes it has."""
    # one statement: another process may be creating the tables just now
    application, version, tables, late = connection.execute(
        """SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version),
            (SELECT count(*) FROM sqlite_master), (SELECT count(*) FROM sqlite_master WHERE name IN (?, ?))""",
        LATE_INDEXES,
    ).fetchone()
    if application == APPLICATION_ID:
        return int(version), int(late)
    if application or version or tables:
        raise StoreError(f"{path} is an SQLite file of another program, not a Broadsheet library")
    return 0, 0


def _back_up(connection: sqlite3.Connection, path: str) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(path)) as copy:
        connection.backup(copy)
