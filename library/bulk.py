"""Bulk: many sources into the library, read by all cores, stored in batches, each with what became of it.

What is there already is known by its bytes and not read again, so that a run that was interrupted is continued by the
next, and a second one costs little more than reading the files.
"""

from __future__ import annotations

from collections import deque
from contextlib import ExitStack
from enum import StrEnum
from hashlib import sha256
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from library.article import Draft
from library.document import Document
from library.errors import LibraryError, StoreError, TextRefusedError
from library.illustrations import PictureLimits
from library.ingest import doubts, keep
from library.refetch import clean_names
from library.source import Source
from library.workers import Answer, Job, Workers, cores, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from datetime import datetime
    from pathlib import Path

    from library.article import Metadata
    from library.gathering import Given
    from library.refetch import Drafted
    from library.store import Store

_FEW = 12
"""Sources up to which no worker is started, for that takes longer than reading them."""
_HELD_SECONDS = 1.0
"""How long the first few wait for more to come, with which workers would read them."""
_AHEAD, _AHEAD_BYTES = 48, 96 * 1024 * 1024
"""Sources that are read but not stored, in number and in bytes, at most (one may be larger)."""
_BATCH, _BATCH_SECONDS = 64, 2.0
"""Articles that are stored in one step, and for how long they wait for it."""


class Status(StrEnum):
    """What became of one thing; the values are those of the command line's JSON."""

    ADDED = "added"
    WAITING = "waiting"
    """It is in the library and waits for the text of its page."""
    UPDATED = "updated"
    RESTORED = "restored"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    FAILED = "failed"
    SKIPPED = "skipped"


class Outcome(NamedTuple):
    """What became of one thing that was given."""

    name: str
    status: Status
    article: int | None = None
    title: str = ""
    reason: str = ""
    """Why it was not added; a sentence, or part of one."""
    warnings: tuple[str, ...] = ()
    inner: bool = False
    """As `Given.inner`."""
    pictures: int = 0
    """How many pictures the article keeps."""


class Wishes(NamedTuple):
    """How sources are to be added."""

    now: datetime
    tags: tuple[str, ...] = ()
    own_rules: Path | None = None
    anyway: bool = False
    """Whether even what seems not to be the stored article takes its place; nothing is then passed over unread."""
    pictures: PictureLimits | None = PictureLimits()
    """None: pictures that come with a page are not kept."""
    workers: int | None = None
    """Processes that read; None for as many as there are cores."""
    stopped: Callable[[], bool] | None = None
    """Asked before each source whether it is time to end: what was read by then is stored."""


class _Slot:
    """One thing on its way; all keep their order."""

    def __init__(self, given: Given, size: int = 0) -> None:
        self.given, self.size = given, size
        self.outcome: Outcome | None = None
        self.job: Job | None = None
        """What is to be read for it, until somebody does."""
        self.future: Future[Answer] | None = None
        self.answer: Answer | None = None
        self.digest = ""

    @property
    def ready(self) -> bool:
        return self.job is None and (self.future is None or self.future.done())

    def finish(self) -> None:
        """Have its answer, if it is to have one."""
        if self.job is not None:
            self.answer, self.job = read(self.job), None
        elif self.future is not None:
            self.answer, self.future = self.future.result(), None


def add_all(store: Store, given: Iterable[Given], wishes: Wishes) -> Iterator[Outcome]:
    """Put sources into the library; says of each what became of it, in their order, when it is on disk.

    Raises StoreError when the library can't be used; what was told before is in it.
    """
    with ExitStack() as stack:
        adding = _Adding(store, wishes, stack)
        try:
            for one in given:
                if adding.is_stopped():
                    yield from adding.give_up()
                    return
                adding.take(one)
                yield from adding.done()
            yield from adding.done(all_of_them=True)
        except KeyboardInterrupt:
            yield from adding.give_up()
            raise


