"""From the lines of a printed page back to its text: what runs along every page goes, the rest is joined again.

Sizes and places are in points, from the lower left corner of a page.
"""

from __future__ import annotations

import re
from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from library.builder import DocumentBuilder, clean_text
from library.document import BlockKind, Document, count_words
from library.extract import Dropped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from library.extract.pdf_letters import Run

_MARGIN = 0.12
"""The share of a page at its top and at its foot where running heads and page numbers stand."""
_PAGE_NUMBER = re.compile(
    r"[-–—\s|]*+(?:page|seite|página|pagina|p\.)?\s*+(?:\d{1,4}|[ivxl]{1,7})(?:\s*(?:/|of|von|de|di|sur)\s*\d{1,4})?[-–—\s|]*",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?:;…。！？：][\"'”’»)\]\d]{0,4}$")
_BULLET = re.compile(r"(?:[•●▪◦‣∙·–—*-]|\uf0b7|\(cid:127\))\s+(?=\S)")
_NUMBERED = re.compile(r"\(?(\d{1,2}|[a-z])[.)]\s+(?=\S)")
_CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|table|abbildung|abb\.|tabelle|tableau|figura|tabla|tabela)\s*\d+[.:\s]", re.IGNORECASE
)
_NOTE = re.compile(r"(\d{1,3}|[*†‡§])\s*(?=\S)")
_NOT_LATIN = re.compile("[\u3041-\u30ff\u3400-\u9fff\uff00-\uffef]")
_LARGER, _SMALLER = 1.12, 0.9
_HEADING_WORDS, _BOLD_WORDS, _LEVELS = 30, 14, 6


class Line(NamedTuple):
    """A line as it is printed."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    """Of most of its letters."""
    bold: bool
    box: int
    """Which of the page's boxes of text it stands in."""


class Sheet(NamedTuple):
    """A page."""

    lines: tuple[Line, ...]
    """In reading order."""
    bottom: float
    top: float
    number: object = None
    """By which the tree of a tagged file knows the page."""
    marked: Mapping[int, Sequence[Run]] = MappingProxyType({})
    """What is marked on it, by the number of the mark; -1 for what is not. Empty on pages without marks."""


class _Paragraph(NamedTuple):
    lines: list[Line]
    page: int

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)


