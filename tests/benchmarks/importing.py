"""Importing from Pocket, beside csv and one bulk INSERT: `python tests/benchmarks/importing.py [ROWS] [ROUNDS]`.

An archive of ROWS rows (100,000) is made up; in each of ROUNDS (5) rounds it is imported into an empty library, and
its rows are read by Python's csv module and written by one bulk INSERT into a table of the same five columns, with and
without an index on the address. CPU time of this process, since milliseconds by the clock depend on the disk; medians.
Memory is the most that a process of its own had in use, for a tenth of the rows and for all of them.
"""

import csv
import io
import random
import sqlite3
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from library.article_import import import_articles
from library.importers.given import Given
from library.importers.services import opened
from library.store import Store

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
PART = 10_000
WORDS = (
    "salt", "road", "sea", "tide", "moss", "rain", "stone", "bell", "harbour", "kite", "lantern", "glass", "bees",
    "river", "amber", "vessel", "quiet", "north", "winter", "market", "ledger", "bridge", "mill", "knot", "lamp",
    "moth", "wall", "fern", "wheel", "cup", "kiln", "rope", "string", "wind", "letter", "window", "door",
)  # fmt: skip


def make(path: Path, rows: int) -> None:
    """An archive as Pocket left it: parts of ten thousand rows, the oldest first."""
    chance = random.Random(rows)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for start in range(0, rows, PART):
            part = io.StringIO()
            writer = csv.writer(part, lineterminator="\n")
            writer.writerow(("title", "url", "time_added", "tags", "status"))
            for row in range(start, min(start + PART, rows)):
                slug = "-".join(chance.choices(WORDS, k=4))
                writer.writerow((
                    f"{' '.join(chance.choices(WORDS, k=7)).capitalize()} {row}",
                    f"https://www.site{chance.randrange(3000)}.example/{2010 + row % 15}/{slug}-{row}",
                    1_300_000_000 + row * 3000 + chance.randrange(2000),
                    "|".join(chance.sample(WORDS, chance.randrange(3))), chance.choice(("unread", "archive")),
                ))  # fmt: skip
            archive.writestr(f"part_{start // PART:06}.csv", part.getvalue())


def by_hand(path: Path, into: Path, index: str = "") -> None:
    """csv and one bulk INSERT."""
    connection = sqlite3.connect(into, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE item (title TEXT, url TEXT, time_added TEXT, tags TEXT, status TEXT)")
    if index:
        connection.execute(index)
    with zipfile.ZipFile(path) as archive:
        rows = (
            row
            for name in archive.namelist()
            for number, row in enumerate(csv.reader(io.TextIOWrapper(archive.open(name), "utf-8", newline="")))
            if number
        )
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO item VALUES (?, ?, ?, ?, ?)", rows)
        connection.execute("COMMIT")
    connection.close()


def imported(path: Path, into: Path) -> None:
    """What `broadsheet import` does."""
    with Store(into) as store, opened(Given(path.name, path=path)) as found:
        if found is None:
            raise SystemExit("the archive is not recognised")
        account = import_articles(store, found.read(), NOW, found.service.name)
    print(f"  {account.read:,} read, {account.added:,} added, {account.merged:,} merged", file=sys.stderr)


def seconds(act: Callable[[], object]) -> float:
    """CPU seconds, of this process and of the system for it."""
    begun = time.process_time()
    act()
    return time.process_time() - begun


def memory(rows: int) -> float:
    """Megabytes at most in use by a process that imports so many rows."""
    script = "import sys; from tests.benchmarks.importing import peak; print(peak(int(sys.argv[1])))"
    ran = subprocess.run([sys.executable, "-c", script, str(rows)], capture_output=True, text=True, check=True)
    return float(ran.stdout)


def peak(rows: int) -> float:
    """As `memory`, of this process; getrusage would tell that of its parent, if it had more."""
    with TemporaryDirectory() as folder:
        make(Path(folder) / "pocket.zip", rows)
        imported(Path(folder) / "pocket.zip", Path(folder) / "library.sqlite")
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main(rows: int, rounds: int) -> None:
    """Measure, and print a table."""
    found: dict[str, list[float]] = {}
    with TemporaryDirectory() as name:
        folder = Path(name)
        archive = folder / "pocket.zip"
        make(archive, rows)
        index = "CREATE UNIQUE INDEX item_by_url ON item (url)"
        for turn in range(rounds):
            library = folder / f"library{turn}.sqlite"
            for what, act in (
                ("csv and bulk INSERT", lambda at=turn: by_hand(archive, folder / f"plain{at}.sqlite")),
                ("the same, with an index", lambda at=turn: by_hand(archive, folder / f"index{at}.sqlite", index)),
                ("broadsheet import", lambda into=library: imported(archive, into)),
                ("once more", lambda into=library: imported(archive, into)),
            ):  # fmt: skip
                found.setdefault(what, []).append(seconds(act))
    least = statistics.median(found["csv and bulk INSERT"])
    for what, times in found.items():
        median = statistics.median(times)
        print(f"{what:<26}{median:8.3f} s CPU  x {median / least:5.1f}  ({1e6 * median / rows:.1f} µs a row)")
    for count in (rows // 10, rows):
        print(f"memory, {count:>9,} rows  {memory(count):8.1f} MB")


if __name__ == "__main__":
    main(int((sys.argv[1:2] or ["100000"])[0]), int((sys.argv[2:3] or ["5"])[0]))
