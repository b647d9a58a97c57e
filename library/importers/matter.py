"""Matter: the ZIP file of its history, and of the texts of what was kept."""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING

from library.arrival import Arrival, Body
from library.importers import fields, pages
from library.importers.arrivals import Kind, Left, of_table
from library.importers.given import text_stream
from library.importers.incoming import RecordError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from library.archives import Archive, Member
    from library.importers.arrivals import Cells, Item, OfCells
    from library.importers.given import Given
    from library.importers.tables import Table

HISTORY = "_matter_history.csv"


def read_zip(given: Given, archive: Archive) -> Iterator[Item]:
    """Read the history; the text of each article is read when it is needed."""
    texts = {one.base: one for one in archive.members if one.base.startswith("content_")}
    for member in archive.distinct([one for one in archive.members if one.base == HISTORY]):
        content, problem = archive.read_part(member)
        if content.strip():
            stream = text_stream(io.BytesIO(content))
            yield from of_table(stream, member.name, partial(_columns, member.name, archive, texts))
        if problem:
            yield Left(0, member.name, Kind.FAILED, problem)
    given.done = given.total


def read_csv(given: Given) -> Iterator[Item]:
    """The history without its archive."""
    with given.text() as text:
        yield from of_table(text, "", partial(_columns, "", None, {}))


def _columns(file: str, archive: Archive | None, texts: Mapping[str, Member], table: Table) -> OfCells:
    at = {name: table.column(name) for name in table.names}
    has_queue = "in queue" in at

    def cell(cells: Cells, name: str) -> str:
        return cells[at[name]].strip() if name in at else ""

    def make(row: int, cells: Cells, remarks: list[str]) -> Arrival:
        address = pages.address_of(cell(cells, "url"))
        title = pages.title_of(cell(cells, "title"), address, remarks=remarks)
        number = cell(cells, "file id")
        member = next((texts[name] for end in ("html", "htm", "txt", "md", "pdf")
                       if (name := f"content_{number}.{end}") in texts), None) if number else None  # fmt: skip
        if not address and member is None:
            raise RecordError("it has neither an address nor a text")
        date = cell(cells, "last interaction date") or cell(cells, "saved")
        moment = pages.moment_of(date)
        if moment is None and date and date.lower() not in ("true", "false"):
            remarks.append(f"its date can't be read ({fields.clean(date)[:60]}); today stands in its place")
        read = _is_so(cell(cells, "read"), remarks)
        count = cell(cells, "highlight count")
        if count not in ("", "0"):
            remarks.append(f"its {fields.clean(count)[:9]} highlights are not in the archive, only their number")
        body = None
        if member is not None and archive is not None:
            kind = {"html": "text/html", "htm": "text/html", "md": "text/markdown"}.get(
                member.base.rpartition(".")[2], "text/plain"
            )
            body = Body(partial(archive.read, member), kind)
        return Arrival(
            row, file, address, title or "Untitled", moment,
            has_queue and not pages.truth_of(cell(cells, "in queue"), "in the queue", remarks, missing=True),
            pages.truth_of(cell(cells, "favorited"), "a favourite", remarks),
            pages.tags_of(cell(cells, "tags").split(";")),
            f"matter:{number or fields.key_of(address, title)}",
            site=pages.text_of(cell(cells, "publisher"), "publisher") or pages.host_of(address),
            authors=tuple(filter(None, map(fields.clean, cell(cells, "author").split(",")))),
            share=1.0 if read else 0.0, finished=moment if read else None, body=body,
        )  # fmt: skip

    return make


def _is_so(text: str, remarks: list[str]) -> bool:
    """Whether something was read; where a date says when, it was."""
    return pages.moment_of(text) is not None or pages.truth_of(text, "read", remarks)
