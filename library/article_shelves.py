"""The records that lists of articles are asked for with, and come in; light, for every listing loads them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library.query import Term


class ArticleOrder(StrEnum):
    """In which order articles are listed; each the way round that is asked for most."""

    SAVED = "saved"
    """The newest first."""
    PUBLISHED = "published"
    """The newest first; undated ones last."""
    TITLE = "title"
    SITE = "site"
    """By the site's name; within it the newest first."""
    MINUTES = "minutes"
    """The shortest first."""
    PROGRESS = "progress"
    """Those read furthest first."""
    READ = "read"
    """Those read last first; those never opened last."""
    RELEVANCE = "relevance"
    """Those that a query fits best first."""
    QUEUE = "queue"
    """A person's own order of what is to be read next."""
    RANDOM = "random"


class ArticleQuery(NamedTuple):
    """A condition on articles, and the order in which to list them; by itself it finds all."""

    text: str = ""
    """As it was typed."""
    where: str = ""
    """SQL about `article`, a row of it; empty when there is no condition."""
    bound: tuple[object, ...] = ()
    order: ArticleOrder | None = None
    """None when it was not said."""
    backwards: bool = False
    """Whether the order is turned round."""
    terms: tuple[Term, ...] = ()
    """The words that must be there, for snippets and for finding them on the page."""


class Grouping(StrEnum):
    """By what the articles of a list stand together."""

    NONE = "none"
    DAY = "day"
    """The day on which they were saved, UTC."""
    SITE = "site"


class ArticleGroup(NamedTuple):
    """Articles of a list that belong together."""

    start: int
    """The index of the first."""
    length: int


class ArticleList(NamedTuple):
    """Articles in order, and how they fall into groups."""

    ids: Sequence[int]
    groups: Sequence[ArticleGroup] = ()
