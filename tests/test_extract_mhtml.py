"""Web archives: the page, its address and time, and the pictures that came with it."""

import base64
from datetime import UTC, datetime

import pytest

from library.document import BlockKind
from library.errors import UnreadableSourceError
from library.extract import Extraction, extract
from library.pictures import EMBEDDED
from library.source import Source
from tests.saved_pages import GIF, PNG, chrome_archive, paragraphs

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def read(content: bytes, name: str = "page.mhtml") -> Extraction:
    return extract(Source(content, NOW, name))


def images(found: Extraction) -> list[str]:
    return [block.info for block in found.document.blocks if block.kind is BlockKind.IMAGE]


def test_chromes_archive_gives_the_page_with_address_time_and_pictures() -> None:
    found = read(chrome_archive())
    assert found.metadata.title == "Über the tide gates"
    assert found.metadata.url == "https://example.org/tides?a=1&b=2"
    assert found.saved == datetime(2024, 3, 4, 9, 11, 12, tzinfo=UTC)
    assert "The keeper walked along the wall = slowly, naïve as ever" in found.document.text
    assert images(found) == [
        "https://example.org/gate.png",
        f"{EMBEDDED}{__import__('hashlib').sha256(GIF).hexdigest()}",
    ]
    assert [(one.address, one.content, one.media_type) for one in found.pictures] == [
        ("https://example.org/gate.png", PNG, "image/png"), (images(found)[1], GIF, "image/gif"),
    ]  # fmt: skip
    captions = [found.document.slice(block) for block in found.document.blocks if block.kind is BlockKind.CAPTION]
    assert captions == ["The gate at noon"]


def test_what_is_kept_is_the_page_and_reads_the_same_again() -> None:
    found = read(chrome_archive())
    assert found.kept is not None
    assert len(found.kept.content) < 8000
    again = extract(found.kept)
    assert again.document == found.document
    assert again.metadata == found.metadata


def test_firefox_and_others_write_base64_pages_and_locations_above() -> None:
    page = f"<html><body><article><h1>Salt</h1>{paragraphs(6)}<img src='salt.png' alt='salt'></article></body></html>"
    content = (
        b"From: <Saved by UnMHT>\r\nSubject: Salt\r\nDate: Mon, 04 Mar 2024 10:11:12 +0100\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related;\r\n boundary="=_x"; type="text/html"\r\n'
        b"Content-Location: https://example.org/salt/\r\n\r\nThis is MIME.\r\n--=_x\r\n"
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(page.encode())
        + b"--=_x\r\nContent-Type: image/png\r\nContent-Location: salt.png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(PNG)
        + b"\r\n--=_x--\r\n"
    )
    found = read(content, "salt.mht")
    assert found.metadata.url == "https://example.org/salt/"
    assert images(found) == ["https://example.org/salt/salt.png"]
    assert [one.content for one in found.pictures] == [PNG]


def test_a_broken_off_archive_gives_what_is_left_and_says_so() -> None:
    whole = chrome_archive()
    found = read(whole[: whole.index(b"image/gif")])
    assert "The keeper walked" in found.document.text
    assert any("broken off" in warning for warning in found.warnings)


def test_an_archive_without_a_page_is_refused() -> None:
    with pytest.raises(UnreadableSourceError, match="without a page"):
        read(chrome_archive().replace(b"text/html", b"text/plain"))


@pytest.mark.parametrize("depth", [50, 2000])
def test_nested_parts_without_end_are_no_trouble(depth: int) -> None:
    content = b"Snapshot-Content-Location: https://example.org/\nMIME-Version: 1.0\n" + b"".join(
        b"Content-Type: multipart/related; boundary=b%d\n\n--b%d\n" % (number, number) for number in range(depth)
    )
    with pytest.raises(UnreadableSourceError):
        read(content)


def chrome_page(body: str, *pictures: str) -> bytes:
    """What Chrome writes of a page, with the pictures that it showed."""
    parts = [("text/html", "https://example.org/salt", f"<html><body><article>{body}</article></body></html>".encode())]
    parts += [("image/png", f"https://example.org/{name}", PNG) for name in pictures]
    return (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/salt\r\nSubject: Salt\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="x"\r\n\r\n'
        + b"".join(
            f"--x\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n".encode()
            + f"Content-Location: {at}\r\n\r\n".encode() + base64.encodebytes(content) + b"\r\n"
            for kind, at, content in parts
        )
        + b"--x--\r\n"
    )  # fmt: skip


def test_of_several_sizes_the_one_that_came_along_is_shown() -> None:
    choice = (
        '<figure><picture><source srcset="https://example.org/400.png 400w, https://example.org/800.png 800w">'
        '<img src="https://example.org/400.png" alt="A"></picture></figure>'
    )
    single = '<figure><img src="https://example.org/1x.png" srcset="https://example.org/2x.png 2x" alt="B"></figure>'
    other = '<figure><img src="https://example.org/c.png" alt="C"></figure>'
    body = f"<h1>Salt</h1>{paragraphs(3)}{choice}{paragraphs(1)}{single}{paragraphs(1)}{other}{paragraphs(2)}"
    found = read(chrome_page(body, "800.png", "2x.png", "c.png"))
    assert images(found) == [f"https://example.org/{name}" for name in ("800.png", "2x.png", "c.png")]
    assert [one.address for one in found.pictures] == images(found)


def test_links_within_the_page_are_such_again() -> None:
    call = '<sup><a href="https://example.org/salt#fn1" id="r1">1</a></sup>'
    note = '<ol class="footnotes"><li id="fn1"><p>Of the sea. <a href="https://example.org/salt#r1">↩</a></p></li></ol>'
    found = read(chrome_page(f"<h1>Salt</h1>{paragraphs(4)}<p>It was white.{call}</p>{note}"))
    notes = [found.document.slice(block) for block in found.document.blocks if block.kind is BlockKind.FOOTNOTE]
    assert notes == ["Of the sea."]


def test_an_archive_whose_head_names_another_boundary_is_read() -> None:
    content = chrome_archive()
    name = content[content.index(b'boundary="') + 10 :].partition(b'"')[0]
    found = read(content.replace(b'boundary="' + name, b'boundary="other', 1))
    assert found.metadata.title == "Über the tide gates"
    assert "The keeper walked along the wall" in found.document.text
    assert any("broken off" in one for one in found.warnings)
