"""The themes: colours of paper and ink, as the inks that lines are painted with; no Rich, no Textual."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from reader.ink import Ink

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    highlight: str
    """Behind highlighted text."""
    highlight_mark: str
    """The mark of a highlight in the margin."""
    hit: str
    """Behind what was found."""
    hit_ink: str
    """The text of the hit one stands on, and of hints."""
    own: bool = False
    """Whether it draws with the terminal's own colours alone."""


NIGHT = Palette(
    "night", "Night", dark=True, paper="#16181d", raised="#20232a", chosen="#2b303a", ink="#d8d4ca", soft="#a5a29a",
    faint="#4d505a", accent="#e0a75e", link="#86b3d8", highlight="#3e381c", highlight_mark="#d9b84a",
    hit="#1f3d45", hit_ink="#16181d",
)  # fmt: skip
BLACK = Palette(
    "black", "Black", dark=True, paper="#000000", raised="#141414", chosen="#262626", ink="#c9c6c0", soft="#9b9893",
    faint="#454545", accent="#d09a56", link="#7fabcf", highlight="#352f18", highlight_mark="#cfae45",
    hit="#17353c", hit_ink="#000000",
)  # fmt: skip
PAPER = Palette(
    "paper", "Paper", dark=False, paper="#f7f3e9", raised="#ece6d6", chosen="#e2d9c3", ink="#2a2723", soft="#655f54",
    faint="#c3baa7", accent="#8f3420", link="#1b4f7a", highlight="#f6e39a", highlight_mark="#8a6800",
    hit="#cfe3df", hit_ink="#fffdf6",
)  # fmt: skip
SEPIA = Palette(
    "sepia", "Sepia", dark=False, paper="#eadcc0", raised="#dfcfaf", chosen="#d5c29d", ink="#3b2c1d", soft="#5c4a35",
    faint="#b8a37e", accent="#762c12", link="#1a4565", highlight="#f0cf72", highlight_mark="#7d5606",
    hit="#c3d3bd", hit_ink="#fff8e8",
)  # fmt: skip
CONTRAST = Palette(
    "contrast", "High contrast", dark=True, paper="#000000", raised="#1c1c1c", chosen="#004b8d", ink="#ffffff",
    soft="#e0e0e0", faint="#8a8a8a", accent="#ffd34d", link="#8fd3ff", highlight="#5a4b00", highlight_mark="#ffe14d",
    hit="#00566b", hit_ink="#000000",
)  # fmt: skip
TERMINAL = Palette(
    "terminal", "Your terminal's colours", dark=True, paper="", raised="", chosen="", ink="", soft="",
    faint="color(8)", accent="color(3)", link="color(4)", highlight="", highlight_mark="color(3)",
    hit="", hit_ink="", own=True,
)  # fmt: skip
COLOURLESS = Palette(
    "colourless", "No colours", dark=True, paper="", raised="", chosen="", ink="", soft="", faint="", accent="",
    link="", highlight="", highlight_mark="", hit="", hit_ink="", own=True,
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
    highlight: Ink
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
        highlight=Ink(underline=True, bold=True) if own else Ink(ground=palette.highlight),
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
    )
