"""The outline, with keys and mouse: every heading, where it stands, and the way there and back."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.anchor import make_anchor
from library.article import Draft, Metadata
from library.builder import DocumentBuilder
from library.document import BlockKind, Document, Range
from library.source import Source
from library.store import Store
from reader.config import Home, Settings
from reader.screens.outline_box import Contents, OutlineBox
from reader.screens.reading import ReadingScreen
from reader.themes import PALETTES
from tests.driving import Driven, add_article, driven

SIZES = [(60, 20), (80, 24), (140, 45), (30, 9)]
LONG = "What the keeper wrote down by lamplight in the winter of the long tide, in full and with all its numbers"


def with_headings(store: Store, now: datetime, headings: list[tuple[int, str]], title: str = "Tides") -> int:
    builder = DocumentBuilder("en")
    builder.add(BlockKind.PARAGRAPH, "Before the first heading.")
    for number, (level, words) in enumerate(headings):
        builder.add(BlockKind.HEADING, words, level=level)
        builder.add(BlockKind.PARAGRAPH, f"Paragraph {number} " + "of the keeper who wrote it down " * 5)
    return store.add(Draft(Metadata(title), builder.build(), Source(title.encode(), now), now))


@pytest.fixture
def article(store: Store, now: datetime) -> int:
    return add_article(store, "Gamma", now)


def entries(on: Driven) -> list[str]:
    """The lines of the box that tell a heading."""
    return [line.strip("│ ") for line in on.lines if line.rstrip("│ ").endswith("%")]


async def test_the_outline_lists_the_headline_and_all_headings_with_their_percent(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    document = store.document(article)
    async with driven(home, store, now, article=article) as on:
        await on.press("O")
        shown = entries(on)
        assert [line.split("  ")[0].lstrip("▎ ") for line in shown] == [
            "Gamma", "Section 0", "Section 1", "Section 2", "Section 3",
        ]  # fmt: skip
        for line, heading in zip(shown[1:], document.outline, strict=True):
            assert line.endswith(f" {100 * document.words_before(heading.start) // document.words}%")


@pytest.mark.parametrize("size", SIZES)
async def test_long_headings_are_cut_and_deep_ones_stand_in(
    home: Home, store: Store, now: datetime, size: tuple[int, int]
) -> None:
    article = with_headings(store, now, [(2, LONG), (4, "水門の夜" * 30), (3, "Short"), (2, "מגדלור הזכוכית")])
    async with driven(home, store, now, article=article, size=size) as on:
        await on.press("O")
        assert isinstance(on.app.screen, OutlineBox)
        assert all(len(line) <= size[0] for line in on.lines)
        if size[1] < 20:
            return
        _, long, deep, *_ = entries(on)
        assert "…" in long
        assert "…" in deep
        boxed = [line for line in on.lines if line.rstrip("│ ").endswith("%")]
        column = {name: next(line.index(name) for line in boxed if name in line) for name in ("What", "Short", "水")}
        assert column["What"] < column["Short"] < column["水"]


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (["j"], "1 of 4"), (["down", "down"], "2 of 4"), (["G"], "4 of 4"), (["G", "k"], "3 of 4"),
        (["end", "up", "up"], "2 of 4"), (["G", "g"], "4 headings"), (["G", "home"], "4 headings"),
        (["space"], "4 of 4"), (["G", "b"], "4 headings"), (["pagedown", "pageup"], "4 headings"),
        (["ctrl+d"], "2 of 4"), (["G", "ctrl+u"], "2 of 4"), (["k"], "4 headings"),
    ],
)  # fmt: skip
async def test_every_key_that_moves(
    home: Home, store: Store, now: datetime, article: int, keys: list[str], told: str
) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("O", *keys)
        assert on.shows(f" {told} ")


async def test_enter_goes_to_the_heading_and_the_return_key_comes_back(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("j", "j", "O", "j", "j", "j", "enter")
        page = on.reading.page
        assert page.document.slice(page.document.blocks[page.ruler]) == "Section 2"
        assert on.rows_of(page.ruler) == range(1, 2)
        await on.press("ctrl+o")
        assert on.row == 2


async def test_the_headline_leads_to_the_top(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("G", "O", "g", "enter")
        assert on.row == 0


@pytest.mark.parametrize("key", ["escape", "q", "O"])
async def test_leaving_changes_nothing(home: Home, store: Store, now: datetime, article: int, key: str) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("space", "space")
        before = on.lines
        await on.press("O", "j", "G", key)
        assert isinstance(on.app.screen, ReadingScreen)
        assert on.lines == before


async def test_the_section_one_reads_is_marked_and_chosen(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("]", "]", "}", "O")
        assert [line.startswith("▎") for line in entries(on)] == [False, False, True, False, False]
        assert on.shows(" 2 of 4 ")
        await on.press("j")
        assert [line.startswith("▎") for line in entries(on)] == [False, False, True, False, False]


async def test_highlights_are_counted_under_their_headings(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    document = store.document(article)
    for number in (0, 8, 9, 30):
        block = document.blocks[number]
        store.add_highlight(article, make_anchor(document, Range(block.start, block.end)), now=now)
    async with driven(home, store, now, article=article) as on:
        await on.press("O")
        assert ["▌" in line and line[line.index("▌") + 1] for line in entries(on)] == ["1", "2", False, "1", False]


async def test_a_click_chooses_and_a_second_one_goes_there(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("O")
        await on.pilot.click("OutlineRows", offset=(10, 3))
        await on.pilot.pause()
        assert on.shows(" 3 of 4 ")
        await on.pilot.click("OutlineRows", offset=(10, 3))
        await on.pilot.pause()
        page = on.reading.page
        assert page.document.slice(page.document.blocks[page.ruler]) == "Section 2"


async def test_an_article_without_headings_says_so(home: Home, store: Store, now: datetime) -> None:
    article = with_headings(store, now, [])
    async with driven(home, store, now, article=article) as on:
        await on.press("O")
        assert isinstance(on.app.screen, ReadingScreen)
        assert on.shows("This article has no headings.")


async def test_of_a_thousand_headings_only_those_in_sight_are_drawn(home: Home, store: Store, now: datetime) -> None:
    article = with_headings(store, now, [(2, f"Tide {number}") for number in range(1000)])
    async with driven(home, store, now, article=article) as on:
        await on.press("O", "G")
        assert on.shows("Tide 999")
        assert on.shows("1000 of 1000")
        box = on.app.screen
        assert isinstance(box, OutlineBox)
        assert len(box._rows._strips) < 100
        await on.press("k", "k", *["b"] * 9, "enter")
        there = on.reading.page
        words = there.document.slice(there.document.blocks[there.ruler])
        assert words not in ("Tide 999", "Tide 997")
        await on.press("O")
        shown = entries(on)
        assert words in shown[len(shown) // 3], "what stands before it is in sight"


async def test_the_keys_of_a_person_s_keymap_hold_in_the_box(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    settings = Settings(keymap={"outline": ("I",), "down": ("x",)})
    async with driven(home, store, now, article=article, settings=settings) as on:
        await on.press("I", "x", "x")
        assert on.shows(" 2 of 4 ")
        assert on.shows("I or esc goes back")
        await on.press("I")
        assert isinstance(on.app.screen, ReadingScreen)


@pytest.mark.parametrize("theme", list(PALETTES))
async def test_the_box_is_drawn_in_every_theme(
    home: Home, store: Store, now: datetime, article: int, theme: str
) -> None:
    async with driven(home, store, now, article=article, settings=Settings(theme=theme)) as on:
        await on.press("O")
        assert on.shows("Section 3")


@given(st.lists(st.integers(1, 6), max_size=12), st.lists(st.integers(0, 400), max_size=9))
def test_every_highlight_is_counted_once_and_every_place_has_its_heading(levels: list[int], marks: list[int]) -> None:
    builder = DocumentBuilder("en")
    for number, level in enumerate(levels):
        builder.add(BlockKind.HEADING, f"Section {number}", level=level)
        builder.add(BlockKind.PARAGRAPH, "Words of it.")
    document: Document = builder.build()
    contents = Contents(document, "Tides", sorted(marks))
    listed = contents.entries(range(len(contents)))
    assert sum(entry.highlights for entry in listed) == len(marks)
    assert [entry.read for entry in listed] == sorted(entry.read for entry in listed)
    for number, heading in enumerate(document.outline, 1):
        assert contents.at(heading.start) == contents.at(heading.end) == number
        assert document.blocks[contents.block(number)] == heading
        assert 1 <= listed[number].depth <= 4
