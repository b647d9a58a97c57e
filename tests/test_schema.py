"""A library file is created, brought up to date with a backup, or refused and left as it is."""

import multiprocessing
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from library import schema
from library.document import Range
from library.errors import NewerLibraryError, StoreError
from library.highlight import HighlightKind
from library.note_query import parse_notes
from library.store import Store
from reader.config import Home

Step = Callable[[sqlite3.Connection], None]


def opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def version(path: Path) -> int:
    with closing(opened(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def make_library(path: Path) -> None:
    with Store(path) as store:
        store.set_fact("kept", "yes")


def kept(path: Path) -> str:
    with closing(opened(path)) as connection:
        return str(connection.execute("SELECT value FROM fact WHERE name = 'kept'").fetchone()[0])


def test_a_new_library_has_the_version_of_today(home: Home) -> None:
    make_library(home.library)
    assert version(home.library) == schema.VERSION
    with closing(opened(home.library)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone()[0] == schema.APPLICATION_ID
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def indexes(path: Path) -> set[str]:
    with closing(opened(path)) as connection:
        return {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}


def test_what_a_killed_import_left_out_is_made_when_the_library_is_opened(home: Home) -> None:
    make_library(home.library)
    before = indexes(home.library)
    with closing(opened(home.library)) as killed:
        schema.drop_late_indexes(killed)
    assert before - indexes(home.library) == set(schema.LATE_INDEXES)
    Store(home.library).close()
    assert indexes(home.library) == before


def test_a_library_that_another_process_writes_is_opened_without_waiting_for_its_indexes(home: Home) -> None:
    make_library(home.library)
    with closing(opened(home.library)) as other:
        schema.drop_late_indexes(other)
        other.execute("BEGIN IMMEDIATE")
        with Store(home.library) as store:
            assert store.articles(store.ids()) == []
            assert store._connection.execute("PRAGMA busy_timeout").fetchone()[0] == schema.BUSY_SECONDS * 1000
        assert not indexes(home.library) & set(schema.LATE_INDEXES)
        other.execute("ROLLBACK")
    Store(home.library).close()
    assert indexes(home.library) >= set(schema.LATE_INDEXES)


def test_opening_a_library_again_changes_nothing(home: Home) -> None:
    make_library(home.library)
    before = home.library.read_bytes()
    make_nothing = Store(home.library)
    make_nothing.close()
    assert home.library.read_bytes() == before


def test_an_empty_file_becomes_a_library(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    path.touch()
    make_library(path)
    assert kept(path) == "yes"


def test_a_newer_library_is_refused_and_left_as_it_is(home: Home) -> None:
    make_library(home.library)
    with closing(opened(home.library)) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = home.library.read_bytes()
    with pytest.raises(NewerLibraryError, match=r"newer Broadsheet.*nothing was changed"):
        Store(home.library)
    assert home.library.read_bytes() == before


def test_the_file_of_another_program_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "photos.sqlite"
    with closing(opened(path)) as connection:
        connection.execute("CREATE TABLE photo (id INTEGER)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="of another program"):
        Store(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [b"x", b"SQLite format 3\x00", b"short" * 60, b"Dear diary,\n" * 400, b"SQLite format 3\x00" + b"\xff" * 5000],
)
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "library.sqlite"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=str(path)):
        Store(path)
    assert path.read_bytes() == content


def test_a_folder_in_place_of_the_library_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="can't be opened"):
        Store(tmp_path)


# Libraries of earlier versions

OLD = Path(__file__).parent / "data" / "schema"


def make_old_library(path: Path, number: int) -> None:
    with closing(opened(path)) as connection:
        connection.executescript((OLD / f"{number}.sql").read_text())
        connection.execute("INSERT INTO fact VALUES ('kept', 'yes')")


def tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """The columns of every table and index, without the order in which they were made."""
    with closing(opened(path)) as connection:
        names = connection.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall()
        return {
            name: connection.execute(f"SELECT * FROM pragma_{kind}_xinfo('{name}')").fetchall()  # noqa: S608  names of ours
            for kind, name in names
        }


@pytest.mark.parametrize("number", range(1, schema.VERSION))
def test_an_old_library_is_brought_up_to_what_a_new_one_is(tmp_path: Path, number: int) -> None:
    old, new = tmp_path / "old.sqlite", tmp_path / "new.sqlite"
    make_old_library(old, number)
    for path in (old, new):
        Store(path).close()
    assert version(old) == schema.VERSION
    assert kept(old) == "yes"
    assert tables(old) == tables(new)
    backup = tmp_path / f"old.sqlite.v{number}.backup"
    assert version(backup) == number
    assert kept(backup) == "yes"


@pytest.mark.parametrize("number", range(1, 3))
def test_the_notes_of_an_old_library_are_kept_with_their_tags(tmp_path: Path, number: int) -> None:
    path = tmp_path / "old.sqlite"
    make_old_library(path, number)
    with closing(opened(path)) as connection:
        connection.executescript(
            """INSERT INTO article VALUES (4, '', 'Tides', '[]', '', NULL, '2026-01-01T00:00:00Z', 'inbox', 0, 3, 0, '',
                '', NULL, 'f', NULL);
            INSERT INTO highlight VALUES (7, 4, 2, 5, 'rang', 'be', 'af', 'f', 2, 5, 'held', 'just made', 'yellow',
                'Why?', '2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z', NULL);
            INSERT INTO highlight VALUES (9, 4, 0, 0, '', '', 'af', 'f', NULL, NULL, 'lost', 'gone', 'yellow', '',
                '2026-01-02T00:00:00Z', '2026-01-02T00:00:00Z', NULL);
            INSERT INTO highlight_tag VALUES (7, 'bells');
            INSERT INTO highlight_search (rowid, quote, note) VALUES (7, 'rang', 'Why?');"""
        )
    with Store(path) as store:
        bookmark, passage = sorted(store.highlights(4), key=lambda highlight: highlight.kind)
        assert (passage.id, passage.quote, passage.note, passage.tags) == (7, "rang", "Why?", ("bells",))
        assert (passage.place, passage.score, passage.kind) == (Range(2, 5), 1.0, HighlightKind.PASSAGE)
        assert (bookmark.id, bookmark.kind, bookmark.state, bookmark.score) == (9, HighlightKind.BOOKMARK, "lost", 0.0)
        assert len({passage.uid, bookmark.uid}) == 2
        assert store.note_ids(parse_notes("why", datetime(2026, 3, 14, tzinfo=UTC))) == [7]


def test_an_old_library_that_many_processes_open_at_once_is_brought_up_to_date_once(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    make_old_library(path, 1)
    with multiprocessing.get_context("fork").Pool(6) as pool:
        assert pool.map(_open_and_count, [path] * 12, chunksize=1) == [0] * 12
    assert version(path) == schema.VERSION
    assert kept(path) == "yes"


# Steps


def add_column(name: str) -> Step:
    def step(connection: sqlite3.Connection) -> None:
        connection.execute(f"ALTER TABLE fact ADD COLUMN {name} TEXT")

    return step


def test_steps_run_in_order_in_one_transaction_with_a_backup_made_before(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    make_library(path)
    seen: list[tuple[int, bool, bool]] = []
    backup = tmp_path / f"library.sqlite.v{schema.VERSION}.backup"

    def noting(number: int, step: Step) -> Step:
        def run(connection: sqlite3.Connection) -> None:
            seen.append((number, connection.in_transaction, backup.exists()))
            step(connection)

        return run

    steps = {number: noting(number, add_column(f"c{number}")) for number in range(schema.VERSION, schema.VERSION + 3)}
    with closing(opened(path)) as connection:
        schema.prepare(connection, path, version=schema.VERSION + 3, steps=steps)
    assert seen == [(number, True, True) for number in steps]
    assert version(path) == schema.VERSION + 3
    assert kept(path) == "yes"
    assert version(backup) == schema.VERSION
    assert kept(backup) == "yes"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_step_that_fails_leaves_the_library_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    make_library(path)

    def failing(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM fact")
        connection.execute("INSERT INTO nowhere VALUES (1)")

    steps = {schema.VERSION: add_column("one"), schema.VERSION + 1: failing}
    with closing(opened(path)) as connection:
        with pytest.raises(sqlite3.OperationalError, match="nowhere"):
            schema.prepare(connection, path, version=schema.VERSION + 2, steps=steps)
        assert not connection.in_transaction
        assert [row[1] for row in connection.execute("PRAGMA table_info(fact)")] == ["name", "value"]
    assert version(path) == schema.VERSION
    assert kept(path) == "yes"


def test_a_step_that_leaves_a_row_pointing_nowhere_is_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    make_library(path)

    def orphan(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO tag VALUES (99, 'lost')")

    with closing(opened(path)) as connection, pytest.raises(StoreError, match="point nowhere"):
        schema.prepare(connection, path, version=schema.VERSION + 1, steps={schema.VERSION: orphan})
    with closing(opened(path)) as connection:
        assert connection.execute("SELECT count(*) FROM tag").fetchone()[0] == 0


def test_a_step_that_another_process_has_taken_meanwhile_is_not_taken_again(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    make_library(path)
    steps = {schema.VERSION: add_column("one")}
    backup = path.with_name(f"{path.name}.v{schema.VERSION}.backup")

    class Overtaken(sqlite3.Connection):
        """Another process is faster, just before this one's transaction begins."""

        def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:  # noqa: ANN401  as SQLite's own
            if sql == "BEGIN IMMEDIATE":
                with closing(opened(path)) as other:
                    schema.prepare(other, path, version=schema.VERSION + 1, steps=steps)
            return super().execute(sql, *rest)

    with closing(sqlite3.connect(path, isolation_level=None, factory=Overtaken)) as connection:
        schema.prepare(connection, path, version=schema.VERSION + 1, steps=steps)
    assert version(path) == schema.VERSION + 1
    assert backup.exists()


def _open_and_count(path: Path) -> int:
    with Store(path) as store:
        return len(store.ids())


def test_many_processes_can_open_a_new_library_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    with context.Pool(6) as pool:
        assert pool.map(_open_and_count, [tmp_path / "library.sqlite"] * 24, chunksize=1) == [0] * 24


# Two processes on one library

ELSEWHERE = """
import sys
from pathlib import Path
from library.store import Store
with Store(Path(sys.argv[1])) as store:
    store.set_fact("elsewhere", "yes")
    print(store.fact("here"))
"""


def elsewhere(path: Path) -> str:
    """What another process, which writes and then closes the library, sees of what was written here."""
    command = [sys.executable, "-c", ELSEWHERE, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_what_is_written_after_another_process_has_left_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with Store(path) as store:
        store.set_fact("here", "before")
        Store(path).close()  # as the threads of the program do
        assert elsewhere(path) == "before"
        store.set_fact("here", "after")
        assert elsewhere(path) == "after"
        assert store.fact("elsewhere") == "yes"
    assert elsewhere(path) == "after"
