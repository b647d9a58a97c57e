"""What goes wrong between this machine and a server is told as what it is, in one short sentence."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import repeat

import pytest

from library.errors import FetchError, UnreachableError
from library.fetch import fetch_page
from tests.answering import Server, giving, leading, server
from tests.raw_server import saying
from tests.serving import page

__all__ = ["server"]
PAGE = page("The tide tables", "The gates open at ten.").encode()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


def told(answer: Iterable[bytes], now: datetime, *, reset: bool = False) -> str:
    """The reason why no page came."""
    with saying(answer, reset=reset) as address, pytest.raises(UnreachableError) as caught:
        fetch_page(address, now, connect_seconds=5)
    return str(caught.value).replace("127.0.0.1", "HOST")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "The server HOST broke off without an answer."),
        (b"HTTP/1.1 200 OK\r\nCont", "The server HOST broke off without an answer."),
        (b"220 mail.example ready\r\n\r\n", "The server HOST does not speak HTTP."),
        (b"HTTP/1.1 -200 OK\r\n\r\n", "The server HOST does not speak HTTP."),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "The server HOST does not keep to HTTP."),
        (HEAD + b"no header\r\n\r\n", "The server HOST sends headers that are none."),
        (HEAD + b"X: y" + b"y" * 300_000 + b"\r\n\r\n", "The server HOST sends more headers than a page has."),
        (HEAD + b"Content-Length: many\r\n\r\n", "The server HOST says of the length of its answer what can't be."),
        (HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
         "The server HOST says of the length of its answer what can't be."),
        (HEAD + b"Transfer-Encoding: gzip\r\n\r\n",
         "The server HOST packed its answer in a way that was not asked for."),
        (CHUNKED + b"-5\r\nhello", "The server HOST cuts its answer into pieces whose sizes can't be."),
        (CHUNKED + b"fffffffffffffffff\r\nhello", "The connection broke off after 5 bytes."),
        (HEAD + b"Content-Length: 1000\r\n\r\nhello", "The connection broke off after 5 of 1,000 bytes."),
    ],
)  # fmt: skip
def test_each_mishap_has_its_own_sentence(now: datetime, answer: bytes, words: str) -> None:
    assert told([answer], now) == words


def test_a_connection_that_is_reset_within_the_page_is_not_called_unreachable(now: datetime) -> None:
    assert told([CHUNKED + b"5\r\nhello\r\n"], now, reset=True).startswith("The connection broke off after ")


def test_a_connection_that_is_reset_before_the_page_is_told(now: datetime) -> None:
    words = "The server HOST broke off without an answer: connection reset by peer."
    assert told([b"HTTP/1.1 2"], now, reset=True) == words


@pytest.mark.parametrize(
    ("start", "more"),
    [
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
        (CHUNKED, b"1\r\nx\r\n" * 1000),
        (CHUNKED + b"5\r\nhello\r\n0\r\n", b"X: y\r\n" * 1000),
    ],
    ids=["interim answers", "tiny pieces", "trailers"],
)
def test_what_is_no_part_of_a_page_is_given_up_soon(now: datetime, start: bytes, more: bytes) -> None:
    def flood() -> Iterator[bytes]:
        yield start
        yield from repeat(more)

    assert told(flood(), now) == "The server HOST sends without end what is no part of a page."


def test_a_page_in_tiny_pieces_is_no_flood(now: datetime) -> None:
    pieces = b"".join(b"1\r\n" + PAGE[at : at + 1] + b"\r\n" for at in range(len(PAGE))) + b"0\r\n\r\n"
    with saying([CHUNKED + pieces]) as address:
        assert fetch_page(address, now).source.content == PAGE


def test_what_stands_behind_a_semicolon_is_asked_for(server: Server, now: datetime) -> None:
    address = server.address("/tides;art1234,56?a;b", giving(PAGE, "text/html"))
    assert fetch_page(address, now).source.content == PAGE


@pytest.mark.parametrize("place", ["file:///etc/passwd", "javascript:alert(1)", "ftp://127.0.0.1/"])
def test_where_a_server_leads_to_is_named(server: Server, now: datetime, place: str) -> None:
    with pytest.raises(FetchError, match="never opened") as caught:
        fetch_page(server.address("/a", leading(place)), now)
    assert str(caught.value).startswith(f"The server leads to {place}. ")


def test_a_password_that_a_server_leads_to_is_not_told(server: Server, now: datetime) -> None:
    with pytest.raises(FetchError, match="holds a name or a password") as caught:
        fetch_page(server.address("/a", leading("http://me:secret@127.0.0.1/")), now)
    assert "secret" not in str(caught.value)


def test_where_a_page_leads_to_is_named(server: Server, now: datetime) -> None:
    leaving = b'<html><meta http-equiv="refresh" content="0; url=file:///etc/passwd"></html>'
    with pytest.raises(FetchError, match="The page leads to file:///etc/passwd"):
        fetch_page(server.address("/a", giving(leaving, "text/html")), now)
