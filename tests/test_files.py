"""Exports as files: names that any file system takes, and never half a file."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.article import Article, ArticleState
from library.errors import LibraryError, NotFoundError
from library.exporters.files import file_name, write_files

NOW = datetime.fromisoformat("2026-03-14T15:09:26+00:00")


def article(number: int, title: str) -> Article:
    return Article(
        id=number, url="", title=title, authors=(), site="", published=None, saved=NOW, state=ArticleState.INBOX,
        starred=False, tags=(), words=1, ideographs=0, language="", stated_minutes=None, fingerprint="", deleted=None,
        highlights=0, notes=0, progress=None,
    )  # fmt: skip


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


@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=40), max_size=6))
def test_any_titles_become_files_within_the_folder(tmp_path_factory: pytest.TempPathFactory, titles: list[str]) -> None:
    folder = tmp_path_factory.mktemp("out") / "in"
    articles = [article(number, title) for number, title in enumerate(titles)]
    written = write_files(folder, ((one, f"text of {one.id}") for one in articles), ".md")
    assert [number for number, _ in written] == list(range(len(titles)))
    assert all(path.parent == folder and path.suffix == ".md" for _, path in written)
    assert [path.read_text(encoding="utf-8") for _, path in written] == [f"text of {one.id}" for one in articles]
    assert len(list(folder.iterdir())) == len(titles)


def test_articles_that_share_a_title_have_their_id_in_the_name(tmp_path: Path) -> None:
    titles = ["Bell", "bell", "Bell (3)", "Bell"]
    written = write_files(tmp_path, ((article(number, title), "x") for number, title in enumerate(titles, 1)), ".md")
    assert [path.name for _, path in written] == ["Bell.md", "bell (2).md", "Bell (3).md", "Bell (4).md"]


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "Bell.md").write_text("former", encoding="utf-8")

    def texts() -> Iterator[tuple[Article, str]]:
        yield article(1, "Salt"), "salt\n"
        yield article(2, "Bell"), "\ud800 can't be encoded"

    with pytest.raises(UnicodeEncodeError):
        write_files(tmp_path, texts(), ".md")
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {
        "Bell.md": "former",
        "Salt.md": "salt\n",
    }


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "in"):
        with pytest.raises(LibraryError, match=r"file.* can't be written"):
            write_files(folder, [(article(1, "a"), "b")], ".md")


def test_an_error_of_the_articles_is_not_taken_for_one_of_the_folder(tmp_path: Path) -> None:
    def gone(number: int) -> tuple[Article, str]:
        message = f"There is no article {number}."
        raise NotFoundError(message)

    with pytest.raises(NotFoundError):
        write_files(tmp_path, map(gone, [1]), ".md")
