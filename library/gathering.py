"""Gathering: from what a person names (files, folders, archives, feeds) to sources, one after another, as asked for.

In folders and archives hidden files are passed over, and so are the folders in which browsers keep the pictures of a
saved page; what is of another kind is told. Nothing but the source that is asked for is in memory.
"""

from __future__ import annotations

import os
import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from library.address import shortened
from library.archives import Archive, content_key, stands_behind
from library.beside import BESIDE_A_PAGE, LARGEST, as_saved, reader_beside
from library.errors import UnreadableSourceError
from library.kinds import EPUB, FEED, MAIL, ZIP, kind_of
from library.mailboxes import is_mailbox, letters
from library.source import MAX_BYTES, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from library.archives import Member
    from library.article import Metadata

_READ = frozenset((
    ".htm", ".html", ".xhtml", ".xht", ".shtml", ".mht", ".mhtml", ".eml", ".mbox", ".epub", ".pdf", ".md", ".markdown",
    ".mkd", ".mdown", ".txt", ".text", ".zip", ".rss", ".atom", ".rdf", ".xml", ".json", "",
))  # fmt: skip
"""Endings of files that are read in a folder; none at all may be a text."""
_FEEDS_ONLY = (".rss", ".atom", ".rdf", ".xml", ".json")
_PAGES = (".htm", ".html", ".xhtml", ".mht")
_OTHER = "a kind of file that is not read"
_NO_FEED = "it is no feed"
_LEADS_OUT = "its name leads out of the archive"
_START = 16 * 1024
"""Bytes by which a mailbox is known."""
_DEEPEST_LETTER = 4
"""How many letters may stand around one that is read."""
_WITH_LETTERS = re.compile(rb"message/rfc822|multipart/digest", re.IGNORECASE)
_NESTED = 4
"""How many archives may stand around one that is read."""


class Given(NamedTuple):
    """One thing that was named, or found in what was named."""

    name: str
    """What it is called in reports: as it was named, with the path within a folder or archive."""
    source: Source | None = None
    waiting: Metadata | None = None
    """What is known of an article whose text is only on its page."""
    problem: str = ""
    """Why it is neither."""
    skipped: bool = False
    """Whether the problem is that nobody would want it, such as a picture in a folder of pages."""
    inner: bool = False
    """Whether it was found in something that was named."""


def gather(name: str, now: datetime, url: str = "") -> Iterator[Given]:
    """What a path leads to: one source, or all in a folder, an archive or a feed; `url` is where one page came from."""
    yield from gather_path(path_of(name), name, now, url)


def gather_path(path: Path, name: str, now: datetime, url: str = "") -> Iterator[Given]:
    """As `gather`; reports call it by `name`."""
    try:
        is_folder, is_archive = path.is_dir(), _is_archive(path)
    except (OSError, ValueError):
        is_folder = is_archive = False  # reading it tells why
    if is_folder:
        yield from _of_folder(path, name, now)
    elif is_archive:
        yield from _of_archive(path, name, now)
    else:
        yield from _of_file(path, name, now, url)


def path_of(name: str) -> Path:
    """The path that a person means, who may write ~ for a home."""
    path = Path(name)
    try:
        return path if path.exists() else path.expanduser()
    except (OSError, ValueError, RuntimeError):  # too long, a zero byte, nobody's home: reading it tells why
        return path


def of_source(source: Source, name: str, *, inner: bool = False) -> Iterator[Given]:
    """A source, or those that are in it when it is a feed or an archive."""
    kind = kind_of(source)
    if kind == FEED:
        yield from _of_feed(source, name)
    elif kind == ZIP:
        yield from _of_archive(source.content, name, source.taken)
    elif kind == MAIL and is_mailbox(source.content[:_START]):
        yield from _of_mailbox(BytesIO(source.content), name, source.taken)
    elif kind == MAIL:
        yield from _of_mail(source, name, inner=inner)
    else:
        yield Given(name, source, inner=inner)


def count(names: Iterable[str]) -> int:
    """How many files these names will come to, at most; as cheap as listing folders is."""
    total = 0
    for name in names:
        path = path_of(name)
        try:
            if path.is_dir():
                total += sum(1 for _ in _files(path))
            elif _is_archive(path):
                with Archive(path, mend=False) as archive:
                    total += len(archive.members)
            else:
                total += 1
        except (OSError, ValueError, UnreadableSourceError):
            total += 1
    return total


def _of_file(path: Path, name: str, now: datetime, url: str = "", *, inner: bool = False) -> Iterator[Given]:
    from library.fetch import read_file

    if _begins_as_mailbox(path, now):
        with path.open("rb") as stream:
            yield from _of_mailbox(stream, name, now)
        return
    try:
        source = as_saved(read_file(path, now, url), reader_beside(path))
        yield from of_source(source, name, inner=inner)
    except UnreadableSourceError as error:
        yield Given(name, problem=str(error), inner=inner)


