"""The Markdown that is read: CommonMark with tables, strike-through and footnotes, and what it may not swallow."""

import re
from collections.abc import Callable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_inline import StateInline, image, link
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_inline, footnote_ref

TOO_DEEP, CELLS_BEYOND = "too_deep", "cells_beyond"
"""Keys of the environment: whether levels were flattened; line and words of table cells that were left out."""
_PARSER_NESTING, _DEEPEST_BLOCK = 40, 30
_LOOKED_THROUGH, _LOOKED = 3_000_000, "looked_through"
"""Code points of a text that are looked through in vain for ends of links, and the key under which they are counted."""
_CELL_EDGE = re.compile(r"(?<!\\)\|")


def parse(text: str, env: dict[str, Any]) -> list[Token]:
    """Block tokens of a text; `env` is filled with its footnotes and with what became of other things."""
    return _PARSER.parse(text, env)


class _Parser(MarkdownIt):
    """Leaves addresses as they were written; which are followed is decided where links are made."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802  the library's name
        return url

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802  the library's name
        return True


def _keep_too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  a parser rule
    """Make a paragraph of lines below the deepest level; the parser by itself would leave them out."""
    if silent or state.level < _DEEPEST_BLOCK:
        return False
    line = start + 1
    while line < end and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent:
        line += 1
    state.env[TOO_DEEP] = True
    state.push("paragraph_open", "p", 1)
    inline = state.push("inline", "", 0)
    inline.content = state.getLines(start, line, state.blkIndent, keepLastLF=False).lstrip(" \t>-+*").rstrip()
    inline.children = []
    state.push("paragraph_close", "p", -1)
    state.line = line
    return True


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  a parser rule
    """Read a table, and note the cells beyond its header's columns, which the parser leaves out."""
    if not table(state, start, end, silent):
        return False
    if not silent:
        columns = len(_cells(state, start))
        for line in range(start + 2, state.line):
            beyond = " | ".join(filter(None, _cells(state, line)[columns:]))
            if beyond:
                state.env.setdefault(CELLS_BEYOND, []).append((line, beyond))
    return True


def _bounded(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """A rule that goes through the rest of a paragraph for every bracket, made to give up when that becomes much."""

    def bounded(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  a parser rule
        if state.src[state.pos] not in "![^" or state.env.get(_LOOKED, 0) > _LOOKED_THROUGH:
            return False
        found = rule(state, silent)
        if not found:
            state.env[_LOOKED] = state.env.get(_LOOKED, 0) + len(state.src) - state.pos
        return found

    return bounded


def _cells(state: StateBlock, line: int) -> list[str]:
    text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()
    cells = [cell.strip() for cell in _CELL_EDGE.split(text.removeprefix("|"))]
    return cells if cells[-1] else cells[:-1]


def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"maxNesting": _PARSER_NESTING}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin, move_to_end=False)
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    for rule in (link, image, footnote_inline, footnote_ref):
        parser.inline.ruler.at(rule.__name__, _bounded(rule))
    parser.block.ruler.before("table", "too_deep", _keep_too_deep, {"alt": []})
    return parser


_PARSER = _parser()
