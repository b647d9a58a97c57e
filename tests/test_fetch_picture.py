"""Fetching a picture: from a server that behaves, from servers that do not, and from the address itself."""

import base64
import socket
import socketserver
import threading
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.address import absolute_address
from library.errors import FetchError, UnreachableError
from library.fetch import read_picture
from library.pictures import Picture, sniffed
from tests.answering import Handler, Server, giving, leading, server

__all__ = ["server"]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


# Pictures that come


def test_a_picture_comes_with_its_type_and_the_server_is_told_who_asks(server: Server) -> None:
    address = server.address("/a.png", giving(PNG))
    assert read_picture(address) == Picture(PNG, "image/png")
    assert server.asked[0][0] == "/a.png"
    assert server.asked[0][1].startswith("Broadsheet")


@pytest.mark.parametrize("declared", ["application/octet-stream", "image/jpeg", "IMAGE/PNG; charset=binary"])
def test_the_first_bytes_tell_the_type_when_the_server_is_wrong(server: Server, declared: str) -> None:
    assert read_picture(server.address("/a", giving(PNG, declared))).media_type == "image/png"


def test_a_picture_without_a_declared_length_or_type_comes_whole(server: Server) -> None:
    def answer(handler: Handler) -> None:
        handler.start()
        handler.wfile.write(PNG)

    assert read_picture(server.address("/a", answer)) == Picture(PNG, "image/png")


def test_a_picture_in_chunks_comes_whole(server: Server) -> None:
    def answer(handler: Handler) -> None:
        handler.start(Content_Type="image/png", Transfer_Encoding="chunked")
        for at in range(0, len(PNG), 100):
            part = PNG[at : at + 100]
            handler.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        handler.wfile.write(b"0\r\n\r\n")

    assert read_picture(server.address("/a", answer)).content == PNG


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(server: Server, status: int) -> None:
    server.address("/new place/ü.png", giving(PNG))
    server.answers["/new%20place/%C3%BC.png"] = giving(PNG)
    assert read_picture(server.address("/old", leading("/new%20place/ü.png", status))).content == PNG


@pytest.mark.parametrize("reference", ["/p/a.png", "../p/a.png", "//{host}/p/a.png", " http://{host}/p/a.png#top\n"])
def test_a_relative_address_belongs_to_the_page_of_the_article(server: Server, reference: str) -> None:
    address = server.address("/p/a.png", giving(PNG))
    host = address.split("/")[2]
    base = f"http://{host}/articles/one.html"
    assert read_picture(reference.format(host=host), base=base).content == PNG


# Servers that do not behave


@pytest.mark.parametrize("status", [404, 403, 204, 410])
def test_a_missing_picture_is_told_and_not_worth_another_try(server: Server, status: int) -> None:
    address = server.address("/a", lambda handler: handler.start(status, Content_Length="0"))
    with pytest.raises(FetchError, match=f"answered {status}") as caught:
        read_picture(address)
    assert not isinstance(caught.value, UnreachableError)


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_server_in_trouble_is_worth_another_try(server: Server, status: int) -> None:
    address = server.address("/a", lambda handler: handler.start(status, Content_Length="0"))
    with pytest.raises(UnreachableError, match=str(status)):
        read_picture(address)


@pytest.mark.parametrize("media_type", ["text/html; charset=utf-8", "video/mp4", "application/json"])
def test_what_is_no_picture_is_refused_before_it_is_read(server: Server, media_type: str) -> None:
    def answer(handler: Handler) -> None:
        handler.start(Content_Type=media_type)
        handler.trickle(b"<p>")

    with pytest.raises(FetchError, match="which was not asked for"):
        read_picture(server.address("/a", answer))


def test_a_packed_answer_is_refused(server: Server) -> None:
    with pytest.raises(FetchError, match="packed"):
        read_picture(server.address("/a", giving(PNG, coding="gzip")))


def test_bytes_of_no_known_form_are_refused(server: Server) -> None:
    with pytest.raises(FetchError, match="no picture"):
        read_picture(server.address("/a", giving(b"Once upon a time", "application/octet-stream")))


def test_a_page_that_is_called_a_picture_is_refused(server: Server) -> None:
    page = b"<!doctype html><html><body>Please sign in to see this picture.</body></html>"
    with pytest.raises(FetchError, match="no picture"):
        read_picture(server.address("/a", giving(page, "image/png")))


