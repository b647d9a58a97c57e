"""Markdown files: what a reader finds on the page and above it."""

import json
import string
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library.builder import broken_laws
from library.document import row_cells
from library.errors import UnreadableSourceError
from library.exporters.record import record
from library.extract import Extraction
from library.extract.markdown import extract
from library.source import MARKDOWN, Source, decode

NOW = datetime(2025, 4, 3, 6, 30, tzinfo=UTC)
FILES = sorted((Path(__file__).parent / "data" / "markdown").glob("*.md"))


def read(text: str, name: str = "a-saved-page.md", url: str = "") -> Extraction:
    source = Source(text.encode("utf-8", "replace"), NOW, name, url, MARKDOWN)
    return extract(source, decode(source), None)


def kinds(found: Extraction) -> list[tuple[str, str]]:
    return [(block.kind.value, found.document.slice(block)) for block in found.document.blocks]


def marks(found: Extraction) -> list[tuple[str, str, str]]:
    return [(span.kind.value, found.document.slice(span), span.target) for span in found.document.spans]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_reads_as_its_record_says(path: Path) -> None:
    found = read(path.read_text(encoding="utf-8"), path.name)
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert record(found.metadata, found.document, found.warnings) == expected
    assert broken_laws(found.document) == []


# Title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: From above\n---\n# Another\n", "From above"),
        ("# The first heading\n\nWords.", "The first heading"),
        ("## Second rank\n\nWords.", "Second rank"),
        ("Words.\n\n## Second rank\n", "a-saved-page"),
        ("Words without any heading.", "a-saved-page"),
        ("---\ntitle: 1984\n---\nx", "1984"),
        ("---\ntitle: NO\n---\nx", "NO"),
        ("---\ntitle:\n---\nx", "a-saved-page"),
    ],
)
def test_the_title_comes_from_the_best_place(text: str, title: str) -> None:
    assert read(text).metadata.title == title


def test_a_text_without_a_name_is_called_by_its_first_words() -> None:
    title = read("The tide was out, " * 20, name="").metadata.title
    assert title.startswith("The tide was out")
    assert title.endswith("…")
    assert len(title) <= 81


def test_the_title_stands_on_the_page_once() -> None:
    assert kinds(read("---\ntitle: The Salt  Road\n---\n# The salt road\n\nWords.")) == [("paragraph", "Words.")]
    assert kinds(read("# The Salt Road\n\nWords.")) == [("paragraph", "Words.")]


# Front matter


def test_front_matter_fills_the_head_of_the_page() -> None:
    found = read(
        "---\ntitle: T\nauthor: Ann Lee and Bob Ray\nsite: The Example\nlanguage: pt_BR\ntags: sea, '#salt'\n"
        "canonical: https://example.org/a\ndate: 3 May 2024\n---\nWords."
    ).metadata
    assert (found.authors, found.site, found.language) == (("Ann Lee", "Bob Ray"), "The Example", "pt-BR")
    assert (found.url, found.published) == ("https://example.org/a", datetime(2024, 5, 3, tzinfo=UTC))


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ('"[[Ines Orlo]]"', ("Ines Orlo",)),
        ("[[Ines Orlo]]", ("Ines Orlo",)),
        ("[Ann Lee, Bob Ray]", ("Ann Lee", "Bob Ray")),
        ("Lee, Ann", ("Lee, Ann",)),
        ("{name: Ann Lee}", ("Ann Lee",)),
        ("", ()),
    ],
)
def test_authors_in_every_form(author: str, names: tuple[str, ...]) -> None:
    assert read(f"---\nauthor: {author}\n---\nWords.").metadata.authors == names


def test_only_web_addresses_are_taken() -> None:
    found = read("---\nurl: file:///etc/passwd\n---\nx", url="https://example.org/x")
    assert found.metadata.url == "https://example.org/x"


def test_broken_front_matter_is_told_kept_and_read_as_far_as_it_is_clear() -> None:
    found = read("---\ntitle: Harbour: a history\ntags: [a\n---\nAll the words.")
    assert found.metadata.title == "Harbour: a history"
    assert kinds(found) == [("paragraph", "All the words.")]
    assert "line 2" in found.warnings[0]
    assert "tags: [a" in found.dropped[0].text


