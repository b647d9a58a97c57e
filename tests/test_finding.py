"""Finding in an article: as one types, from hit to hit, and back to where one was."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from textual.events import Key

from library.article import Draft, Metadata
from library.builder import DocumentBuilder
from library.document import BlockKind, Document, Span, SpanKind
from library.source import Source
from library.store import Store
from reader.config import Home, Settings
from reader.ink import Ink
from reader.screens.finding import FindBox
from reader.screens.reading import ReadingScreen
from reader.strips import style_of
from tests.driving import Driven, add_article, driven, three_articles


def add_document(store: Store, now: datetime, document: Document, title: str = "Sluice") -> int:
    return store.add(Draft(Metadata(title, language=document.language), document, Source(title.encode(), now), now))


def add_text(store: Store, now: datetime, paragraphs: Sequence[str]) -> int:
    builder = DocumentBuilder("en")
    for paragraph in paragraphs:
        builder.add(BlockKind.PARAGRAPH, paragraph)
    return add_document(store, now, builder.build())


def filler(count: int) -> list[str]:
    return [f"Filler {number}: " + "the mud lay grey and the boats lay on it " * 6 for number in range(count)]


async def find(on: Driven, words: str) -> None:
    """Open the box and type words into it."""
    await on.press("/", *("space" if letter == " " else letter for letter in words))


def in_ink(on: Driven, ink: Ink) -> list[str]:
    """What stands on the page upon the ground of an ink, a piece for each line and run."""
    page, ground = on.reading.page, style_of(ink).bgcolor
    found = []
    for y in range(page.size.height):
        run = ""
        for segment in page.render_line(y):
            if segment.style is not None and segment.style.bgcolor == ground:
                run += segment.text
            elif run:
                found.append(run)
                run = ""
        if run:
            found.append(run)
    return found


def chosen(on: Driven) -> list[str]:
    return in_ink(on, on.reading.styles_of_theme.chosen_hit)


def others(on: Driven) -> list[str]:
    return in_ink(on, on.reading.styles_of_theme.hit)


def edge_dots(on: Driven) -> int:
    page = on.reading.page
    return sum(page.render_line(y).text.endswith("•") for y in range(page.size.height))


def boxes(on: Driven) -> int:
    return len(on.reading.query(FindBox))


@pytest.fixture
def article(store: Store, now: datetime) -> int:
    return add_article(store, "Gamma", now)


async def test_every_letter_shows_the_first_hit_from_where_one_is(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now, article=article) as on:
        await find(on, "tide")
        assert on.shows("1 of 40")
        assert chosen(on) == ["tide"]
        assert len(others(on)) > 1
        await on.press("space", "2", "3")
        assert on.shows("1 of 1 ")
        assert chosen(on) == ["tide 23"]
        assert on.shows("Paragraph 23 tells")
        await on.press("backspace", "backspace", "backspace")
        assert on.shows("1 of 40")
        assert on.row == 0, "the rows where the search began"


async def test_the_search_begins_at_the_place_and_goes_round(home: Home, store: Store, now: datetime) -> None:
    article = add_text(store, now, ["The heron waits.", *filler(30), "The heron leaves.", *filler(30)])
    async with driven(home, store, now, article=article) as on:
        await on.press("space")
        await find(on, "heron")
        assert on.shows("2 of 2")
        assert on.shows("The heron leaves.")
        await on.press("escape", "G")
        await find(on, "heron")
        assert on.shows("1 of 2")
        assert on.shows("from the top again")


@pytest.mark.parametrize("width", [30, 46, 60, 80])
async def test_a_phrase_is_found_across_line_ends_styles_and_hyphens(
    home: Home, store: Store, now: datetime, width: int
) -> None:
    builder = DocumentBuilder("en")
    words = "An extraordinarily uncomfortable circumstance " * 6
    builder.add(BlockKind.PARAGRAPH, words, [Span(SpanKind.STRONG, 8, 24), Span(SpanKind.EMPHASIS, 30, 40)])
    article = add_document(store, now, builder.build())
    settings = Settings(hyphenate=True, justify=True)
    async with driven(home, store, now, article=article, size=(width, 24), settings=settings) as on:
        lines = on.reading.page.view.layout.lines_of(0)
        assert any(line.hyphen for line in lines) or width > 60
        await find(on, "ordinarily uncomfortable circumstance an extra")
        await on.press("enter")
        assert on.shows("1 of 5")
        seen = "".join(piece[:-1] if piece.endswith("-") else f"{piece} " for piece in chosen(on))
        assert " ".join(seen.split()) == "ordinarily uncomfortable circumstance An extra"


async def test_capitals_accents_quotes_and_dashes(home: Home, store: Store, now: datetime) -> None:
    article = add_text(store, now, ["Zoë’s café — “the Quay” and the quay"])
    for words, hits in (
        ("quay", 2), ("Quay", 1), ("QUAY", 0), ("cafe", 1), ("café", 1), ("zoe's", 1), ('"the', 1), ("fe - ", 1),
    ):  # fmt: skip
        async with driven(home, store, now, article=article) as on:
            await find(on, words)
            assert on.shows(f"1 of {hits} · “{words}”" if hits else f"“{words}” is not in this article")


async def test_regular_expressions_and_ones_that_are_none(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now, article=article) as on:
        await find(on, "tide 1[23] ")
        assert on.shows("“tide 1[23] ” is not in this article")
        await on.press("ctrl+r")
        assert on.shows("1 of 2 · regular expression")
        assert on.shows("find regular")
        await on.press("(")
        assert on.shows("This is no regular expression")
        assert on.row == 0
        await on.press("enter")
        assert on.shows("This is no regular expression")
        await on.press("escape")
        assert isinstance(on.app.screen, ReadingScreen)
        assert not on.shows("This is no regular expression")


async def test_hits_show_on_the_strip_at_the_edge(home: Home, store: Store, now: datetime) -> None:
    article = add_text(store, now, [*filler(20), "A heron.", *filler(20), "A heron."])
    async with driven(home, store, now, article=article) as on:
        assert edge_dots(on) == 0
        await find(on, "heron")
        assert edge_dots(on) == 2
        await on.press("enter")
        assert edge_dots(on) == 2
        await on.press("escape")
        assert edge_dots(on) == 0


async def test_up_and_down_in_the_box_step_and_enter_stays(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now, article=article) as on:
        await find(on, "section")
        for key, told in (("down", "2 of 4"), ("down", "3 of 4"), ("up", "2 of 4"), ("up", "1 of 4")):
            await on.press(key)
            assert on.shows(told)
        await on.press("up")
        assert on.shows("4 of 4")
        assert on.shows("from the end again")
        await on.press("enter")
        assert boxes(on) == 0
        assert chosen(on) == ["Section"]
        assert on.shows("4 of 4")


@pytest.mark.parametrize("keys", [[], ["j", "j", "j"], ["space", "}", "}"], ["G"], ["]"]])
async def test_esc_in_the_box_returns_to_exactly_what_was_there(
    home: Home, store: Store, now: datetime, article: int, keys: list[str]
) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press(*keys)
        page = on.reading.page
        before = on.lines, page.place, page.ruler
        await find(on, "tide 17")
        await on.press("escape")
        assert boxes(on) == 0
        assert (on.lines, page.place, page.ruler) == before
        assert chosen(on) == others(on) == []
        await on.press("j")
        assert on.reading.focused is page


async def test_n_goes_on_with_counts_and_round_the_end(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article) as on:
        await find(on, "section")
        await on.press("enter", "n")
        assert on.shows("2 of 4")
        await on.press("2", "n")
        assert on.shows("4 of 4")
        await on.press("n")
        assert on.shows("1 of 4 · “section” · from the top again")
        await on.press("N")
        assert on.shows("4 of 4 · “section” · from the end again")
        await on.press("3", "N")
        assert on.shows("1 of 4")
        await on.press("9", "9", "9", "9", "n")
        assert on.shows(f"{1 + 9999 % 4} of 4")


async def test_many_steps_go_far_beyond_the_page(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article) as on:
        await find(on, "paragraph")
        await on.press("enter", "3", "0", "n")
        assert on.shows("31 of 40")
        assert chosen(on) == ["Paragraph"]


async def test_n_goes_on_from_the_page_when_one_has_read_on(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now, article=article) as on:
        await find(on, "section")
        await on.press("enter", "escape")
        await on.press("]", "]", "space", "n")
        assert on.shows("4 of 4"), "the words are sought once more"


async def test_esc_takes_the_marks_away_before_it_leaves(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now) as on:
        await on.press("enter")
        await find(on, "tide")
        await on.press("enter")
        assert others(on)
        await on.press("escape")
        assert chosen(on) == others(on) == []
        assert not on.shows("of 40")
        await on.press("escape")
        assert not isinstance(on.app.screen, ReadingScreen)


async def test_return_leads_back_to_where_the_search_began(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("space", "j")
        before = on.lines[:-1]
        await find(on, "tide 31")
        await on.press("enter")
        assert on.lines[:-1] != before
        await on.press("escape", "ctrl+o")
        assert on.lines[:-1] == before


async def test_words_that_are_not_there(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article) as on:
        await find(on, "submarine")
        assert on.shows("“submarine” is not in this article")
        await on.press("enter", "n")
        assert on.shows("“submarine” is not in this article")
        assert on.row == 0


async def test_nothing_sought_yet(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now, article=article) as on:
        await on.press("n")
        assert on.shows("Nothing has been sought yet: / finds words.")
        await on.press("/", "enter", "N")
        assert on.shows("Nothing has been sought yet")


async def test_another_article_knows_nothing_of_it(home: Home, store: Store, now: datetime) -> None:
    three_articles(store, now)
    async with driven(home, store, now) as on:
        await on.press("enter")
        await find(on, "tide")
        await on.press("enter", "J")
        assert chosen(on) == others(on) == []
        assert edge_dots(on) == 0
        assert not on.shows(" of 40")
        await on.press("n")
        assert on.shows("Nothing has been sought yet")


async def test_a_glance_at_the_end_while_typing_does_not_finish_the_article(
    home: Home, store: Store, now: datetime
) -> None:
    article = add_text(store, now, [*filler(30), "The last heron."])
    async with driven(home, store, now, article=article) as on:
        await find(on, "heron")
        assert on.reading.page.at_end
        await on.pilot.pause(0.7)
        await on.press("escape")
        await on.pilot.pause(0.7)
    assert not store.article(article).finished


async def test_a_hit_in_every_kind_of_block_is_painted(home: Home, store: Store, now: datetime) -> None:
    builder = DocumentBuilder("en")
    builder.add(BlockKind.KEY_POINT, "a heron")
    builder.add(BlockKind.STANDFIRST, "a heron")
    builder.add(BlockKind.HEADING, "a heron", level=2)
    builder.add(BlockKind.CAPTION, "a heron")
    builder.add(BlockKind.ITEM, "a heron", level=1)
    builder.add(BlockKind.QUOTE, "a heron", level=1)
    builder.add(BlockKind.CODE, "x = heron")
    cells = [Span(SpanKind.CELL, 0, 5), Span(SpanKind.CELL, 6, 11)]
    builder.add(BlockKind.ROW, "heron heron", cells, level=1)
    builder.add(BlockKind.FOOTNOTE, "a heron", info="1")
    article = add_document(store, now, builder.build())
    async with driven(home, store, now, article=article, size=(80, 40)) as on:
        await find(on, "heron")
        assert on.shows("1 of 10")
        assert len(others(on)) == 9


async def test_the_search_is_opened_again_from_the_hit_one_stands_on(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    async with driven(home, store, now, article=article) as on:
        await find(on, "tide 12")
        await on.press("enter")
        await find(on, "tide")
        assert chosen(on) == ["tide"]
        assert on.shows("13 of 40")
        await on.press("tab", "enter")
        assert boxes(on) == 0


async def test_the_prompt_tells_what_the_box_is_for(home: Home, store: Store, now: datetime, article: int) -> None:
    async with driven(home, store, now) as on:
        await on.press("/")
        assert any(line.startswith(" find words, or title:") for line in on.lines)
        await on.press("escape", "enter", "/")
        assert any(line.startswith(" find words to find") for line in on.lines)
        await on.press(*"keeper")
        assert any(line.startswith(" find keeper") for line in on.lines)


async def test_letters_typed_in_one_burst_all_reach_the_box(home: Home, store: Store, now: datetime) -> None:
    article = add_article(store, "Gamma", now)
    async with driven(home, store, now, article=article) as on:
        for letter in "/zqxkeeper":
            on.app.post_message(Key("slash" if letter == "/" else letter, letter))
        await on.until(lambda: [box.value for box in on.app.screen.query(FindBox)] == ["zqxkeeper"])
        assert on.reading.page.looks.edged, "no letter was taken for a command"
