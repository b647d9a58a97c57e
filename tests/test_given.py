"""What is typed or pasted to be added is told apart: addresses, paths, texts."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.given import Given, given_of, is_address

PROSE = "The keeper of the glass lighthouse counted the ships that came home before the storm, and wrote each down."


@pytest.mark.parametrize(
    ("typed", "addresses"),
    [
        ("https://a.example/1", ["https://a.example/1"]),
        ("HTTP://A.example/1 www.b.example", ["HTTP://A.example/1", "https://www.b.example"]),
        ("https://a.example/1\n\n  b.example/2\t\r\nhttps://a.example/1\n", ["https://a.example/1", "https://b.example/2"]),
        ("https://a.example/über uns", ["https://a.example/über uns"]),
    ],
)  # fmt: skip
def test_addresses_stand_on_lines_or_beside_each_other(typed: str, addresses: list[str]) -> None:
    assert given_of(typed) == Given(tuple(addresses))


def test_paths_may_have_spaces_and_addresses_beside_them(tmp_path: Path) -> None:
    page, other = tmp_path / "salt road.md", tmp_path / "tides.html"
    page.touch()
    other.touch()
    found = given_of(f"{page}\n{other} https://a.example/1\n{tmp_path}/absent.txt")
    assert found == Given(("https://a.example/1",), (str(page), str(other), f"{tmp_path}/absent.txt"))
    assert found.words == "fetches the page, reads 3 files or folders"
    assert given_of("absent.md").paths == ("absent.md",)
    assert given_of("a few words that name no file").paths == ("a few words that name no file",)


def test_prose_is_a_text_as_it_is() -> None:
    typed = f"  {PROSE}\n\n{PROSE} See https://a.example/1\n"
    assert given_of(typed) == Given(text=typed)
    assert given_of(typed).words == "adds the text: 40 words"
    assert given_of(f"<html><body>{PROSE}</body></html>").text


def test_an_address_above_a_text_is_where_it_is_from() -> None:
    found = given_of(f"a.example/1\n\nLights\n\n{PROSE}\n")
    assert found == Given(text=f"Lights\n\n{PROSE}", url="https://a.example/1")
    assert found.words == "adds the text of https://a.example/1: 20 words"


def test_many_addresses_on_one_line_are_a_list() -> None:
    addresses = [f"https://a.example/tides/{number}" for number in range(1000)]
    assert given_of(" ".join(addresses)) == Given(tuple(addresses))
    assert given_of(f"{' '.join(addresses)} {PROSE}").text


def test_long_lists_of_addresses_are_lists() -> None:
    found = given_of("\n".join(f"https://a.example/{number}" for number in range(5000)))
    assert len(found.addresses) == 5000
    assert found.words == "fetches 5,000 pages"
    assert given_of(f"{PROSE}\n" * 5000).text


@pytest.mark.parametrize(
    ("word", "is_one"),
    [("https://a", True), ("ftp://a.example/", False), ("a.example/x", True), ("./a.example/x", False), ("a.md", False),
     ("/a.b/c", False), ("~/a.b/c", False), ("www.a.example", True), ("", False), (".git/config", False)],
)  # fmt: skip
def test_a_word_that_names_a_page(word: str, *, is_one: bool) -> None:
    assert is_address(word) is is_one


@given(typed=st.text(max_size=300))
def test_nothing_that_is_typed_is_lost(typed: str) -> None:
    found = given_of(typed)
    kept = "".join((*found.addresses, *found.paths, found.text, found.url))
    assert all(character in kept for character in typed if not character.isspace())


def test_a_word_that_names_nothing_does_not_swallow_the_addresses_on_its_line() -> None:
    found = given_of("https://example.org/a https://example.org/b garbage")
    assert (found.addresses, found.paths) == (("https://example.org/a", "https://example.org/b"), ("garbage",))
