"""Imported notes find their article, come once, wait where it is missing, and are reported so that it adds up."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library import ingest
from library.anchor import Anchor, make_anchor
from library.article import Draft, Metadata
from library.builder import DocumentBuilder
from library.document import BlockKind
from library.highlight import Colour, NewHighlight, Wanted
from library.importers.formats import read
from library.importers.incoming import Incoming, Problem, Reading
from library.note_import import ImportReport, import_notes
from library.source import Source
from library.store import Store
from library.wanted import same_article

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
PARAGRAPHS = (
    "Moss waits on the north side of every wall that the old road passes.",
    "Rain comes from the sea, and the keeper “wrote it down” — twice a day.",
    "Nobody in the village had asked him for that, and nobody thanked him.",
)


def save(store: Store, title: str = "On Moss", url: str = "", *, authors: tuple[str, ...] = (), site: str = "") -> int:
    builder = DocumentBuilder("en")
    for paragraph in PARAGRAPHS:
        builder.add(BlockKind.PARAGRAPH, paragraph)
    metadata = Metadata(title=title, url=url, authors=authors, site=site)
    return store.add(Draft(metadata, builder.build(), Source(title.encode(), NOW), NOW))


def quoted(quote: str, wanted: Wanted, key: str = "", note: str = "", tags: tuple[str, ...] = ()) -> NewHighlight:
    anchor = Anchor(-1, -1, quote, "", "", "") if quote else None
    return NewHighlight(None, anchor, note=note, tags=tags, origin=f"test:{key}" if key else "", wanted=wanted)


def bring(store: Store, *news: NewHighlight, tags: tuple[str, ...] = (), form: str = "test") -> ImportReport:
    reading = Reading(tuple(Incoming(row, new) for row, new in enumerate(news, 1)))
    return import_notes(store, reading, LATER, form, tags)


def sums(report: ImportReport) -> tuple[int, int, int, int, int]:
    assert report.read == report.added + report.merged + report.skipped + report.failed
    assert report.added == report.held + report.uncertain + report.lost + report.waiting
    return report[:5]


MOSS = Wanted("https://example.org/moss", "On Moss")


@pytest.mark.parametrize(
    ("url", "title", "wanted"),
    [
        ("https://example.org/moss", "Another title", Wanted("http://www.example.org/moss/?utm_source=mail")),
        ("http://www.example.org/moss/", "Another title", Wanted("https://example.org/moss#part")),
        ("https://example.org/moss?b=2&a=1", "x", Wanted("https://m.example.org/moss?a=1&b=2")),
        ("", "On Moss", Wanted("https://example.org/moss", "on  moss")),
        ("https://example.org/moss", "On “Moss” — and Stone", Wanted("", 'On "Moss" - and stone')),
        ("https://example.org/moss", "On Moss", Wanted("https://read.readwise.io/read/01abc", "On Moss")),
        ("https://fern.example/moss", "On Moss", Wanted("", "On Moss | Fern")),
        ("", "On Moss - The Daily Fern", Wanted("", "On Moss", (), "Daily Fern")),
    ],
)
def test_the_article_is_found_by_address_or_title(store: Store, url: str, title: str, wanted: Wanted) -> None:
    other = save(store, "Something else", "https://example.org/else")
    number = save(store, title, url)
    report = bring(store, quoted("Nobody in the village had asked him", wanted))
    assert sums(report) == (1, 1, 0, 0, 0)
    assert [highlight.quote for highlight in store.highlights(number)] == ["Nobody in the village had asked him"]
    assert (report.held, store.highlights(other)) == (1, [])


@pytest.mark.parametrize(
    ("url", "title", "authors", "wanted"),
    [
        ("https://example.org/moss", "On Moss", (), Wanted("https://example.org/stone", "On Moss")),
        ("", "On Moss", ("Ann Lee",), Wanted("", "On Moss", ("Bo Fern",))),
        ("", "On Moss - A study", (), Wanted("", "On Moss - A novel")),
        ("", "On Moss", (), Wanted("", "")),
    ],
)
def test_another_article_is_not_taken_for_it(
    store: Store, url: str, title: str, authors: tuple[str, ...], wanted: Wanted
) -> None:
    number = save(store, title, url, authors=authors)
    report = bring(store, quoted("Moss waits", wanted))
    assert store.highlights(number) == []
    assert report.articles == int(bool(wanted.title and not wanted.url))
    assert len(store.waiting()) == 1 - report.articles


def test_of_several_articles_with_one_title_the_author_decides_and_then_the_words(store: Store) -> None:
    save(store, "On Moss", authors=("Ann Lee",))
    by_bo = save(store, "On Moss", authors=("Bo Fern",))
    bring(store, quoted("Moss waits", Wanted("", "on moss", ("Bo Fern",))))
    assert len(store.highlights(by_bo)) == 1
    builder = DocumentBuilder("en")
    builder.add(BlockKind.PARAGRAPH, "Quite other words stand here, on the stones of the shore.")
    other = store.add(Draft(Metadata(title="On Moss"), builder.build(), Source(b"x", NOW), NOW))
    bring(store, quoted("other words stand here", Wanted("", "On Moss")))
    assert [highlight.quote for highlight in store.highlights(other)] == ["other words stand here"]


def test_a_passage_that_is_typed_otherwise_is_held_and_gets_the_surroundings_it_came_without(store: Store) -> None:
    number = save(store)
    bring(store, quoted('keeper "wrote it down" - twice a day.\n\nNobody in the village', Wanted("", "On Moss")))
    (highlight,) = store.highlights(number)
    document = store.document(number)
    assert highlight.state == "held"
    assert highlight.place is not None
    assert document.slice(highlight.place) == "keeper “wrote it down” — twice a day.\nNobody in the village"
    assert highlight.anchor == make_anchor(document, highlight.place)


def test_words_that_are_not_there_are_lost_with_their_article_and_their_own_anchor(store: Store) -> None:
    number = save(store)
    report = bring(store, quoted("a ship of glass sailed over the hill at noon", Wanted("", "On Moss")))
    (highlight,) = store.highlights(number)
    assert (report.lost, highlight.state, highlight.place) == (1, "lost", None)
    assert highlight.anchor == Anchor(-1, -1, "a ship of glass sailed over the hill at noon", "", "", "")


def test_a_position_that_a_file_states_is_not_believed(store: Store) -> None:
    number = save(store)
    fingerprint = store.article(number).fingerprint
    wrong = NewHighlight(
        None, Anchor(10**9, 10**9 + 5, "Rain comes", "", "", fingerprint), wanted=Wanted("", "On Moss")
    )
    bring(store, wrong)
    (highlight,) = store.highlights(number)
    assert highlight.place is not None
    assert store.document(number).slice(highlight.place) == "Rain comes"


def test_what_waits_is_anchored_when_its_article_is_saved(store: Store) -> None:
    by_address = Wanted("https://example.org/moss", "Some title of a service")
    by_title = Wanted("", "On Moss - The Daily Fern")
    report = bring(
        store,
        quoted("Moss waits on the north side", by_address, note="why?"),
        quoted("Rain comes from the sea", by_title),
        quoted("", by_title, note="on all of it"),
        quoted("Stone", Wanted("https://example.org/stone")),
    )
    assert report.waiting == len(store.waiting()) == 2
    assert (report.held, report.articles) == (2, 1)
    page = "---\ntitle: On Moss\nsite: Daily Fern\nurl: https://www.example.org/moss/\n---\n\n" + "\n\n".join(
        PARAGRAPHS
    )
    saved = ingest.save(store, Source(page.encode(), NOW, "moss.md"), NOW)
    highlights = store.highlights(saved.article)
    assert [highlight.quote for highlight in highlights] == [
        "",
        "Moss waits on the north side",
        "Rain comes from the sea",
    ]
    assert {highlight.state for highlight in highlights} == {"held"}
    assert highlights[1].anchor is not None
    assert highlights[1].anchor.start >= 0
    assert [passage.url for passage in store.waiting()] == ["https://example.org/stone"]


def test_what_waits_is_there_when_a_text_comes_to_an_article_without_one(store: Store) -> None:
    number = save(store, "Untitled page")
    bring(store, quoted("Moss waits", MOSS))
    builder = DocumentBuilder("en")
    builder.add(BlockKind.PARAGRAPH, PARAGRAPHS[0])
    metadata = Metadata(title="On Moss", url="https://example.org/moss")
    store.replace(number, Draft(metadata, builder.build(), Source(b"y", LATER), LATER), 0, LATER)
    assert [highlight.state for highlight in store.highlights(number)] == ["held"]


def test_importing_again_adds_nothing(store: Store) -> None:
    save(store, "On Moss", "https://example.org/moss")
    news = (
        quoted("Moss waits", MOSS, "1", "why?"), quoted("Rain", MOSS, "2"), quoted("", MOSS, "3", "all of it"),
        quoted("", MOSS, "4", "all of it again"), quoted("Stone", Wanted("", "Stone"), "5"),
    )  # fmt: skip
    assert sums(bring(store, *news)) == (5, 5, 0, 0, 0)
    changed = [highlight.changed for highlight in store.highlights(1)]
    assert sums(bring(store, *news)) == (5, 0, 5, 0, 0)
    assert [highlight.changed for highlight in store.highlights(1)] == changed


def test_the_same_words_from_two_services_are_one_highlight_with_both_their_tags_and_notes(store: Store) -> None:
    number = save(store, "On Moss", "https://example.org/moss")
    bring(store, quoted("Moss waits", MOSS, "1", "", ("green",)))
    twin = NewHighlight(
        None, Anchor(-1, -1, "moss  WAITS", "", " on the", ""), Colour.RED, "why?", ("Green", "wet"),
        origin="other:7", wanted=MOSS,
    )  # fmt: skip
    assert sums(bring(store, twin, form="other")) == (1, 0, 1, 0, 0)
    assert sums(bring(store, twin, form="other")) == (1, 0, 1, 0, 0)
    (highlight,) = store.highlights(number)
    assert (highlight.note, highlight.tags, highlight.colour) == ("why?", ("green", "wet"), Colour.YELLOW)


def test_two_different_notes_on_the_same_words_are_two(store: Store) -> None:
    number = save(store, "On Moss", "https://example.org/moss")
    bring(store, quoted("Moss waits", MOSS, "1", "one thought"))
    assert sums(bring(store, quoted("Moss waits", MOSS, "2", "quite another"))) == (1, 1, 0, 0, 0)
    assert len(store.highlights(number)) == 2


def test_a_note_that_was_changed_on_both_sides_keeps_both(store: Store) -> None:
    number = save(store, "On Moss", "https://example.org/moss")
    bring(store, quoted("Moss waits", MOSS, "1", "first"))
    (highlight,) = store.highlights(number)
    store.change_highlight(highlight.id, LATER, note="mine")
    for _ in range(2):
        assert sums(bring(store, quoted("Moss waits", MOSS, "1", "theirs"))) == (1, 0, 1, 0, 0)
    assert store.highlights(number)[0].note == "mine\n\ntheirs"


def test_a_record_that_a_file_has_twice_is_added_once_and_one_passage_with_two_ids_twice(store: Store) -> None:
    number = save(store, "On Moss", "https://example.org/moss")
    report = bring(store, quoted("Moss", MOSS, "1"), quoted("Moss", MOSS, "1", "why?"), quoted("Moss", MOSS, "2"))
    assert sums(report) == (3, 2, 1, 0, 0)
    assert sorted(highlight.note for highlight in store.highlights(number)) == ["", "why?"]


def test_what_was_deleted_stays_away_unless_it_comes_as_our_own(store: Store) -> None:
    number = save(store, "On Moss", "https://example.org/moss")
    new = quoted("Moss waits", MOSS, "1")._replace(uid="0" * 32)
    bring(store, new)
    store.delete_highlights([highlight.id for highlight in store.highlights(number)], NOW)
    report = bring(store, new)
    assert sums(report) == (1, 0, 0, 1, 0)
    assert report.left_out == (Problem(1, "it is here already, and has been deleted"),)
    assert sums(bring(store, new, form="broadsheet")) == (1, 0, 1, 0, 0)
    assert len(store.highlights(number)) == 1


def test_an_article_in_the_trash_gets_its_notes_and_it_is_told(store: Store) -> None:
    number = save(store, "On Moss", "https://example.org/moss")
    store.delete([number], NOW)
    report = bring(store, quoted("Moss waits", MOSS))
    assert report.remarks == (Problem(1, f"its article is in the trash (article {number})"),)
    store.undelete([number])
    assert len(store.highlights(number)) == 1


def test_tags_for_all_are_given_to_all(store: Store) -> None:
    number = save(store, "On Moss", "https://example.org/moss")
    bring(store, quoted("Moss waits", MOSS, "1", "", ("a",)))
    bring(store, quoted("Moss waits", MOSS, "1"), quoted("Rain", MOSS, "2"), tags=("A", "new"))
    assert [highlight.tags for highlight in store.highlights(number)] == [("a", "new"), ("A", "new")]


def test_the_oldest_is_stored_first_and_times_are_kept(store: Store) -> None:
    number = save(store, "On Moss", "https://example.org/moss")
    late = quoted("", MOSS, "1", "late")._replace(created=NOW)
    early = quoted("", MOSS, "2", "early")._replace(created=NOW - timedelta(days=9))
    bring(store, late, early, quoted("", MOSS, "3", "now"))
    found = sorted(store.highlights(number), key=lambda highlight: highlight.id)
    assert [(one.note, one.created) for one in found] == [("early", early.created), ("late", NOW), ("now", LATER)]


def test_an_article_that_comes_does_not_look_at_all_that_wait(store: Store) -> None:
    wanted = [Wanted(f"https://example.org/{number}", f"Title {number}") for number in range(3000)]
    bring(store, *(quoted(f"words {number}", one, str(number)) for number, one in enumerate(wanted)))
    steps = []
    store._connection.set_progress_handler(lambda: steps.append(1), 10)  # every ten steps of SQLite's machine
    save(store, "Title 77")
    store._connection.set_progress_handler(None, 10)
    assert len(store.waiting()) == 2999
    assert len(steps) < 300  # reading them all would take ten times as many


SAMPLES = sorted(path for path in (Path(__file__).parent / "data" / "imports").iterdir() if "expected" not in path.name)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_comes_in_once(store: Store, path: Path) -> None:
    found, reading = read(path.read_bytes(), path.name)
    first = import_notes(store, reading, NOW, found.name)
    assert sums(first)[1] == len(reading.incoming) == len(store.waiting()) + first.held
    assert sums(import_notes(store, reading, LATER, found.name))[1] == 0
    for title, url in (("Moss", "https://example.org/moss"), ("The Bell of Aln", "https://example.org/bell")):
        save(store, title, url, authors=("B. Fern",))
    again = import_notes(store, reading, LATER, found.name)
    assert sums(again)[1:3] == (0, len(reading.incoming))


news = st.builds(
    lambda quote, note, tags, wanted, key: quoted(quote, wanted, key, note, tags),
    st.sampled_from(["", "Moss", "Moss waits", "moss WAITS", "Rain comes from", "gone from here", "village"]),
    st.sampled_from(["", "why?", "Why", "because\n\nit rained"]),
    st.sampled_from([(), ("a",), ("A", "b")]),
    st.sampled_from([MOSS, Wanted("", "On Moss"), Wanted("http://example.org/moss/"), Wanted("", "Elsewhere"),
                     Wanted("https://example.org/other", "On Moss")]),
    st.sampled_from(["", "1", "2", "3"]),
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(brought=st.lists(news, max_size=8), there=st.integers(0, 1))
def test_whatever_comes_adds_up_and_comes_once(
    tmp_path_factory: pytest.TempPathFactory, brought: list[NewHighlight], there: int
) -> None:
    with Store(tmp_path_factory.mktemp("home") / "library.db") as store:
        if there:
            save(store, "On Moss", "https://example.org/moss")
        first = sums(bring(store, *brought))
        assert first[0] == len(brought)
        assert sums(bring(store, *brought))[1] == 0
        if not there:
            save(store, "On Moss", "https://example.org/moss")
            assert sums(bring(store, *brought))[1] == 0


@given(st.text(st.sampled_from("ab -|“\"'–1 "), max_size=12), st.text(st.sampled_from("ab -|“\"'–1 "), max_size=12))
def test_being_the_same_article_is_mutual_and_holds_for_itself(one: str, other: str) -> None:
    first, second = Wanted("", one), Wanted("", other, site="b")
    assert same_article(first, second) == same_article(second, first)
    assert same_article(first, first) == any(character.isalnum() for character in one)


def test_json_of_nothing_is_no_error(store: Store) -> None:
    _, reading = read(json.dumps({"annotations": []}).encode())
    assert sums(import_notes(store, reading, NOW, "hypothesis")) == (0, 0, 0, 0, 0)
