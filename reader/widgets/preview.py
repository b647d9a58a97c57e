"""The preview: the beginning of the chosen article and its highlights beside the list, drawn line by line."""

from dataclasses import dataclass

from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from reader.preview import Glance, blank_preview, preview_rows
from reader.strips import blank, strip_of
from reader.themes import Styles


class Preview(Widget):
    """What a glance at an article shows; it takes no keys."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Preview { height: 1fr; }
    """

    @dataclass
    class Found(Message):
        """An article has been looked into."""

        article: int
        glance: Glance | None

    def __init__(self, styles: Styles) -> None:
        super().__init__()
        self.wanted: int | None = None
        """The article that is to be shown."""
        self._styles = styles
        self._glance: Glance | None = None
        self._known = False
        self._strips: list[Strip] = []

    @property
    def glance(self) -> Glance | None:
        """What is shown."""
        return self._glance

    def show(self, glance: Glance | None) -> None:
        """Show another article, or none; nothing is drawn when it is the same."""
        if glance != self._glance or not self._known:
            self._glance, self._known = glance, True
            self._redraw()

    def on_preview_found(self, message: Found) -> None:
        """Show it, if it is still wanted."""
        message.stop()
        if message.article == self.wanted:
            self.show(message.glance)

    def paint_in(self, styles: Styles) -> None:
        """Draw in other colours."""
        self._styles = styles
        self._redraw()

    def _redraw(self) -> None:
        self._strips.clear()
        self.refresh()

    def on_resize(self) -> None:
        """Set it anew."""
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """A row; all are set when the first is asked for."""
        width, height = self.size
        if len(self._strips) != height:
            rows = (
                preview_rows(self._glance, self._styles, width, height)
                if self._known
                else blank_preview(self._styles, width, height)
            )
            self._strips = [strip_of(runs, width) for runs in rows]
        return self._strips[y] if y < len(self._strips) else blank(width, self._styles.text)
