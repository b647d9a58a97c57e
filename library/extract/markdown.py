"""Markdown to an article: its blocks, the title and the key points among them, and the footnotes at its end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markdown_it.token import Token

from library.builder import DocumentBuilder, add_row, clean_text
from library.document import BlockKind, Span, SpanKind
from library.extract import Dropped, Extraction
from library.extract.front_matter import part_front_matter
from library.extract.furniture import load_rules
from library.extract.markdown_inline import (
    Line,
    Marked,
    html_runs,
    image_parts,
    images_and_rest,
    shown,
    words_and_credit,
)
from library.extract.markdown_parser import CELLS_BEYOND, TOO_DEEP, parse
from library.source import Decoded, Source

_LEFT_BY_PARSER = {
    TOO_DEEP: "Lists or quotes are nested too deeply; the inner ones were kept as plain paragraphs.",
    CELLS_BEYOND: "A table has rows with more cells than its header; the cells beyond were left out.",
}
_BOXES = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}


@dataclass(slots=True)
class _Piece:
    """A block on its way into the document."""

    kind: BlockKind
    text: str = ""
    spans: list[Span] = field(default_factory=list)
    level: int = 0
    info: str = ""
    cells: list[Marked] = field(default_factory=list)
    list_number: int = 0
    """The ordinal of the outermost list around it; 0 outside of lists."""
    plain_bullet: bool = False
    """Whether it is a bullet that could be a key point: no number, no box, not just a link."""


def extract(source: Source, decoded: Decoded, own_rules: Path | None) -> Extraction:
    """Read the article in a Markdown source; `own_rules` is a folder with the person's own rule files."""
    whole = decoded.text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    front, text = part_front_matter(whole)
    env: dict[str, Any] = {}
    reader = _Reader(env, own_rules)
    for token in parse(text, env):
        reader.take(token)
    title, pieces = _title(front.title, reader.finish())
    if not front.tells_key_points:
        pieces = _with_key_points(pieces, own_rules)
    title = title or clean_text(Path(source.name).stem) or _first_words(pieces)
    metadata = front.metadata(title, source.url)
    builder = DocumentBuilder(metadata.language)
    for kind, words in front.blocks():
        builder.add(kind, words)
    for piece in pieces:
        if piece.kind is BlockKind.ROW:
            add_row(builder, piece.cells, piece.level, header=bool(piece.info))
        else:
            builder.add(piece.kind, piece.text, piece.spans, level=piece.level, info=piece.info)
    first = whole.count("\n") - text.count("\n") + 1
    beyond = [
        Dropped(words, "cells beyond a table's columns", first + line) for line, words in env.get(CELLS_BEYOND, ())
    ]
    warnings = (*front.warnings, *sorted(reader.warnings))
    return Extraction(metadata, builder.build(), (*front.dropped, *beyond), warnings)


