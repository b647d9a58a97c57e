"""How the list is arranged: the box for its order, direction and groups, and how closely its rows stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from library.article_shelves import ArticleOrder, Grouping
from reader.arrangement import Arrangement, arranged, keep, kept, orders_of, own_order
from reader.bar import cut
from reader.screens.shelf_part import ShelfPart
from reader.strips import style_of

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Click

    from library.article import Shelf
    from reader.themes import Styles

_AROUND = 7
"""Rows of the box beside the orders."""
_GROUPS = {Grouping.NONE: "none", Grouping.DAY: "by day", Grouping.SITE: "by site"}


class Wish(NamedTuple):
    """What was chosen."""

    arrangement: Arrangement
    compact: bool


class Arranging(ShelfPart):
    """Commands that arrange the list."""

    def action_sort(self) -> None:
        """Choose order, direction, groups and density."""
        screen, store = self.screen, self.host.store
        shelf, compact = screen.shelf, self.host.settings.density == "compact"
        searching = bool(screen.showing.query.terms)

        def chosen(wish: Wish | None) -> None:
            if wish is None:
                return
            if wish.compact != compact:
                self._set_density(compact=wish.compact)
            if wish.arrangement != kept(store, shelf):
                keep(store, shelf, wish.arrangement)
                screen.showing = arranged(store, screen.showing)
                screen.list_anew(keep=True)
            if screen.showing.query.order is not None:
                screen.say(f"The search has sort:{screen.showing.query.order}, which comes first")

        box = SortBox(screen.styles_of_theme, shelf, kept(store, shelf), compact=compact, searching=searching)
        screen.app.push_screen(box, chosen)

    def action_density(self) -> None:
        """Rows of two lines, or of one."""
        self._set_density(compact=self.host.settings.density != "compact")

    def _set_density(self, *, compact: bool) -> None:
        self.host.choose("density", "compact" if compact else "comfortable")
        self.screen.refit()


class SortBox(ModalScreen["Wish | None"]):
    """The orders of a list, and how it is divided."""

    CSS_PATH = "../styles/arranging.tcss"
    BINDINGS = [  # noqa: RUF012  Textual declares it so
        Binding("escape,q", "leave", "Leave", show=False),
        Binding("up,k", "choose(-1)", "Order above", show=False),
        Binding("down,j", "choose(1)", "Order below", show=False),
        Binding("left,right,h,l,space", "turn", "The other way round", show=False),
        Binding("g", "group", "Groups", show=False),
        Binding("equals_sign", "density", "Density", show=False),
        Binding("enter", "keep", "Arrange it so", show=False),
    ]

    def __init__(self, styles: Styles, shelf: Shelf, former: Arrangement, *, compact: bool, searching: bool) -> None:
        super().__init__()
        self._styles, self._own = styles, own_order(shelf)
        self._orders = [one for one in orders_of(shelf) if searching or one.order is not ArticleOrder.RELEVANCE]
        order = former.order or self._own
        self._at = next((at for at, one in enumerate(self._orders) if one.order is order), 0)
        self._first = 0
        self._backwards, self._group, self._compact = former.backwards, former.group, compact

    def compose(self) -> ComposeResult:
        """The orders, what else can be chosen, a hint."""
        with Vertical(id="sort-box") as box:
            box.border_title = "Sort"
            yield Static("", id="sort-orders", markup=False)
            yield Static("", id="sort-more", markup=False)

    def on_mount(self) -> None:
        """Show what holds now."""
        self._show()

    def on_resize(self) -> None:
        """An order has one line."""
        self._show()

    def _show(self) -> None:
        room = max(10, min(self.size.width, 52) - 6)
        rows = max(1, min(len(self._orders), self.size.height - _AROUND))
        self._first = max(0, min(self._at - rows // 2, len(self._orders) - rows))
        strong, soft = style_of(self._styles.bar_strong), style_of(self._styles.bar_faint)
        lines = []
        for at, one in enumerate(self._orders[self._first : self._first + rows], self._first):
            here = at == self._at
            turned = one.back if here and self._backwards else one.forth
            words = f"{'▸' if here else ' '} {one.title.capitalize():<11}{turned}"
            lines.append(Text(cut(words, room), strong if here else soft, no_wrap=True))
        self.query_one("#sort-orders", Static).update(Text("\n").join(lines))
        accent = style_of(self._styles.bar_accent)
        density = "of one line" if self._compact else "of two lines"
        more = [
            Text.assemble(("g ", accent), ("groups     ", soft), (_GROUPS[self._group], strong)),
            Text.assemble(("= ", accent), ("rows       ", soft), (density, strong)),
            Text.assemble(
                ("← → ", accent), ("turns  ", soft), ("enter ", accent), ("keeps  ", soft), ("esc ", accent),
                ("leaves", soft), no_wrap=True,
            ),
        ]  # fmt: skip
        self.query_one("#sort-more", Static).update(Text("\n").join(more))

    def on_click(self, event: Click) -> None:
        """A click chooses an order, turns the chosen one round, or changes what it is on; outside it leaves."""
        if event.widget is self:
            self.dismiss(None)
        elif event.widget is not None and event.widget.id == "sort-orders":
            at = self._first + event.y
            if at == self._at:
                self.action_turn()
            else:
                self.action_choose(at - self._at)
        elif event.widget is not None and event.widget.id == "sort-more":
            (self.action_group, self.action_density, self.action_keep)[max(0, min(event.y, 2))]()

    def action_choose(self, step: int) -> None:
        """Another order, the usual way round."""
        at = max(0, min(self._at + step, len(self._orders) - 1))
        if at != self._at:
            self._at, self._backwards = at, False
        self._show()

    def action_turn(self) -> None:
        """The other way round."""
        self._backwards = not self._backwards
        self._show()

    def action_group(self) -> None:
        """Other groups."""
        names = list(_GROUPS)
        self._group = names[(names.index(self._group) + 1) % len(names)]
        self._show()

    def action_density(self) -> None:
        """Rows of one line or of two."""
        self._compact = not self._compact
        self._show()

    def action_keep(self) -> None:
        """Arrange the list so."""
        order = self._orders[self._at].order
        plain = order is self._own
        self.dismiss(Wish(Arrangement(None if plain else order, self._backwards, self._group), self._compact))

    def action_leave(self) -> None:
        """Leave it as it was."""
        self.dismiss(None)
