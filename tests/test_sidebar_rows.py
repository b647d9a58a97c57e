"""The side bar as rows: what stands in it, how it folds, what is cut, and what an entry finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.article import Shelf
from library.changes import SavedSearch, SiteCount
from library.sides import Tally, tags_above
from reader.breaking import cells
from reader.sides import (
    PREVIEW_FROM,
    SIDE_FROM,
    WIDTH,
    Entry,
    Place,
        SideKind,
    Sides,
    entries,
    nearest,
    parent_of,
    place_of,
    query_of,
    row_in_sight,
    sidebar_rows,
    widths,
)  # fmt: skip
from reader.themes import COLOURLESS, PALETTES, styles_of

TAGS = [
    Tally("cooking", 40),
    Tally("sea", 420),
    Tally("sea/tides", 300),
    Tally("sea/tides/spring", 4),
    Tally("sea-wall", 2),
]
SIDES = Sides(
    {Shelf.INBOX: 1204, Shelf.ALL: 100_000}, 3120, [SavedSearch(7, "Long reads", "minutes:>20")], TAGS,
    [SiteCount(f"Site {number}", 100 - number) for number in range(12)], known=True,
)  # fmt: skip


def labels(shown: list[Entry], kind: SideKind = SideKind.TAG) -> list[str]:
    return [entry.label for entry in shown if entry.place.kind is kind]


def text_of(sides: Sides, width: int = WIDTH, height: int = 40) -> list[str]:
    rows = sidebar_rows(entries(sides), styles_of(PALETTES["night"]), width, height)
    return ["".join(run.text for run in row) for row in rows]


def test_shelves_stand_first_with_their_keys_and_numbers() -> None:
    shown = text_of(SIDES)
    assert shown[1] == " 1 Inbox             1,204 │"
    assert shown[2] == " 2 Reading                 │"
    assert shown[5] == " 5 All             100,000 │"
    assert shown[8] == " 8 Queue                   │"


def test_before_anything_is_known_only_shelves_stand_there() -> None:
    assert [entry.place.kind for entry in entries(Sides())].count(SideKind.HEADING) == 0


def test_tags_are_folded_until_they_are_unfolded() -> None:
    assert labels(entries(SIDES)) == ["cooking", "sea", "sea-wall"]
    assert labels(entries(SIDES, {"sea"})) == ["cooking", "sea", "tides", "sea-wall"]
    assert labels(entries(SIDES, {"sea", "sea/tides"})) == ["cooking", "sea", "tides", "spring", "sea-wall"]
    assert labels(entries(SIDES, {"sea/tides"})) == ["cooking", "sea", "sea-wall"]


def test_the_rest_of_the_sites_is_one_row_away() -> None:
    few, all_of_them = entries(SIDES), entries(SIDES, all_sites=True)
    assert (len(labels(few, SideKind.SITE)), labels(few, SideKind.MORE)) == (8, ["4 more"])
    assert (len(labels(all_of_them, SideKind.SITE)), labels(all_of_them, SideKind.MORE)) == (12, ["fewer sites"])


def test_without_a_saved_search_it_says_how_to_make_one() -> None:
    shown = entries(SIDES._replace(searches=()), save_key="ctrl+f")
    assert "ctrl+f saves a filter" in labels(shown, SideKind.WORDS)


def test_the_cursor_passes_over_what_can_not_be_chosen() -> None:
    shown = entries(SIDES)
    queue = next(at for at, entry in enumerate(shown) if entry.label == "Queue")
    assert shown[nearest(shown, queue + 1)].label == "Long reads"
    assert shown[nearest(shown, queue + 2, -1)].label == "Queue"
    assert shown[nearest(shown, 0, -1)].label == "Inbox"
    assert shown[nearest(shown, len(shown) + 5)].label == "4 more"


def test_folding_goes_to_what_it_stands_under() -> None:
    shown = entries(SIDES, {"sea", "sea/tides"})
    at = {entry.label: number for number, entry in enumerate(shown)}
    assert parent_of(shown, at["spring"]) == at["tides"]
    assert parent_of(shown, at["tides"]) == at["sea"]
    assert parent_of(shown, at["sea"]) == at["sea"]


@pytest.mark.parametrize(
    ("kind", "name", "query"),
    [
        (SideKind.TAG, "sea/tides", "tag:sea/tides"), (SideKind.TAG, "long read", 'tag:"long read"'),
        (SideKind.SITE, "The Harbour Post", 'site:="The Harbour Post"'),
        (SideKind.SITE, "example.org", 'site:="example.org"'),
        (SideKind.SITE, "-odd", 'site:="-odd"'), (SideKind.SITE, 'The "Post"', 'site:="The ""Post"""'),
        (SideKind.SITE, "示例", 'site:="示例"'), (SideKind.SHELF, "inbox", ""),
    ],
)  # fmt: skip
def test_what_an_entry_finds(kind: SideKind, name: str, query: str) -> None:
    assert query_of(Entry(Place(kind, name), name)) == query


