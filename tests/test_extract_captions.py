from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.builder import broken_laws
from library.document import BlockKind, Document, caption_parts, credit_line
from library.extract import extract
from library.extract.furniture import load_rules
from library.extract.html_credits import bare, credit_of, without_open_label
from library.source import HTML, Source
from tests.test_furniture import no_longer_than

LINE = "The tide came in over the flats and the boats rose one after the other until the bell rang out twice. "
BODY = f"<p>{LINE * 2}</p><p>Nobody had rung it. {LINE}</p><p>The keeper slept. {LINE}</p>"
IMAGE = "<img src='/i.jpg' alt='' width='600' height='400'>"
RULES = load_rules()


def read(body: str, head: str = "<title>The bell of the harbour</title>") -> Document:
    page = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    found = extract(Source(page.encode(), datetime(2025, 1, 1, tzinfo=UTC), media_type=HTML)).document
    assert broken_laws(found) == []
    return found


def captions(document: Document) -> list[tuple[str, str]]:
    return [caption_parts(document, block)[:2] for block in document.blocks if block.kind is BlockKind.CAPTION]


def texts(document: Document, kind: BlockKind) -> list[str]:
    return [document.slice(block) for block in document.blocks if block.kind is kind]


# The credit in a caption


@pytest.mark.parametrize(
    ("caption", "words", "credit"),
    [
        ("<span>The quay at night</span><span>Ada Crane</span>", "The quay at night", "Ada Crane"),
        ("<p>The quay at night</p><p>imago images/Crane</p>", "The quay at night", "imago images/Crane"),
        ("The quay at night<footer>SPA/Ada Crane</footer>", "The quay at night", "SPA/Ada Crane"),
        ("The quay at night <cite>Tern Images</cite>", "The quay at night", "Tern Images"),
        ("The quay at night (Tern News: Ada Crane)", "The quay at night", "Tern News: Ada Crane"),
        ("The quay at night (Supplied)", "The quay at night", "Supplied"),
        ("The quay lies in the fog at night - Ada Crane", "The quay lies in the fog at night", "Ada Crane"),
        (
            "<div class='x-caption'>The quay at night<i class='x-caption__source'>Tern</i></div>",
            "The quay at night",
            "Tern",
        ),
        ("(The Tern Weekly)", "", "The Tern Weekly"),
        ("Privat", "", "Privat"),
        ("Crane (Tern Rovers) beats Wick (Gull United)", "Crane (Tern Rovers) beats Wick (Gull United)", ""),
        ("Crane (Tern Rovers) and Wick (Gull United)", "Crane (Tern Rovers) and Wick (Gull United)", ""),
        (
            "The quay at night. TERN/Ada Crane <a class='x-caption__license' href='/l'>Purchase Licensing Rights</a>",
            "The quay at night.",
            "TERN/Ada Crane",
        ),
        ("The quay painted as <span>Night Watch</span>", "The quay painted as Night Watch", ""),
        ("<p>The quay at night</p><p>In May 2019</p>", "The quay at night In May 2019", ""),
        ("<p>The quay at night</p><p>It was foggy.</p>", "The quay at night It was foggy.", ""),
    ],
)
def test_a_name_that_the_markup_sets_apart_is_the_credit(caption: str, words: str, credit: str) -> None:
    page = f"<h1>The bell of the harbour</h1>{BODY}<figure>{IMAGE}<figcaption>{caption}</figcaption></figure>{BODY}"
    assert captions(read(page)) == [(words, credit)]


@pytest.mark.parametrize(
    "beside",
    [
        "<span class='author'>Ada Crane</span>",
        "<cite>Ada Crane</cite>",
        "<p>© Ada Crane</p>",
        "<meta itemprop='creditText' content='Ada Crane'>",
    ],
)
def test_a_credit_may_stand_beside_the_caption_in_the_figure(beside: str) -> None:
    figure = f"<figure>{IMAGE}<figcaption>The quay at night</figcaption>{beside}</figure>"
    assert captions(read(f"<h1>The bell of the harbour</h1>{BODY}{figure}{BODY}")) == [
        ("The quay at night", "Ada Crane")
    ]


