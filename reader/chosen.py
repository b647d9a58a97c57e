"""Which articles a command is about: their ids, or a query that finds them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from library.article import Shelf

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from library.store import Store


def found(store: Store, words: str, now: datetime, shelf: Shelf = Shelf.ALL) -> list[int]:
    """The articles that a query finds. Raises QueryError."""
    from library.article_query import parse_articles

    return list(store.article_list(parse_articles(words, now), shelf=shelf).ids)


def parted(store: Store, ids: Sequence[int]) -> tuple[list[int], list[int]]:
    """Those of the ids that are articles, each once, and those that are not."""
    there = {article.id for article in store.articles([number for number in ids if -(2**63) <= number < 2**63])}
    once = list(dict.fromkeys(ids))
    return [number for number in once if number in there], [number for number in once if number not in there]


def agreed(question: str) -> bool:
    """Whether the person at the terminal says yes."""
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def can_ask() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()
