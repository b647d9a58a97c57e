"""One library for all export formats: two articles and every kind of highlight, with all that could break a format."""

from datetime import UTC, datetime

from library.anchor import Anchor, AnchorState, make_anchor
from library.article import Draft, Metadata
from library.builder import DocumentBuilder, add_caption, add_row
from library.document import BlockKind, Document, Range, Span, SpanKind
from library.exporters.noted import Noted, of_articles, of_highlights
from library.highlight import Colour, Highlight, NewHighlight, Wanted
from library.source import Source
from library.store import Store

MORNING = datetime(2026, 3, 14, 6, 30, tzinfo=UTC)
NOON = datetime(2026, 3, 14, 12, 0, 5, tzinfo=UTC)
EVENING = datetime(2026, 3, 15, 19, 45, tzinfo=UTC)
HOSTILE = '=HYPERLINK("x") ../../etc/passwd <script> [[x]] # not a tag'
NOTE = """First, *why*?

# not a heading
---
> quoted, "twice"
%% not a comment %% and a name ^abc123

- one
- two ===
<script>alert(1)</script>
***
:END:
* not a headline"""


def uid(number: int) -> str:
    return f"{number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128:032x}"


def harbour() -> Document:
    builder = DocumentBuilder("en")
    builder.add(BlockKind.STANDFIRST, "What the harbour did.")
    builder.add(BlockKind.KEY_POINT, "Nobody drowned.")
    builder.add(BlockKind.KEY_POINT, "The bell rang 钟声 twice 🔔.")
    builder.add(BlockKind.IMAGE, "A quay", info="https://example.org/q.jpg")
    add_caption(builder, "The quay at dawn.", "Maren Holt", "Photo")
    text = "🔔 rang over the calm sea; the boats lay still & <quiet>, 100%% sure. #tagged ==so=="
    builder.add(
        BlockKind.PARAGRAPH,
        text,
        [Span(SpanKind.STRONG, 7, 20), Span(SpanKind.LINK, 16, 24, "https://example.org/?a=1&b=2")],
    )
    builder.add(BlockKind.HEADING, "Boats", level=2)
    builder.add(BlockKind.ITEM, "one red boat", level=1)
    builder.add(BlockKind.ITEM, "two grey boats", level=1)
    add_row(builder, [("Gate", []), ("Width", [])], 1, header=True)
    add_row(builder, [("North | South", []), ("12", [])], 1, header=False)
    builder.add(BlockKind.QUOTE, "* Nobody came.", level=1)
    builder.add(BlockKind.CODE, "if a < b:\n    #+begin_src", info="python")
    builder.add(BlockKind.PARAGRAPH, "The end of the day 𠀀 came late.")
    return builder.build()


def bell() -> Document:
    builder = DocumentBuilder("zh")
    builder.add(BlockKind.PARAGRAPH, "港口很安静。钟响了两次，没有人来。")
    builder.add(BlockKind.PARAGRAPH, "船都停着，海也不动。")
    return builder.build()


def library(store: Store) -> list[int]:
    """Fill an empty library and return the ids of its two articles."""
    one, other = harbour(), bell()
    names, address, tags = ("Ann Lee", "=Bob"), "https://example.org/a?b=1&c=2", ("long read", "2024")
    about = Metadata(HOSTILE, names, "The Example", address, MORNING, "en", tags=tags)
    first = store.add(Draft(about, one, Source(b"one", NOON, "one.html"), NOON))
    second = store.add(Draft(Metadata("钟声"), other, Source(b"two", EVENING, "two.txt"), EVENING))
    store.keep_highlights(_marks(first, one) + _marks_of_bell(second, other) + _waiting(), NOON)
    for mark in (*store.highlights(first), *store.highlights(second)):  # whatever anchoring makes of them
        if mark.uid == uid(8):
            store.put_back(mark._replace(place=None, state=AnchorState.LOST, reason="its words are gone", score=0.25))
        if mark.uid == uid(10):
            place, reason = Range(6, 11), "the same words in another context"
            store.put_back(mark._replace(place=place, state=AnchorState.UNCERTAIN, reason=reason, score=0.5))
    return [first, second]


def _at(document: Document, words: str, *, gone: bool = False) -> Anchor:
    start = document.text.index(words)
    anchor = make_anchor(document, Range(start, start + len(words)))
    return anchor._replace(fingerprint="0" * 32) if gone else anchor


def _marks(article: int, text: Document) -> list[NewHighlight]:
    boats = _at(text, "the boats lay still & <quiet>")
    lost = Anchor(9, 40, "-1+2 words that nobody ever wrote here", "before it ", " after it", "0" * 32)
    bookmark = make_anchor(text, Range(text.text.index("Boats"), text.text.index("Boats")))
    return [
        NewHighlight(article, None, Colour.PURPLE, "On all of it.", ("sea",), MORNING, uid=uid(1)),
        NewHighlight(article, _at(text, "calm sea; the boats"), Colour.YELLOW, "", (), MORNING, NOON, uid(2)),
        NewHighlight(article, boats, Colour.GREEN, NOTE, ("long read", "=sea", "2024", "海"), MORNING, uid=uid(3)),
        NewHighlight(article, _at(text, "sure. #tagged ==so=="), Colour.BLUE, ".5 litres", (), MORNING, uid=uid(4)),
        NewHighlight(article, bookmark, Colour.RED, "", (), MORNING, uid=uid(5)),
        NewHighlight(article, _at(text, "two grey boats"), Colour.RED, "=1+1", (), MORNING, uid=uid(6)),
        NewHighlight(article, _at(text, "day 𠀀 came"), Colour.YELLOW, "```\nnever closed", (), MORNING, uid=uid(7)),
        NewHighlight(article, lost, Colour.PURPLE, "Where is it?", ("gone",), MORNING, uid=uid(8), origin="kindle:7"),
    ]


def _marks_of_bell(article: int, text: Document) -> list[NewHighlight]:
    across = _at(text, "没有人来。\n船都停着")
    elsewhere = _at(text, "钟响了两次")._replace(after="与此不同的话在后面", fingerprint="0" * 32)
    return [
        NewHighlight(article, across, Colour.BLUE, "跨段", (), EVENING, uid=uid(9)),
        NewHighlight(article, elsewhere, Colour.GREEN, "", (), EVENING, uid=uid(10)),
    ]


def _waiting() -> list[NewHighlight]:
    wanted = Wanted("https://example.org/later", "Later", ("A. Noor",), "Elsewhere")
    anchor = Anchor(-1, -1, "The sea keeps its own minutes.", "", "", "")
    return [NewHighlight(None, anchor, Colour.YELLOW, "compare", ("sea",), NOON, uid=uid(11), wanted=wanted)]


def noted(store: Store) -> list[Noted]:
    """Everything of the sample, as highlights leave."""
    ids = [mark.id for article in (1, 2) for mark in store.highlights(article)]
    return list(of_highlights(store, [*ids, *(passage.highlight.id for passage in store.waiting())]))


def articles(store: Store) -> list[Noted]:
    """The two articles of the sample, as they leave whole."""
    return list(of_articles(store, [1, 2]))


def the(found: list[Noted], number: int) -> Highlight:
    """The highlight with an identity."""
    return next(mark for one in found for mark in one.highlights if mark.uid == uid(number))
