"""Large files: what an import costs grows with its records alone, is told on the way, and absurd files are refused."""

import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest

from library.article import Draft, Metadata
from library.builder import DocumentBuilder
from library.document import BlockKind, Document
from library.errors import UnreadableSourceError
from library.exporters import BY_ID
from library.exporters.leaving import Manner, chosen_by, printed
from library.importers.formats import read, read_large
from library.importers.incoming import MOST
from library.importers.own import read_lines
from library.note_import import import_notes
from library.source import Source
from library.store import Store
from tests.export_sample import library

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)


def words_of(article: int, sentence: int) -> str:
    return f"In village {article} the bell of house {sentence} rang {article * sentence} times."


def fill(store: Store, articles: int, sentences: int) -> None:
    for article in range(articles):
        builder = DocumentBuilder("en")
        builder.add(BlockKind.PARAGRAPH, " ".join(words_of(article, sentence) for sentence in range(sentences)))
        metadata = Metadata(title=f"The bells of village {article} and its houses")
        store.add(Draft(metadata, builder.build(), Source(str(article).encode(), NOW), NOW))


def csv_of(articles: int, sentences: int) -> bytes:
    """A file whose records go from article to article, as a service lists them by date."""
    rows = [
        f"{words_of(article, sentence)},The bells of village {article} and its houses\n"
        for sentence in range(sentences)
        for article in range(articles)
    ]
    return "".join(["Highlight,Title\n", *rows]).encode()


def test_each_article_is_read_once_and_statements_are_for_hundreds_of_records(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, 4, 600)
    found, reading = read(csv_of(4, 600))
    loaded: list[int] = []
    document_of = store._document

    def watched(article: int) -> Document:
        loaded.append(article)
        return document_of(article)

    monkeypatch.setattr(store, "_document", watched)
    asked: list[str] = []
    store._connection.set_trace_callback(lambda sql: asked.append(sql.split()[0]))
    report = import_notes(store, reading, NOW, found.name)
    store._connection.set_trace_callback(None)
    assert (report.read, report.added, report.held) == (2400, 2400, 2400)
    assert sorted(loaded) == [1, 2, 3, 4]
    assert asked.count("SELECT") < 50


def test_importing_again_asks_no_more(store: Store) -> None:
    fill(store, 2, 500)
    found, reading = read(csv_of(2, 500))
    import_notes(store, reading, NOW, found.name)
    asked: list[str] = []
    store._connection.set_trace_callback(lambda sql: asked.append(sql.split()[0]))
    again = import_notes(store, reading, NOW, found.name)
    store._connection.set_trace_callback(None)
    assert (again.added, again.merged) == (0, 1000)
    assert asked.count("INSERT") == 0
    assert asked.count("SELECT") < 20


def test_how_far_it_is_only_grows_and_reaches_the_end(store: Store) -> None:
    fill(store, 3, 300)
    found, reading = read(csv_of(3, 300))
    told: list[tuple[int, int]] = []
    import_notes(store, reading, NOW, found.name, told=lambda done, of: told.append((done, of)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
    assert len(told) > 3


def test_many_articles_of_one_title_are_not_all_compared_with_each_record(store: Store) -> None:
    for number in range(300):
        builder = DocumentBuilder("en")
        builder.add(BlockKind.PARAGRAPH, f"Page {number} says that the tide of day {number} came late.")
        metadata = Metadata(title="Notes", authors=(f"Author number{number}",))
        store.add(Draft(metadata, builder.build(), Source(str(number).encode(), NOW), NOW))
    rows = "".join(f"the tide of day {number},Notes,Author number{number}\n" for number in range(300))
    found, reading = read(f"Highlight,Title,Author\n{rows}".encode())
    report = import_notes(store, reading, NOW, found.name)
    assert (report.added, report.held) == (300, 300)
    assert [len(store.highlights(number)) for number in range(1, 301)] == [1] * 300


ABSURD = {
    "readwise": "Highlight,Title\n" + "a,b\n" * (MOST + 1),
    "kindle": "T\n- Your Highlight on page 1\n\nx\n==========\n" * (MOST + 1),
    "webannotation": '{"@context": "x", "items": 0, "@graph": [' + "0," * MOST + "0]}",
    "hypothesis": '{"annotations": [' + "0," * MOST + "0]}",
    "clipper": '{"url": "https://example.org", "data": [' + "0," * MOST + "0]}",
    "broadsheet": '{"format": "broadsheet", "version": 1, "articles": [{"highlights": [' + "0," * MOST + "0]}]}",
}


@pytest.mark.parametrize("form", ABSURD)
def test_a_file_of_too_many_records_is_refused_as_a_whole_and_told(form: str) -> None:
    with pytest.raises(UnreadableSourceError, match="more than 250,000 records"):
        read(ABSURD[form].encode(), "", form)


def test_a_json_text_that_would_fill_memory_is_not_read() -> None:
    with pytest.raises(UnreadableSourceError, match="more than the 8,000,000 values"):
        read(('{"annotations": [' + "{}," * 8_000_000 + "{}]}").encode())


def test_a_large_honest_file_is_read_as_a_whole() -> None:
    rows = [{"uri": "https://example.org/a", "text": f"note {number}"} for number in range(5000)]
    _, reading = read(json.dumps({"rows": rows}).encode())
    assert len(reading.incoming) == 5000


# Our own exports, which may be as large as a library


def exported(store: Store) -> str:
    form = BY_ID["json"]
    return "".join(printed(store, form, chosen_by(store, form, "", NOW), NOW, Manner()))


def test_an_export_of_any_size_is_read_line_by_line(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library(store)
    path = tmp_path / "all.json"
    path.write_text(exported(store), encoding="utf-8")
    assert read_large(path) is None  # it can be read at once
    other = tmp_path / "other.json"
    other.write_text("[" * 200)
    with monkeypatch.context() as patch:
        patch.setattr("library.source.MAX_BYTES", 100)
        large = read_large(path)
        assert read_large(other) is None
    assert large is not None
    assert large == read(path.read_bytes())
    with Store(tmp_path / "other.sqlite") as fresh:
        assert import_notes(fresh, large[1], NOW, "broadsheet")[8:12] == (2, 0, 0, 9)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.9, 0.999])
def test_an_export_that_breaks_off_is_refused(store: Store, share: float) -> None:
    library(store)
    text = exported(store)
    with pytest.raises(UnreadableSourceError):
        read_lines(StringIO(text[: int(len(text) * share)]))
    with pytest.raises(UnreadableSourceError, match="extra data"):
        read_lines(StringIO(text + "{}"))


def test_an_empty_export_and_a_later_one(store: Store) -> None:
    assert read_lines(StringIO(exported(store))).incoming == ()
    with pytest.raises(UnreadableSourceError, match="later version"):
        read_lines(StringIO(exported(store).replace('"version": 1', '"version": 99')))
