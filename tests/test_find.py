"""Finding in a text: what is the same to a reader is found, and the hits agree with each other."""

import re
import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from library.document import Range
from library.errors import LibraryError, PatternError
from library.find import REGULAR_HITS, Finder, Pattern

LETTERS = st.sampled_from("aaabbesS .\n’'—-…ßﬁfiæéÉeö漢字，\u00a0\u3000\u0302\u0327ابـًשׁ\u05b8йёकिि👩\u200c²")
TEXTS = st.text(LETTERS, max_size=40).map(lambda text: unicodedata.normalize("NFC", text))
WORDS = st.text(LETTERS, min_size=1, max_size=4)


def walked(pattern: Pattern) -> list[Range]:
    hits = []
    hit = pattern.next(0)
    while hit is not None:
        hits.append(hit)
        hit = pattern.next(hit.end)
    return hits


def found(text: str, words: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in walked(Finder(text).pattern(words))]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("paris", "PARIS"), ("it's", "it’s"), ('"so"', "“so”"), ("a-b", "a–b"), ("a-b", "a‑b"), ("wait...", "wait…"),
        ("wait…", "wait..."), ("strasse", "Straße"), ("straße", "STRASSE"), ("coeur", "cœur"), ("fine", "ﬁne"),
        ("difficult", "diﬃcult"), ("cafe", "café"), ("ångström", "Ångström"), ("lodz", "Łódź"), ("αθηνα", "Αθήνα"),
        ("λογος", "ΛΌΓΟΣ"), ("елка", "ёлка"), ("замок", "за\u0301мок"), ("ha noi", "Hà Nội"),
        ("abc 12", "ＡＢＣ　１２"),
        ("co2", "CO₂"), ("10 000", "10\u202f000"), ("one two", "one\ntwo"), ("one two", "one\n    two"),
        ("one  two", "one two"), ("שלום", "שָׁלוֹם"), ("كتاب", "كِتَاب"), ("كتاب", "كتـــاب"), ("میروم", "می\u200cروم"),
        ("istanbul", "İstanbul"), ("真的?", "真的？"), ("❤", "❤\ufe0f"), ("aeon", "ǽon"),
    ],
)  # fmt: skip
def test_what_reads_the_same_is_found_however_it_was_typed(words: str, text: str) -> None:
    assert found(f"xx {text} yy", words) == [text]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Paris", "paris PARIS"), ("café", "cafe"), ("É", "é e E"), ("ö", "o"), ("и", "й"), ("か", "が"),
        ("one two", "onetwo"), ("एक", "इक"), ("kas", "ka s"),
    ],
)  # fmt: skip
def test_what_reads_otherwise_is_not(words: str, text: str) -> None:
    assert found(text, words) == []


def test_an_accent_asks_for_accents_and_still_not_for_capitals() -> None:
    assert found("Résumé resume RÉSUMÉ", "résumé") == ["Résumé", "RÉSUMÉ"]
    assert found("Résumé resume RÉSUMÉ", "Resume") == ["Résumé"]


def test_a_hit_takes_what_belongs_to_its_last_character_along() -> None:
    assert found("vx\u0327\u0331t", "x") == ["x\u0327\u0331"]
    assert found("कि", "क") == ["कि"]
    assert found("a \n\n b", "a ") == ["a \n\n "]
    assert found("शब्द", "\u094d") == ["\u094d"]


def test_one_character_that_stands_for_several_is_one_hit() -> None:
    assert found("a…b", ".") == ["…"]
    assert found("…...", ".") == ["…", ".", ".", "."]
    assert found("Maß muss", "s") == ["ß", "s", "s"]
    assert found("saßas", "sas") == ["saß"]


def test_hits_do_not_overlap_wherever_the_search_starts() -> None:
    pattern = Finder("aaaaa").pattern("aa")
    assert walked(pattern) == [Range(0, 2), Range(2, 4)]
    assert pattern.next(1) == Range(2, 4)
    assert pattern.previous(4) == Range(2, 4)
    assert pattern.count == 2


def test_words_that_are_empty_or_ignored_find_nothing() -> None:
    for words in ("", "ـ", "\u200c"):
        pattern = Finder("a ـ b").pattern(words)
        assert (pattern.next(0), pattern.previous(9), pattern.count, pattern.between(0, 9)) == (None, None, 0, [])


def test_an_ignored_character_before_a_space_does_not_take_the_space() -> None:
    assert found("كتاـ ب  x", "كتا ب") == ["كتاـ ب"]


def test_hits_far_into_a_long_text_have_their_offsets_there() -> None:
    text = "… ß word\n\n\nx\u0331 " * 3000 + "Heliotrope… " + "é\n\n" * 3000
    at = text.index("Heliotrope")
    pattern = Finder(text).pattern("heliotrope...")
    assert pattern.next(0) == pattern.previous(len(text)) == Range(at, at + 11)
    assert pattern.between(at + 10, at + 11) == [Range(at, at + 11)]


