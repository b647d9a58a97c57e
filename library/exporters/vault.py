"""A folder of note files, such as an Obsidian vault, that is brought up to date as often as one likes.

The file of an article is known by the property `id`, wherever in the folder it lies and whatever it is called. What was
written is remembered in `.broadsheet.json` in that folder, which note programs do not show: comments or properties
with digests would stand in the way of whoever writes there. Where that file is missing, pieces that are not as they
would be written today are taken for edited ones: they stay.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from library.address import page_key
from library.errors import LibraryError
from library.exporters.files import file_name
from library.exporters.noted import titled
from library.exporters.vault_file import NAME, Record, UnsafeFileError, fresh, merged, without
from library.exporters.vault_log import VaultLog
from library.exporters.vault_text import ID_PREFIX, NotePage, note_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from library.exporters.noted import Noted

_WAITING = "waiting-"
"""What the keys of articles begin with that are not in the library."""
_ID = re.compile(rf"(?m)^id:[ \t]*[\"']?{ID_PREFIX}(\d{{1,20}}-\d{{1,20}}|waiting-[0-9a-f]{{16}})[\"']?[ \t\r]*$")
_SOURCE = re.compile(r"(?m)^source:[ \t]*[\"']?(https?://[^\s\"']+)[\"']?[ \t\r]*$")
_HEAD = 64 * 1024
"""Bytes in which the properties of a file are looked for."""
_LARGEST = 16 * 1024 * 1024


class Outcome(NamedTuple):
    """What became of the file of one article."""

    article: int | None
    """None when it is not in the library, and highlights wait for it."""
    path: Path
    done: str
    """`written`, `changed`, `unchanged`, `left alone` or `removed`."""
    reason: str = ""
    """Why it was left alone."""
    kept: tuple[str, ...] = ()
    """Pieces that a person has edited and that have changed in the library too; the person's stay."""


class Known(NamedTuple):
    """What the library is asked while a folder is written."""

    article: Callable[[str], bool]
    """Whether it has an article with this key."""
    highlight: Callable[[str], bool]
    """Whether it has a highlight whose identity begins so, that is not deleted."""


