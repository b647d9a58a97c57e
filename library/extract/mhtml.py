"""The extractor for MHTML: the page among the parts of a web archive, and the pictures that came with it.

https://www.rfc-editor.org/rfc/rfc2557; Chrome names the page's address in `Snapshot-Content-Location`.
"""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from library.errors import UnreadableSourceError
from library.extract import Extraction
from library.extract.embedded import address_of, joined, names_of, shown_in, with_known_sources, without_data
from library.extract.mime import Mail, Part, read, text_of
from library.source import HTML, Source, decode

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from library.document import Document

_PAGES = (HTML, "application/xhtml+xml")
_BROKEN_OFF = "The file is broken off; what is left of it was read."
_CID = re.compile(r"""(?<=["'(=])cid:([^"'\s)>]{1,500})""", re.IGNORECASE)


def extract(source: Source, own_rules: Path | None) -> Extraction:
    """The article of the page in a web archive.

    What is kept of it is the page as it was read; its pictures are told apart. Raises UnreadableSourceError when it
    holds no page.
    """
    from library.extract import html

    mail = read(source.content)
    part = _page_of(mail)
    if part is None:
        raise UnreadableSourceError("it is a web archive without a page in it")
    address = _web(source.url) or _web(part.location) or _address_of(mail)
    content, charset = part.readable()
    raw = Source(content, source.taken, source.name, address, HTML, charset)
    decoded = decode(raw)
    text, within = without_data(decoded.text)
    pictures = _Pictures(mail.parts, address, within)
    text = _within(text, address)
    text = with_known_sources(_CID.sub(pictures.of_identity, text), pictures.known)
    page = Source(text.encode(errors="replace"), source.taken, source.name, address, HTML, "utf-8")
    found = html.extract(page, decode(page), own_rules)
    warnings = (*decoded.warnings, *found.warnings, *(() if mail.whole else (_BROKEN_OFF,)))
    shown = shown_in(found.document, pictures.contents(found.document))
    return Extraction(
        found.metadata, found.document, found.dropped, warnings, saved=_saved(mail, source), pictures=shown, kept=page
    )


def _within(text: str, address: str) -> str:
    """A page whose links to places in itself are as they were before Chrome made them whole."""
    whole = escape(address.partition("#")[0])
    return text.replace(f'href="{whole}#', 'href="#') if whole else text


def _page_of(mail: Mail) -> Part | None:
    """The part that is the page: the one that `start` names, else the first."""
    pages = [part for part in mail.parts if part.media_type in _PAGES]
    start = mail.head.get_param("start")
    named = str(start).strip("<>") if start else ""
    return next((part for part in pages if named and part.identity == named), pages[0] if pages else None)


def _web(address: str) -> str:
    return address if address.lower().startswith(("http://", "https://")) else ""


def _address_of(mail: Mail) -> str:
    found = (text_of(mail.head, name) for name in ("Snapshot-Content-Location", "Content-Location"))
    return next(filter(None, (_web("".join(value.split())) for value in found)), "")


def _saved(mail: Mail, source: Source) -> datetime | None:
    return past(text_of(mail.head, "Date"), source.taken)


def past(text: str, now: datetime) -> datetime | None:
    """The moment that a header names; None for none, and for one that is still to come."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        return None
    return moment if moment.year >= 1990 and moment <= now else None


class _Pictures:
    """The pictures among the parts, by what the page may call them."""

    def __init__(self, parts: Iterable[Part], base: str, within: dict[str, bytes]) -> None:
        """`within` are those that the page holds in itself, by their addresses."""
        self._base = base
        self._by_name: dict[str, Part] = {}
        self._by_identity: dict[str, Part] = {}
        self._unnamed = dict(within)
        for part in parts:
            if part.media_type.startswith("image/"):
                location = joined(part.location, base) if part.location else ""
                if _web(location):
                    self._by_name.setdefault(location, part)
                if part.identity:
                    self._by_identity.setdefault(part.identity, part)

    def of_identity(self, found: re.Match[str]) -> str:
        """What stands for a `cid:` address: the address that the picture came from, else one of our own."""
        part = self._by_identity.get(unquote(found[1]))
        if part is None:
            return found.group()
        location = joined(part.location, self._base) if part.location else ""
        if _web(location):
            return location.replace('"', "%22").replace("&", "&amp;")
        content = part.content()
        address = address_of(content)
        self._unnamed[address] = content
        return address

    def known(self, reference: str) -> str:
        """The address of a picture that came along; empty for any other."""
        whole = joined(reference, self._base)
        return whole if whole in self._by_name or whole in self._unnamed else ""

    def contents(self, document: Document) -> dict[str, bytes]:
        """The pictures that a document names, decoded."""
        named = {name.replace(" ", "%20"): part for name, part in self._by_name.items()}
        return self._unnamed | {name: named[name].content() for name in names_of(document) if name in named}
