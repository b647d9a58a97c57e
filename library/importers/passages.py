"""Highlights that stand within the record of an article, in the few forms that services have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.highlight import NewHighlight, Wanted
from library.importers import fields
from library.importers.incoming import RecordError
from library.importers.pages import listed, moment_of, tags_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = ("text", "content", "quote", "highlight", "exact")
_NOTES = ("note", "comment", "annotation")
_TIMES = ("createdAt", "created", "created_at", "addedAt", "time")


def passages_of(
    value: object, address: str, title: str, service: str, remarks: list[str]
) -> tuple[NewHighlight, ...]:  # fmt: skip
    """The highlights of a list of texts or objects; what is none is told among the remarks."""
    return tuple(_passages(value, Wanted(address, title), service, remarks))


def _passages(value: object, wanted: Wanted, service: str, remarks: list[str]) -> Iterator[NewHighlight]:
    for number, one in enumerate(listed(value, "highlights", remarks), 1):
        try:
            made = _passage({"text": one} if isinstance(one, str) else fields.record_of(one), wanted, service)
        except RecordError as error:
            remarks.append(f"its highlight {number} was left out: {error}")
            continue
        if made is None:
            remarks.append(f"its highlight {number} was left out: it has neither words nor a note")
        else:
            yield made


def _passage(record: dict[str, object], wanted: Wanted, service: str) -> NewHighlight | None:
    quote = fields.words_of(next((record[name] for name in _WORDS if record.get(name)), None), "text")
    note = fields.note_of(next((record[name] for name in _NOTES if record.get(name)), None))
    anchor = fields.anchor_of(quote)
    if anchor is None and not note:
        return None
    tags = record.get("tags")
    key = words_of(record.get("id")) or fields.key_of(quote, note)
    return NewHighlight(
        None, anchor, fields.colour_of(record.get("color", record.get("colour"))), note,
        tags_of(one.get("name") if isinstance(one, dict) else one for one in tags) if isinstance(tags, list) else (),
        next((moment for name in _TIMES if (moment := moment_of(record.get(name))) is not None), None),
        origin=f"{service}:{fields.key_of(wanted.url or wanted.title, key)}", wanted=wanted,
    )  # fmt: skip
