"""The query language of articles: what it finds, against a slow and obvious evaluator; what it says of mistakes."""

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

from library.anchor import AnchorState, make_anchor
from library.article import Article, ArticleState, Draft, Metadata, Progress, Shelf
from library.article_query import FIELDS, parse_articles
from library.article_shelves import ArticleOrder, ArticleQuery
from library.builder import DocumentBuilder
from library.document import BlockKind, Range
from library.errors import QueryError
from library.source import Source
from library.store import Store
from reader.sides import Entry, Place, SideKind, query_of

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)


class Record(NamedTuple):
    """An article as the slow evaluator sees it."""

    article: Article
    points: str
    rest: str
    images: bool
    noted: tuple[str, ...]
    """Notes and quotes."""
    states: frozenset[str]
    """Of its highlights."""
    queued: bool

    @property
    def id(self) -> int:
        return self.article.id


Test = Callable[[Record], bool]
_WORD = "[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\\W_\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]+"


def words(text: str) -> list[str]:
    bare = "".join(
        unicodedata.normalize("NFD", c)[0] if unicodedata.normalize("NFD", c)[0].isascii() else c for c in text.lower()
    )
    return re.findall(_WORD, bare)


def holds(text: str, phrase: str, *, prefix: bool = False) -> bool:
    had, wanted = words(text), words(phrase)
    runs = [had[at : at + len(wanted)] for at in range(len(had) - len(wanted) + 1)]
    if prefix:
        return any(run[:-1] == wanted[:-1] and run[-1].startswith(wanted[-1]) for run in runs)
    return wanted in runs


TITLES = ["Salt and Tide", "潮の門", "Über Wasser", "Соль моря", "소금과 밀물", "Tide gates", "A saltern"]
AUTHORS = [("Odile Marrack",), ("Ito Kei", "Ana Gates"), ()]
SITES = [
    ("The Harbour Post", "https://www.harbour.example/"),
    ("Tern Review", "https://news.tern.example/x?"),
    ("HARBOUR", "https://harbour.example/post/"),
    ('The "Tern" Review', ""),
    ("", ""),
]
LINES = ["The tide gates were shut.", "Salt, and more salt.", "海の塩は白い", "Père Noël’s well-known tide",
         "gâtes or gates", "소금밭의 소금", "море и соль", "quay 7 and q"]  # fmt: skip
NOTES = ["", "ask the keeper", "塩 again?", "tide: doubtful", "Salty or not"]
TAGS = ["law", "law/sea", "lawless", "Ärger", "river/Salt", "tide"]


def marked(store: Store, random: Random, key: int, lines: list[str]) -> list[str]:
    """Highlight some lines; gives what is said of them, and they themselves."""
    document, noted = store.document(key), list[str]()
    for _ in range(random.choice([0, 0, 0, 1, 2])):
        line, note = random.choice(lines), random.choice(NOTES)
        start = document.text.index(line)
        anchor = make_anchor(document, Range(start, start + len(line)))
        mark = store.add_highlight(key, anchor, now=NOW, note=note)
        if random.random() < 0.2:
            store.delete_highlights([mark], NOW)
            continue
        noted += [line, note]
        if random.random() < 0.3:
            store._run("UPDATE highlight SET state = ? WHERE id = ?", random.choice(["lost", "uncertain"]), mark)
    return noted