@pytest.mark.parametrize(
    ("line", "is_caption"),
    [
        ("<p>The quay at night</p>", True),
        ("<p>The tide comes in by night</p>", False),
    ],
)
def test_a_line_behind_a_picture_is_its_caption_by_what_it_says(line: str, *, is_caption: bool) -> None:
    picture = "<img src='https://tern.example/i.jpg' alt='The quay at night' width='600' height='400'>"
    found = captions(read(f"<h1>The bell of the harbour</h1>{BODY}<p>{picture}</p>{line}{BODY}"))
    assert bool(found) is is_caption


@pytest.mark.parametrize(
    ("line", "words", "credit", "label"),
    [
        ("The quay at night. Photo by Ada Crane", "The quay at night.", "Ada Crane", "Photo by"),
        ("The quay at night, courtesy of Ada Crane", "The quay at night", "Ada Crane", "courtesy of"),
        ("The quay Courtesy of the sexton", "The quay", "the sexton", "Courtesy of"),
        ("Der Kai am Abend Foto: ansel/Mara Quell/cc by 2.0", "Der Kai am Abend", "ansel/Mara Quell/cc by 2.0", "Foto"),
        ("Der Kai (Symbolbild) (Bildquelle: Quell (CC0))", "Der Kai (Symbolbild)", "Quell (CC0)", "Bildquelle"),
        ("Le quai. Crédits : Claire Vautrin / Agence", "Le quai.", "Claire Vautrin / Agence", "Crédits"),
        ("El muelle de noche / Foto: Lucía Arrieta", "El muelle de noche", "Lucía Arrieta", "Foto"),
        ("O cais — Foto: Divulgação/Porto", "O cais", "Divulgação/Porto", "Foto"),
        ("Il molo di notte (foto Nino Valla)", "Il molo di notte", "Nino Valla", "foto"),
        ("De kade bij nacht. Beeld Anna Roes", "De kade bij nacht.", "Anna Roes", "Beeld"),
        ("Molo nocą, fot. Jan Wrzos", "Molo nocą", "Jan Wrzos", "fot"),
        ("Satama yöllä. Kuva: ANNA LAINE", "Satama yöllä.", "ANNA LAINE", "Kuva"),
        ("The quay — © Ada Crane/ansel.example.", "The quay", "Ada Crane/ansel.example", ""),
        ("(Ada Crane/Wire)", "", "Ada Crane/Wire", ""),
        ("Credit Ada Crane", "", "Ada Crane", "Credit"),
        ("The quay on Friday in June. Ansel Wire", "The quay on Friday in June.", "Ansel Wire", ""),
        ("The quay on Friday in 2019. (Ada O’Crane)", "The quay on Friday in 2019.", "Ada O’Crane", ""),
        ("“We go home,” she says. Ada van der Crane", "“We go home,” she says.", "Ada van der Crane", ""),
        ("The old quay by night. / Ada Crane", "The old quay by night.", "Ada Crane", ""),
        ("Der Kai im Juni. Foto dpa", "Der Kai im Juni.", "dpa", "Foto"),
        ("Der Kai im Juni, ada@tern.example", "Der Kai im Juni", "ada@tern.example", ""),
        ("金曜日の埠頭。（朝日）", "金曜日の埠頭。", "朝日", ""),
        ("金曜日の埠頭＝ロイター", "金曜日の埠頭", "ロイター", ""),
        ("밤의 부두. 연합뉴스", "밤의 부두.", "연합뉴스", ""),
        ("Der Kai. Foto: picture alliance/dpa | Mara Quell", "Der Kai.", "picture alliance/dpa | Mara Quell", "Foto"),
        ("Der Kai am Abend | picture alliance/dpa/Quell", "Der Kai am Abend", "picture alliance/dpa/Quell", ""),
        ("Der Kai am Abend. Foto: Mara Quell (Keystone)", "Der Kai am Abend.", "Mara Quell (Keystone)", "Foto"),
        ("Le quai, le 3 mai 2021 CLAIRE VAUTRIN / AFP", "Le quai, le 3 mai 2021", "CLAIRE VAUTRIN / AFP", ""),
        ("Le quai la nuit. - Claire Vautrin - AFP", "Le quai la nuit.", "Claire Vautrin - AFP", ""),
        ("Le quai la nuit. Crédit Photo : Claire Vautrin", "Le quai la nuit.", "Claire Vautrin", "Crédit Photo"),
        ("Le quai. Photo d’archives Claire Vautrin", "Le quai.", "Claire Vautrin", "Photo d’archives"),
        ("El muelle de noche. Juan Robles (EFE)", "El muelle de noche.", "Juan Robles (EFE)", ""),
        ("El muelle de noche. / EFE", "El muelle de noche.", "EFE", ""),
        ("Il molo di sera - Foto Ansa", "Il molo di sera", "Ansa", "Foto"),
        ("De kade bij nacht Foto ANP / Anna Roes", "De kade bij nacht", "ANP / Anna Roes", "Foto"),
        ("The quay at night. (AP Photo/Ada Crane, File)", "The quay at night.", "Ada Crane, File", "AP Photo"),
        ("The quay at night. (Staff photo by Ada Crane)", "The quay at night.", "Ada Crane", "Staff photo by"),
        ("The quay at night. ADA CRANE, ANSEL POST", "The quay at night.", "ADA CRANE, ANSEL POST", ""),
        (
            "The quay at night. Ada Crane, AFP via Getty Images",
            "The quay at night.",
            "Ada Crane, AFP via Getty Images",
            "",
        ),
        ("The quay at night (Ada Crane, AFP)", "The quay at night", "Ada Crane, AFP", ""),
        ("The quay at night. Ada Crane, Reuters", "The quay at night.", "Ada Crane, Reuters", ""),
        ("The quay at night. Provided by Ada Crane", "The quay at night.", "Ada Crane", "Provided by"),
        ("The quay at night Getty Images", "The quay at night", "Getty Images", ""),
        ("The quay at night. Ada Crane, CC BY-SA 4.0", "The quay at night.", "Ada Crane, CC BY-SA 4.0", ""),
        ("The quay at night. Image: © Tern/Ada Crane", "The quay at night.", "© Tern/Ada Crane", "Image"),
        ("Причал ночью. Ада Кран / Волна", "Причал ночью.", "Ада Кран / Волна", ""),
        ("Η προβλήτα τη νύχτα. Φωτ.: Άντα Κρέιν", "Η προβλήτα τη νύχτα.", "Άντα Κρέιν", "Φωτ."),
        ("الرصيف ليلا (رويترز)", "الرصيف ليلا", "رويترز", ""),
        ("We sailed on to Ansel. Ada Crane slept", "We sailed on to Ansel. Ada Crane slept", "", ""),
        ("The bell rang at Getty", "The bell rang at Getty", "", ""),
    ],
)
def test_a_caption_is_parted_from_its_credit(line: str, words: str, credit: str, label: str) -> None:
    assert tuple(vars(credit_of(line, RULES)).values()) == (words, credit, label)


