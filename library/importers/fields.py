"""Fields of foreign records: their words, times, colours and tags, cleaned, or a word on what is wrong with them."""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from io import StringIO
from typing import TYPE_CHECKING

from library.anchor import Anchor
from library.builder import clean_code, clean_text
from library.errors import UnreadableSourceError
from library.highlight import Colour
from library.importers.incoming import RecordError
from library.importers.json_items import BrokenItem, items_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from library.highlight import NewHighlight

LONGEST = 200_000
"""Characters of a passage or note; no person writes more, and a damaged file easily has it."""
_LONGEST_NAME = 2000
"""Characters of a title, a name, a tag or an address."""
_CONTEXT = 256
_MOST_VALUES = 8_000_000
"""Values of a JSON text, each of some dozens of bytes in memory."""
_LISTED = re.compile(
    r"\ufeff?\s*(?:\[|(?P<head>\{[^\[\]]{0,4000}?)\"(?P<name>annotations|rows|items|results|@graph|graph|highlights|data)\""
    r"\s*:\s*\[\s*(?=\{))"
)
"""The beginning of a JSON text that is a list of records, or an object with one."""
_LINE_END = re.compile(r"[\r\n\u2028\u2029\x85]+")
_KINDS = {bool: "yes or no", int: "a number", float: "a number", list: "a list", dict: "an object", type(None): "empty"}
_EARLIEST, _LATEST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_FIRST_PRINTED = datetime(1500, 1, 1, tzinfo=UTC)
_NAMED = {
    Colour.YELLOW: "yellow gold amber orange brown beige",
    Colour.GREEN: "green lime olive mint",
    Colour.BLUE: "blue cyan aqua teal turquoise navy indigo",
    Colour.RED: "red pink rose magenta crimson fuchsia",
    Colour.PURPLE: "purple violet lavender lilac",
}
_COLOURS = {name: colour for colour, names in _NAMED.items() for name in names.split()}
_HUES = ((25, Colour.RED), (70, Colour.YELLOW), (165, Colour.GREEN), (255, Colour.BLUE), (300, Colour.PURPLE))
"""Degrees of the colour wheel below which a colour is called so; red above all."""


def json_of(text: str) -> object:
    """The value of a JSON text. Raises UnreadableSourceError for what is none, with the place, or too large."""
    _expect_few_values(text)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and (lines := _json_lines(text)):
            return lines
        where = f"at line {error.lineno}, column {error.colno}"
        if not text[error.pos :].strip() or error.msg.startswith("Unterminated string"):
            raise UnreadableSourceError(f"its JSON breaks off {where}: the file is not complete") from error
        raise UnreadableSourceError(f"its JSON is damaged {where} ({error.msg[:1].lower()}{error.msg[1:]})") from error
    except RecursionError as error:
        raise UnreadableSourceError("its JSON is nested too deeply to be read") from error
    except ValueError as error:  # a number of thousands of digits
        raise UnreadableSourceError("its JSON has a number with too many digits") from error


def _expect_few_values(text: str) -> None:
    if len(text) > _MOST_VALUES and sum(map(text.count, ",[{")) > _MOST_VALUES:
        raise UnreadableSourceError(f"its JSON has more than the {_MOST_VALUES:,} values that are read of one file")


def json_of_many(text: str) -> object:
    """As `json_of`; of a damaged text whose records stand in a list what can be read, with a BrokenItem for each other.

    Raises UnreadableSourceError when nothing of it can be read.
    """
    _expect_few_values(text)
    try:
        return json_of(text)
    except UnreadableSourceError:
        found = _LISTED.match(text)
        if found is None:
            raise
        records = list(items_of(StringIO(text), found["name"] or ""))
        if all(isinstance(one, BrokenItem) for one in records):
            raise
        if not any(isinstance(one, BrokenItem) for one in records):
            records.append(BrokenItem("its JSON is damaged behind the list of its records"))
        if found["name"] is None:
            return records
        about: dict[str, object] = {}
        with suppress(ValueError, RecursionError):
            about = json.loads(f"{found['head'].rstrip().removesuffix(',')}}}")
        return {**about, found["name"]: records}


def _json_lines(text: str) -> list[object]:
    """The values of a text of which each line is JSON; none when one is not."""
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        return []


def decoded(content: bytes) -> str:
    """The text of a small file, in UTF-8 or whatever encoding it is in. Raises UnreadableSourceError."""
    from library.source import Source, decode

    return decode(Source(content, _EARLIEST, "import.txt")).text.removeprefix("\ufeff")


def kind_of(value: object) -> str:
    """What a value is, in a word for people."""
    return _KINDS.get(type(value), "text")


def record_of(value: object) -> dict[str, object]:
    """A record that is an object. Raises RecordError for anything else."""
    if isinstance(value, BrokenItem):
        raise RecordError(value.reason)
    if not isinstance(value, dict):
        raise RecordError(f"it is no annotation but {kind_of(value)}")
    return value


