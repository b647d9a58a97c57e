"""What a person types to find highlights: the fields of their query language, and each as a condition in SQL.

The conditions are about `h`, a row of highlight, and `article`, its article; what a person typed is always bound.
"""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from library.errors import QueryError
from library.grammar import Clause, Either, Every, Leaf, Node, Not, WrongValueError, parse_tree
from library.highlight import Colour, HighlightKind
from library.indexing import searchable
from library.note_shelves import NoteOrder, NoteQuery
from library.periods import read_period
from library.query import Term

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime

_STATES = ("held", "uncertain", "lost", "waiting")
_KINDS = tuple(kind.value for kind in HighlightKind)


class _Condition(NamedTuple):
    sql: str
    bound: tuple[object, ...] = ()


def parse_notes(
    text: str, now: datetime, *, colours: Mapping[str, Colour] | None = None, typing: bool = False
) -> NoteQuery:
    """The query in `text`: words of quote and note, and the fields of README, "Finding notes".

    `now` is what `today` and the like are counted from; `colours` gives the names that a person has for
    colours (`names_of` makes it of the settings).
    While `typing`, what is unfinished at the end is left out, and the last word may go on.
    Raises QueryError, which says where and why.
    """
    if not text.strip():
        return NoteQuery()
    fields = _fields(now, colours or {})

    def read(clause: Clause) -> _Condition:
        if clause.operator and clause.field not in _COMPARING:
            raise WrongValueError(f"{clause.field}: takes no {clause.operator}; to look for that, put it in quotes")
        return fields[clause.field](clause)

    tree = parse_tree(text, [name for name in fields if name not in ("", "sort")], read, settings=["sort"],
                      typing=typing)  # fmt: skip
    order, backwards = None, False
    for setting in tree.settings:
        if order is not None:
            raise QueryError(f"Character {setting.at + 1}: sort: can be said only once")
        backwards = setting.text.startswith("-")
        order = NoteOrder(setting.text.lower().removeprefix("-"))
    where = _joined(tree.node) if tree.node is not None else _Condition("")
    return NoteQuery(where.sql, where.bound, order, backwards)


def names_of(colours: Mapping[str, str]) -> dict[str, Colour]:
    """The colours by the names that a person gave them, from the names by colour."""
    return {name: Colour(colour) for colour, name in colours.items()}


def _joined(node: Node[_Condition]) -> _Condition:
    if isinstance(node, Leaf):
        condition: _Condition = node.value
        return condition
    if isinstance(node, Not):
        inner = _joined(node.part)
        return _Condition(f"NOT ifnull(({inner.sql}), 0)", inner.bound)
    word = " AND " if isinstance(node, Every) else " OR "
    conditions = [_joined(part) for part in node.parts]
    bound = tuple(value for condition in conditions for value in condition.bound)
    return _Condition(f"({word.join(condition.sql for condition in conditions)})", bound)


# Fields

_COMPARING = ("created", "changed")
FIELDS: Mapping[str, str] = {
    "quote": "words of the passage",
    "note": "words of the note",
    "tag": "a tag, and those below it: tag:a finds a/b too",
    "colour": "a colour, or the name you gave it",
    "site": "words of the site's name, or its address",
    "title": "words of the article's title",
    "author": "words of the author's name",
    "url": "a part of the article's address",
    "article": "the number of an article",
    "state": "held, uncertain, lost or waiting",
    "kind": "passage, bookmark or article",
    "is": "any of the states and kinds",
    "has": "note or tags",
    "created": "a date, a period or a range",
    "changed": "as created:",
    "sort": "article, created, changed or random; with a dash before it the other way round",
}
"""The fields, with what each takes, for help and completion."""


def _fields(now: datetime, colours: Mapping[str, Colour]) -> Mapping[str, Callable[[Clause], _Condition]]:
    names: dict[str, Colour] = {colour.value: colour for colour in Colour}
    names |= {_folded(name): colour for name, colour in colours.items() if name.strip()}

    def colour(clause: Clause) -> _Condition:
        return _Condition("h.colour = ?", (names[_one_of(clause, names)].value,))

    def created(clause: Clause) -> _Condition:
        return _within("h.created", clause, now)

    def changed(clause: Clause) -> _Condition:
        return _within("h.changed", clause, now)

    return {
        "": _words, "quote": _words, "note": _words, "tag": _tag, "colour": colour, "color": colour, "site": _site,
        "title": _title, "author": _author, "url": _url, "article": _article, "state": _state, "kind": _kind,
        "is": _is, "has": _has, "created": created, "changed": changed, "sort": _sort,
    }  # fmt: skip


def _one_of(clause: Clause, values: Collection[str]) -> str:
    value = _folded(clause.text)
    if value not in values:
        *most, last = values
        raise WrongValueError(f"“{clause.text}” is none of {', '.join(most)} and {last}")
    return value


def _term(clause: Clause) -> str:
    if not any(character.isalnum() for character in clause.text):
        raise WrongValueError(f"{clause.field}: needs a letter or a digit to look for")
    return Term(clause.text, clause.prefix).match


def _words(clause: Clause) -> _Condition:
    columns = f"{clause.field} : " if clause.field else ""
    return _Condition(
        "h.id IN (SELECT rowid FROM highlight_search WHERE highlight_search MATCH ?)", (columns + _term(clause),)
    )


