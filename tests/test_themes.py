"""The themes: everything can be read, by the contrast that WCAG 2 asks for, and a person's NO_COLOR is obeyed."""

import re
from collections.abc import Iterator

import pytest

from reader.commands import BY_ID
from reader.config import THEMES
from reader.ink import Ink
from reader.themes import COLOURLESS, PALETTES, Palette, Styles, palette_of, styles_of

SHIPPED = [palette for palette in PALETTES.values() if not palette.own]
OWN = [COLOURLESS, *(palette for palette in PALETTES.values() if palette.own)]
READING, GLANCE = 7.0, 4.5
"""Of what is read for minutes, and of what is looked at; to 1."""


def luminance(colour: str) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def seen(ink: Ink) -> float:
    """The contrast of an ink with its own ground."""
    front, back = (ink.ground, ink.colour) if ink.reverse else (ink.colour, ink.ground)
    return contrast(front, back)


def inks(styles: Styles) -> Iterator[tuple[str, Ink]]:
    yield from zip(styles._fields, styles, strict=True)


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

    @pytest.mark.parametrize("name", ["highlight", "hit", "chosen", "spoken"])
    def test_text_on_a_coloured_ground_is_easy_to_read(self, palette: Palette, name: str) -> None:
        styles = styles_of(palette)
        assert seen(getattr(styles, name).over(styles.text)) >= READING

    @pytest.mark.parametrize("name", ["highlight", "hit", "chosen", "spoken"])
    @pytest.mark.parametrize("below", ["heading", "credit"])
    def test_headings_and_credits_can_be_read_on_it_too(self, palette: Palette, name: str, below: str) -> None:
        styles = styles_of(palette)
        assert seen(getattr(styles, name).over(getattr(styles, below))) >= GLANCE

    @pytest.mark.parametrize("name", ["highlight", "hit"])
    def test_a_link_in_a_highlight_can_be_read(self, palette: Palette, name: str) -> None:
        styles = styles_of(palette)
        assert seen(getattr(styles, name).over(styles.link.over(styles.text))) >= GLANCE

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
        assert seen(styles.highlight_mark) >= 3

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
    for name in ("highlight", "hit", "chosen_hit", "chosen_link", "chosen", "receded", "link", "strong", "emphasis"):
        assert getattr(styles, name) != Ink(), name
    assert len({styles.highlight, styles.hit, styles.chosen_hit}) == 3


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


def test_the_inks_of_a_palette_are_made_once() -> None:
    assert styles_of(PALETTES["night"]) is styles_of(PALETTES["night"])
