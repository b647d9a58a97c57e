"""Terms: how the index is asked for a word or a phrase."""

import pytest

from library.indexing import searchable
from library.query import Term


def test_ideographs_are_indexed_one_by_one() -> None:
    assert searchable("plain text") == "plain text"
    assert searchable("港口 light").split() == ["港", "口", "light"]


@pytest.mark.parametrize(
    ("term", "match"),
    [
        (Term("tide"), '"tide"'),
        (Term("tid", prefix=True), '"tid"*'),
        (Term('a "quoted" word', prefix=True), '"a ""quoted"" word"*'),
        (Term("a 港", prefix=True), '"a  港 "'),  # an ideograph does not go on
        (Term("港 a", prefix=True), '" 港  a"*'),
    ],
)
def test_what_the_index_is_asked(term: Term, match: str) -> None:
    assert term.match == match
