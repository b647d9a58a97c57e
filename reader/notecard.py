"""A highlight as lists and cards show it: its words, what is known of its place, and its lines; no Textual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.anchor import AnchorState
from library.highlight import HighlightKind
from reader.bar import cut
from reader.breaking import break_lines, cells
from reader.ink import Run
from reader.words import day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library.highlight import Highlight, NotedPassage
    from reader.ink import Ink
    from reader.themes import Styles

    Lines = list[list[Run]]

_BESIDE_BOOKMARK = 120
"""Code points of the text after a bookmark that tell where it is."""


def one_line(text: str) -> str:
    """A text with all its white space as single spaces."""
    return " ".join(text.split())


def said(highlight: Highlight) -> str:
    """The passage on one line; for what has none, what it is."""
    if highlight.kind is HighlightKind.PASSAGE:
        return one_line(highlight.quote)
    if highlight.kind is HighlightKind.ARTICLE or highlight.anchor is None:
        return "On the whole article"
    after = one_line(highlight.anchor.after[:_BESIDE_BOOKMARK])
    return f"Bookmark before “{after}…”" if after else "Bookmark"


def source_of(passage: NotedPassage) -> str:
    """Title, authors and site."""
    return " · ".join(filter(None, (passage.title, ", ".join(passage.authors), passage.site)))


def whereabouts(passage: NotedPassage) -> str:
    """Why a highlight is not simply where it was, in a sentence; empty when it is."""
    highlight = passage.highlight
    alike = f"{int(highlight.score * 100)}% alike"
    match highlight.state:
        case AnchorState.UNCERTAIN:
            return f"Uncertain: {highlight.reason} ({alike})"
        case AnchorState.LOST:
            best = f" (the best that was found is {alike})" if highlight.score > 0 else ""
            return f"Lost: {highlight.reason}{best}"
        case AnchorState.WAITING if highlight.article is not None:
            return f"Waiting: {highlight.reason}"
        case AnchorState.WAITING:
            return f"Waiting: “{passage.title or passage.url}” is not in the library yet"
    return ""


def wrapped(text: str, width: int, most: int | None = None) -> list[str]:
    """The lines of a text in `width` cells; the last of at most `most` is cut where more would follow."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        shown = paragraph.expandtabs(4).strip()
        lines += [shown[start:end].rstrip() for start, end in break_lines(shown, 0, len(shown), width)]
    if most is not None and len(lines) > most:
        rest = one_line(" ".join(lines[most - 1 :]))
        lines = [*lines[: most - 1], cut(rest, width)] if most > 0 else []
    return lines


def tags_of(highlight: Highlight) -> str:
    """The tags, each with its sign."""
    return " ".join(f"#{name}" for name in highlight.tags)


def card(passage: NotedPassage, styles: Styles, mark: Run, width: int, most: int | None = None) -> Lines:
    """The whole of a highlight in lines of at most `width` cells: passage, note, tags, where it is from and stands.

    Where there may be `most` lines, no white ones part the pieces, and the first pieces give way first.
    """
    highlight = passage.highlight
    is_passage = highlight.kind is HighlightKind.PASSAGE
    words = highlight.quote if is_passage else said(highlight)
    made = day(highlight.created).replace(" ", "\u00a0")  # which stays on one line
    pieces = [
        _signed(f"{mark.text} ", words, width, mark.ink, styles.text if is_passage else styles.byline),
        _signed("✎ ", highlight.note, width, styles.note, styles.text),
        _signed("  ", tags_of(highlight), width, styles.bullet, styles.bullet),
        _signed("  ", f"{source_of(passage)} · {made}", width, styles.byline, styles.byline),
        _signed("! ", whereabouts(passage), width, styles.note, styles.note),
    ]
    if most is None:
        lines: Lines = []
        for piece in filter(None, pieces):
            lines += [[], *piece] if lines else piece
        return lines
    for number in range(len(pieces)):
        spare = sum(map(len, pieces)) - most
        if spare > 0 and len(pieces[number]) > 1:
            pieces[number] = _shortened(pieces[number], max(1, len(pieces[number]) - spare), width)
    return [line for piece in pieces for line in piece][:most]


def _shortened(lines: Lines, most: int, width: int) -> Lines:
    """The first lines, with a sign at the end that more would follow."""
    *before, last = lines[:most]
    room = width - sum(cells(run.text) for run in last[:-1])
    text = cut(last[-1].text, max(2, room - 1)).rstrip("…")
    return [*before, [*last[:-1], last[-1]._replace(text=f"{text}…")]]


def _signed(sign: str, text: str, width: int, sign_ink: Ink, ink: Ink) -> Lines:
    lines = wrapped(text, width - cells(sign))
    blank = " " * cells(sign)
    return [[Run(blank if number else sign, sign_ink), Run(line, ink)] for number, line in enumerate(lines)]


def padded(runs: Sequence[Run], width: int, ink: Ink, left: int = 0) -> list[Run]:
    """Runs on a ground of exactly `width` cells, `left` cells from its beginning."""
    shown, room = [Run(" " * min(left, width), ink)], width - min(left, width)
    for text, over in runs:
        fitting = cut(text, room)
        room -= cells(fitting)
        shown.append(Run(fitting, over))
    return [*shown, Run(" " * room, ink)]
