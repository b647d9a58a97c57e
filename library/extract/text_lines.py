"""From the lines of a plain text to its paragraphs, however the text was wrapped."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from library.builder import clean_text
from library.document import count_words
from library.extract.furniture import SENTENCE_END

BULLET = re.compile(r"(?:[•‣▪◦●○■□∙⁃・►➤]|[-*·](?=\s|$))\s*(.*)", re.DOTALL)
NUMBER = re.compile(r"(\d{1,3})[.)]\s+(\S.*)", re.DOTALL)
QUOTED = re.compile(r"((?:>\s?)+)(.*)", re.DOTALL)
_LABEL_ALONE = re.compile(
    r"(image (caption|source)|caption|photo(graph)?( by)?|credit|by|von|par)\s*[,:：]?", re.IGNORECASE
)
_CREDIT_ALONE = re.compile(
    r"(foto|photo|bild|picture|image|fot\.|kuva|фото|crédits?|quelle|bildquelle|zdroj|credit)s?( by| de| von)?\s?[:：]",
    re.IGNORECASE,
)
"""The label of a credit, whose value may stand below a blank line."""
_LONGEST_CREDIT = 60
_NAMES = re.compile(r"(?=.*[^\W\d_a-z].*[^\W\d_a-z])(?:[^\W\d_a-z][\w.’'-]*+(?: and | und | et |, )?+\s?+){1,8}")
_WIDE = re.compile(r"[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]")
_PAUSE = re.compile(r"[.,;:!?…—–。，、；：！？][\"'”’»)\]」』）]*$")
_NARROWEST, _WIDEST = 40, 130
"""Columns that a hard-wrapped text may have."""
_FORCED = 0.6
"""Share of line ends with no room for the next word from which a text counts as hard-wrapped."""
_VERSE_PAUSES, _VERSE_CAPITALS = 0.5, 0.75
"""Shares of lines that pause at their end, or start with a capital, from which they are verse and not wrapped."""
_CODE = re.compile(
    r".*[{};\\]|.*\)\s*[:{]?|\s*(#|//|/\*|\*/?|<!?--|<\w+|@\w|[}\])]).*|\s*[\w.\[\]]+\s*(=|:=|\+=)\s*\S.*"
    r"|\s*(def|class|import|from|return|if|for|while|else|elif|try|const|let|var|function|public|private|static|void|int|fn|use|package|func)\b.*"
)
_LOGGED = re.compile(r"\s*\[?(\d{4}[-/]\d\d[-/]\d\d|[A-Z][a-z]{2} [ \d]\d)[T ]\d\d:\d\d:\d\d.*")


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
    cells: tuple[str, ...] = ()
    """Its cells, where tabs part them as browsers do in the rows of a table."""

    @cached_property
    def is_bullet(self) -> bool:
        """Whether it starts with a bullet character."""
        return BULLET.fullmatch(self.text) is not None

    @cached_property
    def is_prose(self) -> bool:
        """Whether it can only be part of a body."""
        return is_prose(self.text)


def read_lines(text: str) -> list[Line]:
    """The lines of a text that are not blank."""
    lines: list[Line] = []
    gap = True
    for number, raw in enumerate(split_lines(text), start=1):
        clean = clean_text(raw)
        if not clean:
            gap = True
            continue
        lines.append(Line(number, clean, _indent(raw), gap, cells=_cells(raw) if "\t" in raw else ()))
        gap = False
    return lines


def _cells(raw: str) -> tuple[str, ...]:
    parts = tuple(clean_text(part) for part in raw.strip("\n").split("\t"))
    is_item = BULLET.fullmatch(raw.strip()) or NUMBER.fullmatch(raw.strip())
    return () if is_item or sum(bool(part) for part in parts) < 2 else parts


def split_lines(text: str) -> list[str]:
    """The lines of a text with Unix, Windows, old Mac or Unicode line ends; a page break is a blank line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    return text.replace("\u2028", "\n").replace("\u2029", "\n\n").replace("\f", "\n\n").split("\n")


def _indent(raw: str) -> int:
    if not raw[:1].isspace():
        return 0
    blank = raw[: len(raw) - len(raw.lstrip())]
    return len(blank.expandtabs(4))


