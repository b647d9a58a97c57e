"""Where words of a language may be hyphenated: Liang's patterns, from the dictionaries that pyphen brings.

The dictionaries are LibreOffice's. They are read here rather than by pyphen, which takes half a second for German:
a pattern is taken apart only when a word has its letters. (F. M. Liang, Word Hy-phen-a-tion by Com-put-er, 1983.)
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

_LEAST_BEFORE = 2
_LEAST_AFTER = 3
_LONGEST = 60
"""Letters; what is longer is no word of a language."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NO_DIGITS = str.maketrans("", "", "0123456789")
_HEXADECIMAL = re.compile(r"\^\^([0-9a-f]{2})")
_NO_PATTERN = ("#", "%", "LEFTHYPHENMIN", "RIGHTHYPHENMIN", "COMPOUND", "NEXTLEVEL", "NOHYPHEN")

Hyphenator = Callable[[str], Sequence[int]]


def hyphenator(language: str) -> Hyphenator | None:
    """A function from a word to the offsets in it where it may be hyphenated, in order; none without a dictionary.

    `language` is a tag as "en-GB"; the nearest dictionary is taken. At least two letters stand before a hyphen and
    three after it. Words with digits, words in capitals and addresses of the web have no such
    place; a place where hyphenation would change the spelling is left out.
    """
    path = _dictionary(language)
    return _read(path) if path else None


@lru_cache(maxsize=64)
def _dictionary(language: str) -> Path | None:
    from pyphen import LANGUAGES, language_fallback  # type: ignore[import-untyped]  # pyphen has no types

    nearest = language_fallback(language.strip())
    return Path(LANGUAGES[nearest]) if nearest else None


@lru_cache(maxsize=8)
def _read(path: Path) -> Hyphenator:
    with path.open("rb") as file:
        encoding = file.readline().strip().decode("ascii")
    encoding = {"microsoft-cp1251": "cp1251"}.get(encoding.lower(), encoding)
    lines = path.read_text(encoding).splitlines()[1:]
    patterns: dict[str, str] = {}
    for line in lines:
        pattern = line.strip()
        if pattern and not pattern.startswith(_NO_PATTERN):
            if "^^" in pattern:
                pattern = _HEXADECIMAL.sub(lambda code: chr(int(code.group(1), 16)), pattern)
            patterns[pattern.partition("/")[0].translate(_NO_DIGITS)] = pattern
    longest = max(map(len, patterns), default=0)

    @lru_cache(maxsize=8192)
    def places(word: str) -> tuple[int, ...]:
        return _places(word, patterns, longest)

    return places


def _places(word: str, patterns: dict[str, str], longest: int) -> tuple[int, ...]:
    if not _LEAST_BEFORE + _LEAST_AFTER <= len(word) <= _LONGEST or word.isupper() or not _WORD.fullmatch(word):
        return ()
    lowered = word.lower()
    if len(lowered) != len(word):
        return ()
    dotted = f".{lowered}."
    levels = [0] * (len(dotted) + 1)
    for first in range(len(dotted) - 1):
        for last in range(first + 1, min(first + longest, len(dotted)) + 1):
            pattern = patterns.get(dotted[first:last])
            if pattern is not None:
                for at, level in _levels(pattern):
                    levels[first + at] = max(levels[first + at], level)
    begin = max(word.rfind("'"), word.rfind("’")) + 1 + _LEAST_BEFORE
    return tuple(at for at in range(begin, len(word) - _LEAST_AFTER + 1) if levels[at + 1] % 2)


@lru_cache(maxsize=8192)
def _levels(pattern: str) -> tuple[tuple[int, int], ...]:
    """The level of each place of a pattern that has one; an odd one invites a hyphen, an even one forbids it."""
    letters, _, respelled = pattern.partition("/")
    levels: list[tuple[int, int]] = []
    at = 0
    for character in letters:
        if character in "0123456789":
            level = int(character)
            levels.append((at, level + 1 if respelled and level % 2 else level))
        else:
            at += 1
    return tuple(levels)
