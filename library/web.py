"""GET over http and https: where it may lead, how long it may take, how much it may bring."""

from __future__ import annotations

import time
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpcore

from library import reach
from library.address import led_to, shortened
from library.answers import Answer, Terms, Validators
from library.errors import BusyError, DeniedError, FetchError, UnreachableError
from library.mishaps import MISHAPS, NO_HTTP, BrokenOffError, FloodError, in_words
from library.unpacking import check_ratio, is_plain, offered, unpacker
from library.wire import Wire

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self

    from library.cookies import Cookies

USER_AGENT = "Broadsheet (terminal reader of saved articles)"
_REDIRECTS = 10
_REDIRECTING = frozenset((301, 302, 303, 307, 308))
_TRY_LATER = frozenset((408, 425, 429))
_DENIED = frozenset((401, 402, 403, 407, 451))
_KEPT_OPEN = 15.0
"""Seconds that a connection is kept for another page of the same server."""
_LONGEST_WAIT = 7 * 24 * 3600
_SPARE = 512 * 1024
"""Bytes of headers, frames and interim answers that may come with a page beyond its own number of bytes."""


def get(address: str, terms: Terms) -> Answer:
    """What lies at an absolute address, through the proxies that the environment names.

    Raises UnreachableError when another try may help, otherwise FetchError.
    """
    with Web() as web:
        return web.get(address, terms)


