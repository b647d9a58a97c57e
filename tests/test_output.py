"""What a key sends to the terminal, counted in bytes: the program in a real pseudo-terminal, keys, what comes back."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from library.store import Store
from reader.config import Home
from tests.driving import add_article

COMMAND = "from reader.cli import run_and_leave; run_and_leave()"


class Terminal:
    """A pseudo-terminal of 80 by 24 with the program in it."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self._process, self._file = pty.fork()
        if self._process == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", BROADSHEET_HOME=str(home))
            os.environ.pop("NO_COLOR", None)
            os.execv(sys.executable, [sys.executable, "-c", COMMAND, *arguments])  # noqa: S606  a fixed list
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def read_until(self, words: bytes = b"", quiet: float = 0.4, most: float = 20) -> bytes:
        """What is sent until `words` have come and nothing more does."""
        seen, ends = b"", time.monotonic() + most
        while time.monotonic() < ends:
            if select.select([self._file], [], [], quiet)[0]:
                try:
                    seen += os.read(self._file, 65536)
                except OSError:
                    return seen
            elif words in seen:
                return seen
        message = f"{words!r} did not come"
        raise TimeoutError(message)

    def press(self, key: str) -> bytes:
        """What a key sends."""
        os.write(self._file, key.encode())
        return self.read_until()

    def attributes(self) -> list[object]:
        """How the terminal is set."""
        return termios.tcgetattr(self._file)

    def close(self) -> None:
        """End the program, if it has not ended."""
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._file)


@pytest.fixture
def reading(tmp_path: Path) -> Iterator[Terminal]:
    home = Home.find(tmp_path / "home")
    with Store(home.library) as store:
        article = add_article(store, "Gamma", datetime.now(UTC))
    terminal = Terminal(home.data, "read", str(article))
    yield terminal
    terminal.close()


def test_a_key_sends_little_and_leaving_gives_the_terminal_back(reading: Terminal) -> None:
    begun = reading.attributes()
    started = reading.read_until(b"min left")
    assert started.count(b"\x1b[?1049h") == 1, "the first page is taken over without switching the screen again"
    reading.press("}")
    assert max(len(reading.press(key)) for key in "}}{{") <= 600, "the ruler alone is drawn"
    assert max(len(reading.press(key)) for key in ("j", "j", "k", " ", "b", "G", "g")) <= 6 * 1024
    assert reading.read_until(quiet=1.2) == b"", "nothing is written while nothing is done"
    last = reading.press("q")
    assert last.count(b"\x1b[?1049l") == 1
    assert b"\x1b[?25h" in last
    assert reading.attributes() == begun


def test_the_terminals_cursor_follows_the_ruler_when_that_is_asked_for(tmp_path: Path) -> None:
    home = Home.find(tmp_path / "home")
    with Store(home.library) as store:
        article = add_article(store, "Gamma", datetime.now(UTC))
    home.settings.write_text("cursor: yes\n")
    terminal = Terminal(home.data, "read", str(article))
    try:
        started = terminal.read_until(b"min left")
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
