"""Adding a folder of pages beside trafilatura alone: `python tests/benchmarks/adding.py [COUNT] [--folder PAGES]`.

The pages are made by `make_pages.py`, or those of a folder. One after another, each in processes of its own, from the
first line of Python to the last: trafilatura.extract on every page; `broadsheet add FOLDER` into an empty library; the
same once more. CPU time is that of all processes of a run; memory is the most that they held together, looked at ten
times a second. Goal: adding takes at most 1.6 times the CPU of trafilatura, and as much memory for many as for few.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.make_pages import write

ALONE = """
import sys
from pathlib import Path
import trafilatura
for path in sorted(Path(sys.argv[1]).rglob("*.html")):
    trafilatura.extract(path.read_bytes())
"""
ADD = "from reader.cli import run_and_leave; run_and_leave()"
FEW = 500
"""Pages of the run with which the memory of the others is compared."""


class Run(NamedTuple):
    """What one command took."""

    cpu: float
    """Seconds of all its processes."""
    wall: float
    memory: int
    """Bytes that its processes held together at most."""
    said: str


def _run(*command: str) -> Run:
    start = time.monotonic()
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        most = 0
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            most = max(most, sum(_memory(one) for one in _family(process.pid)))
            time.sleep(0.1)
        process.returncode = os.waitstatus_to_exitcode(status)
        said = process.stdout.read().decode().strip() if process.stdout else ""
    return Run(usage.ru_utime + usage.ru_stime, time.monotonic() - start, most, said)


def _family(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _memory(pid: int) -> int:
    with suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


@contextmanager
def _pages(folder: Path | None, count: int) -> Iterator[Path]:
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="broadsheet-pages-") as made:
        write(Path(made), count)
        yield Path(made)


def _added(pages: Path) -> tuple[Run, Run]:
    """Adding a folder to an empty library, and once more."""
    with tempfile.TemporaryDirectory(prefix="broadsheet-home-") as home:
        first, second = (_run("-c", ADD, "--home", home, "add", str(pages)) for _ in range(2))
        return first, second


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=1000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    print(f"{'':30}{'CPU s':>8}{'wall s':>8}{'MB':>7}")

    def show(name: str, run: Run) -> None:
        print(f"{name:30}{run.cpu:8.2f}{run.wall:8.2f}{run.memory / 1e6:7.0f}  {run.said}", flush=True)

    with _pages(options.folder, options.count) as pages:
        for _ in range(options.rounds):
            alone = _run("-c", ALONE, str(pages))
            show("trafilatura alone", alone)
            first, second = _added(pages)
            show("added", first)
            show("added once more", second)
            print(f"CPU of adding: {first.cpu / alone.cpu:.2f} of trafilatura alone (goal: 1.60)", flush=True)
    if options.folder is None and options.count > FEW:
        with _pages(None, FEW) as pages:
            few, _ = _added(pages)
            show(f"{FEW} added", few)
            print(f"memory: {first.memory / few.memory:.2f} of that for {FEW}")


if __name__ == "__main__":
    main()
