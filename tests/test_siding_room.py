"""How side bar, list, preview and statistics share the width, with keys alone."""

from datetime import datetime

from library.article import Shelf
from library.highlight import Colour
from library.store import Store
from reader.config import Home
from reader.screens.statistics import StatisticsScreen
from tests.driving import mark, opened
from tests.siding import VERY_WIDE, bar, ids, preview, shelf, side

__all__ = ["ids"]


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
