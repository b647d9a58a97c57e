"""HTTP/2: offered to a server over TLS and spoken when it is chosen, its lies told as those of HTTP/1.1 are."""

import gzip
import shutil
import socket
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import ClassVar

import pytest
from h2.config import H2Configuration
from h2.connection import ConnectionState, H2Connection
from h2.events import RequestReceived, WindowUpdated

from library import web
from library.errors import FetchError, UnreachableError
from library.fetch import fetch_page
from library.source import Source
from tests.serving import page

OPENSSL = shutil.which("openssl")
PAGE = page("The tide tables", "The gates open at ten.").encode()
Answer = Callable[[H2Connection, int], None]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    if OPENSSL is None:
        pytest.skip("there is no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("certificate")
    key, made = folder / "key.pem", folder / "made.pem"
    command = [
        OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(made),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return made, key


class Secure:
    """A server that speaks HTTP/2 over TLS, and one answer."""

    def __init__(self, certificate: tuple[Path, Path]) -> None:
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(*certificate)
        self.context.set_alpn_protocols(["h2", "http/1.1"])
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"https://127.0.0.1:{self.listening.getsockname()[1]}/tides"
        self.answer: Answer = lambda _, __: None
        self.plainly = b""
        """What is answered by HTTP/1.1; nothing when empty."""
        self.spoken: list[str | None] = []
        self.requests: list[dict[bytes, bytes]] = []

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.listening.accept()
                with suppress(OSError), self.context.wrap_socket(connection, server_side=True) as secure:
                    secure.settimeout(10)
                    self.spoken.append(secure.selected_alpn_protocol())
                    if self.spoken[-1] == "h2":
                        self.converse(secure)
                    elif secure.recv(65536):
                        secure.sendall(self.plainly)

    def converse(self, secure: ssl.SSLSocket) -> None:
        talk = H2Connection(H2Configuration(client_side=False, validate_outbound_headers=False))
        talk.initiate_connection()
        secure.sendall(talk.data_to_send())
        while data := secure.recv(65536):
            for event in talk.receive_data(data):
                if isinstance(event, RequestReceived):
                    self.requests.append(dict(event.headers))
                    self.answer(talk, event.stream_id)
                assert not isinstance(event, WindowUpdated) or event.delta
            secure.sendall(talk.data_to_send())
            if talk.state_machine.state is ConnectionState.CLOSED:
                self.part(secure)
                return

    @staticmethod
    def part(secure: ssl.SSLSocket) -> None:
        """Go away, but hear what is still being said: closed at once, the other side might lose what was sent to it."""
        secure.settimeout(0.5)
        secure.shutdown(socket.SHUT_WR)
        while secure.recv(65536):
            continue


@pytest.fixture
def secure(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Secure]:
    monkeypatch.setenv("no_proxy", "*")
    running = Secure(certificate)
    thread = threading.Thread(target=running.serve, daemon=True)
    thread.start()
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    monkeypatch.setattr(web, "_trust", lambda: trusting)
    yield running
    running.listening.shutdown(socket.SHUT_RDWR)
    running.listening.close()
    thread.join(10)


def giving(body: bytes, *headers: tuple[str, str], status: int = 200) -> Answer:
    def answer(talk: H2Connection, stream: int) -> None:
        talk.send_headers(stream, [(":status", str(status)), ("content-type", "text/html"), *headers])
        talk.send_data(stream, body, end_stream=True)

    return answer


def fetched(secure: Secure, now: datetime, *, seconds: float = 5) -> Source:
    return fetch_page(secure.address, now, connect_seconds=seconds).source


def test_a_page_comes_by_http_2(secure: Secure, now: datetime) -> None:
    secure.answer = giving(gzip.compress(PAGE), ("content-encoding", "gzip"))
    assert fetched(secure, now).content == PAGE
    assert secure.spoken == ["h2"]
    asked = secure.requests[0]
    assert asked[b":authority"].decode() in secure.address
    assert asked[b"user-agent"].startswith(b"Broadsheet")


def test_pages_of_one_server_come_by_one_connection(secure: Secure, now: datetime) -> None:
    secure.answer = giving(PAGE)
    with web.Web() as way:
        for _ in range(3):
            assert fetch_page(secure.address, now, web=way).source.content == PAGE
    assert (secure.spoken, len(secure.requests)) == (["h2"], 3)


def test_a_missing_page_has_its_reason_though_http_2_sends_none(secure: Secure, now: datetime) -> None:
    secure.answer = giving(b"", status=404)
    with pytest.raises(FetchError, match="answered 404 Not Found"):
        fetched(secure, now)


def test_where_http_2_fails_http_1_is_tried(secure: Secure, now: datetime) -> None:
    secure.answer = lambda talk, stream: talk.reset_stream(stream, 13)  # HTTP/1.1 required
    length = f"Content-Length: {len(PAGE)}\r\n".encode()
    secure.plainly = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + length + b"\r\n" + PAGE
    assert fetched(secure, now).content == PAGE
    assert secure.spoken == ["h2", "http/1.1"]


@pytest.mark.parametrize("length", [1, len(PAGE) + 1])
def test_a_length_that_lies_is_told(secure: Secure, now: datetime, length: int) -> None:
    secure.answer = giving(PAGE, ("content-length", str(length)))
    with pytest.raises(UnreachableError, match=r"broke off|says of the length|does not keep to HTTP"):
        fetched(secure, now)


def test_a_stream_that_is_reset_is_told(secure: Secure, now: datetime) -> None:
    def answer(talk: H2Connection, stream: int) -> None:
        talk.send_headers(stream, [(":status", "200"), ("content-type", "text/html")])
        talk.send_data(stream, PAGE)
        talk.reset_stream(stream, 2)

    secure.answer = answer
    with pytest.raises(UnreachableError, match="broke off"):
        fetched(secure, now)


@pytest.mark.parametrize("begun", [False, True])
def test_a_server_that_goes_away_is_told(secure: Secure, now: datetime, *, begun: bool) -> None:
    def answer(talk: H2Connection, stream: int) -> None:
        if begun:
            talk.send_headers(stream, [(":status", "200"), ("content-type", "text/html")])
            talk.send_data(stream, PAGE)
        talk.close_connection(error_code=2, last_stream_id=0)

    secure.answer = answer
    with pytest.raises(UnreachableError, match="broke off"):
        fetched(secure, now)


def test_a_connection_that_a_server_went_away_from_is_made_anew(secure: Secure, now: datetime) -> None:
    def answer(talk: H2Connection, stream: int) -> None:
        giving(PAGE)(talk, stream)
        talk.close_connection()

    secure.answer = answer
    with web.Web() as way:
        for _ in range(2):
            assert fetch_page(secure.address, now, web=way).source.content == PAGE
    assert len(secure.spoken) == 2


def test_frames_without_end_that_say_nothing_end_in_a_time_out(secure: Secure, now: datetime) -> None:
    def answer(talk: H2Connection, stream: int) -> None:
        del stream
        for _ in range(80_000):
            talk.ping(b"12345678")

    secure.answer = answer
    with pytest.raises(UnreachableError, match=r"did not answer|broke off|no part of a page"):
        fetched(secure, now, seconds=0.5)


def test_a_stream_that_falls_silent_ends_in_a_time_out(secure: Secure, now: datetime) -> None:
    secure.answer = lambda talk, stream: talk.send_headers(stream, [(":status", "200"), ("content-type", "text/html")])
    with pytest.raises(UnreachableError, match=r"fell silent for 0\.3 seconds after 0 bytes"):
        fetched(secure, now, seconds=0.3)


class Relay(socketserver.BaseRequestHandler):
    """A proxy that leads wherever it is asked to."""

    asked: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            head += self.request.recv(1000)
        self.asked.append(head.splitlines()[0])
        host, _, port = head.split()[1].decode().partition(":")
        with socket.create_connection((host, int(port))) as far, suppress(OSError):
            self.request.sendall(b"HTTP/1.1 200 Go on\r\n\r\n")
            threading.Thread(target=relay, args=(far, self.request), daemon=True).start()
            relay(self.request, far)


def relay(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)


def test_a_proxy_is_gone_through_and_not_seen_into(
    secure: Secure, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure.answer = giving(PAGE)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Relay) as proxy:
        proxy.daemon_threads, proxy.block_on_close = True, False
        threading.Thread(target=proxy.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.delenv("no_proxy")
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.server_address[1]}")
        assert fetched(secure, now).content == PAGE
        assert Relay.asked == [f"CONNECT {secure.address.split('/')[2]} HTTP/1.1".encode()]
        assert secure.spoken == ["h2"]
        with pytest.raises(FetchError, match="private"):
            fetch_page(secure.address, now, near="https://example.org/")
        proxy.shutdown()


def test_whom_nobody_vouches_for_is_told(secure: Secure, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "_trust", ssl.create_default_context)
    with pytest.raises(UnreachableError, match="can't be trusted: nobody whom this machine trusts"):
        fetched(secure, now)
