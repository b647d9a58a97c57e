"""A folder of note files, such as an Obsidian vault, that is brought up to date as often as one likes.

The file of an article is known by the property `id`, wherever in the folder it lies and whatever it is called. What was
written is remembered in `.broadsheet.json` in that folder, which note programs do not show: comments or properties
with digests would stand in the way of whoever writes there. Where that file is missing, pieces that are not as they
would be written today are taken for edited ones: they stay.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from library.address import page_key
from library.errors import LibraryError
from library.exporters.files import file_name, write_whole
from library.exporters.noted import article_key
from library.exporters.vault_file import Piece, Record, UnsafeFileError, fresh, merged
from library.exporters.vault_text import ID_PREFIX, note_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from library.article import Article
    from library.exporters.noted import Noted

_RECORDS = ".broadsheet.json"
_ID = re.compile(rf"(?m)^id:[ \t]*[\"']?{ID_PREFIX}(\d{{1,20}}-\d{{1,20}})[\"']?[ \t\r]*$")
_SOURCE = re.compile(r"(?m)^source:[ \t]*[\"']?(https?://[^\s\"']+)[\"']?[ \t\r]*$")
_HEAD = 64 * 1024
"""Bytes in which the properties of a file are looked for."""
_LARGEST = 16 * 1024 * 1024


class Outcome(NamedTuple):
    """What became of the file of one article."""

    article: int
    path: Path
    done: str
    """`written`, `changed`, `unchanged` or `left alone`."""
    reason: str = ""
    """Why it was left alone."""
    kept: tuple[str, ...] = ()
    """Pieces that a person has edited and that have changed in the library too; the person's stay."""


