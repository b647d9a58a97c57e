"""R and `broadsheet refetch`: a page fetched again in the background, what changed told, refusals offered once more."""

import io
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from library.anchor import make_anchor
from library.document import Range
from library.entering import enter
from library.fetch import fetch_page
from library.fetching import Fetched, Wanted
from library.store import Store
from reader import cli
from reader.config import Home
from reader.screens.refetching import ChangesBox
from tests.driving import driven
from tests.serving import Pages, page, served
from tests.test_judge import paragraph

TITLE = "The harbour loses its bell"
BODY = [f"Paragraph {number} tells of tide {number}, and then {paragraph(number)}" for number in range(12)]
WALL = page("Just a moment...", "Verify you are human before you go on to the site, please.")


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with served() as pages:
        pages["/bell"] = page(TITLE, *BODY)
        yield pages


@pytest.fixture
def article(web: Pages, store: Store, now: datetime) -> int:
    wanted = Wanted(f"{web.address}/bell")
    return enter(store, Fetched(wanted, fetch_page(wanted.address, now), None), now).article


def mark(store: Store, article: int, quote: str, now: datetime) -> int:
    document = store.document(article)
    start = document.text.index(quote)
    return store.add_highlight(article, make_anchor(document, Range(start, start + len(quote))), now=now)


async def test_the_page_is_shown_anew_at_the_same_passage_and_u_takes_it_back(
    web: Pages, home: Home, store: Store, now: datetime, article: int
) -> None:
    former = store.document(article)
    async with driven(home, store, now, article=article) as on:
        await on.press("space")
        place = on.reading.page.place
        passage = on.reading.document.text[place : place + 40]
        web["/bell"] = page(TITLE, paragraph(70), paragraph(71), *BODY)
        web.gate.clear()
        await on.press("R")
        assert on.shows("Fetching “The harbour loses its bell” again")
        assert on.app._is_adding
        await on.press("j", "k", "R")
        assert on.shows("It is being fetched already.")
        web.gate.set()
        await on.until(lambda: on.shows("New text:"))
        place = on.reading.page.place
        assert on.reading.document.text[place : place + 40] == passage
        assert on.reading.document.text != former.text
        await on.press("u")
        assert on.shows("Taken back: the new text")
        assert on.reading.document.text == former.text == store.document(article).text
        assert on.reading.document.text[on.reading.page.place :].startswith(passage)


async def test_what_changes_for_the_notes_is_listed(
    web: Pages, home: Home, store: Store, now: datetime, article: int
) -> None:
    for quote in (BODY[2], "tells of tide 5", "tells of tide 7"):
        mark(store, article, quote, now)
    web["/bell"] = page(TITLE, *BODY[:2], *BODY[3:], *map(paragraph, range(60, 63)))
    async with driven(home, store, now, article=article) as on:
        await on.press("R")
        await on.until(lambda: isinstance(on.app.screen, ChangesBox))
        assert on.shows("2 of 3 highlights are where they were, 1 is lost.")
        assert on.shows("“Paragraph 2 tells of tide 2")
        assert on.shows("any key closes")
        await on.press("x")
        assert on.reading.article.id == article
        assert on.shows("New text:")


async def test_a_long_list_is_scrolled_and_other_keys_close_it(
    web: Pages, home: Home, store: Store, now: datetime, article: int
) -> None:
    for line in (BODY[0], BODY[1], BODY[2], *BODY[6:]):
        mark(store, article, line, now)
    web["/bell"] = page(TITLE, *BODY[3:], *map(paragraph, range(60, 63)))
    async with driven(home, store, now, article=article, size=(60, 12)) as on:
        await on.press("R")
        await on.until(lambda: isinstance(on.app.screen, ChangesBox))
        await on.until(lambda: on.shows("↓ more · other keys close"))
        before = on.lines
        await on.press("down", "j")
        assert isinstance(on.app.screen, ChangesBox)
        assert on.lines != before
        await on.press("escape")
        assert on.reading.article.id == article


