"""An article without a text: a calm page that says why and which key tries again, a marked row, and R."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from library.entering import enter
from library.errors import DeniedError, FetchError, UnreachableError
from library.fetch import fetch_page
from library.fetching import Fetched, Manners, Wanted
from library.store import Store
from reader.commands import Where, commands_at
from reader.config import Home, Settings
from tests.driving import add_article, driven
from tests.serving import Pages, page, served
from tests.test_entering import entry_of
from tests.test_judge import paragraph

BODY = [paragraph(number) for number in range(9)]
OFF = Settings(pictures="off")


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with served() as pages:
        yield pages


def waiting(store: Store, now: datetime, address: str, error: FetchError | None = None) -> int:
    error = error or UnreachableError("The server answered 503 Service Unavailable.")
    return enter(store, Fetched(Wanted(address), None, error), now).article


async def test_the_page_says_why_and_which_key_tries_again(home: Home, store: Store, now: datetime) -> None:
    number = waiting(store, now, "https://example.org/bell")
    async with driven(home, store, now, article=number, size=(60, 20)) as on:
        assert on.shows("https://example.org/bell")
        assert on.shows("The text of this article has not come.")
        assert on.shows("The server answered 503 Service Unavailable.")
        assert on.shows("R tries again, o opens the page in the browser.")
        assert on.shows("no text")
        assert not on.shows("min")
        assert not on.shows("read it all")


async def test_it_says_where_little_can_be_hoped_for_and_obeys_the_keymap(
    home: Home, store: Store, now: datetime
) -> None:
    number = waiting(store, now, "https://example.org/bell", FetchError("The server answered 410 Gone."))
    settings = OFF._replace(keymap={"refetch": ("ctrl+r",)})
    async with driven(home, store, now, article=number, settings=settings) as on:
        assert on.shows("Another try can hardly help; ctrl+r tries all the same, o opens the")


async def test_what_was_never_tried_is_said_too(home: Home, store: Store, now: datetime) -> None:
    number = entry_of(store, "https://example.org/bell", now)
    async with driven(home, store, now, article=number) as on:
        assert on.shows("The text of this article has not been fetched yet.")
        assert on.shows("R fetches it, o opens the page in the browser.")


async def test_no_key_fails_on_it_and_having_seen_it_is_no_reading(home: Home, store: Store, now: datetime) -> None:
    number = waiting(store, now, "https://example.org/bell", DeniedError("The server answered 403 Forbidden."))
    add_article(store, "Alpha", now)
    left_out = {"refetch", "browse", "theme", "back", "archive", "star", "next-article", "previous-article", "undo"}
    async with driven(home, store, now, article=number) as on:
        for command in commands_at(Where.READING):
            if command.id in left_out:
                continue
            await on.press(*[{"}": "right_curly_bracket", "{": "left_curly_bracket"}.get(key, key)
                             for key in command.keys[:1] if len(key) == 1 or "+" in key or key.isalpha()])  # fmt: skip
            await on.press("escape") if on.app.screen is not on.app.screen_stack[0] else None
        assert on.app.is_running
        on.reading.close()
    assert store.article(number).progress is None
    assert store.highlights(number) == []


async def test_r_fetches_the_text_and_the_page_shows_it(web: Pages, home: Home, store: Store, now: datetime) -> None:
    number = waiting(store, now, f"{web.address}/bell")
    async with driven(home, store, now, article=number) as on:
        await on.press("R")
        await on.until(lambda: on.shows("Not fetched: The server answered 404 Not Found."))
        await on.until(lambda: on.shows("Another try can hardly help"))
        web["/bell"] = page("The bell is back", *BODY)
        await on.press("R")
        await on.until(lambda: on.shows("The bell is back"))
        assert on.reading.document.words > 100
    assert store.pending(number) is None


async def test_the_shelf_marks_it_and_r_fetches_it_there(web: Pages, home: Home, store: Store, now: datetime) -> None:
    number = waiting(store, now, f"{web.address}/bell")
    async with driven(home, store, now, size=(150, 30)) as on:
        assert on.shows("no text")
        await on.until(lambda: on.shows("The text of this article has not come."))
        web["/bell"] = page("The bell is back", *BODY)
        await on.press("R")
        await on.until(lambda: on.shows("The bell is back") and not on.shows("no text"))
        assert store.article(number).words


async def test_an_entry_that_turns_out_to_be_another_article_leads_to_that(
    web: Pages, home: Home, store: Store, now: datetime
) -> None:
    canonical = f"{web.address}/bell"
    text = page("The bell is back", *BODY).replace("<head>", f'<head><link rel="canonical" href="{canonical}">')
    web["/bell"] = web["/short"] = text
    article = enter(store, Fetched(Wanted(canonical), fetch_page(canonical, now), None), now).article
    entry = waiting(store, now, f"{web.address}/short")
    async with driven(home, store, now, article=entry) as on:
        await on.press("R")
        await on.until(lambda: on.reading.article.id == article)
        assert on.shows("The bell is back")
    assert store.article(entry).deleted is not None


async def test_r_fetches_all_that_are_selected(
    web: Pages, home: Home, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("library.fetching.Manners.__new__.__defaults__", Manners(pause=0))
    web["/same"] = page("The same", *map(paragraph, range(20, 29)))
    web["/bell"] = page("The bell", *BODY)
    same, bell = (
        enter(store, Fetched(Wanted(address), fetch_page(address, now), None), now).article
        for address in (f"{web.address}/same", f"{web.address}/bell")
    )
    first, gone = waiting(store, now, f"{web.address}/first"), waiting(store, now, f"{web.address}/gone")
    web["/bell"] = page("The bell", *BODY, paragraph(50))
    web["/first"] = page("The first", *map(paragraph, range(60, 69)))
    async with driven(home, store, now, size=(120, 24)) as on:
        await on.press("*", "R")
        await on.until(lambda: on.shows("Fetched again: "))
        told = next(line for line in on.lines if "Fetched again: " in line)
        for part in ("1 changed", "1 got their text", "1 unchanged", "1 not fetched"):
            assert part in told
        await on.press("u")
        assert on.shows("Taken back: the new texts of 1 article")
    assert store.document(bell).text.count("\n") == store.document(same).text.count("\n")
    assert store.article(first).title == "The first"
    assert store.pending(gone) is not None
