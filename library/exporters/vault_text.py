"""What a note file for Obsidian says of one article: properties, the text on top, and a block for each highlight."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import yaml

from library.anchor import AnchorState
from library.document import BlockKind, Document
from library.exporters.markdown import body_of, day_of, heads_of, quoted
from library.exporters.noted import titled, told_kind
from library.exporters.safe import plain_line, plain_lines
from library.highlight import HighlightKind

if TYPE_CHECKING:
    from library.article import Article
    from library.exporters.noted import Noted
    from library.highlight import Highlight

HEADING = "## Highlights"
ID_PREFIX = "broadsheet-"
"""Before the key of the article in the property `id`, by which its file is found whatever it is called."""
_WAITS = "*Its article is not in the library yet.*"
_SHORT, _LONG = 12, 32
"""Hexadecimal digits of a highlight's identity in the name of its block: the long form where two share the short."""
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING_LINE = re.compile(r" {0,3}(?:#{1,6}(?:\s|$)|(?:=+|-+)\s*$)")
_ELEMENT = re.compile(r"<(?=[A-Za-z/!?])")
_COMMENT = re.compile("%%+")
_BLOCK_NAME = re.compile(r"(?:^|(?<=\s))\^(?=[\w-]+\s*$)")


class Block(NamedTuple):
    """A highlight in the file."""

    name: str
    """What stands after the caret."""
    lines: tuple[str, ...]
    named_at: int
    """The index of the line at whose end the name stands."""


class NotePage(NamedTuple):
    """Everything that the library has to say in a file."""

    properties: dict[str, tuple[str, ...]]
    """The lines of each, with its name."""
    top: tuple[str, ...]
    """The article's text, or its key points; empty when there is nothing to stand there."""
    blocks: tuple[Block, ...]
    """In reading order."""

    def lines(self) -> list[str]:
        """The lines of a new file."""
        found = ["---", *(line for lines in self.properties.values() for line in lines), "---", ""]
        if self.top:
            found += [*self.top, ""]
        if self.blocks:
            found += [HEADING, ""]
            for block in self.blocks:
                found += [*block.lines, ""]
        return found


def note_page(one: Noted, *, body: bool) -> NotePage:
    """Put together what is said of an article; `body` brings its whole text with it, when it is in the library."""
    article, document = one.article, one.document or Document("")
    names = [mark.uid[:_SHORT] for mark in one.highlights]
    count = Counter(names)
    blocks = [
        _block(mark, name if count[name] == 1 else mark.uid[:_LONG])
        for mark, name in zip(one.highlights, names, strict=True)
    ]
    if article is None:
        return NotePage(_properties(one, {}), (_WAITS,), tuple(blocks))
    about = {
        "published": day_of(article.published) if article.published else None,
        "saved": day_of(article.saved),
        "language": article.language or document.language,
        "tags": list(dict.fromkeys(map(tag_of, article.tags))),
    }
    heads = heads_of(document)
    if not body:
        heads.pop("key_points", None)
    return NotePage(_properties(one, about, heads), _top(article, document, body=body), tuple(blocks))


def _properties(
    one: Noted, about: Mapping[str, object], heads: Mapping[str, object] = MappingProxyType({})
) -> dict[str, tuple[str, ...]]:
    wanted = one.wanted
    values: dict[str, object] = {
        "title": _inert(titled(wanted)),
        "source": wanted.url,
        "author": [_inert(name) for name in wanted.authors],
        "site": _inert(wanted.site),
        **about,
        "id": f"{ID_PREFIX}{one.key}",
    }
    values = {name: value for name, value in values.items() if value} | dict(heads)
    made = {}
    for name, value in values.items():
        text = yaml.safe_dump({name: value}, sort_keys=False, allow_unicode=True, width=1_000_000)
        made[name] = tuple(text.rstrip("\n").split("\n"))
    return made


def _inert(text: str) -> str:
    """Words that link to nothing: a zero-width space parts brackets that would be a link of Obsidian's."""
    return plain_line(text).replace("[[", "[\u200b[")


def tag_of(tag: str) -> str:
    """A tag as Obsidian takes it: letters, digits, `_`, `-` and `/`, not digits alone."""
    made = re.sub(r"[^\w/-]+", "-", plain_line(tag)).strip("-/") or "tag"
    return f"_{made}" if re.fullmatch(r"[\d/_-]+", made) else made


def _top(article: Article, document: Document, *, body: bool) -> tuple[str, ...]:
    if body:
        text = plain_lines(body_of(article.metadata, document))
        return tuple(text.split("\n")) if text else ()
    points = [document.slice(block) for block in document.blocks if block.kind is BlockKind.KEY_POINT]
    return tuple(f"- {quoted(point)[0].removeprefix('> ')}" for point in points)


def _block(highlight: Highlight, name: str) -> Block:
    """The passage as a quote with the block's name at its end, the note, and a line of tags, colour, day and state."""
    quote = quoted(plain_lines(highlight.quote) or told_kind(highlight))
    if highlight.kind is not HighlightKind.PASSAGE:
        quote = quoted(plain_line(told_kind(highlight)))
    quote[-1] += f" ^{name}"
    said = list(_note(highlight.note))
    last = [*(f"#{tag_of(tag)}" for tag in highlight.tags), _told(highlight)]
    lines = [*quote, "", *said, *([""] if said else []), " ".join(last)]
    return Block(name, tuple(lines), len(quote) - 1)


def _told(highlight: Highlight) -> str:
    told = [str(highlight.colour), f"{highlight.created.astimezone(UTC):%Y-%m-%d}"]
    if highlight.state is not AnchorState.HELD:
        told.append(f"{highlight.state}: {plain_line(highlight.reason)}")
    return f"({', '.join(told)})"


def _note(note: str) -> Iterator[str]:
    """The note's own Markdown, without what would reach beyond it: headings, rules, comments, elements, block names.

    A fence that was never closed is closed.
    """
    fence = ""
    for line in plain_lines(note).strip().split("\n") if note.strip() else []:
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence) and not line[found.end() :].strip():
                fence = ""
            yield _BLOCK_NAME.sub(r"\\^", line.rstrip())
            continue
        if found:
            fence = found[1]
            yield line.rstrip()
            continue
        inert = _BLOCK_NAME.sub(r"\\^", _COMMENT.sub(r"\\%\\%", _ELEMENT.sub(r"\\<", line.rstrip())))
        yield f"\\{inert.lstrip()}" if _HEADING_LINE.match(inert) else inert
    if fence:
        yield fence
