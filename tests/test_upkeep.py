"""Looking after the library: statistics printed, copies, the doctor, and the inbox folder from the shell."""

import json
import re
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from library.anchor import make_anchor
from library.changes import Action
from library.document import Range
from library.note_query import parse_notes
from library.sessions import Reading
from library.store import Store
from library.upkeep import Upkeep
from reader import verbs_upkeep
from reader.chosen import found
from reader.config import Home
from tests.library_sample import NOW, draft, some_articles
from tests.test_cli_notes import Run, run

__all__ = ["run"]  # a fixture


@pytest.fixture
def full(home: Home) -> Home:
    """A home with three articles, tags, a note and a change."""
    with Store(home.library) as store:
        ids = some_articles(store, 3, tags=("law",))
        store.add_highlight(1, make_anchor(store.document(1), Range(0, 6)), now=NOW, note="why", tags=("sea",))
        store.act(Action.STAR, ids, NOW)
    return home


def damage(home: Home, *statements: str) -> None:
    with closing(sqlite3.connect(home.library)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


# stats


def test_statistics_are_printed(run: Run, full: Home) -> None:
    with Store(full.library) as store:
        store.add_reading(1, Reading(datetime.now(UTC), 600, 2300))
    code, out, error = run("stats")
    assert (code, error) == (0, "")
    assert "2,300 words in 10 min, in 1 sitting" in out
    assert "3 articles" in out
    assert json.loads(run("stats", "--since", "today", "--json")[1])["words"] == 2300
    assert len(json.loads(run("stats", "--since", "last 7 days", "--json")[1])["days"]) in (7, 8)  # UTC and local days
    code, _, error = run("stats", "--since", "yesteryear")
    assert (code, error.startswith("broadsheet: --since: “yesteryear” is no date")) == (1, True)


# backup


def test_a_copy_is_whole_private_and_one_file(run: Run, full: Home, tmp_path: Path) -> None:
    code, out, _ = run("backup", str(tmp_path / "copies" / "a.sqlite"), "--json")
    record = json.loads(out)
    path = Path(record["path"])
    assert (code, record["articles"], record["bytes"]) == (0, 3, path.stat().st_size)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in path.parent.iterdir()] == ["a.sqlite"]
    with Store(path) as copy, Store(full.library) as store:
        assert copy.articles(copy.ids()) == store.articles(store.ids())
        assert copy.ids() == [3, 2, 1]


def test_a_copy_goes_beside_the_library_or_into_a_folder(run: Run, full: Home, tmp_path: Path) -> None:
    run("backup")
    assert len(list((full.data / "backups").glob("library-*.sqlite"))) == 1
    run("backup", str(tmp_path / "new") + "/")
    assert len(list((tmp_path / "new").glob("library-*.sqlite"))) == 1


