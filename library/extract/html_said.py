"""Captions that a page does not show by its markup: in attributes from which scripts set them, and in its JSON-LD."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml.etree import _Element

from library.document import BlockKind
from library.extract.furniture import Rules
from library.extract.html_credits import bare, credit_of
from library.extract.html_declared import json_nodes, plain
from library.extract.html_markup import hint, words_in
from library.extract.html_pieces import Piece

_CAPTIONS = ("data-caption", "data-caption-text", "data-img-caption")
_CREDITS = ("data-credit", "data-credits", "data-copyright", "data-photographer", "data-image-credit")
_STATED_CREDITS = ("creditText", "creator", "copyrightHolder", "author", "copyrightNotice")
_AROUND, _LEAST_SAID, _LONGEST = 3, 3, 1500
_SHORTEST_NAME = 6
"""Characters of the name of a file from which it tells one picture."""

Said = tuple[str, str]
"""The words of a caption and its credit."""


def said_of(image: _Element, address: str, stated: Mapping[str, Said]) -> Said:
    """What attributes of an image or of what is around it alone say of it, else what the page's data does."""
    for element in (image, *islice(image.iterancestors(), _AROUND)):
        if element is not image and sum(1 for _ in islice(element.iter("img", "amp-img"), 2)) > 1:
            break
        words = next((value for name in _CAPTIONS if (value := element.get(name))), "")
        if not words and element is image and "caption" in hint(image).split():
            words = image.get("title") or ""
        if words:
            credit = next((value for name in _CREDITS if (value := element.get(name) or image.get(name))), "")
            return plain(words)[:_LONGEST], plain(credit)
    return stated.get(_file_of(address), ("", "")) if stated else ("", "")


def stated_captions(root: _Element) -> dict[str, Said]:
    """The captions that the page's JSON-LD has of pictures, by the names of their files."""
    found: dict[str, Said] = {}
    for script in root.iter("script"):
        text = script.text or ""
        if '"caption"' not in text or "ImageObject" not in text:
            continue
        for node in json_nodes(text):
            words, address = node.get("caption"), node.get("contentUrl") or node.get("url")
            if isinstance(words, str) and isinstance(address, str) and (name := _file_of(address)):
                found.setdefault(name, (plain(words)[:_LONGEST], _credit_in(node)))
    return found


def with_said(pieces: Iterable[Piece], rules: Rules) -> list[Piece]:
    """The pieces, with the captions that pictures have by their attributes alone where the page shows none of them."""
    given = list(pieces)
    shown = {piece.text for piece in given if piece.kind is not BlockKind.IMAGE}
    found: list[Piece] = []
    for place, piece in enumerate(given):
        found.append(piece)
        if piece.kind is not BlockKind.IMAGE or not piece.said[0]:
            continue
        if any(after.kind is BlockKind.CAPTION for after in given[place + 1 : place + 2]):
            continue
        told = credit_of(piece.said[0], rules)
        words, credit = (piece.said[0], bare(piece.said[1])) if piece.said[1] else (told.words, told.credit)
        if len(words_in(piece.said[0])) < _LEAST_SAID or words in shown or piece.said[0] in shown:
            continue
        shown.add(words)
        found.append(Piece(BlockKind.CAPTION, words, credit=credit, label="" if piece.said[1] else told.label))
    return found


def _file_of(address: str) -> str:
    """The name of a picture's file; empty where it is too short to tell it from others."""
    try:
        name = urlsplit(address).path.rpartition("/")[2]
    except ValueError:
        return ""
    return name if len(name.partition(".")[0]) >= _SHORTEST_NAME else ""


def _credit_in(node: Mapping[str, Any]) -> str:
    for key in _STATED_CREDITS:
        value = node.get(key)
        value = value[0] if isinstance(value, list) and value else value
        value = value.get("name") if isinstance(value, dict) else value
        if isinstance(value, str) and value.strip():
            return plain(value)
    return ""
