"""What stands over the text of an article without a name that says what it is: standfirsts, key points, pictures."""

from datetime import UTC, datetime

import pytest

from library.document import BlockKind, Document, caption_parts
from library.extract import Extraction, extract
from library.source import HTML, Source

LINE = "The tide came in over the flats and the boats rose one after the other until the bell rang out twice. "
BODY = f"<p>{LINE * 2}</p><p>Nobody had rung it. {LINE}</p><p>The keeper slept. {LINE}</p>"
TITLE = "The bell of the harbour"
POINTS = ["The bell rang at noon by itself.", "The keeper was asleep until one.", "The miller heard it and said so."]
SAID = "Nobody had rung the bell of Ansel, and for nine hours nobody would say who had."
MORE = "The sexton, who sleeps in the tower, has asked for a new rope and a longer ladder."
IMAGE = "<img src='https://i.example/quay.jpg' alt='' width='600' height='400'>"


def found_in(body: str, description: str = "") -> Extraction:
    meta = f"<meta name='description' content='{description}'>" if description else ""
    page = f"<!doctype html><html><head><title>{TITLE}</title>{meta}</head><body>{body}</body></html>"
    return extract(Source(page.encode(), datetime(2025, 1, 1, tzinfo=UTC), media_type=HTML))


def article(head: str, description: str = "", *, apart: bool = True) -> Document:
    text = f"<div class='text'>{BODY}</div>" if apart else BODY
    return found_in(f"<main><article><h1>{TITLE}</h1>{head}{text}</article></main>", description).document


def texts(document: Document, kind: BlockKind) -> list[str]:
    return [document.slice(block) for block in document.blocks if block.kind is kind]


def captions(document: Document) -> list[tuple[str, str]]:
    return [caption_parts(document, block)[:2] for block in document.blocks if block.kind is BlockKind.CAPTION]


# Key points that are no list by their tags


@pytest.mark.parametrize(
    "head",
    [
        "<p>• {0}<br>• {1}<br>• {2}</p>",
        "<p><strong>In brief</strong><br>– {0}<br>– {1}<br>– {2}</p>",
        "<p><b>Das Wichtigste vorab</b><br>{0}<br>{1}<br>{2}</p>",
        "<div><h3>Les points à retenir</h3><p>{0}</p><p>{1}</p><p>{2}</p></div>",
        "<div><span>Det vigtigste</span><ul><li>{0}</li><li>{1}</li><li>{2}</li></ul></div>",
        "<p>▪ {0}</p><p>▪ {1}</p><p>▪ {2}</p>",
        "<p>- {0}</p><p>- {1}</p><p>- {2}</p>",
        "<div class='subs'><h2>{0}</h2><h2>{1}</h2><h2>{2}</h2></div>",
        "<div><div class='x'>{0}</div><div class='x'>{1}</div><div class='x'>{2}</div></div>",
        "<x-all><x-one class='p'>{0}</x-one><x-one class='p'>{1}</x-one><x-one class='p'>{2}</x-one></x-all>",
    ],
)
def test_key_points_are_told_by_bullets_and_by_parts_built_alike(head: str) -> None:
    assert texts(article(head.format(*POINTS)), BlockKind.KEY_POINT) == POINTS


@pytest.mark.parametrize(
    "head",
    ["<div><div>{0}</div></div><div><div>{1}</div></div><div><div>{2}</div></div>", "<p>{0}</p><p>{1}</p><p>{2}</p>"],
)
def test_lines_that_say_the_description_together_are_key_points(head: str) -> None:
    document = article(f"<div class='a'>{head.format(*POINTS)}</div>", " ".join(POINTS))
    assert texts(document, BlockKind.KEY_POINT) == POINTS


@pytest.mark.parametrize(
    "head",
    [
        "<ul class='related-links'><li>{0}</li><li>{1}</li><li>{2}</li></ul>",
        "<ul><li><a href='/1'>{0}</a> One</li><li><a href='/2'>{1}</a> Two</li><li><a href='/3'>{2}</a></li></ul>",
        "<p>– {0}</p><p>– {1}</p>",
        "<div><div class='x'><a href='/1'>{0}</a></div><div class='x'>{1}</div><div class='x'>{2}</div></div>",
    ],
)
def test_other_articles_and_speech_are_no_key_points(head: str) -> None:
    assert texts(article(head.format(*POINTS)), BlockKind.KEY_POINT) == []


