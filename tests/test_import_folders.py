"""Exports that were unpacked into a folder are read as the archives they were; what is no page is not added as one."""

import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from library.errors import UnreadableSourceError
from library.importers.arrivals import Left
from library.importers.exports import export_of
from library.importers.given import Given
from library.importers.services import opened
from tests.commands import Shell
from tests.service_files import FILES, SAMPLES, read, shown, zipped

ARCHIVES = [path for path in SAMPLES if path.is_dir() and path.suffix == ".zip"]


@pytest.mark.parametrize("path", ARCHIVES, ids=lambda path: path.name)
def test_an_unpacked_archive_is_read_as_the_archive(path: Path) -> None:
    packed = read(Given("x.zip", content=zipped(path)))
    unpacked = read(Given("folder", path=path))
    assert unpacked[0] == packed[0]
    assert list(shown(unpacked[1])) == list(shown(packed[1]))


def test_a_folder_of_tables_is_read_as_what_they_are(tmp_path: Path) -> None:
    for number in (1, 2):
        shutil.copy(FILES / "instapaper.csv", tmp_path / f"list {number}.csv")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    name, items = read(Given("folder", path=tmp_path))
    assert name == "instapaper"
    files = [item.file for item in items if isinstance(item, Left)]
    assert {*files} == {"list 1.csv", "list 2.csv"}


def test_a_folder_of_several_services_says_so_and_one_of_notes_is_none_of_these(tmp_path: Path) -> None:
    shutil.copy(FILES / "instapaper.csv", tmp_path / "a.csv")
    shutil.copy(FILES / "raindrop.csv", tmp_path / "b.csv")
    with pytest.raises(UnreadableSourceError, match="the folder holds nothing"), opened(Given("f", path=tmp_path)):
        pass
    (tmp_path / "note.md").write_text("---\nsource: https://example.org/a\n---\nWords.\n", encoding="utf-8")
    assert read(Given("f", path=tmp_path))[0] == "webclipper"
    (tmp_path / "index.md").write_text("# Mine\n", encoding="utf-8")
    assert read(Given("f", path=tmp_path))[0] == "webclipper"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("bookmarks.html", "Bookmarks"), ("ril_export.html", "Pocket"), ("instapaper.csv", "Instapaper"),
        ("pinboard.json", "Pinboard"), ("table.csv", ""), ("onetab.txt", ""),
        ("../imports/My Clippings.txt", "Kindle"), ("../imports/readwise-export.csv", "Readwise"),
        ("../imports/hypothesis.csv", "Hypothes.is"), ("../imports/clipper.json", "Obsidian Web Clipper"),
    ],
)  # fmt: skip
def test_an_export_is_known_where_a_page_was_expected(name: str, title: str, tmp_path: Path) -> None:
    assert export_of(FILES / name) == title
    page = tmp_path / "page.html"
    page.write_text("<html><body><p>Of <a href='https://example.org'>walls</a>.</p></body></html>", encoding="utf-8")
    assert export_of(page) == ""
    assert export_of(tmp_path / "nothing.zip") == ""


def test_a_text_with_a_line_below_its_title_and_an_archive_of_pages_are_no_exports(tmp_path: Path) -> None:
    text = tmp_path / "two.txt"
    text.write_text("Two\n==========\n\nOf walls | and of gates.\n", encoding="utf-8")
    assert export_of(text) == ""
    with zipfile.ZipFile(tmp_path / "saved.zip", "w") as archive:
        for name in ("a.html", "b.html"):
            archive.writestr(name, "<p>Of walls.</p>")
        archive.write(FILES / "bookmarks.html", "bookmarks.html")
    assert export_of(tmp_path / "saved.zip") == ""


def test_a_folder_is_an_export_where_its_names_say_so(tmp_path: Path) -> None:
    (tmp_path / "part_000000.csv").write_text("title,url,time_added,tags,status\nA,https://a.example/a,1,,unread\n")
    assert export_of(tmp_path) == "Pocket"
    (tmp_path / "part_000000.csv").rename(tmp_path / "other.csv")
    assert export_of(tmp_path) == ""


def test_an_export_is_not_added_as_a_page_unless_it_is_wished(shell: Shell, tmp_path: Path) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "part_000000.csv", "title,url,time_added,tags,status\nA,https://example.org/a,1711111111,,unread\n"
        )
    (tmp_path / "pocket.zip").write_bytes(packed.getvalue())
    shutil.copy(FILES / "bookmarks.html", tmp_path / "bookmarks.html")
    ran = shell("add", str(tmp_path / "pocket.zip"))
    assert ran.code == 1
    assert "it is an export of Pocket, and no page: broadsheet import takes it in (--anyway adds it)" in ran.error
    assert shell("add", str(tmp_path / "bookmarks.html")).code == 1
    assert shell("add", "--anyway", str(tmp_path / "bookmarks.html")).code == 0


@pytest.mark.parametrize(
    "content", ['{"bookmarks": [], "lists": []}', "title,url,time_added,tags,status\n", '{"annotations": []}']
)
def test_an_export_without_records_says_that_there_is_nothing(shell: Shell, tmp_path: Path, content: str) -> None:
    (tmp_path / "x.txt").write_text(content, encoding="utf-8")
    ran = shell("import", str(tmp_path / "x.txt"))
    assert (ran.code, "there is nothing in it" in ran.error) == (0, True)
    told = shell("import", "--json", str(tmp_path / "x.txt")).json
    assert [one["reason"] for one in told["remarks"]] == ["there is nothing in it"]
