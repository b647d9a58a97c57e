"""The bar: always exactly as wide as the screen, and the words on the right stay longest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.bar import bar_runs, cut
from reader.breaking import cells
from reader.ink import Ink
from tests.texts import MIXED

BAR, STRONG = Ink("#111111", "#eeeeee"), Ink("#000000", "#eeeeee", bold=True)
some_words = st.lists(
    st.tuples(st.lists(st.sampled_from(MIXED), max_size=20).map("".join), st.just(STRONG)), max_size=4
)


def shown(left: str, right: str, width: int) -> str:
    return "".join(text for text, _ in bar_runs([(left, BAR)], [(right, STRONG)], width, BAR))


@given(some_words, some_words, st.integers(0, 90))
def test_a_bar_is_exactly_as_wide_as_the_screen(
    left: list[tuple[str, Ink]], right: list[tuple[str, Ink]], width: int
) -> None:
    assert sum(cells(text) for text, _ in bar_runs(left, right, width, BAR)) == width


@given(st.lists(st.sampled_from(MIXED), max_size=60).map("".join), st.integers(-2, 60))
def test_a_text_that_is_cut_fits_and_says_so(text: str, width: int) -> None:
    short = cut(text, width)
    assert cells(short) <= max(0, width)
    assert short in ("", text) or short.endswith("…")
    if cells(text) <= width:
        assert short == text


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (40, ["The", "tide", "gates", "42%", "·", "3", "min"]),
        (26, ["The", "tide", "ga…", "42%", "·", "3", "min"]),
        (13, ["42%", "·", "3", "min"]),
        (8, ["42%", "·…"]),
    ],
)
def test_the_words_on_the_left_give_way_first(width: int, expected: list[str]) -> None:
    assert shown("The tide gates", "42% · 3 min", width).split() == expected


def test_left_and_right_never_touch() -> None:
    for width in range(5, 60):
        bar = shown("left left left left", "right", width)
        assert "leftright" not in bar
        assert "…right" not in bar


def test_each_word_keeps_its_ink() -> None:
    runs = bar_runs([("left", BAR)], [("right", STRONG)], 30, BAR)
    assert [ink for text, ink in runs if text == "right"] == [STRONG]
