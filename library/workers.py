"""Workers: processes that extract articles, so that many files use all cores and a hostile one takes nobody along.

Each is a fresh interpreter that is spoken to through its standard streams: a job is a source, the answer what was read
of it. One that dies or does not come to an end costs its own job alone, and another one takes its place.
"""

from __future__ import annotations

import gc
import os
import pickle
import select
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from threading import Lock, local
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from library import stumbles
from library.errors import LibraryError
from library.refetch import Drafted, drafted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from library.source import Source

_PATIENCE = 120.0
"""Seconds that one source may take."""
_JOBS = 2_000
"""Jobs after which a worker gives way to a fresh one: what libraries keep for themselves grows."""
_HEAD = 8
_BOOT = "import sys; sys.path[:] = {path!r}; from library.workers import serve; serve()"


class Job(NamedTuple):
    """A source that is to be read as an article."""

    source: Source
    now: datetime
    tags: tuple[str, ...] = ()
    own_rules: Path | None = None
    name: str = ""
    """What the log may call it."""


class Answer(NamedTuple):
    """What was read, or why nothing could be."""

    made: Drafted | None
    reason: str = ""
    kept: tuple[str, ...] = ()
    """What `stumbles` is to keep of it, in the process that asked."""


def read(job: Job) -> Answer:
    """Read a source in this process; raises nothing, for a file of any kind must not end the others."""
    try:
        return Answer(drafted(*job[:4], name=job.name))
    except LibraryError as error:
        return Answer(None, str(error))


def cores() -> int:
    """Cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        return os.cpu_count() or 1


class Workers:
    """Some workers, each with a thread here that waits for it; to be used in a `with`."""

    def __init__(self, number: int, *, patience: float = _PATIENCE) -> None:
        """None is started before the first job; `patience` is how many seconds a job may take."""
        self._threads = ThreadPoolExecutor(number, thread_name_prefix="extraction")
        self._mine = local()
        self._lock = Lock()
        self._all: list[_Worker] = []
        self._patience = patience
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._closed = True
            for worker in self._all:
                worker.end(at_once=error is not None)
        self._threads.shutdown(wait=True, cancel_futures=True)

    def submit(self, job: Job) -> Future[Answer]:
        """Have a source read; jobs wait until a worker is free."""
        return self._threads.submit(self._read, job)

    def _read(self, job: Job) -> Answer:
        worker: _Worker | None = getattr(self._mine, "worker", None)
        if worker is None or worker.jobs >= _JOBS or not worker.lives:
            worker = self._mine.worker = self._another(worker)
        if worker is None:
            return Answer(None, "interrupted")
        answer = worker.ask(job, self._patience)
        if not worker.lives:
            with self._lock:
                self._all.remove(worker)
            self._mine.worker = None
        return answer

    def _another(self, former: _Worker | None) -> _Worker | None:
        with self._lock:
            if former is not None:
                former.end()
                self._all.remove(former)
            if self._closed:
                return None
            worker = _Worker()
            self._all.append(worker)
            return worker


class _Worker:
    """One process."""

    def __init__(self) -> None:
        self.jobs = 0
        self.lives = True
        self._process = subprocess.Popen(  # noqa: S603  this very interpreter and program
            [sys.executable, "-c", _BOOT.format(path=sys.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, start_new_session=True,  # ctrl+c is for us: what is under way is finished
        )  # fmt: skip

    def ask(self, job: Job, patience: float) -> Answer:
        """What the process says to a job; it no longer `lives` when it said nothing."""
        self.jobs += 1
        into, out = self._process.stdin, self._process.stdout
        if into is None or out is None:
            raise AssertionError
        try:
            _write(into, job)
            if not select.select([out], [], [], patience)[0]:
                self.end(at_once=True)
                return Answer(None, f"it could not be read within {patience:g} seconds")
            answer = _read(out)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            self.end(at_once=True)
            return Answer(None, "reading it ended the process that did")
        if not isinstance(answer, Answer):
            raise TypeError
        for details in answer.kept:
            stumbles.keep(details)
        return _with_source(answer, job.source)

    def end(self, *, at_once: bool = False) -> None:
        """Let the process go, which ends when nobody speaks to it any more; or end it."""
        self.lives = False
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # it did not take what was under way to it
                    continue
        if at_once:
            self._process.kill()
        self._process.wait()


def _with_source(answer: Answer, source: Source) -> Answer:
    """An answer whose article is made of the very source that was sent."""
    made = answer.made
    if made is None or made.draft.source.content:
        return answer
    return answer._replace(made=made._replace(draft=made.draft._replace(source=source)))


def _write(stream: BinaryIO | object, value: object) -> None:
    content = pickle.dumps(value, protocol=5)
    write = getattr(stream, "write")  # noqa: B009  Popen's streams and files have no type in common
    write(len(content).to_bytes(_HEAD, "little"))
    write(content)
    getattr(stream, "flush")()  # noqa: B009  as above


def _read(stream: BinaryIO | object) -> object:
    read_bytes = getattr(stream, "read")  # noqa: B009  as above
    head = read_bytes(_HEAD)
    if len(head) < _HEAD:
        raise EOFError
    return pickle.loads(read_bytes(int.from_bytes(head, "little")))  # noqa: S301  from a process of our own


def serve(jobs: Sequence[Job] = ()) -> None:
    """Be a worker: answer one job after another until the other side is gone."""
    del jobs
    into, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):  # nothing that a library prints may come between the answers
        os.dup2(nothing, number)
    os.nice(5)  # whoever reads meanwhile comes first
    kept: list[str] = []
    stumbles.keep_with(kept.append)
    gc.freeze()
    gc.set_threshold(5_000, 10, 10)  # a page is thousands of objects; more rarely, and whole pages stay in memory
    while True:
        try:
            job = _read(into)
        except (EOFError, OSError):
            os._exit(0)
        if isinstance(job, Job):
            answer = read(job)._replace(kept=tuple(kept))
            kept.clear()
            made = answer.made
            if made is not None and made.draft.source == job.source:
                light = made.draft._replace(source=replace(job.source, content=b""))
                answer = answer._replace(made=made._replace(draft=light))
            _write(out, answer)