def _tag(clause: Clause) -> _Condition:
    # tags are few: each is looked at once, however many highlights carry it
    return _Condition(
        """h.id IN (SELECT highlight FROM highlight_tag WHERE name IN
            (SELECT name FROM (SELECT DISTINCT name FROM highlight_tag) WHERE tag_within(name, ?, ?)))""",
        (_folded(clause.text).strip("/"), clause.prefix),
    )


def _of_article(column: str, clause: Clause) -> _Condition:
    return _Condition(
        """(h.article IN (SELECT id FROM article WHERE number IN
                (SELECT rowid FROM article_search WHERE article_search MATCH ?))
            OR (h.article IS NULL AND wanted_has(h.wanted, ?, ?, ?)))""",
        (f"{column} : {_term(clause)}", column, clause.text, clause.prefix),
    )


def _title(clause: Clause) -> _Condition:
    return _of_article("title", clause)


def _author(clause: Clause) -> _Condition:
    return _of_article("authors", clause)


def _site(clause: Clause) -> _Condition:
    named, host = _of_article("site", clause), clause.text.lower()
    if "." not in host or " " in host:
        return named
    hosted = _Condition(
        "h.article IN (SELECT id FROM article WHERE iif(instr(lower(url), ?) > 0, of_host(url, ?), 0))", (host, host)
    )
    return _joined(Either((Leaf(named), Leaf(hosted))))


def _url(clause: Clause) -> _Condition:
    return _Condition(
        """(h.article IN (SELECT id FROM article WHERE instr(lower(url), lower(?)) > 0)
            OR (h.article IS NULL AND wanted_has(h.wanted, 'url', ?, 0)))""",
        (clause.text, clause.text),
    )


def _article(clause: Clause) -> _Condition:
    number = clause.text
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise WrongValueError(f"article: takes the number of an article, not “{number}”")
    return _Condition("h.article IS ?", (int(number),))


def _state(clause: Clause) -> _Condition:
    return _Condition("h.state = ?", (_one_of(clause, _STATES),))


def _kind(clause: Clause) -> _Condition:
    return _Condition("h.kind = ?", (_one_of(clause, _KINDS),))


def _is(clause: Clause) -> _Condition:
    return _state(clause) if _one_of(clause, (*_STATES, *_KINDS)) in _STATES else _kind(clause)


def _has(clause: Clause) -> _Condition:
    if _one_of(clause, ("note", "notes", "tag", "tags")).startswith("note"):
        return _Condition("h.note <> ''")
    return _Condition("EXISTS (SELECT 1 FROM highlight_tag WHERE highlight = h.id)")


def _within(column: str, clause: Clause, now: datetime) -> _Condition:
    try:
        start, end = read_period(clause.text, clause.operator, now)
    except ValueError as error:
        raise WrongValueError(str(error)) from error
    conditions = [(f"{column} >= ?", start), (f"{column} < ?", end)]
    given = [(sql, f"{moment:%Y-%m-%dT%H:%M:%SZ}") for sql, moment in conditions if moment is not None]
    return _Condition(f"({' AND '.join(sql for sql, _ in given)})", tuple(moment for _, moment in given))


def _sort(clause: Clause) -> _Condition:
    orders = [order.value for order in NoteOrder]
    _one_of(clause._replace(text=clause.text.removeprefix("-")), orders)
    return _Condition("")


# What SQLite asks of Python: each is called for tags, for hosts that hold the words, and for highlights that wait


def tag_within(name: str, wanted: str, prefix: int) -> bool:
    """Whether a tag is the folded one that is wanted, or stands below it."""
    name = _folded(name)
    return name == wanted or name.startswith(wanted if prefix else f"{wanted}/")


def of_host(address: str, host: str) -> bool:
    """Whether an address is on a host, in small letters, or on one below it."""
    try:
        found = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return f".{found}".endswith(f".{host.removeprefix('www.')}")


def wanted_has(wanted: str, part: str, text: str, prefix: int) -> bool:
    """Whether the article that a highlight waits for, in JSON, has words in its `title`, `authors` or `site`.

    In its `url` a part is enough. Words are compared as the index compares them.
    """
    url, title, authors, site = json.loads(wanted) if wanted else ("", "", [], "")
    if part == "url":
        return text.lower() in str(url).lower()
    if part == "site" and "." in text and of_host(url, text.lower()):
        return True
    words = _split(text)
    if not words:
        return False
    had = _split({"title": title, "authors": " ".join(authors), "site": site}[part])
    for at in range(len(had) - len(words) + 1):
        run = had[at : at + len(words)]
        if run[:-1] == words[:-1] and (run[-1].startswith(words[-1]) if prefix else run[-1] == words[-1]):
            return True
    return False


FUNCTIONS: Mapping[str, tuple[int, Callable[..., bool]]] = {
    "tag_within": (3, tag_within),
    "of_host": (2, of_host),
    "wanted_has": (4, wanted_has),
}
"""What the conditions call beside SQLite's own, by name, with how many arguments."""


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold())


def _split(text: str) -> list[str]:
    """Words as the index has them: no accents, small letters, ideographs by themselves."""
    bare = "".join(c for c in unicodedata.normalize("NFD", searchable(text)) if unicodedata.category(c) != "Mn")
    return "".join(c if unicodedata.category(c)[0] in "LN" else " " for c in bare.lower()).split()
