"""The side bar of the shelf, with keys alone."""

from datetime import datetime

import pytest

from library.store import Store
from reader.config import Home, Settings
from reader.screens.asking import AskBox
from reader.screens.help import HelpScreen
from reader.screens.notes import NotesScreen
from reader.widgets.sidebar import SideBar
from tests.driving import driven, mark, opened
from tests.siding import VERY_WIDE, bar, go_to, ids, preview, shelf, side

__all__ = ["ids"]


async def test_it_shows_shelves_searches_tags_and_sites_with_numbers(
    home: Home, store: Store, now: datetime, ids: list[int]
) -> None:
    async with shelf(home, store, now) as on:
        shown = side(on)
        assert " 1 Inbox                 3" in shown
        assert "   Short ones" in shown
        assert " ▸ sea                   2" in shown
        assert "   harbour               1" in shown
        assert "   The Harbour Post      3" in shown
        assert len(ids) == 3


@pytest.mark.parametrize(
    ("keys", "label"),
    [
        (["j"], "Reading"), (["down"], "Reading"), (["j", "k"], "Inbox"), (["j", "up"], "Inbox"),
        (["G"], "The Harbour Post"), (["end"], "The Harbour Post"), (["G", "g"], "Inbox"), (["G", "home"], "Inbox"),
        (["j"] * 8, "Short ones"), (["j"] * 8 + ["k"], "Queue"), (["k"], "Inbox"), (["ctrl+d"], "The Harbour Post"),
        (["ctrl+d", "ctrl+u"], "Inbox"),
    ],
)  # fmt: skip
async def test_moving(home: Home, store: Store, now: datetime, ids: list[int], keys: list[str], label: str) -> None:
    async with shelf(home, store, now) as on:
        await on.press("tab", *keys)
        assert bar(on).chosen.label == label
        assert on.shelf.rows.position == 0
        assert on.shelf.rows.count == len(ids)


@pytest.mark.parametrize("leaving", ["tab", "escape", "q"])
async def test_tab_goes_there_and_back(home: Home, store: Store, now: datetime, ids: list[int], leaving: str) -> None:
    async with shelf(home, store, now) as on:
        await on.press("tab", leaving, "j")
        assert on.shelf.rows.chosen_id == ids[1]
        assert on.shows("enter open")


async def test_keys_typed_in_one_burst_reach_the_side_bar(
    home: Home, store: Store, now: datetime, ids: list[int]
) -> None:
    async with shelf(home, store, now) as on:
        for key in ("tab", "j", "j", "d", "s", "e"):
            on.pilot.app.simulate_key(key)
        await on.pilot.pause()
        assert bar(on).chosen.label == "Starred"
        assert store.ids() == ids


async def test_keys_of_the_list_do_nothing_to_articles_from_there(
    home: Home, store: Store, now: datetime, ids: list[int]
) -> None:
    async with shelf(home, store, now) as on:
        await on.press("tab", "d", "s", "e", "x", "t", "y", "o", "R")
        assert store.ids() == ids
        assert not any(article.starred for article in store.articles(ids))
        assert on.app.clipboard == ""
        await on.press("d")
        assert on.shows("Only saved searches and tags can be deleted here.")


