"""An article as plain text that reads well anywhere: no markup but bullets, indents and brackets."""

import unicodedata
from collections.abc import Iterator, Sequence

from library.article import Metadata
from library.document import Block, BlockKind, Document, caption_parts, row_cells

_TOGETHER = frozenset((BlockKind.KEY_POINT, BlockKind.ITEM, BlockKind.ROW, BlockKind.FOOTNOTE))
"""Kinds whose neighbours of the same kind stand on following lines, with no blank line between them."""


def to_text(metadata: Metadata, document: Document, width: int | None = None) -> str:
    """Set the article as lines of at most `width` cells, or one line a paragraph; ends with a line feed."""
    head = [metadata.title, byline(metadata), metadata.url]
    parts = ["\n".join(_wrapped(line, "", "", width)) for line in head if line]
    if len(parts) > 1:
        parts[1:] = ["\n".join(parts[1:])]
    before: Block | None = None
    for index, block in enumerate(document.blocks):
        text = "\n".join(_lines(document, block, document.blocks[index + 1 :][:1], width))
        if not text:
            continue
        if before and block.kind is before.kind and block.kind in _TOGETHER and _same_table(before, block):
            parts[-1] += "\n" + text
        else:
            parts.append(text)
        before = block
    return "\n\n".join(parts) + "\n"


def byline(metadata: Metadata) -> str:
    """Join authors, site and day, as far as they are known."""
    day = f"{metadata.published:%Y-%m-%d}" if metadata.published else ""
    return " · ".join(part for part in (", ".join(metadata.authors), metadata.site, day) if part)


def _same_table(before: Block, block: Block) -> bool:
    return block.kind is not BlockKind.ROW or before.level == block.level


def _lines(document: Document, block: Block, following: Sequence[Block], width: int | None) -> list[str]:
    text = document.slice(block)
    if block.kind is BlockKind.CODE:
        return [f"    {line}".rstrip() for line in text.split("\n")]
    if block.kind is BlockKind.RULE:
        return ["* * *"]
    if block.kind is BlockKind.IMAGE:
        captioned = any(other.kind is BlockKind.CAPTION for other in following)
        return [] if captioned or not text else list(_wrapped(f"[Image: {text}]", "", "", width))
    if block.kind is BlockKind.CAPTION:
        words, credit, _ = caption_parts(document, block)
        text = " — ".join(part for part in (words, credit) if part)
        return list(_wrapped(f"[{text}]", "", "", width))
    if block.kind is BlockKind.ROW:
        text = " | ".join(document.slice(cell) for cell in row_cells(document, block))
    first, rest = _marks(block)
    return list(_wrapped(text, first, rest, width))


def _marks(block: Block) -> tuple[str, str]:
    """Give what stands before the first and before the further lines of a block."""
    if block.kind is BlockKind.QUOTE:
        return "> " * max(1, block.level), "> " * max(1, block.level)
    mark = ""
    if block.kind is BlockKind.KEY_POINT:
        mark = "• "
    elif block.kind is BlockKind.ITEM:
        mark = "  " * (block.level - 1) + (f"{block.info}. " if block.info else "• ")
    elif block.kind is BlockKind.FOOTNOTE and block.info:
        mark = f"[{block.info}] "
    return mark, " " * _cells(mark)


def _wrapped(text: str, first: str, rest: str, width: int | None) -> Iterator[str]:
    """Yield lines of at most `width` cells; a word that is longer is parted, ideographs anywhere."""
    if width is None:
        yield (first + text).rstrip()
        return
    line, empty = first, True
    room = max(8, width - _cells(first))
    used = 0
    for word in text.split(" "):
        for at, part in enumerate(_parts(word, room)):
            space = "" if empty or at else " "
            size = _cells(space + part)
            if not empty and used + size > room:
                yield line.rstrip()
                line, used, space, size = rest, 0, "", _cells(part)
            line, used, empty = line + space + part, used + size, False
    yield line.rstrip()


def _parts(word: str, room: int) -> Iterator[str]:
    if len(word) <= room and word.isascii():
        yield word
        return
    part, used = "", 0
    for character in word:
        size = _cells(character)
        wide = size == 2
        if part and (wide or used + size > room):
            yield part
            part, used = "", 0
        part, used = part + character, used + size
    yield part


def _cells(text: str) -> int:
    """Terminal cells that a text takes, near enough: two for wide characters, none for combining marks."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) > 0 for character in text)
