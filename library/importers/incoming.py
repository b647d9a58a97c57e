"""What importers give: annotations as a file has them, and what could not be read."""

from typing import NamedTuple

from library.article import NewHighlight


class Incoming(NamedTuple):
    """One annotation of a file."""

    row: int
    """Where it stands in the file, from 1: the record, or the line where records are lines."""
    highlight: NewHighlight
    """Without an article, `wanted` tells which; an anchor whose position is not known starts at -1."""


class Problem(NamedTuple):
    """A record that was left out, or something of it, and why."""

    row: int
    reason: str


class Reading(NamedTuple):
    """A whole file; `incoming` and `skipped` together are all records that were read."""

    incoming: tuple[Incoming, ...]
    problems: tuple[Problem, ...] = ()
    """Each is one record that could not be read."""
    skipped: tuple[Problem, ...] = ()
    """Records that hold nothing to keep, such as replies or limit notices, with the reason."""
