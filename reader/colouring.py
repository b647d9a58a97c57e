"""Colouring: which characters of a block of code are keywords, strings, comments, and the inks for them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from reader.ink import Ink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pygments.lexer import Lexer

    from reader.themes import Palette

MOST_CODE = 100_000
"""Characters up to which code is coloured."""
_LONGEST_LINE = 5_000
"""Characters of one line up to which code is coloured: longer ones are data, or made to take long."""
_ASKED_EVERY = 256
"""Tokens between two questions whether the colours are still wanted."""
_LEGIBLE = 4.5
"""Contrast to the ground behind code that every colour has (https://www.w3.org/TR/WCAG21/#contrast-minimum)."""
_GREEN_ON_DARK, _GREEN_ON_LIGHT = "#9dbb7c", "#4a6b23"
_VIOLET_ON_DARK, _VIOLET_ON_LIGHT = "#c3a2dc", "#75409a"

Token = tuple[int, int, Ink]
"""Start, end, ink."""


class CodeInks(NamedTuple):
    """The inks of a theme for code, each over the ink that code has without them."""

    keyword: Ink
    string: Ink
    comment: Ink
    number: Ink
    name: Ink
    """Of functions, classes, tags and keys."""
    inserted: Ink
    deleted: Ink


@cache
def inks_of(palette: Palette) -> CodeInks:
    """The inks for code in a theme; where the terminal's own colours are used, those."""
    if palette.own:
        comment, strong = Ink(italic=True, dim=True), Ink(bold=True)
        if not palette.accent:
            return CodeInks(strong, Ink(), comment, Ink(), Ink(), Ink(), Ink(strike=True))
        colours = [Ink(f"color({number})") for number in (5, 2, 6, 4, 2, 1)]
        keyword, string, number_, name, inserted, deleted = colours
        return CodeInks(keyword, string, comment, number_, name, inserted, deleted)

    def legible(colour: str) -> str:
        return _made_legible(colour, palette.raised, palette.ink)

    green = legible(_GREEN_ON_DARK if palette.dark else _GREEN_ON_LIGHT)
    violet = legible(_VIOLET_ON_DARK if palette.dark else _VIOLET_ON_LIGHT)
    return CodeInks(
        keyword=Ink(legible(palette.accent)),
        string=Ink(green),
        comment=Ink(legible(palette.soft), italic=True),
        number=Ink(violet),
        name=Ink(legible(palette.link)),
        inserted=Ink(green),
        deleted=Ink(legible(palette.accent)),
    )


def contrast(first: str, second: str) -> float:
    """The contrast of two colours `#rrggbb`, 1 to 21 (WCAG 2.1, contrast ratio)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _made_legible(colour: str, ground: str, ink: str) -> str:
    """The colour, mixed with as much ink as it needs to be read on its ground."""
    for tenths in range(11):
        mixed = _mixed(colour, ink, tenths / 10)
        if contrast(mixed, ground) >= _LEGIBLE:
            return mixed
    return ink


def _mixed(first: str, second: str, share: float) -> str:
    pairs = zip(_parts(first), _parts(second), strict=True)
    return "#" + "".join(f"{round(one + (other - one) * share):02x}" for one, other in pairs)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    shares = [part / 255 for part in _parts(colour)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def may_be_coloured(code: str, language: str) -> bool:
    """Whether code is worth a try: its language has a name, and neither it nor a line of it is too long."""
    if not language or len(code) > MOST_CODE:
        return False
    return all(len(line) <= _LONGEST_LINE for line in code.split("\n"))


def tokens_of(
    code: str, language: str, inks: CodeInks, start: int = 0, outdated: Callable[[], bool] = lambda: False
) -> list[Token]:
    """The coloured runs of code, whose first character stands at the offset `start`, in order and apart.

    None for a language that is not known: it is never guessed. What may take long asks `outdated` now and then, and
    gives none when it is. Brings Pygments, 30 ms and more.
    """
    lexer = _lexer(language) if may_be_coloured(code, language) else None
    if lexer is None:
        return []
    tokens: list[Token] = []
    for number, (first, last, ink) in enumerate(_inked(lexer, code, inks)):
        if number % _ASKED_EVERY == 0 and outdated():
            return []
        if tokens and tokens[-1][1] == start + first and tokens[-1][2] == ink:
            tokens[-1] = (tokens[-1][0], start + last, ink)
        else:
            tokens.append((start + first, start + last, ink))
    return tokens


def _inked(lexer: Lexer, code: str, inks: CodeInks) -> Iterator[Token]:
    """The parts of code that have an ink of their own, without the white space around them."""
    table = _table(inks)
    reached = 0
    for at, kind, value in lexer.get_tokens_unprocessed(code + "\n"):  # many lexers count on the last line's end
        wider = reversed(kind.split())
        ink = next((table[name] for name in map(str, wider) if name in table), None)
        first, last = max(at, reached), min(at + len(value.rstrip()), len(code))
        if ink is not None and ink != Ink() and first < last:
            reached = last
            yield first, last, ink


@cache
def _table(inks: CodeInks) -> dict[str, Ink]:
    """The inks of Pygments' kinds of token; a kind that is not here looks like the wider one it belongs to."""
    return {
        "Token.Keyword": inks.keyword,
        "Token.Keyword.Constant": inks.number,
        "Token.Operator.Word": inks.keyword,
        "Token.Comment": inks.comment,
        "Token.Comment.Preproc": inks.keyword,
        "Token.Comment.PreprocFile": inks.string,
        "Token.Literal.String": inks.string,
        "Token.Literal.String.Interpol": inks.number,
        "Token.Literal.String.Escape": inks.number,
        "Token.Literal.Number": inks.number,
        "Token.Literal.Date": inks.number,
        "Token.Name.Function": inks.name,
        "Token.Name.Class": inks.name,
        "Token.Name.Decorator": inks.name,
        "Token.Name.Exception": inks.name,
        "Token.Name.Namespace": inks.name,
        "Token.Name.Tag": inks.name,
        "Token.Name.Attribute": inks.name,
        "Token.Name.Constant": inks.number,
        "Token.Name.Label": inks.name,
        "Token.Generic.Inserted": inks.inserted,
        "Token.Generic.Deleted": inks.deleted,
        "Token.Generic.Heading": inks.name,
        "Token.Generic.Subheading": inks.name,
        "Token.Generic.Prompt": inks.comment,
        "Token.Generic.Output": inks.comment,
    }


def _lexer(language: str) -> Lexer | None:
    """What reads a language by one of its names; None for a name that is not known."""
    from pygments.lexers import get_all_lexers, get_lexer_by_name

    name = language.strip().lower()
    if not any(name in aliases for _, aliases, _, _ in get_all_lexers(plugins=False)):
        return None
    lexer: Lexer = get_lexer_by_name(name)
    return lexer
