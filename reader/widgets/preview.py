"""The preview: the beginning of the chosen article and its highlights beside the list, drawn line by line."""

from textual.strip import Strip
from textual.widget import Widget

from reader.preview import Glance, preview_rows
from reader.strips import blank, strip_of
from reader.themes import Styles
from reader.typeset import Setting


class Preview(Widget):
    """What a glance at an article shows; it takes no keys."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Preview { height: 1fr; }
    """

    def __init__(self, styles: Styles, setting: Setting | None = None) -> None:
        super().__init__()
        self._styles = styles
        self._setting = setting
        self._glance: Glance | None = None
        self._strips: list[Strip] = []

    @property
    def glance(self) -> Glance | None:
        """What is shown."""
        return self._glance

    def show(self, glance: Glance | None, styles: Styles, setting: Setting | None = None) -> None:
        """Show another article, or none; nothing is drawn when it is the same."""
        if (glance, styles, setting) != (self._glance, self._styles, self._setting):
            self._glance, self._styles, self._setting = glance, styles, setting
            self._strips.clear()
            self.refresh()

    def on_resize(self) -> None:
        """Set it anew."""
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """A row; all are set when the first is asked for."""
        width, height = self.size
        if len(self._strips) != height:
            rows = preview_rows(self._glance, self._styles, width, height, self._setting)
            self._strips = [strip_of(runs, width) for runs in rows]
        return self._strips[y] if y < len(self._strips) else blank(width, self._styles.text)
