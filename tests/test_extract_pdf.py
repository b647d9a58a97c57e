"""PDF files: paragraphs and headings put together again from lines on pages."""

import builtins
from datetime import UTC, datetime

import pytest

from library.document import BlockKind
from library.errors import UnreadableSourceError
from library.extract import Extraction, extract
from library.source import Source
from tests.pdf_sample import Words, column, pdf

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
FIRST = [
    "The keeper of the tide gates counted the ships that came home be-",
    "fore the storm, and wrote each of them down in a well-known book",
    "which lay in the house by the wall since his grandfather had been",
]  # fmt: skip
SECOND = ["keeper there, and which nobody else had ever opened.", ]  # fmt: skip
THIRD = [
    "A new paragraph begins here, after a line that was short, and it is",
    "about the well-known harbour, whose walls were built before any",
    "chart was drawn.",
]  # fmt: skip


def page(number: int, *parts: list[Words]) -> list[Words]:
    head = [Words(72, 800, "Tidal Review, Volume 7", 8), Words(290, 40, f"{number}", 8)]
    return [*head, *(words for part in parts for words in part)]


ROUND = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R /Kids [1 0 R] >>\nendobj\ntrailer << /Root 1 0 R >>\n"
TOLD = "/Title (Microsoft Word - x.doc) /Author (Ada Lee and Ben Moor) /CreationDate (D:20240304)"


def sample(info: str = TOLD) -> bytes:
    title, began = [Words(72, 740, "The Keepers of the Tide", 22)], [Words(72, 700, "How it began", 15)]
    items, note = (
        column(["- One thing.", "- Another."], 610),
        column(["1 A note at the foot of the page."], 120, size=8),
    )
    last = column(["The end of it stands on the third page, as a paragraph by itself."], 760)
    second = [column(SECOND, 760), column(THIRD, 700), [Words(72, 640, "Later", 15)], items, note]
    return pdf([page(1, title, began, column(FIRST, 670)), page(2, *second), page(3, last)], info)


def read(content: bytes) -> Extraction:
    return extract(Source(content, NOW, "tides.pdf"))


def test_headings_paragraphs_items_and_notes_are_what_they_are() -> None:
    document = read(sample()).document
    assert [(block.kind, block.level, document.slice(block)[:30]) for block in document.blocks] == [
        (BlockKind.HEADING, 2, "How it began"),
        (BlockKind.PARAGRAPH, 0, "The keeper of the tide gates c"),
        (BlockKind.PARAGRAPH, 0, "A new paragraph begins here, a"),
        (BlockKind.HEADING, 2, "Later"),
        (BlockKind.ITEM, 1, "One thing."),
        (BlockKind.ITEM, 1, "Another."),
        (BlockKind.PARAGRAPH, 0, "The end of it stands on the th"),
        (BlockKind.FOOTNOTE, 0, "A note at the foot of the page"),
    ]


def test_words_are_whole_again_across_lines_and_pages() -> None:
    text = read(sample()).document.text
    assert "came home before the storm" in text
    assert "a well-known book which lay" in text
    assert "his grandfather had been keeper there, and which" in text


def test_what_runs_along_every_page_goes_and_is_told() -> None:
    found = read(sample())
    assert "Tidal Review" not in found.document.text
    assert {piece.reason for piece in found.dropped} == {"along every page", "a page number"}


def test_the_title_is_what_is_printed_largest_when_the_file_knows_none() -> None:
    metadata = read(sample()).metadata
    assert (metadata.title, metadata.authors) == ("The Keepers of the Tide", ("Ada Lee", "Ben Moor"))
    assert metadata.published == datetime(2024, 3, 4, tzinfo=UTC)
    assert read(sample("/Title (On Tides)")).metadata.title == "On Tides"
    empty = read(sample("/Title (\\(anonymous\\)) /Author (\\(anonymous\\)) /Subject (\\(unspecified\\))")).metadata
    assert (empty.title, empty.authors, empty.description) == ("The Keepers of the Tide", (), "")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.7\n", "damaged"),
        (b"%PDF-1.4\n" + b"\x00\xff" * 5000, "damaged"),
        (sample()[:900], "damaged|no text"),
        (pdf([[]]), "no text"),
        (ROUND, "damaged|no text"),
    ],
)  # fmt: skip
def test_what_can_not_be_read_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableSourceError, match=reason):
        read(content)


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    given = builtins.__import__

    def absent(name: str, *rest: object) -> object:
        if name.startswith("pdfminer"):
            raise ImportError(name)
        return given(name, *rest)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(UnreadableSourceError, match=r"pip install 'broadsheet\[pdf\]'"):
        read(sample())


def test_columns_are_read_as_they_were_written_however_their_lines_stand_beside_each_other() -> None:
    left = [Words(72, 700 - 14 * row, line) for row, line in enumerate(FIRST)]
    apart = [Words(72, 658, "keeper"), Words(150, 658, "there."), Words(72, 600, "2. March 2024")]
    right = [Words(330, 693 - 14 * row, line, 9) for row, line in enumerate(THIRD)]
    document = read(pdf([[*left, *apart, *right]])).document
    assert [document.slice(block)[-38:] for block in document.blocks] == [
        "his grandfather had been keeper there.",
        "2. March 2024",
        "were built before any chart was drawn.",
    ]
    assert all(block.kind is BlockKind.PARAGRAPH for block in document.blocks)


def test_of_a_file_that_breaks_off_the_pages_are_read_that_came() -> None:
    whole = sample()
    for end, words in (
        (whole.rindex(b"xref\n"), "third page"),
        (whole.rindex(b"stream", 0, whole.index(b"third")), "Later"),
    ):
        found = read(whole[:end])
        assert "counted the ships that came home" in found.document.text
        assert words in found.document.text
        assert any("damaged" in one for one in found.warnings)