# Mailboxes


def _begins_as_mailbox(path: Path, now: datetime) -> bool:
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            start = stream.read(_START)
        return is_mailbox(start) and kind_of(Source(start, now, path.name)) == MAIL
    except (OSError, ValueError):
        return False  # reading it tells why


def _of_mail(source: Source, name: str, *, inner: bool, depth: int = 0) -> Iterator[Given]:
    """A letter, and those that were sent along with it."""
    sent: list[bytes] = []
    says_something = True
    if depth < _DEEPEST_LETTER and _WITH_LETTERS.search(source.content):
        from library.extract.mime import attached_letters, has_text, read

        mail = read(source.content)
        sent, says_something = attached_letters(mail), has_text(mail)
    if says_something or not sent:
        yield Given(name, source, inner=inner)
    for number, letter in enumerate(sent, 1):
        attached = Source(letter, source.taken, "letter.eml")
        yield from _of_mail(attached, f"{name}: attached letter {number}", inner=True, depth=depth + 1)


def _of_mailbox(stream: BinaryIO, name: str, now: datetime) -> Iterator[Given]:
    """Each letter; one that stands alone is called as its file is."""
    waiting: Given | None = None
    for number, letter in enumerate(letters(stream), 1):
        label = f"{name}: letter {number}"
        given = (
            Given(label, problem=f"it is larger than {MAX_BYTES // (1024 * 1024)} MB", inner=True)
            if letter is None
            else Given(label, Source(letter, now, "letter.eml"), inner=True)
        )
        if number == 1:
            waiting = given
            continue
        if waiting is not None:
            yield from _with_attached(waiting)
            waiting = None
        yield from _with_attached(given)
    if waiting is not None:
        yield from _with_attached(waiting._replace(name=name, inner=False))


def _with_attached(given: Given) -> Iterator[Given]:
    if given.source is None:
        yield given
    else:
        yield from _of_mail(given.source, given.name, inner=given.inner)


# Feeds


def _of_feed(source: Source, name: str) -> Iterator[Given]:
    from library.feeds import items

    for item in items(source):
        label = f"{name}: {item.name}"
        if item.problem:
            yield Given(label, problem=item.problem, inner=True)
        elif item.source is not None:
            yield Given(label, item.source, inner=True)
        else:
            yield Given(label, waiting=item.metadata, inner=True)


# Folders


class _Found(NamedTuple):
    path: Path
    problem: str = ""
    skipped: bool = False


def _of_folder(folder: Path, name: str, now: datetime) -> Iterator[Given]:
    for found in _files(folder):
        label = _label(name, str(found.path.relative_to(folder)))
        if found.problem:
            yield Given(label, problem=found.problem, skipped=found.skipped, inner=True)
            continue
        ending = found.path.suffix.lower()
        if ending == ".zip" and _is_archive(found.path):
            yield from _of_archive(found.path, label, now)
            continue
        for given in _of_file(found.path, label, now, inner=True):
            yield _wanted(given, ending)


def _wanted(given: Given, ending: str) -> Given:
    """What was found, or that it is of a kind that is only read when it is named itself."""
    source = given.source
    if source is None or (ending and ending not in _FEEDS_ONLY):
        return given
    if source.media_type:  # an item of a feed
        return given
    if ending:
        return Given(given.name, problem=_NO_FEED, skipped=True, inner=True)
    if b"\x00" in source.content[:4096] and not kind_of(source):
        return Given(given.name, problem=_OTHER, skipped=True, inner=True)
    return given


def _label(name: str, within: str) -> str:
    clean = within.encode(errors="surrogateescape").decode(errors="replace")  # names need not be UTF-8
    return f"{name.rstrip('/')}/{clean}" if name.rstrip("/") else f"/{clean}"


def _files(folder: Path) -> Iterator[_Found]:
    """The files below a folder, by name; links that lead out of it and other kinds of files with their reason."""
    root = folder.resolve()
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield _Found(here, f"the folder can't be read: {(error.strerror or 'unknown').lower()}")
            continue
        pages = {os.path.splitext(entry.name)[0] for entry in found if entry.name.lower().endswith(_PAGES)}  # noqa: PTH122  as quick as can be
        below: list[Path] = []
        for entry in found:
            path = Path(entry.path)
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if not _is_beside_a_page(entry.name, pages):
                    below.append(path)
            elif entry.is_symlink() and not _stays(path, root):
                yield _Found(path, "a link that leads out of the folder, or to a folder", skipped=True)
            elif not entry.is_file():
                yield _Found(path, "it is no regular file", skipped=True)
            elif path.suffix.lower() not in _READ:
                yield _Found(path, _OTHER, skipped=True)
            else:
                yield _Found(path)
        waiting.extend(reversed(below))


