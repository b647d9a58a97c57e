"""Exporting by keys: from the page and from the list of notes, with an answer in the status line."""

from datetime import datetime
from pathlib import Path

import pytest
from textual.widgets import Input

from library.anchor import make_anchor
from library.document import Range
from library.store import Store
from reader.config import Home
from reader.screens.export_box import ExportBox
from reader.screens.exporting import PATH_FACT
from tests.driving import Driven, add_article, driven


@pytest.fixture
def number(store: Store, now: datetime) -> int:
    """An article with a highlight."""
    article = add_article(store, "Alpha", now)
    anchor = make_anchor(store.document(article), Range(0, 5))
    store.add_highlight(article, anchor, now=now, note="Which one?")
    return article


async def write_to(app: Driven, path: Path, *keys: str) -> None:
    """Choose a format by keys and write to a path."""
    await app.press("X")
    box = app.app.screen
    assert isinstance(box, ExportBox)
    await app.press(*keys)
    box.query_one(Input).value = str(path)
    await app.press("enter")
    assert not isinstance(app.app.screen, ExportBox)


async def test_the_article_that_is_read_leaves_as_a_note_file(
    home: Home, store: Store, now: datetime, number: int, tmp_path: Path
) -> None:
    async with driven(home, store, now, article=number) as app:
        await write_to(app, tmp_path / "vault")
        await app.until((tmp_path / "vault" / ".broadsheet.json").exists)
        await app.until(lambda: app.shows("Written: "))
        text = (tmp_path / "vault" / "Alpha.md").read_text(encoding="utf-8")
        assert "Which one?" in text
        assert "Paragraph 3 tells" in text
        assert store.fact(f"{PATH_FACT}markdown") == str(tmp_path / "vault")
        await app.press("X")
        assert app.app.screen.query_one(Input).value == str(tmp_path / "vault")
        await app.press("escape")
        assert app.reading.article.id == number


async def test_the_listed_notes_leave_in_another_format(
    home: Home, store: Store, now: datetime, number: int, tmp_path: Path
) -> None:
    async with driven(home, store, now) as app:
        await app.press("6")
        await app.until(lambda: app.shows("Which one?"))
        await write_to(app, tmp_path / "notes.csv", *["down"] * 7)
        await app.until(lambda: app.shows("1 highlight in "))
        assert "Which one?" in (tmp_path / "notes.csv").read_text(encoding="utf-8")
    assert number


async def test_a_file_of_somebody_else_is_told_and_stays(
    home: Home, store: Store, now: datetime, number: int, tmp_path: Path
) -> None:
    (tmp_path / "mine.csv").write_text("mine", encoding="utf-8")
    async with driven(home, store, now, article=number, size=(160, 30)) as app:
        await write_to(app, tmp_path / "mine.csv", *["tab"] * 9)
        await app.until(lambda: app.shows("Not exported: "))
        assert (tmp_path / "mine.csv").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("size", [(40, 14), (80, 24)])
async def test_the_box_fits_a_small_terminal(
    home: Home, store: Store, now: datetime, number: int, size: tuple[int, int]
) -> None:
    async with driven(home, store, now, article=number, size=size) as app:
        await app.press("X")
        assert app.shows("▸ Markdown")
        await app.press("down", "down")
        assert app.shows("▸ JSON with everything")
        assert app.app.screen.query_one(Input).value == "~/broadsheet/broadsheet.json"


@pytest.mark.parametrize(
    ("size", "hint", "which"),
    [
        ((40, 12), "↑ ↓ · enter · esc", "this article · 2 of 8"),
        ((60, 20), "↑ ↓ format · enter writes to a folder · esc goes back", "this article "),
        ((80, 24), "↑ ↓ format · enter writes to a folder · esc goes back", "this article "),
    ],
)
async def test_the_box_says_what_fits_and_which_of_how_many(
    home: Home, store: Store, now: datetime, number: int, size: tuple[int, int], hint: str, which: str
) -> None:
    async with driven(home, store, now, article=number, size=size) as app:
        await app.press("X", "down")
        assert any(line.strip(" │") == hint for line in app.lines)
        assert app.shows(which)
        await app.press("up")
        assert not any("…" in line for line in app.lines if "↑" in line)
