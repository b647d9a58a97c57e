"""What stands in place of a text that is not there: why it is not, and which key tries again; no app needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader import words
from reader.commands import BY_ID, keys_of, spelled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from library.article import Article
    from library.document import Document
    from library.entries import Pending
    from library.store import Store
    from reader.typeset import Front

_LONGEST = 400
"""Characters of a reason or an address that are shown."""


def waiting_of(store: Store, article: int, document: Document) -> Pending | None:
    """What is known of a text that is yet to come; None where it is there."""
    return None if document.blocks else store.pending(article)


def front(
    article: Article, document: Document, waiting: Pending | None, keymap: Mapping[str, tuple[str, ...]]
) -> Front:
    """What stands above the text of an article, and in place of it where there is none."""
    head = words.front(article)
    return head if document.blocks else head._replace(said=_said(article, waiting, keymap))


def reason(article: Article, waiting: Pending | None) -> tuple[str, ...]:
    """Why an article has no text, a sentence or two, each a paragraph."""
    if waiting is None:
        return ("This article has no text.",) if article.url else ("This article has no text, and no known address.",)
    if not waiting.tries:
        return ("The text of this article has not been fetched yet.",)
    return ("The text of this article has not come.", _cleaned(waiting.reason))


def _said(article: Article, waiting: Pending | None, keymap: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    why = reason(article, waiting)
    if not article.url:
        return why
    again, browse = (spelled(keys_of(BY_ID[name], keymap)[0]) for name in ("refetch", "browse"))
    tries = f"{again} fetches it"
    if waiting is not None and waiting.tries:
        tries = f"{again} tries again"
    if waiting is not None and waiting.hopeless:
        tries = f"Another try can hardly help; {again} tries all the same"
    address = () if article.title == article.url else (_cleaned(article.url),)
    return (*why, f"{tries}, {browse} opens the page in the browser.", *address)


def _cleaned(text: str) -> str:
    from library.address import shortened  # few articles need it

    return shortened(text, _LONGEST)
