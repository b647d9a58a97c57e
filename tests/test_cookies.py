"""Cookies: read from the file of a browser, sent to their own sites alone; those that servers set are forgotten."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.cookies import Cookies, read_cookies
from library.errors import UnreadableSourceError
from library.fetch import fetch_page
from library.web import Web
from tests.answering import Handler, Server, giving, server
from tests.serving import page

__all__ = ["server"]
PAGE = page("The tide tables", "The gates open at ten.", "The keeper writes it down.").encode()
HTML = "text/html; charset=utf-8"

FILE = """# Netscape HTTP Cookie File
127.0.0.1\tFALSE\t/\tFALSE\t4102444800\tmember\tyes
#HttpOnly_127.0.0.1\tFALSE\t/inner\tFALSE\t0\tinner\t1
127.0.0.1\tFALSE\t/\tTRUE\t0\tsecret\t2
127.0.0.1\tFALSE\t/\tFALSE\t1\told\t3
.example.org\tTRUE\t/\tTRUE\t0\tall\ta
example.org\tFALSE\t/\tTRUE\t0\tone\tb
this line is none
example.org\tTRUE\t/\tTRUE\t0\tevil\ta\rb; c=d
"""


def cookies_in(tmp_path: Path, text: str) -> tuple[Cookies, int]:
    path = tmp_path / "cookies.txt"
    path.write_bytes(text.encode())
    return read_cookies(path)


def test_cookies_go_to_their_own_sites_alone(server: Server, now: datetime, tmp_path: Path) -> None:
    cookies, wrong = cookies_in(tmp_path, FILE)
    assert wrong == 2
    with Web(cookies) as web:
        for path, sent in (("/a", "member=yes"), ("/inner/b", "inner=1; member=yes")):
            fetch_page(server.address(path, giving(PAGE, HTML)), now, web=web)
            assert server.headers[-1]["Cookie"] == sent
    assert cookies.pairs("https://example.org/") == {"all": "a", "one": "b"}
    assert cookies.pairs("https://www.example.org/") == {"all": "a"}
    assert cookies.pairs("http://example.org/") == cookies.pairs("https://badexample.org/") == {}


def test_a_cookie_set_on_the_way_is_sent_on_and_forgotten(server: Server, now: datetime) -> None:
    def gate(handler: Handler) -> None:
        if "seen=1" in handler.headers.get("Cookie", ""):
            giving(PAGE, HTML)(handler)
        else:
            handler.start(302, Location="/a", Set_Cookie="seen=1; Path=/", Content_Length="0")

    address = server.address("/a", gate)
    with Web() as web:
        for _ in range(2):
            assert fetch_page(address, now, web=web).source.content == PAGE
    assert [headers["Cookie"] for headers in server.headers] == [None, "seen=1"] * 2


@pytest.mark.parametrize("text", ["just words", '{"cookies": []}', "a\tb"])
def test_a_file_without_cookies_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableSourceError, match=r"cookies\.txt"):
        cookies_in(tmp_path, text)
    with pytest.raises(UnreadableSourceError, match="can't be read: no such file"):
        read_cookies(tmp_path / "none.txt")


@given(text=st.text(st.sampled_from("a.\t\n10#TRUEFALSE;= \r\x00é"), max_size=200))
def test_any_file_of_cookies_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any-cookies.txt"
    path.write_bytes(text.encode())
    try:
        cookies, _ = read_cookies(path)
    except UnreadableSourceError:
        return
    pairs = cookies.pairs("https://a.a/")
    assert all(part.isascii() and part.isprintable() and ";" not in part for pair in pairs.items() for part in pair)
