"""Fixtures of all tests: a home of their own, so that none can touch the developer's library."""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from library.store import Store
from reader.config import Home
from tests.commands import ARTICLE, Shell

settings.register_profile("broadsheet", deadline=None)  # no test fails on a wall-clock time
settings.load_profile("broadsheet")


@pytest.fixture(autouse=True)
def _no_real_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_HOME", str(tmp_path / "home"))


@pytest.fixture
def now() -> datetime:
    """A fixed time."""
    return datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """The folders that BROADSHEET_HOME names too."""
    return Home.find(tmp_path / "home")


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    """An empty library."""
    with Store(home.library) as opened:
        yield opened


@pytest.fixture
def shell(home: Home, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Commands in this process, in an empty folder and with nothing on standard input."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b""), encoding="utf-8"))
    return Shell(home, capsys)


@pytest.fixture
def bell(shell: Shell, tmp_path: Path) -> int:
    """One article in the library."""
    (tmp_path / "bell.md").write_text(ARTICLE, encoding="utf-8")
    assert shell("add", "bell.md").code == 0
    return 1
