"""One note file written again: what is ours is brought up to date, what a person wrote is not touched.

Our pieces are the properties that were written, the text on top, and the blocks, each known by the name after its
caret. What was written is remembered by a digest of its lines; a piece whose lines are no longer those has been edited,
belongs to the person from then on, and stays as it is. So does a piece that a person has taken out.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from library.exporters.vault_text import HEADING, NotePage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from library.exporters.vault_text import Block

_KEY = re.compile(r"(?:([^\s#\-\[\]{}'\"&*!|>%@`:,?][^:]*?)|\"([^\"\\]+)\"|'([^']+)')\s*:(?:\s|$)")
NAME = re.compile(r"(?:^|\s)\^([0-9a-f]{12,32})\s*$")
_ANY_HEADING = re.compile(r" {0,3}#{1,6}\s")
_FENCE = re.compile(r" {0,3}(```|~~~)")


class UnsafeFileError(ValueError):
    """Why a file is left alone, in a few words."""


class Piece(NamedTuple):
    """How a piece of the file looked when it was written."""

    length: int
    """Its lines."""
    digest: str
    named_at: int = 0
    """Of a block: the index of the line with its name. Of the text on top: 0."""
    offered: str = ""
    """The digest of the last version that was not written because a person had edited the piece."""
    first: str = ""
    """Of the text on top: the digest of its first line, by which it is looked for."""


@dataclass
class Record:
    """What was written into one file; without properties nothing is known of it."""

    properties: dict[str, str] = field(default_factory=dict)
    """The digest of each property's value: a program may write the same value in another form of YAML."""
    top: Piece | None = None
    blocks: dict[str, Piece] = field(default_factory=dict)


class Merged(NamedTuple):
    """A file as it is to be."""

    text: str
    record: Record
    kept: tuple[str, ...]
    """Pieces that have changed in the library and were left as the person made them, since the last time."""


def fresh(page: NotePage) -> Merged:
    """A file that is not there yet."""
    record = Record(
        {name: _value(lines) for name, lines in page.properties.items()},
        _top_piece(page.top),
        {block.name: _piece(block) for block in page.blocks},
    )
    return Merged("\n".join(page.lines()).rstrip("\n") + "\n", record, ())


def merged(text: str, record: Record, page: NotePage) -> Merged:
    """The file with all of ours brought up to date. Raises UnsafeFileError when its front matter is not clear."""
    return _Merging(text, record, page).done()


def settled(text: str, old: Record, new: Record) -> Record:
    """Which of two records is that of a file, by what stands in it, whatever a person has done to it since."""
    try:
        file = _Merging(text, Record(blocks=old.blocks | new.blocks), NotePage({}, (), ()))
    except UnsafeFileError:
        return old
    return new if file.likeness(new) >= file.likeness(old) else old


def without(text: str, record: Record, names: Iterable[str]) -> tuple[str, Record, bool]:
    """The file without these blocks of ours, but for edited ones, what is then ours, and whether that is all there is.

    Raises UnsafeFileError when its front matter is not clear.
    """
    gone = {name: record.blocks[name] for name in names if name in record.blocks}
    file = _Merging(text, Record(blocks=gone), NotePage({}, (), ()))
    file.remove_blocks()
    left = Record(record.properties, record.top, {name: one for name, one in record.blocks.items() if name not in gone})
    return file.text, left, file.is_bare(left)


def digest(lines: Iterable[str]) -> str:
    """A digest of lines, whichever way they end."""
    return blake2b("\n".join(line.rstrip("\r") for line in lines).encode(), digest_size=8).hexdigest()


def _named_in(line: str) -> str:
    """The name of the block that ends with a line; empty for any other line."""
    found = NAME.search(line) if "^" in line else None
    return found[1] if found else ""


