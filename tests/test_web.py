"""Fetching a page: packed answers and bombs, what servers say of it, and what has not changed."""

import gzip
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.utils import formatdate
from typing import TYPE_CHECKING, Any, cast

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from library import fetch, unpacking
from library.answers import Validators
from library.errors import BusyError, DeniedError, FetchError, UnreachableError, UnreadableSourceError
from library.fetch import fetch_page
from library.source import decode
from library.unpacking import unpacker
from library.web import Web
from tests.answering import Handler, Server, giving, leading, server
from tests.serving import page
from tests.test_fetch_picture import PNG

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper
    from types import ModuleType

__all__ = ["server"]
PAGE = page("The tide tables", "The gates open at ten.", "The keeper writes it down.").encode()
HTML = "text/html; charset=utf-8"


def deflated(content: bytes) -> bytes:
    return zlib.compress(content)[2:-4]


PACKED = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}
if (zstd := unpacking._zstd()) is not None:
    PACKED["zstd"] = zstd[1].compress if zstd[0] != "zstandard" else zstd[1].ZstdCompressor().compress


@contextmanager
def fresh(cached: "_lru_cache_wrapper[Any]") -> Iterator[None]:
    """Have something found out anew, and forgotten afterwards."""
    cached.cache_clear()
    try:
        yield
    finally:
        cached.cache_clear()


# Packed answers


@pytest.mark.parametrize(
    ("coding", "pack"), [*PACKED.items(), ("deflate", deflated), ("GZIP", gzip.compress), ("identity", bytes)]
)
def test_a_packed_page_is_unpacked(server: Server, now: datetime, coding: str, pack: Callable[[bytes], bytes]) -> None:
    found = fetch_page(server.address("/a", giving(pack(PAGE), HTML, coding)), now)
    assert found.source.content == PAGE
    assert server.headers[0]["Accept-Encoding"] == ", ".join(name for name in PACKED if name[0] != "x")


def test_zstandard_is_asked_for_only_where_it_can_be_unpacked(
    server: Server, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "_ZSTD", ("no.such.module",))
    with fresh(unpacking._zstd), fresh(unpacking.offered):
        with pytest.raises(FetchError, match="packed its answer as zstd, which was not asked for"):
            fetch_page(server.address("/a", giving(PAGE, HTML, "zstd")), now)
        assert server.headers[0]["Accept-Encoding"] == "gzip, deflate, br"


class _Bounded:
    """What stands in for Python's own module: `x` after the number of letters that are meant."""

    class ZstdError(Exception):
        pass

    class DecompressionParameter:
        window_log_max = 100

    class ZstdDecompressor:
        def __init__(self, options: dict[int, int]) -> None:
            assert options == {100: 23}
            self.eof, self.needs_input, self.unused_data, self._left = False, True, b"", 0

        def decompress(self, packed: bytes, most: int) -> bytes:
            if packed:
                self._left, self.unused_data = int(packed.partition(b"x")[0]), packed.partition(b"x")[2]
            taken = min(most, self._left)
            self._left -= taken
            self.eof = self.needs_input = not self._left
            return b"x" * taken


def test_frames_of_zstandard_are_unpacked_in_pieces_of_bounded_size() -> None:
    one = unpacking._Zstandard("compression.zstd", cast("ModuleType", _Bounded))
    pieces = list(one.feed(b"1000000x7x"))
    one.end()
    assert sum(map(len, pieces)) == 1_000_007
    assert max(map(len, pieces)) <= 256 * 1024


@pytest.mark.parametrize("coding", ["gzip, gzip", "zstd, br", "compress", "made\x7fup"])
def test_a_packing_that_was_not_asked_for_is_refused(server: Server, now: datetime, coding: str) -> None:
    with pytest.raises(FetchError, match="not asked for") as caught:
        fetch_page(server.address("/a", giving(PAGE, HTML, coding)), now)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("coding", ["none", "UTF-8", "text/html", "aws-chunked", "binary, identity"])
