"""Boxes: archives and folders that are no service's own, but hold exports, each of which is read by itself.

Archives among them are looked into, to a depth and to a size in all.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from library.archives import Archive
from library.errors import UnreadableSourceError
from library.importers import services
from library.importers.given import Given
from library.importers.unpacked import as_archive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from library.archives import Member

_DEEPEST = 5
"""How many archives may stand around a file that is read."""
_MOST = 1_000
"""Files that are looked into."""
_LARGEST = 512 * 1024 * 1024
"""Bytes of one of them."""


class Part(NamedTuple):
    """A file in a box, or why it is not read."""

    name: str
    """With those of the archives around it."""
    given: Given | None = None
    form: str = ""
    """The name of its service or format."""
    depth: int = 1
    """How many archives stand around it."""
    problem: str = ""
    failed: bool = False
    """Whether it is lost, and not merely something else."""


@contextmanager
def boxed(given: Given, form: str = "") -> Iterator[Iterator[Part] | None]:
    """The files of a box, those of the named form alone; None for what is no box, or one of a single service's files.

    Raises UnreadableSourceError for what can't be read at all.
    """
    with _archive_of(given) as archive:
        if archive is None or services.is_own(archive):
            yield None
            return
        found, problems, room = set(), [], archive.room.left
        for part in _Box(form).parts(archive):
            if part.form:
                found.add((part.form, part.depth))
            elif part.failed:
                problems.append(f"{part.name.lstrip('/')}: {part.problem}".removeprefix(": "))
        if problems and not found:
            what = "folder" if given.is_folder else "ZIP archive"
            raise UnreadableSourceError(f"nothing in the {what} can be imported; {'; '.join(problems[:3])}")
        archive.room.left = room  # it is read once more
        forms = {one for one, _ in found}
        of_one_service = len(forms) == 1 and forms <= services.BY_NAME.keys() and found == {(*forms, 1)}
        yield None if not found or of_one_service else _Box(form).parts(archive, given.name)


@contextmanager
def _archive_of(given: Given) -> Iterator[Archive | None]:
    if given.is_folder:
        with as_archive(given.path) as stream:
            yield Archive(stream) if stream is not None else None
    elif given.is_archive:
        with given.open() as stream, Archive(stream) as archive:
            yield archive
    else:
        yield None


class _Box:
    """One walk through a box."""

    def __init__(self, form: str) -> None:
        self._form = form
        self._left = _MOST

    def parts(self, archive: Archive, name: str = "", depth: int = 1) -> Iterator[Part]:
        """Its files, one in memory at a time."""
        for lost in archive.unsafe:
            yield Part(f"{name}/{lost}", problem="its name leads out of the archive; it was not read", failed=True)
        others = 0
        for member in archive.distinct(archive.members):
            if services.may_be_read(member):
                yield from self._part(archive, member, f"{name.rstrip('/')}/{member.name}", depth)
            else:
                others += 1
        if others:
            yield Part(name, problem=_others(others))
        if archive.broken:
            yield Part(name, problem=archive.broken, failed=True)

    def _part(self, archive: Archive, member: Member, name: str, depth: int) -> Iterator[Part]:
        self._left -= 1
        if self._left < 0:
            yield Part(name, problem=f"it was not read: it stands behind {_MOST:,} other files", failed=True)
            return
        try:
            given = Given(name, content=archive.read(member, _LARGEST), within=archive)
            if not given.is_archive:
                yield self._of_text(given, depth)
                return
            with Archive(given.open(), within=archive) as inner:
                if services.is_own(inner):
                    yield self._of_service(given, services.service_of(given, self._form), depth)
                elif depth < _DEEPEST:
                    yield from self.parts(inner, name, depth + 1)
                else:
                    problem = f"it was not read: {depth} archives stand around it, which has to be unpacked first"
                    yield Part(name, problem=problem, failed=True)
        except UnreadableSourceError as error:
            yield Part(name, problem=str(error), failed=True)

    def _of_text(self, given: Given, depth: int) -> Part:
        """Raises UnreadableSourceError."""
        from library.importers.formats import BY_NAME, form_of

        if self._form in BY_NAME:
            form = form_of(given)
            form = form if form == self._form else ""
        else:
            form = services.service_of(given, self._form) or ("" if self._form else form_of(given))
        return self._of_service(given, form, depth)

    def _of_service(self, given: Given, form: str, depth: int) -> Part:
        if not form:
            return Part(given.name, problem="it was not read: it is in none of the forms that are known")
        return Part(given.name, given, form, depth)


def _others(count: int) -> str:
    if count == 1:
        return "1 other file in it was not read: no export has such a name"
    return f"{count:,} other files in it were not read: no export has such names"