@pytest.mark.parametrize(
    "line",
    [
        "The map: it shows the river",
        "He had one source: a man called John",
        "Image: the boat sank near the pier.",
        "Photo of the boat from the pier",
        "Boats and/or gulls at the quay",
        "The quay at night by the old mill",
        "Two credits for the price of one",
        "The bell of the church of St. Mary’s",
        "The quay in June. Anker Harbour is old.",
        "The quay, 2019. Oil on canvas",
        "Gate 4 on the old canal. Lock 7",
        "The men of the tug. Left",
        "The minister of tides (Labour)",
        "What is the bell good for? Ada Crane knows",
    ],
)
def test_words_of_a_caption_are_no_credit(line: str) -> None:
    assert credit_of(line, RULES).credit == ""


@given(st.text(max_size=80))
def test_parting_a_caption_invents_nothing(line: str) -> None:
    found = credit_of(line, RULES)
    for part in (found.words, found.credit):
        assert part in line


@pytest.mark.parametrize(
    ("credit", "right"),
    [
        ("(Ada Crane)", "Ada Crane"),
        ("Ada Crane (Wire)", "Ada Crane (Wire)"),
        ("Ada Crane)", "Ada Crane"),
        ("| AP", "AP"),
    ],
)
def test_a_credit_loses_the_brackets_around_it_only(credit: str, right: str) -> None:
    assert bare(credit) == right


