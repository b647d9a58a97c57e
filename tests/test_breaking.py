"""Line breaking: Unicode's own test, what a terminal asks beyond it, and the short way that must give the same."""

import lzma
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import split_graphemes

from reader import breaking
from reader.breaking import break_lines, cells, is_narrow, is_right_to_left, measured
from reader.linebreak import break_opportunities, terminal_opportunities

CONFORMANCE = Path(__file__).parent / "data" / "unicode" / "LineBreakTest.txt.xz"

FRAGMENTS = [
    "word", "a", "it’s", "“quoted”", "‘", "“", "(x)", "(", "[1]", "well-known", "twenty-one", "1,234.5", "5%", "$5",
    "§ 5", "—", "–", "-", "—he", "–aside", "said—then", "1914–1918", "and/or", "…", "...", "!", "?", ":", ".5", "«mot»",
    "«", "»", "‚a’", "x?y", "{a}b", "|", "ˈa", "‼", "\u00a0", "‑", "É", "ж", "€", "  ",
    "https://example.com/a/b?c=d&e=f-g.html.",
    "www.example.com",
]  # fmt: skip
LETTERS = "".join(chr(code) for code in range(0x20, 0x20C0) if is_narrow(chr(code)))
narrow_texts = st.one_of(
    st.lists(st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from(["", " ", " ", " "])), max_size=40).map(
        lambda pieces: "".join(word + space for word, space in pieces)
    ),
    st.text(st.sampled_from(LETTERS + " " * 200), max_size=160),
)
WIDE = "中文，标点。「引用」（括号）日本語、カタカナー！한국어 ﷺ\u3000·／～—–“”‘’ ab 12"
ODD = "👩‍👩‍👧🇩🇪e\u0301กำแพงहिन्दीعربيﷺ\u200d\u200b\u2060🏳️‍🌈👍🏽"
any_texts = st.text(st.sampled_from(WIDE + ODD + "word, https://www./a-"), max_size=120)


def samples() -> list[tuple[str, list[int]]]:
    """Each line of Unicode's test as its text and the break places within it."""
    lines = []
    for line in lzma.decompress(CONFORMANCE.read_bytes()).decode("utf-8").splitlines():
        text, places = "", []
        for mark in line.partition("#")[0].split():
            if mark == "÷":
                places.append(len(text))
            elif mark != "×":
                text += chr(int(mark, 16))
        if text:
            lines.append((text, [at for at in places if 0 < at < len(text)]))
    return lines


def lines_of(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end in break_lines(text, 0, len(text), width)]


def test_every_line_of_the_unicode_test_agrees() -> None:
    """No line is excepted here: what a terminal asks beyond Unicode is a step of its own."""
    wrong = [(text, places) for text, places in samples() if break_opportunities(text) != places]
    assert len(samples()) == 19_338
    assert wrong == []


def test_a_terminal_departs_from_unicode_only_where_this_is_meant() -> None:
    """All it does is to take places away: beside dashes and interpuncts, within addresses, within graphemes.

    A grapheme is what the screen draws as one: a combining or invisible character goes with the one before it even
    where Unicode takes it for a letter by itself, that is after a space or a line's end. Our text has neither there.
    """
    departures = {"dash": 0, "interpunct": 0, "address": 0, "grapheme": 0}
    agreeing = 0
    for text, places in samples():
        columns, inside = measured(text)
        terminal = terminal_opportunities(text, 80, columns)
        assert set(terminal) <= set(places)
        kinds = set()
        for at in set(places) - set(terminal):
            beside = set(text[at - 1 : at + 1])
            kinds.add(
                "address"
                if "://" in text
                else "dash"
                if beside & set("-–—")
                else "interpunct"
                if "·" in beside
                else "?"
            )
        if any(at in inside for at in terminal):
            kinds.add("grapheme")
        for kind in kinds:
            departures[kind] += 1
        agreeing += not kinds
    assert departures == {"dash": 419, "interpunct": 1, "address": 2, "grapheme": 2888}
    assert agreeing == 16_046


@given(narrow_texts, st.integers(8, 120))
@settings(max_examples=400, deadline=None)
@example("word » : word next", 12)
@example("a (b) — c - d e", 8)
@example("x!y    1914–1918.5‐ well-known", 8)
@example("1914–1918 » it's° -  x!y ", 12)
def test_the_short_way_for_narrow_text_gives_what_the_rules_give(text: str, width: int) -> None:
    assert breaking._break_narrow(text, 0, len(text), width) == breaking._break_by_rules(text, 0, len(text), width)


@given(narrow_texts, st.integers(8, 60), st.integers(0, 5))
@settings(deadline=None)
def test_a_part_of_a_text_is_broken_as_it_would_be_alone(text: str, width: int, before: int) -> None:
    surrounded = "x " * before + text + " more"
    moved = break_lines(surrounded, 2 * before, 2 * before + len(text), width)
    assert [(start - 2 * before, end - 2 * before) for start, end in moved] == break_lines(text, 0, len(text), width)


