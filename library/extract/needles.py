"""Needles: what a text must hold for a pattern to match it, so that most patterns need not be tried.

A pattern of a phrase begins in many ways, so that trying it takes hundreds of times as long as looking for a few of its
words. Of the syntax of patterns that is known which the rules use; anything else only makes a needle shorter.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

OPTIONAL = re.compile(r"[?*]|\{0?,|\{0\}")
"""Of a quantifier: that what stands before it need not be there."""
SET = re.compile(r"\^?\]?(?:[^\]\\]|\\.)*", re.DOTALL)
"""What stands between square brackets."""
QUANTIFIER = re.compile(r"[?*+]|\{\d*,?\d*\}")
_PREFIX = re.compile(r"\?(?::|P<\w+>)")
_MOST = 60
"""Needles of one pattern: with more of them it is as quick to try it."""


class Phrases:
    """Patterns of which any is looked for in texts in lower case, those first that come first."""

    def __init__(self, patterns: list[str]) -> None:
        self._patterns = [(needles(pattern), pattern) for pattern in patterns]

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As the method of a compiled pattern that all of them are the alternatives of."""
        possible = [
            pattern for pieces, pattern in self._patterns if not pieces or any(piece in text for piece in pieces)
        ]
        return _any(tuple(possible)).finditer(text) if possible else iter(())


@lru_cache(maxsize=512)
def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def needles(pattern: str, most: int = _MOST) -> frozenset[str]:
    """Pieces of text, in lower case, of which a match holds at least one; empty when none can be told."""
    found = _Reader(pattern).alternatives()
    return frozenset(piece.lower() for piece in found) if found and len(found) <= most else frozenset()


def folded(text: str) -> str:
    """A text in which all is alike that patterns take for alike when they ignore case."""
    return text.lower() if text.isascii() else text.replace("İ", "i").replace("ı", "i").casefold()


class _Piece(NamedTuple):
    literals: frozenset[str]
    """Of which one must be there."""
    exact: bool
    """Whether it is one literal and nothing else, to which the next can be joined."""


class _Reader:
    """Reads a pattern from its beginning to its end."""

    def __init__(self, pattern: str) -> None:
        self._pattern, self._at = pattern, 0

    def alternatives(self) -> frozenset[str]:
        """The needles of what stands between here and the closing bracket, or the end; empty when there are none."""
        found: set[str] = set()
        whole = True
        while True:
            best = self._sequence()
            whole = whole and bool(best)
            found |= best
            if self._peek() != "|":
                return frozenset(found) if whole else frozenset()
            self._at += 1

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _sequence(self) -> frozenset[str]:
        best: frozenset[str] = frozenset()
        run = ""
        while (sign := self._peek()) and sign not in "|)":
            piece = self._piece(sign)
            optional = OPTIONAL.match(self._pattern, self._at)
            quantified = QUANTIFIER.match(self._pattern, self._at)
            if quantified:
                self._at = quantified.end()
                if self._peek() in ("?", "+"):
                    self._at += 1
            if piece.exact and not quantified:
                run += next(iter(piece.literals))
                continue
            best, run = _better(best, frozenset((run,)) if run else frozenset()), ""
            if not optional:
                best = _better(best, piece.literals)
        return _better(best, frozenset((run,)) if run else frozenset())

    def _piece(self, sign: str) -> _Piece:
        """The next thing that a quantifier may stand behind."""
        self._at += 1
        if sign == "(":
            return self._group()
        if sign == "[":
            found = SET.match(self._pattern, self._at)
            self._at = found.end() + 1 if found else len(self._pattern)
            return _Piece(frozenset(), exact=False)
        if sign == "\\":
            escaped = self._peek()
            self._at += 1
            known = not escaped.isalnum()
            return _Piece(frozenset((escaped,)) if known else frozenset(), exact=known)
        known = sign not in ".^$"
        return _Piece(frozenset((sign,)) if known else frozenset(), exact=known)

    def _group(self) -> _Piece:
        prefix = _PREFIX.match(self._pattern, self._at)
        known = prefix is not None or self._peek() != "?"
        self._at = prefix.end() if prefix else self._at
        found = self.alternatives()
        self._at += 1
        return _Piece(found if known else frozenset(), exact=False)


def _better(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """Of two sets of needles the one whose shortest is longer."""
    return max((one, other), key=lambda pieces: min(map(len, pieces), default=0))
