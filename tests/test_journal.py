"""Changes to many articles: one step each, taken back and done again, across restarts and beside other processes."""

import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library.article import ArticleState
from library.change_parts import Columns, Part, Places, Searches, Tags, UnreadableChangeError, packed, unpacked
from library.changes import Action, Way
from library.errors import LibraryError, NotFoundError
from library.journal import CHANGES_KEPT
from library.store import Store
from reader.config import Home
from tests.library_sample import LATER, NOW, draft, some_articles


def state(store: Store) -> object:
    """All that the journal can change."""
    ids = [row[0] for row in store._rows("SELECT id FROM article ORDER BY id")]
    articles = [(one.id, one.starred, one.state, one.deleted, one.tags) for one in store.articles(ids)]
    marked = [tuple(row) for row in store._rows("SELECT * FROM highlight_tag ORDER BY 1, 2")]
    queue = [row[0] for row in store._rows("SELECT article FROM queue ORDER BY place, article")]
    return articles, marked, queue, store.searches()


@pytest.mark.parametrize(
    ("action", "back", "title"),
    [
        (Action.STAR, Action.UNSTAR, "Star given to 3 articles"),
        (Action.UNSTAR, Action.STAR, "Star taken from 3 articles"),
        (Action.ARCHIVE, Action.INBOX, "Archived 3 articles"),
        (Action.INBOX, Action.ARCHIVE, "Back in the inbox: 3 articles"),
        (Action.DELETE, Action.UNDELETE, "Deleted 3 articles"),
        (Action.UNDELETE, Action.DELETE, "Out of the trash: 3 articles"),
    ],
)
def test_every_action_is_told_and_can_be_taken_back_and_done_again(
    store: Store, action: Action, back: Action, title: str
) -> None:
    ids = some_articles(store, 3)
    store.act(back, ids, NOW)
    before = state(store)
    done = store.act(action, ids, LATER)
    after = state(store)
    assert (done.title, done.sentence, sorted(done.ids)) == (title, title, ids)
    assert after != before
    undone = store.undo(LATER)
    assert undone is not None
    assert (undone.sentence, sorted(undone.ids), undone.skipped) == (f"Taken back: {title}", ids, 0)
    assert (undone.way, undone.change) == (Way.UNDONE, done.change)
    assert state(store) == before
    redone = store.redo(LATER)
    assert redone is not None
    assert redone.sentence == f"Done again: {title}"
    assert state(store) == after


def test_one_article_is_told_by_its_title_and_one_without_by_its_address(store: Store) -> None:
    (number,) = some_articles(store, 1)
    assert store.act(Action.STAR, [number], NOW).title == "Star given to “Title 1”"
    assert store.act(Action.ARCHIVE, [number, number], NOW).title == "Archived “Title 1”"


def test_what_is_so_already_is_left_out_and_nothing_is_recorded_for_it(store: Store) -> None:
    one, two, three = some_articles(store, 3)
    store.act(Action.ARCHIVE, [two], NOW)
    done = store.act(Action.ARCHIVE, [one, two, three], NOW)
    assert (done.title, sorted(done.ids)) == ("Archived 2 articles", [one, three])
    again = store.act(Action.ARCHIVE, [one, two], NOW)
    assert (again.title, list(again.ids), again.change) == (
        "Nothing to do: 2 articles are in the archive already",
        [],
        0,
    )
    assert store.act(Action.STAR, [], NOW).title == "Nothing to do: no article was chosen"
    assert store.act(Action.UNSTAR, [one], NOW).title == "Nothing to do: “Title 1” is not starred"
    made = store.last_change()
    assert made is not None
    assert made.change == done.change
    store.undo(NOW)
    assert [article.state for article in store.articles([one, two, three])] == ["inbox", "archived", "inbox"]


@pytest.mark.parametrize("number", [99, 0, -1, 2**70])
@pytest.mark.parametrize(
    "act",
    [
        lambda store, ids: store.act(Action.DELETE, ids, NOW),
        lambda store, ids: store.tag_articles(ids, NOW, add=["law"]),
        lambda store, ids: store.queue_add(ids, NOW),
        lambda store, ids: store.queue_remove(ids, NOW),
        lambda store, ids: store.queue_move(ids, NOW, by=1),
    ],
)
def test_a_missing_article_is_told_before_anything_changes(
    store: Store, act: Callable[[Store, list[int]], object], number: int
) -> None:
    ids = some_articles(store, 2)
    store.queue_add(ids, NOW)
    before, last = state(store), store.last_change()
    with pytest.raises(NotFoundError):
        act(store, [*ids, number])
    assert (state(store), store.last_change()) == (before, last)


