"""A web server on this machine that answers as a test tells it to, well or badly."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Server(ThreadingHTTPServer):
    """Answers as it is told to, and remembers what it was asked."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Callable[[Handler], None]] = {}
        self.asked: list[tuple[str, str]] = []
        self.headers: list[Message] = []
        """Of the requests, in their order."""
        self.over = threading.Event()

    def address(self, path: str, answer: Callable[["Handler"], None]) -> str:
        self.answers[path] = answer
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.asked.append((self.path, self.headers["User-Agent"]))
        self.server.headers.append(self.headers)
        with suppress(OSError):  # the other side has left, as it should
            self.server.answers[self.path](self)

    def log_message(self, *_: object) -> None:
        pass

    def start(self, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def trickle(self, part: bytes) -> None:
        """Send the same a little at a time, until nobody listens."""
        while not self.server.over.wait(0.02):
            self.wfile.write(part)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "*")
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.over.set()
        running.shutdown()
        thread.join()


def giving(content: bytes, media_type: str = "image/png", coding: str = "identity") -> Callable[[Handler], None]:
    def answer(handler: Handler) -> None:
        handler.start(Content_Type=media_type, Content_Length=str(len(content)), Content_Encoding=coding)
        handler.wfile.write(content)

    return answer


def leading(to: str, status: int = 302) -> Callable[[Handler], None]:
    return lambda handler: handler.start(status, Location=to, Content_Length="0")
