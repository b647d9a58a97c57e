"""Seeking: what folding keeps, where a passage is found, and what that costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.alignment import Block, Budget, OutOfStepsError, Pattern, aligned, chains
from library.edges import word_start
from library.folding import FoldedText, folded_with
from library.seeking import Candidate, SearchText, places_of
from tests.texts import LEFTWARD, MIXED, PROSE

TEXTS = st.lists(st.sampled_from((*MIXED, "\n", "ß", "ﬁ", "…", "--", "‘", "\u00ad", "½", "İ")), max_size=80).map(
    "".join
)
TIDES = "At low water the keeper walks out to the gate, reads the gauge and writes the figure in a book."
GLASS = "The glass is turned once a week so that no side of it grows clouded by the salt."
EELS = "Eels are sold by the yard."
ROADS = "Nobody has used the upper road since the bridge at Ferriby was taken down for its iron."


def sought(before: str, quote: str, after: str, text: str) -> list[tuple[str, Candidate]]:
    search = SearchText(text)
    found = search.candidates(search.pattern(before, quote, after), Budget(10_000_000))
    return [(text[one.start : one.end], one) for one in found]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“We’re here”", '"We\'re here"'),
        ("now — or never", "now -- or never"),
        ("now – or never", "now—or never"),
        ("One line.\nAnother.", "One line. Another."),
        ("One line.\nAnother.", "One line.Another."),
        ("WHAT IT IS BAD AT", "What it is bad at"),
        ("Straße", "STRASSE"),
        ("ﬁnd the ofﬁce", "find the office"),
        ("and then…", "and then..."),
        ("co\u00adoperate", "cooperate"),
        ("「水」，他说。", "“水”,他说。"),
        ("5\u00a0%", "5 %"),
    ],
)
def test_what_reads_alike_folds_to_the_same(one: str, other: str) -> None:
    assert FoldedText(one).text == FoldedText(other).text


@pytest.mark.parametrize(("one", "other"), [("fell by -5", "fell by 5"), ("2-1", "21"), ("will", "well"), ("3", "8")])
def test_what_reads_otherwise_does_not(one: str, other: str) -> None:
    assert FoldedText(one).text != FoldedText(other).text


@given(TEXTS)
def test_every_folded_character_knows_where_it_came_from(raw: str) -> None:
    folded = FoldedText(raw)
    starts = [folded.raw_start(at) for at in range(len(folded.text) + 1)]
    assert starts == sorted(starts)
    for at in range(len(folded.text)):
        start, end = folded.raw_start(at), folded.raw_end(at + 1)
        assert end == start + 1
        assert not raw[start].isspace()
        assert folded.folded_offset(start) <= at < folded.folded_offset(end)


@given(TEXTS, TEXTS)
def test_folding_two_texts_on_a_line_each_is_folding_both(one: str, other: str) -> None:
    whole = FoldedText(f"{one}x\nx{other}").text
    assert whole == FoldedText(f"{one}x").text + FoldedText(f"x{other}").text


@given(st.integers(0, 60), st.integers(20, 90), st.sampled_from([PROSE, LEFTWARD * 3]))
def test_a_passage_of_a_text_is_aligned_with_itself(start: int, length: int, words: str) -> None:
    text = f"{TIDES}\n{words}\n{ROADS}"
    place = len(TIDES) + 1 + start
    quote = text[place : place + length].strip()
    place = text.index(quote, place)
    found = sought(text[place - 32 : place], quote, text[place + len(quote) :][:32], text)
    assert any(
        (one.start, one.end, one.errors, one.added, one.omitted) == (place, place + len(quote), 0, 0, 0)
        for _, one in found
    )


def test_what_differs_is_counted() -> None:
    changed = GLASS.replace("once a week", "once a month")
    ((words, one), *_) = sought(TIDES[-32:], GLASS, ROADS[:32], f"{TIDES}\n{changed}\n{ROADS}")
    assert words == changed
    assert (one.added, one.omitted, one.figures) == (0, 0, False)
    assert 3 <= one.errors <= 5
    assert one.before == one.after == one.attached == 1


def test_a_piece_that_was_added_or_left_out_is_no_mistake() -> None:
    quote = f"{GLASS}\n{ROADS}"
    advertisement = "Advertisement: sail away with Larch Lines."
    ((words, one), *_) = sought(TIDES[-32:], quote, "", f"{TIDES}\n{GLASS}\n{advertisement}\n{ROADS}")
    assert words == f"{GLASS}\n{advertisement}\n{ROADS}"
    assert one.errors == one.omitted == 0
    assert one.added == len(FoldedText(advertisement).text)
    ((words, one), *_) = sought(TIDES[-32:], f"{GLASS} {EELS} {ROADS}", "", f"{TIDES}\n{GLASS} {ROADS}")
    assert words == f"{GLASS} {ROADS}"
    assert one.added == one.errors == 0
    assert one.omitted == len(FoldedText(EELS).text)


def test_all_places_that_are_alike_are_candidates() -> None:
    text = "\n".join([TIDES, GLASS, ROADS, GLASS.replace("salt", "fog"), TIDES])
    found = sought("", GLASS, "", text)
    assert sorted(one.errors for _, one in found)[:2] == [0, 4]


def test_nothing_alike_is_no_candidate() -> None:
    assert sought("", GLASS, "", "水纹在哪里忽然变细；鹭鸟站在哪里，肚子是干的。") == []
    assert sought("", "", "", TIDES) == []


def test_a_figure_that_differs_is_told() -> None:
    ((_, one), *_) = sought(
        "", "The gauge at Ferriby read 57 at noon", " on Monday.", "The gauge at Ferriby read 75 at noon on Monday."
    )
    assert one.figures


def test_a_spent_budget_ends_the_search() -> None:
    budget = Budget(10)
    search = SearchText(TIDES)
    with pytest.raises(OutOfStepsError):
        search.candidates(search.pattern("", TIDES, ""), budget)
    assert budget.left == 0


@given(st.integers(1, 40), st.integers(200, 2000))
def test_the_work_for_a_text_that_repeats_itself_is_bounded(period: int, length: int) -> None:
    text = (PROSE[:period] * length)[:length]
    budget = Budget(50_000_000)
    search = SearchText(text)
    search.candidates(search.pattern("", text[: length // 2], text[length // 2 :][:64]), budget)
    assert 50_000_000 - budget.left < 8000 * length


def test_a_chain_keeps_the_order_of_both() -> None:
    blocks = [Block(0, 100, 20), Block(30, 130, 20), Block(60, 40, 15)]
    best = next(chains(blocks, Pattern("x" * 80, 0, 80), Budget(1000_000)))
    assert best == blocks[:2]


@given(st.text("abc", min_size=20, max_size=60), st.text("abc", max_size=12), st.text("abc", max_size=12))
def test_an_alignment_holds_only_what_is_the_same_and_in_order(core: str, one: str, other: str) -> None:
    pattern, text = f"{core}{one}{core[::-1]}", f"{core}{other}{core[::-1]}"
    chain = [Block(0, 0, len(core)), Block(len(core) + len(one), len(core) + len(other), len(core))]
    found = list(aligned(Pattern(pattern, 5, len(pattern) - 5), text, chain, Budget(1000_000)))
    at = place = 0
    for block in found:
        assert pattern[block.at : block.at + block.length] == text[block.place : block.place + block.length]
        assert block.at >= at
        assert block.place >= place
        at, place = block.at + block.length, block.place + block.length


def test_places_beyond_a_few_are_not_looked_at() -> None:
    assert places_of("a", "banana") == [1, 3, 5]
    assert places_of("ana", "banana") == [1, 3]
    assert places_of("a", "a" * 100) is None


def test_a_word_starts_where_its_letters_do() -> None:
    assert word_start("one other", 6) == 4
    assert word_start("one other", 4) == 4
    assert word_start("水纹在哪里", 3) == 3


@given(TEXTS, st.data())
def test_a_pattern_is_folded_as_a_text_is(raw: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, len(raw)))
    whole = FoldedText(raw)
    assert folded_with(raw, start, end) == (whole.text, whole.folded_offset(start), whole.folded_offset(end))


@given(st.text("abc ", max_size=120), st.text("abc", min_size=1, max_size=14), st.integers(0, 1))
def test_whether_words_stand_in_a_text_is_the_same_with_an_index_and_without(raw: str, words: str, own: int) -> None:
    search = SearchText(raw)
    if own:
        words = search.folded.text[len(words) : 3 * len(words)]
    expected = words in search.folded.text
    assert search.has(words) == expected
    search.candidates(search.pattern("", "a b c a b c a b c", ""), Budget(1_000_000))
    assert search.has(words) == expected


def test_first_words_that_stand_twice_are_those_beside_the_rest() -> None:
    pattern = Pattern("x" * 20 + "y" * 60, 20, 80)
    chain = [Block(0, 100, 40), Block(20, 200, 60)]
    text = "-" * 100 + "x" * 20 + "y" * 20 + "-" * 60 + "y" * 60 + "-" * 20
    found = list(aligned(pattern, text, chain, Budget(100_000)))
    assert found == [Block(0, 100, 20), Block(20, 200, 60)]