class Reading:
    """What was read."""

    def __init__(self, paragraphs: Sequence[_Paragraph], body: float, dropped: tuple[Dropped, ...]) -> None:
        self.dropped = dropped
        self._paragraphs, self._body = paragraphs, body
        self._words = _words_of(paragraphs)
        self._number = 0
        """Of the last numbered item."""
        sizes = {paragraph.size for paragraph in paragraphs if self._is_large(paragraph)}
        self._levels = {size: min(_LEVELS, level) for level, size in enumerate(sorted(sizes, reverse=True), 1)}

    @property
    def title(self) -> str:
        """What is printed largest on the first page; empty when nothing stands out."""
        first = [one for one in self._paragraphs if one.page == 0 and one.size >= self._body * 1.2]
        largest = max((one.size for one in first), default=0.0)
        title = clean_text(" ".join(self._text(one) for one in first if one.size == largest))
        return title if 0 < count_words(title)[0] <= 40 else ""

    def document(self, title: str) -> Document:
        """The text; the title is not written again at its head."""
        builder = DocumentBuilder()
        notes: list[tuple[str, str]] = []
        self._number = 0
        for paragraph in self._paragraphs:
            text = self._text(paragraph)
            if paragraph.page == 0 and len(builder) < 3 and _letters(text) and _letters(text) in _letters(title):
                continue
            note = _NOTE.match(text) if self._is_note(paragraph) else None
            if note:
                notes.append((note[1], text[note.end() :]))
            else:
                self._add(builder, paragraph, text)
        for label, text in notes:
            builder.add(BlockKind.FOOTNOTE, text, info=label)
        return builder.build()

    def _add(self, builder: DocumentBuilder, paragraph: _Paragraph, text: str) -> None:
        if _CAPTION.match(text) and count_words(text)[0] <= 120:
            builder.add(BlockKind.CAPTION, text)
        elif self._is_large(paragraph):
            builder.add(BlockKind.HEADING, text, level=self._levels[paragraph.size])
        elif self._is_bold_heading(paragraph, text):
            builder.add(BlockKind.HEADING, text, level=min(_LEVELS, len(self._levels) + 1))
        elif bullet := _BULLET.match(text):
            builder.add(BlockKind.ITEM, text[bullet.end() :], level=1)
        elif (numbered := _NUMBERED.match(text)) and numbered[1] in ("1", str(self._number + 1)):
            self._number = int(numbered[1])
            builder.add(BlockKind.ITEM, text[numbered.end() :], level=1, info=numbered[1])
        else:
            builder.add(BlockKind.PARAGRAPH, text)

    def _is_large(self, paragraph: _Paragraph) -> bool:
        words = sum(count_words(line.text)[0] for line in paragraph.lines)
        return (
            paragraph.size >= self._body * _LARGER
            and words <= _HEADING_WORDS
            and any(character.isalpha() for line in paragraph.lines for character in line.text)
        )

    def _is_bold_heading(self, paragraph: _Paragraph, text: str) -> bool:
        short = 0 < count_words(text)[0] <= _BOLD_WORDS and len(paragraph.lines) <= 2
        return (
            short and paragraph.bold and paragraph.size >= self._body * 0.97 and not text.endswith((".", ",", ":", ";"))
        )

    def _is_note(self, paragraph: _Paragraph) -> bool:
        return paragraph.size <= self._body * _SMALLER and _NOTE.match(paragraph.lines[0].text) is not None

    def _text(self, paragraph: _Paragraph) -> str:
        return joined([line.text for line in paragraph.lines], self._words)


def reading(sheets: Sequence[Sheet]) -> Reading:
    """Put the lines of pages together again."""
    running = _running(sheets)
    dropped: dict[str, Dropped] = {}
    letters: Counter[float] = Counter()
    kept: list[list[Line]] = []
    for sheet in sheets:
        lines: list[Line] = []
        for line in sheet.lines:
            reason = _furniture(line, sheet, running)
            if reason:
                dropped.setdefault(_shape(line.text), Dropped(line.text[:200], reason))
            else:
                lines.append(line)
                letters[line.size] += len(line.text)
        kept.append(lines)
    body = max(letters, key=lambda size: letters[size], default=10.0)
    return Reading(_paragraphs(kept, body), body, tuple(dropped.values()))


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", text).casefold()


def _running(sheets: Sequence[Sheet]) -> set[str]:
    """The shapes of lines that stand at the top or the foot of several pages."""
    seen: Counter[str] = Counter()
    for sheet in sheets:
        seen.update({_shape(line.text) for line in sheet.lines if _in_margin(line, sheet)})
    return {shape for shape, count in seen.items() if count >= 3 or (count == 2 and len(sheets) <= 3)}


def _in_margin(line: Line, sheet: Sheet) -> bool:
    height = sheet.top - sheet.bottom
    return line.bottom > sheet.top - _MARGIN * height or line.top < sheet.bottom + _MARGIN * height


def _furniture(line: Line, sheet: Sheet, running: set[str]) -> str:
    if not _in_margin(line, sheet):
        return ""
    if _PAGE_NUMBER.fullmatch(line.text):
        return "a page number"
    return "along every page" if _shape(line.text) in running and len(line.text) < 150 else ""


def _paragraphs(pages: Iterable[Sequence[Line]], body: float) -> list[_Paragraph]:
    found: list[_Paragraph] = []
    for page, lines in enumerate(pages):
        notes = {line for line in lines if _starts_note(line, lines, body)}
        before: Line | None = None
        edges = _edges(lines)
        for line in lines:
            last = found[-1] if found else None
            if last is None or _begins(last, before, line, edges, is_note=line in notes):
                found.append(_Paragraph([line], page))
            else:
                last.lines.append(line)
            before = line
    return _across(found, body)


