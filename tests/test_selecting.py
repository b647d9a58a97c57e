"""Selecting by keys and by mouse: the caret's motions, and what becomes of a passage."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import pytest
from textual.events import Key, MouseDown, MouseMove, MouseUp

from library.anchor import AnchorState
from library.article import Draft, Metadata
from library.builder import DocumentBuilder, add_caption, add_row
from library.document import BlockKind, Document
from library.highlight import Colour, Highlight
from library.source import Source
from library.store import Store
from reader.config import Home, Settings
from reader.screens.reading import ReadingScreen
from tests.driving import Driven, driven

TIDES = "The keeper, Mr. Marrack, wrote: “It rose 3.5 metres at noon.” Then he slept; nobody woke him."
CHINESE = "海港的燈塔在夜裡亮著。守燈人說：「今晚風很大，不要出海。」然後他關上了門。"


def add_mixed(store: Store, now: datetime) -> int:
    builder = DocumentBuilder("en")
    builder.add(BlockKind.KEY_POINT, "The gate held")
    add_caption(builder, "The gates at dawn.", "Tern Pictures", "Photo")
    builder.add(BlockKind.PARAGRAPH, TIDES)
    builder.add(BlockKind.HEADING, "Figures", level=2)
    for number, row in enumerate((("Port", "Rise"), ("Bristol", "12 m at most"), ("Leith", "5 m"))):
        add_row(builder, [(cell, []) for cell in row], 1, header=number == 0)
    builder.add(BlockKind.PARAGRAPH, CHINESE)
    builder.add(BlockKind.ITEM, "Bring a lamp", level=1)
    builder.add(BlockKind.CODE, "rise = 3.5\nprint(rise)", info="python")
    metadata = Metadata("Gates", ("Odile Marrack",), "The Harbour Post", "https://example.org/gates")
    return store.add(Draft(metadata, builder.build(), Source(b"Gates", now), now))


@asynccontextmanager
async def selecting(
    home: Home, store: Store, now: datetime, *keys: str, size: tuple[int, int] = (80, 30), form: str = "{quote}"
) -> AsyncIterator[Driven]:
    """The page of the mixed article, after `v` and more keys."""
    article = add_mixed(store, now)
    settings = Settings(pictures="off", copy=form)
    async with driven(home, store, now, article=article, size=size, settings=settings) as on:
        await on.press(*keys)
        yield on


def document_of(on: Driven) -> Document:
    return on.reading.document


def mark_of(on: Driven) -> Highlight:
    (mark,) = on.store.highlights(1)
    return mark


def quoted(on: Driven) -> str:
    """The one highlight's passage in the text of today."""
    mark = mark_of(on)
    assert mark.place is not None
    assert document_of(on).slice(mark.place) == mark.quote
    return mark.quote


