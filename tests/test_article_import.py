"""Articles of other services in the library: each once, with what was said on it; nothing that was there is lost."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import Phase, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from library.anchor import AnchorState
from library.arrival import Arrival
from library.article import ArticleState, Draft, Metadata, Shelf
from library.article_import import Account, import_articles
from library.article_lists import ArticleLists
from library.article_numbers import RUNS, runs_of
from library.article_query import parse_articles
from library.builder import DocumentBuilder, broken_laws
from library.document import BlockKind
from library.importers.given import Given
from library.importers.services import opened
from library.source import Source
from library.store import Store
from reader.config import Home
from tests.library_sample import draft
from tests.service_files import SAMPLES, contents, given

QUICKLY = (Phase.explicit, Phase.reuse, Phase.generate)
"""Each example makes libraries on disk: to look for the smallest one that fails would take minutes."""
NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
BY_FILE = {path.name: path for path in SAMPLES}


def take(store: Store, one: Given | str, tags: tuple[str, ...] = (), *, dry: bool = False) -> Account:
    """Import a file, or a sample by its name."""
    with opened(given(BY_FILE[one]) if isinstance(one, str) else one) as found:
        assert found is not None
        return import_articles(store, found.read(), NOW, found.service.name, tags, dry=dry)


def pocket(*rows: str) -> Given:
    """A table of Pocket's."""
    return Given("x.csv", content=("title,url,time_added,tags,status\n" + "".join(f"{row}\n" for row in rows)).encode())


def titled(store: Store, title: str) -> int:
    """The article with this title."""
    return int(store._one("SELECT id FROM article WHERE title = ?", title, what=title)[0])


@pytest.mark.parametrize("name", BY_FILE)
def test_the_sums_add_up_and_a_second_run_adds_nothing(store: Store, name: str) -> None:
    first = take(store, name)
    assert first.read == first.added + first.merged + first.skipped + first.failed
    assert first.marks.read == first.marks.added + first.marks.merged + first.marks.skipped + first.marks.failed
    assert first.added == len(store.ids())
    before = contents(store)
    again = take(store, name)
    assert (again.read, again.added) == (first.read, 0)
    assert (again.marks.read, again.marks.added) == (first.marks.read, 0)
    assert contents(store) == before
    for number in store.ids():
        assert broken_laws(store.document(number)) == []


def test_all_files_into_one_library_and_again(store: Store) -> None:
    for name in BY_FILE:
        take(store, name)
    before = contents(store)
    for name in BY_FILE:
        assert take(store, name).added == 0
    assert contents(store) == before


def test_a_dry_run_tells_the_same_and_stores_nothing(store: Store) -> None:
    for name in BY_FILE:
        before = contents(store)
        would = take(store, name, dry=True)
        assert contents(store) == before
        did = take(store, name)
        assert (would.read, would.added, would.merged, would.skipped, would.failed) == (
            did.read, did.added, did.merged, did.skipped, did.failed,
        )  # fmt: skip
        assert would.marks.read == did.marks.read


def test_what_omnivore_kept_is_kept(store: Store) -> None:
    account = take(store, "omnivore.zip", ("old",))
    assert (account.added, account.failed, account.texts, account.waits) == (4, 1, 2, 2)
    tide = store.article(titled(store, "Tide tables"))
    assert (tide.state, tide.tags, tide.authors) == (ArticleState.ARCHIVED, ("old", "sea"), ("A. Noor",))
    assert tide.saved == datetime(2024, 3, 1, 8, tzinfo=UTC)
    document = store.document(tide.id)
    assert [block.kind for block in document.blocks].count(BlockKind.HEADING) == 2
    assert 0.5 < tide.fraction < 0.75
    marks = store.highlights(tide.id)
    assert [(mark.quote[:20], mark.note, mark.state) for mark in marks] == [
        ("", "It is worth a second reading.", AnchorState.HELD),
        ("The sea keeps its ow", "compare with the harbour log", AnchorState.HELD),
        ("He writes them down ", "# not a label, but a note", AnchorState.HELD),
        ("words that are nowhe", "", AnchorState.LOST),
    ]
    assert marks[1].tags == ("sea", "time")
    letter = store.article(titled(store, "A letter"))
    assert (letter.url, letter.finished, letter.words > 10) == ("", True, True)
    paper = titled(store, "A paper")
    assert store.pending(paper) is not None
    assert any("its text in the file" in told.reason for told in account.told("remark"))


@pytest.mark.parametrize("name", ["wallabag.json", "readeck.zip"])
def test_a_range_tells_which_of_the_same_words_is_meant(store: Store, name: str) -> None:
    take(store, name)
    number = titled(store, "Moss & stone" if name.startswith("wallabag") else "Moss")
    document = store.document(number)
    (mark, *rest) = [mark for mark in store.highlights(number) if mark.quote.startswith("Rain")]
    assert mark.state is AnchorState.HELD
    assert mark.place is not None
    before = document.text[: mark.place.start]
    assert before.count("Rain") == (1 if name == "readeck.zip" else 2)
    assert rest == []