@pytest.mark.parametrize("start", [-5, 0, 3, 99])
def test_any_offset_may_be_asked_for(start: int) -> None:
    pattern = Finder("abc").pattern("b")
    assert pattern.next(start) == (Range(1, 2) if start < 2 else None)
    assert pattern.previous(start) == (Range(1, 2) if start > 1 else None)
    assert pattern.between(start, start) == []
    assert Finder("").pattern("b").next(start) is None


@given(TEXTS, st.integers(0, 40), st.integers(1, 20))
def test_a_slice_of_the_text_is_found_where_it_was_taken(text: str, start: int, size: int) -> None:
    words = text[start : start + size]
    pattern = Finder(text).pattern(words)
    assume(Finder(words).pattern(words).count)
    assert pattern.between(start, start + size)


@given(TEXTS, WORDS)
@example("aßa", "sas")
@example("a" * 9, "aa")
@example("e\u0327\u0331e", "e")
@example("…" * 4, "..")
def test_all_ways_to_the_hits_agree(text: str, words: str) -> None:
    pattern = Finder(text).pattern(words)
    agree(pattern, text)


@given(TEXTS, st.sampled_from(["a", "[ab]+", "s.", "e|é", r"\w\W", "^a", "b$", r"\s+", "S", "a*"]))
def test_all_ways_to_the_hits_of_an_expression_agree(text: str, words: str) -> None:
    agree(Finder(text).pattern(words, regular=True), text)


def agree(pattern: Pattern, text: str) -> None:
    hits = walked(pattern)
    assert pattern.count == len(hits)
    assert [pattern.ordinal(hit) for hit in hits] == list(range(1, len(hits) + 1))
    assert pattern.between(0, len(text)) == hits
    end = 0
    for hit in hits:
        assert end <= hit.start < hit.end <= len(text)
        end = hit.end
    for offset in range(len(text) + 1):
        assert pattern.next(offset) == next((hit for hit in hits if hit.start >= offset), None)
        assert pattern.previous(offset) == next((hit for hit in hits[::-1] if hit.start < offset), None)
        touching = [hit for hit in hits if hit.start < offset + 3 and hit.end > offset]
        assert pattern.between(offset, offset + 3) == touching


@given(TEXTS)
def test_folding_what_a_keyboard_lacks_changes_no_hit(text: str) -> None:
    plain = text.replace("’", "'").replace("—", "-").replace("\u00a0", " ").replace("\n", " ").replace("，", ",")
    for words in ("a", "e", "s", "-", "'", " ", "ab"):
        assert Finder(text).pattern(words).between(0, 99) == Finder(plain).pattern(words).between(0, 99)


@given(st.text("ab c\n", max_size=30), st.text("abc", min_size=1, max_size=2))
def test_plain_words_are_found_where_python_finds_them(text: str, words: str) -> None:
    assert walked(Finder(text).pattern(words)) == [Range(*match.span()) for match in re.finditer(words, text)]


def test_regular_expressions_know_blocks_and_case() -> None:
    finder = Finder("One two\ntwo Three\ntwo")
    assert [hit.start for hit in finder.pattern("^two", regular=True).between(0, 99)] == [8, 18]
    assert finder.pattern("three$", regular=True).count == 1
    assert finder.pattern("Two", regular=True).count == 0
    assert finder.pattern(r"\S+", regular=True).count == 5
    assert finder.pattern(r"\bT\w+", regular=True).next(0) == Range(12, 17)
    assert finder.pattern("x*", regular=True).count == 0


@pytest.mark.parametrize(
    "words",
    ["(", "a**", "[", "a{99999999999}", r"\p{Nonsense}", "(?P<a", "((a{1000}){1000}){1000}", "(a{5000,}){5000,}",
     "(" * 900, "a" * 2000, "(?<"],
)  # fmt: skip
def test_what_is_no_regular_expression_is_told(words: str) -> None:
    with pytest.raises(PatternError) as raised:
        Finder("a text").pattern(words, regular=True)
    assert isinstance(raised.value, LibraryError)
    assert str(raised.value).endswith(".")


def test_an_expression_that_would_take_ages_is_stopped() -> None:
    with pytest.raises(PatternError, match="too long"):
        Finder("a" * 5000 + "b").pattern("(a|aa)+$", regular=True)


def test_more_matches_than_are_kept_are_counted_as_at_least() -> None:
    finder = Finder("a " * (REGULAR_HITS + 1))
    pattern = finder.pattern(r"\w", regular=True)
    assert (pattern.count, pattern.at_least) == (REGULAR_HITS, True)
    assert not finder.pattern("a").at_least