async def test_a_refused_page_is_taken_when_the_key_is_pressed_again(
    web: Pages, home: Home, store: Store, now: datetime, article: int
) -> None:
    web["/bell"] = WALL
    async with driven(home, store, now, article=article, size=(100, 24)) as on:
        former = store.document(article)
        await on.press("R")
        await on.until(lambda: on.shows("R again takes it anyway."))
        assert on.shows("Not taken: what came is a bot check")
        assert on.reading.document == former == store.document(article)
        asked = web.asked
        await on.press("R")
        await on.until(lambda: on.shows("New text:"))
        assert store.document(article).text.startswith("Verify")
        assert web.asked == asked, "what was judged is what is taken"


async def test_another_key_lets_the_offer_go(web: Pages, home: Home, store: Store, now: datetime, article: int) -> None:
    web["/bell"] = WALL
    async with driven(home, store, now, article=article) as on:
        await on.press("R")
        await on.until(lambda: on.shows("R again takes"))
        await on.press("j", "R")
        await on.until(lambda: on.shows("R again takes"))
        assert web.asked == 3
        assert store.versions(article) == []


async def test_the_shelf_fetches_the_chosen_article(
    web: Pages, home: Home, store: Store, now: datetime, article: int
) -> None:
    mark(store, article, "tells of tide 5", now)
    async with driven(home, store, now, size=(120, 24)) as on:
        await on.press("R")
        await on.until(lambda: on.shows("The article is as it was."))
        web["/bell"] = page("The bell is back", paragraph(70), *BODY)
        await on.press("R")
        await on.until(lambda: on.shows("Its title is “The bell is back” now."))
        assert on.shows(" The bell is back")
        await on.press("u")
        assert on.shows(f" {TITLE}")
        web["/bell"] = WALL
        await on.press("R")
        await on.until(lambda: on.shows("R again takes it anyway."))
        await on.press("R")
        await on.until(lambda: on.shows("Just a moment"))


async def test_what_cannot_be_fetched_is_told(
    web: Pages, home: Home, store: Store, now: datetime, article: int
) -> None:
    del web.bodies["/bell"]
    async with driven(home, store, now, article=article) as on:
        await on.press("R")
        await on.until(lambda: on.shows("Not fetched: The server answered 404"))


async def test_an_article_without_an_address_says_so(home: Home, store: Store, now: datetime) -> None:
    from tests.driving import add_article

    number = add_article(store, "Gamma", now)
    document, source = store.document(number), store.source(number)
    from library.article import Draft, Metadata

    bare = store.add(Draft(Metadata("Bare"), document, source, now))
    async with driven(home, store, now, article=bare) as on:
        await on.press("R")
        assert on.shows("The address of this article is not known")


async def test_a_text_that_comes_under_a_box_is_shown_when_the_box_is_left(
    web: Pages, home: Home, store: Store, now: datetime, article: int
) -> None:
    web["/bell"] = page(TITLE, *BODY, paragraph(70))
    web.gate.clear()
    async with driven(home, store, now, article=article) as on:
        screen = on.reading
        await on.press("R", "?")
        web.gate.set()
        await on.until(lambda: len(store.versions(article)) == 1 and not on.app._is_adding)
        await on.press("escape")
        await on.until(lambda: screen.document.text == store.document(article).text)


# The command line


