"""The two themes: the colours of paper and night, as styles for painting and as Textual themes."""

from dataclasses import dataclass
from functools import lru_cache

from rich.style import Style


@dataclass(frozen=True)
class Palette:
    """The colours of a theme, as `#rrggbb`."""

    name: str
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


NIGHT = Palette(
    name="night", dark=True, paper="#16181d", raised="#20232a", chosen="#2b303a", ink="#d8d4ca", soft="#9a978f",
    faint="#4d505a", accent="#e0a75e", link="#86b3d8", highlight="#4a4324", highlight_mark="#d9b84a",
)  # fmt: skip
PAPER = Palette(
    name="paper", dark=False, paper="#f7f3e9", raised="#ece6d6", chosen="#e2d9c3", ink="#2a2723", soft="#6b655a",
    faint="#c3baa7", accent="#9a3b26", link="#1f5a8a", highlight="#f6e39a", highlight_mark="#b78a00",
)  # fmt: skip
PALETTES = {palette.name: palette for palette in (NIGHT, PAPER)}


@dataclass(frozen=True)
class Styles:
    """The styles that lines are painted with."""

    text: Style
    title: Style
    byline: Style
    standfirst: Style
    heading: Style
    subheading: Style
    key_point: Style
    bullet: Style
    caption: Style
    credit: Style
    quote: Style
    code: Style
    header_cell: Style
    ornament: Style
    note: Style
    note_mark: Style
    ruler: Style
    highlight: Style
    highlight_mark: Style
    strong: Style
    emphasis: Style
    inline_code: Style
    link: Style
    strike: Style
    bar: Style
    bar_strong: Style
    bar_faint: Style
    bar_accent: Style
    chosen: Style


@lru_cache(maxsize=8)
def styles_of(palette: Palette) -> Styles:
    """The styles of a palette; the same object each time."""
    paper = Style(color=palette.ink, bgcolor=palette.paper)
    bar = Style(color=palette.soft, bgcolor=palette.raised)
    return Styles(
        text=paper,
        title=paper + Style(bold=True),
        byline=paper + Style(color=palette.soft),
        standfirst=paper + Style(italic=True),
        heading=paper + Style(color=palette.accent, bold=True),
        subheading=paper + Style(bold=True),
        key_point=paper,
        bullet=paper + Style(color=palette.accent),
        caption=paper + Style(color=palette.soft, italic=True),
        credit=paper + Style(color=palette.soft),
        quote=paper + Style(italic=True),
        code=Style(color=palette.ink, bgcolor=palette.raised),
        header_cell=paper + Style(bold=True),
        ornament=paper + Style(color=palette.faint),
        note=paper + Style(color=palette.highlight_mark),
        note_mark=paper + Style(color=palette.highlight_mark, bold=True),
        ruler=paper + Style(color=palette.accent),
        highlight=Style(bgcolor=palette.highlight),
        highlight_mark=paper + Style(color=palette.highlight_mark),
        strong=Style(bold=True),
        emphasis=Style(italic=True),
        inline_code=Style(bgcolor=palette.raised),
        link=Style(color=palette.link, underline=True),
        strike=Style(strike=True),
        bar=bar,
        bar_strong=bar + Style(color=palette.ink, bold=True),
        bar_faint=bar + Style(color=palette.soft),
        bar_accent=bar + Style(color=palette.accent, bold=True),
        chosen=Style(bgcolor=palette.chosen),
    )
