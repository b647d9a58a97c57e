"""What stands within a Markdown block: inline tokens to text and spans, and raw HTML to its words."""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from markdown_it.token import Token

from library.document import Span, SpanKind

Marked = tuple[str, list[Span]]
TAGS_TAKEN_OFF = "It holds HTML; its tags were taken off and their text was kept."

_FOLLOWED = re.compile(r"(https?://|mailto:)\S", re.IGNORECASE)
_NOT_SHOWN = re.compile(r"\s*(data|javascript|vbscript):", re.IGNORECASE)
_MARKS = {"strong": SpanKind.STRONG, "em": SpanKind.EMPHASIS, "s": SpanKind.STRIKE, "link": SpanKind.LINK}
_TAG_MARKS = {
    "strong": SpanKind.STRONG, "b": SpanKind.STRONG, "em": SpanKind.EMPHASIS, "i": SpanKind.EMPHASIS,
    "s": SpanKind.STRIKE, "del": SpanKind.STRIKE, "strike": SpanKind.STRIKE, "code": SpanKind.CODE,
    "kbd": SpanKind.CODE, "sub": SpanKind.SUB, "sup": SpanKind.SUP, "a": SpanKind.LINK,
}  # fmt: skip
_INLINE_TAGS = _TAG_MARKS.keys() | {"abbr", "cite", "ins", "mark", "q", "samp", "small", "span", "u", "wbr"}
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*+)([^<>]*)>|<[!?/][^<>]*>")
_INLINE_TAG = re.compile(r"(?s)<(/?)([A-Za-z][A-Za-z0-9-]*+)(.*)>")
_ATTRIBUTE = re.compile(r"""(?<![\w-])([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.IGNORECASE)
_HIDDEN = re.compile(r"(?is)<!(?=--).*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)")
"""Comments, scripts and styles; one that is never closed ends with the text."""


class Line:
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
        if name in _MARKS:
            self._mark(name, _MARKS[name], token.nesting, str(token.attrGet("href") or ""))
        elif token.type == "code_inline":
            self._add(token.content, SpanKind.CODE)
        elif token.type == "image":
            self._add(_alt(token), SpanKind.LINK, str(token.attrGet("src") or ""))
        elif token.type == "footnote_ref":
            label = self._footnote(token)
            self._add(f"[{label}]", SpanKind.LINK, f"#fn:{label}")
            self._span(SpanKind.SUP, self._length - len(label) - 2)
        elif token.type == "html_inline":
            self._html(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            self._add(" ")
        else:
            self._add(token.content)

    def _add(self, text: str, kind: SpanKind | None = None, target: str = "") -> None:
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        if kind is not None:
            self._span(kind, start, target)

    def _span(self, kind: SpanKind, start: int, target: str = "") -> None:
        followed = kind is not SpanKind.LINK or target.startswith("#fn:") or _FOLLOWED.match(target)
        if start < self._length and followed:
            self._spans.append(Span(kind, start, self._length, target.replace(" ", "%20")))

    def _mark(self, name: str, kind: SpanKind, nesting: int, target: str) -> None:
        """Open or close a mark; only footnotes are places within the page."""
        if nesting == 1:
            self._open.setdefault(name, []).append((self._length, "" if target.startswith("#") else target))
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
            self._warnings.add(TAGS_TAKEN_OFF)


def _alt(image: Token) -> str:
    line, _ = Line(set(), lambda token: str(token.meta.get("label", ""))).render(image.children or [])
    return line


# Images and their captions


def image_parts(image: Token) -> tuple[str, str]:
    """What an image shows and its address."""
    return _alt(image), shown(str(image.attrGet("src") or ""))


def shown(address: str) -> str:
    """An image's address; empty when it is a script or holds the picture itself."""
    return "" if _NOT_SHOWN.match(address) else address


def images_and_rest(children: Sequence[Token]) -> tuple[list[Token], list[Token]]:
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


def words_and_credit(children: Sequence[Token]) -> tuple[list[Token], list[Token] | None] | None:
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


def _is_blank(token: Token) -> bool:
    if token.type == "html_inline":
        return token.content.startswith("<!--")
    return token.type in ("softbreak", "hardbreak") or (token.type == "text" and not token.content.strip())


def _is_small(tokens: Sequence[Token]) -> bool:
    edges = [(token.type, token.content) for token in (*tokens[:1], *tokens[-1:])]
    return edges == [("html_inline", "<small>"), ("html_inline", "</small>")]


# Raw HTML


def html_runs(raw: str, warnings: set[str]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield an HTML block's texts, each with the block tag that ends it, such as `/figcaption`, and its attributes."""
    raw = _HIDDEN.sub("", raw)
    words: list[str] = []
    at = 0
    for found in _TAG.finditer(raw):
        words.append(raw[at : found.start()])
        at = found.end()
        name = (found[2] or "").lower()
        if name and name not in ("br", "hr", "img"):
            warnings.add(TAGS_TAKEN_OFF)
        if name and name not in _INLINE_TAGS:
            yield html.unescape("".join(words)), found[1] + name, _attributes(found[3])
            words = []
    yield html.unescape("".join((*words, raw[at:]))), "", {}


def _attributes(text: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(text)
    return {name.lower(): html.unescape(double or single or bare) for name, double, single, bare in found}
