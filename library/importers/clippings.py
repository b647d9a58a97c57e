"""Obsidian Web Clipper: a folder of its notes, and the highlights that lie beside them as JSON."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from library.arrival import Arrival, Body
from library.errors import UnreadableSourceError
from library.highlight import Wanted
from library.importers import clipper, fields
from library.importers.arrivals import Kind, Left, Loose
from library.importers.incoming import NothingToKeepError, RecordError
from library.importers.marked import marked
from library.importers.pages import address_of, host_of, tags_of, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from library.extract.front_matter import FrontMatter
    from library.importers.arrivals import Item
    from library.importers.given import Given

_LARGEST = 16 * 1024 * 1024
_OUR_TAG = "clippings"
"""The tag that the clipper gives to each."""


def read_folder(given: Given) -> Iterator[Item]:
    """Read the notes of a folder and of those within it, by name; what is no clipped page is told."""
    folder = given.path
    if folder is None:
        return
    files = sorted(_files(folder))
    given.total = max(1, len(files))
    for row, path in enumerate(files, 1):
        name = path.relative_to(folder).as_posix().encode(errors="surrogateescape").decode(errors="replace")
        try:
            if path.suffix.lower() == ".json":
                yield from _loose(row, name, path)
            else:
                yield from _note(row, name, path)
        except (RecordError, UnreadableSourceError) as error:
            yield Left(row, name, Kind.FAILED, str(error))
        except NothingToKeepError as error:
            yield Left(row, name, Kind.SKIPPED, str(error))
        except OSError as error:
            yield Left(row, name, Kind.FAILED, (error.strerror or "it can't be read").lower())
        given.done = row


def _files(folder: Path) -> Iterator[Path]:
    """The files that may be notes or highlights; hidden folders, such as that of settings, are left out."""
    import os

    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.lower().endswith((".md", ".markdown", ".json")) and not name.startswith("."):
                yield folder.__class__(place) / name


def _read(path: Path) -> bytes:
    with path.open("rb") as stream:
        content = stream.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise RecordError(f"it is larger than {_LARGEST // (1024 * 1024)} MB")
    return content


def _loose(row: int, name: str, path: Path) -> Iterator[Item]:
    """The highlights of a JSON file; any other JSON is passed over."""
    text = fields.decoded(_read(path))
    if '"highlights"' not in text and '"data"' not in text:
        return
    reading = clipper.read(text)
    for problem in (*reading.problems, *reading.skipped):
        yield Left(problem.row, name, Kind.LOST, problem.reason)
    yield Loose(row, name, tuple(one.highlight for one in reading.incoming))


def _note(row: int, name: str, path: Path) -> Iterator[Item]:
    from library.extract.front_matter import part_front_matter

    text = fields.decoded(_read(path)).replace("\r\n", "\n")
    front, body = part_front_matter(text)
    address = next((found for key in ("source", "url", "link") if (found := _address(front, key))), "")
    if not address:
        raise NothingToKeepError("it is no clipped page: its front matter names no source")
    metadata = front.metadata(title_of(front.title or path.stem, address), address)
    wanted = Wanted(address, metadata.title, metadata.authors)
    plain, highlights = marked(body, wanted, "webclipper")
    content = (text[: len(text) - len(body)] + plain).encode(errors="replace")
    remarks: list[str] = list(front.warnings)
    saved = _moment(front, "created")
    yield Arrival(
        row, name, address, metadata.title, saved,
        tags=tags_of(tag for tag in metadata.tags if tag.lower() != _OUR_TAG), origin=f"webclipper:{address}",
        highlights=highlights, authors=metadata.authors, site=metadata.site or host_of(address),
        description=metadata.description, published=metadata.published, language=metadata.language,
        body=Body(partial(bytes, content), "text/markdown", len(content)) if plain.strip() else None,
    )  # fmt: skip
    for remark in remarks:
        yield Left(row, name, Kind.REMARK, remark)


def _address(front: FrontMatter, key: str) -> str:
    value = front.values.get(key)
    value = value[0] if isinstance(value, list) and value else value
    try:
        return address_of(value) if isinstance(value, str) and value.strip() else ""
    except NothingToKeepError:
        return ""


def _moment(front: FrontMatter, key: str) -> datetime | None:
    value = front.values.get(key)
    return fields.moment_of(value)
