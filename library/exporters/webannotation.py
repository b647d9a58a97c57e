"""Highlights as W3C Web Annotations: one collection in JSON-LD (https://www.w3.org/TR/annotation-model/)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from library.article import utc_text
from library.exporters.noted import passage_of, uuid_of
from library.exporters.safe import json_text
from library.highlight import Colour, HighlightKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from library.exporters.noted import Noted
    from library.highlight import Highlight

_GROUNDS = {
    Colour.YELLOW: "#ffe58a", Colour.GREEN: "#bfe8b4", Colour.BLUE: "#b5d9f7", Colour.RED: "#f7c1bb",
    Colour.PURPLE: "#dcc6f2",
}  # fmt: skip


def to_webannotation(noted: Iterable[Noted], total: int, now: datetime) -> Iterator[str]:
    """Write `total` highlights as an AnnotationCollection with one page, an annotation a line."""
    name = uuid5(NAMESPACE_URL, f"broadsheet:collection:{utc_text(now)}:{total}")
    head = json_text({
        "@context": "http://www.w3.org/ns/anno.jsonld", "id": name.urn, "type": "AnnotationCollection",
        "label": "Highlights and notes of Broadsheet", "generated": utc_text(now), "total": total,
    })  # fmt: skip
    if not total:
        yield f"{head}\n"
        return
    page = uuid5(name, "page 1").urn
    yield head[:-1] + f', "first": {{"id": "{page}", "type": "AnnotationPage", "startIndex": 0, "items": ['
    comma = "\n"
    for one in noted:
        for highlight in one.highlights:
            yield comma + json_text(annotation(highlight, one))
            comma = ",\n"
    yield "\n]}}\n"


def annotation(highlight: Highlight, one: Noted) -> dict[str, object]:
    """One annotation: notes and tags are its bodies, the passage its target, the colour a class of its style."""
    colour = highlight.colour
    bodies: list[dict[str, str]] = []
    if highlight.note:
        bodies.append({
            "type": "TextualBody", "value": highlight.note, "format": "text/markdown", "purpose": "commenting"
        })  # fmt: skip
    bodies += [{"type": "TextualBody", "value": tag, "purpose": "tagging"} for tag in highlight.tags]
    made: dict[str, object] = {
        "id": uuid_of(highlight.uid).urn, "type": "Annotation", "motivation": _motivation(highlight),
        "created": utc_text(highlight.created), "modified": utc_text(highlight.changed),
        "generator": {"type": "Software", "name": "Broadsheet"},
        "stylesheet": {"type": "CssStylesheet", "value": f".{colour} {{ background-color: {_GROUNDS[colour]}; }}"},
    }  # fmt: skip
    if bodies:
        made["body"] = bodies
    made["target"] = _target(highlight, one)
    return made


def _motivation(highlight: Highlight) -> str:
    if highlight.kind is HighlightKind.BOOKMARK:
        return "bookmarking"
    return "commenting" if highlight.note or highlight.kind is HighlightKind.ARTICLE else "highlighting"


def _target(highlight: Highlight, one: Noted) -> dict[str, object]:
    """The article and the passage; offsets are code points of the text as Broadsheet has it.

    A passage that is lost, or whose place is only guessed, has its quote alone.
    """
    target: dict[str, object] = {"type": "SpecificResource", "source": one.source, "styleClass": str(highlight.colour)}
    if one.wanted.title:
        target["dcterms:title"] = one.wanted.title
    if highlight.kind is not HighlightKind.ARTICLE:
        passage = passage_of(highlight, one.document)
        selectors: list[dict[str, object]] = [{
            "type": "TextQuoteSelector", "exact": passage.exact, "prefix": passage.before, "suffix": passage.after
        }]  # fmt: skip
        if passage.place is not None:
            selectors.append({
                "type": "TextPositionSelector", "start": passage.place.start, "end": passage.place.end
            })  # fmt: skip
        target["selector"] = selectors
    return target
