"""What trafilatura takes for an article is asked for in haste, and thoroughly where that misses most of a page."""

from datetime import UTC, datetime
from pathlib import Path

import lxml.html
import pytest
import trafilatura

from library.document import Document
from library.extract import extract
from library.extract.html_finder import Finder
from library.extract.html_markup import words_in
from library.source import HTML, Source
from tests.saved_pages import SENTENCE, paragraphs

PAGES = sorted((Path(__file__).parent / "data" / "pages").rglob("*.html"))


def finder(content: bytes) -> Finder:
    return Finder(lxml.html.document_fromstring(content), 0)


def read_body(body: str) -> Document:
    content = f"<html><head><title>Gate</title></head><body>{body}</body></html>".encode()
    return extract(Source(content, datetime(2026, 1, 1, tzinfo=UTC), media_type=HTML)).document


def found_by_it_alone(content: bytes) -> str:
    found = trafilatura.bare_extraction(lxml.html.document_fromstring(content), include_comments=False)
    return str(getattr(found, "text", "") or "")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_thorough_look_finds_what_trafilatura_does(path: Path) -> None:
    content = path.read_bytes()
    found = finder(content)
    assert found.thoroughly() == found_by_it_alone(content)
    assert found.trouble == []


def test_a_look_in_haste_finds_the_paragraphs_of_an_article() -> None:
    content = f"<body><nav>{SENTENCE}</nav><article><h1>Gate</h1>{paragraphs(9)}</article></body>".encode()
    assert finder(content).in_haste() == found_by_it_alone(content)


FURNITURE = "".join(f"<div class=gate><div><a href=/{number}>Harbour {number}</a></div></div>" for number in range(80))


@pytest.mark.parametrize(
    ("before", "holder"),
    [
        ("", "div class='entry-content'"),
        ("", "div itemprop=articleBody"),
        ("", "section id=articleContent"),
        ("", "article"),
        ("<aside><div class='article-body'>Old gates.</div></aside>", "article"),
        ("<form><article><p>Ask the gate keeper.</p></article></form>", "div class='post-body'"),
        ("<div class='article-body'><p>Members only.</p></div>", "main"),
        ("<article>One gate.</article>", "article"),
    ],
)
def test_in_haste_the_part_that_holds_the_article_is_found_as_on_the_whole_page(before: str, holder: str) -> None:
    article = f"<{holder}>{paragraphs(9)}</{holder.split(maxsplit=1)[0]}>"
    content = f"<body>{FURNITURE}{before}{article}{FURNITURE}<p>{SENTENCE}</p></body>"
    assert finder(content.encode()).in_haste() == found_by_it_alone(content.encode())


def test_both_leave_the_page_as_it_is() -> None:
    root = lxml.html.document_fromstring(f"<article><h1>Gate</h1>{paragraphs(9)}</article>")
    before = lxml.html.tostring(root)
    found = Finder(root, 0)
    assert found.in_haste() and found.thoroughly()  # noqa: PT018  either alone would do
    assert lxml.html.tostring(root) == before


def test_where_haste_misses_most_of_the_page_the_rest_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Finder, "in_haste", lambda _: SENTENCE)
    article = f"<main><h1>Gate</h1>{paragraphs(12)}</main>"
    assert read_body(f"<nav><a href=/>Home</a></nav>{article}").text.count("\n") >= 11


def test_a_page_that_haste_keeps_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Finder) -> str:
        raise AssertionError

    monkeypatch.setattr(Finder, "thoroughly", fail)
    assert read_body(f"<article><h1>Gate</h1>{paragraphs(12)}</article>").words > 100


def test_where_haste_fails_a_thorough_look_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("trafilatura.xpaths.RAW_TREE_PRUNE_XPATH")
    content = f"<article><h1>Gate</h1>{paragraphs(9)}</article>".encode()
    found = finder(content)
    assert found.in_haste() == found.thoroughly()
    assert found.trouble == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Ferry's 2nd bell", ["the", "ferry", "s", "2nd", "bell"]),
        ("“Straße” – ½ µm…", ["strasse", "½", "μm"]),
        ("a_b\u00a0c\u2009d", ["a", "b", "c", "d"]),
        ("Глава 3: 雨の港", ["глава", "3", "雨", "の", "港"]),
    ],
)
def test_words_are_parted_alike_in_all_letters(text: str, words: list[str]) -> None:
    assert words_in(text) == words