def test_what_the_list_shows_is_found_in_the_side_bar() -> None:
    assert place_of(Shelf.STARRED, "", SIDES) == Place(SideKind.SHELF, "starred")
    assert place_of(Shelf.ALL, " minutes:>20", SIDES) == Place(SideKind.SEARCH, "7")
    assert place_of(Shelf.ALL, "tag:SEA/tides", SIDES) == Place(SideKind.TAG, "sea/tides")
    assert place_of(Shelf.ALL, 'site:="Site 3"', SIDES) == Place(SideKind.SITE, "Site 3")
    assert place_of(Shelf.ALL, 'site:"Site 3"', SIDES) == Place(SideKind.SHELF)
    assert place_of(Shelf.ALL, "tag:sea gale", SIDES) == Place(SideKind.SHELF)


@pytest.mark.parametrize(
    ("width", "side", "preview", "expected"),
    [
        (SIDE_FROM - 1, "auto", "auto", (0, 0)), (SIDE_FROM, "auto", "auto", (WIDTH, 0)),
        (PREVIEW_FROM, "auto", "auto", (WIDTH, 44)),
        (200, "auto", "auto", (WIDTH, 68)), (400, "auto", "auto", (WIDTH, 72)),
        (200, "off", "off", (0, 0)), (200, "off", "auto", (0, 72)), (80, "on", "auto", (WIDTH, 0)),
        (67, "on", "auto", (0, 0)), (100, "auto", "on", (0, 40)), (100, "on", "on", (WIDTH, 0)),
        (120, "on", "on", (WIDTH, 40)),
        (79, "auto", "on", (0, 0)),
    ],
)  # fmt: skip
def test_what_has_room(width: int, side: str, preview: str, expected: tuple[int, int]) -> None:
    assert widths(width, side, preview) == expected


names = st.text(st.sampled_from("abc/ 示é"), min_size=1, max_size=30)


@given(
    st.lists(st.builds(Tally, names, st.integers(1, 10**6)), max_size=8),
    st.integers(24, 60),
    st.sampled_from([*PALETTES]),
)
def test_every_row_is_exactly_as_wide_as_the_side_bar(tags: list[Tally], width: int, theme: str) -> None:
    sides = SIDES._replace(
        tags=sorted(tags, key=lambda tag: tag.name.replace("/", "\0")), sites=[SiteCount(*tag) for tag in tags]
    )
    unfolded = {name.casefold() for tag in tags for name in (*tags_above(tag.name), tag.name)}
    for row in sidebar_rows(entries(sides, unfolded), styles_of(PALETTES[theme]), width, 60, chosen=3):
        assert sum(cells(run.text) for run in row) == width


@given(st.integers(0, 100), st.integers(0, 100), st.integers(3, 50), st.integers(1, 120))
def test_the_chosen_entry_is_always_in_sight(top: int, chosen: int, height: int, count: int) -> None:
    chosen = min(chosen, count - 1)
    first = row_in_sight(top, chosen, height, count)
    assert first <= chosen < first + height
    assert 0 <= first <= max(0, count - height)


def test_the_cursor_is_seen_without_colours() -> None:
    shown = entries(SIDES)
    plain, chosen = (sidebar_rows(shown, styles_of(COLOURLESS), WIDTH, 3, chosen=at)[1] for at in (None, 1))
    assert not any(run.ink.reverse for run in plain)
    assert all(run.ink.reverse for run in chosen[:-1])
