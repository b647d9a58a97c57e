"""An article as one HTML file that needs nothing else: semantic elements and a small style for reading."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from library.article import Metadata
from library.document import Block, BlockKind, Document, Span, SpanKind, caption_parts, credit_line
from library.exporters.nesting import Node, cells_with_spans, nested
from library.exporters.notes import QuotedNote
from library.exporters.text import byline

_ELEMENTS = {
    SpanKind.STRONG: "strong", SpanKind.EMPHASIS: "em", SpanKind.STRIKE: "s",
    SpanKind.SUB: "sub", SpanKind.SUP: "sup", SpanKind.CODE: "code",
}  # fmt: skip
_FOLLOWED = ("http://", "https://", "mailto:")
_DEEPEST = 12
_STYLE = """
body { margin: 2rem auto; max-width: 36em; padding: 0 1rem; font: 1.1rem/1.55 Georgia, serif; }
body { color: #222; background: #fffefb; }
h1, h2, h3, h4, h5, h6 { line-height: 1.2; } .standfirst { font-size: 1.15em; color: #555; }
.byline, figcaption, .footnotes { font-size: .85em; color: #555; } .credit { font-style: italic; }
.key-points { border-left: .25em solid #b55; padding-left: 1.5em; } li.skip { list-style: none; }
figure { margin: 1.5em 0; } img { max-width: 100%; height: auto; }
blockquote { margin-left: 0; padding-left: 1em; border-left: .2em solid #ccc; }
pre { overflow-x: auto; padding: .8em; background: #f3f0ea; font-size: .85em; }
table { border-collapse: collapse; } th, td { padding: .2em .6em; border: 1px solid #ccc; text-align: left; }
@media (prefers-color-scheme: dark) {
  body { color: #ddd; background: #1b1b1b; } pre { background: #262626; } a { color: #8bf; }
}
"""


def to_html(metadata: Metadata, document: Document, notes: Sequence[QuotedNote] = ()) -> str:
    """Write the article with its notes as a whole page."""
    parts = [head(metadata, document), *heading(metadata), *Page(document).parts(), "</article>"]
    if notes:
        parts += ['<section class="notes">\n<h2>Notes</h2>', *map(_note, notes), "</section>"]
    return "\n".join([*parts, "</body>\n</html>\n"])


def head(metadata: Metadata, document: Document, style: str = "", more: str = "") -> str:
    """Everything before the headline; `style` and the elements in `more` are added to the head."""
    language = metadata.language or document.language
    lang = f' lang="{escape(language)}"' if language else ""
    lines = [
        f'<!doctype html>\n<html{lang}>\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        *([more] if more else []),
        f"<title>{escape(metadata.title)}</title>\n<style>{_STYLE}{style}</style>\n</head>\n<body>\n<article>",
    ]
    return "\n".join(lines)


def heading(metadata: Metadata) -> Iterator[str]:
    """The headline and what stands below it."""
    yield f"<h1>{escape(metadata.title)}</h1>" if metadata.title else ""
    if byline(metadata):
        yield f'<p class="byline">{escape(byline(metadata))}</p>'
    if metadata.url.lower().startswith(_FOLLOWED):
        yield f'<p class="byline"><a href="{escape(metadata.url)}" rel="bookmark">{escape(metadata.url)}</a></p>'


def _note(note: QuotedNote) -> str:
    quote = "<br>\n".join(map(escape, note.quote.split("\n")))
    said = "<br>\n".join(map(escape, note.note.strip().split("\n")))
    tags = "".join(f"#{escape(tag)} " for tag in note.tags)
    day = f'<time datetime="{note.created.isoformat()}">{note.created:%Y-%m-%d}</time>'
    told = f"<p>{said}</p>\n" if said else ""
    return f'<blockquote><p>{quote}</p></blockquote>\n{told}<p class="byline">{tags}{day}</p>'


class Page:
    """Writes the blocks of one document; a subclass may mark runs of its text, and add to its blocks."""

    def __init__(self, document: Document) -> None:
        self._document = document
        labels = [block.info for block in document.blocks if block.kind is BlockKind.FOOTNOTE]
        self._notes = {f"#fn:{label}": f"fn-{number}" for number, label in enumerate(labels, start=1)}

    def parts(self) -> Iterator[str]:
        """Yield the page's elements in reading order."""
        writers = {
            BlockKind.KEY_POINT: self._key_points, BlockKind.ITEM: self._items, BlockKind.QUOTE: self._quotes,
            BlockKind.ROW: self._table, BlockKind.FOOTNOTE: self._footnotes, BlockKind.IMAGE: self._figures,
        }  # fmt: skip
        for (kind, _), group in groupby(self._document.blocks, _run):
            run = list(group)
            for blocks in [run] if kind in writers else [[block] for block in run]:
                yield from self.framed(blocks, writers[kind](blocks) if kind in writers else map(self._single, blocks))

    def framed(self, blocks: Sequence[Block], parts: Iterator[str]) -> Iterator[str]:
        """The elements of blocks that are written together, as they stand in the page."""
        del blocks
        return parts

    def text_of(self, start: int, end: int) -> str:
        """A run of text within one element, escaped."""
        return escape(self._document.text[start:end])

    def _single(self, block: Block) -> str:
        if block.kind is BlockKind.CODE:
            language = f' class="language-{escape(block.info)}"' if block.info else ""
            return f"<pre><code{language}>{self.text_of(block.start, block.end)}</code></pre>"
        if block.kind is BlockKind.RULE:
            return "<hr>"
        text = self._inline(block.start, block.end)
        if block.kind is BlockKind.HEADING:
            level = min(6, max(2, block.level))  # the title is the only h1
            return f"<h{level}>{text}</h{level}>"
        return f'<p class="standfirst">{text}</p>' if block.kind is BlockKind.STANDFIRST else f"<p>{text}</p>"

    def _key_points(self, run: Sequence[Block]) -> Iterator[str]:
        yield '<ul class="key-points">'
        for block in run:
            yield f"<li>{self._inline(block.start, block.end)}</li>"
        yield "</ul>"

    def _items(self, run: Sequence[Block]) -> Iterator[str]:
        lists: list[str] = []
        for block in run:
            level = min(_DEEPEST, max(1, block.level))
            own = "ol" if block.info.isdecimal() else "ul"
            while len(lists) > level or (len(lists) == level and lists[-1] != own):
                yield f"</li></{lists.pop()}>"
            if len(lists) == level:
                yield "</li>"
            while len(lists) < level:
                lists.append(own if len(lists) == level - 1 else "ul")
                yield f"<{lists[-1]}>" if len(lists) == level else '<ul><li class="skip">'
            value = f' value="{escape(block.info)}"' if own == "ol" else ""
            yield f"<li{value}>{self._inline(block.start, block.end)}"
        yield "".join(f"</li></{tag}>" for tag in reversed(lists))

    def _quotes(self, run: Sequence[Block]) -> Iterator[str]:
        depth = 0
        for block in run:
            level = min(_DEEPEST, max(1, block.level))
            yield "<blockquote>" * (level - depth) + "</blockquote>" * (depth - level)
            yield f"<p>{self._inline(block.start, block.end)}</p>"
            depth = level
        yield "</blockquote>" * depth

    def _table(self, rows: Sequence[Block]) -> Iterator[str]:
        yield "<table>"
        for header, group in groupby(rows, lambda row: bool(row.info)):
            part, cell = ("thead", "th") if header else ("tbody", "td")
            yield f"<{part}>"
            for row in group:
                found = cells_with_spans(self._document, row)
                texts = [self._inline(stretch.start, stretch.end, spans) for stretch, spans in found]
                yield f"<tr>{''.join(f'<{cell}>{text}</{cell}>' for text in texts)}</tr>"
            yield f"</{part}>"
        yield "</table>"

    def _footnotes(self, run: Sequence[Block]) -> Iterator[str]:
        yield '<section class="footnotes" role="doc-endnotes">'
        for block in run:
            name = self._notes[f"#fn:{block.info}"]
            yield f'<p id="{name}">[{escape(block.info)}] {self._inline(block.start, block.end)}</p>'
        yield "</section>"

    def _figures(self, run: Sequence[Block]) -> Iterator[str]:
        figure: list[str] = []
        for block in run:
            if block.kind is BlockKind.CAPTION:
                yield f"<figure>{''.join(figure)}<figcaption>{self._caption(block)}</figcaption></figure>"
                figure = []
            else:
                if figure:
                    yield f"<figure>{figure.pop()}</figure>"
                figure = [self._image(block)]
        if figure:
            yield f"<figure>{figure.pop()}</figure>"

    def _image(self, block: Block) -> str:
        alt = escape(self._document.slice(block))
        if not block.info.lower().startswith(("http://", "https://")):
            return f"<p>[{alt}]</p>" if alt else ""
        return f'<img src="{escape(block.info)}" alt="{alt}" loading="lazy">'

    def _caption(self, block: Block) -> str:
        words, credit, label = caption_parts(self._document, block)
        plain = self._document.slice(block).startswith(words)
        text = self._inline(block.start, block.start + len(words)) if plain else escape(words)
        if not credit:
            return text
        span = next(span for span in self._document.spans_in(block) if span.kind is SpanKind.CREDIT)
        told = credit_line("", escape(label)) if label else ""
        return f'{text} <span class="credit">{told}{self.text_of(span.start, span.end)}</span>'.lstrip()

    def _inline(self, start: int, end: int, spans: Sequence[Span] | None = None) -> str:
        return self._nodes(nested(self._document, start, end, spans)) if start < end else ""

    def _nodes(self, nodes: Sequence[Node]) -> str:
        return "".join(
            self._marked(node.span, self._nodes(node.inner)) if node.span else self.text_of(node.start, node.end)
            for node in nodes
        )

    def _marked(self, span: Span, inner: str) -> str:
        if span.kind in _ELEMENTS:
            return f"<{_ELEMENTS[span.kind]}>{inner}</{_ELEMENTS[span.kind]}>"
        if span.target in self._notes:
            return f'<a href="#{self._notes[span.target]}" role="doc-noteref">{inner}</a>'
        followed = span.target.lower().startswith(_FOLLOWED)
        return f'<a href="{escape(span.target)}">{inner}</a>' if followed else inner


def _run(block: Block) -> tuple[BlockKind, int]:
    """Tell blocks apart that are written together: by kind, rows by their table, captions with their images."""
    kind = BlockKind.IMAGE if block.kind is BlockKind.CAPTION else block.kind
    return kind, block.level if kind is BlockKind.ROW else 0
