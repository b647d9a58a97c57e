"""Links: letters on those in sight, from one to the next, what lies behind them, and the way back."""

import re
from datetime import datetime

import pytest

from library.article import Draft, Metadata
from library.builder import DocumentBuilder
from library.document import BlockKind, Span, SpanKind
from library.source import Source
from library.store import Store
from reader.config import Home
from reader.screens.following import hint_letters
from reader.screens.reading import ReadingScreen
from reader.strips import style_of
from tests.driving import Driven, add_article, driven

OWN = "https://example.org/estuary"
FILLER = "The mud lay grey and the boats lay on it until the tide came back. " * 4


def add(builder: DocumentBuilder, kind: BlockKind, marked: str, *, level: int = 0, info: str = "") -> None:
    """A block whose links are written `[words](target)`."""
    text, spans, at = "", [], 0
    for found in re.finditer(r"\[([^]]*)\]\(([^)]*)\)", marked):
        text += marked[at : found.start()]
        spans.append(Span(SpanKind.LINK, len(text), len(text) + len(found[1]), found[2]))
        text, at = text + found[1], found.end()
    builder.add(kind, text + marked[at:], spans, level=level, info=info)


def add_linked(store: Store, now: datetime, *paragraphs: str, filler: int = 0, url: str = OWN) -> int:
    builder = DocumentBuilder("en")
    for paragraph in paragraphs:
        add(builder, BlockKind.PARAGRAPH, paragraph)
        for _ in range(filler):
            builder.add(BlockKind.PARAGRAPH, FILLER)
    return store.add(Draft(Metadata("Estuary", url=url), builder.build(), Source(b"Estuary", now), now))


