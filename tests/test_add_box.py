"""The box of the shelf for what is to be added: one line or many, typed or pasted."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from textual.events import Paste

from library.fetching import Manners
from library.store import Store
from reader.config import Home, Settings
from reader.screens.add_box import AddBox
from tests.driving import Driven, add_article, driven, opened, three_articles
from tests.serving import Pages, page, served
from tests.test_given import PROSE
from tests.test_judge import paragraph


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr("library.fetching.Manners.__new__.__defaults__", Manners(pause=0))
    with served() as pages:
        for number in range(3):
            pages[f"/{number}"] = page(f"Page {number}", *map(paragraph, range(9 * number, 9 * number + 9)))
        yield pages


async def paste(on: Driven, text: str) -> None:
    on.app.post_message(Paste(text))
    await on.pilot.pause()
    await on.obeying()


async def test_pasted_addresses_are_fetched_and_those_that_do_not_come_are_kept(
    web: Pages, home: Home, store: Store, now: datetime
) -> None:
    async with driven(home, store, now, size=(110, 24)) as on:
        await on.press("a")
        await on.until(lambda: opened(on, AddBox))
        assert on.shows("Addresses, paths of files or folders, or a text that you paste")
        await paste(on, "\n".join(f"{web.address}/{number}" for number in range(4)))
        await on.until(lambda: on.shows("fetches 4 pages"))
        await on.press("enter")
        await on.until(lambda: on.shows("3 added, 1 kept without their text"))
        await on.until(lambda: on.shelf.rows.count == 4)
    assert {article.title for article in store.articles(store.ids())} == {
        "Page 0", "Page 1", "Page 2", f"{web.address}/3"
    }  # fmt: skip


async def test_a_pasted_text_becomes_an_article(home: Home, store: Store, now: datetime) -> None:
    async with driven(home, store, now) as on:
        await on.press("a")
        await on.until(lambda: opened(on, AddBox))
        await paste(on, f"https://example.org/lights\n\nThe lights of the coast\n\n{PROSE}\n\n{PROSE * 2}\n\n{PROSE}")
        await on.until(lambda: on.shows("adds the text of https://example.org/lights"))
        await on.press("enter")
        await on.until(lambda: on.shows("“The lights of the coast” is in your library now"))
    article = store.article(store.ids()[0])
    assert (article.title, article.url) == ("The lights of the coast", "https://example.org/lights")


async def test_files_and_folders_are_read_and_what_fails_is_told(
    home: Home, store: Store, now: datetime, tmp_path: Path
) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.md").write_text(f"# Number {name}\n\n{PROSE}\n\n{PROSE} {name}\n", encoding="utf-8")
    async with driven(home, store, now, size=(120, 24)) as on:
        await on.press("a")
        await on.until(lambda: opened(on, AddBox))
        await paste(on, f"{folder}\n{tmp_path}/absent.md")
        await on.press("enter")
        await on.until(lambda: on.shows("2 added, 1 not added"))
        await on.until(lambda: on.shows("absent.md:"))
        await on.press("a")
        await on.until(lambda: opened(on, AddBox))
        await on.until(lambda: not on.shows("absent.md:"))  # it would stand over the box
    assert len(store.ids()) == 2


async def test_a_front_page_is_added_with_a_word(web: Pages, home: Home, store: Store, now: datetime) -> None:
    cards = "".join(f'<h3><a href="/{number}">Story number {number} of the island</a></h3>' for number in range(20))
    web["/"] = f"<html><head><title>The Post</title></head><body><main><p>{PROSE}</p>{cards}</main></body></html>"
    async with driven(home, store, now, size=(110, 24)) as on:
        await on.press("a")
        await on.until(lambda: opened(on, AddBox))
        await paste(on, f"{web.address}/")
        await on.press("enter")
        await on.until(lambda: on.shows("“The Post” is in your library now"))
        await on.until(lambda: on.shows("It looks like a front page"))


POCKET = """title,url,time_added,tags,status
Salt roads,https://example.org/salt,1711111111,history,archive
,,1711111112,,unread
Tide tables,https://example.org/tide,1711111113,,unread
"""
CLIPPING = (
    "\ufeffQuiet Rivers (Dale, Edith)\n- Your Highlight on page 7 | Location 105-107 | Added on Monday, 3 June 2024 "
    "10:11:12\n\nRivers remember.\n==========\n"
)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 45)])
async def test_the_export_of_a_service_is_imported(
    home: Home, store: Store, now: datetime, tmp_path: Path, size: tuple[int, int]
) -> None:
    (tmp_path / "part_000000.csv").write_text(POCKET, encoding="utf-8")
    async with driven(home, store, now, size=size) as on:
        await on.press("a")
        await on.until(lambda: opened(on, AddBox))
        await paste(on, str(tmp_path / "part_000000.csv"))
        await on.press("enter")
        await on.until(lambda: on.shows("(Pocket): 2 articles added"))
        await on.until(lambda: on.shows("it has no address"))
        await on.until(lambda: on.shelf.rows.count == 1)  # the other is in the archive
    articles = store.articles(store.ids())
    assert {(article.title, article.state, article.saved.year) for article in articles} == {
        ("Salt roads", "archived", 2024), ("Tide tables", "inbox", 2024)
    }  # fmt: skip
    assert "part_000000.csv, row 3: it has no address" in home.log_file.read_text(encoding="utf-8")


async def test_exports_of_notes_are_taken_beside_pages(home: Home, store: Store, now: datetime, tmp_path: Path) -> None:
    (tmp_path / "My Clippings.txt").write_text(CLIPPING, encoding="utf-8")
    (tmp_path / "one.md").write_text(f"# One\n\n{PROSE}\n", encoding="utf-8")
    (tmp_path / "two.txt").write_text(f"Two\n==========\n\n{PROSE}\n\n{PROSE}\n", encoding="utf-8")
    async with driven(home, store, now, size=(140, 45)) as on:
        await on.press("a")
        await on.until(lambda: opened(on, AddBox))
        await paste(on, "\n".join(str(tmp_path / name) for name in ("My Clippings.txt", "one.md", "two.txt")))
        await on.press("enter")
        await on.until(lambda: on.shows("2 added"))
        await on.until(lambda: on.shows("(Kindle): 1 highlight added, 1") and on.shows("made of them"))
    assert len(store.ids()) == 3


async def test_a_mistake_of_the_program_is_told(
    home: Home, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("reader.tasks.add_given", mistaken)
    async with driven(home, store, now) as on:
        await on.press("a", *"www.a.example/x", "enter")
        await on.until(lambda: on.shows("Adding broke off (ZeroDivisionError)"))
    assert "ZeroDivisionError" in home.log_file.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (140, 45)])
async def test_lines_are_begun_by_key_and_esc_leaves_everything_as_it_was(
    home: Home, store: Store, now: datetime, size: tuple[int, int]
) -> None:
    ids = three_articles(store, now)
    async with driven(home, store, now, size=size, settings=Settings(pictures="off")) as on:
        await on.press("a", *"www.a.example", "ctrl+j", *"www.b.example")
        await on.until(lambda: opened(on, AddBox))
        await on.until(lambda: on.shows("www.a.example") and on.shows("www.b.example"))
        await on.until(lambda: on.shows("fetches 2 pages"))
        await on.press("escape")
        assert list(on.shelf.rows.ids) == ids
        await on.press("a", "enter")
        assert opened(on, AddBox), "there is nothing to add"
        await on.press("escape")


async def test_a_long_text_leaves_half_of_the_screen(home: Home, store: Store, now: datetime) -> None:
    async with driven(home, store, now) as on:
        await on.press("a")
        await on.until(lambda: opened(on, AddBox))
        await paste(on, f"{PROSE}\n" * 200)
        await on.until(lambda: on.shows("adds the text: 3,800 words"))
        await on.until(lambda: on.app.screen.query_one("#add-text").size.height == 11)
        await on.press("escape")


@pytest.mark.parametrize("articles", [7, 8, 9, 25])
@pytest.mark.parametrize("density", ["comfortable", "compact"])
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (61, 21)])
async def test_what_is_added_stands_whole_on_the_screen(
    home: Home, store: Store, now: datetime, tmp_path: Path, articles: int, density: str, size: tuple[int, int]
) -> None:
    for number in range(articles):
        add_article(store, f"Tide {number}", now + timedelta(seconds=number), 2)
    (tmp_path / "new.md").write_text("# New\n\nA text of its own, with words.\n", encoding="utf-8")
    settings = Settings(density=density)
    async with driven(home, store, now + timedelta(hours=1), size=size, settings=settings) as on:
        await on.press("a", *str(tmp_path / "new.md"), "enter")
        await on.until(lambda: on.shelf.rows.count == articles + 1)
        await on.settle()
        assert next(line for line in on.lines[1:] if line.strip()).strip().startswith("New")


@pytest.mark.parametrize("density", ["comfortable", "compact"])
@pytest.mark.parametrize("size", [(60, 20), (61, 21)])
async def test_the_last_row_can_be_reached_and_no_row_stands_half_on_the_screen(
    home: Home, store: Store, now: datetime, density: str, size: tuple[int, int]
) -> None:
    for number in range(25):
        add_article(store, f"Tide {number}", now + timedelta(seconds=number), 2)
    async with driven(home, store, now + timedelta(hours=1), size=size, settings=Settings(density=density)) as on:
        await on.press("G")
        assert on.shows("Tide 0")
        rows = [line.strip() for line in on.lines[2:-1] if line.strip()]
        assert rows[0].startswith("Tide"), "and not with the second line of one"