def test_an_empty_picture_is_told(server: Server) -> None:
    with pytest.raises(FetchError, match="empty"):
        read_picture(server.address("/a", giving(b"")))


def test_a_picture_that_is_declared_too_large_is_refused_before_it_is_read(server: Server) -> None:
    def answer(handler: Handler) -> None:
        handler.start(Content_Type="image/png", Content_Length=str(10**12))
        handler.trickle(b".")

    with pytest.raises(FetchError, match="larger than 20 MB"):
        read_picture(server.address("/a", answer))


@pytest.mark.parametrize("coding", ["chunked", ""])
def test_a_body_without_end_is_refused_when_the_limit_is_reached(server: Server, coding: str) -> None:
    def answer(handler: Handler) -> None:
        if coding:
            handler.start(Content_Type="image/png", Transfer_Encoding="chunked")
        else:
            handler.start(Content_Type="image/png")
        part = PNG * 100
        while True:
            handler.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n" if coding else part)

    with pytest.raises(FetchError, match="larger than 1 MB"):
        read_picture(server.address("/a", answer), limit=1024 * 1024)


def test_a_body_without_end_behind_a_redirect_is_not_read(server: Server) -> None:
    def answer(handler: Handler) -> None:
        handler.start(302, Location="/a.png")
        while True:
            handler.wfile.write(PNG * 100)

    server.address("/a.png", giving(PNG))
    assert read_picture(server.address("/old", answer)).content == PNG


def test_a_body_that_comes_drop_by_drop_ends_in_a_time_out(server: Server) -> None:
    def answer(handler: Handler) -> None:
        handler.start(Content_Type="image/png")
        handler.wfile.write(PNG)
        handler.trickle(b".")

    with pytest.raises(UnreachableError, match=r"longer than 0.3 seconds"):
        read_picture(server.address("/a", answer), total_seconds=0.3)


def test_headers_that_come_drop_by_drop_end_in_a_time_out(server: Server) -> None:
    def answer(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Endless: ")
        handler.trickle(b".")

    with pytest.raises(UnreachableError, match=r"longer than 0.3 seconds"):
        read_picture(server.address("/a", answer), total_seconds=0.3)


def test_a_silent_server_ends_in_a_time_out(server: Server) -> None:
    def answer(handler: Handler) -> None:
        handler.server.over.wait()

    with pytest.raises(UnreachableError, match=r"did not answer within 0.2 seconds"):
        read_picture(server.address("/a", answer), connect_seconds=0.2)


def test_a_picture_that_breaks_off_is_told(server: Server) -> None:
    def answer(handler: Handler) -> None:
        handler.start(Content_Type="image/png", Content_Length=str(2 * len(PNG)))
        handler.wfile.write(PNG)

    with pytest.raises(UnreachableError, match=r"broke off after 2,056 of 4,112 bytes"):
        read_picture(server.address("/a", answer))


def test_chunks_that_break_off_are_told(server: Server) -> None:
    def answer(handler: Handler) -> None:
        handler.start(Content_Type="image/png", Transfer_Encoding="chunked")
        handler.wfile.write(b"ff\r\nabc")

    with pytest.raises(UnreachableError, match="broke off"):
        read_picture(server.address("/a", answer))


def test_a_server_that_speaks_no_http_is_told() -> None:
    class Babble(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(1000)
            self.request.sendall(b"\x00\xff220 hello\r\n" * 5)

    with socketserver.TCPServer(("127.0.0.1", 0), Babble) as babbling:
        thread = threading.Thread(target=babbling.handle_request)
        thread.start()
        with pytest.raises(UnreachableError, match="does not speak HTTP"):
            read_picture(f"http://127.0.0.1:{babbling.server_address[1]}/a.png")
        thread.join()


def test_a_secure_address_that_is_not_secure_is_told() -> None:
    class Plain(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(1000)
            self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with socketserver.TCPServer(("127.0.0.1", 0), Plain) as plain:
        thread = threading.Thread(target=plain.handle_request)
        thread.start()
        with pytest.raises(UnreachableError, match="the server does not speak TLS"):
            read_picture(f"https://127.0.0.1:{plain.server_address[1]}/a.png", total_seconds=5)
        thread.join()


def test_a_secure_server_that_is_silent_from_the_start_ends_in_a_time_out() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}/a.png"
        with pytest.raises(UnreachableError, match=r"longer than 0.2 seconds"):
            read_picture(address, total_seconds=0.2)


def test_a_closed_port_is_told() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as short_lived:
        port = short_lived.getsockname()[1]
    with pytest.raises(UnreachableError, match="can't be reached"):
        read_picture(f"http://127.0.0.1:{port}/a.png")


# Ways that are closed


@pytest.mark.parametrize("place", ["file:///etc/passwd", "ftp://127.0.0.1/a.png", "data:image/png,x", "gopher:x"])
def test_a_redirect_leads_to_http_or_nowhere(server: Server, place: str) -> None:
    with pytest.raises(FetchError, match="never opened"):
        read_picture(server.address("/a", leading(place)))


def test_a_redirect_in_a_circle_ends(server: Server) -> None:
    with pytest.raises(FetchError, match="more than 10 times"):
        read_picture(server.address("/a", leading("/a")))
    assert len(server.asked) == 11


def test_a_file_is_never_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    for address, base in ((path.as_uri(), ""), ("a.png", f"{tmp_path.as_uri()}/article.html"), (str(path), "")):
        with pytest.raises(FetchError):
            read_picture(address, base=base)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("a.png", "not complete"), ("", "not complete"), ("//example.org/a.png", "not complete"),
        ("http:///a.png", "not complete"), ("http://[::1/a.png", "not valid"), ("http://a:b/c.png", "not valid"),
        (f"http://{'a' * 70}.org/", "not valid"), ("http://a.org/\ud800", "not valid"),
        ("javascript:alert(1)", "never opened"),
        ("http://me:secret@example.org/a.png", "never opened"),
    ],
)  # fmt: skip
def test_an_address_that_can_t_be_opened_is_told(address: str, says: str) -> None:
    with pytest.raises(FetchError, match=says):
        read_picture(address)


