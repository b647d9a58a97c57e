"""`broadsheet import` of articles: words, JSON, the report in a file, exit codes, and how far it is."""

import csv
import json
import re
from pathlib import Path

import pytest

from library.store import Store
from tests.commands import Shell
from tests.service_files import FILES, zipped


@pytest.fixture(autouse=True)
def _exports(tmp_path: Path) -> None:
    for name in ("pocket.zip", "omnivore.zip"):
        (tmp_path / name).write_bytes(zipped(FILES / name))
    (tmp_path / "clips").symlink_to(FILES / "webclipper.folder")


def test_a_file_is_told_as_a_table_and_each_row_that_failed_with_its_reason(shell: Shell) -> None:
    ran = shell("import", "pocket.zip")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "pocket.zip (Pocket)",
        "                 read    added   merged  skipped   failed",
        "  articles         14        8        1        1        4",
        "  highlights        4        3        0        0        1",
        "  8 articles wait for the text: broadsheet fetch --pending",
        "  Of the highlights and notes added: 1 at their passage; 2 waiting for the text of their article.",
    ]
    assert ran.error.splitlines() == [
        "broadsheet: pocket.zip/annotations/part_000000.json, row 1: one of its highlights has no words",
        "broadsheet: pocket.zip/part_000000.csv, row 6 (5 in a spreadsheet): it has no address",
        (
            "broadsheet: pocket.zip/part_000000.csv, row 9 (8 in a spreadsheet): it has 7 cells "
            "where the first line names 6 columns"
        ),
        "broadsheet: pocket.zip/part_000001.csv, row 3: a quotation mark in it is never closed",
        "broadsheet: pocket.zip/collections/sea-and-salt.json, row 3: it has no address",
        (
            "pocket.zip/part_000000.csv, row 8 (7 in a spreadsheet): skipped: "
            "its address begins with javascript:, which is no page of the web"
        ),
        "pocket.zip/part_000000.csv, row 10 (9 in a spreadsheet): kept, but: its status is not known: later",
        (
            "pocket.zip/part_000000.csv, row 10 (9 in a spreadsheet): kept, but: "
            "its time can't be read (soon); today stands in its place"
        ),
        (
            "pocket.zip/collections/sea-and-salt.json, row 1: kept, but: article 1 stays in the archive, "
            "though the file has it as unread"
        ),
    ]


def test_the_json_is_a_contract(shell: Shell) -> None:
    ran = shell("import", "pocket.zip", "--json", "--tag", "old")
    found = ran.json
    sums = {key: value for key, value in found.items() if not isinstance(value, list)}
    assert sums == {
        "read": 14, "added": 8, "merged": 1, "skipped": 1, "failed": 4, "held": 1, "uncertain": 0, "lost": 0,
        "waiting_highlights": 2, "waiting_articles": 8, "texts": 0,
        "highlights": {"read": 4, "added": 3, "merged": 0, "skipped": 0, "failed": 1},
    }  # fmt: skip
    assert found["known"] == [
        {"row": 1, "file": "pocket.zip/collections/sea-and-salt.json", "reason": "it is there already, as article 1"}
    ]
    problems = found["problems"]
    assert isinstance(problems, list)
    assert problems[1] == {"row": 6, "file": "pocket.zip/part_000000.csv", "reason": "it has no address", "record": 5}
    again = shell("import", "pocket.zip", "--json").json
    assert (again["read"], again["added"], again["merged"]) == (14, 0, 9)
    listed = json.loads(shell("list", "tag:old", "--json").out)
    assert len(listed) == 8


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_the_report_has_each_record_that_was_not_added(shell: Shell, ending: str) -> None:
    shell("import", "pocket.zip")
    ran = shell("import", "pocket.zip", "omnivore.zip", "--report", f"report.{ending}", "--json")
    text = Path(f"report.{ending}").read_text(encoding="utf-8")
    if ending == "json":
        assert json.loads(text) == ran.json
        return
    rows = list(csv.DictReader(text.splitlines()))
    counts = {what: sum(row["outcome"] == what for row in rows) for what in ("failed", "skipped", "merged", "lost")}
    assert counts == {"failed": 5, "skipped": 1, "merged": 10, "lost": 1}
    assert rows[1] == {
        "file": "pocket.zip/part_000000.csv", "row": "6", "outcome": "failed", "reason": "it has no address",
        "record": "5",
    }  # fmt: skip


def test_a_dry_run_stores_nothing_and_says_so(shell: Shell, store: Store) -> None:
    ran = shell("import", "pocket.zip", "--dry-run")
    assert ran.out.splitlines()[0] == "pocket.zip (Pocket): nothing was stored, this is what would be"
    assert (ran.code, store.ids()) == (1, [])
    assert shell("import", "pocket.zip", "--dry-run", "--json").json["dry_run"] is True


def test_a_folder_of_clipped_notes_and_a_file_of_highlights_in_one_command(shell: Shell, store: Store) -> None:
    Path("notes.csv").write_text("Highlight,Title,URL\nMoss waits,Moss,https://example.org/moss\n", encoding="utf-8")
    ran = shell("import", "clips", "notes.csv", "--json")
    assert (ran.code, ran.json["read"], ran.json["added"], ran.json["skipped"]) == (0, 3, 2, 1)
    assert [mark.quote for mark in store.highlights(1)] == ["Moss waits", "on the wall", "Rain comes, and goes"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["pocket.zip", "--report", "report.txt"], "ends in .csv or in .json"),
        (["pocket.zip", "--from", "nothing"], "invalid choice"),
        (["-", "-"], "only once"),
    ],
)
def test_wrong_usage_is_2(shell: Shell, arguments: list[str], words: str) -> None:
    ran = shell("import", *arguments)
    assert ran.code == 2
    assert words in ran.error


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 and nothing more", "may not be complete"),
        (b"<html><body><p>A page.</p></body></html>", "it is a page, and no export that is known"),
        (b"a,b\n1,2\n", "none of the forms that can be imported"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "picture"),
    ],
)
def test_a_file_of_no_known_form_says_what_is_known(shell: Shell, content: bytes, words: str) -> None:
    Path("x.bin").write_bytes(content)
    ran = shell("import", "x.bin", "--json")
    assert ran.code == 1
    assert words in ran.error
    assert ran.json["problems"] == [{"row": 0, "file": "x.bin", "reason": ran.error.partition("x.bin: ")[2].strip()}]


def test_nothing_that_is_printed_steers_the_terminal(shell: Shell) -> None:
    evil = "\x1b[2J\x1b]0;owned\x07\u202e"
    rows = f'{evil},https://example.org/a,1,{evil},{evil}\n{evil},{evil},,,\n,"https://a.example/{evil}",,,\n'
    Path("evil\x1b[31m.csv").write_text(f"title,url,time_added,tags,status\n{rows}", encoding="utf-8")
    for arguments in (["--dry-run"], ["--json", "--report", "out.csv"], []):
        ran = shell("import", "evil\x1b[31m.csv", *arguments)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", ran.out + ran.error)
    listed = shell("list", "--json").out
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", listed)
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f]", Path("out.csv").read_text(encoding="utf-8"))


def test_help_names_every_service(shell: Shell) -> None:
    ran = shell("import", "--help")
    for name in ("pocket", "omnivore", "wallabag", "readeck", "karakeep", "bookmarks", "kindle"):
        assert f"\n  {name} " in ran.out
