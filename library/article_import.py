"""The verb that takes in the articles of other services, batch by batch, and accounts for every record.

A batch is stored as a whole: the articles first, then their texts, then what was said on them. So a run that was
stopped anywhere can simply be done again: what it had stored is there already, and the rest is added.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NamedTuple

from library.arrival import Arrival, Body, Fate
from library.article_arrivals import keys_of
from library.highlight import NewHighlight, Wanted
from library.illustrations import PictureLimits
from library.importers.arrivals import Item, Kind, Left, Loose
from library.importers.incoming import Incoming, Reading, RecordError
from library.workers import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from library.article import Article, Draft, Metadata
    from library.pictures import Illustration
    from library.store import Store
    from library.workers import Workers

_BATCH = 20_000
"""Articles that are stored at once: large, because each batch that is older than the one before begins a new run of
numbers in the index, and small enough to take less than a second."""
_HELD = 32 * 1024 * 1024
"""Bytes of texts that are held at once."""
_TEXTS = 50
"""Texts that are stored at once."""
_FEW, _AHEAD = 8, 64
"""Texts up to which none but this process reads them, and how many are under way at most."""
_MERGED_NUMBERS = 4
_MERGED = "it is there already, as article {}"


Hears = Callable[[str, int, int], None]
"""Hears how far the work is: `read` and how many records, or `texts`, how many and of how many."""


class Told(NamedTuple):
    """A record that was not added, or something of one, and why."""

    file: str
    row: int
    kind: str
    """`failed`, `skipped`, `merged`, `remark`, or `lost`: no article, but a highlight or the like."""
    reason: str
    record: int = 0
    """As `Arrival` has it."""


class Marks(NamedTuple):
    """What became of the highlights and notes of a file: `read` is the sum of the four after it."""

    read: int = 0
    added: int = 0
    merged: int = 0
    skipped: int = 0
    failed: int = 0
    held: int = 0
    """Of those added, how many are at their passage, or on a whole article."""
    uncertain: int = 0
    lost: int = 0
    waiting: int = 0


class Account:
    """What became of the records of one file: `read` is the sum of added, merged, skipped and failed."""

    def __init__(self) -> None:
        self.added = 0
        self.waits = 0
        """Articles of the file that have no text yet."""
        self.texts = 0
        """Texts that came with the file and were stored."""
        self.marks = Marks()
        self._told: list[Told] = []
        self._counts = dict.fromkeys(Kind, 0)
        self._files: dict[str, int] = {}
        self._merged = array("q")
        """File, row, record and article of each that was merged."""

    @property
    def merged(self) -> int:
        """Articles that were there already, and got what they lacked."""
        return len(self._merged) // _MERGED_NUMBERS

    @property
    def skipped(self) -> int:
        """Records that hold no article, or one that lies in the trash."""
        return self._counts[Kind.SKIPPED]

    @property
    def failed(self) -> int:
        """Records that can't be read."""
        return self._counts[Kind.FAILED]

    @property
    def read(self) -> int:
        """All records."""
        return self.added + self.merged + self.skipped + self.failed

    def left(self, left: Left) -> None:
        """A record that is no arrival, or something of one."""
        self._counts[left.kind] += 1
        self._told.append(Told(left.file, left.row, left.kind.value, left.reason, left.record))
        if left.kind is Kind.LOST:
            self.marks = self.marks._replace(read=self.marks.read + 1, failed=self.marks.failed + 1)

    def merge(self, arrival: Arrival, article: int) -> None:
        """An article that was there already; 0 for one that the file has twice, when nothing is stored."""
        file = self._files.setdefault(arrival.file, len(self._files))
        self._merged.extend((file, arrival.row, arrival.record, article))

    def told(self, *kinds: str) -> Iterator[Told]:
        """What is to be told of these kinds, in the order of the file; of all but the merged when none is named."""
        yield from (one for one in self._told if not kinds or one.kind in kinds)

    def merges(self) -> Iterator[Told]:
        """The records that were merged."""
        files = list(self._files)
        for at in range(0, len(self._merged), _MERGED_NUMBERS):
            file, row, record, article = self._merged[at : at + _MERGED_NUMBERS]
            reason = _MERGED.format(article) if article else "the file has it before"
            yield Told(files[file], row, "merged", reason, record)


