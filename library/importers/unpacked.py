"""Exports that were unpacked into a folder, as browsers do with what they load down: read as the archive they were."""

from __future__ import annotations

import os
import re
import stat
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLES = (".csv", ".json", ".html", ".htm", ".txt", ".zip")
"""Endings of files that a service may have written; notes are told by what else lies there."""
_OF_A_SERVICE = re.compile(
    r"(?:^|/)(?:part_\d+\.csv|metadata_\d+_to_\d+\.json|_matter_history\.csv|info\.json|index\.md)$"
    r"|(?:^|/)content/[^/]+\.(?:html|pdf)$"
)
"""Names of files by which an export is known though there are notes in it."""
_MOST_FILES, _LARGEST, _ALL = 200_000, 512 * 1024 * 1024, 8 * 1024**3
"""How many files, bytes of one, and bytes of all."""


@contextmanager
def as_archive(folder: Path | None) -> Iterator[BinaryIO | None]:
    """The files of a folder as a ZIP archive, in a file that goes away; None for a folder of notes, or an empty one."""
    files = list(_files(folder)) if folder is not None else []
    if not _is_export([name for _, name in files]):
        yield None
        return
    with TemporaryFile() as packed:
        left = _ALL
        with ZipFile(packed, "w", ZIP_STORED) as archive:
            for path, name in files:
                try:
                    size = path.stat().st_size
                    if size > min(_LARGEST, left):
                        continue
                    content = path.read_bytes()
                except OSError:
                    continue  # the reader of the export tells what it lacks
                left -= size
                archive.writestr(ZipInfo(name), content)
        packed.seek(0)
        yield packed


def _is_export(names: list[str]) -> bool:
    """Whether files are such as services write, and not notes with highlights beside them."""
    if any(_OF_A_SERVICE.search(name) for name in names):
        return True
    notes = any(name.lower().endswith((".md", ".markdown")) for name in names)
    return not notes and any(name.lower().endswith(_TABLES) and "highlights" not in name.lower() for name in names)


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    count = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place) / name
            if name.startswith(".") or not _is_plain(path):
                continue
            count += 1
            if count > _MOST_FILES:
                return
            yield path, path.relative_to(folder).as_posix().encode(errors="surrogateescape").decode(errors="replace")


def _is_plain(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False
