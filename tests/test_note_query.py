"""The query language of notes: what it finds, against a slow and obvious evaluator, and what it says of mistakes."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library.anchor import Anchor
from library.article import Draft, Metadata
from library.builder import DocumentBuilder
from library.document import BlockKind
from library.errors import QueryError
from library.highlight import Colour, NewHighlight, Wanted
from library.note_query import FIELDS, names_of, parse_notes
from library.note_shelves import NoteOrder, NoteQuery, NoteShelf
from library.source import Source
from library.store import Store
from tests.driving import add_article

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
NAMES = names_of({"red": "Doubt", "green": "é fact"})


class Record(NamedTuple):
    """A highlight as the slow evaluator sees it."""

    id: int
    quote: str
    note: str
    tags: tuple[str, ...]
    colour: Colour
    state: str
    kind: str
    article: int | None
    title: str
    authors: str
    site: str
    url: str
    created: datetime


Test = Callable[[Record], bool]


def words(text: str) -> list[str]:
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return re.findall(r"[\u3041-\u30ff\u3400-\u9fff]|[^\W_\u3041-\u30ff\u3400-\u9fff]+", bare)


def holds(text: str, phrase: str, *, prefix: bool = False) -> bool:
    had, wanted = words(text), words(phrase)
    runs = [had[at : at + len(wanted)] for at in range(len(had) - len(wanted) + 1)]
    if prefix:
        return any(run[:-1] == wanted[:-1] and run[-1].startswith(wanted[-1]) for run in runs)
    return wanted in runs


TITLES = [
    ("Salt and Tide", ("Odile Marrack",), "The Harbour Post", "https://www.harbour.example/salt"),
    ("潮の門", ("Ito Kei",), "Tern Review", "https://news.tern.example/gates?x=1"),
    ("Über Wasser", (), "", ""),
]
QUOTES = ["The tide gates were shut", "Salt, and more salt.", "海の塩は白い", "Père Noël’s well-known tide",
          "gates or gâtes", ""]  # fmt: skip
NOTES = ["", "ask the keeper", "塩 again?", "tide: doubtful", "Salty or not"]
TAGS = ["law", "law/sea", "lawless", "Ärger", "river/Salt"]


def record(store: Store, numbers: list[int], random: Random, number: int) -> Record:
    quote, note = random.choice(QUOTES), random.choice(NOTES)
    tags = tuple(sorted(random.sample(TAGS, random.randint(0, 2))))
    colour, created = random.choice(list(Colour)), NOW - timedelta(hours=random.randint(0, 24 * 500))
    which = random.randrange(4)
    title, authors, site, url = TITLES[which % 3]
    article = numbers[which] if which < 3 else None
    anchor = None if which < 3 and random.random() < 0.2 else Anchor(0, len(quote), quote, "", "", "another")
    wanted = Wanted() if article else Wanted(url, title, authors, site)
    key = store.keep_highlight(NewHighlight(article, anchor, colour, note, tags, created, wanted=wanted), NOW)
    found = store.noted_passages([key])[0].highlight
    said = found.quote if anchor else ""
    return Record(key, said, note, tags, colour, found.state.value, found.kind.value, article, title,
                  " ".join(authors), site, url, created)  # fmt: skip


class Library(NamedTuple):
    """A store, and what is in it."""

    store: Store
    records: list[Record]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Sixty highlights of all sorts."""
    folder: Path = tmp_path_factory.mktemp("queries")
    store, random = Store(folder / "library.sqlite"), Random(3)
    numbers = []
    for index, (title, authors, site, url) in enumerate(TITLES):
        builder = DocumentBuilder("en")
        builder.add(BlockKind.PARAGRAPH, ". ".join(QUOTES[:-1]) if index else "The tide gates were shut at dawn.")
        metadata = Metadata(title, authors, site, url)
        numbers.append(store.add(Draft(metadata, builder.build(), Source(b"x", NOW), NOW - timedelta(days=index))))
    return Library(store, [record(store, numbers, random, number) for number in range(60)])


def test_the_library_of_these_tests_has_all_sorts(library: Library) -> None:
    assert {entry.state for entry in library.records} >= {"held", "lost", "waiting"}
    assert {entry.kind for entry in library.records} == {"passage", "bookmark", "article"}


def quoted(text: str) -> str:
    return f'"{text}"' if re.search(r'[\s"()*:]|^[-<>]|^or$', text) else text


def leaf(text: str, test: Test) -> tuple[str, Test]:
    return text, test


