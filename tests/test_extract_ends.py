"""What of a page leads to other articles, or stands below the last paragraph, and is left out with its reason."""

from datetime import UTC, datetime

import pytest

from library.document import BlockKind
from library.extract import Extraction, extract
from library.source import Source

PROSE = [
    "The ferry over the Lenn has run without a rope since the autumn, and the two banks have since been moving apart.",
    "Its keeper measures the water every morning with a spoon, and enters what he finds in a book that nobody opens.",
    "Three engineers came from the capital, looked at the spoon for an hour, and asked whether there was a larger one.",
    "There was not, so the measure was taken four more times, and the river was found to be wider each time.",
]
HOST = "https://lenn.example"


def read(inside: str, url: str = f"{HOST}/news/the-ferry", author: str = "") -> Extraction:
    named = f'<meta name="author" content="{author}">' if author else ""
    head = f"<head><title>The ferry</title>{named}</head>"
    page = f"<html lang=en>{head}<body><article><h1>The ferry</h1>{inside}</article></body></html>"
    return extract(Source(page.encode(), datetime(2026, 1, 1, tzinfo=UTC), url=url))


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def lines(found: Extraction, *kinds: BlockKind) -> list[str]:
    document = found.document
    return [document.text[block.start : block.end] for block in document.blocks if not kinds or block.kind in kinds]


def reason(found: Extraction, text: str) -> str:
    return next((piece.reason for piece in found.dropped if text in piece.text), "")


TITLE = "Ropes are dear, and the spoons of the keepers are dearer"
LINK = f'<a href="/news/ropes-are-dear">{TITLE}</a>'


@pytest.mark.parametrize(
    "line",
    [
        f'<p>{LINK}</p>',
        f'<p>(Voir encore : <a href="{HOST}/news/ropes-are-dear">{TITLE}</a>)</p>',
        f'<p>&gt;&gt; <a href="https://www.lenn.example/a-7741203"><b>{TITLE}</b></a></p>',
        f'<h3>{LINK}</h3><h3>The spoon</h3>',
        f'<ul><li>{LINK}</li><li><a href="/b-7741204">Who dug the Lenn, and why so wide</a></li></ul>',
        f'<section><div><h3>{LINK}</h3></div><div><a href="/b"><h3>A wide river</h3></a>Towns</div></section>',
    ],
)  # fmt: skip
def test_a_title_of_another_article_between_the_paragraphs_is_left_out(line: str) -> None:
    found = read(paragraphs(*PROSE[:2]) + line + paragraphs(*PROSE[2:]))
    assert lines(found, BlockKind.PARAGRAPH) == PROSE
    assert TITLE not in found.document.text
    assert reason(found, TITLE)


@pytest.mark.parametrize(
    "line",
    [
        f'<p><a href="https://rope-makers.example/news/ropes-are-dear">{TITLE}</a></p>',
        f'<p><a href="/news/ropes-are-dear">{TITLE}.</a></p>',
        f'<p><a href="/papers/ropes-are-dear.pdf">{TITLE}</a></p>',
        f'<p>The keeper of the book says so too: {LINK} is what she wrote in it</p>',
        f"<h3>{LINK}</h3><p>The price of a rope is asked for at the mill, in a low voice.</p>",
        f"<p>The keeper names the one thing that he would read again:</p><ul><li>{LINK}</li></ul>",
    ],
)  # fmt: skip
def test_a_link_that_is_of_the_article_stays(line: str) -> None:
    found = read(paragraphs(*PROSE[:2]) + line + paragraphs(*PROSE[2:]))
    assert TITLE in found.document.text


def test_a_selection_of_articles_with_a_word_on_each_stays() -> None:
    heading = "<h3><a href=/a-{0}>What the {0} knows of the river</a></h3>"
    card = f"<li><div><img src=/i.jpg width=600>{heading}<p>{{1}}</p></div></li>"
    chosen = "".join(card.format(who, text) for who, text in zip(("spoon", "rope", "eel"), PROSE, strict=False))
    found = read(f"{paragraphs(*PROSE)}<ol>{chosen}</ol>{paragraphs(*PROSE)}")
    assert "What the rope knows of the river" in found.document.text


def test_a_page_that_is_a_list_of_links_stays_whole() -> None:
    titles = [f"{TITLE}, part {number} of the long story of the ferry" for number in range(6)]
    parts = (f'<a href="/news/part-{at}-of-it">{title}</a>' for at, title in enumerate(titles))
    told = (f"In part {at} the keeper of the spoon goes up the river and does not come back." for at in range(6))
    found = read(paragraphs(*(line for pair in zip(parts, told, strict=True) for line in pair)))
    assert [title for title in titles if title not in found.document.text] == []


def test_of_a_page_in_an_archive_its_own_site_counts() -> None:
    archive = "https://keep.example/web/2031/"
    inside = paragraphs(
        *PROSE[:3], f'<a href="{archive}https://rope-makers.example/ropes-are-dear">{TITLE}</a>', PROSE[3]
    )
    assert TITLE in read(inside, f"{archive}{HOST}/news/the-ferry").document.text


