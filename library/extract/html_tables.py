"""Tables and code, the blocks that keep their columns and lines: which elements are, and what they hold."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import _Element

from library.document import BlockKind
from library.extract.html_markup import HEADINGS, INVISIBLE, Names, hint, holds, link_share, number, text_of
from library.extract.html_pieces import Line, Links, Piece, gathered

LINE_NUMBERS = Names(r" (?:linenos?|line numbers?|linenumbers?|lineno|gutter|rouge gutter|ln num|hljs ln numbers) ")
_CODE_CELL = re.compile(r" (?:blob code|js file line|line code|code line|hljs ln code|diff line content|rouge code) ")
_CODE_TABLE = Names(r" (?:js file line container|highlight tab size|diff table) ")
_LANGUAGE = re.compile(r"(?:^|\s)(?:language|lang|highlight-source|highlight|brush:)[-_ ]?([\w+#.-]+)", re.IGNORECASE)
_NO_LANGUAGE = frozenset(
    ("", "text", "plain", "plaintext", "none", "default", "nohighlight", "wrapper", "notranslate", "tab-size")
)
_MAX_SPAN_CELLS, _MAX_COLUMNS, _LONG_CELL, _FIRST_CELLS = 40, 100, 300, 3


_NUMBERS = re.compile(r"\s*\d{1,5}(?:\s+\d{1,5})*\s*")
"""The numbers of lines in a column of their own."""
_MOSTLY_PROSE, _LEAST_PROSE, _WRAPPED, _SPELT = 0.6, 200, 45, 0.9
"""The share and the letters of prose, the letters of a line that was wrapped, the share of letters in prose."""


def rows_of(table: _Element) -> list[_Element]:
    """The rows of a table of data; none for a table that only arranges text on the page."""
    rows = [row for child in table for row in (child if child.tag in ("thead", "tbody", "tfoot") else (child,))]
    rows = [row for row in rows if row.tag == "tr"]
    return rows if _is_data(table, rows) else []


def _is_data(table: _Element, rows: list[_Element]) -> bool:
    if table.get("role") in ("presentation", "none") or holds(table, "pre", "form"):
        return False
    if next(table.iterdescendants("table"), None) is not None:
        return False
    widths = [sum(cell.tag in ("td", "th") for cell in row) for row in rows]
    if max(widths, default=0) < 2 or len(rows) < 2:
        return False
    if holds(table, "th", "thead", "caption"):
        return True
    cells = [cell for row in rows for cell in row]
    if any(len(text_of(cell)) > _LONG_CELL for cell in cells) or link_share(table) > 0.8:
        return False
    arranged = sum(holds(cell, "div", "ul", "ol", "figure", *HEADINGS) + _is_pictured(cell) for cell in cells)
    return arranged * 3 <= len(cells)


def _is_pictured(cell: _Element) -> bool:
    """Whether a cell holds a picture that is more than a sign."""
    return any(min(number(image.get(name), 1000) for name in ("width", "height")) > 32 for image in cell.iter("img"))


def row_pieces(rows: list[_Element], table: int, links: Links) -> Iterator[Piece]:
    """The rows of a table, which is the page's table number `table`, as blocks; empty ones are left out."""
    carried: dict[int, int] = {}
    for at, row in enumerate(rows):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        header = bool(cells) and all(cell.tag == "th" for cell in cells)
        parent = row.getparent()
        header = header or (parent is not None and parent.tag == "thead" and at == 0)
        made = _cells(cells, carried, links)
        if any(cell.text.strip() for cell in made):
            yield Piece(BlockKind.ROW, cells=made, level=table, info="header" if header else "")


def _cells(cells: list[_Element], carried: dict[int, int], links: Links) -> list[Line]:
    """The cells of one row; those that a cell above or beside covers are empty.

    `carried` counts for each column how many rows are still covered from above.
    """
    made: list[Line] = []

    def covered() -> None:
        while carried.get(len(made), 0) > 0 and len(made) < _MAX_COLUMNS:
            carried[len(made)] -= 1
            made.append(Line())

    for cell in cells:
        covered()
        down = min(number(cell.get("rowspan"), 1), 10_000) - 1
        across = max(1, min(number(cell.get("colspan"), 1), _MAX_SPAN_CELLS))
        content = gathered(cell, links)
        for column in range(across if len(made) < _MAX_COLUMNS else 1):
            carried[len(made)] = max(0, down)
            made.append(Line() if column else content)
    covered()
    return made


