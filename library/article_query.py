"""What a person types to find articles: the fields of their query language, and each as a condition in SQL.

The conditions are about `article`, a row of it; what a person typed is always bound.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from library import article_fields
from library.article_fields import HAS, IS, SORT
from library.article_shelves import ArticleOrder, ArticleQuery, Condition, WantedTag
from library.errors import QueryError
from library.grammar import Clause, Leaf, Not, WrongValueError, parse_tree
from library.query import Term

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from datetime import datetime

    from library.grammar import Node

FIELDS = article_fields.FIELDS
"""The fields, with what each takes, for help and completion."""
_DATES = ("saved", "published", "read", "finished")
_NUMBERS = ("words", "minutes", "left", "progress", "id")
_BEGINNINGS = ("", "title", "text", "author", "site", "tag", "note", "lang")
"""Fields whose value may go on after a `*`."""
_COLUMNS = {"title": "title", "text": "{points text}", "author": "authors", "site": "site"}
"""Of `article_search`."""


def parse_articles(text: str, now: datetime, *, typing: bool = False) -> ArticleQuery:
    """The query in `text`: words of title, text, names, tags and notes, and the fields of README, "Finding articles".

    `now` is what `today` and the like are counted from.
    While `typing`, what is unfinished at the end is left out, and the last word may go on.
    Raises QueryError, which says where and why.
    """
    if not text.strip():
        return ArticleQuery(text)
    tree = parse_tree(text, [name for name in FIELDS if name != "sort"], partial(_read, text, now), settings=["sort"],
                      named=["site"], typing=typing)  # fmt: skip
    terms = tuple(_terms(tree.node)) if tree.node is not None else ()
    searches = tree.node is not None and _has_words(tree.node)
    order, backwards = None, False
    for setting in tree.settings:
        if order is not None:
            raise QueryError(f"Character {setting.at + 1}: sort: can be said only once")
        backwards = setting.text.startswith("-")
        order = ArticleOrder(_folded(setting.text).removeprefix("-"))
        if order is ArticleOrder.RELEVANCE and not searches:
            if not typing:
                raise QueryError(f"Character {setting.value_at + 1}: sort:relevance needs words to look for")
            order = None
    return ArticleQuery(text, tree.node, order, backwards, terms, searches)


def _read(typed: str, now: datetime, clause: Clause) -> Condition:
    field = clause.field
    if clause.operator == "=":
        return _whole_site(clause)
    if clause.operator and field not in (*_DATES, *_NUMBERS):
        raise WrongValueError(f"{field}: takes no {clause.operator}; to look for that, put it in quotes")
    if field not in _BEGINNINGS and typed[clause.end - 1 : clause.end] == "*":
        raise WrongValueError(f"{field}: takes no *")
    if field in _DATES:
        return _within(clause, now)
    if field in _NUMBERS:
        return _numbers(clause)
    return _READERS[field](clause)


def _terms(node: Node[Condition]) -> Iterator[Term]:
    """The words that are looked for in texts and notes, without those that must not be there."""
    if isinstance(node, Leaf):
        condition: Condition = node.value
        if condition.term is not None and condition.column in ("", "text", "note"):
            yield condition.term
    elif not isinstance(node, Not):
        for part in node.parts:
            yield from _terms(part)


def _has_words(node: Node[Condition]) -> bool:
    if isinstance(node, Leaf):
        found: bool = node.value.match != ""
        return found
    return not isinstance(node, Not) and any(map(_has_words, node.parts))


# Words


def _term(clause: Clause) -> Term:
    if not any(character.isalnum() for character in clause.text):
        raise WrongValueError(f"{clause.field}: needs a letter or a digit to look for")
    return Term(clause.text, clause.prefix)


def _words(clause: Clause) -> Condition:
    term = _term(clause)
    return Condition(match=term.match, noted=term.match, tag=WantedTag(_folded(clause.text)), term=term)


def _column(clause: Clause) -> Condition:
    term = _term(clause)
    return Condition(match=f"{_COLUMNS[clause.field]} : {term.match}", term=term, column=clause.field)


def _note(clause: Clause) -> Condition:
    term = _term(clause)
    return Condition(noted=term.match, term=term, column="note")


def _site(clause: Clause) -> Condition:
    named, host = _column(clause), clause.text.lower()
    if "." not in host or " " in host:
        return named
    return named._replace(sql="iif(instr(lower(article.url), ?), of_host(article.url, ?), 0)", bound=(host, host))


def _whole_site(clause: Clause) -> Condition:
    """The site of just this name, as sites are counted: small and capital letters of ASCII are one."""
    if clause.prefix:
        return Condition("substr(article.site, 1, ?) = ? COLLATE NOCASE", (len(clause.text), clause.text))
    return Condition("article.site = ? COLLATE NOCASE", (clause.text,))


def _tag(clause: Clause) -> Condition:
    wanted = _folded(clause.text).strip("/")
    if not wanted:
        raise WrongValueError("tag: needs a name")
    return Condition(tag=WantedTag(wanted, below=True, prefix=clause.prefix))


def _url(clause: Clause) -> Condition:
    return Condition("instr(lower(article.url), ?) > 0", (clause.text.lower(),))


def _lang(clause: Clause) -> Condition:
    wanted = clause.text.lower().replace("_", "-")
    if not (wanted.replace("-", "").isalnum() and wanted.isascii() and len(wanted) < 36):
        raise WrongValueError(f"“{clause.text}” is no language; write its code, such as en, de or zh-Hant")
    more = wanted if clause.prefix else f"{wanted}-"
    return Condition(
        "(lower(article.language) = ? OR substr(lower(article.language), 1, ?) = ?)", (wanted, len(more), more)
    )


# States

_ANY_HIGHLIGHT = "EXISTS (SELECT 1 FROM highlight h WHERE h.article = article.id AND h.deleted IS NULL{})"
_HIGHLIGHTED = "SELECT h.article FROM highlight h WHERE h.article IS NOT NULL AND h.deleted IS NULL{}"


def _highlighted(condition: str = "") -> Condition:
    return Condition(_ANY_HIGHLIGHT.format(condition), source=_HIGHLIGHTED.format(condition))


_TAGGED = "EXISTS (SELECT 1 FROM tag WHERE tag.article = article.id)"
_BEGUN = "EXISTS (SELECT 1 FROM progress WHERE progress.article = article.id AND words_read > 0 AND finished IS NULL)"
_STATES = {
    "unread": Condition(
        """NOT EXISTS (SELECT 1 FROM progress WHERE progress.article = article.id
            AND (words_read > 0 OR finished IS NOT NULL))"""
    ),
    "reading": Condition(_BEGUN, source="SELECT article FROM progress WHERE words_read > 0 AND finished IS NULL"),
    "finished": Condition(
        "EXISTS (SELECT 1 FROM progress WHERE progress.article = article.id AND finished IS NOT NULL)"
    ),
    "starred": Condition("article.starred"),
    "inbox": Condition("article.state = 'inbox'"),
    "archived": Condition("article.state = 'archived'"),
    "queued": Condition(
        "EXISTS (SELECT 1 FROM queue WHERE queue.article = article.id)", source="SELECT article FROM queue"
    ),
    "annotated": _highlighted(),
    "untagged": Condition(f"NOT {_TAGGED}"),
    "lost": _highlighted(" AND h.state = 'lost'"),
    "uncertain": _highlighted(" AND h.state = 'uncertain'"),
    "pending": Condition(
        "EXISTS (SELECT 1 FROM pending WHERE pending.article = article.id)", source="SELECT article FROM pending"
    ),
    "trashed": Condition("article.deleted IS NOT NULL", trash=True),
}
_PICTURED = """SELECT article FROM body INDEXED BY body_with_images WHERE instr(marks, '["image",') > 0"""
_PROPERTIES = {
    "notes": _highlighted(" AND h.note <> ''"),
    "highlights": _highlighted(),
    "images": Condition(f"article.id IN ({_PICTURED})", source=_PICTURED),
    "tags": Condition(_TAGGED),
    "author": Condition("article.authors <> '[]'"),
    "url": Condition("article.url <> ''"),
}
_PROPERTIES |= {"note": _PROPERTIES["notes"], "highlight": _PROPERTIES["highlights"], "tag": _PROPERTIES["tags"]}
_PROPERTIES |= {"image": _PROPERTIES["images"], "authors": _PROPERTIES["author"]}


def _one_of(clause: Clause, values: Collection[str], named: Collection[str]) -> str:
    value = _folded(clause.text)
    if value in values:
        return value
    from difflib import get_close_matches

    near = get_close_matches(value, named, 1)
    *most, last = named
    meant = f"; did you mean {near[0]}?" if near else ""
    raise WrongValueError(f"“{clause.text}” is none of {', '.join(most)} and {last}{meant}")


def _is(clause: Clause) -> Condition:
    return _STATES[_one_of(clause, _STATES, IS)]


def _has(clause: Clause) -> Condition:
    return _PROPERTIES[_one_of(clause, _PROPERTIES, HAS)]


def _sort(clause: Clause) -> Condition:
    _one_of(clause._replace(text=clause.text.removeprefix("-")), SORT, SORT)
    return Condition()


_READERS: Mapping[str, Callable[[Clause], Condition]] = {
    "": _words, "title": _column, "text": _column, "author": _column, "site": _site, "tag": _tag, "note": _note,
    "url": _url, "lang": _lang, "is": _is, "has": _has, "sort": _sort,
}  # fmt: skip


# Times and numbers


def _within(clause: Clause, now: datetime) -> Condition:
    from library.periods import read_period

    try:
        start, end = read_period(clause.text, clause.operator, now)
    except ValueError as error:
        raise WrongValueError(str(error)) from error
    bounds = [(">=", start), ("<", end)]
    given = [(sign, moment) for sign, moment in bounds if moment is not None]
    if clause.field == "saved":
        from library.article_numbers import stamp_of

        sql = " AND ".join(f"article.stamp {sign} ?" for sign, _ in given)
        return Condition(f"({sql})", tuple(stamp_of(moment) for _, moment in given), stamps=(start, end))
    times = tuple(f"{moment:%Y-%m-%dT%H:%M:%SZ}" for _, moment in given)
    if clause.field == "published":
        return Condition(f"({' AND '.join(f'article.published {sign} ?' for sign, _ in given)})", times)
    column = {"read": "changed", "finished": "finished"}[clause.field]
    sql = " AND ".join(f"{column} {sign} ?" for sign, _ in given)
    return Condition(f"EXISTS (SELECT 1 FROM progress WHERE progress.article = article.id AND {sql})", times)


# as `round`: half to the even neighbour
_SHOWN = """(SELECT max(1, CAST(m AS INTEGER)
    + (m - CAST(m AS INTEGER) > 0.5 OR (m - CAST(m AS INTEGER) = 0.5 AND CAST(m AS INTEGER) % 2 = 1)))
    FROM (SELECT {} AS m))"""
MINUTES = "((article.words - article.ideographs) / 230.0 + article.ideographs / 500.0)"
FRACTION = """ifnull((SELECT iif(finished IS NOT NULL, 1.0, min(1.0, words_read * 1.0 / article.words))
    FROM progress WHERE progress.article = article.id), 0.0)"""
_MEASURES = {
    "words": "article.words",
    "minutes": _SHOWN.format(MINUTES),
    "left": f"iif({FRACTION} >= 1.0, 0, {_SHOWN.format(f'{MINUTES} * (1.0 - {FRACTION})')})",
    "progress": f"CAST({FRACTION} * 100 AS INTEGER)",
    "id": "article.id",
}


def _numbers(clause: Clause) -> Condition:
    measure, text = _MEASURES[clause.field], clause.text
    if ".." not in text:
        return Condition(f"{measure} {clause.operator or '='} ?", (_number(clause, text),))
    first, _, last = text.partition("..")
    if clause.operator:
        raise WrongValueError(f"{clause.operator} goes with one number, not with a range")
    if not (first.strip() or last.strip()):
        raise WrongValueError("a range needs a number on one side at least, as in 20..80")
    low = _number(clause, first) if first.strip() else None
    high = _number(clause, last) if last.strip() else None
    if low is not None and high is not None and high < low:
        raise WrongValueError(f"the range {text} ends before it begins; did you mean {last.strip()}..{first.strip()}?")
    given = [(sign, value) for sign, value in ((">=", low), ("<=", high)) if value is not None]
    return Condition(f"({' AND '.join(f'{measure} {sign} ?' for sign, _ in given)})",
                     tuple(value for _, value in given))  # fmt: skip


def _number(clause: Clause, text: str) -> int:
    bare = text.strip()
    if clause.field == "progress":
        bare = bare.removesuffix("%")
    if not (bare.isascii() and bare.isdecimal()):
        raise WrongValueError(f"“{text}” is no whole number; write one as 20, <20, >=20 or 20..80")
    if len(bare.lstrip("0")) > 12:
        raise WrongValueError("a number can have 12 digits at most")
    if clause.field == "progress" and int(bare) > 100:
        raise WrongValueError("progress: is a percentage, from 0 to 100")
    return int(bare)


# What SQLite asks of Python


def of_host(address: str, host: str) -> bool:
    """Whether an address is on a host, in small letters, or on one below it."""
    from urllib.parse import urlsplit

    try:
        found = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return f".{found}".endswith(f".{host.removeprefix('www.')}")


def tag_within(name: str, wanted: WantedTag) -> bool:
    """Whether a tag is the one that is wanted."""
    name = _folded(name)
    return (
        name == wanted.name
        or (wanted.below and name.startswith(f"{wanted.name}/"))
        or (wanted.prefix and name.startswith(wanted.name))
    )


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    import unicodedata

    return unicodedata.normalize("NFC", text.casefold())
