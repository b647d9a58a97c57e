"""Dates as pages and people write them, in any language, to aware UTC times."""

from datetime import UTC, date, datetime, time

from library.builder import clean_text

_LONGEST = 80


def parse_date(value: object) -> datetime | None:
    """An aware UTC time; a bare date is its midnight. None for what is no date or lies outside 1 to 9999.

    Takes ISO 8601, written-out dates in many languages, and `date` or `datetime` objects as YAML gives them.
    """
    if isinstance(value, datetime):
        return _aware(value)
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    text = clean_text(str(value))
    if not text or len(text) > _LONGEST:
        return None
    try:
        return _aware(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return _written_out(text)


def _written_out(text: str) -> datetime | None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns about regular expressions of its own
        import dateparser  # 0.2 s, for dates in words alone

        settings = {"PREFER_DAY_OF_MONTH": "first", "REQUIRE_PARTS": ["day", "month", "year"]}
        try:
            found = dateparser.parse(text, settings=settings)
        except (ValueError, OverflowError, RecursionError):
            return None
    return None if found is None else _aware(found)


def _aware(moment: datetime) -> datetime | None:
    try:
        return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
