"""Addresses on the web: made whole, made ASCII, and refused when they are none that may be opened."""

from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from library.errors import FetchError

_SAFE = "/%:@!$&'()*+,;=~?[]"


def absolute_address(address: str, base: str = "") -> str:
    """The http or https address that `address` means on the page at `base`, in ASCII.

    Raises FetchError for any other scheme, and for a relative address when `base` is not known.
    """
    try:
        parts = urlsplit(urljoin(base, address.strip()))
        host, port = parts.hostname or "", parts.port
        named = host if ":" in host else host.encode("idna").decode("ascii")
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


def shortened(text: str, most: int = 80) -> str:
    """A text for a message: no control characters, and not long."""
    clean = "".join(character for character in text[:most] if character.isprintable())
    return f"{clean}…" if len(text) > most else clean
