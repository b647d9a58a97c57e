"""Beginnings: the characters that a text must begin with for a pattern to match it, so that most need not be tried.

Of the syntax of patterns that is known which the rules use; of anything else it is said that it may begin in any way.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from library.extract.needles import OPTIONAL, QUANTIFIER, SET

_STRUCTURE = re.compile(r"[()|\\[]")
_OPENING = re.compile(r"(?:\?(?::|P<\w+>|-?i:))?")
_LOOKING_AROUND = re.compile(r"\?<?[=!]")
_DIGIT = "0"
"""What stands for any digit."""
_LONGEST_RANGE = 200


def beginning(text: str) -> str:
    """What a text begins with; alike for all that patterns take for alike when they ignore case."""
    first = text[:1]
    return _DIGIT if first.isdecimal() else first.lower()[:1].upper()


def beginnings(pattern: str) -> frozenset[str] | None:
    """The `beginning` of all that a pattern matches from the start; None where it may be any."""
    found = _Reader(pattern).alternatives()
    return None if found.empty or found.first is None else frozenset(map(beginning, found.first))


class _Part(NamedTuple):
    first: frozenset[str] | None
    """The characters that it can begin with; None when they are not known."""
    empty: bool = False
    """Whether it may be of no length."""


_ANY = _Part(None)
_OF_NO_LENGTH = _Part(frozenset(), empty=True)


class _Reader:
    """Reads the beginning of each alternative of a pattern, and passes over the rest."""

    def __init__(self, pattern: str) -> None:
        self._pattern, self._at = pattern, 0

    def alternatives(self) -> _Part:
        """What stands between here and the closing bracket, or the end."""
        first: frozenset[str] | None = frozenset()
        empty = False
        while True:
            part = self._sequence()
            first = None if first is None or part.first is None else first | part.first
            empty = empty or part.empty
            if self._peek() != "|":
                return _Part(first, empty=empty)
            self._at += 1

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _sequence(self) -> _Part:
        first: frozenset[str] = frozenset()
        while (sign := self._peek()) and sign not in "|)":
            part = self._part(sign)
            optional = OPTIONAL.match(self._pattern, self._at)
            if part.first is None or not (part.empty or optional):
                self._pass_over()
                return _Part(None if part.first is None else first | part.first)
            first |= part.first
            if quantifier := QUANTIFIER.match(self._pattern, self._at):
                self._at = quantifier.end() + (self._pattern[quantifier.end() : quantifier.end() + 1] in ("?", "+"))
        return _Part(first, empty=True)

    def _pass_over(self) -> None:
        """Go on to the next alternative, or to the end of all of them."""
        depth = 0
        while found := _STRUCTURE.search(self._pattern, self._at):
            sign, self._at = found.group(), found.end()
            if sign == "\\":
                self._at += 1
            elif sign == "[":
                self._set()
            elif sign == "(":
                depth += 1
            elif depth == 0:
                self._at -= 1
                return
            elif sign == ")":
                depth -= 1
        self._at = len(self._pattern)

    def _part(self, sign: str) -> _Part:
        """The next thing that a quantifier may stand behind."""
        self._at += 1
        if sign == "(":
            return self._group()
        if sign == "[":
            return _Part(_members(self._set()))
        if sign == "\\":
            return self._escaped()
        if sign in "^$":
            return _OF_NO_LENGTH
        return _ANY if sign == "." else _Part(frozenset(sign))

    def _escaped(self) -> _Part:
        sign = self._peek()
        self._at += 1
        if sign.isalnum():
            return _Part(frozenset(_DIGIT)) if sign == "d" else _OF_NO_LENGTH if sign in "bBAZ" else _ANY
        return _Part(frozenset(sign))

    def _group(self) -> _Part:
        around = _LOOKING_AROUND.match(self._pattern, self._at)
        opening = around or _OPENING.match(self._pattern, self._at)
        self._at = opening.end() if opening else self._at
        known = self._peek() != "?"
        found = self.alternatives()
        self._at += 1
        return _OF_NO_LENGTH if around else found if known else _ANY

    def _set(self) -> str:
        """What stands in a set of characters."""
        found = SET.match(self._pattern, self._at)
        within = found.group() if found else ""
        self._at += len(within) + 1
        return within


def _members(within: str) -> frozenset[str] | None:
    """The characters of a set; None when they are too many, or it says only which are not in it."""
    if within.startswith("^") or "\\" in within.replace(r"\d", "") or "[" in within:
        return None
    members = set(_DIGIT if r"\d" in within else "")
    rest = within.replace(r"\d", "")
    for found in re.finditer(r"(.)-(.)|(.)", rest, re.DOTALL):
        low, high = (found[3], found[3]) if found[3] else (found[1], found[2])
        if ord(high) - ord(low) > _LONGEST_RANGE:
            return None
        members.update(map(chr, range(ord(low), ord(high) + 1)))
    return frozenset(members)
