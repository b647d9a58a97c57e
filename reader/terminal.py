"""The terminal as Textual drives it: taken over from the first page, and given back at once."""

from __future__ import annotations

import sys
import termios
from typing import TYPE_CHECKING, Any

from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from textual.driver import Driver

_ALTERNATE, _HIDE_CURSOR = "\x1b[?1049h", "\x1b[?25l"


class _QuickDriver(LinuxDriver):
    """Leaves without waiting for its threads, which costs a quarter of a second."""

    cursor_shown = False

    def write(self, data: str) -> None:
        super().write("" if self.cursor_shown and data == _HIDE_CURSOR else data)

    def leave(self) -> None:
        """Put the terminal back as it was; nothing can be drawn or read after this."""
        self._disable_bracketed_paste()
        self._enable_line_wrap()
        self._disable_in_band_window_resize()
        self._disable_mouse_support()
        self.write("\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l")
        self.close()
        if self.attrs_before is not None:
            termios.tcsetattr(self.fileno, termios.TCSADRAIN, self.attrs_before)


def driver_for(attributes: list[Any] | None, *, cursor: bool = False) -> type[Driver]:
    """The driver for a terminal that was set to `attributes` before the first page was drawn; None when none was.

    With `cursor` the terminal's own cursor can be seen.
    """
    if attributes is None:
        return type("Quick", (_QuickDriver,), {"cursor_shown": cursor})

    class TakingOver(_QuickDriver):
        """Does not switch to the alternate screen again, which would clear it."""

        cursor_shown = cursor
        _begun = False

        def start_application_mode(self) -> None:
            super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's own
            if not self._begun:
                self._begun = True
                self.attrs_before = attributes

        def write(self, data: str) -> None:
            super().write("" if data == _ALTERNATE and not self._begun else data)

    return TakingOver


def leave(driver: object) -> bool:
    """Give the terminal back at once; False when the driver is another one, which has to be stopped in order."""
    if isinstance(driver, _QuickDriver):
        driver.leave()
        sys.stdout.flush()
        return True
    return False
