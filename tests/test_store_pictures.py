"""Pictures in the library: kept, given up for newer ones, and remembered when they can't be had."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

from library.pictures import Picture, StoredPicture
from library.store import Store
from reader.config import Home

NOW = datetime.fromisoformat("2026-03-14T15:09:26+00:00")
LATER = NOW + timedelta(days=1)
A, B, C = (f"https://example.org/{name}.png" for name in "abc")


def picture(size: int) -> Picture:
    return Picture(b"\x89PNG" + bytes(size - 4), "image/png")


def test_a_picture_comes_back_as_it_was_kept(store: Store) -> None:
    assert store.picture(A) is None
    store.keep_picture(A, picture(1000), NOW)
    assert store.picture(A) == StoredPicture(A, picture(1000).content, "image/png", "", NOW)
    assert store.picture(B) is None
    store.keep_picture(A, Picture(b"GIF89a", "image/gif"), LATER)
    assert store.picture(A) == StoredPicture(A, b"GIF89a", "image/gif", "", LATER)


def test_a_failure_is_remembered_until_the_picture_comes(store: Store) -> None:
    store.picture_failed(A, "The server answered 404.", NOW)
    failed = store.picture(A)
    assert failed == StoredPicture(A, None, "", "The server answered 404.", NOW)
    assert not failed.is_due(NOW)
    assert failed.is_due(LATER)
    store.picture_failed(A, "The server answered 500.", LATER)
    assert store.picture(A) == StoredPicture(A, None, "", "The server answered 500.", LATER)
    store.keep_picture(A, picture(10), LATER)
    store.picture_failed(A, "The server answered 404.", LATER)
    kept = store.picture(A)
    assert kept == StoredPicture(A, picture(10).content, "image/png", "", LATER)
    assert not kept.is_due(LATER + timedelta(days=100))


def test_the_pictures_longest_unused_give_way_and_failures_stay(store: Store) -> None:
    store.picture_failed("https://example.org/lost.png", "The server answered 404.", NOW - timedelta(days=9))
    for day, address in enumerate((A, B, C)):
        store.keep_picture(address, picture(400), NOW + timedelta(days=day), room=1200)
    store.use_pictures([A, "https://example.org/unknown.png"], NOW + timedelta(days=3))
    store.keep_picture("https://example.org/d.png", picture(800), NOW + timedelta(days=4), room=1200)
    assert [store.picture(address) is not None for address in (A, B, C)] == [True, False, False]
    assert store.picture("https://example.org/d.png") is not None
    assert store.picture("https://example.org/lost.png") is not None


def test_the_picture_just_kept_stays_whatever_its_size_and_the_clock(store: Store) -> None:
    store.keep_picture(A, picture(400), LATER)
    store.keep_picture(B, picture(1000), NOW, room=1000)
    assert store.picture(A) is None
    assert store.picture(B) is not None


def test_showing_pictures_writes_once_a_day(store: Store, home: Home) -> None:
    store.keep_picture(A, picture(400), NOW)
    with Store(home.library) as other:
        seen = other.foreign_changes()
        store.use_pictures([A, A], NOW)
        store.picture(A)
        assert other.foreign_changes() == seen
        store.use_pictures([A], LATER)
        assert other.foreign_changes() != seen
        seen = other.foreign_changes()
        store.use_pictures([A], LATER)
        store.use_pictures([A], NOW)
        assert other.foreign_changes() == seen


def _keep_pictures(path: Path, worker: int) -> None:
    with Store(path) as store:
        for number in range(10):
            store.keep_picture(f"https://example.org/{number}.png", picture(5000 + worker), NOW, room=40_000)


def test_many_threads_keep_pictures_at_once(home: Home) -> None:
    Store(home.library).close()
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(_keep_pictures, [home.library] * 6, range(6)))
    with Store(home.library) as store:
        kept = [store.picture(f"https://example.org/{number}.png") for number in range(10)]
        assert sum(len(one.content or b"") for one in kept if one) <= 40_000
        assert kept[-1] is not None
