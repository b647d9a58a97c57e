"""A page on which the program itself stumbles waits as one that did not come, and costs no other."""

from datetime import datetime

import pytest

from library.bulk import Status, Wishes
from library.receiving import received
from library.store import Store
from tests.serving import page
from tests.test_entering import BODY, MOVED, TYPED, all_of, came


def test_a_mistake_in_reading_one_page_leaves_an_entry(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    fetched = came(page("The bell of Merrin", *BODY), now)
    with monkeypatch.context() as mistaken:
        mistaken.setattr("library.extract.html.extract", stumble)
        (outcome,) = received(store, fetched, TYPED, Wishes(now), now)
    assert outcome.status is not Status.ADDED
    assert "ZeroDivisionError" in outcome.reason
    (entry,) = all_of(store)
    assert not entry.words
    (outcome,) = received(store, came(page("The bell of Merrin", *BODY), now, (MOVED,)), MOVED, Wishes(now), now)
    assert outcome.status is Status.ADDED
