"""Tagged PDF files: headings, lists, tables and code are what their writer said they are."""

from datetime import UTC, datetime

import pytest

from library.document import BlockKind
from library.extract import Extraction, extract
from library.source import Source
from tests.pdf_sample import Words, pdf

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
LINES = [
    ("Head", 800, 72, None), ("The Lamp Ledger", 760, 72, 0), ("By Ewa Lind, 5 May 2024", 740, 72, 1),
    ("The keeper wrote down every night in one led-", 720, 72, 2), ("ger, and nobody had asked him.", 706, 72, 2),
    ("- Write before you sleep.", 680, 90, 4), ("1.", 660, 72, 5), ("Read.", 660, 90, 6), ("Fog", 640, 72, 7),
    ("Month", 620, 72, 8), ("Nights", 620, 200, 9), ("May", 606, 72, 10), ("4", 606, 200, 11),
    ("def fog\\(month\\):", 580, 72, 12), ("return 4", 566, 92, 12), ("Elsewhere", 540, 72, 13),
]  # fmt: skip


def node(role: str, *kids: str) -> str:
    return f"<< /S /{role} /K [{' '.join(kids)}] >>"


def leaf(*marks: int) -> str:
    return f"<< /S /NonStruct /Pg 6 0 R /K [{' '.join(map(str, marks))}] >>"


def tree(*kids: str, more: str = "") -> bytes:
    return f"<< /Type /StructTreeRoot {more} /K [{node('Document', *kids)}] >>".encode()


def article(role: str = "Art") -> str:
    rows = [
        node("TR", node("TH", leaf(8)), node("TH", leaf(9))),
        node("TR", node("TD", leaf(10)), node("TD", leaf(11))),
    ]
    return node(
        role, node("Heading#20one", leaf(0)), node("NonStruct", leaf(1)), node("P", leaf(2)),
        node("L", node("LI", leaf(4))), node("L", node("LI", node("Lbl", leaf(5)), leaf(6))),
        node("Table", node("Caption", leaf(7)), *rows), node("NonStruct", node("Code", leaf(12))),
    )  # fmt: skip


def sample(root: bytes) -> bytes:
    words = [Words(x, y, text.replace("\\", ""), mark=mark) for text, y, x, mark in LINES]
    return pdf([words], "/Title (The Lamp Ledger - Saltmere Post)", tree=root)


def read(root: bytes) -> Extraction:
    return extract(Source(sample(root), NOW, "lamp.pdf"))


def blocks(found: Extraction) -> list[tuple[BlockKind, str]]:
    return [(block.kind, found.document.slice(block)) for block in found.document.blocks]


REST = [
    (BlockKind.PARAGRAPH, "The keeper wrote down every night in one ledger, and nobody had asked him."),
    (BlockKind.ITEM, "Write before you sleep."),
    (BlockKind.ITEM, "Read."),
    (BlockKind.CAPTION, "Fog"),
    (BlockKind.ROW, "Month Nights"),
    (BlockKind.ROW, "May 4"),
    (BlockKind.CODE, "def fog(month):\n    return 4"),
]
ROLES = "/RoleMap << /Heading#20one /H1 >>"


def test_a_printed_page_of_the_web_is_read_like_that_page() -> None:
    found = read(tree(article(), node("Aside", leaf(13)), more=ROLES))
    assert blocks(found) == REST
    metadata = found.metadata
    assert (metadata.title, metadata.authors) == ("The Lamp Ledger", ("Ewa Lind",))
    assert metadata.published == datetime(2024, 5, 5, tzinfo=UTC)
    assert ("Head", "beside the text, as the file says") in [(piece.text, piece.reason) for piece in found.dropped]


def test_any_other_tagged_file_is_the_article_from_end_to_end() -> None:
    found = read(tree(article("Sect"), node("P", leaf(13)), more=ROLES))
    assert blocks(found) == [*REST, (BlockKind.PARAGRAPH, "Elsewhere")]


@pytest.mark.parametrize(
    "root",
    [
        b"null", b"[1 2]", b"<< /K 7 0 R >>", b"<< /K [7 0 R 7 0 R] /S /Sect >>", b"<< /K 99 0 R >>",
        b"<< /RoleMap [1] /K << /S 7 /K [(a) 1.5 /b << /MCID /x >>] >> >>", tree(node("P", leaf(0))),
        b"7 0 R",
        b"<< /RoleMap << /A /B /B /A >> /K << /S /A /K [0 1] /Pg 6 0 R >> >>",
        b"<< /S /L /K [7 0 R 7 0 R] >>", b"<< /S /Lbl /K [7 0 R 7 0 R] >>",
    ],
)  # fmt: skip
def test_a_tree_that_does_not_hold_the_text_is_not_believed(root: bytes) -> None:
    text = read(root).document.text
    assert "one ledger, and nobody" in text
    assert "return 4" in text
    assert text.count("Elsewhere") == 1
