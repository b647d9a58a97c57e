"""The column, with keys: how wide, how set, where, what is beside it; counts, jumps, and what follows the end."""

import json
from datetime import datetime
from typing import Any

import pytest

from library.article import ArticleState, Draft, Metadata
from library.builder import DocumentBuilder
from library.document import BlockKind
from library.source import Source
from library.store import Store
from reader.config import Home, Settings
from reader.screens.reading import ReadingScreen
from reader.strips import style_of
from reader.widgets.status import StatusLine
from tests.driving import Driven, add_article, driven, three_articles


@pytest.fixture
def article(store: Store, now: datetime) -> int:
    return add_article(store, "Gamma", now)


def set_lines(on: Driven) -> list[str]:
    """The page without its margins, ruler and edge."""
    page = on.reading.page
    return ["".join(s.text for s in page.render_line(y))[:-1].strip(" ▎▌") for y in range(page.size.height)]


def receded(on: Driven) -> set[int]:
    """The blocks that are drawn back."""
    ink, page = style_of(on.reading.styles_of_theme.receded), on.reading.page
    return {
        spot.block
        for y, (spot, _) in enumerate(page.view.rows)
        if any(s.style is not None and s.style.color == ink.color and len(s.text) > 20 for s in page.render_line(y))
    }


# Setting


@pytest.mark.parametrize("key", ["+", "-", "L", "|", "H", "C", "z", "Z"])
@pytest.mark.parametrize("size", [(60, 20), (100, 32)])
async def test_each_keeps_the_passage_on_top_and_the_ruler(
    home: Home, store: Store, now: datetime, article: int, key: str, size: tuple[int, int]
) -> None:
    async with driven(home, store, now, article=article, size=size) as on:
        await on.press("space", "space", "j", "}")
        page = on.reading.page
        place, ruler, top = page.place, page.ruler, page.view.rows[0][0].block
        for _ in range(2):
            await on.press(key)
            assert (page.place, page.ruler) == (place, ruler)
            line = page.view.rows[0][1]
            assert line.start <= place <= line.last
            assert page.view.rows[0][0].block == top


@pytest.mark.parametrize(
    ("key", "name", "value", "told"),
    [
        ("+", "measure", 74, "74 cells wide"), ("-", "measure", 66, "66 cells wide"),
        ("L", "leading", 0, "First lines stand in"), ("|", "justify", True, "Justified"),
        ("H", "hyphenate", True, "In which language this article is, is not known"),
        ("C", "column", "left", "The column stands on the left"),
        ("Z", "dim", True, "The other paragraphs are drawn back"),
    ],
)  # fmt: skip
async def test_each_choice_holds_until_the_settings_file_says_otherwise(
    home: Home, store: Store, now: datetime, key: str, name: str, value: object, told: str
) -> None:
    three_articles(store, now)
    default = getattr(Settings(), name)
    async with driven(home, store, now, size=(100, 32)) as on:
        await on.press("enter", key)
        assert on.shows(told)
        seen = on.reading.page.view.layout.setting, on.reading.page.looks.centred, on.reading.page.looks.receding
        await on.press("J")
        page = on.reading.page
        assert (page.view.layout.setting, page.looks.centred, page.looks.receding) == seen
    async with driven(home, store, now, size=(100, 32)) as on:
        assert getattr(on.app.settings, name) == value
        await on.press("enter")
        page = on.reading.page
        assert (page.view.layout.setting, page.looks.centred, page.looks.receding) == seen
    changed: Any = {"measure": 100, "leading": 0, "column": "left"}.get(name, True)
    async with driven(home, store, now, settings=Settings()._replace(**{name: changed})) as on:
        assert getattr(on.app.settings, name) == changed, "what the settings file says anew holds"
    assert json.loads(store.fact(f"chosen {name}") or "") == [default, value]


async def test_the_width_has_bounds(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article, size=(200, 30)) as on:
        await on.press("9", "9", "+")
        assert on.reading.page.measure == 160
        await on.press("+")
        assert on.shows("160 cells, more is not possible")
        await on.press("9", "9", "-")
        assert on.reading.page.measure == 30
        await on.press("-")
        assert on.shows("30 cells, less is not possible")


async def test_on_a_narrow_terminal_each_step_is_seen_or_told(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now, article=article, size=(60, 20)) as on:
        shown = on.reading.page.measure
        await on.press("+")
        assert on.shows(f"The terminal leaves room for {shown} cells")
        await on.press("-")
        assert on.reading.page.measure == shown - 4