class _Adding:
    """What is under way."""

    def __init__(self, store: Store, wishes: Wishes, stack: ExitStack) -> None:
        self._store, self._wishes, self._stack = store, wishes, stack
        self._tags = clean_names(wishes.tags)
        self._slots: deque[_Slot] = deque()
        self._bytes = 0
        self._workers: Workers | None = None
        self._seen = 0
        self._batch: list[_Slot] = []
        self._stored = self._holding = monotonic()
        self._told: deque[Outcome] = deque()

    def take(self, given: Given) -> None:
        """Begin with one more."""
        slot = _Slot(given)
        self._slots.append(slot)
        source = given.source
        if given.problem:
            status = Status.SKIPPED if given.skipped else Status.FAILED
            slot.outcome = Outcome(given.name, status, reason=given.problem, inner=given.inner)
        elif source is not None:
            self._begin(slot, source)

    def _begin(self, slot: _Slot, source: Source) -> None:
        slot.size = len(source.content)
        slot.digest = sha256(b"\0".join((source.content, source.url.encode(errors="replace")))).hexdigest()
        if not self._wishes.anyway and self._store.added_from([slot.digest]):
            return  # it is looked at in its turn
        self._seen += 1
        self._bytes += slot.size
        slot.job = Job(source, self._wishes.now, self._tags, self._wishes.own_rules, slot.given.name)
        number = cores() if self._wishes.workers is None else self._wishes.workers
        if not number:
            slot.finish()
        elif self._seen > _FEW:
            self._workers = self._workers or self._stack.enter_context(Workers(number))
            for held in self._slots:
                if held.job is not None:
                    held.future, held.job = self._workers.submit(held.job), None
        elif self._seen == 1:
            self._holding = monotonic()

    def done(self, *, all_of_them: bool = False) -> Iterator[Outcome]:
        """What is on disk by now; waits while too much is under way."""
        while self._slots and (all_of_them or self._slots[0].ready or self._is_much()):
            if all_of_them and self._slots[0].job is not None and self.is_stopped():
                break
            slot = self._slots.popleft()
            slot.finish()
            self._bytes -= slot.size if slot.answer is not None else 0
            self._batch.append(slot)
            if self._is_full():
                self._store_batch()
                while self._told:
                    yield self._told.popleft()
        if all_of_them or monotonic() - self._stored > _BATCH_SECONDS:
            self._store_batch()
        while self._told:
            yield self._told.popleft()

    def _is_much(self) -> bool:
        """Whether what is under way is to be waited for, or read here."""
        if len(self._slots) > _AHEAD or self._bytes > _AHEAD_BYTES:
            return True
        return self._slots[0].job is not None and monotonic() - self._holding > _HELD_SECONDS

    def is_stopped(self) -> bool:
        """Whether it is time to end."""
        return self._wishes.stopped is not None and self._wishes.stopped()

    def _is_full(self) -> bool:
        if self._workers is None:
            return True  # one after another, as they were named
        return len(self._batch) >= _BATCH or sum(one.size for one in self._batch) > _AHEAD_BYTES

    def give_up(self) -> Iterator[Outcome]:
        """Store what was read, and no more; says what became of it."""
        while self._slots and self._slots[0].ready:
            slot = self._slots.popleft()
            slot.finish()
            self._batch.append(slot)
        self._store_batch()
        yield from self._told

    # Storing

    def _store_batch(self) -> None:
        batch, self._batch, self._stored = self._batch, [], monotonic()
        new = _New(self._store, self._wishes)
        for slot in batch:
            if slot.outcome is None:
                self._settle(slot, new)
        new.write()
        self._told.extend(slot.outcome for slot in batch if slot.outcome is not None)

    def _settle(self, slot: _Slot, new: _New) -> None:
        given = slot.given
        if given.waiting is not None:
            new.write()
            slot.outcome = self._wait(given, given.waiting)
            return
        known = None if self._wishes.anyway else new.known(slot)
        if known is not None:
            slot.outcome = self._there(slot, known)
        elif slot.answer is None:  # its article has gone meanwhile
            source = given.source
            if source is not None:
                slot.answer = read(Job(source, self._wishes.now, self._tags, self._wishes.own_rules, given.name))
                self._settle_read(slot, slot.answer, new)
        else:
            self._settle_read(slot, slot.answer, new)

    def _settle_read(self, slot: _Slot, answer: Answer, new: _New) -> None:
        given, made = slot.given, answer.made
        problem = answer.reason if made is None else _no_article(made)
        if made is None or problem:
            slot.outcome = Outcome(given.name, Status.FAILED, reason=problem, inner=given.inner)
        elif not new.take(slot, made):
            new.write()
            slot.outcome = self._keep(slot, made)

    def _keep(self, slot: _Slot, made: Drafted) -> Outcome:
        given = slot.given
        try:
            saved = keep(
                self._store, made, self._wishes.now, anyway=self._wishes.anyway, pictures=self._wishes.pictures
            )
        except TextRefusedError as error:
            return Outcome(given.name, Status.REFUSED, reason=str(error), inner=given.inner)
        except StoreError:
            raise
        except LibraryError as error:
            return Outcome(given.name, Status.FAILED, reason=str(error), inner=given.inner)
        self._store.note_added_from([(slot.digest, saved.article)])
        return Outcome(
            given.name, Status(saved.done.value), saved.article, saved.title, "", saved.warnings, given.inner,
            saved.pictures,
        )  # fmt: skip

    def _there(self, slot: _Slot, known: int) -> Outcome:
        """What was added of the same bytes before; its tags are given all the same."""
        article = self._store.article(known)
        status = Status.UNCHANGED
        if article.deleted is not None:
            self._store.undelete([known])
            status = Status.RESTORED
        if set(self._tags) - set(article.tags):
            self._store.tag([known], self._tags)
        return Outcome(slot.given.name, status, known, article.title, inner=slot.given.inner)

    def _wait(self, given: Given, metadata: Metadata) -> Outcome:
        """An article whose text is only on its page."""
        known = self._store.known_as((metadata.url,))
        if known:
            article = self._store.article(known[0])
            if self._tags:
                self._store.tag([article.id], self._tags)
            return Outcome(given.name, Status.UNCHANGED, article.id, article.title, inner=given.inner)
        now = self._wishes.now
        complete = metadata._replace(title=metadata.title or metadata.url)
        number = self._store.add(Draft(complete, Document(""), Source(b"", now, "", metadata.url), now, self._tags))
        self._store.expect_text(number)
        return Outcome(given.name, Status.WAITING, number, complete.title, inner=given.inner)


