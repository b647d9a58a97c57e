"""`broadsheet add`: articles from files, folders, archives, feeds, streams, the clipboard and addresses."""

from __future__ import annotations

import json
import sys
from collections import Counter
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from library.errors import UnreadableSourceError
from library.store import Store
from reader.config import read_settings
from reader.records import DONE, FAILED, USAGE, fail, plain, print_json
from reader.tasks import cookies_of, manners_of

if TYPE_CHECKING:
    from argparse import Namespace as Parsed
    from collections.abc import Iterable, Iterator, Sequence
    from types import SimpleNamespace

    from library.bulk import Outcome, Wishes
    from library.gathering import Given
    from library.illustrating import Fetched, Illustrator
    from library.source import Source
    from reader.config import Home

    Namespace = Parsed | SimpleNamespace

CLIPBOARD = "clipboard"
"""What the clipboard is called in reports."""
_MANY = 20
"""Things from which it is shown how far the work is."""
_TOLD = 50
"""Lines on what was left alone that are printed without --json; of failures each is."""
_BAD = ("refused", "failed")


def add(options: Namespace, home: Home) -> int:
    """Save articles from files and addresses."""
    from library.bulk import Wishes
    from library.illustrations import PictureLimits

    names = list(options.inputs)
    if options.url and len(names) + options.clipboard > 1:
        return fail("--url is the address of one page; add the others by themselves", USAGE)
    if names.count("-") > 1:
        return fail("standard input can be read only once", USAGE)
    settings, _ = read_settings(home.settings)
    limits = PictureLimits() if settings.keep_pictures else None
    wishes = Wishes(_now(), tuple(options.tag), home.rules, options.anyway, limits)
    with ExitStack() as stack:
        report = None
        if options.report is not None:
            try:
                report = stack.enter_context(options.report.open("w", encoding="utf-8"))
            except OSError as error:
                return fail(f"{options.report} can't be written: {error.strerror}")
        telling = _Telling(report, as_json=options.json)
        store = stack.enter_context(Store(home.library))
        try:
            for is_page, some in groupby(names, _is_page):
                if is_page:
                    _add_pages(store, list(some), wishes, telling, home)
                else:
                    _add_files(store, list(some), options.url or "", wishes, telling)
            if options.clipboard:
                _add_clipboard(store, options.url or "", wishes, telling, home)
        except KeyboardInterrupt:
            telling.end()
            return fail("interrupted; what was told is added, and the same command goes on where this one ended")
        telling.end()
        return telling.code


def _is_page(name: str) -> bool:
    return name.lower().startswith(("http://", "https://"))


def _add_files(store: Store, names: Sequence[str], url: str, wishes: Wishes, telling: _Telling) -> None:
    from library.bulk import add_all
    from library.gathering import count

    telling.expect(count(names) if telling.shows and len(names) <= _MANY else len(names))
    for outcome in add_all(store, _given(names, url, wishes.now, anyway=wishes.anyway), wishes):
        telling.tell(outcome)


def _given(names: Iterable[str], url: str, now: datetime, *, anyway: bool) -> Iterator[Given]:
    from library.fetch import read_stream
    from library.gathering import Given, gather, of_source, path_of
    from library.importers.exports import export_of

    for name in names:
        try:
            if name == "-":
                yield from of_source(read_stream(sys.stdin.buffer, now, url), name)
            elif not anyway and (title := export_of(path_of(name))):
                words = f"it is an export of {title}, and no page: broadsheet import takes it in (--anyway adds it)"
                yield Given(name, problem=words)
            else:
                yield from gather(name, now, url)
        except UnreadableSourceError as error:
            yield Given(name, problem=str(error))


def _add_pages(store: Store, addresses: Sequence[str], wishes: Wishes, telling: _Telling, home: Home) -> None:
    """Fetch pages and keep them; meanwhile the pictures of those that are in the library come.

    With --json an article is told of when its pictures have come, otherwise at once.
    """
    from library.fetching import Wanted, fetch_many
    from library.illustrating import Illustrator
    from library.receiving import received

    wanted = [Wanted(address) for address in dict.fromkeys(addresses)]
    telling.expect(len(wanted), slow=True)
    waiting: dict[int, list[Outcome]] = {}
    with ExitStack() as stack:
        stack.callback(_tell_rest, waiting, telling)
        pages = stack.enter_context(closing(fetch_many(wanted, _now, manners_of(home), cookies_of(home, fail))))
        illustrator = None
        if wishes.pictures is not None:
            illustrator = stack.enter_context(Illustrator(lambda: Store(home.library), wishes.pictures))
        for fetched in pages:
            for outcome in received(store, fetched, fetched.wanted.address, wishes, _now()):
                if illustrator is None or outcome.article is None or not telling.as_json:
                    telling.tell(outcome)
                if illustrator is None or outcome.article is None:
                    continue
                if outcome.article not in waiting:
                    illustrator.begin(outcome.article)
                waiting.setdefault(outcome.article, []).extend([outcome] if telling.as_json else [])
            if illustrator is not None:
                _tell_illustrated(illustrator, waiting, telling, home)
        while illustrator is not None and illustrator.left:
            telling.wait_for(illustrator.left)
            _tell_illustrated(illustrator, waiting, telling, home, 1)


def _tell_rest(waiting: dict[int, list[Outcome]], telling: _Telling) -> None:
    """Tell of what is in the library though its pictures were interrupted."""
    for outcome in (outcome for some in waiting.values() for outcome in some):
        telling.tell(outcome)


def _tell_illustrated(
    illustrator: Illustrator, waiting: dict[int, list[Outcome]], telling: _Telling, home: Home, seconds: float = 0
) -> None:
    """Tell of the articles whose pictures have come."""
    for article, fetched in illustrator.done(seconds):
        for outcome in waiting.pop(article):
            telling.tell(outcome, fetched)
        _log(home, fetched.problems)


def _log(home: Home, problems: Sequence[str]) -> None:
    from reader.log import log_line

    for problem in problems:
        log_line(home.log_file, f"picture not kept: {problem}")


def _add_clipboard(store: Store, url: str, wishes: Wishes, telling: _Telling, home: Home) -> None:
    """What the clipboard holds: an address is fetched, any other text is an article."""
    from library.bulk import Outcome, Status, add_all
    from library.gathering import of_source
    from library.source import TEXT, Source
    from reader.clipboard import reading_program, taken_from

    command = reading_program()
    text, problem = taken_from(command) if command else ("", "this machine has no program that reads the clipboard")
    words = text.split()
    if not problem and not words:
        problem = "the clipboard is empty"
    if problem:
        telling.tell(Outcome(CLIPBOARD, Status.FAILED, reason=problem))
    elif len(words) == 1 and _is_page(words[0]):
        _add_pages(store, words, wishes, telling, home)
    else:
        media_type = "" if text.lstrip().startswith("<") else TEXT
        source = Source(text.encode(errors="replace"), wishes.now, "", url, media_type, "utf-8")
        for outcome in add_all(store, of_source(source, CLIPBOARD), wishes):
            telling.tell(outcome)


