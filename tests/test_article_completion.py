"""What can stand where a query is being typed."""

import pytest

from library.article_completion import completions
from library.store import Store
from tests.library_sample import NOW, some_articles


@pytest.fixture
def tagged(store: Store) -> Store:
    one, two, three = some_articles(store, 3)
    store.tag_articles([one, two, three], NOW, add=["sea"])
    store.tag_articles([one, two], NOW, add=["sea/tides"])
    store.tag_articles([one], NOW, add=["Émigrés", "two words"])
    return store


def offered(store: Store, text: str, cursor: int | None = None) -> list[str]:
    return [found.text for found in completions(store, text, len(text) if cursor is None else cursor, NOW)]


def test_fields_are_offered_by_their_beginnings(tagged: Store) -> None:
    assert offered(tagged, "ti") == ["title:"]
    assert offered(tagged, "tide -a") == ["author:"]
    assert offered(tagged, "(sta") == []
    assert offered(tagged, "tide ") == []


def test_the_values_of_a_field_are_offered(tagged: Store) -> None:
    assert offered(tagged, "is:un") == ["unread ", "untagged ", "uncertain "]
    assert "relevance " in offered(tagged, "sort:")
    assert offered(tagged, "saved:last") == ['"last week" ', '"last month" ', '"last 7 days" ']
    assert offered(tagged, "nothing:a") == []


def test_tags_are_offered_the_most_used_first(tagged: Store) -> None:
    assert offered(tagged, "tag:s") == ["sea ", "sea/tides "]
    assert offered(tagged, "tag:tid") == ["sea/tides "], "a part of the name is enough"
    assert offered(tagged, "tag:emi") == ["Émigrés "]
    assert offered(tagged, "tag:two") == ['"two words" ']


def test_what_is_completed_is_the_word_before_the_cursor(tagged: Store) -> None:
    found = completions(tagged, "tag:se is:starred", 6, NOW)
    assert [(one.start, one.end, one.text) for one in found] == [(4, 6, "sea "), (4, 6, "sea/tides ")]
    assert found[0].about == "3 articles"
