"""What the shelf lists, looked up in a thread: ids in order, numbers, words around what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from library.article import Shelf
from library.article_shelves import ArticleOrder, ArticleQuery, Grouping
from library.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from library.article import ShelfCounts
    from library.article_lists import ArticleLists
    from library.article_shelves import ArticleList
    from library.query import Term
    from library.snippets import Snippet
    from library.store import Store

FIRST = 60
"""Articles that are listed before the others: more than a screen has."""
SNIPPET_CELLS = 200
"""Of the words around a hit."""


class Showing(NamedTuple):
    """What is shown: a shelf, of it what a query finds, in an order, in groups."""

    shelf: Shelf = Shelf.INBOX
    query: ArticleQuery = ArticleQuery()
    order: ArticleOrder | None = None
    """None for that of the query or the shelf."""
    backwards: bool = False
    group: Grouping = Grouping.NONE


class Asked(NamedTuple):
    """What is to be listed."""

    number: int
    """Of the request: an answer to another one is outdated."""
    showing: Showing
    whole: bool
    """Whether all are wanted, with their numbers, or soon the first."""
    chosen: int | None = None
    """The article whose place is wanted."""
    near: int = 0
    """Where it stood."""
    brings: bool = False
    """Whether the chosen one is to be chosen wherever the cursor has gone meanwhile."""
    ready: Callable[[], object] | None = None
    """Called in the thread before the answer is given."""
    first: int = FIRST
    """How many are soon the first: those that the screen has room for are there sooner than more."""


class Listed(NamedTuple):
    """The answer."""

    asked: Asked
    ids: Sequence[int]
    starts: Sequence[int] = ()
    """The index of the first of each group."""
    place: int | None = None
    """The index of the chosen one; None where it is not listed."""
    counts: ShelfCounts | None = None
    queued: Collection[int] | None = None
    """Those that are in the queue; None where that was not looked up."""
    problem: str = ""
    """Why nothing could be listed."""
    snippets: Mapping[int, Snippet | None] = {}
    """Of the first articles."""

    @property
    def is_whole(self) -> bool:
        """Whether these are all."""
        return self.asked.whole or len(self.ids) < self.asked.first


def first_listed(store: ArticleLists, asked: Asked) -> Listed:
    """The beginning of a list, without numbers. Raises StoreError."""
    found = _list(store, asked.showing, asked.first)
    return Listed(asked, found.ids, [start for start, _ in found.groups])


def listed(store: Store, asked: Asked) -> Listed:
    """What was asked for, or why that is not to be had."""
    try:
        return _listed(store, asked)
    except LibraryError as error:
        return Listed(asked, (), problem=str(error))


def _listed(store: Store, asked: Asked) -> Listed:
    if not asked.whole:
        first = first_listed(store, asked)
        terms = asked.showing.query.terms
        return first._replace(snippets=snippets_of(store, first.ids, terms))
    found = _list(store, asked.showing)
    if asked.ready is not None:
        asked.ready()
    place = place_of(found.ids, asked.chosen, asked.near)
    starts = [start for start, _ in found.groups]
    return Listed(asked, found.ids, starts, place, store.counts(), _queued(store))


def _list(store: ArticleLists, showing: Showing, most: int | None = None) -> ArticleList:
    shelf, query, order, backwards, group = showing
    if query.order is not None:  # what is typed comes before what was chosen
        order, backwards = None, False
    return store.article_list(query, shelf=shelf, order=order, backwards=backwards, group=group, most=most)


def _queued(store: Store) -> Collection[int]:
    return frozenset(store.article_list(shelf=Shelf.QUEUE).ids)


def snippets_of(store: Store, ids: Sequence[int], terms: Sequence[Term]) -> Mapping[int, Snippet | None]:
    """Words around the hits in articles; the first words of those that have none in their text. Raises StoreError."""
    if not terms:
        return {}
    found = store.snippets(ids, terms, cells=SNIPPET_CELLS)
    others = [number for number in ids if number not in found]
    return {**dict.fromkeys(ids), **found, **(store.first_words(others, cells=SNIPPET_CELLS) if others else {})}


def place_of(ids: Sequence[int], number: int | None, near: int) -> int | None:
    """Where an article stands in a list; looked for in a time that grows with it, unless it is where it was."""
    if number is None:
        return None
    if 0 <= near < len(ids) and ids[near] == number:
        return near
    try:
        return ids.index(number)
    except ValueError:
        return None
