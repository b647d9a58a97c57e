"""Snippets: the words around a hit, and where it stands, as the index sees it."""

import sqlite3
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from library.indexing import searchable
from library.query import Term
from library.snippets import Wanted, folded, snippet

LONG = "A first sentence stands here. " * 20 + "The tide gates were shut at dawn. " + "And more follows on it. " * 20


def test_a_snippet_is_the_words_around_a_hit_and_says_where_they_stand() -> None:
    found = snippet(LONG, [Term("tide gates")])
    assert found is not None
    assert found.offset == LONG.index("tide gates")
    assert [found.text[start:end] for start, end in found.hits] == ["tide gates"]
    assert (found.text[0], found.text[-1]) == ("…", "…")
    assert found.text[1:-1] in LONG
    assert 120 <= len(found.text) <= 162
    assert found.text[1:2].isalpha()
    assert not found.text[1:].startswith(" ")
    assert found.text.split("tide")[0].endswith("The ")


def test_the_place_where_most_of_the_words_stand_together_comes_before_the_first() -> None:
    text = f"The tide alone. {'Filler of words. ' * 30}Here a gate, and the tide. {'Filler of words. ' * 30}"
    found = snippet(text, [Term("tide"), Term("gate")])
    assert found is not None
    assert found.offset == text.index("gate")
    assert [found.text[start:end] for start, end in found.hits] == ["gate", "tide"]
    alone = snippet(text, [Term("tide"), Term("nowhere")])
    assert alone is not None
    assert alone.offset == 4


@pytest.mark.parametrize(
    ("text", "term", "hits"),
    [
        ("Père Noël’s GÂTEAU", Term("noel"), ["Noël"]),
        ("Père Noël’s GÂTEAU", Term("gât", prefix=True), ["GÂTEAU"]),
        ("Père Noël’s GÂTEAU", Term("gat"), None),
        ("tides, tide; x_tide_x", Term("tide"), ["tide", "tide"]),
        ("well-known, well\nknown, wellknown", Term("well-known"), ["well-known", "well known"]),
        ("海の塩は白い", Term("塩は"), ["塩は"]),
        ("海の塩は白い", Term("塩"), ["塩"]),
        ("소금밭의 소금", Term("금밭"), ["금밭"]),
        ("Соль и СОЛЬ", Term("соль"), ["Соль", "СОЛЬ"]),
        ("Ο Άνεμος και ο ΆΝΕΜΟΣ", Term("ανεμος"), ["Άνεμος", "ΆΝΕΜΟΣ"]),
        ("Ёлка и елка, но й не и", Term("елка"), ["Ёлка", "елка"]),
        ("мой", Term("мои"), None),
        ("İstanbul tide", Term("tide"), ["tide"]),
        ("tide潮tide", Term("tide"), ["tide", "tide"]),
        ("x", Term("—"), None),
    ],
)
def test_hits_are_those_of_the_index(text: str, term: Term, hits: list[str] | None) -> None:
    found = snippet(text, [term])
    assert (found and [found.text[start:end] for start, end in found.hits]) == hits


def test_a_hit_in_a_note_is_shown_only_when_the_text_has_none_and_has_no_place() -> None:
    notes = ["another", "a tide\nof \x1b[31mnotes\u202e"]
    found = snippet("No such word.", [Term("tide")], notes)
    assert found is not None
    assert (found.text, found.hits, found.offset) == ("a tide of  [31mnotes ", ((2, 6),), None)
    in_text = snippet("The tide.", [Term("tide")], notes)
    assert in_text is not None
    assert in_text.offset == 4
    assert snippet("No such word.", [Term("nowhere")], notes) is None
    assert snippet("No such word.", [], notes) is None


def test_wide_characters_count_twice() -> None:
    found = snippet("前の文。" * 80 + "潮の門" + "次の文。" * 80, [Term("潮の")], cells=60)
    assert found is not None
    assert 25 <= len(found.text) <= 34
    assert [found.text[start:end] for start, end in found.hits] == ["潮の"]


def test_far_into_a_long_text_it_is_found_too() -> None:
    text = "filler words " * 40_000 + "the tide. " + "filler words " * 40_000
    found = snippet(text, [Term("tide")])
    assert found is not None
    assert found.offset == text.index("tide")
    assert [found.text[start:end] for start, end in found.hits] == ["tide"]


alphabet = st.sampled_from("aàb qQéÉß潮の門소금СоЬйё’'-_ \n.,１ﬁİıŁøὀά")
words = st.text(alphabet, min_size=1, max_size=6)


@given(text=st.text(alphabet, max_size=60), word=words, prefix=st.booleans(), cells=st.integers(10, 80))
def test_a_snippet_is_of_the_text_and_its_hits_are_there(text: str, word: str, prefix: bool, cells: int) -> None:  # noqa: FBT001  hypothesis calls it
    text = unicodedata.normalize("NFC", text)
    found = snippet(text, [Term(word, prefix)], cells=cells)
    assert len(folded(text)) == len(text)
    if found is None:
        assert not Wanted(Term(word, prefix)).stands_in(text)
        return
    assert found.text.isprintable()
    assert found.offset is not None
    assert found.hits
    bare = found.text.removeprefix("…").removesuffix("…")
    assert bare in text.replace("\n", " ")
    start, end = found.hits[0]
    assert folded(found.text[start:end]) == folded(text[found.offset : found.offset + end - start].replace("\n", " "))


@pytest.fixture(scope="module")
def index() -> sqlite3.Connection:
    """An index as the library has it."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE one USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2')")
    return connection


@given(text=st.text(alphabet, max_size=30), word=words, prefix=st.booleans())
@example(text="καλάμι", word="καλά", prefix=True)
def test_a_term_stands_in_a_text_when_the_index_finds_it(
    index: sqlite3.Connection, text: str, word: str, prefix: bool  # noqa: FBT001  hypothesis calls it
) -> None:  # fmt: skip
    text, word = unicodedata.normalize("NFC", text), unicodedata.normalize("NFC", word)
    index.execute("DELETE FROM one")
    index.execute("INSERT INTO one VALUES (?)", (searchable(text),))
    term = Term(word, prefix)
    if not any(character.isalnum() for character in word):
        return
    found = index.execute("SELECT count(*) FROM one WHERE one MATCH ?", (term.match,)).fetchone()[0] > 0
    assert Wanted(term).stands_in(text) is found


def test_letters_are_folded_as_the_index_folds_them(index: sqlite3.Connection) -> None:
    index.execute("DELETE FROM one")
    letters = [chr(code) for code in [*range(0xC0, 0x587), *range(0x1E00, 0x2000)] if chr(code).isalpha()]
    lawful = [one for one in letters if unicodedata.is_normalized("NFC", one)]
    index.executemany("INSERT INTO one (rowid, text) VALUES (?, ?)", [(ord(one), searchable(one)) for one in lawful])
    index.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, one, instance)")
    known = {row[0]: row[1] for row in index.execute("SELECT doc, term FROM temp.words")}
    differing = [one for one in lawful if known.get(ord(one), "") != folded(one)]
    assert set(differing) <= set("ǠǡͿԨԪԬԮ"), differing  # as good as never written
