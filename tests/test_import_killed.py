"""An import that was killed anywhere is done again and makes the library that it would have made at once."""

import json
import signal
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from library.article import Draft
from library.article_import import import_articles
from library.importers.given import Given
from library.importers.services import opened
from library.schema import LATE_INDEXES
from library.store import Store
from tests.commands import Shell
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
            assert store._rows("SELECT count(*) FROM sqlite_master WHERE name IN (?, ?)", *LATE_INDEXES)[0][0] == 2
            store._run("INSERT INTO article_search (article_search) VALUES ('integrity-check')")
        assert take(home, file) == (read, 0)
    assert len(added) > 1  # each killed run had left another part


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_a_killed_run_of_any_service_goes_on(tmp_path: Path, sample: Path) -> None:
    file = sample
    if sample.is_dir() and sample.suffix == ".zip":
        file = tmp_path / sample.name
        file.write_bytes(zipped(sample))
    read, _ = take(tmp_path / "whole.sqlite", file)
    with Store(tmp_path / "whole.sqlite") as store:
        whole = contents(store)
    command = [sys.executable, "-c", KILLED, str(file)]
    ran = subprocess.run([*command, str(tmp_path / "count.sqlite"), "0"], capture_output=True, text=True, check=True)
    for share in (0.4, 0.8):
        home = tmp_path / f"{share}.sqlite"
        at = str(int(share * int(ran.stdout)))
        killed = subprocess.run([*command, str(home), at], capture_output=True, check=False)
        assert killed.returncode == -signal.SIGKILL
        assert take(home, file)[0] == read
        with Store(home) as store:
            assert contents(store) == whole
        assert take(home, file) == (read, 0)


def many(file: Path) -> Path:
    """An archive with more texts than one process would read."""
    with zipfile.ZipFile(file, "w") as archive:
        records = [
            {"id": f"{n}", "slug": f"s{n}", "title": f"Lock {n}", "url": f"https://lock.example.org/{n}"}
            for n in range(40)
        ]
        archive.writestr("metadata_0_to_40.json", json.dumps(records))
        for n in range(40):
            text = f"<p>The lock number {n} opens at dawn and is shut when the last barge has gone up.</p>"
            archive.writestr(f"content/s{n}.html", f"<h1>Lock {n}</h1>{text}<p>Nobody waits there.</p>" * (n != 7))
            archive.writestr(f"highlights/s{n}.md", "> opens at dawn\n")
    return file


def test_texts_are_the_same_however_many_processes_read_them(tmp_path: Path) -> None:
    file = many(tmp_path / "omnivore.zip")
    found = []
    for workers in (0, 2):
        with Store(tmp_path / f"{workers}.sqlite") as store, opened(Given(file.name, path=file)) as service:
            assert service is not None
            account = import_articles(store, service.read(), NOW, "omnivore", workers=workers)
            assert (account.added, account.texts) == (40, 39)
            assert [one.reason for one in account.told("remark")] == [
                "its text in the file can't be read: it is empty; the article waits for it"
            ]
            found.append(contents(store))
    assert found[0] == found[1]


def with_text(shell: Shell) -> int:
    return sum(row["words"] > 0 for row in json.loads(shell("list", "--json").out))


def test_an_interrupted_import_says_how_it_goes_on(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    many(Path("omnivore.zip"))
    give, calls = Store.give_texts, 0

    def interrupted(store: Store, drafts: Sequence[tuple[int, Draft]], now: datetime) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt
        give(store, drafts, now)

    monkeypatch.setattr("library.article_import._TEXTS", 10)
    monkeypatch.setattr(Store, "give_texts", interrupted)
    ran = shell("import", "omnivore.zip")
    assert ran.code == 1
    assert "interrupted within omnivore.zip; the library is whole, and the same command goes on from there" in ran.error
    assert with_text(shell) == 20
    again = shell("import", "omnivore.zip", "--json")
    assert (again.json["added"], again.json["merged"], again.json["texts"]) == (0, 40, 19)
    assert with_text(shell) == 39


def test_a_large_import_is_indexed_at_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("library.article_import._BATCH", 10)
    rows = "".join(f"Lock {n},https://lock.example.org/{n},{1_300_000_000 + n},,unread\n" for n in range(35))
    file = tmp_path / "part_000000.csv"
    file.write_text(f"title,url,time_added,tags,status\n{rows}")
    said: list[str] = []
    with Store(tmp_path / "library.sqlite") as store, opened(Given(file.name, path=file)) as service:
        assert service is not None
        store._connection.set_trace_callback(said.append)
        account = import_articles(store, service.read(), NOW, "pocket")
        store._connection.set_trace_callback(None)
        assert account.added == 35
        assert store._rows("SELECT count(*) FROM sqlite_master WHERE name IN (?, ?)", *LATE_INDEXES)[0][0] == 2
    made = [at for at, sql in enumerate(said) if sql.startswith("CREATE INDEX")]
    taken = [at for at, sql in enumerate(said) if "INSERT INTO article (" in sql]
    assert len(made) == len(LATE_INDEXES)
    assert min(made) > max(taken)