def test_a_chain_of_changes_survives_restarts(home: Home) -> None:
    states = []
    with Store(home.library) as store:
        ids = some_articles(store, 4)
    acts: list[Callable[[Store], object]] = [
        lambda store: store.act(Action.STAR, ids[:2], NOW),
        lambda store: store.tag_articles(ids, NOW, add=["law/sea"]),
        lambda store: store.act(Action.DELETE, ids[1:], NOW),
        lambda store: store.queue_add(ids, NOW, front=True),
        lambda store: store.make_search("Tides", "tide", NOW),
    ]
    for act in acts:
        with Store(home.library) as store:
            states.append(state(store))
            act(store)
    with Store(home.library) as store:
        last = state(store)
    for expected in reversed(states):
        with Store(home.library) as store:
            assert store.undo(NOW) is not None
            assert state(store) == expected
    with Store(home.library) as store:
        assert store.undo(NOW) is None
    for expected in (*states[1:], last):
        with Store(home.library) as store:
            assert store.redo(NOW) is not None
            assert state(store) == expected
    with Store(home.library) as store:
        assert store.redo(NOW) is None


def test_a_new_change_ends_what_could_be_done_again(store: Store) -> None:
    one, two = some_articles(store, 2)
    store.act(Action.STAR, [one], NOW)
    store.act(Action.ARCHIVE, [one], NOW)
    store.undo(NOW)
    following = store.next_change()
    assert following is not None
    assert following.title == "Archived “Title 1”"
    store.act(Action.STAR, [two], NOW)
    assert store.next_change() is None
    assert store.redo(NOW) is None
    assert store.article(one).state is ArticleState.INBOX


def test_what_another_process_changed_since_is_left_alone_and_told(home: Home, store: Store) -> None:
    ids = some_articles(store, 4)
    store.act(Action.ARCHIVE, ids, NOW)
    with Store(home.library) as other:
        other.move(ids[:1], ArticleState.INBOX)
    undone = store.undo(NOW)
    assert undone is not None
    assert (sorted(undone.ids), undone.skipped) == (ids[1:], 1)
    assert undone.sentence == "Taken back: Archived 4 articles; 1 was changed since and left alone"
    store.act(Action.DELETE, ids, NOW)
    with Store(home.library) as other:
        other.undelete(ids[1:3])
        other.delete(ids[1:3], LATER)
    undone = store.undo(NOW)
    assert undone is not None
    assert undone.skipped == 2
    assert [article.deleted for article in store.articles(ids)] == [None, LATER, LATER, None]


def test_tags_that_another_process_changed_since_are_left_alone(home: Home, store: Store) -> None:
    one, two, three = some_articles(store, 3, tags=("law",))
    store.rename_tag("law", "recht", NOW)
    with Store(home.library) as other:
        other.tag_articles([one], LATER, remove=["recht"])
        other._run("DELETE FROM change WHERE title LIKE 'Took%'")
        other.tag([two], ["law"])
    undone = store.undo(LATER)
    assert undone is not None
    assert (list(undone.ids), undone.skipped) == ([three], 2)
    assert [article.tags for article in store.articles([one, two, three])] == [(), ("law", "recht"), ("law",)]


def test_places_in_the_queue_and_searches_that_were_changed_since_are_left_alone(store: Store) -> None:
    one, two, three = some_articles(store, 3)
    store.queue_add([one, two], NOW)
    store._run("UPDATE queue SET place = place + 7 WHERE article = ?", one)
    undone = store.undo(NOW)
    assert undone is not None
    assert (list(undone.ids), undone.skipped, store.queue()) == ([two], 1, [one])
    store.queue_add([three], NOW)
    store.queue_remove([one], NOW)
    store._run("INSERT INTO queue VALUES (?, 1.5)", one)
    undone = store.undo(NOW)
    assert undone is not None
    assert undone.skipped == 1
    store.make_search("Tides", "tide", NOW)
    number = store.searches()[0].id
    store.change_search(number, NOW, query="tides")
    store._run("UPDATE search SET query = 'ebb'")
    undone = store.undo(NOW)
    assert undone is not None
    assert (undone.skipped, store.searches()[0].query) == (1, "ebb")