class _Reader:
    """Takes the parser's tokens one by one and makes pieces of them."""

    def __init__(self, env: dict[str, Any], own_rules: Path | None) -> None:
        self.warnings: set[str] = set()
        self._env, self._own_rules = env, own_rules
        self._pieces: list[_Piece] = []
        self._quotes = 0
        self._heading = 0
        self._lists: list[int | None] = []
        self._list_number = self._table = self._last_label = 0
        self._pending: _Piece | None = None
        self._cells: list[Marked] | None = None
        self._header = False
        self._notes: list[tuple[str, list[Marked]]] = []
        self._in_note = False
        self._inline_labels: dict[int, str] = {}

    def take(self, token: Token) -> None:
        """Take the next block token."""
        kind, _, edge = token.type.rpartition("_")
        if edge in ("open", "close"):
            self._container(kind, token)
        elif token.type == "inline":
            self._inline(token)
        elif token.type in ("fence", "code_block"):
            language = (token.info.split() or [""])[0].strip("{}").removeprefix(".")
            self._code(token.content, language)
        elif token.type == "hr" and not self._in_note:
            self._put(_Piece(BlockKind.RULE))
        elif token.type == "html_block":
            self._html_block(token.content)

    def finish(self) -> list[_Piece]:
        """All pieces, the footnotes last."""
        written = self._env.get("footnotes", {}).get("list", {})
        for number in sorted(written):
            if number in self._inline_labels:
                self._notes.append((self._inline_labels[number], [self._line(written[number]["tokens"])]))
        self.warnings.update(said for key, said in _LEFT_BY_PARSER.items() if self._env.get(key))
        return [*self._pieces, *(_joined_note(label, parts) for label, parts in self._notes)]

    def _container(self, kind: str, token: Token) -> None:
        opens = token.nesting == 1
        if kind == "heading":
            self._heading = int(token.tag[1]) if opens else 0
        elif kind == "blockquote":
            self._quotes += token.nesting
        elif kind in ("bullet_list", "ordered_list"):
            self._list(token, ordered=kind == "ordered_list")
        elif kind == "list_item":
            self._item(opens=opens)
        elif kind in ("table", "thead", "tr"):
            self._table_part(kind, opens=opens)
        elif kind == "footnote_reference":
            self._in_note = opens
            if opens:
                self._notes.append((str(token.meta["label"]), []))

    def _list(self, token: Token, *, ordered: bool) -> None:
        if token.nesting == -1:
            self._lists.pop()
            return
        if not self._lists:
            self._list_number += 1
        start = token.attrGet("start")
        self._lists.append(int(1 if start is None else start) - 1 if ordered else None)

    def _item(self, *, opens: bool) -> None:
        self._pending = None
        if opens:
            number = self._lists[-1]
            if number is not None:
                self._lists[-1] = number = number + 1
            info = "" if number is None else str(number)
            self._pending = _Piece(BlockKind.ITEM, level=len(self._lists), info=info)

    def _table_part(self, kind: str, *, opens: bool) -> None:
        if kind == "table":
            self._table += opens
        elif kind == "thead":
            self._header = opens
        elif opens:
            self._cells = []
        else:
            info = "header" if self._header else ""
            cells, self._cells = self._cells or [], None
            if self._in_note:
                self._notes[-1][1].extend(cells)
            else:
                self._put(_Piece(BlockKind.ROW, level=self._table, info=info, cells=cells))

    def _line(self, tokens: Iterable[Token]) -> Marked:
        return Line(self.warnings, self._footnote_label).render(tokens)

    def _footnote_label(self, token: Token) -> str:
        if "label" in token.meta:
            return str(token.meta["label"])
        if token.meta["id"] not in self._inline_labels:
            self._last_label += 1
            while f":{self._last_label}" in self._env["footnotes"].get("refs", {}):
                self._last_label += 1
            self._inline_labels[token.meta["id"]] = str(self._last_label)
        return self._inline_labels[token.meta["id"]]

    def _inline(self, token: Token) -> None:
        children = token.children or []
        if self._cells is not None:
            self._cells.append(self._line(children))
        elif self._heading or self._in_note or not self._figure(children):
            self._words(*self._line(children), raw=token.content)

    def _words(self, text: str, spans: list[Span], raw: str = "") -> None:
        if self._in_note:
            self._notes[-1][1].append((text, spans))
        elif self._quotes:
            self._put(_Piece(BlockKind.QUOTE, text, spans, self._quotes))
        elif self._pending and text.strip():
            item, self._pending = self._pending, None
            box = _BOXES.get(raw[:4], "")
            if box:
                text, spans = box + text[4:], [_shifted(span, -2) for span in spans]
            item.text, item.spans = text, spans
            links = [span.end - span.start for span in spans if span.kind is SpanKind.LINK]
            item.plain_bullet = not (box or item.info or max(links, default=0) >= len(text.strip()))
            self._put(item)
        elif self._heading:
            self._put(_Piece(BlockKind.HEADING, text, spans, self._heading))
        else:
            self._put(_Piece(BlockKind.PARAGRAPH, text, spans))

    def _code(self, content: str, language: str) -> None:
        if self._in_note:
            self._notes[-1][1].append((content, [Span(SpanKind.CODE, 0, len(content))]))
        else:
            self._put(_Piece(BlockKind.CODE, content, info=language))

    def _put(self, piece: _Piece) -> None:
        piece.list_number = self._list_number if self._lists else 0
        self._pieces.append(piece)

    def _figure(self, children: Sequence[Token]) -> bool:
        """Put images with their captions; False when the paragraph is something else."""
        images, rest = images_and_rest(children)
        caption = words_and_credit(rest)
        if not images:
            under_image = bool(self._pieces) and self._pieces[-1].kind is BlockKind.IMAGE
            if caption is None or self._pending or self._quotes or not (under_image or caption[1] is not None):
                return False
        elif rest and caption is None:
            return False
        for image in images:
            alt, address = image_parts(image)
            self._put(_Piece(BlockKind.IMAGE, alt, info=address))
            if image.attrGet("title"):
                self._caption((str(image.attrGet("title")), []))
        if caption:
            words, credit = caption
            self._caption(self._line(words), None if credit is None else self._line(credit)[0])
        return True

    def _caption(self, words: Marked, credit: str | None = None) -> None:
        """Put a caption; where nothing tells its credit apart, the rules find it in the words."""
        text, spans = words
        label, colon, name = clean_text(credit or "").partition(": ")
        if not colon:
            label, name = "", label
        found = None if credit is not None else load_rules(self._own_rules).credit_in(clean_text(text))
        if found:
            label, name = found.label, found.credit
            text, spans = found.words, spans if text.startswith(found.words) else []
        text = text.rstrip()
        size = len(text)
        spans = [Span(span.kind, span.start, min(span.end, size), span.target) for span in spans if span.start < size]
        if name:
            text = f"{text} {name}".lstrip()
            spans.append(Span(SpanKind.CREDIT, len(text) - len(name), len(text), label))
        self._put(_Piece(BlockKind.CAPTION, text, spans))

    def _html_block(self, raw: str) -> None:
        """Put what an HTML block shows: paragraphs between block tags, captions, and images."""
        for text, tag, attributes in html_runs(raw, self.warnings):
            if tag == "/figcaption" and not self._in_note:
                self._caption((" ".join(text.split()), []))
            elif text.strip():
                self._words(text, [])
            if tag == "img" and self._in_note:
                self._words(attributes.get("alt", ""), [])
            elif tag == "img":
                self._put(_Piece(BlockKind.IMAGE, attributes.get("alt", ""), info=shown(attributes.get("src", ""))))


