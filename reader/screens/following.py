"""Following links: letters on those in sight, from one to the next, and what lies behind them."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urljoin

from library.address import shortened
from library.document import BlockKind, Range, Span, SpanKind
from reader.commands import BY_ID, keys_of, spelled
from reader.lines import LineKind
from reader.row import Hint
from reader.screens.part import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.events import Key

    from library.article import Article
    from library.document import Block
    from reader.screens.reading import ReadingScreen

_LETTERS = "fjdkslaghrueiwoqptyvmcnxbz"
_OPENED = ("http", "https", "mailto")
_PAGES = ("http", "https")
_FOOTNOTE = "#fn:"
_LONGEST_SAID = 200
_TOP = ("", "top")
"""Names of the beginning of a page by the HTML standard."""


def hint_letters(count: int) -> list[str]:
    """As many different hints: single letters while they suffice, else pairs, at most 676."""
    if count <= len(_LETTERS):
        return list(_LETTERS[:count])
    return ["".join(pair) for pair in product(_LETTERS, repeat=2)][:count]


class Hinted(NamedTuple):
    """A link in sight."""

    span: Span
    offset: int
    """Its first character in sight."""


class Following(Part):
    """The links of the page."""

    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self._chosen: Span | None = None
        self._leads_to = ""
        self._hinted: dict[str, Hinted] = {}
        self._typed = ""

    def opened(self) -> None:
        """In another article no link is chosen."""
        self._chosen, self._leads_to, self._hinted, self._typed = None, "", {}, ""
        self.page.capture = None

    def moved(self) -> None:
        """Letters hold for what was in sight; a link that is out of sight is not opened by mistake."""
        if self._hinted:
            self._end_hints()
        if self._chosen is not None and not self._is_in_sight(self._chosen):
            self._choose(None)

    def said(self) -> str:
        """Where the chosen link leads."""
        if self._hinted:
            return f"follow {self._typed}… · with shift: add to the library"
        return self._leads_to

    def escape(self) -> bool:
        """No link chosen any more."""
        chosen = self._chosen is not None
        if chosen:
            self._choose(None)
        return chosen

    # Letters

    def action_follow(self) -> None:
        """Letters on all links in sight."""
        links = list(self._in_sight())
        if not links:
            has_some = next(self._links(), None) is not None
            self.screen.say("There is no link on this page." if has_some else "This article has no links.")
            return
        self._choose(None)
        self._typed = ""
        self._hinted = dict(zip(hint_letters(len(links)), links, strict=False))
        self.page.capture = self._hint_typed
        self._show_hints()

    def _in_sight(self) -> Iterator[Hinted]:
        """The links of which something can be seen, from top to bottom, each with its first character in sight."""
        blocks, seen = self.document.blocks, set()
        for _, line in self.page.view.rows:
            if line.kind is not LineKind.TEXT or line.block < 0 or not blocks:
                continue
            spans = [span for span in self.document.spans_in(blocks[line.block]) if _is_link(span)]
            for start, end in ((line.start, line.end), *((piece.start, piece.end) for piece in line.more)):
                for span in spans:
                    if span.start < end and span.end > start and span not in seen:
                        seen.add(span)
                        yield Hinted(span, max(span.start, start))

    def _show_hints(self) -> None:
        self.page.set_hints([
            Hint(hinted.offset, letters[len(self._typed):])
            for letters, hinted in self._hinted.items() if letters.startswith(self._typed)
        ])  # fmt: skip
        self.screen.set_status()

    def _hint_typed(self, event: Key) -> None:
        """A key while the letters are shown; any that is none of them takes them away."""
        letter = (event.character or "").lower()
        typed = self._typed + letter
        if letter and typed in self._hinted:
            span = self._hinted[typed].span
            self._end_hints()
            if event.character != letter:
                self._add(span.target)
            else:
                self._open(span)
        elif letter and any(hint.startswith(typed) for hint in self._hinted):
            self._typed = typed
            self._show_hints()
        else:
            self._end_hints()

    def _end_hints(self) -> None:
        self._hinted, self._typed = {}, ""
        self.page.capture = None
        self.page.set_hints([])
        self.screen.set_status()

    # From link to link

    def action_next_link(self) -> None:
        """To the next link."""
        self._walk(self.screen.times)

    def action_previous_link(self) -> None:
        """To the previous link."""
        self._walk(-self.screen.times)

    def _links(self) -> Iterator[Span]:
        return (span for span in self.document.spans if _is_link(span))

    def _is_in_sight(self, span: Span) -> bool:
        seen = self.page.view.seen
        return span.start < seen.end and span.end > seen.start

    def _walk(self, steps: int) -> None:
        links = list(self._links())
        if not links:
            self.screen.say("This article has no links.")
            return
        if self._chosen is not None:
            at = links.index(self._chosen)
        else:
            seen = self.page.view.seen
            at = sum(span.start < (seen.start if steps > 0 else seen.end) for span in links) - (steps > 0)
        target = max(0, min(at + steps, len(links) - 1))
        if target == at or (target - at > 0) != (steps > 0):
            self.screen.say("There is no link below." if steps > 0 else "There is no link above.")
            return
        link = links[target]
        self._choose(None)
        self.screen.jump(lambda: self.page.move_to(link.start, keep=True))
        self._choose(link)

    def _choose(self, span: Span | None) -> None:
        self._chosen = span
        self._leads_to = "" if span is None else f"→ {self._described(span.target)}"
        self.page.choose_link(None if span is None else Range(span.start, span.end))
        self.screen.set_status()

    def action_open_link(self) -> None:
        """Open the chosen link; on a footnote, go back to where it is called for."""
        if self._chosen is not None:
            self._open(self._chosen)
            return
        if self.document.blocks and self.document.blocks[self.page.ruler].kind is BlockKind.FOOTNOTE:
            self._to(self._call_of(self.document.blocks[self.page.ruler]))
            return
        following, next_link = self._key("follow"), self._key("next-link")
        self.screen.say(f"No link is chosen: {next_link} goes to the next one, {following} shows letters on all.")

    def _call_of(self, footnote: Block) -> int | None:
        """Where a footnote is called for, in the text first of all."""
        calls = (span.start for span in self._links() if span.target == f"{_FOOTNOTE}{footnote.info}")
        return next(calls, None)

    def click(self, offset: int) -> bool:
        """Open the link at an offset; False where there is none."""
        if not self.document.blocks:
            return False
        block = self.document.blocks[self.document.block_at(offset)]
        for span in self.document.spans_in(block):
            if span.kind is SpanKind.LINK and span.target and span.start <= offset < span.end:
                self._open(span)
                return True
        return False

    # What lies behind

    def _described(self, target: str) -> str:
        if target.startswith(_FOOTNOTE):
            return f"footnote {shortened(target.removeprefix(_FOOTNOTE))}"
        inner = self._inner(target)
        if inner is not None:
            at = self.document.block_at(inner)
            return f"“{shortened(self.document.slice(self.document.blocks[at]))}” in this article"
        address = self._address(target)
        known = self._known(address)
        return f"“{known.title}” in your library" if known is not None else shortened(address, _LONGEST_SAID)

    def _open(self, span: Span) -> None:
        target = span.target
        name = self._name_here(target)
        if target.startswith(_FOOTNOTE) or name is not None:
            self._to(self._inner(target))
            return
        address = self._address(target)
        if (known := self._known(address)) is not None:
            self.host.read(known.id, [known.id])
        elif _scheme(address) in _OPENED:
            self.screen.app.open_url(address)
            self.screen.say(f"Opened {shortened(address, _LONGEST_SAID)}")
        else:
            self.screen.say(self._refusal(address))

    def _refusal(self, address: str) -> str:
        if not _scheme(address):
            return f"The link {shortened(address)} is not complete, and the article's own address is not known."
        return f"{shortened(_scheme(address), 20)}: links are not opened, only http, https and mailto"

    def _address(self, target: str) -> str:
        """Where a link leads; one that is relative belongs to the article's own address."""
        try:
            return target if _scheme(target) else urljoin(self.screen.article.url, target)
        except ValueError:  # half an address of version 6
            return target

    def _known(self, address: str) -> Article | None:
        """The article of the library that has this address, with or without a slash at its end."""
        if _scheme(address) not in _PAGES:
            return None
        page = address.partition("#")[0]
        other = page[:-1] if page.endswith("/") else f"{page}/"
        return self.host.store.at_address(page) or self.host.store.at_address(other)

    def _name_here(self, target: str) -> str | None:
        """The name of the place within the article that a link leads to; None when it leads elsewhere."""
        page, mark, name = self._address(target).partition("#") if not target.startswith("#") else target.partition("#")
        own = self.screen.article.url.partition("#")[0]
        if page and page.rstrip("/") != own.rstrip("/"):
            return None
        return name if mark or page else None

    def _inner(self, target: str) -> int | None:
        """The offset within the article that a link leads to: a footnote, a heading or the beginning."""
        if target.startswith(_FOOTNOTE):
            label = target.removeprefix(_FOOTNOTE)
            notes = (block for block in self.document.blocks if block.kind is BlockKind.FOOTNOTE)
            return next((block.start for block in notes if block.info == label), None)
        name = self._name_here(target)
        if name is None:
            return None
        wanted = _plain(unquote(name))
        heading = next((head for head in self.document.outline if _plain(self.document.slice(head)) == wanted), None)
        if heading is not None:
            return heading.start
        return 0 if name.lower() in _TOP and self.document.blocks else None

    def _to(self, offset: int | None) -> None:
        if offset is None:
            self.screen.say("What this leads to is not in the article.")
            return
        self._choose(None)
        self.screen.jump(lambda: self.page.move_to(offset))
        self.screen.say(f"{self._key('return')} goes back")

    def _add(self, target: str) -> None:
        address = self._address(target)
        if self._name_here(target) is not None:
            self.screen.say("This link leads to a place in this article.")
        elif (known := self._known(address)) is not None:
            self.screen.say(f"“{known.title}” is in your library already.")
        elif _scheme(address) in _PAGES:
            self.screen.say(f"Fetching {shortened(address, _LONGEST_SAID)} …")
            self.host.add_page(address, self.screen.article.url, self._tell)
        else:
            self.screen.say("Only pages on the web can be added.")

    def _tell(self, words: str) -> None:
        """Tell how it went, wherever the reader has gone meanwhile."""
        if self.screen.is_current:
            self.screen.say(words)
        else:
            self.screen.app.notify(words, title="Broadsheet", markup=False)

    def _key(self, name: str) -> str:
        return spelled(keys_of(BY_ID[name], self.host.settings.keymap)[0])


def _is_link(span: Span) -> bool:
    return span.kind is SpanKind.LINK and bool(span.target)


def _scheme(address: str) -> str:
    """The scheme of an address, in lower case; empty for one that is relative."""
    found = re.match(r"\s*([A-Za-z][A-Za-z0-9+.-]*):", address)
    return found.group(1).lower() if found else ""


def _plain(name: str) -> str:
    """A heading or a fragment as both can be compared: letters and digits, in lower case."""
    return re.sub(r"[\W_]+", "", name).casefold()
