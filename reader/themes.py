"""The themes: colours of paper and ink, as the inks that lines are painted with; no Rich, no Textual."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from reader.colours import COLOURS
from reader.ink import Ink

if TYPE_CHECKING:
    from collections.abc import Mapping

    from library.highlight import Colour


class Palette(NamedTuple):
    """The colours of a theme, as `#rrggbb`, as the terminal's own `color(N)`, or empty for its default."""

    name: str
    title: str
    """What the theme is called on the screen."""
    dark: bool
    paper: str
    """Behind the text."""
    raised: str
    """Behind bars, code and boxes."""
    chosen: str
    """Behind the chosen row of a list."""
    ink: str
    soft: str
    """Captions, bylines, hints: 4.5 to 1 against paper at least."""
    faint: str
    """Rules and ornaments."""
    accent: str
    """Bullets, headings, the ruler."""
    link: str
    highlights: tuple[str, ...]
    """Behind highlighted text: of each colour."""
    marks: tuple[str, ...]
    """Of each colour: its mark in the margin, and its notes."""
    selected: str
    """Behind the text that is being selected."""
    hit: str
    """Behind what was found."""
    hit_ink: str
    """The text of the hit one stands on, and of hints."""
    own: bool = False
    """Whether it draws with the terminal's own colours alone."""

    @property
    def highlight_mark(self) -> str:
        """The colour of what is said of highlights at large."""
        return self.marks[0]


NIGHT = Palette(
    "night", "Night", dark=True, paper="#16181d", raised="#20232a", chosen="#2b303a", ink="#d8d4ca", soft="#a5a29a",
    faint="#4d505a", accent="#e0a75e", link="#86b3d8",
    highlights=("#373500", "#1c2917", "#16285b", "#522e30", "#3b103c"),
    marks=("#d9b84a", "#7fc784", "#74b3f0", "#f08a76", "#c8a2f2"), selected="#41568a",
    hit="#1f3d45", hit_ink="#16181d",
)  # fmt: skip
BLACK = Palette(
    "black", "Black", dark=True, paper="#000000", raised="#141414", chosen="#262626", ink="#c9c6c0", soft="#9b9893",
    faint="#454545", accent="#d09a56", link="#7fabcf",
    highlights=("#3c2f00", "#15291e", "#0b152c", "#2a090c", "#321546"),
    marks=("#cfae45", "#74bb79", "#68a7e4", "#e67f6c", "#bd97e8"), selected="#344a80",
    hit="#17353c", hit_ink="#000000",
)  # fmt: skip
PAPER = Palette(
    "paper", "Paper", dark=False, paper="#f7f3e9", raised="#ece6d6", chosen="#e2d9c3", ink="#2a2723", soft="#655f54",
    faint="#c3baa7", accent="#8f3420", link="#1b4f7a",
    highlights=("#ffee76", "#aeffa9", "#d7edff", "#fbd2c7", "#e7d3fe"),
    marks=("#8a6800", "#2f7030", "#1f5fae", "#b3261e", "#7a3ea8"), selected="#b9c6ea",
    hit="#cfe3df", hit_ink="#fffdf6",
)  # fmt: skip
SEPIA = Palette(
    "sepia", "Sepia", dark=False, paper="#eadcc0", raised="#dfcfaf", chosen="#d5c29d", ink="#3b2c1d", soft="#5c4a35",
    faint="#b8a37e", accent="#762c12", link="#1a4565",
    highlights=("#f0cb5a", "#d5ffc8", "#b2e0ff", "#ffa994", "#ceb7d3"),
    marks=("#755005", "#2c5e22", "#1a4f8c", "#982012", "#6a3391"), selected="#a6b4ec",
    hit="#c3d3bd", hit_ink="#fff8e8",
)  # fmt: skip
CONTRAST = Palette(
    "contrast", "High contrast", dark=True, paper="#000000", raised="#1c1c1c", chosen="#004b8d", ink="#ffffff",
    soft="#e0e0e0", faint="#8a8a8a", accent="#ffd34d", link="#8fd3ff",
    highlights=("#5a4f14", "#1f4609", "#14264f", "#5a0d1a", "#542074"),
    marks=("#ffe14d", "#5cf07a", "#7cc4ff", "#ff8f80", "#dca6ff"), selected="#2f6fd0",
    hit="#00566b", hit_ink="#000000",
)  # fmt: skip
TERMINAL = Palette(
    "terminal", "Your terminal's colours", dark=True, paper="", raised="", chosen="", ink="", soft="",
    faint="color(8)", accent="color(3)", link="color(4)",
    highlights=("",) * 5, marks=("color(3)", "color(2)", "color(4)", "color(1)", "color(5)"), selected="",
    hit="", hit_ink="", own=True,
)  # fmt: skip
COLOURLESS = Palette(
    "colourless", "No colours", dark=True, paper="", raised="", chosen="", ink="", soft="", faint="", accent="",
    link="", highlights=("",) * 5, marks=("",) * 5, selected="", hit="", hit_ink="", own=True,
)  # fmt: skip
"""What NO_COLOR asks for (https://no-color.org): attributes only."""
PALETTES = {palette.name: palette for palette in (NIGHT, PAPER, SEPIA, BLACK, CONTRAST, TERMINAL)}


