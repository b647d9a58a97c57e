"""W3C Web Annotations in JSON-LD: one, a list, a page or a collection (https://www.w3.org/TR/annotation-model/).

The names of the older Open Annotation model and keys with a prefix (`oa:hasBody`) are understood too.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from library.highlight import Colour, NewHighlight, Wanted
from library.importers import fields
from library.importers.incoming import Gathering, RecordError, expect
from library.importers.markup import without_html

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from library.anchor import Anchor
    from library.importers.incoming import Reading

_ALIASES = {
    "@id": "id", "@type": "type", "@value": "value", "hasBody": "body", "hasTarget": "target", "hasSource": "source",
    "hasSelector": "selector", "hasPurpose": "purpose", "motivatedBy": "motivation", "chars": "value",
    "annotatedAt": "created", "name": "title", "label": "title", "@graph": "graph", "hasStartSelector": "startSelector",
    "hasEndSelector": "endSelector",
}  # fmt: skip
_MOST_NESTED = 16
"""Selectors within one another, bodies within bodies; more is no honest file."""
_MOST_TARGETS = 100
_MOST_NAMED = 6
"""Nodes of a flat graph within one another."""
_MOST_NODES = 10_000
"""Parts of one annotation in a flat graph; nodes that name each other many times would be as many."""
_NAMING = frozenset(("body", "target", "selector", "source", "refinedBy", "items", "startSelector", "endSelector"))
"""Keys whose values may be names of nodes."""


class _Place(NamedTuple):
    """What the selectors of a target say."""

    anchor: Anchor | None
    ignored: tuple[str, ...]
    """Kinds of selectors that can't be used here."""


def read(text: str) -> Reading:
    """Read a file. Raises UnreadableSourceError when it is no JSON."""
    gathering = Gathering()
    for row, record in enumerate(_annotations(fields.json_of_many(text)), 1):
        expect(row)
        _read_record(gathering, row, record)
    return gathering.reading()


def _annotations(value: object) -> Iterator[object]:
    """The annotations of a file, in its order, from whatever they are embedded in."""
    pending = [_joined(value)]
    while pending:
        one = pending.pop()
        if isinstance(one, list):
            pending.extend(reversed(one))
            continue
        record = _plain(one) if isinstance(one, dict) else {}
        kinds = " ".join(_texts(record.get("type")))
        if "AnnotationCollection" in kinds or "AnnotationPage" in kinds or "graph" in record:
            parts = [record[name] for name in ("graph", "items", "first", "next") if name in record]
            if len(parts) == 1 and isinstance(parts[0], str):
                yield f"its annotations lie at {parts[0][:200]}, which is not fetched"
                continue
            pending.extend(part for part in reversed(parts) if not isinstance(part, str))
        else:
            yield one


def _read_record(gathering: Gathering, row: int, value: object) -> None:
    if isinstance(value, str):
        gathering.fail(row, value if " " in value else "only its address is given, which is not fetched")
        return
    try:
        record = _plain(fields.record_of(value))
        targets = _targets(record)
    except RecordError as error:
        gathering.fail(row, str(error))
        return
    for number, target in enumerate(targets):
        gathering.take(row, partial(_highlight, gathering, row, record, target, number))


def _targets(record: dict[str, object]) -> list[object]:
    """What an annotation is on. Raises RecordError."""
    targets = _listed(record.get("target"))
    if not targets:
        raise RecordError("it has no target")
    if len(targets) > _MOST_TARGETS:
        raise RecordError(f"it has {len(targets):,} targets, more than the {_MOST_TARGETS} that are read")
    return targets


def _highlight(gathering: Gathering, row: int, record: dict[str, object], target: object, number: int) -> NewHighlight:
    """One annotation on one of its targets. Raises RecordError."""
    name = fields.line_of(record.get("id"), "id")
    note, tags = _bodies(record)
    place, wanted, colour = _target(target)
    if place.anchor is None and place.ignored:
        selectors = " and ".join(place.ignored)
        if not (note or tags):
            raise RecordError(f"its passage is given by {selectors} alone, which tells nothing about the text")
        gathering.remark(row, f"its passage is given by {selectors} alone; the note is kept on the whole article")
    elif place.anchor is None and not (note or tags):
        raise RecordError("it has neither a passage nor a note")
    created = fields.moment_of(record.get("created"))
    key = name or fields.key_of(wanted.url, wanted.title, place.anchor, note, record.get("created"))
    return fields.named(
        NewHighlight(
            None, place.anchor, colour, note, tags, created,
            fields.moment_of(record.get("modified")) or created,
            uid=_uid(name) if number == 0 else "",
            origin=f"webannotation:{key}" + (f"#{number + 1}" if number else ""),
            wanted=wanted,
        )
    )  # fmt: skip


