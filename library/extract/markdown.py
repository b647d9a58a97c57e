"""Markdown to an article: front matter, blocks, inline marks, and raw HTML as its words without the tags."""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from library.article import Metadata
from library.document import BlockKind, DocumentBuilder, Span, SpanKind, add_row, clean_text
from library.extract import Dropped, Extraction
from library.extract.dates import parse_date
from library.extract.furniture import load_rules
from library.source import Decoded, Source

_FRONT_MATTER = re.compile(r"(?ms)---[ \t]*\n(?P<inner>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_KEYED = re.compile(r"^([A-Za-z_][\w -]{0,40}?)[ \t]*:(?:[ \t]+(.*))?$", re.MULTILINE)
_LARGEST_FRONT_MATTER = 64 * 1024
_DEEPEST_YAML = 16
_NO_VALUE = frozenset(("", "~", "null", "Null", "NULL"))
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_WEB = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
_FOLLOWED = re.compile(r"(https?://|mailto:)\S", re.IGNORECASE)
_KEY_POINTS = ("key_points", "highlights")

_PARSER_NESTING, _DEEPEST_BLOCK = 40, 30
_MARKS = {"strong": SpanKind.STRONG, "em": SpanKind.EMPHASIS, "s": SpanKind.STRIKE}
_TAG_MARKS = _MARKS | {
    "b": SpanKind.STRONG, "i": SpanKind.EMPHASIS, "del": SpanKind.STRIKE, "strike": SpanKind.STRIKE,
    "code": SpanKind.CODE, "kbd": SpanKind.CODE, "sub": SpanKind.SUB, "sup": SpanKind.SUP,
    "a": SpanKind.LINK,
}  # fmt: skip
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)([^<>]*)>|<[!?/][^<>]*>")
_INLINE_TAG = re.compile(r"(?s)<(/?)([A-Za-z][A-Za-z0-9-]*)(.*)>")
_ATTRIBUTE = re.compile(r"""(?<![\w-])([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style)\b", re.IGNORECASE)
_INLINE_TAGS = _TAG_MARKS.keys() | {"abbr", "cite", "ins", "mark", "q", "samp", "small", "span", "u", "wbr"}
_TAGS_TAKEN_OFF = "It holds HTML; its tags were taken off and their text was kept."
_TOO_DEEP = "Lists or quotes are nested too deeply; the inner ones were kept as plain paragraphs."
_BOXES = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}

Marked = tuple[str, list[Span]]


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
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    front, text = _front_matter(text)
    env: dict[str, Any] = {}
    reader = _Reader(env, own_rules)
    for token in _PARSER.parse(text, env):
        reader.take(token)
    pieces = reader.finish()
    title, pieces = _title(front.line("title"), pieces)
    title = title or clean_text(Path(source.name).stem) or _first_words(pieces)
    if front.values.keys().isdisjoint(_KEY_POINTS):
        pieces = _with_key_points(pieces, own_rules)
    language = front.language()
    builder = DocumentBuilder(language)
    for piece in (*front.pieces(), *pieces):
        if piece.kind is BlockKind.ROW:
            add_row(builder, piece.cells, piece.level, header=bool(piece.info))
        else:
            builder.add(piece.kind, piece.text, piece.spans, level=piece.level, info=piece.info)
    published = front.published()
    warnings = (*front.warnings, *sorted(reader.warnings))
    metadata = Metadata(
        title=title,
        authors=tuple(front.names("author", "authors", "creator", "byline")),
        site=front.line("site", "site_name", "publisher"),
        url=front.url() or (source.url if _WEB.fullmatch(source.url) else ""),
        published=published,
        language=language,
        description=front.line("description", "summary", "excerpt"),
        tags=tuple(front.tags()),
    )
    return Extraction(metadata, builder.build(), tuple(front.dropped), warnings)


# Front matter


@dataclass
class _FrontMatter:
    """The mapping before the text, with every scalar as it was written."""

    values: dict[str, object] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)

    def lines(self, *keys: str) -> list[str]:
        """Values of the first key that has any, one line each."""
        for key in keys:
            found = [line for value in _strings(self.values.get(key)) if (line := clean_text(value))]
            if found:
                return found
        return []

    def line(self, *keys: str) -> str:
        """Only the first of those, or empty."""
        return next(iter(self.lines(*keys)), "")

    def names(self, *keys: str) -> list[str]:
        """People: wiki links as their text, "A, B and C" as three when each part is more than one word."""
        names = [clean_text(_WIKI_LINK.sub(r"\1", line).strip("[]")) for line in self.lines(*keys)]
        if len(names) == 1:
            parts = [part.strip() for part in re.split(r"[,;]\s*(?:and\s+)?|\s+(?:and|&)\s+", names[0])]
            names = parts if all(" " in part for part in parts) else names
        return list(dict.fromkeys(filter(None, names)))

    def tags(self) -> list[str]:
        """Tags without their number sign, from a list or from a line with commas."""
        lines = self.lines("tags", "tag", "keywords")
        parts = lines[0].split(",") if len(lines) == 1 else lines
        return list(dict.fromkeys(filter(None, (clean_text(part.strip().lstrip("#")) for part in parts))))

    def url(self) -> str:
        """Where it came from, when that is http or https."""
        found = (line for key in ("canonical", "url", "source", "link") for line in self.lines(key))
        return next((line for line in found if _WEB.fullmatch(line)), "")

    def language(self) -> str:
        """Its BCP 47 tag, or empty."""
        found = self.line("language", "lang").replace("_", "-")
        return found if _LANGUAGE.fullmatch(found) else ""

    def published(self) -> datetime | None:
        """When it came out, aware UTC; a date that can't be understood becomes a warning."""
        for key in ("published", "date", "created"):
            line = self.line(key)
            found = parse_date(line) if line else None
            if found:
                return found
            if line:
                self.warnings.append(f"The front matter's {key}, {line[:40]!r}, is no known form of date.")
        return None

    def pieces(self) -> Iterator[_Piece]:
        """Standfirst and key points, in the order in which they are given."""
        for key, values in self.values.items():
            if key == "standfirst":
                yield from (_Piece(BlockKind.STANDFIRST, value) for value in _strings(values))
            elif key in _KEY_POINTS:
                points = _strings(values) if isinstance(values, list) else str(values or "").split("\n")
                yield from (_Piece(BlockKind.KEY_POINT, point) for point in points)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for entry in value:
            yield from _strings(entry)
    elif isinstance(value, dict):
        yield from _strings(value.get("name"))


def _front_matter(text: str) -> tuple[_FrontMatter, str]:
    """Part the front matter from the text after it; a rule that a text starts with is no front matter."""
    found = _FRONT_MATTER.match(text) if text.startswith("---") else None
    inner = found["inner"] if found else ""
    if found is None or (inner.strip() and not _KEYED.search(inner)):
        return _FrontMatter(), text
    front, rest = _FrontMatter(), text[found.end() :]
    if len(inner) > _LARGEST_FRONT_MATTER:
        problem = f"is larger than {_LARGEST_FRONT_MATTER // 1024} KB"
    else:
        try:
            values = _yaml_values(inner)
        except ValueError as error:
            problem = str(error)
        else:
            front.values = values
            return front, rest
        # A title with a colon in it is the commonest mistake, and every line for itself is still clear.
        lines = _KEYED.findall(inner)
        front.values = {_key(key): value.strip().strip("\"'[]") for key, value in lines}
    front.warnings.append(f"The front matter {problem}; what could not be read was left out.")
    front.dropped.append(Dropped(inner.strip("\n"), f"front matter that {problem}", 2))
    return front, rest


def _yaml_values(text: str) -> dict[str, object]:
    """Read a YAML mapping of strings, lists and mappings; raises ValueError, whose text is the problem.

    Parser events are all that is used: no tag constructs anything, no alias can multiply, `NO` stays a word.
    """
    root: list[object] = []
    stack = [root]
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise ValueError("uses YAML anchors or aliases, which are not followed")
            if isinstance(event, yaml.ScalarEvent):
                stack[-1].append(None if event.implicit[0] and event.value in _NO_VALUE else event.value)
            elif isinstance(event, yaml.CollectionStartEvent):
                stack.append([])
                if len(stack) > _DEEPEST_YAML:
                    raise ValueError("is nested too deeply")
            elif isinstance(event, yaml.CollectionEndEvent):
                flat = stack.pop()
                mapping = isinstance(event, yaml.MappingEndEvent)
                stack[-1].append(dict(_pairs(flat)) if mapping else flat)
            elif isinstance(event, yaml.DocumentEndEvent):
                break
    except yaml.YAMLError as error:
        raise ValueError(f"is not valid YAML ({_where(error)})") from error
    values = root[0] if root else {}
    if values is None or isinstance(values, dict):
        return values or {}
    raise ValueError("is not a list of keys and values")


def _pairs(flat: list[object]) -> Iterator[tuple[str, object]]:
    for key, value in zip(flat[::2], flat[1::2], strict=True):
        if isinstance(key, str):
            yield _key(key), value


def _key(written: str) -> str:
    return written.strip().lower().replace("-", "_").replace(" ", "_")


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it holds a forbidden character"
    return f"line {mark.line + 2}: {problem}" if mark else str(problem)


# Parsing


class _Parser(MarkdownIt):
    """CommonMark that leaves addresses as they were written; which are followed is decided here."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802  the library's name
        return url

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802  the library's name
        return True


def _keep_too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  a parser rule
    """Make a paragraph of lines below the deepest level; the parser by itself would leave them out."""
    if silent or state.level < _DEEPEST_BLOCK:
        return False
    line = start + 1
    while line < end and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent:
        line += 1
    state.env["too_deep"] = True
    state.push("paragraph_open", "p", 1)
    inline = state.push("inline", "", 0)
    inline.content = state.getLines(start, line, state.blkIndent, keepLastLF=False).lstrip(" \t>-+*").rstrip()
    inline.children = []
    state.push("paragraph_close", "p", -1)
    state.line = line
    return True


def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"maxNesting": _PARSER_NESTING}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin, move_to_end=False)
    parser.block.ruler.before("table", "too_deep", _keep_too_deep, {"alt": []})
    return parser


_PARSER = _parser()


# Inline


class _Line:
    """Builds one line of text with its spans."""

    def __init__(self, warnings: set[str], footnote: Callable[[Token], str]) -> None:
        self._warnings, self._footnote = warnings, footnote
        self._parts: list[str] = []
        self._length = 0
        self._open: dict[str, list[tuple[int, str]]] = {}
        self._spans: list[Span] = []

    def render(self, tokens: Iterable[Token]) -> Marked:
        """Text and spans of inline tokens."""
        for token in tokens:
            self._take(token)
        return "".join(self._parts), list(dict.fromkeys(self._spans))

    def _take(self, token: Token) -> None:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if name in _MARKS or name == "link":
            self._mark(name, _MARKS.get(name, SpanKind.LINK), token.nesting, str(token.attrGet("href") or ""))
        elif token.type == "code_inline":
            self._add(token.content, SpanKind.CODE)
        elif token.type == "image":
            self._add(_alt(token), SpanKind.LINK, str(token.attrGet("src") or ""))
        elif token.type == "footnote_ref":
            label = self._footnote(token)
            self._add(f"[{label}]", SpanKind.LINK, f"#fn:{label}")
            self._add("", SpanKind.SUP, length=len(label) + 2)
        elif token.type == "html_inline":
            self._html(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            self._add(" ")
        else:
            self._add(token.content)

    def _add(self, text: str, kind: SpanKind | None = None, target: str = "", *, length: int = 0) -> None:
        start = self._length - length
        self._parts.append(text)
        self._length += len(text)
        if kind is not None:
            self._span(kind, start, target)

    def _span(self, kind: SpanKind, start: int, target: str) -> None:
        followed = kind is not SpanKind.LINK or target.startswith("#fn:") or _FOLLOWED.match(target)
        if start < self._length and followed:
            self._spans.append(Span(kind, start, self._length, target.replace(" ", "%20")))

    def _mark(self, name: str, kind: SpanKind, nesting: int, target: str) -> None:
        target = "" if target.startswith("#") else target
        if nesting == 1:
            self._open.setdefault(name, []).append((self._length, target))
        elif self._open.get(name):
            start, target = self._open[name].pop()
            self._span(kind, start, target)

    def _html(self, raw: str) -> None:
        found = _INLINE_TAG.fullmatch(raw)
        if found is None:
            return
        name, attributes = found[2].lower(), _attributes(found[3])
        if name in _TAG_MARKS:
            self._mark(name, _TAG_MARKS[name], -1 if found[1] else 1, attributes.get("href", ""))
        elif name == "br":
            self._add(" ")
        elif name == "img":
            self._add(attributes.get("alt", ""), SpanKind.LINK, attributes.get("src", ""))
        else:
            self._warnings.add(_TAGS_TAKEN_OFF)


def _attributes(text: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(text)
    return {name.lower(): html.unescape(double or single or bare) for name, double, single, bare in found}


def _alt(image: Token) -> str:
    line, _ = _Line(set(), lambda token: str(token.meta.get("label", ""))).render(image.children or [])
    return line


def _address(image: Token) -> str:
    return _shown(str(image.attrGet("src") or ""))


def _shown(address: str) -> str:
    """Leave out an address that is a script or holds the picture itself."""
    return "" if re.match(r"\s*(data|javascript|vbscript):", address, re.IGNORECASE) else address


def _is_blank(token: Token) -> bool:
    if token.type == "html_inline":
        return token.content.startswith("<!--")
    return token.type in ("softbreak", "hardbreak") or (token.type == "text" and not token.content.strip())


def _images_and_rest(children: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """Part the images that a paragraph starts with, linked or not, from what follows them."""
    images: list[Token] = []
    at = 0
    while at < len(children):
        types = [token.type for token in children[at : at + 3]]
        if types[0] == "image":
            images.append(children[at])
        elif types == ["link_open", "image", "link_close"]:
            images.append(children[at + 1])
            at += 2
        elif not _is_blank(children[at]):
            break
        at += 1
    return images, list(children[at:])


def _emphasised(children: Sequence[Token]) -> tuple[list[Token], list[Token] | None] | None:
    """Give the inside of a wholly emphasised paragraph and that of a `<small>` after it; else None."""
    tokens = list(children)
    while tokens and _is_blank(tokens[-1]):
        tokens.pop()
    if _is_small(tokens):
        return [], tokens[1:-1]
    if not tokens or tokens[0].type != "em_open":
        return None
    depth = 0
    for at, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            rest = [token for token in tokens[at + 1 :] if not _is_blank(token)]
            if rest and not _is_small(rest):
                return None
            return tokens[1:at], rest[1:-1] if rest else None
    return None


def _is_small(tokens: Sequence[Token]) -> bool:
    edges = [(token.type, token.content) for token in (*tokens[:1], *tokens[-1:])]
    return edges == [("html_inline", "<small>"), ("html_inline", "</small>")]


# Blocks


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
        if self._env.get("too_deep"):
            self.warnings.add(_TOO_DEEP)
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
            while cells and not clean_text(cells[-1][0]):
                cells.pop()  # an empty cell at the end would stand one past the row's text
            if self._in_note:
                self._notes[-1][1].extend(cells)
            else:
                self._put(_Piece(BlockKind.ROW, level=self._table, info=info, cells=cells))

    def _line(self, tokens: Iterable[Token]) -> Marked:
        return _Line(self.warnings, self._footnote_label).render(tokens)

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
        images, rest = _images_and_rest(children)
        caption = _emphasised(rest)
        if not images:
            under_image = bool(self._pieces) and self._pieces[-1].kind is BlockKind.IMAGE
            if caption is None or self._pending or self._quotes or not (under_image or caption[1] is not None):
                return False
            self._caption(*caption)
            return True
        if rest and caption is None:
            return False
        for image in images:
            self._put(_Piece(BlockKind.IMAGE, _alt(image), info=_address(image)))
            if image.attrGet("title"):
                self._caption([Token("text", "", 0, content=str(image.attrGet("title")))], None)
        if caption:
            self._caption(*caption)
        return True

    def _caption(self, words: Sequence[Token], credit: Sequence[Token] | None) -> None:
        """Put a caption; where nothing tells its credit apart, the rules find it in the words."""
        text, spans = self._line(words)
        label, colon, name = clean_text(self._line(credit or [])[0]).partition(": ")
        if not colon:
            label, name = "", label
        found = None if credit is not None else load_rules(self._own_rules).credit_in(clean_text(text))
        if found:
            label, name = found.label, found.credit
            if found.words != text[: len(found.words)]:
                text, spans = found.words, []
            text = text[: len(found.words)]
        text = text.rstrip()
        size = len(text)
        kept = (span for span in spans if span.start < size)
        spans = [Span(span.kind, span.start, min(span.end, size), span.target) for span in kept]
        if name:
            text = f"{text} {name}".lstrip()
            spans.append(Span(SpanKind.CREDIT, len(text) - len(name), len(text), label))
        self._put(_Piece(BlockKind.CAPTION, text, spans))

    def _html_block(self, raw: str) -> None:
        """Put what an HTML block shows: paragraphs between block tags, captions, and images."""
        raw = _without_hidden(raw)
        words: list[str] = []
        at = 0
        for found in (*_TAG.finditer(raw), None):
            words.append(raw[at : found.start()] if found else raw[at:])
            if found is None or (found[2] and found[2].lower() not in _INLINE_TAGS):
                text = html.unescape("".join(words))
                words = []
                if found and found[1] and found[2].lower() == "figcaption" and not self._in_note:
                    self._caption([Token("text", "", 0, content=" ".join(text.split()))], None)
                elif text.strip():
                    self._words(text, [])
            if found and found[2]:
                self._html_tag(found[2].lower(), found[3])
            at = found.end() if found else at

    def _html_tag(self, name: str, attributes: str) -> None:
        if name == "img" and not self._in_note:
            given = _attributes(attributes)
            self._put(_Piece(BlockKind.IMAGE, given.get("alt", ""), info=_shown(given.get("src", ""))))
        elif name not in ("br", "hr"):
            self.warnings.add(_TAGS_TAKEN_OFF)


def _without_hidden(raw: str) -> str:
    """HTML without comments, scripts and styles; one that is never closed ends with the text."""
    kept: list[str] = []
    at = 0
    while at < len(raw):
        comment = raw.find("<!--", at)
        hidden = _HIDDEN.search(raw, at, comment if comment >= 0 else len(raw))
        start = hidden.start() if hidden else comment
        if start < 0:
            break
        kept.append(raw[at:start])
        close = re.compile(f"</{hidden[1]}\\s*>" if hidden else "-->", re.IGNORECASE).search(raw, start)
        at = close.end() if close else len(raw)
    return "".join((*kept, raw[at:]))


def _joined_note(label: str, parts: Sequence[Marked]) -> _Piece:
    note = _Piece(BlockKind.FOOTNOTE, info=label)
    for text, spans in parts:
        at = len(note.text) + 1 if note.text else 0
        note.spans.extend(_shifted(span, at) for span in spans)
        note.text = f"{note.text} {text}" if note.text else text
    return note


def _shifted(span: Span, by: int) -> Span:
    return Span(span.kind, max(0, span.start + by), max(0, span.end + by), span.target)


# The whole


def _title(given: str, pieces: list[_Piece]) -> tuple[str, list[_Piece]]:
    """Find the title and take out the heading that repeats it; empty when there is no heading."""
    headings = [piece for piece in pieces if piece.kind is BlockKind.HEADING and piece.text.strip()]
    if not headings:
        return given, pieces
    top = next((piece for piece in headings if piece.level == 1), None)
    if given:
        repeated = top is headings[0] and clean_text(top.text).casefold() == given.casefold()
        return given, [piece for piece in pieces if piece is not top] if repeated else pieces
    if top is None:
        lone = headings[0] is pieces[0] and all(other.level > pieces[0].level for other in headings[1:])
        return clean_text(headings[0].text), pieces[1:] if lone else pieces
    return clean_text(top.text), [piece for piece in pieces if piece is not top or top is not headings[0]]


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
