"""Fields that the records of saved pages share: address, title, tags, times and shares, each cleaned or refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from library.address import absolute_address, page_key, route_of, shortened, site_and_page, without_credentials
from library.errors import FetchError
from library.importers import fields
from library.importers.incoming import NothingToKeepError, RecordError

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLAIN = re.compile(r"https?://[a-z0-9.-]+(?::\d{1,5})?(?:/[!-~]*)?")
"""An address that needs no mending."""
_LONGEST_ADDRESS = 8000
_LONGEST_TITLE = 1000
_MOST_TAGS = 200
_LONGEST_TAG = 100
_MADE_UP = re.compile(r"https?://(?:www\.)?(?:omnivore\.app/no_url|readwise\.io/reader)")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_NO_PAGE = ("javascript", "data", "about", "chrome", "place", "file", "view-source", "moz-extension", "edge",
            "chrome-extension", "brave", "vivaldi", "opera", "blob", "mailto", "tel", "sms", "ftp", "magnet",
            "vbscript", "resource", "jar", "ws", "wss", "irc", "news", "urn", "intent")  # fmt: skip
"""Schemes of bookmarks that lead to no page of the web."""
_EARLIEST, _LATEST = 315_532_800, 7_258_118_400
"""1980 and 2200, in seconds."""
_FALSE = frozenset(("", "0", "false", "no", "n", "f", "off", "none", "null"))
_TRUE = frozenset(("1", "true", "yes", "y", "t", "on"))


def address_of(value: object, what: str = "address") -> str:
    """An address on the web; empty where there is none.

    Raises RecordError for a damaged one, and NothingToKeepError for one that leads to no page.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RecordError(f"its {what} is not text but {fields.kind_of(value)}")
    address = value.strip()
    if not address.isprintable():
        address = "".join(character for character in address if character.isprintable()).strip()
    if len(address) > _LONGEST_ADDRESS:
        scheme = _SCHEME.match(address)
        if scheme is None or scheme[1].lower() not in _NO_PAGE:
            raise RecordError(f"its {what} has {len(address):,} characters, more than the {_LONGEST_ADDRESS:,} read")
    elif _PLAIN.fullmatch(address):
        return address
    return _mended(address, what) if address else ""


def place_of(value: object) -> tuple[str, str, str]:
    """What `address_of`, `host_of` and `page_key` give of an address, in one look where that is enough."""
    if type(value) is str and len(value) <= _LONGEST_ADDRESS and (usual := site_and_page(value)):
        return value, *usual
    address = address_of(value)
    return address, host_of(address), page_key(address) if address else ""


def _mended(address: str, what: str) -> str:
    scheme = _SCHEME.match(address)
    if scheme is not None and scheme[1].lower() in _NO_PAGE:
        raise NothingToKeepError(f"its {what} begins with {scheme[1].lower()}:, which is no page of the web")
    if scheme is None or (scheme[1].lower() not in ("http", "https") and "." in scheme[1]):
        address = f"https:{address}" if address.startswith("//") else f"https://{address}"
        if " " in address or "." not in address.partition("//")[2].partition("/")[0]:
            raise RecordError(f"its {what} is none: {shortened(address.removeprefix('https://'))}")
    address = without_credentials(address)
    try:
        return absolute_address(address) + route_of(address)
    except FetchError as error:
        raise RecordError(f"its {what} is none: {shortened(address)}") from error


def is_web(value: str) -> bool:
    """Whether an address is one of the web."""
    return value[:8].lower().startswith(("http://", "https://"))


def title_of(value: object, *others: str, remarks: list[str] | None = None) -> str:
    """A title on one line, cut where it is absurdly long; else the first of `others` there is. Raises RecordError.

    That it was cut is told among the remarks, but for an address in place of a title.
    """
    if type(value) is str and len(value) <= _LONGEST_TITLE and 0 < len(line := fields.clean(value)) <= _LONGEST_TITLE:
        return line  # as most are
    words = value
    if type(words) is str and len(words) > fields.LONGEST:
        words = words[: fields.LONGEST]  # a row is not lost for a title of absurd length, of which this much is enough
    line = fields.clean(fields.words_of(None if words is False else words, "title"))  # as Pinboard has it for none
    line = line or next((other for other in others if other), "")
    if len(line) <= _LONGEST_TITLE:
        return line
    if remarks is not None and line not in others:
        remarks.append(f"its title has {len(value) if isinstance(value, str) else len(line):,} characters, "
                       f"and was cut to {_LONGEST_TITLE:,}")  # fmt: skip
    return f"{line[: _LONGEST_TITLE - 1]}…"


