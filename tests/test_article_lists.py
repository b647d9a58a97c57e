"""Lists of articles: their orders and groups, how they are found, and that the index is what the library holds."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library.anchor import make_anchor
from library.article import ArticleState, Draft, Metadata, Progress, Shelf
from library.article_numbers import RUNS, numbered, runs_of
from library.article_query import parse_articles
from library.article_shelves import ArticleGroup, ArticleOrder, Grouping
from library.builder import DocumentBuilder
from library.completing import completions
from library.document import BlockKind, Document, Range
from library.source import Source
from library.store import Store
from reader.config import Home
from tests.benchmarks.make_library import fill
from tests.test_article_query import holds

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)


def text_of(*paragraphs: str) -> Document:
    builder = DocumentBuilder("en")
    for paragraph in paragraphs:
        builder.add(BlockKind.PARAGRAPH, paragraph)
    return builder.build()


def draft(text: str, *, title: str = "A title", saved: datetime = NOW, **more: Any) -> Draft:  # noqa: ANN401  passed on as it is
    return Draft(Metadata(title=title, **more), text_of(text), Source(text.encode(), NOW, "a.txt"), saved)


def days(count: float) -> datetime:
    return NOW - timedelta(days=count)


def ids(store: Store, words: str = "", **asked: Any) -> list[int]:  # noqa: ANN401  passed on as it is
    return list(store.article_list(parse_articles(words, NOW), **asked).ids)


# Orders


@pytest.fixture
def five(store: Store) -> list[int]:
    """Five articles that every order puts in another way."""
    made = [
        store.add(draft("word " * 500, title="beta", saved=days(1), site="Tern", published=days(9))),
        store.add(draft("word " * 3000, title="Alpha", saved=days(2), site="harbour", published=days(5))),
        store.add(draft("word " * 20, title="gamma", saved=days(3), site="")),
        store.add(draft("word " * 1000, title="delta", saved=days(3.5), site="Harbour", published=days(7))),
        store.add(draft("word " * 2000, title="Epsilon", saved=days(0.5), site="alder")),
    ]
    for at, (read, ago) in enumerate([(100, 2), (2999, 3), (20, 1)]):
        store.save_progress(Progress(made[at], 0, 0, read, days(ago), days(ago) if read == 20 else None))
    for place, at in enumerate([3, 0, 4]):
        store._run("INSERT INTO queue VALUES (?, ?)", made[at], float(place))
    return made


@pytest.mark.parametrize(
    ("order", "expected", "turned"),
    [
        (ArticleOrder.SAVED, [4, 0, 1, 2, 3], [3, 2, 1, 0, 4]),
        (ArticleOrder.PUBLISHED, [1, 3, 0, 4, 2], [0, 3, 1, 2, 4]),
        (ArticleOrder.TITLE, [1, 0, 3, 4, 2], [2, 4, 3, 0, 1]),
        (ArticleOrder.SITE, [4, 1, 3, 0, 2], [0, 3, 1, 4, 2]),
        (ArticleOrder.MINUTES, [2, 0, 3, 4, 1], [1, 4, 3, 0, 2]),
        (ArticleOrder.PROGRESS, [2, 1, 0, 4, 3], [3, 4, 0, 1, 2]),
        (ArticleOrder.READ, [2, 0, 1, 4, 3], [1, 0, 2, 3, 4]),
        (ArticleOrder.QUEUE, [3, 0, 4, 1, 2], [4, 0, 3, 2, 1]),
    ],
)
def test_orders(store: Store, five: list[int], order: ArticleOrder, expected: list[int], turned: list[int]) -> None:
    wanted, back = [five[at] for at in expected], [five[at] for at in turned]
    assert ids(store, order=order) == wanted
    assert ids(store, order=order, backwards=True) == back
    assert ids(store, f"sort:{order}") == ids(store, f"word sort:{order}") == wanted
    assert ids(store, f"sort:-{order}") == ids(store, f"sort:{order}", backwards=True) == back
    for most in (1, 2, 4, 9):
        assert ids(store, order=order, most=most) == wanted[:most]
        assert ids(store, "word", order=order, most=most, backwards=True) == back[:most]


def test_each_shelf_has_an_order_of_its_own(store: Store, five: list[int]) -> None:
    assert ids(store, shelf=Shelf.QUEUE) == [five[3], five[0], five[4]]
    assert ids(store, shelf=Shelf.QUEUE, backwards=True, most=2) == [five[4], five[0]]
    assert ids(store, shelf=Shelf.READING) == [five[0], five[1]]
    assert ids(store, "sort:title", shelf=Shelf.READING) == [five[1], five[0]]
    store.delete([five[1]], days(0.2))
    store.delete([five[0]], days(0.1))
    assert ids(store, shelf=Shelf.TRASH) == [five[0], five[1]]
    assert ids(store, "word", shelf=Shelf.TRASH, backwards=True, most=1) == [five[1]]
    assert ids(store, shelf=Shelf.READING) == []
    assert ids(store, shelf=Shelf.QUEUE) == [five[3], five[4]]


def test_a_random_order_is_that_of_the_chance_it_is_given(store: Store, five: list[int]) -> None:
    dealt = ids(store, order=ArticleOrder.RANDOM, random=Random(3))
    assert sorted(dealt) == sorted(five)
    assert dealt == ids(store, "sort:random", random=Random(3))
    assert {tuple(ids(store, "sort:random", random=Random(seed), most=1)) for seed in range(40)} == {(n,) for n in five}


def test_groups_come_first(store: Store, five: list[int]) -> None:
    by_day = store.article_list(group=Grouping.DAY)
    assert list(by_day.ids) == ids(store)
    assert by_day.groups == [ArticleGroup(0, 1), ArticleGroup(1, 1), ArticleGroup(2, 1), ArticleGroup(3, 2)]
    found = store.article_list(parse_articles("word", NOW), group=Grouping.DAY, most=4)
    assert (list(found.ids), found.groups[-1]) == (ids(store)[:4], ArticleGroup(3, 1))
    by_site = store.article_list(group=Grouping.SITE, order=ArticleOrder.MINUTES)
    assert list(by_site.ids) == [five[at] for at in (4, 3, 1, 0, 2)]
    assert [group.length for group in by_site.groups] == [1, 2, 1, 1]
    assert list(store.article_list(group=Grouping.SITE, most=2).ids) == [five[4], five[1]]
    titled = store.article_list(group=Grouping.DAY, order=ArticleOrder.TITLE)
    assert list(titled.ids) == [five[at] for at in (4, 0, 1, 3, 2)]


# Relevance


def test_what_fits_best_comes_first(store: Store) -> None:
    filler = "and so on " * 60
    in_text = store.add(draft(f"{filler} tern {filler}"))
    titled = store.add(draft(filler * 2, title="The tern"))
    often = store.add(draft(f"tern {filler} tern tern {filler} tern"))
    builder = DocumentBuilder("en")
    builder.add(BlockKind.KEY_POINT, "Of the tern")
    builder.add(BlockKind.PARAGRAPH, filler * 2)
    pointed = store.add(draft("x")._replace(document=builder.build()))
    for number in range(30):
        store.add(draft(f"Another {number}. {filler}"))
    best = ids(store, "tern", order=ArticleOrder.RELEVANCE)
    assert best[0] == titled
    assert best.index(pointed) < best.index(in_text)
    assert best.index(often) < best.index(in_text)
    assert ids(store, "tern sort:relevance", most=2) == best[:2]
    assert ids(store, "tern sort:-relevance") == best[::-1]


def test_recent_reading_breaks_ties_and_words_in_notes_count(store: Store) -> None:
    same = [store.add(draft("The tern again.", saved=days(number))) for number in range(4)]
    plain = store.add(draft("Nothing of that."))
    assert ids(store, "tern", order=ArticleOrder.RELEVANCE) == same
    store.save_progress(Progress(same[2], 0, 0, 1, days(0.5)))
    store.save_progress(Progress(same[3], 0, 0, 1, days(0.1)))
    assert ids(store, "tern", order=ArticleOrder.RELEVANCE) == [same[3], same[2], same[0], same[1]]
    store.add_highlight(plain, make_anchor(store.document(plain), Range(0, 7)), now=NOW, note="A tern?")
    assert sorted(ids(store, "tern", order=ArticleOrder.RELEVANCE)) == sorted([*same, plain])
    assert ids(store, "tern is:annotated sort:relevance") == [plain]


# How they are found


def plans(store: Store, words: str = "", **asked: Any) -> list[str]:  # noqa: ANN401  passed on as it is
    """The steps that SQLite takes for a list, and its statements."""
    statements: list[tuple[str, tuple[object, ...]]] = []
    rows = store._rows

    def watched(sql: str, *bound: object) -> list[Any]:
        statements.append((sql, bound))
        return rows(sql, *bound)

    store._rows = watched  # type: ignore[method-assign]
    ids(store, words, **asked)
    del store._rows
    steps = [row[3] for sql, bound in statements for row in store._rows(f"EXPLAIN QUERY PLAN {sql}", *bound)]
    assert not [sql for sql, _ in statements if "OFFSET" in sql]
    return steps


@pytest.mark.parametrize("shelf", [Shelf.ALL, Shelf.INBOX, Shelf.ARCHIVE, Shelf.STARRED, Shelf.TRASH, Shelf.READING,
                                   Shelf.QUEUE])  # fmt: skip
@pytest.mark.parametrize("backwards", [False, True])
def test_a_first_page_is_read_from_an_index_in_its_order(store: Store, shelf: Shelf, *, backwards: bool) -> None:
    steps = plans(store, shelf=shelf, most=20, backwards=backwards)
    assert not [step for step in steps if "TEMP B-TREE" in step], steps
    assert not [step for step in steps if step.startswith("SCAN") and "USING" not in step and "VIRTUAL" not in step
                and "(subquery" not in step and "0x" not in step and step != "SCAN (subquery-1)"], steps  # fmt: skip


@pytest.mark.parametrize(
    "words",
    ["tide", '"tide gates"', "tide is:starred", "title:tide", "tide tag:x", "saved:2022 tide", "tide -is:read*"],
)
def test_words_are_read_from_the_index_in_its_order(store: Store, words: str) -> None:
    words = words.replace("is:read*", "is:reading")
    steps = plans(store, words, most=20)
    assert any("article_search VIRTUAL TABLE" in step for step in steps)
    assert not [step for step in steps if step == "SCAN article"], steps


def test_counts_are_taken_from_indexes(store: Store) -> None:
    steps = []
    rows = store._rows
    statements: list[str] = []

    def watched(sql: str, *bound: object) -> list[Any]:
        statements.append(sql)
        return rows(sql, *bound)

    store._rows = watched  # type: ignore[method-assign]
    store.counts()
    del store._rows
    for sql in statements:
        steps += [row[3] for row in store._rows(f"EXPLAIN QUERY PLAN {sql}")]
    assert not [step for step in steps if step in ("SCAN article", "SCAN progress", "SCAN highlight")], steps


@pytest.mark.parametrize("words", ["qu", "t", "th", "o", "zz", "t of", "the q", "à", "к", "潮", "-t", "(q or zz)"])
def test_short_beginnings_of_words_are_found_in_the_texts_as_in_the_index(full: Store, words: str) -> None:
    query = parse_articles(words, NOW, typing=True)
    whole = full.article_list(query).ids
    for most in (1, 7, 60, 10_000):
        assert list(full.article_list(query, most=most).ids) == list(whole[:most])
        turned = full.article_list(query, most=most, backwards=True)
        assert list(turned.ids) == list(whole[::-1][:most])


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A thousand and a half of articles as the benchmarks have them, some of which came late."""
    store = Store(tmp_path_factory.mktemp("full") / "library.sqlite")
    fill(store, 1200)
    fill(store, 300, seed=2)
    return store


