"""Adding a folder of pages beside trafilatura alone: `python tests/benchmarks/adding.py [COUNT] [--folder PAGES]`.

The pages are made by `make_pages.py`, or are the real ones of a folder. One after another, each in processes of its
own, from the first line of Python to the last: trafilatura.extract on every page; the same in as many processes as
there are cores, which is how adding reads, for cores that are busy side by side take longer each; our own extraction,
in one process; `broadsheet add FOLDER` into an empty library; the same once more. CPU time is that of all processes of
a run, of several rounds the least; memory is the most that they held together until half of the pages were stored, and
until the end, looked at ten times a second, what they share counted once. Goal: adding takes at most 1.6 times the CPU
of trafilatura, and no more memory at its end than at half.
"""

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))

from library.workers import cores
from tests.benchmarks.make_pages import write

ALONE = """
import sys
from pathlib import Path
import trafilatura
first, step = map(int, sys.argv[2:] or (0, 1))
for path in sorted(Path(sys.argv[1]).rglob("*.html"))[first::step]:
    trafilatura.extract(path.read_bytes())
"""
SHARED = f"""
import subprocess, sys
shares = [
    subprocess.Popen([sys.executable, "-c", {ALONE!r}, sys.argv[1], str(first), sys.argv[2]])
    for first in range(int(sys.argv[2]))
]
sys.exit(max(share.wait() for share in shares))
"""
EXTRACTED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from library.errors import LibraryError
from library.extract import extract
from library.source import Source
now = datetime(2026, 1, 1, tzinfo=UTC)
for path in sorted(Path(sys.argv[1]).rglob("*.html")):
    try:
        extract(Source(path.read_bytes(), now, path.name))
    except LibraryError:
        pass
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
    at_half: int = 0
    """As `memory`, until half of it was done; 0 when nobody could say when that was."""


def _run(*command: str, half: Callable[[], bool] = lambda: False) -> Run:
    """Run Python; `half` says whether half of the work is done."""
    start = time.monotonic()
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        most = at_half = 0
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            most = max(most, sum(_memory(one) for one in _family(process.pid)))
            if not at_half and half():
                at_half = most
            time.sleep(0.1)
        process.returncode = os.waitstatus_to_exitcode(status)
        said = process.stdout.read().decode().strip() if process.stdout else ""
    return Run(usage.ru_utime + usage.ru_stime, time.monotonic() - start, most, said, at_half)


def _family(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _memory(pid: int) -> int:
    """Bytes in use, of those that several processes share the part of one."""
    with suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/smaps_rollup").read_text().partition("\nPss:")[2].split()[0]) * 1024
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
        half = sum(1 for _ in pages.rglob("*.html")) / 2
        first, second = (
            _run("-c", ADD, "--home", home, "add", str(pages), half=lambda: _stored(Path(home)) >= half)
            for _ in range(2)
        )
        return first, second


def _stored(home: Path) -> int:
    """How many articles are in a library that another process writes."""
    for path in home.rglob("library.sqlite"):
        with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as library:
            return int(library.execute("SELECT count(*) FROM article").fetchone()[0])
    return 0


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
        rounds = []
        for _ in range(options.rounds):
            alone = _run("-c", ALONE, str(pages))
            shared = _run("-c", SHARED, str(pages), str(cores()))
            extracted = _run("-c", EXTRACTED, str(pages))
            first, second = _added(pages)
            rounds.append((alone.cpu, shared.cpu, extracted.cpu, first.cpu))
            show("trafilatura alone", alone)
            show(f"trafilatura on {cores()} cores", shared)
            show("extracted", extracted)
            show("added", first)
            show("added once more", second)
            if first.at_half:
                print(f"memory at the end: {first.memory / first.at_half:.2f} of that at half", flush=True)
        alone_cpu, shared_cpu, extracted_cpu, added_cpu = map(min, zip(*rounds, strict=True))
        print(f"CPU of extracting: {extracted_cpu / alone_cpu:.2f} of trafilatura alone")
        print(f"CPU of adding: {added_cpu / alone_cpu:.2f} of trafilatura alone (goal: 1.60)", flush=True)
        print(f"CPU of adding: {added_cpu / shared_cpu:.2f} of trafilatura on all cores", flush=True)
    if options.folder is None and options.count > FEW:
        with _pages(None, FEW) as pages:
            few, _ = _added(pages)
            show(f"{FEW} added", few)
            print(f"memory: {first.memory / few.memory:.2f} of that for {FEW}")


if __name__ == "__main__":
    main()
