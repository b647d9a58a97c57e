"""Fetched again: an article gets a new text, its notes and place go with it, and what changed for them is told."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from library.address import without_credentials
from library.article import Draft, Metadata, utc_text
from library.builder import clean_text
from library.document import Document, Range
from library.errors import NotFoundError
from library.highlight import Moved
from library.stumbles import heeded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from library.article import Article
    from library.extract import Extraction
    from library.judge import Objection
    from library.pictures import Illustration
    from library.source import Source
    from library.store import Store

_AROUND = 16
"""Code points on either side of a passage by which it is known whether it stands where it stood."""
_PASSAGE = 64
"""Code points of the reading place that are looked for in another text."""


class Outcome(StrEnum):
    """What became of an article whose page was fetched again."""

    UNCHANGED = "unchanged"
    UPDATED = "updated"
    REFUSED = "refused"


class Fate(StrEnum):
    """What a new text means for a highlight; the values are those of the command line's JSON."""

    HELD = "held"
    """It is where it was."""
    MOVED = "moved"
    """It is in other surroundings, for sure."""
    UNCERTAIN = "uncertain"
    LOST = "lost"
    FOUND = "found"
    """It was lost, and there is a place for it again; or it was uncertain, and is sure."""
    STILL_UNCERTAIN = "still-uncertain"
    STILL_LOST = "still-lost"


class Noted(NamedTuple):
    """A highlight and what became of it."""

    fate: Fate
    moved: Moved


class Refetched(NamedTuple):
    """What fetching again did to one article."""

    article: int
    outcome: Outcome
    title: str
    """The one it has now."""
    former_title: str
    words: int
    """Of the new text; of a refused one too."""
    former_words: int
    objection: Objection | None = None
    """Why it was refused; or, when it was taken all the same, what spoke against it."""
    notes: tuple[Noted, ...] = ()
    """In the order in which they were made."""
    version: int | None = None
    """The number of the former text, which `restore` puts in place again; None when there is none."""
    warnings: tuple[str, ...] = ()

    @property
    def worth_telling(self) -> bool:
        """Whether a highlight is not where it was, as sure as it was."""
        return any(noted.fate not in (Fate.HELD, Fate.STILL_LOST, Fate.STILL_UNCERTAIN) for noted in self.notes)


class Drafted(NamedTuple):
    """A source read as an article."""

    draft: Draft
    said: str
    """What the page shows, furniture too where there is hardly anything else."""
    warnings: tuple[str, ...]
    titled: bool
    """Whether its title is its own, and not made of the name of the file or the first words."""
    pictures: tuple[Illustration, ...] = ()
    """Pictures that came with it."""
    what: str = ""
    """What a page is that is hardly an article, such as "a bot check"; empty when it may be one."""


def drafted(
    source: Source, now: datetime, tags: Sequence[str] = (), own_rules: Path | None = None, *, name: str = ""
) -> Drafted:
    """Read a source as an article, which may turn out to be empty; `name` is what the log may call it.

    Raises UnreadableSourceError.
    """
    with heeded(name or source.url):
        return _drafted(source, now, tags, own_rules)


def _drafted(source: Source, now: datetime, tags: Sequence[str], own_rules: Path | None) -> Drafted:
    from library.extract import extract  # reading needs none of it
    from library.extract.refusals import refusal

    extraction = extract(source, own_rules)
    kept = extraction.kept or source
    kept = replace(kept, url=without_credentials(kept.url))
    metadata = _complete(extraction.metadata, kept, extraction.document)
    metadata = metadata._replace(url=without_credentials(metadata.url))
    draft = Draft(metadata, extraction.document, kept, extraction.saved or now, clean_names(tags))
    said = _said(kept, extraction)
    what = refusal(metadata.title, said)
    return Drafted(draft, said, extraction.warnings, bool(extraction.metadata.title), extraction.pictures, what)


def refetch(
    store: Store, article: int, source: Source, now: datetime, *, anyway: bool = False, own_rules: Path | None = None
) -> Refetched:
    """Give an article the text of a source that was fetched for it.

    Progress, tags, star, state and the date of saving stay. Refused, unless `anyway`, when `library.judge` objects;
    refused in any case when it holds no text. Raises UnreadableSourceError and NotFoundError.
    """
    known = store.article(article)
    return renew(store, known, drafted(source, now, (), own_rules), now, anyway=anyway)