@pytest.mark.parametrize(
    "words",
    ["the", "of and", "quellbrand", '"the amber vessel"', "doubtful", "the is:starred", "compare the", "saved:2022 the",
     "the tag:check", "-the", "the or quellbrand", "has:images", "tag:lo*", "note:doubtful the", "le* is:unread",
     "lang:ko", "site:post", "is:annotated"],
)  # fmt: skip
def test_a_first_page_is_the_beginning_of_the_whole(full: Store, words: str) -> None:
    query = parse_articles(words, NOW)
    whole = list(full.article_list(query).ids)
    saved = [article.saved for article in full.articles(whole)]
    assert all(one >= other for one, other in pairwise(saved))
    assert len(runs_of(full._rows)) == 2
    for most in (1, 20, 300):
        assert list(full.article_list(query, most=most).ids) == whole[:most]
        assert list(full.article_list(query, most=most, backwards=True).ids) == whole[::-1][:most]


@pytest.mark.parametrize("words", ["the", "of the", "doubtful", "compare the", "the is:unread", "the or quellbrand"])
def test_the_best_few_are_the_beginning_of_all_by_relevance(full: Store, words: str) -> None:
    query = parse_articles(words, NOW)
    whole = list(full.article_list(query, order=ArticleOrder.RELEVANCE).ids)
    for most in (1, 30, 1000, 1200):
        assert list(full.article_list(query, order=ArticleOrder.RELEVANCE, most=most).ids) == whole[:most]


