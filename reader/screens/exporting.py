"""Exporting from a screen: the box is opened, the work is done in a thread, the status line tells how it went."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from library.changes import counted
from library.errors import LibraryError
from reader.screens.part import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from reader.config import Home
    from reader.picks import Picked
    from reader.screens.base import CommandScreen
    from reader.screens.export_box import Wish

FORM_FACT, PATH_FACT = "export format", "export path "
_FOLDER = "~/broadsheet"


def open_export(screen: CommandScreen, highlights: Sequence[int], article: int | None = None) -> None:
    """Ask how and where these highlights are to leave, or an article with its own, and write them."""

    def write(home: Home, form: str, out: Path, now: datetime) -> str:
        from reader.exporting import export_notes

        return export_notes(home, form, out, now, highlights, article)

    count = len(highlights)
    what = "this article" if article is not None else f"{count} {'highlight' if count == 1 else 'highlights'}"
    _open(screen, what, write)


def open_article_export(screen: CommandScreen, picked: Picked) -> None:
    """Ask how and where articles are to leave, and write them."""

    def write(home: Home, form: str, out: Path, now: datetime) -> str:
        from reader.exporting import export_articles

        return export_articles(home, form, out, now, picked.ids())

    _open(screen, counted(picked.number), write)


def _open(screen: CommandScreen, what: str, write: Callable[[Home, str, Path, datetime], str]) -> None:
    """Open the box; `what` leaves, and `write` does it in a thread and says how that went."""
    from library.exporters import BY_ID, FORMATS
    from reader.screens.export_box import ExportBox, expanded  # an input line, 10 ms

    host, store = screen.host, screen.host.store
    paths = {form.id: store.fact(PATH_FACT + form.id) or f"{_FOLDER}/{form.file or form.id}" for form in FORMATS}
    former = store.fact(FORM_FACT) or ""

    def chosen(wish: Wish | None) -> None:
        if wish is None:
            return
        with suppress(LibraryError):  # what is not remembered is typed again
            store.set_fact(FORM_FACT, wish.form)
            store.set_fact(PATH_FACT + wish.form, wish.path)
        home, now, out = host.home, host.now(), expanded(wish.path)
        form = BY_ID[wish.form]

        def tell(words: str) -> None:
            if screen.is_attached:
                screen.say(words)

        def work() -> None:
            words = write(home, form.id, out, now)
            if screen.app.is_running:
                screen.app.call_from_thread(tell, words)

        screen.say(f"Writing {form.title} …")
        screen.run_worker(work, thread=True, group="exporting", exit_on_error=False)

    screen.app.push_screen(ExportBox(FORMATS, former, paths, what, screen.styles_of_theme), chosen)


class Exporting(Part):
    """Writes the article that is read."""

    def action_export(self) -> None:
        """Write this article with its notes, or its notes alone, in an open format."""
        open_export(self.screen, [mark.id for mark in self.screen.marks], self.screen.article.id)