def import_articles(
    store: Store,
    items: Iterable[Item],
    now: datetime,
    format_name: str,
    tags: Sequence[str] = (),
    told: Hears | None = None,
    own_rules: Path | None = None,
    *,
    dry: bool = False,
    workers: int | None = None,
    pictures: PictureLimits | None = PictureLimits(),  # noqa: B008  frozen
) -> Account:
    """Store the articles of one file with their texts, pictures, highlights and notes; each also gets `tags`.

    `told` hears now and then how far the work is. With `dry` nothing is stored, and highlights are
    only counted. Texts are read by so many `workers`, None for one a core, 0 for none but this process.
    None for `pictures` keeps none. Raises StoreError.
    """
    account = Account()
    batch: list[Arrival] = []
    loose: list[Loose] = []
    held = 0
    with _rarely_collected(), ExitStack() as stack:
        task: _DryRun | _Import = _DryRun(store, account)
        if not dry:
            task = _Import(store, account, now, format_name, tags, own_rules, stack, workers, pictures)
        for count, item in enumerate(items, 1):
            if type(item) is Arrival:
                batch.append(item)
                held += item.body.size if item.body is not None else 0
                if len(batch) >= _BATCH or held >= _HELD:
                    task.take(batch, told)
                    batch, held = [], 0
            elif isinstance(item, Left):
                account.left(item)
            elif isinstance(item, Loose):
                loose.append(item)
            if told is not None and count % 500 == 0:
                told("read", count, 0)
        if batch:
            task.take(batch, told)
        task.take_loose(loose)
    return account


@contextmanager
def _rarely_collected() -> Iterator[None]:
    """Have the garbage collector come by less often: it would look through the records of a batch again and again."""
    import gc

    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class _DryRun:
    """Tells what would become of a file."""

    def __init__(self, store: Store, account: Account) -> None:
        self._store = store
        self._account = account
        self._seen: set[str] = set()

    def take(self, batch: Sequence[Arrival], told: Hears | None) -> None:
        """Look whether the articles are there."""
        del told
        account, keys = self._account, [some[0] if some else "" for some in keys_of(batch)]
        known = self._store.known_under(filter(None, keys))
        trashed = {one.id for one in self._store.articles(list(set(known.values()))) if one.deleted is not None}
        for arrival, key in zip(batch, keys, strict=True):
            marks = len(arrival.highlights) + bool(arrival.note)
            account.marks = account.marks._replace(read=account.marks.read + marks)
            if known.get(key) in trashed:
                account.left(_in_trash(arrival, known[key]))
            elif key in known or key in self._seen:
                account.merge(arrival, known.get(key, 0))
            else:
                account.added += 1
                account.waits += arrival.body is None
                self._seen.add(key)

    def take_loose(self, loose: Sequence[Loose]) -> None:
        """Count highlights."""
        marks = sum(len(one.highlights) for one in loose)
        self._account.marks = self._account.marks._replace(read=self._account.marks.read + marks)