def test_key_points_taken_from_an_aside_are_not_told_as_left_out() -> None:
    rows = "".join(f"<li>{point}</li>" for point in POINTS)
    box = f"<aside><h4>At a glance</h4><ul>{rows}</ul><p>Ask us more</p></aside>"
    found = found_in(f"<article><h1>{TITLE}</h1>{box}<div>{BODY}</div></article>")
    assert texts(found.document, BlockKind.KEY_POINT) == POINTS
    assert [piece.text for piece in found.dropped] == ["Ask us more"]


# Standfirsts by their place, their setting or the description


@pytest.mark.parametrize(
    ("head", "lines"),
    [
        (f"<p>{SAID}</p><p>{MORE}</p>", [SAID, MORE]),
        (f"<div class='by'>By Ada Crane</div><div class='tools'><div class='q'>{SAID}</div></div>", [SAID]),
        (f"<div class='q'><p class='z'>{SAID}</p><aside>Boats</aside></div>", [SAID]),
    ],
)
def test_a_sentence_between_headline_and_text_is_the_standfirst(head: str, lines: list[str]) -> None:
    assert texts(article(head, SAID), BlockKind.STANDFIRST) == lines


def test_what_a_card_of_another_article_says_is_no_standfirst() -> None:
    card = f"<a href='/rope'><h3>A rope for the sexton</h3><div class='article-intro'>{MORE}</div></a>"
    told = f"<div class='subtitle'>{SAID}</div>"
    assert texts(article(card + told), BlockKind.STANDFIRST) == [SAID]


def test_two_paragraphs_in_bold_over_the_text_are_the_standfirst() -> None:
    head = f"<p><strong>{SAID}</strong></p><p><b>{MORE}</b></p>"
    assert texts(article(head, apart=False), BlockKind.STANDFIRST) == [SAID, MORE]


def test_a_first_paragraph_in_italics_is_the_standfirst_where_it_says_the_description() -> None:
    head = f"<p><em>{SAID}</em></p>"
    assert texts(article(head, SAID, apart=False), BlockKind.STANDFIRST) == [SAID]
    assert texts(article(head, MORE, apart=False), BlockKind.STANDFIRST) == []


@pytest.mark.parametrize(
    "line",
    [
        "Published in May and updated by hand, this article is more than nine years old.",
        "If you buy a bell by one of our links we may earn a small commission.",
    ],
)
def test_what_is_said_of_the_page_is_no_standfirst(line: str) -> None:
    head = f"<div class='by'>By Ada Crane</div><div class='tools'><div class='q'>{line}</div></div>"
    assert texts(article(head), BlockKind.STANDFIRST) == []


# Pictures over the text, and boxes without a name


@pytest.mark.parametrize(
    "box",
    [
        "<div class='k1'><div class='k2'>{img}</div><div class='k3'><span>The quay at low water</span></div></div>",
        "<p>{img}<small>The quay at low water</small></p>",
        "<p>{img}</p><p><em><small>The quay at low water</small></em></p>",
        "<div class='slide'>{img}<div class='slide-info'><p>The quay at low water</p></div></div>",
    ],
)
def test_a_picture_is_captioned_by_the_few_words_in_its_box(box: str) -> None:
    picture = box.format(img=IMAGE)
    document = found_in(f"<article><h1>{TITLE}</h1>{BODY}{picture}{BODY.replace('bell', 'gong')}</article>").document
    assert captions(document) == [("The quay at low water", "")]


@pytest.mark.parametrize(
    "box",
    [
        "<div class='k1'>{img}<span>By Ada Crane, harbour reporter</span></div>",
        "<div class='k1'>{img}<span>Ada Crane keeps bees · 5 min read</span></div>",
        "<div class='k1'>{img}<a href='/o'>The quay at low water again</a></div>",
        "<div class='k1'>{img}<p>The keeper went home by the mill road, and was not seen before Monday.</p></div>",
    ],
)
def test_a_box_that_speaks_of_something_else_is_no_caption(box: str) -> None:
    picture = box.format(img=IMAGE)
    document = found_in(f"<article><h1>{TITLE}</h1>{BODY}{picture}{BODY.replace('bell', 'gong')}</article>").document
    assert captions(document) == []


