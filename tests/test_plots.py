"""Plots of characters: their proportions, their scales, and the days of a calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.plots import LEVELS, calendar, level, lying_bar, month_names, round_top, standing_bars, usual_top

TODAY = date(2026, 3, 14)  # a Saturday
values = st.lists(st.floats(0, 10_000), min_size=1, max_size=60)


def test_standing_bars_grow_by_eighths_of_a_row() -> None:
    assert standing_bars([0, 1, 8, 12, 16], 16, 2, width=2, gap=1) == ["         ▄▄ ██", "   ▁▁ ██ ██ ██"]


def test_lying_bars_grow_by_eighths_of_a_cell() -> None:
    assert [lying_bar(value, 16, 2) for value in (0, 1, 8, 12, 16, 99)] == ["", "▏", "█", "█▌", "██", "██"]


@given(values, st.integers(1, 12), st.integers(1, 4), st.integers(0, 2))
def test_every_row_of_standing_bars_has_the_same_width(numbers: list[float], height: int, width: int, gap: int) -> None:
    rows = standing_bars(numbers, max(numbers), height, width, gap)
    assert len(rows) == height
    assert {len(row) for row in rows} == {len(numbers) * (width + gap) - gap}


@given(st.floats(0.001, 10_000), st.floats(0.001, 10_000), st.integers(1, 80))
def test_what_is_more_is_never_shorter_and_something_is_never_nothing(one: float, other: float, width: int) -> None:
    top = max(one, other)
    shorter, longer = sorted((one, other))
    assert 1 <= len(lying_bar(shorter, top, width)) <= len(lying_bar(longer, top, width)) <= width


@pytest.mark.parametrize(
    ("value", "top"),
    [(0, 1), (1, 1), (1.1, 2), (2, 2), (3, 3), (3.1, 5), (7, 10), (10, 10), (11, 20), (480, 500), (512, 1000)],
)
def test_scales_end_at_round_numbers(value: float, top: int) -> None:
    assert round_top(value) == top


@given(st.floats(0, 10**9))
def test_a_scale_holds_its_value_and_is_not_much_longer(value: float) -> None:
    assert value <= round_top(value) <= max(1, 2 * value)


def test_steps_of_a_calendar() -> None:
    assert [level(value, 40) for value in (0, 1, 9, 10, 25, 39, 40, 400)] == [0, 1, 1, 2, 3, 4, 4, 4]
    assert level(3, 0) == 0


def test_one_extraordinary_day_does_not_make_all_others_small() -> None:
    assert usual_top([0, 0, *[20.0] * 30, 600.0]) == 20
    assert usual_top([0, 0]) == 0
    assert usual_top([7]) == 7


def test_a_calendar_ends_today_and_begins_on_a_monday() -> None:
    shown = calendar({TODAY: 10, date(2026, 3, 9): 1, date(2026, 3, 15): 10}, TODAY, 4)
    assert [len(row) for row in shown.rows] == [4] * 7
    assert [row[-1] for row in shown.rows] == [1, 0, 0, 0, 0, LEVELS, None]
    assert all(step == 0 for row in shown.rows for step in row[:-1])


def test_months_stand_above_the_week_that_begins_in_them() -> None:
    starts = [date(2026, 1, 5) + timedelta(days=7 * week) for week in range(10)]
    assert month_names(starts, 2) == "Jan     Feb     Mar "
    assert month_names(starts[3:], 2) == "  Feb     Mar "


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 60))
def test_the_names_of_months_never_run_into_each_other(today: date, weeks: int) -> None:
    months = calendar({}, today, weeks).months
    assert len(months) == 2 * weeks
    assert all(len(word) == 3 for word in months.split())
