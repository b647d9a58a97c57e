"""Texts made harmless for the program that will read them: control characters, spreadsheet formulas, JSON."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
_FORMULA = re.compile("[\\s\"'“”‘’]*[=+\\-@\t\r＝＋－＠]")
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def plain_lines(text: str) -> str:
    """The text without control characters and bidirectional overrides; lines end with a line feed, tabs are spaces."""
    return _STEERING.sub("", _LINE_ENDS.sub("\n", text).replace("\t", "    "))


def plain_line(text: str) -> str:
    """The text as one line without control characters."""
    return " ".join(plain_lines(text).split())


def cell(text: str) -> str:
    """A cell that a spreadsheet takes for words: an apostrophe stands before what it could take for a formula.

    That is what begins with one of `= + - @` or a tab, also after spaces and quotation marks; `raw_cell` is the way
    back. (https://owasp.org/www-community/attacks/CSV_Injection)
    """
    text = plain_lines(text)
    return f"'{text}" if _FORMULA.match(text) else text


def raw_cell(text: str) -> str:
    """What `cell` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def csv_line(cells: Sequence[str]) -> str:
    """A record of a CSV file (RFC 4180), ended with a line feed; its cells are harmless already."""
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def json_text(value: object) -> str:
    """A value as JSON on one line; what could steer a terminal is escaped, so that nothing of it is lost."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isascii() and "\x7f" not in text else _UNSAFE_IN_JSON.sub(_escaped, text)


def ascii_json(text: str) -> str:
    """JSON whose characters beyond ASCII are escaped, for an output that can't have them."""
    return re.sub("[^\x00-\x7f]", lambda found: json.dumps(found.group())[1:-1], text)


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"
