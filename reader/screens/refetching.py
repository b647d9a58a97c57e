"""Fetching again: in the background, with what changed for the notes told, and what was refused offered once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from reader.bar import cut
from reader.breaking import cells
from reader.commands import BY_ID, keys_of, spelled
from reader.screens.base import Change
from reader.screens.part import Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.events import Click, Key

    from library.article import Article
    from library.refetch import Refetched
    from reader.screens.base import CommandScreen
    from reader.screens.reading import ReadingScreen
    from reader.tasks import Renewal

_MARGIN = 24
"""Cells of the status line that a message leaves to what stands on the right."""
_CLOSES, _SCROLLS = "any key closes", "↓ more · other keys close"


class Renewing:
    """Fetches articles of a screen again; what was refused is taken with the same key, if that is the next one."""

    def __init__(
        self, screen: CommandScreen, done: Callable[[int, Refetched], None], failed: Callable[[int], None], *,
        boxes: bool = False,
    ) -> None:  # fmt: skip
        """`done` is called with the article that got another text, `failed` with one that was not fetched.

        Whether it `boxes` what changed for the notes.
        """
        self._screen = screen
        self._done, self._failed = done, failed
        self._boxes = boxes
        self._offer: Renewal | None = None
        self._keys = 0
        """How many have been pressed since the offer, with the one that is being carried out."""
        self._under_way: set[int] = set()

    def key(self) -> None:
        """A key was pressed: an offer that is not taken now is gone."""
        self._keys += 1

    def start(self, article: Article) -> None:
        """Fetch an article again, or take the page of it that was refused."""
        offer, self._offer = self._offer, None
        host = self._screen.host
        if offer is not None and self._keys <= 1:
            self._screen.say(f"Taking it all the same: “{offer.title}” …")
            host.refetch(offer.article, self._told, offer.source)
        elif not article.url:
            self._screen.say("The address of this article is not known, so it can't be fetched again.")
        elif article.id in self._under_way:
            self._screen.say("It is being fetched already.")
        else:
            self._under_way.add(article.id)
            self._screen.say(f"Fetching “{article.title}” again …")
            host.refetch(article.id, self._told)

    def _told(self, renewal: Renewal) -> None:
        """Say how it went, wherever the reader has gone meanwhile."""
        from reader.refetched import sentence

        self._under_way.discard(renewal.article)
        done = renewal.refetched
        if done is None:
            self._say(f"Not fetched: {renewal.problem}")
            self._failed(renewal.article)
        elif done.version is None and done.objection is not None:
            self._refused(renewal, done)
            self._failed(renewal.article)
        else:
            merged = "It is in the library already: this is it. " if done.article != renewal.article else ""
            self._say(f"{merged}{sentence(done)}", whole=not (self._boxes and done.worth_telling))
            if done.outcome == "updated":
                self._remember(done)
            if done.outcome == "updated" or merged:
                self._done(renewal.article, done)

    def _refused(self, renewal: Renewal, done: Refetched) -> None:
        from reader.refetched import sentence

        if renewal.source is None:
            self._say(sentence(done))
            return
        self._offer, self._keys = renewal, 0
        key = spelled(keys_of(BY_ID["refetch"], self._screen.host.settings.keymap)[0])
        self._say(sentence(done), f" {key} again takes it anyway.")

    def _remember(self, done: Refetched) -> None:
        """The former text can be brought back."""
        number, version, host = done.article, done.version, self._screen.host
        if version is None:
            return

        def take_back() -> None:
            from library.refetch import restore

            self._done(number, restore(host.store, number, version, host.now()))

        host.did(Change("the new text", take_back))

    def _say(self, words: str, tail: str = "", *, whole: bool = True) -> None:
        """Tell it in the status line; the `whole` in a message of its own where there is no room for that."""
        screen = self._screen
        room = max(10, screen.app.size.width - _MARGIN - cells(tail))
        if screen.is_current:
            screen.say(f"{cut(words, room)}{tail}")
        if not screen.is_current or (whole and cells(words) > room):
            screen.app.notify(f"{words}{tail}", title="Broadsheet", timeout=10, markup=False)


class Refetching(Part):
    """Fetching the article that is being read again."""

    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self.renewing = Renewing(screen, self._done, self._failed, boxes=True)
        self._stale = False

    def opened(self) -> None:
        """What is shown is what the store has."""
        self._stale = False

    def action_refetch(self) -> None:
        """Fetch the page again."""
        self.renewing.start(self.screen.article)

    def _failed(self, article: int) -> None:
        """Where there is no text, it is told anew why."""
        screen = self.screen
        if screen.article.id == article and not self.document.blocks and screen.is_current:
            screen.show_anew()

    def _done(self, article: int, done: Refetched) -> None:
        if self.screen.article.id != article:
            return
        if done.article != article:
            self.screen.show_instead(done.article)
            return
        self._stale = True
        if not self.screen.is_current:
            return
        self.screen.show_anew()
        if done.worth_telling:
            self.screen.app.push_screen(ChangesBox(done))

    def resumed(self) -> None:
        """The page is in sight again: show the text that came meanwhile."""
        if self._stale and self.screen.is_attached:
            self.screen.show_anew()


class ChangesBox(ModalScreen[None]):
    """What a new text means for the notes, a line each; any key but those that scroll closes it."""

    CSS_PATH = "../styles/refetching.tcss"
    AUTO_FOCUS = None

    def __init__(self, done: Refetched) -> None:
        super().__init__()
        self._changes = done

    def compose(self) -> ComposeResult:
        """How many met which fate, then those that are not where they were."""
        from reader.refetched import lines, of_notes

        with VerticalScroll(id="changes-box") as box:
            box.border_title = "The text has changed"
            box.border_subtitle = _CLOSES
            yield Static(of_notes(self._changes.notes), id="changes-sum", markup=False)
            for label, words in lines(self._changes):
                yield Static(label, classes="changes-label", markup=False)
                yield Static(words, classes="changes-words", markup=False)

    def on_resize(self) -> None:
        """Where not all of it is in sight, say how the rest is reached."""
        self.call_after_refresh(self._say_keys)

    def _say_keys(self) -> None:
        box = self.query_one(VerticalScroll)
        box.border_subtitle = _SCROLLS if box.max_scroll_y > 0 else _CLOSES

    def on_key(self, event: Key) -> None:
        """Scroll, or close."""
        event.stop()
        box = self.query_one(VerticalScroll)
        scrolls = {
            "down": box.scroll_down, "j": box.scroll_down, "up": box.scroll_up, "k": box.scroll_up,
            "space": box.scroll_page_down, "pagedown": box.scroll_page_down,
            "b": box.scroll_page_up, "pageup": box.scroll_page_up,
        }  # fmt: skip
        scroll = scrolls.get(event.key)
        if scroll is not None and box.max_scroll_y > 0:
            scroll(animate=False)
        else:
            self.dismiss()

    def on_click(self, event: Click) -> None:
        """A click closes it too."""
        event.stop()
        self.dismiss()