def extract_anew(
    store: Store, article: int, now: datetime, *, anyway: bool = False, own_rules: Path | None = None
) -> Refetched:
    """Take the stored source through the extractor of today; otherwise as `refetch`."""
    return refetch(store, article, store.source(article), now, anyway=anyway, own_rules=own_rules)


def renew(store: Store, known: Article, made: Drafted, now: datetime, *, anyway: bool = False) -> Refetched:
    """As `refetch`, with what was read of a source. Raises NotFoundError."""
    former = store.document(known.id)
    draft = made.draft._replace(metadata=_still_known(made, known), tags=())
    document = draft.document
    done = Refetched(
        known.id, Outcome.UNCHANGED, known.title, known.title, document.words, known.words, warnings=made.warnings
    )  # fmt: skip
    if document[:3] == former[:3] and _told(draft.metadata) == _told(known.metadata):
        return done
    from library.judge import Ground

    against = _objection(store, known, former, draft, made)
    if against is not None and (not anyway or against.ground is Ground.EMPTY):
        return done._replace(outcome=Outcome.REFUSED, objection=against)
    place = place_in(known, former, document)
    before = [version.id for version in store.versions(known.id)]
    moved = store.replace(known.id, draft, place, now)
    kept = [version.id for version in store.versions(known.id) if version.id not in before]
    return done._replace(
        outcome=Outcome.UPDATED, title=draft.metadata.title, objection=against,
        notes=fates(moved, former, document), version=kept[0] if kept else None,
    )  # fmt: skip


def restore(store: Store, article: int, version: int, now: datetime) -> Refetched:
    """Put a former text of an article in place again; the present one becomes a former one.

    Its highlights are looked for in it, and the reading place goes with it. Raises NotFoundError.
    """
    if version not in [former.id for former in store.versions(article)]:
        raise NotFoundError(f"Article {article} has no former text {version}.")
    known, present = store.article(article), store.document(article)
    draft = store.version(version)
    document = draft.document
    moved = store.restore_version(article, version, place_in(known, present, document), now)
    kept = store.versions(article)
    return Refetched(
        article, Outcome.UPDATED, draft.metadata.title, known.title, document.words, known.words,
        notes=fates(moved, present, document), version=kept[0].id if kept else None,
    )  # fmt: skip


# The parts of it


def clean_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names under the law of the text, none empty and none twice."""
    return tuple(dict.fromkeys(name for name in map(clean_text, names) if name))


def _complete(metadata: Metadata, source: Source, document: Document) -> Metadata:
    from pathlib import Path

    first = clean_text(document.slice(document.blocks[0])[:80]) if document.blocks else ""
    return metadata._replace(
        title=clean_text(metadata.title) or clean_text(Path(source.name).stem) or first or "Untitled",
        authors=clean_names(metadata.authors),
        site=clean_text(metadata.site),
        url=clean_text(source.url if _may_not_name(metadata.url, source.url) else metadata.url or source.url),
        language=clean_text(metadata.language),
        description=clean_text(metadata.description),
        tags=clean_names(metadata.tags),
    )


def _may_not_name(url: str, found: str) -> bool:
    """Whether a page from elsewhere says that it is one of the person's own network, which would be fetched next."""
    from library.reach import names_private, same_host

    return bool(url and found) and names_private(url) and not same_host(url, found)


def _still_known(made: Drafted, known: Article) -> Metadata:
    """What a new page says of an article, and what it no longer says; the address and the tags stay what they are."""
    metadata = made.draft.metadata
    waits = not known.words  # and may be called by its address until now
    return metadata._replace(
        title=metadata.title if made.titled or (waits and known.title == known.url) else known.title,
        authors=metadata.authors or known.authors,
        site=metadata.site or known.site,
        url=(waits and metadata.url) or known.url or metadata.url,
        published=metadata.published or known.published,
        language=metadata.language or known.language,
        stated_minutes=metadata.stated_minutes or known.stated_minutes,
        tags=(),
    )


