"""Receiving: what came from an address becomes an article, several of a feed or an archive, or an entry that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library import stumbles
from library.bulk import Outcome, Status, Wishes, add_all
from library.entering import enter, holds_several
from library.errors import FetchError, LibraryError, TextRefusedError, UnreadableSourceError
from library.gathering import of_source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from library.fetching import Fetched
    from library.store import Store


def received(store: Store, fetched: Fetched, name: str, wishes: Wishes, now: datetime) -> Iterator[Outcome]:
    """Keep what became of an address, which is told as `name`."""
    if fetched.page is None or not holds_several(fetched.page):
        yield _entered(store, fetched, name, wishes, now)
        return
    why_not = "it holds no articles"
    try:
        for outcome in add_all(store, of_source(fetched.page.source, name), wishes):
            if outcome.status is Status.FAILED and not outcome.inner:
                why_not = outcome.reason
            else:
                why_not = ""
                yield outcome
    except UnreadableSourceError as error:
        why_not = str(error)
    if why_not:
        yield _entered(store, _broken(fetched, why_not), name, wishes, now)


def _broken(fetched: Fetched, reason: str) -> Fetched:
    """The same where what came can't be taken apart: the address waits like that of any page that can't be read."""
    return fetched._replace(page=None, error=FetchError(f"What came can't be read: {reason}."))


def _entered(store: Store, fetched: Fetched, name: str, wishes: Wishes, now: datetime) -> Outcome:
    try:
        saved = enter(
            store, fetched, now, wishes.tags, wishes.own_rules, anyway=wishes.anyway, pictures=wishes.pictures
        )
    except TextRefusedError as error:
        return Outcome(name, Status.REFUSED, reason=str(error))
    except LibraryError as error:
        return Outcome(name, Status.FAILED, reason=str(error))
    except Exception as error:
        if fetched.page is None:
            raise
        told = stumbles.stumble(error, name)  # it must not cost the others
        mistake = FetchError(f"What came can't be read: {told}.")
        return _entered(store, fetched._replace(page=None, error=mistake), name, wishes, now)
    status = Status(saved.done.value)
    return Outcome(name, status, saved.article, saved.title, saved.reason, saved.warnings, pictures=saved.pictures)
