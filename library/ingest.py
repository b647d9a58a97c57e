"""The verbs of the library: save an article, save it again with its notes kept, welcome a new reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

from library.article import Article
from library.errors import TextRefusedError, UnreadableSourceError
from library.illustrations import PictureLimits
from library.refetch import Drafted, Outcome, drafted, renew, without_text
from library.source import Source
from library.store import Store

_WELCOMED = "welcomed"
_START_HERE = "start-here.md"


class Done(StrEnum):
    """What saving did."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    RESTORED = "restored"
    WAITING = "waiting"
    """There is an entry for it, and its text is yet to come."""


@dataclass(frozen=True)
class Saved:
    """The outcome of saving one source."""

    article: int
    done: Done
    title: str
    warnings: tuple[str, ...] = ()
    pictures: int = 0
    """How many pictures the article keeps."""
    reason: str = ""
    """Why it waits for its text."""


def save(
    store: Store,
    source: Source,
    now: datetime,
    tags: Sequence[str] = (),
    own_rules: Path | None = None,
    *,
    anyway: bool = False,
    pictures: PictureLimits | None = PictureLimits(),  # noqa: B008  frozen
) -> Saved:
    """Store the article in a source.

    The same address, or the same title and text, is the same article: it is brought up to date, with progress and
    notes kept, and taken out of the trash. Pictures that come with it are kept within the limits. Raises
    UnreadableSourceError when the source holds no article, and TextRefusedError when the stored text is not to be
    replaced by it unless `anyway`, as `library.judge` says.
    """
    made = drafted(source, now, tags, own_rules)
    if not made.draft.document.blocks:
        raise UnreadableSourceError(f"it is {made.what}" if made.what else without_text(made))
    return keep(store, made, now, anyway=anyway, pictures=pictures)


def keep(
    store: Store,
    made: Drafted,
    now: datetime,
    *,
    known: Article | None = None,
    addresses: Sequence[str] = (),
    anyway: bool = False,
    pictures: PictureLimits | None,
) -> Saved:
    """As `save`, with what was read of a source; None for `pictures` keeps none.

    `known` is the article whose text it is; None where that is to be found out. `addresses` also lead to it.
    """
    draft, warnings = made.draft, made.warnings
    known = known or store.same(draft.metadata.url, draft.metadata.title, draft.document.fingerprint)
    if known is None:
        warnings = doubts(made)
        number, done = store.add(draft), Done.ADDED
    else:
        number, done = known.id, _save_again(store, known, made, now, anyway=anyway)
    if addresses:
        store.know(number, addresses)
    kept = 0
    if made.pictures and pictures is not None:
        kept = store.illustrate(number, made.pictures, pictures)
    return Saved(number, done, draft.metadata.title, warnings, kept)


def doubts(made: Drafted) -> tuple[str, ...]:
    """What has to be said of a source that becomes a new article, its extractor's warnings first."""
    if not made.what:
        return made.warnings
    from library.extract.refusals import WALLED, no_article

    told = {no_article(made.what), WALLED} & {*made.warnings}
    return made.warnings if told else (*made.warnings, no_article(made.what))


def _save_again(store: Store, known: Article, made: Drafted, now: datetime, *, anyway: bool) -> Done:
    draft = made.draft
    renewed = renew(store, known, made, now, anyway=anyway)
    if renewed.outcome is Outcome.REFUSED and renewed.objection is not None:
        raise TextRefusedError(f"{renewed.objection.words}; the stored text (article {known.id}) was kept")
    store.tag([known.id], (*draft.metadata.tags, *draft.tags))
    if known.deleted is not None:
        store.undelete([known.id])
        return Done.RESTORED
    return Done.UPDATED if renewed.outcome is Outcome.UPDATED else Done.UNCHANGED


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
