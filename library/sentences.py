"""Where sentences and words begin and end, by rules that need no dictionary of a language.

A sentence of a script with capitals ends with a stop, its closing quotes and brackets and white space, unless a small
letter follows or the stop belongs to an abbreviation, an initial or a number. The stops of Chinese, Japanese, Urdu,
Hindi, Armenian, Ethiopic, Khmer and Burmese end a sentence wherever they stand.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from library.document import Range

_CLOSING = "'\"’”»›)\\]}」』）】〉》〕］｝"
_OPENING = "'\"‘“„‚«‹(\\[{「『（【〈《〔［｛¿¡"
_CAPITAL_STOPS = ".!?…؟‼⁇⁈⁉"
_PLAIN_STOPS = "。！？｡．۔।॥։።፧።។။"
_STOP = re.compile(
    rf"(?P<plain>[{_PLAIN_STOPS}][{_PLAIN_STOPS}!?…]*)[{_CLOSING}]*"
    rf"|(?P<stop>[{_CAPITAL_STOPS}]+)[{_CLOSING}]*(?=(?P<gap>\s+)|(?P<wide>[\u3041-\u30ff\u3400-\u9fff{_OPENING}])|$)"
    r"|\n+"
)
_QUOTED = re.compile("[とっ]")
"""What follows a quotation in a Japanese sentence that goes on."""
_NEXT = re.compile(rf"[{_OPENING}*–—-]*\s?(.?)(\w*)", re.DOTALL)
_LAST = re.compile(r"\S*$")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_LONGEST_ABBREVIATION = 24


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NEVER_LAST = _listed("""
    mr mrs ms mx dr prof st ste sra srta mme mlle mgr rev hon gen col maj capt cmdr lt sgt cpl adm gov sen rep pres
    messrs fr hr hrn dott sig vs v cf e.g i.e eg ie viz ca approx dept est eds trans vol vols no nos nr fig figs p
    pp par sec ch chap art op bd abb abs bzw d.h z.b u.a vgl sog dipl ing hl av p.ej núm ref mt ft
""")
"""Never the last word of a sentence with the stop that shortens it."""
_BEFORE_NUMBERS = _listed("no p art fig v sec par ch jan feb mar apr jun jul aug sep sept oct nov dec")
"""Shortened before a number; else they may be words of their own, or end a sentence."""
_BETWEEN_NAMES = _listed("inc ltd co corp bros jr sr gmbh ed")
_MONTHS = _listed("""
    januar jänner februar märz april mai juni juli august september oktober november dezember januari februari mars
    maj juni juli augusti oktober desember december
""")
"""What follows the number of a day in languages that write a stop after it."""
_STARTERS = _listed("""
    a after all also although an and another as at because before but by each even every few first for from he her
    here his how however i if in instead it its last later many meanwhile most my never no not nothing now of on
    once one only or other others our perhaps since so some still such that the their then there these they this
    those though through to today until we what when where whether which while who why with yet you your der die das
    ein eine er sie es wir ich und aber doch in im am le la les un une il elle ils elles on nous mais et el los las
    ella ellos pero y en lo gli uno una ma
""")
"""Words that begin a sentence more often than they are a name; they tell what follows an initial."""

_STRETCH = 4096
"""Code points from which a block is taken apart in stretches, so that no block costs more than a glance."""


def stretch_at(text: str, start: int, end: int, offset: int) -> Range:
    """The part of the block from `start` to `end` that holds `offset`: short blocks whole, giant ones in stretches.

    Stretches are some 4,000 code points long, end after a space where there is one, and cover the block.
    """
    number = min(max(0, offset - start), max(0, end - start - 1)) // _STRETCH
    first, last = _cut(text, start, end, number), _cut(text, start, end, number + 1)
    while offset >= last < end:
        number += 1
        first, last = last, _cut(text, start, end, number + 1)
    while offset < first and number > 0:
        number -= 1
        first, last = _cut(text, start, end, number), first
    return Range(first, last)


def _cut(text: str, start: int, end: int, number: int) -> int:
    """Where stretch `number` begins: after a stop, else after a space, else anywhere between two graphemes."""
    at = start + number * _STRETCH
    if number == 0 or at >= end or end - start <= 2 * _STRETCH:
        return start if number == 0 else end
    limit = min(end, at + _STRETCH // 2)
    for ending in (". ", "。", "।", "\n", " "):
        found = text.find(ending, at, limit)
        if found >= 0:
            return found + len(ending)
    while at < limit and unicodedata.category(text[at])[0] == "M":
        at += 1
    return at


def sentences(text: str, start: int, end: int) -> list[Range]:
    """The sentences of one block: all of it but the white space around them, in order; each line of code is one."""
    return list(_sentences(text, start, end))


def _sentences(text: str, start: int, end: int) -> Iterator[Range]:
    first = start
    for found in _STOP.finditer(text, start, end):
        if not _ends_sentence(text, first, end, found):
            continue
        sentence = _trimmed(text, first, found.end())
        if sentence.start < sentence.end:
            yield sentence
        first = found.end()
    sentence = _trimmed(text, first, end)
    if sentence.start < sentence.end:
        yield sentence


def _trimmed(text: str, start: int, end: int) -> Range:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Range(start, end)


def _ends_sentence(text: str, first: int, end: int, found: re.Match[str]) -> bool:
    if found["plain"]:
        closed = found.end() > found.end("plain")
        return not (closed and _QUOTED.match(text, found.end(), end))
    if not found["stop"]:
        return True
    if found["wide"]:
        wide = found["wide"] > "\u3000" and (found["stop"][-1] != "…" or found.end() > found.end("stop"))
        return wide and not _QUOTED.match(found["wide"])
    if found["gap"] is None:
        return found.end() == end
    return _is_last(text, first, end, found)


def _is_last(text: str, first: int, end: int, found: re.Match[str]) -> bool:
    """Whether a stop that white space follows ends its sentence."""
    after = _NEXT.match(text, found.end("gap"), min(end, found.end("gap") + 40))
    initial, rest = (after[1], after[2]) if after else ("", "")
    if not initial:
        return True
    if initial.islower() or initial in ".,;:!?…)]":
        return False
    if found["stop"] != "." or found.end() > found.end("stop"):
        return True
    before = _LAST.search(text, max(first, found.start() - _LONGEST_ABBREVIATION), found.start())
    word = (before[0] if before else "").lstrip("'\"‘“„‚«‹([{¿¡–—-")
    return _is_whole(word, (initial + rest), opens=found.start() - len(word) <= first + 1)


def _is_whole(word: str, following: str, *, opens: bool) -> bool:
    """Whether a word before a full stop isn't shortened by it."""
    low = word.lower()
    if low in _BEFORE_NUMBERS:
        return not following[0].isdecimal()
    if low in _NEVER_LAST:
        return not following[0].isalnum()
    if low.isdecimal() and len(low) <= 2:
        return not opens and following.lower() not in _MONTHS
    initial = len(word) == 1 and word.isupper() and word != "I"
    if initial or low in _BETWEEN_NAMES or _DOTTED.fullmatch(word):
        return following.lower() in _STARTERS
    return True


