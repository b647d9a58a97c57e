"""Saved pages with a folder beside them: its pictures are the page's, and nothing outside of it is read."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from library.beside import as_saved, reader_beside
from library.document import BlockKind
from library.extract import Extraction, extract
from library.gathering import gather
from library.source import Source
from tests.saved_pages import PNG, paragraphs

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
PICTURE = PNG + bytes(200)
FROM = "<!-- saved from url=(0027)https://example.org/a/gate -->"


def page(*references: str, head: str = "") -> bytes:
    shown = "".join(f'<p><img src="{one}" alt="A gate"></p>{paragraphs(1)}' for one in references)
    return f"<!DOCTYPE html>\n{head}<html><body><article><h1>Gates</h1>{paragraphs(2)}{shown}</article></body>".encode()


def saved(folder: Path, content: bytes, pictures: str = "The gate_files") -> Path:
    (folder / pictures).mkdir()
    (folder / pictures / "a b.png").write_bytes(PICTURE)
    (folder / "The gate.html").write_bytes(content)
    return folder / "The gate.html"


def read(path: Path) -> Extraction:
    (given,) = (one for one in gather(str(path), NOW) if one.source)
    assert given.source is not None
    return extract(given.source)


@pytest.mark.parametrize(
    ("reference", "folder"),
    [
        ("./The gate_files/a b.png", "The gate_files"), ("The%20gate_files/a%20b.png", "The gate_files"),
        ("The gate-Dateien/a b.png", "The gate-Dateien"),
    ],
)  # fmt: skip
def test_its_pictures_are_those_of_the_page(tmp_path: Path, reference: str, folder: str) -> None:
    found = read(saved(tmp_path, page(reference), folder))
    assert [one.content for one in found.pictures] == [PICTURE]
    images = [block.info for block in found.document.blocks if block.kind is BlockKind.IMAGE]
    assert images == [found.pictures[0].address]
    assert found.kept is not None
    assert len(found.kept.content) < 2 * len(page(reference))


def test_the_picture_that_came_along_is_taken_before_any_other_size_of_it(tmp_path: Path) -> None:
    content = page("The gate_files/a b.png").replace(
        b"<img", b'<picture><source srcset="https://example.org/large.png 900w"><img'
    )
    content = content.replace(b'"A gate">', b'"A gate"></picture>')
    assert len(read(saved(tmp_path, content)).pictures) == 1


def test_so_are_they_in_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "saved.zip", "w") as made:
        made.writestr("old/The gate.html", page("./The gate_files/a b.png"))
        made.writestr("old/The gate_files/a b.png", PICTURE)
    assert [one.content for one in read(tmp_path / "saved.zip").pictures] == [PICTURE]


def test_where_a_page_was_saved_from_is_its_address(tmp_path: Path) -> None:
    found = read(saved(tmp_path, page(head=FROM)))
    assert found.metadata.url == "https://example.org/a/gate"
    given = as_saved(Source(page(head=FROM), NOW, "a.html", "https://example.org/b"), lambda _: b"")
    assert given.url == "https://example.org/b"


def test_nothing_outside_of_the_folder_is_read(tmp_path: Path) -> None:
    references = (
        "The gate_files/../secret.png", "The gate_files/%2e%2e/secret.png", "The gate_files/link.png", "secret.png",
        "The gate_files/none.png", "The gate_files", "The gate_files/text.png", "The gate_files/\0.png",
    )  # fmt: skip
    path = saved(tmp_path, page(*references))
    (tmp_path / "secret.png").write_bytes(PICTURE)
    (tmp_path / "The gate_files/link.png").symlink_to(tmp_path / "secret.png")
    (tmp_path / "The gate_files/text.png").write_bytes(b"no picture")
    assert read(path).pictures == ()
    assert reader_beside(path)("The gate_files/../secret.png") == b""