class Web:
    """A way to servers for one thread: connections are kept between its requests. Close it, or use it in a `with`."""

    def __init__(self, cookies: Cookies | None = None) -> None:
        """`cookies` are sent to their sites; what servers set is forgotten after each page."""
        self._cookies = cookies
        self._wire = Wire()
        self._pools: dict[tuple[str, bool, bool], httpcore.ConnectionPool] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all connections."""
        while self._pools:
            self._pools.popitem()[1].close()

    def get(self, address: str, terms: Terms) -> Answer:
        """As the function `get`."""
        self._wire.ends = time.monotonic() + terms.total_seconds
        passed: list[str] = []
        given: Cookies | None = None
        own = address if terms.near is None else terms.near
        for _ in range(_REDIRECTS + 1):
            self._wire.private = bool(own) and reach.same_host(address, own)
            if not self._wire.private and reach.names_private(address):
                raise FetchError(
                    f"The address leads to {reach.host_of(address)}, which is private: that is opened only when you "
                    "type it."
                )
            try:
                answer, place, set_cookies = self._ask(address, terms, given)
            except BaseException:
                self.close()  # what is left of an answer must not become part of the next
                raise
            if answer is not None:
                return answer._replace(passed=tuple(passed), private=self._is_inside(address))
            if set_cookies:
                given = given or _no_cookies()
                given.take(address, set_cookies)
            passed.append(address)
            address = led_to(place, address, "The server")
        raise FetchError(f"The server leads from one address to the next, more than {_REDIRECTS} times.")

    def _is_inside(self, address: str) -> bool:
        return self._wire.private and reach.host_of(address) in self._wire.inside

    def _ask(self, address: str, terms: Terms, given: Cookies | None) -> tuple[Answer | None, str, list[str]]:
        """The answer; or None, where the server leads to, and the cookies that it set.

        Where HTTP/2 fails, for which servers have many reasons, HTTP/1.1 is tried.
        """
        try:
            return self._tried(address, terms, given, http2=True)
        except (*MISHAPS, BrokenOffError) as error:
            if self._wire.by_http2 and self._wire.left > 0 and _may_be_http2(error):
                self.close()
                with suppress(*MISHAPS, BrokenOffError):  # what went wrong at first tells more
                    return self._tried(address, terms, given, http2=False)
            if self._wire.left <= 0:
                raise UnreachableError(f"It took longer than {terms.total_seconds:g} seconds.") from error
            raise in_words(error, urlsplit(address).hostname or "", terms.connect_seconds) from error

    def _tried(
        self, address: str, terms: Terms, given: Cookies | None, *, http2: bool
    ) -> tuple[Answer | None, str, list[str]]:
        self._wire.spare = _SPARE
        pool, used = self._pool(address, http2=http2)
        request = httpcore.Request(
            "GET", _parted(address), headers=self._headers(address, terms, given),
            extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), terms.connect_seconds)},
        )  # fmt: skip
        try:
            response = pool.handle_request(request)
        except (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError) as error:
            if not used or isinstance(error, FloodError):
                raise
            self.close()  # the server may have ended a connection that was kept
            response = self._pool(address, http2=http2)[0].handle_request(request)
        try:
            head = _Head(response)
            if head.status in _REDIRECTING:
                place = head.value("Location")
                if not place:
                    raise FetchError(f"The server answered {head.words}, and did not say where to.")
                return None, place, head.values("Set-Cookie")
            return self._answer(response, head, address, terms), "", []
        finally:
            response.close()

    def _answer(self, response: httpcore.Response, head: _Head, address: str, terms: Terms) -> Answer:
        validators = Validators(head.value("ETag")[:_LONGEST], head.value("Last-Modified")[:_LONGEST])
        if head.status == 304 and any(terms.known):
            return Answer(b"", "", address, validators=terms.known, unchanged=True)
        head.refuse()
        media_type = head.media_type
        if not terms.welcome(media_type):
            raise FetchError(f"The server gave {shortened(media_type)}, which was not asked for.")
        coding = head.value("Content-Encoding")
        if not (terms.packed or is_plain(coding)):
            raise FetchError(f"The server packed its answer as {shortened(coding)}, which was not asked for.")
        content = self._content(response, head, terms)
        if self._wire.left <= 0:
            raise UnreachableError(f"It took longer than {terms.total_seconds:g} seconds.")
        return Answer(
            content, media_type, address, head.charset, validators=validators, refresh=head.value("Refresh")[:_LONGEST]
        )

    def _content(self, response: httpcore.Response, head: _Head, terms: Terms) -> bytes:
        too_large = f"It is larger than {terms.limit / 1024 / 1024:.3g} MB."
        declared = head.length
        if declared is not None and declared > terms.limit:
            raise FetchError(too_large)
        content, came = bytearray(), 0
        unpacking = unpacker(head.value("Content-Encoding"))
        try:
            for portion in _stream(response):
                came += len(portion)
                self._wire.spare += 2 * len(portion)
                for piece in unpacking.feed(portion):
                    content += piece
                    check_ratio(came, len(content))
                    if len(content) > terms.limit:
                        raise FetchError(too_large)
                if came > terms.limit:
                    raise FetchError(too_large)
        except (*NO_HTTP, httpcore.NetworkError, httpcore.TimeoutException) as error:
            raise BrokenOffError(came, declared) from error
        unpacking.end()
        return bytes(content)

    def _headers(self, address: str, terms: Terms, given: Cookies | None) -> list[tuple[str, str]]:
        headers = [
            ("Host", urlsplit(address).netloc), ("User-Agent", USER_AGENT), ("Accept", terms.accept),
            ("Accept-Encoding", offered() if terms.packed else "identity"),
        ]  # fmt: skip
        if terms.known.etag:
            headers.append(("If-None-Match", terms.known.etag))
        if terms.known.modified:
            headers.append(("If-Modified-Since", terms.known.modified))
        pairs = {} if self._cookies is None else self._cookies.pairs(address)
        pairs |= {} if given is None else given.pairs(address)
        if pairs:
            headers.append(("Cookie", "; ".join(f"{name}={value}" if value else name for name, value in pairs.items())))
        return headers

    def _pool(self, address: str, *, http2: bool) -> tuple[httpcore.ConnectionPool, bool]:
        """The connections that lead to an address, and whether some were made before."""
        named = _proxy(address)
        proxy = _through(named) if named else None
        self._wire.proxy = None
        if proxy is not None:
            url = proxy.url
            self._wire.proxy = url.host.decode(), url.port or (443 if url.scheme == b"https" else 80)
            self._look_past_proxy(address)
        key = (named, self._wire.private, http2)  # whoever may not reach a private address gets no connection to one
        found = self._pools.get(key)
        if found is not None:
            return found, True
        pool = httpcore.ConnectionPool(
            ssl_context=_trust() if named or address.startswith("https:") else None, proxy=proxy, max_connections=8,
            keepalive_expiry=_KEPT_OPEN, http2=http2, network_backend=self._wire,
        )  # fmt: skip
        self._pools[key] = pool
        return pool, False

    def _look_past_proxy(self, address: str) -> None:
        """The proxy looks names up by itself; what this machine knows to be private is refused all the same."""
        parts = urlsplit(address)
        if not self._wire.private:
            with suppress(UnreachableError):  # here it need not be known at all
                reach.places(parts.hostname or "", parts.port or 80, min(2, self._wire.left), private=False)


_LONGEST = 1000
"""Characters that are kept of a header."""


class _Head:
    """The status and the headers of a response."""

    def __init__(self, response: httpcore.Response) -> None:
        self.status = response.status
        self._headers = response.headers
        self._reason = response.extensions.get("reason_phrase", b"")

    def values(self, name: str) -> list[str]:
        """All headers of a name."""
        wanted = name.lower().encode()
        return [_text(value) for header, value in self._headers if header.lower() == wanted]

    def value(self, name: str) -> str:
        """The first header of a name; empty when there is none."""
        return next(iter(self.values(name)), "")

    @property
    def words(self) -> str:
        """The status for a message."""
        reason = _text(self._reason) or _reason(self.status)
        return shortened(f"{self.status} {reason}".strip(), 66)

    @property
    def media_type(self) -> str:
        """In lower case and without parameters."""
        return self.value("Content-Type").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The parameter of the media type."""
        for part in self.value("Content-Type").split(";")[1:]:
            name, _, value = part.partition("=")
            if name.strip().lower() == "charset":
                return "".join(filter(str.isprintable, value.strip().strip("\"'")))[:40]
        return ""

    @property
    def length(self) -> int | None:
        """Bytes that are to come, when the server says."""
        said = self.value("Content-Length")
        return int(said) if said.isascii() and said.isdecimal() and len(said) < 20 else None

    def refuse(self) -> None:
        """Raise the error that a status means; none for 200 and 203, which is one that a proxy changed."""
        if self.status in (200, 203):
            return
        words = f"The server answered {self.words}"
        seconds = self._retry_after()
        if seconds is not None and self.status in (429, 503):
            asks = f", and asks to be left alone for {_duration(seconds)}" if seconds >= 1 else ""
            raise BusyError(f"{words}{asks}.", seconds)
        if self.status >= 500 or self.status in _TRY_LATER:
            raise UnreachableError(f"{words}.")
        raise (DeniedError if self.status in _DENIED else FetchError)(f"{words}.")

    def _retry_after(self) -> float | None:
        said = self.value("Retry-After").strip()
        if said.isascii() and said.isdecimal():
            return float(min(int(said[:9]), _LONGEST_WAIT))
        from email.utils import parsedate_to_datetime

        try:
            moment = parsedate_to_datetime(said).timestamp()
        except (TypeError, ValueError, OverflowError):
            return None
        return float(min(max(0, moment - time.time()), _LONGEST_WAIT))