_WIDE = (
    "\u3041-\u3096\u30a1-\u30fa\u30fc\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々〆〇\U00020000-\U0003134f"
)
_IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々〆〇\U00020000-\U0003134f"
_VARIED = "[\ufe00-\ufe0f\u3099\u309a\U000e0100-\U000e01ef]*"
_PERHAPS_WIDE = re.compile("[\u3041-\U0003134f]")
_WIDE_CLOSING = "\"'”’)\\]、。，．：；！？…‥・」』）】〉》〕］｝｡､,.:;!?"
_WIDE_OPENING = "\"'“‘(\\[「『（【〈《〔［｛"


@cache
def _has_wide() -> re.Pattern[str]:
    """Ideographs and kana; as the next one, 3 ms to compile, which most texts need not pay."""
    return re.compile(f"[{_WIDE}]")


@cache
def _piece() -> re.Pattern[str]:
    """Two ideographs, three hiragana, eight katakana or a run of anything else, with its punctuation."""
    katakana = "[\u30a1-\u30fa\u30fc\u31f0-\u31ff]"
    return re.compile(
        rf"[{_WIDE_OPENING}]*(?:(?:[{_IDEOGRAPHS}]{_VARIED}){{1,2}}"
        rf"|[\u3041-\u3096]{_VARIED}(?:[\u3041-\u3096ー]{_VARIED}){{0,2}}"
        rf"|{katakana}{_VARIED}(?:{katakana}{_VARIED}){{0,7}}"
        rf"|[^{_WIDE}{_WIDE_CLOSING}{_WIDE_OPENING}]+)[{_WIDE_CLOSING}]*|[{_WIDE_CLOSING}{_WIDE_OPENING}]+"
    )


_TOKEN = re.compile(r"\S+")
_DASHED = re.compile(r"(?<=\w)(?:[—–]|--)+(?=\w)|(?<=\w)…(?=\w)")


def words(text: str, start: int, end: int) -> list[Range]:
    """The words of one block, each with the punctuation that belongs to it, in order; all but white space.

    Dashes between two words part them. Ideographs are taken two at a time, hiragana three, katakana up to eight.
    """
    pieces: list[Range] = []
    for token in _TOKEN.finditer(text, start, end):
        pieces += _pieces(text, token.start(), token.end())
    return _with_punctuation(text, pieces)


def _pieces(text: str, start: int, end: int) -> Iterator[Range]:
    if _PERHAPS_WIDE.search(text, start, end) and _has_wide().search(text, start, end):
        for found in _piece().finditer(text, start, end):
            yield Range(*found.span())
        return
    for dash in _DASHED.finditer(text, start, end):
        number = text[dash.start() - 1].isdecimal() and text[dash.end()].isdecimal()
        if not number:
            yield Range(start, dash.end())
            start = dash.end()
    yield Range(start, end)


def _with_punctuation(text: str, pieces: list[Range]) -> list[Range]:
    """Pieces of punctuation alone joined to the word before them; opening ones, and the first, to that after them."""
    joined: list[Range] = []
    opening: int | None = None
    for piece in pieces:
        if text[piece.start].isalnum() or not _is_punctuation(text[piece.start : piece.end]):
            joined.append(Range(piece.start if opening is None else opening, piece.end))
            opening = None
        elif not joined or text[piece.start] in "‘“„‚«‹([{¿¡「『（【〈《〔［｛":
            opening = piece.start if opening is None else opening
        elif opening is None:
            joined[-1] = Range(joined[-1].start, piece.end)
    if opening is not None:
        joined.append(Range(opening, pieces[-1].end))
    return joined


def _is_punctuation(piece: str) -> bool:
    return all(unicodedata.category(character)[0] in "PM" for character in piece)
