"""The themes: everything can be read, by the contrast that WCAG 2 asks for, and a person's NO_COLOR is obeyed."""

import math
import re
from collections.abc import Iterator
from itertools import combinations

import pytest

from library.highlight import Colour
from reader.breaking import cells
from reader.colours import BOOKMARK, COLOURS, LETTERS, NOTED, SHAPES, UNCERTAIN
from reader.commands import BY_ID
from reader.config import THEMES
from reader.ink import Ink
from reader.themes import COLOURLESS, PALETTES, Palette, Styles, mixed, palette_of, styles_of

SHIPPED = [palette for palette in PALETTES.values() if not palette.own]
OWN = [COLOURLESS, *(palette for palette in PALETTES.values() if palette.own)]
READING, GLANCE = 7.0, 4.5
"""Of what is read for minutes, and of what is looked at; to 1."""


SIGHTS = {
    "full": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
"""What linear light becomes for eyes without one kind of cones: Machado, Oliveira and Fernandes, 2009."""


def linear(colour: str) -> list[float]:
    """The light of a colour: red, green and blue from 0 to 1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def seen_by(sight: str, colour: str) -> tuple[float, float, float]:
    """A colour in Oklab, https://bottosson.github.io/posts/oklab/, as an eye sees it."""
    red, green, blue = (
        max(0.0, sum(part * light for part, light in zip(row, linear(colour), strict=True))) for row in SIGHTS[sight]
    )
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def apart(sight: str, one: str, other: str) -> float:
    """How different two colours look; 2 is just to be noticed."""
    return 100 * math.dist(seen_by(sight, one), seen_by(sight, other))


def luminance(colour: str) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def seen(ink: Ink) -> float:
    """The contrast of an ink with its own ground."""
    front, back = (ink.ground, ink.colour) if ink.reverse else (ink.colour, ink.ground)
    return contrast(front, back)


def inks(styles: Styles) -> Iterator[tuple[str, Ink]]:
    for name, ink in zip(styles._fields, styles, strict=True):
        if isinstance(ink, Ink):
            yield name, ink
    yield from ((f"mark of {colour}", styles.mark_of(colour)) for colour in Colour)
    yield from highlights(styles)


def highlights(styles: Styles) -> Iterator[tuple[str, Ink]]:
    """The inks over passages: of each colour, of all that overlap, of one that is uncertain."""
    for count in range(1, len(COLOURS) + 1):
        yield from ((" and ".join(some), styles.highlight_of(some)) for some in combinations(COLOURS, count))
    yield "doubtful", styles.highlight_of((), doubtful=True)


def test_the_measure_of_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", SHIPPED, ids=lambda palette: palette.name)
class TestContrast:
    """Of every theme with colours of its own."""

    @pytest.mark.parametrize("name", ["text", "title", "standfirst", "heading", "subheading", "key_point", "quote"])
    def test_what_is_read_is_easy_to_read(self, palette: Palette, name: str) -> None:
        ink: Ink = getattr(styles_of(palette), name)
        assert ink.ground == palette.paper
        assert seen(ink) >= READING

    @pytest.mark.parametrize("name", ["link", "strong", "emphasis", "inline_code"])
    def test_so_is_what_lies_over_it(self, palette: Palette, name: str) -> None:
        styles = styles_of(palette)
        ink: Ink = getattr(styles, name)
        assert seen(ink.over(styles.text)) >= READING

    def test_and_code_on_its_own_ground(self, palette: Palette) -> None:
        assert seen(styles_of(palette).code) >= READING

    @pytest.mark.parametrize(
        "name", ["byline", "caption", "credit", "bullet", "ruler", "edge_heading", "edge_hit", "edge_seen"]
    )
    def test_what_is_looked_at_can_be_read(self, palette: Palette, name: str) -> None:
        ink: Ink = getattr(styles_of(palette), name)
        assert ink.ground == palette.paper
        assert seen(ink) >= GLANCE

    def test_text_on_any_highlight_is_easy_to_read(self, palette: Palette) -> None:
        styles = styles_of(palette)
        for name, ink in highlights(styles):
            assert seen(ink.over(styles.text)) >= READING, name
            for below in (styles.heading, styles.credit, styles.link.over(styles.text)):
                assert seen(ink.over(below)) >= GLANCE, name

    def test_so_it_is_on_the_one_that_is_chosen_and_while_it_is_being_selected(self, palette: Palette) -> None:
        styles = styles_of(palette)
        for colour in Colour:
            chosen = styles.highlight_of((colour,), chosen=True)
            assert seen(chosen.over(styles.text)) >= GLANCE
            assert apart("full", chosen.ground, styles.highlight_of((colour,)).ground) >= 4
            selected = styles.selected.over(chosen.over(styles.credit))
            assert seen(selected) >= GLANCE
            assert apart("full", selected.ground, styles.highlight_of((colour,)).ground) >= 4
        assert seen(styles.caret) >= GLANCE
        assert apart("full", styles.caret.ground, styles.selected.ground) >= 20

    @pytest.mark.parametrize("sight", SIGHTS)
    def test_any_two_colours_of_highlights_look_different_to_any_eye(self, palette: Palette, sight: str) -> None:
        for one, other in combinations((palette.paper, *palette.highlights), 2):
            assert apart(sight, one, other) >= 4

    def test_where_two_overlap_it_looks_like_neither(self, palette: Palette) -> None:
        styles = styles_of(palette)
        for one, other in combinations(COLOURS, 2):
            both = styles.highlight_of((one, other))
            assert both.underline
            for colour in (one, other):
                assert both != styles.highlight_of((colour,))
                assert apart("full", both.ground, styles.highlight_of((colour,)).ground) >= 2

    @pytest.mark.parametrize("name", ["hit", "chosen", "spoken"])
    def test_text_on_a_coloured_ground_is_easy_to_read(self, palette: Palette, name: str) -> None:
        styles = styles_of(palette)
        assert seen(getattr(styles, name).over(styles.text)) >= READING

    @pytest.mark.parametrize("name", ["hit", "chosen", "spoken"])
    @pytest.mark.parametrize("below", ["heading", "credit"])
    def test_headings_and_credits_can_be_read_on_it_too(self, palette: Palette, name: str, below: str) -> None:
        styles = styles_of(palette)
        assert seen(getattr(styles, name).over(getattr(styles, below))) >= GLANCE

    def test_a_link_in_what_was_found_can_be_read(self, palette: Palette) -> None:
        styles = styles_of(palette)
        assert seen(styles.hit.over(styles.link.over(styles.text))) >= GLANCE

    @pytest.mark.parametrize("name", ["chosen_hit", "chosen_link", "hint"])
    def test_what_one_stands_on_can_be_read(self, palette: Palette, name: str) -> None:
        styles = styles_of(palette)
        assert seen(getattr(styles, name).over(styles.text)) >= GLANCE

    @pytest.mark.parametrize("name", ["bar", "bar_strong", "bar_faint", "bar_accent"])
    def test_the_words_of_the_bars_can_be_read(self, palette: Palette, name: str) -> None:
        ink: Ink = getattr(styles_of(palette), name)
        assert ink.ground == palette.raised
        assert seen(ink) >= GLANCE

    def test_the_chosen_row_of_a_list_can_be_read(self, palette: Palette) -> None:
        for colour in (palette.ink, palette.soft):
            assert contrast(colour, palette.chosen) >= GLANCE

    def test_notes_and_the_mark_of_a_highlight_can_be_seen(self, palette: Palette) -> None:
        styles = styles_of(palette)
        assert seen(styles.note) >= GLANCE
        for colour in Colour:
            assert seen(styles.mark_of(colour)) >= GLANCE
            on_the_bar = styles.mark_of(colour)._replace(ground=styles.bar.ground)
            assert seen(on_the_bar) >= 3

    def test_what_is_drawn_back_can_still_be_read(self, palette: Palette) -> None:
        styles = styles_of(palette)
        drawn_back = styles.receded.over(styles.text)
        assert GLANCE <= seen(drawn_back) < seen(styles.text)

    def test_its_darkness_is_that_of_its_paper(self, palette: Palette) -> None:
        assert palette.dark == (luminance(palette.paper) < luminance(palette.ink))

    def test_every_colour_is_written_out(self, palette: Palette) -> None:
        for name, ink in inks(styles_of(palette)):
            for colour in (ink.colour, ink.ground):
                assert re.fullmatch("(#[0-9a-f]{6})?", colour), name


@pytest.mark.parametrize("palette", OWN, ids=lambda palette: palette.name)
def test_the_terminals_own_colours_are_named_by_number(palette: Palette) -> None:
    for name, ink in inks(styles_of(palette)):
        for colour in (ink.colour, ink.ground):
            assert re.fullmatch(r"(color\(([0-9]|1[0-5])\))?", colour), name


@pytest.mark.parametrize("palette", OWN, ids=lambda palette: palette.name)
def test_without_colours_of_its_own_a_theme_tells_things_apart_by_other_means(palette: Palette) -> None:
    styles = styles_of(palette)
    for name in (
        "selected",
        "caret",
        "hit",
        "chosen_hit",
        "chosen_link",
        "chosen",
        "receded",
        "link",
        "strong",
        "emphasis",
    ):
        assert getattr(styles, name) != Ink(), name
    singles = [styles.highlight_of((colour,)) for colour in Colour]
    chosen = [styles.highlight_of((colour,), chosen=True) for colour in Colour]
    both, doubtful = styles.highlight_of((Colour.RED, Colour.BLUE)), styles.highlight_of((), doubtful=True)
    assert len({*singles, chosen[0], both, doubtful, styles.hit, styles.chosen_hit, styles.strong, Ink()}) == 12


def test_no_color_means_no_colour_at_all() -> None:
    for theme in THEMES:
        styles = styles_of(palette_of(theme, {"NO_COLOR": "1"}))
        assert not [name for name, ink in inks(styles) if ink.colour or ink.ground]


def test_an_empty_no_color_means_nothing() -> None:
    assert palette_of("paper", {"NO_COLOR": ""}).name == "paper"


def test_every_theme_of_the_settings_is_there_and_named_in_help() -> None:
    assert set(PALETTES) == set(THEMES)
    for name, palette in PALETTES.items():
        assert palette.name == name
        assert palette.name in BY_ID["theme"].help or palette.own


def test_every_colour_has_a_mark_of_one_cell_in_every_locale() -> None:
    import unicodedata

    marks = [*SHAPES.values(), *LETTERS.values(), BOOKMARK, UNCERTAIN, NOTED]
    assert len(set(marks)) == len(marks)
    assert {cells(mark) for mark in marks} == {1}
    assert {unicodedata.east_asian_width(mark) for mark in marks} <= {"N", "Na"}, "ambiguous ones are two cells in some"


def test_a_mixed_colour_is_between_its_parts() -> None:
    assert mixed("#000000", "#ffffff", share=0.5) == "#808080"
    assert mixed("#102030", "#ffffff", share=0) == "#102030"


def test_the_inks_of_a_palette_are_made_once() -> None:
    assert styles_of(PALETTES["night"]) is styles_of(PALETTES["night"])


@pytest.mark.parametrize("palette", OWN, ids=lambda palette: palette.name)
def test_without_grounds_a_selection_is_not_taken_for_a_highlight(palette: Palette) -> None:
    """It alone is reversed; what two highlights share differs from all else by its letters."""
    inks = dict(highlights(styles_of(palette)))
    assert styles_of(palette).selected.reverse
    assert not any(ink.reverse for ink in inks.values())
    single = [ink for name, ink in inks.items() if " and " not in name]
    assert all(ink not in single for name, ink in inks.items() if " and " in name)
