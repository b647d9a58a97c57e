"""The articles that `J` and `K` walk: found only as far as one goes, for a list may be long."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_AT_ONCE = 500
"""Entries of a list whose articles are looked up together."""


class Siblings:
    """A list of articles, each once, and the place of one of them in it."""

    def __init__(self, article: int, before: Iterable[int] = (), after: Iterable[int] = ()) -> None:
        """`before` goes from the article back, `after` from it on; an article that was there already is passed over."""
        self._found = [article]
        self._at = 0
        self._before, self._after = iter(before), iter(after)
        self._seen = {article}

    @classmethod
    def in_list(cls, article: int, articles: Sequence[int], at: int | None = None) -> Siblings:
        """The place of an article among others, which is `at` where it is known; by itself when it is not among them.

        The list is not copied.
        """
        if at is None or not 0 <= at < len(articles) or articles[at] != article:
            if article not in articles:
                return cls(article)
            at = articles.index(article)
        before = (articles[index] for index in range(at - 1, -1, -1))
        return cls(article, before, (articles[index] for index in range(at + 1, len(articles))))

    @classmethod
    def of_entries(
        cls, article: int, entries: Sequence[int], at: int, articles_of: Callable[[Sequence[int]], Sequence[int]]
    ) -> Siblings:
        """The articles that the entries of a list belong to, from the entry number `at` on and back."""

        def after() -> Iterator[int]:
            for first in range(at, len(entries), _AT_ONCE):
                yield from articles_of(entries[first : first + _AT_ONCE])

        def before() -> Iterator[int]:
            for last in range(at, 0, -_AT_ONCE):
                yield from articles_of(list(reversed(entries[max(0, last - _AT_ONCE) : last])))

        return cls(article, before(), after())

    def beside(self, steps: int) -> int | None:
        """The article some steps on, or back; None when there are not so many."""
        while self._at + steps >= len(self._found) and (number := self._next(self._after)) is not None:
            self._found.append(number)
        while self._at + steps < 0 and (number := self._next(self._before)) is not None:
            self._found.insert(0, number)
            self._at += 1
        at = self._at + steps
        return self._found[at] if 0 <= at < len(self._found) else None

    def _next(self, articles: Iterator[int]) -> int | None:
        for number in articles:
            if number not in self._seen:
                self._seen.add(number)
                return number
        return None

    def go(self, steps: int) -> None:
        """Stand on the article that `beside` tells."""
        self._at += steps
