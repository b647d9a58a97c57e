"""A pseudo-terminal with the program in it, for tests: every wait is for a condition, however slow the machine is."""

import fcntl
import os
import select
import signal
import struct
import sys
import termios
import time
from contextlib import suppress
from pathlib import Path

COMMAND = "from reader.cli import run_and_leave; run_and_leave()"
SLOW_COMMAND = f"""
import time
from reader import firstpage
draw = firstpage.draw
firstpage.draw = lambda *of: (draw(*of), time.sleep(1))[0]
{COMMAND}
"""
"""The program on a machine that takes a second from the first page to the app."""
APP_READY = b"\x1b[?2004h"
"""What the app sends once it has set the terminal: that the first page is there says nothing of that."""
_PATIENCE = 60
"""Seconds after which a condition is given up."""
_AT_REST = 0.25
"""Seconds that the program sleeps through when it has nothing left to do; its timers for drawing are shorter."""
_LOOK = 0.02
"""Seconds between two looks at the program."""


class Terminal:
    """A pseudo-terminal, of 80 by 24 cells unless asked otherwise, with the program in it."""

    def __init__(self, home: Path, *arguments: str, size: tuple[int, int] = (80, 24), command: str = COMMAND) -> None:
        """`command` is the Python that is run in it."""
        self._file, inner = os.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.begun = self.attributes()
        """How the terminal was set before the program came."""
        self._process = os.fork()
        if self._process == 0:
            os.login_tty(inner)
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", BROADSHEET_HOME=str(home))
            os.environ.pop("NO_COLOR", None)
            os.execv(sys.executable, [sys.executable, "-c", command, *arguments])  # noqa: S606  a fixed list
        os.close(inner)

    def read_until(self, words: bytes = b"") -> bytes:
        """What is sent until `words` have come and the program has nothing left to do, or has ended."""
        seen, ends = b"", time.monotonic() + _PATIENCE
        ran, rested = self._runs(), time.monotonic()
        while time.monotonic() < ends:
            if select.select([self._file], [], [], _LOOK)[0]:
                try:
                    seen += os.read(self._file, 65536)
                except OSError:  # it has ended
                    return seen
                rested = time.monotonic()
            former, ran = ran, self._runs()
            if ran is None or ran != former:
                rested = time.monotonic()
            elif words in seen and time.monotonic() - rested >= _AT_REST and self._is_idle():
                return seen
        raise TimeoutError(_missing(words, seen))

    def read_to(self, words: bytes) -> bytes:
        """What is sent until `words` have come, at that very moment."""
        seen = b""
        while words not in seen:
            if not select.select([self._file], [], [], _PATIENCE)[0]:
                raise TimeoutError(_missing(words, seen))
            seen += os.read(self._file, 65536)
        return seen

    def write(self, keys: str) -> None:
        """Send keys, all at once."""
        os.write(self._file, keys.encode())

    def press(self, keys: str) -> bytes:
        """What keys send, that arrive all at once."""
        self.write(keys)
        return self.read_until()

    # Whether the program is at rest. Where the system tells nothing of that, it is silence that counts.

    def _runs(self) -> str | None:
        """What changes whenever the program's main thread runs; None while it does.

        Two equal answers mean that it slept in between, however late the second one was asked for.
        """
        with suppress(OSError):  # no such system, or the program has just ended
            status = Path(f"/proc/{self._process}/status").read_text()
            return status[status.index("voluntary_ctxt_switches") :] if _sleeps(status) else None
        return ""

    def _is_idle(self) -> bool:
        """Whether no thread runs and no key waits to be read."""
        with suppress(OSError):  # as above
            tasks = Path(f"/proc/{self._process}/task").iterdir()
            if not all(_sleeps((task / "status").read_text()) for task in tasks):
                return False
            terminal = os.open(f"/proc/{self._process}/fd/0", os.O_RDONLY | os.O_NOCTTY)
            try:
                return fcntl.ioctl(terminal, termios.FIONREAD, bytes(4)) == bytes(4)
            finally:
                os.close(terminal)
        return True

    def attributes(self) -> list[object]:
        """How the terminal is set."""
        return termios.tcgetattr(self._file)

    def close(self) -> None:
        """End the program, if it has not ended."""
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._file)


def _sleeps(status: str) -> bool:
    """Whether a thread waits for something, by what the system says of it."""
    return any(f"\nState:\t{letter}" in status for letter in "SZ")


def _missing(words: bytes, seen: bytes) -> str:
    return f"{words!r} did not come; the last that did is {seen[-2000:]!r}"
