"""One GET over http or https: where it may lead, how long it may take, how much it may bring."""

import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Lock, Timer
from types import TracebackType
from typing import NamedTuple, Self
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

from library.address import absolute_address, shortened
from library.errors import FetchError, UnreachableError

USER_AGENT = "Broadsheet (terminal reader of saved articles)"
_REDIRECTS = 10
_REDIRECTING = frozenset((301, 302, 303, 307, 308))
_TRY_LATER = frozenset((408, 425, 429))
_PORTION = 64 * 1024


class Answer(NamedTuple):
    """What a server gave."""

    content: bytes
    media_type: str
    """As the server says, in lower case and without parameters; empty when it says none."""
    address: str
    """Where it was found, after all redirects."""


class Terms(NamedTuple):
    """What is asked of an answer, and how long and how much it may cost."""

    accept: str
    """The header of that name."""
    welcome: Callable[[str], bool]
    """Whether an answer of this media type is worth reading."""
    limit: int
    """Bytes at most."""
    connect_seconds: float
    """For a connection, and for each silence of the server."""
    total_seconds: float
    """For everything after the name of the server is known."""


def get(address: str, terms: Terms) -> Answer:
    """What lies at an absolute address, through the proxies that the environment names.

    Raises UnreachableError when another try may help, otherwise FetchError.
    """
    with _Deadline(terms.total_seconds) as deadline:
        opener = _opener(deadline)
        try:
            for _ in range(_REDIRECTS + 1):
                request = Request(address, headers={"User-Agent": USER_AGENT, "Accept": terms.accept})  # noqa: S310  http or https, as absolute_address sees to
                response: HTTPResponse = opener.open(request, timeout=terms.connect_seconds)
                with response:
                    if response.status not in _REDIRECTING:
                        content = _content(response, terms)
                        deadline.check()
                        return Answer(content, _media_type(response), address)
                    address = absolute_address(response.headers.get("Location", ""), address)
        except (OSError, HTTPException, ValueError) as error:
            deadline.check()
            raise _told(error, address, terms) from error
    raise FetchError(f"The server leads from one address to the next, more than {_REDIRECTS} times.")


def _content(response: HTTPResponse, terms: Terms) -> bytes:
    if response.status != 200:
        trouble = response.status >= 500 or response.status in _TRY_LATER
        kind = UnreachableError if trouble else FetchError
        raise kind(f"The server answered {response.status} {response.reason[:60]}".strip() + ".")
    media_type = _media_type(response)
    if not terms.welcome(media_type):
        raise FetchError(f"The server gave {shortened(media_type)}, which was not asked for.")
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", ""):
        raise FetchError(f"The server packed its answer as {shortened(coding)}, which was not asked for.")
    too_large = f"It is larger than {terms.limit / 1024 / 1024:.3g} MB."
    declared = response.length
    if declared is not None and declared > terms.limit:
        raise FetchError(too_large)
    content = bytearray()
    while portion := response.read1(_PORTION):
        content += portion
        if len(content) > terms.limit:
            raise FetchError(too_large)
    if declared is not None and len(content) < declared:
        raise UnreachableError(f"The connection broke off after {len(content):,} of {declared:,} bytes.")
    return bytes(content)


def _media_type(response: HTTPResponse) -> str:
    return response.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _told(error: Exception, address: str, terms: Terms) -> FetchError:
    """An error of the network in words for the reader."""
    cause = error.reason if isinstance(error, URLError) else error
    host = urlsplit(address).hostname
    if isinstance(cause, TimeoutError):
        return UnreachableError(f"The server {host} did not answer within {terms.connect_seconds:g} seconds.")
    if isinstance(cause, socket.gaierror):
        return UnreachableError(f"The server {host} was not found.")
    if isinstance(cause, HTTPException):
        return UnreachableError(f"The server {host} broke off, or does not speak HTTP.")
    if isinstance(cause, OSError):
        why = (getattr(cause, "reason", None) or cause.strerror or type(cause).__name__).lower().replace("_", " ")
        return UnreachableError(f"The server {host} can't be reached: {why}.")
    return FetchError(f"The address {shortened(address)} is not valid.")


class _Deadline:
    """Ends all connections at a time: a server that sends a byte now and then is never silent for long."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._timer = Timer(seconds, self._expire)
        self._timer.daemon = True
        self._lock = Lock()
        self._connections: list[socket.socket] = []
        self._over = False

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()

    def watch(self, connection: socket.socket) -> None:
        """Take a connection under this deadline."""
        with self._lock:
            self._connections.append(connection.dup())  # TLS takes the original away
            if self._over:
                _shut(connection)

    def check(self) -> None:
        """Raise UnreachableError when the time is over."""
        if self._over:
            raise UnreachableError(f"It took longer than {self._seconds:g} seconds.")

    def _expire(self) -> None:
        with self._lock:
            self._over = True
            for connection in self._connections:
                _shut(connection)


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):  # the server was faster
        connection.shutdown(socket.SHUT_RDWR)


class _Watched(HTTPConnection):
    """A connection under a deadline from its first byte on, TLS included."""

    deadline: _Deadline

    def connect(self) -> None:
        super().connect()
        self.deadline.watch(self.sock)


class _WatchedSecure(HTTPSConnection, _Watched):
    """Its order of bases makes the plain connection be watched before TLS begins."""


def _connection(kind: type[_Watched], deadline: _Deadline, host: str, timeout: float) -> _Watched:
    connection = kind(host, timeout=timeout)
    connection.deadline = deadline
    return connection


def _opener(deadline: _Deadline) -> OpenerDirector:
    """An opener of http and https alone: neither files nor FTP, and it follows no redirect by itself."""

    class Plain(HTTPHandler):
        def http_open(self, request: Request) -> HTTPResponse:
            return self.do_open(partial(_connection, _Watched, deadline), request)

    class Secure(HTTPSHandler):
        def https_open(self, request: Request) -> HTTPResponse:
            return self.do_open(partial(_connection, _WatchedSecure, deadline), request)

    opener = OpenerDirector()
    for handler in (ProxyHandler(), Plain(), Secure()):
        opener.add_handler(handler)
    return opener
