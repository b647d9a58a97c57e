"""ANSI: the sequences of an ink, on terminals of all, 256 or no colours."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem

from reader import ansi
from reader.ink import Ink, Run
from reader.strips import style_of

COLOURS = st.one_of(
    st.just(""),
    st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}"),
    st.integers(0, 15).map(lambda number: f"color({number})"),
)
INKS = st.builds(Ink, COLOURS, COLOURS, *[st.booleans()] * 6, st.just(""))


@pytest.mark.parametrize(
    ("ink", "expected"),
    [
        (Ink(), ""),
        (Ink(bold=True), "\x1b[1m"),
        (Ink(italic=True, underline=True), "\x1b[3;4m"),
        (Ink(dim=True, reverse=True, strike=True), "\x1b[2;7;9m"),
        (Ink("#102030"), "\x1b[38;2;16;32;48m"),
        (Ink("#ffffff", "#000000", bold=True), "\x1b[1;38;2;255;255;255;48;2;0;0;0m"),
        (Ink("color(3)"), "\x1b[33m"),
        (Ink("color(8)", "color(15)"), "\x1b[90;107m"),
        (Ink(ground="color(0)"), "\x1b[40m"),
    ],
)
def test_an_ink_is_one_sequence(ink: Ink, expected: str) -> None:
    assert ansi.sequence(ink) == expected


def test_with_256_colours_the_nearest_is_taken() -> None:
    assert ansi.sequence(Ink("#ff0000"), ansi.MANY) == "\x1b[38;5;196m"
    assert ansi.sequence(Ink("color(9)", "#000000"), ansi.MANY) == "\x1b[91;48;5;16m"


def test_with_fewer_colours_or_none_only_attributes_are_left() -> None:
    for depth in (ansi.FEW, ansi.NONE):
        assert ansi.sequence(Ink("#ff0000", "#00ff00", bold=True), depth) == "\x1b[1m"


@given(INKS)
def test_what_is_drawn_first_looks_as_what_the_app_draws_later(ink: Ink) -> None:
    """The same sequence as Rich makes, so that nothing flickers."""
    for depth, system in ((ansi.ALL, ColorSystem.TRUECOLOR), (ansi.MANY, ColorSystem.EIGHT_BIT)):
        theirs = style_of.__wrapped__(ink)._make_ansi_codes(system)  # a style keeps the codes of its first system
        ours = re.sub(r"^\x1b\[|m$", "", ansi.sequence(ink, depth))
        assert ours == theirs


@given(st.lists(st.tuples(st.text(st.sampled_from("abc déf中"), max_size=9), INKS), max_size=6))
def test_a_line_ends_plain_and_holds_its_text(pieces: list[tuple[str, Ink]]) -> None:
    made = ansi.line([Run(text, ink) for text, ink in pieces])
    assert re.sub(r"\x1b\[[0-9;]*m", "", made) == "".join(text for text, _ in pieces)
    codes = re.findall(r"\x1b\[([0-9;]*)m", made)
    assert not codes or codes[-1] == "0"


def test_a_link_tells_its_address_unless_it_shall_not() -> None:
    run = Run("gates", Ink(underline=True, link="https://example.org/"))
    assert ansi.line([run]) == "\x1b]8;;https://example.org/\x1b\\\x1b[4mgates\x1b[0m\x1b]8;;\x1b\\"
    assert ansi.line([run], links=False) == "\x1b[4mgates\x1b[0m"


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"COLORTERM": "truecolor", "TERM": "xterm"}, ansi.ALL),
        ({"COLORTERM": "24bit"}, ansi.ALL),
        ({"TERM": "xterm-256color"}, ansi.MANY),
        ({"TERM": "xterm-kitty"}, ansi.MANY),
        ({"TERM": "xterm"}, ansi.FEW),
        ({"TERM": "dumb"}, ansi.NONE),
        ({}, ansi.NONE),
    ],
)
def test_the_number_of_colours_is_told_by_the_environment(environ: dict[str, str], expected: int) -> None:
    assert ansi.depth_of(environ) == expected
