"""The home page of a site, or of a section, is told to be one where that is clear; nothing is refused."""

from datetime import UTC, datetime

import pytest

from library.extract import extract
from library.extract.front_page import FRONT_PAGE
from library.source import Source
from tests.answering import Server, giving, server
from tests.commands import Shell

__all__ = ["server"]
PROSE = (
    "The ferry leaves the pier at six in the morning whether or not there is anybody on it, and has done so for years; "
    "the captain says that a timetable which waits is no timetable, and nobody on the island has ever argued with her, "
    "least of all in winter, when she sails with the mail alone."
)
HOME, SECTION, STORY = (
    "https://post.example.org/",
    "https://post.example.org/news/",
    "https://post.example.org/news/the-ferry",
)


def teaser(number: int) -> str:
    return (
        f'<div class="card"><a href="/news/story-{number}"><img src="/{number}.jpg"></a>'
        f'<h3><a href="/news/story-{number}">The island has story number {number} to tell</a></h3>'
        f"<p>What happened on day {number}, and why nobody on the pier was surprised by it.</p></div>"
    )


def plain_teaser(number: int) -> str:
    return (
        f'<li><a href="/news/story-{number}"><span class=t>The island has story number {number} to tell</span></a></li>'
    )


def cards(count: int) -> str:
    return "".join(map(teaser, range(count)))


def plain(count: int) -> str:
    return f"<ul>{''.join(map(plain_teaser, range(count)))}</ul>"


LEAD = f"<article><h1>The Island Post</h1><p>{PROSE[:150]}.</p></article>"
ESSAY = f"<article><h1>The ferry that waits for nobody</h1>{f'<p>{PROSE}</p>' * 12}</article>"


def is_told(url: str, body: str) -> bool:
    page = f"<html><head><title>The Island Post</title></head><body><main>{body}</main></body></html>"
    warnings = extract(Source(page.encode(), datetime(2026, 1, 1, tzinfo=UTC), "", url), None).warnings
    return FRONT_PAGE in warnings


@pytest.mark.parametrize("url", [HOME, "https://post.example.org", "https://post.example.org/index.html", SECTION])
def test_a_page_of_teasers_is_told(url: str) -> None:
    assert is_told(url, LEAD + cards(20))


@pytest.mark.parametrize("body", [LEAD + plain(30), f"<p>{PROSE}</p>{cards(20)}"])
def test_other_looks_of_a_home_page_are_told(body: str) -> None:
    assert is_told(HOME, body)


@pytest.mark.parametrize(
    ("url", "body"),
    [
        (STORY, LEAD + cards(20)), ("", LEAD + cards(20)), (f"{HOME}?p=12", LEAD + cards(20)),
        (HOME, ESSAY), (HOME, ESSAY + cards(8)), (SECTION, ESSAY + cards(12)), (HOME, ESSAY + plain(15)),
        (SECTION, LEAD + cards(3)), (SECTION, LEAD + plain(30)), ("https://post.example.org/about", LEAD + cards(3)),
        (HOME, LEAD + cards(20).replace('href="/', 'href="https://elsewhere.example.com/')),
    ],
)  # fmt: skip
def test_what_may_be_an_article_is_not(url: str, body: str) -> None:
    assert not is_told(url, body)


def test_it_is_added_with_the_word(shell: Shell, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    page = f"<html><head><title>The Island Post</title></head><body>{LEAD}{cards(20)}</body></html>"
    address = server.address("/", giving(page.encode(), "text/html"))
    ran = shell("add", address, "--json")
    assert (ran.code, ran.json["status"], ran.json["warnings"]) == (0, "added", [FRONT_PAGE])
    assert FRONT_PAGE in ran.error
