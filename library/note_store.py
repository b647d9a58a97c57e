"""NoteStore: the statements about highlights, their notes and tags, and the texts that articles had before."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from library.article import utc_text
from library.note_lists import NoteLists

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from library.anchor import Anchor, Found
    from library.document import Document
    from library.highlight import Colour, Highlight, Moved, NewHighlight, NotedPassage, Wanted

HIGHLIGHT = """
    SELECT h.*, (SELECT json_group_array(name) FROM highlight_tag WHERE highlight = h.id) AS tags,
        article.title AS title, article.authors AS authors, article.site AS site, article.url AS url
    FROM highlight h LEFT JOIN article ON article.id = h.article
"""
_THERE = "h.deleted IS NULL AND article.deleted IS NULL"
INDEX = "INSERT INTO highlight_search (rowid, quote, note) VALUES (?, ?, ?)"
ON_THE_WHOLE = "it is on the whole article"
NO_TEXT = "the text of its article is yet to come"
_PAGE = 500
"""Ids bound in one statement."""


class NoteStore(NoteLists):
    """What is said of articles; `Store` adds the articles."""

    # Making and changing

    def add_highlight(
        self,
        article: int,
        anchor: Anchor | None,
        *,
        colour: Colour | None = None,
        now: datetime,
        note: str = "",
        tags: Sequence[str] = (),
    ) -> int:
        """Store a highlight, a bookmark, or with `None` a note on the whole article, and return its id.

        When another process has changed the text since the anchor was made, it is looked for in the text of today.
        It is yellow unless another colour is given. Raises NotFoundError.
        """
        from library.highlight import Colour, NewHighlight

        new = NewHighlight(article, anchor, colour or Colour.YELLOW, note, tuple(tags), now)
        return self.keep_highlight(new, now)

    def keep_highlight(self, new: NewHighlight, now: datetime) -> int:
        """Store a highlight with all that is known of it, and return its id. Raises NotFoundError."""
        with self._transaction():
            return self._keep(new, now)

    def _keep(self, new: NewHighlight, now: datetime, sought: tuple[Anchor, Found, str] | None = None) -> int:
        from library.indexing import searchable

        anchor = new.anchor
        if sought is not None and self._has_text(new.article, sought[2]):
            anchor, today, _ = sought
        else:
            today = self._today(new.article, anchor)
        columns = new_columns(new, anchor, today, now)
        highlight = self._insert("highlight", **({"uid": new.uid} if new.uid else {}), **columns)
        self._tag_highlight(highlight, new.tags)
        self._run(INDEX, highlight, searchable(anchor.quote if anchor else ""), searchable(str(columns["note"])))
        return highlight

    def _has_text(self, article: int | None, fingerprint: str) -> bool:
        return bool(self._rows("SELECT 1 FROM article WHERE id = ? AND fingerprint = ?", article, fingerprint))

    def _today(self, article: int | None, anchor: Anchor | None) -> Found:
        """Where an anchor is in the text that its article has now."""
        from library.anchor import AnchorState, Found, find_anchor
        from library.document import Range

        if article is None:
            return Found(None, AnchorState.WAITING, "its article is not in the library yet", 0.0)
        row = self._one("SELECT fingerprint, words FROM article WHERE id = ?", article, what=f"article {article}")
        if anchor is None:
            return Found(None, AnchorState.HELD, ON_THE_WHOLE)
        if not row["words"] and self._rows("SELECT 1 FROM pending WHERE article = ?", article):
            return Found(None, AnchorState.WAITING, NO_TEXT, 0.0)
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
        from library.highlight import kind_of

        with self._transaction():
            row = self._one("SELECT * FROM highlight WHERE id = ?", highlight, what=f"highlight {highlight}")
            values: dict[str, object] = {"changed": utc_text(now)}
            if colour is not None:
                values["colour"] = colour.value
            if note is not None:
                from library.plain import plain_text

                values["note"] = plain_text(note)
            if anchor is not None:
                values |= anchor_columns(anchor) | place_columns(self._today(row["article"], anchor))
                values["kind"] = kind_of(anchor).value
            indexed = row["quote"], row["note"]
            self._write_highlight(highlight, values)
            if tags is not None:
                self._run("DELETE FROM highlight_tag WHERE highlight = ?", highlight)
                self._tag_highlight(highlight, tags)
            self._index_highlight(
                highlight, indexed, (str(values.get("quote", row["quote"])), str(values.get("note", row["note"])))
            )

    def accept_place(self, highlight: int, now: datetime) -> None:
        """Make the place where an uncertain highlight was found its own: a person has said that it is the passage.

        `put_back` takes it back. Raises NotFoundError, also when it has no place.
        """
        from library.anchor import AnchorState, Found, make_anchor
        from library.document import Range

        with self._transaction():
            row = self._one(
                "SELECT * FROM highlight WHERE id = ? AND place_start IS NOT NULL AND deleted IS NULL", highlight,
                what=f"place for highlight {highlight}",
            )  # fmt: skip
            place = Range(row["place_start"], row["place_end"])
            anchor = make_anchor(self._document(row["article"]), place)
            found = Found(place, AnchorState.HELD, "confirmed by you")
            values = anchor_columns(anchor) | place_columns(found) | {"changed": utc_text(now)}
            self._write_highlight(highlight, values)
            self._index_highlight(highlight, (row["quote"], row["note"]), (anchor.quote, row["note"]))

    def write_note(self, highlight: int, base: str, note: str, now: datetime) -> str:
        """Write a note that was made from `base`, and return what it is now.

        What another process has written meanwhile is kept beside it; when it has deleted the highlight, this brings
        it back. Raises NotFoundError.
        """
        with self._transaction():
            row = self._one("SELECT quote, note FROM highlight WHERE id = ?", highlight, what=f"highlight {highlight}")
            if row["note"] != base:
                from library.merging import merged

                note = merged(base, note, row["note"])
            self._write_highlight(highlight, {"note": note, "changed": utc_text(now), "deleted": None})
            self._index_highlight(highlight, (row["quote"], row["note"]), (row["quote"], note))
        return note

    def put_back(self, highlight: Highlight) -> None:
        """Make a highlight again what it was: its passage, place and state, colour, note, tags and times.

        Brings it back when it has been deleted; in a text that is another one by now its passage is looked for anew.
        Raises NotFoundError.
        """
        with self._transaction():
            number, anchor = highlight.id, highlight.anchor
            today = self._today(highlight.article, anchor)
            if (today.place, today.state) == (highlight.place, highlight.state):
                today = today._replace(reason=highlight.reason, score=highlight.score)
            row = self._one("SELECT quote, note FROM highlight WHERE id = ?", number, what=f"highlight {number}")
            values = anchor_columns(anchor) | place_columns(today) | {
                "article": highlight.article, "kind": highlight.kind.value, "colour": highlight.colour.value,
                "note": highlight.note, "created": utc_text(highlight.created), "changed": utc_text(highlight.changed),
                "deleted": None,
            }  # fmt: skip
            self._write_highlight(number, values)
            self._run("DELETE FROM highlight_tag WHERE highlight = ?", number)
            self._tag_highlight(number, highlight.tags)
            self._index_highlight(number, (row["quote"], row["note"]), (highlight.quote, highlight.note))

    def _write_highlight(self, highlight: int, values: Mapping[str, object]) -> None:
        names = ", ".join(f'"{name}" = ?' for name in values)
        self._change(f"UPDATE highlight SET {names} WHERE id = ?", *values.values(), highlight)

    def _index_highlight(self, highlight: int, former: tuple[str, str], indexed: tuple[str, str]) -> None:
        from library.indexing import searchable

        if former == indexed:
            return
        self._run(
            "INSERT INTO highlight_search (highlight_search, rowid, quote, note) VALUES ('delete', ?, ?, ?)",
            highlight, *map(searchable, former),
        )  # fmt: skip
        self._run(INDEX, highlight, *map(searchable, indexed))

    def _tag_highlight(self, highlight: int, names: Iterable[str]) -> None:
        from library.plain import plain_text

        for name in filter(None, map(plain_text, names)):
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

    def has_highlight(self, uid: str) -> bool:
        """Whether there is a highlight whose identity begins so, and that is not deleted."""
        sql = "SELECT 1 FROM highlight WHERE uid >= ? AND uid < ? AND deleted IS NULL LIMIT 1"
        return bool(self._rows(sql, uid, f"{uid}g"))

    def highlight_tags(self) -> list[tuple[str, int]]:
        """The tags of highlights with how many carry each, the most used first."""
        rows = self._rows(
            """SELECT name, count(*) AS n FROM highlight_tag JOIN highlight ON id = highlight WHERE deleted IS NULL
            GROUP BY name ORDER BY n DESC, name"""
        )
        return [(str(name), int(count)) for name, count in rows]

    def origins(self, ids: Sequence[int]) -> dict[int, str]:
        """Where imported highlights came from, by their id; those that were made here are left out."""
        found: dict[int, str] = {}
        for at in range(0, len(ids), _PAGE):
            page = ids[at : at + _PAGE]
            holes = ",".join("?" * len(page))
            rows = self._rows(f"SELECT id, origin FROM highlight WHERE origin <> '' AND id IN ({holes})", *page)
            found |= {row["id"]: row["origin"] for row in rows}
        return found

    # Another text

    def _re_anchor(self, article: int, document: Document) -> list[Moved]:
        """Look for all highlights of an article in its new text."""
        from library.anchor import find_anchors
        from library.rows import anchor_of, highlight_of
        from library.wanted import settled

        # deleted ones too: they may be restored
        rows = self._rows(f"{HIGHLIGHT} WHERE h.article = ? AND kind <> 'article' ORDER BY h.id", article)
        anchors = [anchor_of(row) for row in rows]
        places = find_anchors(anchors, document)
        moved = []
        for row, anchor, today in zip(rows, anchors, places, strict=True):
            whole = settled(anchor, today, document)
            self._write_highlight(row["id"], (anchor_columns(whole) if whole != anchor else {}) | place_columns(today))
            self._index_highlight(row["id"], (anchor.quote, row["note"]), (whole.quote, row["note"]))
            if row["deleted"] is None:
                before = highlight_of(row)
                moved.append(_moved(before, today))
        return moved


@lru_cache(maxsize=256)
def _wanted_columns(wanted: Wanted) -> tuple[str, str, str]:
    """What is known of a wanted article as JSON, and its keys."""
    if not any(wanted):
        return "", "", ""
    from library.wanted import keys

    return json.dumps(wanted, ensure_ascii=False), *keys(wanted)


def new_columns(new: NewHighlight, anchor: Anchor | None, today: Found, now: datetime) -> dict[str, object]:
    """The columns of a highlight that is about to be stored, but for its identity; always in one order."""
    from library.highlight import kind_of
    from library.plain import plain_text

    created = new.created or now
    wanted, page, title = _wanted_columns(new.wanted)
    return {
        "article": new.article, "kind": kind_of(new.anchor).value,
        **anchor_columns(anchor), **place_columns(today),
        "colour": new.colour.value, "note": plain_text(new.note), "created": utc_text(created),
        "changed": utc_text(new.changed or created), "origin": new.origin, "wanted": wanted, "wanted_page": page,
        "wanted_title": title,
    }  # fmt: skip


def anchor_columns(anchor: Anchor | None) -> dict[str, object]:
    """The columns of an anchor; empty ones for a note on the whole article."""
    if anchor is None:
        return {"start": 0, "end": 0, "quote": "", "before": "", "after": "", "fingerprint": ""}
    return anchor._asdict()


def place_columns(today: Found) -> dict[str, object]:
    """The columns that tell where a highlight is in the text of today."""
    place = today.place
    return {
        "place_start": None if place is None else place.start,
        "place_end": None if place is None else place.end,
        "state": today.state.value,
        "reason": today.reason,
        "score": today.score,
    }


def _moved(before: Highlight, today: Found) -> Moved:
    from library.highlight import Moved

    after = before._replace(place=today.place, state=today.state, reason=today.reason, score=today.score)
    return Moved(before, after)