class _Import:
    """One file on its way into the library."""

    def __init__(
        self, store: Store, account: Account, now: datetime, format_name: str, tags: Sequence[str],
        own_rules: Path | None, stack: ExitStack, workers: int | None,
        pictures: PictureLimits | None,
    ) -> None:  # fmt: skip
        self._store = store
        self._account = account
        self._now = now
        self._format = format_name
        self._tags = tags
        self._own_rules = own_rules
        self._stack, self._number = stack, workers
        self._workers: Workers | None = None
        self._bulk = stack.enter_context(ExitStack())
        """What holds as long as nothing but bare articles came."""
        self._begun = False
        self._pictures = pictures

    def take(self, batch: Sequence[Arrival], told: Hears | None) -> None:
        """Store some articles, then their texts, then their highlights and notes."""
        account = self._account
        self._prepare(batch)
        arrived = self._store.take_in(batch, self._now, self._tags)
        texts: list[tuple[Arrival, Body, int]] = []
        marked: list[tuple[Arrival, int]] = []
        waits: set[int] = set()
        for arrival, (article, fate, waiting, stays) in zip(batch, arrived, strict=True):
            if fate is Fate.IN_TRASH:
                account.left(_in_trash(arrival, article))
                continue
            if fate is Fate.ADDED:
                account.added += 1
            else:
                account.merge(arrival, article)
                if stays:
                    account.left(_stays(arrival, article, stays))
            if waiting:
                waits.add(article)
                if arrival.body is not None:
                    texts.append((arrival, arrival.body, article))
            if arrival.note or arrival.highlights:
                marked.append((arrival, article))
        account.waits += len(waits) - self._give_texts(texts, told)
        self._note(
            [
                ((arrival.row, arrival.file, arrival.record), mark)
                for arrival, article in marked
                for mark in _marks(arrival, article, self._format)
            ]
        )

    def _prepare(self, batch: Sequence[Arrival]) -> None:
        """Have many articles indexed at the end alone, when they are most of the library and no more than articles."""
        bare = not any(one.body is not None or one.note or one.highlights for one in batch)
        if not bare:
            self._bulk.close()
        elif not self._begun and len(batch) >= _BATCH and self._store.is_small(len(batch)):
            self._bulk.enter_context(self._store.indexed_late())
        self._begun = True

    def take_loose(self, loose: Sequence[Loose]) -> None:
        """Store highlights whose articles are not in the file: they are looked for in the library, or wait."""
        self._note([((one.row, one.file, 0), mark) for one in loose for mark in one.highlights])

    def _note(self, marks: Sequence[tuple[tuple[int, str, int], NewHighlight]]) -> None:
        if not marks:
            return
        self._bulk.close()
        from library.note_import import import_notes

        incoming = tuple(Incoming(number, mark) for number, (_, mark) in enumerate(marks))
        report = import_notes(self._store, Reading(incoming), self._now, self._format)
        for problem in report.left_out:
            row, file, record = marks[problem.row][0]
            reason = f"one of its highlights was left out: {problem.reason}"
            self._account.left(Left(row, file, Kind.REMARK, reason, record))
        sums = (report.read, report.added, report.merged, report.skipped, report.failed, report.held,
                report.uncertain, report.lost, report.waiting)  # fmt: skip
        self._account.marks = Marks(*(a + b for a, b in zip(self._account.marks, sums, strict=True)))

    def _give_texts(self, texts: Sequence[tuple[Arrival, Body, int]], told: Hears | None) -> int:
        """Give articles the texts that came with them; how many got one."""
        drafts: list[tuple[int, Draft]] = []
        shown: list[tuple[int, Sequence[Illustration]]] = []
        given: set[int] = set()
        for number, (arrival, article, answer) in enumerate(self._readings(texts), 1):
            draft = None if article in given else self._draft(arrival, answer, article)  # the file may have it twice
            if draft is not None:
                drafts.append((article, draft))
                given.add(article)
                if answer.made is not None and answer.made.pictures:
                    shown.append((article, answer.made.pictures))
            if len(drafts) >= _TEXTS:
                self._give(drafts, shown)
                drafts, shown = [], []
            if told is not None:
                told("texts", number, len(texts))
        if drafts:
            self._give(drafts, shown)
        self._account.texts += len(given)
        return len(given)

    def _give(self, drafts: Sequence[tuple[int, Draft]], shown: Sequence[tuple[int, Sequence[Illustration]]]) -> None:
        """Store pictures, then texts: a run that ends in between has the text to read again, and finds the pictures."""
        if shown and self._pictures is not None:
            self._store.illustrate_many(shown, self._pictures)
        self._store.give_texts(drafts, self._now)

    def _readings(self, texts: Sequence[tuple[Arrival, Body, int]]) -> Iterator[tuple[Arrival, int, Answer]]:
        """What is read of each text, in their order; where there are many, by processes that each may die."""
        under_way: deque[tuple[Arrival, int, Answer | Future[Answer], int]] = deque()
        held = 0
        for number, (arrival, body, article) in enumerate(texts):
            answer, size = self._reading(arrival, body, many=len(texts) > _FEW or number > _FEW)
            held += size
            under_way.append((arrival, article, answer, size))
            while under_way and (len(under_way) > _AHEAD or held > _HELD or isinstance(under_way[0][2], Answer)):
                held -= under_way[0][3]
                yield _done(*under_way.popleft())
        while under_way:
            yield _done(*under_way.popleft())

    def _reading(self, arrival: Arrival, body: Body, *, many: bool) -> tuple[Answer | Future[Answer], int]:
        """What is read of a text, or will be, and how many bytes it has."""
        from library.errors import UnreadableSourceError
        from library.source import Source
        from library.workers import Job, Workers, cores, read

        try:
            source = Source(body.read(), self._now, "", arrival.url, body.media_type)
        except (RecordError, UnreadableSourceError) as error:
            return Answer(None, str(error)), 0
        job = Job(source, self._now, (), self._own_rules, f"{arrival.file} {arrival.row}")
        number = cores() if self._number is None else self._number
        if self._workers is None and many and number:
            self._workers = self._stack.enter_context(Workers(number))
        return (read(job) if self._workers is None else self._workers.submit(job)), len(source.content)

    def _draft(self, arrival: Arrival, answer: Answer, article: int) -> Draft | None:
        """The text of an article; None, which is told, when it can't be read."""
        made = answer.made
        if made is None:
            return self._without(arrival, f"its text in the file can't be read: {answer.reason}")
        if not made.draft.document.blocks:
            return self._without(arrival, "its text in the file is empty")
        known = self._store.article(article)
        return made.draft._replace(
            metadata=_metadata(arrival, known, made.draft, titled=made.titled), tags=(), saved=known.saved
        )  # fmt: skip

    def _without(self, arrival: Arrival, reason: str) -> Draft | None:
        """Tell that an article stays without its text; gives None."""
        told = f"{reason}; the article waits for it"
        self._account.left(Left(arrival.row, arrival.file, Kind.REMARK, told, arrival.record))
        return None


