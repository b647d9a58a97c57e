"""What SingleFile writes into the comment at the head of a page: where and when it was saved."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple

_COMMENT = re.compile(r"<!--\s*Page saved with SingleFile\b(.{0,4000}?)-->", re.DOTALL | re.IGNORECASE)
_ADDRESS = re.compile(r"^\s*url:\s*(https?://\S+)", re.MULTILINE | re.IGNORECASE)
_MOMENT = re.compile(r"^\s*saved date:\s*(?:\w{3} )?(\w{3} \d{1,2} \d{4} \d\d:\d\d:\d\d GMT[+-]\d{4})", re.MULTILINE)
_LOOKED_AT = 20_000
_FIRST_YEAR = 1990


class Saving(NamedTuple):
    """What is known of the saving of a page; empty and None where the comment is absent."""

    address: str = ""
    moment: datetime | None = None
    """Aware UTC."""


def read(text: str, now: datetime) -> Saving:
    """Where and when a page was saved; a time that is still to come is none."""
    comment = _COMMENT.search(text, 0, _LOOKED_AT)
    if comment is None:
        return Saving()
    address, moment = _ADDRESS.search(comment[1]), _MOMENT.search(comment[1])
    return Saving(address[1] if address else "", _moment(moment[1], now) if moment else None)


def _moment(text: str, now: datetime) -> datetime | None:
    try:
        moment = datetime.strptime(text, "%b %d %Y %H:%M:%S GMT%z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year >= _FIRST_YEAR and moment <= now else None
