"""Our own JSON read again: what was exported, deleted and imported is what it was; hostile files are told."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library.anchor import Anchor, make_anchor
from library.article import Draft, Metadata
from library.document import Range
from library.errors import UnreadableSourceError
from library.exporters.everything import to_json
from library.exporters.noted import of_articles, of_highlights
from library.highlight import Colour, Highlight, NewHighlight, Wanted
from library.importers.own import read_own
from library.note_import import import_notes
from library.source import Source
from library.store import Store
from tests.export_sample import NOON, articles, harbour, library, noted, uid


def exported(store: Store) -> str:
    waiting = [passage.highlight.id for passage in store.waiting()]
    return "".join(to_json([*of_articles(store, store.ids()), *of_highlights(store, waiting)], NOON))


def test_the_sample_is_read_with_all_that_is_known_of_it(store: Store) -> None:
    library(store)
    reading = read_own(exported(store))
    assert (len(reading.incoming), reading.problems, reading.skipped) == (11, (), ())
    marks = {mark.uid: mark for one in noted(store) for mark in one.highlights}
    for incoming in reading.incoming:
        new, mark = incoming.highlight, marks[incoming.highlight.uid]
        assert (new.anchor, new.colour, new.note, new.tags) == (mark.anchor, mark.colour, mark.note, mark.tags)
        assert (new.created, new.changed) == (mark.created, mark.changed)
        assert new.article is None
    wanted = {incoming.highlight.uid: incoming.highlight.wanted for incoming in reading.incoming}
    assert wanted[uid(11)] == Wanted("https://example.org/later", "Later", ("A. Noor",), "Elsewhere")
    assert wanted[uid(9)].title == "钟声"
    origins = {incoming.highlight.uid: incoming.highlight.origin for incoming in reading.incoming}
    assert origins[uid(8)] == "kindle:7"


def same(one: Highlight, other: Highlight) -> bool:
    """Whether two highlights are one, but for their numbers and what a search of today says of them."""
    return one == other._replace(id=one.id, article=one.article, reason=one.reason, score=one.score)


_TEXT = st.text(st.one_of(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf")), st.just("\n")), max_size=30)
"""Without control characters, which no import keeps."""
_TIMES = st.integers(0, 10**8).map(lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))


@st.composite
def marks(draw: st.DrawFn) -> NewHighlight:
    """A highlight of any kind on the harbour article."""
    document = harbour()
    kind = draw(st.sampled_from(["passage", "bookmark", "article"]))
    start = draw(st.integers(0, len(document.text) - 1))
    length = draw(st.integers(1, 40)) if kind == "passage" else 0
    anchor = make_anchor(document, Range(start, min(len(document.text), start + length)))
    created = draw(_TIMES)
    return NewHighlight(
        1, None if kind == "article" else anchor, draw(st.sampled_from(Colour)), draw(_TEXT),
        tuple(draw(st.lists(_TEXT.filter(bool), max_size=3, unique_by=str.casefold))), created,
        created + timedelta(seconds=draw(st.integers(0, 1000))), origin=draw(st.sampled_from(["", "kindle:1"])),
    )  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.lists(marks(), max_size=5))
def test_export_delete_import_gives_back_every_record(
    tmp_path_factory: pytest.TempPathFactory, made: list[NewHighlight]
) -> None:
    made = [mark._replace(origin=f"{mark.origin}{at}" if mark.origin else "") for at, mark in enumerate(made)]
    folder = tmp_path_factory.mktemp("home")
    draft = Draft(Metadata("Harbour", url="https://example.org/h"), harbour(), Source(b"x", NOON), NOON)
    with Store(folder / "one.sqlite") as store, Store(folder / "other.sqlite") as empty:
        store.add(draft)
        store.keep_highlights(made, NOON)
        before, text = store.highlights(1), exported(store)
        for library_ in (store, empty):
            if library_ is empty:
                empty.add(draft)
            store.delete_highlights([mark.id for mark in store.highlights(1)], NOON)
            import_notes(library_, read_own(text), NOON, "broadsheet")
            after = sorted(library_.highlights(1), key=lambda mark: mark.uid)
            assert len(after) == len(before)
            assert all(map(same, sorted(before, key=lambda mark: mark.uid), after))
            assert json.loads(exported(library_))["articles"][0]["text"] == harbour().text
            report = import_notes(library_, read_own(text), NOON, "broadsheet")
            assert report.added == 0


def file_of(**changed: Any) -> str:  # noqa: ANN401  whatever a file may hold
    record: dict[str, Any] = {
        "uid": uid(1), "kind": "passage", "anchor": Anchor(1, 3, "ab", "", "", "")._asdict(), "colour": "red",
        "note": "", "tags": [], "created": "2026-01-01T00:00:00Z", "changed": None,
    }  # fmt: skip
    articles = [{"title": "T", "highlights": [record | changed, record]}]
    return json.dumps({"format": "broadsheet", "version": 1, "articles": articles, "waiting": "no list"})


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"uid": "../../x"}, "hexadecimal"), ({"uid": None}, "hexadecimal"), ({"kind": "odd"}, "kind"),
        ({"anchor": None}, "anchor"), ({"anchor": {"start": 10**30}}, "start"), ({"anchor": {"start": "1"}}, "start"),
        ({"anchor": {"start": 5, "end": 2}}, "ends before"), ({"tags": "a"}, "tags"), ({"tags": [1]}, "tags"),
        ({"note": 3}, "note"), ({"created": "soon"}, "time"),
    ],
)  # fmt: skip
def test_a_bad_record_is_told_and_the_others_are_read(changed: dict[str, Any], reason: str) -> None:
    reading = read_own(file_of(**changed))
    assert len(reading.incoming) == 1
    assert reading.incoming[0].row == 2
    assert [problem.row for problem in reading.problems] == [1]
    assert reason in reading.problems[0].reason


def test_unknown_colours_and_halves_of_characters_are_mended() -> None:
    (one, _) = read_own(file_of(colour="mauve", note="a\ud800b")).incoming
    assert (one.highlight.colour, one.highlight.note) == (Colour.YELLOW, "a\ufffdb")


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "[" * 100_000, '{"format": "x"}', '{"format": "broadsheet", "version": 2}']
)
def test_a_file_that_is_no_export_is_told(text: str) -> None:
    with pytest.raises(UnreadableSourceError):
        read_own(text)


def test_articles_come_with_their_texts(store: Store) -> None:
    library(store)
    data = json.loads(exported(store))
    texts = {one.document.text for one in articles(store) if one.document}
    assert {one["text"] for one in data["articles"]} == texts


def test_what_is_no_article_and_no_list_of_highlights_is_told() -> None:
    data = {"format": "broadsheet", "version": 1, "articles": [5, {"highlights": {}}, {"highlights": "x"}]}
    reading = read_own(json.dumps(data))
    assert [problem.reason for problem in reading.problems] == ["it is not a record", "it is not a record"]
