"""How wide text is in a terminal, in cells; no Rich, but for characters that are neither plain nor Chinese."""

import re

_NARROW = re.compile("[\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u2010-\u2027\u202f-\u205e\u20a0-\u20bf]*")
"""Characters that Rich measures as one cell and that combine with nothing."""
_ONE_CELL = re.compile(_NARROW.pattern.replace("]", "\u2500-\u25fc\u2605\u2691\u270e\u2713\u271a]"))
"""The same with the ornaments of a page, which would not be broken as letters are."""
_TWO_CELLS = re.compile("[\u3001-\u3029\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]+")
"""The plain characters of Chinese, Japanese and Korean."""


def is_narrow(text: str) -> bool:
    """Whether every character is one cell wide and stands for itself."""
    return text.isascii() or _NARROW.fullmatch(text) is not None


def cells(text: str) -> int:
    """The width of a text in cells."""
    if text.isascii() or _ONE_CELL.fullmatch(text) is not None:
        return len(text)
    narrow = _TWO_CELLS.sub("", text)
    if _ONE_CELL.fullmatch(narrow) is not None:  # what Rich says, without the 2 ms that it takes to import
        return 2 * len(text) - len(narrow)
    from rich.cells import cell_len

    return cell_len(text)


def fitting(text: str, width: int) -> str | None:
    """The beginning of a text that is `width` cells wide at most; None where it takes more than counting to tell."""
    if is_narrow(text):
        return text[:width]
    narrow = _TWO_CELLS.sub("", text)
    if not is_narrow(narrow):
        return None
    end = 0
    for character in text:
        width -= 1 if is_narrow(character) else 2
        if width < 0:
            break
        end += 1
    return text[:end]
