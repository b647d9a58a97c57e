"""Work of which only the latest request matters: what is outdated is given up and never answered."""

from collections.abc import Callable
from threading import Event
from threading import enumerate as all_threads
from time import monotonic, sleep

import pytest

from library.errors import StoreError
from library.store import Store
from reader.config import Home
from reader.latest import Latest


def until(condition: Callable[[], bool]) -> None:
    end = monotonic() + 10
    while not condition():
        assert monotonic() < end
        sleep(0.005)


def has_ended() -> bool:
    """Whether the thread has ended, and what it could not do been reported."""
    return all(thread.name != "test" for thread in all_threads())


def test_each_request_that_nothing_outdates_is_answered(home: Home, store: Store) -> None:
    answers: list[tuple[int, str | None]] = []
    store.set_fact("tide", "high")
    latest: Latest[int, str | None] = Latest(
        home, "test", lambda opened, _: opened.fact("tide"), lambda asked, answer: answers.append((asked, answer))
    )
    for number in range(3):
        latest.ask(number)
        until(lambda: len(answers) > 0 and answers[-1][0] == number)  # noqa: B023  it is called at once
    assert answers == [(0, "high"), (1, "high"), (2, "high")]


def test_a_newer_request_outdates_the_one_under_way_and_those_that_wait(home: Home, store: Store) -> None:
    del store
    begun, go_on = Event(), Event()
    worked: list[int] = []
    answers: list[int] = []

    def work(_: Store, asked: int) -> int:
        worked.append(asked)
        begun.set()
        assert go_on.wait(10)
        return asked

    latest: Latest[int, int] = Latest(home, "test", work, lambda _, answer: answers.append(answer))
    latest.ask(1)
    assert begun.wait(10)
    latest.ask(2)
    latest.ask(3)
    go_on.set()
    until(lambda: answers == [3])
    assert worked == [1, 3]


def test_long_sql_is_interrupted(home: Home, store: Store) -> None:
    del store
    begun = Event()
    answers: list[int] = []

    def work(opened: Store, asked: int) -> int:
        begun.set()
        if asked == 1:
            opened._rows(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) "
                "SELECT count(*) FROM n"
            )
        return asked

    latest: Latest[int, int] = Latest(home, "test", work, lambda _, answer: answers.append(answer))
    latest.ask(1)
    assert begun.wait(10)
    sleep(0.05)  # until SQLite is at it; without that the test still holds, but shows less
    latest.ask(2)
    until(lambda: answers == [2])


def test_after_stop_nothing_is_answered_until_it_is_asked_again(home: Home, store: Store) -> None:
    del store
    begun, go_on = Event(), Event()
    answers: list[int] = []

    def work(_: Store, asked: int) -> int:
        begun.set()
        assert go_on.wait(10)
        return asked

    latest: Latest[int, int] = Latest(home, "test", work, lambda _, answer: answers.append(answer))
    latest.ask(1)
    assert begun.wait(10)
    latest.stop()
    go_on.set()
    until(has_ended)
    assert answers == []
    latest.ask(2)
    until(lambda: answers == [2])


def test_what_the_library_refuses_is_logged_and_the_next_request_is_answered(home: Home, store: Store) -> None:
    del store
    answers: list[int] = []

    def work(_: Store, asked: int) -> int:
        if asked == 1:
            raise StoreError("no such tide")
        return asked

    latest: Latest[int, int] = Latest(home, "test", work, lambda _, answer: answers.append(answer))
    latest.ask(1)
    until(home.log_file.exists)
    until(lambda: "no such tide" in home.log_file.read_text(encoding="utf-8"))
    latest.ask(2)
    until(lambda: answers == [2])


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # it is what is looked at here
def test_after_a_mistake_in_the_work_it_can_be_asked_and_stopped(home: Home, store: Store) -> None:
    del store
    answers: list[int] = []

    def work(_: Store, asked: int) -> int:
        return 6 // asked

    latest: Latest[int, int] = Latest(home, "test", work, lambda _, answer: answers.append(answer))
    latest.ask(0)
    until(has_ended)
    latest.stop()
    latest.ask(2)
    until(lambda: answers == [3])