@pytest.mark.parametrize(
    "front",
    [
        "a: &a [x, x]\nb: [*a, *a, *a]",
        "a: " + "[" * 30_000,
        "a: !!python/object/apply:os.system [echo]",
        "a: " + "x" * 70_000,
        "a: " + "9" * 5_000,
        "date: 2024-13-45",
        "? [a, b]\n: c\nkey: 1",
    ],
    ids=["bomb", "deep", "object", "huge", "number", "no date", "odd key"],
)
def test_hostile_front_matter_is_harmless(front: str) -> None:
    started = time.process_time()
    found = read(f"---\n{front}\n---\nAll the words.")
    assert found.document.text.endswith("All the words.")
    assert time.process_time() - started < 5


# Key points


def test_a_list_under_the_title_is_the_key_points() -> None:
    assert kinds(read("# T\n\n- one\n- two\n\nWords."))[:2] == [("key_point", "one"), ("key_point", "two")]


def test_a_label_is_not_kept() -> None:
    assert kinds(read("# T\n\n## Key points\n\n1. one\n\nWords.")) == [("key_point", "one"), ("paragraph", "Words.")]


@pytest.mark.parametrize(
    "text",
    [
        "# T\n\nWords.\n\n- one\n\nWords.",
        "# T\n\n- one\n- two\n",
        "# T\n\n- [ ] one\n- [x] two\n\nWords.",
        "# T\n\n- [One](#one)\n- [Two](#two)\n\n1. x\n",
        "# T\n\n- one\n  - deeper\n\nWords.",
        "---\nkey_points: []\n---\n- one\n\nWords.",
    ],
    ids=["after a paragraph", "nothing follows", "tasks", "contents", "nested", "told that there are none"],
)
def test_other_lists_stay_lists(text: str) -> None:
    assert all(kind != "key_point" for kind, _ in kinds(read(text)))


# Images


def test_a_caption_is_taken_from_the_title_or_the_emphasised_line() -> None:
    for text in (
        '![Alt](https://x.org/a.jpg "The pier. Photo: Ann Lee")',
        "![Alt](https://x.org/a.jpg)\n*The pier. Photo: Ann Lee*",
        "[![Alt](https://x.org/a.jpg)](https://x.org/)\n\n_The pier. Photo: Ann Lee_",
    ):
        found = read(f"{text}\n\nWords.")
        assert kinds(found)[:2] == [("image", "Alt"), ("caption", "The pier. Ann Lee")]
        assert ("credit", "Ann Lee", "Photo") in marks(found)
        assert found.document.blocks[0].info == "https://x.org/a.jpg"


def test_a_small_line_is_the_credit_even_without_an_image() -> None:
    found = read("Words.\n\n*The pier / Reuters.* <small>Photo: Ann Lee</small>\n\nMore <small>words</small>.")
    assert kinds(found)[1:] == [("caption", "The pier / Reuters. Ann Lee"), ("paragraph", "More words.")]
    assert marks(found) == [("credit", "Ann Lee", "Photo")]


def test_an_emphasised_line_elsewhere_is_a_paragraph() -> None:
    assert kinds(read("Words.\n\n*Stressed.*")) == [("paragraph", "Words."), ("paragraph", "Stressed.")]


def test_a_picture_written_into_the_text_is_not_stored_as_its_address() -> None:
    assert read(f"![Alt](data:image/png;base64,{'A' * 9999})").document.blocks[0].info == ""


# Links and marks


def test_only_web_and_mail_links_can_be_followed() -> None:
    found = read("[a](https://x.org) [b](mailto:a@x.org) [c](javascript:alert(1)) [d](#d) [e](e.md) <http://y.org>")
    assert found.document.text == "a b c d e http://y.org"
    assert [target for _, _, target in marks(found)] == ["https://x.org", "mailto:a@x.org", "http://y.org"]


def test_footnotes_stand_at_the_end_and_are_linked() -> None:
    found = read("One.[^a] Two.[^b]\n\n[^a]: First\n\n    more.\n\n[^c]: Unused.\n\nLast.")
    assert kinds(found)[1:] == [("paragraph", "Last."), ("footnote", "First more."), ("footnote", "Unused.")]
    assert marks(found) == [("link", "[a]", "#fn:a"), ("sup", "[a]", "")]
    assert "[^b]" in found.document.text


