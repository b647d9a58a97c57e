"""The statistics as rows: what they tell at every width, in every theme and without colours, and when there is none."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.statistics import Amount, InboxState, Share, Stage, Statistics, Streak
from reader.breaking import cells
from reader.figures import duration, figure_rows
from reader.themes import COLOURLESS, PALETTES, Palette, styles_of

TODAY = date(2026, 3, 14)
_SINCE = date(2025, 3, 10)


def statistics(read: Mapping[date, Amount], **other: Any) -> Statistics:  # noqa: ANN401  any of its fields
    """What the library would tell of these days."""
    stages = [
        Stage(day, read.get(day, Amount()), 1)
        for day in map(date.fromordinal, range(_SINCE.toordinal(), TODAY.toordinal() + 1))
    ]
    weeks: dict[date, Stage] = {}
    for stage in stages:
        monday = stage.start - timedelta(days=stage.start.weekday())
        week = weeks.get(monday, Stage(monday, Amount(), 0))
        weeks[monday] = Stage(monday, week.read.plus(stage.read), week.added + stage.added)
    total = Amount()
    for amount in read.values():
        total = total.plus(amount)
    known = Statistics(
        _SINCE, TODAY, total, total, len(read), Streak(0, 0, 5), tuple(stages), tuple(weeks.values()), (), (), 230, 500,
        InboxState(0, 0.0, None),
    )  # fmt: skip
    return known._replace(**other)


EMPTY = statistics({})
FIGURES = statistics(
    {TODAY - timedelta(days=back): Amount(back % 3 == 0, 2000, 60 * (10 + back % 40)) for back in range(0, 200, 2)},
    sites=(Share("示例日报", Amount(9, 99, 45 * 60)), Share("The Harbour Post", Amount(1, 9, 620 * 60)),
           Share("Never read", Amount(1))),
    tags=(Share("sea/tides", Amount(1, 9, 400 * 60)),), streak=Streak(1, 31, 5), words_per_minute=241.3,
    inbox=InboxState(1204, 5892, datetime(2024, 7, 2, tzinfo=UTC)),
)  # fmt: skip
NIGHT = styles_of(PALETTES["night"])
THEMES = [*PALETTES.values(), COLOURLESS]
SIZES = [(40, 10), (60, 20), (80, 24), (100, 30), (140, 45), (200, 50)]


def text_of(figures: Statistics, width: int, height: int, palette: Palette = PALETTES["night"]) -> list[str]:
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
    for figures in (FIGURES, EMPTY, EMPTY._replace(inbox=FIGURES.inbox)):
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
    shown = text_of(EMPTY, 60, 20)
    assert shown[1] == "  Nothing to count yet"
    assert "the time counts as reading" in " ".join(line.strip() for line in shown)
    assert any("it is empty" in line for line in shown)
    assert len(shown) <= 18


amounts = st.builds(Amount, st.integers(0, 50), st.integers(0, 10**6), st.floats(0, 86_400))
days = st.dictionaries(st.dates(_SINCE, TODAY), amounts, max_size=20)
shares = st.lists(st.builds(Share, st.text(st.sampled_from("ab 示é"), max_size=40), amounts), max_size=12)


@given(days, shares, shares, st.integers(20, 220), st.integers(5, 60))
def test_whatever_was_read_the_rows_are_whole(
    read: dict[date, Amount], sites: list[Share], tags: list[Share], width: int, height: int
) -> None:
    figures = statistics(read, sites=tuple(sites), tags=tuple(tags), inbox=FIGURES.inbox)
    rows = figure_rows(figures, NIGHT, width, height)
    assert {sum(cells(run.text) for run in row) for row in rows} == {width}


def test_what_was_read_longest_comes_first() -> None:
    shown = text_of(FIGURES, 80, 24)
    post, daily = (next(at for at, line in enumerate(shown) if name in line) for name in ("The Harbour Post", "示例"))
    assert post < daily