def test_a_lead_is_found_in_an_article_without_a_headline() -> None:
    figure = f"<figure>{IMAGE}<figcaption>The quay at low water</figcaption></figure>"
    document = found_in(f"<article><div>{figure}</div><div class='text'>{BODY}</div></article>").document
    assert captions(document) == [("The quay at low water", "")]


def test_a_picture_over_the_text_that_is_left_out_is_named() -> None:
    figure = f"<figure>{IMAGE}<figcaption>A new boat for the summer</figcaption></figure>"
    found = found_in(f"<main><h1>{TITLE}</h1><div class='promo'>{figure}</div><div class='text'>{BODY}</div></main>")
    assert captions(found.document) == []
    assert ("A new boat for the summer", "advertising") in [(piece.text, piece.reason) for piece in found.dropped]


def test_a_credit_that_a_figure_says_beside_its_caption_is_that() -> None:
    source = "<span role='text'><span>Image source, </span>Ada Crane/Ansel Wire</span>"
    figure = f"<figure><div>{IMAGE}{source}</div><figcaption>The quay at low water</figcaption></figure>"
    document = found_in(f"<article><h1>{TITLE}</h1>{BODY}{figure}{BODY.replace('bell', 'gong')}</article>").document
    assert captions(document) == [("The quay at low water", "Ada Crane/Ansel Wire")]


def test_credits_of_two_pictures_that_stand_together_are_both_kept() -> None:
    figures = "".join(
        f"<figure><div></div><figcaption>Photo: {name}</figcaption></figure>" for name in ("Ada Crane", "Odo Brand")
    )
    document = found_in(f"<article><h1>{TITLE}</h1>{BODY}{figures}{BODY.replace('bell', 'gong')}</article>").document
    assert [credit for _, credit in captions(document)] == ["Ada Crane", "Odo Brand"]


# Captions that the markup does not show


@pytest.mark.parametrize(
    ("picture", "words", "credit"),
    [
        (
            "<div>{0} data-caption='The quay at low water' data-credit='Ada Crane'></div>",
            "The quay at low water",
            "Ada Crane",
        ),
        ("<div data-caption='The quay. Photo: Ada Crane'>{0}></div>", "The quay.", "Ada Crane"),
        ("<p>{0} class='caption' title='The quay at low water'></p>", "The quay at low water", ""),
        ("<p>{0}></p>", "The quay in May", "Odo Brand"),
    ],
)
def test_a_caption_may_stand_in_an_attribute_or_in_the_data_of_the_page(picture: str, words: str, credit: str) -> None:
    data = (
        "<script type='application/ld+json'>{'@type': 'NewsArticle', 'image': {'@type': 'ImageObject', 'url':"
        " 'https://i.example/big/quay-low.jpg?w=9', 'caption': 'The quay in May', 'creator': {'name': 'Odo Brand'}}}"
        "</script>"
    ).replace("'", '"')
    shown = picture.format("<img src='https://i.example/quay-low.jpg' width='600'")
    page = f"<article><h1>{TITLE}</h1>{BODY}{shown}{BODY.replace('bell', 'gong')}</article>"
    assert captions(found_in(data + page).document) == [(words, credit)]


def test_a_caption_that_is_shown_is_not_said_again_from_the_data() -> None:
    picture = "<img src='https://i.example/quay-low.jpg' width='600' data-caption='The quay at low water'>"
    figure = f"<figure>{picture}<figcaption>Low water at the quay</figcaption></figure>"
    document = found_in(f"<article><h1>{TITLE}</h1>{BODY}{figure}{BODY.replace('bell', 'gong')}</article>").document
    assert captions(document) == [("Low water at the quay", "")]


def test_what_is_none_among_key_points_is_named_as_left_out() -> None:
    call = "Visit the Beacon's homepage for more stories."
    points = ["The pier of Merrin is rebuilt by the summer.", "The price of moorings is put to a second vote."]
    listed = "".join(f"<li>{line}</li>" for line in (*points, call))
    prose = "".join(
        f"<p>The board met for the {number}th time and agreed that a pier has to reach the sea.</p>"
        for number in range(9)
    )
    found = found_in(f"<article><h1>Pier</h1><ul class=key-points>{listed}</ul>{prose}</article>")
    assert texts(found.document, BlockKind.KEY_POINT) == points
    assert (call, "promotion of the site") in [(piece.text, piece.reason) for piece in found.dropped]
