"""Feeds: each item with its full text is an article of its own, the others wait for their page."""

import json
from datetime import UTC, datetime

import pytest

from library.document import BlockKind
from library.errors import UnreadableSourceError
from library.extract import extract
from library.feeds import Item, items
from library.source import Source
from tests.saved_pages import SENTENCE, paragraphs

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
FIGURE = "<figure><img src='/a.png' alt='A'><figcaption>Under it</figcaption></figure>"
FULL = f"{paragraphs(3)}<h2>Later</h2><p>{SENTENCE}</p>{FIGURE}"
RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Tidal &amp; Times</title><language>en-gb</language>
<item><title>Full &lt;em&gt;one&lt;/em&gt;</title><link>https://example.org/1</link><dc:creator>Ada Lee</dc:creator>
<pubDate>Mon, 04 Mar 2024 10:00:00 +0100</pubDate><category>sea</category><description>Short.</description>
<content:encoded><![CDATA[{FULL}]]></content:encoded></item>
<item><title>Only a summary</title><link>https://example.org/2</link>
<description>A few words of it.</description></item>
<item><title>No address</title><description>{SENTENCE}</description></item>
<item><title>Nothing</title></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Salt</title><entry><title>One</title>
<link rel="alternate" href="https://example.org/salt/1"/><id>x</id><updated>2024-03-05T00:00:00Z</updated>
<published>2024-03-04T00:00:00Z</published><author><name>Ben Moor</name></author>
<content type="html">{FULL.replace("<", "&lt;")}</content></entry></feed>"""
JSON = json.dumps({
    "version": "https://jsonfeed.org/version/1.1", "title": "Roads", "language": "en",
    "authors": [{"name": "Ada Lee"}],
    "items": [
        {"id": "1", "url": "https://example.org/r/1", "title": "One", "content_html": FULL, "tags": ["salt"],
         "date_published": "2024-03-04T10:00:00+01:00"},
        {"id": "https://example.org/r/2", "content_text": "A line.\n\nAnother <line>."},
        {"id": "3", "url": "https://example.org/r/3", "summary": "Few words"}, "no object", {"url": 7},
    ],
})  # fmt: skip


def read(text: str | bytes, name: str = "feed") -> list[Item]:
    return list(items(Source(text if isinstance(text, bytes) else text.encode(), NOW, name)))


def test_an_rss_item_with_its_text_is_a_page_that_tells_all_of_it() -> None:
    item = read(RSS)[0]
    assert item.source is not None
    found = extract(item.source)
    metadata = found.metadata
    assert (metadata.title, metadata.url, metadata.site) == ("Full one", "https://example.org/1", "Tidal & Times")
    assert (metadata.authors, metadata.language, metadata.tags) == (("Ada Lee",), "en-gb", ("sea",))
    assert metadata.published == datetime(2024, 3, 4, 9, tzinfo=UTC)
    kinds = [block.kind for block in found.document.blocks]
    assert kinds.count(BlockKind.PARAGRAPH) == 4
    assert [found.document.slice(block) for block in found.document.outline] == ["Later"]
    images = [block.info for block in found.document.blocks if block.kind is BlockKind.IMAGE]
    assert images == ["https://example.org/a.png"]


def test_an_item_with_a_summary_alone_waits_and_one_with_nothing_is_told() -> None:
    _, waits, bare, nothing = read(RSS)
    assert (waits.source, waits.problem, waits.metadata.url) == (None, "", "https://example.org/2")
    assert waits.metadata.description == "A few words of it."
    assert bare.source is not None
    assert nothing.problem == "the item has neither a text nor an address"


def test_a_long_description_is_the_article() -> None:
    long = RSS.replace("A few words of it.", f"<![CDATA[{paragraphs(5)}]]>")
    assert read(long)[1].source is not None


def test_atom_and_json_feeds_are_read_alike() -> None:
    [atom] = read(ATOM)
    assert atom.source is not None
    assert extract(atom.source).metadata.authors == ("Ben Moor",)
    first, plain, waits, odd, other = read(JSON)
    assert first.source is not None
    assert extract(first.source).metadata.authors == ("Ada Lee",)
    assert plain.source is not None
    assert extract(plain.source).document.text == "A line.\nAnother <line>."
    assert waits.metadata.url == "https://example.org/r/3"
    assert odd.problem
    assert other.problem


@pytest.mark.parametrize("depth", [30, 3000])
def test_entities_without_end_stay_small(depth: int) -> None:
    entities = "".join(f"<!ENTITY e{one} '{f'&e{one - 1};' * 9 if one else 'x'}'>" for one in range(depth))
    bomb = RSS.replace('<?xml version="1.0"?>', f'<?xml version="1.0"?><!DOCTYPE rss [{entities}]>').replace(
        "Only a summary", f"&e{depth - 1};"
    )
    try:
        found = read(bomb)
    except UnreadableSourceError:
        return
    assert sum(len(item.metadata.title) for item in found) < 10_000


JSON_START = '{"version": "https://jsonfeed.org/version/1"'


@pytest.mark.parametrize(
    "text",
    [
        "<rss/>",
        "<rss><channel>",
        f'{JSON_START}, "items": 3}}',
        JSON_START,
        "<feed xmlns='http://www.w3.org/2005/Atom'>",
    ],
)
def test_a_feed_without_items_is_refused(text: str) -> None:
    with pytest.raises(UnreadableSourceError):
        read(text)


def test_addresses_of_other_schemes_and_control_characters_do_not_get_in() -> None:
    hostile = RSS.replace("https://example.org/2", "javascript:alert(1)").replace("Only a summary", "A\u202e\u0007 b")
    item = read(hostile.encode("utf-8", "replace"))[1]
    assert item.metadata.url == ""
    assert all(character.isprintable() for character in item.metadata.title)


def test_what_wordpress_adds_to_each_item_goes_and_its_categories_are_words() -> None:
    below = (
        '<p>The post <a href="https://e.org/1">Full</a> appeared first on <a href="https://e.org">Tidal Times</a>.</p>'
    )
    text = RSS.replace("<category>sea<", "<category><![CDATA[Food &amp; Drink]]><").replace(
        "<description>Short.", f"<description><![CDATA[<p>Short.</p>{below}]]>"
    )
    item = read(text.replace(FULL, FULL + below))[0]
    assert item.source is not None
    found = extract(item.source)
    assert (item.metadata.tags, item.metadata.description) == (("Food & Drink",), "Short.")
    assert "appeared first" not in found.document.text
    assert [(piece.text, piece.reason) for piece in found.dropped] == [
        ("The post Full appeared first on Tidal Times.", "where the item is from")
    ]


def test_an_entry_of_an_atom_feed_has_the_authors_of_the_feed_when_it_has_none() -> None:
    common = ATOM.replace("<title>Salt</title>", "<title>Salt</title><author><name>Ewa Lind</name></author>")
    assert read(common)[0].metadata.authors == ("Ben Moor",)
    assert read(common.replace("<author><name>Ben Moor</name></author>", ""))[0].metadata.authors == ("Ewa Lind",)


def test_bullets_of_a_plain_text_are_items() -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_text": "One.\n\n- a\n- b"}]}
    source = read(json.dumps(feed))[0].source
    assert source is not None
    blocks = extract(source).document.blocks
    assert [block.kind for block in blocks] == [BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ITEM]
