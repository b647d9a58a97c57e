"""The store: what was written is there, for every process, after every crash; what is asked for is found."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library.anchor import AnchorState, make_anchor
from library.article import ArticleState, Draft, Metadata, Progress, Shelf
from library.article_query import parse_articles
from library.builder import DocumentBuilder
from library.document import BlockKind, Document, Range, Span, SpanKind
from library.errors import NotFoundError, QueryError, StoreError
from library.note_query import parse_notes
from library.source import Source
from library.store import Store
from reader.config import Home

NOW = datetime.fromisoformat("2026-03-14T15:09:26+00:00")
LATER = NOW + timedelta(days=1)


def text_of(*paragraphs: str) -> Document:
    builder = DocumentBuilder("en")
    for paragraph in paragraphs:
        builder.add(BlockKind.PARAGRAPH, paragraph, [Span(SpanKind.STRONG, 0, 3)])
    return builder.build()


def draft(*paragraphs: str, title: str = "A title", url: str = "", tags: tuple[str, ...] = (), **more: Any) -> Draft:  # noqa: ANN401  passed on as it is
    metadata = Metadata(title=title, url=url)._replace(**more)
    return Draft(metadata, text_of(*paragraphs), Source("é".join(paragraphs).encode(), NOW, "a.txt"), NOW, tags)


def mark(store: Store, article: int, quote: str, note: str = "") -> int:
    document = store.document(article)
    start = document.text.index(quote)
    return store.add_highlight(article, make_anchor(document, Range(start, start + len(quote))), now=NOW, note=note)


def found(store: Store, query: str, *, typing: bool = False) -> list[int]:
    return store.ids(Shelf.ALL, parse_articles(query, NOW, typing=typing))


# Articles


def test_an_article_comes_back_as_it_was_stored(store: Store) -> None:
    stored = draft(
        "One two.", "港口的燈", title="The tide", url="https://example.org/a", tags=("sea", "b"),
        authors=("Ann Lee", "Bo"), site="Example", published=NOW, language="en", description="About", stated_minutes=4,
    )  # fmt: skip
    number = store.add(stored)
    article = store.article(number)
    assert article.metadata == stored.metadata._replace(tags=("b", "sea"), description="")
    assert (article.saved, article.state, article.starred, article.deleted) == (NOW, ArticleState.INBOX, False, None)
    assert (article.words, article.ideographs, article.fingerprint) == (6, 4, stored.document.fingerprint)
    assert (article.highlights, article.notes, article.progress, article.fraction) == (0, 0, None, 0.0)
    assert store.document(number) == stored.document
    assert store.source(number) == stored.source


def test_rows_come_in_the_order_that_is_asked_for_and_gone_ones_are_left_out(store: Store) -> None:
    ids = [store.add(draft(f"Text {number}")) for number in range(1200)]
    asked = [ids[7], 10**6, *reversed(ids), ids[3]]
    assert [article.id for article in store.articles(asked)] == [ids[7], *reversed(ids), ids[3]]
    assert store.articles([]) == []


@pytest.mark.parametrize("number", [0, 99, -1, 2**70])
@pytest.mark.parametrize(
    "act",
    [
        lambda store, number: store.article(number),
        lambda store, number: store.document(number),
        lambda store, number: store.source(number),
        lambda store, number: store.star([number], starred=True),
        lambda store, number: store.move([number], ArticleState.ARCHIVED),
        lambda store, number: store.delete([number], NOW),
        lambda store, number: store.undelete([number]),
        lambda store, number: store.tag([number], ["a"]),
        lambda store, number: store.replace(number, draft("New"), 0, LATER),
        lambda store, number: store.save_progress(Progress(number, 0, 0, 0, NOW)),
        lambda store, number: store.add_highlight(number, make_anchor(text_of("Old"), Range(0, 1)), now=NOW),
        lambda store, number: store.highlight(number),
        lambda store, number: store.change_highlight(number, NOW, note="a"),
        lambda store, number: store.delete_highlights([number], NOW),
        lambda store, number: store.restore_highlights([number]),
    ],
)
def test_an_id_that_does_not_exist_is_told(store: Store, act: Callable[[Store, int], object], number: int) -> None:
    kept = store.add(draft("Old"))
    with pytest.raises(NotFoundError, match="There is no"):
        act(store, number)
    assert store.document(kept).text == "Old"
    assert store.ids() == [kept]
    store.star([kept], starred=True)  # no transaction was left open


def test_an_unknown_id_among_others_changes_none_of_them(store: Store) -> None:
    one = store.add(draft("One"))
    with pytest.raises(NotFoundError):
        store.delete([one, 99], NOW)
    assert store.article(one).deleted is None


def test_shelves_hold_what_belongs_there(store: Store) -> None:
    inbox, reading, archived, starred, trashed = (store.add(draft(f"Text {number} of five")) for number in range(5))
    store.save_progress(Progress(reading, 4, 4, 1, NOW))
    store.move([archived], ArticleState.ARCHIVED)
    store.star([starred, trashed], starred=True)
    store.delete([trashed], NOW)
    expected = {
        Shelf.INBOX: [starred, reading, inbox],
        Shelf.READING: [reading],
        Shelf.STARRED: [starred],
        Shelf.ARCHIVE: [archived],
        Shelf.QUEUE: [],
        Shelf.ALL: [starred, archived, reading, inbox],
        Shelf.TRASH: [trashed],
    }
    assert {shelf: store.ids(shelf) for shelf in Shelf} == expected
    assert store.counts().articles == {shelf: len(ids) for shelf, ids in expected.items()}
    store.undelete([trashed])
    assert store.ids(Shelf.STARRED) == [trashed, starred]


def test_deleting_again_keeps_the_first_time_and_the_trash_is_sorted_by_it(store: Store) -> None:
    one, two = store.add(draft("One")), store.add(draft("Two"))
    store.delete([one], LATER)
    store.delete([one, two], NOW)
    assert store.article(one).deleted == LATER
    assert store.ids(Shelf.TRASH) == [one, two]


def test_an_article_is_known_by_its_address_then_by_title_and_text_and_the_trash_comes_last(store: Store) -> None:
    one = store.add(draft("Same", url="https://example.org/1"))
    two = store.add(draft("Same", url="https://example.org/2"))
    fingerprint = text_of("Same").fingerprint
    answers = [
        store.same(url, "A title", fingerprint) for url in ("https://example.org/2", "https://example.org/3", "")
    ]
    assert [answer and answer.id for answer in answers] == [two, one, one]
    store.delete([two], NOW)
    again = store.same("https://example.org/2", "A title", fingerprint)
    assert again is not None
    assert again.id == one
    assert store.same("", "A title", "unknown") is None
    assert store.same("", "Another title", fingerprint) is None
    assert store.same("https://example.org/9", "", "") is None


# Progress


def test_the_furthest_place_and_the_time_of_finishing_never_go_back(store: Store) -> None:
    number = store.add(draft("One two three four."))
    store.save_progress(Progress(number, 10, 18, 4, NOW, finished=NOW))
    store.save_progress(Progress(number, 2, 5, 1, LATER))
    store.save_progress(Progress(number, 3, 4, 1, LATER, finished=LATER))
    article = store.article(number)
    assert article.progress == Progress(number, 3, 18, 1, LATER, finished=NOW)
    assert article.finished


def test_replacing_a_finished_text_leaves_it_finished(store: Store) -> None:
    number = store.add(draft("One two three four."))
    store.save_progress(Progress(number, 18, 19, 4, NOW, finished=NOW))
    store.replace(number, draft("One two three four. Five six."), 8, LATER)
    assert store.article(number).progress == Progress(number, 8, 29, 6, NOW, finished=NOW)


def test_replacing_an_unfinished_text_keeps_its_place_within_it(store: Store) -> None:
    number = store.add(draft("One two three four five six."))
    store.save_progress(Progress(number, 20, 28, 4, NOW))
    store.replace(number, draft("One two three."), 4, LATER)
    assert store.article(number).progress == Progress(number, 4, 14, 1, NOW)


# Highlights


def test_a_highlight_comes_back_as_it_was_made(store: Store) -> None:
    number = store.add(draft("The bell rang twice.", title="Bells"))
    one = mark(store, number, "rang")
    highlight = store.highlight(one)
    assert (highlight.article, highlight.place, highlight.state) == (number, Range(9, 13), AnchorState.HELD)
    assert (highlight.quote, highlight.colour, highlight.note, highlight.tags) == ("rang", "yellow", "", ())
    assert (highlight.created, highlight.changed) == (NOW, NOW)
    store.change_highlight(one, LATER, note="Why?\nTwice.")
    assert store.highlight(one) == highlight._replace(note="Why?\nTwice.", changed=LATER)
    assert [passage.title for passage in store.noted_passages(store.note_ids())] == ["Bells"]


def test_highlights_come_in_reading_order_lost_ones_last(store: Store) -> None:
    number = store.add(draft("Alpha beta gamma. Delta epsilon.", "Zeta."))
    gone, late, early = (mark(store, number, quote) for quote in ("Alpha", "Zeta", "gamma. Delta"))
    store.replace(number, draft("Beta beta gamma. Delta epsilon.", "Zeta."), 0, LATER)
    highlights = store.highlights(number)
    assert [highlight.id for highlight in highlights] == [early, late, gone]
    assert [highlight.state for highlight in highlights] == ["held", "held", "lost"]
    assert highlights[-1].place is None
    assert highlights[-1].quote == "Alpha"


def test_a_lost_highlight_is_found_when_its_words_come_back(store: Store) -> None:
    number = store.add(draft("The bell rang twice that night."))
    one = mark(store, number, "rang twice")
    store.replace(number, draft("Nothing happened."), 0, LATER)
    assert store.highlight(one).state is AnchorState.LOST
    store.replace(number, draft("At first nothing.", "The bell rang twice that night."), 0, LATER)
    highlight = store.highlight(one)
    assert highlight.state is AnchorState.HELD
    assert highlight.place is not None
    assert store.document(number).slice(highlight.place) == "rang twice"


def test_a_deleted_highlight_is_gone_everywhere_until_it_is_restored(store: Store) -> None:
    number = store.add(draft("The bell rang twice that night."))
    one = mark(store, number, "rang", note="campanology")
    store.delete_highlights([one], NOW)
    assert (store.highlights(number), store.noted_passages(store.note_ids()), found(store, "campanology")) == (
        [],
        [],
        [],
    )
    assert (store.article(number).highlights, store.counts().highlights) == (0, 0)
    with pytest.raises(NotFoundError):
        store.highlight(one)
    store.replace(number, draft("New first words.", "The bell rang twice that night."), 0, LATER)
    store.restore_highlights([one])
    place = store.highlight(one).place
    assert place is not None
    assert store.document(number).slice(place) == "rang"
    assert found(store, "campanology") == [number]
    assert (store.article(number).highlights, store.article(number).notes, store.counts().highlights) == (1, 1, 1)


def test_highlights_of_an_article_in_the_trash_are_not_shown_but_kept(store: Store) -> None:
    number = store.add(draft("The bell rang."))
    one = mark(store, number, "bell")
    store.delete([number], NOW)
    assert store.noted_passages(store.note_ids()) == []
    assert store.counts().highlights == 0
    store.undelete([number])
    assert [passage.highlight.id for passage in store.noted_passages(store.note_ids())] == [one]


def test_a_highlight_made_in_a_text_that_another_process_has_replaced_is_put_where_its_words_are(
    store: Store, home: Home
) -> None:
    number = store.add(draft("The bell rang twice that night, and the keeper woke."))
    old = store.document(number)
    with Store(home.library) as other:
        changed = draft("Quite another beginning.", "The bell rang twice that night, and the keeper woke.")
        other.replace(number, changed, 0, LATER)
    start = old.text.index("keeper")
    one = store.add_highlight(number, make_anchor(old, Range(start, start + 6)), now=NOW)
    highlight = store.highlight(one)
    assert highlight.place is not None
    assert store.document(number).slice(highlight.place) == "keeper"
    assert highlight.anchor is not None
    assert highlight.anchor.start == start


# Searching


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("cafe", 1), ("CAFÉ", 1), ("naïve", 1), ("naive cafe", 1), ("caf", 0), ("caf*", 1),
        ('"by the harbour"', 1), ('"harbour the by"', 0), ('"the har"*', 1), ("Lee", 1), ("example", 1), ("tide", 1),
        ("港口", 1), ("口的", 1), ("口港", 0), ("的燈", 1), ("燈", 1), ("ひら", 1), ("らが", 1), ("ラーメン", 1),
        ("port港口", 0), ("it's", 1), ("O'Neill", 1), ("AND", 1), ("harbour -tide", 0),
        ("title:tide", 1), ("(harbour)", 1), ("—", 1), ("", 1), ('""', 1), ("harbour NEAR", 0),
        ("^harbour", 1),
    ],
)  # fmt: skip
def test_a_query_finds_what_a_person_means(store: Store, query: str, hits: int) -> None:
    store.add(
        draft("A naïve Café by the harbour, it's O'Neill's.", "港口的燈 and ひらがな, ラーメン.", title="Tide",
              site="Example.org", authors=("Ann Lee",))
    )  # fmt: skip
    assert len(found(store, query)) == hits


def test_a_word_that_is_being_typed_is_found_from_its_beginning(store: Store) -> None:
    number = store.add(draft("The lighthouse keeper of the harbour."))
    for text in ("l", "light", "keeper har", '"keeper of the h', "lighthouse ", '"keeper'):
        assert found(store, text, typing=True) == [number]
    assert found(store, "har keeper", typing=True) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.one_of(st.characters(exclude_categories=()), st.sampled_from('"*()^:-港 aé')), max_size=20))
def test_nothing_that_can_be_typed_breaks_a_search(store: Store, text: str) -> None:
    with suppress(QueryError):
        found(store, text, typing=True)


def test_notes_quotes_and_tags_find_their_article(store: Store) -> None:
    number = store.add(draft("The bell rang twice.", tags=("History of Sound",)))
    other = store.add(draft("Nothing."))
    mark(store, number, "rang", note="Campanology, ünderlined")
    store.tag([other], ["sea", "sea"])
    assert found(store, "underlined") == [number]
    assert found(store, '"history of sound"') == [number]
    assert found(store, "SEA") == [other]
    assert store.article(other).tags == ("sea",)
    [passage] = store.noted_passages(store.note_ids(parse_notes("campanology", LATER)))
    assert passage.highlight.note == "Campanology, ünderlined"
    assert len(store.noted_passages(store.note_ids(parse_notes("rang campanology", LATER)))) == 1
    assert store.noted_passages(store.note_ids(parse_notes("twice", LATER))) == []


def test_the_index_follows_every_change(store: Store) -> None:
    number = store.add(draft("Alpha 港口.", title="First"))
    store.replace(number, draft("Beta.", title="Second"), 0, LATER)
    assert [found(store, word) for word in ("alpha", "港口", "first")] == [[], [], []]
    assert [found(store, word) for word in ("beta", "second")] == [[number], [number]]
    store.delete([number], NOW)
    assert found(store, "beta") == []
    assert store.ids(Shelf.TRASH, parse_articles("beta", NOW)) == [number]
    store.undelete([number])
    assert found(store, "beta") == [number]
    one = mark(store, number, "Beta", note="gamma 燈")
    store.change_highlight(one, LATER, note="delta")
    store.change_highlight(one, LATER, note="epsilon 燈塔")
    assert [found(store, word) for word in ("gamma", "delta", "epsilon", "燈塔")] == [[], [], [number], [number]]
    store._run("INSERT INTO article_search (article_search) VALUES ('integrity-check')")
    store._run("INSERT INTO highlight_search (highlight_search) VALUES ('integrity-check')")


# Two programs at once


def test_two_connections_see_what_the_other_has_written(store: Store, home: Home) -> None:
    with Store(home.library) as other:
        seen, own = store.foreign_changes(), other.foreign_changes()
        number = other.add(draft("Written elsewhere."))
        assert store.foreign_changes() != seen
        assert other.foreign_changes() == own
        assert store.ids() == [number]
        seen = store.foreign_changes()
        mark(store, number, "elsewhere")
        assert store.foreign_changes() == seen
        assert [highlight.quote for highlight in other.highlights(number)] == ["elsewhere"]


def test_a_library_that_another_program_holds_is_told_and_can_be_used_afterwards(store: Store, home: Home) -> None:
    number = store.add(draft("One."))
    store._run("PRAGMA busy_timeout = 1")
    with closing(sqlite3.connect(home.library, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"can't be used: database is locked"):
            store.star([number], starred=True)
        with pytest.raises(StoreError, match=r"can't be used: database is locked"):
            store.set_fact("a", "b")
        assert store.ids() == [number]  # reading goes on
        other.execute("COMMIT")
    store.star([number], starred=True)
    assert store.article(number).starred


def test_a_failed_commit_leaves_no_transaction_open(store: Store) -> None:
    number = store.add(draft("One."))

    def refuse(action: int, first: str | None, *_: object) -> int:
        stop = action == sqlite3.SQLITE_TRANSACTION and first == "COMMIT"
        return sqlite3.SQLITE_DENY if stop else sqlite3.SQLITE_OK

    store._connection.set_authorizer(refuse)
    with pytest.raises(StoreError, match="not authorized"):
        store.star([number], starred=True)
    store._connection.set_authorizer(None)
    assert not store.article(number).starred
    store.star([number], starred=True)


_WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from library.anchor import make_anchor
from library.article import Progress
from library.document import Range
from library.store import Store
now = datetime.now(UTC)
with Store(Path(sys.argv[1])) as store:
    (article,) = store.ids()
    document = store.document(article)
    anchor = make_anchor(document, Range(4, 8))
    for number in range(100_000):
        one = store.add_highlight(article, anchor, now=now)
        print("highlight", one, flush=True)
        store.change_highlight(one, now, note=f"note of {one}")
        print("note", one, flush=True)
        store.save_progress(Progress(article, number % 20, number, 1, now))
        print("furthest", number, flush=True)
"""


