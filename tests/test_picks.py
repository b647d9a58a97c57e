"""Selections: whatever is picked, dropped and listed anew, they hold what a set would hold."""

from array import array

from hypothesis import given
from hypothesis import strategies as st

from reader.picks import Picks

LISTS = st.lists(st.integers(1, 30), unique=True, max_size=20)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("toggle"), st.integers(0, 19)),
        st.tuples(st.just("add"), st.tuples(st.integers(0, 19), st.integers(0, 19))),
        st.tuples(st.just("all"), st.none()),
        st.tuples(st.just("clear"), st.none()),
        st.tuples(st.just("list"), LISTS),
    ),
    max_size=12,
)


@given(LISTS, STEPS)
def test_a_selection_is_a_set(listed: list[int], steps: list[tuple[str, object]]) -> None:
    picks, model, ids = Picks(), set[int](), array("q", listed)
    for step, value in steps:
        match step, value:
            case "toggle", int(at) if at < len(ids):
                picks.toggle(ids[at], ids)
                model ^= {ids[at]}
            case "add", (int(first), int(last)):
                picks.add(ids[first:last], ids)
                model |= set(ids[first:last])
            case "all", _:
                picks.add_all(ids)
                model = set(ids)
            case "clear", _:
                picks.clear()
                model = set()
            case "list", list(others):
                ids = array("q", others)
        assert picks.count == len(model)
        assert {number for number in range(1, 31) if picks.holds(number, ids) and number in ids} == model & set(ids)
        assert sorted(picks.picked().ids()) == sorted(model)
        assert picks.picked().number == len(model)


def test_all_of_a_list_is_selected_without_a_copy() -> None:
    ids = array("q", range(100_000))
    picks = Picks()
    picks.add_all(ids)
    picks.toggle(7, ids)
    assert picks.count == 99_999
    assert not picks.holds(7, ids)
    assert picks.picked().all_of is ids


def test_what_is_selected_keeps_the_order_of_selecting() -> None:
    picks = Picks()
    for number in (7, 3, 5, 3, 9):
        picks.toggle(number, [3, 5, 7, 9])
    picks.toggle(3, [3, 5, 7, 9])
    assert list(picks.picked().ids()) == [7, 5, 9, 3]
