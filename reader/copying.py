"""What is copied: a passage with its source, in the form that a person has chosen; no app needed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reader.words import day, names

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_FIELD = re.compile(r"\{(\w+)\}")


class Origin(NamedTuple):
    """Where a passage is from."""

    title: str
    authors: tuple[str, ...] = ()
    site: str = ""
    url: str = ""
    published: datetime | None = None


def copied(form: str, quote: str, origin: Origin, note: str = "", tags: tuple[str, ...] = ()) -> str:
    """A passage as it is copied: the form with its fields filled in, without the lines whose fields are all empty.

    `source` is author, title, site and date, as far as they are known. An unknown field stands as it is.
    """
    date = day(origin.published) if origin.published else ""
    author = names(origin.authors)
    fields = {
        "quote": quote,
        "note": note,
        "tags": " ".join(f"#{tag}" for tag in tags),
        "title": origin.title,
        "author": author,
        "site": origin.site,
        "date": date,
        "url": origin.url,
        "source": ", ".join(filter(None, (author, origin.title, origin.site, date))),
    }
    return "\n".join(line for line in (_filled(line, fields) for line in form.splitlines()) if line is not None)


def _filled(line: str, fields: Mapping[str, str]) -> str | None:
    names = [name for name in _FIELD.findall(line) if name in fields]
    if names and not any(fields[name] for name in names):
        return None
    return _FIELD.sub(lambda found: fields.get(found[1], found[0]), line)
