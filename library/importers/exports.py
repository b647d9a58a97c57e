"""Whether a file or folder is an export, told to one who takes it for a page or for a folder of pages."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from library.archives import Archive
from library.errors import UnreadableSourceError
from library.importers.boxes import boxed
from library.importers.given import Given
from library.importers.services import BY_NAME, begins_as_list, is_own, opened

if TYPE_CHECKING:
    from pathlib import Path

_ENDINGS = (".zip", ".csv", ".json", ".html", ".htm", ".txt")
_VAGUE = ("table", "onetab", "webclipper")
"""What a file may also be that is none of a service."""
_PAGES = (".htm", ".html", ".xhtml", ".mht", ".mhtml", ".md", ".markdown", ".eml", ".epub", ".pdf")
_NOTES = ("broadsheet", "hypothesis", "readwise", "clipper", "kindle")
"""Formats of notes that no page has."""
_START = 2048
"""Bytes of a page in which it says that it is a list of bookmarks, and of a text by which it is one of clippings."""
_IN_FOLDERS = re.compile(r"part_\d+\.csv|metadata_\d+_to_\d+\.json|_matter_history\.csv")
"""Files by which a folder is known as an export that was unpacked."""


def export_of(path: Path) -> str:
    """The title of the service whose export a file or folder is; empty for anything else."""
    try:
        if path.is_dir():
            with os.scandir(path) as entries:
                if not any(_IN_FOLDERS.fullmatch(entry.name) for entry in entries):
                    return ""
        elif not path.is_file() or not _may_be(path):
            return ""
        return _title(Given(path.name, path=path))
    except (OSError, ValueError, UnreadableSourceError):
        return ""


def _may_be(path: Path) -> bool:
    ending = path.suffix.lower()
    if ending in (".zip", ".csv", ".json") or ending not in _ENDINGS:
        return ending in _ENDINGS
    with path.open("rb") as stream:
        start = stream.read(_START)
    if ending != ".txt":
        return begins_as_list(start.decode("latin-1"))
    from library.importers.kindle import begins_with_one

    return begins_with_one(start.decode(errors="replace"))


def _holds_pages(given: Given) -> bool:
    """Whether an archive holds pages, going by their names, and is none of a service, which may hold some too."""
    if given.is_folder or not given.is_archive:
        return False
    with given.open() as stream, Archive(stream) as archive:
        pages = sum(member.base.lower().endswith(_PAGES) for member in archive.members)
        return pages > 1 and not is_own(archive)


def _title(given: Given) -> str:
    from library.importers.formats import BY_NAME as FORMATS
    from library.importers.formats import form_of

    if _holds_pages(given):
        return ""
    with boxed(given) as parts:
        if parts is not None:
            names = dict.fromkeys(part.form for part in parts if part.form and part.form not in _VAGUE)
            titles = [BY_NAME[name].title if name in BY_NAME else FORMATS[name].title for name in names]
            return " and ".join(filter(None, (", ".join(titles[:-1]), *titles[-1:])))
    with opened(given) as found:
        if found is not None:
            return found.service.title if found.service.name not in _VAGUE else ""
    name = form_of(given)
    return FORMATS[name].title if name in _NOTES else ""