def _told(metadata: Metadata) -> tuple[object, ...]:
    return metadata.title, metadata.authors, metadata.site, metadata.url, utc_text(metadata.published)


def _said(source: Source, extraction: Extraction) -> str:
    from library.extract.refusals import said_by, shown

    return said_by(extraction.document, (piece.text for piece in extraction.dropped), lambda: shown(source))


def _objection(store: Store, known: Article, former: Document, draft: Draft, made: Drafted) -> Objection | None:
    from library import judge
    from library.extract.refusals import WALLED

    document, title = draft.document, made.draft.metadata.title if made.titled else ""
    if not document.blocks:
        what = judge.refused(title, made.said)
        why = f"what came is {what}, not the article" if what else without_text(made)
        return judge.Objection(judge.Ground.EMPTY, why)
    if not former.blocks:  # it waits for its text
        what = judge.refused(title, made.said)
        return judge.Objection(judge.Ground.REFUSAL, f"what came is {what}, not the article") if what else None
    stored, new = judge.Text(known.title, former, known.site), judge.Text(title, document, draft.metadata.site)
    against = judge.objection(stored, new, made.said, cut=WALLED in made.warnings)
    return against or judge.notes_objection(_foreseen(store, known.id, document))


def without_text(made: Drafted) -> str:
    """Why something that was read has no text: what follows a colon."""
    from library.extract.refusals import NO_TEXT

    words = " ".join(made.warnings if NO_TEXT in made.warnings else ("it holds no text.", *made.warnings))
    return f"{words[:1].lower()}{words[1:]}"


def _foreseen(store: Store, article: int, document: Document) -> list[Moved]:
    """Where the highlights of an article would be in another text."""
    from library.anchor import find_anchors

    marks = [mark for mark in store.highlights(article) if mark.anchor is not None and mark.place is not None]
    places = find_anchors([mark.anchor for mark in marks if mark.anchor is not None], document)
    return [
        Moved(mark, mark._replace(place=found.place, state=found.state))
        for mark, found in zip(marks, places, strict=True)
    ]


def place_in(known: Article, former: Document, document: Document) -> int:
    """The reading place in a new text: the same passage, else as far on by share."""
    return same_place(former, known.progress.offset, document) if known.progress else 0


def same_place(former: Document, offset: int, document: Document) -> int:
    """Where in `document` that stands which stands at an offset of `former`; else as far on by share."""
    from library.anchor import find_anchor, make_anchor

    if offset <= 0:
        return 0
    start = min(offset, len(former.text))
    passage = Range(start, min(start + _PASSAGE, len(former.text)))
    found = find_anchor(make_anchor(former, passage), document)
    if found.place is not None:
        return found.place.start
    return len(document.text) * start // max(1, len(former.text))


def fates(moved: Sequence[Moved], former: Document, document: Document) -> tuple[Noted, ...]:
    """What each highlight met; `former` is the text that it was in before."""
    return tuple(Noted(_fate(one, former, document), one) for one in moved)


def _fate(one: Moved, former: Document, document: Document) -> Fate:
    from library.anchor import AnchorState

    before, after = one.before.state, one.after.state
    if after is AnchorState.LOST:
        return Fate.STILL_LOST if before is AnchorState.LOST else Fate.LOST
    if before is AnchorState.LOST:
        return Fate.FOUND
    if after is AnchorState.UNCERTAIN:
        return Fate.STILL_UNCERTAIN if before is AnchorState.UNCERTAIN else Fate.UNCERTAIN
    if before is AnchorState.UNCERTAIN:
        return Fate.FOUND
    was, is_now = one.before.place, one.after.place
    if was is None or is_now is None:
        return Fate.HELD
    around, now = _surroundings(former, was), _surroundings(document, is_now)
    return Fate.MOVED if around[0] != now[0] and around[1] != now[1] else Fate.HELD


def _surroundings(document: Document, place: Range) -> tuple[str, str]:
    text = document.text
    return text[max(0, place.start - _AROUND) : place.start], text[place.end : place.end + _AROUND]