def test_a_note_waits_for_the_text_of_its_article_and_finds_its_passage_in_it(store: Store, home: Home) -> None:
    account = take(store, "pocket.zip")
    assert account.marks.waiting == 2
    number = titled(store, "Salt roads, again")
    mark = next(mark for mark in store.highlights(number) if mark.quote)
    assert (mark.state, mark.reason) == (AnchorState.WAITING, "the text of its article is yet to come")
    builder = DocumentBuilder("en")
    builder.add(BlockKind.PARAGRAPH, "Salt went first.")
    builder.add(BlockKind.PARAGRAPH, "The road outlived the salt. Nobody knows by how much.")
    source = Source(b"x", NOW, url="https://example.org/salt")
    store.replace(number, Draft(Metadata("Salt", url="https://example.org/salt"), builder.build(), source, NOW), 0, NOW)
    found = store.highlight(mark.id)
    assert (found.state, found.place) == (AnchorState.HELD, (17, 44))
    assert found.anchor is not None
    assert found.anchor.start == 17  # it is a whole anchor now


def test_progress_waits_for_the_text_too(store: Store) -> None:
    take(store, "reader.csv")
    number = titled(store, "Slow glass")
    assert store.article(number).progress is None
    builder = DocumentBuilder("en")
    for part in range(10):
        builder.add(BlockKind.PARAGRAPH, f"Part {part} of the glass is slow.")
    source = Source(b"x", NOW, url="https://example.org/glass")
    store.replace(number, Draft(Metadata("Slow glass"), builder.build(), source, NOW), 0, NOW)
    assert 0.38 < store.article(number).fraction < 0.42
    done = store.article(titled(store, "It's a kite"))
    assert (done.finished, done.state) == (True, ArticleState.ARCHIVED)
    assert done.id not in store.ids(Shelf.READING)


def test_merging_gives_and_never_takes(store: Store) -> None:
    builder = DocumentBuilder("en")
    builder.add(BlockKind.PARAGRAPH, "The text that is here.")
    metadata = Metadata("Mine", url="https://www.example.org/salt/?utm_source=x")
    number = store.add(Draft(metadata, builder.build(), Source(b"x", NOW), NOW, ("History",)))
    account = take(store, pocket("Theirs,https://example.org/salt,1711111111,history|trade,archive"))
    assert (account.added, account.merged) == (0, 1)
    assert [told.reason for told in account.told("remark")] == [
        f"article {number} stays in the inbox, though the file has it as archived"
    ]
    article = store.article(number)
    assert (article.title, article.state, article.tags) == ("Mine", ArticleState.INBOX, ("History", "trade"))
    assert article.saved == datetime(2024, 3, 22, 12, 38, 31, tzinfo=UTC)
    assert store.document(number).text == "The text that is here."
    take(store, pocket("Theirs,https://example.org/salt,1811111111,,unread"))
    assert store.article(number) == article


def test_an_imported_article_is_never_taken_out_of_the_archive(store: Store) -> None:
    take(store, pocket("T,https://example.org/salt,1711111111,,archive"))
    take(store, pocket("T,https://example.org/salt,1711111111,,unread"))
    assert store.article(1).state is ArticleState.ARCHIVED


def test_what_was_deleted_stays_in_the_trash_and_is_told(store: Store) -> None:
    take(store, pocket("T,https://example.org/salt,1711111111,,unread"))
    store.delete([1], NOW)
    account = take(store, pocket("T,https://example.org/salt,1711111111,new,unread"))
    assert (account.added, account.skipped) == (0, 1)
    assert "trash (article 1)" in next(account.told("skipped")).reason
    assert (store.ids(), store.article(1).tags) == ([], ())


def test_an_entry_that_waits_learns_its_name_and_gets_its_text(store: Store) -> None:
    take(store, pocket("https://example.org/tide,https://example.org/tide,1811111111,,unread"))
    assert store.article(1).title == "https://example.org/tide"
    account = take(store, "omnivore.zip")
    assert (account.merged, account.texts) == (1, 2)
    article = store.article(1)
    assert (article.title, article.authors, article.words > 20) == ("Tide tables", ("A. Noor",), True)
    assert store.pending(1) is None
    assert store.ids(query=parse_articles("patience", NOW)) == [1]
    assert store.ids(query=parse_articles("title:tide", NOW)) == [1]


