"""Speed reading, with keys: the words in one place, their pace, and the way back to the page."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.article import Draft, Metadata
from library.builder import DocumentBuilder
from library.document import BlockKind, Document
from library.source import Source
from library.store import Store
from reader.breaking import cells
from reader.config import Home, Settings
from reader.ink import Run
from reader.rapid import Flash, RapidReading, focal_letter
from reader.rapid_stage import Stage
from reader.screens.rapid_screen import RapidScreen
from reader.screens.reading import ReadingScreen
from reader.screens.speed_reading import PACE_FACT, WORDS_FACT
from reader.themes import NIGHT, PALETTES, styles_of
from tests.driving import Driven, add_article, driven

SIZES = [(60, 20), (80, 24), (140, 45), (24, 7)]
QUICK = "1200"


def add(store: Store, now: datetime, *paragraphs: str, kind: BlockKind = BlockKind.PARAGRAPH) -> int:
    builder = DocumentBuilder("en")
    for words in paragraphs:
        builder.add(kind, words)
    return store.add(Draft(Metadata("Tides"), builder.build(), Source(b"Tides", now), now))


@pytest.fixture
def article(store: Store, now: datetime) -> int:
    return add(
        store, now, "Ebb came. Then the flood rose.", "No gate held it back. Salt stayed.", *["Tern and gull."] * 60
    )


def rapid(on: Driven) -> RapidScreen:
    assert isinstance(on.app.screen, RapidScreen)
    return on.app.screen


def flash(on: Driven) -> str:
    """The words that stand between the guides."""
    lines = on.lines
    above, below = (next(row for row, line in enumerate(lines) if notch in line) for notch in "┬┴")
    return lines[(above + below) // 2].strip()


async def paused(on: Driven, *keys: str) -> None:
    """Begin, pause at the first word, press keys."""
    await on.press("W", "space", *keys)


async def test_it_begins_at_the_first_word_with_its_sentence_and_its_keys(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("W")
        assert flash(on) == "Ebb"
        assert on.shows("Ebb came.")
        assert on.shows("space pauses")
        assert on.shows("0% · 300 words a minute · 1 min left")


@pytest.mark.parametrize("size", SIZES)
async def test_the_focal_letter_stands_below_its_guide(
    home: Home, store: Store, now: datetime, size: tuple[int, int]
) -> None:
    article = add(store, now, "I am there, unaccountably, incomprehensibly long extraordinary words, all of them.")
    document = store.document(article)
    async with driven(home, store, now, article=article, size=size) as on:
        await paused(on)
        guide = next(line.index("┬") for line in on.lines if "┬" in line)
        assert guide == next(line.index("┴") for line in on.lines if "┴" in line)
        for one in RapidReading(document, words_per_minute=300).flashes():
            rapid(on)._to(one.start)
            await on.pilot.pause()
            row = next(line for line in on.lines if line.strip() == document.text[one.start : one.end])
            assert row[guide] == document.text[one.focus]


async def test_it_goes_on_by_itself_to_the_end_and_says_so(home: Home, store: Store, now: datetime) -> None:
    article = add(store, now, "Ebb came. Then flood.")
    store.set_fact(PACE_FACT, QUICK)
    async with driven(home, store, now, article=article) as on:
        await on.press("W")
        await on.until(lambda: on.shows("The end of the article"))
        assert flash(on) == "flood."
        assert on.shows("100% · 1200 words a minute · end")
        await on.press("space")
        assert on.shows("The end of the article")
        await on.press("g")
        assert flash(on) == "Ebb"
        assert on.shows("Paused")


async def test_space_pauses_and_goes_on(home: Home, store: Store, now: datetime, article: int) -> None:
    store.set_fact(PACE_FACT, QUICK)
    async with driven(home, store, now, article=article) as on:
        await on.press("W", "space")
        assert on.shows("Paused")
        assert on.shows("space goes on")
        assert not rapid(on)._running
        await on.press("space")
        await on.until(lambda: flash(on) != "Ebb")
        await on.press("space")
        assert on.shows("Paused")
        before = flash(on)
        for _ in range(20):
            await on.pilot.pause()
        assert flash(on) == before


async def test_a_click_pauses_as_the_space_bar_does(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("W")
        await on.pilot.click("StageView")
        await on.pilot.pause()
        assert on.shows("Paused")


async def test_it_pauses_when_the_terminal_loses_the_focus(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("W")
        on.app.app_focus = False
        await on.until(lambda: on.shows("Paused"))


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        (["right"], "Then"), (["right", "right"], "No"), (["right", "b"], "Ebb"), (["right", "right", "left"], "Then"),
        (["left"], "Ebb"), (["right", "right", "g"], "Ebb"), (["right", "home"], "Ebb"), (["right"] * 200, "gull."),
    ],
)  # fmt: skip
async def test_by_sentence(home: Home, store: Store, now: datetime, article: int, keys: list[str], shown: str) -> None:
    async with driven(home, store, now, article=article) as on:
        await paused(on, *keys)
        assert flash(on) == shown


@pytest.mark.parametrize(
    ("keys", "pace"),
    [
        (["+"], 325), (["="], 325), (["up", "up"], 350), (["-"], 275), (["down", "down"], 250), (["+"] * 40, 1200),
        (["-"] * 9, 100),
    ],
)  # fmt: skip
async def test_the_pace_is_told_within_its_bounds_and_kept(
    home: Home, store: Store, now: datetime, article: int, keys: list[str], pace: int
) -> None:
    async with driven(home, store, now, article=article) as on:
        await paused(on, *keys)
        assert on.shows(f" {pace} words a minute")
        await on.press("escape")
        assert store.fact(PACE_FACT) == str(pace)
        await paused(on)
        assert on.shows(f" {pace} words a minute")


@pytest.mark.parametrize(("key", "shown"), [("1", "Then"), ("2", "Then the"), ("3", "Then the flood")])
async def test_several_words_at_a_time(
    home: Home, store: Store, now: datetime, article: int, key: str, shown: str
) -> None:
    async with driven(home, store, now, article=article) as on:
        await paused(on, "right", key)
        assert flash(on) == shown
        assert on.shows(f", {key} at a time") is (key != "1")
        await on.press("escape", "g")
        await paused(on, "right")
        assert flash(on) == shown
        assert (store.fact(WORDS_FACT) or "1") == key


@pytest.mark.parametrize("kept", ["", "quick", "-3", "999999999999", "1e3"])
async def test_a_pace_that_makes_no_sense_does_no_harm(
    home: Home, store: Store, now: datetime, article: int, kept: str
) -> None:
    store.set_fact(PACE_FACT, kept)
    store.set_fact(WORDS_FACT, kept)
    async with driven(home, store, now, article=article) as on:
        await on.press("W")
        assert on.shows("words a minute")


@pytest.mark.parametrize("key", ["escape", "q", "W"])
async def test_leaving_brings_the_word_into_sight_and_the_ruler_to_it(
    home: Home, store: Store, now: datetime, article: int, key: str
) -> None:
    async with driven(home, store, now, article=article) as on:
        await paused(on, *["right"] * 40)
        document = on.app.screen_stack[0].document  # type: ignore[attr-defined]  # it is the reading screen
        reached = rapid(on).reached
        assert reached is not None
        await on.press(key)
        page = on.reading.page
        assert page.ruler == document.block_at(reached.start) == 38
        assert on.rows_of(38)
        await on.press("ctrl+o")
        assert on.row == 0


async def test_leaving_at_once_changes_nothing(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("j", "j", "j", "}")
        before = on.lines
        await paused(on, "escape")
        assert on.lines == before


async def test_it_begins_with_the_top_of_the_page(home: Home, store: Store, now: datetime) -> None:
    article = add_article(store, "Gamma", now)
    async with driven(home, store, now, article=article) as on:
        await on.press("space", "space")
        page = on.reading.page
        first = page.document.text[page.place :].split()[0]
        await on.press("W")
        assert flash(on) == first


async def test_the_program_s_end_keeps_the_word(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article) as on:
        await paused(on, "+", *["right"] * 40)
        reached = rapid(on).reached
        assert reached is not None
        on.app.exit()
    progress = store.article(article).progress
    assert progress is not None
    assert 0 < progress.offset <= reached.start
    assert store.fact(PACE_FACT) == "325"


async def test_an_article_without_words_says_so(home: Home, store: Store, now: datetime) -> None:
    article = add(store, now)
    async with driven(home, store, now, article=article) as on:
        await on.press("W")
        assert isinstance(on.app.screen, ReadingScreen)
        assert on.shows("There are no words in this article.")


@pytest.mark.parametrize("size", SIZES)
async def test_a_line_of_code_is_shown_whole(home: Home, store: Store, now: datetime, size: tuple[int, int]) -> None:
    article = add(store, now, "for gate in gates: " + "gate.shut(); " * 5 + "done()\nleft = 0", kind=BlockKind.CODE)
    async with driven(home, store, now, article=article, size=size) as on:
        await paused(on)
        assert "for gate in gates:" in " ".join(" ".join(on.lines).split())
        assert (size[0] < 60) or on.shows("done()")
        await on.press("right")
        assert on.shows("left = 0")


async def test_a_resize_keeps_the_word(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article) as on:
        await paused(on, "right")
        await on.pilot.resize_terminal(60, 20)
        await on.until(lambda: on.app.size.width == 60)
        await on.until(lambda: any("┬" in line for line in on.lines) and flash(on) == "Then")


@pytest.mark.parametrize("theme", list(PALETTES))
async def test_it_is_drawn_in_every_theme(home: Home, store: Store, now: datetime, article: int, theme: str) -> None:
    async with driven(home, store, now, article=article, settings=Settings(theme=theme)) as on:
        await paused(on)
        assert flash(on) == "Ebb"


Drawn = list[tuple[Flash, dict[int, Sequence[Run]]]]


def drawn(document: Document, width: int, height: int, at_a_time: int) -> Drawn:
    reading = RapidReading(document, words_per_minute=300, words_at_a_time=at_a_time)
    stage = Stage(width, height, styles_of(NIGHT))
    return [(one, stage.rows(document, reading.sentence_of(one), one)) for one in reading.flashes()]


@given(
    st.text("ab é水門ガ́שלוم🙂👩‍👩‍👧.!?—", max_size=60),
    st.sampled_from([BlockKind.PARAGRAPH, BlockKind.CODE, BlockKind.HEADING]),
    st.integers(1, 90),
    st.integers(1, 40),
    st.integers(1, 3),
)
def test_every_row_is_as_wide_as_the_stage(
    words: str, kind: BlockKind, width: int, height: int, at_a_time: int
) -> None:
    builder = DocumentBuilder("")
    builder.add(kind, words)
    for _, rows in drawn(builder.build(), width, height, at_a_time):
        assert {sum(cells(run.text) for run in runs) for runs in rows.values()} == {width}


@pytest.mark.parametrize("words", ["Ebb came. Flood rose. And so on", "tide " * 3000])
def test_the_sentence_of_a_flash_holds_it(words: str) -> None:
    builder = DocumentBuilder("en")
    builder.add(BlockKind.PARAGRAPH, words)
    document = builder.build()
    reading = RapidReading(document, words_per_minute=300)
    ends = set()
    for one in reading.flashes():
        place = reading.sentence_of(one)
        ends.add(document.slice(place).rsplit(maxsplit=1)[-1])
        assert place.start <= one.start
        assert one.end <= place.end
    assert ends == ({"came.", "rose.", "on"} if words.startswith("Ebb") else {"tide"})


@pytest.mark.parametrize("shown", ["books, among them", "a—tide that is", "rock ’n’ roll is", "tides", "(“Ebb”)"])
def test_the_eye_is_led_to_a_letter_and_not_to_punctuation(shown: str) -> None:
    assert shown[focal_letter(shown)].isalnum()


def test_of_a_long_sentence_the_lines_around_the_word_are_shown() -> None:
    builder = DocumentBuilder("en")
    builder.add(BlockKind.PARAGRAPH, " ".join(f"w{number}" for number in range(200)))
    document = builder.build()
    for one, rows in drawn(document, 60, 20, 1):
        below = [run.text for number, runs in rows.items() if number > 10 for run in runs]
        assert len([number for number in rows if number > 10]) == 3
        assert document.text[one.start : one.end] in below
