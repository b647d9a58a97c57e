"""Code is coloured by the kinds of its tokens, legibly in every theme, and never by a guess."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.article import Draft, Metadata
from library.builder import DocumentBuilder
from library.document import BlockKind
from library.source import Source
from library.store import Store
from reader.colouring import MOST_CODE, contrast, inks_of, tokens_of
from reader.config import Home, Settings
from reader.ink import Ink
from reader.themes import COLOURLESS, NIGHT, PALETTES, TERMINAL, Palette
from tests.driving import Driven, driven, sentence

CODE = """\
# how high the water stands
class Gate:
    def opens(self, height=4.2):
        return "north\\n" if height else None"""
INKS = inks_of(NIGHT)


def ink_of(part: str, code: str = CODE, language: str = "python") -> Ink | None:
    at = code.index(part)
    return next((ink for start, end, ink in tokens_of(code, language, INKS) if start <= at < end), None)


@pytest.mark.parametrize(
    ("part", "ink"),
    [
        ("# how", INKS.comment), ("class", INKS.keyword), ("Gate", INKS.name), ("def", INKS.keyword),
        ("opens", INKS.name), ("4.2", INKS.number), ("return", INKS.keyword), ("north", INKS.string),
        ("None", INKS.number), ("self", None), ("height", None), ("(self", None),
    ],
)  # fmt: skip
def test_parts_of_python_have_their_inks(part: str, ink: Ink | None) -> None:
    assert ink_of(part, CODE.replace("# how high the water stands", "# how high")) == ink


@pytest.mark.parametrize(
    ("language", "code", "part", "ink"),
    [
        ("json", '{"gate": "north", "open": true}', '"gate"', INKS.name),
        ("json", '{"gate": "north", "open": true}', '"north"', INKS.string),
        ("json", '{"gate": "north", "open": true}', "true", INKS.number),
        ("JSON", '{"gate": 12}', "12", INKS.number),
        ("diff", "--- a\n+++ b\n-old\n+new\n", "+new", INKS.inserted),
        ("diff", "--- a\n+++ b\n-old\n+new\n", "-old", INKS.deleted),
        ("sh", 'echo "tide" # now', "# now", INKS.comment),
        ("c", "int main(void) { return 0; }", "return", INKS.keyword),
        ("rust", "fn main() {}", "main", INKS.name),
        ("html", "<p>tide</p>", "p>tide", INKS.name),
    ],
)
def test_parts_of_other_languages_have_their_inks(language: str, code: str, part: str, ink: Ink) -> None:
    assert ink_of(part, code, language) == ink


@given(
    st.text("ab1 \n\"'#/*{}()<>=+-é漢\\`$@:", max_size=200),
    st.sampled_from(["python", "json", "js", "c++", "html", "sh", "yaml", "rust", "diff", "sql", "php", "perl"]),
    st.integers(0, 10**6),
)
def test_tokens_are_in_order_apart_and_within_the_code(code: str, language: str, start: int) -> None:
    reached = start
    for first, last, ink in tokens_of(code, language, INKS, start):
        assert reached <= first < last <= start + len(code)
        assert ink in INKS
        reached = last


@pytest.mark.parametrize("language", ["", "none", "klingon", "no such language", "{.python}", "../python", "\ud800"])
def test_a_language_that_is_not_known_is_not_guessed(language: str) -> None:
    assert tokens_of(CODE, language, INKS) == []


def test_what_is_too_long_stays_plain() -> None:
    assert tokens_of("x = 1\n" * (MOST_CODE // 6), "python", INKS)
    assert tokens_of("x = 1\n" * (MOST_CODE // 6 + 1), "python", INKS) == []
    assert tokens_of(f"x = '{'a' * 6000}'", "python", INKS) == []


def test_what_is_outdated_stays_plain() -> None:
    assert tokens_of(CODE, "python", INKS, outdated=lambda: True) == []


@pytest.mark.parametrize("palette", [palette for palette in PALETTES.values() if not palette.own])
def test_every_colour_can_be_read_behind_code(palette: Palette) -> None:
    inks = inks_of(palette)
    assert all(contrast(ink.colour, palette.raised) >= 4.5 for ink in inks)
    assert len({ink.colour for ink in (inks.keyword, inks.string, inks.comment, inks.number, inks.name)}) == 5


def test_the_terminals_own_colours_and_no_colours_are_respected() -> None:
    assert all(not ink.colour or ink.colour.startswith("color(") for ink in inks_of(TERMINAL))
    assert all(not ink.colour and not ink.ground for ink in inks_of(COLOURLESS))
    assert inks_of(COLOURLESS).keyword.bold


def test_contrast_is_that_of_the_guideline() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


# On the page


def add_code(store: Store, now: datetime, *codes: tuple[str, str], before: int = 1) -> int:
    builder = DocumentBuilder("en")
    for number in range(before):
        builder.add(BlockKind.PARAGRAPH, sentence(number))
    for code, language in codes:
        builder.add(BlockKind.CODE, code, info=language)
    metadata = Metadata("Code", ("Odile Marrack",), "The Harbour Post", "https://example.org/code")
    return store.add(Draft(metadata, builder.build(), Source(b"code", now), now))


def ink_on_page(on: Driven, part: str) -> str:
    """The colour of a part of the code, as the page draws it."""
    page = on.reading.page
    for row in range(page.size.height):
        strip = page.render_line(row)
        if part in strip.text:
            found = next((segment for segment in strip if segment.text.strip() == part), None)
            if found is not None and found.style is not None and found.style.color is not None:
                return found.style.color.name
    return ""


async def test_code_in_sight_is_coloured(home: Home, store: Store, now: datetime) -> None:
    article = add_code(store, now, (CODE, "python"), ('{"gate": 12}', "json"))
    async with driven(home, store, now, article=article) as on:
        await on.until(lambda: ink_on_page(on, "return") == INKS.keyword.colour)
        await on.until(lambda: ink_on_page(on, "12") == INKS.number.colour)


async def test_code_is_coloured_when_it_comes_into_sight(home: Home, store: Store, now: datetime) -> None:
    article = add_code(store, now, (CODE, "python"), before=20)
    async with driven(home, store, now, article=article) as on:
        assert not on.reading.page._tokens
        await on.press("G")
        await on.until(lambda: ink_on_page(on, "return") == INKS.keyword.colour)


async def test_another_theme_colours_anew(home: Home, store: Store, now: datetime) -> None:
    article = add_code(store, now, (CODE, "python"))
    async with driven(home, store, now, article=article) as on:
        for _ in range(4):
            wanted = inks_of(on.app.palette).keyword.colour
            await on.until(lambda: ink_on_page(on, "return") == wanted)  # noqa: B023  waited for here
            await on.press("T")


@pytest.mark.parametrize("theme", PALETTES)
async def test_code_is_coloured_in_every_theme(home: Home, store: Store, now: datetime, theme: str) -> None:
    article = add_code(store, now, (CODE, "python"))
    settings = Settings(theme=theme, pictures="off")
    async with driven(home, store, now, article=article, settings=settings) as on:
        wanted = inks_of(on.app.palette).keyword.colour
        await on.until(lambda: ink_on_page(on, "return") == wanted)


async def test_code_of_no_known_language_stays_as_it_is(home: Home, store: Store, now: datetime) -> None:
    article = add_code(store, now, (CODE, ""), (CODE.replace("Gate", "Lock"), "klingon"), (CODE, "python"))
    async with driven(home, store, now, article=article, size=(80, 40)) as on:
        await on.until(lambda: bool(on.reading.page._tokens))
        assert set(on.reading.page._tokens) == {3}


async def test_marks_lie_over_the_colours(home: Home, store: Store, now: datetime) -> None:
    article = add_code(store, now, (CODE, "python"))
    async with driven(home, store, now, article=article) as on:
        await on.until(lambda: ink_on_page(on, "return") == INKS.keyword.colour)
        await on.press("}", "h")
        page = on.reading.page
        row = next(row for row in range(page.size.height) if "return" in page.render_line(row).text)
        found = next(segment for segment in page.render_line(row) if "return" in segment.text)
        assert found.style is not None
        assert found.style.bgcolor is not None
        assert found.style.color is not None
        assert found.style.color.name == NIGHT.ink  # the tokens' own inks are hard to read on a ground
        assert found.style.bgcolor.name == NIGHT.highlights[0]