def created(text: str, start: datetime | None, end: datetime | None) -> tuple[str, Test]:
    def test(entry: Record) -> bool:
        return (start is None or entry.created >= start) and (end is None or entry.created < end)

    return f"created:{text}", test


def day(year: int, month: int = 1, number: int = 1) -> datetime:
    return datetime(year, month, number, tzinfo=UTC)


PHRASES = ["tide", "TIDE", "tide gates", "salt", "sal", "noel", "Noël", "塩", "海の", "の塩", "well-known", "gates",
           "keeper", "or", "law", "潮", "nothing"]  # fmt: skip
phrases = st.sampled_from(PHRASES)


def said(column: str, phrase: str, star: str) -> tuple[str, Test]:
    def text_of(entry: Record) -> list[str]:
        return {
            "": [entry.quote, entry.note], "quote:": [entry.quote], "note:": [entry.note], "title:": [entry.title],
            "author:": [entry.authors],
        }[column]  # fmt: skip

    def test(entry: Record) -> bool:
        return any(holds(text, phrase, prefix=bool(star)) for text in text_of(entry))

    return f"{column}{quoted(phrase)}{star}", test


def on_site(value: str) -> tuple[str, Test]:
    def test(entry: Record) -> bool:
        host = re.sub(r"^https?://|[/?].*", "", entry.url)
        return holds(entry.site, value) or ("." in value and f".{host}".endswith(f".{value}"))

    return f"site:{quoted(value)}", test


def tagged(value: str) -> tuple[str, Test]:
    wanted = value.casefold()

    def test(entry: Record) -> bool:
        return any(tag.casefold() == wanted or tag.casefold().startswith(f"{wanted}/") for tag in entry.tags)

    return f"tag:{value}", test


def about_articles(numbers: int) -> st.SearchStrategy[tuple[str, Test]]:
    return st.integers(1, numbers).map(lambda n: leaf(f"article:{n}", lambda entry: entry.article == n))


leaves: st.SearchStrategy[tuple[str, Test]] = st.one_of(
    st.builds(said, st.sampled_from(["", "quote:", "note:", "title:", "author:"]), phrases, st.sampled_from(["", "*"])),
    st.sampled_from(["law", "LAW/sea", "ärger", "river", "sea", "law/"]).map(
        lambda value: (f"tag:{value}", tagged(value.strip("/"))[1])
    ),
    st.sampled_from(list(Colour)).map(lambda c: leaf(f"colour:{c.value.upper()}", lambda entry: entry.colour is c)),
    st.sampled_from([("doubt", Colour.RED), ('"É Fact"', Colour.GREEN)]).map(
        lambda pair: leaf(f"color:{pair[0]}", lambda entry: entry.colour is pair[1])
    ),
    st.sampled_from(["held", "uncertain", "lost", "waiting"]).flatmap(
        lambda state: st.sampled_from(["state:", "is:"]).map(
            lambda name: leaf(f"{name}{state}", lambda entry: entry.state == state)
        )
    ),
    st.sampled_from(["passage", "bookmark", "article"]).flatmap(
        lambda kind: st.sampled_from(["kind:", "is:"]).map(
            lambda name: leaf(f"{name}{kind}", lambda entry: entry.kind == kind)
        )
    ),
    st.sampled_from(["harbour", "harbour.example", "tern.example", "www.harbour.example", "post", "example"]).map(
        on_site
    ),
    st.sampled_from(["HARBOUR", "gates?x", "example", "https://"]).map(
        lambda part: leaf(f"url:{part}", lambda entry: part.lower() in entry.url.lower())
    ),
    about_articles(4),
    st.just(leaf("has:note", lambda entry: entry.note != "")),
    st.just(leaf("has:tags", lambda entry: entry.tags != ())),
    st.sampled_from([
        created("2025", day(2025), day(2026)),
        created("2025-12", day(2025, 12), day(2026)),
        created("2025-12-24", day(2025, 12, 24), day(2025, 12, 25)),
        created(">2025-06", day(2025, 7), None),
        created(">=2025-06", day(2025, 6), None),
        created("<2025-06", None, day(2025, 6)),
        created("<=2025-06-15", None, day(2025, 6, 16)),
        created("2025-01..2025-03", day(2025), day(2025, 4)),
        created("..2025", None, day(2026)),
        created("2025-11..", day(2025, 11), None),
        created("today", day(2026, 3, 14), day(2026, 3, 15)),
        created('"last week"', day(2026, 3, 2), day(2026, 3, 9)),
        created('"This Month"', day(2026, 3), day(2026, 4)),
        created('"last 30 days"', day(2026, 2, 13), day(2026, 3, 15)),
        created('"last 2 months"', day(2026, 1, 15), day(2026, 3, 15)),
        created('<"last year"', None, day(2025)),
    ]),
)  # fmt: skip


