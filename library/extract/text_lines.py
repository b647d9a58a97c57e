"""From the lines of a plain text to its paragraphs, however the text was wrapped."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from library.document import clean_text, count_words

BULLET = re.compile(r"(?:[•‣▪◦●○■□∙⁃・►➤]|[-*·](?=\s))\s*(.*)", re.DOTALL)
NUMBER = re.compile(r"(\d{1,3})[.)]\s+(\S.*)", re.DOTALL)
QUOTED = re.compile(r"((?:>\s?)+)(.*)", re.DOTALL)
SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]】」』）]*$")
_WIDE = re.compile(r"[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]")
_NARROWEST, _WIDEST = 30, 130
"""Columns that a hard-wrapped text may have."""
_FORCED = 0.6
"""Share of line ends with no room for the next word from which a text counts as hard-wrapped."""


@dataclass(frozen=True)
class Line:
    """A line that is not blank, or several that were one paragraph."""

    number: int
    """Where it starts in the source, from 1."""
    text: str
    """Under the law of the text."""
    indent: int
    """Columns of white space before it."""
    after_gap: bool
    """Whether a blank line stands before it."""
    joined: int = 1
    """How many lines of the source it was made of."""

    @property
    def is_bullet(self) -> bool:
        """Whether it starts with a bullet character."""
        return BULLET.fullmatch(self.text) is not None


def read_lines(text: str) -> list[Line]:
    """The lines of a text that are not blank."""
    lines: list[Line] = []
    gap = True
    for number, raw in enumerate(_newlines(text).split("\n"), start=1):
        clean = clean_text(raw)
        if not clean:
            gap = True
            continue
        wide = raw.expandtabs(4)
        lines.append(Line(number, clean, len(wide) - len(wide.lstrip()), gap))
        gap = False
    return lines


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n").replace("\f", "\n\n")


def columns(text: str) -> int:
    """The width of a text as editors of plain text count it: East Asian characters are two columns wide."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def paragraphs(lines: Sequence[Line]) -> list[Line]:
    """The paragraphs of a text: lines joined where a text is hard-wrapped, as they are where each is a paragraph."""
    width = _wrapping_width(lines)
    if width is None:
        return list(_bullets_with_words(lines))
    margin = min(line.indent for line in lines)
    found: list[Line] = []
    for at, line in enumerate(lines):
        if found and _goes_on(found[-1], lines[at - 1], line, width, margin):
            joined = _join(found[-1].text, line.text)
            found[-1] = replace(found[-1], text=joined, joined=found[-1].joined + 1)
        else:
            found.append(line)
    return list(_bullets_with_words(found))


def _bullets_with_words(lines: Sequence[Line]) -> Iterator[Line]:
    """Browsers may copy a bullet onto a line of its own, above its words."""
    pending: Line | None = None
    for line in lines:
        bullet = BULLET.fullmatch(line.text)
        if pending is not None:
            yield pending if bullet else replace(line, text=f"{pending.text} {line.text}", number=pending.number)
            pending = None
            if not bullet:
                continue
        if bullet and not bullet.group(1):
            pending = line
            continue
        yield line
    if pending is not None:
        yield pending


def _wrapping_width(lines: Sequence[Line]) -> int | None:
    """The column at which a text is hard-wrapped; None when each of its lines is a paragraph."""
    pairs = [(one, other) for one, other in zip(lines, lines[1:], strict=False) if not other.after_gap and not other.is_bullet]
    if len(pairs) < 2:
        return None
    widths = sorted(one.indent + columns(one.text) for one, _ in pairs)
    width = widths[min(len(widths) - 1, int(len(widths) * 0.97))]
    if not _NARROWEST <= width <= _WIDEST:
        return None
    forced = sum(_no_room(one, other, width) for one, other in pairs)
    return width if forced >= max(2, _FORCED * len(pairs)) else None


def _no_room(line: Line, following: Line, width: int) -> bool:
    """Whether the first word of the following line would not have fitted on this one."""
    first = following.text.split(" ", 1)[0]
    word = 2 if _WIDE.match(first) else 1 + columns(first)
    return line.indent + columns(line.text) + word > width


def _goes_on(paragraph: Line, line: Line, following: Line, width: int, margin: int) -> bool:
    """Whether the following line belongs to the paragraph that the line before it ended."""
    if following.after_gap or following.is_bullet or NUMBER.fullmatch(following.text):
        return False
    if paragraph.is_bullet or NUMBER.fullmatch(paragraph.text):
        return following.indent > paragraph.indent or (following.indent == paragraph.indent and _no_room(line, following, width))
    if bool(QUOTED.fullmatch(paragraph.text)) != bool(QUOTED.fullmatch(following.text)):
        return False
    starts_indented = following.indent > margin and following.indent > line.indent
    if starts_indented and paragraph.joined > 0 and line.indent == margin:
        return False
    if _no_room(line, following, width):
        return not (starts_indented and SENTENCE_END.search(line.text))
    unfinished = not SENTENCE_END.search(line.text) and following.text[:1].islower()
    return unfinished and columns(line.text) > 0.6 * width


def _join(text: str, following: str) -> str:
    if QUOTED.fullmatch(text):
        following = QUOTED.sub(r"\2", following)
    if _WIDE.match(text[-1:]) and _WIDE.match(following[:1]):
        return text + following
    if len(text) > 1 and text[-1] in "-\u2010" and text[-2].isalpha() and following[:1].isalpha():
        return text + following
    return f"{text} {following}"


def is_prose(text: str) -> bool:
    """Whether a paragraph can only be part of a body: a sentence or more of some length."""
    words, ideographs = count_words(text[:2000])
    length = words + ideographs // 2  # two ideographs say about as much as a word
    return length >= 28 or (length >= 9 and SENTENCE_END.search(text) is not None)