def test_a_search_whose_name_was_given_away_does_not_come_back(store: Store) -> None:
    store.make_search("Tides", "tide", NOW)
    store.delete_search(store.searches()[0].id, NOW)
    store._run("INSERT INTO search (name, query, place) VALUES ('TIDES', 'ebb', 1)")
    store._run("UPDATE search SET id = 77")
    undone = store.undo(NOW)
    assert undone is not None
    assert (undone.skipped, [search.name for search in store.searches()]) == (1, ["TIDES"])


@pytest.mark.parametrize(
    "content",
    [
        b"", b"not zlib", "text", 7,
        *map(zlib.compress, (
            b"not json", b"[[]]", b'[["columns"]]', b'[["columns","title",[]]]',
            b'[["columns","state",[["inbox","archived",["1"]]]]]', b'[["tags","person",{},{}]]',
            b'[["tags","article",{"a":[0]},{}]]', b'[["places",{"1":1},{}]]', b'[["places",{"x":1},{"x":null}]]',
            b'[["searches",[[1,null,["a"]]]]]', b'{"a":1}', b"[7]", b"[" * 100_000,
        )),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_read_is_told_and_passed_over(store: Store, content: object) -> None:
    one, two = some_articles(store, 2)
    store.act(Action.STAR, [one], NOW)
    store.act(Action.ARCHIVE, [two], NOW)
    store._run("UPDATE change SET content = ? WHERE title LIKE 'Archived%'", content)
    undone = store.undo(NOW)
    assert undone is not None
    assert list(undone.problems) == ["The record of a change (“Archived “Title 2””) can't be read and was passed over."]
    assert undone.title == "Star given to “Title 1”"
    assert undone.sentence.startswith(undone.problems[0])
    assert [article.starred for article in store.articles([one])] == [False]
    assert store.article(two).state is ArticleState.ARCHIVED
    store._run("UPDATE change SET content = ?", content)
    redone = store.redo(NOW)
    assert redone is not None
    assert (len(redone.problems), list(redone.ids)) == (1, [])
    assert store.redo(NOW) is None


def test_parts_are_kept_and_read_again() -> None:
    parts: list[Part] = [
        Columns("state", [("inbox", "archived", [1, 2])]),
        Columns("deleted", [(None, "2026-03-14T15:09:26Z", [2**62])]),
        Tags("highlight", {"é/b": [1]}, {}),
        Places({"1": None, "2": 5.0}, {"1": 0.5, "2": None}),
        Searches([(1, None, ("a", "b", 1.0)), (2, ("x", "y", 2.0), None)]),
    ]
    assert unpacked(packed(parts)) == parts
    with pytest.raises(UnreadableChangeError):
        unpacked(packed(parts)[:-4])


def test_the_last_changes_are_kept(store: Store) -> None:
    (number,) = some_articles(store, 1)
    for count in range(CHANGES_KEPT + 5):
        store.act(Action.STAR if count % 2 == 0 else Action.UNSTAR, [number], NOW)
    undone = 0
    while store.undo(NOW):
        undone += 1
    assert undone == CHANGES_KEPT


def test_a_change_done_again_counts_as_made_then(store: Store) -> None:
    some_articles(store, 1)
    store.act(Action.STAR, [1], NOW)
    store.undo(NOW)
    store.redo(LATER)
    made = store.last_change()
    assert made is not None
    assert made.made == LATER


def counted_statements(store: Store, act: Callable[[], object]) -> int:
    statements: list[str] = []
    store._connection.set_trace_callback(statements.append)
    act()
    store._connection.set_trace_callback(None)
    return len(statements)


@pytest.mark.parametrize("count", [10, 1000])
@pytest.mark.parametrize(
    "act",
    [
        lambda store, ids: store.act(Action.ARCHIVE, ids, NOW),
        lambda store, ids: store.act(Action.DELETE, ids, NOW),
        lambda store, ids: store.tag_articles(ids, NOW, add=["law"]),
        lambda store, ids: store.queue_add(ids, NOW),
        lambda store, _: store.rename_tag("sea", "ocean", NOW),
    ],
)
def test_the_number_of_statements_does_not_grow_with_the_articles(
    store: Store, act: Callable[[Store, list[int]], object], count: int
) -> None:
    ids = store_many(store, count)
    assert counted_statements(store, lambda: act(store, ids)) < 40
    doing = counted_statements(store, lambda: store.redo(NOW))
    undoing = counted_statements(store, lambda: store.undo(NOW))
    assert doing < 5
    assert undoing < 12
    assert store.next_change() is not None


def store_many(store: Store, count: int) -> list[int]:
    """Rows without texts: what is changed here needs none."""
    store.add(draft("First", tags=("sea",)))
    store._run("BEGIN")
    for number in range(2, count + 1):
        store._run(
            """INSERT INTO article
                (id, url, title, authors, site, saved, state, words, ideographs, language, description, fingerprint)
            SELECT ?, url, title, authors, site, saved, state, words, ideographs, language, description, ?
            FROM article WHERE id = 1""",
            number, str(number),
        )  # fmt: skip
        store._run("INSERT INTO tag VALUES (?, 'sea')", number)
    store._run("COMMIT")
    return list(range(1, count + 1))


# Laws


IDS = st.lists(st.integers(1, 4), min_size=1, max_size=4)
NAMES = st.sampled_from(["a", "A", "a/b", "a/b/c", "b", "é", "É/x"])
STEPS = st.one_of(
    st.tuples(st.just("act"), st.sampled_from(Action), IDS),
    st.tuples(st.just("tag"), IDS, st.lists(NAMES, max_size=2), st.lists(NAMES, max_size=2)),
    st.tuples(st.just("rename"), NAMES, NAMES),
    st.tuples(st.just("merge"), st.lists(NAMES, min_size=1, max_size=2), NAMES),
    st.tuples(st.just("forget"), NAMES),
    st.tuples(st.just("queue"), IDS, st.booleans()),
    st.tuples(st.just("unqueue"), IDS),
    st.tuples(st.just("move"), IDS, st.integers(-3, 3)),
    st.tuples(st.just("move to"), IDS, st.integers(0, 5)),
    st.tuples(st.just("search"), NAMES),
    st.tuples(st.just("move search"), st.integers(1, 3), st.integers(0, 3)),
    st.tuples(st.just("no search"), st.integers(1, 3)),
    st.just(("undo",)),
    st.just(("redo",)),
)


DOING: dict[str, Callable[..., object]] = {
    "act": lambda store, action, ids: store.act(action, ids, NOW),
    "tag": lambda store, ids, add, remove: store.tag_articles(ids, NOW, add=add, remove=remove),
    "rename": lambda store, old, new: store.rename_tag(old, new, NOW),
    "merge": lambda store, names, into: store.merge_tags(names, into, NOW),
    "forget": lambda store, name: store.delete_tag(name, NOW),
    "queue": lambda store, ids, front: store.queue_add(ids, NOW, front=front),
    "unqueue": lambda store, ids: store.queue_remove(ids, NOW),
    "move": lambda store, ids, by: store.queue_move(ids, NOW, by=by),
    "move to": lambda store, ids, to: store.queue_move(ids, NOW, to=to),
    "search": lambda store, name: store.make_search(name, name, NOW),
    "move search": lambda store, number, to: store.move_search(number, to, NOW),
    "no search": lambda store, number: store.delete_search(number, NOW),
}


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, max_size=12))
def test_taking_back_and_doing_again_walk_the_states_there_were(steps: list[tuple[object, ...]]) -> None:
    with TemporaryDirectory() as folder, Store(Path(folder) / "library.sqlite") as store:
        ids = some_articles(store, 4, tags=("a", "b/c"))
        states, at = [state(store)], 0
        for step in steps:
            if step == ("undo",):
                assert (store.undo(NOW) is None) == (at == 0)
                at = max(0, at - 1)
            elif step == ("redo",):
                assert (store.redo(NOW) is None) == (at == len(states) - 1)
                at = min(len(states) - 1, at + 1)
            else:
                before = store.last_change()
                try:
                    DOING[str(step[0])](store, *step[1:])
                except LibraryError:
                    assert state(store) == states[at]
                if store.last_change() != before:
                    at += 1
                    states[at:] = [state(store)]
            assert state(store) == states[at]
        assert len(store.articles(ids)) == 4


def test_two_processes_act_at_once(home: Home, store: Store) -> None:
    ids = some_articles(store, 2)
    with closing(sqlite3.connect(home.library, timeout=5)) as raw:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("UPDATE article SET starred = 1 WHERE id = ?", (ids[0],))
        raw.commit()
    done = store.act(Action.STAR, ids, NOW)
    assert list(done.ids) == [ids[1]]
