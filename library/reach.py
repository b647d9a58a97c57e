"""Which places of the network may be reached: a host's name becomes addresses, of which private ones are refused.

A page from outside must not make this program ask machines of the person's own network: its links, redirects and
pictures lead to public addresses alone. What is connected to is the address that was looked at, so that a name that
means another one a moment later gains nothing.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from threading import Thread
from typing import NamedTuple
from urllib.parse import urlsplit

from library.errors import FetchError, UnreachableError

_STAND_INS = IPv4Network("198.18.0.0/15")
"""For measuring (RFC 2544); programs that tunnel all traffic answer every name with an address of it."""
_6TO4, _TEREDO, _NAT64 = IPv6Network("2002::/16"), IPv6Network("2001::/32"), IPv6Network("64:ff9b::/96")
_PORTS = {"http": 80, "https": 443}

_FAMILIES = frozenset((int(socket.AF_INET), int(socket.AF_INET6)))


class Place(NamedTuple):
    """Where a connection can be made to."""

    family: int
    address: tuple[str, int] | tuple[str, int, int, int]
    """As sockets take it; its first part is numeric."""


def places(host: str, port: int, seconds: float, *, private: bool) -> list[Place]:
    """The places that a host's name means, the preferred ones first; private ones too if `private`.

    Raises UnreachableError when there are none or the answer takes longer than `seconds`, and FetchError when all are
    private and must not be.
    """
    found = _looked_up(host, port, seconds)
    reachable = [place for place in found if private or not is_private(place.address[0])]
    if found and not reachable:
        raise FetchError(f"The address leads to {host}, which is private: that is opened only when you type it.")
    return reachable


def is_private(address: str) -> bool:
    """Whether a numeric address belongs to this machine, the person's network or nobody."""
    number = ip_address(address.partition("%")[0])
    if isinstance(number, IPv6Address):
        inside = _inside(number)
        if inside is not None:
            return is_private(str(inside))
        return not number.is_global or number.is_multicast or number.is_site_local
    return (not number.is_global or number.is_multicast) and number not in _STAND_INS


def names_private(address: str) -> bool:
    """Whether the host of an address is private by its name alone: a number, or a name that only insiders use."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    try:
        return is_private(host)
    except ValueError:
        name = host.rstrip(".").lower()
        return name == "localhost" or name.endswith((".localhost", ".local", ".internal", ".home.arpa"))


def same_host(one: str, other: str) -> bool:
    """Whether two addresses lead to one host and port; http and https at their usual ports are the same."""
    first, second = _host_and_port(one), _host_and_port(other)
    return first is not None and first == second


def host_of(address: str) -> str:
    """The host of an address and its port, unless it is the usual one; empty when it has none."""
    found = _host_and_port(address)
    return "" if found is None else ":".join(filter(None, found))


def _host_and_port(address: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    usual = port is None or port == _PORTS.get(parts.scheme)
    return (host, "" if usual else str(port)) if host else None


def _inside(number: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one leads to."""
    if number.ipv4_mapped is not None:
        return number.ipv4_mapped
    if number in _6TO4:
        return number.sixtofour
    if number in _TEREDO and number.teredo is not None:
        return number.teredo[1]
    if number in _NAT64:
        return IPv4Address(int(number) & 0xFFFFFFFF)
    return None


def _looked_up(host: str, port: int, seconds: float) -> list[Place]:
    """In a thread that is left alone when it takes too long: a look-up can't be called off."""
    answer: list[list[Place] | OSError] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            answer.append(error if isinstance(error, OSError) else socket.gaierror(str(error)))
        else:
            ours = [(family, address) for family, *_, address in found if int(family) in _FAMILIES]
            answer.append([Place(family, address) for family, address in dict.fromkeys(ours)])  # type: ignore[arg-type]  # of these families they are such

    thread = Thread(target=ask, name="name", daemon=True)
    thread.start()
    thread.join(max(0, seconds))
    if not answer:
        raise UnreachableError(f"Where the server {host} is was not answered within {seconds:.2g} seconds.")
    if isinstance(answer[0], OSError):
        raise UnreachableError(f"The server {host} was not found.") from answer[0]
    return answer[0]
