"""Articles are known by all their addresses, and wait for their text until it comes."""

from datetime import UTC, datetime
from sqlite3 import Row

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.address import page_key
from library.answers import Validators
from library.article import Draft, Metadata
from library.builder import DocumentBuilder
from library.document import BlockKind, Document
from library.entries import Pending
from library.source import Source
from library.store import Store
from reader.config import Home

NOW = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)
URL = "https://example.org/tides"


def text(*paragraphs: str) -> Document:
    builder = DocumentBuilder("en")
    for paragraph in paragraphs:
        builder.add(BlockKind.PARAGRAPH, paragraph)
    return builder.build()


def draft(document: Document, url: str = URL) -> Draft:
    return Draft(
        Metadata("Tides", url=url), document, Source(b"", NOW, url="http://www.example.org/t?utm_source=x"), NOW
    )


def test_an_article_is_known_by_its_canonical_address_and_by_that_of_its_source(home: Home) -> None:
    with Store(home.library) as store:
        number = store.add(draft(text("The sea keeps its own minutes.")))
        for address in (URL, "http://example.org/tides/", "https://example.org/t#top"):
            assert store.known_as([address]) == [number]
            same = store.same(address, "", "")
            assert same is not None
            assert same.id == number
        assert store.known_as(["https://example.org/ebb", "mailto:a@example.org", ""]) == []
        store.know(number, ["https://short.example/1"])
        assert store.known_as(["https://short.example/1"]) == [number]


def test_many_articles_are_known_by_their_addresses_too(home: Home) -> None:
    with Store(home.library) as store:
        (number,) = store.add_many([draft(text("The sea keeps its own minutes."))])
        assert store.known_as([URL]) == [number]


def test_what_lies_in_the_trash_is_known_last(home: Home) -> None:
    with Store(home.library) as store:
        first, second = store.add(draft(text("One."))), store.add(draft(text("Two.")))
        store.delete([first], NOW)
        assert store.known_as([URL]) == [second, first]


def test_an_article_waits_until_its_text_comes(home: Home) -> None:
    with Store(home.library) as store:
        number = store.add(draft(Document("")))
        store.expect_text(number)
        assert store.pending(number) == Pending(number, URL, "Tides", 0, "", hopeless=False)
        store.text_failed(number, "The server was not found.", NOW, hopeless=False)
        store.text_failed(number, "The server answered 410 Gone.", NOW, hopeless=True)
        assert store.all_pending() == []
        assert [(one.tries, one.reason) for one in store.all_pending(hopeless=True)] == [
            (2, "The server answered 410 Gone.")
        ]
        store.replace(number, draft(text("The sea keeps its own minutes.")), 0, NOW)
        assert store.pending(number) is None
        assert store.versions(number) == []


def test_what_the_server_said_is_remembered(home: Home) -> None:
    with Store(home.library) as store:
        number = store.add(draft(text("One.")))
        assert store.validators(number) == Validators()
        store.set_validators(number, Validators('"a"', ""))
        assert store.validators(number) == Validators('"a"', "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://app.example/#!/tides/7", "http://www.app.example/#!/tides/7"),
        ("https://app.example/tides#/7?a=b", "https://app.example/tides/#/7?a=b"),
        ("https://app.example/tides#gates", "https://app.example/tides"),
        ("https://app.example/tides#", "https://app.example/tides"),
        ("https://bücher.example/über?q=ü", "https://xn--bcher-kva.example/%c3%bcber?q=%C3%BC"),
        ("https://app.example/a%2fb", "https://app.example/a%2Fb"),
        ("https://app.example/?utm_source=x&b=2&a=1", "https://app.example?a=1&b=2"),
    ],
)
def test_addresses_of_one_page_have_one_key(one: str, other: str) -> None:
    assert page_key(one) == page_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://app.example/#!/tides/7", "https://app.example/#!/tides/8"),
        ("https://app.example/#/tides", "https://app.example/"),
        ("https://app.example/a%2Fb", "https://app.example/a/b"),
        ("https://app.example:8443/a", "https://app.example/a"),
    ],
)
def test_addresses_of_two_pages_have_two(one: str, other: str) -> None:
    assert page_key(one) != page_key(other)


@given(address=st.text(st.sampled_from("htps:/.%é#!?&=aA0[]@ "), max_size=40))
def test_any_address_has_a_key(address: str) -> None:
    assert page_key(f"https://{address}") == page_key(f"https://{address}".strip())


# Where the tables keep addresses and texts apart


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/tides",
        "HTTP://Example.org/tides",
        "urn:isbn:9780000000001",
        "httpx://example.org",
        "http://",
        " http://a.example",
    ],
)
def test_an_article_is_found_by_its_very_address_of_whatever_kind(home: Home, url: str) -> None:
    with Store(home.library) as store:
        number = store.add(draft(text("The sea keeps its own minutes."), url))
        other = store.add(draft(text("Another text."), f"{url}/other"))
        for query, there in ((url, number), (f"{url}/other", other)):
            same, found = store.same(query, "", ""), store.at_address(query)
            assert (same and same.id, found and found.id) == (there, there)
            assert store.articles_at([query, "https://example.org/none"]) == [(there, False)]
        assert store.at_address(f"{url}?utm_source=x") is None
        store.delete([number], NOW)
        assert store.at_address(url) is None
        assert store.articles_at([url]) == [(number, True)]


def test_articles_without_a_text_are_the_same_by_title(home: Home) -> None:
    nothing = Document("").fingerprint
    with Store(home.library) as store:
        number = store.add(draft(Document(""), ""))
        store.add(draft(text("The sea keeps its own minutes."), ""))
        same = store.same("", "Tides", nothing)
        assert same is not None
        assert same.id == number
        assert store.same("", "tides", nothing) is None


@pytest.mark.parametrize("fingerprint", [Document("").fingerprint, Document("The sea").fingerprint])
def test_what_is_there_is_found_without_reading_all_articles(
    home: Home, monkeypatch: pytest.MonkeyPatch, fingerprint: str
) -> None:
    with Store(home.library) as store:
        plans: list[str] = []
        asked = store._rows

        def rows(sql: str, *bound: object) -> list[Row]:
            plans.extend(str(row["detail"]) for row in asked(f"EXPLAIN QUERY PLAN {sql}", *bound))
            return asked(sql, *bound)

        monkeypatch.setattr(store, "_rows", rows)
        store.same(URL, "Tides", fingerprint)
        store.at_address(URL)
        store.at_address("urn:isbn:9780000000001")
        store.articles_at([URL, "urn:isbn:9780000000001"])
        assert any("article_by_other_url" in step for step in plans)
        assert not [step for step in plans if step.startswith("SCAN article")]
