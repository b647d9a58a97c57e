"""What was written into a folder of note files, remembered from run to run, be one of them killed or not.

`.broadsheet.json` has it of all files. While a run lasts, `.broadsheet.journal` tells before each file is put in place
what is about to stand in it, and afterwards that it does: a run that was killed has left at most one file of which it
is not known, and by the pieces that stand in it it is told which of the two it is.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, NamedTuple

from library.errors import LibraryError
from library.exporters.files import write_whole
from library.exporters.vault_file import Piece, Record, digest, settled

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import TextIOWrapper
    from pathlib import Path

_RECORDS, _JOURNAL, _TEMPORARY = ".broadsheet.json", ".broadsheet.journal", ".broadsheet-new"
_LARGEST = 256 * 1024 * 1024
"""Bytes of a record that are read; a million files have as much."""


class _Intent(NamedTuple):
    """What a run was about to do when it was killed."""

    path: str
    before: str
    """The digest of the text that the file had; empty when there was none."""
    after: str
    record: Record


class VaultLog:
    """What was written into each file, by the key of its article; one run at a time."""

    def __init__(self, folder: Path) -> None:
        """Open the log of a folder. Raises LibraryError when another program writes into it, and OSError."""
        self._folder = folder
        self.records: dict[str, Record] = {}
        self.paths: dict[str, str] = {}
        """Where each file lay, within the folder."""
        self.body: bool = True
        """Whether the text of an article stands in its file."""
        self._former = ""
        self._pending: dict[str, _Intent] = {}
        self._read_records()
        self._journal = self._opened()
        try:
            self._replay()
        except BaseException:
            self._journal.close()
            raise

    # Before

    def _read_records(self) -> None:
        try:
            if (self._folder / _RECORDS).stat().st_size > _LARGEST:
                return
            self._former = (self._folder / _RECORDS).read_text(encoding="utf-8")
            read = json.loads(self._former)
            self.body = read["body"] is not False
            for key, one in read["files"].items():
                self.records[key], self.paths[key] = _record_of(one), str(one["path"])
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self.records, self.paths, self._former = {}, {}, ""  # what differs counts as edited

    def _opened(self) -> TextIOWrapper:
        """The journal, for this run alone."""
        path = self._folder / _JOURNAL
        if path.is_symlink():
            path.unlink()  # what it leads to is not ours
        while True:
            stream = path.open("a+", encoding="utf-8", newline="\n")
            try:
                _lock(stream)
            except BlockingIOError as error:
                stream.close()
                message = f"another program is exporting into {self._folder}"
                raise LibraryError(message) from error
            if path.exists() and path.stat().st_ino == os.fstat(stream.fileno()).st_ino:
                return stream
            stream.close()  # the run before has just ended, and taken it away

    def _replay(self) -> None:
        """Take over what runs that were killed have done."""
        self._journal.seek(0)
        for line in self._journal.read(_LARGEST).split("\n"):
            try:
                self._heed(json.loads(line))
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                continue  # it was killed while it wrote this line, and did nothing of it
        if self._journal.tell():
            for place in {self._folder, *((self._folder / intent.path).parent for intent in self._pending.values())}:
                (place / _TEMPORARY).unlink(missing_ok=True)
            self._write("")  # a line that broke off ends here

    def _heed(self, line: dict[str, object]) -> None:
        if "body" in line:
            self.body = line["body"] is not False
        elif "done" in line:
            key = str(line["done"])
            intent = self._pending.pop(key)
            self.records[key], self.paths[key] = intent.record, intent.path
        elif "dropped" in line:
            self._pending.pop(str(line["dropped"]))
        elif "forgotten" in line:
            self.forget(str(line["forgotten"]))
        else:
            record = _record_of(line["record"])
            self._pending[str(line["key"])] = _Intent(
                str(line["path"]), str(line["before"]), str(line["after"]), record
            )  # fmt: skip

    def settle(self, text_of: Callable[[str, str], str | None]) -> None:
        """Find out what became of the files of killed runs; `text_of` gives a file's text by its key and last path."""
        for key, intent in list(self._pending.items()):
            text = text_of(key, intent.path if intent.before else "")
            old = self.records.get(key, Record())
            if text is None:  # it never came about, or is gone
                record = old
            elif digest([text]) in (intent.before, intent.after):
                record = intent.record if digest([text]) == intent.after else old
            else:
                record = settled(text, old, intent.record) if intent.before else intent.record
            if record is intent.record:
                self.records[key], self.paths[key] = record, intent.path
                self._tell({"done": key})
            else:
                self._tell({"dropped": key})
        self._pending = {}

    # During

    def choose(self, *, body: bool) -> None:
        """Say whether the text of an article stands in its file, from now on."""
        if body != self.body:
            self.body = body
            self._tell({"body": body})

    def put(self, key: str, path: Path, former: str | None, text: str, record: Record) -> None:
        """Put a text in place, and remember what of it is ours; `former` is what stands there, None for a new file.

        Raises OSError, and then nothing has changed.
        """
        name = path.relative_to(self._folder).as_posix()
        before = "" if former is None else digest([former])
        self._tell({"key": key, "path": name, "before": before, "after": digest([text]), "record": _written(record)})
        try:
            write_whole(path, [text], path.parent / _TEMPORARY)
        except OSError:
            self._tell({"dropped": key})
            raise
        self.keep(key, path, record)
        self._tell({"done": key})

    def keep(self, key: str, path: Path, record: Record) -> None:
        """Remember what of a file is ours that stands as it was."""
        self.records[key] = record
        self.paths[key] = path.relative_to(self._folder).as_posix()

    def rename(self, key: str, other: str) -> None:
        """What is remembered under a key is that of another from now on."""
        self.records[other] = self.records.pop(key, Record())
        self.paths[other] = self.paths.pop(key, "")

    def forget(self, key: str) -> None:
        """Remember no longer what was in a file that is gone."""
        self.records.pop(key, None)
        self.paths.pop(key, None)

    def remove(self, key: str, path: Path) -> None:
        """Take away a file in which all is ours. Raises OSError."""
        path.unlink()
        self.forget(key)
        self._tell({"forgotten": key})

    def _tell(self, line: dict[str, object]) -> None:
        self._write(json.dumps(line, ensure_ascii=False))

    def _write(self, line: str) -> None:
        self._journal.write(f"{line}\n")
        self._journal.flush()

    # Afterwards

    def close(self) -> None:
        """Write down what was written, if there is anything new, and let others write into the folder.

        Raises OSError; then the journal stays, and the next run takes it over.
        """
        with self._journal:
            files = {key: {"path": self.paths[key], **_written(one)} for key, one in sorted(self.records.items())}
            head = f'{{"format": "broadsheet folder", "version": 1, "body": {json.dumps(self.body)}, "files": {{'
            lines = (
                f"{json.dumps(key)}: {json.dumps(one, ensure_ascii=False, sort_keys=True)}"
                for key, one in files.items()
            )
            text = head + "\n" + ",\n".join(lines) + "\n}}\n"
            if (files or self._former) and text != self._former:
                path = self._folder / _RECORDS
                if path.is_symlink():
                    path.unlink()  # what it leads to is not ours
                write_whole(path, [text], self._folder / _TEMPORARY)
            (self._folder / _JOURNAL).unlink(missing_ok=True)


def _lock(stream: TextIOWrapper) -> None:
    """Keep other programs off as long as a file is open. Raises BlockingIOError when one is at it."""
    try:
        import fcntl
    except ImportError:  # a system without
        return
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:  # a file system without
        return


def _written(record: Record) -> dict[str, object]:
    return {"properties": record.properties, "top": record.top, "blocks": record.blocks}


def _record_of(value: object) -> Record:
    """What was written down of a file. Raises TypeError, ValueError, KeyError and AttributeError for anything else."""
    if not isinstance(value, dict):
        raise TypeError("it is no record")
    top = value["top"]
    return Record(
        {str(name): _digest_of(found) for name, found in value["properties"].items()},
        _piece_of(top) if top else None,
        {str(name): _piece_of(piece) for name, piece in value["blocks"].items()},
    )


def _piece_of(value: list[object]) -> Piece:
    length, digest_, named_at, offered, first = value
    if not (isinstance(length, int) and isinstance(named_at, int) and length >= 0 and named_at >= 0):
        raise ValueError("it has no such lines")
    return Piece(length, _digest_of(digest_), named_at, _digest_of(offered), _digest_of(first))


def _digest_of(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("it is no digest")
    return value
