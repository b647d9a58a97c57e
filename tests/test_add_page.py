"""Adding a page by its link: fetched in the background, put into the library, and told."""

import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from library.errors import FetchError, UnreachableError
from library.fetch import read_page
from library.source import MAX_BYTES
from library.store import Store
from reader.config import Home
from reader.tasks import add_page
from tests.driving import driven
from tests.test_following import add_linked

PROSE = "The keeper of the glass lighthouse counted the ships that came home before the storm, and wrote each down. "
PAGE = f"<html><head><title>Lights</title></head><body><article><h1>Lights</h1>{f'<p>{PROSE * 3}</p>' * 6}</article>"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, kind, body, location = {
            "/lights": (200, "text/html; charset=utf-8", PAGE.encode(), ""),
            "/moved": (302, "text/html", b"", "/lights"),
            "/trap": (302, "text/html", b"", "file:///etc/passwd"),
            "/circle": (302, "text/html", b"", "/circle"),
            "/empty": (200, "text/html", b"<html></html>", ""),
            "/film": (200, "video/mp4", b"....", ""),
            "/broken": (503, "text/html", b"", ""),
        }.get(self.path, (404, "text/html", b"", ""))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(MAX_BYTES + 1 if self.path == "/huge" else len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


def test_a_page_is_fetched_with_the_address_it_was_found_at(server: str, now: datetime) -> None:
    source = read_page(f"{server}/moved", now)
    assert (source.content, source.url, source.media_type) == (PAGE.encode(), f"{server}/lights", "text/html")


@pytest.mark.parametrize(
    ("path", "error", "words"),
    [
        ("/none", FetchError, "404"), ("/broken", UnreachableError, "503"), ("/film", FetchError, "video/mp4"),
        ("/trap", FetchError, "file"), ("/circle", FetchError, "from one address to the next"),
    ],
)  # fmt: skip
def test_what_is_no_page_is_told(server: str, now: datetime, path: str, error: type[FetchError], words: str) -> None:
    with pytest.raises(error, match=words):
        read_page(f"{server}{path}", now)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "javascript:x", "/relative", "http://[half", "http://a:b@c/"]
)
def test_other_addresses_are_refused(now: datetime, address: str) -> None:
    with pytest.raises(FetchError):
        read_page(address, now)


def test_the_answer_tells_what_happened(server: str, home: Home, store: Store, now: datetime) -> None:
    assert add_page(home, f"{server}/lights", now) == "“Lights” is in your library now"
    assert [article.title for article in map(store.article, [1])] == ["Lights"]
    assert add_page(home, f"{server}/moved", now) == "“Lights” is in your library already"
    told = add_page(home, f"{server}/empty", now)
    assert told.startswith("Kept without its text: The page holds no article text;")
    assert told.endswith(f"({server}/empty)")
    assert "404" in add_page(home, f"{server}/none", now)
    assert [one.tries for one in store.all_pending(hopeless=True)] == [1, 1]
    assert add_page(home, "http://[half", now).startswith("Not added: The address http://[half is not valid.")


def test_a_page_leads_to_no_private_place(server: str, home: Home, store: Store, now: datetime) -> None:
    assert "private" in add_page(home, f"{server}/lights", now, "https://example.org/")
    assert add_page(home, f"{server}/lights", now, f"{server}/other") == "“Lights” is brought up to date"


async def test_shift_and_a_letter_add_the_page_behind_a_link(
    server: str, home: Home, store: Store, now: datetime
) -> None:
    article = add_linked(
        store, now, f"See [the lights]({server}/lights) and [nothing]({server}/none).", url=f"{server}/own"
    )
    async with driven(home, store, now, article=article) as on:
        await on.press("f", "F")
        assert on.shows("Fetching") or on.shows("“Lights”")
        await on.until(lambda: on.shows("“Lights” is in your library now"))
        await on.press("f", "F")
        assert on.shows("“Lights” is in your library already.")
        await on.press("f", "J")
        await on.until(lambda: on.shows("Kept without its text: The server answered 404"))
        await on.press("f", "f")
        assert on.reading.article.title == "Lights"
        await on.press("q")
        assert on.reading.article.id == article


async def test_the_answer_may_come_when_the_article_has_been_left(
    server: str, home: Home, store: Store, now: datetime
) -> None:
    add_linked(store, now, f"See [the lights]({server}/lights).", url=f"{server}/own")
    async with driven(home, store, now) as on:
        await on.press("enter", "f", "F", "q")
        await on.until(lambda: store.at_address(f"{server}/lights") is not None)
        await on.app.workers.wait_for_complete()
        await on.press("j")
        assert on.shelf.rows.count == 2


async def test_leaving_waits_for_a_page_that_is_on_its_way(
    home: Home, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = threading.Event()
    told: list[str] = []

    def slow(*_: object) -> str:
        fetched.wait(10)
        return "here"

    monkeypatch.setattr("reader.tasks.add_page", slow)
    async with driven(home, store, now) as on:
        on.app.add_page("https://example.org/slow", "https://example.org/", told.append)
        assert on.app._is_adding, "the process is not ended at once"
        fetched.set()
        await on.until(lambda: told == ["here"] and not on.app._is_adding)