def find(words: str) -> list[str]:
    return ["slash", *("space" if letter == " " else letter for letter in words), "enter"]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["v", *find("Marrack"), "v", "enter"], "Marrack"),
        (["v", *find("keeper"), "v", *find("wrote"), "enter"], "keeper, Mr. Marrack, wrote"),
        (["v", *find("slept"), "v", "plus", "plus", "enter"], "Then he slept; nobody woke him."),
        (["v", *find("rose"), "v", "plus", "enter"], "“It rose 3.5 metres at noon.”"),
        (["v", *find("rose"), "v", "plus", "plus", "enter"], TIDES[: TIDES.index(" Then")]),
        (["v", *find("rose"), "v", "plus", "plus", "plus", "enter"], TIDES),
        (["v", *find("rose"), "v", "plus", "plus", "minus", "minus", "enter"], "rose"),
        (["v", *find("3.5"), "v", "e", "e", "enter"], "3.5 metres at"),
        (["v", *find("3.5"), "v", "2", "e", "enter"], "3.5 metres at"),
        (["v", *find("3.5"), "v", "o", "b", "enter"], "rose 3.5"),
        (["v", *find("3.5"), "v", "w", "enter"], "3.5 m"),
        (["v", *find("3.5"), "v", "l", "l", "enter"], "3.5 m"),
        (["v", *find("3.5"), "v", "h", "h", "enter"], "3"),
        (["v", *find("3.5"), "v", "right_parenthesis", "enter"], "3.5 metres at noon.”"),
        (["v", *find("slept"), "v", "o", "left_parenthesis", "enter"], "Then he slept"),
        (["v", *find("slept"), "v", "right_curly_bracket", "enter"], "slept; nobody woke him."),
        (["v", *find("keeper"), "v", "o", "left_curly_bracket", "enter"], "The keeper"),
        (["v", *find("slept"), "v", "V", "enter"], TIDES),
        (["v", *find("slept"), "v", "V", "j", "enter"], f"{TIDES}\nFigures"),
        (["V", "enter"], "The gate held"),
        (["v", *find("今晚"), "v", "plus", "plus", "enter"], "守燈人說：「今晚風很大，不要出海。」"),
        (["v", *find("今晚"), "v", "right_parenthesis", "right_parenthesis", "enter"],
         "今晚風很大，不要出海。」然後他關上了門。"),
        (["v", *find("Bristol"), "v", "plus", "enter"], "Bristol 12 m at most"),
        (["v", *find("Bristol"), "v", *find("5 m"), "enter"], "Bristol 12 m at most\nLeith 5 m"),
        (["v", *find("gates at"), "v", "plus", "enter"], "The gates at dawn."),
        (["v", *find("dawn"), "v", *find("Tern Pictures"), "enter"], "dawn. Tern Pictures"),
        (["v", *find("nobody"), "v", *find("Port"), "enter"], "nobody woke him.\nFigures\nPort"),
        (["v", *find("lamp"), "v", *find("rise)"), "enter"], "lamp\nrise = 3.5\nprint(rise)"),
        (["v", *find("rise"), "n", "n", "v", "enter"], "rise"),
        (["v", "G", "enter"], None),
    ],
)  # fmt: skip
async def test_a_passage_is_highlighted_by_keys(
    home: Home, store: Store, now: datetime, keys: list[str], expected: str | None
) -> None:
    async with selecting(home, store, now, *keys) as on:
        if expected is None:
            expected = document_of(on).text
        assert quoted(on) == expected
        assert not on.reading.selecting.on


async def test_lines_are_motions_too(home: Home, store: Store, now: datetime) -> None:
    async with selecting(home, store, now, "v", *find("keeper"), "v", "0", "enter", size=(50, 30)) as on:
        assert quoted(on).startswith("The k")
    async with driven(home, store, now, article=1, size=(50, 30)) as on:
        store.delete_highlights([1], now)
        await on.press("v", *find("keeper"), "v", "dollar_sign", "enter")
        line = next(line for line in on.lines if "The keeper" in line)
        assert quoted_line(on) == line[line.index("keeper") :].rstrip()
        store.delete_highlights([2], now)
        on.reading.reload()
        await on.press("v", *find("keeper"), "v", "j", "k", "enter")
        assert quoted_line(on) == "keeper"


def quoted_line(on: Driven) -> str:
    return quoted(on)


async def test_the_caret_and_the_size_are_told(home: Home, store: Store, now: datetime) -> None:
    async with selecting(home, store, now, "v", *find("keeper"), "v", "e", "e") as on:
        assert on.shows("Selecting · 3 words")
        await on.press("1", "2")
        assert on.shows("12")
        await on.press("escape")
        assert not on.reading.selecting.on
        assert not on.shows("Selecting")
        assert store.highlights(1) == []


async def test_a_colour_is_chosen_for_the_selection(home: Home, store: Store, now: datetime) -> None:
    async with selecting(home, store, now, "V", "c", "3") as on:
        assert (quoted(on), mark_of(on).colour) == ("The gate held", Colour.BLUE)
        await on.press("u")
        assert store.highlights(1) == []


async def test_a_note_is_written_on_the_selection(home: Home, store: Store, now: datetime) -> None:
    async with selecting(home, store, now, "v", *find("slept"), "v", "a", *"why", "escape") as on:
        await on.until(lambda: mark_of(on).note == "why")
        assert quoted(on) == "slept"


async def test_the_selection_is_copied_with_its_source(home: Home, store: Store, now: datetime) -> None:
    form = "“{quote}” — {source} {url}"
    async with selecting(home, store, now, "v", *find("slept"), "v", "y", form=form) as on:
        assert on.app.clipboard == "“slept” — Odile Marrack, Gates, The Harbour Post https://example.org/gates"
        assert store.highlights(1) == []


