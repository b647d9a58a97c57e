"""Fitted paragraphs: nothing lost, nothing too wide, hyphens and stretched spaces within their bounds."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reader.breaking import break_lines, cells, measured
from reader.fitting import FittedLine, fit_lines, spread
from reader.hyphens import Hyphenator, hyphenator

PROSE = (
    "The harbour commission published its measurements on Thursday, and nobody who had followed the long debate about "
    "the eastern breakwater was astonished: the sandbank is travelling again, a little faster than the engineers had "
    "calculated, and considerably faster than the insurance companies would like. “Everything considered,” said the "
    "superintendent, “we were extraordinarily fortunate” – a remark that his predecessors, between 1914–1918 and 1953, "
    "had made before him. The well-known lighthouse is to be moved; see https://example.org/harbour/reports for all."
)
WORDS = ["a", "of", "the", "harbour", "commission", "extraordinarily", "well-known", "–", "“quoted”", "1,234",
         "UNESCO", "https://example.org/a/b", "中文，标点", "e\u0301te\u0301", "👩‍👩‍👧", "70\u00a0cells", "«", "mot",
         "»", "!"]  # fmt: skip
paragraphs = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)
english = hyphenator("en-GB")


def every_second(word: str) -> Sequence[int]:
    """Hyphens at as many places as may be."""
    return range(2, len(word) - 2, 2)


hyphenators = st.sampled_from([None, english, every_second])


def drawn(text: str, line: FittedLine) -> str:
    """The line as it stands on the page."""
    extra = iter(spread(text, line.start, line.end, line.stretch))
    shown = "".join(sign + " " * next(extra) if sign == " " else sign for sign in text[line.start : line.end])
    return shown + "-" * line.hyphen


@given(text=paragraphs, width=st.integers(8, 100), hyphens=hyphenators, justified=st.booleans())
@settings(max_examples=400, deadline=None)
@example(text=PROSE, width=40, hyphens=english, justified=True)
@example(text="a" * 200, width=10, hyphens=every_second, justified=True)
@example(text="", width=10, hyphens=english, justified=True)
@example(text="   ", width=10, hyphens=english, justified=True)
@example(text="word    word      word", width=12, hyphens=english, justified=True)
@example(text="a\u200b" * 300 + "\u200b" * 300, width=12, hyphens=english, justified=True)
def test_lines_lose_only_spaces_fit_and_split_no_grapheme(
    text: str, width: int, hyphens: Hyphenator | None, *, justified: bool
) -> None:
    lines = fit_lines(text, 0, len(text), width, hyphens=hyphens, justified=justified)
    shown = bytearray(len(text))
    for line in lines:
        shown[line.start : line.end] = b"\x01" * (line.end - line.start)
    assert {text[at] for at in range(len(text)) if not shown[at]} <= {" "}
    assert all(before.end <= after.start for before, after in pairwise(lines))
    assert all(cells(drawn(text, line)) <= width for line in lines)
    assert all(cells(drawn(text, line)) == width for line in lines if line.stretch)
    _, inside = measured(text)
    assert not any(line.start in inside or line.end in inside for line in lines)
    assert all(text[line.end - 1].isalpha() and text[line.end].isalpha() for line in lines if line.hyphen)
    assert not any(all(line.hyphen for line in lines[at : at + 3]) for at in range(len(lines) - 2))
    assert not lines[-1].hyphen
    assert not lines[-1].stretch
    if len(lines) > 1 and lines[-2].hyphen:
        assert " " in text[lines[-1].start : lines[-1].end]


@given(paragraphs, st.integers(4, 100))
@settings(deadline=None)
def test_without_hyphens_and_ragged_the_lines_are_the_greedy_ones(text: str, width: int) -> None:
    lines = fit_lines(text, 0, len(text), width)
    assert [(line.start, line.end) for line in lines] == break_lines(text, 0, len(text), width)
    assert not any(line.hyphen or line.stretch for line in lines)


@given(paragraphs, st.integers(0, 40))
@settings(deadline=None)
def test_extra_cells_are_spread_evenly_and_completely(text: str, stretch: int) -> None:
    extra = spread(text, 0, len(text), stretch)
    assert len(extra) == text.count(" ")
    fixed = [
        number
        for number, at in enumerate(at for at, sign in enumerate(text) if sign == " ")
        if text[at - 1] == "«" or text[at + 1] in "»!"
    ]
    assert not any(extra[number] for number in fixed)
    free = [cells_ for number, cells_ in enumerate(extra) if number not in fixed]
    assert sum(free) == (stretch if free else 0)
    assert not free or max(free) - min(free) <= 1


def test_what_is_left_over_is_spread_from_the_other_side_on_other_lines() -> None:
    text = "x" + "one two three four five six"
    assert spread(text[1:], 0, 27, 2) == [1, 0, 1, 0, 0]
    assert spread(text, 1, 28, 2) == [0, 0, 1, 0, 1]


def test_no_break_spaces_and_chinese_lines_are_not_stretched() -> None:
    assert spread("70\u00a0cells wide", 0, 13, 3) == [3]
    text = "沙洲为什么会走？道理并不复杂，水流从洲头卷起沙粒。" * 4
    assert not any(line.stretch for line in fit_lines(text, 0, len(text), 33, justified=True))


def test_a_line_stays_ragged_where_stretching_would_show() -> None:
    text = "a few incomprehensibilities incomprehensibilities"
    lines = fit_lines(text, 0, len(text), 26, justified=True)
    assert lines[0] == FittedLine(0, 5, hyphen=False, stretch=0)


@pytest.mark.parametrize(("width", "share"), [(40, 0.7), (60, 0.8), (70, 0.8)])
def test_nearly_all_lines_of_prose_reach_the_measure(width: int, share: float) -> None:
    lines = fit_lines(PROSE, 0, len(PROSE), width, hyphens=english, justified=True)[:-1]
    assert sum(cells(drawn(PROSE, line)) == width for line in lines) >= share * len(lines)


def test_a_fitted_paragraph_is_more_even_than_a_greedy_one() -> None:
    def white(lines: list[FittedLine]) -> int:
        return sum((44 - cells(drawn(PROSE, line))) ** 2 for line in lines[:-1])

    greedy = fit_lines(PROSE, 0, len(PROSE), 44)
    fitted = fit_lines(PROSE, 0, len(PROSE), 44, hyphens=lambda _: ())
    assert white(fitted) < white(greedy)


def test_a_part_of_a_text_is_fitted_as_it_would_be_alone() -> None:
    alone = fit_lines(PROSE, 0, len(PROSE), 50, hyphens=english)
    within = fit_lines("before " + PROSE + " after", 7, 7 + len(PROSE), 50, hyphens=english)
    assert [line._replace(start=line.start - 7, end=line.end - 7) for line in within] == alone


def test_a_paragraph_of_very_many_words_is_set_too() -> None:
    text = PROSE * 100
    lines = fit_lines(text, 0, len(text), 60, hyphens=english, justified=True)
    assert all(cells(drawn(text, line)) <= 60 for line in lines)


@pytest.mark.parametrize(
    ("language", "word", "places"),
    [
        ("en-GB", "hyphenation", (2, 6, 7)), ("en_us", "harbour", (3,)), ("de", "Donaudampfschiff", (2, 5, 10)),
        ("pt-BR", "computador", (3, 5, 7)), ("fr-CA", "l’hyphénation", (4, 7, 9)),
        ("en-Latn-GB", "hyphenation", (2, 6, 7)),
    ],
)  # fmt: skip
def test_words_are_hyphenated_by_the_nearest_dictionary(language: str, word: str, places: tuple[int, ...]) -> None:
    hyphens = hyphenator(language)
    assert hyphens is not None
    assert tuple(hyphens(word)) == places


@pytest.mark.parametrize(
    "word", ["", "a", "it", "UNESCO", "covid19", "https://example.org", "well-known", "x" * 5000, "中文标点"]
)
def test_what_is_no_plain_word_is_not_hyphenated(word: str) -> None:
    assert english is not None
    assert tuple(english(word)) == ()


@given(st.text(max_size=30), st.text(max_size=40))
@settings(deadline=None)
@example("", "word")
@example("zh-Hans", "word")
@example("../../etc", "word")
@example("de-", "İstanbul’daki")
def test_odd_language_tags_and_words_raise_nothing(language: str, word: str) -> None:
    hyphens = hyphenator(language) or english
    assert hyphens is not None
    assert all(2 <= at <= len(word) - 3 for at in hyphens(word))


def test_a_language_without_a_dictionary_has_no_hyphens() -> None:
    assert hyphenator("") is None
    assert hyphenator("zh-Hans") is None