def words_of(value: object, what: str) -> str:
    """A text as it came; empty for an absent one. Raises RecordError for anything else, and for what is too long."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RecordError(f"its {what} is not text but {kind_of(value)}")
    if len(value) > LONGEST:
        raise RecordError(f"its {what} has {len(value):,} characters, more than the {LONGEST:,} that are read")
    return value


def line_of(value: object, what: str) -> str:
    """A text on one line, such as a title or an address. Raises RecordError."""
    line = clean(words_of(value, what))
    if len(line) > _LONGEST_NAME:
        raise RecordError(f"its {what} has {len(line):,} characters, more than the {_LONGEST_NAME:,} that are read")
    return line


def note_of(value: object, what: str = "note") -> str:
    """A note, with its lines. Raises RecordError."""
    note = words_of(value, what)
    if note.isascii() and note.isprintable():
        return note.strip()
    return clean_code(note).strip()


def passage_of(text: str) -> str:
    """A quoted passage: paragraphs parted by one line feed, as in our texts, each clean."""
    if text.isprintable():
        return clean(text)
    return "\n".join(line for line in map(clean, _LINE_END.split(text)) if line)


def clean(text: str) -> str:
    """As `clean_text`; most lines need none of it."""
    text = text.strip(" ")
    return text if text.isascii() and text.isprintable() and "  " not in text else clean_text(text)


def anchor_of(quote: str, before: str = "", after: str = "") -> Anchor | None:
    """The anchor of a passage whose position is not known; None when there are no words at all.

    White space at the ends of the quote is left out, that between it and its context is kept.
    """
    clean = passage_of(quote)
    head, tail = _edge(before)[-_CONTEXT:], _edge(after)[:_CONTEXT]
    if not clean and not (head.strip() or tail.strip()):
        return None
    return Anchor(-1, -1, clean, head, tail, "")


def _edge(text: str) -> str:
    """A piece of context; the white space at its ends is part of it."""
    clean = passage_of(text)
    spaces = [" " if end.isspace() else "" for end in (text[:1], text[-1:])]
    return f"{spaces[0]}{clean}{spaces[1]}" if clean else ""


def tags_of(values: object) -> tuple[str, ...]:
    """Tags from a list of texts, or from one text with commas, each once. Raises RecordError."""
    if values is None:
        return ()
    if isinstance(values, str):
        values = values.split(",")
    if not isinstance(values, list):
        raise RecordError(f"its tags are no list but {kind_of(values)}")
    return distinct(line_of(value, "tag").lstrip("#") for value in values)


def distinct(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags without those that are empty or there already, whatever their case."""
    found: dict[str, str] = {}
    for tag in tags:
        if tag.strip():
            found.setdefault(tag.strip().casefold(), tag.strip())
    return tuple(found.values())


def published_of(value: object) -> datetime | None:
    """As `moment_of`, of what can be older than computers: when something was published."""
    moment = moment_of(value)
    return _moment_in(value.strip()[:64], _FIRST_PRINTED) if moment is None and isinstance(value, str) else moment


def moment_of(value: object) -> datetime | None:
    """A time as services write it: ISO 8601, `2026-01-02 03:04:05+00:00`, or seconds, milli- or microseconds.

    The unit of a number follows from its size. None for what is no time; without a zone it is UTC.
    """
    if isinstance(value, str):
        return _moment_in(value.strip()[:64])
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            seconds = float(value)
            for _ in range(2):
                if seconds > 1e11:  # the year 5138, were they seconds
                    seconds /= 1000
            return _possible(datetime.fromtimestamp(seconds, UTC))
        except (ValueError, OverflowError, OSError):
            return None
    return None


@lru_cache(maxsize=4096)
def _moment_in(text: str, earliest: datetime = _EARLIEST) -> datetime | None:
    if re.fullmatch(r"\d{9,17}(\.\d+)?", text):
        return moment_of(float(text))
    text = re.sub(r"\s*(UTC|GMT|Z)$", "+00:00", text, flags=re.IGNORECASE)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _possible(moment if moment.tzinfo else moment.replace(tzinfo=UTC), earliest)


def _possible(moment: datetime, earliest: datetime = _EARLIEST) -> datetime | None:
    try:
        moment = moment.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None
    return moment if earliest <= moment < _LATEST else None


def colour_of(value: object) -> Colour:
    """The nearest of our colours to a name or to `#rrggbb`; yellow for what is neither."""
    if not isinstance(value, str):
        return Colour.YELLOW
    text = value.strip().lower()
    found = re.fullmatch(r"#?([0-9a-f]{6})(?:[0-9a-f]{2})?|#([0-9a-f]{3})", text)
    if found is None:
        return next((_COLOURS[word] for word in re.findall("[a-z]+", text) if word in _COLOURS), Colour.YELLOW)
    digits = found.group(1) or "".join(digit * 2 for digit in found.group(2))
    return _nearest(*(int(digits[at : at + 2], 16) for at in (0, 2, 4)))


def _nearest(red: int, green: int, blue: int) -> Colour:
    import colorsys

    hue, _, saturation = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    if saturation < 0.1:
        return Colour.YELLOW
    return next((colour for below, colour in _HUES if hue * 360 < below), Colour.RED)


def key_of(*parts: object) -> str:
    """A short key that is the same for the same parts, for records without an id of their own."""
    text = json.dumps([str(part) for part in parts])
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def named(new: NewHighlight) -> NewHighlight:
    """The highlight itself, if it says which article it is on. Raises RecordError."""
    if not (new.wanted.url or new.wanted.title):
        raise RecordError("it does not say which article it is on")
    return new
