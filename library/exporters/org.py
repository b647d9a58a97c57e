"""Highlights as an Org file: a heading an article, under it one a highlight (https://orgmode.org/manual/)."""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING

from library.anchor import AnchorState
from library.exporters.noted import passage_of, titled, told_kind, uuid_of, words_at
from library.exporters.safe import plain_line, plain_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from library.exporters.noted import Noted
    from library.highlight import Highlight

_ACTS = re.compile(r"(?m)^(?=\*|,|[ ]*(?:#(?:\+|[ ]|$)|:[^\s:]+:(?:[ ]|$)))")
"""Where a line begins that would be a heading, a comment, a keyword, a block, a drawer or a property."""
_ESCAPE = "\u200b"
"""Stands between two signs that would mean something together: the zero-width space, as Org's manual proposes."""
_DATE = re.compile(r"<(?=\d{4}-\d\d-\d\d|%%\()")
_WORDS = 60


def to_org(noted: Iterable[Noted]) -> Iterator[str]:
    """Write everything as one file."""
    yield "# Exported by Broadsheet\n#+title: Highlights and notes\n"
    for one in noted:
        yield "\n" + "\n".join(_article(one)) + "\n"
        for highlight in one.highlights:
            yield "\n".join(_highlight(highlight, one)) + "\n"


def _article(one: Noted) -> Iterator[str]:
    tags = one.article.tags if one.article is not None else ()
    yield _heading(1, titled(one.wanted), tags)
    published = one.article.published if one.article is not None else None
    yield from _properties({
        "ID": one.source.removeprefix("urn:uuid:") if one.source.startswith("urn:") else "",
        "URL": one.wanted.url,
        "AUTHOR": ", ".join(one.wanted.authors),
        "SITE": one.wanted.site,
        "PUBLISHED": _stamp(published, time=False) if published else "",
        "SAVED": _stamp(one.article.saved) if one.article is not None else "",
    })  # fmt: skip


def _highlight(highlight: Highlight, one: Noted) -> Iterator[str]:
    quote = passage_of(highlight, one.document).exact
    yield _heading(2, words_at(highlight, _WORDS) if quote else told_kind(highlight), highlight.tags)
    sure = highlight.state is AnchorState.HELD
    yield from _properties({
        "ID": str(uuid_of(highlight.uid)),
        "CREATED": _stamp(highlight.created),
        "CHANGED": _stamp(highlight.changed) if highlight.changed != highlight.created else "",
        "COLOUR": highlight.colour,
        "STATE": "" if sure else f"{highlight.state}: {highlight.reason}",
    })  # fmt: skip
    if quote:
        yield f"#+begin_quote\n{_unlinked(_body(quote))}\n#+end_quote"
    if highlight.note.strip():
        yield _body(highlight.note.strip("\n"))


def _heading(level: int, words: str, tags: Sequence[str]) -> str:
    """A heading whose words are no keyword, priority, link or tag; Org's tags take letters, digits and `_@#%`."""
    words = _unlinked(_DATE.sub(f"<{_ESCAPE}", plain_line(words))) or "Untitled"
    if re.match(r"[A-Z]{2,}(?:\s|$)|\[#|\[\d", words):
        words = _ESCAPE + words
    if words.endswith(":"):
        words += _ESCAPE
    named = [re.sub(r"[^\w@#%]+", "_", plain_line(tag)).strip("_") or "tag" for tag in tags]
    return f"{'*' * level} {words}" + (f" :{':'.join(named)}:" if named else "")


def _properties(values: dict[str, str]) -> Iterator[str]:
    yield ":PROPERTIES:"
    for name, value in values.items():
        if value:
            yield f":{name}: {plain_line(value)}"
    yield ":END:"


def _body(text: str) -> str:
    """Lines with a comma before those that would mean something, and before those that begin with a comma."""
    return _DATE.sub(f"<{_ESCAPE}", _ACTS.sub(",", plain_lines(text)))


def _unlinked(text: str) -> str:
    """Words of others open nothing, and run nothing, when they are clicked on."""
    return text.replace("[[", f"[{_ESCAPE}[")


def _stamp(moment: datetime, *, time: bool = True) -> str:
    """An inactive time stamp, UTC; days by their English names, as Org reads none of them."""
    moment = moment.astimezone(UTC)
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[moment.weekday()]
    return f"[{moment:%Y-%m-%d} {day} {moment:%H:%M}]" if time else f"[{moment:%Y-%m-%d} {day}]"
