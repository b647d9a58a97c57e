"""The tree of a tagged PDF file as a page: what are headings, lists, tables and code, as its writer knew.

ISO 32000-1, 14.7 and 14.8. Text that is not in the tree (running heads, page numbers) is none of the article's.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Any

from pdfminer.pdftypes import PDFObjRef
from pdfminer.psexceptions import PSException
from pdfminer.psparser import PSLiteral

from library.builder import clean_text
from library.extract.pdf_layout import joined
from library.extract.pdf_letters import Run, rows, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from library.extract.pdf_layout import Sheet

_DEEPEST, _LOOKS, _STEPS = 60, 40, 20
"""Bounds for trees that were made to have no end: levels, looks at one node, references to references."""
_HEADINGS = {"H": "h2", "Title": "h1", **{f"H{level}": f"h{level}" for level in range(1, 7)}}
_BLOCKS = frozenset((
    *_HEADINGS, "P", "L", "LI", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot", "Caption", "BlockQuote",
    "Figure", "Note", "FENote", "TOC", "TOCI", "Art", "Aside",
))  # fmt: skip
_AS = {
    "P": "p", "BlockQuote": "blockquote", "Table": "table", "TR": "tr", "THead": "thead", "TBody": "tbody",
    "TFoot": "tbody", "Art": "article", "Aside": "aside",
    "TH": "th", "TD": "td", "Figure": "figure", "Note": "p", "FENote": "p", "LI": "li", "TOC": "nav",
}  # fmt: skip
"""What is the same in HTML."""
_BULLET = re.compile(r"\A((?:<p>)?)(?:[•●▪◦‣∙·–—*-]|\uf0b7|\(cid:127\))\s+(?=\S)")
"""A label that is not marked as one."""
_BESIDE = ("Lbl", "Artifact", "Private", "RP", "RT")
_COVERS = 0.8
"""The share of the letters that a tree must hold to be believed."""


def page_of(tree: object, sheets: Sequence[Sheet]) -> tuple[str, list[str]] | None:
    """The article as HTML, and the lines that do not belong to it; None when the tree does not hold the text."""
    root = _resolved(tree)
    if not isinstance(root, dict):
        return None
    marked = {sheet.number: sheet.marked for sheet in sheets}
    every = sum(_letters(some) for sheet in sheets for some in sheet.marked.values())
    reader = _Reader(root, marked, {word for sheet in sheets for word in _words(sheet)})
    try:
        html = reader.group(root.get("K"), None, 0)
    except (PSException, _EndlessError):
        return None
    if not every or reader.taken < _COVERS * every:
        return None
    beside = (line for sheet in sheets for line in rows(sheet.marked.get(-1, ())))
    return html, list(dict.fromkeys(filter(None, (clean_text(written(line)) for line in beside))))


def _letters(some: Iterable[Run]) -> int:
    return sum(len(run.text) - run.text.count(" ") for run in some)


def _words(sheet: Sheet) -> set[str]:
    """Words that no line end parts."""
    return {word.strip(".,;:!?()[]\"'“”").casefold() for line in sheet.lines for word in line.text.split()[:-1]}


class _EndlessError(Exception):
    """A tree leads back into itself."""


class _Reader:
    def __init__(
        self, root: dict[str, Any], marked: Mapping[object, Mapping[int, Sequence[Run]]], words: set[str]
    ) -> None:
        roles = _resolved(root.get("RoleMap"))
        self._roles = {str(name): _name(role) for name, role in roles.items()} if isinstance(roles, dict) else {}
        self._marked, self._words = marked, words
        self._looks: Counter[int] = Counter()
        self._in_table = False
        self._with_blocks: dict[int, tuple[object, bool]] = {}
        """Nodes by their identity, and whether blocks stand in them."""
        self.taken = 0
        """Letters that the tree holds."""

    def group(self, kids: object, page: object, depth: int) -> str:
        """The pieces of a node that is no block itself: what is in a line with other pieces is one paragraph."""
        parts: list[str] = []
        some: list[Run] = []
        for kid, its_page in self._kids(kids, page):
            if self._holds_blocks(kid, depth):
                parts += (self._paragraph(some), self._block(kid, its_page, depth + 1))
                some = []
            elif self._is_code(kid):
                parts += (self._paragraph(some), self._code(self._runs(kid, its_page, depth)))
                some = []
            else:
                some += self._runs(kid, its_page, depth)
        return "".join((*parts, self._paragraph(some)))

    def _kids(self, kids: object, page: object) -> list[tuple[Any, object]]:
        resolved = _resolved(kids)
        found = resolved if isinstance(resolved, list) else [resolved]
        pairs = []
        for one in found:
            kid = _resolved(one)
            given = None
            if isinstance(kid, dict):
                given = kid.get("Pg")
                self._looks[id(kid)] += 1
                if self._looks[id(kid)] > _LOOKS:
                    raise _EndlessError
            pairs.append((kid, given.objid if isinstance(given, PDFObjRef) else page))
        return pairs

    def _role(self, node: object) -> str:
        name = _name(node.get("S")) if isinstance(node, dict) else ""
        for _ in range(4):
            if name in _BLOCKS or name not in self._roles:
                break
            name = self._roles[name]
        return name

    def _holds_blocks(self, node: object, depth: int) -> bool:
        if not isinstance(node, dict) or depth > _DEEPEST:
            return False
        known = self._with_blocks.get(id(node))
        if known is None:
            self._with_blocks[id(node)] = known = (node, False)
            holds = self._role(node) in _BLOCKS or any(
                self._holds_blocks(kid, depth + 1) for kid, _ in self._kids(node.get("K"), None)
            )
            self._with_blocks[id(node)] = known = (node, holds)
        return known[1]

    def _is_code(self, node: object) -> bool:
        """Whether a node that stands beside paragraphs is code and nothing else."""
        if not isinstance(node, dict):
            return False
        kids = [kid for kid, _ in self._kids(node.get("K"), None)]
        return self._role(node) == "Code" or (len(kids) == 1 and self._role(kids[0]) == "Code")

    def _block(self, node: dict[str, Any], page: object, depth: int) -> str:
        role, kids = self._role(node), node.get("K")
        if depth > _DEEPEST:
            return ""
        if role in _HEADINGS or (role == "P" and not self._parts(node, page, depth)):
            tag = _HEADINGS.get(role, "p")
            return f"<{tag}>{self._line(self._runs(node, page, depth))}</{tag}>"
        if role == "L":
            tag = "ol" if self._is_numbered(node, page, depth) else "ul"
            return f"<{tag}>{self.group(kids, page, depth)}</{tag}>"
        outer, self._in_table = self._in_table, role == "Table" or (self._in_table and role != "TD")
        inner = self.group(kids, page, depth)
        self._in_table = outer
        if role == "Caption":
            tag = "caption" if self._in_table else "figcaption"
            return f"<{tag}>{inner}</{tag}>"
        if role == "LI":
            inner = _BULLET.sub(r"\1", inner, count=1)
        tag = _AS.get(role, "")
        return f"<{tag}>{inner}</{tag}>" if tag else inner

    def _parts(self, node: dict[str, Any], page: object, depth: int) -> bool:
        """Whether blocks stand in a paragraph, as some programs write pictures and notes."""
        return any(self._holds_blocks(kid, depth) for kid, _ in self._kids(node.get("K"), page))

    def _is_numbered(self, node: dict[str, Any], page: object, depth: int) -> bool:
        for item, its_page in self._kids(node.get("K"), page):
            for kid, kid_page in self._kids(item.get("K"), its_page) if isinstance(item, dict) else ():
                if self._role(kid) == "Lbl":
                    runs = self._runs(kid, kid_page, depth, of_label=True)
                    return any(character.isdecimal() for run in runs for character in run.text)
        return False

    def _runs(self, node: object, page: object, depth: int, *, of_label: bool = False) -> list[Run]:
        """All that is marked below a node."""
        if isinstance(node, int):
            found = self._marked.get(page, {}).get(node, ())
            self.taken += 0 if of_label else _letters(found)
            return list(found)
        if not isinstance(node, dict) or depth > _DEEPEST:
            return []
        if "MCID" in node and "S" not in node:
            return self._runs(_resolved(node["MCID"]), page, depth + 1, of_label=of_label)
        if self._role(node) in _BESIDE and not of_label:
            self.taken += _letters(self._runs(node, page, depth + 1, of_label=True))
            return []
        return [
            run
            for kid, its_page in self._kids(node.get("K"), page)
            for run in self._runs(kid, its_page, depth + 1, of_label=of_label)
        ]

    def _line(self, some: Sequence[Run]) -> str:
        lines = [text for row in rows(some) if (text := clean_text(_hyphenated(written(row))))]
        return escape(joined(lines, self._words)) if lines else ""

    def _paragraph(self, some: Sequence[Run]) -> str:
        line = self._line(some)
        return f"<p>{line}</p>" if line else ""

    def _code(self, some: Sequence[Run]) -> str:
        """Lines of code with their indentation, which is written as spaces or shown by their place."""
        found = [row for row in rows(some) if any(run.text.strip() for run in row)]
        if not found:
            return ""
        edge = min(row[0].left for row in found)
        lines = []
        for row in found:
            text = written(row).rstrip()
            wide = (row[-1].right - row[0].left) / max(1, len(text.strip()))
            lines.append(" " * round((row[0].left - edge) / wide) + text.lstrip() if wide > 0 else text)
        return f"<pre><code>{escape(chr(10).join(lines))}</code></pre>"


def _hyphenated(text: str) -> str:
    return f"{text[:-1]}-" if text.endswith("\u00ad") else text


def _resolved(given: object) -> Any:  # noqa: ANN401  whatever stands in the file
    """What a reference leads to."""
    for _ in range(_STEPS):
        if not isinstance(given, PDFObjRef):
            return given
        given = given.resolve()
    return None


def _name(given: object) -> str:
    found = _resolved(given)
    return str(found.name) if isinstance(found, PSLiteral) else ""
