"""The paper: rows of a layout drawn with what lies over them, and kept until something about them changes."""

from collections.abc import Callable, Iterable, Sequence

from rich.style import Style
from textual.events import Resize
from textual.geometry import Region
from textual.strip import Strip

from library.document import Document, Range
from library.highlight import Highlight
from reader import edge
from reader.decorations import RULER
from reader.decorations import Page as Sheet
from reader.ink import Ink, Run
from reader.lines import Line, LineKind, Spot
from reader.noting import FOLDED
from reader.overlay import Overlay
from reader.paint import paint
from reader.pointing import text_spot
from reader.sheet import EDGE, layout_of
from reader.strips import blank, strip_of, style_of
from reader.themes import Styles
from reader.typeset import Front, Layout, Setting
from reader.view import Reach, View
from reader.widgets.lines import Moving

_KEPT_STRIPS = 2000


class Looks:
    """How a page is drawn beside its setting."""

    def __init__(self, styles: Styles, *, centred: bool = True, ornaments: bool = True, edged: bool = True) -> None:
        self.styles = styles
        self.centred = centred
        self.ornaments = ornaments
        """Whether bullets, bars and rules are drawn."""
        self.edged = edged
        """Whether the strip that tells the place is drawn."""
        self.receding = False
        """Whether all but the paragraph under the ruler is drawn back."""
        self.notes = "auto"
        """Where notes stand, as in the settings."""
        self.folded = FOLDED
        """What ends a note that is not shown whole."""


