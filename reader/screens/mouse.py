"""The mouse on the page: clicks bring the ruler, follow links and select; dragging selects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.errors import NoWidget
from textual.geometry import Offset

from library.units import Unit
from reader.screens.base import CommandScreen

if TYPE_CHECKING:
    from textual.events import Click, MouseDown, MouseEvent, MouseMove, MouseUp

    from reader.screens.following import Following
    from reader.screens.selecting import Selecting
    from reader.widgets.page import Page


class MouseScreen(CommandScreen):
    """A screen with a page that the mouse works on."""

    page: Page
    """Kept by name: when the screen is taken down, it is asked for its place once more."""
    selecting: Selecting
    following: Following

    def _on_page(self, event: MouseEvent) -> Offset | None:
        """Where on the page the mouse is, in cells of it; None when something else is there."""
        at = Offset(int(event.screen_x), int(event.screen_y))
        held = self.app.mouse_captured
        if held is None:
            try:
                held, _ = self.get_widget_at(*at)
            except NoWidget:
                return None
        return at - self.page.region.offset if held is self.page else None

    def on_click(self, event: Click) -> None:
        """A click on a link opens it; anywhere else it brings the ruler there. Two select a word, three a paragraph."""
        at = self._on_page(event)
        if at is None:
            return
        near, (block, offset) = self.page.offset_near(*at), self.page.pointed_at(*at)
        if event.chain > 1:
            if near is not None and block >= 0:
                self.selecting.take(near, Unit.WORD if event.chain == 2 else Unit.PARAGRAPH)
        elif not self.selecting.on and (offset is None or not self.following.click(offset)):
            self.page.point(block)

    def on_mouse_down(self, event: MouseDown) -> None:
        """A button pressed on the text may begin a selection; as a key does, it takes the last message away."""
        self.on_key()
        at = self._on_page(event)
        if at is not None and event.button == 1:
            self.page.capture_mouse()
            self.selecting.pressed(self.page.offset_near(*at))

    def on_mouse_move(self, event: MouseMove) -> None:
        """Moved with the button held, the mouse selects; beyond the page's edge it takes the text along."""
        at = self._on_page(event)
        if at is None or event.button != 1 or self.app.mouse_captured is not self.page:
            return
        height = self.page.size.height
        if not 0 <= at.y < height:
            self.page.move_by(1 if at.y > 0 else -1)
        self.selecting.dragged(self.page.offset_near(at.x, max(0, min(at.y, height - 1))))

    def on_mouse_up(self, _: MouseUp) -> None:
        """The selection is made."""
        self.page.release_mouse()
        self.selecting.released()