def write_vault(
    folder: Path, noted: Iterable[Noted], known: Known, *, body: bool | None, force: bool
) -> Iterator[Outcome]:
    """Bring the folder up to date with these articles, one after another; other files are not touched.

    What waits for an article has a file too, which becomes the article's when that has come. With `body` the whole
    text of an article stands in its file; None is what was said of this folder before, at first yes. With `force` a
    file that is not ours is overwritten where its name is wanted; without, another name is found. A run that is killed
    is taken up by the next. Raises LibraryError when the folder can't be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        log = VaultLog(folder)
        try:
            vault = _Vault.read(folder, known, log)
            if body is not None:
                log.choose(body=body)
            for one in noted:
                yield vault.write(one, force=force)
            yield from vault.tidied()
        finally:
            log.close()
    except OSError as error:
        message = f"{error.filename or folder} can't be written: {error.strerror or error}"
        raise LibraryError(message) from error


@dataclass
class _Vault:
    """The files that are there, and what was written into them."""

    folder: Path
    known: Known
    log: VaultLog
    names: set[str] = field(default_factory=set)
    """Of everything in the folder itself, without case and in one form of Unicode."""
    by_key: dict[str, list[Path]] = field(default_factory=dict)
    by_source: dict[str, list[str]] = field(default_factory=dict)
    """The keys of the files whose article has this address."""
    waiting: dict[str, set[str]] = field(default_factory=dict)
    """The keys of the files of articles that were waited for, by the names of the blocks in them."""
    written: dict[str, str] = field(default_factory=dict)
    """The names of the blocks that this run has seen to, with the keys of their files."""
    handed: set[str] = field(default_factory=set)
    """The keys of files that have become another article's in this run."""

    @classmethod
    def read(cls, folder: Path, known: Known, log: VaultLog) -> _Vault:
        """Look through the folder: files and folders that are hidden, or only links, are passed over."""
        vault = cls(folder, known, log, {_folded(path.name) for path in folder.iterdir()})
        for place, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if name.lower().endswith(".md") and not name.startswith("."):
                    vault._look_at(Path(place, name))
        log.settle(vault._settled)
        vault._look_for_waiting()
        return vault

    def _look_at(self, path: Path) -> None:
        if path.is_symlink():
            return
        try:
            with path.open("rb") as stream:
                head = stream.read(_HEAD).decode("utf-8", "replace").removeprefix("\ufeff")
        except OSError:
            return  # nothing of ours could be written there anyway
        end = re.search(r"(?m)^(?:---|\.\.\.)[ \t\r]*$", head[3:]) if head.startswith("---") else None
        head = head[: end.start() + 3] if end else head
        found = _ID.search(head) if head.startswith("---") else None
        if found:
            self.by_key.setdefault(found[1], []).append(path)
            source = _SOURCE.search(head)
            if source and not found[1].startswith(_WAITING):
                self.by_source.setdefault(page_key(source[1]), []).append(found[1])

    def _settled(self, key: str, path: str) -> str | None:
        """The text of the file that a killed run was at, where it is there and can be read."""
        places = self.by_key.get(key, [])
        last = self.folder / path
        found = last if last in places or not places else places[0]
        if (not places and not path) or not found.is_file() or found.is_symlink():
            return None
        try:
            return _text_of(found)
        except UnsafeFileError:
            return None

    def _look_for_waiting(self) -> None:
        """Find out whose blocks are in the files of articles that were waited for."""
        for key in [*self.log.records]:
            if key.startswith(_WAITING) and key not in self.by_key:
                self.log.forget(key)
        for key, places in self.by_key.items():
            if key.startswith(_WAITING):
                for name in self._blocks_in(key, places[0]):
                    self.waiting.setdefault(name, set()).add(key)

    def _blocks_in(self, key: str, path: Path) -> Iterable[str]:
        if key in self.log.records:
            return self.log.records[key].blocks
        try:
            return {found[1] for found in map(NAME.search, _text_of(path).split("\n")) if found}
        except UnsafeFileError:
            return ()

    def write(self, one: Noted, *, force: bool) -> Outcome:
        """Bring the file of one article up to date."""
        key, number = one.key, one.article.id if one.article is not None else None
        page = note_page(one, body=self.log.body)
        places = self.by_key.get(key) or self._of_waiting(page, key) or self._of_former_library(one, key)
        path = self.folder / self.log.paths.get(key, "")
        self.written |= dict.fromkeys((block.name for block in page.blocks), key)
        if len(places) > 1:
            places = [place for place in places if place == path] or places
        if len(places) > 1:
            listed = " and ".join(str(place.relative_to(self.folder)) for place in places[:2])
            return Outcome(number, places[0], "left alone", f"{listed} both have its id")
        if not places:
            if key in self.log.paths and path.is_file() and not path.is_symlink():
                return Outcome(number, path, "left alone", "its id was taken out of its properties")
            return self._begin(one, key, page, force=force)
        path = places[0]
        try:
            former = _text_of(path)
            result = merged(former, self.log.records.get(key, Record()), page)
            self._put(key, path, former, result.text, result.record)
        except UnsafeFileError as error:
            return Outcome(number, path, "left alone", str(error))
        return Outcome(number, path, "unchanged" if result.text == former else "changed", kept=result.kept)

    def _put(self, key: str, path: Path, former: str, text: str, record: Record) -> None:
        """Put a text in the place of the one that was read. Raises UnsafeFileError when that is there no longer."""
        if text == former:
            self.log.keep(key, path, record)
            return
        if not path.stat().st_mode & 0o222:
            raise UnsafeFileError("it is write-protected")
        if _text_of(path) != former:
            raise UnsafeFileError("another program has just changed it")
        self.log.put(key, path, former, text, record)

    def _of_waiting(self, page: NotePage, key: str) -> list[Path]:
        """The file in which most of these highlights waited for their article: it is the article's from now on."""
        if not self.waiting:
            return []
        count = Counter(
            other for block in page.blocks for other in self.waiting.get(block.name, ()) if other not in self.handed
        )
        for other, _ in sorted(count.items(), key=lambda one: (-one[1], one[0])):
            if len(self.by_key[other]) == 1:
                return self._taken_over(other, key)
        return []

    def _of_former_library(self, one: Noted, key: str) -> list[Path]:
        """The file of the same page, written from a library in which the article had another id."""
        keys = self.by_source.get(page_key(one.wanted.url), []) if one.article is not None and one.wanted.url else []
        if len(keys) != 1 or self.known.article(keys[0]):
            return []
        return self._taken_over(keys[0], key)

    def _taken_over(self, other: str, key: str) -> list[Path]:
        self.log.rename(other, key)
        self.handed.add(other)
        self.by_key[key] = self.by_key.get(other, [])
        return self.by_key[key]

    def _begin(self, one: Noted, key: str, page: NotePage, *, force: bool) -> Outcome:
        number = one.article.id if one.article is not None else None
        result = fresh(page)
        path = self._free(titled(one.wanted), number, force=force)
        if path is None:
            return Outcome(number, self.folder, "left alone", "no free name was found for its file")
        self.log.put(key, path, None, result.text, result.record)
        self.names.add(_folded(path.name))
        self.by_key[key] = [path]
        return Outcome(number, path, "written")

    def _free(self, title: str, number: int | None, *, force: bool) -> Path | None:
        """A path for a new file; links of Obsidian's can't hold `# ^ [ ]`."""
        name = file_name(re.sub(r"[#^\[\]]+", " ", title))
        ours = {path for paths in self.by_key.values() for path in paths}
        count = (f"{number}-{n}" if number is not None else str(n) for n in range(2, 100))
        others = [f"{name} ({number})"] if number is not None else []
        for named in (name, *others, *(f"{name} ({n})" for n in count)):
            path = self.folder / f"{named}.md"
            is_free = _folded(path.name) not in self.names and not os.path.lexists(path)
            if is_free or (force and path.is_file() and path not in ours):
                return path
        return None

    def tidied(self) -> Iterator[Outcome]:
        """Take the blocks of highlights that wait no longer out of the files in which they waited.

        Those of which neither is known that they are gone nor that they have been written elsewhere stay.
        """
        for key, places in list(self.by_key.items()):
            record = self.log.records.get(key)
            if not key.startswith(_WAITING) or key in self.handed or record is None or len(places) != 1:
                continue
            moved = {name for name in record.blocks if self.written.get(name, key) != key}
            rest = record.blocks.keys() - moved - self.written.keys()
            gone = moved | {name for name in rest if not self.known.highlight(name)}
            if gone:
                yield self._emptied(key, places[0], record, gone)

    def _emptied(self, key: str, path: Path, record: Record, gone: set[str]) -> Outcome:
        try:
            former = _text_of(path)
            text, left, is_bare = without(former, record, gone)
            if is_bare:
                self.log.remove(key, path)
                return Outcome(None, path, "removed")
            self._put(key, path, former, text, left)
        except UnsafeFileError as error:
            return Outcome(None, path, "left alone", str(error))
        return Outcome(None, path, "unchanged" if text == former else "changed")


def _folded(name: str) -> str:
    """A file's name as file systems compare it that know no case and one form of Unicode."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _text_of(path: Path) -> str:
    """The text of a file, its line ends as they are. Raises UnsafeFileError when it can't be read as text."""
    if path.stat().st_size > _LARGEST:
        raise UnsafeFileError(f"it is larger than {_LARGEST // 1024**2} MB")
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnsafeFileError("it is not UTF-8") from error