def joined(parts: list[tuple[str, Test]], word: str) -> tuple[str, Test]:
    """Parts in parentheses, joined."""
    tests = [test for _, test in parts]
    decide = any if word == " or " else all
    return f"({word.join(text for text, _ in parts)})", lambda entry: decide(test(entry) for test in tests)


def turned(part: tuple[str, Test]) -> tuple[str, Test]:
    return f"-{part[0]}", lambda entry: not part[1](entry)


queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(turned), st.builds(joined, st.lists(inner, min_size=1, max_size=3), st.sampled_from([" or ", " "]))
    ),
    max_leaves=6,
)


@settings(max_examples=400)
@given(query=queries)
def test_a_query_finds_what_the_obvious_evaluator_finds(library: Library, query: tuple[str, Test]) -> None:
    text, test = query
    found = set(library.store.note_ids(parse_notes(text, NOW, colours=NAMES)))
    assert found == {entry.id for entry in library.records if test(entry)}, text


@settings(max_examples=300)
@given(parts=st.lists(leaves, min_size=2, max_size=4), word=st.sampled_from([" or ", " ", " OR "]))
def test_and_binds_closer_than_or(library: Library, parts: list[tuple[str, Test]], word: str) -> None:
    first, second, *rest = parts
    text = word.join(part[0] for part in [first, second]) + "".join(f" {part[0]}" for part in rest)

    def test(entry: Record) -> bool:
        last = second[1](entry) and all(part[1](entry) for part in rest)
        return first[1](entry) and last if word == " " else first[1](entry) or last

    found = set(library.store.note_ids(parse_notes(text, NOW, colours=NAMES)))
    assert found == {entry.id for entry in library.records if test(entry)}, text


PIECES = ["tide", '"', "(", ")", "-", " or ", "*", " ", ":", "tag:", "created:", "colour:", "sort:", "2024", "..", ">",
          "<=", "\x00", "\x1b[31m", "\ud800", "é", "塩", "'", ";--", "%", "NEAR", "^", "{a}:", "is:", "x/", "0",
          "AND"]  # fmt: skip
typed = st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=30)


@settings(max_examples=600)
@given(text=typed, typing=st.booleans())
def test_whatever_is_typed_is_found_or_refused_with_its_place(library: Library, text: str, typing: bool) -> None:  # noqa: FBT001  hypothesis calls it
    refused = ""
    try:
        library.store.note_ids(parse_notes(text, NOW, typing=typing))
    except QueryError as error:
        refused = str(error)
    place = re.match(r"Character (\d+): \S", refused)
    assert (place is not None) is bool(refused)
    assert place is None or 1 <= int(place[1]) <= len(text) + 1


@given(query=queries)
def test_no_beginning_of_a_right_query_is_complained_of(library: Library, query: tuple[str, Test]) -> None:
    text = query[0]
    for end in range(len(text) + 1):
        library.store.note_ids(parse_notes(text[:end], NOW, colours=NAMES, typing=True))


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ('tide "gates', 6, "quotation mark"),
        ("tide (salt", 6, "never closed"),
        ("tide ) salt", 6, "closes nothing"),
        ("( )", 1, "within these parentheses"),
        ("or tide", 1, 'before this "or"'),
        ("tide or", 6, 'after this "or"'),
        ("tide or or salt", 6, 'after this "or"'),
        ("(tide or )", 7, 'after this "or"'),
        ("(-)", 2, "leave out"),
        ("tgas:law", 1, "there is no field tgas:"),
        ("ttle:law", 1, "did you mean title:?"),
        ("https://example.org/", 1, "put them in quotes"),
        ("tide tag:", 10, "tag: needs"),
        ("tag:>law", 6, "takes no >"),
        ("colour:mauve", 8, "“mauve” is none of yellow, green, blue, red, purple, doubt and é fact"),
        ("state:gone", 7, "“gone” is none of held, uncertain, lost and waiting"),
        ("article:one", 9, "the number of an article"),
        ("created:2024-13", 9, "no such day"),
        ("created:soon", 9, "“soon” is no date"),
        ("created:>2024..2025", 10, "not with a range"),
        ("created:2025..2024", 9, "ends before it begins"),
        ("created:..", 9, "a range needs a date"),
        ('created:"last 0 days"', 9, "no time"),
        ('created:"last 9999 years"', 9, "too far"),
        ("created:0001", 9, "from 1000"),
        ("ti*de", 1, "end of a word"),
        ("note:—", 6, "a letter or a digit"),
        ("(sort:created)", 2, "within parentheses"),
        ("-sort:created", 2, "left out"),
        ("sort:created sort:changed", 14, "only once"),
        ("sort:size", 6, "“size” is none of article, created, changed and random"),
        ("(" * 41 + "x" + ")" * 41, 41, "40 deep"),
        ("x " * 201, 401, "200 parts"),
    ],
)
def test_a_wrong_query_says_where_and_why(text: str, at: int, words: str) -> None:
    with pytest.raises(QueryError, match=re.escape(words)) as caught:
        parse_notes(text, NOW, colours=NAMES)
    assert str(caught.value).startswith(f"Character {at}: ")


