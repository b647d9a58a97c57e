"""Where lines may end: from a run of text and a width in cells to the offsets of its lines.

Text of narrow characters takes a fast path. Elsewhere graphemes are never split, cells are measured as the terminal
draws them, and Chinese and Japanese lines neither start with closing nor end with opening punctuation
(the rule called kinsoku shori, https://www.w3.org/TR/jlreq/#line_composition_rules_for_punctuation_marks).
"""

import re

from rich.cells import cell_len, split_graphemes

_NARROW = re.compile("[\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u2010-\u2027\u202f-\u205e\u20a0-\u20bf]*")
"""Characters that Rich measures as one cell and that combine with nothing."""
_NO_START = frozenset(
    "、。，．,.:;!?：；！？）)］]｝}」』】〉》〕〗〙〟’”»›…‥・ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々ゝゞヽヾ～〜％%℃"
)
_NO_END = frozenset("（([［｛{「『【〈《〔〖〘〝‘“«‹$＄￥¥£#＃")
_HANGING = ("– ", "— ")
"""A dash between spaces stays with the word before it."""

Lines = list[tuple[int, int]]


def is_narrow(text: str) -> bool:
    """Whether every character is one cell wide and stands for itself."""
    return text.isascii() or _NARROW.fullmatch(text) is not None


def cells(text: str) -> int:
    """The width of a text in cells."""
    return len(text) if text.isascii() else cell_len(text)


def break_lines(text: str, start: int, end: int, width: int) -> Lines:
    """The lines of `text[start:end]`, each as start and end offset, none wider than `width` cells.

    A line ends before the space at which it was broken. A grapheme wider than `width` stands alone on its line.
    """
    width = max(1, width)
    if is_narrow(text[start:end]):
        return _break_narrow(text, start, end, width)
    return _break_wide(text, start, end, width)


def chop_lines(text: str, start: int, end: int, width: int) -> Lines:
    """As `break_lines`, but each line is filled to the last cell, words or not; no space is left out."""
    width = max(1, width)
    run = text[start:end]
    if is_narrow(run):
        return [(at, min(at + width, end)) for at in range(start, end, width)] or [(start, end)]
    lines: Lines = []
    line_start = used = 0
    for first, _, size in split_graphemes(run)[0]:
        if used + size > width and first > line_start:
            lines.append((start + line_start, start + first))
            line_start, used = first, 0
        used += size
    lines.append((start + line_start, end))
    return lines


def _break_narrow(text: str, start: int, end: int, width: int) -> Lines:
    lines: Lines = []
    at = start
    while end - at > width:
        space = text.rfind(" ", at, at + width + 1)
        if text[space + 1 : space + 3] in _HANGING:
            earlier = text.rfind(" ", at, max(space, at))
            space = earlier if earlier > at else space
        inner = _inner_break(text, max(space + 1, at + 1), at + width)
        if inner > at:
            lines.append((at, inner))
            at = inner
        elif space > at:
            lines.append((at, space))
            at = space + 1
        else:
            lines.append((at, at + width))
            at += width
    lines.append((at, end))
    return lines


def _inner_break(text: str, first: int, last: int) -> int:
    """The last place within `first` to `last` after a hyphen or dash between letters; 0 when there is none."""
    dash = max(text.rfind(dash, first, last) for dash in "-–—/")
    while dash > first:
        before, after = text[dash - 1 : dash], text[dash + 1 : dash + 2]
        if before.isalpha() and after.isalpha() and (text[dash] != "/" or "://" not in text[first - 1 : last + 20]):
            return dash + 1
        dash = max(text.rfind(dash_, first, dash) for dash_ in "-–—/")
    return 0


def _break_wide(text: str, start: int, end: int, width: int) -> Lines:
    spans, _ = split_graphemes(text[start:end])
    graphemes = [text[start + first : start + last] for first, last, _ in spans]
    sizes = [size for _, _, size in spans]
    edges = [start + first for first, _, _ in spans] + [end]
    lines: Lines = []
    line_start = chance = at = used = 0  # indices of graphemes; before `chance` the line may be broken
    while at < len(graphemes):
        if at > line_start and _may_break(graphemes[at - 1], graphemes[at], sizes[at - 1], sizes[at]):
            chance = at
        if used + sizes[at] > width and at > line_start and graphemes[at] != " ":
            cut = chance if chance > line_start else at
            line_end = cut
            while line_end > line_start + 1 and graphemes[line_end - 1] == " ":
                line_end -= 1
            lines.append((edges[line_start], edges[line_end]))
            line_start = chance = at = cut
            used = 0
            continue
        used += sizes[at]
        at += 1
    if line_start < len(graphemes) or not lines:
        lines.append((edges[line_start], end))
    return lines


def _may_break(before: str, after: str, before_cells: int, after_cells: int) -> bool:
    """Whether a line may end between two neighbouring graphemes."""
    if before == " ":
        return after != " "
    if after == " " or before in _NO_END or after in _NO_START:
        return False
    return before_cells == 2 or after_cells == 2 or (before in "-–—" and after.isalpha())
