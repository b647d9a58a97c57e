"""Beginnings: no match of a pattern begins otherwise."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.extract.beginnings import beginning, beginnings
from library.extract.furniture import load_rules

LETTERS = st.text("abc1", min_size=1, max_size=3)
PATTERNS = st.recursive(
    st.one_of(
        LETTERS,
        st.sampled_from([".", "[ab]", r"[\d.]", "[^a]", r"[]\]b]", r"\b", r"\d", r"\.", "(?=a)", "(?!b)", "(?<!c)"]),
    ),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda some: f"({'|'.join(some)})"),
        inner.map(lambda one: f"(?:{one})?"), inner.map(lambda one: f"(?:{one})*+"), inner.map(lambda one: f"({one})+"),
        inner.map(lambda one: f"(?:{one}){{0,2}}?"), inner.map(lambda one: f"(?-i:{one}){{2}}"),
        inner.map(lambda one: f"(?={one})"),
    ),
    max_leaves=8,
)  # fmt: skip


@given(PATTERNS, st.text("abcABC1٣. ]", max_size=10))
def test_every_match_begins_with_one(pattern: str, text: str) -> None:
    if re.fullmatch(pattern, text, re.IGNORECASE):
        known = beginnings(pattern)
        assert known is None or beginning(text) in known


@pytest.mark.parametrize(
    ("pattern", "known"),
    [
        ("(the )?page", {"T", "P"}),
        (r"(?P<n>\d{1,3}) min|[•·]", {"0", "•", "·"}),
        ("(?-i:[A-C])x", {"A", "B", "C"}),
        (r"\(?see|(?!x)[ąy]", {"(", "S", "Ą", "Y"}),
        (".{0,9}links|page", None),
        ("(page)?", None),
        (r"[^a]b", None),
    ],
)
def test_what_a_pattern_begins_with(pattern: str, known: set[str] | None) -> None:
    assert beginnings(pattern) == known


@pytest.mark.parametrize(
    ("literal", "text"), [("ist", "İst"), ("ist", "ıst"), ("ſo", "SO"), ("straße", "STRAẞE"), ("ς", "Σ"), ("K", "k")]
)
def test_what_patterns_take_for_alike_begins_alike(literal: str, text: str) -> None:
    assert re.fullmatch(literal, text, re.IGNORECASE)
    assert beginning(literal) == beginning(text)


def test_most_rules_are_told_by_the_beginning_of_a_line() -> None:
    rules = load_rules().furniture
    assert sum(beginnings(rule.pattern.pattern) is not None for rule in rules) >= 0.8 * len(rules)
