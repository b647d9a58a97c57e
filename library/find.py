"""Finding words in one text: what counts as the same character, and where the hits are.

Words are sought in a folded text, so that how they were typed matters little:

- Quotes, dashes, ellipses, ligatures, full-width forms and small figures are what a keyboard has for them; a run of
  white space, line feeds among it, is one space. Joiners and direction marks that can't be seen are ignored.
- Case is ignored until the words hold a capital.
- Accents, the points of Hebrew and Arabic and strokes through letters are ignored until the words hold one. Marks
  that make another letter are no accents: vowel signs of India, voiced kana, and й and ў.

Hits don't overlap: from the start of the text on, each begins at or after the end of the one before. A hit covers
whole characters of the text, with the combining marks and whatever is ignored that follow.
"""

import re
import unicodedata
import warnings
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from itertools import accumulate
from typing import Protocol

from library.document import Range
from library.errors import PatternError

REGULAR_HITS = 20_000
"""Hits of a regular expression that are kept; a count of more is given as `at least`."""
_REGULAR_SECONDS = 0.5
_LONGEST_REGULAR = 1_000
_MOST_UNROLLED = 20_000
_TOO_INVOLVED = "This regular expression is too involved. Try a simpler one."
_LONG_WORDS = 256
"""Code points from which hits are listed: searching backwards for long words can take the product of both lengths."""
_MOST_REPLACEMENTS = 100
"""Kinds of characters from which one slow pass over the text costs less than a fast one for each."""
_MOST_MARKS = 1_000
"""Marks that one hit takes along; more are no writing."""

_CHUNK = 1024
_PART = 1 << 16
_NOTHING = "\0"
"""Stands where a character is ignored, until these are all taken out; no text holds it."""
_ASCII = bytes(range(128))

_ALIKE = (
    ("'", "’‘‚‛′‵ʼʹ´‹›׳՚"),
    ('"', "“”„‟″‶«»〝〞〟״"),
    ("-", "–—‑‐‒―−⁃﹘﹣־"),
    (" ", "\n\u00a0\u202f\u3000\t\v\f\r\x85\u1680\u2028\u2029\u205f" + "".join(map(chr, range(0x2000, 0x200B)))),
)
_SAME = {ord(one): typed for typed, ones in _ALIKE for one in ones}
_SAME |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SAME |= {ord(one): str(number) for figures in ("⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉") for number, one in enumerate(figures)}
_SAME |= {ord(one): many for one, many in {"…": "...", "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe"}.items()}
_SAME |= {ord(one): many for one, many in {"Œ": "OE", "ĳ": "ij", "Ĳ": "IJ", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl"}.items()}
_SAME |= {ord(one): many for one, many in {"ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}.items()}
_SAME |= dict.fromkeys([0x061C, 0x0640, *range(0x200B, 0x2010), *range(0xFE00, 0xFE10), 0x2060, 0xFEFF, 0xAD], "")
_COMMON = {one: _SAME[ord(one)] for one in "’‘“”–—\n\u00a0\t\v\f\r"}
"""Replaced before anything else: in most texts that is all there is to replace."""
_STROKES = str.maketrans("øØłŁđĐħĦŧŦı", "oOlLdDhHtTi")
_LETTERS = frozenset("йЙўЎ")
_MARKS = (
    range(0x0300, 0x0370), range(0x0483, 0x048A), range(0x0591, 0x05BE), range(0x05BF, 0x05C0), range(0x05C1, 0x05C3),
    range(0x05C4, 0x05C6), range(0x05C7, 0x05C8), range(0x0610, 0x061B), range(0x064B, 0x0660), range(0x0670, 0x0671),
    range(0x06D6, 0x06DD), range(0x06DF, 0x06E5), range(0x06E7, 0x06E9), range(0x06EA, 0x06EE), range(0x08D3, 0x08E2),
    range(0x08E3, 0x0900), range(0x1AB0, 0x1B00), range(0x1DC0, 0x1E00), range(0x20D0, 0x2100), range(0xFE20, 0xFE30),
)  # fmt: skip
_ESCAPES = re.compile(r"\\[pPN]\{[^}]*\}|\\.|\(\?P?[<=>'A-Za-z:&-]*[>':)]?", re.DOTALL)
"""What in a regular expression is no letter that is sought."""
_PARTS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^]\\])*\]|\{(?:\d*,)?(?P<most>\d{1,18}),?\}|.", re.DOTALL)


