"""What stands beside the list, looked up in a thread: names and numbers for the side bar, a glance for the preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.errors import NotFoundError
from reader.awaiting import waiting_of
from reader.preview import CHARACTERS, HIGHLIGHTS, Glance
from reader.sides import Sides

if TYPE_CHECKING:
    from library.store import Store


def sides_of(store: Store) -> Sides:
    """All that the side bar shows. Raises StoreError."""
    counts = store.counts()
    return Sides(counts.articles, counts.highlights, store.searches(), store.tag_tree(), store.sites(), known=True)


def glance_of(store: Store, article: int) -> Glance | None:
    """What the preview shows of an article; None when it is gone. Raises StoreError."""
    found = store.articles([article])
    if not found:
        return None
    try:
        beginning = store.beginning(article, CHARACTERS)
    except NotFoundError:
        return None
    marks = store.noted_passages(store.first_highlights(article, HIGHLIGHTS))
    return Glance(found[0], beginning, [passage.highlight for passage in marks], waiting_of(store, article, beginning))