def test_addresses_become_whole_and_ascii() -> None:
    base = "https://example.org/a/b.html?c#d"
    assert absolute_address("ü ö.png?q=é&r=%20#x", base) == "https://example.org/a/%C3%BC%20%C3%B6.png?q=%C3%A9&r=%20"
    assert absolute_address("//cdn.example.org:8080/x.png", base) == "https://cdn.example.org:8080/x.png"
    assert absolute_address("http://bücher.example") == "http://xn--bcher-kva.example/"
    assert absolute_address("https://Straße.example/") == "https://xn--strae-oqa.example/"  # not strasse, another site
    assert absolute_address("http://[::1]:80/x") == "http://[::1]:80/x"


@given(address=st.text(st.one_of(st.characters(exclude_categories=()), st.sampled_from(":/?#[]@%.")), max_size=30))
def test_any_address_is_made_whole_once_or_refused(address: str) -> None:
    try:
        whole = absolute_address(address, "https://example.org/a/")
    except FetchError:
        return
    assert whole.isascii()
    assert whole.startswith(("http://", "https://"))
    assert absolute_address(whole) == whole


# Pictures in the text itself


@pytest.mark.parametrize(
    "address",
    [
        "data:image/png;base64," + base64.b64encode(PNG).decode(),
        "DATA:image/png;charset=x;base64," + base64.b64encode(PNG).decode().replace("+", "%2B").rstrip("="),
        "data:image/png," + "".join(f"%{byte:02x}" for byte in PNG),
        "data:;base64,\n" + base64.encodebytes(PNG).decode(),
    ],
)
def test_a_picture_in_the_address_itself_is_unpacked(address: str) -> None:
    assert read_picture(address) == Picture(PNG, "image/png")


@pytest.mark.parametrize(
    "address",
    [
        "data:",
        "data:image/png",
        "data:image/png;base64,@@@@",
        "data:image/png;base64,A",
        "data:,hello",
        "data:image/png,",
    ],
)
def test_a_picture_in_the_address_that_is_damaged_is_told(address: str) -> None:
    with pytest.raises(FetchError):
        read_picture(address)


@pytest.mark.parametrize("size", [1001, 100_000])
def test_a_picture_in_the_address_obeys_the_limit(size: int) -> None:
    with pytest.raises(FetchError, match="larger than"):
        read_picture("data:image/png;base64," + base64.b64encode(PNG[:8] * size).decode(), limit=8 * 1000)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"), (b"GIF89a", "image/gif"), (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x20ftypavif", "image/avif"), (b"<?xml version='1.0'?><svg/>", "image/svg+xml"),
        (b"RIFF", ""), (b"", ""),
    ],
)  # fmt: skip
def test_the_first_bytes_tell_the_form(content: bytes, media_type: str) -> None:
    assert sniffed(content) == media_type
