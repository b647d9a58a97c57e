"""Bulk: many sources by several processes, each told, none twice, and none lost when it is interrupted."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from library.bulk import Outcome, Status, Wishes, add_all
from library.gathering import Given, gather
from library.illustrations import PictureLimits
from library.source import Source
from library.store import Store
from library.workers import Answer, Job, Workers
from reader.config import Home
from tests.saved_pages import GIF, PNG, SENTENCE, chrome_archive, paragraphs, single_file


def page(number: int, words: str = SENTENCE) -> bytes:
    head = f"<head><title>Page {number}</title><link rel=canonical href='https://example.org/{number}'></head>"
    body = "".join(f"<p>{number}: {words}</p>" for _ in range(5))
    return f"<html>{head}<body><article><h1>Page {number}</h1>{body}</article></body></html>".encode()


def given(count: int, now: datetime, first: int = 0) -> list[Given]:
    return [Given(f"{one}.html", Source(page(one), now, f"{one}.html")) for one in range(first, first + count)]


def statuses(outcomes: Iterator[Outcome] | list[Outcome]) -> dict[str, int]:
    return dict(Counter(outcome.status.value for outcome in outcomes))


@pytest.mark.parametrize("workers", [0, 2])
def test_all_are_added_in_their_order_and_not_again(store: Store, now: datetime, workers: int) -> None:
    many = given(40, now)
    wishes = Wishes(now, ("saved",), workers=workers)
    outcomes = list(add_all(store, many, wishes))
    assert [outcome.name for outcome in outcomes] == [one.name for one in many]
    assert {outcome.status for outcome in outcomes} == {Status.ADDED}
    assert [store.article(outcome.article or 0).title for outcome in outcomes] == [f"Page {one}" for one in range(40)]
    assert store.source(outcomes[7].article or 0).content == page(7)
    again = list(add_all(store, many, Wishes(now, ("more",), workers=workers)))
    assert {outcome.status for outcome in again} == {Status.UNCHANGED}
    assert [outcome.article for outcome in again] == [outcome.article for outcome in outcomes]
    assert store.article(1).tags == ("more", "saved")


def test_what_is_there_is_known_by_its_bytes_and_not_read_again(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = given(3, now)
    list(add_all(store, many, Wishes(now)))

    def never(job: Job) -> Answer:
        raise AssertionError(job)

    monkeypatch.setattr("library.bulk.read", never)
    assert statuses(add_all(store, many, Wishes(now))) == {"unchanged": 3}
    with pytest.raises(AssertionError):
        list(add_all(store, many, Wishes(now, anyway=True)))


def test_what_went_to_the_trash_comes_back(store: Store, now: datetime) -> None:
    list(add_all(store, given(2, now), Wishes(now)))
    store.delete([2], now)
    assert statuses(add_all(store, given(2, now), Wishes(now))) == {"unchanged": 1, "restored": 1}


def test_one_page_in_several_files_is_one_article(store: Store, now: datetime) -> None:
    other = Source(page(1).replace(b"</body>", b"<!-- saved twice --></body>"), now, "copy.html")
    many = [
        *given(3, now),
        Given("copy.html", other),
        *given(1, now, first=1),
        Given("new", replace(other, name="new")),
    ]
    outcomes = list(add_all(store, many, Wishes(now, workers=2)))
    assert [outcome.status.value for outcome in outcomes] == ["added"] * 3 + ["unchanged"] * 3
    assert {outcome.article for outcome in outcomes} == {1, 2, 3}


def test_a_new_text_of_a_page_takes_its_place_and_half_of_it_does_not(store: Store, now: datetime) -> None:
    list(add_all(store, given(2, now), Wishes(now)))
    longer = Given("a", Source(page(0, f"{SENTENCE} More of it came later."), now))
    half = Given("b", Source(page(1, "Hardly anything is left here."), now))
    outcomes = list(add_all(store, [longer, half], Wishes(now)))
    assert [outcome.status.value for outcome in outcomes] == ["updated", "refused"]
    assert statuses(add_all(store, [half], Wishes(now, anyway=True))) == {"updated": 1}


@pytest.mark.parametrize("workers", [0, 2])
def test_each_that_can_not_be_read_has_its_reason(store: Store, now: datetime, workers: int) -> None:
    bad = [
        Given("empty", Source(b"", now)), Given("noise", Source(bytes(range(256)) * 9, now)),
        Given("blank", Source(b"<html><title>Nothing</title><body><script>go()</script></body></html>", now)),
        Given("gone", problem="no such file"), Given("other", problem="a picture", skipped=True),
    ]  # fmt: skip
    outcomes = list(add_all(store, [*given(14, now), *bad, *given(1, now, first=20)], Wishes(now, workers=workers)))
    assert statuses(outcomes) == {"added": 15, "failed": 4, "skipped": 1}
    assert all(outcome.reason for outcome in outcomes if outcome.article is None)


def test_an_item_without_its_text_waits_and_is_not_added_twice(store: Store, now: datetime) -> None:
    from library.article import Metadata

    item = Given("feed: 1", waiting=Metadata(title="Later", url="https://example.org/later"), inner=True)
    [outcome] = add_all(store, [item], Wishes(now, ("feed",)))
    assert outcome.status is Status.WAITING
    waiting = store.pending(outcome.article or 0)
    assert waiting is not None
    assert (waiting.url, waiting.title) == ("https://example.org/later", "Later")
    assert statuses(add_all(store, [item], Wishes(now))) == {"unchanged": 1}
    full = Given("page", Source(page(1).replace(b"example.org/1", b"example.org/later"), now))
    [came] = add_all(store, [full], Wishes(now))
    assert (came.status, came.article) == (Status.UPDATED, outcome.article)
    assert store.pending(outcome.article or 0) is None


# Pictures


def test_pictures_that_came_along_are_found_by_their_address_and_kept_once(store: Store, now: datetime) -> None:
    first = Given("a.mhtml", Source(chrome_archive(), now, "a.mhtml"))
    second = Given("b.html", Source(single_file().encode(), now, "b.html"))
    one, other = add_all(store, [first, second], Wishes(now))
    assert (one.pictures, other.pictures) == (2, 2)
    kept = store.picture("https://example.org/gate.png")
    assert kept is not None
    assert (kept.content, kept.media_type) == (PNG, "image/png")
    contents = {store.picture(address).content for address in store.illustrated(other.article or 0)}  # type: ignore[union-attr]  # all are there
    assert contents == {PNG, GIF}
    assert store._rows("SELECT count(*) FROM bitmap")[0][0] == 2


def test_no_picture_is_kept_when_that_is_not_wished(store: Store, now: datetime) -> None:
    [outcome] = add_all(store, [Given("a", Source(chrome_archive(), now, "a.mhtml"))], Wishes(now, pictures=None))
    assert (outcome.status, outcome.pictures) == (Status.ADDED, 0)
    assert store.illustrated(1) == []


def test_limits_hold_for_each_picture_their_number_and_all(store: Store, now: datetime) -> None:
    from tests.saved_pages import data_address

    pictures = [b"GIF89a" + bytes([shade]) * 3000 for shade in range(6)]
    images = "".join(f'<p>{SENTENCE}</p><img src="{data_address(one, "image/gif")}" alt="x">' for one in pictures)
    source = Source(f"<article><h1>A</h1>{paragraphs(2)}{images}</article>".encode(), now, "a.html")
    size = len(pictures[0])

    def kept(limits: PictureLimits) -> int:
        with Store(Path(store.path).with_name(f"{limits.number}-{limits.each}-{limits.total}.sqlite")) as other:
            return next(add_all(other, [Given("a", source)], Wishes(now, pictures=limits))).pictures

    assert kept(PictureLimits()) == 6
    assert kept(PictureLimits(number=4)) == 4
    assert kept(PictureLimits(total=size * 2 + size // 2)) == 2
    assert kept(PictureLimits(each=10)) == 0


# Interruptions


def test_one_that_ends_its_process_or_never_ends_costs_only_itself(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Workers(1, patience=30) as workers:
        killed = _Killing(page(1), now)
        answers = [
            workers.submit(Job(source, now)).result() for source in (Source(page(0), now), killed, Source(page(2), now))
        ]
    assert [bool(answer.made) for answer in answers] == [True, False, True]
    assert "ended the process" in answers[1].reason
    with Workers(1, patience=0.05) as workers:
        assert "within 0.05 seconds" in workers.submit(Job(_Sleeping(page(1), now), now)).result().reason


def test_another_nursery_comes_where_one_has_ended_with_its_worker(now: datetime) -> None:
    sources = (Source(page(0), now), _KillingAll(page(1), now), Source(page(2), now))
    with Workers(1, patience=30) as workers:
        answers = [workers.submit(Job(source, now)).result() for source in sources]
    assert [bool(answer.made) for answer in answers] == [True, False, True]


def test_what_no_process_can_be_made_for_is_told(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("library.workers._BOOT", "raise SystemExit(1)")
    with Workers(1) as workers:
        assert (
            workers.submit(Job(Source(page(0), now), now)).result().reason == "there is no process that could read it"
        )


class _KillingAll(Source):
    """Ends the process in which it is unpacked, and the one that made it."""

    def __reduce__(self) -> tuple[object, ...]:
        return exec, ("import os; os.kill(os.getppid(), 9); os._exit(3)",)


class _Killing(Source):
    """Ends the process in which it is unpacked."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (3,)


