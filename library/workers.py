"""Workers: processes that extract articles, so that many files use all cores and a hostile one takes nobody along.

Each is spoken to through a socket: a job is a source, the answer what was read of it. One that dies or does not come to
an end costs its own job alone, and another one takes its place. All are copies of one fresh interpreter, the nursery,
which has loaded what they need, for that takes as long as reading thirty pages.
"""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from threading import Lock, local
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, NoReturn

from library import stumbles
from library.errors import LibraryError
from library.refetch import Drafted, drafted
from library.source import Source

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType
    from typing import Self


_PATIENCE = 120.0
"""Seconds that one source may take."""
_JOBS = 2_000
"""Jobs after which a worker gives way to a fresh one: what libraries keep for themselves grows."""
_BEGINNING = 2_000
"""Bytes of a source in which a page says that it is one."""
_HEAD = 8
_BOOT = "import sys; sys.path[:] = {path!r}; from library.workers import nurse; nurse({sample!r})"
_SAMPLE = b"<!doctype html><title>Salt</title><article><h1>Salt</h1><p>By A. Noor<p>It is read to be ready.</article>"
"""A page with which all is loaded that most pages need."""


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
    """Cores that workers may use; 0 where a process can't be copied, which is so on Windows."""
    if not hasattr(os, "fork"):
        return 0
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
        self._nursery: _Nursery | None = None
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
        if self._nursery is not None:
            self._nursery.close()

    def submit(self, job: Job) -> Future[Answer]:
        """Have a source read; jobs wait until a worker is free."""
        return self._threads.submit(self._read, job)

    def _read(self, job: Job) -> Answer:
        worker: _Worker | None = getattr(self._mine, "worker", None)
        if worker is None or worker.jobs >= _JOBS or not worker.lives:
            try:
                worker = self._mine.worker = self._another(worker, job)
            except (OSError, EOFError):
                return Answer(None, "there is no process that could read it")
        if worker is None:
            return Answer(None, "interrupted")
        answer = worker.ask(job, self._patience)
        if not worker.lives:
            with self._lock:
                self._all.remove(worker)
            self._mine.worker = None
        return answer

    def _another(self, former: _Worker | None, job: Job) -> _Worker | None:
        with self._lock:
            if former is not None:
                former.end()
                self._all.remove(former)
            if self._closed:
                return None
            worker = self._born(job)
            self._all.append(worker)
            return worker

    def _born(self, job: Job) -> _Worker:
        if self._nursery is not None:
            with suppress(OSError, EOFError):
                return self._nursery.worker()
            self._nursery.close()  # it was killed
        self._nursery = _Nursery(job)
        return self._nursery.worker()


class _Nursery:
    """The process of which workers are copies."""

    def __init__(self, first: Job) -> None:
        """`first` is the job that will be read first: when it is a page, what pages need is loaded."""
        sample = Job(Source(_SAMPLE, first.now), first.now, (), first.own_rules)
        is_page = b"<html" in first.source.content[:_BEGINNING].lower()
        boot = _BOOT.format(path=sys.path, sample=pickle.dumps(sample if is_page else None))
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  this very interpreter and program
                [sys.executable, "-c", boot], stdin=theirs.fileno(), stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, start_new_session=True,  # ctrl+c is for us: what is under way is finished
            )  # fmt: skip

    def worker(self) -> _Worker:
        """One more. Raises OSError or EOFError when there is no such process any more."""
        ours, theirs = socket.socketpair()
        with ours, theirs:
            socket.send_fds(self._control, [b"+"], [theirs.fileno()])
            pid = self._control.recv(_HEAD, socket.MSG_WAITALL)
            if len(pid) < _HEAD:
                raise EOFError
            return _Worker(ours, int.from_bytes(pid, "little"))

    def close(self) -> None:
        """Let it go, which waits for its workers, which end when nobody speaks to them any more."""
        self._control.close()
        self._process.wait()


class _Worker:
    """One process."""

    def __init__(self, connection: socket.socket, pid: int) -> None:
        self.jobs = 0
        self.lives = True
        self._pid = pid
        self._into, self._out = connection.makefile("wb"), connection.makefile("rb")  # which keep it open

    def ask(self, job: Job, patience: float) -> Answer:
        """What the process says to a job; it no longer `lives` when it said nothing."""
        self.jobs += 1
        try:
            _write(self._into, job)
            if not select.select([self._out], [], [], patience)[0]:
                self.end(at_once=True)
                return Answer(None, f"it could not be read within {patience:g} seconds")
            answer = _read(self._out)
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
        if at_once:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)  # its number is its own until the nursery ends
        for stream in (self._into, self._out):
            with suppress(OSError):  # it did not take what was under way to it
                stream.close()


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


def nurse(sample: bytes) -> None:
    """Be a nursery: read a sample, if there is one, and then make a worker each time that one is wished."""
    control = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.nice(5)  # whoever reads meanwhile comes first
    job = pickle.loads(sample)  # noqa: S301  from the process whose copies the workers serve
    if isinstance(job, Job):
        read(job)
    gc.freeze()
    gc.set_threshold(5_000, 10, 10)  # a page is thousands of objects; more rarely, and whole pages stay in memory
    while True:
        wished, numbers, _, _ = socket.recv_fds(control, 1, 1)
        if not wished:
            break
        pid = os.fork()
        if not pid:
            os.setsid()  # a session of its own has a share of its own in the time of the machine
            control.close()
            _serve(numbers[0])
        os.close(numbers[0])
        control.sendall(pid.to_bytes(_HEAD, "little"))
    with suppress(ChildProcessError):
        while True:
            os.wait()  # so that their time is counted as ours
    os._exit(0)


def _serve(number: int) -> NoReturn:
    """Be a worker: answer one job after another until the other side is gone."""
    try:
        with socket.socket(fileno=number) as connection:
            into, out = connection.makefile("rb"), connection.makefile("wb")
            kept: list[str] = []
            stumbles.keep_with(kept.append)
            while isinstance(job := _read(into), Job):
                answer = read(job)._replace(kept=tuple(kept))
                kept.clear()
                _write(out, _lightened(answer, job))
    except (EOFError, OSError):
        os._exit(0)
    finally:
        os._exit(1)


def _lightened(answer: Answer, job: Job) -> Answer:
    """An answer without the source, which the other side has."""
    made = answer.made
    if made is None or made.draft.source != job.source:
        return answer
    return answer._replace(made=made._replace(draft=made.draft._replace(source=replace(job.source, content=b""))))
