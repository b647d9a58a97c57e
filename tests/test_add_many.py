"""`broadsheet add` with folders, archives, feeds, streams and the clipboard: its words, its report, its exit codes."""

import json
import stat
import zipfile
from pathlib import Path

import pytest

from library.store import Store
from reader import clipboard
from reader.config import Home
from tests.commands import Shell
from tests.driving import driven
from tests.saved_pages import PNG, SENTENCE, chrome_archive, paragraphs
from tests.test_add_box import paste
from tests.test_feeds import RSS

PAGE = f"<html><head><title>Tide</title></head><body><article><h1>Tide</h1>{paragraphs(4)}</article></body></html>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "saved"
    root.mkdir()
    for number in range(3):
        (root / f"{number}.html").write_text(PAGE.replace("Tide", f"Tide {number}"), encoding="utf-8")
    (root / "gate.mhtml").write_bytes(chrome_archive())
    (root / "picture.png").write_bytes(PNG)
    (root / "empty.txt").touch()
    return root


def test_a_folder_is_summed_up_and_each_failure_told(shell: Shell, folder: Path) -> None:
    ran = shell("add", "saved", "--tag", "old")
    assert (ran.code, ran.out) == (1, "4 added, 1 failed, 1 left alone\n")
    assert "saved/empty.txt: it is empty" in ran.error
    assert "left alone: saved/picture.png: a kind of file that is not read" in ran.error
    (folder / "empty.txt").unlink()
    again = shell("add", "saved")
    assert (again.code, again.out) == (0, "4 unchanged, 1 left alone\n")


def test_json_and_report_have_one_object_for_each_input(shell: Shell, folder: Path, tmp_path: Path) -> None:
    ran = shell("add", "--json", "--report", "report.jsonl", "saved")
    records = [json.loads(line) for line in ran.out.splitlines()]
    assert [record["input"] for record in records] == [
        "saved/0.html", "saved/1.html", "saved/2.html", "saved/empty.txt", "saved/gate.mhtml", "saved/picture.png",
    ]  # fmt: skip
    assert [record["status"] for record in records] == ["added"] * 3 + ["failed", "added", "skipped"]
    assert records[4]["pictures"] == {"kept": 2, "problems": []}
    report = (tmp_path / "report.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in report] == records


def test_a_report_that_can_not_be_written_is_told_before_anything_is_added(shell: Shell, folder: Path) -> None:
    ran = shell("add", "saved", "--report", "nowhere/report.jsonl")
    assert ran.code == 1
    assert "can't be written" in ran.error
    assert shell("list", "--json").json == []


def test_archives_and_feeds_are_taken_apart(shell: Shell, folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for path in sorted(folder.glob("*.html")):
            archive.write(path, path.name)
    (tmp_path / "feed.xml").write_text(RSS, encoding="utf-8")
    ran = shell("add", "all.zip", "feed.xml")
    assert ran.out == "5 added, 1 waiting for their page, 1 failed\n"
    assert "neither a text nor an address" in ran.error
    assert shell("add", "all.zip").out == "3 unchanged\n"
    assert shell("extract", "feed.xml").code == 1
    assert "which holds several articles" in shell("extract", "feed.xml").error


def test_an_archive_may_come_on_standard_input_once(shell: Shell, tmp_path: Path) -> None:
    assert shell("add", "-", "-").code == 2
    assert shell("add").code == 2


def test_what_the_clipboard_holds_is_added(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "xclip"
    program.write_text(f"#!/bin/sh\nprintf 'The title of it\\n\\n{SENTENCE * 3}\\n'\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(clipboard, "reading_program", lambda: [str(program)])
    ran = shell("add", "--clipboard", "--json")
    assert (ran.json["input"], ran.json["status"]) == ("clipboard", "added")
    program.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    assert "ended with 1" in shell("add", "--clipboard").error
    program.write_text("#!/bin/sh\ntrue\n", encoding="utf-8")
    assert "the clipboard is empty" in shell("add", "--clipboard").error
    monkeypatch.setattr(clipboard, "reading_program", list)
    assert "no program that reads the clipboard" in shell("add", "--clipboard").error


def test_the_clipboard_is_read_with_the_first_program_that_there_is() -> None:
    def find(name: str) -> str | None:
        return f"/bin/{name}" if name in ("xsel", "tmux") else None

    environ = {"DISPLAY": ":0", "TMUX": "x"}
    assert clipboard.reading_program(environ, platform="linux", find=find) == ["xsel", "--clipboard", "--output"]
    assert clipboard.reading_program({"TMUX": "x"}, platform="linux", find=find) == ["tmux", "save-buffer", "-"]
    assert clipboard.reading_program({}, platform="linux", find=find) == []


async def test_a_folder_is_added_from_the_shelf_in_the_background(home: Home, store: Store, folder: Path) -> None:
    from datetime import UTC, datetime

    async with driven(home, store, datetime(2026, 11, 27, tzinfo=UTC)) as on:
        await on.press("a")
        await paste(on, str(folder))
        await on.press("enter")
        await on.until(lambda: on.shows("4 added"))
        assert len(store.ids()) == 4


def test_where_no_process_can_be_copied_all_is_read_in_this_one(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("os.fork")
    for number in range(20):
        (tmp_path / f"{number}.md").write_text(f"# Lamp {number}\n\nIt is lit at dusk.\n", encoding="utf-8")
    assert "20 added" in shell("add", str(tmp_path)).out
