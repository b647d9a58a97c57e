"""What went wrong between this machine and a server, in words for the reader.

httpcore, h11, h2 and OpenSSL say it for those who wrote them: "illegal header line: bytearray(b'…')".
"""

from __future__ import annotations

import h2.exceptions
import httpcore

from library.address import shortened
from library.errors import UnreachableError

NO_HTTP = (httpcore.ProtocolError, h2.exceptions.H2Error)
"""The other side does not keep to the rules, or went away in the middle of a sentence."""
MISHAPS = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProxyError, OSError, *NO_HTTP)


class UntrustedError(httpcore.ConnectError):
    """The server's certificate does not prove that it is who was asked for; its text says why."""


class InsecureError(httpcore.ConnectError):
    """No secure connection came about; its text says why."""


class FloodError(httpcore.RemoteProtocolError):
    """Far more came than any page has of headers, frames and interim answers."""


class BrokenOffError(Exception):
    """An answer broke off; the mishap is its cause."""

    def __init__(self, came: int, declared: int | None) -> None:
        super().__init__()
        self.came = came
        """Bytes of it that had come."""
        self.declared = declared


def in_words(error: Exception, host: str, silence: float) -> UnreachableError:
    """A mishap as it is told; `silence` is how many seconds a server may be silent."""
    if isinstance(error, BrokenOffError):
        return UnreachableError(_broken_off(error, host, silence))
    words = _of_the_wire(error, host, silence) if not isinstance(error, NO_HTTP) else _of_the_protocol(error, host)
    return UnreachableError(words)


def _broken_off(broken: BrokenOffError, host: str, silence: float) -> str:
    cause = broken.__cause__
    some = f"{broken.came:,} of {broken.declared:,}" if (broken.declared or 0) > broken.came else f"{broken.came:,}"
    if isinstance(cause, httpcore.TimeoutException):
        return f"The server {host} fell silent for {silence:g} seconds after {some} bytes."
    if isinstance(cause, FloodError) or "Receive buffer" in str(cause):
        return _FLOOD.format(host)
    if isinstance(cause, NO_HTTP) and "chunk " in str(cause):
        return _of_the_protocol(cause, host)
    return f"The connection broke off after {some} bytes."


def _of_the_wire(error: Exception, host: str, silence: float) -> str:
    why = shortened(str(error) or type(error).__name__)
    if isinstance(error, httpcore.TimeoutException):
        return f"The server {host} did not answer within {silence:g} seconds."
    if isinstance(error, httpcore.ProxyError):
        return f"The proxy does not lead to {host}: {why}."
    if isinstance(error, UntrustedError):
        return f"The server {host} can't be trusted: {why}."
    if isinstance(error, InsecureError):
        return f"No secure connection to {host}: {why}."
    if isinstance(error, (httpcore.ReadError, httpcore.WriteError)):
        return f"The server {host} broke off without an answer: {why}."
    return f"The server {host} can't be reached: {why}."


_FLOOD = "The server {} sends without end what is no part of a page."
_SENTENCES = (
    (
        ("without sending a resp", "unexpectedly closed", "Server disconnected", "StreamReset", "ConnectionTerminated"),
        "broke off without an answer",
    ),
    (("Receive buffer too long", "DenialOfService", "eader list"), "sends more headers than a page has"),
    (("Content-Length",), "says of the length of its answer what can't be"),
    (("Transfer-Encoding",), "packed its answer in a way that was not asked for"),
    (("status line", "response line", "request line"), "does not speak HTTP"),
    (("chunk ", "body_length"), "cuts its answer into pieces whose sizes can't be"),
    (("header", "Header"), "sends headers that are none"),
)
"""What occurs in the text of an error, and what it means."""


def _of_the_protocol(error: BaseException, host: str) -> str:
    if isinstance(error, FloodError):
        return _FLOOD.format(host)
    said = f"{type(error).__name__} {error}"
    for needles, meaning in _SENTENCES:
        if any(needle in said for needle in needles):
            return f"The server {host} {meaning}."
    return f"The server {host} does not keep to HTTP."
