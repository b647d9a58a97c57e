"""Exports as files: names that any file system takes, and never half a file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.exporters.files import file_name, write_whole


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The Bell", "The Bell"),
        ("../../etc/passwd", "etc passwd"),
        ("/absolute", "absolute"),
        ("..", "Untitled"),
        ("", "Untitled"),
        ("C:\\Windows\\x", "C Windows x"),
        ('What? "This": a <test>|*', "What This a test"),
        ("a\x00b\x1b[31m\nc", "ab[31m c"),
        ("-rf", "rf"),
        (".hidden.", "hidden"),
        ("CON", "CON article"),
        ("lpt1.txt", "lpt1.txt article"),
        ("Console", "Console"),
        ("x" * 300, "x" * 100),
        ("港" * 300, "港" * 66),
    ],
)
def test_a_title_becomes_a_safe_name(title: str, name: str) -> None:
    assert file_name(title) == name


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_any_title_becomes_a_file_within_the_folder(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    folder = tmp_path_factory.mktemp("out")
    write_whole(folder / f"{file_name(title)}.md", ["text of ", title.encode(errors="replace").decode()])
    (path,) = folder.iterdir()
    assert path.suffix == ".md"
    assert path.read_text(encoding="utf-8").startswith("text of ")


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "Bell.md"
    path.write_text("former", encoding="utf-8")
    path.chmod(0o640)
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, ["new and ", "\ud800 can't be encoded"])
    assert [(one.name, one.read_text(encoding="utf-8")) for one in tmp_path.iterdir()] == [("Bell.md", "former")]
    write_whole(path, ["new", "er\n"])
    assert path.read_bytes() == b"newer\n"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text("former", encoding="utf-8")
    (tmp_path / "link.md").symlink_to(tmp_path / "real.md")
    write_whole(tmp_path / "link.md", ["new"])
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_text(encoding="utf-8") == "new"
