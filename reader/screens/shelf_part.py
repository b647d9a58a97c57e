"""A part of the shelf: commands that belong together, and what they need of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.screens.base import Host
    from reader.screens.shelf import ShelfScreen
    from reader.widgets.article_rows import ArticleRows


class ShelfPart:
    """Methods named `action_…` are found by the screen."""

    def __init__(self, screen: ShelfScreen) -> None:
        self.screen = screen

    @property
    def rows(self) -> ArticleRows:
        """The list."""
        return self.screen.rows

    @property
    def host(self) -> Host:
        """The app."""
        return self.screen.host
