"""Speed reading: everything flashes once and in order, from any place on, as long as it deserves."""

import math
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.builder import DocumentBuilder
from library.document import BlockKind, Document
from reader.rapid import Flash, RapidReading, focal_letter

TEXTS = st.text(st.sampled_from("aaB1 .!?,'”“()—-\n。、「」行く東カーكि।\u0301👩\u200d👧"), max_size=60)


def article(*blocks: tuple[BlockKind, str]) -> Document:
    builder = DocumentBuilder("en")
    for kind, text in blocks:
        builder.add(kind, text)
    return builder.build()


def paragraphs(*texts: str) -> Document:
    return article(*((BlockKind.PARAGRAPH, text) for text in texts))


def reading(document: Document, pace: float = 300, at_a_time: int = 1) -> RapidReading:
    return RapidReading(document, words_per_minute=pace, words_at_a_time=at_a_time)


def shown(document: Document, at_a_time: int = 1) -> list[str]:
    return [document.text[one.start : one.end] for one in reading(document, at_a_time=at_a_time).flashes()]


def seconds(text: str, pace: float = 300) -> list[float]:
    return [flash.seconds for flash in reading(paragraphs(text), pace).flashes()]


MIXED = article(
    (BlockKind.HEADING, "On bread"),
    (BlockKind.IMAGE, "A loaf"),
    (BlockKind.PARAGRAPH, "He left. She, too, stayed."),
    (BlockKind.RULE, ""),
    (BlockKind.CODE, "if loaf:\n    eat(loaf)"),
    (BlockKind.ROW, "Rye 3.50"),
)


def test_everything_flashes_but_pictures_and_rules_and_code_by_line() -> None:
    assert shown(MIXED) == [
        "On", "bread", "He", "left.", "She,", "too,", "stayed.", "if loaf:", "eat(loaf)", "Rye 3.50",
    ]  # fmt: skip


def test_several_words_at_a_time_stay_within_their_sentence() -> None:
    assert shown(MIXED, 2)[:4] == ["On bread", "He left.", "She, too,", "stayed."]
    assert shown(paragraphs("one two three four five"), 3) == ["one two three", "four five"]
    assert shown(paragraphs("an extraordinarily incomprehensible thing"), 3)[0] == "an extraordinarily"


def test_ideographs_come_a_few_at_a_time() -> None:
    assert shown(paragraphs("今日は東京へ行きました。")) == ["今日", "は", "東京", "へ", "行", "きまし", "た。"]


def test_a_word_too_long_to_be_seen_at_once_comes_in_pieces() -> None:
    pieces = shown(paragraphs("https://example.org/a-very-long-address/of-a-page"))
    assert "".join(pieces) == "https://example.org/a-very-long-address/of-a-page"
    assert max(map(len, pieces)) <= 20
    assert pieces[0] == "https://"


@pytest.mark.parametrize(
    ("word", "letter"),
    [
        ("a", 0), ("of", 1), ("bread", 1), ("loaves", 2), ("extraordinary", 3), ("incomprehensible", 4),
        ("“bread,”", 2), ("“", 0), ("今日", 0), ("スカイ", 1), ("", 0),
        ("e\u0331e\u0331", 2), ("👩\u200d👧", 0), ("(1)", 1),
    ],
)  # fmt: skip
def test_the_eye_rests_a_little_left_of_the_middle(word: str, letter: int) -> None:
    assert focal_letter(word) == letter


def test_what_takes_longer_to_take_in_is_shown_longer() -> None:
    plain, comma, long, number, _, stop = seconds("word word, extraordinary 1234 word last.")
    assert math.isclose(plain, 0.2)
    assert plain < comma < stop
    assert plain < long
    assert plain < number
    heading, paragraph = (
        reading(article((kind, "One"), (BlockKind.PARAGRAPH, "Two"))).flash_at(0)
        for kind in (BlockKind.HEADING, BlockKind.PARAGRAPH)
    )
    assert heading
    assert paragraph
    assert stop <= paragraph.seconds < heading.seconds


def test_the_pace_is_kept_within_what_can_be_read() -> None:
    assert math.isclose(seconds("word word", 600)[0], 0.1)
    assert seconds("word word", 1e9) == seconds("word word", 1200)
    for slow in (0, -5, math.nan):
        assert seconds("word word", slow) == seconds("word word", 100)


def test_sentences_are_walked_from_any_place() -> None:
    document = paragraphs("He left. She stayed. ", "They met. The end.")
    text, rapid = document.text, reading(document)
    assert rapid.sentence_back(text.index("stayed")) == text.index("She")
    assert rapid.sentence_back(text.index("She")) == 0
    assert rapid.sentence_back(text.index("They")) == text.index("She")
    assert rapid.sentence_back(0) == 0
    assert rapid.sentence_on(0) == text.index("She")
    assert rapid.sentence_on(text.index("stayed")) == text.index("They")
    assert rapid.sentence_on(text.index("The end")) == text.index("end.")


def test_an_article_with_nothing_to_show_shows_nothing() -> None:
    for document in (Document(""), article((BlockKind.IMAGE, "A loaf"), (BlockKind.RULE, ""))):
        rapid = reading(document)
        assert rapid.flash_at(0) is None
        assert list(rapid.flashes()) == []
        assert rapid.sentence_back(3) == rapid.sentence_on(3) == 0


def test_a_giant_block_is_opened_in_its_middle_and_read_both_ways() -> None:
    document = paragraphs("Some words of a sentence. " * 3000 + "x" * 20_000 + " end")
    rapid = reading(document)
    middle = rapid.flash_at(40_000)
    assert middle
    onward = list(islice(rapid.flashes(40_000), 3000))
    back: list[Flash] = [onward[-1]]
    while (flash := rapid.before(back[-1])) and flash.start >= middle.start:
        back.append(flash)
    assert back[::-1] == onward


@given(st.lists(st.tuples(st.sampled_from(BlockKind), TEXTS), max_size=5), st.integers(1, 3))
def test_every_flash_is_found_from_each_of_its_places(blocks: list[tuple[BlockKind, str]], at_a_time: int) -> None:
    document = article(*blocks)
    rapid = reading(document, at_a_time=at_a_time)
    flashes = list(rapid.flashes())
    at = 0
    for flash in flashes:
        assert at <= flash.start <= flash.focus < flash.end
        assert 0 < flash.seconds < 20
        assert rapid.flash_at(flash.start) == rapid.flash_at(flash.end - 1) == flash
        at = flash.end
    left_out = "".join(
        document.slice(block) for block in document.blocks if block.kind in {BlockKind.IMAGE, BlockKind.RULE}
    )
    covered = "".join(document.text[flash.start : flash.end] for flash in flashes)
    assert sorted("".join((covered + left_out).split())) == sorted("".join(document.text.split()))
    for earlier, later in pairwise(flashes):
        assert rapid.after(earlier) == later
        assert rapid.before(later) == earlier
    for offset in range(-1, len(document.text) + 2):
        expected = next((flash for flash in flashes if flash.end > offset), flashes[-1] if flashes else None)
        assert rapid.flash_at(offset) == expected
        assert rapid.sentence_back(offset) <= (expected.start if expected else 0) <= rapid.sentence_on(offset)
