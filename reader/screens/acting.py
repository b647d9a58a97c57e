"""What is done with the chosen article, or all that are selected: each is one step that can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.article import Shelf
from library.changes import Action, Done, counted
from library.errors import LibraryError
from library.store import Store
from reader.latest import Latest
from reader.picks import Picked, one
from reader.screens.refetching import Renewing
from reader.screens.shelf_part import ShelfPart

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from library.article import Article
    from reader.screens.shelf import ShelfScreen

    Work = Callable[[Store, Sequence[int]], Done]

_AT_ONCE = 300
"""Articles that are acted on while the key is obeyed; more are in a thread."""
_COMMON = 500
"""Articles whose common tags are looked for."""
_LINKS = 1000
_LEAVING = {
    Shelf.INBOX: (Action.ARCHIVE, Action.DELETE),
    Shelf.ARCHIVE: (Action.INBOX, Action.DELETE),
    Shelf.STARRED: (Action.UNSTAR, Action.DELETE),
    Shelf.TRASH: (Action.UNDELETE,),
}
"""What takes articles off a shelf; of the others only deleting does."""
_TAKES_BACK = "(u takes it back)"


def _tags_in_use(store: Store, _: None) -> list[str]:
    """The tags of the library, the most used first; meant for a thread."""
    return [tag.name for tag in sorted(store.tag_tree(), key=lambda tag: -tag.articles) if tag.articles]


class Acting(ShelfPart):
    """Star, archive, trash, tags, fetching again, export, links."""

    def __init__(self, screen: ShelfScreen) -> None:
        super().__init__(screen)
        self.renewing = Renewing(screen, lambda *_: screen.reload(), lambda _: screen.reload())

    # What it is done with

    @property
    def aimed(self) -> Picked | None:
        """What is selected, else the chosen article; None, and said so, when there is neither."""
        picking = self.screen.picking
        picking.settle()
        if picking.picks.count:
            return picking.picks.picked()
        article = self._chosen
        return one(article.id) if article is not None else None

    @property
    def _chosen(self) -> Article | None:
        article = self.rows.chosen
        if article is None:
            self.screen.say("There is no article to do that with.")
        return article

    def carry_out(self, work: Work, leaves: Callable[[Done], bool] = lambda _: False) -> None:
        """Do something with what is aimed at, and tell it; `leaves` says whether that took them off the list."""
        aimed = self.aimed
        if aimed is None:
            return
        if aimed.number > _AT_ONCE:
            self._in_thread(work, aimed, leaves)
            return
        done = work(self.host.store, aimed.ids())
        self._done(done, leaves=leaves(done))

    def _in_thread(self, work: Work, aimed: Picked, leaves: Callable[[Done], bool]) -> None:
        screen, home = self.screen, self.host.home
        screen.say(f"Working on {counted(aimed.number)} …")

        def in_thread() -> None:
            try:
                with Store(home.library) as store:
                    done: Done | LibraryError = work(store, aimed.ids())
            except LibraryError as error:
                done = error
            if screen.app.is_running:
                screen.app.call_from_thread(told, done)

        def told(done: Done | LibraryError) -> None:
            if isinstance(done, LibraryError):
                self.host.tell(done)
            elif screen.is_mounted:
                self._done(done, leaves=leaves(done))

        self.host.in_background(in_thread)

    def _done(self, done: Done, *, leaves: bool) -> None:
        screen, rows = self.screen, self.rows
        if leaves and done.change:
            screen.picking.picks.clear()
            if len(done.ids) <= _AT_ONCE:
                rows.drop(done.ids)
        if done.change:
            screen.reload()
        screen.say(f"{done.sentence}  {_TAKES_BACK}" if done.change else done.sentence)

    def _either(self, one_way: Action, other_way: Action) -> None:
        """Do one thing, or where all are so already the other."""
        now = self.host.now()
        taken: list[Action] = []

        def work(store: Store, ids: Sequence[int]) -> Done:
            done = store.act(one_way, ids, now)
            taken.append(one_way)
            if not done.change:
                done = store.act(other_way, ids, now)
                taken.append(other_way)
            return done

        leaving = _LEAVING.get(self.screen.shelf, (Action.DELETE,))
        self.carry_out(work, lambda _: taken[-1] in leaving)

    # Commands

    def action_star(self) -> None:
        """Give the star, or take it where all have it."""
        self._either(Action.STAR, Action.UNSTAR)

    def action_archive(self) -> None:
        """To the archive, or back to the inbox."""
        ways = (Action.ARCHIVE, Action.INBOX)
        self._either(*(reversed(ways) if self.screen.shelf is Shelf.ARCHIVE else ways))

    def action_delete(self) -> None:
        """Into the trash, or out of it."""
        ways = (Action.DELETE, Action.UNDELETE)
        self._either(*(reversed(ways) if self.screen.shelf is Shelf.TRASH else ways))

    def action_queue(self) -> None:
        """Into the queue, or out of it."""
        now, taken = self.host.now(), [True]

        def work(store: Store, ids: Sequence[int]) -> Done:
            done = store.queue_add(ids, now)
            if not done.change:
                taken[0] = False
                done = store.queue_remove(ids, now)
            return done

        self.carry_out(work, lambda _: not taken[0] and self.screen.shelf is Shelf.QUEUE)

    def action_tags(self) -> None:
        """Give and take tags."""
        from reader.screens.tagging import TagBox

        aimed, screen = self.aimed, self.screen
        if aimed is None:
            return
        number = aimed.number
        common = self._common_tags(aimed) if number <= _COMMON else ()
        now = self.host.now()

        def keep(tags: tuple[str, ...] | None) -> None:
            if tags is None:
                return
            added = [tag for tag in tags if not tag.startswith("-") and tag not in common]
            removed = [tag for tag in common if tag not in tags] + [tag[1:] for tag in tags if tag.startswith("-")]
            if added or removed:
                try:
                    self.carry_out(lambda store, ids: store.tag_articles(ids, now, add=added, remove=removed))
                except LibraryError as error:
                    self.host.tell(error)

        prompt = "tags" if number == 1 else f"tags of {number:,}, -tag takes one away"
        box = TagBox(screen.styles_of_theme, common, (), prompt)
        screen.app.push_screen(box, keep)
        Latest(self.host.home, "tags", _tags_in_use, lambda _, names: box.post_message(TagBox.Known(names))).ask(None)

    def _common_tags(self, aimed: Picked) -> tuple[str, ...]:
        """The tags that all of them have."""
        articles = self.host.store.articles(aimed.ids())
        first = articles[0].tags if articles else ()
        return tuple(tag for tag in first if all(tag in article.tags for article in articles))

    def action_refetch(self) -> None:
        """Fetch the page of the chosen article again, or one after the other those of all that are selected."""
        picking = self.screen.picking
        picking.settle()
        if picking.picks.count > 1:
            from reader.screens.renewing_many import renew_many

            renew_many(self.screen, picking.picks.picked())
            return
        article = self._chosen if not picking.picks.count else self.host.store.article(picking.picks.picked().ids()[0])
        if article is not None:
            self.renewing.start(article)

    def action_export(self) -> None:
        """Write what is selected, else the chosen article, in an open format."""
        from reader.screens.exporting import open_article_export

        aimed = self.aimed
        if aimed is not None:
            open_article_export(self.screen, aimed)

    def action_browse(self) -> None:
        """Open the page of the chosen article in the web browser."""
        article = self._chosen
        if article is not None:
            self.screen.say(self.host.browse(article))

    def action_copy_link(self) -> None:
        """Copy the address of the chosen article, or those of all that are selected, a line each."""
        aimed = self.aimed
        if aimed is None:
            return
        if aimed.number > _LINKS:
            self.screen.say(f"At most {_LINKS:,} addresses can be copied at once.")
            return
        links = [article.url for article in self.host.store.articles(aimed.ids()) if article.url]
        if links:
            self.screen.copy_text("\n".join(links))
        else:
            self.screen.say("The address of this article is not known.")