def _is_beside_a_page(name: str, pages: set[str], at: str = "") -> bool:
    """Whether a folder that lies at a path holds the pictures of one of the pages, which are paths without endings."""
    lower = name.lower()
    ending = next((ending for ending in BESIDE_A_PAGE if lower.endswith(ending)), "")
    return bool(ending) and (ending == "_files" or f"{at}{name[: -len(ending)]}" in pages)


def _stays(path: Path, root: Path) -> bool:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    return target.is_file() and target.is_relative_to(root)


# Archives


def _is_archive(path: Path) -> bool:
    """Whether a file is a ZIP archive of others, and no book or document that is one inside."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        start = stream.read(256)
        stream.seek(0)
        begins = start[:4] in (b"PK\x03\x04", b"PK\x05\x06")
        if EPUB.encode() in start or not (begins or (not start.startswith(b"%PDF-") and stands_behind(stream))):
            return False
    try:
        with Archive(path, mend=False) as archive:
            names = {member.name for member in archive.members[:2000]}
    except UnreadableSourceError:
        return True  # opening it again tells why
    return not names & {"META-INF/container.xml", "[Content_Types].xml"}


def _of_archive(
    file: Path | bytes, name: str, now: datetime, depth: int = 0, within: Archive | None = None
) -> Iterator[Given]:
    try:
        archive = Archive(file, within=within)
    except (OSError, UnreadableSourceError) as error:
        yield Given(name, problem=getattr(error, "strerror", "") or str(error), inner=depth > 0)
        return
    with archive:
        for lost in archive.unsafe:
            yield Given(f"{name}: {shortened(lost, 300)}", problem=_LEADS_OUT, inner=True)
        pages = {os.path.splitext(member.name)[0] for member in archive.members if _is_page(member.name)}  # noqa: PTH122  a name in an archive is no path
        wanted = [member for member in archive.members if not _is_passed_over(member.name, pages)]
        by_name = {member.name: member for member in reversed(archive.members)}
        seen: set[tuple[str, int, int]] = set()
        for member in wanted:
            label = f"{name}: {shortened(member.name, 300)}"
            problem, skipped = _objection(member, seen)
            seen.add(content_key(member))
            if problem:
                yield Given(label, problem=problem, skipped=skipped, inner=True)
            else:
                yield from _of_member(archive, member, by_name, label, now, depth)
        if archive.broken:
            yield Given(name, problem=archive.broken, inner=True)
        elif not wanted and not archive.unsafe:
            yield Given(name, problem="the archive is empty", inner=depth > 0)


def _of_member(
    archive: Archive, member: Member, by_name: Mapping[str, Member], label: str, now: datetime, depth: int
) -> Iterator[Given]:
    try:
        content = archive.read(member, MAX_BYTES)
    except UnreadableSourceError as error:
        yield Given(label, problem=str(error), inner=True)
        return
    at = f"{member.folder_path}/" if member.folder_path else ""
    source = as_saved(Source(content, now, member.base), lambda path: _beside(archive, by_name.get(at + path)))
    if kind_of(source) == ZIP:
        if depth < _NESTED:
            yield from _of_archive(content, label, now, depth + 1, archive)
        else:
            yield Given(
                label, problem=f"an archive within {depth + 1} others, which has to be unpacked first", inner=True
            )
        return
    try:
        for given in of_source(source, label, inner=True):
            yield _wanted(given, _ending(member.name))
    except UnreadableSourceError as error:
        yield Given(label, problem=str(error), inner=True)


def _beside(archive: Archive, member: Member | None) -> bytes:
    """A picture of a page; empty when it is not there or can't be read."""
    try:
        return archive.read(member, LARGEST) if member is not None else b""
    except UnreadableSourceError:
        return b""


def _objection(member: Member, seen: set[tuple[str, int, int]]) -> tuple[str, bool]:
    """Why a member is not read, and whether nobody would want it."""
    if content_key(member) in seen:
        return "the same file stands before it in the archive", True
    if member.is_link:
        return "it is a link", True
    return (_OTHER, True) if _ending(member.name) not in _READ else ("", False)


def _ending(name: str) -> str:
    return os.path.splitext(name)[1].lower()  # noqa: PTH122  a name in an archive is no path


def _is_page(name: str) -> bool:
    return name.lower().endswith(_PAGES)


def _is_passed_over(name: str, pages: set[str]) -> bool:
    """Whether a member is hidden, or lies in the folder of a page's pictures."""
    *folders, last = name.split("/")
    if last.startswith(".") and last.strip("."):
        return True
    at = ""
    for folder in folders:
        if (folder.startswith(".") and folder.strip(".")) or folder == "__MACOSX":
            return True
        if _is_beside_a_page(folder, pages, at):
            return True
        at = f"{at}{folder}/"
    return False