def write_vault(
    folder: Path, noted: Iterable[Noted], known: Callable[[str], bool], *, body: bool | None, force: bool
) -> Iterator[Outcome]:
    """Bring the folder up to date with these articles, one after another; other files are not touched.

    `known` tells whether the library has an article with a key. With `body` the whole text of an article stands in its
    file; None is what was said of this folder before, at first yes. With `force` a file that is not ours is overwritten
    where its name is wanted; without, another name is found. Raises LibraryError when the folder can't be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        vault = _Vault.read(folder, known)
        if body is not None:
            vault.body = body
        try:
            for one in noted:
                if one.article is not None:
                    yield vault.write(one.article, one, force=force)
        finally:
            vault.remember()
    except OSError as error:
        message = f"{error.filename or folder} can't be written: {error.strerror or error}"
        raise LibraryError(message) from error


@dataclass
class _Vault:
    """The files that are there, and what was written into them."""

    folder: Path
    known: Callable[[str], bool]
    names: set[str] = field(default_factory=set)
    """Of everything in the folder itself, without case and in one form of Unicode."""
    by_key: dict[str, list[Path]] = field(default_factory=dict)
    by_source: dict[str, list[str]] = field(default_factory=dict)
    """The keys of the files whose article has this address."""
    records: dict[str, Record] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    """Where the file of an article lay, within the folder."""
    body: bool = True
    """Whether the text of an article stands in its file."""
    former: str = ""
    """The records as they were read."""

    @classmethod
    def read(cls, folder: Path, known: Callable[[str], bool]) -> _Vault:
        """Look through the folder: files and folders that are hidden, or only links, are passed over."""
        vault = cls(folder, known, {_folded(path.name) for path in folder.iterdir()})
        for place, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if name.lower().endswith(".md") and not name.startswith("."):
                    vault._look_at(Path(place, name))
        vault._read_records()
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
            if source:
                self.by_source.setdefault(page_key(source[1]), []).append(found[1])

    def _read_records(self) -> None:
        try:
            self.former = (self.folder / _RECORDS).read_text(encoding="utf-8")
            read = json.loads(self.former)
            self.body = read["body"] is not False
            for key, one in read["files"].items():
                top = one["top"]
                blocks = {name: _piece_of(piece) for name, piece in one["blocks"].items()}
                properties = {name: _digest_of(value) for name, value in one["properties"].items()}
                self.records[key] = Record(properties, _piece_of(top) if top else None, blocks)
                self.paths[key] = str(one["path"])
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self.records, self.paths = {}, {}  # nothing is known: what differs counts as edited

    def remember(self) -> None:
        """Write down what was written, if there is anything new."""
        files = {
            key: {
                "path": self.paths[key], "properties": record.properties, "top": record.top, "blocks": record.blocks
            }
            for key, record in sorted(self.records.items())
        }  # fmt: skip
        body = json.dumps(self.body)
        head = f'{{"format": "broadsheet folder", "version": 1, "body": {body}, "files": {{'
        lines = (
            f"{json.dumps(key)}: {json.dumps(one, ensure_ascii=False, sort_keys=True)}" for key, one in files.items()
        )
        text = head + "\n" + ",\n".join(lines) + "\n}}\n"
        if files and text != self.former:
            path = self.folder / _RECORDS
            if path.is_symlink():
                path.unlink()  # what it leads to is not ours
            write_whole(path, [text])

    def write(self, article: Article, one: Noted, *, force: bool) -> Outcome:
        """Bring the file of one article up to date."""
        key = article_key(article)
        page = note_page(one, body=self.body)
        places = self.by_key.get(key) or self._of_former_library(article, key)
        path = self.folder / self.paths.get(key, "")
        if len(places) > 1:
            places = [place for place in places if place == path] or places
        if len(places) > 1:
            listed = " and ".join(str(place.relative_to(self.folder)) for place in places[:2])
            return Outcome(article.id, places[0], "left alone", f"{listed} both have its id")
        if not places:
            if key in self.paths and path.is_file() and not path.is_symlink():
                return Outcome(article.id, path, "left alone", "its id was taken out of its properties")
            return self._begin(article, key, one, force=force)
        path = places[0]
        try:
            former = _text_of(path)
            result = merged(former, self.records.get(key, Record()), page)
            if result.text != former:
                _put(path, former, result.text)
        except UnsafeFileError as error:
            return Outcome(article.id, path, "left alone", str(error))
        self._keep(key, path, result.record)
        return Outcome(article.id, path, "unchanged" if result.text == former else "changed", kept=result.kept)

    def _of_former_library(self, article: Article, key: str) -> list[Path]:
        """The file of the same page, written from a library in which the article had another id."""
        keys = self.by_source.get(page_key(article.url), []) if article.url else []
        if len(keys) != 1 or self.known(keys[0]):
            return []
        self.records[key] = self.records.pop(keys[0], Record())
        self.paths[key] = self.paths.pop(keys[0], "")
        return self.by_key.get(keys[0], [])

    def _begin(self, article: Article, key: str, one: Noted, *, force: bool) -> Outcome:
        result = fresh(note_page(one, body=self.body))
        path = self._free(article, force=force)
        if path is None:
            return Outcome(article.id, self.folder, "left alone", "no free name was found for its file")
        write_whole(path, [result.text])
        self.names.add(_folded(path.name))
        self.by_key[key] = [path]
        self._keep(key, path, result.record)
        return Outcome(article.id, path, "written")

    def _keep(self, key: str, path: Path, record: Record) -> None:
        self.records[key] = record
        self.paths[key] = path.relative_to(self.folder).as_posix()

    def _free(self, article: Article, *, force: bool) -> Path | None:
        """A path for a new file; links of Obsidian's can't hold `# ^ [ ]`."""
        name = file_name(re.sub(r"[#^\[\]]+", " ", article.title))
        ours = {path for paths in self.by_key.values() for path in paths}
        for named in (name, f"{name} ({article.id})", *(f"{name} ({article.id}-{n})" for n in range(2, 100))):
            path = self.folder / f"{named}.md"
            is_free = _folded(path.name) not in self.names and not os.path.lexists(path)
            if is_free or (force and path.is_file() and path not in ours):
                return path
        return None


def _folded(name: str) -> str:
    """A file's name as file systems compare it that know no case and one form of Unicode."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _piece_of(value: list[object]) -> Piece:
    """A piece as it was written down. Raises TypeError and ValueError for anything else."""
    length, digest, named_at, offered, first = value
    if not (isinstance(length, int) and isinstance(named_at, int) and length >= 0 and named_at >= 0):
        raise ValueError("it has no such lines")
    return Piece(length, _digest_of(digest), named_at, _digest_of(offered), _digest_of(first))


def _digest_of(value: object) -> str:
    """A digest that was written down. Raises TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError("it is no digest")
    return value


def _put(path: Path, former: str, text: str) -> None:
    """Put a text in the place of the one that was read. Raises UnsafeFileError when that is there no longer."""
    if not path.stat().st_mode & 0o222:
        raise UnsafeFileError("it is write-protected")
    if _text_of(path) != former:
        raise UnsafeFileError("another program has just changed it")
    write_whole(path, [text])


def _text_of(path: Path) -> str:
    """The text of a file, its line ends as they are. Raises UnsafeFileError when it can't be read as text."""
    if path.stat().st_size > _LARGEST:
        raise UnsafeFileError(f"it is larger than {_LARGEST // 1024**2} MB")
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnsafeFileError("it is not UTF-8") from error
