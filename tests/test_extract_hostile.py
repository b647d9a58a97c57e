"""Pages that are damaged, or made to do harm: they never crash the extractor, and its work grows as their size does."""

import random
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from types import FrameType

import pytest

from library.builder import broken_laws
from library.errors import UnreadableSourceError
from library.extract import extract
from library.source import HTML, TEXT, Source
from tests.quality import pages

CONTENTS = {page.title: page.path.read_bytes() for page in pages() if page.path.suffix == ".html"}
TAGS = (
    b"<div>", b"</div>", b"<p>", b"</article>", b"<table><tr><td>", b"</table>", b"<script>", b"</script>", b"<!--",
    b"-->", b"<svg><foreignObject>", b"<select>", b"<textarea>", b"<noscript>", b"<template>", b"<math>", b"<h1>",
    b"<plaintext>", b"<a href=", b"<title>", b"<base href='//['>", b"<meta charset=utf-7>", b"<![CDATA[", b"\x00",
    b"<meta property='og:title' content='\xff'>", b'<time datetime="9999-99-99T99:99">', b"&#x110000;", b"<frameset>",
    b'<script type="application/ld+json">{"@type":"Article","author":', b"<?xml version='1.0'",
    b'<span itemprop="author" itemscope itemtype="https://schema.org/Person">',
)  # fmt: skip
BOMB = b'<!DOCTYPE html [<!ENTITY a "%s">%s]><html><body><p>&z; &amp;lt;&lt;' % (
    b"ha" * 40, b"".join(b'<!ENTITY %c "&%c;&%c;&%c;&%c;">' % (c, c - 1, c - 1, c - 1, c - 1) for c in range(98, 123)),
)  # fmt: skip
LINE = b"<p>The tide came in over the flats, and the boats rose one after the other until the bell rang twice.</p>"


def read(content: bytes, charset: str = "", media_type: str = HTML) -> None:
    """Extract, where the one error is allowed; whatever comes is lawful, and said in sentences."""
    source = Source(
        content, datetime(2026, 1, 1, tzinfo=UTC), "page.html", "https://read.example/x", media_type, charset
    )
    with suppress(UnreadableSourceError):
        found = extract(source)
        assert broken_laws(found.document) == []
        assert all(sentence.endswith(".") for sentence in found.warnings)


def damaged(content: bytes, chance: random.Random) -> tuple[bytes, str]:
    """A page with some harm done to it, and the character encoding that its server claims."""
    for _ in range(chance.randint(1, 4)):
        at, to = sorted(chance.randrange(len(content) + 1) for _ in range(2))
        harm = chance.randrange(7)
        if harm == 0:
            content = content[:at]
        elif harm == 1:
            content = content[:at] + chance.choice(TAGS) + content[at:]
        elif harm == 2:
            content = content[:at] + content[to:]
        elif harm == 3:
            content = content[:at] + content[at:to] * 2 + content[to:]
        elif harm == 4:
            content = content[:at] + bytes(chance.randrange(256) for _ in range(chance.randint(1, 6))) + content[at:]
        elif harm == 5:
            content = content[:at] + chance.choice(TAGS) * chance.choice((3, 40, 700)) + content[at:]
        else:
            content = content.replace(b"<", b"< ", 3).replace(b'"', b"", 5)
    return content, chance.choice(("", "", "utf-8", "utf-16", "shift_jis", "gb18030", "big5", "no-such", "koi8-r"))


@pytest.mark.parametrize("title", sorted(CONTENTS))
def test_a_damaged_page_never_crashes(title: str) -> None:
    chance = random.Random(title)
    for _ in range(4):
        content, charset = damaged(CONTENTS[title], chance)
        read(content, charset)


def test_a_page_may_be_cut_off_at_any_byte() -> None:
    content = CONTENTS["encodings/gbk-called-gb2312"]
    for end in range(0, len(content), 7):
        read(content[:end])


@pytest.mark.parametrize("content", [BOMB, b"<p>" + b"&a;" * 5000, b"<" * 3000, b"<p " + b'a="' * 3000, b"&#0;" * 300])
def test_references_and_marks_that_never_end_do_no_harm(content: bytes) -> None:
    read(content + LINE)


def calls(act: Callable[[], object]) -> int:
    """How many functions an act calls, Python's own and built-in ones: a measure of work that is always the same."""
    count = 0

    def seen(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        act()
    finally:
        sys.setprofile(before)
    return count


REPEATED = {
    "headings": b"<h1>The bell rang out over the flats</h1>",
    "nested headings": b"<h1><span class=kicker>The bell",
    "bylines": b"<span class=author>By Ada Crane</span>",
    "nested bylines": b"<span class=author>",
    "properties": b'<div itemscope itemprop=author itemtype="https://schema.org/Person"><b itemprop=name>Ada',
    "dates": b"<time datetime=2024-01-01>1 January</time>",
    "nested dates": b"<span class=date>",
    "dates in cells": b"<table><tr><td>1 Jan 2024</td></tr></table>",
    "metas": b'<meta name=author content="Ada Crane"><meta property="og:title" content="Bell | Bell">',
    "JSON-LD": b'<script type="application/ld+json">{"@type":"Article","author":[{"name":"Ada"}]}</script>',
    "front-page links": b"<a href=/><img alt=Bell></a>",
    "comments": b"<div class=comments><p class=author>Ada</p></div>",
    "buttons over answers": b"<div class=faq><button aria-expanded=false>Who rang it?</button><div hidden>Nobody",
    "buttons in a heading": b"<h2><button aria-expanded=false>Who rang it?</button>",
    "streamed parts": b'<div hidden id="S:1"><template id="B:2"></template>Bell</div><div hidden id="S:2">Bell</div>',
    "spaces in JSON-LD": b'<script type="application/ld+json">' + b"  ," * 300 + b"</script>",
}


@pytest.mark.parametrize("name", REPEATED)
def test_the_work_for_metadata_grows_as_the_page_does(name: str) -> None:
    from library.extract.html import _parsed
    from library.extract.html_metadata import read_metadata

    def work(times: int) -> int:
        root, _ = _parsed((b"<html><body>" + REPEATED[name] * times + LINE).decode())
        return calls(lambda: read_metadata(root, "https://read.example/x", datetime(2026, 1, 1, tzinfo=UTC)))

    work(50)  # what is remembered from call to call
    few, many = work(200), work(800)
    assert many < 6 * few + 20_000


@pytest.mark.parametrize(
    "line",
    [
        "terms" + " | abcd" * 56,
        "Terms of use " + "· a b c " * 45 + "!",
        "Photo: " + "A.B" * 24 + "?",
        "Jo Roe, " * 48 + "x",
        "by " * 120,
        "... " * 95 + "Read:",
        "© " * 150,
        "1 of " * 70,
    ],
)
@pytest.mark.parametrize("shape", ["<article>{0}</article><footer>{1}</footer>", "{1}<p>{1}</p>{0}<div>{1}</div>"])
def test_no_line_takes_a_rule_longer_than_its_length_allows(line: str, shape: str) -> None:
    """A pattern that tries all ways to part a line would take years here."""
    read(f"<html><body>{shape.format(LINE.decode() * 4, line)}</body></html>".encode())
    read(f"The bell\n\n{line}\n\n{LINE.decode()[3:-4]}\n\n{line}\n".encode(), media_type=TEXT)