def _uid(name: str) -> str:
    """The identity that a `urn:uuid:` names; empty for any other name."""
    try:
        return UUID(name).hex if name.lower().startswith("urn:uuid:") else ""
    except ValueError:
        return ""


# Bodies


def _bodies(record: dict[str, object]) -> tuple[str, tuple[str, ...]]:
    """Note and tags. Raises RecordError."""
    notes: list[str] = [fields.note_of(record.get("bodyValue"), "body")]
    tags: list[str] = []
    pending: list[tuple[object, int]] = [(body, 0) for body in reversed(_listed(record.get("body")))]
    while pending:
        body, depth = pending.pop()
        if depth > _MOST_NESTED:
            raise RecordError("its bodies are nested too deeply")
        if isinstance(body, str):
            notes.append(fields.note_of(body, "body"))
            continue
        plain = _plain(fields.record_of(body))
        if "items" in plain:  # a Choice, a Composite, a List
            pending.extend((item, depth + 1) for item in reversed(_listed(plain["items"])))
            continue
        words = _body_words(plain)
        if {"tagging", "classifying"} & set(_terms([*_listed(plain.get("purpose")), *_tag_kinds(plain, record)])):
            tags.append(fields.line_of(words.rpartition("/")[2] if words.startswith("http") else words, "tag"))
        else:
            notes.append(fields.note_of(words, "body"))
    return "\n\n".join(dict.fromkeys(filter(None, notes))), fields.distinct(tags)


def _tag_kinds(body: dict[str, object], record: dict[str, object]) -> list[object]:
    """`tagging` for a body without purpose of an annotation that is nothing else, and for the older `oa:Tag`."""
    kinds = _terms(_listed(body.get("type")))
    if "Tag" in kinds or "SemanticTag" in kinds:
        return ["tagging"]
    motives = _terms(_listed(record.get("motivation")))
    return ["tagging"] if motives == ["tagging"] and not body.get("purpose") else []


def _body_words(body: dict[str, object]) -> str:
    values = _listed(body.get("value"))
    words = "\n".join(
        fields.words_of(_plain(value).get("value") if isinstance(value, dict) else value, "body") for value in values
    )
    if not words:
        return _address(body.get("source")) or fields.line_of(body.get("id"), "body")
    kind = str(body.get("format", "")).lower()
    return without_html(words) if "html" in kind else words


# Targets


def _target(value: object) -> tuple[_Place, Wanted, Colour]:
    """Passage, article and colour of a target. Raises RecordError."""
    if isinstance(value, str):
        return _Place(None, ()), Wanted(_web(fields.line_of(value, "target"))), Colour.YELLOW
    target = _plain(fields.record_of(value))
    if "items" in target:
        items = _listed(target["items"])
        if not items or not isinstance(items[0], str | dict) or (isinstance(items[0], dict) and "items" in items[0]):
            raise RecordError("its target is a list without anything that could be read")
        return _target(items[0])
    source = target.get("source")
    about = _plain(source) if isinstance(source, dict) else {}
    address = _address(source) or fields.line_of(target.get("id"), "target")
    title = next((words for words in map(_title, (target, about)) if words), "")
    wanted = Wanted(_web(address), title or ("" if _web(address) else address))
    colour = fields.colour_of(next(iter(_texts(target.get("styleClass"))), None))
    return _place(target.get("selector")), wanted, colour


def _address(value: object) -> str:
    if isinstance(value, dict):
        plain = _plain(value)
        return fields.line_of(plain.get("id"), "source")
    if isinstance(value, list):
        return next((address for address in map(_address, value[:8]) if address), "")
    return fields.line_of(value, "source")


def _web(address: str) -> str:
    return address.partition("#")[0] if address.lower().startswith(("http://", "https://")) else ""


def _title(record: dict[str, object]) -> str:
    return next((fields.line_of(text, "title") for text in _texts(record.get("title"))), "")


