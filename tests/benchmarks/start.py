"""What starting costs, as ratios within one run: `python tests/benchmarks/start.py [ROUNDS]`.

`broadsheet read` of a 3,000-word article against a Textual app with one Static, both from exec to the first words on
the screen of a pseudo-terminal; `broadsheet list` of 1,000 articles against `python -c pass` and the import of sqlite3.
Rounds are interleaved, every second one backwards; medians are printed.
"""

import fcntl
import os
import pty
import random
import re
import select
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from library.article import Draft, Metadata
from library.builder import DocumentBuilder
from library.document import BlockKind
from library.ingest import add_sample
from library.source import Source
from library.store import Store

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App[None]):
    def compose(self):
        yield Static("Hello floor")
Bare().run()
"""
ESCAPES = re.compile(rb"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[P_^].*?\x1b\\|.)", re.DOTALL)
PYTHON = sys.executable
COMMAND = [PYTHON, "-c", "from reader.cli import run_and_leave; run_and_leave()"]


def until_words(command: list[str], words: str) -> float:
    """Seconds from exec until `words` are on the screen of a pseudo-terminal."""
    begun = time.perf_counter()
    process, terminal = pty.fork()
    if process == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execv(command[0], command)  # noqa: S606  a fixed list
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    seen = b""
    try:
        while words.encode() not in ESCAPES.sub(b"", seen):
            if not select.select([terminal], [], [], 20)[0]:
                message = f"{words!r} did not appear"
                raise TimeoutError(message)
            seen += os.read(terminal, 65536)
        return time.perf_counter() - begun
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(terminal)


def until_end(command: list[str]) -> float:
    """Seconds that a command takes."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def fill(path: Path, articles: int) -> None:
    """A library of invented words."""
    chance = random.Random(1)
    words = ["".join(chance.choices("aeioubcdfglmnprst", k=chance.randint(2, 9))) for _ in range(3000)]
    now = datetime.now(UTC)
    with Store(path) as store:
        for number in range(articles):
            builder = DocumentBuilder()
            for _ in range(8):
                builder.add(BlockKind.PARAGRAPH, " ".join(chance.choices(words, k=100)))
            metadata = Metadata(" ".join(chance.choices(words, k=8)), ("A. Noor",), "The Harbour Post")
            saved = now - timedelta(minutes=number)
            store.add(Draft(metadata, builder.build(), Source(b"", now), saved, ("sea",)))


def main() -> int:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with TemporaryDirectory() as folder:
        one, many = Path(folder) / "one", Path(folder) / "many"
        with Store(one / "library.sqlite") as store:
            add_sample(store, "salt-road.md", datetime.now(UTC))
        fill(many / "library.sqlite", 1000)
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        cases: dict[str, Callable[[], float]] = {
            "python -c pass": lambda: until_end([PYTHON, "-c", "pass"]),
            "import sqlite3": lambda: until_end([PYTHON, "-c", "import sqlite3"]),
            "broadsheet list, 1,000 articles": lambda: until_end([*COMMAND, "--home", str(many), "list"]),
            "bare Textual app": lambda: until_words([PYTHON, str(bare)], "Hello floor"),
            "broadsheet read, 3,000 words": lambda: until_words([*COMMAND, "--home", str(one), "read", "1"], "Corvath"),
        }
        taken: dict[str, list[float]] = {name: [] for name in cases}
        for number in range(rounds):
            for name in list(cases)[:: 1 if number % 2 else -1]:
                taken[name].append(cases[name]())
    medians = {name: statistics.median(times) for name, times in taken.items()}
    for name, median in medians.items():
        print(f"{name:34}{median * 1000:8.1f} ms")
    base, sqlite, listing, app, read = medians.values()
    print(f"list: {listing / base:.2f} x pass; allowed 4 x + sqlite3 = {4 + (sqlite - base) / base:.2f} x")
    print(f"read: {read / app:.2f} x a bare Textual app; allowed 1.30 x")
    return 0


if __name__ == "__main__":
    sys.exit(main())
