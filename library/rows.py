"""Texts and highlights as the store keeps them, and back; `broadsheet list` needs none of it."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from datetime import datetime
from typing import TYPE_CHECKING

from library.anchor import Anchor, AnchorState
from library.article import Draft, Metadata, utc_text
from library.document import Block, BlockKind, Document, Range, Span, SpanKind
from library.highlight import Colour, Highlight, HighlightKind, NotedPassage, Wanted

if TYPE_CHECKING:
    from sqlite3 import Row
    from typing import Any

# a look-up here is four times as fast as BlockKind()
_BLOCK_KINDS = {kind.value: kind for kind in BlockKind}
_SPAN_KINDS = {kind.value: kind for kind in SpanKind}
_COLOURS = {colour.value: colour for colour in Colour}


def columns_of(draft: Draft) -> dict[str, object]:
    """What a new text changes in the row of its article."""
    metadata, document = draft.metadata, draft.document
    return {
        "url": metadata.url,
        "title": metadata.title,
        "authors": json.dumps(metadata.authors, ensure_ascii=False),
        "site": metadata.site,
        "published": utc_text(metadata.published),
        "updated": utc_text(metadata.updated),
        "words": document.words,
        "ideographs": document.ideographs,
        "language": metadata.language,
        "description": metadata.description,
        "stated_minutes": metadata.stated_minutes,
        "fingerprint": document.fingerprint,
    }


def marks_of(document: Document) -> str:
    """The blocks and spans of a document, and the words before them, as JSON."""
    blocks = [[block.kind, block.start, block.end, block.level, block.info] for block in document.blocks]
    spans = [[span.kind, span.start, span.end, span.target] for span in document.spans]
    marks = {"blocks": blocks, "spans": spans, "tallies": document.tallies}
    return json.dumps(marks, ensure_ascii=False, separators=(",", ":"))


def document_of(text: str, marks: str, language: str) -> Document:
    """The document of a text and its marks."""
    stored: dict[str, list[list[Any]]] = json.loads(marks)
    blocks = tuple(Block(_BLOCK_KINDS[kind], *rest) for kind, *rest in stored["blocks"])
    spans = tuple(Span(_SPAN_KINDS[kind], *rest) for kind, *rest in stored["spans"])
    return Document(text, blocks, spans, language).tallied(stored.get("tallies", ()))


def anchor_of(row: Row) -> Anchor:
    """The anchor in a row of highlights."""
    return Anchor(row["start"], row["end"], row["quote"], row["before"], row["after"], row["fingerprint"])


def highlight_of(row: Row) -> Highlight:
    """The highlight in a row."""
    return Highlight(
        id=row["id"],
        uid=row["uid"],
        article=row["article"],
        anchor=None if row["kind"] == HighlightKind.ARTICLE else anchor_of(row),
        place=None if row["place_start"] is None else Range(row["place_start"], row["place_end"]),
        state=AnchorState(row["state"]),
        reason=row["reason"],
        score=row["score"],
        colour=_COLOURS.get(row["colour"], Colour.YELLOW),
        note=row["note"],
        tags=tuple(sorted(json.loads(row["tags"]))),
        created=datetime.fromisoformat(row["created"]),
        changed=datetime.fromisoformat(row["changed"]),
    )


def noted_of(row: Row) -> NotedPassage:
    """The highlight in a row, with what is known of its article, or of the one that it waits for."""
    highlight = highlight_of(row)
    if highlight.article is None:
        wanted = wanted_of(row["wanted"])
        return NotedPassage(highlight, wanted.title or wanted.url, wanted.authors, wanted.site, wanted.url)
    return NotedPassage(highlight, row["title"], tuple(json.loads(row["authors"])), row["site"], row["url"])


def wanted_of(text: str) -> Wanted:
    """The article that a highlight waits for, from its JSON; an empty one where there is none."""
    if not text:
        return Wanted()
    url, title, authors, site = json.loads(text)
    return Wanted(url, title, tuple(authors), site)


def pack_version(columns: dict[str, object], content: bytes) -> bytes:
    """A text that gives way to another: the columns of its article, text and source as JSON, then the source's bytes.

    `content` is compressed already, as the store keeps sources; a line feed parts the two.
    """
    return b64encode(zlib.compress(json.dumps(columns, ensure_ascii=False).encode())) + b"\n" + content


def draft_of_version(packed: bytes) -> Draft:
    """The draft of a former text, as `pack_version` kept it."""
    from library.source import Source

    head, _, content = packed.partition(b"\n")
    row: dict[str, Any] = json.loads(zlib.decompress(b64decode(head)))
    published, updated = row["published"], row.get("updated")  # versions of earlier libraries have no such time
    metadata = Metadata(
        title=row["title"],
        authors=tuple(json.loads(row["authors"])),
        site=row["site"],
        url=row["url"],
        published=None if published is None else datetime.fromisoformat(published),
        language=row["language"],
        description=row["description"],
        stated_minutes=row["stated_minutes"],
        updated=None if updated is None else datetime.fromisoformat(updated),
    )
    taken = datetime.fromisoformat(row["taken"])
    source = Source(
        zlib.decompress(content), taken, row["name"], row["source_url"], row["media_type"], row["charset"]
    )  # fmt: skip
    document = document_of(row["text"], row["marks"], row["language"])
    return Draft(metadata, document, source, datetime.fromisoformat(row["saved"]))
