"""The parts of a change as the journal keeps them: which values were there before, and which after."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COLUMNS = ("starred", "state", "deleted")
"""What of an article can be changed."""
TAGGED = {"article": "tag", "highlight": "highlight_tag"}
"""What carries tags, and their tables, which name what carries them in a column of that name."""


class UnreadableChangeError(Exception):
    """A record of the journal that can't be read; it never leaves the library."""


class Columns(NamedTuple):
    """A column of articles."""

    column: str
    groups: Sequence[tuple[object, object, Sequence[int]]]
    """The value before, the value after, and the articles where it went from one to the other."""


class Tags(NamedTuple):
    """The tags of articles, or of highlights."""

    of: str
    """`article` or `highlight`."""
    removed: Mapping[str, Sequence[int]]
    """From what each tag was taken."""
    added: Mapping[str, Sequence[int]]
    """To what each was given."""


class Places(NamedTuple):
    """Places in the queue by the number of the article as text; None for one that is not in it."""

    before: Mapping[str, float | None]
    after: Mapping[str, float | None]


class Searches(NamedTuple):
    """Saved searches: number, and name, query and place before and after; None while there is no such search."""

    rows: Sequence[tuple[int, Search | None, Search | None]]


Part = Columns | Tags | Places | Searches
Search = tuple[str, str, float]
_KINDS = {"columns": Columns, "tags": Tags, "places": Places, "searches": Searches}


def packed(parts: Sequence[Part]) -> bytes:
    """Parts as they are kept."""
    names = {kind: name for name, kind in _KINDS.items()}
    lines = [[names[type(part)], *part] for part in parts]
    return zlib.compress(json.dumps(lines, separators=(",", ":"), ensure_ascii=False).encode(), 1)


def unpacked(content: object) -> list[Part]:
    """The parts that were kept. Raises UnreadableChangeError for anything else."""
    if not isinstance(content, bytes):
        raise UnreadableChangeError
    try:
        lines = json.loads(zlib.decompress(content))
        return [_part_of(*line) for line in lines]
    except (zlib.error, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UnreadableChangeError from error


def _part_of(kind: str, *values: object) -> Part:
    match kind, *values:
        case "columns", str(column), list(groups) if column in COLUMNS:
            return Columns(column, [(_value(before), _value(after), _ids(ids)) for before, after, ids in groups])
        case "tags", str(of), dict(removed), dict(added) if of in TAGGED:
            return Tags(of, *({str(name): _ids(ids) for name, ids in tags.items()} for tags in (removed, added)))
        case "places", dict(before), dict(after) if before.keys() == after.keys():
            return Places(*({str(int(key)): _place(place) for key, place in row.items()} for row in (before, after)))
        case "searches", list(rows):
            return Searches([(_id(number), _search(before), _search(after)) for number, before, after in rows])
    raise ValueError(kind)


def _value(value: object) -> object:
    if value is not None and not isinstance(value, str | int):
        raise TypeError
    return value


def _id(value: object) -> int:
    if not isinstance(value, int) or not 0 < value < 2**63:
        raise TypeError
    return value


def _ids(value: object) -> Sequence[int]:
    if not isinstance(value, list):
        raise TypeError
    if value and not (set(map(type, value)) == {int} and min(value) > 0 and max(value) < 2**63):
        raise ValueError
    return value


def _place(value: object) -> float | None:
    if value is not None and not isinstance(value, int | float):
        raise TypeError
    return value


def _search(value: object) -> Search | None:
    match value:
        case None:
            return None
        case [str(name), str(query), int(place) | float(place)]:
            return name, query, place
    raise ValueError
