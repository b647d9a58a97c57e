"""A part of the reading screen: commands that belong together, and what they need of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from library.document import Document
    from reader.screens.base import Host
    from reader.screens.reading import ReadingScreen
    from reader.widgets.page import Page
    from reader.widgets.status import Words


class Part:
    """Methods named `action_…` are found by the screen."""

    def __init__(self, screen: ReadingScreen) -> None:
        self.screen = screen

    @property
    def page(self) -> Page:
        """The text on the screen."""
        return self.screen.page

    @property
    def host(self) -> Host:
        """The app."""
        return self.screen.host

    @property
    def document(self) -> Document:
        """The text of the article."""
        return self.screen.page.document

    def opened(self) -> None:
        """Another article is shown."""

    def closing(self) -> None:
        """The article is being left."""

    def moved(self) -> None:
        """Other lines are on the screen."""

    def said(self) -> str:
        """What this part has to tell in the status line; empty when nothing."""
        return ""

    def told(self, place: Words) -> tuple[Words, Words] | None:
        """What stands on the left and the right of the status line, `place` being how far one is; None: nothing."""
        words = self.said()
        return ([(words, self.screen.styles_of_theme.bar_strong)], place) if words else None

    def escape(self) -> bool:
        """End what is going on, if anything is: esc does that before it leaves the page."""
        return False