@pytest.mark.parametrize("text", ["colour:mauve tide", "tide) x", "tgas:law x", "created:soon x"])
def test_what_is_wrong_and_finished_is_told_while_typing_too(text: str) -> None:
    with pytest.raises(QueryError):
        parse_notes(text, NOW, typing=True)


@pytest.mark.parametrize(("text", "same"), [("tide —", "tide"), ("- tide ,", "tide"), ("  ", ""), ("--tide", "tide")])
def test_marks_between_words_are_no_words(text: str, same: str) -> None:
    assert parse_notes(text, NOW) == parse_notes(same, NOW)


@pytest.mark.parametrize(
    ("text", "order", "backwards"),
    [
        ("sort:created", NoteOrder.CREATED, False),
        ("tide sort:-Changed", NoteOrder.CHANGED, True),
        ("a or b sort:article", NoteOrder.ARTICLE, False),
        ("sort:random", NoteOrder.RANDOM, False),
    ],
)
def test_the_order_can_be_said(text: str, order: NoteOrder, backwards: bool) -> None:  # noqa: FBT001  a table
    query = parse_notes(text, NOW)
    assert (query.order, query.backwards) == (order, backwards)


def test_orders(library: Library) -> None:
    def by(text: str) -> list[int]:
        return library.store.note_ids(parse_notes(text, NOW))

    times = {entry.id: entry.created for entry in library.records}
    assert by("sort:created") == sorted(times, key=lambda number: (times[number], number), reverse=True)
    assert by("sort:-created") == by("sort:created")[::-1]
    assert sorted(by("sort:random")) == sorted(times)
    shuffled = [library.store.note_ids(NoteQuery(order=NoteOrder.RANDOM), random=Random(seed)) for seed in (1, 1, 2)]
    assert shuffled[0] == shuffled[1] != shuffled[2]
    assert sorted(shuffled[2]) == sorted(times)


@pytest.mark.parametrize("text", ["", "sort:created", "tide", "sort:-article"])
def test_groups_follow_each_other_and_hold_what_belongs_together(library: Library, text: str) -> None:
    ids, groups = library.store.note_list(parse_notes(text, NOW))
    entries = {entry.id: entry for entry in library.records}
    at = 0
    seen: set[object] = set()
    for start, length in groups:
        assert start == at
        at += length
        members = [entries[number] for number in ids[start:at]]
        parts = {entry.created.date() if "created" in text else (entry.article, entry.title) for entry in members}
        assert len(parts) == 1
        assert parts.isdisjoint(seen)
        seen |= parts
    assert at == len(ids)


def test_shelves_hold_what_they_count(library: Library) -> None:
    counts = library.store.note_counts()
    for shelf in NoteShelf:
        assert counts[shelf] == len(library.store.note_ids(shelf=shelf))
    assert counts[NoteShelf.ALL] == 60
    assert counts[NoteShelf.NOTES] == sum(bool(entry.note) for entry in library.records)
    assert counts[NoteShelf.WAITING] == sum(entry.article is None for entry in library.records)


def test_every_field_has_a_sentence_for_help() -> None:
    for field in FIELDS:
        with pytest.raises(QueryError, match=f"{field}: needs"):
            parse_notes(f"{field}:", NOW)


def test_what_is_in_the_trash_is_not_listed(store: Store, now: datetime) -> None:
    number = add_article(store, "Gone", now, 2)
    anchor = Anchor(0, 5, "First", "", "", store.article(number).fingerprint)
    key = store.add_highlight(number, anchor, now=now)
    for order in NoteOrder:
        assert store.note_ids(order=order) == [key]
    store.delete([number], now)
    for order in NoteOrder:
        assert store.note_ids(order=order) == []
    assert store.note_counts()[NoteShelf.ALL] == 0
