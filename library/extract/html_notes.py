"""Footnotes: which elements of a page are, by the links that lead to them, and what they say."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from lxml.etree import _Element

from library.document import BlockKind
from library.extract.html_markup import BLOCKS, hint, holds, text_of
from library.extract.html_pieces import Links, Piece, gathered

_NOTE_ID = re.compile(
    r"_?(?:fn|ftn|footnote|note|endnote|en|cite_?note|sdfootnote)[-:_.]?[\w.:-]*\d[\w.:-]*", re.IGNORECASE
)
_BACK = re.compile(r"ref|back|anchor")
_LABEL = re.compile(r"[\[(]?\s*(\d{1,4}|[a-z]{1,2}|[ivx]{1,6}|[*†‡§¶]{1,3})\s*[\])]?", re.IGNORECASE)
_MAX_NOTE, _NEAR = 5000, 2
_AMONG_NOTES = re.compile(r" (?:foot ?notes?|end ?notes?|references|reflist|note list) ")


@dataclass(frozen=True)
class Notes:
    """The footnotes of a page."""

    labels: dict[str, str] = field(default_factory=dict)
    """The id that links name -> the label."""
    places: dict[_Element, str] = field(default_factory=dict)
    """The element that holds a note -> its id."""


def find_notes(body: _Element, weights: Mapping[_Element, int]) -> Notes:
    """The footnotes below an element; what holds much of the article, by the words in `weights`, is none."""
    named: dict[str, _Element] = {}
    most = 0.3 * weights.get(body, 0)
    notes = Notes()
    refused: set[_Element] = set()
    for link in body.iter("a"):
        identity = (link.get("href") or "").partition("#")[2]
        if not identity or identity in notes.labels:
            continue
        told = _NOTE_ID.fullmatch(identity) is not None and not _BACK.search(identity)
        if not told and not _is_raised(link):
            continue
        named = named or {name: one for one in body.iter() if (name := one.get("id") or one.get("name"))}
        if not told and not _is_among_notes(named.get(identity)):
            continue
        label = _LABEL.fullmatch(text_of(link))
        place = _block_of(named.get(identity))
        if label is None or place is None or place in notes.places or place in refused or place in link.iterancestors():
            continue
        if weights.get(place, 0) > most or len(text_of(place)) >= _MAX_NOTE:
            refused.add(place)
            continue
        notes.labels[identity] = label[1]
        notes.places[place] = identity
    return notes


def _is_raised(link: _Element) -> bool:
    """Whether a link is set as the mark of a note is."""
    parent = link.getparent()
    return holds(link, "sup") or (parent is not None and parent.tag == "sup") or link.get("role") == "doc-noteref"


def _is_among_notes(element: _Element | None) -> bool:
    """Whether the markup calls what is around an element a list of notes."""
    around = () if element is None else (element, *islice(element.iterancestors(), _NEAR))
    return any(_AMONG_NOTES.search(hint(one)) or one.get("role") == "doc-endnotes" for one in around)


def _block_of(element: _Element | None) -> _Element | None:
    while element is not None and element.tag not in BLOCKS:
        element = element.getparent()
    noted = element is not None and element.tag in ("p", "li", "div", "dd", "td", "aside", "section")
    return element if noted else None


def note_piece(place: _Element, label: str, links: Links) -> Piece:
    """A footnote as a block, without the label that its own text begins with."""
    line = gathered(place, links)
    lead = re.match(rf"\s*[\[(]?{re.escape(label)}[\])]?[.:]?\s+", line.text) if label else None
    line = line.part(lead.end() if lead else 0, len(line.text))
    return Piece(BlockKind.FOOTNOTE, line.text, line.spans, info=label)
