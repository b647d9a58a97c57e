"""Edges: where a place starts and ends among the letters, words, sentences and blocks of a text."""

import re

from library.passages import CONTEXT

EDGE = ("", "\n")
"""What stands beside a whole block."""
STOPS = ".!?…。！？"
OUTER = re.compile(r"[\s–—―-]+")
"""What folding takes from the ends of a quote."""


def weight_of(words: str) -> int:
    """How much words tell, in letters of an alphabet: a sign of a script without spaces is worth two."""
    return len(words) + (0 if words.isascii() else sum(map("\u2e80".__le__, words)))


def in_word(text: str, at: int) -> bool:
    """Whether an offset has letters of one word on both sides; scripts without spaces have no such words."""
    return 0 < at < len(text) and all(letter.isalnum() and letter < "\u2e80" for letter in text[at - 1 : at + 1])


def word_start(text: str, at: int) -> int:
    """Where the word that an offset is in starts; the offset itself when it is in none."""
    least = at - 40
    while at > least and in_word(text, at):
        at -= 1
    return at


def word_end(text: str, at: int) -> int:
    """Where the word that an offset is in ends; the offset itself when it is in none."""
    most = at + 40
    while at < most and in_word(text, at):
        at += 1
    return at


def past_word(text: str, start: int, word: int, end: int) -> int:
    """Where what is left of a place starts, without the rest of a word that it started in."""
    if word == start or word >= end:
        return start
    return word + len(text[word:end]) - len(text[word:end].lstrip())


def before_word(text: str, start: int, word: int, end: int) -> int:
    """Where what is left of a place ends, without the beginning of a word that it ended in."""
    return start + len(text[start:word].rstrip()) if start < word < end else end


def unfolded(beside: str, outer: re.Match[str] | None) -> int:
    """How many of the spaces and dashes beside a place belong to it, for a quote with such outer ones.

    `beside` and `outer` both run outwards, but for that a match runs from the quote's end.
    """
    wanted = outer.group() if outer else ""
    if not wanted:
        return 0
    found = 0
    while found < len(beside) and OUTER.match(beside[found]) and (wanted.strip() or beside[found].isspace()):
        found += 1
    while found and beside[found - 1].isspace() != wanted[0].isspace():
        found -= 1
    return found if wanted.strip() else min(found, len(wanted))


def own_start(before: str) -> str | None:
    """What stands before a quote in its own block; None when the context does not reach that far."""
    inner = before.rpartition("\n")[2]
    return inner if len(inner) < len(before) or len(before) < CONTEXT else None


def own_end(after: str) -> str | None:
    """What stands after a quote in its own block; None when the context does not reach that far."""
    inner = after.partition("\n")[0]
    return inner if len(inner) < len(after) or len(after) < CONTEXT else None


def ends_sentence(words: str) -> bool:
    """Whether a sentence or block ends with these words."""
    return not words or words[-1] == "\n" or words.rstrip("”’\"') ")[-1:] in tuple(STOPS)