class _Sleeping(Source):
    """Keeps the process in which it is unpacked."""

    def __reduce__(self) -> tuple[object, ...]:
        import time

        return time.sleep, (60,)


def test_a_run_that_is_killed_goes_on_where_it_ended(tmp_path: Path, home: Home, now: datetime) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(150):
        (folder / f"{number:03}.html").write_bytes(page(number))
    command = [sys.executable, "-m", "reader.cli", "--home", str(tmp_path / "home"), "add", str(folder), "--json"]
    script = "import sys; from reader.cli import run_and_leave; run_and_leave()"
    with subprocess.Popen(
        [sys.executable, "-c", script, *command[3:]], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as running:
        assert running.stdout is not None
        for _ in range(3):
            running.stdout.readline()  # a batch is on disk
        running.send_signal(signal.SIGKILL)
    with Store(home.library) as store:
        before = len(store.ids())
        assert 0 < before <= 150
        outcomes = list(add_all(store, gather(str(folder), now), Wishes(now)))
        assert statuses(outcomes) == {"unchanged": before, "added": 150 - before} or before == 150
        assert len(store.ids()) == 150


def test_stopping_keeps_what_was_read(store: Store, now: datetime) -> None:
    asked: list[None] = []

    def stopped() -> bool:
        asked.append(None)
        return len(asked) > 10

    outcomes = list(add_all(store, given(100, now), Wishes(now, workers=0, stopped=stopped)))
    assert len(outcomes) == 10
    assert len(store.ids()) == 10


def test_nothing_more_is_asked_for_than_can_be_held(store: Store, now: datetime) -> None:
    """Sources are taken as they are worked on: a folder of thousands is never in memory."""
    ahead: list[int] = []
    done = 0

    def counted() -> Iterator[Given]:
        for number, one in enumerate(given(400, now), 1):
            ahead.append(number - done)
            yield one

    for _ in add_all(store, counted(), Wishes(now, workers=2)):
        done += 1
    assert max(ahead) <= 200
