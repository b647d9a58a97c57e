"""What an article is gathered into before it is a document: blocks to be, and lines of text with their marks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urldefrag

from lxml.etree import _Element

from library.builder import DocumentBuilder, add_caption, add_row
from library.document import BlockKind, Span, SpanKind
from library.extract.html_markup import (
    BLOCKS,
    INVISIBLE,
    Closer,
    Names,
    descend,
    hint,
    holds,
    is_hidden,
    nothing,
    text_of,
    web_address,
)

_MARKS = {
    "strong": SpanKind.STRONG, "b": SpanKind.STRONG, "em": SpanKind.EMPHASIS, "i": SpanKind.EMPHASIS,
    "cite": SpanKind.EMPHASIS, "dfn": SpanKind.EMPHASIS, "var": SpanKind.EMPHASIS, "code": SpanKind.CODE,
    "kbd": SpanKind.CODE, "samp": SpanKind.CODE, "tt": SpanKind.CODE, "sub": SpanKind.SUB,
    "sup": SpanKind.SUP, "s": SpanKind.STRIKE, "strike": SpanKind.STRIKE, "del": SpanKind.STRIKE,
}  # fmt: skip
_BOLD = re.compile(r" (?:bold|strong|fett|negrita|grassetto|gras|fw bold|fw 700|bold\w*|\w+bold) ")
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_BACK_LINK = Names(r" (?:\w*backrefs?|reversefootnote|back ?links?|footnote (?:back|return)) ")
_BACK_TEXT = re.compile(r"[\s\u21a9\ufe0e\ufe0f\u2191^¶§#\U0001f517]*")
_SMALL_PICTURE = Names(r" (?:emoji|wp smiley|smiley|icons?|avatar|gravatar|logo|sprite|mwe math\w*|tex|latex|math) ")
_MATHS = Names(r" (?:mwe math\w*|tex|latex|math) ")
_FORMULA = re.compile(r"\{\\(?:display|text)style (.*)\}", re.DOTALL)


@dataclass
class Piece:
    """One block to be; a caption keeps its credit apart, a row its cells."""

    kind: BlockKind
    text: str = ""
    spans: list[Span] = field(default_factory=list)
    level: int = 0
    info: str = ""
    credit: str = ""
    label: str = ""
    cells: list["Line"] | None = None
    embedded: bool = False
    """Whether it stands for a player, a post, a map or the like."""
    said: tuple[str, str] = ("", "")
    """Words and credit of a picture that the page does not show."""
    called: bool = False
    """Whether a class calls it a heading."""
    parted: bool = False
    """Whether it is one of the lines of a paragraph that the markup breaks."""
    term: bool = False
    """Whether its markup calls it what the items behind it explain."""

    def add_to(self, builder: DocumentBuilder) -> bool:
        """Append the block to a document; False when nothing of it remained."""
        if self.kind is BlockKind.CAPTION:
            return add_caption(builder, self.text, self.credit, self.label)
        if self.cells is not None:
            cells = [(cell.text, cell.spans) for cell in self.cells]
            return add_row(builder, cells, self.level, header=bool(self.info))
        return builder.add(self.kind, self.text, self.spans, level=self.level, info=self.info)


@dataclass
class Line:
    """Raw text with its marks."""

    text: str = ""
    spans: list[Span] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    """Where the markup breaks the line."""

    def part(self, start: int, end: int) -> "Line":
        """The text between two offsets, with the marks that are left of it."""
        spans = [
            Span(span.kind, max(span.start, start) - start, min(span.end, end) - start, span.target)
            for span in self.spans
            if span.start < end and span.end > start
        ]
        return Line(self.text[start:end], spans)

    def verses(self) -> list["Line"]:
        """The parts between the breaks."""
        ends = [*self.breaks, len(self.text)]
        return [self.part(start, end) for start, end in zip([0, *self.breaks], ends, strict=True)]


@dataclass(frozen=True)
class Links:
    """What turns the references of a page into targets."""

    base: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    """Footnotes: the id that links name -> the label."""

    def target(self, reference: str) -> str:
        """The absolute address of a reference, `#fn:LABEL` for a footnote, empty for any other place on the page."""
        page, fragment = urldefrag(reference) if "#" in reference else (reference, "")
        if fragment and (not page or page == urldefrag(self.base)[0]):
            label = self.notes.get(fragment)
            return f"#fn:{label}" if label else ""
        return web_address(reference, self.base, ("http", "https", "mailto")) if reference else ""


class Inline:
    """A line that is being gathered."""

    def __init__(self, links: Links) -> None:
        self.blank = True
        """Whether nothing but white space was added."""
        self.broken = -1
        """Where the last line break stands, while nothing but white space is behind it."""
        self._links = links
        self._parts: list[str] = []
        self._length = 0
        self._open: list[tuple[SpanKind, str, int]] = []
        self._spans: list[Span] = []
        self._breaks: list[int] = []

    def add(self, text: str | None) -> None:
        """Append text as it stands in the markup."""
        if text:
            self._parts.append(text)
            self._length += len(text)
            if not text.isspace():
                self.blank = False
                self.broken = -1

    @property
    def is_empty(self) -> bool:
        """Whether nothing was added, not even white space."""
        return not self._parts

    @property
    def length(self) -> int:
        """Code points so far, as they stand in the markup."""
        return self._length

    def line_break(self) -> None:
        """Append what a `br` is within a line."""
        self.add("\n")
        self.broken = self._length
        self._breaks.append(self._length)

    def mark(self, kind: SpanKind, target: str = "") -> Closer:
        """Mark what is added until the closer is called."""
        self._open.append((kind, target, self._length))
        return self._close

    def enter(self, element: _Element) -> Closer | None:
        """Open an inline element; None when what it holds is not for reading."""
        if element.tag in _MARKS:
            return self.mark(_MARKS[element.tag])
        if element.tag == "a":
            return self._link(element)
        if element.tag in ("span", "font") and _is_bold(element):
            return self.mark(SpanKind.STRONG)
        if element.tag == "q":
            self.add("“")
            return lambda: self.add("”")
        if element.tag == "math" and not text_of(element):
            self.add(element.get("alttext"))
        return nothing

    def take(self) -> Line:
        """The line so far; open marks go on in what follows."""
        unclosed = [Span(kind, at, self._length, target) for kind, target, at in self._open if at < self._length]
        line = Line("".join(self._parts), self._spans + unclosed, self._breaks)
        self._parts, self._spans, self._breaks, self._length = [], [], [], 0
        self._open = [(kind, target, 0) for kind, target, _ in self._open]
        self.blank, self.broken = True, -1
        return line

    def _close(self) -> None:
        kind, target, start = self._open.pop()
        if start < self._length:
            self._spans.append(Span(kind, start, self._length, target))

    def _link(self, element: _Element) -> Closer | None:
        reference = (element.get("href") or "").strip()
        target = self._links.target(reference)
        if not target and reference.startswith("#") and _BACK_TEXT.fullmatch(text_of(element)):
            return None
        if _BACK_LINK.search(hint(element)) or element.get("role") == "doc-backlink":
            return None
        return self.mark(SpanKind.LINK, target) if target else nothing


def _is_bold(element: _Element) -> bool:
    """Whether a class or a style sets an inline element in bold."""
    style = element.get("style")
    return _say_bold(hint(element)) or (style is not None and _BOLD_STYLE.search(style) is not None)


@lru_cache(maxsize=4096)
def _say_bold(words: str) -> bool:
    return _BOLD.search(words) is not None


def gathered(root: _Element, links: Links) -> Line:
    """All visible text below an element as one line."""
    inline = Inline(links)

    def enter(element: _Element) -> Closer | None:
        if element.tag in INVISIBLE or is_hidden(element):
            return None
        if element.tag == "img":
            inline.add(f" {said_by(element)} ")
            return None
        if element.tag in BLOCKS or element.tag == "br":
            inline.add(" ")
            return lambda: inline.add(" ")
        return inline.enter(element)

    descend(root, enter, inline.add)
    line = inline.take()
    if line.text.strip():
        return line
    # A cell may hold nothing but a tick or a flag.
    return Line(next((alt for image in root.iter("img") if (alt := image.get("alt") or "")), ""))


def is_small_picture(image: _Element) -> bool:
    """Whether the markup calls an image one that stands in a line of text: a symbol or a formula."""
    return _SMALL_PICTURE.search(hint(image)) is not None


def said_by(image: _Element) -> str:
    """What is read in place of an image within a line: a formula, or a symbol of a few characters."""
    alt, before = image.get("alt") or "", image.getprevious()
    if before is not None and holds(before, "math") and not is_hidden(before):
        return ""  # the same formula in another form
    formula = _FORMULA.fullmatch(alt)
    if formula:
        return formula[1]
    return alt if len(alt) <= 4 or _MATHS.search(hint(image)) else ""