async def test_leading(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("L", "space")
        lines = set_lines(on)
        assert any(line.startswith("Paragraph") for line in lines)
        first = next(at for at, line in enumerate(lines) if line.startswith("Paragraph"))
        assert lines[first - 1]
        await on.press("L")
        assert on.shows("White lines between paragraphs")


async def test_justified_lines_end_together(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article, size=(100, 32)) as on:
        await on.press("|", "space")
        page = on.reading.page
        rows = [(line, text) for (_, line), text in zip(page.view.rows, set_lines(on), strict=True) if text]
        full = [text for line, text in rows if line.end < page.document.blocks[line.block].end]
        assert len(full) > 8
        assert {len(text) for text in full} == {page.measure}


async def test_an_unknown_language_is_told(home: Home, store: Store, now: datetime) -> None:
    for language, words in (("", "In which language this article is"), ("tlh", "parting words of “tlh”")):
        builder = DocumentBuilder(language)
        builder.add(BlockKind.PARAGRAPH, "Extraordinarily uncomfortable circumstances. " * 9)
        title = f"Tongue {language}"
        article = store.add(
            Draft(Metadata(title, language=language), builder.build(), Source(title.encode(), now), now)
        )
        async with driven(home, store, now, article=article, size=(140, 24)) as on:
            await on.press("H")
            assert on.shows(words)
            await on.press("H")
            assert on.shows("Words stay whole")


async def test_nothing_but_the_column_and_esc_brings_the_rest_back(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now) as on:
        await on.press("enter", "z")
        page = on.reading.page
        assert page.size.height == 24
        assert not any("│" in page.render_line(y).text or "┃" in page.render_line(y).text for y in range(24))
        assert not on.reading.query_one(StatusLine).display
        await on.press("j", "escape")
        assert isinstance(on.app.screen, ReadingScreen)
        assert page.size.height == 23
        assert on.reading.query_one(StatusLine).display
        assert page.render_line(0).text[-1] in "│┃"
        await on.press("z", "z")
        assert page.size.height == 23
        await on.press("escape")
        assert not isinstance(on.app.screen, ReadingScreen)


async def test_what_is_told_is_seen_though_all_else_is_hidden(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("z", "/", *"tide")
        assert on.shows("1 of 40")
        await on.press("escape")
        assert not on.reading.query_one(StatusLine).display
        await on.press("[")
        assert on.shows("There is no heading above.")
        await on.press("j")
        assert not on.reading.query_one(StatusLine).display


async def test_dimming_follows_the_ruler(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article) as on:
        page = on.reading.page
        await on.press("space", "Z")
        for _ in range(3):
            shown = {spot.block for spot, line in page.view.rows if line.end - line.start > 20}
            assert receded(on) == shown - {page.ruler}
            await on.press("}")
        await on.press("Z")
        assert receded(on) == set()


# Counts


@pytest.mark.parametrize(
    ("keys", "expected"),
    [("3j", "jjj"), ("12j", "j" * 12), ("5}", "}}}}}"), ("2 ", "  "), ("2]", "]]"), ("4 2b", "    bb"), ("3]2[", "]")],
)
async def test_counts_do_what_as_many_keys_do(
    home: Home, store: Store, now: datetime, article: int, keys: str, expected: str
) -> None:
    stands = []
    for typed in (keys, expected):
        async with driven(home, store, now, article=article) as on:
            await on.press("g", *("space" if key == " " else key for key in typed))
            stands.append((on.row, on.reading.page.place))
    assert stands[0] == stands[1]


async def test_a_count_is_shown_and_esc_takes_it_back(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now) as on:
        await on.press("enter", "1", "2")
        assert on.lines[-1].split()[0] == "12"
        await on.press("escape")
        assert isinstance(on.app.screen, ReadingScreen)
        assert on.lines[-1].split()[0] != "12"
        await on.press("j")
        assert on.row == 1


async def test_a_zero_alone_is_no_count(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("0", "j")
        assert on.row == 1
        await on.press("1", "0", "j")
        assert on.row == 11


async def test_huge_counts_go_to_the_ends(home: Home, store: Store, now: datetime) -> None:
    article = add_article(store, "Gamma", now, paragraphs=600)
    async with driven(home, store, now, article=article) as on:
        page = on.reading.page
        for key, back in (("}", "{"), ("j", "k"), ("space", "b"), ("]", "["), ("ctrl+d", "ctrl+u")):
            await on.press(*"99999", key)
            assert page.ruler >= len(page.document.blocks) - 10
            await on.press(*"99999", back)
            assert page.ruler <= 10


# Jumps


@pytest.mark.parametrize("jump", [["G"], ["]"], ["."], ["/", *"tide", "space", "3", "3", "enter"], ["3", "]"]])
@pytest.mark.parametrize("key", ["ctrl+o", "backspace"])
async def test_jumps_lead_back(
    home: Home, store: Store, now: datetime, article: int, jump: list[str], key: str
) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press(*["}"] * 20, "h", "g", "j")
        page = on.reading.page
        before = page.stand
        await on.press(*jump)
        assert page.stand != before
        await on.press(key)
        assert page.stand == before


async def test_several_jumps_lead_back_one_by_one(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article) as on:
        page = on.reading.page
        await on.press("backspace")
        assert on.shows("There was no jump to return from.")
        stands = []
        for key in ("]", "]", "G", "g", "]"):
            stands.append(page.stand)
            await on.press(key)
        for stand in reversed(stands):
            await on.press("ctrl+o")
            assert page.stand == stand
        await on.press("ctrl+o")
        assert on.shows("There was no jump to return from.")


async def test_a_jump_that_leads_nowhere_is_none(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("g", "[", "g", "ctrl+o")
        assert on.shows("There was no jump to return from.")


# The end


async def test_at_the_end_the_archive_is_offered(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article) as on:
        assert not on.shows("You have read it all.")
        await on.press("G")
        assert on.shows("You have read it all.  e puts it away")
        await on.press("e")
        assert store.article(article).state is ArticleState.ARCHIVED
        assert on.shows("Put into the archive")
        await on.press("k", "j")
        assert not on.shows("You have read it all.")
        await on.press("u")
        assert store.article(article).state is ArticleState.INBOX
        await on.press("e", "e")
        assert store.article(article).state is ArticleState.INBOX


async def test_the_star(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("s")
        assert on.shows("★ Starred")
        assert store.article(article).starred
        await on.press("u")
        assert not store.article(article).starred
        await on.press("s", "s")
        assert on.shows("Star taken away")