@given(st.one_of(any_texts, narrow_texts), st.integers(1, 60))
@settings(max_examples=300, deadline=None)
@example("", 10)
@example("     ", 3)
@example("👩‍👩‍👧" * 9, 1)
@example("\u0301\u0301a", 1)
@example("1 \u200b", 1)
@example("1\u200d 1", 1)
@example("1 \u0301 2", 2)
def test_lines_lose_only_spaces_fit_and_split_no_grapheme(text: str, width: int) -> None:
    lines = break_lines(text, 0, len(text), width)
    shown = bytearray(len(text))
    for start, end in lines:
        shown[start:end] = b"\x01" * (end - start)
    assert {text[at] for at in range(len(text)) if not shown[at]} <= {" "}
    assert all(end <= start for (_, end), (start, _) in pairwise(lines))
    columns, inside = measured(text)
    assert not any(start in inside or end in inside for start, end in lines)
    assert all(columns[end] - columns[start] <= max(width, 2) for start, end in lines)
    graphemes = {first for first, _, _ in split_graphemes(text)[0]}
    assert all(start in graphemes for start, end in lines if end > start)


@pytest.mark.parametrize(
    "text", ["a" * 300_000, "- " * 100_000, "中" * 100_000, "e\u0301" * 50_000, "www." * 50_000, "“ " * 99_999]
)
def test_hostile_texts_are_broken_in_time_that_grows_with_their_length(text: str) -> None:
    lines = break_lines(text, 0, len(text), 40)
    assert max(cells(text[start:end]) for start, end in lines) <= 40


def test_chinese_and_japanese_lines_keep_their_punctuation() -> None:
    text = (
        "他说：「沙洲为什么会走？」约翰·史密斯答道——（水流）从洲头卷起沙粒…ちょっと人々、カーテンの５０％／１～３時。"
        * 4
    )
    for width in range(8, 60):
        lines = lines_of(text, width)
        assert not any(line[0] in "，。？」）：·—…ょっー々、ゃゅ％／～" for line in lines), (width, lines)
        assert not any(line[-1] in "「（" for line in lines[:-1]), (width, lines)


def test_a_dash_between_spaces_stays_with_the_word_before_it() -> None:
    for dash in "—–-":
        assert lines_of(f"seven {dash} eight", 7) == [f"seven {dash}"[:7], "eight"]
    assert lines_of("uno —dos— tres", 6) == ["uno", "—dos—", "tres"]
    assert lines_of("word—word", 5) == ["word—", "word"]


def test_ranges_of_numbers_and_words_held_by_no_break_spaces_stay_whole() -> None:
    assert lines_of("in the years 1914–1918", 18) == ["in the years", "1914–1918"]
    assert lines_of("a measure of 70\u00a0cells", 18) == ["a measure of", "70\u00a0cells"]


def test_an_address_is_moved_whole_when_a_line_holds_it() -> None:
    assert lines_of("See also https://example.org/a-b/c there.", 27) == [
        "See also",
        "https://example.org/a-b/c",
        "there.",
    ]


def test_an_address_that_no_line_holds_is_broken_between_its_parts() -> None:
    lines = lines_of("See https://example.org/archive/2024/tides-and-gates?page=2&sort=new now", 24)
    assert lines == ["See https://example.org/", "archive/2024/tides-and-", "gates?page=2&sort=new", "now"]
    assert lines_of("看https://example.org/archive吧", 24) == ["看https://example.org/", "archive吧"]


def test_a_word_longer_than_the_line_is_cut_only_where_it_must_be() -> None:
    assert lines_of("an incomprehensibility", 10) == ["an", "incomprehe", "nsibility"]


def test_the_spaces_that_french_sets_beside_signs_start_and_end_no_line() -> None:
    text = "Il a dit : « bonjour la marée » ! Et toi ? Moi ; oui."
    for width in range(12, 50):
        lines = lines_of(text, width)
        assert not any(line[0] in "»!?;:" for line in lines), lines
        assert not any(line[-1] == "«" for line in lines), lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False), ("plain", False), ("“1914” – Grüße", False), ("中文", False),
        ("שלום world", True), ("هذا نص", True), ("1. هذا", True), ("(“שלום”)", True), ("word שלום", False),
        ("\u2067שלום\u2069 word", False), ("\u2066word\u2069 שלום", True), ("\u200fword", True), ("\u2069שלום", True),
    ],
)  # fmt: skip
def test_the_first_letter_with_a_direction_decides_how_a_paragraph_runs(text: str, expected: bool) -> None:  # noqa: FBT001  given by name
    assert is_right_to_left(text, 0, len(text)) is expected
    assert is_right_to_left("א" + text + "א", 1, 1 + len(text)) is expected


def test_plain_words_are_broken_without_the_tables_and_without_rich() -> None:
    code = (
        "import sys; from reader.breaking import break_lines; text = 'Only plain words, “quoted” or not. ' * 9;"
        "break_lines(text, 0, len(text), 40);"
        "print([name for name in ('rich', 'reader.linebreak', 'dataclasses', 'inspect') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
