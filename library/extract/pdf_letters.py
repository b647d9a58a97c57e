"""The letters of a PDF page in the order in which they were written, put together into runs and rows.

Programs that write PDF files write their text in reading order, column by column. Places and sizes are in points.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTFigure, LTPage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pdfminer.layout import LTContainer

_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_SPACE, _WIDEST = 0.15, 12
"""Between letters of a row, as shares of their size: what is a space, and what is too far for one row."""
_NO_MARK = -1


class Run(NamedTuple):
    """Letters that follow one another in a row, with one mark."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    """Of most of them."""
    bold: bool
    mark: int
    """The number by which the tree of a tagged file knows them; -1 for none."""
    in_figure: bool


class Device(PDFPageAggregator):
    """Collects letters, and remembers what each was marked with."""

    def __init__(self, manager: Any) -> None:  # noqa: ANN401  pdfminer's
        super().__init__(manager)
        self._open: list[int] = []
        self.marks: list[int] = []
        """Of each letter of the page, in the order of writing."""

    def begin_page(self, page: Any, ctm: Any) -> None:  # noqa: ANN401
        """As pdfminer says."""
        self._open, self.marks = [], []
        super().begin_page(page, ctm)

    def begin_tag(self, tag: Any, props: Any = None) -> None:  # noqa: ANN401, ARG002
        """A marked piece begins; one within it that has no number belongs to it."""
        mark = props.get("MCID") if isinstance(props, dict) else None
        outer = self._open[-1] if self._open else _NO_MARK
        self._open.append(mark if isinstance(mark, int) else outer)

    def end_tag(self) -> None:
        """A marked piece ends."""
        if self._open:
            self._open.pop()

    def render_char(self, *arguments: Any) -> float:  # noqa: ANN401
        """As pdfminer says."""
        self.marks.append(self._open[-1] if self._open else _NO_MARK)
        return super().render_char(*arguments)


def runs(page: LTPage, marks: Sequence[int]) -> list[Run]:
    """The runs of a page in the order of writing."""
    found: list[Run] = []
    some: list[LTChar] = []
    before: tuple[int, bool] = (_NO_MARK, False)
    for (letter, in_figure), mark in zip(_letters(page, in_figure=False), marks, strict=False):
        if some and ((mark, in_figure) != before or not _follows(_box(some[-1]), _box(letter))):
            found += _run(some, *before)
            some = []
        some.append(letter)
        before = (mark, in_figure)
    return [*found, *_run(some, *before)]


def rows(some: Iterable[Run]) -> Iterator[list[Run]]:
    """Runs that stand in one row, one after another."""
    row: list[Run] = []
    for run in some:
        if row and not _follows(row[-1][1:6], run[1:6]):
            yield row
            row = []
        row.append(run)
    if row:
        yield row


def written(row: Sequence[Run]) -> str:
    """The text of a row."""
    parts = [row[0].text]
    for before, run in pairwise(row):
        parts += (" " if _is_apart(before[1:6], run[1:6]) else "", run.text)
    return "".join(parts)


_Box = tuple[float, float, float, float, float]
"""Left, right, bottom, top, size."""


def _letters(holder: LTContainer[Any], *, in_figure: bool) -> Iterator[tuple[LTChar, bool]]:
    for part in holder:
        if isinstance(part, LTChar):
            yield part, in_figure
        elif isinstance(part, LTFigure):
            yield from _letters(part, in_figure=True)


def _box(letter: LTChar) -> _Box:
    return letter.x0, letter.x1, letter.y0, letter.y1, letter.size


def _follows(before: _Box, box: _Box) -> bool:
    """Whether one box stands in the row of the other, behind it; in some scripts that is to its left."""
    left, right, bottom, top, size = before
    overlap = min(top, box[3]) - max(bottom, box[2])
    if overlap < 0.4 * min(top - bottom, box[3] - box[2]):
        return False
    size = max(size, box[4])
    forward, backward = box[0] - right, left - box[1]
    return -0.4 * size <= forward <= _WIDEST * size or -0.4 * size <= backward <= 1.5 * size


def _is_apart(before: _Box, box: _Box) -> bool:
    gap = max(box[0] - before[1], before[0] - box[1])
    return gap > _SPACE * min(before[4], box[4])


def _run(letters: list[LTChar], mark: int, in_figure: bool) -> list[Run]:  # noqa: FBT001  as they stand in `before`
    if not letters:
        return []
    parts: list[str] = []
    last: LTChar | None = None
    for letter in letters:
        if last is not None and _is_apart(_box(last), _box(letter)):
            parts.append(" ")
        parts.append(letter.get_text().translate(_LIGATURES))
        last = letter
    black = [letter for letter in letters if not letter.get_text().isspace()] or letters
    sizes = Counter(round(letter.size * 2) / 2 for letter in black)
    bold = sum("bold" in letter.fontname.lower() or "black" in letter.fontname.lower() for letter in black)
    return [
        Run(
            "".join(parts), min(letter.x0 for letter in black), max(letter.x1 for letter in black),
            min(letter.y0 for letter in black), max(letter.y1 for letter in black), sizes.most_common(1)[0][0],
            bold > 0.8 * len(black), mark, in_figure,
        )
    ]  # fmt: skip
