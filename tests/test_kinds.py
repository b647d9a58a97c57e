"""What a source is by its first bytes, where these are sparse or hostile."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from library.feeds import items
from library.kinds import FEED, MAIL, kind_of
from library.source import Source

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
HEADERS = "From: Ana <ana@example.org>\nSubject: The wall\n{}\nThe keeper walked along the wall.\n"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file:///etc/hostname">]>'
    '<rss version="2.0"><channel><title>F</title><item><title>One &b; &x;</title><link>https://example.org/1</link>'
    "<description>The keeper walked along the wall.</description></item></channel></rss>"
)


@pytest.mark.parametrize(
    ("name", "more", "kind"),
    [
        ("letter.eml", "", MAIL),
        ("letter", "Content-Type: text/plain; charset=nonsense\n", MAIL),
        ("letter", "Message-ID: <1@example.org>\n", MAIL),
        ("copy.txt", "", ""),
    ],
)
def test_few_headers_make_a_mail_where_its_name_or_they_say_so(name: str, more: str, kind: str) -> None:
    assert kind_of(Source(HEADERS.format(more).encode(), NOW, name)) == kind


def test_a_feed_with_entities_of_its_own_is_a_feed_and_none_leads_out_of_it(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("of nobody's concern", encoding="utf-8")
    source = Source(BOMB.replace("file:///etc/hostname", secret.as_uri()).encode(), NOW, "x.xml")
    assert kind_of(source) == FEED
    (item,) = items(source)
    assert item.metadata.url == "https://example.org/1"
    assert item.metadata.title.startswith("One aaaaaaaa")
    assert "concern" not in item.metadata.title
