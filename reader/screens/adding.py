"""Adding articles from the shelf: a box for addresses, paths and pasted text, the work in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.screens.shelf_part import ShelfPart

if TYPE_CHECKING:
    from reader.given import Given


class Adding(ShelfPart):
    """Asks what is to be added."""

    def action_add(self) -> None:
        """Add articles by their addresses, from files, or as a pasted text."""
        from reader.screens.add_box import AddBox  # brings Textual's editor, 20 ms

        screen = self.screen

        def under_way(words: str) -> None:
            if screen.is_attached and screen.is_current:
                screen.say(words)

        def told(words: str) -> None:
            if screen.is_attached:
                screen.reload()
                screen.say_whole(words)
            else:
                screen.app.notify(words, title="Broadsheet", markup=False)

        def keep(given: Given | None) -> None:
            if given is not None:
                screen.say("Adding …")
                self.host.add(given, under_way, told)

        screen.app.clear_notifications()  # they would stand over the box
        screen.app.push_screen(AddBox(screen.styles_of_theme), keep)
