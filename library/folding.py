"""Folding: a text without what re-typing changes (case, quotes, hyphens, white space), with the way back.

All white space goes, for exports join paragraphs by a line feed, a blank line, a space or nothing; what is left of
two texts that read alike is the same, letter for letter.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left
from itertools import compress

_GONE = "\0"
"""Stands for a character that is dropped; no document holds it."""
_DASHES = re.compile("-[-\0]*")
_DOTS = re.compile("\\.(?:\0*\\.){2,}")
_QUOTES = re.compile("''+")
_QUOTE_MARKS = frozenset("\"'`´ʹʺʻʼʽˈ′″‴‵‚„〝〞〟「」『』﹁﹂＂＇｀")


class _Folding(dict[int, str]):
    """For `str.translate`: what each character is folded to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded(chr(code))
        return folded


def _folded(character: str) -> str:
    category = unicodedata.category(character)
    if character.isspace() or category in ("Cf", "Cc"):
        return _GONE
    if character in _QUOTE_MARKS or category in ("Pi", "Pf"):
        return "'"
    if category == "Pd" or character == "−":
        return "-"
    if character in "…⋯":
        return "..."
    folded = unicodedata.normalize("NFKC", character.casefold())
    return "".join(folded.split()) or character


_FOLDING = _Folding()


def folded_with(raw: str, start: int, end: int) -> tuple[str, int, int]:
    """A text folded, and two of its offsets in what it became."""
    folded = raw.translate(_FOLDING)
    if len(folded) != len(raw):  # a character became several
        whole = FoldedText(raw)
        return whole.text, whole.folded_offset(start), whole.folded_offset(end)
    folded = _retyped(folded)
    first = start - folded.count(_GONE, 0, start)
    return folded.replace(_GONE, ""), first, first + end - start - folded.count(_GONE, start, end)


class FoldedText:
    """A text folded for comparison, and where each of its characters came from."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        folded = raw.translate(_FOLDING)
        places = _stretched(raw) if len(folded) != len(raw) else None
        folded = _retyped(folded)
        kept = list(map(_GONE.__ne__, folded))
        self.text = folded.replace(_GONE, "")
        self._origins = array("I", compress(range(len(raw)) if places is None else places, kept))

    def folded_offset(self, raw_offset: int) -> int:
        """How many folded characters come from before an offset of the raw text."""
        return bisect_left(self._origins, raw_offset)

    def raw_start(self, offset: int) -> int:
        """Where the folded character at `offset` comes from; the end of the raw text after the last one."""
        return self._origins[offset] if offset < len(self._origins) else len(self.raw)

    def raw_end(self, offset: int) -> int:
        """Where that which the folded character before `offset` comes from ends, in the raw text."""
        return self._origins[offset - 1] + 1 if offset > 0 else 0


def _retyped(folded: str) -> str:
    """With one sign for each run of dashes, dots or quotation marks, and as long as before."""
    folded = _DASHES.sub(_without_hyphens, folded)
    folded = _DOTS.sub(lambda run: "…" + _GONE * (len(run.group()) - 1), folded)
    return _QUOTES.sub(lambda run: "'" + _GONE * (len(run.group()) - 1), folded)


def _without_hyphens(dashes: re.Match[str]) -> str:
    """Dashes beside a figure, which can be a minus, as one; others go, with the spaces and hyphens of typesetters."""
    text, start, end = dashes.string, dashes.start(), dashes.end()
    while start > 0 and text[start - 1] == _GONE:
        start -= 1
    figure = (start > 0 and text[start - 1].isdigit()) or (end < len(text) and text[end].isdigit())
    return ("-" if figure else _GONE) + _GONE * (len(dashes.group()) - 1)


def _stretched(raw: str) -> "array[int]":
    """For each character of the translated text the place it came from, where some became more than one."""
    wide = [character for character in set(raw) if len(_FOLDING[ord(character)]) > 1]
    places = array("I")
    at = 0
    for found in re.finditer("[" + re.escape("".join(wide)) + "]", raw):
        places.extend(range(at, found.start()))
        places.extend([found.start()] * len(_FOLDING[ord(found.group())]))
        at = found.end()
    places.extend(range(at, len(raw)))
    return places
