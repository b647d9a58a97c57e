"""The records that lists of articles are asked for with, and come in; light, for every listing loads them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from library.grammar import Node
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


class Sql(NamedTuple):
    """A condition on a row of `article`, and what is bound in it."""

    text: str
    bound: tuple[object, ...] = ()


class WantedTag(NamedTuple):
    """A tag that an article must have."""

    name: str
    """Folded."""
    below: bool = False
    """Whether one below it will do."""
    prefix: bool = False
    """Whether one that begins so will do."""


class Condition(NamedTuple):
    """What an article must be; where several parts are given, one of them must hold."""

    sql: str = ""
    """SQL about `article`, a row of it."""
    bound: tuple[object, ...] = ()
    match: str = ""
    """What its row in `article_search` must match."""
    noted: str = ""
    """What the row in `highlight_search` of one of its highlights must match."""
    tag: WantedTag | None = None
    term: Term | None = None
    """The words that are looked for, and can be shown."""
    column: str = ""
    """The field in which these words must stand; empty for all."""
    source: str = ""
    """A SELECT of the ids of just those articles for which `sql` holds, where an index gives them."""
    stamps: tuple[datetime | None, datetime | None] | None = None
    """From when on, and until before when, it must have been saved, when `sql` says that."""
    trash: bool = False
    """Whether it asks for what is in the trash."""


class ArticleQuery(NamedTuple):
    """A condition on articles, and the order in which to list them; by itself it finds all."""

    text: str = ""
    """As it was typed."""
    node: Node[Condition] | None = None
    """None when there is no condition."""
    order: ArticleOrder | None = None
    """None when it was not said."""
    backwards: bool = False
    """Whether the order is turned round."""
    terms: tuple[Term, ...] = ()
    """The words of which some must be there, for snippets and for finding them on the page."""
    searches: bool = False
    """Whether there are words by which to tell how well an article fits."""


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


ID_BITS = 24
"""Bits of a stamp that tell the article apart from others of the same second."""