def test_what_the_file_has_twice_is_one_article(store: Store) -> None:
    account = take(store, pocket(
        "T,https://example.org/a,1811111111,one,unread", "T,http://www.example.org/a/,1711111111,two,unread",
    ))  # fmt: skip
    assert (account.added, account.merged) == (1, 1)
    assert [told.reason for told in account.merges()] == ["it is there already, as article 1"]
    assert store.article(1).tags == ("one", "two")
    assert store.article(1).saved == datetime.fromtimestamp(1711111111, UTC)


def runs_are_sorted(store: Store) -> bool:
    """Whether the numbers of each sorted run grow with the times of saving, as finding the newest first needs it."""
    for run in runs_of(store._rows):
        rows = store._rows(
            "SELECT stamp FROM article WHERE number BETWEEN ? AND ? ORDER BY number", run.first, run.last
        )
        stamps = [row[0] for row in rows]
        if run.place < RUNS and stamps != sorted(stamps):
            return False
    return not store._rows("SELECT 1 FROM article WHERE number IS NULL")


@settings(max_examples=12, phases=QUICKLY)
@drawn(st.lists(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 400)), max_size=8), max_size=5))
def test_the_index_stays_in_order_whatever_comes_when(
    tmp_path_factory: pytest.TempPathFactory, files: list[list[tuple[int, int]]]
) -> None:
    with Store(tmp_path_factory.mktemp("lib") / "l.sqlite") as store:
        for day in range(3):
            store.add(draft(f"Tide {day}", saved=NOW + timedelta(days=day)))
        earliest: dict[int, int] = {}
        for rows in files:
            take(store, pocket(*(f"Tide {page},https://a.example/{page},{1_600_000_000 + day * 86400},,unread"
                                 for page, day in rows)))  # fmt: skip
            for page, day in rows:
                earliest[page] = min(day, earliest.get(page, day))
        assert runs_are_sorted(store)
        found = store.ids(query=parse_articles("tide", NOW))
        assert len(found) == 3 + len(earliest)
        assert [store.article(number).saved for number in found] == sorted(
            (store.article(number).saved for number in found), reverse=True
        )
        with ArticleLists(store.path) as lists:
            assert list(lists.article_list(parse_articles("tide", NOW), most=5).ids) == found[:5]


def test_many_old_articles_do_not_fill_the_runs(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("library.article_import._BATCH", 50)
    store.add(draft("New", saved=NOW))
    take(store, pocket(*(f"T{one},https://a.example/{one},{1_600_000_000 + one * 60},,unread" for one in range(400))))
    assert len(runs_of(store._rows)) == 2
    assert runs_are_sorted(store)


one_row = st.tuples(
    st.sampled_from(["Moss", "moss", "", "Ein Titel", "題"]), st.sampled_from(["a", "b", "c", "d/", "e?x=1"]),
    st.integers(1_400_000_000, 1_700_000_000), st.sampled_from(["", "x", "X|y", "y"]),
    st.sampled_from(["unread", "archive"]),
)  # fmt: skip


@settings(max_examples=15, phases=QUICKLY)
@drawn(st.lists(one_row, max_size=10), st.integers(1, 4))
def test_the_same_rows_in_batches_of_any_size_make_the_same_library(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, int, str, str]], size: int
) -> None:
    lines = [f"{title},https://a.example/{page},{time},{tags},{state}" for title, page, time, tags, state in rows]
    folder = tmp_path_factory.mktemp("lib")
    with Store(folder / "one.sqlite") as one, Store(folder / "two.sqlite") as two:
        whole = take(one, pocket(*lines))
        for at in range(0, len(lines), size):
            take(two, pocket(*lines[at : at + size]))
        again = take(two, pocket(*lines))
        assert (again.read, again.added) == (whole.read, 0)
        assert told_of(one) == told_of(two)


def told_of(store: Store) -> list[tuple[object, ...]]:
    return [article[:11] for article in store.articles(sorted(store.ids()))]


def test_memory_holds_one_batch_of_texts(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("library.article_import._HELD", 100_000)
    taken: list[int] = []
    take_in = store.take_in

    def watched(batch: list[Arrival], now: datetime, tags: Iterable[str] = ()) -> object:
        taken.append(sum(one.body.size for one in batch if one.body is not None))
        return take_in(batch, now, tuple(tags))

    monkeypatch.setattr(store, "take_in", watched)
    entries = [
        {"id": number, "title": f"T{number}", "url": f"https://a.example/{number}", "is_archived": 0,
         "content": f"<p>{'Words of it. ' * 600}</p>", "created_at": "2023-05-04T10:11:12+0200", "tags": []}
        for number in range(60)
    ]  # fmt: skip
    account = take(store, Given("x", content=json.dumps(entries).encode()))
    assert (account.added, account.texts, account.waits) == (60, 60, 0)
    assert len(taken) > 3
    assert max(taken) < 120_000