def test_html_is_read_without_its_tags_and_told_once() -> None:
    found = read("<div>one <b>two</b></div>\n\n<span>three</span> <u>four</u><!-- five -->")
    assert found.document.text == "one two\nthree four"
    assert len(found.warnings) == 1
    assert read("Plain, with <em>known</em> tags.<!-- remark -->").warnings == ()


# Tables


def test_cells_beyond_the_header_are_told_once() -> None:
    found = read(
        "---\ntitle: T\n---\nWords.\n\n> | a | b |\n> |-|-|\n> | 1 | 2 | 3 \\| 4 | 5 |\n> | 6 | 7 | |\n> | 8 | 9 | x"
    )
    assert [text for kind, text in kinds(found) if kind == "row"] == ["a b", "1 2", "6 7", "8 9"]
    assert len(found.warnings) == 1
    assert [(piece.line, piece.text) for piece in found.dropped] == [(8, "3 \\| 4 | 5"), (10, "x")]


def test_empty_cells_stand_within_their_row() -> None:
    found = read("| a | b |\n|-|-|\n| | 1 |\n| 2 | |\n| 3 |\n")
    rows = [[found.document.slice(cell) for cell in row_cells(found.document, row)] for row in found.document.blocks]
    assert rows == [["a", "b"], ["", "1"], ["2", ""], ["3", ""]]
    assert broken_laws(found.document) == []


# Any input


@pytest.mark.parametrize(
    "text",
    [
        "<div>\n" + "<script></script>" * 40_000,
        "<div>\n<" + "a" * 300_000,
        "[^a]\n\n[^a]: x\n" + "\n    word\n" * 20_000,
    ],
    ids=["scripts", "an endless tag", "a long note"],
)
def test_what_repeats_takes_no_longer_than_it_is_long(text: str) -> None:
    started = time.process_time()
    read(text)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "text",
    [">" * 5000 + " words", "- " * 5000 + "words", "1. " * 5000 + "words", "[" * 10_000 + " words",
     "![" * 5000 + " words", "^[" * 3000 + "words" + "]" * 3000, "<b>" * 20_000 + "words", "*" * 20_000 + " words",
     "> " * 2000 + "\n" + "- " * 2000 + "words"],
)  # fmt: skip
def test_deep_nesting_keeps_its_words(text: str) -> None:
    found = read(text)
    assert "words" in found.document.text
    assert broken_laws(found.document) == []


PIECES = st.sampled_from(
    ["# ", "- ", "1. ", "> ", "\n", "\n\n", "    ", "```", "|", "|-|-|\n", "word ", "*", "**", "_", "`", "[", "]", "(",
     "<", ">", "&amp;", "&#0;", "![", "](http://x)", "[^1]", "[^1]: ", "^[", "<b>", "</b>", "<div>",
     "<img src=x alt=y>", "<!--", "-->", "---\n", "title: x\n", "key_points:\n- a\n", "e\u0301", "\u202e", "\x0c",
     "\ufeff", "\t", "\\", "~~",
     "[x] ", "\u00a0", "\u2028", "\x85", "<figcaption>", "</figcaption>", "*cap*\n", "Key points\n", "===\n"]
)  # fmt: skip
SOUP = st.lists(st.one_of(PIECES, PIECES, st.text(max_size=4), st.sampled_from(string.punctuation)), max_size=50)


@settings(max_examples=300, deadline=None)
@given(SOUP.map("".join), st.booleans())
def test_any_text_makes_a_lawful_document(text: str, front: bool) -> None:  # noqa: FBT001  drawn
    try:
        found = read(f"---\n{text}" if front else text)
    except UnreadableSourceError:
        return
    assert broken_laws(found.document) == []


@pytest.mark.parametrize("opener", ["![", "[", "[^", "^[", "[a]("])
def test_brackets_that_never_close_are_text_and_end_in_time(opener: str) -> None:
    text = opener * 20_000
    assert read(text).document.text == text
