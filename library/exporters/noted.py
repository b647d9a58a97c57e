"""What leaves: articles with their highlights, one after another, so that a library of any size can be written."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from library.anchor import AnchorState
from library.article import utc_text
from library.document import Range
from library.highlight import HighlightKind, Wanted
from library.wanted import keys, letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from library.article import Article
    from library.document import Document
    from library.highlight import Highlight
    from library.store import Store

_CONTEXT = 32
"""Code points on either side of a passage; as many as its anchor has where that has more."""


class Noted(NamedTuple):
    """An article with those of its highlights that leave."""

    article: Article | None
    """None when it is not in the library, and its highlights wait for it."""
    wanted: Wanted
    """What it is called and where it lies."""
    highlights: tuple[Highlight, ...]
    """In reading order, those on the whole article first and lost ones last."""
    document: Document | None
    """Its text; None when it waits."""
    origins: Mapping[int, str]
    """Where imported highlights came from, by their id."""

    @property
    def key(self) -> str:
        """A name that no other article has, nor any other that is waited for."""
        return waiting_key(self.wanted) if self.article is None else article_key(self.article)

    @property
    def source(self) -> str:
        """The address of the article; where it has none, a `urn:` that stays the same as long as the library."""
        if self.wanted.url:
            return self.wanted.url
        if self.article is None:
            name = "\n".join((self.wanted.title, *self.wanted.authors, self.wanted.site))
        else:
            name = article_key(self.article)
        return uuid5(NAMESPACE_URL, f"broadsheet:{name}").urn


class Passage(NamedTuple):
    """What a highlight is on, in words that are found in the text of today where they are known to be there."""

    exact: str
    """Empty for a bookmark."""
    before: str
    after: str
    place: Range | None
    """In the text of today, code points; None unless it is sure."""


def of_articles(store: Store, ids: Sequence[int], *, only_annotated: bool = False) -> Iterator[Noted]:
    """Articles with all their highlights; those that are gone are left out."""
    for number in ids:
        for article in store.articles([number]):
            highlights = store.highlights(number)
            if highlights or not only_annotated:
                yield _noted(store, article, highlights)


def of_highlights(store: Store, ids: Sequence[int]) -> Iterator[Noted]:
    """Highlights by their articles, articles in the order in which they are first met; ones that wait come last."""
    groups: dict[int, list[int]] = {}
    waiting: list[int] = []
    for at in range(0, len(ids), 500):
        for passage in store.noted_passages(ids[at : at + 500]):
            highlight = passage.highlight
            (waiting if highlight.article is None else groups.setdefault(highlight.article, [])).append(highlight.id)
    for number, members in groups.items():
        chosen = set(members)
        for article in store.articles([number]):
            yield _noted(store, article, [mark for mark in store.highlights(number) if mark.id in chosen])
    yield from _of_waiting(store, waiting)


def _noted(store: Store, article: Article, highlights: Iterable[Highlight]) -> Noted:
    wanted = Wanted(article.url, article.title, article.authors, article.site)
    marks = tuple(highlights)
    origins = store.origins([mark.id for mark in marks])
    return Noted(article, wanted, marks, store.document(article.id), origins)


def _of_waiting(store: Store, ids: Sequence[int]) -> Iterator[Noted]:
    groups: dict[Wanted, list[Highlight]] = {}
    for passage in store.noted_passages(ids):
        # the title stands in for the address where an importer knew neither
        title = "" if passage.title == passage.url else passage.title
        wanted = Wanted(passage.url, title, passage.authors, passage.site)
        groups.setdefault(wanted, []).append(passage.highlight)
    for wanted, marks in groups.items():
        yield Noted(None, wanted, tuple(marks), None, store.origins([mark.id for mark in marks]))


def of_waiting(store: Store, ids: Iterable[int]) -> Iterator[Noted]:
    """All that waits for the articles that some highlights wait for, an article at a time.

    What services call it may differ a little as long as its page, or its title and authors, are the same.
    """
    chosen = set(ids)
    groups: dict[str, list[tuple[Wanted, Highlight]]] = {}
    found: dict[str, None] = {}
    for passage in store.waiting() if chosen else ():
        title = "" if passage.title == passage.url else passage.title
        wanted = Wanted(passage.url, title, passage.authors, passage.site)
        key = waiting_key(wanted)
        groups.setdefault(key, []).append((wanted, passage.highlight))
        if passage.highlight.id in chosen:
            found[key] = None
    for key in found:
        marks = tuple(mark for _, mark in groups[key])
        fullest = max((wanted for wanted, _ in groups[key]), key=lambda one: sum(map(bool, one)))
        yield Noted(None, fullest, marks, None, store.origins([mark.id for mark in marks]))


def waiting_key(wanted: Wanted) -> str:
    """A name for an article that is waited for: by its page where that is known, else by title and authors."""
    page, title = keys(wanted)
    name = page or "\n".join((title or letters(wanted.title), *sorted(map(letters, wanted.authors))))
    return f"waiting-{blake2b(name.encode(), digest_size=8).hexdigest()}"


def passage_of(highlight: Highlight, document: Document | None) -> Passage:
    """What a highlight is on: as the text has it today when it is held, else as it was when it was marked."""
    anchor, place = highlight.anchor, highlight.place
    if anchor is None:
        return Passage("", "", "", None)
    if document is None or place is None or highlight.state is not AnchorState.HELD:
        return Passage(anchor.quote, anchor.before, anchor.after, None)
    before = document.text[max(0, place.start - max(_CONTEXT, len(anchor.before))) : place.start]
    after = document.text[place.end : place.end + max(_CONTEXT, len(anchor.after))]
    return Passage(document.slice(place), before, after, place)


def words_at(highlight: Highlight, most: int = 60) -> str:
    """The words of a highlight on one line, those after a bookmark; at most so many characters, cut between words."""
    anchor = highlight.anchor
    if anchor is None:
        return ""
    words = " ".join((anchor.quote or anchor.after or anchor.before).split())
    if len(words) <= most:
        return words
    head, space, _ = words[: most + 1].rpartition(" ")
    return f"{head if space and len(head) > most // 2 else words[:most]}…"


def article_key(article: Article) -> str:
    """A name for an article that no other has, in this library or another, and that a new text does not change."""
    return f"{(utc_text(article.saved) or '').translate({ord(sign): None for sign in '-:TZ'})}-{article.id}"


def uuid_of(uid: str) -> UUID:
    """The identity of a highlight as a UUID."""
    try:
        return UUID(hex=uid)
    except ValueError:
        return uuid5(NAMESPACE_URL, f"broadsheet:{uid}")


def titled(wanted: Wanted) -> str:
    """What an article is called, its address where it has no title."""
    return wanted.title or wanted.url or "Untitled"


def told_kind(highlight: Highlight) -> str:
    """What stands where a highlight has no words of the text."""
    if highlight.kind is HighlightKind.ARTICLE:
        return "On the whole article"
    words = words_at(highlight)
    return f"Bookmark: {words}" if words else "Bookmark"