@pytest.mark.parametrize("lines", [1, 2, 3, 38, 151])
def test_what_was_told_to_be_written_survives_a_kill(home: Home, lines: int) -> None:
    with Store(home.library) as store:
        article = store.add(draft("The bell rang twice that night."))
    command = [sys.executable, "-c", _WRITER, str(home.library)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline() for _ in range(lines)]
        writer.kill()
        told += writer.stdout.readlines()
    with Store(home.library) as store:
        highlights = {highlight.id: highlight for highlight in store.highlights(article)}
        progress = store.article(article).progress
        for what, number in (line.split() for line in told if line.endswith("\n")):
            if what == "furthest":
                assert progress is not None
                assert progress.furthest >= int(number)
            else:
                assert int(number) in highlights
            if what == "note":
                assert highlights[int(number)].note == f"note of {number}"
        assert [tuple(row) for row in store._rows("PRAGMA integrity_check")] == [("ok",)]
        store._run("INSERT INTO highlight_search (highlight_search) VALUES ('integrity-check')")


# Files


def test_the_library_is_private_to_its_owner(tmp_path: Path) -> None:
    before = os.umask(0o000)
    try:
        path = tmp_path / "data" / "library.sqlite"
        with Store(path) as store:
            store.add(draft("One."))
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "library.sqlite" in modes
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize("damage", ["cut", "cut short", "zeros", "noise"])
def test_a_damaged_library_is_told_and_not_written_over(home: Home, damage: str) -> None:
    with Store(home.library) as store:
        for number in range(300):
            store.add(draft(*(f"Text {number} {part}" for part in range(30))))
    content = bytearray(home.library.read_bytes())
    if damage == "cut":
        del content[len(content) // 2 :]
    elif damage == "cut short":
        del content[700:]
    else:
        content[4096:] = (b"\x00" if damage == "zeros" else b"\xa7") * (len(content) - 4096)
    home.library.write_bytes(content)

    def use() -> None:
        with Store(home.library) as store:
            for article in store.articles(store.ids()):
                store.document(article.id)

    with pytest.raises(StoreError, match=r"can't be used: (database disk image is malformed|file is not a database)"):
        use()
    assert home.library.read_bytes() == content


def test_facts_are_remembered(store: Store) -> None:
    assert store.fact("theme") is None
    store.set_fact("theme", "paper")
    store.set_fact("theme", "night")
    assert store.fact("theme") == "night"


def test_closing_twice_does_no_harm(home: Home) -> None:
    store = Store(home.library)
    store.close()
    store.close()
