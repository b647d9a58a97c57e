"""Connections for httpcore: made to addresses that were looked at, and ended by a time that holds for all of a request.

httpcore's own time-outs are for each silence: a server that sends a byte now and then would never be silent for long.
"""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

import httpcore

from library import reach
from library.mishaps import FloodError, InsecureError, UntrustedError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable


_SCHEMES = ("http", "https")


class Wire(httpcore.NetworkBackend):
    """Makes the connections of one thread."""

    def __init__(self) -> None:
        self.ends = float("inf")
        """When the request that is under way must be over, by `time.monotonic`."""
        self.private = False
        """Whether it may lead to a private address."""
        self.inside: set[str] = set()
        """Hosts that turned out to be private, as `host_of` names them."""
        self.proxy: tuple[str, int] | None = None
        """A host and port that the person chose to go through, wherever that is."""
        self.spare = 0
        """Bytes that may come yet which are no part of a page: headers, frames, interim answers."""
        self.by_http2 = False
        """Whether what was last said was said by HTTP/2."""

    @property
    def left(self) -> float:
        """Seconds until the request must be over."""
        return self.ends - time.monotonic()

    def within(self, seconds: float | None) -> float:
        """Seconds that may be waited for one answer of the network. Raises httpcore.TimeoutException when none are."""
        left = self.left
        if left <= 0:
            raise httpcore.ReadTimeout
        return left if seconds is None else min(seconds, left)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002  nobody asks for one
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002  nor for these
    ) -> httpcore.NetworkStream:
        """Connect to the first place of a host that answers. Raises FetchError where none may be reached."""
        private = self.private or self.proxy == (host, port)
        places = reach.places(host, port, self.within(timeout), private=private)
        patience = time.monotonic() + self.within(timeout)
        for number, place in enumerate(places):
            last = number == len(places) - 1
            share = (patience - time.monotonic()) / (len(places) - number)
            try:
                connection = _connected(place, max(0.05, share))
            except OSError as error:
                if last:
                    raise _of(error, httpcore.ConnectTimeout, httpcore.ConnectError) from error
            else:
                if self.proxy is None and reach.is_private(place.address[0]):
                    self.inside |= {reach.host_of(f"{scheme}://{_bracketed(host)}:{port}") for scheme in _SCHEMES}
                return _Stream(connection, self)
        raise httpcore.ConnectError(host)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _connected(place: reach.Place, seconds: float) -> socket.socket:
    connection = socket.socket(place.family, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.connect(place.address)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        connection.close()
        raise
    return connection


class _Stream(httpcore.NetworkStream):
    """A connection that waits no longer than its request may take."""

    def __init__(self, connection: socket.socket, wire: Wire) -> None:
        self._connection = connection
        self._wire = wire
        self._by_http2 = getattr(connection, "selected_alpn_protocol", str)() == "h2"

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What comes next, at most so much; nothing at the end."""
        self._connection.settimeout(self._wire.within(timeout))
        try:
            came = self._connection.recv(max_bytes)
        except OSError as error:
            raise _of(error, httpcore.ReadTimeout, httpcore.ReadError) from error
        self._wire.spare -= len(came)
        if self._wire.spare < 0:
            raise FloodError
        return came

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it."""
        self._wire.by_http2 = self._by_http2
        try:
            while buffer:
                self._connection.settimeout(self._wire.within(timeout))
                buffer = buffer[self._connection.send(buffer) :]
        except OSError as error:
            raise _of(error, httpcore.WriteTimeout, httpcore.WriteError) from error

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """The same connection, made secure; the whole of it within the time."""
        try:
            self._connection.settimeout(self._wire.within(timeout))
            return _Stream(ssl_context.wrap_socket(self._connection, server_hostname=server_hostname), self._wire)
        except OSError as error:
            self.close()
            raise _of_tls(error) from error

    def get_extra_info(self, info: str) -> object:
        """What httpcore asks of a connection."""
        if info == "ssl_object":
            return self._connection if hasattr(self._connection, "selected_alpn_protocol") else None
        if info == "is_readable":
            return _is_readable(self._connection)
        return {"socket": self._connection}.get(info)


def _of(error: OSError, late: type[Exception], failed: type[Exception]) -> Exception:
    """As httpcore has it, with the reason as its text; the causes of its errors do not arrive."""
    if isinstance(error, TimeoutError):
        return late()
    why = getattr(error, "reason", None) or error.strerror or type(error).__name__
    return failed(str(why).lower().replace("_", " "))


_UNTRUSTED = {
    9: "its certificate is not valid yet", 10: "its certificate has expired", 23: "its certificate was called back",
    62: "its certificate is another server's", 64: "its certificate is another server's",
}  # fmt: skip
"""What OpenSSL's numbers say of a certificate: https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/."""
_NO_TLS = ("wrong_version_number", "unexpected_eof", "http_request", "record_layer_failure", "packet_length")


def _of_tls(error: OSError) -> Exception:
    number = getattr(error, "verify_code", None)
    if number is not None:
        return UntrustedError(_UNTRUSTED.get(number, "nobody whom this machine trusts vouches for its certificate"))
    why = (getattr(error, "reason", None) or "").lower()
    if any(said in why for said in _NO_TLS):
        return InsecureError("the server does not speak TLS, or broke off")
    return _of(error, httpcore.ConnectTimeout, InsecureError)


def _is_readable(connection: socket.socket) -> bool:
    """Whether something can be read at once, be it the end: then an idle connection is of no more use."""
    import select

    if connection.fileno() < 0:
        return True
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(0))
