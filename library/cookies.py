"""Cookies: those of a file that tools of browsers write, sent to their sites alone, and those that a server sets.

The file has a cookie a line, in seven columns with tabs between them: domain, whether hosts below it get it too, path,
whether only https may carry it, when it ends (seconds since 1970, 0 for the end of the browser's day), name, value.
"""

from __future__ import annotations

from email.message import Message
from http.cookiejar import Cookie, CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, NamedTuple
from urllib.request import Request

from library.errors import UnreadableSourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_MOST = 8 * 1024 * 1024
"""Bytes of a file: a browser keeps a few thousand cookies."""
_HTTP_ONLY = "#HttpOnly_"


class _Line(NamedTuple):
    domain: str
    below: str
    path: str
    secure: str
    ends: str
    name: str
    value: str


class Cookies:
    """What servers gave a person's browser. May be shared between threads."""

    def __init__(self, cookies: Iterable[Cookie] = ()) -> None:
        self._jar = CookieJar(DefaultCookiePolicy(strict_ns_domain=DefaultCookiePolicy.DomainStrictNonDomain))
        for cookie in cookies:
            self._jar.set_cookie(cookie)

    def __len__(self) -> int:
        return len(self._jar)

    def pairs(self, address: str) -> dict[str, str]:
        """Names and values of what may be sent to an address."""
        request = Request(address)  # noqa: S310  nothing is opened with it
        self._jar.add_cookie_header(request)
        header = request.get_header("Cookie") or ""
        parts = (part.partition("=") for part in header.split("; ") if part)
        return {name: value for name, _, value in parts}

    def take(self, address: str, set_cookies: Sequence[str]) -> None:
        """Remember what the server at an address set, as far as it may."""
        said = Message()
        for line in set_cookies:
            said["Set-Cookie"] = line
        if set_cookies:
            self._jar.extract_cookies(_Said(said), Request(address))  # type: ignore[arg-type]  # noqa: S310  as above; of the answer only its headers are looked at


class _Said:
    def __init__(self, headers: Message) -> None:
        self._headers = headers

    def info(self) -> Message:
        return self._headers


def read_cookies(path: Path) -> tuple[Cookies, int]:
    """The cookies of a `cookies.txt`, and how many lines of it are none.

    Raises UnreadableSourceError when it can't be read, or holds no cookie at all.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST + 1)
    except OSError as error:
        raise UnreadableSourceError(f"the file of cookies can't be read: {(error.strerror or '').lower()}") from error
    if len(content) > _MOST:
        raise UnreadableSourceError("the file of cookies is too large")
    cookies, wrong = [], 0
    for line in content.decode("utf-8", errors="replace").split("\n"):
        line = line.removeprefix(_HTTP_ONLY)  # noqa: PLW2901  what remains is the line
        if not line.strip() or line.startswith("#"):
            continue
        cookie = _cookie(line)
        if cookie is None:
            wrong += 1
        else:
            cookies.append(cookie)
    if wrong and not cookies:
        raise UnreadableSourceError("the file of cookies holds none; it must be a Netscape cookies.txt")
    return Cookies(cookies), wrong


def _cookie(line: str) -> Cookie | None:
    columns = line.rstrip("\r\n").split("\t")
    if len(columns) != 7:
        return None
    one = _Line(*columns)
    ends = one.ends.partition(".")[0]
    sound = all(part.isascii() and part.isprintable() and ";" not in part for part in (one.name, one.value, one.domain))
    if not (sound and one.domain and (not ends or ends.isdecimal()) and {one.below, one.secure} <= {"TRUE", "FALSE"}):
        return None
    name, value = (one.name, one.value) if one.name else (one.value, None)
    dotted = one.domain.startswith(".")
    domain = f".{one.domain}" if one.below == "TRUE" and not dotted else one.domain
    until = int(ends) if ends and int(ends) else None
    return Cookie(
        0, name, value, None, port_specified=False, domain=domain.lower(), domain_specified=one.below == "TRUE",
        domain_initial_dot=domain.startswith("."), path=one.path or "/", path_specified=True,
        secure=one.secure == "TRUE", expires=until, discard=until is None, comment=None, comment_url=None, rest={},
    )  # fmt: skip
