"""An article as Markdown: front matter, body and notes, from which the same blocks can be read again."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import groupby
from typing import Any

import yaml

from library.article import Metadata
from library.document import Block, BlockKind, Document, Span, SpanKind, caption_parts
from library.exporters.nesting import Node, cells_with_spans, nested
from library.exporters.notes import QuotedNote

_SPECIAL = re.compile(
    r"[\\`*\[\]<~]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])"
    # and to Obsidian: comments, highlights, tags, names of blocks
    r"|%(?=%)|(?<=%)%|=(?==)|(?<==)=|(?<!\S)#(?=\w)|(?<=\s)\^(?=[\w-])"
)
_BLOCK_START = re.compile(r"(?:#{1,6}(?=\s|$)|>|[-+](?=\s|$)|-(?=[-\s]*$))")
_FOLLOWED = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,9}")
_NUMBER_START = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_BARE_ADDRESS = re.compile(r"[^\s<>()\\\x00-\x20]+")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_FENCES = {"`": re.compile("`{3,}"), "~": re.compile("~{3,}")}
_DELIMITERS = {SpanKind.STRONG: "**", SpanKind.EMPHASIS: "_", SpanKind.STRIKE: "~~"}
_TAGS = {
    SpanKind.STRONG: "strong", SpanKind.EMPHASIS: "em", SpanKind.STRIKE: "s",
    SpanKind.SUB: "sub", SpanKind.SUP: "sup", SpanKind.CODE: "code",
}  # fmt: skip
_BOXES = {"☐ ": "[ ] ", "☑ ": "[x] "}
_DEEPEST = 12
_IN_FRONT_MATTER = {BlockKind.KEY_POINT: "key_points", BlockKind.STANDFIRST: "standfirst"}


def to_markdown(metadata: Metadata, document: Document, notes: Sequence[QuotedNote] = ()) -> str:
    """Write the article with its notes; ends with a line feed."""
    parts = [_front_matter(metadata, document), body_of(metadata, document)]
    if notes:
        parts += ["## Notes", *(_note(note) for note in notes)]
    return "\n\n".join(part for part in parts if part) + "\n"


def body_of(metadata: Metadata, document: Document) -> str:
    """The article's text without what stands in its front matter; no line feed at its end."""
    return "\n\n".join(part for part in _Body(document).parts(_without_title(metadata, document)) if part)


# Front matter and notes


def _front_matter(metadata: Metadata, document: Document) -> str:
    values: dict[str, Any] = {
        "title": metadata.title,
        "authors": list(metadata.authors),
        "site": metadata.site,
        "url": metadata.url,
        "published": day_of(metadata.published) if metadata.published else None,
        "language": metadata.language or document.language,
        "tags": list(metadata.tags),
    }
    values = {key: value for key, value in values.items() if value} | heads_of(document)
    if not values:
        return ""
    return f"---\n{yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=1_000_000)}---"


def heads_of(document: Document) -> dict[str, Any]:
    """Standfirst and key points as front matter has them; they are no part of the body."""
    values: dict[str, Any] = {}
    for block in document.blocks:
        if block.kind in _IN_FRONT_MATTER:
            values.setdefault(_IN_FRONT_MATTER[block.kind], []).append(document.slice(block))
    if len(values.get("standfirst", [])) == 1:
        values["standfirst"] = values["standfirst"][0]
    if "key_points" not in values and _starts_with_list(document):
        values["key_points"] = []
    return values


def day_of(moment: datetime) -> object:
    """A time as front matter has it: the day alone at midnight."""
    moment = moment.astimezone(UTC)
    return moment.date() if moment.time() == time() else moment.isoformat().replace("+00:00", "Z")


def _starts_with_list(document: Document) -> bool:
    """Whether a reader could take a list at the start for key points."""
    passed = (*_IN_FRONT_MATTER, BlockKind.IMAGE, BlockKind.CAPTION)
    kinds = [block.kind for block in document.blocks if block.kind not in passed]
    return BlockKind.ITEM in kinds[:3]  # the title and the list's label may stand before it


def _without_title(metadata: Metadata, document: Document) -> list[Block]:
    """Give the blocks of the body; a first heading that repeats the title is left out."""
    blocks = [block for block in document.blocks if block.kind not in _IN_FRONT_MATTER]
    first = next((block for block in blocks if block.kind is BlockKind.HEADING), None)
    if first and first.level == 1 and document.slice(first).casefold() == metadata.title.casefold():
        blocks.remove(first)
    return blocks


def quoted(text: str) -> list[str]:
    """Plain text as the lines of a block quote in which nothing means anything."""
    return [f"> {_start(_escaped(line))}".rstrip() for line in text.split("\n")]


def _note(note: QuotedNote) -> str:
    quote = "\n".join(quoted(note.quote))
    tags = ["#" + re.sub(r"\s+", "-", tag) for tag in note.tags]
    last = " ".join([*tags, f"({note.created.astimezone(UTC):%Y-%m-%d})"])
    return "\n\n".join(part for part in (quote, note.note.strip(), last) if part)