def test_a_label_that_was_left_behind_is_taken_from_the_words() -> None:
    assert without_open_label("Der Kai / Quelle:") == ("Der Kai", "Quelle")
    assert without_open_label("Links das alte Bild") == ("Links das alte Bild", "")


@pytest.mark.parametrize(
    "line", ["Foto: " * 200, "© " * 300, "a / " * 200 + "b", "(" * 400, "Photo by " * 90, "AB " * 450]
)
def test_parting_a_caption_is_quick_whatever_it_says(line: str) -> None:
    with no_longer_than(20, line[:20]):
        credit_of(line[:1400], RULES)


def test_a_credit_is_printed_behind_its_label() -> None:
    assert credit_line("Ada Crane", "") == "Ada Crane"
    assert credit_line("Ada Crane", "Foto") == "Foto: Ada Crane"
    assert credit_line("Ada Crane", "Photo by") == "Photo by Ada Crane"


# Where captions stand


@pytest.mark.parametrize(
    "picture",
    [
        f"<figure>{IMAGE}<figcaption>Boats at noon. <span class='credit'>Jo Weir</span></figcaption></figure>",
        (f"<figure>{IMAGE}<div class='note'>1 / 3</div><figcaption>Boats at noon. <cite class='x-credit'>Jo Weir</cite>"
        "</figcaption></figure>"),
        f"<figure>{IMAGE}<p class='text'>Boats at noon.</p><span class='photo-credit'>Jo Weir</span></figure>",
        (f"<div class='widget widget-image'><figure>{IMAGE}<figcaption class='widget-text'>Boats at noon. "
        "<span class='widget-credits'>Jo Weir</span></figcaption></figure></div>"),
        (f"<div class='picture'><div>{IMAGE}</div><div class='info'><div aria-hidden='true' class='image-caption'>"
        "Boats at noon. Foto: Jo Weir</div></div></div>"),
        f"<div class='wp-caption'>{IMAGE}<p class='wp-caption-text'>Boats at noon. (Photo: Jo Weir)</p></div>",
        ("<figure><iframe src='https://video.example/1'></iframe><figcaption>Boats at noon. Video: Jo Weir</figcaption>"
        "</figure>"),
        (f"<div class='bild'>{IMAGE}<span class='bildunterschrift'>Boats at noon.</span>"
        "<span class='bildnachweis'>Jo Weir</span></div>"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["<div>{0}{1}</div>", "{1}<div>{0}</div>", "<div>{1}</div><div>{0}</div>"])
def test_a_caption_is_kept_with_its_credit_wherever_its_picture_stands(picture: str, place: str) -> None:
    article = place.format(BODY, picture)
    assert captions(read(f"<main><h1>The bell of the harbour</h1>{article}</main>")) == [("Boats at noon.", "Jo Weir")]


def test_lead_pictures_between_headline_and_text_are_all_kept() -> None:
    slide = "<div><a href='/{0}.jpg'><img src='/{0}.jpg'></a><div class='carousel-caption'>Boats, {0}</div></div>"
    slides = "".join(slide.format(number) for number in (1, 2, 3))
    page = f"<header><h1>The bell of the harbour</h1></header><div class='slides'>{slides}</div><div>{BODY}</div>"
    assert captions(read(page)) == [(f"Boats, {number}", "") for number in (1, 2, 3)]


def test_a_picture_in_the_navigation_or_of_another_article_is_none_of_this_one() -> None:
    title = "<h3><a href='/other'>Another bell rang</a></h3>"
    card = f"<figure><a href='/other'>{IMAGE}</a><figcaption>{title}</figcaption></figure>"
    aside = f"<aside><figure>{IMAGE}<figcaption>Boats for sale</figcaption></figure></aside>"
    page = f"<h1>The bell of the harbour</h1>{aside}<main><div>{BODY}</div>{card}</main>"
    assert captions(read(page)) == []


def test_a_headline_in_a_second_level_heading_is_found() -> None:
    picture = f"<figure>{IMAGE}<figcaption>Boats at noon</figcaption></figure>"
    head = "<h1>News</h1><h2>The bell of the harbour</h2><p class='dek'>Who rang it, and what for?</p>"
    document = read(f"{head}{picture}<div>{BODY}</div>")
    assert captions(document) == [("Boats at noon", "")]
    assert texts(document, BlockKind.STANDFIRST) == ["Who rang it, and what for?"]


# Standfirst and key points


@pytest.mark.parametrize(
    "standfirst",
    [
        "<p class='article__dek'>{}</p>", "<div class='chapo'><p>{}</p></div>", "<h2>{}</h2>", "<p class='sapo'>{}</p>",
        "<p data-gu-name='standfirst'>{}</p>", "<p class='lead'>{}</p>", "<p class='intro-text'>{}</p>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["<header>{0}{1}</header><div>{2}</div>", "<div>{0}{1}{2}</div>"])
def test_a_standfirst_is_told_from_the_text(standfirst: str, place: str) -> None:
    line = "Who rang it, and what was it rung for that night?"
    document = read(place.format("<h1>The bell of the harbour</h1>", standfirst.format(line), BODY))
    assert texts(document, BlockKind.STANDFIRST) == [line]
    assert document.text.count(line) == 1


def test_two_lines_with_sure_names_are_both_standfirst() -> None:
    lines = "<h2 class='subtitle'>Nobody rang it at all</h2><p class='standfirst'>The keeper was asleep by then.</p>"
    document = read(f"<header><h1>The bell of the harbour</h1>{lines}</header><div>{BODY}</div>")
    assert texts(document, BlockKind.STANDFIRST) == ["Nobody rang it at all", "The keeper was asleep by then."]


@pytest.mark.parametrize(
    "line", ["<h2>At the mill</h2>", "<p class='subtitle'>Photo: Ada Crane</p>", "<p class='lead'>By Ada Crane</p>"]
)
def test_a_heading_a_credit_and_a_byline_are_no_standfirst(line: str) -> None:
    assert texts(read(f"<main><h1>The bell of the harbour</h1>{line}{BODY}</main>"), BlockKind.STANDFIRST) == []


POINTS = "<ul><li>The bell rang twice.</li><li>Nobody had rung it.</li></ul>"


@pytest.mark.parametrize(
    "box",
    [
        f"<section class='key-takeaways'><h2>Key takeaways</h2>{POINTS}</section>",
        f"<div class='kasten'><h3>Das Wichtigste in Kürze</h3>{POINTS}</div>",
        f"<div><p><strong>L’essentiel</strong></p>{POINTS}</div>",
        f"<p>TL;DR</p>{POINTS}",
        POINTS.replace("<ul>", "<ul class='mol-bullets-with-font'>"),
        "<div class='key-points'><p>The bell rang twice.</p><p>Nobody had rung it.</p></div>",
    ],
)
def test_key_points_are_told_by_name_or_label(box: str) -> None:
    document = read(f"<main><h1>The bell of the harbour</h1>{box}{BODY}</main>")
    assert texts(document, BlockKind.KEY_POINT) == ["The bell rang twice.", "Nobody had rung it."]
    assert "Kürze" not in document.text
    assert "essentiel" not in document.text


def test_a_labelled_list_below_the_first_paragraph_is_key_points_and_a_bare_one_is_not() -> None:
    first = f"<p>{LINE * 2}</p>"
    labelled = read(f"<main><h1>The bell of the harbour</h1>{first}<h3>At a glance</h3>{POINTS}{BODY}</main>")
    assert len(texts(labelled, BlockKind.KEY_POINT)) == 2
    bare_list = read(f"<main><h1>The bell of the harbour</h1>{first}{POINTS}{BODY}</main>")
    assert len(texts(bare_list, BlockKind.ITEM)) == 2


# Captions that no class, or only the place, tells


@pytest.mark.parametrize(
    ("picture", "words", "credit"),
    [
        ("<p>{img}</p><p>The quay at low water. Photo: Ada Crane/Wire</p>", "The quay at low water.", "Ada Crane/Wire"),
        ("<div>{img}</div><p>The quay at low water (AP Photo)</p>", "The quay at low water", "AP Photo"),
        ("<p>{img}</p><p>Getty Images</p>", "", "Getty Images"),
        ("<dl class='large'><dt>{img}</dt><dd>The quay, again</dd></dl>", "The quay, again", ""),
        ("<div class='story-photo'>{img}<p class='source'>Ada Crane</p></div>", "", "Ada Crane"),
        ("<div class='img-holder'>{img}<span>The quay from the mill</span></div>", "The quay from the mill", ""),
        ("<div class='box'>{img}<div class='thumbcaption'><img src='/zoom.png'>The quay</div></div>", "The quay", ""),
        ("<div class='caption'>{img}<p>The quay at noon</p></div>", "The quay at noon", ""),
        ("<div class='inline-video'><div class='v'></div><p class='caption'>The tide</p></div>", "The tide", ""),
        ("<div class='pic'>{img}<h6 class='caption'>The quay, once more</h6></div>", "The quay, once more", ""),
        ("<aside class='single'>{img}<p class='caption'>The quay aside</p></aside>", "The quay aside", ""),
        ("<figure class='has-shares'>{img}<figcaption>Shared quay</figcaption></figure>", "Shared quay", ""),
        ("<div class='media-meta'><p class='caption'>The quay, dated</p>{img}</div>", "The quay, dated", ""),
    ],
)
def test_captions_are_told_by_their_box_or_by_the_credit_at_their_end(picture: str, words: str, credit: str) -> None:
    document = read(f"<article><h1>The bell of the harbour</h1>{BODY}{picture.format(img=IMAGE)}{BODY}</article>")
    assert captions(document) == [(words, credit)]


@pytest.mark.parametrize(
    "after",
    [
        "<p>{img}</p><p>The keeper said so to Reuters, and then slept.</p>",
        "<p>{img}</p><p>He was heard as far as the mill. (Source: the miller)</p>",
        "<p>{img}</p><p>© 2024 Ansel Wire. All rights reserved.</p>",
        "<div class='author-photo'>{img}<p>Ada Crane keeps bees in Ansel</p></div>",
        "<div class='has-image'>{img}<p>The keeper went home by the mill road.</p></div>",
    ],
)
def test_what_only_stands_beside_a_picture_is_no_caption(after: str) -> None:
    document = read(f"<article><h1>The bell of the harbour</h1>{BODY}{after.format(img=IMAGE)}{BODY}</article>")
    assert captions(document) == []


def test_a_picture_that_is_a_link_to_its_file_leads_the_article() -> None:
    link = f"<a href='/quay.jpg'>{IMAGE}<p class='wp-caption-text'>The quay in May</p></a>"
    top = f"<div class='featured'>{link}</div>"
    document = read(f"<h1>The bell of the harbour</h1>{top}<div class='text'>{BODY}</div>")
    assert captions(document) == [("The quay in May", "")]


def test_a_caption_that_is_furniture_is_named_among_what_was_left_out() -> None:
    figure = f"<figure>{IMAGE}<figcaption>Advertisement</figcaption></figure>"
    page = f"<title>The bell</title><article><h1>The bell</h1>{BODY}{figure}{BODY}</article>"
    found = extract(Source(page.encode(), datetime(2025, 1, 1, tzinfo=UTC), media_type=HTML))
    assert captions(found.document) == []
    assert [piece.text for piece in found.dropped] == ["Advertisement"]


def test_a_caption_that_is_set_again_for_an_enlarged_view_is_said_once() -> None:
    words = "The quay at low water in May"
    views = "".join(
        f"<div class='p'><img src='http://i.example/{n}.jpg'><p class=caption>{words}</p></div>" for n in "12"
    )
    document = read(f"<article><h1>The bell of the harbour</h1>{BODY}<div>{views}</div>{BODY}</article>")
    assert captions(document) == [(words, "")]


# Standfirsts and key points that no class tells


def test_a_sentence_directly_below_the_headline_is_the_standfirst() -> None:
    said = "Nobody had rung the bell of Ansel, and for nine hours nobody would say who had."
    document = read(f"<header><h1>The bell of the harbour</h1><div>{said}</div></header><div>{BODY}</div>")
    assert texts(document, BlockKind.STANDFIRST) == [said]


def test_a_list_of_statements_directly_above_the_text_is_its_key_points() -> None:
    points = ["The bell rang at noon by itself", "The keeper was asleep until one", "The miller heard it and said so"]
    rows = "".join(f"<li>{point}</li>" for point in points)
    document = read(f"<article><h1>The bell of the harbour</h1><ul>{rows}</ul>{BODY * 2}</article>")
    assert texts(document, BlockKind.KEY_POINT) == points


def test_key_points_may_stand_in_boxes_of_their_own() -> None:
    points = ["The bell rang at noon by itself", "The keeper was asleep until one"]
    boxes = "".join(f"<div>{point}</div>" for point in points)
    document = read(f"<h1>The bell of the harbour</h1><div class='key-points'>{boxes}</div><article>{BODY}</article>")
    assert texts(document, BlockKind.KEY_POINT) == points


def test_a_list_within_the_text_is_none_of_its_key_points() -> None:
    rows = "".join(f"<li>The bell number {number} is rung at noon</li>" for number in range(3))
    document = read(f"<article><h1>The bell of the harbour</h1>{BODY}<ul>{rows}</ul>{BODY}</article>")
    assert texts(document, BlockKind.KEY_POINT) == []


# A name beside a picture that its alternative begins with


@pytest.mark.parametrize(
    ("alternative", "name", "below", "told", "left"),
    [
        ("Marsh Pictures Boats by a quay", "Marsh Pictures", "The quay at noon", "Marsh Pictures", "Boats by a quay"),
        ("MPA Boats by the quay", "MPA", "", "MPA", "Boats by the quay"),
        ("Anna Lind beside the bell", "Anna Lind", "", "", "Anna Lind beside the bell"),
        ("Boats by the quay", "Open the gallery", "The quay at noon", "", "Boats by the quay"),
    ],
)  # fmt: skip
def test_a_name_is_a_credit_where_the_alternative_is_signed_with_it(
    alternative: str, name: str, below: str, told: str, left: str
) -> None:
    image = f"<img src='https://h.example/i.jpg' alt='{alternative}' width='600' height='400'>"
    caption = f"<figcaption>{below}</figcaption>" if below else ""
    found = read(f"<h1>The bell of the harbour</h1>{BODY}<figure>{image}<span>{name}</span>{caption}</figure>{BODY}")
    assert [credit for _, credit in captions(found)] == [told]
    assert texts(found, BlockKind.IMAGE) == [left]


def test_captions_of_pictures_that_a_script_draws_are_no_standfirst() -> None:
    words = "A keeper rows out to the bell at dawn with a lantern at the bow of her boat."
    drawn = (
        f"<div class='lead-feature'><div class='media-placeholder'></div><div class='embed-caption'>{words}</div></div>"
    )
    found = read(f"<h1>The bell of the harbour</h1>{drawn}<div class='text'>{BODY}</div>")
    assert texts(found, BlockKind.STANDFIRST) == []
    assert texts(found, BlockKind.CAPTION) == [words]
