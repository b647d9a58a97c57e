"""What stands beside a list: tags as a tree in which an article counts once."""

from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library.article import Draft, Metadata
from library.builder import DocumentBuilder
from library.document import BlockKind
from library.sides import SideLists, Tally, tags_above
from library.source import Source
from library.store import Store
from reader.config import Home


def add(store: Store, now: datetime, tags: tuple[str, ...] = (), site: str = "") -> int:
    builder = DocumentBuilder("en")
    builder.add(BlockKind.PARAGRAPH, "The tide came in.")
    return store.add(Draft(Metadata("Tide", site=site), builder.build(), Source(b"", now), now, tags))


@pytest.fixture
def sides(home: Home, store: Store) -> SideLists:
    del store  # it makes the file
    return SideLists(home.library)


def test_what_stands_above_a_tag() -> None:
    assert tags_above("sea/tides/spring") == ["sea", "sea/tides"]
    assert tags_above("sea") == tags_above("/sea") == []
    assert tags_above("sea//tides") == tags_above("sea/") == ["sea"]


def test_a_parent_counts_what_is_below_it_each_article_once(store: Store, sides: SideLists, now: datetime) -> None:
    add(store, now, ("sea/tides", "sea/weather"))
    add(store, now, ("sea", "Sea/tides/spring", "sea-wall"))
    add(store, now, ("harbour", "seaweed"))
    assert sides.tag_tree() == [
        Tally("harbour", 1), Tally("sea", 2), Tally("sea/tides", 2), Tally("Sea/tides/spring", 1),
        Tally("sea/weather", 1), Tally("sea-wall", 1), Tally("seaweed", 1),
    ]  # fmt: skip


def test_what_is_in_the_trash_counts_nowhere(store: Store, sides: SideLists, now: datetime) -> None:
    add(store, now, ("sea/tides",), "The Harbour Post")
    trashed = add(store, now, ("sea/tides", "sea/weather", "land"), "The Lighthouse")
    store.delete([trashed], now)
    assert sides.tag_tree() == [Tally("sea", 1), Tally("sea/tides", 1)]


def test_an_empty_library_has_no_tags(sides: SideLists) -> None:
    assert sides.tag_tree() == []


tags = st.lists(st.sampled_from(["a", "A", "b", ""]), min_size=1, max_size=3).map("/".join).filter(bool)
libraries = st.lists(st.tuples(st.sets(tags, max_size=4), st.booleans()), max_size=6)


@given(libraries)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_tree_counts_as_one_would_by_hand(
    tmp_path_factory: pytest.TempPathFactory, now: datetime, articles: list[tuple[set[str], bool]]
) -> None:
    path = tmp_path_factory.mktemp("tree") / "library.sqlite"
    with Store(path) as store:
        for names, trashed in articles:
            number = add(store, now, tuple(names))
            if trashed:
                store.delete([number], now)
    expected: dict[str, int] = {}
    for names, trashed in articles:
        for key in {tag.lower() for name in names for tag in (*tags_above(name), name)}:
            expected[key] = expected.get(key, 0) + (not trashed)
    with SideLists(path) as opened:
        tree = opened.tag_tree()
    assert {tally.name.lower(): tally.articles for tally in tree} == {key: n for key, n in expected.items() if n}
    for before, tally in pairwise(tree):
        for parent in tags_above(tally.name):
            assert (before.name.lower() + "/").startswith(parent.lower() + "/")
