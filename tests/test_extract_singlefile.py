"""Pages that hold their pictures in themselves: taken out before anything is parsed, and found again by address."""

from datetime import UTC, datetime
from hashlib import sha256

from library.document import BlockKind
from library.extract import Extraction, extract
from library.extract.embedded import lightened
from library.pictures import EMBEDDED
from library.source import Source
from tests.saved_pages import GIF, PNG, data_address, paragraphs, png, single_file

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def read(text: str) -> Extraction:
    return extract(Source(text.encode(), NOW, "page.html"))


def images(found: Extraction) -> list[str]:
    return [block.info for block in found.document.blocks if block.kind is BlockKind.IMAGE]


def address(content: bytes) -> str:
    return f"{EMBEDDED}{sha256(content).hexdigest()}"


def test_the_comment_tells_address_and_time() -> None:
    found = read(single_file())
    assert found.metadata.url == "https://example.org/salt"
    assert found.saved == datetime(2024, 3, 4, 9, 11, 12, tzinfo=UTC)


def test_a_time_to_come_is_not_believed() -> None:
    assert read(single_file().replace("2024", "2031")).saved is None


def test_pictures_in_attributes_and_in_styles_are_those_of_the_article() -> None:
    found = read(single_file())
    assert images(found) == [address(PNG), address(GIF)]
    assert [(one.address, one.content) for one in found.pictures] == [(address(PNG), PNG), (address(GIF), GIF)]
    captions = [found.document.slice(block) for block in found.document.blocks if block.kind is BlockKind.CAPTION]
    assert captions == ["Salt in sacks"]


def test_what_is_kept_is_small_and_reads_the_same_again() -> None:
    found = read(single_file(pictures=png(900, 600)))
    assert found.kept is not None
    assert len(found.kept.content) < 6000
    again = extract(found.kept)
    assert (again.document, again.metadata) == (found.document, found.metadata)


def test_spacers_and_broken_pictures_leave_nothing_behind() -> None:
    spacer = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
    page = (
        f"<article><h1>Salt</h1>{paragraphs(5)}<img src='{spacer}'><img src=\"data:image/png;base64,!!!\">"
        f"<img src={data_address(PNG)} alt=bare><img src='data:image/png;base64,{'A' * 4001}'>{paragraphs(2)}</article>"
    )
    found = read(page)
    assert images(found) == [address(PNG)]
    assert found.kept is not None
    assert b"A" * 40 not in found.kept.content


def test_a_page_without_such_addresses_is_kept_as_it_came() -> None:
    page = f"<article><h1>Salt</h1>{paragraphs(5)}<img src='https://example.org/a.png'></article>"
    assert read(page).kept is None
    assert read(page.replace("Number 1", "In data: nothing")).kept is None


def test_taking_pictures_out_takes_time_in_proportion() -> None:
    """Every character is looked at a bounded number of times: repeated beginnings of addresses do not multiply."""
    for hostile in (
        "data:" * 50_000,
        "data:image/png;base64," * 20_000,
        "data:image/svg+xml,<" * 20_000,
        "<img " * 50_000,
    ):
        light, pictures = lightened(f"<p>{hostile}</p>")
        assert pictures == {}
        assert len(light) <= len(hostile) + 7


def test_a_page_whose_text_speaks_of_data_addresses_keeps_its_words() -> None:
    page = f"<article><h1>Salt</h1>{paragraphs(4)}<p>Write data:text/plain,hello and then go on with it.</p></article>"
    assert "Write data:text/plain,hello and then go on" in read(page).document.text
