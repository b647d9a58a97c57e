"""Highlights of what is not in the library and has no address: an article of their own, until the true one comes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from library import ingest
from library.anchor import Anchor
from library.extract import extract
from library.highlight import NewHighlight, Wanted
from library.importers.formats import read
from library.importers.incoming import Incoming, Reading
from library.note_import import ImportReport, import_notes
from library.source import Source
from library.store import Store
from tests.commands import Shell

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
HEAD = (
    "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at,"
    "Document tags"
)
BOOKS = f"""{HEAD}
"Rain comes from the sea.",On Moss,B. Fern,,why?,green,wet,order,2,2026-01-02 03:04:05+00:00,nature
"It waits.

And it waits <again> & again.",On Moss,B. Fern,,,,,order,9,2026-01-03 03:04:05+00:00,
"Salt outlives the road.",Salt roads,A. Noor,,,,,order,1,2026-02-02 03:04:05+00:00,
,On Moss,B. Fern,,on all of it,,,order,9,2026-01-04 03:04:05+00:00,
"""
MORE = '"Stones remember.",On Moss,B. Fern,,,,,order,11,2026-01-05 03:04:05+00:00,\n'
PAGE = """---
title: On Moss
author: B. Fern
url: https://example.org/moss
---

Moss waits on the north side of the wall, where nobody looks for it in summer.

Rain comes from the sea. It is carried over two ridges before it falls.

It waits.