def test_a_heading_goes_with_the_other_articles_below_it() -> None:
    label = "<h2>From the valley</h2>"
    inside = paragraphs(*PROSE[:2]) + label + f"<p>{LINK}</p><h2>The spoon</h2>"
    found = read(inside + paragraphs(*PROSE[2:]))
    assert lines(found, BlockKind.HEADING) == ["The spoon"]
    assert reason(found, "From the valley") == "a heading with nothing under it"


# Below the last paragraph


@pytest.mark.parametrize(
    "line",
    [
        "Ilse Trapp teaches rivers at the evening school of Lenn and is a keeper of nothing.",
        "Tom Orrick is a freelance writer who lives on the other bank.",
        "Die Autorin ist Fährfrau im Ruhestand und schreibt an einem Buch über Löffel.",
        "El autor es profesor de ríos en la escuela nocturna.",
        "This article was first published in the yearbook of the ferries.",
        "The views expressed here are the author’s own and not those of the river.",
        "Follow us on Mastodon for more of the river.",
        "Follow Lenn Wire on Google News and add us as a preferred source to get the river in your feed.",
        "Got a story? Write to the keeper, or hold up a spoon.",
        "For more stories like this, check our river page.",
        "Alle Meldungen zum Fluss finden Sie jederzeit in unserem Liveblog:",
        "Abonnieren Sie jetzt unseren Newsletter über Flüsse.",
        "Thèmes : fleuves, cuillères",
        "Publié le 4 mai 2031 à 18h20",
        "ilse@lenn.example",
    ],
)
def test_what_stands_below_the_last_paragraph_is_left_out(line: str) -> None:
    found = read(paragraphs(*PROSE, line), author="Ilse Trapp")
    assert lines(found) == PROSE
    assert reason(found, line)


@pytest.mark.parametrize("line", ["Follow us on Mastodon for more of the river.", "Tom Orrick is a freelance writer."])
def test_the_same_line_within_the_article_stays(line: str) -> None:
    assert lines(read(paragraphs(*PROSE[:2], line, *PROSE[2:]))) == [*PROSE[:2], line, *PROSE[2:]]


@pytest.mark.parametrize(
    "line",
    [
        "Correction: an earlier version of this report called the spoon a ladle.",
        "Additional reporting by Tom Orrick; editing by Wen Ashby",
        "He is a writer of letters, and the river has answered him twice.",
        "North Lenn reports on Friday that its bank has moved again, and South Lenn covers its eyes.",
        "For years the keeper has written a live blog of the river.",
        "This is the part of the river that the author of the book on spoons had left out of it.",
    ],
)
def test_what_ends_the_article_itself_stays(line: str) -> None:
    assert lines(read(paragraphs(*PROSE, line)))[-1] == line


def test_of_a_very_short_page_nothing_is_taken_from_the_end() -> None:
    line = "Follow us on Mastodon for more of the river."
    assert line in read(paragraphs("The ferry is out.", line)).document.text


def test_cards_with_their_first_words_go_from_the_end() -> None:
    links = (f'<h3><a href="/news/card-number-{at}">Card {at} of the valley</a></h3>' for at in range(4))
    cards = "".join(f"{link}<p>Something was said there, and heard.</p>" for link in links)
    assert lines(read(paragraphs(*PROSE) + cards)) == PROSE


def test_comments_go_with_their_label_and_text_that_goes_on_stays() -> None:
    found = read(paragraphs(*PROSE) + "<h3>2 comments</h3><p>Wanda says:</p><p>I was on it once, and it was wide.</p>")
    assert lines(found) == PROSE
    assert reason(found, "it was wide") == "comments"
    goes_on = read(paragraphs(*PROSE[:2]) + "<p>Join the discussion</p>" + paragraphs(*PROSE[2:]))
    assert [text for text in PROSE if text not in goes_on.document.text] == []


def test_signs_that_part_the_text_are_a_rule() -> None:
    found = read(paragraphs(*PROSE[:2], "* * *", *PROSE[2:]))
    assert [block.kind for block in found.document.blocks].count(BlockKind.RULE) == 1
    assert "*" not in found.document.text


# Lists


def test_the_text_of_an_item_stays_with_its_label_and_its_marks() -> None:
    linked = '<p>A spoon is <a href="https://spoons.example/">no measure</a> of a river.</p>'
    item = f"<ul><li><b>Spoons</b>{linked}<p>Nor is a fork.</p></li></ul>"
    found = read(paragraphs(*PROSE) + item + paragraphs(PROSE[0].replace("ferry", "boat")))
    assert lines(found, BlockKind.ITEM) == ["Spoons A spoon is no measure of a river."]
    link = next(span for span in found.document.spans if span.target == "https://spoons.example/")
    assert found.document.text[link.start : link.end] == "no measure"
    assert "Nor is a fork." in lines(found, BlockKind.PARAGRAPH)


@pytest.mark.parametrize(
    "line",
    [
        "Wir benötigen Ihre Zustimmung, um den Beitrag von Mastodon zu laden.",
        "An dieser Stelle finden Sie einen externen Inhalt von YouTube, der den Artikel ergänzt.",
        "Ich bin damit einverstanden, dass mir der externe Inhalt angezeigt wird und jemand davon weiß.",
        "Ce contenu est bloqué car vous n’avez pas accepté les traceurs.",
        "Suscríbete a nuestro boletín y recibe las noticias del río.",
        "We may earn a commission if you buy a spoon through our links.",
    ],
)
def test_boxes_that_ask_something_of_the_reader_are_left_out(line: str) -> None:
    found = read(paragraphs(*PROSE[:2], line, *PROSE[2:]))
    assert lines(found) == PROSE
    assert reason(found, line)


@pytest.mark.parametrize(
    "line",
    [
        "The ministry said that it needs the consent of the parliament before the map can be shown to the court.",
        "Die Behörde benötigt die Zustimmung des Landtags, um die Karte zu veröffentlichen.",
        "El boletín de la fábrica anunció que el puente no se puede cruzar.",
        "The brokers earn a commission of two spoons when a boat is sold.",
    ],
)
def test_a_report_on_such_matters_stays(line: str) -> None:
    assert line in lines(read(paragraphs(*PROSE[:2], line, *PROSE[2:])))


# Boxes by the names of their classes


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("m-a-box-bio author-box", "about the author"),
        ("autorenkasten", "about the author"),
        ("v-paidbox", "a shop or subscription"),
        ("legal", "a notice below the article"),
    ],
)
def test_a_box_is_left_out_for_the_name_of_its_class(name: str, why: str) -> None:
    box = f'<div class="{name}"><p>The river is sold by the spoon, and a spoon is had at the mill for a coin.</p></div>'
    found = read(paragraphs(*PROSE[:3]) + box + paragraphs(PROSE[3]))
    assert lines(found) == PROSE
    assert reason(found, "sold by the spoon") == why


def test_the_credit_of_a_picture_in_a_box_for_copyrights_stays() -> None:
    picture = '<img src="/river.jpg" width="800" height="500" alt=""><div class="copyright">Photo: Tom Orrick</div>'
    found = read(paragraphs(*PROSE[:2]) + f'<div class="image">{picture}</div>' + paragraphs(*PROSE[2:]))
    assert "Tom Orrick" in found.document.text


def test_what_stands_below_a_loose_end_is_looked_at_as_an_end_too() -> None:
    found = read(paragraphs(*PROSE, "Copyright: Lenn Features, 2026") + "<h3>The author</h3>")
    assert lines(found) == PROSE
    assert reason(found, "Lenn Features") == "note on where it was printed"


CARD = f'<figure><a href="/news/ropes-are-dear"><img src="/r.jpg" alt="A rope"></a></figure><h3>{LINK}</h3>'
TOLD = f'<figure><img src="/r.jpg" alt="A rope"></figure><h3>A rope of its own</h3><p>{PROSE[1]} {LINK}</p>'


@pytest.mark.parametrize("card", [f"<div>{CARD}</div>", f"<div><h4>Read more</h4>{CARD}</div>"])
def test_a_card_with_a_picture_is_left_out_whole_where_all_of_it_leads_elsewhere(card: str) -> None:
    found = read(paragraphs(*PROSE[:2]) + card + paragraphs(*PROSE[2:]))
    assert lines(found) == PROSE
    assert reason(found, TITLE) == "other articles"


def test_a_part_with_a_picture_and_a_text_of_its_own_is_no_card() -> None:
    found = read(paragraphs(*PROSE[:2]) + f"<div>{TOLD}</div>" + paragraphs(*PROSE[2:]))
    assert lines(found, BlockKind.IMAGE, BlockKind.HEADING) == ["A rope", "A rope of its own"]
    assert TITLE in found.document.text


def test_a_sentence_that_leads_into_its_link_is_of_the_text() -> None:
    said = 'Its keeper <a href="https://moor.example/rope-walk">measures ropes for the whole of the lower valley</a>.'
    found = read(paragraphs(*PROSE[:3]) + f"<div><div><p>{said}</p></div></div>" + paragraphs(PROSE[3]))
    assert "Its keeper measures ropes for the whole of the lower valley." in lines(found)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Our river correspondent Tilda Moor has lived on both banks of the Lenn.", True),
        ("Reporterin Tilda Moor ist auf einer Fähre geboren.", True),
        ("The keeper told Tilda Moor that he would measure it again.", False),
    ],
)
def test_a_last_paragraph_that_tells_of_the_author_may_begin_with_what_he_is(line: str, told: bool) -> None:  # noqa: FBT001
    found = read(paragraphs(*PROSE, line), author="Tilda Moor")
    assert (reason(found, line) == "about the author") is told


def test_a_picture_that_calls_itself_advertising_is_left_out() -> None:
    banner = '<p><a href="/werbung"><img src="/w.jpg" alt="werbung_3" width="900" height="300"></a></p>'
    found = read(paragraphs(*PROSE[:2]) + banner + paragraphs(*PROSE[2:]))
    assert lines(found) == PROSE
    assert reason(found, "werbung_3") == "advertising"
