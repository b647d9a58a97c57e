"""NoteArrivals: the statements that take in notes from elsewhere, and let them wait for their articles."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from library.article import utc_text
from library.note_store import HIGHLIGHT, ON_THE_WHOLE, NoteStore, anchor_columns, place_columns

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime
    from sqlite3 import Row

    from library.anchor import Anchor, Found
    from library.article import Metadata
    from library.document import Document
    from library.highlight import Mended, NewHighlight, NotedPassage, Wanted

_PAGE = 500
"""Ids bound in one statement."""


class NoteArrivals(NoteStore):
    """Highlights by the hundred, and those whose article is not here yet."""

    def keep_highlights(
        self, news: Iterable[NewHighlight], now: datetime, mended: Iterable[Mended] = (),
        told: Callable[[int, int], None] | None = None,
    ) -> list[int]:  # fmt: skip
        """Store many highlights at once, and what others of them have more to say; all or nothing.

        One whose identity or origin is there already, as when two programs read one file at once, is not stored
        again. `told` hears after each article how many of how many have been looked for. Raises NotFoundError.
        """
        news = list(news)
        sought = self._sought(news, told)  # a long time for others to wait, were it in the transaction
        with self._transaction():
            for more in mended:
                self._mend(more, now)
            kept = []
            for index, new in enumerate(news):
                known = self.highlight_number(uid=new.uid, origin=new.origin)
                kept.append(known[0] if known else self._keep(new, now, sought.get(index)))
            return kept

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
            anchors = [anchor for anchor in (news[index].anchor for index in indexes) if anchor is not None]
            for index, anchor, found in zip(indexes, anchors, find_anchors(anchors, document), strict=True):
                sought[index] = settled(anchor, found, document), found, document.fingerprint
            if told is not None:
                told(len(sought), len(news))
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

    def note_and_tags(self, highlight: int) -> tuple[str, tuple[str, ...]]:
        """What is said on a highlight, be it deleted or not. Raises NotFoundError."""
        row = self._one("SELECT note FROM highlight WHERE id = ?", highlight, what=f"highlight {highlight}")
        tags = self._rows("SELECT name FROM highlight_tag WHERE highlight = ? ORDER BY name", highlight)
        return str(row["note"]), tuple(str(tag["name"]) for tag in tags)

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

    def _welcome_waiting(self, article: int, document: Document, metadata: Metadata) -> None:
        """Give an article whose text has come the highlights that waited for it."""
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

    def articles_at(self, addresses: Sequence[str]) -> list[tuple[int, bool]]:
        """The articles with one of these addresses, and whether each is in the trash; those come last."""
        holes = ",".join("?" * len(addresses))
        rows = self._rows(
            f"""SELECT id, deleted IS NOT NULL FROM article WHERE url IN ({holes}) AND url <> '' ORDER BY 2, 1""",
            *addresses,
        )
        return [(int(number), bool(trashed)) for number, trashed in rows]

    def all_called(self) -> Iterator[tuple[int, Wanted, bool]]:
        """What every article is called, and whether it is in the trash; those come last."""
        from library.highlight import Wanted

        sql = "SELECT id, url, title, authors, site, deleted IS NOT NULL FROM article ORDER BY 6, 1"
        for number, url, title, authors, site, trashed in self._rows(sql):
            yield number, Wanted(url, title, tuple(json.loads(authors)), site), bool(trashed)

    def waiting_for(self, wanted: Wanted) -> list[NotedPassage]:
        """Highlights that wait for the very article that is wanted, the oldest first."""
        from library.rows import noted_of, wanted_of
        from library.wanted import keys, same_article

        page, title = keys(wanted)
        rows = self._wanting(page, [title])
        same = [row["id"] for row in rows if same_article(wanted, wanted_of(row["wanted"]))]
        found = []
        for at in range(0, len(same), _PAGE):
            part = same[at : at + _PAGE]
            sql = f"{HIGHLIGHT} WHERE h.deleted IS NULL AND h.id IN ({','.join('?' * len(part))}) ORDER BY h.id"
            found += [noted_of(row) for row in self._rows(sql, *part)]
        return found

    def _wanting(self, page: str, titles: Sequence[str]) -> list[Row]:
        """The rows that wait for an article with one of these keys, in the order in which they came."""
        # left alone, SQLite would take the index of articles, and read all that wait
        sql = "SELECT * FROM highlight INDEXED BY highlight_by_wanted_{0} WHERE article IS NULL AND wanted_{0} = ?"
        rows = self._rows(sql.format("page"), page) if page else []
        for title in filter(None, titles):
            rows += self._rows(sql.format("title"), title)
        return [row for _, row in sorted({row["id"]: row for row in rows}.items())]
