"""The stage of speed reading: the word with its focal letter in one column, guides, its sentence; rows of runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from library.document import BlockKind
from reader.breaking import break_lines, cells, is_right_to_left, measured
from reader.ink import Run
from reader.row import cropped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library.document import Document, Range
    from reader.rapid import Flash
    from reader.themes import Styles

    Rows = dict[int, Sequence[Run]]

_RULE, _LEFT_OF_FOCUS = 44, 16
"""Cells of the guides, and of what of them is left of the focal letter."""
_SENTENCE_WIDTH, _SENTENCE_LINES = 60, 3
_LINE_ROWS = 5
_WHOLE_LINES = (BlockKind.CODE, BlockKind.ROW)


class Stage(NamedTuple):
    """The room there is, and the inks."""

    width: int
    height: int
    styles: Styles

    @property
    def row(self) -> int:
        """Where the word stands."""
        return self.height * 2 // 5

    @property
    def rule(self) -> tuple[int, int]:
        """The first cell of the guides, and their cells."""
        size = max(1, min(_RULE, self.width - 2))
        return (self.width - size) // 2, size

    @property
    def focus(self) -> int:
        """The column of the focal letter."""
        left, size = self.rule
        return left + size * _LEFT_OF_FOCUS // _RULE

    def placed(self, runs: Sequence[Run], cell: int) -> list[Run]:
        """Runs from a cell on, as wide as the stage."""
        ink = self.styles.text
        return cropped([Run(" " * cell, ink), *runs] if cell > 0 else runs, self.width, ink)

    def centred(self, runs: Sequence[Run]) -> list[Run]:
        """Runs in the middle."""
        return self.placed(runs, max(0, (self.width - sum(cells(run.text) for run in runs)) // 2))

    def rows(self, document: Document, sentence: Range, flash: Flash) -> Rows:
        """The rows of a flash that are not empty, each as wide as the stage; some may lie outside it."""
        shown = " ".join(document.text[flash.start : flash.end].split("\n"))
        if document.blocks[document.block_at(flash.start)].kind in _WHOLE_LINES:
            return {**self.guides(notched=False), **self.line(shown)}
        words = self.word(shown, flash.focus - flash.start)
        return {**self.guides(notched=True), **words, **self.sentence(document, sentence, flash)}

    def guides(self, *, notched: bool) -> Rows:
        """The rules above and below the word, which point to the focal letter."""
        left, size = self.rule
        away = 2 if self.height >= 12 else 1
        ink = self.styles.ornament
        before, after = "─" * (self.focus - left), "─" * (left + size - self.focus - 1)
        notches = "┬┴" if notched else "──"
        notch_ink = self.styles.bullet if notched else ink
        return {
            row: self.placed([Run(before, ink), Run(notch, notch_ink), Run(after, ink)], left)
            for row, notch in zip((self.row - away, self.row + away), notches, strict=True)
        }

    def word(self, shown: str, focus: int) -> Rows:
        """A word or a few, the focal letter in its column."""
        text = self.styles.text
        end = focus + 1
        within = measured(shown)[1]
        while end in within:
            end += 1
        runs = [Run(shown[:focus], text), Run(shown[focus:end], self.styles.heading), Run(shown[end:], text)]
        before = shown[end:] if is_right_to_left(shown, 0, len(shown)) else shown[:focus]
        cell = min(self.focus - cells(before), self.width - cells(shown))
        return {self.row: self.placed([run for run in runs if run.text], max(0, cell))}

    def line(self, shown: str) -> Rows:
        """A line of code or of a table, on as many rows as it takes."""
        lines = break_lines(shown, 0, len(shown), max(1, self.width - 4))[:_LINE_ROWS]
        first = self.row - len(lines) // 2
        return {
            first + number: self.centred([Run(shown[start:end], self.styles.text)])
            for number, (start, end) in enumerate(lines)
        }

    def sentence(self, document: Document, sentence: Range, flash: Flash) -> Rows:
        """The sentence that the word belongs to, of a long one the lines around it."""
        styles, first = self.styles, self.row + 5
        width = max(1, min(_SENTENCE_WIDTH, self.width - 4))
        lines = break_lines(document.text, sentence.start, sentence.end, width)
        at = next((number for number, (_, end) in enumerate(lines) if flash.start < end), 0)
        top = max(0, min(at - 1, len(lines) - _SENTENCE_LINES))
        rows: Rows = {}
        for number, (start, end) in enumerate(lines[top : top + _SENTENCE_LINES]):
            inner = min(max(flash.start, start), end), min(max(flash.end, start), end)
            runs = [
                Run(document.text[start : inner[0]], styles.byline),
                Run(document.text[inner[0] : inner[1]], styles.header_cell),
                Run(document.text[inner[1] : end], styles.byline),
            ]
            rows[first + number] = self.centred([run for run in runs if run.text])
        return rows

    def hints(self, pairs: Sequence[tuple[str, str]]) -> Rows:
        """Keys and what they do, as many as fit."""
        runs: list[Run] = []
        room = self.width - 2
        for key, word in pairs:
            more = [Run("   " if runs else "", self.styles.text), Run(key, self.styles.bullet)]
            more.append(Run(f" {word}", self.styles.byline))
            room -= sum(cells(run.text) for run in more)
            if room < 0:
                break
            runs += [run for run in more if run.text]
        return {self.height - 2: self.centred(runs)}