async def test_an_overlapping_highlight_is_allowed(home: Home, store: Store, now: datetime) -> None:
    async with selecting(home, store, now, "v", *find("keeper"), "v", "e", "enter") as on:
        await on.press("v", *find("Mr"), "v", "e", "enter")
        assert [mark.quote for mark in store.highlights(1)] == ["keeper, Mr", "Mr. Marrack"]


async def test_the_ends_of_a_highlight_are_moved_and_that_is_taken_back(
    home: Home, store: Store, now: datetime
) -> None:
    async with selecting(home, store, now, "v", *find("slept"), "v", "enter") as on:
        await on.press("x", "e", "e", "enter")
        assert quoted(on) == "slept; nobody woke"
        await on.press("u")
        assert quoted(on) == "slept"
        await on.press("x", "escape")
        assert quoted(on) == "slept"


@pytest.mark.parametrize("keys", [["v", "e", "enter"], ["v", "e", "enter", "x", "l", "enter"]])
async def test_a_highlight_just_made_is_not_in_the_way_of_leaving(
    home: Home, store: Store, now: datetime, keys: list[str]
) -> None:
    """It takes the next keys, and esc leaves at once."""
    add_mixed(store, now)
    async with driven(home, store, now, size=(80, 30)) as on:
        await on.press("enter", *keys)
        page = on.reading
        assert page.marking.chosen == mark_of(on)
        await on.press("escape")
        assert on.app.screen is not page


async def test_what_can_grow_no_more_shrinks_with_the_next_key(home: Home, store: Store, now: datetime) -> None:
    async with selecting(home, store, now, "v", *find("rose"), "v", *["plus"] * 12, *["minus"] * 3, "enter") as on:
        assert quoted(on) == TIDES[: TIDES.index(" Then")]


async def test_counts_and_unknown_keys(home: Home, store: Store, now: datetime) -> None:
    async with selecting(home, store, now, "v", *find("keeper"), "v", "3", "l", "Z") as on:
        assert on.shows("? shows the keys")
        await on.press("enter")
        assert quoted(on) == "keeper, M"


async def test_help_lists_the_keys_of_selecting(home: Home, store: Store, now: datetime) -> None:
    async with selecting(home, store, now, "v", "question_mark") as on:
        assert on.shows("Keys: selecting")
        await on.press("escape")
        assert on.reading.selecting.on


async def test_moving_far_brings_the_caret_into_sight(home: Home, store: Store, now: datetime) -> None:
    async with selecting(home, store, now, "v", "G", size=(60, 12)) as on:
        seen = on.reading.page.view.seen
        assert seen.end == len(document_of(on).text)
        await on.press("g")
        assert on.reading.page.view.seen.start == 0


async def test_a_drag_selects_and_the_keys_apply_to_it(home: Home, store: Store, now: datetime) -> None:
    async with selecting(home, store, now) as on:
        y, line = next((y, line) for y, line in enumerate(on.lines) if "keeper" in line)
        x = line.index("keeper")
        page = on.reading.page
        for event, at in ((MouseDown, x), (MouseMove, x + 3), (MouseMove, x + 5), (MouseUp, x + 5)):
            on.app.screen._forward_event(
                event(page, at, y, 0, 0, 1, shift=False, meta=False, ctrl=False, screen_x=at, screen_y=y)
            )
            await on.pilot.pause()
        assert on.reading.selecting.on
        await on.press("enter")
        assert quoted(on) == "keeper"


async def test_a_double_click_selects_a_word_and_a_triple_click_the_paragraph(
    home: Home, store: Store, now: datetime
) -> None:
    async with selecting(home, store, now) as on:
        y, line = next((y, line) for y, line in enumerate(on.lines) if "keeper" in line)
        await on.pilot.double_click(offset=(line.index("keeper") + 2, y))
        await on.press("enter")
        assert quoted(on) == "keeper"
        store.delete_highlights([1], now)
        await on.pilot.triple_click(offset=(line.index("keeper") + 2, y))
        await on.press("enter")
        assert quoted(on) == TIDES


