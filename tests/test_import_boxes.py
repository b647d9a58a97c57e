"""Exports packed together: of several services, of notes, in archives within archives, behind a program."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from library import archives
from library.importers.boxes import Part, boxed
from library.importers.given import Given
from tests.commands import Shell

READWISE = """Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at
"Rain comes.",Moss,B. Fern,,why?,yellow,,order,2,2026-01-02 03:04:05+00:00
"""
KINDLE = (
    "\ufeffQuiet Rivers (Dale, Edith)\r\n"
    "- Your Highlight on page 7 | Location 105-107 | Added on Monday, 3 June 2024 10:11:12\r\n\r\n"
    "Rivers remember.\r\n==========\r\n"
)
HYPOTHESIS = """{"export_date": "2026-01-02T03:04:05.000Z", "annotations": [{"id": "Zz1", "uri": "https://example.org/moss",
"text": "why?", "tags": [], "target": [{"source": "https://example.org/moss",
"selector": [{"type": "TextQuoteSelector", "exact": "Moss waits.", "prefix": "", "suffix": ""}]}]}]}"""
POCKET = "title,url,time_added,tags,status\nSalt,https://example.org/salt,1711111111,history,archive\n"
RAINDROP = """id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite
5,Lanterns,,,https://example.org/l,Art,lamp,2024-01-02T03:04:05.000Z,,,false
"""


def packed(files: Mapping[str, str | bytes], *, before: bytes = b"") -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return before + into.getvalue()


def wrapped(content: bytes, times: int) -> bytes:
    for _ in range(times):
        content = packed({"in.zip": content})
    return content


def parts(content: bytes, form: str = "") -> list[Part] | None:
    with boxed(Given("x.zip", content=content), form) as found:
        return None if found is None else [part._replace(given=None) for part in found]


# What is in one


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("readwise.csv", READWISE, "Readwise"), ("My Clippings.txt", KINDLE, "Kindle"),
        ("notes/hypothesis.json", HYPOTHESIS, "Hypothes.is"),
    ],
)  # fmt: skip
def test_notes_in_an_archive_are_taken_in(shell: Shell, tmp_path: Path, name: str, text: str, title: str) -> None:
    (tmp_path / "x.zip").write_bytes(packed({name: text}))
    ran = shell("import", "x.zip")
    assert (ran.code, ran.error) == (0, "")
    assert ran.out.startswith(f"x.zip/{name} ({title}): 1 read, 1 added")
    assert shell("import", "x.zip", "--json").json["merged"] == 1
    assert len(shell("notes", "--json").json) == 1


def test_each_export_of_an_archive_is_read_and_every_file_accounted_for(shell: Shell, tmp_path: Path) -> None:
    inner = packed({"part_000000.csv": POCKET + ",,1711111111,,unread\n"})
    (tmp_path / "x.zip").write_bytes(
        packed({
            "a/readwise.csv": READWISE, "b/My Clippings.txt": KINDLE, "pocket.zip": inner, "raindrop.csv": RAINDROP,
            "readme.txt": "Hello there.", "picture.png": b"x", "broken.zip": b"PK\3\4broken",
        })
    )  # fmt: skip
    ran = shell("import", "x.zip", "--json")
    found = ran.json
    assert ran.code == 1
    assert [found[key] for key in ("read", "added", "merged", "skipped", "failed")] == [5, 4, 0, 0, 1]
    assert [(one["file"], one["row"]) for one in found["problems"]] == [
        ("x.zip/pocket.zip/part_000000.csv", 3), ("x.zip/broken.zip", 0),
    ]  # fmt: skip
    remarks = {one["file"]: one["reason"] for one in found["remarks"]}
    assert remarks["x.zip/readme.txt"] == "it was not read: it is in none of the forms that are known"
    assert remarks["x.zip"] == "1 other file in it was not read: no export has such a name"
    again = shell("import", "x.zip", "--json").json
    assert [again[key] for key in ("read", "added", "merged", "failed")] == [5, 0, 4, 1]


def test_a_folder_of_several_exports_is_read_like_an_archive(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    (folder / "My Clippings.txt").write_text(KINDLE, encoding="utf-8")
    (folder / "pocket.zip").write_bytes(packed({"part_000000.csv": POCKET}))
    ran = shell("import", "all")
    assert ran.code == 0
    assert "all/My Clippings.txt (Kindle): 1 read, 1 added" in ran.out
    assert "all/pocket.zip (Pocket)" in ran.out


def test_the_named_form_alone_is_taken(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(packed({"readwise.csv": READWISE, "My Clippings.txt": KINDLE, "l.csv": RAINDROP}))
    assert [part.form for part in parts((tmp_path / "x.zip").read_bytes(), "kindle") or []] == ["", "kindle", ""]
    ran = shell("import", "x.zip", "--from", "kindle", "--json")
    assert (ran.json["read"], ran.json["added"]) == (1, 1)


def test_what_is_wrong_with_one_costs_no_other(shell: Shell, tmp_path: Path) -> None:
    damaged = bytearray(packed({"readwise.csv": READWISE * 20, "My Clippings.txt": KINDLE}))
    damaged[damaged.index(b"readwise.csv") + 60] ^= 0xFF
    (tmp_path / "x.zip").write_bytes(damaged)
    ran = shell("import", "x.zip")
    assert ran.code == 1
    assert "x.zip/My Clippings.txt (Kindle): 1 read, 1 added" in ran.out
    assert "x.zip/readwise.csv: it is damaged" in ran.error


# Archives within archives, and behind a program


@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_an_export_deep_within_archives_is_found(shell: Shell, tmp_path: Path, times: int) -> None:
    (tmp_path / "x.zip").write_bytes(wrapped(packed({"part_000000.csv": POCKET}), times))
    (tmp_path / "y.zip").write_bytes(wrapped(packed({"My Clippings.txt": KINDLE}), times))
    ran = shell("import", "x.zip", "y.zip", "--json")
    assert (ran.code, ran.json["added"]) == (0, 2)


def test_one_that_is_deeper_is_told(shell: Shell, tmp_path: Path) -> None:
    deep = wrapped(packed({"My Clippings.txt": KINDLE}), 5)
    (tmp_path / "x.zip").write_bytes(packed({"in.zip": deep, "readwise.csv": READWISE}))
    ran = shell("import", "x.zip")
    assert ran.code == 1
    assert "in.zip: it was not read: 5 archives stand around it" in ran.error
    (tmp_path / "y.zip").write_bytes(deep)
    ran = shell("import", "y.zip")
    assert ran.code == 1
    assert "5 archives stand around it, which has to be unpacked first" in ran.error


@pytest.mark.parametrize("before", [b"MZ" + bytes(range(256)) * 50, b"#!/bin/sh\nexit 0\n", b"\0junk"])
def test_an_archive_behind_something_else_is_found(shell: Shell, tmp_path: Path, before: bytes) -> None:
    (tmp_path / "x.exe").write_bytes(packed({"part_000000.csv": POCKET}, before=before))
    (tmp_path / "y.zip").write_bytes(packed({"My Clippings.txt": KINDLE}, before=before))
    ran = shell("import", "x.exe", "y.zip", "--json")
    assert (ran.code, ran.json["added"]) == (0, 2)
    page = "<h1>Moss</h1>" + "<p>Moss waits for the rain, which comes when it comes, and not before.</p>" * 5
    (tmp_path / "p.exe").write_bytes(packed({"moss.html": page}, before=before))
    assert shell("add", "p.exe").out == "1 added\n"


def test_bombs_within_archives_stay_in_the_bounds_of_the_outermost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_ALWAYS", 3_000_000)
    bomb = packed({f"{number}.csv": "ab" * 500_000 for number in range(20)})
    found = parts(packed({"My Clippings.txt": KINDLE, **{f"{number}.zip": bomb for number in range(20)}}))
    assert found is not None
    assert found[0].form == "kindle"
    unpacked = [part for part in found if "in none of the forms" in part.problem]
    full = [part for part in found if "would fill the memory" in part.problem]
    assert len(unpacked) < 10
    assert {part.name.split("/")[1] for part in full if part.failed} >= {f"{number}.zip" for number in range(1, 20)}


# What is no export


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.html", "<html><body><p>Moss waits.</p></body></html>", "a page"),
        ("a.eml", "From: a@example.org\nTo: b@example.org\nSubject: Moss\nMIME-Version: 1.0\n\nIt waits.\n", "a mail"),
        ("a.xml", '<?xml version="1.0"?><rss version="2.0"><channel><title>Moss</title></channel></rss>', "a feed"),
        ("a.pdf", "%PDF-1.7\n", "a PDF file"),
    ],
)  # fmt: skip
def test_a_page_is_told_as_what_it_is_and_by_whom_it_is_taken(
    shell: Shell, tmp_path: Path, name: str, content: str, what: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    ran = shell("import", name)
    assert ran.code == 1
    assert f"{name}: it is {what}, and no export that is known: broadsheet add takes it in" in ran.error


def test_a_file_that_is_not_there_is_told_so(shell: Shell) -> None:
    assert "absent.csv: no such file or directory" in shell("import", "absent.csv").error