def _no_article(made: Drafted) -> str:
    """Why what was read is no article; empty when it is one."""
    if made.draft.document.blocks:
        return ""
    return f"it is {made.what}" if made.what else " ".join(("it holds no article text.", *made.warnings))


class _New:
    """Articles of a batch that are not in the library yet."""

    def __init__(self, store: Store, wishes: Wishes) -> None:
        self._store, self._wishes = store, wishes
        self._slots: list[tuple[_Slot, Drafted]] = []
        self._keys: set[object] = set()

    def known(self, slot: _Slot) -> int | None:
        """The article that was made of the same bytes, also one of this batch."""
        if slot.digest in self._keys:
            self.write()
        return self._store.added_from([slot.digest]).get(slot.digest)

    def take(self, slot: _Slot, made: Drafted) -> bool:
        """Whether it is new, and will be written with the others."""
        from library.address import page_keys

        metadata, document = made.draft.metadata, made.draft.document
        keys = {slot.digest, (metadata.title, document.fingerprint), *page_keys((metadata.url, made.draft.source.url))}
        if keys & self._keys:
            self.write()
        if self._store.same(metadata.url, metadata.title, document.fingerprint) is not None:
            return False
        self._keys |= keys
        self._slots.append((slot, made))
        return True

    def write(self) -> None:
        """Store what was taken, and say so in its slots."""
        slots, self._slots, self._keys = self._slots, [], set()
        if not slots:
            return
        ids = self._store.add_many([made.draft for _, made in slots])
        kept = self._pictures(slots, ids)
        self._store.note_added_from([(slot.digest, number) for (slot, _), number in zip(slots, ids, strict=True)])
        for (slot, made), number in zip(slots, ids, strict=True):
            slot.outcome = Outcome(
                slot.given.name, Status.ADDED, number, made.draft.metadata.title, "", doubts(made),
                slot.given.inner, kept.get(number, 0),
            )  # fmt: skip

    def _pictures(self, slots: Sequence[tuple[_Slot, Drafted]], ids: Sequence[int]) -> dict[int, int]:
        limits = self._wishes.pictures
        some = [
            (number, made.pictures) for (_, made), number in zip(slots, ids, strict=True) if made.pictures
        ]  # fmt: skip
        if limits is None or not some:
            return {}
        counts = self._store.illustrate_many(some, limits)
        return {number: count for (number, _), count in zip(some, counts, strict=True)}