# Blocks


class _Body:
    """Writes the blocks of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        labels = {block.info for block in document.blocks if block.kind is BlockKind.FOOTNOTE and block.info}
        self._inline = _Inline(document, {f"#fn:{label}": _label(label) for label in labels})

    def parts(self, blocks: Sequence[Block]) -> Iterator[str]:
        """Yield pieces that belong apart by a blank line."""
        before: BlockKind | None = None
        for (kind, _), group in groupby(blocks, _run):
            run = list(group)
            if kind is BlockKind.ITEM:
                yield "\n".join(self._items(run))
            elif kind is BlockKind.QUOTE:
                yield "\n".join(self._quotes(run))
            elif kind is BlockKind.ROW:
                yield "\n".join(self._table(run))
            else:
                for block in run:
                    yield self._single(block, under_image=before is BlockKind.IMAGE)
                    before = kind
            before = kind

    def _single(self, block: Block, *, under_image: bool) -> str:
        if block.kind is BlockKind.HEADING:
            text = self._inline.render(block.start, block.end)
            text = text[:-1] + "\\#" if text.endswith("#") else text
            return f"{'#' * min(6, max(1, block.level))} {text}"
        if block.kind is BlockKind.CODE:
            return _fenced(self._document.slice(block), block.info)
        if block.kind is BlockKind.RULE:
            return "***"
        if block.kind is BlockKind.IMAGE:
            return f"![{_escaped(self._document.slice(block))}]({_address(block.info)})"
        if block.kind is BlockKind.CAPTION:
            return self._caption(block, under_image=under_image)
        # Under an image Markdown's own emphasis would make a caption of it.
        text = _start(self._inline.render(block.start, block.end, tagged_emphasis=under_image))
        return f"[^{_label(block.info)}]: {text}" if block.kind is BlockKind.FOOTNOTE else text

    def _caption(self, block: Block, *, under_image: bool) -> str:
        """Write emphasised words with the credit in `<small>`, by which a caption is known that has no image."""
        words, credit, label = caption_parts(self._document, block)
        told = bool(credit and (label or ": " not in credit) and self._document.slice(block).startswith(words))
        end = block.start + len(words) if told else block.end
        text = self._inline.render(block.start, end, leave_out=SpanKind.EMPHASIS)
        name = f"{label}: {credit}" if label else credit
        small = f"<small>{_escaped(name) if told else ''}</small>" if told or not under_image else ""
        return " ".join(part for part in (f"_{text}_" if text else "", small) if part)

    def _quotes(self, run: Sequence[Block]) -> Iterator[str]:
        before = 0
        for block in run:
            level = min(_DEEPEST, max(1, block.level))
            if before:
                yield ("> " * min(before, level)).rstrip()
            yield "> " * level + _start(self._inline.render(block.start, block.end))
            before = level

    def _table(self, rows: Sequence[Block]) -> Iterator[str]:
        cells = [[self._cell(*found) for found in cells_with_spans(self._document, row)] for row in rows]
        columns = max(map(len, cells))
        # Markdown has no table without a header; an empty one is not read as a row.
        lines = cells if rows[0].info else [[""], *cells]
        for index, line in enumerate(lines):
            yield f"| {' | '.join([*line, *[''] * (columns - len(line))])} |"
            if index == 0:
                yield "|" + " --- |" * columns

    def _cell(self, cell: Span, spans: Sequence[Span]) -> str:
        return self._inline.render(cell.start, cell.end, spans).replace("|", "\\|")

    def _items(self, run: Sequence[Block]) -> Iterator[str]:
        open_items: list[_OpenItem] = []
        for block in run:
            level = min(_DEEPEST, max(1, block.level))
            number = int(block.info) if _NUMBER.fullmatch(block.info) else None
            before = open_items[level - 1] if len(open_items) >= level else None
            del open_items[level - 1 :]
            line = " " * (open_items[-1].content if open_items else 0)
            while len(open_items) < level - 1:
                line += "- "
                open_items.append(_OpenItem(len(line)))
            follows = before is not None and before.number is not None and before.number + 1 == number
            if number is not None and not follows and block is not run[0]:
                yield ""  # only a list that starts with 1 may interrupt a paragraph
            # Another delimiter starts another list, whose numbers do not go on from the one before.
            switched = before is not None and before.delimiter == (")" if follows else ".")
            delimiter = "" if number is None else ")" if switched else "."
            line += "- " if number is None else f"{number}{delimiter} "
            open_items.append(_OpenItem(len(line), number, delimiter))
            yield line + self._item(block)

    def _item(self, block: Block) -> str:
        box = _BOXES.get(self._document.text[block.start : block.start + 2], "")
        spans = self._document.spans_in(block)
        if box and block.start + 2 < block.end and not (spans and spans[0].start < block.start + 2):
            return box + self._inline.render(block.start + 2, block.end)
        return _start(self._inline.render(block.start, block.end))


@dataclass(frozen=True, slots=True)
class _OpenItem:
    """An item that further items may be nested in: the column of its content, and its number."""

    content: int
    number: int | None = None
    delimiter: str = ""


def _run(block: Block) -> tuple[BlockKind, int]:
    """Tell blocks apart that are written together: by kind, and rows by their table."""
    return block.kind, block.level if block.kind is BlockKind.ROW else 0


def _fenced(code: str, language: str) -> str:
    sign = "~" if "`" in language else "`"
    longest = max((len(found) for found in _FENCES[sign].findall(code)), default=2)
    info = re.sub(r"[\\&]", r"\\\g<0>", language)
    return f"{sign * (longest + 1)}{info}\n{code}\n{sign * (longest + 1)}"


def _label(label: str) -> str:
    return re.sub(r"[\s\[\]]+", "-", label) or "note"


def _address(address: str) -> str:
    if _BARE_ADDRESS.fullmatch(address) and not _ENTITY.search(address):
        return address
    return "<" + re.sub(r"[<>\\]|&(?=#?\w+;)", r"\\\g<0>", address) + ">"


# Inline


class _Inline:
    """Writes stretches of text with their marks."""

    def __init__(self, document: Document, notes: dict[str, str]) -> None:
        self._document, self._notes = document, notes
        self._tagged_emphasis = False
        self._leave_out: SpanKind | None = None

    def render(
        self,
        start: int,
        end: int,
        spans: Sequence[Span] | None = None,
        *,
        tagged_emphasis: bool = False,
        leave_out: SpanKind | None = None,
    ) -> str:
        """Write a stretch of one block, its emphasis as HTML tags or marks of one kind not at all."""
        if start == end:
            return ""
        self._tagged_emphasis, self._leave_out = tagged_emphasis, leave_out
        self._start, self._end = start, end
        return self._nodes(nested(self._document, start, end, spans))

    def _nodes(self, nodes: Sequence[Node]) -> str:
        parts = []
        for node in nodes:
            if node.span is None:
                parts.append(self._text(node))
            else:
                parts.append(self._marked(node, node.span))
        return "".join(parts)

    def _text(self, node: Node) -> str:
        """Escape what would mean something, also together with the marks on either side."""
        raw = self._document.text[node.start : node.end]
        text = _escaped(raw)
        if raw[-1] in "!^" and node.end < self._end:
            text = f"{text[:-1]}\\{text[-1]}"
        means = "(:^" if node.start > self._start else "^"
        return "\\" + text if text[0] in means else text

    def _marked(self, node: Node, span: Span) -> str:
        inner = self._nodes(node.inner)
        core = inner.strip()
        if span.kind is self._leave_out or not core:
            return inner
        marked = self._core(node, span, core)
        lead, tail = len(inner) - len(inner.lstrip()), len(inner) - len(inner.rstrip())
        return inner[:lead] + marked + inner[len(inner) - tail :]

    def _core(self, node: Node, span: Span, core: str) -> str:
        if span.kind is SpanKind.LINK:
            if span.target in self._notes:
                return f"[^{self._notes[span.target]}]"
            return f"[{core}]({_address(span.target)})" if _FOLLOWED.match(span.target) else core
        if span.kind is SpanKind.CODE and all(inner.span is None for inner in node.inner):
            return _code(self._document.text[node.start : node.end].strip())
        tag = _TAGS[span.kind]
        if self._delimits(node, span.kind, core):
            return f"{_DELIMITERS[span.kind]}{core}{_DELIMITERS[span.kind]}"
        return f"<{tag}>{core}</{tag}>"

    def _delimits(self, node: Node, kind: SpanKind, core: str) -> bool:
        """Whether CommonMark's rules of flanking let delimiters work here."""
        if kind not in _DELIMITERS or (kind is SpanKind.EMPHASIS and self._tagged_emphasis):
            return False
        text = self._document.text
        before = text[node.start - 1] if node.start > self._start else " "
        after = text[node.end] if node.end < self._end else " "
        return _flanks(before, core[0], kind) and _flanks(after, core[-1], kind)


def _flanks(outer: str, inner: str, kind: SpanKind) -> bool:
    outside, inside = _sort(outer), _sort(inner)
    if inside == "word":
        return outside in ("space", "sign") or (outside == "word" and kind is not SpanKind.EMPHASIS)
    return inside == "sign" and outside in ("space", "sign")


def _sort(character: str) -> str:
    if character.isspace():
        return "space"
    category = unicodedata.category(character)
    if category[0] == "P" or (character.isascii() and category[0] == "S"):
        return "sign"
    return "word" if category[0] in "LN" else "unsure"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _start(text: str) -> str:
    """Escape what would make another block of a line that starts with it."""
    if _BLOCK_START.match(text):
        return "\\" + text
    return _NUMBER_START.sub(r"\1\\\2", text, count=1) if _NUMBER_START.match(text) else text


def _code(text: str) -> str:
    ticks = "`" * (max((len(found) for found in re.findall("`+", text)), default=0) + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{space}{text}{space}{ticks}"
