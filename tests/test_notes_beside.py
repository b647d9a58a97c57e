"""The overview of notes beside other programs: what they change is shown, and the articles that are listed follow."""

from datetime import datetime

import pytest

from library.store import Store
from reader import siblings
from reader.config import Home
from reader.screens import notes as notes_screen
from tests.driving import driven, three_articles
from tests.test_notes_screen import lost, mark, rows, unsure


async def test_what_another_process_changes_is_shown_without_losing_the_place(
    home: Home, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes_screen, "_FOREIGN_CHANGES", 0.05)
    ids = three_articles(store, now)
    marks = [mark(store, ids[0], number, now, note=f"about {number}", tags=("sea",)) for number in range(20)]
    async with driven(home, store, now, size=(80, 40)) as on:
        await on.press("6", "/", *"tag:sea", "enter", "G", "k", "k")
        chosen, line = rows(on).chosen_id, next(at for at, line in enumerate(on.lines) if "about 17" in line)
        assert chosen == marks[17]
        with Store(home.library) as other:
            added = mark(other, ids[0], 25, now, note="of another", tags=("sea",))
            mark(other, ids[0], 26, now, note="without a tag")
            other.change_highlight(marks[17], now, note="about 17, from elsewhere")
            other.delete_highlights(marks[:3], now)
        await on.until(lambda: rows(on).count == 18)
        assert added in rows(on).ids
        assert rows(on).chosen_id == chosen
        assert "about 17, from elsewhere" in on.lines[line], "it stands where it stood"
        assert on.shows("“tag:sea”  15 of 18")
        assert sum("about 17, from elsewhere" in line for line in on.lines) == 2, "in the list and whole at the foot"
        with Store(home.library) as other:
            other.delete_highlights([marks[17]], now)
        await on.until(lambda: rows(on).count == 17)
        assert rows(on).chosen_id == marks[18], "what stood below it"


async def test_while_nothing_changes_nothing_is_listed(
    home: Home, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes_screen, "_FOREIGN_CHANGES", 0.01)
    ids = three_articles(store, now)
    mark(store, ids[0], 1, now)
    async with driven(home, store, now) as on:
        await on.press("6")
        looks: list[int] = []
        lists: list[int] = []
        original = store.foreign_changes

        def looked() -> int:
            looks.append(1)
            return original()

        monkeypatch.setattr(store, "foreign_changes", looked)
        monkeypatch.setattr(store, "note_list", lambda *_, **__: lists.append(1))
        mark(store, ids[0], 2, now)  # its own doing
        await on.until(lambda: len(looks) > 5)
        assert lists == []


async def test_a_large_library_shows_the_changes_of_others_too(
    home: Home, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes_screen, "_FOREIGN_CHANGES", 0.02)
    monkeypatch.setattr(notes_screen, "_AT_ONCE", 0)
    ids = three_articles(store, now)
    mark(store, ids[0], 1, now)
    async with driven(home, store, now) as on:
        await on.press("6")
        await on.until(lambda: rows(on).count == 1)
        with Store(home.library) as other:
            mark(other, ids[0], 2, now, note="of another")
        await on.until(lambda: on.shows("✎ of another"))


async def test_from_the_notes_one_walks_all_articles_that_are_listed(
    home: Home, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(siblings, "_AT_ONCE", 2)
    gamma, beta, alpha = three_articles(store, now)
    for number in range(7):
        mark(store, beta, number, now)
    mark(store, gamma, 1, now)
    mark(store, alpha, 1, now)
    async with driven(home, store, now) as on:
        await on.press("6", "j", "j", "j", "enter")
        assert on.reading.article.id == beta
        walked = []
        for key in ("J", "J", "K", "K", "K"):
            await on.press(key)
            walked.append(on.reading.article.id)
        assert walked == [alpha, alpha, beta, gamma, gamma]
        assert on.shows("This is the first article")


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (140, 45)])
async def test_what_is_to_be_done_about_one_that_is_not_held_is_told(
    home: Home, store: Store, now: datetime, size: tuple[int, int]
) -> None:
    ids = three_articles(store, now)
    mark(store, ids[0], 1, now)
    unsure(store, ids[0], now)
    lost(store, ids[0], now)
    async with driven(home, store, now, size=size) as on:
        await on.press("6")
        assert "another passage" not in on.lines[-1]
        await on.press("3")
        assert "= accept  r another passage" in on.lines[-1]
        await on.press("4")
        assert "r another passage" in on.lines[-1]
        assert "accept" not in on.lines[-1]


async def test_on_a_narrow_screen_the_shelves_are_their_keys(home: Home, store: Store, now: datetime) -> None:
    mark(store, three_articles(store, now)[0], 1, now)
    async with driven(home, store, now, size=(40, 12)) as on:
        await on.press("6")
        assert on.lines[0].strip() == "1 All 1  2  3  4  5  6"
        await on.press("6")
        assert on.lines[0].strip() == "1  2  3  4  5  6 Bookmarks"
