"""Changes to many articles: one step each, taken back and done again, across restarts and beside other processes."""

from library.changes import Action
from library.store import Store
from tests.library_sample import NOW, some_articles


def test_x(store: Store) -> None:
    a, b, c = some_articles(store, 3)
    done = store.act(Action.ARCHIVE, [a, b], NOW)
    assert done.title == "Archived 2 articles"
    assert store.act(Action.STAR, [c], NOW).title == "Star given to “Title 3”"
    assert store.tag_articles([a, b, c], NOW, add=["#law/sea"]).title == "Tagged 3 articles #law/sea"
    print(store.tags())
    print(store.rename_tag("law", "recht", NOW).sentence, store.tags())
    print(store.undo(NOW).sentence, store.tags())
    print(store.redo(NOW).sentence, store.tags())
    print(store.queue_add([a, b, c], NOW).sentence, store.queue())
    print(store.queue_move([c], NOW, by=-1).sentence, store.queue())
    print(store.queue_move([c], NOW, by=-1).sentence, store.queue())
    print(store.queue_move([c], NOW, by=-1).sentence, store.queue())
    print(store.queue_move([c], NOW, to=2).sentence, store.queue())
    print(store.queue_move([c], NOW, to=1).sentence, store.queue())
    print(store.queue_remove([c], NOW).sentence, store.queue())
    print(store.make_search("A", "x", NOW).sentence, store.searches(), store.sites())
    while done := store.undo(NOW):
        print(done.sentence, done)
    while done := store.redo(NOW):
        print(done.sentence, done)
    assert 0
