"""The query language: what a person types, and what is made of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.errors import QueryError
from library.indexing import searchable
from library.query import Query, Term, parse


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("  \t ", []),
        ("tide gates", [Term("tide"), Term("gates")]),
        ('"tide gates" salt', [Term("tide gates"), Term("salt")]),
        ("tid* gates", [Term("tid", prefix=True), Term("gates")]),
        ('"tide ga"*', [Term("tide ga", prefix=True)]),
        ("tide — …", [Term("tide")]),
        ('"" "—" tide', [Term("tide")]),
        ("tide\u200b\x1b[31m", [Term("tide[31m")]),
    ],
)
def test_what_is_typed_becomes_terms(text: str, terms: list[Term]) -> None:
    assert parse(text) == Query(tuple(terms))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("ti", [Term("ti", prefix=True)]),
        ("tide ga", [Term("tide"), Term("ga", prefix=True)]),
        ('"tide ga', [Term("tide ga", prefix=True)]),
        ('"tide ga"', [Term("tide ga")]),
        ('"tide ga" x', [Term("tide ga"), Term("x", prefix=True)]),
        ('tide "', [Term("tide")]),
    ],
)
def test_while_it_is_being_typed_the_last_word_may_go_on(text: str, terms: list[Term]) -> None:
    assert parse(text, typing=True) == Query(tuple(terms))


def test_a_quotation_mark_that_is_never_closed_is_told_with_its_place() -> None:
    with pytest.raises(QueryError, match=r"character 6 is never closed: tide \"gates"):
        parse('tide "gates')


@given(st.text(max_size=30))
def test_any_text_gives_terms_or_a_word_on_why_not(text: str) -> None:
    assert parse(text, typing=True).terms is not None
    if text.count('"') % 2:
        with pytest.raises(QueryError, match="never closed"):
            parse(text)
    else:
        assert parse(text).terms is not None


def test_ideographs_are_indexed_one_by_one() -> None:
    assert searchable("plain text") == "plain text"
    assert searchable("港口 light").split() == ["港", "口", "light"]
    assert Term('a "quoted" 港', prefix=True).match == '"a ""quoted""  港 "*'
