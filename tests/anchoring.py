"""Articles of a few words, and anchors made in them."""

from hypothesis import strategies as st

from library.anchor import Anchor, make_anchor
from library.builder import DocumentBuilder
from library.document import BlockKind, Document, Range

PROSE = (
    "harbour gate tide lamp keeper river salt road ferry index bell stone winter north glass water chart quay "
    "the a of and in was it that over under he she said night morning years before after"
)
WORDS = PROSE.split()


def article(*paragraphs: str) -> Document:
    builder = DocumentBuilder()
    for paragraph in paragraphs:
        builder.add(BlockKind.PARAGRAPH, paragraph)
    return builder.build()


def anchor_of(document: Document, quote: str, *, nth: int = 0) -> Anchor:
    start = -1
    for _ in range(nth + 1):
        start = document.text.index(quote, start + 1)
    return make_anchor(document, Range(start, start + len(quote)))


def prose(seed: int, words: int = 40) -> str:
    """Words in an order that no other seed has: neighbours are told apart by their numbers."""
    return " ".join(f"{WORDS[(seed * 7 + at * at) % len(WORDS)]} {seed}.{at}" for at in range(words))


PARAGRAPHS = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join), min_size=1, max_size=6
).map(lambda paragraphs: article(*paragraphs))


@st.composite
def places(draw: st.DrawFn, document: Document) -> Range:
    start = draw(st.integers(0, len(document.text)))
    return Range(start, draw(st.integers(start, len(document.text))))