async def test_enter_shows_a_shelf_and_goes_there(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    store.star([ids[1]], starred=True)
    async with shelf(home, store, now) as on:
        await go_to(on, "Starred")
        await on.press("enter")
        await on.until(lambda: list(on.shelf.rows.ids) == [ids[1]])
        assert on.app.focused is on.shelf.rows


async def test_l_shows_it_and_stays(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with shelf(home, store, now) as on:
        await go_to(on, "harbour")
        await on.press("l")
        await on.until(lambda: list(on.shelf.rows.ids) == [ids[2]])
        assert on.app.focused is bar(on)
        assert on.shows("“tag:harbour”")
        await on.press("tab", "escape")
        await on.until(lambda: on.shelf.rows.count == 3)


async def test_a_saved_search_and_a_site_are_shown(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with shelf(home, store, now) as on:
        await go_to(on, "Long reads")
        await on.press("enter")
        await on.until(lambda: list(on.shelf.rows.ids) == [ids[1]])
        await go_to(on, "The Harbour Post")
        await on.press("right")
        await on.until(lambda: list(on.shelf.rows.ids) == ids)


async def test_folding(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with shelf(home, store, now) as on:
        await go_to(on, "sea")
        await on.press("l")
        assert "     tides               2" in side(on)
        assert "     weather             1" in side(on)
        await on.press("j", "h")
        assert bar(on).chosen.label == "sea"
        await on.press("h")
        assert "     tides               2" not in side(on)
        await on.press("space")
        assert "     tides               2" in side(on)
        await on.press("space", "right", "left")
        assert "     tides               2" not in side(on)
        assert on.shelf.rows.count == len(ids)


async def test_a_parent_finds_what_is_below_it(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with shelf(home, store, now) as on:
        await go_to(on, "sea")
        await on.press("enter")
        await on.until(lambda: list(on.shelf.rows.ids) == ids[:2])


async def test_more_sites_unfold(home: Home, store: Store, now: datetime) -> None:
    from library.article import Draft, Metadata
    from library.builder import DocumentBuilder
    from library.source import Source

    for number in range(11):
        document = DocumentBuilder("en").build()
        store.add(Draft(Metadata(f"T{number}", site=f"Site {number:02}"), document, Source(b"", now), now))
    async with shelf(home, store, now) as on:
        await go_to(on, "3 more")
        await on.press("enter")
        assert "   Site 10               1" in side(on)
        assert on.app.focused is bar(on)


async def test_renaming_a_search(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with shelf(home, store, now) as on:
        await go_to(on, "Short ones")
        await on.press("r")
        assert opened(on, AskBox)
        await on.press(*["backspace"] * 10, *"Long reads", "enter")
        assert on.shows("There is a search of this name already.")
        await on.press(*["backspace"] * 5, *"letters", "enter")
        await on.until(lambda: "   Long letters" in side(on))
        assert [search.name for search in store.searches()] == ["Long letters", "Long reads"]
        assert on.shows("Renamed the search “Short ones” to “Long letters”  (u takes it back)")
        await on.press("u")
        await on.until(lambda: "   Short ones" in side(on))
        assert len(ids) == 3


async def test_moving_a_search(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with shelf(home, store, now) as on:
        await go_to(on, "Short ones")
        await on.press("J")
        await on.until(lambda: [search.name for search in store.searches()] == ["Long reads", "Short ones"])
        await on.until(lambda: bar(on).chosen.label == "Short ones")
        await on.press("J", "K")
        assert [search.name for search in store.searches()] == ["Short ones", "Long reads"]
        await on.press("g", "J")
        assert on.shows("Only saved searches have an order of your own.")
        assert len(ids) == 3


async def test_deleting_a_search(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with shelf(home, store, now) as on:
        await go_to(on, "Short ones")
        await on.press("d")
        await on.until(lambda: "   Short ones" not in side(on))
        assert [search.name for search in store.searches()] == ["Long reads"]
        assert len(ids) == 3
        await on.press("u")
        await on.until(lambda: "   Short ones" in side(on))


@pytest.mark.parametrize("from_bar", [True, False])
async def test_saving_what_is_typed(
    home: Home,
    store: Store,
    now: datetime,
    ids: list[int],
    from_bar: bool,  # noqa: FBT001  a parameter of the test
) -> None:
    async with shelf(home, store, now) as on:
        await on.press("F")
        assert on.shows("Type what to find first")
        await on.press("/", *"gamma", "enter", *(["tab"] if from_bar else []), "F")
        assert on.shows("a name for: gamma")
        await on.press("enter")
        assert opened(on, AskBox)
        await on.press(*"The third", "enter")
        await on.until(lambda: "   The third" in side(on))
        assert store.searches()[-1].name == "The third"
        assert store.searches()[-1].query.startswith("gamma")
        assert len(ids) == 3


async def test_escape_saves_nothing(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with shelf(home, store, now) as on:
        await on.press("/", *"gamma", "enter", "F", *"The third", "escape")
        assert len(store.searches()) == 2
        assert len(ids) == 3


async def test_renaming_a_tag_in_the_whole_library(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with shelf(home, store, now) as on:
        await go_to(on, "sea")
        await on.press("r")
        assert on.shows("on 2 articles")
        await on.press(*["backspace"] * 3, *"sea/x")
        assert on.shows("A tag can't be put below itself.")
        await on.press(*["backspace"] * 5, *"ocean")
        assert on.shows("on 2 articles, with 2 below it")
        await on.press("enter")
        await on.until(lambda: " ▸ ocean                 2" in side(on))
        assert on.app.focused is bar(on)
        assert store.article(ids[1]).tags == ("ocean/tides", "ocean/weather")
        assert on.shows("Renamed #sea to #ocean on 2 articles  (u takes it back)")
        await on.press("u")
        await on.until(lambda: " ▸ sea                   2" in side(on))
        assert store.article(ids[1]).tags == ("sea/tides", "sea/weather")


async def test_the_list_goes_along_with_a_tag_that_is_renamed(
    home: Home, store: Store, now: datetime, ids: list[int]
) -> None:
    async with shelf(home, store, now) as on:
        await go_to(on, "harbour")
        await on.press("l", "r", *["backspace"] * 7, *"quay", "enter")
        await on.until(lambda: "   quay                  1" in side(on))
        await on.until(lambda: list(on.shelf.rows.ids) == [ids[2]])
        await on.press("k")  # what was told gives way
        assert on.shows("“tag:quay”")


async def test_merging_tags_says_how_many_articles(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with shelf(home, store, now) as on:
        await go_to(on, "harbour")
        await on.press("m")
        assert on.shows("into which?")
        await on.press(*"nowhere")
        assert on.shows("There is no tag #nowhere; r renames.")
        await on.press("enter")
        assert opened(on, AskBox)
        await on.press(*["backspace"] * 7, *"tid", "tab")
        assert on.shows("1 article comes to the 2 of #sea/tides")
        await on.press("enter")
        await on.until(lambda: not any("harbour" in line for line in side(on)))
        assert store.article(ids[2]).tags == ("sea/tides",)
        await on.press("u")
        await on.until(lambda: "   harbour               1" in side(on))


async def test_deleting_a_tag(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with shelf(home, store, now) as on:
        await go_to(on, "harbour")
        await on.press("d")
        await on.until(lambda: not any("harbour" in line for line in side(on)))
        assert on.shows("Deleted the tag #harbour on 1 article  (u takes it back)")
        assert store.article(ids[2]).tags == ()
        await on.press("u")
        await on.until(lambda: "   harbour               1" in side(on))
        assert store.article(ids[2]).tags == ("harbour",)


async def test_only_what_has_a_name_can_be_renamed_or_merged(
    home: Home, store: Store, now: datetime, ids: list[int]
) -> None:
    async with shelf(home, store, now) as on:
        await on.press("tab", "r")
        assert on.shows("Only saved searches and tags can be renamed.")
        await on.press("m")
        assert on.shows("Only tags can be merged.")
        assert len(ids) == 3


async def test_digits_help_theme_and_filter_work_from_there(
    home: Home, store: Store, now: datetime, ids: list[int]
) -> None:
    store.star([ids[0]], starred=True)
    async with shelf(home, store, now) as on:
        await on.press("tab", "3")
        await on.until(lambda: list(on.shelf.rows.ids) == [ids[0]])
        assert on.app.focused is bar(on)
        await on.press("T")
        assert on.app.theme == "paper"
        await on.press("?")
        assert opened(on, HelpScreen)
        assert on.shows("Keys: the side bar")
        await on.press("escape", "1", "/", *"beta")
        await on.until(lambda: list(on.shelf.rows.ids) == [ids[1]])
        await on.press("enter", "tab", "6")
        assert opened(on, NotesScreen)


async def test_notes_are_an_entry_too(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    mark(store, ids[0], "Paragraph 2 tells", now)
    async with shelf(home, store, now) as on:
        await go_to(on, "Notes")
        await on.press("enter")
        assert opened(on, NotesScreen)


async def test_live_changes_are_counted(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    with Store(home.library) as other:
        async with shelf(home, store, now) as on:
            await go_to(on, "harbour")
            other.tag([ids[0]], ["harbour", "fresh"])
            await on.until(lambda: "   fresh                 1" in side(on))
            assert "   harbour               2" in side(on)
            assert bar(on).chosen.label == "harbour"


async def test_what_is_done_to_articles_is_counted(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with shelf(home, store, now) as on:
        await on.press("e")
        await on.until(lambda: " 4 Archive               1" in side(on))
        assert " 1 Inbox                 2" in side(on)
        assert len(ids) == 3


async def test_the_cursor_follows_what_the_list_shows(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with shelf(home, store, now) as on:
        await on.press("5", "tab")
        assert bar(on).chosen.label == "All"
        assert len(ids) == 3


async def test_the_mouse_shows_and_folds(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    store.star([ids[1]], starred=True)
    async with shelf(home, store, now) as on:
        rows = {line.strip(): number for number, line in enumerate(side(on))}
        await on.pilot.click(SideBar, offset=(8, rows["3 Starred               1"]))
        await on.until(lambda: list(on.shelf.rows.ids) == [ids[1]])
        await on.pilot.click(SideBar, offset=(1, rows["▸ sea                   2"]))
        assert "     tides               2" in side(on)
        await on.pilot.click(SideBar, offset=(8, rows["Searches"]))
        assert list(on.shelf.rows.ids) == [ids[1]]


async def test_a_voice_gets_the_list_alone_and_the_cursor_goes_along(
    home: Home, store: Store, now: datetime, ids: list[int]
) -> None:
    async with driven(home, store, now, size=VERY_WIDE, settings=Settings(pictures="off", cursor=True)) as on:
        assert not bar(on).display
        assert not preview(on).display
        await on.press("tab", "j")
        assert bar(on).size.width == VERY_WIDE[0]
        assert on.app.cursor_position == (1, 3)
        await on.press("j")
        assert on.app.cursor_position == (1, 4)
        assert len(ids) == 3