class Styles(NamedTuple):
    """The inks of a theme; those of lines bring their ground, those of spans lie over one."""

    text: Ink
    title: Ink
    byline: Ink
    standfirst: Ink
    heading: Ink
    subheading: Ink
    key_point: Ink
    bullet: Ink
    caption: Ink
    credit: Ink
    quote: Ink
    code: Ink
    header_cell: Ink
    ornament: Ink
    note: Ink
    ruler: Ink
    highlight_mark: Ink
    bar: Ink
    bar_strong: Ink
    bar_faint: Ink
    bar_accent: Ink
    hint: Ink
    """The letters that are typed to follow a link."""
    edge_heading: Ink
    edge_seen: Ink
    edge_ahead: Ink
    edge_hit: Ink
    # over another ink
    selected: Ink
    caret: Ink
    strong: Ink
    emphasis: Ink
    inline_code: Ink
    link: Ink
    chosen_link: Ink
    strike: Ink
    chosen: Ink
    hit: Ink
    chosen_hit: Ink
    spoken: Ink
    """The sentence that is read aloud."""
    receded: Ink
    """What is not the paragraph one reads, when the others are dimmed."""
    palette: Palette

    def mark_of(self, colour: Colour) -> Ink:
        """The mark of a colour in the margin, and its notes."""
        return Ink(self.palette.marks[COLOURS.index(colour)]).over(self.text)

    def highlight_of(self, colours: tuple[Colour, ...], *, doubtful: bool = False, chosen: bool = False) -> Ink:
        """The ink over a passage: of several colours where highlights overlap, `chosen` that of the first.

        Without a colour, and where highlights are `doubtful`, it is underlined.
        """
        return _highlight(self.palette, colours, doubtful, chosen)


def palette_of(name: str, environ: Mapping[str, str] = os.environ) -> Palette:
    """The palette of a theme; without colours when NO_COLOR is set."""
    return COLOURLESS if environ.get("NO_COLOR") else PALETTES[name]


