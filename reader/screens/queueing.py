"""What to read next: the article read last, one by chance, what fits into some minutes, and the queue in its order."""

from __future__ import annotations

import re
from random import randrange

from library.article import Shelf
from library.article_shelves import Grouping
from library.errors import QueryError
from reader.screens.asking import AskBox, Meaning
from reader.screens.shelf_part import ShelfPart

_LEFT = re.compile(r"(?:^|\s)left:\S+")
_LONGEST = 100_000
"""Minutes."""


class Queueing(ShelfPart):
    """Commands that choose what is read next."""

    def action_continue(self) -> None:
        """Go on with the article that was read last."""
        found = self.host.store.article_list(shelf=Shelf.READING, most=1).ids
        if found:
            self.screen.left_for_article()
            self.host.read(found[0], self.rows.ids)
        else:
            self.screen.say("Nothing is begun: there is no article to go on with.")

    def action_random(self) -> None:
        """Choose one of those that are listed by chance."""
        rows = self.rows
        if rows.count:
            rows.choose(randrange(rows.count))  # noqa: S311  it is for pleasure
        else:
            self.screen.say("There is no article to choose from.")

    def action_fitting(self) -> None:
        """Leave only what can be read to its end in some minutes."""

        def meaning(typed: str) -> Meaning:
            if not typed:
                return Meaning("only what can be read to its end in so many minutes", possible=False)
            if not (typed.isascii() and typed.isdecimal()) or not 0 < int(typed[:9]) <= _LONGEST:
                return Meaning(f"A number of minutes, from 1 to {_LONGEST:,}.", possible=False)
            return Meaning(f"what has {int(typed)} minutes left at most")

        def keep(typed: str | None) -> None:
            if typed is None:
                return
            screen = self.screen
            words = f"{_LEFT.sub('', screen.typed).strip()} left:1..{int(typed)}".strip()
            try:
                screen.show_list(screen.shelf, words)
            except QueryError as error:
                screen.say(str(error))

        box = AskBox(self.screen.styles_of_theme, "minutes", "", meaning, placeholder="a number")
        self.screen.app.push_screen(box, keep)

    def action_queue_down(self) -> None:
        """The chosen article one place down in the queue."""
        self._move(1)

    def action_queue_up(self) -> None:
        """The chosen article one place up in the queue."""
        self._move(-1)

    def _move(self, step: int) -> None:
        screen, rows = self.screen, self.rows
        if screen.shelf is not Shelf.QUEUE or rows.chosen_id is None:
            screen.say("Only the queue, on shelf 8, has an order of your own.")
            return
        if screen.filtered or screen.showing.order is not None or screen.showing.group is not Grouping.NONE:
            screen.say("The queue is in its own order only when it is neither sorted, grouped nor filtered.")
            return
        done = self.host.store.queue_move([rows.chosen_id], self.host.now(), by=step)
        if done.change:
            rows.swap(step)
            screen.reload()
