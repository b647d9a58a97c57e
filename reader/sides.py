"""The side bar as rows of ink: shelves, saved searches, the tree of tags, sites; no app needed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from library.article import Shelf
from library.sides import tags_above
from reader.bar import cut
from reader.breaking import cells
from reader.ink import Run
from reader.shelves import SHELVES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from library.changes import SavedSearch, SiteCount
    from library.sides import Tally
    from reader.config import Settings
    from reader.ink import Ink
    from reader.themes import Styles

WIDTH = 28
"""Cells of the side bar, the rule at its right edge included."""
SIDE_FROM, PREVIEW_FROM = 100, 140
"""Cells of a terminal from which the side bar and the preview are shown without being asked for."""
PREVIEW_SIZES = 40, 72
"""The fewest and the most cells of the preview, the rule at its left edge included."""
_LIST = 40
"""Cells that are left for the list at least."""
SITES_SHOWN = 8
"""Sites that are shown until more are asked for."""
_LEFT = 3
"""Cells before a name: a space, and a key or the mark of a fold."""
_RIGHT = 2
"""Cells after a number: a space, and the rule."""
_OPEN, _FOLDED = "▾", "▸"


class SideKind(StrEnum):
    """What a row of the side bar stands for."""

    SHELF = "shelf"
    NOTES = "notes"
    SEARCH = "search"
    TAG = "tag"
    SITE = "site"
    MORE = "more"
    """The sites that are not shown yet, or, when all are, those that can be hidden again."""
    HEADING = "heading"
    WORDS = "words"
    """What to press where there is nothing yet; or a white row."""


class Place(NamedTuple):
    """What a row stands for, so that it is found again when numbers and neighbours have changed."""

    kind: SideKind
    name: str = ""
    """Of a shelf its value, of a search its id, of a tag the whole name."""


class Entry(NamedTuple):
    """A row of the side bar."""

    place: Place
    label: str
    articles: int | None = None
    """How many it has; of the notes the highlights; None where they are not counted, or not yet."""
    key: str = ""
    """What is pressed on the shelf to come there."""
    depth: int = 0
    folded: bool | None = None
    """Whether what stands below is hidden; None where nothing does."""
    query: str = ""
    """Of a saved search."""

    @property
    def can_be_chosen(self) -> bool:
        """Whether the cursor can stand on it."""
        return self.place.kind not in (SideKind.HEADING, SideKind.WORDS)


class Sides(NamedTuple):
    """What is known to stand in the side bar; empty until it is known."""

    counts: Mapping[Shelf, int] = {}
    highlights: int | None = None
    searches: Sequence[SavedSearch] = ()
    tags: Sequence[Tally] = ()
    """In the order of their tree, with all that stand above others."""
    sites: Sequence[SiteCount] = ()
    """The most used first."""
    known: bool = False
    """Whether tags, sites and searches have been looked up."""


def asked_for(settings: Settings) -> tuple[str, str]:
    """Whether the side bar and the preview are to be shown, by a person's settings.

    A voice or a braille line reads row by row, and gets the list alone unless more is asked for.
    """
    side, preview = settings.sidebar, settings.preview
    if settings.cursor:
        side, preview = ("off" if asked == "auto" else asked for asked in (side, preview))
    return side, preview


def widths(width: int, side: str = "auto", preview: str = "auto") -> tuple[int, int]:
    """The cells of the side bar and of the preview on a terminal, 0 for none; as in the settings `on`, `off` or `auto`.

    Where there is no room for all, what is shown by itself gives way first, then the preview.
    """
    for side_shown, preview_shown in (
        (side == "on" or (side == "auto" and width >= SIDE_FROM),
         preview == "on" or (preview == "auto" and width >= PREVIEW_FROM)),
        (side == "on", preview == "on"), (side == "on", False),
    ):  # fmt: skip
        left = WIDTH if side_shown else 0
        right = max(PREVIEW_SIZES[0], min((width - left) * 2 // 5, PREVIEW_SIZES[1])) if preview_shown else 0
        if width - left - right >= _LIST:
            return left, right
    return 0, 0


def folding(tag: str) -> str:
    """By what it is remembered that a tag is unfolded."""
    return tag.casefold()


def entries(
    sides: Sides, unfolded: Collection[str] = (), *, all_sites: bool = False, save_key: str = "F"
) -> list[Entry]:
    """The rows of the side bar from the top; `unfolded` are tags by their `folding`, `save_key` saves a search."""
    found = [Entry(Place(SideKind.WORDS), "")]
    found += [
        Entry(Place(SideKind.SHELF, shelf), name, sides.counts.get(shelf), key) if shelf is not None
        else Entry(Place(SideKind.NOTES), name, sides.highlights, key)
        for key, name, shelf in SHELVES
    ]  # fmt: skip
    if not sides.known:
        return found
    found += _heading("Searches")
    found += [
        Entry(Place(SideKind.SEARCH, str(search.id)), search.name, query=search.query) for search in sides.searches
    ]
    if not sides.searches:
        found.append(Entry(Place(SideKind.WORDS), f"{save_key} saves a filter"))
    if sides.tags:
        found += [*_heading("Tags"), *_tags(sides.tags, unfolded)]
    if sides.sites:
        found += _heading("Sites")
        shown = sides.sites if all_sites else sides.sites[:SITES_SHOWN]
        found += [Entry(Place(SideKind.SITE, site.name), site.name, site.articles) for site in shown]
        rest = len(sides.sites) - SITES_SHOWN
        if rest > 0:
            label = "fewer sites" if all_sites else f"{rest:,} more"
            found.append(Entry(Place(SideKind.MORE), label, folded=not all_sites))
    return found


def _heading(words: str) -> list[Entry]:
    return [Entry(Place(SideKind.WORDS), ""), Entry(Place(SideKind.HEADING, words), words)]


def _tags(tags: Sequence[Tally], unfolded: Collection[str]) -> Iterator[Entry]:
    """The tags that are not hidden below a folded one."""
    hidden = ""
    for at, (name, articles) in enumerate(tags):
        key = folding(name)
        if hidden and key.startswith(hidden):
            continue
        following = folding(tags[at + 1].name) if at + 1 < len(tags) else ""
        folded = key not in unfolded if following.startswith(f"{key}/") else None
        hidden = f"{key}/" if folded else ""
        above = tags_above(name)
        label = name[len(above[-1]) + 1 :] or "/" if above else name
        yield Entry(Place(SideKind.TAG, name), label, articles, depth=len(above), folded=folded)


def sidebar_rows(
    shown: Sequence[Entry], styles: Styles, width: int, height: int, *, top: int = 0, here: Place | None = None,
    chosen: int | None = None,
) -> list[list[Run]]:  # fmt: skip
    """The rows of the side bar, each exactly `width` cells wide.

    `top` is the entry in the first row, `here` what the list shows, `chosen` the entry on which the cursor stands.
    """
    rows = [
        entry_row(entry, styles, width, here=entry.place == here, chosen=at == chosen)
        for at, entry in enumerate(shown[top : top + height], top)
    ]
    return [*rows, *(blank_row(styles, width) for _ in range(height - len(rows)))]


def blank_row(styles: Styles, width: int) -> list[Run]:
    """An empty row, the rule at its right edge."""
    return [Run(" " * (width - 1), styles.text), Run("│", styles.ornament)]


def entry_row(entry: Entry, styles: Styles, width: int, *, here: bool = False, chosen: bool = False) -> list[Run]:
    """One row, exactly `width` cells wide."""
    ground = styles.chosen.over(styles.text) if chosen else styles.text
    soft, name = _on(ground, styles.byline), ground
    if entry.place.kind is SideKind.HEADING:
        name = styles.subheading
    elif entry.place.kind in (SideKind.WORDS, SideKind.MORE):
        name = soft
    elif here:
        name = _on(ground, styles.heading)
    mark = entry.key or {True: _FOLDED, False: _OPEN, None: " "}[entry.folded]
    begun = f"{' ' * (1 + 2 * entry.depth)}{mark} " if entry.place.kind is not SideKind.HEADING else " "
    begun = begun if cells(begun) < width // 2 else f" {mark} "
    number = f"{entry.articles:,}" if entry.articles else ""
    room = max(0, width - _RIGHT - cells(begun) - cells(number) - (1 if number else 0))
    label = cut(entry.label, room)
    gap = width - _RIGHT - cells(begun) - cells(label) - cells(number)
    runs = [
        Run(begun, soft), Run(label, name), Run(" " * max(0, gap), ground),
        Run(number, name if here and entry.can_be_chosen else soft), Run(" ", ground), Run("│", styles.ornament),
    ]  # fmt: skip
    return [run for run in runs if run.text]


def _on(ground: Ink, ink: Ink) -> Ink:
    return ink._replace(ground=ground.ground, reverse=ground.reverse or ink.reverse)


def row_in_sight(top: int, chosen: int, height: int, count: int) -> int:
    """The entry that stands in the first row so that the chosen one is in sight, moved no further than needed."""
    if chosen < top + 1:
        top = chosen - 1
    elif chosen >= top + height - 1:
        top = chosen - height + 2
    return max(0, min(top, count - height))


def nearest(shown: Sequence[Entry], at: int, step: int = 1) -> int:
    """The entry at or after `at` that can be chosen, in the direction of `step`; else the last one before it."""
    at = max(0, min(at, len(shown) - 1))
    ways = (range(at, len(shown)), range(at - 1, -1, -1))
    for way in ways if step > 0 else (range(at, -1, -1), range(at + 1, len(shown))):
        for place in way:
            if shown[place].can_be_chosen:
                return place
    return 0


def parent_of(shown: Sequence[Entry], at: int) -> int:
    """The entry under which another one stands in the tree; itself for one at the top."""
    depth = shown[at].depth
    return next((above for above in range(at - 1, -1, -1) if depth and shown[above].depth < depth), at)


def query_of(entry: Entry) -> str:
    """What is typed to find what an entry stands for; empty for a shelf."""
    match entry.place.kind:
        case SideKind.SEARCH:
            return entry.query
        case SideKind.TAG:
            return f"tag:{written(entry.place.name)}"
        case SideKind.SITE:
            return _whole(entry.place.name)
        case _:
            return ""


def written(name: str) -> str:
    """A name as a query takes it: in quotation marks, which can't stand within, where it is not one plain word."""
    plain = all(character.isalnum() or character in "/-_." for character in name)
    return name if plain and name[:1].isalnum() else '"{}"'.format(name.replace('"', " "))


def place_of(shelf: Shelf, query: str, sides: Sides) -> Place:
    """What the list shows, as a place of the side bar."""
    typed = query.strip()
    if not typed:
        return Place(SideKind.SHELF, shelf)
    for search in sides.searches:
        if search.query.strip() == typed:
            return Place(SideKind.SEARCH, str(search.id))
    found = None
    if typed.startswith("tag:"):
        name = typed.partition(":")[2].strip('"').casefold()
        found = next((Place(SideKind.TAG, one.name) for one in sides.tags if one.name.casefold() == name), None)
    elif typed.startswith("site:="):
        found = next((Place(SideKind.SITE, one.name) for one in sides.sites if _whole(one.name) == typed), None)
    return found or Place(SideKind.SHELF)


def _whole(site: str) -> str:
    """What finds the articles of a site, and none of another one whose name has the same words."""
    return 'site:="{}"'.format(site.replace('"', '""'))
