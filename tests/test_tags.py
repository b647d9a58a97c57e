"""Tags as they are typed: whatever stands on the line, and as it is written it is read again."""

from hypothesis import given
from hypothesis import strategies as st

from library.builder import clean_text
from reader.tags import LONGEST, MOST, completed, completions, parse_tags, told_tags, written_tags

KNOWN = ["harbour", "history", "to read", "tide"]


def test_words_are_separated_by_spaces_and_commas_and_may_have_a_sign() -> None:
    assert parse_tags(" tide, #sea  history,,to-do ") == (("tide", "sea", "history", "to-do"), "")
    assert parse_tags('"to read" #"in part" sea') == (("to read", "in part", "sea"), "")
    assert parse_tags(" ,, # ") == ((), "")


def test_each_is_there_once() -> None:
    assert parse_tags("Tide tide TIDE sea") == (("Tide", "sea"), "")


def test_too_long_and_too_many_are_told() -> None:
    assert parse_tags("x" * (LONGEST + 1)) == ((), "A tag has at most 50 characters.")
    assert parse_tags(" ".join(map(str, range(MOST + 1))))[1] == "A highlight has at most 30 tags."


@given(st.text(max_size=60))
def test_no_tag_has_white_space_around_it_or_characters_that_do_harm(text: str) -> None:
    for tag in parse_tags(text)[0]:
        assert tag == clean_text(tag) != ""


@given(st.lists(st.sampled_from([*KNOWN, "日本語", "a,b", "x#y"]), unique=True))
def test_what_is_written_is_read_again(tags: list[str]) -> None:
    assert parse_tags(written_tags(tags)) == (tuple(tags), "")


def test_the_last_word_is_completed_by_what_is_known_and_not_there_yet() -> None:
    assert completions("h", KNOWN) == ["harbour", "history"]
    assert completions("harbour, #H", KNOWN) == ["history"]
    assert completions("", KNOWN) == KNOWN
    assert completed("sea t", KNOWN) == 'sea "to read" '
    assert completed("sea x", KNOWN) == "sea x"
    assert completed('sea "to', KNOWN) == 'sea "to read" '


def test_as_they_are_told() -> None:
    assert told_tags(("tide", "to read")) == "#tide #to read"
