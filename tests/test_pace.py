"""The reader's own pace: what is learned from, what is not, and what survives being stored."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.pace import Pace, Stopwatch, Stretch
from library.reading import IDEOGRAPHS_PER_MINUTE, WORDS_PER_MINUTE, reading_minutes

COUNTS = st.integers(0, 5000)


def reading(pages: int, words: int, ideographs: int, seconds: float) -> Pace:
    pace = Pace()
    for _ in range(pages):
        pace = pace.observed(words, ideographs, seconds)
    return pace


def test_nothing_read_is_the_usual_pace() -> None:
    assert Pace().words_per_minute == WORDS_PER_MINUTE
    assert Pace().ideographs_per_minute == IDEOGRAPHS_PER_MINUTE
    assert Pace().minutes(1000, 250) == reading_minutes(1000, 250)


def test_a_few_pages_change_nothing_yet() -> None:
    assert reading(7, 200, 0, 30).words_per_minute == WORDS_PER_MINUTE


@pytest.mark.parametrize(("seconds", "speed"), [(30.0, 400), (100.0, 120)])
def test_the_pace_comes_ever_nearer_to_what_is_observed(seconds: float, speed: int) -> None:
    paces = [reading(pages, 200, 0, seconds).words_per_minute for pages in range(8, 200)]
    distances = [abs(pace - speed) for pace in paces]
    assert distances == sorted(distances, reverse=True)
    assert distances[0] > 0.9 * abs(WORDS_PER_MINUTE - speed)
    assert math.isclose(paces[-1], speed, rel_tol=0.02)


def test_ideographs_have_a_pace_of_their_own() -> None:
    pace = reading(100, 300, 300, 60)
    assert math.isclose(pace.ideographs_per_minute, 300, rel_tol=0.02)
    assert pace.words_per_minute == WORDS_PER_MINUTE
    mixed = reading(200, 400, 200, (200 / 230 + 200 / 500) * 60 / 2)
    assert math.isclose(mixed.minutes(400, 200), reading_minutes(400, 200) / 2, rel_tol=0.02)


def test_a_new_habit_replaces_the_old() -> None:
    pace = reading(300, 200, 0, 60)
    for _ in range(1000):
        pace = pace.observed(200, 0, 30)
    assert math.isclose(pace.words_per_minute, 400, rel_tol=0.02)


@pytest.mark.parametrize(
    ("words", "ideographs", "seconds"),
    [
        (10, 0, 1.9), (2000, 0, 601.0), (200, 0, 160.0), (200, 0, 12.0), (0, 0, 10.0), (-5, 0, 10.0), (10, 20, 10.0),
        (200, 0, math.nan), (200, 0, math.inf), (200, 0, -60.0), (100, -100, 60.0), (2000, 2000, 40.0),
    ],
)  # fmt: skip
def test_skimming_absences_and_nonsense_are_no_reading(words: int, ideographs: int, seconds: float) -> None:
    assert Pace().observed(words, ideographs, seconds) == Pace()


@given(st.lists(st.tuples(COUNTS, COUNTS, st.floats(0, 700))))
def test_the_pace_stays_within_what_people_can_do_and_is_stored(stretches: list[tuple[int, int, float]]) -> None:
    pace = Pace()
    for words, ideographs, seconds in stretches:
        pace = pace.observed(words, ideographs, seconds)
    assert 40 <= pace.words_per_minute <= 1800
    assert 80 <= pace.ideographs_per_minute <= 4000
    stored = Pace.from_json(pace.to_json())
    assert math.isclose(stored.minutes(1000, 500), pace.minutes(1000, 500), rel_tol=1e-3)


@pytest.mark.parametrize(
    "text",
    [
        None, "", "null", "[]", "7", "{", '{"words": "many"}', '{"words": 1e999, "seconds": 1}', '{"words": NaN}',
        '{"words": -5, "seconds": 5}', '{"words": 9000, "seconds": 1}', '{"words": 9000, "seconds": 1e30}',
        '{"words": 9000, "seconds": NaN}', '{"words": true, "seconds": true}', "[" * 100_000,
        '{"words": 9000, "seconds": 1' + "0" * 400 + "}",
        '{"words": 1' + "0" * 400 + ', "seconds": 1' + "0" * 400 + "}",
    ],
)  # fmt: skip
def test_stored_nonsense_is_no_pace(text: str | None) -> None:
    assert Pace.from_json(text).minutes(230) == 1


def test_one_broken_half_leaves_the_other() -> None:
    whole = json.loads(reading(50, 200, 0, 30).to_json())
    pace = Pace.from_json(json.dumps(whole | {"ideographs": "x"}))
    assert pace.words_per_minute > 300


def stretches(moves: list[tuple[int, float]], *, jumps: tuple[int, ...] = ()) -> list[Stretch]:
    watch, found = Stopwatch.started(0, 0, 0.0), []
    for number, (words, now) in enumerate(moves):
        watch, stretch = watch.moved(words, 0, now, jump=number in jumps)
        found.append(stretch)
    return [stretch for stretch in [*found, watch.stopped()] if stretch]


def test_pages_turned_after_reading_are_stretches() -> None:
    assert stretches([(230, 60), (460, 110)]) == [Stretch(230, 0, 60), Stretch(230, 0, 50)]


def test_lines_are_added_up() -> None:
    lines = [(10 * number, 3.0 * number) for number in range(1, 9)]
    assert stretches(lines) == [Stretch(40, 0, 12), Stretch(40, 0, 12)]


def test_a_held_key_is_one_move() -> None:
    assert stretches([(10 * number, 60 + number / 10) for number in range(21)]) == [Stretch(200, 0, 62)]


def test_leafing_is_no_reading() -> None:
    assert stretches([(230, 60), (460, 60.5), (690, 61), (920, 61.5)]) == [Stretch(230, 0, 60)]


def test_moves_back_and_jumps_begin_anew() -> None:
    assert stretches([(230, 60), (100, 70), (300, 120)]) == [Stretch(230, 0, 60), Stretch(200, 0, 50)]
    assert stretches([(230, 60), (5000, 90), (5200, 140)], jumps=(1,)) == [Stretch(230, 0, 60), Stretch(200, 0, 50)]


def test_a_clock_that_was_set_back_begins_anew() -> None:
    assert stretches([(230, 60), (460, 50), (660, 100)]) == [Stretch(200, 0, 50)]


@given(st.lists(st.tuples(st.integers(0, 400), st.floats(0, 100), st.booleans()), max_size=30))
def test_no_word_is_counted_twice_while_reading_on(moves: list[tuple[int, float, bool]]) -> None:
    watch, read, at, now = Stopwatch.started(0, 0, 0.0), 0, 0, 0.0
    for words, seconds, jump in moves:
        at, now = at + words, now + seconds
        watch, stretch = watch.moved(at, 0, now, jump=jump)
        read += stretch.words if stretch else 0
    last = watch.stopped()
    assert read + (last.words if last else 0) <= at