# Numbers


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ages=st.lists(st.integers(0, 60), max_size=60), most=st.integers(1, 9))
def test_articles_saved_in_any_order_are_found_by_their_age(
    tmp_path_factory: pytest.TempPathFactory, ages: list[int], most: int
) -> None:
    with Store(tmp_path_factory.mktemp("ages") / "library.sqlite") as store:
        half = len(ages) // 2
        added = [store.add(draft("tide", saved=days(age))) for age in ages[:half]]
        added += store.add_many([draft("tide", saved=days(age)) for age in ages[half:]])
        expected = [number for _, number in sorted(zip([-age for age in ages], added, strict=True), reverse=True)]
        assert ids(store, "tide") == expected
        assert ids(store, "tide", most=most) == expected[:most]
        assert ids(store, "saved:<2026-03-01 tide", most=most) == ids(store, "saved:<2026-03-01 tide")[:most]
        assert len({run.place for run in runs_of(store._rows)}) == len(runs_of(store._rows)) <= RUNS + 1


def test_articles_that_come_the_newest_first_fill_all_runs_and_are_found(store: Store) -> None:
    added = [store.add(draft("tide", saved=days(age))) for age in range(RUNS + 9)]
    assert [run.place for run in runs_of(store._rows)] == list(range(RUNS, -1, -1))
    assert ids(store, "tide") == ids(store, "tide", most=99) == added
    assert ids(store, "tide", most=5, backwards=True) == added[::-1][:5]
    added += [store.add(draft("tide", saved=days(RUNS + 9 + age))) for age in range(520)]  # more than are sorted
    assert ids(store, "tide", most=600) == ids(store, "tide") == added
    assert ids(store, "tide saved:<2026-01", most=5, backwards=True) == added[::-1][:5]
    assert ids(store, "t*", most=5) == added[:5]


