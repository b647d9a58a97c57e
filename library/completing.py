"""What may follow while a query about articles is typed: fields, their values, tags and sites, the most used first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from library.article_fields import FIELDS, HAS, IS, SORT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library.store import Store

MOST = 12
"""Proposals."""
_PERIODS = ("today", "yesterday", '"this week"', '"last week"', '"this month"', '"last month"', '"last 7 days"')
_VALUES = {"is": IS, "has": HAS, "saved": _PERIODS, "published": _PERIODS, "read": _PERIODS, "finished": _PERIODS}
_ABOUT = {
    "unread": "not begun",
    "reading": "begun, and not finished",
    "queued": "in the queue",
    "annotated": "with highlights",
    "lost": "with a highlight whose passage is lost",
    "uncertain": "with a highlight whose passage is uncertain",
    "pending": "waiting for their text",
    "trashed": "in the trash, which is left out else",
}
_UNFINISHED = re.compile(r'(?:^|(?<=[\s(]))-*(?:([A-Za-z]+):)?("[^"]*|[^\s"()]*)$')


class Completion(NamedTuple):
    """What can stand in the place of what has been typed."""

    start: int
    end: int
    text: str
    about: str
    """What it is, or how many articles have it."""


def completions(store: Store, text: str, cursor: int) -> list[Completion]:
    """What may stand where the cursor is, an offset in code points; few, the likeliest first.

    A field or a value is proposed once a letter of it is typed, or all values after the colon. Tags and sites come
    by how many articles have them. Raises StoreError.
    """
    before = text[:cursor]
    inside = before.count('"') % 2 == 1
    found = _UNFINISHED.search(before)
    if found is None or (inside and not found[2].startswith('"')):
        return []
    field, typed = (found[1] or "").lower(), found[2].removeprefix('"')
    start = found.start(2)
    if not found[1]:
        if not typed or inside:
            return []
        named = [name for name in FIELDS if name.startswith(typed.lower())]
        return [Completion(start, cursor, f"{name}:", FIELDS[name]) for name in named[:MOST]]
    if field in ("tag", "site"):
        counted = store.tags_like(typed, MOST) if field == "tag" else store.sites_like(typed, MOST)
        return [Completion(start, cursor, _quoted(name), _articles(count)) for name, count in counted]
    turned = typed.startswith("-") and field == "sort"
    values: Sequence[str] = (
        [f"-{one}" if turned else one for one in SORT] if field == "sort" else _VALUES.get(field, ())
    )
    near = [value for value in values if value.strip('"').startswith(typed.lower())]
    return [Completion(start, cursor, value, _ABOUT.get(value, "")) for value in near[:MOST]]


def _articles(count: int) -> str:
    return f"{count:,} article{'' if count == 1 else 's'}"


def _quoted(name: str) -> str:
    return f'"{name}"' if re.search(r'[\s()"*]|^[-<>]', name) else name