async def test_a_double_click_beside_the_text_selects_nothing(home: Home, store: Store, now: datetime) -> None:
    async with selecting(home, store, now) as on:
        y, line = next((y, line) for y, line in enumerate(on.lines) if "Gates" in line)
        await on.pilot.double_click(offset=(line.index("Gates"), y))
        assert not on.reading.selecting.on


async def test_the_mouse_takes_the_last_message_away(home: Home, store: Store, now: datetime) -> None:
    async with selecting(home, store, now, "v", *find("slept"), "v", "enter") as on:
        assert on.shows("Highlighted")
        y, line = next((y, line) for y, line in enumerate(on.lines) if "keeper" in line)
        await on.pilot.double_click(offset=(line.index("keeper"), y))
        assert on.shows("Selecting · 1 word")


async def test_a_passage_is_chosen_for_a_lost_note(home: Home, store: Store, now: datetime) -> None:
    article = add_mixed(store, now)
    anchor_text = "nowhere to be found in this text of ours"
    builder = DocumentBuilder("en")
    builder.add(BlockKind.PARAGRAPH, anchor_text)
    other = builder.build()
    from library.anchor import make_anchor
    from library.document import Range

    number = store.add_highlight(article, make_anchor(other, Range(0, len(anchor_text))), now=now, note="mine")
    assert store.highlight(number).state is AnchorState.LOST
    async with driven(home, store, now, article=article, size=(80, 30)) as on:
        on.app.read(article, [article], None, number)
        await on.until(lambda: on.reading.selecting.on)
        await on.press(*find("slept"), "v", "enter")
        mark = store.highlight(number)
        assert (mark.quote, mark.note, mark.state) == ("slept", "mine", AnchorState.HELD)
        await on.press("u")
        assert store.highlight(number).state is AnchorState.LOST
        assert store.highlight(number).quote == anchor_text


async def burst(on: Driven, *keys: str) -> None:
    """Keys that arrive all at once, as from a fast hand on a slow line."""
    for key in keys:
        name = {"}": "right_curly_bracket", "#": "number_sign", "?": "question_mark", " ": "space"}.get(key, key)
        on.app.post_message(Key(name, key if len(key) == 1 else None))


async def test_keys_typed_in_one_burst_reach_the_selection_and_the_note(
    home: Home, store: Store, now: datetime
) -> None:
    async with selecting(home, store, now) as on:
        await burst(on, "}", "}", "v", "e", "e", "a", *"Who", "escape")
        await on.until(lambda: [mark.note for mark in store.highlights(1)] == ["Who"])
        await on.until(lambda: isinstance(on.app.screen, ReadingScreen))
        assert quoted(on) == "The keeper"
        assert not on.reading.selecting.on


async def test_a_burst_on_a_paragraph_goes_into_its_note(home: Home, store: Store, now: datetime) -> None:
    async with selecting(home, store, now) as on:
        await burst(on, "a", *"Was it?", "enter", *"Zq", "escape")
        await on.until(lambda: [mark.note for mark in store.highlights(1)] == ["Was it?\nZq"])
        await on.until(lambda: isinstance(on.app.screen, ReadingScreen))


@pytest.mark.parametrize(
    ("width", "told"),
    [
        (40, "3 words  enter highlight  a note"),
        (60, "Selecting · 3 words  enter highlight  a note  c colour"),
        (80, "Selecting · 3 words  enter highlight  a note  c colour"),
        (140, "o other end  / find  esc leave"),
    ],
)
async def test_the_keys_worth_a_reminder_are_told_as_far_as_there_is_room(
    home: Home, store: Store, now: datetime, width: int, told: str
) -> None:
    async with selecting(home, store, now, "}", "}", "v", "2", "w", size=(width, 24)) as on:
        assert told in on.lines[-1]
        assert ("min left" in on.lines[-1] or "end" in on.lines[-1].split(" · ")) == (width >= 80)
        await on.press("1", "2")
        assert on.lines[-1].strip().startswith("12  enter highlight"), "a count takes the place of the words"
        await on.press("w", "enter", "x")
        assert "enter keep" in on.lines[-1]
        assert on.lines[-1].strip().startswith("New ends")
