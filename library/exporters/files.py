"""Exports as files, one an article, under names that any file system takes."""

import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from library.article import Article
from library.builder import clean_text
from library.errors import LibraryError

_LONGEST = 100
_LONGEST_IN_BYTES = 200
"""Most file systems take 255; the id and the suffix come on top."""
_RESERVED = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")  # names that Windows keeps for itself


def write_files(folder: Path, texts: Iterable[tuple[Article, str]], suffix: str) -> list[tuple[int, Path]]:
    """Write each article's text to a file that is named after its title; gives ids and paths in order.

    The id stands in the name of an article that shares its title with another. A file is there whole or not at all.
    Raises LibraryError when the folder or a file in it can't be written.
    """
    written: list[tuple[int, Path]] = []
    taken: set[str] = set()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for article, text in texts:
            name = file_name(article.title)
            while name.casefold() in taken:
                name = f"{name} ({article.id})"
            taken.add(name.casefold())
            path = folder / f"{name}{suffix}"
            _write(path, text)
            written.append((article.id, path))
    except OSError as error:
        message = f"{error.filename or folder} can't be written: {error.strerror or error}"
        raise LibraryError(message) from error
    return written


def file_name(title: str) -> str:
    """A name of at most 100 characters that starts and ends with a character one can see."""
    name = _RESERVED.sub(" ", clean_text(title))
    name = name.encode(errors="ignore")[:_LONGEST_IN_BYTES].decode(errors="ignore")[:_LONGEST]
    name = clean_text(name).strip(" .-") or "Untitled"
    return f"{name} article" if _DEVICES.match(name) else name


def _write(path: Path, text: str) -> None:
    file, temporary = tempfile.mkstemp(dir=path.parent, prefix=".broadsheet-")
    try:
        with os.fdopen(file, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink()
        raise