def test_what_names_no_packing_is_taken_as_it_is(server: Server, now: datetime, coding: str) -> None:
    assert fetch_page(server.address("/a", giving(PAGE, HTML, coding)), now).source.content == PAGE


@pytest.mark.parametrize("coding", [name for name in PACKED if name[0] != "x"])
def test_what_was_never_packed_is_damaged(server: Server, now: datetime, coding: str) -> None:
    with pytest.raises(FetchError, match=r"damaged|broke off"):
        fetch_page(server.address("/a", giving(b"\xff\xfe" + PAGE, HTML, coding)), now)


@pytest.mark.parametrize("coding", PACKED)
def test_packing_that_breaks_off_is_told(server: Server, now: datetime, coding: str) -> None:
    packed = PACKED[coding](PAGE * 50)
    with pytest.raises(UnreachableError, match="broke off"):
        fetch_page(server.address("/a", giving(packed[:-9], HTML, coding)), now)


@pytest.mark.parametrize("coding", [name for name in PACKED if name[0] != "x"])
def test_a_bomb_is_given_up_when_it_has_become_a_few_megabytes(
    server: Server, now: datetime, coding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = PACKED[coding](bytes(64 * 1024 * 1024))
    whole = 0

    class Counting:
        def __init__(self, coding: str) -> None:
            self._inner = unpacker(coding)

        def feed(self, packed: bytes) -> Iterable[bytes]:
            nonlocal whole
            for piece in self._inner.feed(packed):
                whole += len(piece)
                yield piece

        def end(self) -> None:
            self._inner.end()

    monkeypatch.setattr("library.web.unpacker", Counting)
    with pytest.raises(FetchError, match="400 times as large"):
        fetch_page(server.address("/a", giving(packed, HTML, coding)), now)
    assert whole < 30 * 1024 * 1024


def test_a_bomb_that_grows_slowly_is_given_up_at_the_limit(
    server: Server, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "MAX_BYTES", 1024 * 1024)
    lines = "".join(f"<p>{number} {number * number}</p>" for number in range(120_000)).encode()
    with pytest.raises(FetchError, match="larger than 1 MB"):
        fetch_page(server.address("/a", giving(gzip.compress(lines), HTML, "gzip")), now)


@given(content=st.binary(max_size=3000).map(lambda part: part * 40), cuts=st.integers(1, 5000), coding=st.sampled_from(
    sorted(PACKED)))  # fmt: skip
def test_pieces_of_any_size_unpack_to_the_same(content: bytes, cuts: int, coding: str) -> None:
    packed, unpacking = PACKED[coding](content), unpacker(coding)
    pieces = [piece for at in range(0, len(packed), cuts) for piece in unpacking.feed(packed[at : at + cuts])]
    unpacking.end()
    assert b"".join(pieces) == content


@given(garbage=st.binary(max_size=300), coding=st.sampled_from(sorted(PACKED)))
def test_garbage_is_unpacked_or_refused(garbage: bytes, coding: str) -> None:
    unpacking = unpacker(coding)
    with suppress(FetchError):
        for piece in unpacking.feed(garbage):
            assert len(piece) < 1024 * 1024
        unpacking.end()


# What is said of the page


def test_the_page_comes_with_its_address_type_and_encoding(server: Server, now: datetime) -> None:
    content = "<html><title>Flut</title><p>Die Flut kommt um zehn Uhr über die Dämme.</html>".encode("cp1252")
    source = fetch_page(server.address("/a", giving(content, 'Text/HTML; x=y; charset="windows-1252"')), now).source
    assert (source.media_type, source.charset) == ("text/html", "windows-1252")
    assert "über die Dämme" in decode(source).text


@pytest.mark.parametrize("charset", ["utf-8", "no-such-thing", "iso-8859-1", ""])
def test_a_wrong_encoding_is_found_out(server: Server, now: datetime, charset: str) -> None:
    text = f"<html><title>Flut</title><p>{'Die Flut kommt über die Dämme herein, größer als je. ' * 20}</html>"
    coding = "cp1252" if charset == "utf-8" else "utf-8"
    source = fetch_page(server.address("/a", giving(text.encode(coding), f"text/html; charset={charset}")), now).source
    assert "über die Dämme herein, größer" in decode(source).text


def test_the_addresses_that_led_there_are_told(server: Server, now: datetime) -> None:
    end = server.address("/c", giving(PAGE, HTML))
    middle, start = server.address("/b", leading("/c")), server.address("/a", leading("b", 301))
    assert fetch_page(start, now).addresses == (start, start, middle, end)


def test_a_route_that_no_server_sees_stays_with_the_address(server: Server, now: datetime) -> None:
    address = server.address("/app", giving(PAGE, HTML))
    assert fetch_page(f"{address}#!/tides/7", now).source.url == f"{address}#!/tides/7"
    assert fetch_page(f"{address}#gates", now).source.url == address


def test_a_feed_comes_under_either_of_its_names(server: Server, now: datetime) -> None:
    feed = b'<rss version="2.0"><channel><item><title>One</title></item></channel></rss>'
    for media_type in ("application/rss+xml", "application/x-rss+xml", "application/rdf+xml"):
        assert fetch_page(server.address("/feed", giving(feed, media_type)), now).source.content == feed


@pytest.mark.parametrize("media_type", ["*/*", "unknown/unknown", "application/force-download", ""])
def test_a_type_that_says_nothing_is_no_refusal(server: Server, now: datetime, media_type: str) -> None:
    assert fetch_page(server.address("/a", giving(PAGE, media_type)), now).source.content == PAGE


@pytest.mark.parametrize("media_type", [HTML, "text/plain", "application/json", ""])
@pytest.mark.parametrize("content", [b'{"title": "Tides"}', b"[1, 2]"])
def test_data_is_no_page_whatever_it_is_called(server: Server, now: datetime, media_type: str, content: bytes) -> None:
    with pytest.raises(FetchError, match="neither a page nor a feed"):
        fetch_page(server.address("/a", giving(content, media_type)), now)


def test_a_text_that_only_begins_as_data_does_is_a_page(server: Server, now: datetime) -> None:
    content = b"[The tide](/tide) comes in over the stones."
    assert fetch_page(server.address("/a", giving(content, "text/plain")), now).source.content == content


@pytest.mark.parametrize(
    "media_type", ["video/mp4", "image/png", "font/woff2", "application/zip", "text/css", "text/javascript"]
)
def test_what_can_be_no_article_is_refused_before_it_is_read(server: Server, now: datetime, media_type: str) -> None:
    def answer(handler: Handler) -> None:
        handler.start(Content_Type=media_type)
        handler.trickle(b".")

    with pytest.raises(FetchError, match="not asked for"):
        fetch_page(server.address("/a", answer), now)


def test_a_picture_that_is_called_a_page_is_told_by_its_content(server: Server, now: datetime) -> None:
    source = fetch_page(server.address("/a", giving(PNG, HTML)), now).source
    with pytest.raises(UnreadableSourceError, match="a PNG picture"):
        decode(source)


@pytest.mark.parametrize("status", [401, 402, 403, 451])
def test_what_the_server_keeps_back_is_no_dead_end(server: Server, now: datetime, status: int) -> None:
    address = server.address("/a", lambda handler: handler.start(status, Content_Length="0"))
    with pytest.raises(DeniedError, match=f"answered {status}"):
        fetch_page(address, now)


@pytest.mark.parametrize(
    ("said", "words"),
    [("0", "Too Many Requests|Unavailable"),
     ("90", "90 seconds"), ("1", "1 second"), ("600", "10 minutes"), ("999999999999", "168 hours"),
     ("in two hours", "minutes|hours")],
)  # fmt: skip
@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_says_how_long(server: Server, now: datetime, status: int, said: str, words: str) -> None:
    said = formatdate(time.time() + 7200.5, usegmt=True) if said == "in two hours" else said
    address = server.address("/a", lambda handler: handler.start(status, Retry_After=said, Content_Length="0"))
    with pytest.raises(BusyError, match=words) as caught:
        fetch_page(address, now)
    assert (caught.value.seconds > 0) is ("left alone" in str(caught.value))


@pytest.mark.parametrize("said", ["soon", "-5", "", "Tue, 99 Foo 2026"])
def test_a_busy_server_may_say_nothing_of_use(server: Server, now: datetime, said: str) -> None:
    address = server.address("/a", lambda handler: handler.start(503, Retry_After=said, Content_Length="0"))
    with pytest.raises(UnreachableError, match="answered 503") as caught:
        fetch_page(address, now)
    assert not isinstance(caught.value, BusyError)


def test_a_redirect_that_leads_nowhere_is_told(server: Server, now: datetime) -> None:
    address = server.address("/a", lambda handler: handler.start(302, Content_Length="0"))
    with pytest.raises(FetchError, match="did not say where to"):
        fetch_page(address, now)


def test_a_length_that_promises_more_ends_in_a_time_out(server: Server, now: datetime) -> None:
    def answer(handler: Handler) -> None:
        handler.start(Content_Type=HTML, Content_Length=str(len(PAGE) + 1000))
        handler.wfile.write(PAGE)
        handler.server.over.wait()

    with pytest.raises(UnreachableError, match=r"fell silent for 0\.2 seconds after 196 of 1,196 bytes"):
        fetch_page(server.address("/a", answer), now, connect_seconds=0.2)


@pytest.mark.parametrize("length", ["-1", "many", "12, 13", "9" * 30])
def test_a_length_that_is_none_is_told(server: Server, now: datetime, length: str) -> None:
    def answer(handler: Handler) -> None:
        handler.start(Content_Type=HTML, Content_Length=length)
        handler.wfile.write(PAGE)

    with pytest.raises(FetchError, match="says of the length of its answer what can't be"):
        fetch_page(server.address("/a", answer), now, connect_seconds=1)


def test_connections_are_kept_for_the_next_page(server: Server, now: datetime) -> None:
    made = []

    def answer(handler: Handler) -> None:
        handler.close_connection = False
        made.append(handler.client_address)
        handler.start(Content_Type=HTML, Content_Length=str(len(PAGE)))
        handler.wfile.write(PAGE)

    address = server.address("/a", answer)
    with Web() as web:
        for _ in range(3):
            assert fetch_page(address, now, web=web).source.content == PAGE
    assert len(set(made)) == 1


def test_a_kept_connection_that_was_ended_is_made_anew(server: Server, now: datetime) -> None:
    def answer(handler: Handler) -> None:
        handler.start(Content_Type=HTML, Content_Length=str(len(PAGE)))
        handler.wfile.write(PAGE)  # and ends the connection, which it did not announce

    address = server.address("/a", answer)
    with Web() as web:
        for _ in range(3):
            assert fetch_page(address, now, web=web).source.content == PAGE


# What has not changed


def test_an_unchanged_page_is_not_sent_again(server: Server, now: datetime) -> None:
    def answer(handler: Handler) -> None:
        if handler.headers["If-None-Match"] == '"one"' and handler.headers["If-Modified-Since"] == "yesterday":
            handler.start(304)
        else:
            handler.start(Content_Type=HTML, Content_Length=str(len(PAGE)), ETag='"one"', Last_Modified="yesterday")
            handler.wfile.write(PAGE)

    address = server.address("/a", answer)
    first = fetch_page(address, now)
    assert first.validators == Validators('"one"', "yesterday")
    assert not first.unchanged
    again = fetch_page(address, now, known=first.validators)
    assert (again.unchanged, again.source.content, again.validators) == (True, b"", first.validators)


def test_unchanged_is_no_answer_to_who_knows_nothing(server: Server, now: datetime) -> None:
    with pytest.raises(FetchError, match="answered 304"):
        fetch_page(server.address("/a", lambda handler: handler.start(304)), now)
