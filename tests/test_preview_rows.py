"""The preview as rows: the head, the first lines as on the page, the notes in their colours, bounded work."""

from datetime import datetime, timedelta

import pytest

from library.article import Draft, Metadata, Progress
from library.builder import DocumentBuilder
from library.document import BlockKind, Span, SpanKind
from library.errors import NotFoundError
from library.highlight import Colour
from library.source import Source
from library.store import Store
from reader.besides import glance_of
from reader.breaking import cells
from reader.preview import CHARACTERS, Glance, blank_preview, preview_rows
from reader.themes import COLOURLESS, PALETTES, Palette, styles_of
from tests.driving import add_article, mark, sentence

NIGHT = styles_of(PALETTES["night"])


def text_of(glance: Glance | None, width: int = 60, height: int = 30) -> list[str]:
    return ["".join(run.text for run in row).rstrip() for row in preview_rows(glance, NIGHT, width, height)]


def glance(store: Store, number: int) -> Glance:
    found = glance_of(store, number)
    assert found is not None
    return found


def test_head_first_lines_and_notes(store: Store, now: datetime) -> None:
    number = add_article(store, "Gamma", now)
    store.tag([number], ["sea/tides", "harbour"])
    mark(store, number, "Paragraph 2 tells", now, colour=Colour.BLUE, note="Compare with the log")
    document = store.document(number)
    store.save_progress(
        Progress(number, document.blocks[9].start, 0, document.words_before(document.blocks[9].start), now)
    )
    shown = text_of(glance(store, number))
    assert "│  Gamma" in shown
    assert "│  Odile Marrack" in shown
    assert any(line.startswith("│  The Harbour Post") for line in shown)
    assert any("% read · " in line and "left" in line for line in shown)
    assert "│  #harbour #sea/tides" in shown
    assert "│  ▪ First point of Gamma" in shown
    assert any(line.startswith("│    The gates at dawn.") for line in shown)
    assert any("── 1 highlight ──" in line for line in shown)
    assert "│  ◉ Paragraph 2 tells" in shown
    assert "│    ✎ Compare with the log" in shown


def test_highlights_lie_over_the_first_lines(store: Store, now: datetime) -> None:
    number = add_article(store, "Gamma", now)
    mark(store, number, "First point", now, colour=Colour.GREEN)
    rows = preview_rows(glance(store, number), NIGHT, 60, 30)
    ground = NIGHT.highlight_of((Colour.GREEN,)).ground
    assert any(run.text == "First point" and run.ink.ground == ground for row in rows for run in row)


def test_what_is_read_says_so(store: Store, now: datetime) -> None:
    number = add_article(store, "Gamma", now)
    store.save_progress(Progress(number, 0, 0, 10_000, now, now))
    assert "│  ✓ read" in text_of(glance(store, number))


@pytest.mark.parametrize("theme", [*PALETTES.values(), COLOURLESS])
@pytest.mark.parametrize(("width", "height"), [(72, 49), (40, 18), (20, 5), (9, 1), (3, 4)])
def test_every_row_fills_the_preview(store: Store, now: datetime, theme: Palette, width: int, height: int) -> None:
    number = add_article(store, "Die Gezeiten 潮の満ち引き", now)
    for shown in (glance(store, number), None):
        rows = preview_rows(shown, styles_of(theme), width, height)
        assert len(rows) == height
        assert {sum(cells(run.text) for run in row) for row in rows} == {width}


def test_without_an_article_it_says_so() -> None:
    assert "│  There is no article here." in text_of(None)


def test_an_article_that_is_gone_has_no_glance(store: Store) -> None:
    assert glance_of(store, 4711) is None
    with pytest.raises(NotFoundError):
        store.beginning(4711, CHARACTERS)


def long_article(store: Store, now: datetime, paragraphs: list[str]) -> int:
    builder = DocumentBuilder("en")
    for text in paragraphs:
        builder.add(BlockKind.PARAGRAPH, text)
    return store.add(Draft(Metadata("Long"), builder.build(), Source(b"", now), now))


def test_of_a_long_article_only_the_beginning_is_looked_at(store: Store, now: datetime) -> None:
    number = long_article(store, now, [sentence(at) for at in range(2000)])
    whole, beginning = store.document(number), store.beginning(number, 1000)
    assert whole.text.startswith(beginning.text)
    assert 900 < len(beginning.text) <= 1000
    assert beginning.blocks[:-1] == whole.blocks[: len(beginning.blocks) - 1]
    assert beginning.blocks[-1].end == len(beginning.text)
    assert store.beginning(number, 10**6).text.startswith(beginning.text)


def test_a_paragraph_without_end_is_cut_at_a_word(store: Store, now: datetime) -> None:
    number = long_article(store, now, ["tide " * 300_000])
    beginning = store.beginning(number, 1003)
    assert beginning.text == " ".join(["tide"] * 200)
    assert [block.end for block in beginning.blocks] == [len(beginning.text)]
    assert len(text_of(glance(store, number), 60, 20)) == 20


@pytest.mark.parametrize("most", [1, 7, 30, 100, 400, 5000])
def test_a_beginning_keeps_the_law_of_the_text(store: Store, now: datetime, most: int) -> None:
    builder = DocumentBuilder("en")
    builder.add(BlockKind.PARAGRAPH, "The tide came in, and with it the boats.", [Span(SpanKind.STRONG, 4, 8)])
    builder.add(BlockKind.CODE, "one\n\n    two", info="text")
    builder.add(BlockKind.PARAGRAPH, "潮が満ちて、船が来た。" * 20)
    number = store.add(Draft(Metadata("Law"), builder.build(), Source(b"", now), now))
    beginning = store.beginning(number, most)
    assert len(beginning.text) <= most
    assert all(block.start <= block.end <= len(beginning.text) for block in beginning.blocks)
    assert all(span.start < span.end <= len(beginning.text) for span in beginning.spans)


def test_an_article_without_text_has_an_empty_beginning(store: Store, now: datetime) -> None:
    number = store.add(Draft(Metadata("Empty"), DocumentBuilder("en").build(), Source(b"", now), now))
    assert store.beginning(number, 100).text == ""
    assert "│  Empty" in text_of(glance(store, number))


def test_many_highlights_are_counted_and_few_are_shown(store: Store, now: datetime) -> None:
    number = add_article(store, "Gamma", now)
    for at in range(40):
        if at != 5 and at % 10 != 5:
            mark(store, number, f"Paragraph {at} tells", now + timedelta(seconds=at))
    shown = text_of(glance(store, number))
    assert any("── 36 highlights ──" in line for line in shown)
    assert len(glance(store, number).marks) == 24


def test_before_it_is_known_what_to_show_it_is_blank() -> None:
    assert {"".join(run.text for run in row).rstrip() for row in blank_preview(NIGHT, 40, 9)} == {"│"}
