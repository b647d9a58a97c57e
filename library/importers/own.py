"""Our own JSON, as `library.exporters.everything` writes it: every highlight with its identity and anchor."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from library.anchor import Anchor
from library.errors import UnreadableSourceError
from library.highlight import Colour, HighlightKind, NewHighlight, Wanted
from library.importers.incoming import Incoming, Problem, Reading, expect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FORMAT, NEWEST = "broadsheet", 1
_UID = re.compile("[0-9a-f]{32}")
_BROKEN = re.compile("[\ud800-\udfff]")
_FARTHEST = 2**53
"""Offsets beyond this are none."""


class _BadRecordError(ValueError):
    """What is wrong with a record, in a few words."""


def read_own(text: str) -> Reading:
    """Read an export; records are counted from 1 through the whole file.

    Each highlight is given without an article and with what is known of the one it was on. Raises
    UnreadableSourceError when the file as a whole is no export, or one of a later version.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableSourceError("The file is not valid JSON.") from error
    return reading_of(data)


def reading_of(data: object) -> Reading:
    """As `read_own`, of what was read as JSON already."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise UnreadableSourceError("The file is no export of Broadsheet: it does not say so of itself.")
    version = data.get("version")
    if not isinstance(version, int) or version > NEWEST:
        raise UnreadableSourceError("The file was written by a later version of Broadsheet.")
    incoming: list[Incoming] = []
    problems: list[Problem] = []
    for row, (wanted, record) in enumerate(_records(data), 1):
        expect(row)
        try:
            incoming.append(Incoming(row, _highlight(record, _wanted(wanted))))
        except _BadRecordError as error:
            problems.append(Problem(row, str(error)))
    return Reading(tuple(incoming), tuple(problems))


def read_lines(lines: Iterable[str]) -> Reading:
    """Read an export as it was written, a record a line, so that a library of any size can come back.

    Raises UnreadableSourceError as `read_own`, and for a file that is not complete.
    """
    lines = iter(lines)
    head = next(lines, "").rstrip()
    groups: dict[str, list[dict[str, object]]] = {"articles": [], "waiting": []}
    name, is_whole, count = "articles", False, 0
    for number, line in enumerate(lines, 2):
        text = line.strip()
        if is_whole and text:
            raise UnreadableSourceError(f"its JSON is damaged at line {number} (extra data)")
        if text.startswith("]"):
            name, is_whole = "waiting", text.endswith("}")
            continue
        try:
            group = json.loads(text.removesuffix(","))
        except (ValueError, RecursionError) as error:
            raise UnreadableSourceError(f"its JSON is damaged or breaks off at line {number}") from error
        if isinstance(group, dict):
            # what a text is made of is not needed, and is most of the file
            group = {key: value for key, value in group.items() if key not in {"text", "blocks", "spans"}}
            marks = group.get("highlights")
            count += len(marks) if isinstance(marks, list) else 1
            expect(count)
            if not marks:
                continue
        groups[name].append(group)
    if not is_whole:
        raise UnreadableSourceError("its JSON breaks off: the file is not complete")
    try:
        about = json.loads(head.removesuffix('"articles": [').rstrip(", ") + "}")
    except ValueError as error:
        raise UnreadableSourceError("its JSON is damaged at line 1") from error
    return reading_of({**about, **groups})


def _records(data: dict[str, object]) -> Iterator[tuple[object, object]]:
    """Each highlight with what its article is called."""
    for name in ("articles", "waiting"):
        groups = data.get(name)
        for group in groups if isinstance(groups, list) else []:
            if not isinstance(group, dict):
                yield None, group  # told as what can't be read
                continue
            marks = group.get("highlights") or []
            of_what = group if name == "articles" else group.get("wanted")
            yield from ((of_what, mark) for mark in (marks if isinstance(marks, list) else [None]))


def _highlight(record: object, wanted: Wanted) -> NewHighlight:
    if not isinstance(record, dict):
        raise _BadRecordError("it is not a record")
    uid = _text(record, "uid")
    if not _UID.fullmatch(uid):
        raise _BadRecordError("its identity is not made of 32 hexadecimal digits")
    kind = _text(record, "kind")
    if kind not in set(HighlightKind):
        raise _BadRecordError(f"its kind, {kind[:40]!r}, is not known")
    anchor = None if kind == HighlightKind.ARTICLE else _anchor(record.get("anchor"))
    tags = record.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise _BadRecordError("its tags are no list of words")
    colour = _text(record, "colour") or Colour.YELLOW.value
    return NewHighlight(
        article=None,
        anchor=anchor,
        colour=Colour(colour) if colour in set(Colour) else Colour.YELLOW,
        note=_text(record, "note"),
        tags=tuple(filter(None, map(_mended, tags))),
        created=_time(record, "created"),
        changed=_time(record, "changed"),
        uid=uid,
        origin=_text(record, "origin"),
        wanted=wanted,
    )


def _anchor(record: object) -> Anchor:
    if not isinstance(record, dict):
        raise _BadRecordError("it has no anchor")
    start, end = _offset(record, "start"), _offset(record, "end")
    anchor = Anchor(start, end, *(_text(record, name) for name in ("quote", "before", "after", "fingerprint")))
    if start >= 0 and end < start:
        raise _BadRecordError("its passage ends before it begins")
    return anchor


def _wanted(record: object) -> Wanted:
    if not isinstance(record, dict):
        return Wanted()
    authors = record.get("authors")
    names = [_mended(name) for name in authors if isinstance(name, str)] if isinstance(authors, list) else []
    return Wanted(_text(record, "url"), _text(record, "title"), tuple(names), _text(record, "site"))


def _text(record: dict[str, object], name: str) -> str:
    value = record.get(name)
    if value is not None and not isinstance(value, str):
        raise _BadRecordError(f"its {name} is no text")
    return _mended(value or "")


def _mended(text: str) -> str:
    """Without halves of surrogate pairs, which nothing can store."""
    return _BROKEN.sub("\ufffd", text)


def _offset(record: dict[str, object], name: str) -> int:
    value = record.get(name)
    if not isinstance(value, int) or not -1 <= value <= _FARTHEST:
        raise _BadRecordError(f"its {name} is no place in a text")
    return int(value)


def _time(record: dict[str, object], name: str) -> datetime | None:
    text = _text(record, name)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _BadRecordError(f"its time, {text[:40]!r}, is none") from None
