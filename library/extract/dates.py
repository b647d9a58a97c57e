"""Dates as pages and people write them, in any language, to aware times."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime

from library.builder import clean_text

_LONGEST = 80
# The months in the languages of the pages seen; any beginning of three letters or more is one that is used for short.
_MONTH_NAMES = (
    "january januar jänner janvier enero janeiro gennaio januari styczeń stycznia январь января ocak leden ledna",
    "february februar feber février fevrier febrero fevereiro febbraio februari luty lutego февраль февраля şubat únor",
    "march märz maerz mrz mars marzo março maart marts marzec marca март марта mart březen",
    "april avril abril aprile kwiecień kwietnia апрель апреля nisan duben dubna",
    "may mai mayo maio maggio mei maj maja май мая mayıs květen května",
    "june juni juin junio junho giugno czerwiec czerwca июнь июня haziran červen června",
    "july juli juillet julio julho luglio lipiec lipca июль июля temmuz červenec července",
    "august août aout agosto augustus augusti sierpień sierpnia август августа ağustos srpen srpna",
    "september septembre septiembre setiembre setembro settembre wrzesień września сентябрь сентября eylül září",
    "october oktober octobre octubre outubro ottobre październik października октябрь октября ekim říjen října",
    "november novembre noviembre novembro listopad listopada ноябрь ноября kasım listopadu",
    "december dezember décembre decembre diciembre dezembro dicembre desember grudzień grudnia декабрь декабря aralık",
)
_MONTH = {
    name[:size]: number
    for number, names in reversed(tuple(enumerate(_MONTH_NAMES, 1)))
    for name in names.split()
    for size in range(3, len(name) + 1)
}
_CLOCK = r"(?:[T,]?\s?(?:(?:um|at|à|a las|alle|om|kl\.?|-|–|\|)\s)?(\d{1,2})[:.h](\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?"
_ZONE = r"(?:\s?(Z|UTC|GMT|[+-]\d{2}:?\d{2}))?"
_YEAR_FIRST = re.compile(
    rf"(?<!\d)((?:1[5-9]|20)\d\d)\s?([-/.年년])\s?(\d{{1,2}})\s?[-/.月월]\s?(\d{{1,2}})(?!\d)[日일]?{_CLOCK}{_ZONE}"
)
_YEAR_LAST = re.compile(r"(?<![\d.])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?((?:1[5-9]|20)\d\d|\d\d)(?!\d)(?!\.\d)")
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|ª|°|\.)?(?:\s|-|/|\s(?:de|d'|of)\s)\s?([^\W\d_]{3,12})\.?,?(?:\s|-|/|\sde\s|\sdel\s)\s?((?:1[5-9]|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    r"(?<![^\W\d_])([^\W\d_]{3,12})\.?\s(\d{1,2})(?:st|nd|rd|th)?\.?,?\s?(?:\d\d:\d\d:\d\d\s(?:[A-Z]{2,4}\s)?)?((?:1[5-9]|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(\d{2})?(\d{2})?(\d{2})?")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d+)?")
_COUNTED = re.compile(r"\d|年")
"""What each date has in it that is more than words."""
_MONTH_FIRST = frozenset(("en-us", "en_us", "en-ca", "en-ph", ""))


def parse_date(value: object) -> datetime | None:
    """An aware time with the offset that is stated; a bare date is its midnight in UTC. None for what is no date.

    Takes ISO 8601, written-out dates in many languages, and `date` or `datetime` objects as YAML gives them; nothing
    outside the years 1 to 9999.
    """
    if isinstance(value, datetime):
        return _aware(value)
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    text = clean_text(str(value))
    if not text or len(text) > _LONGEST:
        return None
    return parse_quickly(text) or _written_out(text)


def parse_quickly(text: str) -> datetime | None:
    """As `parse_date`, of a text in one of the forms that machines write."""
    try:
        return _aware(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        pass
    if digits := _DIGITS.fullmatch(text):
        return _made(*(int(part or 0) for part in digits.groups()))
    if _EPOCH.fullmatch(text):
        number = float(text)
        return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC)
    if (found := _YEAR_FIRST.match(text)) and found.end() >= len(text) - 4:
        return _year_first(found)
    if "," in text and ":" in text:
        try:
            return _aware(parsedate_to_datetime(text))
        except (ValueError, OverflowError, TypeError):
            return None
    return None


def date_within(text: str, language: str = "") -> datetime | None:
    """The first date within a line, whatever stands around it; its clock only where it is written as machines do.

    `language` is the page's, in lower case: 5/8/2024 is in May where it is American English.
    """
    if exact := parse_quickly(text):
        return exact
    found = [match for rule in (_YEAR_FIRST, _DAY_MONTH, _MONTH_DAY, _YEAR_LAST) for match in rule.finditer(text)]
    for match in sorted(found, key=re.Match.start):
        moment = _of_match(match, language)
        if moment is not None:
            return moment
    return None


def _of_match(match: "re.Match[str]", language: str) -> datetime | None:
    if match.re is _YEAR_FIRST:
        return _year_first(match)
    if match.re is _DAY_MONTH:
        return _made(int(match[3]), _month(match[2]), int(match[1]))
    if match.re is _MONTH_DAY:
        return _made(int(match[3]), _month(match[1]), int(match[2]))
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    year += 2000 if year < 70 else 1900 if year < 100 else 0
    month_first = (match[2] != "." and language in _MONTH_FIRST and first <= 12) or second > 12
    return _made(year, first, second) if month_first else _made(year, second, first)


def _year_first(match: "re.Match[str]") -> datetime | None:
    year, _, month, day, hour, minute, second, zone = match.groups()
    moment = _made(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
    if moment is None or not zone or zone in ("Z", "UTC", "GMT"):
        return moment
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:])) * (-1 if zone[0] == "-" else 1)
    return moment.replace(tzinfo=timezone(offset)) if abs(offset) < timedelta(hours=24) else moment


def _month(name: str) -> int:
    """The number of a month by its name or the beginning of it; 0 for another word."""
    return _MONTH.get(name.lower(), 0)


def _made(*parts: int) -> datetime | None:
    try:
        return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]  # three to six whole numbers
    except (ValueError, OverflowError):
        return None


def _written_out(text: str) -> datetime | None:
    if not _COUNTED.search(text):
        return None
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns about regular expressions of its own
        import dateparser  # 0.2 s, for dates in words alone

        settings = {
            "PREFER_DAY_OF_MONTH": "first", "REQUIRE_PARTS": ["day", "month", "year"],
            "PARSERS": ["custom-formats", "absolute-time"],  # "22 hours ago" would be reckoned from this very moment
        }  # fmt: skip
        try:
            found = dateparser.parse(text, settings=settings)
        except (ValueError, OverflowError, RecursionError):
            return None
    return None if found is None else _aware(found)


def _aware(moment: datetime) -> datetime | None:
    """The moment with its own offset, where it is within the years that can be reckoned with."""
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    try:
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment
