"""Work in threads: each task opens its own Store, does one thing, and gives one answer."""

from __future__ import annotations

from collections import deque
from itertools import chain
from threading import Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from library.address import absolute_address
from library.errors import FetchError, LibraryError, UnreachableError
from library.pictures import sniffed
from library.store import Store
from reader.log import log_error
from reader.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from library import fetching
    from library.bulk import Outcome
    from library.cookies import Cookies
    from library.fetching import Manners
    from library.illustrations import PictureLimits
    from library.refetch import Refetched
    from library.source import Source
    from reader.config import Home
    from reader.given import Given
    from reader.graphics import Mode
    from reader.ink import Run

_TOLD_EVERY = 0.3
"""Seconds between two numbers that tell how far an import is."""
_AT_ONCE = 2
"""Pictures that are fetched and drawn at the same time."""


def add_page(home: Home, address: str, now: datetime, near: str | None = None) -> str:
    """Fetch a page and put it into the library; the answer is what to tell the reader.

    `near` is the address of the page that leads there; None when the address was typed.
    """
    from library.fetching import Wanted

    tally = Tally()
    for outcome in add_pages(home, [Wanted(address, near)], now):
        tally.count(outcome)
    return tally.words


def add_pages(home: Home, wanted: Sequence[fetching.Wanted], now: datetime) -> Iterator[Outcome]:
    """Fetch pages, several at once, and put them into the library; what became of each."""
    from library.bulk import Outcome, Status, Wishes
    from library.fetching import fetch_many
    from library.receiving import received

    limits = _picture_limits(home)
    try:
        cookies = cookies_of(home)
    except LibraryError as error:
        yield from (Outcome(one.address, Status.FAILED, reason=str(error)) for one in wanted)
        return
    numbers: list[int] = []
    for fetched in fetch_many(wanted, lambda: now, manners_of(home), cookies):
        name = fetched.wanted.address
        try:
            with Store(home.library) as store:
                for outcome in received(store, fetched, name, Wishes(now, own_rules=home.rules, pictures=limits), now):
                    numbers += [outcome.article] if outcome.article is not None else []
                    yield outcome
        except LibraryError as error:
            yield Outcome(name, Status.FAILED, reason=str(error))
    if limits is not None and numbers:
        keep_pictures(home, numbers, limits)


def cookies_of(home: Home, tell: Callable[[str], object] = str) -> Cookies | None:
    """The cookies of the file that the settings name; None when they name none. Raises UnreadableSourceError.

    `tell` is told how many lines of it are none.
    """
    from reader.config import folder_of, read_settings

    path = folder_of(read_settings(home.settings)[0].cookies)
    if path is None:
        return None
    from library.cookies import read_cookies

    cookies, wrong = read_cookies(path)
    if wrong:
        tell(f"{path}: lines that are no cookies were left out: {wrong}")
    return cookies


def manners_of(home: Home) -> Manners:
    """How pages are to be fetched, as the settings say."""
    from library.fetching import Manners
    from reader.config import read_settings

    usual = Manners()
    numbers = read_settings(home.settings)[0].fetch
    return usual._replace(**{name: type(getattr(usual, name))(number) for name, number in numbers.items()})


def _picture_limits(home: Home) -> PictureLimits | None:
    from library.illustrations import PictureLimits
    from reader.config import read_settings

    return PictureLimits() if read_settings(home.settings)[0].keep_pictures else None


def keep_pictures(home: Home, articles: Sequence[int], limits: PictureLimits) -> None:
    """Fetch the pictures of articles in a thread of its own; what can't be had is told in the log alone."""

    def work() -> None:
        from library.illustrating import fetch_pictures
        from reader.log import log_line

        try:
            done = fetch_pictures(lambda: Store(home.library), articles, limits)
        except Exception as error:  # noqa: BLE001  pictures must not end the program; without them there is the text
            log_error(home.log_file, error)
            return
        for problem in (problem for one in done.values() for problem in one.problems):
            log_line(home.log_file, f"picture not kept: {problem}")

    Thread(target=work, name="pictures", daemon=True).start()


def add_given(
    home: Home, given: Given, now: datetime, tell: Callable[[str], object] = str,
    stopped: Callable[[], bool] = lambda: False,
) -> str:  # fmt: skip
    """Put what was given into the library; says how that went, and to `tell` how far it is.

    `stopped` is asked between files whether it is to end; what was read by then is kept.
    """
    tally = Tally(tell)
    if given.addresses:
        from library.fetching import Wanted

        tally.expect(len(given.addresses))
        for outcome in add_pages(home, [Wanted(address) for address in given.addresses], now):
            tally.count(outcome)
            if stopped():
                return tally.words
    if given.paths or given.text:
        _add_sources(home, given, now, tally, tell, stopped)
    return tally.words


def _without_exports(
    home: Home, paths: Sequence[str], tally: Tally, tell: Callable[[str], object], stopped: Callable[[], bool]
) -> list[str]:
    """Take in those that are exports of a service; gives the others. What is wrong with a row stands in the log."""
    from library.gathering import path_of
    from library.importers.exports import export_of
    from library.importers.given import Given as Export
    from reader.config import read_settings
    from reader.importing import Wishes, take_in
    from reader.log import log_line

    others = []
    for name in paths:
        path = path_of(name)
        if not export_of(path):
            others.append(name)
            continue
        told = f"Importing {path.name}"
        tell(f"{told} …")
        wishes = Wishes(own_rules=home.rules, pictures=read_settings(home.settings)[0].keep_pictures, stopped=stopped)
        try:
            with Store(home.library) as store:
                for outcome in take_in(store, Export(path.name, path=path), wishes, _hearing(told, tell)):
                    tally.imported(outcome.name, outcome)
                    for line in (*outcome.failed, *outcome.skipped, *outcome.remarks):
                        log_line(home.log_file, f"import: {line.place(outcome.unit)}: {line.reason}")
        except LibraryError as error:
            tally.fail(str(error))
    return others


def _hearing(told: str, tell: Callable[[str], object]) -> Callable[[object, str, int, int], None]:
    """What tells now and then how far an import is."""
    last = monotonic()

    def hears(given: object, what: str, done: int, of: int) -> None:
        nonlocal last
        del given
        if monotonic() - last > _TOLD_EVERY:
            last = monotonic()
            tell(f"{told}: {done:,} read …" if what == "read" else f"{told}: {done:,} of {of:,} {what} …")

    return hears


def _add_sources(
    home: Home, given: Given, now: datetime, tally: Tally, tell: Callable[[str], object], stopped: Callable[[], bool]
) -> None:
    """What files, folders, archives, feeds and a pasted text hold."""
    from library.bulk import Wishes, add_all
    from library.gathering import count, gather, of_source
    from library.source import TEXT, Source

    wishes = Wishes(now, own_rules=home.rules, pictures=_picture_limits(home), stopped=stopped)
    paths = _without_exports(home, given.paths, tally, tell, stopped)
    if not paths and not given.text:
        return
    tally.expect(count(paths) + bool(given.text))
    sources = [gather(path, now) for path in paths]
    if given.text:
        media_type = "" if given.text.lstrip().startswith(("<", "---")) else TEXT
        source = Source(given.text.encode(errors="replace"), now, "", given.url, media_type, "utf-8")
        sources.append(of_source(source, "the pasted text"))
    try:
        with Store(home.library) as store:
            for outcome in add_all(store, chain.from_iterable(sources), wishes):
                tally.count(outcome)
    except LibraryError as error:
        tally.fail(str(error))


class Renewal(NamedTuple):
    """What fetching an article again came to."""

    article: int
    title: str
    refetched: Refetched | None = None
    """None when it could not be fetched or read."""
    problem: str = ""
    """Why it could not, a sentence."""
    source: Source | None = None
    """What was refused and can be taken all the same."""


def refetch_page(home: Home, article: int, now: datetime, source: Source | None = None) -> Renewal:
    """Fetch an article's page again and give the article its text, unless something speaks against it.

    A `source` is what was refused before: it is taken whatever speaks against it.
    """
    from library.answers import Validators
    from library.entering import failed, near_of, read, renew_from, typed_hosts
    from library.fetch import Page, fetch_page
    from library.judge import Ground
    from library.refetch import Outcome
    from library.web import Web

    title = ""
    try:
        with Store(home.library) as store:
            known = store.article(article)
            near, validators = near_of(known.url, typed_hosts(store)), store.validators(article)
        title = known.title
        try:
            if source is not None:
                page = Page(source, (), Validators())
            else:
                manners = manners_of(home)
                with Web(cookies_of(home)) as web:
                    page = fetch_page(
                        known.url, now, web=web, near=near, known=validators, connect_seconds=manners.silence,
                        total_seconds=manners.page, limit=manners.limit,
                    )  # fmt: skip
            made = read(page, now, home.rules)
        except LibraryError as error:
            with Store(home.library) as store:
                failed(store, known, error, now)
            raise
        with Store(home.library) as store:
            done = renew_from(store, store.article(article), page, made, now, anyway=source is not None)
        if not known.words and done.outcome is Outcome.UPDATED and (limits := _picture_limits(home)) is not None:
            keep_pictures(home, [done.article], limits)
    except LibraryError as error:
        return Renewal(article, title, problem=str(error))
    except Exception as error:  # noqa: BLE001  a page of any kind must not end the program, nor go untold
        log_error(home.log_file, error)
        return Renewal(article, title, problem=f"the page can't be read ({type(error).__name__}).")
    against = done.objection
    offered = done.outcome is Outcome.REFUSED and against is not None and against.ground is not Ground.EMPTY
    return Renewal(article, title, done, source=page.source if offered else None)


class Wanted(NamedTuple):
    """A picture of an article that is to be drawn."""

    block: int
    """The index of its block."""
    address: str
    """As the article gives it: http, https or `data:`, or relative to the article's own."""