And it waits &lt;again&gt; &amp; again. So the old books have it.
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty library."""
    with Store(tmp_path / "library.sqlite") as opened:
        yield opened


def bring(store: Store, text: str, now: datetime = NOW) -> ImportReport:
    """What became of a file of highlights."""
    found, reading = read(text.encode(), "highlights.csv")
    return import_notes(store, reading, now, found.name)


def stopped(*_: object) -> None:
    raise KeyboardInterrupt


def titled(store: Store, title: str) -> int:
    """The article of a title that is not in the trash."""
    (number,) = (one.id for one in store.articles(store.ids()) if one.title == title)
    return number


def test_each_book_becomes_an_article_with_its_passages_in_their_order(store: Store) -> None:
    report = bring(store, BOOKS)
    assert (report.added, report.held, report.waiting, report.articles) == (4, 4, 0, 2)
    moss = store.article(titled(store, "On Moss"))
    assert (moss.authors, moss.tags, moss.url) == (("B. Fern",), ("nature",), "")
    assert store.document(moss.id).text.split("\n") == [
        "Rain comes from the sea.", "It waits.", "And it waits <again> & again.",
    ]  # fmt: skip
    assert moss.saved == datetime(2026, 1, 4, 3, 4, 5, tzinfo=UTC)  # the last time that something was marked in it
    marked = store.highlights(moss.id)
    assert [(one.quote, one.note, one.tags, one.colour) for one in marked] == [
        ("", "on all of it", (), "yellow"),
        ("Rain comes from the sea.", "why?", ("wet",), "green"),
        ("It waits.\nAnd it waits <again> & again.", "", (), "yellow"),
    ]
    assert store.waiting() == []


def test_a_second_time_adds_nothing_and_what_is_new_joins_the_others(store: Store) -> None:
    bring(store, BOOKS)
    again = bring(store, BOOKS, LATER)
    assert (again.added, again.merged, again.articles) == (0, 4, 0)
    more = bring(store, BOOKS + MORE, LATER)
    assert (more.added, more.merged, more.held, more.articles) == (1, 4, 1, 0)
    moss = titled(store, "On Moss")
    assert store.document(moss).text.endswith("again.\nStones remember.")
    assert {one.state for one in store.highlights(moss)} == {"held"}
    assert len(store.highlights(moss)) == 4


def test_the_article_itself_takes_them_over_when_it_comes(store: Store) -> None:
    bring(store, BOOKS + MORE)
    stood_in = titled(store, "On Moss")
    store.star([stood_in], starred=True)
    saved = ingest.save(store, Source(PAGE.encode(), LATER, "moss.md"), LATER)
    article = store.article(saved.article)
    assert (article.starred, article.tags) == (True, ("nature",))
    states = {one.quote: one.state for one in store.highlights(article.id)}
    assert states == {
        "": "held", "Rain comes from the sea.": "held", "It waits.\nAnd it waits <again> & again.": "held",
        "Stones remember.": "lost",
    }  # fmt: skip
    assert store.article(stood_in).deleted is not None
    assert store.highlights(stood_in) == []
    assert [one.title for one in store.articles(store.ids())] == ["On Moss", "Salt roads"]
    again = bring(store, BOOKS + MORE, LATER)
    assert (again.added, again.articles) == (0, 0)


def test_an_article_by_somebody_else_leaves_them_where_they_are(store: Store) -> None:
    bring(store, BOOKS)
    stood_in = titled(store, "On Moss")
    ingest.save(store, Source(PAGE.replace("B. Fern", "Ann Lee").encode(), LATER, "moss.md"), LATER)
    assert store.article(stood_in).deleted is None
    assert len(store.highlights(stood_in)) == 3


def test_what_was_thrown_away_is_not_brought_back_by_an_article(store: Store) -> None:
    bring(store, BOOKS)
    stood_in = titled(store, "On Moss")
    store.delete([stood_in], NOW)
    saved = ingest.save(store, Source(PAGE.encode(), LATER, "moss.md"), LATER)
    assert store.highlights(saved.article) == []
    store.undelete([stood_in])
    assert len(store.highlights(stood_in)) == 3


def test_the_text_can_be_extracted_anew(store: Store) -> None:
    bring(store, BOOKS)
    moss = titled(store, "On Moss")
    found = extract(store.source(moss))
    assert found.document[:3] == store.document(moss)[:3]
    assert (found.metadata.title, found.metadata.authors) == ("On Moss", ("B. Fern",))


def test_an_article_takes_so_many_and_the_others_wait(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("library.excerpts._MOST", 3)
    rows = "".join(f"Words number {number},Long book,A. Noor,,,,,order,{number},,\n" for number in range(5))
    report = bring(store, f"{HEAD}\n{rows}")
    assert (report.added, report.held, report.waiting) == (5, 3, 2)
    more = bring(store, f"{HEAD}\n{rows}Words that come later,Long book,A. Noor,,,,,order,9,,\n")
    assert (more.added, more.merged, more.waiting, more.lost) == (1, 5, 1, 0)


def test_a_bookmark_waits_whether_its_book_stands_in_already_or_not(store: Store) -> None:
    added = "Added on Monday, 3 June 2024 10:11:12"
    marked = (
        f"Quiet Rivers (Dale, Edith)\n- Your Highlight on page 7 | Location 105-107 | {added}\n\nRivers.\n==========\n"
    )
    bookmark = NewHighlight(None, Anchor(-1, -1, "", "a bend ", "of it", ""), wanted=Wanted("", "Quiet Rivers"))
    assert bring(store, marked).held == 1
    report = import_notes(store, Reading((Incoming(1, bookmark),)), LATER, "test")
    assert (report.added, report.waiting, report.lost) == (1, 1, 0)


def test_a_run_that_is_stopped_before_its_highlights_are_stored_is_completed_by_the_next(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Store, "keep_highlights", stopped)
        with pytest.raises(KeyboardInterrupt):
            bring(store, BOOKS)
    report = bring(store, BOOKS)
    assert (report.added, report.held, report.articles) == (4, 4, 0)
    saved = ingest.save(store, Source(PAGE.encode(), LATER, "moss.md"), LATER)
    assert len(store.highlights(saved.article)) == 3


def test_the_command_says_that_articles_were_made_of_them(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "highlights.csv"
    path.write_text(BOOKS, encoding="utf-8")
    done = shell("import", str(path))
    assert "2 articles made of their words" in done.out
    assert [one["title"] for one in shell("list", "--json").json] == ["Salt roads", "On Moss"]
    assert shell("import", str(path), "--json").json["added"] == 0
    path.write_text(BOOKS.replace("On Moss", "On Stone"), encoding="utf-8")
    found = shell("import", str(path), "--json").json
    assert (found["added"], found["made_articles"]) == (3, 1)