@cache
def styles_of(palette: Palette) -> Styles:
    """The inks of a palette; the same object each time."""
    paper = Ink(palette.ink, palette.paper)
    own = palette.own
    soft = Ink(palette.soft, dim=own)
    bar = Ink(palette.soft, palette.raised, reverse=own)
    accent = Ink(palette.accent, bold=own)
    return Styles(
        text=paper,
        title=Ink(bold=True).over(paper),
        byline=soft.over(paper),
        standfirst=Ink(italic=True).over(paper),
        heading=Ink(palette.accent, bold=True).over(paper),
        subheading=Ink(bold=True).over(paper),
        key_point=paper,
        bullet=accent.over(paper),
        caption=Ink(italic=True).over(soft).over(paper),
        credit=soft.over(paper),
        quote=Ink(italic=True).over(paper),
        code=Ink(palette.ink, palette.raised),
        header_cell=Ink(bold=True).over(paper),
        ornament=Ink(palette.faint, dim=own).over(paper),
        note=Ink(palette.highlight_mark).over(paper),
        ruler=accent.over(paper),
        highlight_mark=Ink(palette.highlight_mark).over(paper),
        bar=bar,
        bar_strong=Ink(palette.ink, bold=True).over(bar),
        bar_faint=bar,
        bar_accent=Ink("" if own else palette.accent, bold=True).over(bar),
        hint=Ink(palette.hit_ink, palette.accent if not own else "", bold=True, reverse=own),
        edge_heading=accent.over(paper),
        edge_seen=soft.over(paper),
        edge_ahead=Ink(palette.faint, dim=own).over(paper),
        edge_hit=Ink(palette.link, bold=True).over(paper),
        selected=Ink(reverse=True) if own else Ink(palette.ink, palette.selected),
        caret=Ink(bold=True, underline=True, reverse=True) if own else Ink(palette.paper, palette.ink),
        strong=Ink(bold=True),
        emphasis=Ink(italic=True),
        inline_code=Ink(ground=palette.raised, dim=own),
        link=Ink(palette.link, underline=True),
        chosen_link=Ink(reverse=True) if own else Ink(palette.hit_ink, palette.link),
        strike=Ink(strike=True),
        chosen=Ink(reverse=True) if own else Ink(ground=palette.chosen),
        hit=Ink(underline=True, reverse=True) if own else Ink(ground=palette.hit),
        chosen_hit=Ink(reverse=True, bold=True) if own else Ink(palette.hit_ink, palette.accent, bold=True),
        spoken=Ink(reverse=True) if own else Ink(ground=palette.chosen),
        receded=Ink(dim=True) if own else Ink(palette.faint if palette.name == "contrast" else palette.soft),
        palette=palette,
    )


_ATTRIBUTES = (
    Ink(bold=True, underline=True),
    Ink(underline=True),
    Ink(italic=True, underline=True),
    Ink(bold=True, italic=True, underline=True),
    Ink(bold=True, italic=True),
)
"""Of each colour, where a theme has none."""
_OVERLAP = Ink(dim=True, italic=True, underline=True)
_DOUBTFUL = Ink(dim=True, underline=True)
_CHOSEN = Ink(italic=True, underline=True, reverse=True)
_STRONGER = 0.22
"""How far the ground of the chosen highlight goes towards the colour of its mark."""


@cache
def _highlight(palette: Palette, colours: tuple[Colour, ...], doubtful: bool, chosen: bool) -> Ink:  # noqa: FBT001  cached
    numbers = [COLOURS.index(colour) for colour in colours]
    if palette.own:
        if chosen:
            return _CHOSEN
        if len(numbers) > 1:
            return _OVERLAP
        return _ATTRIBUTES[numbers[0]] if numbers else _DOUBTFUL
    if chosen and numbers:
        ground = mixed(palette.highlights[numbers[0]], palette.marks[numbers[0]], share=_STRONGER)
        return Ink(ground=ground, underline=True)
    ground = ""
    for count, number in enumerate(numbers, 1):
        ground = mixed(ground, palette.highlights[number], share=1 / count) if ground else palette.highlights[number]
    return Ink(ground=ground, underline=doubtful or len(numbers) > 1)


def mixed(one: str, other: str, *, share: float) -> str:
    """A colour between two, as `#rrggbb`; `share` is that of the other one, 0 to 1."""
    pairs = [(int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(first + (second - first) * share):02x}" for first, second in pairs)
