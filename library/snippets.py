"""Snippets: a line of an article's text or notes around the words that were looked for, and where they stand in it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from library.indexing import APART, searchable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from library.query import Term

CELLS = 160
"""Of a snippet, unless another number is asked for."""
_CHUNK = 1 << 17
"""Code points that are looked through before the next ones are."""
_OVERLAP = 512
_HITS = 40
"""Hits of one word that are weighed against each other."""
_BEFORE = 5
"""The share of a snippet, as a divisor, that stands before its first hit."""
_ASCII = bytes(range(128))
_LATIN = "\u3000"
"""Below it nothing stands alone."""
_ALONE = re.compile(f"[{APART}]")
_LETTER = rf"[^\W_{APART}]"


class Snippet(NamedTuple):
    """Words around a hit, on one line."""

    text: str
    hits: tuple[tuple[int, int], ...]
    """Start and end of each hit, in code points of `text`."""
    offset: int | None
    """Where the first of these hits begins in the text of the article; None when it stands in a note."""


def snippet(text: str, terms: Sequence[Term], notes: Iterable[str] = (), *, cells: int = CELLS) -> Snippet | None:
    """The place of a text where most of the terms stand close together, the first of several, in about `cells` cells.

    `text` is that of a document; the `notes` are looked through when none of the terms stands in it. None when
    they stand nowhere.
    """
    patterns = [pattern for term in terms if (pattern := _pattern(term.words, prefix=term.prefix)) is not None]
    if not patterns:
        return None
    found = _around(text, patterns, cells)
    if found is not None:
        return found
    for note in notes:
        if (found := _around(note, patterns, cells)) is not None:
            return found._replace(offset=None)
    return None


def beginning(text: str, *, cells: int = CELLS) -> Snippet:
    """The first words of a text in about `cells` cells, where what was looked for stands nowhere in it."""
    end = _end(text, 0, cells)
    return Snippet(f"{_one_line(text[:end])}{'…' if end < len(text) else ''}", (), None)


def _around(text: str, patterns: Sequence[re.Pattern[str]], cells: int) -> Snippet | None:
    for start in range(0, len(text), _CHUNK):
        whole = len(text) <= _CHUNK
        part = text if whole else text[max(0, start - _OVERLAP) : start + _CHUNK + _OVERLAP]
        hits = _hits(folded(part), patterns)
        if hits:
            return _cut(text, hits, 0 if whole else max(0, start - _OVERLAP), cells)
    return None


_Hit = tuple[int, int, int]
"""Start, end, and the number of the term."""


def _hits(even: str, patterns: Sequence[re.Pattern[str]]) -> list[_Hit]:
    hits = [
        (found.start(), found.end(), number)
        for number, pattern in enumerate(patterns)
        for found in islice(pattern.finditer(even), _HITS)
    ]
    return sorted(hits) if len(patterns) > 1 else hits


def _cut(text: str, hits: Sequence[_Hit], base: int, cells: int) -> Snippet:
    """The snippet around the best of the hits, whose offsets count from `base`."""
    reach = cells - cells // _BEFORE
    first = _best(hits, reach) if hits[-1][2] != hits[0][2] or len({hit[2] for hit in hits}) > 1 else 0
    place = base + hits[first][0]
    start = _start(text, place, cells // _BEFORE)
    end = _end(text, max(start, place), cells - _width(text[start:place]))
    head, tail = "…" if start else "", "…" if end < len(text) else ""
    shift = len(head) - start
    shown: list[tuple[int, int]] = []
    for hit_start, hit_end, _ in hits[first:]:
        one = (base + hit_start, min(base + hit_end, end))
        if one[0] >= end:
            break
        if not shown or one[0] + shift >= shown[-1][1]:
            shown.append((one[0] + shift, one[1] + shift))
    return Snippet(f"{head}{_one_line(text[start:end])}{tail}", tuple(shown), place)


def _best(hits: Sequence[_Hit], reach: int) -> int:
    """The first hit from which on most of the terms stand within reach."""
    best = most = 0
    for index, (start, _, _) in enumerate(hits):
        near = set()
        for other, _, number in islice(hits, index, None):
            if other > start + reach:
                break
            near.add(number)
        if len(near) > most:
            best, most = index, len(near)
    return best


def _start(text: str, place: int, cells: int) -> int:
    """Where to begin, so that about so many cells stand before a place, at the beginning of a word."""
    start = max(0, place - cells)
    while start < place and _width(text[start:place]) > cells:
        start += max(1, (_width(text[start:place]) - cells) // 2)
    if start == 0:
        return 0
    line = text.rfind("\n", start, place) + 1
    if line:
        return line
    word = text.find(" ", start - 1, place) + 1
    return word or start


def _end(text: str, place: int, cells: int) -> int:
    end = min(len(text), place + cells)
    while end > place + 1 and _width(text[place:end]) > cells:
        end -= max(1, (_width(text[place:end]) - cells) // 2)
    if end == len(text):
        return end
    space = max(text.rfind(" ", place, end + 1), text.rfind("\n", place, end + 1))
    return space if space > place + cells // 2 else end


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return len(text) + sum(one > "\u10ff" and unicodedata.east_asian_width(one) in "WF" for one in text)


def _one_line(text: str) -> str:
    """The same text, code point for code point, on one line and without anything that steers a terminal."""
    text = text.replace("\n", " ")
    return text if text.isprintable() else "".join(one if one.isprintable() else " " for one in text)


class Wanted:
    """A term that is looked for in texts."""

    def __init__(self, term: Term) -> None:
        self._pattern = _pattern(term.words, prefix=term.prefix)

    def stands_in(self, text: str) -> bool:
        """Whether a text holds it, as the index would say."""
        return self._pattern is not None and self._pattern.search(folded(text)) is not None


# The folding of the index


def folded(text: str) -> str:
    """The text as the index compares it, as long as it was: small letters without accents."""
    small = text.lower()
    if small.isascii():
        return small
    if len(small) != len(text):
        small = "".join([low if len(low := one.lower()) == 1 else low[0] for one in text])
    for one in set(small.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")):
        base = _base(one)
        if base != one:
            small = small.replace(one, base)
    return small


_VARIANTS = dict(zip("ſςϐϑϕϖϰϱϵẛ", "sσβθφπκρεs", strict=True))
"""Letters of another form, which the index folds."""


@lru_cache(maxsize=8192)
def _base(one: str) -> str:
    if _stands_alone(one):
        return one
    one = _VARIANTS.get(one, one)
    parts = unicodedata.normalize("NFD", one)
    if len(parts) > 1 and parts[0].isascii() and parts[0].isalpha():
        return parts[0].lower()
    bare = searchable(one)
    return bare.lower() if len(bare) == 1 else one


@lru_cache(maxsize=64)
def _pattern(words: str, *, prefix: bool) -> re.Pattern[str] | None:
    """What finds a term in a folded text; None for one without a letter or a digit."""
    tokens = re.findall(rf"[{APART}]|{_LETTER}+", folded(words))
    if not tokens:
        return None
    pattern, former = re.escape(tokens[0]), tokens[0]
    if not _stands_alone(former):
        pattern += f"(?<!{_LETTER}{pattern})"  # after it: a pattern that begins with letters is found faster
    for token in tokens[1:]:
        pattern += r"[\W_]*" if _stands_alone(former) or _stands_alone(token) else r"[\W_]+"
        pattern, former = pattern + re.escape(token), token
    if not _stands_alone(former):
        pattern += f"{_LETTER}*" if prefix else f"(?!{_LETTER})"
    return re.compile(pattern)


def _stands_alone(token: str) -> bool:
    return len(token) == 1 and token > _LATIN and _ALONE.fullmatch(token) is not None
