"""Hypothes.is: the JSON that its client exports, and the `rows` of its search API (https://h.readthedocs.io/en/latest/api/).

Positions count UTF-16 units of the page as a browser had it, which is not our text; the quote with its context tells
more, and is what is kept.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from library.highlight import NewHighlight, Wanted
from library.importers import fields, hypothesis_csv
from library.importers.incoming import Gathering, NothingToKeepError, RecordError, expect

if TYPE_CHECKING:
    from library.anchor import Anchor
    from library.importers.incoming import Reading

_OURS = "acct:broadsheet@localhost"
"""Whose annotations are in a file that our own exporter wrote."""
_MOST_ANCESTORS = 100


class _Reply(NamedTuple):
    row: int
    record: dict[str, object]
    root: str
    """The annotation that it answers in the end."""


def read(text: str) -> Reading:
    """Read a file. Raises UnreadableSourceError when it is neither JSON nor CSV."""
    if hypothesis_csv.is_csv(text):
        return hypothesis_csv.read(text)
    value = fields.json_of_many(text)
    owner = ""
    if isinstance(value, dict):
        owner = value["export_userid"] if isinstance(value.get("export_userid"), str) else ""
        records = value.get("annotations", value.get("rows", [value]))
    else:
        records = value
    rows = list(enumerate(records if isinstance(records, list) else [records], 1))
    expect(len(rows))
    gathering = Gathering()
    replies = _replies(rows)
    users = [record.get("user") for _, record in rows if isinstance(record, dict)]
    several = len({user for user in users if user and isinstance(user, str)}) > 1
    own = owner if owner or several else None
    answers: dict[str, list[_Reply]] = {}
    for reply in replies.values():
        answers.setdefault(reply.root, []).append(reply)
    for row, record in rows:
        if row not in replies:
            key = record.get("id") if isinstance(record, dict) else None
            taken = answers.get(key, []) if isinstance(key, str) else []
            gathering.take(row, partial(_highlight, record, taken, own))
    kept = {one.row for one in gathering.incoming}
    row_of = {
        record["id"]: row for row, record in rows if isinstance(record, dict) and isinstance(record.get("id"), str)
    }
    for row, reply in replies.items():
        if row_of[reply.root] in kept:
            gathering.skip(row, f"it is a reply: its words are kept in the note of annotation {row_of[reply.root]}")
        else:
            gathering.take(row, partial(_highlight, reply.record, [], own))
    return gathering.reading()


def _replies(rows: list[tuple[int, object]]) -> dict[int, _Reply]:
    """The replies whose annotation is in the file too, by their row; any other stands for itself."""
    records = {
        record["id"]: record for _, record in rows if isinstance(record, dict) and isinstance(record.get("id"), str)
    }
    found = {}
    for row, record in rows:
        if not isinstance(record, dict):
            continue
        root, seen = record, 0
        while seen < _MOST_ANCESTORS and (parent := _parent(root, records)) is not None:
            root, seen = parent, seen + 1
        if 0 < seen < _MOST_ANCESTORS and root is not record and _is_readable(record):
            found[row] = _Reply(row, record, str(root["id"]))
    return found


def _is_readable(reply: dict[str, object]) -> bool:
    """Whether the words of a reply can be kept with what it answers; else it is told by itself what is wrong."""
    try:
        fields.note_of(reply.get("text"), "text")
        fields.tags_of(reply.get("tags"))
        _author(reply)
    except RecordError:
        return False
    return True


def _parent(record: dict[str, object], records: dict[str, dict[str, object]]) -> dict[str, object] | None:
    references = record.get("references")
    for name in reversed(references[-_MOST_ANCESTORS:] if isinstance(references, list) else []):
        if isinstance(name, str) and name in records and name != record.get("id"):
            return records[name]
    return None


def _highlight(value: object, replies: list[_Reply], own: str | None) -> NewHighlight:
    """One annotation with its replies. Raises RecordError and NothingToKeepError."""
    record = fields.record_of(value)
    name = fields.line_of(record.get("id"), "id")
    note = _signed(record, own)
    tags = fields.tags_of(record.get("tags"))
    for reply in sorted(replies, key=lambda one: (str(one.record.get("created", "")), one.row)):
        answer = fields.note_of(reply.record.get("text"), "text")
        note = f"{note}\n\n— {_author(reply.record) or 'a reply'}: {answer}".strip() if answer else note
        tags = fields.distinct((*tags, *fields.tags_of(reply.record.get("tags"))))
    anchor, wanted = _target(record)
    if record.get("user") == _OURS and "bookmark" in tags and anchor is not None:
        tags = tuple(tag for tag in tags if tag != "bookmark")
        anchor = fields.anchor_of("", anchor.before, anchor.quote + anchor.after)
    if anchor is None and not (note or tags):
        raise NothingToKeepError("it has neither a passage nor a note")
    created = fields.moment_of(record.get("created"))
    key = name or fields.key_of(wanted.url, wanted.title, anchor, note, record.get("created"))
    return fields.named(
        NewHighlight(
            None, anchor, note=note, tags=tags, created=created,
            changed=fields.moment_of(record.get("updated")) or created,
            uid=_uid(name), origin=f"hypothesis:{key}", wanted=wanted,
        )
    )  # fmt: skip


def _uid(name: str) -> str:
    """The identity of a highlight of ours; the service's own ids are no UUIDs."""
    try:
        return UUID(name).hex if len(name) == 36 else ""
    except ValueError:
        return ""


def _signed(record: dict[str, object], own: str | None) -> str:
    """The text of an annotation, with the name of who wrote it where that is not who exported it."""
    note = fields.note_of(record.get("text"), "text")
    author = _author(record)
    if not note or own is None or record.get("user") == own or not author:
        return note
    return f"{note}\n\n— {author}"


def _author(record: dict[str, object]) -> str:
    about = record.get("user_info")
    shown = fields.line_of(about.get("display_name"), "name") if isinstance(about, dict) else ""
    return shown or fields.line_of(record.get("user"), "user").removeprefix("acct:").partition("@")[0]


def _target(record: dict[str, object]) -> tuple[Anchor | None, Wanted]:
    """The passage, and the article that it is in. Raises RecordError."""
    targets = record.get("target")
    if targets is None:
        targets = []
    if not isinstance(targets, list):
        raise RecordError(f"its target is no list but {fields.kind_of(targets)}")
    anchor = None
    source = ""
    for value in targets[:1]:
        target = fields.record_of(value)
        source = fields.line_of(target.get("source"), "source")
        selectors = target.get("selector")
        for selector in selectors if isinstance(selectors, list) else []:
            if isinstance(selector, dict) and selector.get("type") == "TextQuoteSelector":
                anchor = fields.anchor_of(
                    fields.words_of(selector.get("exact"), "quote"),
                    fields.words_of(selector.get("prefix"), "prefix"),
                    fields.words_of(selector.get("suffix"), "suffix"),
                )
        if selectors and anchor is None and not record.get("text"):
            raise RecordError("its passage is given without a quote")
    address = fields.line_of(record.get("uri"), "uri") or source
    title = _title(record)
    if address.lower().startswith(("http://", "https://")):
        return anchor, Wanted(address.partition("#")[0], title)
    return anchor, Wanted("", title or address)


def _title(record: dict[str, object]) -> str:
    about = record.get("document")
    title = about.get("title") if isinstance(about, dict) else None
    if isinstance(title, list):  # the API has a list of them
        title = next((one for one in title if isinstance(one, str)), None)
    return fields.line_of(title, "title")
