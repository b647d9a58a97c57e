"""How each shelf is arranged: its order and groups, as they were chosen, kept in the library beside the settings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from library.article import Shelf
from library.article_shelves import ArticleOrder, Grouping

if TYPE_CHECKING:
    from library.facts import Facts
    from reader.article_lister import Showing

_FACT = "arranged "
OWN = {Shelf.READING: ArticleOrder.READ, Shelf.QUEUE: ArticleOrder.QUEUE}
"""The orders of shelves where it is not by when articles were saved."""


class Order(NamedTuple):
    """An order that can be chosen."""

    order: ArticleOrder
    title: str
    forth: str
    """Which come first."""
    back: str
    """Which come first when it is turned round."""


ORDERS = (
    Order(ArticleOrder.SAVED, "saved", "newest first", "oldest first"),
    Order(ArticleOrder.PUBLISHED, "published", "newest first", "oldest first"),
    Order(ArticleOrder.TITLE, "title", "A to Z", "Z to A"),
    Order(ArticleOrder.SITE, "site", "A to Z", "Z to A"),
    Order(ArticleOrder.MINUTES, "minutes", "shortest first", "longest first"),
    Order(ArticleOrder.PROGRESS, "progress", "read furthest first", "read least first"),
    Order(ArticleOrder.READ, "last read", "last read first", "first read first"),
    Order(ArticleOrder.RELEVANCE, "relevance", "best first", "best last"),
)
_QUEUE = Order(ArticleOrder.QUEUE, "queue", "your order", "your order, from its end")


class Arrangement(NamedTuple):
    """An order and groups."""

    order: ArticleOrder | None = None
    """None for that of the shelf."""
    backwards: bool = False
    group: Grouping = Grouping.NONE


def kept(store: Facts, shelf: Shelf) -> Arrangement:
    """What was chosen for a shelf. Raises StoreError."""
    try:
        order, backwards, group = json.loads(store.fact(f"{_FACT}{shelf}") or "")
        return Arrangement(ArticleOrder(order) if order else None, bool(backwards), Grouping(group))
    except (ValueError, TypeError):
        return Arrangement()


def keep(store: Facts, shelf: Shelf, chosen: Arrangement) -> None:
    """Remember what was chosen for a shelf. Raises StoreError."""
    store.set_fact(f"{_FACT}{shelf}", json.dumps([chosen.order, chosen.backwards, chosen.group]))


def arranged(store: Facts, showing: Showing) -> Showing:
    """What is shown, arranged as was chosen for its shelf; best first while that is asked for. Raises StoreError."""
    order, backwards, group = kept(store, showing.shelf)
    return showing._replace(order=order, backwards=backwards, group=group)


def orders_of(shelf: Shelf) -> tuple[Order, ...]:
    """The orders that can be chosen for a shelf."""
    return (_QUEUE, *ORDERS) if shelf is Shelf.QUEUE else ORDERS


def own_order(shelf: Shelf) -> ArticleOrder:
    """The order of a shelf for which none was chosen."""
    return OWN.get(shelf, ArticleOrder.SAVED)


def order_words(showing: Showing) -> str:
    """How the list is ordered, in words; empty where that is as usual."""
    order, backwards = showing.order, showing.backwards
    if showing.query.order is not None:
        order, backwards = showing.query.order, showing.query.backwards
    if order in (None, own_order(showing.shelf)) and not backwards:
        return ""
    order = order or own_order(showing.shelf)
    found = next((one for one in (*ORDERS, _QUEUE) if one.order is order), None)
    if found is None:
        return str(order)
    return f"{found.title}, {found.back if backwards else found.forth}"