def _loaded(text: str) -> Any:  # noqa: ANN401  what YAML holds
    """A YAML document, by the fast reader where there is one; both make nothing but plain values."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  it is a safe one


def _value(lines: Sequence[str]) -> str:
    """A digest of the value of one property."""
    (value,) = dict(_loaded("\n".join(line.rstrip("\r") for line in lines))).values()
    return digest([json.dumps(value, default=str, sort_keys=True)])


def _piece(block: Block) -> Piece:
    return Piece(len(block.lines), digest(block.lines), block.named_at)


def _top_piece(lines: Sequence[str]) -> Piece | None:
    return Piece(len(lines), digest(lines), first=digest(lines[:1])) if lines else None


class _Merging:
    """The lines of one file, changed piece by piece."""

    def __init__(self, text: str, record: Record, page: NotePage) -> None:
        self._lines = text.split("\n")
        self._end = "\r" if text.count("\r\n") * 2 > text.count("\n") else ""
        """What stands before a line feed."""
        self._old, self._page = record, page
        self._new = Record()
        self._kept: list[str] = []
        self._ours = {*record.blocks, *(block.name for block in page.blocks)}
        self._names: dict[str, list[int]] | None = None
        self._front_end = self._front_matter_end()

    @property
    def text(self) -> str:
        """The file as it is by now."""
        return "\n".join(self._lines)

    def done(self) -> Merged:
        """Carry everything out, from the foot of the file to its head, but for the order of new blocks."""
        self.remove_blocks()
        self._change_blocks()
        self._add_blocks()
        self._change_top()
        self._change_properties()
        return Merged(self.text, self._new, tuple(self._kept))

    def likeness(self, record: Record) -> int:
        """How many pieces of a record stand in the file as it has them, less those that it does not have."""
        there = self._named()
        score = 0
        for name, places in there.items():
            piece = record.blocks.get(name)
            score += -1 if piece is None else 1 if self._intact(piece, places) is None else 2
        score -= len(record.blocks.keys() - there.keys())
        values = {name: _value(self._lines[start:end]) for name, start, end in self._properties(self._front_end)}
        score += len(values.items() & record.properties.items()) - len(values.keys() ^ record.properties.keys())
        return score + (record.top is not None and self._found_top(record.top) is not None)

    def is_bare(self, record: Record) -> bool:
        """Whether nothing stands in the file but what a record has, and perhaps the heading above the blocks."""
        values = {name: _value(self._lines[start:end]) for name, start, end in self._properties(self._front_end)}
        lines = self._lines[self._front_end + 1 :]
        at = None if record.top is None else self._found_top(record.top)
        if record.top is not None and at is not None:
            at -= self._front_end + 1
            lines[at : at + record.top.length] = []
        rest = [line.strip() for line in lines if line.strip()]
        return values == record.properties and not record.blocks and rest in ([], [HEADING])

    # Front matter

    def _front_matter_end(self) -> int:
        """The index of the line that closes the front matter."""
        plain = [line.rstrip("\r \t") for line in self._lines]
        if plain[0].removeprefix("\ufeff") != "---":
            raise UnsafeFileError("it has no properties at its beginning any more")
        end = next((at for at, line in enumerate(plain[1:], 1) if line in ("---", "...")), 0)
        if not end:
            raise UnsafeFileError("its properties never end")
        try:
            values = _loaded("\n".join(plain[1:end]))
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise UnsafeFileError("its properties are not valid YAML") from error
        found = self._properties(end)
        if not isinstance(values, dict) or sorted(map(str, values)) != sorted(name for name, _, _ in found):
            raise UnsafeFileError("its properties can't be told apart")
        try:
            for _, start, after in found:
                _value(self._lines[start:after])
        except (yaml.YAMLError, ValueError, TypeError) as error:  # such as an alias of a value in another property
            raise UnsafeFileError("its properties can't be told apart") from error
        return end

    def _properties(self, end: int) -> list[tuple[str, int, int]]:
        """Name, first line and line after the last of each property; a comment belongs to what stands before it."""
        starts: list[tuple[str, int]] = []
        for at in range(1, end):
            key = _KEY.match(self._lines[at])
            if key:
                starts.append((next(filter(None, key.groups())).strip(), at))
        ends = [*(at for _, at in starts[1:]), end]
        return [(name, at, after) for (name, at), after in zip(starts, ends, strict=True)]

    def _change_properties(self) -> None:
        """Bring ours up to date; what a person has changed or taken out stays so, what they added is passed over."""
        there = {name: (start, end) for name, start, end in self._properties(self._front_end)}
        wanted = self._page.properties
        for name in reversed(list(there)):
            self._change_property(name, *there[name])
        for name, lines in wanted.items():
            if name in there:
                continue
            if name in self._old.properties:  # they took it out
                self._new.properties[name] = self._old.properties[name]
                continue
            if self._old.properties:
                self._put(self._front_end, self._front_end, lines)
            self._new.properties[name] = _value(lines)

    def _change_property(self, name: str, start: int, end: int) -> None:
        while end > start + 1 and self._is_blank(end - 1):
            end -= 1  # blank lines are theirs
        lines = self._page.properties.get(name, ())
        found, known = _value(self._lines[start:end]), self._old.properties.get(name)
        wanted = _value(lines) if lines else ""
        if found not in (known, wanted):  # they changed it, or it was never ours
            if known is not None:
                self._new.properties[name] = known
            return
        if found != wanted:
            self._put(start, end, lines)
        if lines:
            self._new.properties[name] = wanted

    # The text on top

    def _change_top(self) -> None:
        known, wanted = self._old.top, self._page.top
        self._new.top = _top_piece(wanted)
        if known is not None:
            at = self._found_top(known)
            if at is None:
                self._new.top = known._replace(offered=digest(wanted))
                if digest(wanted) not in (known.digest, known.offered):
                    self._kept.append("the text of the article")
            elif digest(wanted) != known.digest:
                self._replace(at, at + known.length, wanted)
        elif self._new.top is not None and self._old.properties and self._found_top(self._new.top) is None:
            self._insert(self._front_end + 1, wanted)

    def _found_top(self, piece: Piece) -> int | None:
        """Where the text on top begins, if it is still as it was written."""
        for at in range(self._front_end + 1, len(self._lines) - piece.length + 1):
            begins = digest(self._lines[at : at + 1]) == piece.first
            if begins and digest(self._lines[at : at + piece.length]) == piece.digest:
                return at
        return None

    # Blocks

    def _named(self) -> dict[str, list[int]]:
        """The lines at whose end the name of a block of ours stands; looked up again once lines have changed."""
        if self._names is None:
            self._names = {}
            for at in range(self._front_end + 1, len(self._lines)):
                name = _named_in(self._lines[at])
                if name in self._ours:
                    self._names.setdefault(name, []).append(at)
        return self._names

    def _intact(self, piece: Piece, at: Sequence[int]) -> int | None:
        """Where a block begins, if it is still as it was written."""
        for line in at:
            start = line - piece.named_at
            if start > self._front_end and digest(self._lines[start : start + piece.length]) == piece.digest:
                return start
        return None

    def remove_blocks(self) -> None:
        """Take out the blocks of highlights that are gone; an edited one stays, as the person's own."""
        wanted = {block.name for block in self._page.blocks}
        for name, piece in self._old.blocks.items():
            if name not in wanted:
                start = self._intact(piece, self._named().get(name, ()))
                if start is not None:
                    self._replace(start, start + piece.length, ())

    def _change_blocks(self) -> None:
        """Write those again that have changed and that nobody has edited."""
        for block in self._page.blocks:
            places, known, now = self._named().get(block.name, []), self._old.blocks.get(block.name), _piece(block)
            if not places:
                if known is not None:  # they took it out
                    self._new.blocks[block.name] = known
                continue
            if self._intact(now, places) is not None:
                self._new.blocks[block.name] = now
                continue
            start = None if known is None else self._intact(known, places)
            if start is not None and known is not None:
                self._replace(start, start + known.length, block.lines)
                self._new.blocks[block.name] = now
                continue
            known = known or Piece(0, "", now.named_at)
            if now.digest not in (known.digest, known.offered):
                self._kept.append(f"the block ^{block.name}")
                known = known._replace(offered=now.digest)
            self._new.blocks[block.name] = known

    def _add_blocks(self) -> None:
        """Put in what is new: after the highlight before it, with all that a person wrote there.

        New ones that follow each other come at once: each change of the lines costs a look at all of them.
        """
        before: str | None = None
        run: list[Block] = []
        for index, block in enumerate(self._page.blocks):
            if block.name in self._named():
                self._add(run, before, index)
                before, run = block.name, []
            elif block.name not in self._new.blocks:
                run.append(block)
        self._add(run, before, len(self._page.blocks))

    def _add(self, run: Sequence[Block], before: str | None, index: int) -> None:
        """Put in blocks that follow each other; `index` is that of the one after them."""
        if run:
            lines = [line for block in run for line in ("", *block.lines)]
            self._insert(self._place_for(before, index - 1), lines[1:])
            self._new.blocks |= {block.name: _piece(block) for block in run}

    def _place_for(self, before: str | None, index: int) -> int:
        """The line before which a new block is to stand."""
        starts = self._starts()
        if before is not None:
            after, last = self._end_of(before), len(self._lines)
            following = [start for name, start in starts.items() if start >= after and name != before]
            if following:
                return min(following)
            # under a heading of theirs it would be lost, and what they wrote is never parted
            return after if self._next_heading(after) < last and self._is_intact(before) else last
        following = [starts[other.name] for other in self._page.blocks[index + 1 :] if other.name in starts]
        if following:
            return min(following)
        for at in range(self._front_end + 1, len(self._lines)):
            if self._lines[at].rstrip("\r \t") == HEADING:
                return at + 1
        end = len(self._lines)
        return self._insert(end, (HEADING,)) + 1

    def _starts(self) -> dict[str, int]:
        """The line at which each block in the file begins; of an edited one, its quote."""
        found = {}
        for name, places in self._named().items():
            piece = self._new.blocks.get(name) or self._old.blocks.get(name)
            start = None if piece is None else self._intact(piece, places)
            if start is None:
                start = places[0]
                while start - 1 > self._front_end and self._lines[start - 1].startswith(">"):
                    start -= 1
            found[name] = start
        return found

    def _end_of(self, name: str) -> int:
        """The line after a block; of an edited one, the line after its name."""
        places = self._named()[name]
        piece = self._new.blocks.get(name)
        start = None if piece is None else self._intact(piece, places)
        return places[0] + 1 if start is None or piece is None else start + piece.length

    def _is_intact(self, name: str) -> bool:
        piece = self._new.blocks.get(name)
        return piece is not None and self._intact(piece, self._named()[name]) is not None

    def _next_heading(self, start: int) -> int:
        """The first heading from a line on that is not within a fence; the end of the file when there is none."""
        fence = ""
        for at in range(start, len(self._lines)):
            line = self._lines[at]
            found = _FENCE.match(line)
            if fence:
                fence = "" if found and found[1] == fence else fence
            elif found:
                fence = found[1]
            elif _ANY_HEADING.match(line):
                return at
        return len(self._lines)

    # Lines

    def _put(self, start: int, end: int, lines: Sequence[str]) -> None:
        """Put lines in the place of others; the front matter grows or shrinks with what is changed in it."""
        if [*map(_named_in, lines)] != [*map(_named_in, self._lines[start:end])]:
            self._names = None
        self._lines[start:end] = [line + self._end for line in lines]
        if start <= self._front_end:
            self._front_end += len(lines) - (end - start)

    def _replace(self, start: int, end: int, lines: Sequence[str]) -> None:
        """Put lines in the place of others; with none, one of the blank lines around them goes too."""
        if lines:
            last = end == len(self._lines)  # the file ends without a line feed: its last line has no ending of ours
            self._put(start, end, lines)
            if last and self._end:
                self._lines[-1] = self._lines[-1].removesuffix(self._end)
            return
        if end < len(self._lines) - 1 and self._is_blank(end):
            end += 1
        elif start > 0 and self._is_blank(start - 1) and start - 1 > self._front_end:
            start -= 1
        self._names = None
        self._lines[start:end] = []

    def _insert(self, at: int, lines: Sequence[str]) -> int:
        """Put lines before a line, blank lines around them; gives where they begin."""
        while at > self._front_end + 1 and self._is_blank(at - 1):
            at -= 1  # behind the text before, in front of its blank lines
        put = list(lines)
        if at > self._front_end + 1 or at == len(self._lines) or self._lines[at].strip():
            put = ["", *put]
        if at < len(self._lines):
            put += [""] if self._lines[at].strip() else []
        else:
            put += [""]  # the file ends with a line feed
            if self._lines and not self._lines[-1].endswith("\r"):
                self._lines[-1] += self._end
        made = [line + self._end for line in put]
        if at == len(self._lines):
            made[-1] = ""
        self._names = None
        self._lines[at:at] = made
        return at + put.index(lines[0])

    def _is_blank(self, at: int) -> bool:
        return not self._lines[at].strip(" \t\r")
