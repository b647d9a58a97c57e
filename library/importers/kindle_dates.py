"""The dates of Kindle records, which are written out in the language of the device."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

_MONTHS = (
    "january januar jänner enero janvier gennaio janeiro januari января stycznia ocak",
    "february februar febrero février fevrier febbraio fevereiro februari февраля lutego şubat",
    "march märz marz marzo mars março marco maart mars марта marca mart",
    "april abril avril aprile апреля kwietnia nisan",
    "may mai mayo maggio maio mei мая maja maj mayıs",
    "june juni junio juin giugno junho июня czerwca haziran",
    "july juli julio juillet luglio julho июля lipca temmuz",
    "august agosto août aout augustus августа sierpnia ağustos augusti",
    "september septiembre setiembre septembre settembre setembro сентября września eylül",
    "october oktober octubre octobre ottobre outubro октября października ekim",
    "november noviembre novembre novembro ноября listopada kasım",
    "december dezember diciembre décembre decembre dicembre dezembro декабря grudnia aralık",
)
_NUMBER_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_EASTERN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})\.?ª?º?(?:\s+de)?\s+([^\W\d_]{3,12})\.?,?(?:\s+de[l]?)?\s+(\d{4})\b")
_MONTH_FIRST = re.compile(r"\b([^\W\d_]{3,12})\.?\s+(\d{1,2}),?\s+(\d{4})\b")
_TIME = re.compile(r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?(?!\d)")
_BEFORE_NOON = re.compile(r"\d\s*a\.?\s?m\b|上午|午前|凌晨|早上|오전")
_AFTER_NOON = re.compile(r"\d\s*p\.?\s?m\b|下午|午後|晚上|오후")
_FIRST_YEAR, _LAST_YEAR = 1980, 2200
"""No device wrote a clipping before the first, and no clock that is right will after the other."""


def moment_in(meta: str) -> datetime | None:
    """The time at the end of a record's second line, as UTC: the device does not tell its zone. None if unreadable."""
    head, bar, tail = meta.rpartition("|")
    return _moment(tail.casefold() if bar else head.casefold() or tail.casefold())


@lru_cache(maxsize=1024)
def _moment(text: str) -> datetime | None:
    day = _day(text)
    if day is None:
        return _guessed(text)
    if not _FIRST_YEAR <= day[0] < _LAST_YEAR:
        return None
    hour, minute, second = _clock(text[day[3] :])
    try:
        return datetime(day[0], day[1], day[2], hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def _day(text: str) -> tuple[int, int, int, int] | None:
    """Year, month, day, and where they end in the text."""
    if found := _EASTERN.search(text) or _ISO.search(text):
        return int(found[1]), int(found[2]), int(found[3]), found.end()
    for found in _DAY_FIRST.finditer(text):
        if found[2] in _NUMBER_OF:
            return int(found[3]), _NUMBER_OF[found[2]], int(found[1]), found.end()
    for found in _MONTH_FIRST.finditer(text):
        if found[1] in _NUMBER_OF:
            return int(found[3]), _NUMBER_OF[found[1]], int(found[2]), found.end()
    return None


def _clock(text: str) -> tuple[int, int, int]:
    found = _TIME.search(text)
    if found is None:
        return 0, 0, 0
    hour = int(found[1])
    if hour < 12 and _AFTER_NOON.search(text):
        hour += 12
    elif hour == 12 and _BEFORE_NOON.search(text):
        hour = 0
    return hour, int(found[2]), int(found[3] or 0)


def _guessed(text: str) -> datetime | None:
    """A date in a language that is not known here, by a library that knows many and is slow."""
    if not re.search(r"\d{4}", text):
        return None
    from library.extract.dates import parse_date

    words = text.split()
    for start in range(min(4, len(words))):  # what stands before the date: `Added on`
        moment = parse_date(" ".join(words[start:]))
        if moment is not None:
            return moment
    return None