class Paper(Moving, can_focus=True, inherit_bindings=False):
    """A view of an article that is drawn line by line."""

    def __init__(self, looks: Looks, setting: Setting, moved: Callable[[], None]) -> None:
        """`moved` is called at once when other lines are shown, so that whatever tells the place is drawn with them."""
        super().__init__()
        self.looks = looks
        self._setting = setting
        self._moved = moved
        self._document = Document("")
        self._front: Front | None = None
        self._marks: Sequence[Highlight] = ()
        self._tokens: dict[int, Sequence[tuple[int, int, Ink]]] = {}
        self._pictures: dict[int, Sequence[Sequence[Run]]] = {}
        self._picture_sizes: dict[int, tuple[int, int]] = {}
        """Columns and rows of every picture shown so far: it keeps its room when the picture itself is given up."""
        self._edge_hits: Sequence[int] = ()
        self._over = Overlay(self._document)
        self._strips: dict[tuple[Spot, edge.EdgeMark, bool], Strip] = {}
        self._painted: dict[Spot, tuple[Run, ...]] = {}
        self._edge_marks: list[edge.EdgeMark] | None = None
        self._edge_seen = range(0)
        self._reach = Reach(0, 0, at_end=False)
        self._laid_width = 0
        self.view = View(self._laid(), 1)

    def lay_out(self) -> None:
        """Set the text anew because what it depends on has changed, the same passage on top."""
        self.view.set(self._laid(), self._height)
        self._place_caret()
        self._forget()
        self._shown()

    def redraw(self) -> None:
        """Draw everything anew, set as it is."""
        self._forget()
        self.refresh()

    @property
    def document(self) -> Document:
        """The text that is shown."""
        return self._document

    def _place_caret(self) -> None:
        """Find the line on which the caret stands."""
        over, layout = self._over, self.view.layout
        over.caret_spot = None
        if over.caret is not None and self._document.blocks:
            from library.units import character_end

            at = over.caret.start
            over.caret_spot = text_spot(layout, at)
            end = character_end(self._document, at) if layout.line(over.caret_spot).holds(at) else at
            over.caret = Range(at, end)

    # Drawing

    @property
    def rich_style(self) -> Style:
        """The style of whatever no line covers."""
        return style_of(self.looks.styles.text)

    def render_line(self, y: int) -> Strip:
        """A row of the screen, from the kept strips when it was drawn before."""
        styles, width = self.looks.styles, self.size.width
        rows = self.view.rows
        if not self.looks.edged:
            mark, seen = edge.EdgeMark.NOTHING, False
        else:
            mark, seen = edge.chosen(self._marks_at_edge(), self._edge_seen, y)
        key = (rows[y][0] if y < len(rows) else Spot(-2, 0), mark, seen)
        strip = self._strips.get(key)
        if strip is None:
            if len(self._strips) >= _KEPT_STRIPS:
                self._strips.clear()
                self._painted.clear()
            empty = (Run(" " * self._column_width, styles.text),)
            runs = self._runs(*rows[y]) if y < len(rows) else empty
            if self.looks.edged:
                runs = (*runs, edge.cell(mark, styles, seen=seen))
            strip = self._strips[key] = strip_of(runs, width) if width else blank(0, styles.text)
        return strip

    def _runs(self, spot: Spot, line: Line) -> tuple[Run, ...]:
        runs = self._painted.get(spot)
        if runs is None:
            runs = self._painted[spot] = paint(
                self._sheet, spot,
                self._over.on(spot, line, ruler=self.view.under_ruler(spot), receding=self.looks.receding),
            )  # fmt: skip
        return runs

    def _marks_at_edge(self) -> list[edge.EdgeMark]:
        if self._edge_marks is None:
            begun = [(mark.start, mark.colour) for mark in self._over.marks]
            self._edge_marks = edge.marks(self._document, self._height, begun, self._edge_hits)
        return self._edge_marks

    @property
    def _column_width(self) -> int:
        return self._width - (EDGE if self.looks.edged else 0)

    @property
    def _sheet(self) -> Sheet:
        return Sheet(
            self._document, self.view.layout, self.looks.styles, self._column_width, self.looks.centred,
            self.looks.ornaments, tokens=self._tokens, pictures=self._pictures,
        )  # fmt: skip

    def on_resize(self, event: Resize) -> None:
        """Set the text for the new width; the same passage stays on top."""
        self._edge_marks = None
        if event.size.width != self._laid_width:
            self.lay_out()
        else:
            self.view.set(self.view.layout, self._height)
            self._forget()
            self._shown()

    # Inside

    @property
    def _width(self) -> int:
        """Cells of the page; before it has a size, those of the terminal, so that the first frame shows the text."""
        return self.size.width or self.app.size.width

    @property
    def _height(self) -> int:
        return self.size.height or self.app.size.height - 1

    def _laid(self) -> Layout:
        if not self._document.blocks and self._front is None:
            return Layout(self._document, self._setting)
        self._laid_width = self._width
        return layout_of(
            self._document, self._front, self._marks, self._setting, self._column_width, self._picture_sizes,
            self.looks.notes, self.looks.folded,
        )  # fmt: skip

    def _forget(self) -> None:
        self._strips.clear()
        self._painted.clear()

    def _move(self, move: Callable[[], object]) -> None:
        """Move the view, and draw what has changed: the lines of the ruler, or all when others are shown."""
        top, ruler = self.view.top, self.view.ruler
        move()
        if self.view.ruler != ruler:
            self._repaint_blocks({ruler, self.view.ruler}, shown=self.view.top == top)
        if self.view.top != top:
            self._shown()
        else:
            self._moved()

    def _shown(self) -> None:
        """Other lines are shown."""
        self._reach = self.view.reach
        self._edge_seen = edge.seen_rows(self._document, self._height, self.view.seen)
        self.refresh()
        self._moved()

    def _repaint_blocks(self, blocks: set[int], *, shown: bool) -> None:
        if self.looks.receding:
            self._forget()
            self.refresh()
            return
        for spot in [spot for spot in self._painted if spot.block in blocks]:
            self._drop(spot)
        if shown:
            ruler = self._sheet.margin - RULER  # nothing else of these lines is sent anew
            for y, (spot, _) in enumerate(self.view.rows):
                if spot.block in blocks:
                    self.refresh(Region(ruler, y, 1, 1))

    def _redraw(self, places: Iterable[Range]) -> None:
        """Draw the lines anew that show any character of these places."""
        places = list(places)
        for spot in list(self._painted):
            if self._touched(self.view.layout.line(spot), places):
                self._drop(spot)
        for y, (_, line) in enumerate(self.view.rows):
            if self._touched(line, places):
                self.refresh_line(y)

    def _redraw_spots(self, spots: Iterable[Spot]) -> None:
        """Draw some lines anew."""
        for spot in spots:
            if spot in self._painted:
                self._drop(spot)
            if (y := self.view.row_of(spot)) is not None:
                self.refresh_line(y)

    @staticmethod
    def _touched(line: Line, places: Iterable[Range]) -> bool:
        if line.kind is LineKind.GAP:
            return False
        return any(place.start < max(line.last, line.start + 1) and place.end > line.start for place in places)

    def _drop(self, spot: Spot) -> None:
        del self._painted[spot]
        for key in [(spot, mark, seen) for mark in edge.EdgeMark for seen in (True, False)]:
            self._strips.pop(key, None)

    def refresh_line(self, y: int) -> None:
        """Draw one row of the screen anew."""
        self.refresh(Region(0, y, self.size.width, 1))
