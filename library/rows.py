"""Texts and highlights as the store keeps them, and back; `broadsheet list` needs none of it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from library.anchor import Anchor, AnchorState
from library.article import Draft, Highlight, utc_text
from library.document import Block, BlockKind, Document, Range, Span, SpanKind

if TYPE_CHECKING:
    from sqlite3 import Row
    from typing import Any

# a look-up here is four times as fast as BlockKind()
_BLOCK_KINDS = {kind.value: kind for kind in BlockKind}
_SPAN_KINDS = {kind.value: kind for kind in SpanKind}


def columns_of(draft: Draft) -> dict[str, object]:
    """What a new text changes in the row of its article."""
    metadata, document = draft.metadata, draft.document
    return {
        "url": metadata.url,
        "title": metadata.title,
        "authors": json.dumps(metadata.authors, ensure_ascii=False),
        "site": metadata.site,
        "published": utc_text(metadata.published),
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
        article=row["article"],
        anchor=anchor_of(row),
        place=None if row["place_start"] is None else Range(row["place_start"], row["place_end"]),
        state=AnchorState(row["state"]),
        reason=row["reason"],
        colour=row["colour"],
        note=row["note"],
        tags=tuple(sorted(json.loads(row["tags"]))),
        created=datetime.fromisoformat(row["created"]),
        changed=datetime.fromisoformat(row["changed"]),
    )