def text_of(value: object, what: str) -> str:
    """As `fields.line_of`, where a longer text is cut. Raises RecordError."""
    return title_of(fields.words_of(value, what))


def tags_of(values: Iterable[object], remarks: list[str] | None = None) -> tuple[str, ...]:
    """Tags, each clean and once, without the sign # before them; what is none is told among the remarks."""
    found: dict[str, str] = {}
    for value in values:
        if type(value) is not str:
            if value is not None and remarks is not None:
                remarks.append(f"one of its tags is not text but {fields.kind_of(value)}, and was left out")
            continue
        tag = fields.clean(value).lstrip("#").strip()
        if len(tag) > _LONGEST_TAG:
            if remarks is not None:
                remarks.append(f"one of its tags has {len(tag):,} characters, and was cut to {_LONGEST_TAG}")
            tag = tag[:_LONGEST_TAG]
        if tag:
            found.setdefault(tag.casefold(), tag)
    if len(found) > _MOST_TAGS and remarks is not None:
        remarks.append(f"it has {len(found):,} tags, of which {_MOST_TAGS} were kept")
    return tuple(found.values())[:_MOST_TAGS]


def listed(value: object, what: str, remarks: list[str]) -> list[object]:
    """A list; an empty one for what is absent, and for anything else, which is told among the remarks."""
    if value is None or isinstance(value, list):
        return value or []
    remarks.append(f"its {what} are no list but {fields.kind_of(value)}, and were left out")
    return []


def folder_of(parts: Iterable[str]) -> str:
    """A folder and those above it as one tag, `a/b`; empty for none."""
    return "/".join(filter(None, (fields.clean(part).replace("/", "-").strip("- ") for part in parts)))


def moment_of(value: object) -> datetime | None:
    """A time as `fields.moment_of` has it; seconds as a text are read quickly."""
    if type(value) is str and value.isdecimal() and len(value) < 12:
        seconds = int(value)
        if _EARLIEST <= seconds < _LATEST:
            return datetime.fromtimestamp(seconds, UTC)
    return fields.moment_of(value)


def told_moment(value: object, what: str, remarks: list[str]) -> datetime | None:
    """A time; one that can't be read is told among the remarks."""
    moment = moment_of(value)
    if moment is None and value not in (None, "", 0, "0"):
        remarks.append(f"its {what} can't be read ({shortened(str(value)[:60])}); today stands in its place")
    return moment


def truth_of(value: object, what: str, remarks: list[str], *, missing: bool = False) -> bool:
    """Yes or no, as services write it; `missing` for what is absent, and for anything else, which is told."""
    if value is None or value == "":
        return missing
    if isinstance(value, bool | int | float):
        return bool(value)
    word = value.strip().lower() if isinstance(value, str) else ""
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    remarks.append(f"whether it is {what} can't be read ({shortened(str(value)[:40])})")
    return missing


def share_of(value: object, whole: float = 100.0) -> float:
    """How much was read, 0 to 1, of a number of which `whole` is all; 0 for what is none."""
    try:
        number = float(value) if isinstance(value, int | float | str) and value != "" else 0.0
    except ValueError:
        return 0.0
    return min(1.0, max(0.0, number / whole)) if number == number else 0.0  # noqa: PLR0124  NaN is not itself


def host_of(address: str) -> str:
    """The site of an address, by its host."""
    host = address.split("/", 3)[2] if address.startswith(("http://", "https://")) else ""
    if ":" in host:
        host = host.partition(":")[0]
    return host.removeprefix("www.")


def list_of(value: object, what: str) -> list[object]:
    """A list; an empty one for what is absent. Raises RecordError for anything else."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise RecordError(f"its {what} are no list but {fields.kind_of(value)}")
    return value


def words_of(value: object) -> str:
    """A number or a text as a text; empty for anything else."""
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def dead(url: str) -> str:
    """An address, unless it is one that a reading service made up for what had none."""
    return "" if _MADE_UP.match(url) else url