def _joined_note(label: str, parts: Sequence[Marked]) -> _Piece:
    spans: list[Span] = []
    at = 0
    for text, marks in parts:
        spans += [_shifted(span, at) for span in marks]
        at += len(text) + 1
    return _Piece(BlockKind.FOOTNOTE, " ".join(text for text, _ in parts), spans, info=label)


def _shifted(span: Span, by: int) -> Span:
    return Span(span.kind, max(0, span.start + by), max(0, span.end + by), span.target)


# Title and key points


def _title(given: str, pieces: list[_Piece]) -> tuple[str, list[_Piece]]:
    """Find the title and take out the heading that repeats it; empty when there is no heading."""
    headings = [piece for piece in pieces if piece.kind is BlockKind.HEADING and piece.text.strip()]
    best = next((piece for piece in headings if piece.level == 1), headings[0] if headings else None)
    if best is None or (best.level > 1 and best is not pieces[0]):  # a section further down names that section alone
        return given, pieces
    title = given or clean_text(best.text)
    if best.level == 1:
        repeats = best is headings[0] and clean_text(best.text).casefold() == title.casefold()
    else:
        repeats = not given and best is pieces[0] and all(other.level > best.level for other in headings[1:])
    return title, [piece for piece in pieces if not (repeats and piece is best)]


def _first_words(pieces: Sequence[_Piece]) -> str:
    text = next((text for piece in pieces if (text := clean_text(piece.text))), "")
    return text if len(text) <= 80 else text[:80].rpartition(" ")[0].rstrip(" ,;:") + "…"


def _with_key_points(pieces: list[_Piece], own_rules: Path | None) -> list[_Piece]:
    """Turn a list that stands before the first paragraph into key points; its label is taken out."""
    start = 0
    while start < len(pieces) and pieces[start].kind in (BlockKind.IMAGE, BlockKind.CAPTION):
        start += 1
    first = start
    labelled = False
    if start < len(pieces) and pieces[start].kind in (BlockKind.PARAGRAPH, BlockKind.HEADING):
        labelled = load_rules(own_rules).is_key_points_label(clean_text(pieces[start].text))
        first += labelled
    end = first
    while end < len(pieces) and 0 < pieces[end].list_number == pieces[first].list_number:
        end += 1
    points = pieces[first:end]
    flat = all(point.kind is BlockKind.ITEM and point.level == 1 for point in points)
    followed = any(piece.kind is BlockKind.PARAGRAPH for piece in pieces[end:])
    listed = labelled or all(point.plain_bullet for point in points)
    if not (points and flat and followed and listed):
        return pieces
    made = [_Piece(BlockKind.KEY_POINT, point.text, point.spans) for point in points]
    return [*pieces[:start], *made, *pieces[end:]]
