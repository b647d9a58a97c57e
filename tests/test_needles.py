"""Needles: no match of a pattern is without one."""

import re
from importlib.resources import files

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from library.extract.needles import Phrases, folded, needles

LETTERS = st.text("abc", min_size=1, max_size=4)
PATTERNS = st.recursive(
    st.one_of(LETTERS, st.sampled_from([".", "[ab]", r"[\]a]", r"\b", r"\s", r"\."])),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda some: f"({'|'.join(some)})"),
        inner.map(lambda one: f"(?:{one})?"), inner.map(lambda one: f"(?:{one})*+"), inner.map(lambda one: f"({one})+"),
        inner.map(lambda one: f"(?:{one}){{0,2}}"), inner.map(lambda one: f"(?:{one}){{2}}"),
    ),
    max_leaves=8,
)  # fmt: skip


@given(PATTERNS, st.text("abc. ", max_size=30))
def test_every_match_holds_one(pattern: str, text: str) -> None:
    found = re.search(pattern, text)
    if found:
        pieces = needles(pattern)
        assert not pieces or any(piece in found.group() for piece in pieces)


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        ("you have been blocked", {"you have been blocked"}),
        ("(log|sign) ?in to (continue|read)", {"in to "}),
        ("seiten? (fehlt|ist weg)", {"seite"}),
        ("a|b+|[cd]", set()),
        ("(this )?page (?!x)lost", {"page "}),
    ],
)
def test_the_longest_that_must_be_there_is_taken(pattern: str, pieces: set[str]) -> None:
    assert needles(pattern) == pieces


@pytest.mark.parametrize(
    ("literal", "text"),
    [("istanbul", "İSTANBUL"), ("ıslak", "Islak"), ("ſo", "SO"), ("straße", "STRAẞE"), ("ες", "ΕΣ")],
)
def test_what_patterns_take_for_alike_is_folded_alike(literal: str, text: str) -> None:
    assert re.fullmatch(literal, text, re.IGNORECASE)
    assert folded(literal) == folded(text)


@given(st.lists(PATTERNS, min_size=1, max_size=5), st.text("abc. ", max_size=40))
def test_phrases_find_what_one_pattern_of_all_does(patterns: list[str], text: str) -> None:
    whole = re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
    found = [match.span() for match in Phrases(patterns).finditer(text) if match.group()]
    assert found == [match.span() for match in whole.finditer(text) if match.group()]


def test_nearly_all_rules_of_refusals_have_needles() -> None:
    rules = yaml.safe_load(files("library.extract").joinpath("refusals.yaml").read_text(encoding="utf-8"))
    patterns = [pattern for rule in rules for pattern in rule["phrases"]]
    assert sum(bool(needles(pattern)) for pattern in patterns) >= 0.9 * len(patterns)