class Frame(NamedTuple):
    """Into what pictures are drawn."""

    columns: int
    rows: int
    mode: Mode
    ground: str
    """`#rrggbb` behind what is transparent; empty where it is not known."""
    cell: tuple[int, int]
    """Pixels of a cell."""


class Plate(NamedTuple):
    """A picture that is ready to be shown, or why it can't be."""

    block: int
    frame: Frame
    rows: Sequence[Sequence[Run]] = ()
    """Empty when it can't be shown."""
    transmit: str = ""
    """What must be written to the terminal before the rows are shown; mostly empty."""
    delete: str = ""
    """What must be written when they are no longer shown; mostly empty."""
    grounded: bool = True
    """Whether another ground may change how it looks."""
    reason: str = ""
    """Why it can't be shown, a sentence for the reader."""


class PictureTask:
    """The pictures of one article: taken from the library or the network and drawn, by two threads at most.

    The threads are daemons, so that the end of the program does not wait for a slow server.
    """

    def __init__(self, home: Home, base: str, now: Callable[[], datetime], ready: Callable[[], object]) -> None:
        """`base` is the article's address. `ready` is called in a thread when there is something to be `taken`."""
        self._home, self._base, self._now, self._ready = home, base, now, ready
        self._lock = Lock()
        self._waiting: deque[tuple[Wanted, Frame]] = deque()
        self._under_way: set[tuple[Wanted, Frame]] = set()
        self._plates: list[Plate] = []
        self._threads = 0
        self._stopped = False

    def want(self, wanted: Iterable[Wanted], frame: Frame) -> None:
        """Draw these pictures, the first ones first; what was wanted before and not begun is given up."""
        with self._lock:
            jobs = ((one, frame) for one in wanted)
            self._waiting = deque(job for job in jobs if not self._stopped and job not in self._under_way)
            missing = min(_AT_ONCE - self._threads, len(self._waiting))
            self._threads += max(0, missing)
        for _ in range(missing):
            Thread(target=self._work, name="pictures", daemon=True).start()

    def taken(self) -> list[Plate]:
        """What has become ready since it was last asked."""
        with self._lock:
            plates, self._plates = self._plates, []
        return plates

    def stop(self) -> None:
        """Nothing is wanted any more; what is under way ends unheard."""
        with self._lock:
            self._stopped = True
            self._waiting.clear()
            self._plates.clear()

    def _next(self) -> tuple[Wanted, Frame] | None:
        with self._lock:
            if not self._waiting:
                self._threads -= 1
                return None
            job = self._waiting.popleft()
            self._under_way.add(job)
            return job

    def _work(self) -> None:
        while (job := self._next()) is not None:
            wanted, frame = job
            try:
                plate = self._drawn(wanted, frame)
            except LibraryError as error:
                plate = Plate(wanted.block, frame, reason=str(error))
            except Exception as error:  # noqa: BLE001  a picture must not end the program, nor its thread
                log_error(self._home.log_file, error)
                plate = Plate(wanted.block, frame, reason="The picture can't be shown.")
            with self._lock:
                self._under_way.discard(job)
                first = not self._plates and not self._stopped
                if not self._stopped:
                    self._plates.append(plate)
            if first:  # whoever was told and has not come yet takes this one too
                self._ready()

    def _drawn(self, wanted: Wanted, frame: Frame) -> Plate:
        """Raises LibraryError."""
        from reader.pictures import prepare
        from reader.strips import style_of

        content = self._content(wanted.address)
        drawn = prepare(
            content, frame.columns, frame.rows, cell=frame.cell, mode=frame.mode, ground=frame.ground
        )  # fmt: skip
        rows = [drawn.row(number) for number in range(drawn.rows)]
        for row in rows:
            for run in row:
                style_of(run.ink)  # kept there: a thousand styles would hold up the frame that shows them first
        grounded = sniffed(content) != "image/jpeg"
        return Plate(wanted.block, frame, rows, drawn.transmit, drawn.delete, grounded)

    def _content(self, given: str) -> bytes:
        """The bytes of a picture. Raises LibraryError."""
        from library.fetch import read_picture

        if given[:5].lower() == "data:":
            return read_picture(given).content
        address = absolute_address(given, self._base)
        now = self._now()
        with Store(self._home.library) as store:
            stored = store.picture(address)
            if stored is not None and stored.content is not None:
                store.use_pictures([address], now)
                return stored.content
            if stored is not None and not stored.is_due(now):
                raise FetchError(stored.reason)
        try:
            picture = read_picture(address, near=self._base)
        except UnreachableError:  # the next opening tries again: perhaps there is no network just now
            raise
        except FetchError as error:
            with Store(self._home.library) as store:
                store.picture_failed(address, str(error), now)
            raise
        with Store(self._home.library) as store:
            store.keep_picture(address, picture, now)
        return picture.content
