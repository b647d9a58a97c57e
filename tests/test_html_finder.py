"""Where trafilatura is spared work, it finds what it would have found."""

from pathlib import Path

import lxml.html
import pytest
import trafilatura

from library.extract.html_finder import article_text
from library.extract.html_markup import words_in
from tests.saved_pages import SENTENCE, paragraphs

PAGES = sorted((Path(__file__).parent / "data" / "pages").rglob("*.html"))


def found_by_it_alone(content: bytes) -> str:
    found = trafilatura.bare_extraction(lxml.html.document_fromstring(content), include_comments=False)
    return str(getattr(found, "text", "") or "")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_same_text_is_found(path: Path) -> None:
    content = path.read_bytes()
    text, warnings = article_text(lxml.html.document_fromstring(content), 0)
    assert text == found_by_it_alone(content)
    assert not warnings


@pytest.mark.parametrize(
    "page",
    [
        f"<article><h1>Gate</h1>{paragraphs(9)}</article>",
        f"<article>{paragraphs(9)}<table><tr><td>{SENTENCE}</td></tr></table></article>",
        f"<article>{paragraphs(2)}</article><div>{paragraphs(40)}</div>",
        f"<div class=content>{paragraphs(1)}</div><div id=more>{paragraphs(9)}</div><script>{SENTENCE * 90}</script>",
        f"<div>{SENTENCE}<br>{SENTENCE}<br>{SENTENCE}</div>",
        "<p>Little.</p>",
    ],
)
def test_so_it_is_where_others_may_find_more(page: str) -> None:
    content = f"<html><head><title>Gate</title></head><body>{page}</body></html>".encode()
    assert article_text(lxml.html.document_fromstring(content), 0)[0] == found_by_it_alone(content)


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
