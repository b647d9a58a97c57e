"""Pictures of articles: kept for as long as their article, found by address, fetched when a page was saved."""

import threading
import time
from datetime import datetime

import pytest

from library.article import Draft, Metadata
from library.builder import DocumentBuilder
from library.document import BlockKind
from library.errors import BusyError, FetchError, NotFoundError, UnreachableError
from library.illustrating import Illustrator, fetch_pictures
from library.illustrations import PictureLimits
from library.pictures import EMBEDDED, Illustration, Picture
from library.source import Source
from library.store import Store
from library.upkeep import Upkeep
from reader.config import Home
from reader.tasks import PictureTask
from tests.saved_pages import GIF, PNG

A, B, C = (f"https://example.org/{name}.png" for name in "abc")


def article(store: Store, now: datetime, *pictures: str, url: str = "https://example.org/page") -> int:
    builder = DocumentBuilder()
    builder.add(BlockKind.PARAGRAPH, f"A text with pictures, {url}.")
    for address in pictures:
        builder.add(BlockKind.IMAGE, "Alt", info=address)
    return store.add(Draft(Metadata("Title", url=url), builder.build(), Source(b"x", now, url=url), now))


def test_a_picture_of_an_article_is_found_before_one_that_may_be_given_up(store: Store, now: datetime) -> None:
    number = article(store, now, A)
    store.keep_picture(A, Picture(GIF, "image/gif"), now)
    assert store.illustrate(number, [Illustration(A, PNG, "image/png")], PictureLimits()) == 1
    found = store.picture(A)
    assert found is not None
    assert (found.content, found.media_type, found.reason) == (PNG, "image/png", "")
    store.keep_picture(B, Picture(bytes(2000), "image/png"), now, room=10)
    assert store.picture(A) == found, "making room takes no picture of an article"


def test_one_content_is_kept_once_and_goes_with_its_last_article(store: Store, home: Home, now: datetime) -> None:
    first, second = article(store, now, A), article(store, now, B, url="https://example.org/other")
    store.illustrate(first, [Illustration(A, PNG, "image/png")], PictureLimits())
    store.illustrate(second, [Illustration(B, PNG, "image/png")], PictureLimits())
    assert store._rows("SELECT count(*), sum(size) FROM bitmap")[0][:] == (1, len(PNG))
    store._run("DELETE FROM article WHERE id = ?", first)
    assert (store.picture(A), store.sweep_pictures()) == (None, 0)
    store._run("DELETE FROM article WHERE id = ?", second)
    with Upkeep(home.library) as upkeep:
        assert [one.good for one in upkeep.findings() if one.check == "pictures"] == [False]
        upkeep.repair(lambda *_: None)
        assert [one.good for one in upkeep.findings() if one.check == "pictures"] == [True]
    assert store._rows("SELECT count(*) FROM bitmap")[0][0] == 0


def test_the_page_shows_kept_pictures_without_any_network(store: Store, home: Home, now: datetime) -> None:
    inside = f"{EMBEDDED}0123"
    number = article(store, now, A, inside)
    store.illustrate(
        number, [Illustration(A, PNG, "image/png"), Illustration(inside, GIF, "image/gif")], PictureLimits()
    )
    task = PictureTask(home, "https://example.org/page", lambda: now, lambda: None)
    assert (task._content("a.png"), task._content(inside)) == (PNG, GIF)
    with pytest.raises(FetchError, match="came in the file of its page and was not kept"):
        task._content(f"{EMBEDDED}4567")


def test_no_article_no_picture(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.illustrate(99, [Illustration(A, PNG, "image/png")], PictureLimits())
    assert store._rows("SELECT count(*) FROM bitmap")[0][0] == 0


def test_pictures_of_a_page_are_fetched_and_those_that_fail_are_told(store: Store, home: Home, now: datetime) -> None:
    asked: list[str] = []

    def fetch(address: str, limit: int) -> Picture:
        asked.append(address)
        if address == B:
            raise FetchError("The server answered 404.")
        return Picture(PNG, "image/png")

    number = article(store, now, A, "/b.png", A, "data:image/png;base64,x", "https://embedded.invalid/abc", C)
    store.illustrate(number, [Illustration(C, GIF, "image/gif")], PictureLimits())
    done = fetch_pictures(lambda: Store(home.library), [number], PictureLimits(), fetch=fetch)
    assert sorted(asked) == [A, B]
    assert done[number].kept == 2
    assert done[number].problems == (f"{B}: The server answered 404.",)
    assert store.illustrated(number) == [A, C]


@pytest.mark.parametrize(("error", "most"), [(UnreachableError("Silent."), 6), (BusyError("Busy.", 60), 4)])
def test_a_host_that_fails_again_and_again_is_not_asked_any_more(
    store: Store, home: Home, now: datetime, error: UnreachableError, most: int
) -> None:
    asked: list[str] = []

    def fetch(address: str, limit: int) -> Picture:
        asked.append(address)
        if address.startswith("https://down.example"):
            raise error
        return Picture(bytes(limit and 500), "image/png")

    shown = [f"https://{host}.example/{number}.png" for number in range(15) for host in ("down", "up")]
    number = article(store, now, *shown)
    done = fetch_pictures(lambda: Store(home.library), [number], PictureLimits(), fetch=fetch)[number]
    assert (done.kept, len(done.problems)) == (15, 15)
    assert sum(address.startswith("https://down") for address in asked) <= most
    assert sum("It was not asked for" in problem for problem in done.problems) >= 15 - most


def test_pictures_of_several_articles_come_while_one_is_slow(store: Store, home: Home, now: datetime) -> None:
    slow, quick = article(store, now, A), article(store, now, "https://other.example/b.png")
    came = threading.Event()

    def read(address: str, **_: object) -> Picture:
        if address == A:
            came.wait(10)
        return Picture(PNG, "image/png")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("library.illustrating.read_picture", read)
        with Illustrator(lambda: Store(home.library), PictureLimits()) as illustrator:
            illustrator.begin(slow)
            illustrator.begin(quick)
            assert [(number, one.kept) for number, one in illustrator.done(10)] == [(quick, 1)]
            came.set()
            assert [number for number, _ in illustrator.done(10)] == [slow]
            assert illustrator.left == 0


def test_no_more_are_fetched_than_an_article_may_keep(store: Store, home: Home, now: datetime) -> None:
    asked: list[str] = []

    def fetch(address: str, limit: int) -> Picture:
        asked.append(address)
        assert limit == 1000
        return Picture(bytes(500), "image/png")

    number = article(store, now, *(f"https://example.org/{one}.png" for one in range(30)))
    limits = PictureLimits(each=1000, number=5)
    done = fetch_pictures(lambda: Store(home.library), [number], limits, fetch=fetch)[number]
    assert (done.kept, done.problems) == (5, ("25 more are left out: an article keeps 5 at most.",))
    assert len(asked) == 5


def test_nobody_waits_for_pictures_when_the_work_is_interrupted(store: Store, home: Home, now: datetime) -> None:
    silent = threading.Event()

    def fetch(address: str, limit: int) -> Picture:
        assert limit
        if address == A:
            raise KeyboardInterrupt
        silent.wait(60)
        return Picture(GIF, "image/gif")

    number = article(store, now, A, B)
    begun = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            fetch_pictures(lambda: Store(home.library), [number], PictureLimits(), fetch=fetch)
    finally:
        silent.set()
    assert time.monotonic() - begun < 30
    assert store.article(number).id == number
