"""The queue in a person's own order, saved searches, sites."""

import pytest

from library.changes import Action, SavedSearch, SiteCount
from library.errors import NotFoundError, RefusedNameError, TakenNameError
from library.store import Store
from tests.library_sample import NOW, some_articles

# The queue


def test_articles_are_put_at_the_end_or_before_all_others(store: Store) -> None:
    one, two, three, four, five = some_articles(store, 5)
    assert store.queue_add([two, one], NOW).title == "Put 2 articles into the queue"
    assert store.queue_add([two, three], NOW).title == "Put “Title 3” into the queue"
    assert store.queue() == [two, one, three]
    assert store.queue_add([five, four, one], NOW, front=True).title == "Put 3 articles at the front of the queue"
    assert store.queue() == [five, four, one, two, three]
    assert store.queue_add([one], NOW).title == "Nothing to do: “Title 1” is in the queue already"
    assert store.queued([one, 99]) == {one}
    store.undo(NOW)
    assert store.queue() == [two, one, three]


def test_articles_are_taken_out(store: Store) -> None:
    one, two, three = some_articles(store, 3)
    store.queue_add([one, two, three], NOW)
    assert store.queue_remove([three, one], NOW).title == "Took 2 articles out of the queue"
    assert store.queue() == [two]
    assert store.queue_remove([one], NOW).title == "Nothing to do: “Title 1” is not in the queue"
    store.undo(NOW)
    assert store.queue() == [one, two, three]


def test_what_is_in_the_trash_is_not_in_the_queue_until_it_comes_back(store: Store) -> None:
    one, two, three = some_articles(store, 3)
    store.queue_add([one, two, three], NOW)
    store.act(Action.DELETE, [two], NOW)
    assert store.queue() == [one, three]
    store.act(Action.UNDELETE, [two], NOW)
    assert store.queue() == [one, two, three]


@pytest.mark.parametrize(
    ("moved", "how", "expected"),
    [
        ([3], {"by": -1}, [1, 3, 2, 4, 5]),
        ([3], {"by": 1}, [1, 2, 4, 3, 5]),
        ([3], {"by": -9}, [3, 1, 2, 4, 5]),
        ([3], {"by": 9}, [1, 2, 4, 5, 3]),
        ([3], {"to": 0}, [3, 1, 2, 4, 5]),
        ([3], {"to": 1}, [1, 3, 2, 4, 5]),
        ([3], {"to": 4}, [1, 2, 4, 5, 3]),
        ([3], {"to": 99}, [1, 2, 4, 5, 3]),
        ([4, 2], {"by": -1}, [2, 4, 1, 3, 5]),
        ([2, 4], {"by": 1}, [1, 3, 5, 2, 4]),
        ([5, 1], {"to": 1}, [2, 1, 5, 3, 4]),
        ([1, 2, 3, 4, 5], {"to": 0}, [1, 2, 3, 4, 5]),
        ([1], {"by": -1}, [1, 2, 3, 4, 5]),
        ([5], {"by": 1}, [1, 2, 3, 4, 5]),
        ([3], {}, [1, 2, 3, 4, 5]),
    ],
)
def test_articles_are_moved_together(store: Store, moved: list[int], how: dict[str, int], expected: list[int]) -> None:
    ids = some_articles(store, 5)
    store.queue_add(ids, NOW)
    store.queue_move(moved, NOW, **how)
    assert store.queue() == expected
    if expected != ids:
        store.undo(NOW)
        assert store.queue() == ids


def test_moving_back_and_forth_for_ever_finds_room(store: Store) -> None:
    one, two, three = some_articles(store, 3)
    store.queue_add([one, two, three], NOW)
    for _ in range(120):  # each puts an article between the other two, whose places come ever nearer
        store.queue_move([store.queue()[2]], NOW, by=-1)
    assert sorted(store.queue()) == [one, two, three]
    last = store.queue()
    for _ in range(120):
        store.undo(NOW)
    assert store.queue() == [one, two, three]
    for _ in range(120):
        store.redo(NOW)
    assert store.queue() == last


def test_what_is_not_in_the_queue_cannot_be_moved_within_it(store: Store) -> None:
    one, two = some_articles(store, 2)
    store.queue_add([one], NOW)
    with pytest.raises(NotFoundError, match=f"Article {two} is not in the queue"):
        store.queue_move([one, two], NOW, by=1)


# Saved searches


def test_searches_are_made_renamed_changed_moved_and_deleted(store: Store) -> None:
    for name in ("Tides", "Law", "Long reads"):
        assert store.make_search(f" {name} ", name.lower(), NOW).title == f"Saved the search “{name}”"
    tides, law, long = store.searches()
    assert tides == SavedSearch(1, "Tides", "tides")
    assert store.change_search(law.id, NOW, name="Recht").title == "Renamed the search “Law” to “Recht”"
    assert store.change_search(law.id, NOW, query="tag:recht").title == "Changed the search “Recht”"
    assert store.change_search(law.id, NOW, name="Recht").title == "Nothing to do: the search “Recht” is so already"
    assert store.move_search(long.id, 0, NOW).title == "Moved the search “Long reads”"
    assert [search.name for search in store.searches()] == ["Long reads", "Tides", "Recht"]
    assert store.move_search(long.id, -3, NOW).change == 0
    store.move_search(long.id, 99, NOW)
    assert [search.name for search in store.searches()] == ["Tides", "Recht", "Long reads"]
    assert store.delete_search(tides.id, NOW).title == "Deleted the search “Tides”"
    assert [search.name for search in store.searches()] == ["Recht", "Long reads"]
    while store.undo(NOW):
        pass
    assert store.searches() == []
    while store.redo(NOW):
        pass
    assert [search.name for search in store.searches()] == ["Recht", "Long reads"]


def test_names_of_searches_are_unique_whatever_their_case(store: Store) -> None:
    store.make_search("Élan", "x", NOW)
    store.make_search("Law", "y", NOW)
    with pytest.raises(TakenNameError, match="There is a saved search “Élan” already"):
        store.make_search("éLAN", "z", NOW)
    with pytest.raises(TakenNameError):
        store.change_search(2, NOW, name="élan")
    store.change_search(1, NOW, name="ÉLAN")
    assert store.search_named("élan") == SavedSearch(1, "ÉLAN", "x")
    for name in ("", " \n", "x" * 101):
        with pytest.raises(RefusedNameError):
            store.make_search(name, "z", NOW)


def test_a_search_that_is_not_there_is_told(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.search_named("nothing")
    for act in (store.delete_search, lambda number, now: store.move_search(number, 0, now)):
        with pytest.raises(NotFoundError):
            act(7, NOW)
    with pytest.raises(NotFoundError):
        store.change_search(7, NOW, name="x")
    assert store.last_change() is None


# Sites


def test_sites_are_counted_without_the_trash(store: Store) -> None:
    some_articles(store, 2, site="Tern")
    some_articles(store, 1, site="tern")
    some_articles(store, 3, site="Heron")
    some_articles(store, 1)
    ids = some_articles(store, 2, site="Gone")
    assert store.sites()[0].articles == 3
    store.act(Action.DELETE, ids, NOW)
    assert store.sites() == [SiteCount("Heron", 3), SiteCount("tern", 3)]
