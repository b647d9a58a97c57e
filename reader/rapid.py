"""Speed reading: an article as words that flash in one place, each with the letter to look at and its time.

The focal letter is a little left of the middle, where a word is recognised soonest (the optimal viewing position,
https://en.wikipedia.org/wiki/Optimal_viewing_position). Every place is an offset of the text: a flash is asked for by
where it is and made when it is asked for, so that an article of any length opens at once.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from library.document import Block, BlockKind, Document, Range, count_words
from library.reading import IDEOGRAPHS_PER_MINUTE, WORDS_PER_MINUTE
from library.sentences import sentences, stretch_at, words
from reader.breaking import is_narrow

SLOWEST, FASTEST = 100, 1200
"""Words a minute."""
MOST_WORDS = 3

_SKIPPED = frozenset({BlockKind.IMAGE, BlockKind.RULE})
_BY_LINE = frozenset({BlockKind.CODE, BlockKind.ROW})
_WIDEST_GROUP = 24
_WIDEST_WORD = 20
_PIECE = 14
"""Graphemes: of a group of words, of a word that is shown whole, and of the pieces of a longer one."""
_WIDEST_LINE = 100
_LONG_WORD = 8

_PAUSE_CLAUSE, _PAUSE_SENTENCE, _PAUSE_BLOCK, _PAUSE_HEADING = 0.5, 1.2, 2.0, 3.0
"""What is added to a flash, in words at the chosen pace."""
_PER_LETTER, _PER_NUMBER = 0.08, 0.5
_LINE_SECONDS = 0.6
_CLAUSE_ENDS = frozenset(",;:—–)，、；：،؛")
_TRAILING = "'\"”’»›)]}」』）】〉》"
_INNER = re.compile(r"[^\W_]+(?:.*[^\W_])?", re.DOTALL)
_KEPT = 8
"""Stretches whose flashes are kept; reading on and a few sentences back need no more."""


class Flash(NamedTuple):
    """What is shown at once."""

    start: int
    end: int
    focus: int
    """The offset of the letter to look at."""
    seconds: float


class _Stretch(NamedTuple):
    place: Range
    flashes: list[Flash]
    sentences: list[Range]


def _start(sentence: Range) -> int:
    return sentence.start


class RapidReading:
    """An article at a pace of `words_per_minute`, one to three words at a time."""

    def __init__(self, document: Document, *, words_per_minute: float, words_at_a_time: int = 1) -> None:
        self._document = document
        pace = min(max(words_per_minute, SLOWEST), FASTEST) if words_per_minute > 0 else SLOWEST
        self._word = 60 / pace
        self._ideograph = self._word * WORDS_PER_MINUTE / IDEOGRAPHS_PER_MINUTE
        self._at_a_time = min(max(words_at_a_time, 1), MOST_WORDS)
        self._stretches: dict[int, _Stretch] = {}

    def flash_at(self, offset: int) -> Flash | None:
        """The flash that holds `offset`, else the next one, else the last; None when nothing can be shown."""
        stretch = self._stretch_at(max(0, offset)) or self._stretch_before(len(self._document.text) + 1)
        if stretch is None:
            return None
        index = bisect_right(stretch.flashes, offset, key=lambda flash: flash.end)
        if index < len(stretch.flashes):
            return stretch.flashes[index]
        following = self._stretch_at(stretch.place.end)
        return following.flashes[0] if following else stretch.flashes[-1]

    def after(self, flash: Flash) -> Flash | None:
        """The flash that follows; None at the end."""
        following = self.flash_at(flash.end)
        return following if following and following.start >= flash.end else None

    def before(self, flash: Flash) -> Flash | None:
        """The flash before; None at the beginning."""
        stretch = self._stretch_at(flash.start)
        earlier = [one for one in stretch.flashes if one.end <= flash.start] if stretch else []
        if earlier:
            return earlier[-1]
        stretch = self._stretch_before(flash.start)
        return stretch.flashes[-1] if stretch else None

    def flashes(self, offset: int = 0) -> Iterator[Flash]:
        """The flashes from `offset` to the end, each made when it is asked for."""
        flash = self.flash_at(offset)
        while flash is not None:
            yield flash
            flash = self.after(flash)

    def sentence_back(self, offset: int) -> int:
        """The start of the sentence at `offset`; where that is its first flash, of the sentence before."""
        flash = self.flash_at(offset)
        if flash is None:
            return 0
        stretch = self._stretch_at(flash.start)
        starts = [sentence.start for sentence in stretch.sentences if sentence.start < flash.start] if stretch else []
        if starts:
            return starts[-1]
        stretch = self._stretch_before(flash.start)
        return stretch.sentences[-1].start if stretch else flash.start

    def sentence_on(self, offset: int) -> int:
        """The start of the sentence after that at `offset`; of the last flash when there is none."""
        flash = self.flash_at(offset)
        if flash is None:
            return 0
        stretch = self._stretch_at(flash.start)
        if stretch is None:
            return flash.start
        later = [sentence.start for sentence in stretch.sentences if sentence.start > flash.start]
        if later:
            return later[0]
        following = self._stretch_at(stretch.place.end)
        return following.sentences[0].start if following else stretch.flashes[-1].start

    def sentence_of(self, flash: Flash) -> Range:
        """The sentence that a flash belongs to."""
        stretch = self._stretch_at(flash.start)
        number = bisect_right(stretch.sentences, flash.start, key=_start) if stretch else 0
        return stretch.sentences[number - 1] if stretch and number else Range(flash.start, flash.end)

    def _stretch_at(self, offset: int) -> _Stretch | None:
        """The stretch that holds `offset`, or the first after it that has something to show."""
        blocks = self._document.blocks
        if not blocks or offset > len(self._document.text):
            return None
        for index in range(self._document.block_at(offset), len(blocks)):
            block = blocks[index]
            at = max(offset, block.start)
            while at < block.end:
                stretch = self._stretch(block, at)
                if stretch.flashes:
                    return stretch
                at = stretch.place.end
        return None

    def _stretch_before(self, offset: int) -> _Stretch | None:
        """The last stretch before `offset` and apart from its own that has something to show."""
        blocks = self._document.blocks
        if not blocks:
            return None
        for index in range(self._document.block_at(offset), -1, -1):
            block = blocks[index]
            at = min(offset, block.end) - 1
            while at >= block.start:
                stretch = self._stretch(block, at)
                if stretch.flashes and stretch.flashes[-1].end <= offset:
                    return stretch
                at = stretch.place.start - 1
        return None

    def _stretch(self, block: Block, offset: int) -> _Stretch:
        """The stretch of a block that holds `offset`."""
        if block.kind in _SKIPPED:
            return _Stretch(Range(block.start, block.end), [], [])
        place = stretch_at(self._document.text, block.start, block.end, offset)
        stretch = self._stretches.pop(place.start, None) or self._made(block, place)
        self._stretches[place.start] = stretch
        while len(self._stretches) > _KEPT:
            del self._stretches[next(iter(self._stretches))]
        return stretch

    def _made(self, block: Block, place: Range) -> _Stretch:
        text = self._document.text
        parts = sentences(text, place.start, place.end)
        flashes: list[Flash] = []
        for part in parts:
            if block.kind in _BY_LINE:
                flashes += (self._line(piece) for piece in _cut(text, part, _WIDEST_LINE, _WIDEST_LINE))
                continue
            groups = list(self._groups(part))
            flashes += (self._flash(group, last=group is groups[-1]) for group in groups)
        if flashes and place.end == block.end:
            pause = _PAUSE_HEADING if block.kind is BlockKind.HEADING else _PAUSE_BLOCK
            flashes[-1] = flashes[-1]._replace(seconds=flashes[-1].seconds + (pause - _PAUSE_SENTENCE) * self._word)
        return _Stretch(place, flashes, parts)

    def _groups(self, sentence: Range) -> Iterator[Range]:
        """The words of a sentence, as many at a time as was asked for and fit."""
        text = self._document.text
        group: list[Range] = []
        for word in words(text, sentence.start, sentence.end):
            for piece in _cut(text, word, _WIDEST_WORD, _PIECE):
                if group and (len(group) == self._at_a_time or piece.end - group[0].start > _WIDEST_GROUP):
                    yield Range(group[0].start, group[-1].end)
                    group = []
                group.append(piece)
        if group:
            yield Range(group[0].start, group[-1].end)

    def _line(self, line: Range) -> Flash:
        seconds = max(_LINE_SECONDS, self._reading(self._document.slice(line)) + _PAUSE_SENTENCE * self._word)
        return Flash(line.start, line.end, line.start, seconds)

    def _flash(self, group: Range, *, last: bool) -> Flash:
        """The flash of a group of words, the `last` of its sentence or not."""
        shown = self._document.slice(group)
        longer = sum(max(0, len(word) - _LONG_WORD) * _PER_LETTER for word in shown.split())
        longer += _PER_NUMBER * sum(any(map(str.isdecimal, word)) for word in shown.split())
        if last:
            longer += _PAUSE_SENTENCE
        elif shown[-1] in _CLAUSE_ENDS or shown.rstrip(_TRAILING)[-1:] in _CLAUSE_ENDS:
            longer += _PAUSE_CLAUSE
        seconds = self._reading(shown) + longer * self._word
        return Flash(group.start, group.end, group.start + focal_letter(shown), seconds)

    def _reading(self, shown: str) -> float:
        """Seconds without any pause; whatever is shown takes half a word at the least."""
        count, ideographs = count_words(shown)
        return max((count - ideographs) * self._word + ideographs * self._ideograph, self._word / 2)


def focal_letter(shown: str) -> int:
    """The index of the letter to look at: by its length the first to fifth of a word, punctuation aside."""
    if not shown:
        return 0
    inner = _INNER.search(shown)
    first, last = inner.span() if inner else (0, len(shown))
    starts = _graphemes(shown[first:last])
    count = len(starts)
    if count > 13 and " " in shown:
        number = count * 35 // 100
    elif shown[first] > "\u3000":
        number = (count - 1) // 2
    else:
        number = min((count + 2) // 4, 4)
    while number > 0 and not shown[first + starts[number]].isalnum():
        number -= 1
    return first + starts[number]


def _graphemes(text: str) -> list[int]:
    """Where the graphemes of a text start."""
    if is_narrow(text):
        return list(range(len(text)))
    from rich.cells import split_graphemes

    return [start for start, end, _ in split_graphemes(text)[0] if end > start] or [0]


def _cut(text: str, part: Range, widest: int, size: int) -> Iterator[Range]:
    """A word or line in pieces: whole when it fits, else cut after hyphens and slashes where they stand well."""
    shown = text[part.start : part.end]
    if len(shown) <= widest:
        yield part
        return
    starts = [*_graphemes(shown), len(shown)]
    at = 0
    while len(starts) - 1 - at > widest:
        chances = [cut for cut in range(at + size // 2, at + size + 1) if _parts(shown[starts[cut - 1] : starts[cut]])]
        cut = chances[-1] if chances else at + size
        yield from _trimmed(text, part.start + starts[at], part.start + starts[cut])
        at = cut
    yield from _trimmed(text, part.start + starts[at], part.end)


def _parts(grapheme: str) -> bool:
    return grapheme.isspace() or unicodedata.category(grapheme[0]) in {"Pd", "Po", "Pc", "Pe"}


def _trimmed(text: str, start: int, end: int) -> Iterator[Range]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if start < end:
        yield Range(start, end)
