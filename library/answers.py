"""What is asked of a server, and what it answers: values alone, so that nothing of the network is imported for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Validators(NamedTuple):
    """By what a server tells whether a page changed; each may be empty.

    RFC 9110, sections 8.8.2 and 8.8.3: https://www.rfc-editor.org/rfc/rfc9110#section-8.8
    """

    etag: str = ""
    modified: str = ""


class Terms(NamedTuple):
    """What is asked of an answer, and how long and how much it may cost."""

    accept: str
    """The header of that name."""
    welcome: Callable[[str], bool]
    """Whether an answer of this media type is worth reading."""
    limit: int
    """Bytes at most, unpacked."""
    connect_seconds: float
    """For a connection, and for each silence of the server."""
    total_seconds: float
    """For everything."""
    packed: bool = False
    """Whether it may be packed on its way."""
    near: str | None = None
    """The address whose host may be reached though it is private; None when the address itself was typed."""
    known: Validators = Validators()
    """What is known already of the same page: an answer is wanted only where it changed."""


class Answer(NamedTuple):
    """What a server gave."""

    content: bytes
    media_type: str
    """As the server says, in lower case and without parameters; empty when it says none."""
    address: str
    """Where it was found, after all redirects."""
    charset: str = ""
    """As the server says; empty when it says none."""
    passed: tuple[str, ...] = ()
    """The addresses that led there, in their order."""
    validators: Validators = Validators()
    unchanged: bool = False
    """Whether it is what is known already; then there is no content."""
    private: bool = False
    """Whether it came from a private address."""
    refresh: str = ""
    """The header of that name, by which some servers lead on."""
