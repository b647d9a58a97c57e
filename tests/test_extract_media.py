"""Pictures and what is embedded: the address that is kept, and the line that tells of a player, post or map."""

from datetime import UTC, datetime

import pytest

from library.document import Block, BlockKind, SpanKind
from library.extract import Extraction, extract
from library.source import Source

PROSE = "".join(
    f"<p>The ferry of the {day} went out with eleven sheep, a piano and the doctor, and came back with the doctor, who "
    f"said that on the {day} nobody on the island had been at home to take the rest of it from him.</p>"
    for day in ("first", "second", "third", "fourth")
)


def read(within: str) -> Extraction:
    page = (
        f"<!DOCTYPE html><html lang='en'><head><title>Eleven sheep</title></head><body><article><h1>Eleven sheep</h1>"
        f"{PROSE}{within}{PROSE.replace('ferry', 'barge')}</article></body></html>"
    )
    return extract(Source(page.encode(), datetime(2026, 1, 1, tzinfo=UTC), "", url="https://isle.example/news/sheep"))


def told(within: str) -> list[tuple[BlockKind, str, list[str]]]:
    """What stands between the paragraphs: kinds, texts and links."""
    document = read(within).document
    found = [block for block in document.blocks if "on the island" not in document.slice(block)]

    def links(block: Block) -> list[str]:
        spans = [span for span in document.spans if span.kind is SpanKind.LINK]
        return [span.target for span in spans if block.start <= span.start and span.end <= block.end]

    return [(block.kind, document.slice(block), links(block)) for block in found]


def pictures(within: str) -> list[str]:
    return [block.info for block in read(within).document.blocks if block.kind is BlockKind.IMAGE]


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        ('<img src="data:image/gif;base64,R0" data-src="/a.jpg">', "/a.jpg"),
        ('<img src="/blank.gif" data-lazy-src="/a.jpg">', "/a.jpg"),
        ('<img src="/s.jpg" srcset="/s.jpg 300w, /l.jpg 1200w, /m.jpg 600w">', "/l.jpg"),
        ('<img src="/s.jpg" srcset="/t/w_3,h_2/s.jpg 1x, /t/w_6,h_4/s.jpg 2x">', "/t/w_6,h_4/s.jpg"),
        ('<img src="/s.jpg" data-srcset="/m.jpg 600w, /l.jpg 1200w">', "/l.jpg"),
        ('<picture><source srcset="/l.webp 900w"><img src="/s.jpg"></picture>', "/l.webp"),
        ('<picture><source data-lazy-srcset="/l.webp 900w"><img src="/placeholder.png"></picture>', "/l.webp"),
        ('<img src="/blank.gif"><noscript><img src="/a.jpg"></noscript>', "/a.jpg"),
        ('<img srcset="data:image/gif;base64,R0 2000w" data-src="/a.jpg">', "/a.jpg"),
        ('<img data-src="/a_{width}x.jpg" data-widths="[180, 1080, 540]">', "/a_1080x.jpg"),
    ],
)
def test_a_picture_has_the_best_address_that_the_page_gives(markup: str, address: str) -> None:
    assert pictures(f"<figure>{markup}</figure>") == [f"https://isle.example{address}"]
    assert pictures(f"<p>{markup}</p>") == [f"https://isle.example{address}"]


@pytest.mark.parametrize(
    ("markup", "text", "target"),
    [
        (
            '<iframe src="https://www.youtube.com/embed/abcDEF12345?rel=0" title="Sheep at sea"></iframe>',
            "Video: Sheep at sea — youtube.com",
            "https://www.youtube.com/watch?v=abcDEF12345",
        ),
        (
            '<iframe src="https://www.youtube-nocookie.com/embed/abcDEF12345" title="YouTube video player"></iframe>',
            "Video — youtube.com",
            "https://www.youtube.com/watch?v=abcDEF12345",
        ),
        (
            '<iframe data-src="https://player.vimeo.com/video/12345"></iframe>',
            "Video — vimeo.com",
            "https://player.vimeo.com/video/12345",
        ),
        (
            '<amp-youtube data-videoid="abcDEF12345" layout="responsive"></amp-youtube>',
            "Video — youtube.com",
            "https://www.youtube.com/watch?v=abcDEF12345",
        ),
        ('<video><source src="/sheep.mp4"></video>', "Video — isle.example", "https://isle.example/sheep.mp4"),
        (
            '<audio src="/bells.mp3" title="Bells"></audio>',
            "Audio: Bells — isle.example",
            "https://isle.example/bells.mp3",
        ),
        (
            '<iframe src="https://platform.twitter.com/embed/Tweet.html?dnt=1&amp;id=1234567890123"></iframe>',
            "Post — twitter.com",
            "https://twitter.com/i/status/1234567890123",
        ),
        (
            '<div class="fb-post" data-href="https://www.facebook.com/isle/posts/12345"></div>',
            "Post — facebook.com",
            "https://www.facebook.com/isle/posts/12345",
        ),
        (
            '<amp-gist data-gistid="ab12cd34"></amp-gist>',
            "Code — gist.github.com",
            "https://gist.github.com/ab12cd34",
        ),
    ],
)
@pytest.mark.parametrize("around", ["{}", "<div class='embed'>{}</div>", "<figure>{}</figure>", "<p>{}</p>"])
def test_what_is_embedded_is_one_line_with_its_link(markup: str, text: str, target: str, around: str) -> None:
    assert told(around.format(markup)) == [(BlockKind.PARAGRAPH, text, [target])]


