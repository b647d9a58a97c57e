"""Articles of excerpts: what was marked in a book or page of which a file knows no address, as an article of its own.

It stands in for that article, and gives way to it when it comes, as `library.stand_ins` says.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, NamedTuple

from library.anchor import make_anchor
from library.article import Draft, Metadata
from library.builder import DocumentBuilder, clean_text
from library.document import BlockKind, Range
from library.highlight import Wanted
from library.kinds import EXCERPTS
from library.source import Source
from library.wanted import keys, same_article

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from library.document import Document
    from library.highlight import NewHighlight
    from library.store import Store

_DESCRIPTION = "Only what was marked in it: the text itself is not in the library."
_MOST = 5_000
"""Passages of one article: beyond, finding all of them again takes minutes."""
_MOST_ALIKE = 100
"""Articles whose titles have one key that are told apart."""


class Housed(NamedTuple):
    """Annotations, and the articles that were made for them."""

    news: list[NewHighlight]
    articles: dict[Wanted, int]
    """By all that is known of them; an article can be known in several ways."""


class _Group:
    """The annotations of one article, by their places among all."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.members: list[tuple[int, str]] = []
        """With the passage of each, as it stands in a text; empty for what is said of the article as a whole."""

    def add(self, at: int, new: NewHighlight) -> None:
        """Take in an annotation, unless the article has as many as one may have."""
        quote = "" if new.anchor is None else _lawful(new.anchor.quote)
        if len(self.members) < _MOST and bool(quote) == (new.anchor is not None):
            self.members.append((at, quote))

    @property
    def quotes(self) -> list[str]:
        """The passages, each once."""
        return [quote for quote in dict.fromkeys(quote for _, quote in sorted(self.members)) if quote]


def housed(store: Store, news: Sequence[NewHighlight], now: datetime) -> Housed:
    """Give annotations whose article has no address and is not in the library an article of their words.

    Those of an article that stands in for another one already are added to its text. Bookmarks, which have no words,
    wait, and so does what is said of an article of which no passage is known. The articles are stored before their
    annotations are: a run that is stopped between is completed by the next. Raises StoreError.
    """
    there = store.stand_ins()
    grown: dict[int, _Group] = {}
    for at, new in enumerate(news):
        if new.article is not None and new.article in there:
            grown.setdefault(new.article, _Group(new.wanted)).add(at, new)
    # What finds no place in its text waits, as it would without it.
    found = [new._replace(article=None) if new.article in there else new for new in news]
    for article, group in grown.items():
        _put(found, group, article, *_grown(store, article, group, now))
    groups = _groups(news)
    texts = [_text((), group.quotes) for _, group in groups]
    drafts = []
    for (_, group), (document, _) in zip(groups, texts, strict=True):
        newest = max((moment for at, _ in group.members if (moment := news[at].created)), default=now)
        drafts.append(_draft(group.wanted, document, min(newest, now), now))
    articles = store.add_stand_ins([(key, draft) for (key, _), draft in zip(groups, drafts, strict=True)])
    known: dict[Wanted, int] = {}
    for (_, group), text, article in zip(groups, texts, articles, strict=True):
        _put(found, group, article, *text)
        known |= {news[at].wanted: article for at, _ in group.members}
    return Housed(found, known)


def _groups(news: Sequence[NewHighlight]) -> list[tuple[str, _Group]]:
    """The annotations of each article that is to be made, with the key of its title.

    Those that know an address only join others that know none: they will find their article by it.
    """
    alike: dict[str, list[_Group]] = {}
    homeless = [(at, new, keys(new.wanted)) for at, new in enumerate(news) if new.article is None]
    for at, new, (page, title) in homeless:
        if title and not page:
            _group_of(alike.setdefault(title, []), new.wanted).add(at, new)
    for at, new, (page, title) in homeless:
        for group in alike.get(title, ())[:_MOST_ALIKE] if page else ():
            if same_article(group.wanted, new.wanted):
                group.add(at, new)
                break
    return [(title, group) for title, groups in alike.items() for group in groups if group.quotes]


def _group_of(alike: list[_Group], wanted: Wanted) -> _Group:
    """The group of an article, of those whose titles have one key."""
    for group in alike[:_MOST_ALIKE]:
        if group.wanted == wanted or same_article(group.wanted, wanted):
            return group
    alike.append(_Group(wanted))
    return alike[-1]


def _grown(store: Store, article: int, group: _Group, now: datetime) -> tuple[Document, dict[str, Range]]:
    """The text of an article of excerpts, to which the passages that it lacks were added, and where these stand."""
    document = store.document(article)
    lines = document.text.split("\n")
    places = _standing(document, lines, group.quotes)
    missing = [quote for quote in group.quotes if quote not in places]
    if missing and len(lines) < _MOST:
        known = store.article(article)
        document, added = _text(lines, missing)
        draft = _draft(Wanted("", known.title, known.authors, known.site), document, known.saved, now)
        store.replace(article, draft, known.progress.offset if known.progress else 0, now)
        places |= added
    return document, places


def _standing(document: Document, lines: Sequence[str], quotes: Iterable[str]) -> dict[str, Range]:
    """Where passages stand in a text by themselves, with no other words in their lines."""
    starts: dict[str, int] = {}
    at = 0
    for line in lines:
        starts.setdefault(line, at)
        at += len(line) + 1
    text, found = f"{document.text}\n", {}
    for quote in quotes:
        start = starts.get(quote.partition("\n")[0], -1)
        if start >= 0 and text.startswith(f"{quote}\n", start):
            found[quote] = Range(start, start + len(quote))
    return found


def _text(lines: Sequence[str], quotes: Sequence[str]) -> tuple[Document, dict[str, Range]]:
    """A text of lines and of passages below them, and where these stand."""
    builder = DocumentBuilder()
    places = {}
    at = sum(len(line) + 1 for line in lines)
    for line in lines:
        builder.add(BlockKind.PARAGRAPH, line)
    for quote in quotes:
        for line in quote.split("\n"):
            builder.add(BlockKind.PARAGRAPH, line)
        places[quote] = Range(at, at + len(quote))
        at += len(quote) + 1
    return builder.build(), places


def _lawful(quote: str) -> str:
    """A passage as it is when its lines are blocks of a text."""
    return "\n".join(line for line in map(clean_text, quote.split("\n")) if line)


def _put(found: list[NewHighlight], group: _Group, article: int, document: Document, places: dict[str, Range]) -> None:
    """Put the annotations of a group at their passages in the text that was made of them."""
    for at, quote in group.members:
        new = found[at]
        if quote in places:
            found[at] = new._replace(article=article, anchor=make_anchor(document, places[quote]))
        elif not quote:
            found[at] = new._replace(article=article)


def _draft(wanted: Wanted, document: Document, saved: datetime, now: datetime) -> Draft:
    metadata = Metadata(wanted.title, wanted.authors, wanted.site, description=_DESCRIPTION)
    authors = "".join(f'<meta name="author" content="{html.escape(name)}">' for name in wanted.authors)
    lines = "".join(f"<p>{html.escape(line)}</p>\n" for line in document.text.split("\n"))
    page = f'<!doctype html><meta charset="utf-8"><title>{html.escape(wanted.title)}</title>{authors}\n{lines}'
    return Draft(metadata, document, Source(page.encode(), now, media_type=EXCERPTS, charset="utf-8"), saved)