def _place(value: object) -> _Place:
    """The passage that selectors select: the first quote, as far as it is refined. Raises RecordError."""
    ignored: list[str] = []
    pending = [(selector, 0) for selector in reversed(_listed(value))]
    found: Anchor | None = None
    while pending and found is None:
        selector, depth = pending.pop()
        if depth > _MOST_NESTED:
            raise RecordError("its selectors are nested too deeply")
        plain = _plain(fields.record_of(selector))
        kind = next(iter(_terms(_listed(plain.get("type")))), "a selector")
        if "exact" in plain:
            found = _quoted(plain)
            continue
        ignored.append(kind)
        deeper = [*_listed(plain.get("refinedBy")), *_listed(plain.get("items"))]
        pending.extend((inner, depth + 1) for inner in reversed(deeper))
    return _Place(found, tuple(dict.fromkeys(ignored)))


def _quoted(selector: dict[str, object]) -> Anchor | None:
    exact = fields.words_of(selector.get("exact"), "quote")
    prefix = fields.words_of(selector.get("prefix"), "prefix")
    suffix = fields.words_of(selector.get("suffix"), "suffix")
    for inner in _listed(selector.get("refinedBy"))[:1]:
        plain = _plain(fields.record_of(inner))
        start, end = plain.get("start"), plain.get("end")
        if "exact" in plain:
            part = fields.words_of(plain.get("exact"), "quote")
            start = exact.find(fields.words_of(plain.get("prefix"), "prefix") + part)
            start += len(fields.words_of(plain.get("prefix"), "prefix")) if start >= 0 else 0
            end = start + len(part)
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(exact):
            prefix, suffix, exact = prefix + exact[:start], exact[end:] + suffix, exact[start:end]
    return fields.anchor_of(exact, prefix, suffix)


# JSON-LD


def _joined(value: object) -> object:
    """A flat graph, whose nodes name each other, as annotations that hold what they name; anything else as it is."""
    graph = _plain(value).get("graph") if isinstance(value, dict) else value
    nodes = [(node, _plain(node)) for node in graph if isinstance(node, dict)] if isinstance(graph, list) else []
    annotations = [node for node in nodes if "Annotation" in _terms(_listed(node[1].get("type")))]
    if not annotations or len(annotations) == len(nodes):
        return value
    by_name = {str(plain["id"]): node for node, plain in nodes if isinstance(plain.get("id"), str)}
    return [_holding(node, by_name, 0, iter(range(_MOST_NODES))) for node, _ in annotations]


def _holding(value: object, by_name: dict[str, dict[str, object]], depth: int, left: Iterator[int]) -> object:
    """A value with the nodes in it in place of their names, as long as there are any `left` to be put in place."""
    if depth > _MOST_NAMED or next(left, None) is None:
        return value
    if isinstance(value, list):
        return [_holding(one, by_name, depth, left) for one in value[:_MOST_TARGETS]]
    if isinstance(value, dict):
        named = by_name.get(str(value.get("@id", value.get("id")))) if len(value) == 1 else None
        if named is not None:
            return _holding(named, by_name, depth + 1, left)
        return {
            name: _holding(one, by_name, depth + 1, left) if _ALIASES.get(_term(name), _term(name)) in _NAMING else one
            for name, one in value.items()
        }  # fmt: skip
    return _holding(by_name[value], by_name, depth + 1, left) if isinstance(value, str) and value in by_name else value


def _plain(record: object) -> dict[str, object]:
    """A record with the plain names of its keys."""
    if not isinstance(record, dict):
        return {}
    plain: dict[str, object] = {}
    for name, value in record.items():
        term = _term(str(name))
        plain.setdefault(_ALIASES.get(term, term), _one_value(value))
    return plain


def _one_value(value: object) -> object:
    """The text of `[{"@value": "…"}]`, as expanded JSON-LD has it; anything else as it is."""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict) and "@value" in value[0]:
        return value[0]["@value"]
    return value["@value"] if isinstance(value, dict) and "@value" in value else value


def _term(name: str) -> str:
    """The last part of a name with a prefix or of a full address."""
    return name if name.startswith("@") else name.rpartition("#")[2].rpartition("/")[2].rpartition(":")[2]


def _terms(values: Iterable[object]) -> list[str]:
    names = (value.get("@id", value.get("id")) if isinstance(value, dict) else value for value in values)
    return [_term(name) for name in names if isinstance(name, str)]


def _listed(value: object) -> list[object]:
    if value is None:
        return []
    if isinstance(value, dict) and set(value) == {"@list"}:
        value = value["@list"]
    return value if isinstance(value, list) else [value]


def _texts(value: object) -> list[str]:
    """Texts of a value that may be one, an object with a language, or a list of these."""
    found = []
    for one in _listed(value):
        text = one.get("@value", one.get("value")) if isinstance(one, dict) else one
        if isinstance(text, str):
            found.append(text)
    return found