def test_a_player_in_a_sentence_stands_behind_it() -> None:
    found = told('<p>Hear the bells <audio src="/bells.mp3"></audio> of the harbour.</p>')
    assert [text for _, text, _ in found] == ["Hear the bells of the harbour.", "Audio — isle.example"]


def test_a_post_is_one_quotation_with_its_link() -> None:
    post = (
        '<blockquote class="twitter-tweet"><p>Eleven sheep, and not one of them is mine.</p>&mdash; Doctor (@doctor) '
        '<a href="https://twitter.com/doctor/status/12345">May 1</a></blockquote>'
    )
    words = "Eleven sheep, and not one of them is mine. — Doctor (@doctor) May 1"
    assert told(post) == [(BlockKind.QUOTE, words, ["https://twitter.com/doctor/status/12345"])]


def test_a_post_without_a_link_to_it_in_its_words_is_given_one() -> None:
    post = (
        '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@doctor/video/1"><p>The piano sang.</p>'
        "</blockquote>"
    )
    words = "The piano sang. — tiktok.com"
    assert told(post) == [(BlockKind.QUOTE, words, ["https://www.tiktok.com/@doctor/video/1"])]


@pytest.mark.parametrize(
    "frame",
    [
        '<iframe src="https://ads.example/embed/slot" title="Try our soap"></iframe>',
        '<iframe src="https://www.facebook.com/plugins/like.php?href=x" title="Like us"></iframe>',
        '<iframe src="https://www.youtube.com/embed/abcDEF12345" width="1" height="1" title="Counter"></iframe>',
    ],
)
def test_a_frame_that_shows_nothing_to_read_is_left_out_and_told(frame: str) -> None:
    found = read(frame)
    assert told(frame) == []
    assert any("a frame" in piece.reason for piece in found.dropped)


def test_the_same_video_is_told_once() -> None:
    video = '<p><iframe src="https://player.vimeo.com/video/12345"></iframe></p>'
    assert len(told(video * 2)) == 1


def test_a_pull_quote_is_a_quotation_and_stands_once() -> None:
    pulled = '<aside class="pull-quote"><p>Nobody on the quay was at home to take it.</p></aside>'
    assert told(pulled) == [(BlockKind.QUOTE, "Nobody on the quay was at home to take it.", [])]
    assert told(pulled * 2) == told(pulled)


def test_the_label_that_an_item_begins_with_stays_with_its_text() -> None:
    item = "<ul><li><strong>Oars</strong><br><br>Two of ash, and one that is borrowed.</li></ul>"
    assert told(item) == [(BlockKind.ITEM, "Oars Two of ash, and one that is borrowed.", [])]


def test_a_short_sentence_over_the_text_is_a_heading_and_no_standfirst() -> None:
    page = (
        "<!DOCTYPE html><html lang='en'><head><title>Eleven sheep</title></head><body><article><h1>Eleven sheep</h1>"
        f"<div><h2>Nobody asked the sheep at all.</h2>{PROSE}<h2>The doctor asked a piano.</h2>{PROSE}</div></article>"
        "</body></html>"
    )
    document = extract(Source(page.encode(), datetime(2026, 1, 1, tzinfo=UTC), "")).document
    kinds = [block.kind for block in document.blocks]
    assert kinds.count(BlockKind.HEADING) == 2
    assert BlockKind.STANDFIRST not in kinds
