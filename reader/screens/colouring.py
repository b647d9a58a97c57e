"""Colouring of code: asked for when a block of code comes into sight, done in the background."""

from __future__ import annotations

from contextlib import suppress
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING

from library.document import BlockKind
from reader.colouring import inks_of, tokens_of
from reader.screens.part import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from library.document import Document
    from reader.colouring import CodeInks, Token
    from reader.themes import Palette

_PATIENCE = 2.0
"""Seconds after which code that is not coloured yet stays plain."""


class Colouring(Part):
    """The colours of the code in an article."""

    _waiting: set[int]
    _all: Sequence[int] = ()
    _palette: Palette | None = None
    _asked = False
    _round = 0
    """Grows whenever what is under way has become useless."""

    def opened(self) -> None:
        """Note which blocks can be coloured."""
        self.closing()
        self._all = [
            index for index, block in enumerate(self.document.blocks)
            if block.kind is BlockKind.CODE and block.info
        ]  # fmt: skip
        self._begin()
        self.moved()

    def closing(self) -> None:
        """Nothing is to be coloured any more."""
        self._round += 1
        self._all, self._waiting = (), set()

    def _begin(self) -> None:
        self._round += 1
        self._waiting, self._palette = set(self._all), self.host.palette

    def moved(self) -> None:
        """Have the code in sight coloured once this frame has been drawn; all anew in another theme."""
        if not self._all:
            return
        if self._palette != self.host.palette:
            self._begin()
        if self._waiting and not self._asked and self._in_sight():
            self._asked = self.screen.call_after_refresh(self._colour)

    def _in_sight(self) -> list[int]:
        return sorted(self._waiting.intersection(line.block for _, line in self.page.view.rows))

    def _colour(self) -> None:
        self._asked = False
        blocks = self._in_sight()
        if not blocks:
            return
        self._waiting.difference_update(blocks)
        number, document, inks = self._round, self.document, inks_of(self.host.palette)
        late = monotonic() + _PATIENCE

        def outdated() -> bool:
            return number != self._round or monotonic() > late

        def done(block: int, tokens: Sequence[Token]) -> None:
            if number == self._round:
                self.page.set_tokens(block, tokens)

        def tell(block: int, tokens: Sequence[Token]) -> None:
            with suppress(RuntimeError):  # the app has ended in the meantime
                self.screen.call_later(done, block, tokens)

        Thread(
            target=_colour, args=(document, blocks, inks, outdated, tell), name="colours", daemon=True
        ).start()  # fmt: skip


def _colour(
    document: Document,
    blocks: Sequence[int],
    inks: CodeInks,
    outdated: Callable[[], bool],
    tell: Callable[[int, Sequence[Token]], None],
) -> None:
    """Read blocks of code and tell their colours, in a thread."""
    for index in blocks:
        block = document.blocks[index]
        tokens = tokens_of(document.slice(block), block.info, inks, block.start, outdated)
        if outdated():
            return
        if tokens:
            tell(index, tokens)