def test_a_file_that_is_there_is_overwritten_only_by_force(run: Run, full: Home, tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    path.write_text("mine", encoding="utf-8")
    code, out, error = run("backup", str(path))
    assert (code, out, path.read_text(encoding="utf-8")) == (1, "", "mine")
    assert error == f"broadsheet: {path} is there already; --force overwrites it.\n"
    assert run("backup", str(path), "--force")[0] == 0
    with Store(path) as copy:
        assert len(copy.ids()) == 3
    for name in (full.library, full.library.parent / "." / full.library.name):
        code, _, error = run("backup", str(name), "--force")
        assert (code, "is the library itself" in error) == (1, True)
    with Store(full.library) as store:
        assert len(store.ids()) == 3


def test_a_copy_that_cannot_be_made_leaves_nothing_behind(run: Run, full: Home, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, _, error = run("backup", str(tmp_path / "file" / "a.sqlite"))
    assert (code, "can't be written" in error) == (1, True)
    full.library.unlink()
    code, _, error = run("backup", str(tmp_path / "b.sqlite"))
    assert (code, "There is no library yet" in error) == (1, True)
    assert not (tmp_path / "b.sqlite").exists()
    assert not full.library.exists()


def test_a_copy_holds_what_is_committed_while_another_process_writes(full: Home, tmp_path: Path) -> None:
    with closing(sqlite3.connect(full.library)) as writer, Upkeep(full.library) as store:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE article SET title = 'changed'")
        store.back_up(tmp_path / "copy.sqlite")
        writer.rollback()
    with Store(tmp_path / "copy.sqlite") as copy:
        assert {article.title for article in copy.articles(copy.ids())} == {"Title 1", "Title 2", "Title 3"}


# doctor


def checks(run: Run, *more: str) -> dict[str, bool]:
    return {one["check"]: one["ok"] for one in json.loads(run("doctor", "--json", *more)[1])}


def test_a_sound_library_is_told_to_be_sound(run: Run, full: Home) -> None:
    code, out, error = run("doctor")
    assert (code, error) == (0, "")
    assert all(line.startswith("ok     ") for line in out.splitlines())
    assert "3 articles" in out
    assert list(checks(run)) == [
        "database", "references", "texts", "index", "words", "changes", "pictures", "waiting", "private",
        "settings", "room",
    ]  # fmt: skip
    assert full.library.exists()


def test_what_waits_is_told_and_is_nothing_wrong(run: Run, full: Home, tmp_path: Path) -> None:
    assert "Nothing waits for its article or for its text." in run("doctor")[1]
    marked = "Highlight,Title,URL\nRivers.,Quiet Rivers,https://example.org/rivers\n"
    (tmp_path / "marked.csv").write_text(marked, encoding="utf-8")
    (tmp_path / "links.csv").write_text("url,title\nhttps://example.org/l,Lanterns\n", encoding="utf-8")
    assert run("import", str(tmp_path / "marked.csv"), str(tmp_path / "links.csv"))[0] == 0
    code, out, _ = run("doctor")
    assert code == 0
    assert "Highlights whose article is not in the library: 1 (broadsheet notes state:waiting)." in out
    assert "Articles without their text as yet: 1 (broadsheet fetch --pending)." in out
    with Store(full.library) as store:
        assert store.counts().highlights == 2, "it is among the notes of the shelf"
    assert [one["title"] for one in json.loads(run("notes", "state:waiting", "--json")[1])] == ["Quiet Rivers"]
    (tmp_path / "quiet.md").write_text("# Quiet Rivers\n\nRivers. They remember.\n", encoding="utf-8")
    assert run("add", str(tmp_path / "quiet.md"))[0] == 0
    assert [one["state"] for one in json.loads(run("notes", "--json")[1])] == ["held"] * 2


def test_without_a_library_there_is_nothing_wrong_and_none_is_made(run: Run, home: Home) -> None:
    assert run("doctor")[0] == 0
    assert not home.library.exists()


@pytest.mark.parametrize(
    ("check", "statement"),
    [
        ("index", "INSERT INTO article_search (article_search) VALUES ('delete-all')"),
        ("index", "INSERT INTO highlight_search (highlight_search) VALUES ('delete-all')"),
        ("index", "INSERT INTO article_search (rowid, title) VALUES (5, 'gone')"),
        ("words", "UPDATE body SET text = 'Quite other words than those that are indexed' WHERE article = 2"),
        ("references", "INSERT INTO tag VALUES (77, 'nobody')"),
        ("references", "INSERT INTO progress VALUES (78, 0, 0, 0, '', NULL)"),
        ("changes", "UPDATE change SET content = 'x'"),
    ],
)
def test_what_is_wrong_is_found_and_mended(run: Run, full: Home, check: str, statement: str) -> None:
    damage(full, statement)
    code, out, _ = run("doctor")
    assert code == 1
    wrong = [name for name, good in checks(run).items() if not good]
    assert wrong in ([check], [check, "words"])  # what is not indexed at all is not found either
    assert out.count("WRONG") == len(wrong)
    assert run("doctor", "--repair")[0] == 0
    assert all(checks(run).values())
    with Store(full.library) as store:
        assert len(found(store, "title", NOW)) == 3
        assert store.note_ids(parse_notes("why", NOW)) == [1]


def test_a_text_that_is_lost_is_told_and_can_not_be_mended(run: Run, full: Home) -> None:
    damage(full, "DELETE FROM source WHERE article = 2")
    assert not checks(run, "--repair")["texts"]
    assert "lost their text or their source: 2." in run("doctor")[1]


def test_a_damaged_file_is_told(run: Run, full: Home) -> None:
    with Store(full.library) as store:
        for number in range(40):
            store.add(draft(f"More {number}", "word " * 500))
        store._run("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(full.library.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 40_000] = b"\xff" * 40_000
    full.library.write_bytes(content)
    code, out, error = run("doctor")
    assert (code, error) == (1, "")
    assert out.startswith("WRONG  ")


def test_settings_permissions_and_the_inbox_folder_are_looked_at(run: Run, full: Home, tmp_path: Path) -> None:
    full.settings.write_text(f"theme: papre\ninbox: {tmp_path / 'nowhere'}\n", encoding="utf-8")
    full.library.chmod(0o644)
    found = checks(run)
    assert [name for name, good in found.items() if not good] == ["private", "settings", "inbox"]
    assert "line 1: there is no theme 'papre'" in run("doctor")[1]


# inbox


@pytest.fixture
def folder(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The inbox folder of the settings, looked at without waiting."""
    folder = tmp_path / "Inbox"
    folder.mkdir()
    home.config.mkdir(parents=True, exist_ok=True)
    home.settings.write_text(f"inbox: {folder}\n", encoding="utf-8")
    monkeypatch.setattr(verbs_upkeep, "_BETWEEN_LOOKS", 0.01)
    return folder


def test_files_of_the_inbox_folder_are_added(run: Run, folder: Path) -> None:
    (folder / "tide.md").write_text("# Tide\n\nA text.\n", encoding="utf-8")
    (folder / "a.pdf").write_bytes(b"%PDF-1.7\n")
    code, out, error = run("inbox")
    assert (code, out) == (1, "added 1: Tide\n")
    assert re.fullmatch(r"broadsheet: a\.pdf: .*PDF.*\n", error)
    (folder / "tide.md").write_text("# Tide\n\nA text.\n", encoding="utf-8")
    (record,) = json.loads(run("inbox", "--json")[1])
    assert record == {
        "input": "tide.md", "path": str(folder / "done" / "tide 2.md"), "id": 1, "status": "unchanged", "title": "Tide",
    }  # fmt: skip
    assert run("inbox") == (0, "", "")


def test_watching_ends_when_it_is_interrupted(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []

    def sleep(_: float) -> None:
        looks.append(1)
        if len(looks) > 3:
            raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", sleep)
    (folder / "tide.md").write_text("# Tide\n\nA text.\n", encoding="utf-8")
    code, out, _ = run("inbox", "--watch", "--json")
    assert code == 0
    assert [json.loads(line)["title"] for line in out.splitlines()] == ["Tide"]


def test_without_a_folder_the_command_says_what_to_set(run: Run, home: Home, tmp_path: Path) -> None:
    code, _, error = run("inbox")
    assert (code, error) == (1, f"broadsheet: no inbox folder is set; write `inbox: ~/Inbox` into {home.settings}\n")
    home.config.mkdir(parents=True, exist_ok=True)
    home.settings.write_text(f"inbox: {tmp_path / 'nowhere'}\n", encoding="utf-8")
    assert run("inbox")[2] == f"broadsheet: there is no inbox folder {tmp_path / 'nowhere'}\n"
