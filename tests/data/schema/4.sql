-- A library of version 4: the shelf in order.
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
    number INTEGER                      -- of its row in the index: runs of ever newer articles, see article_numbers.py
);
CREATE UNIQUE INDEX article_by_stamp ON article (stamp);
CREATE UNIQUE INDEX article_by_number ON article (number);
CREATE INDEX article_by_url ON article (url) WHERE url <> '';
CREATE INDEX article_by_fingerprint ON article (fingerprint);
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

-- Contentless: the text is not kept twice. Ideographs and syllables are spelt apart, so that any run is a phrase.
-- The rows of articles are numbered in the order of their saving, as far as that can be: what is new is found first.
CREATE VIRTUAL TABLE article_search USING fts5 (
    title, points, text, authors, site, content = '', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE highlight_search USING fts5 (
    quote, note, content = '', tokenize = 'unicode61 remove_diacritics 2'
);

PRAGMA application_id = 1112687699;
PRAGMA user_version = 4;
