"""Keys in turn: each is obeyed once nothing is left to do of the one before, however fast they come.

Textual gives a key at once to whatever has the focus; of a burst, those behind a key that opens a box would miss it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual.app import App
    from textual.events import Key, Paste
    from textual.message_pump import MessagePump
    from textual.screen import Screen
    from textual.widget import Widget

_PATIENCE = 1.0
"""Seconds after which a screen that does not answer is waited for no longer."""


class _Aim(NamedTuple):
    """What takes keys."""

    screen: Screen[Any]
    focused: Widget | None


class InTurn:
    """Gives keys, and what is pasted, to the app one after another."""

    def __init__(self, app: App[Any], give: Callable[[Key | Paste], Awaitable[None]]) -> None:
        """`give` is how the app itself hands on an event."""
        self._app = app
        self._give = give
        self._waiting: deque[Key | Paste] = deque()
        self._work: asyncio.Task[None] | None = None
        self._settled: _Aim | None = None
        """What took keys when nothing was left to do."""

    async def take(self, event: Key | Paste) -> None:
        """Give it now, or when its turn comes."""
        if self._work is None and self._aim == self._settled:
            way = self._way
            await self._give(event)
        else:
            self._waiting.append(event)
            if self._work is not None:
                return
            way = ()
        self._work = asyncio.create_task(self._go_on(way))

    @property
    def _aim(self) -> _Aim:
        return _Aim(self._app.screen, self._app.screen.focused)

    @property
    def _is_open(self) -> bool:
        """Whether there is still something to type into: the app may have been left with keys on their way."""
        return bool(self._app.screen_stack) and not self._app._exit  # noqa: SLF001  Textual tells it nowhere else

    @property
    def _way(self) -> Sequence[MessagePump]:
        """What a key passes, from what has the focus to the app."""
        screen, focused = self._aim
        inside = [] if focused is None else [node for node in focused.ancestors_with_self if node is not self._app]
        return (*(inside or [screen]), self._app)

    async def _go_on(self, way: Sequence[MessagePump]) -> None:
        """Wait until the last key has gone all its way, and what it opened is there; then give the next."""
        try:
            await self._settle(way)
            while self._waiting and self._is_open:
                way = self._way
                await _answered(self._app, partial(self._give_first, self._waiting.popleft()))
                await self._settle(way)
        finally:
            self._work = None

    async def _give_first(self, event: Key | Paste, come: Callable[[], None]) -> None:
        if self._is_open:
            await self._give(event)
        come()

    async def _settle(self, way: Sequence[MessagePump]) -> None:
        """Wait until all on the way have nothing left to do, and also those that then take keys."""
        settled = self._settled
        while self._is_open and (way or settled != self._aim):
            former, settled = settled, self._aim
            for pump in way or self._way:
                await _answered(pump, pump.call_next)
            if former is None or former.screen is not settled.screen:  # what is done at its beginning waits for that
                await _answered(settled.screen, settled.screen.call_after_refresh)
            way = ()
        self._settled = settled


async def _answered(pump: MessagePump, schedule: Callable[..., object]) -> None:
    """Wait until a widget, screen or app has come to what was scheduled after all it has to do, or has ended."""
    answer = asyncio.get_running_loop().create_future()

    def come() -> None:
        if not answer.done():
            answer.set_result(None)

    if pump.call_later(schedule, come):
        ended = [task for task in (pump._task,) if task is not None]  # noqa: SLF001  Textual tells it nowhere else
        await asyncio.wait({answer, *ended}, timeout=_PATIENCE, return_when=asyncio.FIRST_COMPLETED)
