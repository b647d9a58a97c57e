-- A library of version 2: it keeps pictures too.
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
    deleted TEXT                        -- when it went to the trash
);
CREATE INDEX article_by_saved ON article (saved DESC, id DESC);
CREATE INDEX article_by_url ON article (url) WHERE url <> '';
CREATE INDEX article_by_fingerprint ON article (fingerprint);

CREATE TABLE body (
    article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    text TEXT NOT NULL,
    marks TEXT NOT NULL                 -- JSON: blocks and spans
);

CREATE TABLE source (
    article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    content BLOB NOT NULL,              -- zlib
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    media_type TEXT NOT NULL,
    charset TEXT NOT NULL,
    taken TEXT NOT NULL
);

CREATE TABLE progress (
    article INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    "offset" INTEGER NOT NULL,
    furthest INTEGER NOT NULL,
    words_read INTEGER NOT NULL,
    changed TEXT NOT NULL,
    finished TEXT
);

CREATE TABLE tag (
    article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY (article, name)
) WITHOUT ROWID;
CREATE INDEX tag_by_name ON tag (name COLLATE NOCASE);

CREATE TABLE highlight (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    start INTEGER NOT NULL,             -- the anchor as it was made
    "end" INTEGER NOT NULL,
    quote TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    place_start INTEGER,                -- where it is in the text of today
    place_end INTEGER,
    state TEXT NOT NULL CHECK (state IN ('held', 'uncertain', 'lost')),
    reason TEXT NOT NULL,
    colour TEXT NOT NULL,
    note TEXT NOT NULL,
    created TEXT NOT NULL,
    changed TEXT NOT NULL,
    deleted TEXT
);
CREATE INDEX highlight_by_article ON highlight (article, place_start);

CREATE TABLE highlight_tag (
    highlight INTEGER NOT NULL REFERENCES highlight ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY (highlight, name)
) WITHOUT ROWID;

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

-- Contentless: the text is not kept twice. Store spells ideographs apart, so that any run of them is a phrase.
CREATE VIRTUAL TABLE article_search USING fts5 (
    title, authors, site, text, content = '', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE highlight_search USING fts5 (
    quote, note, content = '', tokenize = 'unicode61 remove_diacritics 2'
);

PRAGMA application_id = 1112687699;
PRAGMA user_version = 2;