def _may_be_http2(error: Exception) -> bool:
    """Whether the same may come by HTTP/1.1."""
    cause = error.__cause__ if isinstance(error, BrokenOffError) else error
    return isinstance(cause, NO_HTTP) and not isinstance(cause, FloodError)


def _parted(address: str) -> httpcore.URL:
    """An address in the parts that httpcore wants; taking it apart itself, it would lose what stands behind a `;`."""
    parts = urlsplit(address)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return httpcore.URL(scheme=parts.scheme, host=parts.hostname or "", port=parts.port, target=target)


def _stream(response: httpcore.Response) -> Iterator[bytes]:
    yield from response.iter_stream()


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _reason(status: int) -> str:
    from http import HTTPStatus

    return next((known.phrase for known in HTTPStatus if known == status), "")


def _duration(seconds: float) -> str:
    if seconds < 100:
        return "1 second" if round(seconds) == 1 else f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.0f} hours"


def _no_cookies() -> Cookies:
    from library.cookies import Cookies  # few servers lead on with one

    return Cookies()


@cache
def _trust() -> ssl.SSLContext:
    """Whom to trust: what this machine trusts, and what browsers do."""
    import ssl

    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _proxy(address: str) -> str:
    """The address of the proxy that the environment names for an address; empty for none."""
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(address)
    named = getproxies().get(parts.scheme, "")
    if not named or proxy_bypass(parts.netloc):
        return ""
    return named if "://" in named else f"http://{named}"


def _through(proxy: str) -> httpcore.Proxy:
    from urllib.parse import unquote

    try:
        parts = urlsplit(proxy)
        port = parts.port
    except ValueError as error:
        raise FetchError(f"The address of the proxy, {shortened(proxy)}, is not valid.") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchError(f"A proxy such as {shortened(parts.scheme)}:// is not supported, only http and https.")
    auth = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    url = httpcore.URL(scheme=parts.scheme.encode(), host=parts.hostname.encode(), port=port, target=b"/")
    return httpcore.Proxy(url, auth=auth, ssl_context=_trust() if parts.scheme == "https" else None)
