"""Adding articles from the shelf: a box for addresses and paths, the work in the background."""

from __future__ import annotations

from reader.screens.asking import AskBox, Meaning
from reader.screens.shelf_part import ShelfPart


class Adding(ShelfPart):
    """Asks what is to be added."""

    def action_add(self) -> None:
        """Add articles by their addresses, or from files."""
        screen = self.screen

        def meaning(typed: str) -> Meaning:
            from reader.tasks import is_address

            if not typed:
                return Meaning("An address, or the path of a file; several with spaces between them", possible=False)
            pages = sum(map(is_address, typed.split()))
            if not pages:
                return Meaning("reads the file, or all in the folder")
            return Meaning("fetches the page" if pages == 1 else f"fetches {pages} pages")

        def told(words: str) -> None:
            if screen.is_attached:
                screen.reload()
            if screen.is_current:
                screen.say(words)
            else:
                screen.app.notify(words, title="Broadsheet", markup=False)

        def keep(typed: str | None) -> None:
            if typed is not None:
                screen.say("Adding …")
                self.host.add(typed, told)

        box = AskBox(screen.styles_of_theme, "add", "", meaning, placeholder="https://… or ~/page.html")
        screen.app.push_screen(box, keep)
