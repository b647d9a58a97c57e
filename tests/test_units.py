"""Words, clauses, sentences and paragraphs: what a selection moves and grows by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.builder import DocumentBuilder, add_caption, add_row
from library.document import BlockKind, Document, Range
from library.units import (
    Unit,
    character_end,
    character_start,
    grown,
    nearest_character,
    next_character,
    next_end,
    next_start,
    previous_character,
    previous_start,
    shrunk,
    unit_around,
)
from tests.texts import documents

NEWS = (
    "The keeper, Mr. Marrack (of St. Ives), wrote: “It rose 3.5 metres, e.g. at noon.” "
    "Then he slept; nobody woke him — not even the gulls."
)
CHINESE = "海港的燈塔在夜裡亮著。守燈人說：「今晚風很大，不要出海。」然後他關上了門。"
JAPANESE = "灯台守は潮の時刻を書いた。「風が強い」と言った。"


def text_of(*paragraphs: str) -> Document:
    builder = DocumentBuilder()
    for paragraph in paragraphs:
        builder.add(BlockKind.PARAGRAPH, paragraph)
    return builder.build()


def walked(document: Document, unit: Unit) -> list[str]:
    """All units from the first to the last, as motions find them: from the beginning of each to its end."""
    found, at = [], nearest_character(document, 0)
    while True:
        last = next_end(document, max(at - 1, 0), unit) if at else _first_end(document, unit)
        found.append(document.text[at : character_end(document, last)])
        following = next_start(document, at, unit)
        if following <= at or following > previous_start(document, len(document.text), unit):
            return found
        at = following


def _first_end(document: Document, unit: Unit) -> int:
    return unit_around(document, Range(0, 1), unit).end - 1


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("It can't rise 3.5 m, Mrs. O’Hara.", Unit.WORD, ["It", "can't", "rise", "3.5", "m", "Mrs", "O’Hara"]),
        ("潮位很高", Unit.WORD, ["潮", "位", "很", "高"]),
        (NEWS, Unit.SENTENCE, [NEWS[: NEWS.index("Then") - 1], NEWS[NEWS.index("Then") :]]),
        (
            CHINESE, Unit.SENTENCE,
            ["海港的燈塔在夜裡亮著。", "守燈人說：「今晚風很大，不要出海。」", "然後他關上了門。"],
        ),
        (JAPANESE, Unit.SENTENCE, ["灯台守は潮の時刻を書いた。", "「風が強い」と言った。"]),
        (
            NEWS, Unit.CLAUSE,
            ["The keeper,", "Mr. Marrack", "(of St. Ives),", "wrote:", "“It rose 3.5 metres,", "e.g. at noon.”",
             "Then he slept;", "nobody woke him —", "not even the gulls."],
        ),
        ("今晚風很大，不要出海。", Unit.CLAUSE, ["今晚風很大，", "不要出海。"]),
    ],
)  # fmt: skip
def test_units_of_a_text(text: str, unit: Unit, expected: list[str]) -> None:
    document = text_of(text)
    assert walked(document, unit) == expected


def test_motions_cross_from_block_to_block() -> None:
    document = text_of("One two.", "Three four.")
    three = document.text.index("Three")
    assert next_start(document, document.text.index("two"), Unit.WORD) == three
    assert previous_start(document, three, Unit.WORD) == document.text.index("two")
    assert next_end(document, document.text.index("."), Unit.SENTENCE) == len(document.text) - 1
    assert next_character(document, document.text.index(".")) == three
    assert previous_character(document, three) == document.text.index(".")


def test_at_the_ends_of_a_text_motions_stay() -> None:
    document = text_of("One two.")
    last = len(document.text) - 1
    for unit in (Unit.WORD, Unit.CLAUSE, Unit.SENTENCE, Unit.PARAGRAPH):
        assert previous_start(document, 0, unit) == 0
        assert next_end(document, last, unit) == last
        assert next_start(document, last, unit) == last
    assert next_character(document, last) == last
    assert previous_character(document, 0) == 0


def test_a_sentence_does_not_run_from_cell_to_cell_nor_from_a_caption_into_its_credit() -> None:
    builder = DocumentBuilder()
    add_row(builder, [("Bristol", []), ("12 m at most", [])], 1, header=False)
    add_caption(builder, "The gates at dawn", "Tern Pictures", "Photo")
    document = builder.build()

    def sentence(word: str) -> str:
        at = document.text.index(word)
        return document.slice(unit_around(document, Range(at, at + 1), Unit.SENTENCE))

    assert [sentence(word) for word in ("Bristol", "at most", "gates", "Tern")] == [
        "Bristol", "12 m at most", "The gates at dawn", "Tern Pictures",
    ]  # fmt: skip


def test_a_selection_grows_from_word_to_article_and_shrinks() -> None:
    builder = DocumentBuilder()
    builder.add(BlockKind.PARAGRAPH, "Before.")
    builder.add(BlockKind.HEADING, "Tides", level=2)
    builder.add(BlockKind.PARAGRAPH, "First, a gale came in. Then, at noon, the gate shut. It held.")
    builder.add(BlockKind.HEADING, "Gates", level=2)
    builder.add(BlockKind.PARAGRAPH, "After.")
    document = builder.build()
    at = document.text.index("noon")
    place = Range(at + 1, at + 2)
    seen = []
    for _ in range(7):
        place = grown(document, place)
        seen.append(document.slice(place))
    assert seen == [
        "noon", "at noon,", "Then, at noon, the gate shut.",
        "First, a gale came in. Then, at noon, the gate shut. It held.",
        "Tides\nFirst, a gale came in. Then, at noon, the gate shut. It held.", document.text, document.text,
    ]  # fmt: skip
    smaller = [document.slice(place := shrunk(document, place)) for _ in range(3)]
    assert smaller[0] == "Before."
    assert smaller[-1] == "Before"


def test_two_sentences_grow_to_their_paragraph() -> None:
    document = text_of("One came. Two went. Three stayed.", "Four.")
    start, end = document.text.index("came"), document.text.index("went")
    assert document.slice(unit_around(document, Range(start, end), Unit.SENTENCE)) == "One came. Two went."
    assert document.slice(grown(document, Range(0, len("One came. Two went.")))) == "One came. Two went. Three stayed."


@given(documents(), st.data())
def test_characters_are_whole_and_every_place_is_reached(document: Document, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(document.text)))
    at = nearest_character(document, offset)
    if not any(block.end > block.start for block in document.blocks):
        assert at == 0
        return
    assert character_start(document, at) == at
    assert at < character_end(document, at) <= len(document.text)
    following = next_character(document, at)
    assert following == at or previous_character(document, following) <= at < following


@given(documents(), st.data(), st.sampled_from([Unit.WORD, Unit.CLAUSE, Unit.SENTENCE, Unit.PARAGRAPH]))
def test_motions_go_on_or_back_and_come_to_the_end(document: Document, data: st.DataObject, unit: Unit) -> None:
    at = nearest_character(document, data.draw(st.integers(0, len(document.text))))
    for motion in (next_start, next_end):
        place = at
        for _ in range(len(document.text) + 2):
            following = motion(document, place, unit)
            assert following >= place
            assert following == place or nearest_character(document, following) == following
            if following == place:
                break
            place = following
        else:
            pytest.fail("a motion never ends")
    place = at
    while (following := previous_start(document, place, unit)) != place:
        assert following < place
        place = following


@given(documents(), st.data())
def test_growing_never_loses_a_character_and_ends(document: Document, data: st.DataObject) -> None:
    start = nearest_character(document, data.draw(st.integers(0, len(document.text))))
    place = Range(start, min(len(document.text), start + 1))
    for _ in range(len(Unit) + 1):
        larger = grown(document, place)
        assert larger.start <= place.start <= place.end <= larger.end
        place = larger
    assert grown(document, place) == place


def test_a_giant_paragraph_is_taken_in_stretches() -> None:
    document = text_of("The tide came in again. " * 40_000)
    middle = document.text.index("again", len(document.text) // 2)
    assert document.slice(unit_around(document, Range(middle, middle + 1), Unit.WORD)) == "again"
    assert document.slice(unit_around(document, Range(middle, middle + 1), Unit.SENTENCE)) == "The tide came in again."
    assert next_end(document, middle, Unit.SENTENCE) == document.text.index(".", middle)
