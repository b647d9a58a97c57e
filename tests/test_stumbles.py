"""Where the program itself stumbles over one page, a person is told in a sentence, and the log has the traceback."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from library import stumbles
from library.bulk import Status, Wishes, add_all
from library.gathering import Given
from library.source import Source
from library.store import Store
from tests.answering import Server, giving, server
from tests.commands import Shell
from tests.serving import page

__all__ = ["server"]
PAGE = page("The tide tables", "The gates open at ten.", "They close again at four, whatever the weather is.")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
def kept() -> Iterator[list[str]]:
    """What the log is given."""
    found: list[str] = []
    stumbles.keep_with(found.append)
    yield found
    stumbles.keep_with(str)


@pytest.fixture
def mistaken() -> Iterator[pytest.MonkeyPatch]:
    """Web pages can't be read, by a mistake of the program's own, until it is undone."""

    def stumble(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("library.extract.html.extract", stumble)
        yield patch


class _Odd(Source):
    """No source at all where a worker unpacks it."""

    def __reduce__(self) -> tuple[object, ...]:
        return int, (3,)


def test_in_a_worker_it_costs_one_page_and_its_traceback_comes_here(
    store: Store, now: datetime, kept: list[str]
) -> None:
    given = [
        Given(f"{number}.html", (_Odd if number == 7 else Source)(page(f"Tide {number}", "It rose.").encode(), now))
        for number in range(16)
    ]
    outcomes = list(add_all(store, given, Wishes(now, workers=1)))
    (failed,) = (one for one in outcomes if one.status is not Status.ADDED)
    assert failed.name == "7.html"
    assert "the program stumbled over it (AttributeError), and its log says where" in failed.reason
    (details,) = kept
    assert details.startswith("7.html\nTraceback")
    assert "AttributeError" in details.splitlines()[-1]


@pytest.mark.usefixtures("mistaken")
@pytest.mark.parametrize("command", [("add",), ("add", "--json"), ("extract",), ("extract", "--json")])
def test_a_file_is_told_in_a_sentence_and_the_others_are_read(
    shell: Shell, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "tide.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "moss.md").write_text("# Moss\n\nMoss waits for the rain to come again.\n", encoding="utf-8")
    ran = shell(*command, "tide.html", "moss.md")
    assert ran.code == 1
    assert "Moss" in ran.out
    assert "tide.html: the program stumbled over it (ZeroDivisionError), and its log says where" in ran.error
    assert "Traceback" not in ran.out + ran.error
    log = shell.home.log_file.read_text(encoding="utf-8")
    assert "tide.html\nTraceback" in log
    assert "ZeroDivisionError" in log


def test_pages_that_come_wait_and_are_read_when_the_mistake_is_mended(
    shell: Shell, server: Server, mistaken: pytest.MonkeyPatch
) -> None:
    address = server.address("/tide", giving(PAGE.encode(), "text/html"))
    other = server.address("/moss", giving(b"Moss waits for the rain to come again.\n\nIt came.", "text/plain"))
    ran = shell("add", address, other)
    assert ran.code == 1
    assert "stumbled over it (ZeroDivisionError)" in ran.error
    assert f"{address}\nTraceback" in shell.home.log_file.read_text(encoding="utf-8")
    shell.home.log_file.unlink()
    ran = shell("fetch", "--pending", "--hopeless")
    assert ran.code == 1
    assert "stumbled over it (ZeroDivisionError)" in ran.error
    assert "Traceback" in shell.home.log_file.read_text(encoding="utf-8")
    mistaken.undo()
    ran = shell("fetch", "--pending", "--hopeless")
    assert (ran.code, ran.out) == (0, "fetched 1: The tide tables\n")


def test_in_fetching_it_costs_one_page(shell: Shell, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    from library import fetch

    really, address = fetch.fetch_page, server.address("/tide", giving(PAGE.encode(), "text/html"))

    def stumble(wanted: str, *arguments: object, **more: object) -> object:
        if "moss" in wanted:
            raise ZeroDivisionError
        return really(wanted, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(fetch, "fetch_page", stumble)
    ran = shell("add", "http://127.0.0.1:9/moss", address)
    assert ran.code == 1
    assert "The tide tables" in ran.out
    assert "stumbled over it (ZeroDivisionError)" in ran.error
    assert "ZeroDivisionError" in shell.home.log_file.read_text(encoding="utf-8")