def _is_mark(character: str) -> bool:
    return any(ord(character) in block for block in _MARKS)


@cache
def _alike(character: str, *, mind_case: bool, mind_marks: bool) -> str:
    """What stands for a character in the folded text; empty when it is ignored."""
    folded = _SAME.get(ord(character), character)
    if not mind_marks and character not in _LETTERS:
        parts = unicodedata.normalize("NFD", folded)
        if len(folded) == 1 and all(map(_is_mark, parts[1:])):
            base = parts[0]
            folded = "" if _is_mark(base) else _SAME.get(ord(base), base.translate(_STROKES))
    if not mind_case:
        lower = folded.casefold()
        folded = lower if len(lower) == len(folded) else folded
    return folded


class _Folded:
    """A text as it is sought in, and the way between its offsets and those of the text it was made from."""

    def __init__(self, text: str, *, mind_case: bool, mind_marks: bool) -> None:
        changes: dict[str, str] = {}
        self._longer: Mapping[str, str] = {}
        even = _replaced(text, _COMMON)
        if not even.isascii():
            changes = {
                one: _alike(one, mind_case=mind_case, mind_marks=mind_marks) or _NOTHING for one in _beyond_ascii(even)
            }
            self._longer = {one: many for one, many in changes.items() if len(many) > 1}
            even = _replaced(even, {one: typed for one, typed in changes.items() if len(typed) == 1 and typed != one})
        if not mind_case:
            even = _lower_ascii(even)
        even = even.replace("  ", " \1")
        if "\1" in even:
            even = even.replace("\1 ", "\1\1").replace("\1", _NOTHING)
        self.text = even
        self._even = even  # as long as the text it was made from, character for character
        if self._longer or _NOTHING in even:
            self.text = self._expanded(even)
        self._moves = len(self.text) != len(even) or bool(self._longer)
        self._chunk, self._edges = -1, [0]

    @property
    def expansions(self) -> Iterable[str]:
        """What characters of the text were folded to more than one."""
        return self._longer.values()

    def _expanded(self, even: str) -> str:
        for one, many in self._longer.items():
            even = even.replace(one, many)
        return even.replace(_NOTHING, "")

    @cached_property
    def _chunks(self) -> list[int]:
        """The folded offset at which each chunk of the text starts, and that of the end."""
        starts = range(0, len(self._even), _CHUNK)
        sizes = (len(self._expanded(self._even[start : start + _CHUNK])) for start in starts)
        return list(accumulate(sizes, initial=0))

    def _edges_of(self, chunk: int) -> list[int]:
        """The folded offsets of the characters of one chunk, and that of its end."""
        if chunk != self._chunk:
            part = self._even[chunk * _CHUNK : (chunk + 1) * _CHUNK]
            sizes = (0 if one == _NOTHING else len(self._longer.get(one, one)) for one in part)
            self._edges = list(accumulate(sizes, initial=self._chunks[chunk]))
            self._chunk = chunk
        return self._edges

    def inward(self, offset: int) -> int:
        """The folded offset of an offset of the text, which may be anything."""
        offset = min(max(0, offset), len(self._even))
        if not self._moves or not offset:
            return offset
        chunk, inner = divmod(offset, _CHUNK)
        return self._edges_of(chunk)[inner] if inner else self._chunks[chunk]

    def outward(self, folded: int) -> int:
        """The offset of the character of the text that stands at a folded offset."""
        if not self._moves:
            return folded
        chunk = bisect_right(self._chunks, folded) - 1
        return chunk * _CHUNK + bisect_right(self._edges_of(chunk), folded) - 1

    def end_outward(self, folded: int) -> int:
        """The end in the text of what ends at a folded offset, with the ignored characters that follow."""
        if not self._moves:
            return folded
        following = self.outward(folded) if folded < len(self.text) else len(self._even)
        return max(self.outward(folded - 1) + 1, following)

    def holding(self, offset: int) -> int:
        """As `inward`; where the character there is ignored, the offset of the one before."""
        folded = self.inward(offset)
        ignored = self._moves and 0 < offset < len(self._even) and self._even[offset] == _NOTHING
        return max(0, folded - 1) if ignored else folded


