"""Texts to test with: hypothesis strategies for documents of every kind of block, script and span."""

from hypothesis import strategies as st

from library.builder import DocumentBuilder, add_caption, add_row
from library.document import BlockKind, Document, Span, SpanKind

LETTERS = "abc déf-ghi—jkl mno/pqr stu «vw» “xy” 1,234.5 "
WIDE = "中文，标点。「引用」（括号）日本語、カタカナー！한국어"
LEFTWARD = "שלום עולם، مرحبا بالعالم "
ODD = ("👩‍👩‍👧", "🇩🇪", "e\u0301", "ก็", "ﷺ", "\u00a0", "🏳️‍🌈", "👍🏽", "می\u200cخواهم")
"""Characters that are one only together; a joiner that joins nothing is measured in more than one way."""
MIXED = (*LETTERS, *WIDE, *ODD)
PROSE = "The keeper wrote down international understanding by lamplight whenever the harbour gates stood open "

words = st.one_of(
    st.lists(st.sampled_from(MIXED), max_size=160).map("".join),
    st.text(st.sampled_from(LETTERS), max_size=300),
    st.text(st.sampled_from(LEFTWARD), max_size=120),
    st.integers(0, 90).flatmap(lambda start: st.integers(1, 5).map(lambda times: (PROSE * times)[start:])),
)
_MARKS = (SpanKind.STRONG, SpanKind.EMPHASIS, SpanKind.CODE, SpanKind.STRIKE, SpanKind.LINK)
_PLAIN = [kind for kind in BlockKind if kind not in (BlockKind.ROW, BlockKind.CAPTION)]


@st.composite
def spans(draw: st.DrawFn, text: str) -> list[Span]:
    """Marked runs of a text that may lie over one another."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        kind = draw(st.sampled_from(_MARKS))
        target = draw(st.sampled_from(["https://example.org/a", "javascript:x"])) if kind is SpanKind.LINK else ""
        found.append(Span(kind, start, min(len(text), start + draw(st.integers(0, 30))), target))
    return found


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document of one to eight blocks."""
    builder = DocumentBuilder(draw(st.sampled_from(["", "en", "de-CH"])))
    for number in range(draw(st.integers(1, 8))):
        choice = draw(st.sampled_from(["plain", "plain", "caption", "table"]))
        if choice == "caption":
            add_caption(builder, draw(words), draw(st.text(st.sampled_from(LETTERS + WIDE), max_size=40)), "Photo")
        elif choice == "table":
            for row in range(draw(st.integers(1, 3))):
                row_cells: list[tuple[str, list[Span]]] = [(draw(words), []) for _ in range(draw(st.integers(1, 4)))]
                add_row(builder, row_cells, number + 1, header=row == 0)
        else:
            kind = draw(st.sampled_from(_PLAIN))
            text = draw(words)
            marked = [] if kind is BlockKind.CODE else draw(spans(text))
            if kind is BlockKind.CODE:
                text += "\n  indented\n" + draw(words)
            builder.add(kind, text, marked, level=draw(st.integers(0, 7)), info=draw(st.sampled_from(["", "3", "12"])))
    return builder.build()
