"""What a key sends to the terminal, counted in bytes: the program in a real pseudo-terminal, keys, what comes back."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from library.store import Store
from reader.config import Home
from tests.driving import add_article
from tests.terminal import APP_READY, Terminal


@pytest.fixture
def reading(tmp_path: Path) -> Iterator[Terminal]:
    home = Home.find(tmp_path / "home")
    with Store(home.library) as store:
        article = add_article(store, "Gamma", datetime.now(UTC))
    terminal = Terminal(home.data, "read", str(article))
    yield terminal
    terminal.close()


def test_a_key_sends_little_and_leaving_gives_the_terminal_back(reading: Terminal) -> None:
    started = reading.read_until(APP_READY)
    assert b"min left" in started
    assert started.count(b"\x1b[?1049h") == 1, "the first page is taken over without switching the screen again"
    reading.press("}")
    assert max(len(reading.press(key)) for key in "}}{{") <= 600, "the ruler alone is drawn"
    assert max(len(reading.press(key)) for key in ("j", "j", "k", " ", "b", "G", "g")) <= 6 * 1024
    assert [reading.read_until() for _ in range(4)] == [b""] * 4, "nothing is written while nothing is done"
    last = reading.press("q")
    assert last.count(b"\x1b[?1049l") == 1
    assert b"\x1b[?25h" in last
    assert reading.attributes() == reading.begun


def test_the_terminals_cursor_follows_the_ruler_when_that_is_asked_for(tmp_path: Path) -> None:
    home = Home.find(tmp_path / "home")
    with Store(home.library) as store:
        article = add_article(store, "Gamma", datetime.now(UTC))
    home.settings.write_text("cursor: yes\n")
    terminal = Terminal(home.data, "read", str(article))
    try:
        started = terminal.read_until(APP_READY)
        assert b"\x1b[?25l" not in started, "the cursor is not hidden"
        assert "▪".encode() not in started, "no ornaments"
        before = terminal.press("}")
        after = terminal.press("}")
        assert _cursor(before) != _cursor(after)
    finally:
        terminal.close()


def _cursor(sent: bytes) -> tuple[int, int]:
    """Where the last cursor movement went: row and column from 1."""
    row, column = re.findall(rb"\x1b\[(\d+);(\d+)H", sent)[-1]
    return int(row), int(column)