class Ran:
    """What a command printed."""

    def __init__(self, home: Home, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
        out, error = io.StringIO(), io.StringIO()
        with monkeypatch.context() as patched:
            patched.setattr(sys, "stdout", out)
            patched.setattr(sys, "stderr", error)
            try:
                self.code = cli.main(["--home", str(home.data), *arguments])
            except SystemExit as left:
                self.code = int(left.code or 0)
        self.out, self.error = out.getvalue(), error.getvalue()


def test_add_takes_an_address(web: Pages, home: Home, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = Ran(home, monkeypatch, "add", f"{web.address}/bell", f"{web.address}/none")
    assert (ran.code, ran.out) == (1, f"added 1: {TITLE}\n")
    assert "404" in ran.error
    assert store.article(1).url == f"{web.address}/bell"
    web["/bell"] = WALL
    again = Ran(home, monkeypatch, "add", f"{web.address}/bell")
    assert (again.code, again.out) == (1, "")
    assert "a bot check" in again.error
    assert "--anyway" in again.error
    assert Ran(home, monkeypatch, "add", f"{web.address}/bell", "--anyway").out.startswith("updated 1:")


def test_refetch_tells_what_changed_for_the_notes(
    web: Pages, home: Home, store: Store, now: datetime, article: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(store, article, BODY[2], now)
    mark(store, article, "tells of tide 5", now)
    assert Ran(home, monkeypatch, "refetch", "1").out == f"unchanged 1: {TITLE}\n"
    web["/bell"] = page(TITLE, *BODY[:2], *BODY[3:])
    ran = Ran(home, monkeypatch, "refetch", "1")
    assert ran.code == 0
    assert "1 of 2 highlights is where it was, 1 is lost." in ran.out
    assert "    lost: “Paragraph 2 tells of tide 2" in ran.out
    listed = json.loads(Ran(home, monkeypatch, "versions", "1", "--json").out)
    assert [sorted(version) for version in listed] == [["replaced", "title", "version", "words"]]
    number = str(listed[0]["version"])
    assert "tells of tide 2" in Ran(home, monkeypatch, "versions", "1", "--show", number).out
    assert f" {listed[0]['words']} words  {TITLE}" in Ran(home, monkeypatch, "versions", "1").out
    back = Ran(home, monkeypatch, "versions", "1", "--restore", number)
    assert "1 is found again" in back.out
    assert "tells of tide 2" in store.document(1).text
    assert Ran(home, monkeypatch, "versions", "1", "--restore", "77").code == 1
    assert Ran(home, monkeypatch, "versions", "7").code == 1


def test_refetch_refuses_and_takes_it_anyway(
    web: Pages, home: Home, store: Store, article: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    web["/bell"] = WALL
    ran = Ran(home, monkeypatch, "refetch", "1", "9")
    assert ran.code == 1
    assert "1: Not taken: what came is a bot check, not the article. --anyway takes" in ran.error
    assert "9: There is no article 9." in ran.error
    record = json.loads(Ran(home, monkeypatch, "refetch", "1", "--json").out)
    assert (record["id"], record["status"], record["version"]) == (article, "refused", None)
    taken = Ran(home, monkeypatch, "refetch", "1", "--anyway", "--json")
    assert (taken.code, json.loads(taken.out)["status"]) == (0, "updated")
    assert store.document(article).text.startswith("Verify")


def test_refetch_takes_a_saved_file_or_the_stored_page(
    web: Pages, home: Home, store: Store, tmp_path: Path, article: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, saved = web.asked, tmp_path / "bell.html"
    saved.write_text(page(TITLE, *BODY, paragraph(80)), encoding="utf-8")
    assert Ran(home, monkeypatch, "refetch", "1", "--file", str(saved)).out.startswith("updated 1:")
    assert store.article(article).url == f"{web.address}/bell"
    assert Ran(home, monkeypatch, "refetch", "--all", "--offline").out.startswith("unchanged 1:")
    assert web.asked == asked
    assert Ran(home, monkeypatch, "refetch", "--all").out.startswith("updated 1:")


@pytest.mark.parametrize(
    "words", [(), ("1", "--all"), ("1", "2", "--file", "x"), ("1", "--file", "x", "--offline"), ("one",)]
)
def test_options_that_make_no_sense_are_wrong_usage(
    home: Home, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    assert Ran(home, monkeypatch, "refetch", *words).code == 2
