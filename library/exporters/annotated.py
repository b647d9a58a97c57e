"""An article as one HTML file with its highlights where they stand and its notes beside them; no script, no network."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from html import escape
from typing import TYPE_CHECKING

from library.anchor import AnchorState
from library.article import Metadata, utc_text
from library.document import Document
from library.exporters.html import Page, head, heading
from library.exporters.noted import article_key, titled
from library.exporters.safe import plain_line, plain_lines
from library.highlight import HighlightKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from library.article import Article
    from library.document import Block
    from library.exporters.noted import Noted
    from library.highlight import Highlight

_ALONE = """\
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="generator" content="Broadsheet">"""
"""The page runs nothing and fetches nothing, whatever is in it."""
WAITING_SIGN = 'name="broadsheet-article" content="waiting"'
"""By this the page of what waits is known."""
_STYLE = """\
img { display: block; }
mark { color: inherit; padding: .06em 0; background: var(--ground); border-bottom: .12em solid var(--line); }
mark.several { border-bottom-style: double; border-bottom-width: .22em; }
.yellow { --ground: #fff0a8; --line: #b58900; } .green { --ground: #d5f0cc; --line: #3f8f2f; }
.blue { --ground: #d3e8fa; --line: #2f76b5; } .red { --ground: #fad9d4; --line: #b8402f; }
.purple { --ground: #e8dcf6; --line: #7a4fb0; }
mark.uncertain { border-bottom-style: dashed; }
.bookmark { border-left: .2em solid var(--line); margin-right: .2em; }
aside { font-size: .82em; line-height: 1.4; margin: .6em 0 1em; padding: .1em .8em; }
aside { border-left: .25em solid var(--line); }
aside p { margin: .3em 0; } aside .byline { font-size: .9em; }
aside .number { font-weight: bold; text-decoration: none; }
aside blockquote { margin: .3em 0; padding-left: .6em; } a.number { color: inherit; }
a[data-number]::before { content: attr(data-number); font-size: .65em; vertical-align: super; line-height: 0; }
a[data-number] { text-decoration: none; font-weight: bold; margin-right: .1em; }
@media (min-width: 64em) {
  body { max-width: 58em; }
  article > * { max-width: 36em; }
  article > .with-notes { display: grid; grid-template-columns: minmax(0, 36em) 1fr; column-gap: 2.5em; }
  article > .with-notes { max-width: none; }
  .margin > aside:first-child { margin-top: 1.2em; }
}
@media (prefers-color-scheme: dark) {
  .yellow { --ground: #54460a; --line: #e0b93a; } .green { --ground: #20451a; --line: #7cc96c; }
  .blue { --ground: #173a57; --line: #6cb2ee; } .red { --ground: #5a221b; --line: #ef8a7c; }
  .purple { --ground: #402a5c; --line: #b793e6; }
  .standfirst, .byline, figcaption, .footnotes { color: #aaa; }
}
@media print {
  body { max-width: none; margin: 0; font-size: 10.5pt; color: #000; background: #fff; }
  mark, aside { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  aside, figure, tr { break-inside: avoid; } h1, h2, h3, h4 { break-after: avoid; }
  a { color: inherit; text-decoration: none; }
}
"""


def to_annotated_html(
    article: Article, document: Document, highlights: Sequence[Highlight], picture: Callable[[str], str]
) -> str:
    """Write the page; overlapping highlights are parted into runs, each of which names all that it belongs to.

    `picture` gives the `data:` address of a picture, or nothing where the library has not kept it.
    """
    placed: list[Highlight] = []
    beside: list[Highlight] = []
    for highlight in highlights:
        (placed if highlight.place is not None else beside).append(highlight)
    page = _Annotated(document, placed, picture)
    more = f'{_ALONE}\n<meta name="broadsheet-article" content="{article_key(article)}">'
    whole = [one for one in beside if one.kind is HighlightKind.ARTICLE]
    lost = [one for one in beside if one.kind is not HighlightKind.ARTICLE]
    parts = [
        head(article.metadata, document, _STYLE, more), *heading(article.metadata),
        *(_aside(one, "") for one in whole), *page.parts(), "</article>",
    ]  # fmt: skip
    if lost:
        parts += ['<section class="notes">\n<h2>No longer in the text</h2>', *(_aside(one, "") for one in lost)]
        parts.append("</section>")
    return "\n".join([*parts, "</body>\n</html>\n"])


def to_waiting_html(waiting: Sequence[Noted]) -> str:
    """Write one page of highlights whose articles are not in the library, by what these are called."""
    more = f"{_ALONE}\n<meta {WAITING_SIGN}>"
    parts = [head(Metadata(title="Waiting for their articles"), Document(""), _STYLE, more)]
    parts.append("<h1>Waiting for their articles</h1>\n</article>")
    for one in waiting:
        title, about = escape(plain_line(titled(one.wanted))), ", ".join((*one.wanted.authors, one.wanted.site))
        parts.append(f'<section class="notes">\n<h2>{title}</h2>')
        if told := plain_line(about).strip(" ,"):
            parts.append(f'<p class="byline">{escape(told)}</p>')
        if one.wanted.url.lower().startswith(("http://", "https://")):
            address = escape(one.wanted.url)
            parts.append(f'<p class="byline"><a href="{address}">{address}</a></p>')
        parts += [_aside(mark, "") for mark in one.highlights]
        parts.append("</section>")
    return "\n".join([*parts, "</body>\n</html>\n"])


class _Annotated(Page):
    """Writes the blocks with highlights in them and notes after them."""

    def __init__(self, document: Document, highlights: Sequence[Highlight], picture: Callable[[str], str]) -> None:
        super().__init__(document)
        self._picture = picture
        places = [(one, one.place) for one in highlights if one.place is not None]
        places.sort(key=lambda found: (found[1].start, -found[1].end, found[0].id))
        self._spots = {place.start: one for one, place in places if place.start == place.end}
        self._numbers = {one.id: number for number, one in enumerate((one for one, _ in places if _says(one)), 1)}
        self._begun: set[int] = set()
        self._written: set[int] = set()
        self._beside = [(place.start, one) for one, place in places]
        self._edges, self._covers = _segments([(place.start, place.end, one) for one, place in places])

    def framed(self, blocks: Sequence[Block], parts: Iterator[str]) -> Iterator[str]:
        """Notes stand beside the blocks in which their highlights begin."""
        first = bisect_left(self._beside, blocks[0].start, key=lambda note: note[0])
        last = bisect_right(self._beside, blocks[-1].end, key=lambda note: note[0])
        text = list(parts)
        notes = [one for _, one in self._beside[first:last] if one.id not in self._written]
        self._written.update(one.id for one in notes)
        told = [_aside(one, str(self._numbers[one.id])) for one in notes if one.id in self._numbers]
        if not told:
            return iter(text)
        opened, between = '<div class="with-notes">\n<div class="text">', '</div>\n<div class="margin">'
        return iter([opened, *text, between, *told, "</div>\n</div>"])

    def text_of(self, start: int, end: int) -> str:
        """A run of text, cut where highlights begin and end."""
        parts = []
        at = start
        index = bisect_right(self._edges, start)
        while at < end:
            following = self._edges[index] if index < len(self._edges) else end
            cut = min(end, following)
            parts.append(self._spot(at) + self._covered(at, cut, self._covers[index - 1] if index else ()))
            at, index = cut, index + 1
        return "".join(parts)

    def _spot(self, at: int) -> str:
        """A bookmark that stands here."""
        one = self._spots.pop(at, None)
        if one is None:
            return ""
        return f'<span class="bookmark {one.colour}" data-ids="{one.uid}">{self._number(one)}</span>'

    def _covered(self, start: int, end: int, covering: Sequence[Highlight]) -> str:
        text = super().text_of(start, end)
        if not covering:
            return text
        names = [str(covering[-1].colour)]
        names += ["several"] if len(covering) > 1 else []
        names += ["uncertain"] if any(one.state is AnchorState.UNCERTAIN for one in covering) else []
        numbers = "".join(map(self._number, covering))
        ids = " ".join(one.uid for one in covering)
        return f'<mark class="{" ".join(names)}" data-ids="{ids}">{numbers}{text}</mark>'

    def _number(self, one: Highlight) -> str:
        """The number of a note where its highlight begins; nothing where it goes on, or says nothing."""
        if one.id in self._begun:
            return ""
        self._begun.add(one.id)
        number = self._numbers.get(one.id)
        if number is None:
            return ""
        name = f'id="mark-{number}" href="#note-{number}" aria-label="note {number}"'
        return f'<a class="number" {name} data-number="{number}"></a>'

    def _image(self, block: Block) -> str:
        """A picture that the library has kept, within the page; else what it shows, and where it lies."""
        alt, address = escape(self._document.slice(block)), block.info
        kept = self._picture(address)
        if kept:
            return f'<img src="{kept}" alt="{alt}">'
        words = f"[{alt or 'Picture'}]"
        followed = address.lower().startswith(("http://", "https://"))
        return f'<p class="byline"><a href="{escape(address)}">{words}</a></p>' if followed else f"<p>{words}</p>"


def _segments(places: Sequence[tuple[int, int, Highlight]]) -> tuple[list[int], list[tuple[Highlight, ...]]]:
    """The offsets at which highlights begin or end, and which of them cover what follows each."""
    edges = sorted({edge for start, end, _ in places for edge in (start, end)})
    covers: list[tuple[Highlight, ...]] = []
    waiting = list(reversed(places))
    running: list[tuple[int, Highlight]] = []
    for edge in edges:
        running = [(end, one) for end, one in running if end > edge]
        while waiting and waiting[-1][0] <= edge:
            _, end, one = waiting.pop()
            if end > edge:
                running.append((end, one))
        covers.append(tuple(one for _, one in running))
    return edges, covers


def _says(one: Highlight) -> bool:
    """Whether there is anything to stand in the margin."""
    return bool(one.note.strip() or one.tags or one.state is not AnchorState.HELD)


def _aside(one: Highlight, number: str) -> str:
    """A note: its number, words, tags and day; a lost one with its passage."""
    parts = []
    if one.place is None and one.quote:
        quote = "<br>\n".join(map(escape, plain_lines(one.quote).split("\n")))
        parts.append(f"<blockquote><p>{quote}</p></blockquote>")
    said = plain_lines(one.note).strip()
    if said:
        parts += [f"<p>{'<br>'.join(escape(paragraph).split(chr(10)))}</p>" for paragraph in said.split("\n\n")]
    told = [f"#{escape(plain_lines(tag))}" for tag in one.tags]
    told.append(f'<time datetime="{utc_text(one.created)}">{one.created:%Y-%m-%d}</time>')
    if one.state is not AnchorState.HELD:
        told.append(f"{one.state}: {escape(one.reason)}")
    parts.append(f'<p class="byline">{" · ".join(told)}</p>')
    name, link = "", ""
    if number:
        name, link = f' id="note-{number}"', f'<a class="number" href="#mark-{number}">{number}</a> '
    parts[0] = parts[0].replace("<p>", f"<p>{link}", 1) if link and parts[0].startswith("<p>") else link + parts[0]
    return f'<aside class="{one.colour}"{name}>\n' + "\n".join(parts) + "\n</aside>"
