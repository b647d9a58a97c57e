"""NoteArrivals: the statements that take in notes from elsewhere, and let them wait for their articles."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

from library.article import utc_text
from library.entries import OTHER_URL
from library.indexing import searchable
from library.kinds import EXCERPTS
from library.note_store import HIGHLIGHT, INDEX, ON_THE_WHOLE, NoteStore, anchor_columns, new_columns, place_columns
from library.plain import plain_text
from library.stand_ins import StandIns

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from sqlite3 import Row

    from library.anchor import Anchor, Found
    from library.article import Draft
    from library.highlight import Highlight, Mended, NewHighlight, NotedPassage, Wanted

Name = tuple[str, str]
"""`uid` or `origin`, and what it is."""
_PAGE = 500
"""Values bound in one statement."""


class NoteArrivals(NoteStore, StandIns):
    """Highlights by the hundred, and those whose article is not here yet."""

    def keep_highlights(
        self, news: Iterable[NewHighlight], now: datetime, mended: Iterable[Mended] = (),
        told: Callable[[int, int], None] | None = None,
    ) -> list[int]:  # fmt: skip
        """Store many highlights at once, and what others of them have more to say; all or nothing.

        One whose identity or origin is there already, as when two programs read one file at once, is not stored
        again. `told` hears now and then how many of how many steps are done. Raises NotFoundError.
        """
        news = list(news)
        sought = self._sought(news, told)  # a long time for others to wait, were it in the transaction
        with self._transaction():
            for more in mended:
                self._mend(more, now)
            return self._keep_all(news, now, sought, told)

    def _keep_all(
        self, news: Sequence[NewHighlight], now: datetime, sought: Mapping[int, tuple[Anchor, Found, str]],
        told: Callable[[int, int], None] | None,
    ) -> list[int]:  # fmt: skip
        """Store them within a transaction, some hundreds in a statement; gives their ids in the same order."""
        known = self.highlight_numbers(news)
        (last,) = self._rows("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'highlight'")[0]
        texts = self._fingerprints({new.article for new in news})
        kept: list[int] = []
        for at in range(0, len(news), _PAGE):
            rows, indexed, tags = [], [], []
            for index, new in enumerate(news[at : at + _PAGE], at):
                there = next((known[name] for name in names_of(new) if name in known), None)
                if there is not None:
                    kept.append(there[0])
                    continue
                last += 1
                anchor, today, fingerprint = sought.get(index) or (new.anchor, None, "")
                if today is None or texts.get(new.article) != fingerprint:
                    anchor, today = new.anchor, self._today(new.article, new.anchor)
                columns = new_columns(new, anchor, today, now)
                rows.append((last, new.uid, *columns.values()))
                indexed.append((last, searchable(anchor.quote if anchor else ""), searchable(str(columns["note"]))))
                tags += [(last, name) for name in filter(None, map(plain_text, new.tags))]
                kept.append(last)
                known |= dict.fromkeys(names_of(new), (last, False))
            if rows:
                names = ", ".join(f'"{name}"' for name in columns)
                uid = "coalesce(nullif(?, ''), lower(hex(randomblob(16))))"
                holes = ", ?" * len(columns)
                self._many(f"INSERT INTO highlight (id, uid, {names}) VALUES (?, {uid}{holes})", rows)
                self._many(INDEX, indexed)
                self._many("INSERT OR IGNORE INTO highlight_tag VALUES (?, ?)", tags)
            if told is not None:
                told(len(news) + len(kept), 2 * len(news))
        return kept

    def _fingerprints(self, articles: Iterable[int | None]) -> dict[int | None, str]:
        """The fingerprints of the texts that articles have now."""
        found: dict[int | None, str] = {}
        for page in _pages([number for number in articles if number is not None]):
            rows = self._rows(f"SELECT id, fingerprint FROM article WHERE id IN ({_holes(page)})", *page)
            found |= {int(number): str(fingerprint) for number, fingerprint in rows}
        return found

    def highlight_numbers(self, news: Iterable[NewHighlight]) -> dict[Name, tuple[int, bool]]:
        """The highlights that have an identity or an origin of one of these, by it, and whether each was deleted.

        Of several with one origin it is the first that was not.
        """
        names = dict.fromkeys(name for new in news for name in names_of(new))
        found: dict[Name, tuple[int, bool]] = {}
        for column in ("uid", "origin"):
            for page in _pages([name for kind, name in names if kind == column]):
                sql = f"""SELECT {column}, id, deleted IS NOT NULL FROM highlight
                    WHERE {column} IN ({_holes(page)}) AND {column} <> '' ORDER BY 3 DESC, 2 DESC"""
                found |= {(column, str(name)): (int(id_), bool(gone)) for name, id_, gone in self._rows(sql, *page)}
        return found

    def _sought(
        self, news: Sequence[NewHighlight], told: Callable[[int, int], None] | None
    ) -> dict[int, tuple[Anchor, Found, str]]:
        """Where they are in the texts of today: by their index the anchor, the place, and the text's fingerprint.

        What a file says of its own positions is never trusted.
        """
        from library.anchor import find_anchors
        from library.wanted import settled

        of_article: dict[int, list[int]] = {}
        for index, new in enumerate(news):
            if new.article is not None and new.anchor is not None:
                of_article.setdefault(new.article, []).append(index)
        sought = {}
        for article, indexes in of_article.items():
            document = self._document(article)
            if not document.blocks:
                continue  # `_today` knows whether it waits for its text
            anchors = [anchor for anchor in (news[index].anchor for index in indexes) if anchor is not None]
            for index, anchor, found in zip(indexes, anchors, find_anchors(anchors, document), strict=True):
                sought[index] = settled(anchor, found, document), found, document.fingerprint
            if told is not None:
                told(len(sought), 2 * len(news))
        return sought

    def _mend(self, more: Mended, now: datetime) -> None:
        row = self._one("SELECT * FROM highlight WHERE id = ?", more.highlight, what=f"highlight {more.highlight}")
        values: dict[str, object] = {"changed": utc_text(now)} if more.note is not None or more.tags else {}
        if more.note is not None:
            values["note"] = more.note
        if more.origin:
            values["origin"] = more.origin
        if more.restore:
            values["deleted"] = None
        if values:
            self._write_highlight(more.highlight, values)
        self._tag_highlight(more.highlight, more.tags)
        note = row["note"] if more.note is None else more.note
        self._index_highlight(more.highlight, (row["quote"], row["note"]), (row["quote"], note))

    def notes_and_tags(self, ids: Sequence[int]) -> dict[int, tuple[str, tuple[str, ...]]]:
        """What is said on highlights, be they deleted or not."""
        found: dict[int, tuple[str, tuple[str, ...]]] = {}
        for page in _pages(ids):
            sql = f"""SELECT id, note, (SELECT json_group_array(name) FROM highlight_tag WHERE highlight = id) AS tags
                FROM highlight WHERE id IN ({_holes(page)})"""
            rows = self._rows(sql, *page)
            found |= {int(row["id"]): (str(row["note"]), tuple(sorted(json.loads(row["tags"])))) for row in rows}
        return found

    def highlight_states(self, ids: Sequence[int]) -> Counter[str]:
        """How many of these highlights are held, uncertain, lost and waiting."""
        from collections import Counter

        states: Counter[str] = Counter()
        for at in range(0, len(ids), _PAGE):
            page = ids[at : at + _PAGE]
            sql = f"SELECT state, count(*) FROM highlight WHERE id IN ({','.join('?' * len(page))}) GROUP BY state"
            states.update({str(state): int(count) for state, count in self._rows(sql, *page)})
        return states

    # Articles that come, and articles that are there

    def waiting(self) -> list[NotedPassage]:
        """Highlights that wait for an article."""
        from library.rows import noted_of

        sql = f"{HIGHLIGHT} WHERE h.article IS NULL AND h.deleted IS NULL ORDER BY h.id"
        return [noted_of(row) for row in self._rows(sql)]

    def _welcome_waiting(self, article: int, draft: Draft, now: datetime) -> None:
        """Give an article whose text has come the highlights that waited for it, or were in what stood in for it."""
        document, metadata = draft.document, draft.metadata
        if draft.source.media_type == EXCERPTS:
            return
        if document.blocks:
            self._give_way(article, metadata, now)
        if not self._rows("SELECT 1 FROM highlight WHERE article IS NULL LIMIT 1"):
            return
        from library.anchor import AnchorState, Found, find_anchors
        from library.rows import anchor_of, wanted_of
        from library.wanted import page_of, same_article, settled, title_keys

        rows = self._wanting(page_of(metadata.url), title_keys(metadata.title))
        mine = [row for row in rows if same_article(wanted_of(row["wanted"]), metadata)]
        anchored = [row for row in mine if row["kind"] != "article"]
        anchors = [anchor_of(row) for row in anchored]
        places = find_anchors(anchors, document) if anchored else []
        whole = Found(None, AnchorState.HELD, ON_THE_WHOLE)
        columns = {row["id"]: place_columns(whole) for row in mine}
        for row, anchor, found in zip(anchored, anchors, places, strict=True):
            completed = settled(anchor, found, document)
            columns[row["id"]] = anchor_columns(completed) | place_columns(found)
            self._index_highlight(row["id"], (anchor.quote, row["note"]), (completed.quote, row["note"]))
        for highlight, values in columns.items():
            self._write_highlight(highlight, {"article": article, **values})
        self._take_kept_tags(article, {wanted_of(row["wanted"]) for row in mine})

    def articles_at(self, addresses: Sequence[str]) -> list[tuple[int, bool]]:
        """The articles with one of these addresses, and whether each is in the trash; those come last."""
        from library.address import page_keys

        rows = self._rows(
            f"""SELECT id, deleted IS NOT NULL FROM article
            WHERE (url IN (SELECT value FROM json_each(?1)) AND {OTHER_URL})
                OR (id IN (SELECT article FROM address WHERE page IN (SELECT value FROM json_each(?2)))
                    AND +url IN (SELECT value FROM json_each(?1)))
            ORDER BY 2, 1""",
            json.dumps(addresses), json.dumps(page_keys(addresses)),
        )  # fmt: skip
        return [(int(number), bool(trashed)) for number, trashed in rows]

    def all_called(self) -> Iterator[tuple[int, Wanted, bool]]:
        """What every article is called, and whether it is in the trash; those come last."""
        from library.highlight import Wanted

        sql = "SELECT id, url, title, authors, site, deleted IS NOT NULL FROM article ORDER BY 6, 1"
        for number, url, title, authors, site, trashed in self._rows(sql):
            yield number, Wanted(url, title, tuple(json.loads(authors)), site), bool(trashed)

    def waiting_under(self, page: str, title: str) -> dict[Wanted, list[Highlight]]:
        """Highlights that wait for an article with one of these keys of `library.wanted`, by what is known of it."""
        from library.rows import highlight_of, wanted_of

        found: dict[Wanted, list[Highlight]] = {}
        for ids in _pages([row["id"] for row in self._wanting(page, [title])]):
            sql = f"{HIGHLIGHT} WHERE h.deleted IS NULL AND h.id IN ({_holes(ids)}) ORDER BY h.id"
            for row in self._rows(sql, *ids):
                found.setdefault(wanted_of(row["wanted"]), []).append(highlight_of(row))
        return found

    def _wanting(self, page: str, titles: Sequence[str]) -> list[Row]:
        """The rows that wait for an article with one of these keys, in the order in which they came."""
        # left alone, SQLite would take the index of articles, and read all that wait
        sql = "SELECT * FROM highlight INDEXED BY highlight_by_wanted_{0} WHERE article IS NULL AND wanted_{0} = ?"
        rows = self._rows(sql.format("page"), page) if page else []
        for title in filter(None, titles):
            rows += self._rows(sql.format("title"), title)
        return [row for _, row in sorted({row["id"]: row for row in rows}.items())]


def names_of(new: NewHighlight) -> list[Name]:
    """By what a highlight is known again: its identity, then where it came from."""
    return [name for name in (("uid", new.uid), ("origin", new.origin)) if name[1]]


_Value = TypeVar("_Value", int, str)


def _pages(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    """The values, as many at a time as one statement binds."""
    return (values[at : at + _PAGE] for at in range(0, len(values), _PAGE))


def _holes(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
