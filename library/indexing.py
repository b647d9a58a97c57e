"""What of an article is indexed, and in which form: ideographs, kana and Hangul are words of their own."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import NamedTuple

_POINTS = ("key_point", "standfirst")


class Indexed(NamedTuple):
    """The columns of an article in `article_search`, in their order."""

    title: str
    points: str
    """Headline bullets and standfirst, which weigh more than the rest."""
    text: str
    """The rest: captions, headings and paragraphs."""
    authors: str
    site: str


APART = (
    "\u3041-\u3096\u30a1-\u30fa\u30fc\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0003134f"
)
"""Ideographs, kana and Hangul, as in the brackets of a regular expression: each is a word of its own."""


@cache
def _apart() -> re.Pattern[str]:  # 2 ms to compile, which a plain listing need not pay
    return re.compile(f"([{APART}])")


@cache
def _with_accents() -> re.Pattern[str]:
    return re.compile("[\u0386-\u0390\u03aa-\u03b0\u03ca-\u03ce\u1f00-\u1fff\u0400\u0401\u040d\u0450\u0451\u045d]")


@cache
def without_accents(letter: str) -> str:
    """A Greek letter without accents and breathings, and е for ё; FTS5 itself folds Latin letters alone."""
    import unicodedata

    base = unicodedata.normalize("NFD", letter)[0]
    return base if base.isalpha() else letter


def searchable(text: str) -> str:
    """The form in which text is indexed and asked for: without accents, and any run of ideographs is a phrase."""
    if text.isascii():
        return text
    text = _with_accents().sub(lambda found: without_accents(found[0]), text)
    return " ".join(_apart().split(text))  # a third of the time of putting spaces around each


def indexed(title: str, authors: str, site: str, text: str, marks: str) -> Indexed:
    """What is indexed of an article; `authors` and `marks` are JSON, as the library keeps them."""
    points, rest, at = [], [], 0
    for kind, start, end, *_ in json.loads(marks)["blocks"]:
        if kind in _POINTS:
            points.append(text[start:end])
            rest.append(text[at:start])
            at = end
    rest.append(text[at:])
    names = " ".join(json.loads(authors))
    return Indexed(*map(searchable, (title, "\n".join(points), "".join(rest), names, site)))