def hints(on: Driven) -> list[str]:
    """The letters on the page, from top to bottom."""
    ink = style_of(on.reading.styles_of_theme.hint)
    page = on.reading.page
    return [
        segment.text
        for y in range(page.size.height)
        for segment in page.render_line(y)
        if segment.style is not None and segment.style.bgcolor == ink.bgcolor and segment.text.strip()
    ]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were handed to the browser."""
    addresses: list[str] = []
    monkeypatch.setattr("reader.app.ReaderApp.open_url", lambda _app, url, **_: addresses.append(url))
    return addresses


def test_hints_are_single_letters_while_they_suffice() -> None:
    for count in (0, 1, 26, 27, 100, 676):
        letters = hint_letters(count)
        assert len(set(letters)) == count
        assert {len(one) for one in letters} <= ({1} if count <= 26 else {2})


async def test_letters_on_the_links_in_sight_shift_nothing(home: Home, store: Store, now: datetime) -> None:
    article = add_linked(
        store, now, "A [first](https://a.example/1) and a [second](https://a.example/2) link.",
        "[Below](https://a.example/3) it.", filler=12,
    )  # fmt: skip
    async with driven(home, store, now, article=article) as on:
        before = on.lines[:-1]
        await on.press("f")
        assert hints(on) == ["f", "j"]
        assert on.shows("A first and a jecond link.")
        assert [len(line) for line in on.lines[:-1]] == [len(line) for line in before]
        for key in ("escape", "?", "space", "enter"):
            await on.press(key)
            assert hints(on) == []
            assert on.lines[:-1] == before
            assert isinstance(on.app.screen, ReadingScreen)
            await on.press("f")


async def test_many_links_have_pairs_of_letters(home: Home, store: Store, now: datetime, opened: list[str]) -> None:
    article = add_linked(store, now, " ".join(f"[link{n}](https://a.example/{n})" for n in range(40)))
    async with driven(home, store, now, article=article) as on:
        await on.press("f")
        assert hints(on) == hint_letters(40)
        await on.press("j")
        assert set(hints(on)) <= set("fjdkslaghrueiwoqptyvmcnxbz")
        await on.press("f")
        assert opened == ["https://a.example/26"]


@pytest.mark.parametrize("width", [30, 43, 44, 45, 46, 80])
@pytest.mark.parametrize("kind", list(BlockKind))
async def test_links_in_every_kind_of_block_and_at_every_line_end(
    home: Home, store: Store, now: datetime, opened: list[str], kind: BlockKind, width: int
) -> None:
    if kind in (BlockKind.RULE, BlockKind.IMAGE, BlockKind.CODE):
        return
    builder = DocumentBuilder("en")
    add(builder, kind, "Some words that lead up to [a link of several words](https://a.example/1).", level=1, info="1")
    article = store.add(Draft(Metadata("Kinds"), builder.build(), Source(b"Kinds", now), now))
    async with driven(home, store, now, article=article, size=(width, 24)) as on:
        await on.press("f")
        assert hints(on) == ["f"]
        await on.press("f")
        assert opened == ["https://a.example/1"]


async def test_a_link_that_begins_above_the_page_has_its_letter_where_it_is_seen(
    home: Home, store: Store, now: datetime, opened: list[str]
) -> None:
    article = add_linked(store, now, f"[{FILLER}](https://a.example/long)", filler=12)
    async with driven(home, store, now, article=article) as on:
        while on.reading.page.view.top.block < 0 or on.reading.page.view.rows[0][1].start == 0:
            await on.press("j")
        await on.press("f")
        assert hints(on) == ["f"]
        assert "f" in on.lines[0][:6]


async def test_an_article_of_the_library_opens_here_and_esc_comes_back(
    home: Home, store: Store, now: datetime, opened: list[str]
) -> None:
    other = add_article(store, "Gamma", now)
    article = add_linked(store, now, *["Text."] * 3, "See [gamma](https://example.org/gamma/#part).", filler=5)
    async with driven(home, store, now, article=article) as on:
        await on.press("tab")
        assert on.shows("→ “Gamma” in your library")
        before = on.lines[:-1]
        await on.press("f", "f")
        assert on.reading.article.id == other
        await on.press("space", "escape")
        assert on.reading.article.id == article
        assert [line.replace("▎", " ") for line in on.lines[:-1]] == [line.replace("▎", " ") for line in before]
        assert opened == []


async def test_other_addresses_open_in_the_browser(home: Home, store: Store, now: datetime, opened: list[str]) -> None:
    article = add_linked(
        store, now, "[a](https://a.example/x?y=1#z) [b](mailto:odile@example.org) [c](/gates) [d](HTTP://B.example)"
    )
    async with driven(home, store, now, article=article) as on:
        for letter in "fjdk":
            await on.press("f", letter)
        assert opened == [
            "https://a.example/x?y=1#z", "mailto:odile@example.org", "https://example.org/gates", "HTTP://B.example",
        ]  # fmt: skip
        assert on.shows("Opened HTTP://B.example")


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "vbscript:x",
        " javascript:x",
        "x:y",
        "http//[::",
        "//[",
    ],
)
async def test_what_is_no_page_is_refused_in_words(
    home: Home, store: Store, now: datetime, opened: list[str], target: str
) -> None:
    article = add_linked(store, now, f"A [trap]({target}) here.", url="")
    async with driven(home, store, now, article=article) as on:
        for keys in (["f", "f"], ["tab", "enter"]):
            await on.press(*keys)
            assert on.shows("links are not opened, only http, https and mailto") or on.shows("is not complete")
        await on.press("f", "F")
        assert on.shows("Only pages on the web can be added")
        assert opened == []


async def test_a_broken_address_is_no_accident(home: Home, store: Store, now: datetime, opened: list[str]) -> None:
    article = add_linked(store, now, "A [broken](http://[half) link, and [this](//[half).")
    async with driven(home, store, now, article=article) as on:
        await on.press("tab", "enter", "tab", "enter", "f", "F", "f", "J")
        assert isinstance(on.app.screen, ReadingScreen)


async def test_footnotes_and_back(home: Home, store: Store, now: datetime) -> None:
    builder = DocumentBuilder("en")
    for number in range(12):
        add(builder, BlockKind.PARAGRAPH, FILLER + (f"Said so.[{number}](#fn:{number})" if number in (2, 7) else ""))
    for number in (2, 7):
        add(builder, BlockKind.FOOTNOTE, f"Remark {number}.", info=str(number))
    article = store.add(Draft(Metadata("Notes"), builder.build(), Source(b"Notes", now), now))
    async with driven(home, store, now, article=article) as on:
        page = on.reading.page
        await on.press("tab")
        assert on.shows("→ footnote 2")
        before = page.stand
        await on.press("enter")
        assert page.document.slice(page.document.blocks[page.ruler]) == "Remark 2."
        assert on.shows("ctrl+o goes back")
        await on.press("ctrl+o")
        assert page.stand == before
        await on.press("f", "f", "enter")
        assert page.ruler == 2, "enter on the footnote goes to where it is called for"


async def test_anchors_lead_to_headings(home: Home, store: Store, now: datetime) -> None:
    builder = DocumentBuilder("en")
    add(
        builder,
        BlockKind.PARAGRAPH,
        f"[a](#the-second-tide) [b]({OWN}#The_Second_tide) [c](#nowhere) [d](#top) [e]({OWN}/)",
    )
    for name in ("The first tide", "The second tide!"):
        add(builder, BlockKind.HEADING, name, level=2)
        for _ in range(9):
            add(builder, BlockKind.PARAGRAPH, FILLER)
    draft = Draft(Metadata("Anchors", url=OWN), builder.build(), Source(b"Anchors", now), now)
    async with driven(home, store, now, article=store.add(draft)) as on:
        page = on.reading.page
        for letter in "fj":
            await on.press("f", letter)
            assert page.document.slice(page.document.blocks[page.ruler]) == "The second tide!"
            await on.press("backspace")
            assert on.row == 0
        await on.press("f", "d")
        assert on.shows("What this leads to is not in the article.")
        for letter in "ks":
            await on.press("f", letter)
            assert (on.row, page.ruler) == (0, 0)


async def test_tab_walks_and_tells_where_links_lead(home: Home, store: Store, now: datetime, opened: list[str]) -> None:
    article = add_linked(store, now, *(f"To [place {n}](https://a.example/{n})." for n in range(4)), filler=6)
    async with driven(home, store, now, article=article) as on:
        await on.press("shift+tab")
        assert on.shows("→ https://a.example/0")
        await on.press("shift+tab")
        assert on.shows("There is no link above.")
        await on.press("2", "tab")
        assert on.shows("→ https://a.example/2")
        assert on.shows("To place 2.")
        await on.press("tab", "tab")
        assert on.shows("There is no link below.")
        await on.press("enter")
        assert opened == ["https://a.example/3"]
        await on.press("escape")
        assert isinstance(on.app.screen, ReadingScreen)
        await on.press("enter")
        assert on.shows("No link is chosen")
        assert opened == ["https://a.example/3"]


async def test_a_chosen_link_that_has_left_the_page_is_not_opened(
    home: Home, store: Store, now: datetime, opened: list[str]
) -> None:
    article = add_linked(store, now, "To [one](https://a.example/1).", filler=20)
    async with driven(home, store, now, article=article) as on:
        await on.press("tab", "space", "enter")
        assert on.shows("No link is chosen")
        assert opened == []
        await on.press("f")
        assert on.shows("There is no link on this page.")


async def test_an_article_without_links_says_so(home: Home, store: Store, now: datetime) -> None:
    article = add_linked(store, now, "No links here.")
    async with driven(home, store, now, article=article) as on:
        for key in ("f", "tab", "shift+tab"):
            await on.press(key)
            assert on.shows("This article has no links.")


async def test_letters_go_when_the_page_moves(home: Home, store: Store, now: datetime) -> None:
    article = add_linked(store, now, "To [one](https://a.example/1).", filler=20)
    async with driven(home, store, now, article=article) as on:
        await on.press("f")
        on.reading.page.move_by(1)
        await on.pilot.pause()
        assert hints(on) == []
        row = on.row
        await on.press("j")
        assert on.row == row + 1


async def test_a_link_is_told_although_something_was_sought(home: Home, store: Store, now: datetime) -> None:
    article = add_linked(store, now, "To [one](https://a.example/1) and on.")
    async with driven(home, store, now, article=article) as on:
        await on.press("/", *"on", "enter", "tab")
        assert on.shows("→ https://a.example/1")
        await on.press("n")
        assert on.shows("2 of 2")
        await on.press("tab", "escape")
        assert on.shows("2 of 2")