def test_numbers_go_on_in_the_run_that_ends_next_before_them() -> None:
    assert [number for number, _ in numbered(lambda *_: [], [(5, 1), (9, 2), (7, 3)])] == [0, 1, 2]


# The index is what the library holds


WORDS = ["tide", "salt", "gâtes", "潮門", "소금", "Соль", "quay"]
KINDS = ["add", "many", "replace", "delete", "undelete", "tag", "note", "change", "drop", "star"]
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 10**6)), min_size=3, max_size=25)


def act(store: Store, step: str, random: Random) -> None:
    """Change something of the library."""
    there = [row[0] for row in store._rows("SELECT id FROM article ORDER BY id")]
    words = " ".join(random.choices(WORDS, k=3))
    saved = days(random.randint(0, 50))
    if step == "add" or not there:
        store.add(draft(words, title=random.choice(WORDS), saved=saved))
        return
    one = random.choice(there)
    if step == "many":
        store.add_many([draft(words, saved=saved - timedelta(days=number)) for number in range(3)])
    elif step == "replace":
        store.replace(one, draft(words, title=random.choice(WORDS)), 0, NOW)
    elif step == "delete":
        store.delete([one], NOW)
    elif step == "undelete":
        store.undelete([one])
    elif step == "tag":
        store.tag([one], [random.choice(WORDS)])
    elif step == "star":
        store.star([one], starred=True)
        store.move([one], ArticleState.ARCHIVED)
    else:
        act_on_notes(store, step, random, one)


def act_on_notes(store: Store, step: str, random: Random, one: int) -> None:
    """Change something that is said of an article."""
    marks = [mark.id for mark in store.highlights(one)]
    if step == "note":
        anchor = make_anchor(store.document(one), Range(0, 4))
        store.add_highlight(one, anchor, now=NOW, note=random.choice(WORDS))
    elif marks and step == "change":
        store.change_highlight(marks[0], NOW, note=random.choice(WORDS))
    elif marks:
        store.delete_highlights(marks[:1], NOW)


