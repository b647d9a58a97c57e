"""NoteStore: the statements about highlights, their notes and tags, and the texts that articles had before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from library.article import Colour, HighlightKind, NewHighlight, utc_text
from library.connection import Connection
from library.query import Query, searchable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from library.anchor import Anchor, Found
    from library.article import Highlight, Moved, NotedPassage
    from library.document import Document

HIGHLIGHT = """
    SELECT h.*, (SELECT json_group_array(name) FROM highlight_tag WHERE highlight = h.id) AS tags,
        article.title AS title, article.authors AS authors, article.site AS site, article.url AS url
    FROM highlight h LEFT JOIN article ON article.id = h.article
"""
_THERE = "h.deleted IS NULL AND article.deleted IS NULL"
_ON_THE_WHOLE = "it is on the whole article"
_PAGE = 500
"""Ids bound in one statement."""


class NoteStore(Connection):
    """What is said of articles; `Store` adds the articles."""

    # Making and changing

    def add_highlight(
        self,
        article: int,
        anchor: Anchor | None,
        *,
        colour: Colour = Colour.YELLOW,
        now: datetime,
        note: str = "",
        tags: Sequence[str] = (),
    ) -> int:
        """Store a highlight, a bookmark, or with `None` a note on the whole article, and return its id.

        When another process has changed the text since the anchor was made, it is looked for in the text of today.
        Raises NotFoundError.
        """
        return self.keep_highlight(NewHighlight(article, anchor, colour, note, tuple(tags), now), now)

    def keep_highlight(self, new: NewHighlight, now: datetime) -> int:
        """Store a highlight with all that is known of it, and return its id. Raises NotFoundError."""
        with self._transaction():
            return self._keep(new, now)

    def keep_highlights(self, news: Iterable[NewHighlight], now: datetime) -> list[int]:
        """Store many highlights at once, all or none. Raises NotFoundError."""
        with self._transaction():
            return [self._keep(new, now) for new in news]

    def _keep(self, new: NewHighlight, now: datetime) -> int:
        anchor = new.anchor
        kind = HighlightKind.ARTICLE
        if anchor is not None:
            kind = HighlightKind.PASSAGE if anchor.quote else HighlightKind.BOOKMARK
        today = self._today(new.article, anchor)
        created = new.created or now
        wanted = new.wanted
        highlight = self._insert(
            "highlight", **({"uid": new.uid} if new.uid else {}), article=new.article, kind=kind.value,
            **_anchor_columns(anchor), **_place_columns(today),
            colour=new.colour.value, note=new.note, created=utc_text(created), changed=utc_text(new.changed or created),
            origin=new.origin, wanted=json.dumps(wanted, ensure_ascii=False) if any(wanted) else "",
        )  # fmt: skip
        self._tag_highlight(highlight, new.tags)
        self._run(
            "INSERT INTO highlight_search (rowid, quote, note) VALUES (?, ?, ?)",
            highlight, searchable(anchor.quote if anchor else ""), searchable(new.note),
        )  # fmt: skip
        return highlight

    def _today(self, article: int | None, anchor: Anchor | None) -> Found:
        """Where an anchor is in the text that its article has now."""
        from library.anchor import AnchorState, Found, find_anchor
        from library.document import Range

        if article is None:
            return Found(None, AnchorState.WAITING, "its article is not in the library yet", 0.0)
        row = self._one("SELECT fingerprint FROM article WHERE id = ?", article, what=f"article {article}")
        if anchor is None:
            return Found(None, AnchorState.HELD, _ON_THE_WHOLE)
        if row["fingerprint"] == anchor.fingerprint:  # as ever, and then the text need not be read
            return Found(Range(anchor.start, anchor.end), AnchorState.HELD, "just made")
        return find_anchor(anchor, self._document(article))

    def _document(self, article: int) -> Document:
        from library.rows import document_of

        row = self._one(
            """SELECT text, marks, language FROM body JOIN article ON id = article WHERE article = ?""",
            article, what=f"article {article}",
        )  # fmt: skip
        return document_of(row["text"], row["marks"], row["language"])

    def change_highlight(
        self,
        highlight: int,
        now: datetime,
        *,
        note: str | None = None,
        colour: Colour | None = None,
        tags: Sequence[str] | None = None,
        anchor: Anchor | None = None,
    ) -> None:
        """Change what is given of a highlight. Raises NotFoundError.

        Another `anchor` is a passage that a person has chosen for it; it is looked for in the text of today.
        """
        with self._transaction():
            row = self._one("SELECT * FROM highlight WHERE id = ?", highlight, what=f"highlight {highlight}")
            values: dict[str, object] = {"changed": utc_text(now)}
            if colour is not None:
                values["colour"] = colour.value
            if note is not None:
                values["note"] = note
            if anchor is not None:
                values |= _anchor_columns(anchor) | _place_columns(self._today(row["article"], anchor))
                values["kind"] = (HighlightKind.PASSAGE if anchor.quote else HighlightKind.BOOKMARK).value
            indexed = row["quote"], row["note"]
            self._write_highlight(highlight, values)
            if tags is not None:
                self._run("DELETE FROM highlight_tag WHERE highlight = ?", highlight)
                self._tag_highlight(highlight, tags)
            self._index_highlight(
                highlight, indexed, (str(values.get("quote", row["quote"])), str(values.get("note", row["note"])))
            )

    def _write_highlight(self, highlight: int, values: Mapping[str, object]) -> None:
        names = ", ".join(f'"{name}" = ?' for name in values)
        self._change(f"UPDATE highlight SET {names} WHERE id = ?", *values.values(), highlight)

    def _index_highlight(self, highlight: int, former: tuple[str, str], indexed: tuple[str, str]) -> None:
        if former == indexed:
            return
        self._run(
            "INSERT INTO highlight_search (highlight_search, rowid, quote, note) VALUES ('delete', ?, ?, ?)",
            highlight, *map(searchable, former),
        )  # fmt: skip
        self._run(
            "INSERT INTO highlight_search (rowid, quote, note) VALUES (?, ?, ?)", highlight, *map(searchable, indexed)
        )

    def _tag_highlight(self, highlight: int, names: Iterable[str]) -> None:
        for name in names:
            self._run("INSERT OR IGNORE INTO highlight_tag VALUES (?, ?)", highlight, name)

    def delete_highlights(self, ids: Sequence[int], now: datetime) -> None:
        """Put highlights aside, where `restore_highlights` finds them. Raises NotFoundError."""
        self._each("UPDATE highlight SET deleted = ? WHERE id = ?", ids, utc_text(now))

    def restore_highlights(self, ids: Sequence[int]) -> None:
        """Bring deleted highlights back. Raises NotFoundError."""
        self._each("UPDATE highlight SET deleted = NULL WHERE id = ?", ids)

    # Looking up

    def highlight(self, highlight: int) -> Highlight:
        """One highlight that is not deleted. Raises NotFoundError."""
        from library.rows import highlight_of

        row = self._one(f"{HIGHLIGHT} WHERE {_THERE} AND h.id = ?", highlight, what=f"highlight {highlight}")
        return highlight_of(row)

    def highlights(self, article: int) -> list[Highlight]:
        """The highlights of an article in reading order, those on the whole of it first and lost ones last."""
        from library.rows import highlight_of

        sql = f"""{HIGHLIGHT} WHERE {_THERE} AND h.article = ?
            ORDER BY kind <> 'article', place_start IS NULL, place_start, h.id"""
        return [highlight_of(row) for row in self._rows(sql, article)]

    def note_ids(self, query: Query = Query()) -> list[int]:  # noqa: B008  Query is frozen
        """The highlights of the library whose quote or note matches, newest articles first, in reading order."""
        where = "".join(
            " AND h.id IN (SELECT rowid FROM highlight_search WHERE highlight_search MATCH ?)" for _ in query.terms
        )
        sql = f"""SELECT h.id FROM highlight h LEFT JOIN article ON article.id = h.article WHERE {_THERE}{where}
            ORDER BY article.saved DESC, article.id DESC, place_start IS NULL, place_start, h.id"""
        return [row[0] for row in self._rows(sql, *(term.match for term in query.terms))]

    def noted_passages(self, ids: Sequence[int]) -> list[NotedPassage]:
        """Highlights with what their articles are called, in the order of `ids`; those that are gone are left out."""
        from library.rows import noted_of

        found: dict[int, NotedPassage] = {}
        for at in range(0, len(ids), _PAGE):
            page = ids[at : at + _PAGE]
            holes = ",".join("?" * len(page))
            for row in self._rows(f"{HIGHLIGHT} WHERE {_THERE} AND h.id IN ({holes})", *page):
                found[row["id"]] = noted_of(row)
        return [found[number] for number in ids if number in found]

    def highlight_number(self, *, uid: str = "", origin: str = "") -> tuple[int, bool] | None:
        """The highlight with this identity or this origin, and whether it has been deleted; None when there is none."""
        rows = self._rows(
            """SELECT id, deleted IS NOT NULL FROM highlight WHERE (? <> '' AND uid = ?) OR (? <> '' AND origin = ?)
            ORDER BY deleted IS NOT NULL, id LIMIT 1""",
            uid, uid, origin, origin,
        )  # fmt: skip
        return (int(rows[0][0]), bool(rows[0][1])) if rows else None

    def highlight_tags(self) -> list[tuple[str, int]]:
        """The tags of highlights with how many carry each, the most used first."""
        rows = self._rows(
            """SELECT name, count(*) AS n FROM highlight_tag JOIN highlight ON id = highlight WHERE deleted IS NULL
            GROUP BY name ORDER BY n DESC, name"""
        )
        return [(str(name), int(count)) for name, count in rows]

    # Another text

    def _re_anchor(self, article: int, document: Document) -> list[Moved]:
        """Look for all highlights of an article in its new text."""
        from library.anchor import find_anchors
        from library.rows import anchor_of, highlight_of

        # deleted ones too: they may be restored
        rows = self._rows(f"{HIGHLIGHT} WHERE h.article = ? AND kind <> 'article' ORDER BY h.id", article)
        places = find_anchors([anchor_of(row) for row in rows], document)
        moved = []
        for row, today in zip(rows, places, strict=True):
            self._write_highlight(row["id"], _place_columns(today))
            if row["deleted"] is None:
                before = highlight_of(row)
                moved.append(_moved(before, today))
        return moved

    def waiting(self) -> list[NotedPassage]:
        """Highlights that wait for an article."""
        from library.rows import noted_of

        sql = f"{HIGHLIGHT} WHERE h.article IS NULL AND h.deleted IS NULL ORDER BY h.id"
        return [noted_of(row) for row in self._rows(sql)]

    def _welcome_waiting(self, article: int, document: Document, url: str, title: str) -> None:
        """Give an article whose text has come the highlights that waited for it."""
        from library.address import same_page
        from library.anchor import AnchorState, Found, find_anchors
        from library.rows import anchor_of, wanted_of

        rows = self._rows("SELECT * FROM highlight WHERE article IS NULL")
        mine = []
        for row in rows:
            wanted = wanted_of(row["wanted"])
            if same_page(wanted.url, url) if wanted.url else wanted.title.casefold() == title.casefold() != "":
                mine.append(row)
        anchored = [row for row in mine if row["kind"] != HighlightKind.ARTICLE]
        places = find_anchors([anchor_of(row) for row in anchored], document) if anchored else []
        found = {row["id"]: today for row, today in zip(anchored, places, strict=True)}
        whole = Found(None, AnchorState.HELD, _ON_THE_WHOLE)
        for row in mine:
            columns = _place_columns(found.get(row["id"], whole))
            names = ", ".join(f'"{name}" = ?' for name in columns)
            self._change(
                f"UPDATE highlight SET article = ?, {names} WHERE id = ?", article, *columns.values(), row["id"]
            )


def _anchor_columns(anchor: Anchor | None) -> dict[str, object]:
    if anchor is None:
        return {"start": 0, "end": 0, "quote": "", "before": "", "after": "", "fingerprint": ""}
    return anchor._asdict()


def _place_columns(today: Found) -> dict[str, object]:
    place = today.place
    return {
        "place_start": None if place is None else place.start,
        "place_end": None if place is None else place.end,
        "state": today.state.value,
        "reason": today.reason,
        "score": today.score,
    }


def _moved(before: Highlight, today: Found) -> Moved:
    from library.article import Moved

    after = before._replace(place=today.place, state=today.state, reason=today.reason, score=today.score)
    return Moved(before, after)
