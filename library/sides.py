"""What stands beside a list of articles: the tree of tags with their numbers, and a glance at one of them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from library.connection import Connection

if TYPE_CHECKING:
    from library.document import Document

_PARTS = "/"
"""Parts the levels of a tag's name, as in `sea/tides`."""
_AS_NOCASE = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}
"""What SQLite takes for the same letter: https://www.sqlite.org/datatype3.html#collating_sequences."""
_BY_TAG = """
    SELECT json_group_array(json_array(name, articles)) FROM (
        SELECT name, count(DISTINCT article) AS articles FROM tag GROUP BY name COLLATE NOCASE
    )
"""
_WITH_BELOW = """
    SELECT value, (
        SELECT count(DISTINCT article) FROM tag
        WHERE name COLLATE NOCASE >= value AND name COLLATE NOCASE < value || '0'
            AND (name COLLATE NOCASE = value OR name COLLATE NOCASE >= value || '/')
    ) FROM json_each(?)
"""
"""All that begins with `sea/` stands in the index between `sea/` and `sea0`, the character after the stroke."""
_TRASHED = """
    SELECT article, name FROM tag WHERE article IN (SELECT id FROM article WHERE deleted IS NOT NULL)
"""
_BEGINNING = """
    SELECT substr(text, 1, ?) AS text, language,
        (SELECT json_group_array(json(value)) FROM (SELECT value FROM json_each(marks, '$.blocks') LIMIT ?)) AS blocks,
        (SELECT json_group_array(json(value)) FROM (SELECT value FROM json_each(marks, '$.spans') LIMIT ?)) AS spans
    FROM body JOIN article ON id = article WHERE article = ?
"""
_BLOCKS, _SPANS = 80, 400
"""Of a beginning, at most."""


class Tally(NamedTuple):
    """A tag, and how many articles it has; those in the trash do not count."""

    name: str
    articles: int


def tags_above(tag: str) -> list[str]:
    """The tags above one, the topmost first: `sea` and `sea/tides` for `sea/tides/spring`."""
    return [tag[:at] for at, sign in enumerate(tag) if sign == _PARTS and at > 0 and tag[at - 1] != _PARTS]


class SideLists(Connection):
    """The statements of what stands beside lists; they read an index once through, which is work for a thread."""

    def tag_tree(self) -> list[Tally]:
        """All tags and all that stand above them, in the order of a tree; an article counts once in each."""
        called: dict[str, str] = {}
        counts: dict[str, int] = {}
        parents: dict[str, str] = {}
        for name, articles in json.loads(self._one(_BY_TAG, what="the tags")[0]):
            called[_key(name)], counts[_key(name)] = name, articles
            parents |= {_key(parent): parent for parent in tags_above(name) if _key(parent) not in parents}
        if parents:
            counts |= {_key(row[0]): int(row[1]) for row in self._rows(_WITH_BELOW, json.dumps([*parents.values()]))}
        for key, articles in self._trashed().items():
            counts[key] -= articles
        called = parents | called
        return [
            Tally(called[key], counts[key])
            for key in sorted(counts, key=lambda key: key.replace(_PARTS, "\0")) if counts[key] > 0
        ]  # fmt: skip

    def _trashed(self) -> Counter[str]:
        """By tag and by what stands above it: how many of its articles are in the trash."""
        keys: dict[int, set[str]] = defaultdict(set)
        for article, name in self._rows(_TRASHED):
            keys[article].update(_key(tag) for tag in (*tags_above(name), name))
        return Counter(key for names in keys.values() for key in names)

    def own_changes(self) -> int:
        """A number that differs after this connection has written to the library."""
        return self._connection.total_changes

    def beginning(self, article: int, most: int) -> Document:
        """The first `most` code points of an article at most, whole words; soon read, however long it is.

        Raises NotFoundError.
        """
        from library.document import Document
        from library.rows import document_of

        row = self._one(_BEGINNING, most, _BLOCKS, _SPANS, article, what=f"article {article}")
        marks = f'{{"blocks": {row["blocks"]}, "spans": {row["spans"]}}}'
        text, blocks, spans, language = document_of(row["text"], marks, row["language"])
        end = blocks[-1].end if blocks else 0
        if end > len(text):
            end = len(text)
            if text[-1:].isalnum() and (space := text.rfind(" ", blocks[-1].start)) > 0:
                end = space
        kept = text[:end].rstrip()
        end = len(kept)
        return Document(
            kept,
            tuple(block._replace(end=min(block.end, end)) for block in blocks if block.start <= end),
            tuple(span._replace(end=min(span.end, end)) for span in spans if span.start < end),
            language,
        )

    def first_highlights(self, article: int, most: int) -> list[int]:
        """The notes on an article as a whole and its first highlights in the order of its text, `most` of them."""
        rows = self._rows(
            """SELECT id FROM highlight WHERE article = ? AND deleted IS NULL
            ORDER BY kind <> 'article', place_start IS NULL, place_start, id LIMIT ?""",
            article, most,
        )  # fmt: skip
        return [row["id"] for row in rows]


def _key(name: str) -> str:
    return name.translate(_AS_NOCASE)
