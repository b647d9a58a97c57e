"""The page, with keys alone: moving, highlighting, noting, and the place that is never lost."""

from datetime import datetime

import pytest
from textual.widgets import TextArea

from library.document import BlockKind
from library.store import Store
from reader import paint
from reader.config import Home, Settings
from reader.decorations import PLAIN, Decorations, Page
from reader.ink import Run
from reader.lines import Spot
from reader.screens.note_editor import NoteEditor
from tests.driving import Driven, add_article, driven, sentence, three_articles

SIZES = [(60, 20), (80, 24), (140, 45)]


@pytest.fixture
def article(store: Store, now: datetime) -> int:
    return add_article(store, "Gamma", now)


def top_line(on: Driven) -> str:
    return next(line for line in on.lines if line.strip())


@pytest.mark.parametrize("size", SIZES)
async def test_headline_bullets_and_caption_are_drawn_as_what_they_are(
    home: Home, store: Store, now: datetime, article: int, size: tuple[int, int]
) -> None:
    async with driven(home, store, now, article=article, size=size) as on:
        assert on.shows("Gamma")
        assert on.shows("Odile Marrack")
        assert on.shows("▪ First point of Gamma")
        assert any("The gates at dawn." in line and line.endswith("Tern Pictures") for line in on.lines)
        assert on.shows("0% · ")


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        (["j"], 1), (["down", "down"], 2), (["j", "j", "k"], 1), (["j", "up"], 0), (["space"], 21),
        (["pagedown", "pageup"], 0), (["space", "b"], 0), (["ctrl+d"], 11), (["ctrl+d", "ctrl+u"], 0),
        (["G", "g"], 0), (["end", "home"], 0), (["k"], 0),
    ],
)  # fmt: skip
async def test_moving(home: Home, store: Store, now: datetime, article: int, keys: list[str], row: int) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press(*keys)
        assert on.row == row


