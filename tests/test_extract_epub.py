"""EPUB books: chapters in their order, and nothing that a hostile one could do."""

from datetime import UTC, datetime

import pytest

from library.document import BlockKind
from library.errors import UnreadableSourceError
from library.extract import Extraction, extract
from library.source import Source
from tests.epub_sample import ONE, PACKAGE, book
from tests.saved_pages import PNG

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def read(content: bytes) -> Extraction:
    return extract(Source(content, NOW, "salt.epub"))


def test_chapters_stand_in_the_order_of_the_spine_under_their_headings() -> None:
    found = read(book())
    document = found.document
    assert [(block.level, document.slice(block)) for block in document.outline] == [
        (1, "Where it begins"), (2, "The first day"), (1, "Over the pass"),
    ]  # fmt: skip
    kinds = [block.kind for block in document.blocks]
    assert kinds.count(BlockKind.QUOTE) == 1
    assert "After an anchor that closes at once." in document.text
    assert "Beside it" not in document.text
    captions = [document.slice(block) for block in document.blocks if block.kind is BlockKind.CAPTION]
    assert captions == ["Salt in sacks"]


def test_the_book_tells_title_authors_date_and_language() -> None:
    metadata = read(book()).metadata
    assert (metadata.title, metadata.authors) == ("The Salt Road", ("Ada Lee", "Ben Moor"))
    assert (metadata.site, metadata.published) == ("Harbour Press", datetime(2021, 5, 4, tzinfo=UTC))
    assert (metadata.language, metadata.tags) == ("en-GB", ("Salt",))


def test_pictures_of_the_book_are_told_apart() -> None:
    found = read(book())
    images = [block.info for block in found.document.blocks if block.kind is BlockKind.IMAGE]
    assert [one.content for one in found.pictures] == [PNG]
    assert images == [found.pictures[0].address]


def test_a_missing_chapter_is_told_and_the_rest_is_read() -> None:
    found = read(book(OEBPS__text__one_xhtml=None))
    assert [found.document.slice(block) for block in found.document.outline] == ["Over the pass"]
    assert any("Where it begins" in warning for warning in found.warnings)


def test_locked_books_are_refused_and_hidden_fonts_are_not_locks() -> None:
    lock = '<encryption xmlns:enc="x"><enc:EncryptionMethod Algorithm="{}"/></encryption>'
    with pytest.raises(UnreadableSourceError, match="DRM"):
        read(book(**{"META-INF__encryption_xml": lock.format("http://www.w3.org/2001/04/xmlenc#aes256-cbc")}))
    assert read(book(**{"META-INF__encryption_xml": lock.format("http://www.idpf.org/2008/embedding")})).document.text


def test_entities_without_end_stay_what_they_are() -> None:
    bomb = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY {chr(98 + one)} '{f'&{chr(97 + one)};' * 10}'>" for one in range(20)
    )
    package = PACKAGE.replace("<package", f"{bomb}]><package", 1).replace("The Salt Road", "Salt &u;")
    assert len(read(book(OEBPS__book_opf=package)).metadata.title) < 100
    stolen = f"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>{PACKAGE[39:]}".replace("The Salt Road", "A &e;")
    assert "root:" not in read(book(OEBPS__book_opf=stolen)).metadata.title


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"OEBPS__book_opf": "not xml"}, "damaged|no text"),
        (dict.fromkeys(("OEBPS__book_opf", "OEBPS__text__one_xhtml", "OEBPS__text__two b_xhtml", "OEBPS__nav_xhtml",
                        "OEBPS__text__notes_xhtml")), "lacks"),
        ({"OEBPS__text__one_xhtml": "", "OEBPS__text__two b_xhtml": "<p/>"}, "no text"),
        ({"OEBPS__text__one_xhtml": " " * 30_000_000, "OEBPS__text__two b_xhtml": None}, "larger than|grow"),
    ],
)  # fmt: skip
def test_what_can_not_be_read_is_refused_with_a_reason(changed: dict[str, str | None], reason: str) -> None:
    with pytest.raises(UnreadableSourceError, match=reason):
        read(book(**changed))


def test_of_a_truncated_book_the_chapters_are_read_that_came() -> None:
    whole = book()
    found = read(whole[:-400])
    assert [found.document.slice(block) for block in found.document.outline][:1] == ["Where it begins"]
    assert "damaged" in found.warnings[0]
    with pytest.raises(UnreadableSourceError, match="damaged"):
        read(whole[:120])


@pytest.mark.parametrize(
    "changed",
    [
        {"OEBPS__book_opf": PACKAGE[: PACKAGE.index("<spine>")] + "</package>"},
        {"OEBPS__book_opf": PACKAGE.replace('idref="', 'idref="x')},
        {"OEBPS__book_opf": None},
        {"META-INF__container_xml": None},
        {"META-INF__container_xml": "<rootfile full-path='../../etc/passwd'/>"},
        {"META-INF__container_xml": None, "OEBPS__book_opf": None},
    ],
)
def test_a_book_that_does_not_tell_its_order_is_read_all_the_same(changed: dict[str, str | None]) -> None:
    found = read(book(**changed))
    assert {"Where it begins", "Over the pass"} >= {
        found.document.slice(one) for one in found.document.outline if one.level == 1
    }
    assert "After an anchor that closes at once." in found.document.text
    assert "A quotation." in found.document.text
    assert found.warnings


def test_a_chapter_in_another_encoding_is_read() -> None:
    chapter = ONE.replace('encoding="utf-8"', 'encoding="iso-8859-1"').encode("iso-8859-1")
    assert "naïve" in read(book(OEBPS__text__one_xhtml=chapter)).document.text


def test_the_title_page_says_nothing_that_is_not_known() -> None:
    page = '<html><body><h1 class="title">The Salt Road</h1><p>Ada Lee</p></body></html>'
    text = read(book(OEBPS__text__one_xhtml=page)).document.text
    assert "The Salt Road" not in text
    assert text.startswith("Where it begins")
