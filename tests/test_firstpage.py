"""The first page: what is drawn before the app is there is what the app draws then, row by row."""

import os
from datetime import datetime
from typing import NamedTuple

import pytest
from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from library.anchor import make_anchor
from library.article import Progress
from library.document import Document, Range
from library.highlight import Colour
from library.pace import Pace
from library.store import Store
from reader import firstpage
from reader.breaking import cells
from reader.config import Home, Settings
from reader.ink import Run
from reader.strips import style_of
from tests.driving import Driven, add_article, driven

SIZES = [(60, 20), (80, 24), (140, 45)]


class Cell(NamedTuple):
    """A character on the screen and how it looks; of a space, only what lies behind it."""

    character: str
    ground: Color | None
    colour: Color | None = None
    attributes: tuple[bool, ...] = ()


@pytest.fixture
def article(store: Store, now: datetime) -> int:
    return add_article(store, "Gamma", now)


def opened(store: Store, article: int) -> firstpage.Opened:
    pace = Pace.from_json(store.fact("pace"))
    return firstpage.Opened(store.article(article), store.document(article), store.highlights(article), pace)


def highlight(store: Store, article: int, words: str, now: datetime, note: str = "", colour: str = "yellow") -> None:
    document = store.document(article)
    start = document.text.index(words)
    anchor = make_anchor(document, Range(start, start + len(words)))
    store.add_highlight(article, anchor, colour=Colour(colour), now=now, note=note)


def characters(text: str, style: Style) -> list[Cell]:
    ground = style.bgcolor if style.bgcolor is not None and not style.bgcolor.is_default else None
    attributes = tuple(map(bool, (style.bold, style.italic, style.underline, style.reverse, style.dim, style.strike)))
    return [
        Cell(character, ground, style.color, attributes) if character != " " else Cell(" ", ground)
        for character in text
    ]


def of_runs(runs: list[Run]) -> list[Cell]:
    return [cell for text, ink in runs for cell in characters(text, style_of(ink))]


def of_segments(segments: list[Segment]) -> list[Cell]:
    return [cell for text, style, _ in segments for cell in characters(text, style or Style())]


def assert_alike(rows: list[list[Run]], on: Driven) -> None:
    drawn = on.app.screen._compositor.render_strips(on.app.size)
    assert ["".join(text for text, _ in row) for row in rows] == [strip.text for strip in drawn]
    for row, strip in zip(rows, drawn, strict=True):
        assert of_runs(row) == of_segments(list(strip)), strip.text


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings("paper", leading=0, column="left"),
        Settings("contrast", measure=44, justify=True, hyphenate=True, notes="beside"),
    ],
    ids=["as it comes", "paper, on the left, no leading", "contrast, justified"],
)
async def test_the_first_page_is_what_the_app_draws(
    home: Home, store: Store, now: datetime, article: int, size: tuple[int, int], settings: Settings
) -> None:
    rows = firstpage.rows_of(opened(store, article), settings, *size)
    async with driven(home, store, now, article=article, size=size, settings=settings) as on:
        assert_alike(rows, on)


@pytest.mark.parametrize("size", SIZES)
async def test_with_highlights_and_notes_too(
    home: Home, store: Store, now: datetime, article: int, size: tuple[int, int]
) -> None:
    highlight(store, article, "Second point of Gamma", now)
    highlight(store, article, "tells of tide 0", now, "Which tide?\nThe spring tide.")
    highlight(store, article, "tide 0 and of the keeper", now, colour="red")
    highlight(store, article, "Section 3", now)
    rows = firstpage.rows_of(opened(store, article), Settings(), *size)
    assert any("Which tide?" in text for row in rows for text, _ in row)
    async with driven(home, store, now, article=article, size=size) as on:
        assert_alike(rows, on)


async def test_with_a_note_on_the_article_and_a_bookmark_too(
    home: Home, store: Store, now: datetime, article: int
) -> None:
    store.add_highlight(article, None, now=now, note="Read it twice.")
    store.add_highlight(article, make_anchor(store.document(article), Range(25, 25)), now=now)
    rows = firstpage.rows_of(opened(store, article), Settings(), 80, 24)
    for words in ("On this article: Read it twice.", "⚑"):
        assert any(words in text for row in rows for text, _ in row)
    async with driven(home, store, now, article=article) as on:
        assert_alike(rows, on)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("share", [0.4, 1.0])
