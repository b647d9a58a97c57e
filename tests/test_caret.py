"""The caret: what each motion makes of a selection, without an app."""

from hypothesis import given
from hypothesis import strategies as st

from library.builder import DocumentBuilder
from library.document import BlockKind, Document, Range
from library.units import nearest_character
from reader.caret import MOTIONS, Caret, caret_over
from tests.texts import documents


def text_of(*paragraphs: str) -> Document:
    builder = DocumentBuilder()
    for paragraph in paragraphs:
        builder.add(BlockKind.PARAGRAPH, paragraph)
    return builder.build()


def selected(document: Document, caret: Caret) -> str:
    return document.slice(caret.range(document))


def test_the_character_under_the_caret_is_selected() -> None:
    document = text_of("One two three.")
    caret = Caret(4, 4)
    assert selected(document, caret) == "t"
    assert selected(document, caret.moved(document, MOTIONS["caret-word-end"])) == "two"
    assert selected(document, caret.moved(document, MOTIONS["caret-word-end"], 2)) == "two three"
    assert selected(document, caret.moved(document, MOTIONS["caret-previous-word"])) == "One t"


def test_a_selection_is_made_in_either_direction_and_turned() -> None:
    document = text_of("One two three.")
    caret = Caret(6, 6).moved(document, MOTIONS["caret-previous-word"])
    assert selected(document, caret) == "two"
    turned = caret.turned()
    assert selected(document, turned) == "two"
    assert selected(document, turned.moved(document, MOTIONS["caret-word-end"])) == "two three"


def test_a_family_of_joined_characters_is_one() -> None:
    document = text_of("a👩‍👩‍👧b 🇩🇪 ok")
    caret = Caret(1, 1)
    assert selected(document, caret) == "👩‍👩‍👧"
    assert document.text[caret.moved(document, MOTIONS["caret-right"]).at] == "b"


def test_by_paragraph_whole_paragraphs_are_selected() -> None:
    document = text_of("One two.", "Three.", "Four.")
    caret = Caret(4, 4, by_paragraph=True)
    assert selected(document, caret) == "One two."
    assert selected(document, caret.moved(document, MOTIONS["caret-paragraph-end"], 2)) == "One two.\nThree."


def test_it_grows_and_shrinks() -> None:
    document = text_of("First, a gale. Then, at noon, it held.")
    caret = Caret(document.text.index("noon"), document.text.index("noon"))
    sizes = []
    for _ in range(4):
        caret = caret.grown(document)
        sizes.append(selected(document, caret))
    assert sizes == ["noon", "at noon,", "Then, at noon, it held.", document.text]
    assert selected(document, caret.shrunk(document)) == "First, a gale."


@given(documents(), st.data())
def test_a_selection_over_a_range_is_that_range_in_whole_characters(document: Document, data: st.DataObject) -> None:
    if not document.text.strip():
        return
    start = nearest_character(document, data.draw(st.integers(0, len(document.text))))
    end = nearest_character(document, data.draw(st.integers(start, len(document.text))))
    place = Caret(start, max(start, end)).range(document)
    assert caret_over(document, place).range(document) == place


@given(documents(), st.data(), st.sampled_from(sorted(MOTIONS)), st.integers(1, 9))
def test_no_motion_leaves_the_text(document: Document, data: st.DataObject, name: str, times: int) -> None:
    at = nearest_character(document, data.draw(st.integers(0, len(document.text))))
    caret = Caret(at, at).moved(document, MOTIONS[name], times)
    place = caret.range(document)
    assert 0 <= place.start <= place.end <= len(document.text)
    assert place.start <= at <= place.end
    assert isinstance(place, Range)
