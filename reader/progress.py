"""How far long work is, told on one line of stderr that is written over; nothing where stderr is no terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

_CLEAR = "\r\x1b[K"
_BAR = 20


class Progress:
    """A bar, a count and what went wrong; used in a `with`, which takes it away at the end."""

    def __init__(self, what: str, total: int, *, shown: bool = True, stream: TextIO | None = None) -> None:
        """`what` is being done with `total` of something; a single one is not worth a bar."""
        self._what, self._total = what, total
        self._stream = sys.stderr if stream is None else stream
        self._shown = shown and total > 1 and self._stream.isatty()
        self._done = self._failed = 0

    def __enter__(self) -> Self:
        self._draw()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def step(self, *, failed: bool = False) -> None:
        """One more is done, well or not."""
        self._done += 1
        self._failed += failed
        self._draw()

    def clear(self) -> None:
        """Take the line away so that something else can be written; the next step draws it again."""
        if self._shown:
            print(_CLEAR, end="", file=self._stream, flush=True)

    def _draw(self) -> None:
        if not self._shown:
            return
        full = self._done * _BAR // self._total
        bar = "━" * full + "─" * (_BAR - full)
        wrong = f", {self._failed:,} failed" if self._failed else ""
        line = f"{self._what} {bar} {self._done:,} of {self._total:,}{wrong}"
        print(f"{_CLEAR}{line}", end="", file=self._stream, flush=True)
