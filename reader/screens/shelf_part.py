"""A part of the shelf: commands that belong together, what they need of the screen, and of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.screens.base import Host
    from reader.screens.shelf import ShelfScreen
    from reader.widgets.article_rows import ArticleRows

_NOT_OF_THE_LIST = frozenset(
    ("filter", "help", "palette", "theme", "notes", "side-bar", "side-shown", "preview", "statistics", "add")
)
"""Commands that need not wait until what was asked for is listed."""
_OF_ALL = frozenset(("pick-all", "random"))
"""Commands that wait until all is listed."""


def has_to_wait(name: str, *, awaiting: bool, whole: bool) -> bool:
    """Whether a command, by its id, is meant for what is not listed yet."""
    if awaiting:
        return name not in _NOT_OF_THE_LIST and not name.startswith("shelf-")
    return name in _OF_ALL and not whole


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