def stored(store: Store, random: Random, number: int) -> Record:
    builder, images = DocumentBuilder("en"), random.random() < 0.3
    points = [random.choice(LINES) for _ in range(random.choice([0, 0, 1]))]
    lines = random.sample(LINES, random.randint(1, 4)) + ["filler"] * random.choice([0, 1, 900])
    for point in points:
        builder.add(BlockKind.KEY_POINT, point)
    if images:
        builder.add(BlockKind.IMAGE, "", info="https://example.org/a.png")
        builder.add(BlockKind.CAPTION, "A caption")
        lines.append("A caption")
    for line in lines[:-1] if images else lines:
        builder.add(BlockKind.PARAGRAPH, line)
    document = builder.build()
    site, address = random.choice(SITES)
    saved = NOW - timedelta(hours=random.randint(0, 24 * 400))
    metadata = Metadata(
        random.choice(TITLES), random.choice(AUTHORS), site, f"{address}{number}" if address else "",
        saved - timedelta(days=random.randint(0, 500)) if random.random() < 0.7 else None,
        language=random.choice(["en", "en-GB", "ja", ""]), tags=tuple(random.sample(TAGS, random.randint(0, 2))),
    )  # fmt: skip
    key = store.add(Draft(metadata, document, Source(b"x", NOW), saved))
    noted = marked(store, random, key, lines)
    if random.random() < 0.5:
        read = random.choice([0, 1, document.words // 2, document.words])
        changed = NOW - timedelta(days=random.randint(0, 300))
        done = changed if read == document.words else None
        store.save_progress(Progress(key, 0, 0, read, changed, done))
    store.star([key], starred=random.random() < 0.3)
    if random.random() < 0.4:
        store.move([key], ArticleState.ARCHIVED)
    queued = random.random() < 0.2
    if queued:
        store._run("INSERT INTO queue VALUES (?, ?)", key, random.random())
    states = frozenset(mark.state.value for mark in store.highlights(key))
    if random.random() < 0.15:
        store.delete([key], NOW - timedelta(days=random.randint(0, 9)))
    return Record(store.article(key), "\n".join(points), "\n".join(lines), images, tuple(noted), states, queued)


class Library(NamedTuple):
    """A store, and what is in it."""

    store: Store
    records: list[Record]

    def __repr__(self) -> str:
        return "a library"  # a failing example shows it


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A hundred articles of all sorts."""
    folder: Path = tmp_path_factory.mktemp("queries")
    store, random = Store(folder / "library.sqlite"), Random(5)
    return Library(store, [stored(store, random, number) for number in range(100)])


def quoted(text: str) -> str:
    return f'"{text}"' if re.search(r'[\s"()*:]|^[-<>]|^or$', text) else text


Leaf = tuple[str, Test]


def leaf(text: str, test: Test) -> Leaf:
    return text, test


PHRASES = ["tide", "TIDE", "tide gates", "salt", "sal", "s", "q", "noel", "Noël", "塩", "海の", "の塩", "潮の",
           "well-known", "gates", "keeper", "or", "law", "none", "소금", "금밭", "соль", "СОЛЬ", "caption", "harbour",
           "filler", "ana gates"]  # fmt: skip


def said(column: str, phrase: str, star: str) -> Leaf:
    def test(record: Record) -> bool:
        article = record.article
        names = list(article.authors)
        texts = {
            "": [article.title, record.points, record.rest, " ".join(names), article.site, *record.noted],
            "title:": [article.title], "text:": [record.points, record.rest], "author:": [" ".join(names)],
            "note:": record.noted,
        }[column]  # fmt: skip
        tagged = column == "" and phrase.casefold() in [tag.casefold() for tag in article.tags]
        return tagged or any(holds(text, phrase, prefix=bool(star)) for text in texts)

    return f"{column}{quoted(phrase)}{star}", test


def on_site(value: str) -> Leaf:
    def test(record: Record) -> bool:
        host = re.sub(r"^https?://|[/?].*", "", record.article.url)
        return holds(record.article.site, value) or ("." in value and f".{host}".endswith(f".{value}"))

    return f"site:{quoted(value)}", test


def whole_site(name: str) -> Leaf:
    def test(record: Record) -> bool:
        return re.fullmatch(re.escape(name), record.article.site, re.IGNORECASE | re.ASCII) is not None

    escaped = name.replace('"', '""')
    return f'site:="{escaped}"' if re.search(r'[\s"]', name) else f"site:={name}", test


def tagged(value: str) -> Leaf:
    wanted = value.casefold().strip("/")

    def test(record: Record) -> bool:
        tags = [tag.casefold() for tag in record.article.tags]
        return any(tag == wanted or tag.startswith(f"{wanted}/") for tag in tags)

    return f"tag:{value}", test


def share(record: Record) -> float:
    return 1.0 if record.article.finished else record.article.fraction


def left(record: Record) -> int:
    return 0 if share(record) >= 1 else max(1, round(record.article.minutes * (1 - share(record))))


IS: dict[str, Test] = {
    "unread": lambda one: one.article.progress is None
    or (not one.article.finished and not one.article.progress.words_read),
    "reading": lambda one: one.article.progress is not None
    and one.article.progress.words_read > 0 and not one.article.finished,
    "finished": lambda one: one.article.finished,
    "starred": lambda one: one.article.starred,
    "inbox": lambda one: one.article.state is ArticleState.INBOX,
    "archived": lambda one: one.article.state is ArticleState.ARCHIVED,
    "queued": lambda one: one.queued,
    "annotated": lambda one: one.article.highlights > 0,
    "untagged": lambda one: not one.article.tags,
    "lost": lambda one: AnchorState.LOST in one.states,
    "uncertain": lambda one: AnchorState.UNCERTAIN in one.states,
}  # fmt: skip
HAS: dict[str, Test] = {
    "notes": lambda one: one.article.notes > 0,
    "highlights": lambda one: one.article.highlights > 0,
    "images": lambda one: one.images,
    "tags": lambda one: one.article.tags != (),
    "author": lambda one: one.article.authors != (),
    "url": lambda one: one.article.url != "",
}
MEASURES: dict[str, Callable[[Record], int]] = {
    "words": lambda one: one.article.words,
    "minutes": lambda one: max(1, round(one.article.minutes)),
    "left": left,
    "progress": lambda one: int(share(one) * 100),
    "id": lambda one: one.id,
}
TIMES: dict[str, Callable[[Record], datetime | None]] = {
    "saved": lambda one: one.article.saved,
    "published": lambda one: one.article.published,
    "read": lambda one: one.article.progress.changed if one.article.progress else None,
    "finished": lambda one: one.article.progress.finished if one.article.progress else None,
}


def measured(field: str, sign: str, number: int) -> Leaf:
    def test(record: Record) -> bool:
        value = MEASURES[field](record)
        return {"": value == number, "<": value < number, "<=": value <= number, ">": value > number,
                ">=": value >= number}[sign]  # fmt: skip

    return f"{field}:{sign}{number}", test


def ranged(field: str, low: int | None, more: int | None) -> Leaf:
    high = None if more is None else (low or 0) + more

    def test(record: Record) -> bool:
        return (low is None or MEASURES[field](record) >= low) and (high is None or MEASURES[field](record) <= high)

    first, last = "" if low is None else low, "" if high is None else high
    return (f"{field}:{first}..{last}", test) if (low, high) != (None, None) else measured(field, ">=", 0)


def day(year: int, month: int = 1, number: int = 1) -> datetime:
    return datetime(year, month, number, tzinfo=UTC)


PERIODS = [
    ("2025", day(2025), day(2026)), ("2025-12", day(2025, 12), day(2026)), (">2025-06", day(2025, 7), None),
    (">=2025-06", day(2025, 6), None), ("<2025-06", None, day(2025, 6)), ("..2025", None, day(2026)),
    ("2025-01..2025-09", day(2025), day(2025, 10)), ("2025-11..", day(2025, 11), None),
    ('"last week"', day(2026, 3, 2), day(2026, 3, 9)), ('"last 30 days"', day(2026, 2, 13), day(2026, 3, 15)),
]  # fmt: skip


def during(field: str, period: tuple[str, datetime | None, datetime | None]) -> Leaf:
    text, start, end = period

    def test(record: Record) -> bool:
        moment = TIMES[field](record)
        return moment is not None and (start is None or moment >= start) and (end is None or moment < end)

    return f"{field}:{text}", test


def spoken(code: str) -> Leaf:
    return f"lang:{code}", lambda one: f"{one.article.language.lower()}-".startswith(f"{code.lower()}-")


leaves: st.SearchStrategy[Leaf] = st.one_of(
    st.builds(said, st.sampled_from(["", "", "title:", "text:", "author:", "note:"]), st.sampled_from(PHRASES),
              st.sampled_from(["", "*"])),
    st.sampled_from(["law", "LAW/sea", "ärger", "river", "sea", "law/"]).map(tagged),
    st.sampled_from(["harbour", "harbour.example", "tern.example", "news.tern.example", "post", "rn"]).map(on_site),
    st.sampled_from(["Harbour", "THE harbour POST", "The Tern Review", 'The "Tern" Review', "x"]).map(whole_site),
    st.sampled_from(["HARBOUR", "x?1", "example", "https://"]).map(
        lambda part: leaf(f"url:{quoted(part)}", lambda one: part.lower() in one.article.url.lower())
    ),
    st.sampled_from(["en", "EN-gb", "ja", "e"]).map(spoken),
    st.sampled_from(sorted(IS)).map(lambda name: leaf(f"is:{name}", IS[name])),
    st.sampled_from(sorted(HAS)).map(lambda name: leaf(f"has:{name}", HAS[name])),
    st.builds(measured, st.sampled_from(["words", "minutes", "left", "progress"]),
              st.sampled_from(["", "<", "<=", ">", ">="]), st.sampled_from([0, 1, 2, 4, 9, 50, 99, 100])),
    st.builds(ranged, st.sampled_from(["words", "left", "id"]), st.none() | st.integers(0, 60),
              st.none() | st.integers(0, 900)),
    st.builds(during, st.sampled_from(sorted(TIMES)), st.sampled_from(PERIODS)),
)  # fmt: skip


def joined(parts: list[Leaf], word: str) -> Leaf:
    tests = [test for _, test in parts]
    decide = any if word == " or " else all
    return f"({word.join(text for text, _ in parts)})", lambda one: decide(test(one) for test in tests)


def turned(part: Leaf) -> Leaf:
    return f"-{part[0]}", lambda one: not part[1](one)


nodes = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(turned), st.builds(joined, st.lists(inner, min_size=1, max_size=3), st.sampled_from([" or ", " "]))
    ),
    max_leaves=5,
)
queries: st.SearchStrategy[Leaf] = st.lists(nodes, min_size=1, max_size=3).map(
    lambda parts: (" ".join(text for text, _ in parts), lambda one: all(test(one) for _, test in parts))
)
SHELVES: dict[Shelf, Test] = {
    Shelf.ALL: lambda _: True, Shelf.INBOX: IS["inbox"], Shelf.READING: IS["reading"], Shelf.STARRED: IS["starred"],
    Shelf.ARCHIVE: IS["archived"], Shelf.QUEUE: IS["queued"], Shelf.TRASH: lambda _: True,
}  # fmt: skip


def newest(one: Record) -> tuple[datetime, int]:
    return one.article.saved, one.id


@settings(max_examples=500)
@given(query=queries, shelf=st.sampled_from([Shelf.ALL, *Shelf]), backwards=st.booleans(), most=st.integers(1, 12))
def test_a_query_finds_what_the_obvious_evaluator_finds(
    library: Library, query: Leaf, shelf: Shelf, backwards: bool, most: int  # noqa: FBT001  hypothesis calls it
) -> None:  # fmt: skip
    text, test = query
    trash = shelf is Shelf.TRASH
    there = [one for one in library.records if (one.article.deleted is not None) is trash and SHELVES[shelf](one)]
    expected = [one.id for one in sorted(there, key=newest, reverse=not backwards) if test(one)]
    parsed, saved = parse_articles(text, NOW), ArticleOrder.SAVED
    assert list(library.store.article_list(parsed, shelf=shelf, order=saved, backwards=backwards).ids) == expected, text
    first = library.store.article_list(parsed, shelf=shelf, order=saved, backwards=backwards, most=most)
    assert list(first.ids) == expected[:most], text
    if parsed.searches:
        best = library.store.article_list(parsed, shelf=shelf, order=ArticleOrder.RELEVANCE)
        assert sorted(best.ids) == sorted(expected), text


@given(query=queries)
def test_the_trash_is_looked_into_where_it_is_asked_for(library: Library, query: Leaf) -> None:
    text, test = query
    found = library.store.article_list(parse_articles(f"{text} is:trashed", NOW)).ids
    assert set(found) == {one.id for one in library.records if one.article.deleted and test(one)}, text
    assert set(library.store.article_list(parse_articles("-is:trashed", NOW)).ids) == {
        one.id for one in library.records if not one.article.deleted
    }


PIECES = ["tide", '"', "(", ")", "-", " or ", "*", " ", ":", "tag:", "saved:", "is:", "has:", "sort:", "2024", "..",
          ">", "<=", "\x00", "\x1b[31m", "\ud800", "é", "塩", "'", ";--", "%", "NEAR", "^", "{a}:", "words:", "x/",
          "9" * 30, "AND", "relevance", "trashed", "minutes:", "-5", "1.5", "site:=", "t", "lang:", "id:"]  # fmt: skip
typed = st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=30)


@settings(max_examples=600)
@given(text=typed, typing=st.booleans())
def test_whatever_is_typed_is_found_or_refused_with_its_place(library: Library, text: str, typing: bool) -> None:  # noqa: FBT001  hypothesis calls it
    refused = ""
    try:
        query = parse_articles(text, NOW, typing=typing)
        library.store.article_list(query)
        library.store.article_list(query, most=3)
    except QueryError as error:
        refused = str(error)
    place = re.match(r"Character (\d+): \S", refused)
    assert (place is not None) is bool(refused)
    assert place is None or 1 <= int(place[1]) <= len(text) + 1


@given(query=queries)
def test_no_beginning_of_a_right_query_is_complained_of(library: Library, query: Leaf) -> None:
    for end in range(len(query[0]) + 1):
        library.store.article_list(parse_articles(query[0][:end], NOW, typing=True), most=2)


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ('tide "gates', 6, "quotation mark"),
        ("tide (salt", 6, "never closed"),
        ("ttle:law", 1, "did you mean title:?"),
        ("https://example.org/", 1, "put them in quotes"),
        ("tide tag:", 10, "tag: needs"),
        ("tag:/", 5, "tag: needs a name"),
        ("tag:>law", 6, "takes no >"),
        ("site:>Post", 7, "takes no >"),
        ('site:="Post', 7, "quotation mark"),
        ('site:="Post"*', 7, "a whole name takes no *"),
        ("site:=Po*", 7, "a whole name takes no *"),
        ("site:= Post", 7, "site: needs a word"),
        ('title:="', 8, "quotation mark"),
        ("is:unred", 4, "“unred” is none of unread, reading,"),
        ("is:unred", 4, "did you mean unread?"),
        ("is:unre*", 4, "is: takes no *"),
        ("has:pictures", 5, "“pictures” is none of notes, highlights, images, tags, author and url"),
        ("words:many", 7, "“many” is no whole number; write one as 20, <20, >=20 or 20..80"),
        ("words:-5", 7, "no whole number"),
        ("words:1.5", 7, "no whole number"),
        ("words:80..20", 7, "ends before it begins; did you mean 20..80?"),
        ("words:>1..2", 8, "not with a range"),
        ("words:..", 7, "a range needs a number"),
        ("words:9999999999999", 7, "12 digits at most"),
        ("progress:101", 10, "a percentage"),
        ("lang:e/n", 6, "no language"),
        ("saved:soon", 7, "“soon” is no date"),
        ("saved:2025..2024", 7, "ends before it begins"),
        ("note:—", 6, "a letter or a digit"),
        ("(sort:saved)", 2, "within parentheses"),
        ("sort:saved sort:title", 12, "only once"),
        ("sort:size", 6, "“size” is none of saved, published,"),
        ("sort:relevance", 6, "needs words to look for"),
        ("sort:relevance -tide", 6, "needs words to look for"),
    ],
)  # fmt: skip
def test_a_wrong_query_says_where_and_why(text: str, at: int, words: str) -> None:
    with pytest.raises(QueryError, match=re.escape(words)) as caught:
        parse_articles(text, NOW)
    assert str(caught.value).startswith(f"Character {at}: ")


@pytest.mark.parametrize("text", ["is:lots tide", "tide) x", "tgas:law x", "saved:soon x", "words:9..1 x"])
def test_what_is_wrong_and_finished_is_told_while_typing_too(text: str) -> None:
    with pytest.raises(QueryError):
        parse_articles(text, NOW, typing=True)


def test_every_site_finds_as_many_as_are_counted(library: Library) -> None:
    counted = library.store.sites()
    assert len(counted) > 3
    for site in counted:
        query = parse_articles(query_of(Entry(Place(SideKind.SITE, site.name), site.name)), NOW)
        assert len(library.store.article_list(query).ids) == site.articles


def test_a_whole_name_that_is_being_typed_may_go_on(library: Library) -> None:
    def sites(text: str) -> set[str]:
        found = library.store.article_list(parse_articles(text, NOW, typing=True)).ids
        return {article.site for article in library.store.articles(found)}

    assert sites('site:="the ') == {"The Harbour Post", 'The "Tern" Review'}
    assert sites("site:=HARB") == {"HARBOUR"}
    assert sites('site:="The"') == set()


@pytest.mark.parametrize("text", ["", "  ", "—", "sort:title"])
def test_a_query_without_a_condition_finds_all(library: Library, text: str) -> None:
    assert parse_articles(text, NOW).node is None
    found = library.store.article_list(parse_articles(text, NOW))
    assert len(found.ids) == sum(one.article.deleted is None for one in library.records)


def test_the_words_that_can_be_shown_are_those_of_texts_and_notes() -> None:
    query = parse_articles('tide (salt* or "a b") -keeper title:x note:y tag:z', NOW)
    assert [(term.words, term.prefix) for term in query.terms] == [
        ("tide", False), ("salt", True), ("a b", False), ("y", False)
    ]  # fmt: skip
    assert not parse_articles("-tide tag:x", NOW).searches


def test_every_field_is_known_and_explained() -> None:
    for name in set(FIELDS) - {"sort", "lang"}:
        value = {"is": "unread", "has": "url"}.get(name, "2024" if name in TIMES else "3")
        assert isinstance(parse_articles(f"{name}:{value}", NOW), ArticleQuery)
    assert parse_articles("sort:-Read x", NOW)[2:4] == (ArticleOrder.READ, True)
