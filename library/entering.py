"""Entering: pages that come by their address become articles; one that does not come leaves an entry that says why.

Which article a page is, the addresses tell under which it is known: the one that it gives itself, and the one at which
it was found. An address that only led there may lead elsewhere on another day, so it counts for an entry that waits
for its text, and for an article whose text it still is.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from library import reach
from library.address import absolute_address, same_page, with_route
from library.article import Draft, Metadata
from library.builder import DocumentBuilder, clean_text
from library.errors import DeniedError, FetchError, LibraryError, UnreachableError, UnreadableSourceError
from library.illustrations import PictureLimits
from library.ingest import Done, Saved, keep
from library.refetch import Drafted, Outcome, Refetched, drafted, renew, without_text
from library.source import Source

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from pathlib import Path

    from library.article import Article
    from library.fetch import Page
    from library.fetching import Fetched
    from library.store import Store

_PRIVATE_HOSTS = "private-hosts"
"""The fact that names the private hosts whose addresses the person typed."""
_MOST_HOSTS = 50


def enter(
    store: Store,
    fetched: Fetched,
    now: datetime,
    tags: Sequence[str] = (),
    own_rules: Path | None = None,
    *,
    anyway: bool = False,
    pictures: PictureLimits | None = PictureLimits(),  # noqa: B008  frozen
) -> Saved:
    """Store what became of an address: the article of its page, or an entry that waits for its text.

    Pictures that come within the page are kept within the limits; None for `pictures` keeps none.
    Raises FetchError when there is an article already, whose text stays as it is, and TextRefusedError as
    `ingest.save`.
    """
    wanted, page = fetched.wanted, fetched.page
    if wanted.near is None:
        _remember_typed(store, fetched)
    if page is None:
        return _failed(store, wanted.address, fetched.error or FetchError("There is no answer."), now, tags)
    from library.extract.refusals import no_article

    try:
        made = _by_its_own_address(store, page, drafted(page.source, now, tags, own_rules))
    except UnreadableSourceError as error:
        return _waits(store, wanted.address, _reason(error), now, tags, hopeless=True)
    what, known = made.what, _known(store, page, made)
    doubted = what and not anyway and not (known is not None and known.words)  # else the judge compares them
    if not made.draft.document.blocks or doubted:
        made = made._replace(warnings=tuple(one for one in made.warnings if one != no_article(what)))
        reason = f"What came is {what}, not the article." if what else _sentence(without_text(made))
        return _waits(store, wanted.address, reason, now, tags, made, page.addresses)
    saved = keep(store, made, now, known=known, addresses=page.addresses, anyway=anyway, pictures=pictures)
    store.set_validators(saved.article, page.validators)
    _merge_entries(store, page.addresses, saved.article, now)
    return saved


def renewed(
    store: Store, fetched: Fetched, now: datetime, own_rules: Path | None = None, *, anyway: bool = False
) -> Refetched:
    """Give an article the text of the page that was fetched for it, unless something speaks against it.

    Raises FetchError when it did not come, UnreadableSourceError when it is none, NotFoundError. Of an entry that waits
    for its text, the reason is kept.
    """
    known = store.article(fetched.wanted.article or 0)
    try:
        if fetched.page is None:
            raise fetched.error or FetchError("There is no answer.")
        made = read(fetched.page, now, own_rules)
    except (FetchError, UnreadableSourceError) as error:
        failed(store, known, error, now)
        raise
    return renew_from(store, known, fetched.page, made, now, anyway=anyway)


def renew_from(
    store: Store, known: Article, page: Page, made: Drafted | None, now: datetime, *, anyway: bool = False
) -> Refetched:
    """As `renewed`, with what the page was `read` as.

    An entry whose page turns out to be another article of the library is given up for that one, which the answer then
    tells of.
    """
    if made is None:
        return Refetched(known.id, Outcome.UNCHANGED, known.title, known.title, known.words, known.words)
    entry, waits = known, is_waiting(store, known)
    if waits and made.draft.document.blocks:
        other = _with_text(store, page, made)
        known = other if other is not None and other.deleted is None else known
    done = renew(store, known, made, now, anyway=anyway)
    if done.outcome is not Outcome.REFUSED:
        store.know(known.id, page.addresses)
        store.set_validators(known.id, page.validators)
        _merge_entries(store, (entry.url, *page.addresses), known.id, now)
    elif waits and done.objection is not None:
        _learn(store, entry, made, now)
        store.text_failed(entry.id, _sentence(done.objection.words), now, hopeless=False)
    return done


def failed(store: Store, known: Article, error: LibraryError, now: datetime) -> None:
    """Note why an article is still without its text; one that has a text stays as it is."""
    if is_waiting(store, known):
        store.text_failed(known.id, _reason(error), now, hopeless=is_hopeless(error))


def is_hopeless(error: LibraryError) -> bool:
    """Whether another try can hardly help: it is gone, or no page at all."""
    return not isinstance(error, (UnreachableError, DeniedError))


def holds_several(page: Page) -> bool:
    """Whether what came is no article but a feed or an archive of some, which `bulk` takes apart."""
    from library.kinds import FEED, ZIP, kind_of

    return kind_of(page.source) in (FEED, ZIP)


def is_waiting(store: Store, article: Article) -> bool:
    """Whether an article is an entry without a text, and not one of pictures alone."""
    return not article.words and not store.document(article.id).blocks


def typed_hosts(store: Store) -> frozenset[str]:
    """The private hosts whose addresses the person typed, as `reach.host_of` names them."""
    return frozenset(_hosts_in(store.fact(_PRIVATE_HOSTS)))


def near_of(url: str, typed: Collection[str]) -> str:
    """What `fetch_page` takes as `near` for the page of an article: its own host, when the person once typed it."""
    return url if reach.host_of(url) in typed else ""


def read(page: Page, now: datetime, own_rules: Path | None = None) -> Drafted | None:
    """What a page that was fetched says; None when it is unchanged. Raises UnreadableSourceError."""
    return None if page.unchanged else drafted(page.source, now, (), own_rules)


# Which article it is


def _known(store: Store, page: Page, made: Drafted) -> Article | None:
    """The article that a page is, as far as its addresses tell."""
    with_text = _with_text(store, page, made)
    if with_text is not None:
        return with_text
    for one in store.articles(store.known_as(page.addresses)):
        if not one.words or _is_still(store, one, made):
            return one
    return None


def _with_text(store: Store, page: Page, made: Drafted) -> Article | None:
    """The article with a text that a page is, by where it was found and by what it says of itself."""
    metadata, document = made.draft.metadata, made.draft.document
    same = store.same(metadata.url, metadata.title, document.fingerprint)
    found = store.articles(store.known_as((page.source.url, metadata.url)))
    each = [*([same] if same is not None else []), *found]
    return next((one for one in each if one.words), None)


def _by_its_own_address(store: Store, page: Page, made: Drafted) -> Drafted:
    """What was read; where the address that a page gives itself is another article's, by the one where it was found.

    There are sites that give all their pages the address of one.
    """
    from library import judge

    metadata, found = made.draft.metadata, page.source.url
    if not found or not metadata.url or same_page(metadata.url, found):
        return made
    claimed = next((one for one in store.articles(store.known_as((metadata.url,))) if one.words), None)
    if claimed is None or claimed.id in store.known_as((found,)):
        return made
    former = judge.Text(claimed.title, store.document(claimed.id), claimed.site)
    new = judge.Text(metadata.title if made.titled else "", made.draft.document, metadata.site)
    if not judge.is_another(former, new):
        return made
    told = f"The page gives an address as its own that is another article's ({claimed.id})."
    draft = made.draft._replace(metadata=metadata._replace(url=found))
    return made._replace(draft=draft, warnings=(*made.warnings, told))


def _is_still(store: Store, known: Article, made: Drafted) -> bool:
    from library import judge

    title = made.draft.metadata.title if made.titled else ""
    former = judge.Text(known.title, store.document(known.id), known.site)
    new = judge.Text(title, made.draft.document, made.draft.metadata.site)
    return judge.objection(former, new, made.said) is None


def _merge_entries(store: Store, addresses: Sequence[str], article: int, now: datetime) -> None:
    """Entries that waited for the text of this article are this article; that can be taken back, one by one."""
    for entry in store.articles(store.known_as(addresses)):
        if entry.id == article or entry.words or entry.highlights or entry.deleted is not None:
            continue
        if not is_waiting(store, entry):
            continue
        store.absorb(entry.id, article, now)


# Entries


def _failed(store: Store, address: str, error: FetchError, now: datetime, tags: Sequence[str]) -> Saved:
    try:
        absolute_address(address)
    except FetchError:
        raise error from None  # it is no address: there is nothing to try again
    return _waits(store, address, str(error), now, tags, hopeless=is_hopeless(error))


def _waits(
    store: Store, address: str, reason: str, now: datetime, tags: Sequence[str], made: Drafted | None = None,
    addresses: Sequence[str] = (), *, hopeless: bool = False,
) -> Saved:  # fmt: skip
    """Keep an entry for an address with what is known. Raises FetchError when its article has a text already."""
    whole = with_route(absolute_address(address), address)
    found = store.articles(store.known_as((whole, *addresses)))
    known = next((one for one in found if one.deleted is None), found[0] if found else None)
    if known is not None and known.words:
        raise FetchError(f"{reason} The article is in the library already ({known.id}), and stays as it is.")
    if known is None:
        number = store.add(_entry(whole, now, tags, made))
    else:
        number = known.id
        store.tag([number], tags)
        if known.deleted is not None:
            store.undelete([number])
        _learn(store, known, made, now)
    store.know(number, (whole, *addresses))
    store.text_failed(number, reason, now, hopeless=hopeless)
    return Saved(number, Done.WAITING, store.article(number).title, made.warnings if made else (), reason=reason)


def _learn(store: Store, entry: Article, made: Drafted | None, now: datetime) -> None:
    """Call an entry by the title of its page, though that had no text, where it is called by its address."""
    if made is not None and made.titled and entry.title == clean_text(entry.url) and not made.what:
        draft = _entry(entry.url, now, (), made)
        store.replace(entry.id, draft._replace(metadata=draft.metadata._replace(url=entry.url)), 0, now)


def _entry(address: str, now: datetime, tags: Sequence[str], made: Drafted | None) -> Draft:
    """An article without a text, called by its address unless its page had a title."""
    metadata = Metadata(title=clean_text(address), url=address)
    if made is not None and made.titled and not made.what:
        metadata = made.draft.metadata._replace(url=made.draft.metadata.url or address)
    return Draft(metadata, DocumentBuilder().build(), Source(b"", now, "", address), now, tuple(tags))


def _reason(error: LibraryError) -> str:
    return f"What came can't be read: {error}." if isinstance(error, UnreadableSourceError) else str(error)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


# Private hosts


def _hosts_in(fact: str | None) -> list[str]:
    try:
        hosts = json.loads(fact or "[]")
    except ValueError:
        return []
    return [host for host in hosts if isinstance(host, str)] if isinstance(hosts, list) else []


def _remember_typed(store: Store, fetched: Fetched) -> None:
    """Remember a private host whose address was typed, so that it can be fetched again."""
    host = reach.host_of(fetched.wanted.address)
    private = reach.names_private(fetched.wanted.address) or (fetched.page is not None and fetched.page.private)
    if host and private and host not in (hosts := _hosts_in(store.fact(_PRIVATE_HOSTS))):
        store.set_fact(_PRIVATE_HOSTS, json.dumps([*hosts, host][-_MOST_HOSTS:]))