def has_word(store: Store, number: int, word: str) -> bool:
    article, text = store.article(number), store.document(number).text
    notes = store._rows("SELECT note, quote FROM highlight WHERE article = ? AND deleted IS NULL", number)
    said = [text, article.title, *(part for note in notes for part in note)]
    return any(holds(part, word) for part in said) or word.casefold() in [tag.casefold() for tag in article.tags]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_after_any_changes_every_word_finds_what_holds_it(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    path = tmp_path_factory.mktemp("changes") / "library.sqlite"
    with Store(path) as first, Store(path) as second:  # as two programs have it open
        for at, (step, seed) in enumerate(steps):
            act((first, second)[at % 2], step, Random(seed))
        everything = ids(first)
        for word in WORDS:
            expected = [number for number in everything if has_word(first, number, word)]
            assert ids(first, word) == ids(second, word, most=10_000) == expected, word
            assert sorted(ids(second, word, order=ArticleOrder.RELEVANCE)) == sorted(expected), word
        first._run("INSERT INTO article_search (article_search) VALUES ('integrity-check')")
        numbered = {row[0] for row in first._rows("SELECT number FROM article")}
        assert {row[0] for row in first._rows("SELECT id FROM article_search_docsize")} == numbered


ADD = """
import sys
from datetime import datetime, timedelta
from pathlib import Path
from library.store import Store
from tests.test_article_lists import NOW, draft

with Store(Path(sys.argv[1])) as store:
    for number in range(25):
        store.add(draft(f"tide {sys.argv[2]}", saved=NOW - timedelta(hours=number * int(sys.argv[3]))))
"""


def test_two_processes_that_write_at_once_lose_nothing(home: Home) -> None:
    Store(home.library).close()
    root = Path(__file__).parent.parent
    command = [sys.executable, "-c", ADD, str(home.library)]
    both = [subprocess.Popen([*command, word, step], cwd=root) for word, step in (("salt", "1"), ("quay", "-2"))]
    assert [one.wait() for one in both] == [0, 0]
    with Store(home.library) as store:
        assert len(ids(store, "tide")) == 50
        assert ids(store, "tide", most=30) == ids(store)[:30]
        assert len(ids(store, "salt")) == len(ids(store, "quay")) == 25
        store._run("INSERT INTO article_search (article_search) VALUES ('integrity-check')")


def test_articles_added_by_the_thousand_are_those_added_one_by_one(home: Home) -> None:
    drafts = [draft(f"Text {number}. tide", title=f"T {number}", tags=("a", "a", "b"), url=f"https://e.org/{number}")
              for number in range(1203)]  # fmt: skip
    with Store(home.library) as store:
        added = store.add_many(iter(drafts))
        one = store.add(drafts[7])
        assert added == list(range(1, 1204))
        assert one == 1204
        many = store.article(added[7])
        assert store.article(one)._replace(id=many.id) == many
        assert (store.document(many.id), store.source(many.id)) == (store.document(one), store.source(one))
        assert many.tags == ("a", "b")
        assert len(ids(store, "tide")) == 1204
        assert store.add_many([]) == []


# Completion


def test_fields_values_tags_and_sites_are_completed(store: Store) -> None:
    for tags, site in ((("law/sea", "river"), "The Post"), (("law/sea",), "The Post"), (("lawless",), "alder")):
        store.add(draft("x", tags=tags, site=site))

    def proposed(text: str) -> list[tuple[str, str]]:
        return [
            (text[: one.start] + one.text + text[one.end :], one.about) for one in completions(store, text, len(text))
        ]

    assert [text for text, _ in proposed("salt ti")] == ["salt title:"]
    assert [text for text, _ in proposed("-pub")] == ["-published:"]
    assert [text for text, _ in proposed("is:un")] == ["is:unread", "is:untagged", "is:uncertain"]
    assert [text for text, _ in proposed("(has:i")] == ["(has:images"]
    assert [text for text, _ in proposed("x sort:-re")] == ["x sort:-read", "x sort:-relevance"]
    assert proposed("tag:LAW") == [("tag:law/sea", "2 articles"), ("tag:lawless", "1 article")]
    assert proposed("tag:") == [("tag:law/sea", "2 articles"), ("tag:lawless", "1 article"), ("tag:river", "1 article")]
    assert proposed("site:t") == [('site:"The Post"', "2 articles")]
    assert proposed('site:"the p') == [('site:"The Post"', "2 articles")]
    assert [text for text, _ in proposed('saved:"last w')] == ['saved:"last week"']
    for nothing in ("", "tide ", '"ti', "zzz", "tag:nothere", "url:x", "words:1"):
        assert proposed(nothing) == []
    assert completions(store, "ta tide", 2)[0].text == "tag:"


def test_ids_and_groups_are_light(store: Store) -> None:
    store.add(draft("x"))
    found = store.article_list()
    assert json.dumps(list(found.ids)) == "[1]"
    assert type(found.ids).__name__ == "array"
