"""Anchors: found again where the words are, never at a look-alike, and honest where it can't be told."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from library.anchor import AnchorState, find_anchor, find_anchors, make_anchor
from library.document import Document, Range
from tests.anchoring import PARAGRAPHS, anchor_of, article, places, prose
from tests.texts import documents


@given(st.data())
def test_in_the_same_text_an_anchor_is_held_where_it_was_made(data: st.DataObject) -> None:
    document = data.draw(PARAGRAPHS)
    place = data.draw(places(document))
    anchor = make_anchor(document, place)
    assert anchor.quote == document.slice(place)
    assert document.text[place.start - len(anchor.before) : place.start] == anchor.before
    assert document.text[place.end : place.end + len(anchor.after)] == anchor.after
    found = find_anchor(anchor, document)
    assert (found.place, found.state) == (place, AnchorState.HELD)


@given(st.data(), st.integers(0, 3), st.integers(0, 3))
def test_paragraphs_before_and_after_move_a_passage_but_do_not_lose_it(
    data: st.DataObject, earlier: int, later: int
) -> None:
    body = [prose(seed) for seed in range(3)]
    document = article(*body)
    start = data.draw(st.integers(document.blocks[1].start, document.blocks[1].end))
    place = Range(start, data.draw(st.integers(start, document.blocks[1].end)))
    changed = article(*(prose(50 + n) for n in range(earlier)), *body, *(prose(60 + n) for n in range(later)))
    moved = changed.text.index(document.text)
    found = find_anchor(make_anchor(document, place), changed)
    assert found.state is AnchorState.HELD
    assert found.place == Range(place.start + moved, place.end + moved)


@given(documents(), documents(), st.data())
def test_any_two_texts_give_an_answer_that_is_within_the_text(
    document: Document, other: Document, data: st.DataObject
) -> None:
    anchor = make_anchor(document, data.draw(places(document)))
    found = find_anchor(anchor, other)
    assert (found.place is None) == (found.state is AnchorState.LOST)
    assert found.state in (AnchorState.HELD, AnchorState.UNCERTAIN, AnchorState.LOST)
    assert 0 <= found.score <= 1
    if found.place is not None:
        assert 0 <= found.place.start <= found.place.end <= len(other.text)


@given(PARAGRAPHS, PARAGRAPHS, st.data())
def test_a_short_quote_is_held_only_where_its_own_words_are(
    document: Document, other: Document, data: st.DataObject
) -> None:
    place = data.draw(places(document))
    anchor = make_anchor(document, Range(place.start, min(place.end, place.start + 31)))
    found = find_anchor(anchor, other)
    if found.state is AnchorState.HELD:
        assert found.place is not None
        assert other.slice(found.place).split() == anchor.quote.split()


@given(documents(), documents(), st.data())
def test_many_are_found_as_one_by_one(document: Document, other: Document, data: st.DataObject) -> None:
    anchors = [make_anchor(document, data.draw(places(document))) for _ in range(3)]
    assert find_anchors(anchors, other) == [find_anchor(anchor, other) for anchor in anchors]


@given(st.data())
def test_edits_out_of_sight_only_move_a_passage(data: st.DataObject) -> None:
    document = article(*(prose(seed) for seed in range(5)))
    middle = document.blocks[2]
    start = data.draw(st.integers(middle.start, middle.end))
    place = Range(start, data.draw(st.integers(start, middle.end)))
    typed = st.text(st.sampled_from("aeiou 123"), max_size=40)
    far = data.draw(st.integers(0, place.start - 300)), data.draw(st.integers(place.end + 300, len(document.text)))
    head = document.text[: far[0]] + data.draw(typed)
    changed = head + document.text[far[0] : far[1]] + data.draw(typed) + document.text[far[1] :]
    found = find_anchor(make_anchor(document, place), Document(changed))
    assert found.state is AnchorState.HELD
    shift = len(head) - far[0]
    assert found.place == Range(place.start + shift, place.end + shift)


def test_a_long_paragraph_that_stands_once_needs_no_context() -> None:
    document = article(prose(1), prose(2), prose(3))
    changed = article(prose(4), prose(5), prose(2), prose(6))
    found = find_anchor(anchor_of(document, prose(2)), changed)
    assert found.state is AnchorState.HELD
    assert found.place == Range(changed.blocks[2].start, changed.blocks[2].end)


def test_a_short_passage_in_another_context_is_uncertain() -> None:
    document = article(prose(1), "The bell rang twice.", prose(3))
    found = find_anchor(anchor_of(document, "rang twice"), article(prose(4), "He said it rang twice, then no more"))
    assert found.state is AnchorState.UNCERTAIN
    assert found.place is not None


def test_a_common_word_whose_paragraph_is_gone_is_lost() -> None:
    document = article(prose(1), "Nobody saw the keeper.", prose(3))
    anchor = anchor_of(document, "the")
    gone = article(prose(1), "Of all the gates, the northern one held.", "At night the tide came.")
    found = find_anchor(anchor, gone)
    assert (found.place, found.state) == (None, AnchorState.LOST)
    assert found.reason == "its words stand only in other contexts"
    assert found.score < 1


@given(st.integers(0, 80), st.integers(1, 80))
def test_a_removed_passage_is_lost(start: int, length: int) -> None:
    document = article(prose(1), prose(2), prose(3))
    first = document.blocks[1].start + start
    anchor = make_anchor(document, Range(first, first + length))
    assume("2." in anchor.quote)  # numbered words stand in one paragraph alone
    found = find_anchor(anchor, article(prose(1), prose(3)))
    assert (found.place, found.state) == (None, AnchorState.LOST)


@given(st.integers(0, 1), st.integers(0, 100), st.integers(1, 40), st.integers(0, 1), st.integers(0, 1))
@example(0, 0, 20, 0, 0)
def test_a_passage_whose_paragraph_went_is_never_held_at_a_look_alike(
    which: int, start: int, length: int, before: int, after: int
) -> None:
    same = prose(1, 12)
    kept = [prose(2)] * before + [prose(3)] + [prose(4)] * after
    here = [prose(2)] * before + [same] + [prose(3)] + [same] + [prose(4)] * after
    document = article(*here)
    offset = document.text.index(same) if which == 0 else document.text.rindex(same)
    start = min(start, len(same) - 1)
    place = Range(offset + start, offset + min(start + length, len(same)))
    position = [number for number, text in enumerate(here) if text == same][which]
    changed = article(*(text for number, text in enumerate(here) if number != position))
    assert len(changed.blocks) == len(kept) + 1
    assert find_anchor(make_anchor(document, place), changed).state is not AnchorState.HELD


@pytest.mark.parametrize("nth", [0, 1])
def test_two_equal_passages_in_equal_context_are_uncertain(nth: int) -> None:
    around = [prose(1, 80), "The bell rang twice and stopped.", prose(2, 80)]
    document = article(*around, prose(3), *around)
    anchor = anchor_of(document, "rang twice", nth=nth)
    found = find_anchor(anchor, article(*around, prose(3), *around, prose(4)))
    assert found.state is AnchorState.UNCERTAIN
    assert found.place is not None
    assert found.place.start == anchor.start  # the nearest is proposed


def test_equal_passages_are_told_apart_by_what_stands_around_them() -> None:
    document = article(prose(1), "The bell rang twice.", prose(2), "The bell rang twice.", prose(3))
    changed = article(prose(9), prose(1), "The bell rang twice.", prose(2), "The bell rang twice.", prose(3))
    for nth in (0, 1):
        found = find_anchor(anchor_of(document, "rang twice", nth=nth), changed)
        assert found.state is AnchorState.HELD
        assert found.place is not None
        assert found.place.start == anchor_of(changed, "rang twice", nth=nth).start


def test_context_grows_until_a_look_alike_has_less_than_half_of_it() -> None:
    alone = anchor_of(article(prose(1), prose(2)), "1.7")
    assert (len(alone.before), len(alone.after)) == (32, 32)
    same = prose(1, 20)
    twin = anchor_of(article(prose(2), same, prose(3), same, prose(4)), "1.10", nth=1)
    assert 64 <= max(len(twin.before), len(twin.after)) <= 256
    around = article(prose(1, 80), prose(2), prose(1, 80))
    hopeless = anchor_of(around, "1.40", nth=0)
    assert max(len(hopeless.before), len(hopeless.after)) > 256


@given(st.integers(0, 1000))
def test_a_bookmark_stays_between_its_neighbours(at: int) -> None:
    document = article(prose(1), prose(2), prose(3))
    offset = min(at, len(document.text))
    anchor = make_anchor(document, Range(offset, offset))
    assert anchor.quote == ""
    changed = article(prose(7), prose(1), prose(2), prose(3))
    found = find_anchor(anchor, changed)
    moved = changed.blocks[1].start + offset
    assert found.place == Range(moved, moved)
    assert found.state is AnchorState.HELD


def test_a_bookmark_survives_a_change_on_one_side() -> None:
    document = article(prose(1), prose(2), prose(3))
    start = document.blocks[1].start
    changed = article(prose(8), prose(2), prose(3))
    found = find_anchor(make_anchor(document, Range(start, start)), changed)
    moved = changed.blocks[1].start
    assert (found.place, found.state) == (Range(moved, moved), AnchorState.HELD)


def test_a_place_outside_the_text_has_no_anchor() -> None:
    document = article("One.")
    for start, end in ((-1, 2), (3, 2), (0, 5)):
        with pytest.raises(ValueError, match="is not within"):
            make_anchor(document, Range(start, end))


def test_an_anchor_of_another_program_without_context_is_never_sure() -> None:
    bare = anchor_of(article(prose(1)), "1.4")._replace(before="", after="", fingerprint="")
    assert find_anchor(bare, article(prose(1), prose(2))).state is AnchorState.UNCERTAIN
