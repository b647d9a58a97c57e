"""Addresses on the web: made whole, made ASCII, and refused when they are none that may be opened."""

import re
from collections.abc import Iterable
from contextlib import suppress
from unicodedata import normalize
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from library.errors import FetchError

_UPPER = re.compile("%[0-9a-f]{2}", re.IGNORECASE)
_CREDENTIALS = re.compile(r"^(\s*(?:[a-z][a-z0-9+.-]*:)?//)[^/?#\\]*@", re.IGNORECASE)
_NO_HOST = re.compile(r"[\s<>\"{}|\\^`%]")
_DEVIANT = re.compile("[ßς\u200c\u200d]")
_SAFE = "/%:@!$&'()*+,;=~?[]"


def absolute_address(address: str, base: str = "") -> str:
    """The http or https address that `address` means on the page at `base`, in ASCII.

    Raises FetchError for any other scheme, and for a relative address when `base` is not known.
    """
    try:
        parts = urlsplit(urljoin(base, address.strip()))
        host, port = parts.hostname or "", parts.port
        named = host if ":" in host else _ascii_host(host)
        path, query = quote(parts.path or "/", safe=_SAFE), quote(parts.query, safe=_SAFE)
    except ValueError as error:  # such as UnicodeError: a label of 64 characters, half a surrogate pair
        raise FetchError(f"The address {shortened(address)} is not valid.") from error
    if not parts.scheme or (parts.scheme in ("http", "https") and not host):
        raise FetchError(f"The address {shortened(address)} is not complete, and the page's own is not known.")
    if parts.scheme not in ("http", "https"):
        raise FetchError(f"An address that begins with {shortened(parts.scheme)}: is never opened.")
    if "@" in parts.netloc:
        raise FetchError("An address that holds a name or a password is never opened.")
    place = f"[{named}]" if ":" in named else named
    return urlunsplit((parts.scheme, place if port is None else f"{place}:{port}", path, query, ""))


def led_to(place: str, base: str, who: str) -> str:
    """The address to which a server or a page at `base` leads on. Raises FetchError for one that is never opened."""
    try:
        return absolute_address(place, base)
    except FetchError as error:
        raise FetchError(f"{who} leads to {shortened(without_credentials(place))}. {error}") from error


def without_credentials(address: str) -> str:
    """An address without the name and password that may stand before its host: they are nobody else's business."""
    return _CREDENTIALS.sub(r"\1", address) if "@" in address else address


def _ascii_host(host: str) -> str:
    """A host as it is looked up. Raises ValueError for none.

    Some letters were once written as others (`ß` as `ss`), which leads to another site today:
    https://www.unicode.org/reports/tr46/#Transition_Considerations
    """
    if _NO_HOST.search(host):
        raise ValueError(host)
    if host.isascii():
        return host.encode("idna").decode("ascii")
    labels = re.split("[.。．｡]", host)
    return ".".join(
        f"xn--{normalize('NFKC', label.lower()).encode('punycode').decode('ascii')}"
        if _DEVIANT.search(label.lower()) else label.encode("idna").decode("ascii")
        for label in labels
    )  # fmt: skip


def shortened(text: str, most: int = 80) -> str:
    """A text for a message: no control characters, and not long."""
    clean = "".join(character for character in text[:most] if character.isprintable())
    return f"{clean}…" if len(text) > most else clean


_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid", "ref_src", "cmpid", "ito")
"""Beginnings of the names of query fields that tell where a visitor came from, and nothing of the page."""


_USUAL = re.compile(r"https?://(?:www\.)?+((?:m\.)?+([a-z0-9-][a-z0-9.-]*+))((?:/[\w.~!$&'()*+,;=:@/-]*+)?+)", re.ASCII)
"""An address whose host and path are all that there is to it, as most are: a tenth of the time."""


def site_and_page(address: str) -> tuple[str, str] | None:
    """The host without `www.`, and the `page_key`, of an address that needs no closer look; None for any other."""
    usual = _USUAL.fullmatch(address)
    if usual is None:
        return None
    site, host, path = usual.groups()
    return site, host + path.rstrip("/")


def page_key(address: str) -> str:
    """What two addresses of one page have in common: no scheme, `www.`, closing slash, fragment or tracking fields.

    Of a fragment that is a route, as in `#!/tides` and `#/tides`, the page depends, so it stays.
    """
    if usual := site_and_page(address):
        return usual[1]
    address = address.strip()
    if not address.isascii() or "%" in address:
        with suppress(FetchError):  # then it is compared as it is
            address = _UPPER.sub(lambda found: found[0].upper(), absolute_address(address) + route_of(address))
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return address
    fields = [field for field in parts.query.split("&") if field and not field.lower().startswith(_TRACKING)]
    query = f"{'?' if fields else ''}{'&'.join(sorted(fields))}"
    return f"{host}{port}{parts.path.rstrip('/')}{query}{route_of(address)}"


def route_of(address: str) -> str:
    """The fragment of an address when it names a page and not a place in one, with its `#`; else empty."""
    _, mark, fragment = address.strip().partition("#")
    return f"#{quote(fragment, safe=_SAFE)}" if mark and fragment.startswith(("!", "/")) and len(fragment) > 1 else ""


def with_route(address: str, typed: str) -> str:
    """An address where `typed` was found, with the route that is never sent to a server."""
    return address if "#" in address else f"{address}{route_of(typed)}"


def page_keys(addresses: Iterable[str]) -> list[str]:
    """The pages that addresses lead to, each once; what is neither http nor https has none."""
    web = (address for address in addresses if address[:8].lower().startswith(("http://", "https://")))
    return list(dict.fromkeys(map(page_key, web)))


def same_page(one: str, other: str) -> bool:
    """Whether two addresses lead to the same page, as far as can be told from them."""
    return bool(one and other) and (one == other or page_key(one) == page_key(other))
