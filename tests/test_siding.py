"""The side bar and the preview of the shelf, with keys alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import pytest

from library.article import Shelf
from library.highlight import Colour
from library.store import Store
from reader.config import Home, Settings
from reader.screens.asking import AskBox
from reader.screens.help import HelpScreen
from reader.screens.notes import NotesScreen
from reader.screens.statistics import StatisticsScreen
from reader.widgets.preview import Preview
from reader.widgets.sidebar import SideBar
from tests.driving import Driven, driven, mark, opened, three_articles

WIDE = (120, 40)
VERY_WIDE = (160, 44)
OFF = Settings(pictures="off")


@pytest.fixture
def ids(store: Store, now: datetime) -> list[int]:
    """Gamma, Beta and Alpha, tagged, and two saved searches."""
    numbers = three_articles(store, now)
    store.tag(numbers[:2], ["sea/tides"])
    store.tag(numbers[1:2], ["sea/weather"])
    store.tag(numbers[2:], ["harbour"])
    store.make_search("Short ones", "Alpha", now)
    store.make_search("Long reads", "Beta", now)
    return numbers


@asynccontextmanager
async def shelf(
    home: Home, store: Store, now: datetime, size: tuple[int, int] = WIDE, settings: Settings = OFF
) -> AsyncIterator[Driven]:
    """The shelf, once the side bar knows all that it shows."""
    async with driven(home, store, now, size=size, settings=settings) as on:
        await on.until(lambda: bar(on).sides.known or not bar(on).display)
        yield on


def bar(on: Driven) -> SideBar:
    return on.app.screen.query_one(SideBar) if not on.app.screen.is_modal else on.app.screen_stack[0].query_one(SideBar)


def preview(on: Driven) -> Preview:
    return on.app.screen.query_one(Preview)


async def go_to(on: Driven, label: str) -> None:
    """Into the side bar, and to an entry."""
    if on.app.focused is not bar(on):
        await on.press("tab")
    await on.press("g")
    for _ in range(60):
        if bar(on).chosen.label == label:
            return
        await on.press("j")
    raise AssertionError(label)


def side(on: Driven) -> list[str]:
    """The side bar as text."""
    width = bar(on).size.width
    return [line[: width - 1].rstrip() for line in on.lines[1:-1]]


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


# Room


async def test_on_narrow_terminals_it_lies_over_the_list(
    home: Home, store: Store, now: datetime, ids: list[int]
) -> None:
    async with shelf(home, store, now, (60, 20)) as on:
        assert not bar(on).display
        width = on.shelf.rows.size.width
        await on.press("tab")
        assert bar(on).display
        assert on.shelf.rows.size.width == width
        assert bar(on).size.width == 60
        assert on.shows(" 1 Inbox")
        await on.press("j", "j", "enter")
        assert not bar(on).display
        await on.until(lambda: on.shelf.rows.count == 0)
        await on.press("tab", "escape")
        assert not bar(on).display
        assert len(ids) == 3


async def test_on_less_narrow_ones_it_stands_beside_the_list_while_one_is_in_it(
    home: Home, store: Store, now: datetime, ids: list[int]
) -> None:
    async with shelf(home, store, now, (80, 24)) as on:
        assert not bar(on).display
        await on.press("tab")
        assert " 1 Inbox                 3" in side(on)
        assert on.shelf.rows.size.width < 60
        await on.press("tab")
        assert not bar(on).display
        assert len(ids) == 3


async def test_it_can_be_hidden_for_good(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with shelf(home, store, now) as on:
        assert bar(on).display
        await on.press("B")
        assert not bar(on).display
        await on.press("tab")
        assert bar(on).display
        assert on.app.focused is bar(on)
        await on.press("tab")
        assert not bar(on).display
    async with shelf(home, store, now) as on:
        assert not bar(on).display
        await on.press("B", "tab", "B")
        assert not bar(on).display
        await on.press("B")
        assert bar(on).display
        assert len(ids) == 3


async def test_on_a_narrow_terminal_b_says_why_nothing_is_shown(
    home: Home, store: Store, now: datetime, ids: list[int]
) -> None:
    async with shelf(home, store, now, (60, 20)) as on:
        await on.press("B")
        assert on.shows("On so narrow a terminal")
        assert len(ids) == 3


async def test_it_comes_and_goes_with_the_width(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with shelf(home, store, now, (90, 24)) as on:
        assert not bar(on).display
        await on.pilot.resize_terminal(150, 40)
        await on.until(lambda: bar(on).display and preview(on).display)
        await on.pilot.resize_terminal(110, 40)
        await on.until(lambda: bar(on).display and not preview(on).display)
        await on.pilot.resize_terminal(60, 40)
        await on.until(lambda: not bar(on).display)
        assert len(ids) == 3


# The preview


async def test_the_preview_follows_the_cursor(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    mark(store, ids[1], "Paragraph 2 tells", now, colour=Colour.BLUE, note="Compare with the log")
    async with shelf(home, store, now, VERY_WIDE) as on:
        await on.until(lambda: on.shows("│  ▪ First point of Gamma"))
        await on.press("j")
        await on.until(lambda: on.shows("│  ▪ First point of Beta"))
        assert on.shows("◉ Paragraph 2 tells")
        assert on.shows("✎ Compare with the log")


async def test_a_fast_cursor_is_followed_once_it_rests(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with shelf(home, store, now, VERY_WIDE) as on:
        await on.until(lambda: on.shows("First point of Gamma"))
        for key in ("j", "j"):
            on.pilot.app.simulate_key(key)
        await on.until(lambda: on.shows("First point of Alpha"))
        glance = preview(on).glance
        assert glance is not None
        assert glance.article.id == ids[2]


async def test_p_shows_and_hides_the_preview(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with shelf(home, store, now, VERY_WIDE) as on:
        await on.press("p")
        assert not preview(on).display
    async with shelf(home, store, now, VERY_WIDE) as on:
        assert not preview(on).display
        await on.press("p")
        await on.until(lambda: on.shows("First point of Gamma"))
    async with shelf(home, store, now, (60, 20)) as on:
        await on.press("p", "p")
        assert not preview(on).display
        assert on.shows("There is no room for the preview here")
        assert len(ids) == 3


async def test_p_makes_room_for_the_preview_where_the_side_bar_came_by_itself(
    home: Home, store: Store, now: datetime, ids: list[int]
) -> None:
    async with shelf(home, store, now, (100, 30)) as on:
        assert bar(on).display
        await on.press("p")
        await on.until(lambda: on.shows("First point of Gamma"))
        assert not bar(on).display
        assert len(ids) == 3


async def test_what_changes_in_the_chosen_article_is_seen(
    home: Home, store: Store, now: datetime, ids: list[int]
) -> None:
    async with shelf(home, store, now, VERY_WIDE) as on:
        await on.until(lambda: on.shows("First point of Gamma"))
        with Store(home.library) as other:
            other.tag([ids[0]], ["quay"])
        await on.until(lambda: any("#quay #sea/tides" in line for line in on.lines))


async def test_an_empty_list_has_an_empty_preview(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with shelf(home, store, now, VERY_WIDE) as on:
        await on.press("7")
        await on.until(lambda: on.shows("There is no article here."))
        assert store.ids(Shelf.TRASH) == []
        assert len(ids) == 3


async def test_the_theme_reaches_side_bar_and_preview(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with shelf(home, store, now, VERY_WIDE) as on:
        await on.until(lambda: on.shows("First point of Gamma"))
        await on.press("T")
        paper = {segment.style.bgcolor.name for widget in (bar(on), preview(on)) for segment in widget.render_line(1)
                 if segment.style and segment.style.bgcolor}  # fmt: skip
        assert paper == {"#f7f3e9"}
        assert len(ids) == 3


# Statistics


async def test_statistics_open_and_close(home: Home, store: Store, now: datetime, ids: list[int]) -> None:
    async with shelf(home, store, now) as on:
        await on.press("I")
        assert opened(on, StatisticsScreen)
        await on.until(lambda: on.shows("Nothing to count yet"))
        await on.press("T", "q")
        assert not opened(on, StatisticsScreen)
        await on.press("tab", "I", "escape")
        assert on.app.focused is bar(on)
        assert len(ids) == 3