async def test_the_end_is_the_end(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("G")
        assert on.reading.page.at_end
        assert on.shows("100% · end")
        before = on.lines
        await on.press("space", "j")
        assert on.lines == before


async def test_the_ruler_walks_every_paragraph_down_and_up(home: Home, store: Store, now: datetime) -> None:
    article = add_article(store, "Gamma", now, paragraphs=16)
    document = store.document(article)
    async with driven(home, store, now, article=article) as on:
        page = on.reading.page
        for block in range(len(document.blocks)):
            assert page.ruler == block
            assert len(on.rows_of(block)) == len(page.view.layout.block_rows(block)), "all of it is in sight"
            await on.press("}")
        for block in reversed(range(len(document.blocks) - 1)):
            await on.press("{")
            assert page.ruler == block


async def test_the_ruler_stays_on_the_screen_when_the_page_moves(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now, article=article) as on:
        page = on.reading.page
        for key in (*["space"] * 5, *["j"] * 9, *["b"] * 3, *["ctrl+d"] * 4, "G", "g"):
            await on.press(key)
            assert on.rows_of(page.ruler)


async def test_a_click_brings_the_ruler(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article) as on:
        rows = on.rows_of(3)
        await on.pilot.click("Page", offset=(10, rows[1]))
        assert on.reading.page.ruler == 3


async def test_headings(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("]")
        assert on.shows("Section 0")
        await on.press("]")
        assert top_line(on).strip().endswith("Section 1")
        await on.press("[")
        assert top_line(on).strip().endswith("Section 0")
        await on.press("[")
        assert on.shows("There is no heading above.")


async def test_highlight_the_paragraph_under_the_ruler(home: Home, store: Store, now: datetime, article: int) -> None:
    document = store.document(article)
    async with driven(home, store, now, article=article) as on:
        await on.press("}", "}", "}", "h")
        (mark,) = store.highlights(article)
        assert mark.quote == document.slice(document.blocks[3])
        assert mark.created == now.replace(microsecond=0)
        await on.press("h")
        assert len(store.highlights(article)) == 1
        await on.press("u")
        assert store.highlights(article) == []


async def test_a_caption_and_a_key_point_can_be_highlighted(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("h", "}", "}", "h")
        quotes = [mark.quote for mark in store.highlights(article)]
        assert quotes == ["First point of Gamma", "The gates at dawn. Tern Pictures"]


async def test_a_note_is_written_shown_edited_and_taken_back(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("a")
        assert isinstance(on.app.screen, NoteEditor)
        await on.press(*"why", "space", *"so?", "escape")
        assert store.highlights(article)[0].note == "why so?"
        assert on.shows("┆ why so?")
        await on.press("a", *"!", "ctrl+s")
        assert store.highlights(article)[0].note == "why so?!"
        await on.press("u")
        assert store.highlights(article)[0].note == "why so?"
        await on.press("u")
        assert store.highlights(article)[0].note == ""
        await on.press("u")
        assert store.highlights(article) == []


async def test_a_note_is_on_disk_before_the_editor_is_left(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    with Store(home.library) as other:
        async with driven(home, store, now, article=article) as on:
            await on.press("a", *"draft")
            await on.until(lambda: other.highlights(article)[0].note == "draft")
            assert on.app.screen.query_one(TextArea).text == "draft"


async def test_delete_a_highlight_with_its_note_and_bring_both_back(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("a", *"kept", "escape", "d")
        assert store.highlights(article) == []
        assert not on.shows("┆ kept")
        await on.press("u")
        assert [mark.note for mark in store.highlights(article)] == ["kept"]
        assert on.shows("┆ kept")


async def test_wider_and_narrower_keep_the_passage_on_top(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now, article=article, size=(140, 24)) as on:
        await on.press("space", "space")
        page = on.reading.page
        place, measure = page.place, page.measure
        await on.press("-", "-")
        assert page.measure == measure - 8
        assert page.place == place
        assert page.view.rows[0][1].start <= place <= page.view.rows[0][1].last
        await on.press("+")
        assert page.measure == measure - 4
    async with driven(home, store, now, article=article, size=(140, 24)) as on:
        assert on.reading.page.measure == measure - 4, "the width is kept for the next time"


async def test_next_and_previous_article(home: Home, store: Store, now: datetime) -> None:
    three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("enter", "J")
        assert on.shows("First point of Beta")
        await on.press("K")
        assert on.shows("First point of Gamma")
        await on.press("K")
        assert on.shows("This is the first article of the shelf.")


# The place


async def test_the_place_is_saved_soon_after_a_move(home: Home, store: Store, now: datetime, article: int) -> None:
    with Store(home.library) as other:
        async with driven(home, store, now, article=article) as on:
            await on.press("space", "space", "j")
            place = on.reading.page.place

            def saved() -> bool:
                progress = other.article(article).progress
                return progress is not None and progress.offset == place

            await on.until(saved)


async def test_leaving_saves_and_opening_returns_to_the_same_line(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now) as on:
        await on.press("enter", "space", "space", "j", "j")
        top, place = top_line(on), on.reading.page.place
        await on.press("q", "enter")
        assert (top_line(on), on.reading.page.place) == (top, place)
        await on.press("q")
        assert any("%" in line and "━" in line for line in on.lines), "the shelf shows the progress"


async def test_ending_the_app_saves(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("space")
        place = on.reading.page.place
    progress = store.article(article).progress
    assert progress is not None
    assert progress.offset == place > 0


@pytest.mark.parametrize("first", SIZES)
@pytest.mark.parametrize("second", SIZES)
async def test_a_resize_keeps_the_passage_on_top(
    home: Home, store: Store, now: datetime, article: int, first: tuple[int, int], second: tuple[int, int]
) -> None:
    async with driven(home, store, now, article=article, size=first) as on:
        await on.press("space", "space", "j")
        page = on.reading.page
        place = page.place
        await on.pilot.resize_terminal(*second)
        await on.until(lambda: page.size.width == second[0])
        await on.pilot.pause()
        line = page.view.rows[0][1]
        assert line.start <= place <= line.last
        await on.pilot.resize_terminal(*first)
        await on.until(lambda: page.size.width == first[0])
        await on.pilot.pause()
        assert page.place == place
        assert page.view.rows[0][1].start == place


async def test_finished_comes_from_reaching_the_end_and_stays(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now) as on:
        await on.press("enter", "G", "q")
        assert store.article(article).finished
        assert on.shows("✓ read")
        await on.press("enter", "g", "q")
        assert store.article(article).finished


async def test_a_glance_does_not_begin_an_article(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now) as on:
        await on.press("enter", "q", "2")
        assert on.shelf.rows.count == 0


async def test_percent_and_minutes_come_from_words(home: Home, store: Store, now: datetime, article: int) -> None:
    document = store.document(article)
    for size in SIZES:
        async with driven(home, store, now, article=article, size=size) as on:
            await on.press("g", *["]"] * 2)
            page = on.reading.page
            words = document.words_before(page.place) / document.words
            assert on.shows(f"{int(words * 100)}% · {round(document.minutes(page.place))} min left")


# What a key costs, counted and not timed


def count_paints(monkeypatch: pytest.MonkeyPatch) -> list[Spot]:
    """The rows that are painted from now on, as they are painted."""
    painted: list[Spot] = []

    def counted(page: Page, spot: Spot, decorations: Decorations = PLAIN) -> tuple[Run, ...]:
        painted.append(spot)
        return paint.paint(page, spot, decorations)

    monkeypatch.setattr("reader.widgets.paper.paint", counted)
    return painted


async def test_scrolling_one_line_paints_one_line(
    home: Home, store: Store, now: datetime, article: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driven(home, store, now, article=article) as on:
        painted = count_paints(monkeypatch)
        await on.press("}", "}", "}", "}")
        painted.clear()
        await on.press("j")
        assert painted == [on.reading.page.view.rows[-1][0]]
        painted.clear()
        await on.press("k")
        assert painted == []


async def test_a_highlight_paints_the_touched_lines_only(
    home: Home, store: Store, now: datetime, article: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driven(home, store, now, article=article) as on:
        painted = count_paints(monkeypatch)
        await on.press(*["}"] * 3)
        for key in ("h", "d"):
            painted.clear()
            await on.press(key)
            assert sorted(painted) == [Spot(3, line) for line in on.reading.page.view.layout.block_rows(3)]


async def test_nothing_on_the_path_of_a_key_reads_the_text_or_sets_it_anew(
    home: Home, store: Store, now: datetime, article: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driven(home, store, now, article=article) as on:
        monkeypatch.setattr(Store, "document", None)
        monkeypatch.setattr("reader.widgets.paper.Layout", None)
        await on.press("space", "j", "}", "]", "h", ".", "g", "G")
        assert len(store.highlights(article)) == 1


async def test_only_what_is_looked_at_is_set(home: Home, store: Store, now: datetime) -> None:
    article = add_article(store, "Gamma", now, paragraphs=2000)
    async with driven(home, store, now, article=article) as on:
        await on.press("space", "G", "b", "-")
        assert len(on.reading.page.view.layout._set) < 30


# Themes, keymap


async def test_the_theme_is_switched_everywhere_and_kept(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now) as on:
        await on.press("enter", "T")
        assert on.app.theme == "paper"
        await on.press("q")
        assert on.shelf.rows._styles == on.shelf.styles_of_theme
    async with driven(home, store, now) as on:
        assert on.app.theme == "paper"
    async with driven(home, store, now, settings=Settings(theme="paper")) as on:
        assert on.app.theme == "paper", "what the settings say anew holds"


async def test_a_keymap_takes_the_place_of_the_default_keys(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    settings = Settings(keymap={"highlight": ("H",), "next-paragraph": ("n", "ctrl+n")})
    async with driven(home, store, now, settings=settings, article=article) as on:
        await on.press("h")
        assert store.highlights(article) == []
        await on.press("n", "ctrl+n", "H")
        document = store.document(article)
        assert store.highlights(article)[0].quote == document.slice(document.blocks[2])


@pytest.mark.parametrize("size", SIZES)
async def test_no_line_is_clipped(home: Home, store: Store, now: datetime, article: int, size: tuple[int, int]) -> None:
    async with driven(home, store, now, article=article, size=size) as on:
        await on.press("]")
        words = " ".join(line.strip(" ▎▌") for line in on.lines[:-1]).split()
        assert " ".join(sentence(6).split()[:12]) in " ".join(words)
        assert store.document(article).blocks[0].kind is BlockKind.KEY_POINT
