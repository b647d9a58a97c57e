"""The verbs of the library: save an article, save it again with its notes kept, welcome a new reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

from library.anchor import find_anchor, make_anchor
from library.article import Article, Draft, Metadata
from library.builder import clean_text
from library.document import Document, Range
from library.errors import TextShrankError, UnreadableSourceError
from library.source import Source
from library.store import Store

_WELCOMED = "welcomed"
_START_HERE = "start-here.md"
_SHRUNK = 0.5
"""A new text below this share of the stored words does not replace it unasked."""


class Done(StrEnum):
    """What saving did."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    RESTORED = "restored"


@dataclass(frozen=True)
class Saved:
    """The outcome of saving one source."""

    article: int
    done: Done
    title: str
    warnings: tuple[str, ...] = ()


def save(store: Store, source: Source, now: datetime, tags: Sequence[str] = (), own_rules: Path | None = None) -> Saved:
    """Store the article in a source.

    The same address, or the same title and text, is the same article: it is brought up to date, with progress and
    notes kept, and taken out of the trash. Raises UnreadableSourceError when the source holds no article, and
    TextShrankError when the stored text would lose more than half of its words.
    """
    from library.extract import extract  # reading needs none of it

    extraction = extract(source, own_rules)
    document = extraction.document
    if not document.blocks:
        raise UnreadableSourceError(" ".join(("it holds no article text.", *extraction.warnings)))
    draft = Draft(_complete(extraction.metadata, source, document), document, source, now, _clean(tags))
    known = store.same(draft.metadata.url, draft.metadata.title, document.fingerprint)
    if known is None:
        number, done = store.add(draft), Done.ADDED
    else:
        number, done = known.id, _save_again(store, known, draft)
    return Saved(number, done, draft.metadata.title, extraction.warnings)


def _complete(metadata: Metadata, source: Source, document: Document) -> Metadata:
    first = clean_text(document.slice(document.blocks[0])[:80])
    return metadata._replace(
        title=clean_text(metadata.title) or clean_text(Path(source.name).stem) or first or "Untitled",
        authors=_clean(metadata.authors),
        site=clean_text(metadata.site),
        url=clean_text(metadata.url or source.url),
        language=clean_text(metadata.language),
        description=clean_text(metadata.description),
        tags=_clean(metadata.tags),
    )


def _clean(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in map(clean_text, names) if name))


def _save_again(store: Store, known: Article, draft: Draft) -> Done:
    done = Done.UNCHANGED
    words = draft.document.words
    changed = known.fingerprint != draft.document.fingerprint
    if changed and words < known.words * _SHRUNK:
        raise TextShrankError(
            f"the new text has {words} words, the stored one (article {known.id}) {known.words}; "
            "the stored text was kept"
        )
    if changed or (draft.metadata.url and not known.url):
        store.replace(known.id, draft, _place_in(store, known, draft.document), draft.saved)
        done = Done.UPDATED
    else:
        store.tag([known.id], (*draft.metadata.tags, *draft.tags))
    if known.deleted is not None:
        store.undelete([known.id])
        done = Done.RESTORED
    return done


def _place_in(store: Store, known: Article, document: Document) -> int:
    """The reading place in a new text: the same passage, else as far on by share."""
    if known.progress is None or known.progress.offset == 0:
        return 0
    former = store.document(known.id)
    start = min(known.progress.offset, len(former.text))
    passage = Range(start, min(start + 64, len(former.text)))
    found = find_anchor(make_anchor(former, passage), document)
    if found.place is not None:
        return found.place.start
    return len(document.text) * start // max(1, len(former.text))


def sample_names() -> list[str]:
    """The files of the starter library, in the order in which they are added: the last one stands on top."""
    names = sorted(found.name for found in files("library").joinpath("samples").iterdir() if _is_sample(found.name))
    return [*(name for name in names if name != _START_HERE), _START_HERE]


def _is_sample(name: str) -> bool:
    return name.endswith((".md", ".txt", ".html"))


def add_sample(store: Store, name: str, now: datetime) -> Saved:
    """Save one file of the starter library."""
    content = files("library").joinpath("samples").joinpath(name).read_bytes()
    return save(store, Source(content, now, name), now)


def welcome(store: Store, now: datetime) -> bool:
    """Put "Start here" on the shelf of a library that is opened for the first time and empty; once, ever."""
    if store.fact(_WELCOMED) is not None:
        return False
    counts = store.counts().articles
    store.set_fact(_WELCOMED, now.isoformat())
    if any(counts.values()):
        return False
    add_sample(store, _START_HERE, now)
    return True