def _replaced(text: str, changes: Mapping[str, str]) -> str:
    """The text with some characters for others; a part at a time, since copies that fit the cache cost half."""
    parts = (text[at : at + _PART] for at in range(0, len(text), _PART)) if len(text) > _PART else (text,)
    if len(changes) > _MOST_REPLACEMENTS:
        table = {ord(one): other for one, other in changes.items()}
        return "".join([part.translate(table) for part in parts])
    replaced: list[str] = []
    for part in parts:
        for one, other in changes.items():
            part = part.replace(one, other)  # noqa: PLW2901 - a chain
        replaced.append(part)
    return "".join(replaced)


def _beyond_ascii(text: str) -> set[str]:
    return set(text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass"))


def _lower_ascii(text: str) -> str:
    if text.isascii():
        return text.lower()
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


_Hit = tuple[int, int]


class _Hits(Protocol):
    """The hits in a folded text, as start and end in it."""

    def at_or_after(self, place: int, limit: int) -> _Hit | None:
        """The first hit that starts at or after `place` and before `limit`."""

    def before(self, place: int) -> _Hit | None:
        """The last hit that starts before `place`."""

    def touching(self, place: int, limit: int) -> _Hit | None:
        """The first hit that ends after `place`; it starts before `limit`."""

    def number_before(self, place: int) -> int:
        """How many hits start before `place`."""


class _Sought:
    """Hits that can't overlap: each is looked for when it is asked for."""

    def __init__(self, text: str, words: str) -> None:
        self._text, self._words = text, words

    def at_or_after(self, place: int, limit: int) -> _Hit | None:
        return self._hit(self._text.find(self._words, place, limit + len(self._words) - 1))

    def before(self, place: int) -> _Hit | None:
        return self._hit(self._text.rfind(self._words, 0, max(0, place + len(self._words) - 1)) if place > 0 else -1)

    def touching(self, place: int, limit: int) -> _Hit | None:
        return self.at_or_after(max(0, place - len(self._words) + 1), limit)

    def number_before(self, place: int) -> int:
        return self._text.count(self._words, 0, place + len(self._words) - 1) if place > 0 else 0

    def _hit(self, at: int) -> _Hit | None:
        return (at, at + len(self._words)) if at >= 0 else None


class _Listed:
    """Hits that depend on those before them, looked for once."""

    def __init__(self, hits: Iterable[_Hit]) -> None:
        self._starts, self._ends = array("I"), array("I")
        for start, end in hits:
            self._starts.append(start)
            self._ends.append(end)

    def at_or_after(self, place: int, limit: int) -> _Hit | None:
        return self._hit(bisect_left(self._starts, place), limit)

    def before(self, place: int) -> _Hit | None:
        index = bisect_left(self._starts, place) - 1
        return (self._starts[index], self._ends[index]) if index >= 0 else None

    def touching(self, place: int, limit: int) -> _Hit | None:
        return self._hit(bisect_right(self._ends, place), limit)

    def number_before(self, place: int) -> int:
        return bisect_left(self._starts, place)

    def _hit(self, index: int, limit: int) -> _Hit | None:
        if index < len(self._starts) and self._starts[index] < limit:
            return self._starts[index], self._ends[index]
        return None


class Pattern:
    """What is sought in one text, and where it is; offsets are code points of that text."""

    def __init__(
        self, text: str, folded: _Folded, hits: _Hits, *, at_least: bool = False, marks_apart: bool = False
    ) -> None:
        self._text, self._folded, self._hits = text, folded, hits
        self._marks_apart = marks_apart
        self.at_least = at_least
        """Whether there may be more hits than those that are counted and found."""

    def next(self, offset: int) -> Range | None:
        """The first hit that starts at or after `offset`."""
        return self._range(self._hits.at_or_after(self._folded.inward(offset), len(self._folded.text)))

    def previous(self, offset: int) -> Range | None:
        """The last hit that starts before `offset`."""
        return self._range(self._hits.before(self._folded.inward(offset)))

    def between(self, start: int, end: int) -> list[Range]:
        """The hits that touch a stretch of the text, such as what can be seen of it."""
        place = self._folded.holding(_without_marks(self._text, start))
        limit = self._folded.inward(end)
        if end <= start or place > limit:
            return []
        found: list[Range] = []
        hit = self._hits.touching(place, limit)
        while hit is not None:
            one = self._outward(hit)
            if one.end > start and one.start < end:
                found.append(one)
            hit = self._hits.at_or_after(hit[1], limit)
        return found

    @cached_property
    def count(self) -> int:
        """How many hits there are in the whole text; `at_least` so many when that is set."""
        return self._hits.number_before(len(self._folded.text))

    def ordinal(self, hit: Range) -> int:
        """The number of a hit, from 1: how many hits start where it starts or before."""
        return self._hits.number_before(self._folded.inward(hit.start + 1))

    def _range(self, hit: _Hit | None) -> Range | None:
        return None if hit is None else self._outward(hit)

    def _outward(self, hit: _Hit) -> Range:
        start, end = self._folded.outward(hit[0]), self._folded.end_outward(hit[1])
        return Range(start, end if self._marks_apart else _with_marks(self._text, end))


class Finder:
    """Finds in one text, which is folded when something is first sought in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._folded: dict[tuple[bool, bool], _Folded] = {}

    def pattern(self, words: str, *, regular: bool = False) -> Pattern:
        """What finds `words`; nothing is found by words that are empty or ignored altogether.

        A `regular` expression has the syntax of Python's `re` with that of the package `regex` on top, is matched
        with the text as it is, ignores case until it holds a capital, and has `^` and `$` at the ends of blocks.
        Matches of nothing are no hits. Raises PatternError when it is none or takes longer than half a second.
        """
        if regular:
            return self._regular(words)
        words = unicodedata.normalize("NFC", words)
        mind_case = any(one.isupper() or one.istitle() for one in words)
        mind_marks = _has_marks(words)
        key = mind_case, mind_marks
        if key not in self._folded:
            self._folded[key] = _Folded(self._text, mind_case=mind_case, mind_marks=mind_marks)
        folded = self._folded[key]
        needle = _Folded(words, mind_case=mind_case, mind_marks=mind_marks).text
        if not needle:
            return Pattern(self._text, folded, _Listed(()))
        listed = len(needle) > _LONG_WORDS or _can_overlap(needle, folded.expansions)
        hits = _Listed(_apart(folded, needle)) if listed else _Sought(folded.text, needle)
        return Pattern(self._text, folded, hits, marks_apart=_combines(needle[0]))

    def _regular(self, words: str) -> Pattern:
        hits, at_least = _matches(self._text, words)
        plain = _Plain(self._text)
        return Pattern(self._text, plain, _Listed(hits), at_least=at_least)


class _Plain(_Folded):
    """A text that is sought in as it is."""

    def __init__(self, text: str) -> None:
        self.text = self._even = text
        self._longer, self._moves = {}, False


def _has_marks(words: str) -> bool:
    return any(
        _alike(one, mind_case=True, mind_marks=True) != _alike(one, mind_case=True, mind_marks=False) for one in words
    )


def _can_overlap(needle: str, expansions: Iterable[str]) -> bool:
    """Whether two hits could share a folded character, or a character of the text that was folded to several."""
    if _has_border(needle):
        return True
    for many in expansions:
        ends = needle in many or any(needle.endswith(many[:at]) for at in range(1, len(many)))
        starts = needle in many or any(needle.startswith(many[at:]) for at in range(1, len(many)))
        if ends and starts and (len(needle) > 1 or many.count(needle) > 1):
            return True
    return False


def _has_border(needle: str) -> bool:
    return any(needle.startswith(needle[at:]) for at in range(1, len(needle)))


def _apart(folded: _Folded, needle: str) -> Iterator[_Hit]:
    """Hits from left to right, none sharing a character of the text with the one before."""
    text, end, expansions = folded.text, 0, tuple(folded.expansions)
    at = text.find(needle)
    while at >= 0:
        near = end and at <= end + 1 and any(text[end - 1 : at + 1] in many for many in expansions)
        if near and folded.outward(at) == folded.outward(end - 1):
            at = text.find(needle, at + 1)
            continue
        end = at + len(needle)
        yield at, end
        at = text.find(needle, end)


def _combines(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Mc", "Me"}


def _with_marks(text: str, end: int) -> int:
    """The end of the character that ends at `end`, with its marks."""
    last = min(len(text), end + _MOST_MARKS)
    while end < last and text[end] > "\u02ff" and _combines(text[end]):
        end += 1
    return end


def _without_marks(text: str, start: int) -> int:
    """The start of the character at `start`, when that is one of its marks."""
    first = max(0, start - _MOST_MARKS)
    while first < start < len(text) and text[start] > "\u02ff" and _combines(text[start]):
        start -= 1
    return max(0, start)


def _matches(text: str, words: str) -> tuple[list[_Hit], bool]:
    """The matches of a regular expression, with their marks, and whether there are more."""
    import regex  # 20 ms, needed by none who seek plain words

    if len(words) > _LONGEST_REGULAR:
        message = f"A regular expression can have {_LONGEST_REGULAR} characters at most."
        raise PatternError(message)
    if _unrolled(words) > _MOST_UNROLLED:
        raise PatternError(_TOO_INVOLVED)
    ignore_case = not any(one.isupper() for one in _ESCAPES.sub("", words))
    flags = regex.MULTILINE | regex.IGNORECASE if ignore_case else regex.MULTILINE
    hits: list[_Hit] = []
    end = 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about syntax that will mean something else one day
            expression = regex.compile(words, flags)
        for match in expression.finditer(text, timeout=_REGULAR_SECONDS):
            start = match.start()
            if start < end or match.end() == start:
                continue
            if len(hits) == REGULAR_HITS:
                return hits, True
            end = _with_marks(text, match.end())
            hits.append((start, end))
    except regex.error as error:
        message = f"This is no regular expression: {error}."
        raise PatternError(message) from error
    except TimeoutError as error:
        message = "This regular expression takes too long in this text. Try a simpler one."
        raise PatternError(message) from error
    except (RecursionError, MemoryError, OverflowError, ValueError, TypeError, KeyError, IndexError) as error:
        raise PatternError(_TOO_INVOLVED) from error
    return hits, False


def _unrolled(words: str) -> int:
    """How many parts a regular expression has once its counted repeats are written out, as compiling it does."""
    sizes, last = [0], 0
    for found in _PARTS.finditer(words):
        part = found.group()
        if part == "(":
            sizes.append(0)
            last = 0
        elif found["most"]:
            sizes[-1] += last * (int(found["most"]) - 1)
            last *= int(found["most"])
        else:
            last = 1
            if part == ")" and len(sizes) > 1:
                last = max(1, sizes.pop())
            sizes[-1] += last
    return sum(sizes)
