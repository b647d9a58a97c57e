"""What `broadsheet shelves` does: shelves and saved searches with their numbers, and these put in order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from library.article import Shelf
from library.article_query import parse_articles
from library.changes import search_name
from library.errors import QueryError
from library.store import Store
from reader.records import DONE, FAILED, USAGE, fail, plain, print_json
from reader.shelves import SHELVES
from reader.verbs_keep import print_done

if TYPE_CHECKING:
    from argparse import Namespace as Parsed
    from types import SimpleNamespace

    from library.changes import Done
    from reader.config import Home

    Namespace = Parsed | SimpleNamespace


class _Row(NamedTuple):
    """A line of the list."""

    kind: str
    """`shelf` or `search`."""
    name: str
    query: str
    """What finds the same; empty for a shelf."""
    articles: int | None
    """None when the query can't be used."""


def shelves(options: Namespace, home: Home) -> int:
    """List shelves and saved searches, or change these."""
    with Store(home.library) as store:
        if options.what == "list":
            return _list(store, options)
        if options.what == "save":
            return _save(store, options)
        return print_done(_changed(store, options), options)


def _list(store: Store, options: Namespace) -> int:
    counts = store.counts().articles
    rows = [_Row("shelf", shelf.value, "", counts[shelf]) for _, _, shelf in SHELVES if shelf is not None]
    problems = []
    for search in store.searches():
        articles = None
        try:
            articles = len(store.article_list(parse_articles(search.query, _now()), shelf=Shelf.ALL).ids)
        except QueryError as error:  # a language that has changed since, or a file of another version
            problems.append(f"the saved search “{search.name}”: {error}")
        rows.append(_Row("search", search.name, search.query, articles))
    if options.json:
        print_json([row._asdict() for row in rows])
    else:
        numbers = ["?" if row.articles is None else f"{row.articles:,}" for row in rows]
        width = max(map(len, numbers))
        for number, row in zip(numbers, rows, strict=True):
            print(plain(f"{number:>{width}}  {row.name}" + (f"  {row.query}" if row.query else "")))
    for problem in problems:
        fail(problem)
    return FAILED if problems else DONE


def _save(store: Store, options: Namespace) -> int:
    """Give a query a name. Raises QueryError, RefusedNameError and TakenNameError."""
    query = " ".join(word.strip() for word in options.query).strip()
    if not query:
        return fail("the query is empty and would find every article", USAGE)
    parse_articles(query, _now())
    if options.replace and (there := _known(store, options.name)):
        return print_done(store.change_search(there, _now(), query=query), options)
    return print_done(store.make_search(options.name, query, _now()), options)


def _known(store: Store, name: str) -> int:
    """The number of the saved search of that name, 0 where there is none."""
    folded = search_name(name).casefold()
    return next((search.id for search in store.searches() if search.name.casefold() == folded), 0)


def _changed(store: Store, options: Namespace) -> Done:
    """Rename, delete or move a saved search. Raises NotFoundError, RefusedNameError and TakenNameError."""
    number = store.search_named(options.name).id
    if options.what == "rename":
        return store.change_search(number, _now(), name=options.new)
    if options.what == "delete":
        return store.delete_search(number, _now())
    if options.to is not None:
        return store.move_search(number, options.to - 1, _now())
    at = [search.id for search in store.searches()].index(number)
    return store.move_search(number, at + (options.down or 0) - (options.up or 0), _now())


def _now() -> datetime:
    return datetime.now(UTC)
