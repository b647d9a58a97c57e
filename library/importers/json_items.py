"""The items of a JSON array one by one, however long it is; a damaged item costs itself alone."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from library.errors import UnreadableSourceError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from typing import TextIO

_PIECE = 1 << 16
_LONGEST = 64 * 1024 * 1024
"""Characters of one item."""
_WHITE = re.compile(r"[\s\ufeff]*")
_NEXT = re.compile(r"\}\s*,\s*(?=\{)")
_NEAR = 24
"""Characters before the end within which what is wrong may only be not complete."""
_DECODER = json.JSONDecoder()


class BrokenItem(NamedTuple):
    """An item that can't be read."""

    reason: str


class _Window:
    """The part of a text that is being looked at."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.text = ""
        self.at = 0
        self.ended = False

    def more(self, size: int = _PIECE) -> bool:
        """Read on; False at the end."""
        if self.ended:
            return False
        piece = self._stream.read(max(size, len(self.text) - self.at))
        if piece:
            self.text = self.text[self.at :] + piece
            self.at = 0
        self.ended = not piece
        return not self.ended

    def next(self) -> str:
        """The next character that is no white space; empty at the end."""
        while True:
            found = _WHITE.match(self.text, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.text) or not self.more():
                return self.text[self.at : self.at + 1]


def items_of(stream: TextIO, key: str = "", *, all_of_them: bool = False) -> Iterator[object]:
    """The items of the array that a text is, or that stands under `key` in it; a BrokenItem for each damaged one.

    With `all_of_them` those of every array of this name. Items of JSON lines are found too. Raises
    UnreadableSourceError when there is no array.
    """
    window = _Window(stream)
    if key:
        is_there = _seek(window, key, is_needed=True)
        while is_there:
            yield from _array(window)
            is_there = all_of_them and _seek(window, key, is_needed=False)
        return
    is_whole = yield from _array(window)
    while is_whole and window.next() == "[":  # lists that were put behind each other
        is_whole = yield from _array(window)
    if is_whole and window.next():
        yield BrokenItem("what stands behind the end of its list was not read")


def _array(window: _Window) -> Generator[object, None, bool]:
    """The items of the array at the window's place; gives whether it has an end."""
    start = window.next()
    if start == "{":
        yield from _lines(window)
        return False
    if start != "[":
        raise UnreadableSourceError("its JSON is no list of articles")
    window.at += 1
    first = True
    while (sign := window.next()) != "]":
        if not first and sign == ",":
            window.at += 1
            sign = window.next()
            if sign == "]":
                break
        elif not first and sign:
            yield BrokenItem("its JSON is damaged: a comma is missing before it")
        if not sign:
            yield BrokenItem("the file breaks off here: its JSON has no end")
            return False
        item = _item(window)
        first = False
        yield item
        if isinstance(item, BrokenItem) and not _skipped(window):
            return False
    window.at += 1
    return True


def _item(window: _Window) -> object:
    """The value at the window's place, or what is wrong with it."""
    while True:
        try:
            value, end = _DECODER.raw_decode(window.text, window.at)
        except json.JSONDecodeError as error:
            unfinished = error.pos >= len(window.text) - _NEAR or error.msg.startswith("Unterminated string")
            if unfinished and len(window.text) - window.at < _LONGEST and window.more():
                continue
            if unfinished and window.ended:
                return BrokenItem("the file breaks off within it")
            return BrokenItem(f"its JSON is damaged ({error.msg[:1].lower()}{error.msg[1:]})")
        except RecursionError:
            return BrokenItem("its JSON is nested too deeply to be read")
        except ValueError:  # a number of thousands of digits
            return BrokenItem("its JSON has a number with too many digits")
        if end >= len(window.text) - 1 and not window.ended and window.more():
            continue  # a number may go on
        window.at = end
        return value


def _skipped(window: _Window) -> bool:
    """Go to the end of a damaged item, before what parts it from the next; False when there is no other."""
    window.at += 1
    while True:
        found = _NEXT.search(window.text, window.at)
        if found is not None:
            window.at = found.start() + 1
            return True
        window.at = max(window.at, len(window.text) - 64)
        if not window.more():
            return False


def _lines(window: _Window) -> Iterator[object]:
    while window.next():
        item = _item(window)
        yield item
        if isinstance(item, BrokenItem):
            return


def _seek(window: _Window, key: str, *, is_needed: bool) -> bool:
    """Go to the array of objects that stands under a name; False where there is only an empty one.

    Raises UnreadableSourceError when there is none at all and one is needed.
    """
    name = re.compile(rf'"{re.escape(key)}"\s*:\s*\[\s*(?=[^\s])')
    empty = False
    while True:
        found = name.search(window.text, window.at)
        if found is not None:
            if window.text[found.end()] == "{":
                window.at = window.text.index("[", found.start())
                return True
            empty = True
            window.at = found.end()
            continue
        window.at = max(window.at, len(window.text) - len(key) - 64)
        if not window.more():
            if empty or not is_needed:
                return False
            raise UnreadableSourceError(f"its JSON has no list “{key}”")