def _done(
    arrival: Arrival, article: int, answer: Answer | Future[Answer], size: int
) -> tuple[Arrival, int, Answer]:  # fmt: skip
    del size
    return arrival, article, answer if isinstance(answer, Answer) else answer.result()


def _metadata(arrival: Arrival, known: Article, draft: Draft, *, titled: bool) -> Metadata:
    """What the library knows of an article, then what the file does, then what its text tells."""
    said = draft.metadata
    unnamed = known.title in ("", known.url, "Untitled")
    return said._replace(
        title=said.title if unnamed and titled else known.title or said.title,
        authors=known.authors or said.authors,
        site=known.site or said.site,
        url=known.url or said.url,
        published=known.published or said.published,
        language=arrival.language or said.language,
        description=arrival.description or said.description,
        tags=(),
    )


def _marks(arrival: Arrival, article: int, format_name: str) -> Iterator[NewHighlight]:
    """What was said on an article: the note on the whole of it, and its highlights."""
    if arrival.note:
        origin = f"{format_name}:note:{arrival.origin or arrival.url}"
        yield NewHighlight(article, None, note=arrival.note, created=arrival.saved, origin=origin)
    for mark in arrival.highlights:
        yield mark._replace(article=article, wanted=Wanted(), created=mark.created or arrival.saved)


def _in_trash(arrival: Arrival, article: int) -> Left:
    reason = f"it was deleted here, and lies in the trash (article {article})"
    return Left(arrival.row, arrival.file, Kind.SKIPPED, reason, arrival.record)


def _stays(arrival: Arrival, article: int, state: str) -> Left:
    places = {"inbox": "in the inbox", "archived": "in the archive"}
    other = "archived" if arrival.archived else "unread"
    reason = f"article {article} stays {places[state]}, though the file has it as {other}"
    return Left(arrival.row, arrival.file, Kind.REMARK, reason, arrival.record)
