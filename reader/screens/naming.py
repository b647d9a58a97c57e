"""Names in the side bar: saved searches are made, renamed, moved and deleted, tags renamed, merged and deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.changes import counted, search_name, tag_name
from library.errors import LibraryError, RefusedNameError
from reader.screens.asking import AskBox, Meaning
from reader.sides import SideKind, folding, query_of, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from library.sides import Tally
    from library.store import Store
    from reader.screens.siding import Listing
    from reader.sides import Entry
    from reader.widgets.sidebar import SideBar


class Naming:
    """What changes names; every change can be taken back."""

    def __init__(self, screen: Listing, bar: SideBar, changed: Callable[[], None]) -> None:
        """`changed` is called after every change."""
        self._screen = screen
        self._bar = bar
        self._changed = changed

    @property
    def _store(self) -> Store:
        return self._screen.host.store

    def _ask(
        self, prompt: str, words: str, meaning: Callable[[str], Meaning], known: list[str], keep: Callable[[str], None]
    ) -> None:
        def answered(name: str | None) -> None:
            if name is not None:
                try:
                    keep(name)
                except LibraryError as error:
                    self._screen.host.tell(error)

        self._screen.app.push_screen(AskBox(self._screen.styles_of_theme, prompt, words, meaning, known), answered)

    def _done(self, title: str) -> None:
        self._changed()
        self._screen.say(f"{title}  (u takes it back)")

    # Searches

    def save_search(self) -> None:
        """Keep what is typed under a name that is asked for."""
        query = self._screen.typed.strip()
        if not query:
            self._screen.say("Type what to find first, with /; then it can be kept under a name.")
            return

        def keep(name: str) -> None:
            self._done(self._store.make_search(name, query, self._screen.host.now()).title)

        self._ask("name", "", lambda name: self._of_search(name, f"a name for: {query}"), [], keep)

    def _of_search(self, name: str, otherwise: str, former: str = "") -> Meaning:
        """What a name for a search would do."""
        if not name:
            return Meaning(otherwise, possible=False)
        try:
            name = search_name(name)
        except RefusedNameError as error:
            return Meaning(str(error), possible=False)
        taken = {search.name.casefold() for search in self._store.searches()} - {former.casefold()}
        if name.casefold() in taken:
            return Meaning("There is a search of this name already.", possible=False)
        return Meaning(otherwise)

    def move_search(self, step: int) -> None:
        """The chosen search one place down, or up."""
        entry = self._bar.chosen
        if entry.place.kind is not SideKind.SEARCH:
            self._screen.say("Only saved searches have an order of your own.")
            return
        number = int(entry.place.name)
        order = [search.id for search in self._store.searches()]
        at = order.index(number) if number in order else -1
        if at >= 0 and 0 <= at + step < len(order):
            self._store.move_search(number, at + step, self._screen.host.now())
            self._changed()

    # Searches and tags

    def rename(self) -> None:
        """Give the chosen search or tag another name."""
        entry = self._bar.chosen
        if entry.place.kind is SideKind.SEARCH:
            number, former = int(entry.place.name), entry.label

            def keep(name: str) -> None:
                self._done(self._store.change_search(number, self._screen.host.now(), name=name).title)

            self._ask("name", former, lambda name: self._of_search(name, entry.query, former), [], keep)
        elif entry.place.kind is SideKind.TAG:
            self._ask(
                "rename", entry.place.name, lambda name: self._of_tag(entry, name), [],
                lambda name: self._rename_tag(entry, name),
            )  # fmt: skip
        else:
            self._screen.say("Only saved searches and tags can be renamed.")

    def merge(self) -> None:
        """Put all that is under the chosen tag under another one."""
        entry = self._bar.chosen
        if entry.place.kind is not SideKind.TAG:
            self._screen.say("Only tags can be merged.")
            return
        key = folding(entry.place.name)
        others = [tag.name for tag in sorted(self._bar.sides.tags, key=lambda tag: -tag.articles)
                  if folding(tag.name) != key and not folding(tag.name).startswith(f"{key}/")]  # fmt: skip
        if not others:
            self._screen.say("There is no other tag to merge it with.")
            return
        self._ask(
            f"merge #{entry.place.name} into", "", lambda name: self._of_merge(entry, name), others,
            lambda name: self._rename_tag(entry, name),
        )  # fmt: skip

    def delete(self) -> None:
        """Delete the chosen search, or take the chosen tag from all articles."""
        entry = self._bar.chosen
        now = self._screen.host.now()
        if entry.place.kind is SideKind.SEARCH:
            self._done(self._store.delete_search(int(entry.place.name), now).title)
        elif entry.place.kind is SideKind.TAG:
            self._done(self._store.delete_tag(entry.place.name, now).title)
        else:
            self._screen.say("Only saved searches and tags can be deleted here.")

    def _rename_tag(self, entry: Entry, typed: str) -> None:
        """Give a tag another name; that of another tag merges the two."""
        former, now = entry.place.name, self._screen.host.now()
        name = tag_name(typed)
        if folding(name) != folding(former) and self._known(name) is not None:
            done = self._store.merge_tags([former], name, now)
        else:
            done = self._store.rename_tag(former, name, now)
        if self._screen.typed == query_of(entry):  # the list goes along
            self._screen.show_list(self._screen.shelf, f"tag:{written(name)}")
        self._done(done.title)

    def _of_tag(self, entry: Entry, typed: str) -> Meaning:
        """What another name for a tag would do."""
        if not typed:
            return Meaning(f"another name for #{entry.place.name}", possible=False)
        try:
            name = tag_name(typed)
        except RefusedNameError as error:
            return Meaning(str(error), possible=False)
        if name == entry.place.name:
            return Meaning(f"on {counted(entry.articles or 0)}", possible=False)
        if folding(name).startswith(f"{folding(entry.place.name)}/"):
            return Meaning("A tag can't be put below itself.", possible=False)
        known = self._known(name)
        if known is not None and folding(name) != folding(entry.place.name):
            return Meaning(f"#{known.name} is on {counted(known.articles)}: the two become one")
        return Meaning(f"on {counted(entry.articles or 0)}{self._with_below(entry)}")

    def _of_merge(self, entry: Entry, typed: str) -> Meaning:
        if not typed:
            return Meaning("into which?", possible=False)
        meaning = self._of_tag(entry, typed)
        if not meaning.possible:
            return meaning
        known = self._known(tag_name(typed))
        if known is None:
            return Meaning(f"There is no tag #{tag_name(typed)}; r renames.", possible=False)
        come = "comes" if entry.articles == 1 else "come"
        return Meaning(f"{counted(entry.articles or 0)} {come} to the {known.articles:,} of #{known.name}")

    def _known(self, name: str) -> Tally | None:
        return next((tag for tag in self._bar.sides.tags if folding(tag.name) == folding(name)), None)

    def _with_below(self, entry: Entry) -> str:
        beginning = f"{folding(entry.place.name)}/"
        below = sum(folding(tag.name).startswith(beginning) for tag in self._bar.sides.tags)
        return f", with {below} below it" if below else ""