async def test_with_a_saved_place_too(
    home: Home, store: Store, now: datetime, article: int, size: tuple[int, int], share: float
) -> None:
    text = store.document(article).text
    place = text.index("Paragraph", int(len(text) * share) - 400)
    store.save_progress(Progress(article, place, place + 100, 300, now))
    rows = firstpage.rows_of(opened(store, article), Settings(), *size)
    async with driven(home, store, now, article=article, size=size) as on:
        assert_alike(rows, on)


async def test_with_the_rest_drawn_back_and_a_keymap_too(home: Home, store: Store, now: datetime, article: int) -> None:
    settings = Settings("sepia", dim=True, keymap={"highlight": ("x",)})
    rows = firstpage.rows_of(opened(store, article), settings, 80, 24)
    async with driven(home, store, now, article=article, settings=settings) as on:
        assert_alike(rows, on)


async def test_words_of_other_scripts_and_every_kind_of_block_too(home: Home, store: Store, now: datetime) -> None:
    from library.ingest import add_sample, sample_names

    numbers = [add_sample(store, name, now).article for name in sample_names()]
    for number in numbers:
        rows = firstpage.rows_of(opened(store, number), Settings(), 80, 24)
        async with driven(home, store, now, article=number) as on:
            assert_alike(rows, on)


def test_an_article_without_text_has_a_first_page(store: Store, now: datetime, article: int) -> None:
    empty = opened(store, article)._replace(document=Document(""), marks=[])
    for size in (*SIZES, (20, 5)):
        rows = firstpage.rows_of(empty, Settings(), *size)
        assert len(rows) == size[1]
        assert all(sum(cells(text) for text, _ in row) == size[0] for row in rows)


@pytest.mark.parametrize("size", [(20, 5), (21, 7), (33, 9), (300, 100)])
def test_every_row_is_as_wide_as_the_terminal(store: Store, article: int, size: tuple[int, int]) -> None:
    rows = firstpage.rows_of(opened(store, article), Settings(), *size)
    assert [sum(cells(text) for text, _ in row) for row in rows] == [size[0]] * size[1]


def test_without_a_terminal_nothing_is_drawn(
    store: Store, article: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    assert firstpage.draw(opened(store, article), Settings()) is None
    assert capfd.readouterr().out == ""


def shown_until(master: int, sign: bytes) -> str:
    """What a terminal was sent up to a sign; it comes in pieces."""
    shown = b""
    while sign not in shown:
        shown += os.read(master, 100_000)
    return shown.decode(errors="replace")


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="another system than Unix")
@pytest.mark.parametrize(
    ("term", "settings", "drawn"),
    [
        ("xterm-256color", Settings(), True),
        ("dumb", Settings(), False),
        ("xterm-256color", Settings(cursor=True), False),
    ],
)
def test_a_terminal_shows_the_page_and_gets_back_what_it_was(
    store: Store, article: int, monkeypatch: pytest.MonkeyPatch, term: str, settings: Settings, *, drawn: bool
) -> None:
    import fcntl
    import struct
    import sys
    import termios

    monkeypatch.setenv("TERM", term)
    monkeypatch.delenv("COLORTERM", raising=False)
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    before = termios.tcgetattr(slave)
    with os.fdopen(slave, "r+b", buffering=0) as both:
        monkeypatch.setattr(sys, "stdin", both)
        monkeypatch.setattr(sys, "stdout", both)
        terminal = firstpage.draw(opened(store, article), settings)
        assert (terminal is not None) == drawn
        if terminal is not None:
            assert not termios.tcgetattr(slave)[3] & termios.ECHO
            assert "Gamma" in shown_until(master, b"\x1b[24H")
            terminal.give_back()
            assert shown_until(master, b"\x1b[?1049l")
        assert termios.tcgetattr(slave) == before
    os.close(master)
