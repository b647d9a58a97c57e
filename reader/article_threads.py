"""The threads in which the shelf looks things up: the first of a list, all of it, and words around what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.article_lister import listed, snippets_of
from reader.latest import Latest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from library.article_shelves import ArticleQuery
    from library.snippets import Snippet
    from reader.article_lister import Asked, Listed
    from reader.config import Home

    Wanted = tuple[list[int], ArticleQuery]

_LINGERS = 10.0
"""Seconds for which a thread waits for more to look up."""


class ArticleThreads:
    """What is asked for last is answered, and nothing that it has outdated.

    The first of a list have a thread of their own: what SQLite adds up for a short beginning of a word, to list all,
    does not end when it is interrupted.
    """

    def __init__(
        self, home: Home, found: Callable[[Listed], object],
        known: Callable[[ArticleQuery, Mapping[int, Snippet | None]], object],
    ) -> None:  # fmt: skip
        """Both are called in a thread: with a list, and with the words around what a query found in articles."""
        self.first, self.all = (
            Latest["Asked", "Listed"](home, name, listed, lambda _, answer: found(answer), lingers=_LINGERS)
            for name in ("first of list", "list")
        )
        self.words: Latest[Wanted, Mapping[int, Snippet | None]] = Latest(
            home, "snippets", lambda store, wanted: snippets_of(store, wanted[0], wanted[1].terms),
            lambda wanted, snippets: known(wanted[1], snippets), lingers=_LINGERS,
        )  # fmt: skip

    def list(self, asked: Asked) -> None:
        """List all, or soon the first, for which all of another list is given up."""
        if asked.whole:
            self.all.ask(asked)
        else:
            self.all.stop()
            self.first.ask(asked)

    def end(self) -> None:
        """Nothing is looked up any more."""
        for thread in (self.first, self.all, self.words):
            thread.stop()
