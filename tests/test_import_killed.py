"""An import that was killed anywhere is done again and makes the library that it would have made at once."""

import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from library.article_import import import_articles
from library.importers.given import Given
from library.importers.services import opened
from library.store import Store
from tests.service_files import SAMPLES, contents, zipped

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
import library.article_import as work
from library.importers.given import Given
from library.importers.services import opened
from library.store import Store

file, home, most = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
work._BATCH, work._TEXTS = 2, 1
count = 0
def heard(sql):
    global count
    count += 1
    if count == most:
        os.kill(os.getpid(), signal.SIGKILL)

given = Given(file.name, path=file)
with Store(home) as store, opened(given) as found:
    store._connection.set_trace_callback(heard)
    work.import_articles(store, found.read(), datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC), found.service.name)
print(count)
"""


def take(home: Path, file: Path) -> tuple[int, int]:
    """Import a file; how many records it has, and how many articles were added."""
    with Store(home) as store, opened(Given(file.name, path=file)) as found:
        assert found is not None
        account = import_articles(store, found.read(), NOW, found.service.name)
        return account.read, account.added


@pytest.mark.parametrize("name", ["omnivore.zip", "pocket.zip"])
def test_a_run_that_is_killed_anywhere_goes_on(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(zipped(next(path for path in SAMPLES if path.name == name)))
    read, _ = take(tmp_path / "whole.sqlite", file)
    with Store(tmp_path / "whole.sqlite") as store:
        whole = contents(store)
    command = [sys.executable, "-c", KILLED, str(file)]
    ran = subprocess.run([*command, str(tmp_path / "count.sqlite"), "0"], capture_output=True, text=True, check=True)
    statements = int(ran.stdout)
    assert statements > 40
    added = set()
    for step in range(1, 8):
        home = tmp_path / f"{step}.sqlite"
        killed = subprocess.run([*command, str(home), str(step * statements // 8)], capture_output=True, check=False)
        assert killed.returncode == -signal.SIGKILL
        again = take(home, file)
        assert again[0] == read
        added.add(again[1])
        with Store(home) as store:
            assert contents(store) == whole
            store._run("INSERT INTO article_search (article_search) VALUES ('integrity-check')")
        assert take(home, file) == (read, 0)
    assert len(added) > 1  # each killed run had left another part