def code_in_table(table: _Element) -> list[Piece]:
    """The code that a table shows line by line, each in a row of its own; none when it is no such table."""
    first = [hint(cell) for cell in islice(table.iter("td"), _FIRST_CELLS)]
    numbered = len(first) > 1 and LINE_NUMBERS.search(first[0]) is not None and " code " in first[1]
    called = numbered or _CODE_TABLE.search(hint(table)) or any(map(_CODE_CELL.search, first))
    if not called or holds(table, "pre"):
        return []
    rows = [[cell for cell in row if cell.tag == "td"] for row in table.iter("tr")]
    lines = [_code_text(cells[-1]).strip("\n") for cells in rows if cells]
    return [Piece(BlockKind.CODE, "\n".join(lines), info=_language_of(table))] if any(map(str.strip, lines)) else []


def code_pieces(pre: _Element, *, whole: bool) -> list[Piece]:
    """Code as a block; none when there is nothing in it.

    With `whole`, where the element is the whole article, prose that is set like code becomes paragraphs, as in a mail.
    """
    lines = _code_text(pre)
    if not lines.strip() or _NUMBERS.fullmatch(lines):
        return []
    language = _language_of(pre)
    if whole and not language and not holds(pre, "code", "samp", "kbd"):
        parts = _prose_parts(lines)
        if parts:
            return parts
    return [Piece(BlockKind.CODE, lines, info=language)]


def _prose_parts(lines: str) -> list[Piece]:
    """Paragraphs, quotations and what else stands between empty lines; none where little of it is prose."""
    chunks = [chunk.strip("\n") for chunk in re.split(r"\n[ \t]*\n", lines.replace("\r", "")) if chunk.strip()]
    pieces = [_prose_part(chunk) for chunk in chunks]
    prose = sum(len(piece.text) for piece in pieces if piece.kind is not BlockKind.CODE)
    return pieces if prose >= max(_LEAST_PROSE, _MOSTLY_PROSE * sum(map(len, chunks))) else []


def _prose_part(chunk: str) -> Piece:
    rows = [row.strip() for row in chunk.split("\n") if row.strip()]
    if all(row.startswith(">") for row in rows):
        return Piece(BlockKind.QUOTE, " ".join(row.lstrip("> ") for row in rows), level=1)
    whole = " ".join(rows)
    wide = all(len(row) >= _WRAPPED for row in rows[:-1])
    spelt = sum(letter.isalpha() or letter in " ,.;:'’?!-" for letter in whole) >= _SPELT * len(whole)
    if wide and spelt and not re.search(r"\S {3,}\S", chunk) and (len(rows) > 1 or whole[-1:] in ".?!:,"):
        return Piece(BlockKind.PARAGRAPH, whole)
    return Piece(BlockKind.CODE, chunk)


def _language_of(pre: _Element) -> str:
    nearby = [pre, *pre.iter("code")]
    parent = pre.getparent()
    for _ in range(2):
        if parent is not None:
            nearby.append(parent)
            parent = parent.getparent()
    for element in nearby:
        for name in ("class", "data-lang", "data-language", "lang"):
            value = element.get(name) or ""
            found = _LANGUAGE.search(value) if name == "class" else re.fullmatch(r"[\w+#.-]+", value)
            language = (found[found.lastindex or 0] if found else "").lower().removeprefix("source-")
            if language not in _NO_LANGUAGE and not (name == "lang" and element is not pre):
                return language
    return ""


def _code_text(pre: _Element) -> str:
    """The text of code with its lines; line numbers beside it are left out."""
    parts: list[str] = []
    waiting: list[_Element | str | None] = [pre]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str):
            parts.append(found)
        elif found is None:  # the end of an element that stands on lines of its own
            if parts and not parts[-1].endswith("\n"):
                parts.append("\n")
        elif found.tag == "br":
            parts.append("\n")
        elif found.tag not in INVISIBLE and (found.tag in ("pre", "code") or not LINE_NUMBERS.search(hint(found))):
            if found.tag in ("div", "p", "li", "tr") and found is not pre:
                waiting.append(None)
            for child in reversed(found):
                waiting += ([child.tail] if child.tail else []) + [child]
            parts.append(found.text or "")
    return "".join(parts)