class _Telling:
    """Says what became of each thing: a line, an object, a line in the report; and at last how many came to what."""

    def __init__(self, report: TextIO | None, *, as_json: bool) -> None:
        self.code = DONE
        self.as_json = as_json
        self.shows = sys.stderr.isatty()
        """Whether it is shown how far the work is."""
        self._report = report
        self._counts: Counter[str] = Counter()
        self._inner = self._slow = False
        self._expected = self._done = self._left_alone = 0
        self._shown = ""

    def expect(self, number: int, *, slow: bool = False) -> None:
        """So many more will come; how far they are is shown of few as well when each is `slow`."""
        self._expected += number
        self._slow = self._slow or (slow and number > 1)

    def tell(self, outcome: Outcome, fetched: Fetched | None = None) -> None:
        """Say what became of one thing."""
        self._done += 1
        self._counts[outcome.status] += 1
        self._inner = self._inner or outcome.inner
        self._clear()
        if outcome.status in _BAD:
            self.code = FAILED
            more = "; --anyway takes the new one" if outcome.status == "refused" else ""
            fail(f"{outcome.name}: {outcome.reason}{more}")
        elif outcome.status == "waiting" and outcome.reason:
            self.code = fail(f"{outcome.name}: {outcome.reason} It is article {outcome.article}, without its text.")
        elif outcome.status == "skipped":
            self._left_alone += 1
            if self._left_alone <= _TOLD:
                print(plain(f"left alone: {outcome.name}: {outcome.reason}"), file=sys.stderr)
        elif not self.as_json and not outcome.inner:
            print(plain(f"{outcome.status} {outcome.article}: {outcome.title}"))
        for warning in _more(outcome):
            fail(f"{outcome.name}: {warning}")
        if self.as_json or self._report is not None:
            shape = _shape(outcome, fetched)
            if self.as_json:
                print_json(shape, line=True)
            if self._report is not None:
                print(json.dumps(shape, ensure_ascii=False), file=self._report)
        self._show()

    def end(self) -> None:
        """Say how many came to what, where not each was said."""
        self._clear()
        if self._left_alone > _TOLD:
            print(f"left alone: {self._left_alone - _TOLD:,} more; --json and --report name them", file=sys.stderr)
        if self._inner and not self.as_json:
            order = ("added", "waiting", "updated", "restored", "unchanged", *_BAD, "skipped")
            words = {"waiting": "waiting for their page", "skipped": "left alone"}
            parts = [f"{self._counts[one]:,} {words.get(one, one)}" for one in order if self._counts[one]]
            print(", ".join(parts) if parts else "nothing found")

    def _show(self) -> None:
        if not self.shows or (self._expected < _MANY and not self._slow):
            return
        width, of = 24, max(self._expected, self._done)
        filled = width * self._done // of
        bad = sum(self._counts[one] for one in _BAD)
        self._shown = f"{'━' * filled}{' ' * (width - filled)} {self._done:,} of {of:,}"
        self._shown += f", {bad:,} not added" if bad else ""
        print(self._shown, end="\r", file=sys.stderr, flush=True)

    def wait_for(self, articles: int) -> None:
        """Show that pictures are still coming."""
        if self.shows:
            self._clear()
            self._shown = f"pictures of {articles:,} {'article' if articles == 1 else 'articles'} are coming"
            print(self._shown, end="\r", file=sys.stderr, flush=True)

    def _clear(self) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._shown = ""


def _more(outcome: Outcome) -> list[str]:
    """The warnings that its reason does not tell yet."""
    return [warning for warning in outcome.warnings if warning not in outcome.reason]


def _shape(outcome: Outcome, fetched: Fetched | None) -> dict[str, object]:
    """An outcome as `--json` prints it; its names are a contract."""
    shape: dict[str, object] = {"input": outcome.name}
    if outcome.article is None:
        return shape | {"status": outcome.status, "reason": outcome.reason}
    shape |= {"id": outcome.article, "status": outcome.status, "title": outcome.title}
    shape["warnings"] = list(outcome.warnings)
    if outcome.reason:
        shape["reason"] = outcome.reason
    kept, problems = outcome.pictures, list(fetched.problems) if fetched else []
    kept = max(kept, fetched.kept) if fetched else kept
    return shape | {"pictures": {"kept": kept, "problems": problems}} if kept or problems else shape


def source_of(name: str, url: str, home: Home) -> Source:
    """The input that a name on the command line means. Raises UnreadableSourceError and FetchError."""
    from library.beside import as_saved, reader_beside
    from library.fetch import fetch_page, read_file, read_stream

    if name == "-":
        return read_stream(sys.stdin.buffer, _now(), url)
    if _is_page(name):
        from library.web import Web

        with Web(cookies_of(home, fail)) as web:
            manners = manners_of(home)
            return fetch_page(
                name, _now(), web=web, connect_seconds=manners.silence, total_seconds=manners.page, limit=manners.limit
            ).source
    path = Path(name)
    return as_saved(read_file(path, _now(), url), reader_beside(path))


def _now() -> datetime:
    return datetime.now(UTC)
