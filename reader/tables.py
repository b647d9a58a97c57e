"""Tables: columns that fit the measure, cells wrapped in them; a table too wide for that becomes records."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from library.document import BlockKind, row_cells
from reader.breaking import break_lines, cells
from reader.lines import Line, LineKind, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from library.document import Block, Document, Span

_GAP = 2
"""Cells between two columns."""
_LONGEST_WORD = 16
"""Cells that the longest word of a column may claim; a longer one is broken."""
_NARROWEST = 4
_FIGURES = re.compile(r"[-+−–±~≈<>]?\s?[$€£¥]?\s?\d[\d.,\u00a0\u202f'’ ]*\s?(?:%|‰|°)?|[-–—]")
_LONGEST_LABEL = 0.4
"""The share of the measure that the label of a record may take."""


class _Plan(NamedTuple):
    """How one table is set."""

    widths: list[int]
    """Of the columns; empty when the rows are set as records."""
    labels: list[str]
    """The words of the header, for records."""
    figures: list[bool]
    """Of the columns: whether all of their cells are figures, which stand flush right."""


class Tables:
    """The tables of a document at one measure, each planned when its first row is set."""

    def __init__(self, document: Document, measure: int) -> None:
        self._document = document
        self._measure = measure
        self._plans: dict[int, _Plan] = {}

    def lines(self, index: int, block: Block) -> list[Line]:
        """The lines of one row."""
        plan = self._plans.get(block.level)
        if plan is None:
            plan = self._plans[block.level] = self._planned(index, block.level)
        if plan.widths:
            return self._side_by_side(index, block, plan)
        return self._record(index, block, plan.labels)

    def is_record(self, block: Block) -> bool:
        """Whether a row that has been set is a record, which stands apart from the next."""
        plan = self._plans.get(block.level)
        return plan is not None and not plan.widths

    def _side_by_side(self, index: int, block: Block, plan: _Plan) -> list[Line]:
        """Cells in their columns; a rule below the header."""
        text = self._document.text
        columns: list[list[Piece]] = []
        x = 0
        for cell, width, figures in zip(row_cells(self._document, block), plan.widths, plan.figures, strict=False):
            columns.append([
                Piece(x + (width - cells(text[start:end]) if figures else 0), start, end)
                for start, end in break_lines(text, cell.start, cell.end, width)
            ])  # fmt: skip
            x += width + _GAP
        lines: list[Line] = []
        for number in range(max(map(len, columns), default=0)):
            pieces = [column[number] for column in columns if number < len(column)]
            first = pieces[0]
            more = tuple(pieces[1:]) or (Piece(first.x, first.end, first.end),)
            lines.append(Line(LineKind.TEXT, index, block.start, block.start, 0, (first, *more)))
        if block.info == "header":
            rule = "─" * max(0, min(x - _GAP, self._measure))
            lines.append(Line(LineKind.TABLE_RULE, index, block.end, block.end, 0, own=rule))
        return lines

    def _record(self, index: int, block: Block, labels: list[str]) -> list[Line]:
        """A row as lines of `label  value`; the header as the line of its words."""
        text = self._document.text
        if block.info == "header":
            return [
                Line(LineKind.TEXT, index, start, end)
                for start, end in break_lines(text, block.start, block.end, self._measure)
            ]
        x = min(max((cells(label) for label in labels), default=0), int(self._measure * _LONGEST_LABEL)) + _GAP
        x = x if labels else 0
        lines: list[Line] = []
        for column, cell in enumerate(row_cells(self._document, block)):
            if cell.start == cell.end:
                continue
            label = labels[column] if column < len(labels) else ""
            values = break_lines(text, cell.start, cell.end, self._measure - x)
            names = [label[start:end] for start, end in break_lines(label, 0, len(label), max(1, x - _GAP))]
            for number in range(max(len(values), len(names))):
                start, end = values[number] if number < len(values) else (values[-1][1], values[-1][1])
                name = names[number] if number < len(names) else ""
                lines.append(Line(LineKind.TEXT, index, start, end, x, own=name))
        return lines

    def _rows(self, index: int, table: int) -> Iterator[Block]:
        """The rows of a table, of which one stands at `index`: a table is never parted."""
        blocks = self._document.blocks
        first = index
        while first and blocks[first - 1].kind is BlockKind.ROW and blocks[first - 1].level == table:
            first -= 1
        while first < len(blocks) and blocks[first].kind is BlockKind.ROW and blocks[first].level == table:
            yield blocks[first]
            first += 1

    def _planned(self, index: int, table: int) -> _Plan:
        """As wide as the content, else shrunk, the widest column first; records when words would be torn apart."""
        natural: list[int] = []
        longest_word: list[int] = []
        labels: list[str] = []
        figures: list[bool] = []
        for block in self._rows(index, table):
            row: list[Span] = row_cells(self._document, block)
            if block.info == "header":
                labels = [self._document.slice(cell) for cell in row]
            for column, cell in enumerate(row):
                text = self._document.slice(cell)
                if column == len(natural):
                    natural.append(1)
                    longest_word.append(1)
                    figures.append(True)
                natural[column] = max(natural[column], cells(text))
                longest_word[column] = max(longest_word[column], *(cells(word) for word in text.split(" ")))
                if block.info != "header" and text and _FIGURES.fullmatch(text) is None:
                    figures[column] = False
        room = self._measure - _GAP * (len(natural) - 1)
        least = [min(width, max(min(word, _LONGEST_WORD), _NARROWEST))
                 for word, width in zip(longest_word, natural, strict=True)]  # fmt: skip
        if len(natural) > 1 and sum(least) > room:
            return _Plan([], labels, figures)
        return _Plan(_fitted(natural, least, room), labels, figures)


def _fitted(natural: list[int], least: list[int], room: int) -> list[int]:
    """Shrink the widest columns until all fit into `room`; below their `least` width only when nothing else helps."""
    widths = list(natural)
    for floor in (least, [1] * len(widths)):
        over = sum(widths) - room
        while over > 0:
            shrinkable = [column for column, width in enumerate(widths) if width > floor[column]]
            if not shrinkable:
                break
            widest = max(shrinkable, key=widths.__getitem__)
            rest = [width for column, width in enumerate(widths) if column in shrinkable and width < widths[widest]]
            step = min(over, widths[widest] - max([floor[widest], *rest]))
            widths[widest] -= max(1, min(step, over))
            over = sum(widths) - room
    return widths