def columns(text: str) -> int:
    """The width of a text as editors of plain text count it: East Asian characters are two columns wide."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def is_code(text: str) -> bool:
    """Whether a text is source code or a log, whose every line must stand as it is."""
    lines = [line[:400] for line in split_lines(text[:40000]) if line.strip()]
    if len(lines) < 5:
        return False
    if sum(_LOGGED.match(line) is not None for line in lines) > 0.7 * len(lines):
        return True
    coded = sum(_CODE.fullmatch(line) is not None for line in lines)
    indented = sum(line[0].isspace() for line in lines)
    return coded > 0.6 * len(lines) and indented > 0.2 * len(lines) and not any(is_prose(line) for line in lines[:3])


def paragraphs(lines: Sequence[Line]) -> list[Line]:
    """The paragraphs of a text: lines joined where a text is hard-wrapped, as they are where each is a paragraph."""
    width = _wrapping_width(lines)
    if width is None:
        return list(_with_values(lines))
    margin = min(line.indent for line in lines)
    found: list[list[Line]] = []
    for at, line in enumerate(lines):
        if found and _goes_on(found[-1], lines[at - 1], line, width, margin):
            found[-1].append(line)
        else:
            found.append([line])
    return list(_with_values([_joined(group) for group in found]))


def _with_values(lines: Sequence[Line]) -> Iterator[Line]:
    """Browsers may copy a bullet, or a label such as By, onto a line of its own, above its words."""
    pending: Line | None = None
    for line in lines:
        if pending is not None and _is_value(pending, line):
            yield replace(line, text=f"{pending.text} {line.text}", number=pending.number, after_gap=pending.after_gap)
            pending = None
            continue
        if pending is not None:
            yield pending
        bullet = BULLET.fullmatch(line.text)
        is_label = _LABEL_ALONE.fullmatch(line.text) or _CREDIT_ALONE.fullmatch(line.text)
        awaits = is_label or (bullet and not bullet.group(1))
        pending = line if awaits else None
        if not awaits:
            yield line
    if pending is not None:
        yield pending


def _is_value(label: Line, line: Line) -> bool:
    if not line.is_bullet and len(line.text) < _LONGEST_CREDIT and _CREDIT_ALONE.fullmatch(label.text):
        return not line.is_prose
    if line.is_bullet or (line.after_gap and not label.is_bullet):
        return False
    needs_names = label.text[-1] not in ",:：" and not label.is_bullet
    return not needs_names or (len(line.text) < 80 and _NAMES.fullmatch(line.text) is not None)


def _wrapping_width(lines: Sequence[Line]) -> int | None:
    """The column at which a text is hard-wrapped; None when each of its lines is a paragraph."""
    pairs = [
        (one, other)
        for one, other in pairwise(lines)
        if not (other.after_gap or other.is_bullet or QUOTED.match(other.text))
    ]
    if len(pairs) < 2:
        return None
    widths = sorted(one.indent + columns(one.text) for one, _ in pairs)
    width = widths[min(len(widths) - 1, int(len(widths) * 0.97))]
    if not _NARROWEST <= width <= _WIDEST or _is_verse(pairs):
        return None
    forced = sum(_no_room(one, other, width) for one, other in pairs)
    return width if forced >= max(2, _FORCED * len(pairs)) else None


def _is_verse(pairs: Sequence[tuple[Line, Line]]) -> bool:
    """Whether most lines end with a pause or start with a capital, which wrapping alone would not bring about."""
    pauses = sum(_PAUSE.search(one.text) is not None for one, _ in pairs)
    capitals = sum(other.text[0].isupper() and other.indent <= one.indent for one, other in pairs)
    return pauses > _VERSE_PAUSES * len(pairs) or capitals > _VERSE_CAPITALS * len(pairs)


def _no_room(line: Line, following: Line, width: int) -> bool:
    """Whether the first word of the following line would not have fitted on this one."""
    first = following.text.split(" ", 1)[0]
    word = 2 if _WIDE.match(first) else 1 + columns(first)
    return line.indent + columns(line.text) + word > width


def _goes_on(paragraph: Sequence[Line], line: Line, following: Line, width: int, margin: int) -> bool:
    """Whether the following line belongs to the paragraph that the line before it ended."""
    first = paragraph[0]
    if following.after_gap or following.is_bullet or NUMBER.fullmatch(following.text):
        return False
    if first.is_bullet or NUMBER.fullmatch(first.text):
        level = following.indent == first.indent
        return following.indent > first.indent or (level and _no_room(line, following, width))
    if bool(QUOTED.match(first.text)) != bool(QUOTED.match(following.text)):
        return False
    starts_indented = following.indent > margin and following.indent > line.indent
    if starts_indented and line.indent == margin:
        return False
    if _no_room(line, following, width):
        return not (starts_indented and SENTENCE_END.search(line.text))
    unfinished = not SENTENCE_END.search(line.text) and following.text[:1].islower()
    return unfinished and columns(line.text) > 0.6 * width


def _joined(group: Sequence[Line]) -> Line:
    if len(group) == 1:
        return group[0]
    parts = [group[0].text]
    quoted = QUOTED.match(group[0].text) is not None
    for line in group[1:]:
        text = QUOTED.sub(r"\2", line.text) if quoted else line.text
        parts += (_glue(parts[-1], text), text)
    return replace(group[0], text="".join(parts), joined=len(group))


def _glue(text: str, following: str) -> str:
    """What stands between two lines of a paragraph: nothing between ideographs and after a hyphen, else a space."""
    if _WIDE.match(text[-1:]) and _WIDE.match(following[:1]):
        return ""
    hyphened = len(text) > 1 and text[-1] in "-\u2010" and text[-2].isalpha() and following[:1].isalpha()
    return "" if hyphened else " "


def length(text: str) -> int:
    """How much a text says, in words; two ideographs say about as much as a word."""
    words, ideographs = count_words(text)
    return words - ideographs + (ideographs + 1) // 2


def same_words(text: str, other: str) -> bool:
    """Whether two lines differ at most in case."""
    return bool(other) and clean_text(text).casefold() == clean_text(other).casefold()


def is_prose(text: str) -> bool:
    """Whether a paragraph can only be part of a body: a sentence or more of some length."""
    says = length(text[:2000])
    return says >= 28 or (says >= 9 and SENTENCE_END.search(text) is not None)
