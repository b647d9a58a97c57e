"""Small words about articles that several screens and the command line show: ages, minutes, dates, front matter."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library.article import Article
    from reader.typeset import Front

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def age(moment: datetime, now: datetime) -> str:
    """How long ago, in one short word: `now`, `5 min`, `3 h`, `2 d`, `6 w`; a date after ten weeks."""
    seconds = max(0.0, (now - moment).total_seconds())
    for size, limit, unit in ((60, 60, "min"), (3600, 24, "h"), (86400, 14, "d"), (604800, 10, "w")):
        if seconds < 60:
            return "now"
        if seconds < size * limit:
            return f"{int(seconds // size)} {unit}"
    return day(moment)


def short_age(moment: datetime, now: datetime) -> str:
    """As `age`, in eight cells at most: after ten weeks `12 Mar` of this year, `Mar 2025` of another."""
    if (now - moment).total_seconds() < 10 * 604800:
        return age(moment, now)
    local = moment.astimezone(UTC)
    month = _MONTHS[local.month - 1]
    return f"{local.day} {month}" if local.year == now.year else f"{month} {local.year}"


def day(moment: datetime) -> str:
    """A date in words: `12 Mar 2026`."""
    local = moment.astimezone(UTC)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def minutes(count: float) -> str:
    """A reading time: `4 min`, and `1 min` for anything shorter."""
    return f"{max(1, round(count))} min"


def percent(fraction: float) -> str:
    """A share as a percentage that is 100 only when all of it is meant."""
    return f"{int(fraction * 100)}%"


def byline(article: Article) -> str:
    """The authors, as a page names them; empty where that is the site itself, which stands beside them."""
    authors = names(article.authors)
    return "" if authors.casefold() == article.site.casefold() else authors


def names(persons: Sequence[str]) -> str:
    """Names in a row: `Ana Reyes, Bo Lind and Cy Voss`."""
    return " and ".join(filter(None, (", ".join(persons[:-1]), *persons[-1:])))


def front(article: Article) -> Front:
    """What stands above the text of an article."""
    from reader.typeset import Front  # the printing commands need it not

    published = day(article.published) if article.published else ""
    takes = minutes(article.minutes) if article.words else ""
    details = " · ".join(filter(None, (article.site, published, takes)))
    return Front(article.title, byline(article), details)
