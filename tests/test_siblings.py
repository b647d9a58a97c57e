"""The articles beside the one that is read: each once, in order, and none looked up before it is asked for."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from reader.siblings import Siblings


def test_in_a_list_one_walks_to_both_ends() -> None:
    walk = Siblings.in_list(3, [1, 2, 3, 4])
    assert [walk.beside(steps) for steps in (-3, -2, -1, 1, 2)] == [None, 1, 2, 4, None]
    walk.go(-2)
    assert [walk.beside(steps) for steps in (-1, 1, 3)] == [None, 2, 4]


def test_what_is_not_in_the_list_stands_alone() -> None:
    walk = Siblings.in_list(9, [1, 2])
    assert walk.beside(1) is walk.beside(-1) is None


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30), st.data())
def test_of_the_entries_of_a_list_every_article_comes_once(articles: list[int], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(articles) - 1))

    def articles_of(entries: Sequence[int]) -> list[int]:
        return list(dict.fromkeys(articles[entry] for entry in entries))

    walk = Siblings.of_entries(articles[at], range(len(articles)), at, articles_of)
    after = list(dict.fromkeys(articles[at:]))
    assert [walk.beside(steps) for steps in range(len(after))] == after
    before = [walk.beside(-steps) for steps in range(1, 7)]
    assert {number for number in before if number is not None} == set(articles) - set(after)


def test_no_more_is_looked_up_than_is_walked() -> None:
    asked: list[int] = []

    def articles_of(entries: Sequence[int]) -> list[int]:
        asked.append(len(entries))
        return list(entries)

    walk = Siblings.of_entries(50_000, range(100_000), 50_000, articles_of)
    assert asked == []
    assert walk.beside(1) == 50_001
    assert walk.beside(-1) == 49_999
    assert asked == [500, 500]