def _starts_note(line: Line, lines: Sequence[Line], body: float) -> bool:
    return line.size <= body * _SMALLER and _NOTE.match(line.text) is not None and line.bottom < lines[0].top / 2


def _edges(lines: Sequence[Line]) -> dict[int, tuple[float, float]]:
    """By box: how far its lines reach to the left and right."""
    edges: dict[int, tuple[float, float]] = {}
    for line in lines:
        left, right = edges.get(line.box, (line.left, line.right))
        edges[line.box] = (min(left, line.left), max(right, line.right))
    return edges


def _begins(
    last: _Paragraph, before: Line | None, line: Line, edges: dict[int, tuple[float, float]], *, is_note: bool
) -> bool:
    """Whether a line begins a paragraph."""
    if before is None or before.box != line.box or is_note:
        return True
    if abs(before.size - line.size) > 0.6 or (before.bold is not line.bold and len(last.lines) == 1):
        return True
    if _BULLET.match(line.text) or (_NUMBERED.match(line.text) and _ENDS.search(before.text)):
        return True
    if before.bottom - line.top > 0.8 * line.size:
        return True
    left, right = edges[line.box]
    indented = line.left - left > 0.7 * line.size and before.left - left < 0.5 * line.size
    short = before.right < right - 0.15 * (right - left)
    return _ENDS.search(before.text) is not None and (indented or (short and line.left - left < 0.5 * line.size))


def _across(paragraphs: list[_Paragraph], body: float) -> list[_Paragraph]:
    """Join what a column or a page has parted; notes at the foot stand between."""
    joined: list[_Paragraph] = []
    for paragraph in paragraphs:
        open_one = next((one for one in reversed(joined[-12:]) if one.size > body * _SMALLER), None)
        if open_one is not None and _goes_on(open_one, paragraph):
            open_one.lines.extend(paragraph.lines)
        else:
            joined.append(paragraph)
    return joined


def _goes_on(one: _Paragraph, other: _Paragraph) -> bool:
    last, first = one.lines[-1].text, other.lines[0].text
    if abs(one.size - other.size) > 0.6 or one.bold is not other.bold:
        return False
    if _ENDS.search(last) or _BULLET.match(first) or _CAPTION.match(first) or _CAPTION.match(one.lines[0].text):
        return False
    return first[:1].islower() or last.endswith("-") or bool(_NOT_LATIN.match(first) and _NOT_LATIN.match(last[-1:]))


def _words_of(paragraphs: Sequence[_Paragraph]) -> set[str]:
    """All words of the text that no line end parts."""
    return {
        word.strip(".,;:!?()[]\"'“”").casefold()
        for paragraph in paragraphs for line in paragraph.lines for word in line.text.split()[:-1]
    }  # fmt: skip


def joined(lines: Sequence[str], words: set[str]) -> str:
    """Lines as one, words that were parted at their ends whole again; `words` are those that stand whole elsewhere."""
    parts = [lines[0]]
    for line in lines[1:]:
        last = parts[-1]
        if last.endswith(("-", "\u2010")) and last[-2:-1].isalpha():
            head, tail = last.rsplit(maxsplit=1)[-1], line.split(maxsplit=1)[0].rstrip(".,;:!?)\"'”")
            whole, parted = f"{head[:-1]}{tail}".lstrip("(\"'“").casefold(), f"{head}{tail}".lstrip("(\"'“").casefold()
            if line[:1].islower() and (parted not in words or whole in words):
                parts[-1] = last[:-1]
        elif not (_NOT_LATIN.match(last[-1]) and _NOT_LATIN.match(line)):
            parts.append(" ")
        parts.append(line)
    return clean_text("".join(parts))


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
