"""The statistics as rows: what they tell at every width, in every theme and without colours, and when there is none."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.breaking import cells
from reader.figures import Day, Figures, InboxState, Share, duration, figure_rows
from reader.themes import COLOURLESS, PALETTES, Palette, styles_of

TODAY = date(2026, 3, 14)
FIGURES = Figures(
    TODAY,
    {TODAY - timedelta(days=back): Day(10 + back % 40, 2000, back % 3 == 0) for back in range(0, 200, 2)},
    [Share("The Harbour Post", 620), Share("示例日报", 45), Share("Never read", 0)],
    [Share("sea/tides", 400)], 1, 31, 241.3, InboxState(1204, 5892, 40, 31, date(2024, 7, 2)),
)  # fmt: skip
NIGHT = styles_of(PALETTES["night"])
THEMES = [*PALETTES.values(), COLOURLESS]
SIZES = [(40, 10), (60, 20), (80, 24), (100, 30), (140, 45), (200, 50)]


def text_of(figures: Figures, width: int, height: int, palette: Palette = PALETTES["night"]) -> list[str]:
    return [
        "".join(run.text for run in row).rstrip() for row in figure_rows(figures, styles_of(palette), width, height)
    ]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (0.4, "0 min"), (59.4, "59 min"), (60, "1 h"), (200, "3 h 20 min"), (630, "11 h"), (99 * 60, "99 h"),
     (1234 * 60, "1,234 h")],
)  # fmt: skip
def test_times_in_words(minutes: float, words: str) -> None:
    assert duration(minutes) == words


@pytest.mark.parametrize("palette", THEMES)
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_row_is_as_wide_as_the_screen(width: int, height: int, palette: Palette) -> None:
    for figures in (FIGURES, Figures(TODAY), Figures(TODAY, inbox=FIGURES.inbox)):
        rows = figure_rows(figures, styles_of(palette), width, height)
        assert {sum(cells(run.text) for run in row) for row in rows} == {width}


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_all_sections_are_there(width: int, height: int) -> None:
    text = "\n".join(text_of(FIGURES, width, height))
    for words in (
        "today", "this week", "1 day", "in a row", "241", "words a minute", "By week", "By day", "31 days in a row",
        "Inbox", "1,204 articles wait", "98 h to read it all", "By site", "The Harbour", "10 h", "By tag",
        "sea/tides",
    ):  # fmt: skip
        assert words in text.replace("\n  ", " "), words
    assert "Never read" not in text


def test_wide_terminals_have_two_columns() -> None:
    assert any("By week" in line and "Inbox" in line for line in text_of(FIGURES, 140, 45))
    assert len(text_of(FIGURES, 140, 45)) <= 43
    assert not any("By week" in line and "Inbox" in line for line in text_of(FIGURES, 100, 30))


def test_the_calendar_can_be_read_without_colours() -> None:
    shown = "\n".join(text_of(FIGURES, 80, 24, COLOURLESS))
    assert "less · ░ ▒ ▓ █ more" in shown
    assert "■" not in shown


def test_with_colours_the_steps_of_the_calendar_are_as_many_inks() -> None:
    inks = {run.ink.colour for row in figure_rows(FIGURES, NIGHT, 80, 24) for run in row if run.text == "■"}
    assert len(inks) == 4


def test_an_empty_library_explains_itself() -> None:
    shown = text_of(Figures(TODAY), 60, 20)
    assert shown[1] == "  Nothing to count yet"
    assert "the time counts as reading" in " ".join(line.strip() for line in shown)
    assert any("it is empty" in line for line in shown)
    assert len(shown) <= 18


days = st.dictionaries(
    st.integers(0, 500).map(lambda back: TODAY - timedelta(days=back)),
    st.builds(Day, st.floats(0, 1440), st.integers(0, 10**6), st.integers(0, 50)), max_size=20,
)  # fmt: skip
shares = st.lists(st.builds(Share, st.text(st.sampled_from("ab 示é"), max_size=40), st.floats(0, 10**6)), max_size=12)


@given(days, shares, shares, st.integers(20, 220), st.integers(5, 60))
def test_whatever_was_read_the_rows_are_whole(
    read: dict[date, Day], sites: list[Share], tags: list[Share], width: int, height: int
) -> None:
    figures = FIGURES._replace(days=read, sites=sites, tags=tags)
    rows = figure_rows(figures, NIGHT, width, height)
    assert {sum(cells(run.text) for run in row) for row in rows} == {width}
