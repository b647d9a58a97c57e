"""What copies of pages show only by place and form: credits of many countries, lists without bullets, small pages."""

from datetime import UTC, datetime

import pytest

from library.document import BlockKind, caption_parts
from library.extract import Extraction, extract
from library.extract.furniture import load_rules
from library.source import Source

BODY = [
    "The harbour board of Merrin voted on Tuesday to rebuild the old pier, which a storm had broken in two.",
    "Work is to begin in spring, and the board expects the first ferries to call there before the end of the summer.",
    "Fishermen had asked for a longer breakwater as well, but the money was not there, the chair of the board said.",
    "A second vote, on the price of moorings, was put off until the new members of the board have taken their seats.",
    "Nobody spoke against the plan, and the meeting ended an hour early for the first time that anybody could recall.",
]
TITLE = "Merrin rebuilds its broken pier"
MENU = "Home\n\nNews\n\nHarbour\n\nSport\n\nWeather\n\nLetters\n\nArchive\n\nAbout us\n\nContact\n\n"


def read(*paragraphs: str, url: str = "") -> Extraction:
    return extract(Source("\n\n".join(paragraphs).encode(), datetime.now(UTC), "copy.txt", url=url))


def texts(found: Extraction, kind: BlockKind) -> list[str]:
    return [found.document.slice(block) for block in found.document.blocks if block.kind is kind]


def captions(found: Extraction) -> list[tuple[str, str]]:
    blocks = [block for block in found.document.blocks if block.kind is BlockKind.CAPTION]
    return [caption_parts(found.document, block)[:2] for block in blocks]


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("The new pier of Merrin at low tide Credit: Ada Crane/Getty", "Ada Crane/Getty"),
        ("Die neue Mole von Merrin bei Ebbe. | Bild: picture alliance / dpa", "picture alliance / dpa"),
        ("Bildrechte: IMAGO/Ada Crane", "IMAGO/Ada Crane"),
        ("Quelle: dpa", "dpa"),
        ("La nouvelle jetée de Merrin, le 3 mai. ADA CRANE POUR « LE PHARE »", "ADA CRANE POUR « LE PHARE »"),
        ("El nuevo muelle de Merrin, el lunes.ADA CRANE", "ADA CRANE"),
        ("El nuevo muelle de Merrin, el lunes. / Ada Crane", "Ada Crane"),
        ("El nuevo muelle de Merrin, visto el lunes desde el faro | EFE", "EFE"),
        ("Il nuovo molo di Merrin (ansa)", "ansa"),
        ("De nieuwe pier van Merrin. Beeld Ada Crane", "Ada Crane"),
        ("Kuva: Ada Crane / Lehtikuva", "Ada Crane / Lehtikuva"),
        ("Merrin'in yeni iskelesi. Fotoğraf: AA", "AA"),
        ("Фото: Ada Crane / Маяк", "Ada Crane / Маяк"),
        ("メリン港の新しい桟橋＝3日午前、メリン（田中一郎撮影）", "田中一郎"),
        ("메린 항구의 새 부두. /연합뉴스", "연합뉴스"),
        ("The pier at low tide. Ada Crane for The Beacon", "Ada Crane for The Beacon"),
        ("The pier at low tide. [Ada Crane/Reuters]", "Ada Crane/Reuters"),
        ("The pier at low tide [File: Ada Crane/AP Photo]", "Ada Crane/AP Photo"),
        ("The pier at low tide. —AFP", "AFP"),
    ],
)
def test_credits_as_newspapers_of_many_countries_write_them(line: str, credit: str) -> None:
    found = load_rules(None).credit_in(line)
    assert found is not None
    assert found.credit == credit
    assert credit not in found.words


@pytest.mark.parametrize(
    "line",
    [
        *BODY,
        "The board voted for the pier. READ MORE",
        "The vote is a victory for the fishermen of the north side",
        "A pier - and a promise",
        "The board has two weeks to decide, and Ada Crane will chair it",
    ],
)
def test_what_is_no_credit(line: str) -> None:
    assert load_rules(None).credit_in(line) is None


def test_lines_without_bullets_between_headline_and_byline_are_key_points() -> None:
    points = [
        "Board of the harbour votes for a new pier",
        "Ferries may call before the end of summer",
        "Price of moorings is left for a second vote",
    ]
    found = read(
        MENU + TITLE,
        "\n".join(points),
        "By Ada Crane",
        "14 March 2026",
        *BODY,
        url="https://m.example/merrin-rebuilds-its-broken-pier",
    )
    assert found.metadata.title == TITLE
    assert texts(found, BlockKind.KEY_POINT) == points
    assert texts(found, BlockKind.PARAGRAPH) == BODY


def test_what_the_page_says_for_itself_below_key_points_is_none_of_them() -> None:
    points = [
        "Board of the harbour votes for a new pier",
        "Ferries may call before the end of summer",
        "Price of moorings is left for a second vote",
    ]
    call = "Visit the Beacon Log's homepage for more stories."
    url = "https://m.example/merrin-rebuilds-its-broken-pier"
    found = read(MENU + TITLE, "\n".join([*points, call]), "By Ada Crane", "14 March 2026", *BODY, url=url)
    assert texts(found, BlockKind.KEY_POINT) == points
    assert call in [piece.text for piece in found.dropped]


def test_a_labelled_list_below_the_first_paragraph_is_key_points_too() -> None:
    points = ["The pier is rebuilt from the coming spring on.", "The price of moorings is left for a second vote."]
    found = read(TITLE, "By Ada Crane", BODY[0], "Das Wichtigste in Kürze", "\n".join(points), *BODY[1:])
    assert texts(found, BlockKind.KEY_POINT) == points
    assert texts(found, BlockKind.PARAGRAPH) == BODY
    assert "Das Wichtigste in Kürze" in [piece.text for piece in found.dropped]


def test_a_list_in_the_middle_of_an_article_is_no_key_points() -> None:
    items = [
        "A breakwater that is longer by forty metres",
        "A crane for the boats that winter ashore",
        "A new light at its end",
    ]
    found = read(TITLE, "By Ada Crane", *BODY[:3], "\n".join(items), *BODY[3:])
    assert texts(found, BlockKind.KEY_POINT) == []
    assert texts(found, BlockKind.ITEM) == items


def test_controls_part_the_standfirst_from_the_body() -> None:
    standfirst = (
        "The harbour board has found the money at last, and the ferries that left two winters ago may come back."
    )
    found = read(
        MENU + TITLE, standfirst, "Share this article", *BODY, url="https://m.example/merrin-rebuilds-its-broken-pier"
    )
    assert texts(found, BlockKind.STANDFIRST) == [standfirst]
    assert texts(found, BlockKind.PARAGRAPH) == BODY


def test_two_paragraphs_without_anything_between_are_no_standfirst() -> None:
    found = read(TITLE, *BODY)
    assert texts(found, BlockKind.STANDFIRST) == []


def test_the_name_of_an_agency_goes_with_the_line_directly_above_it() -> None:
    found = read(
        TITLE,
        "By Ada Crane",
        *BODY[:2],
        "Divers looked at the broken piles on Monday morning.\nGetty Images",
        *BODY[2:],
    )
    assert captions(found) == [("Divers looked at the broken piles on Monday morning.", "Getty Images")]
    assert texts(found, BlockKind.PARAGRAPH) == BODY


def test_a_paragraph_above_a_blank_line_and_a_credit_stays_a_paragraph() -> None:
    found = read(TITLE, "By Ada Crane", *BODY[:2], "Getty Images", *BODY[2:])
    assert texts(found, BlockKind.PARAGRAPH) == BODY


def test_the_label_of_a_credit_and_its_name_on_two_lines() -> None:
    found = read(TITLE, "By Ada Crane", *BODY[:2], "Foto:", "Anton Luhr", *BODY[2:])
    assert ("", "Anton Luhr") in captions(found)


def test_what_other_people_wrote_below_an_article_is_left_out_without_a_label() -> None:
    opinion = "I never liked that pier, and I am not the only one who says so."
    others = "\n\n".join(f"Reader{at}\n\n1{at}.03.2024 11:0{at}\n\n{opinion}\n\nReply" for at in range(6))
    found = read(f"{MENU}{TITLE}", "By Ada Crane", "12 March 2024", *BODY, others, "Terms\n\nPrivacy\n\nHelp\n\nJobs")
    assert texts(found, BlockKind.PARAGRAPH) == BODY
    assert any("never liked" in piece.text for piece in found.dropped)


def test_the_same_is_kept_where_no_page_is_around_the_text() -> None:
    found = read(
        TITLE, "By Ada Crane", "12 March 2024", *BODY, "I never liked that pier, and I say so, wrote one reader."
    )
    assert texts(found, BlockKind.PARAGRAPH)[-1].startswith("I never liked")


def test_key_points_below_byline_and_date_are_told() -> None:
    points = [
        "The old pier of Merrin is to be rebuilt by the summer",
        "Fishermen do not get the longer breakwater they wanted",
        "A vote on the price of moorings was put off until autumn",
    ]
    found = read(TITLE, "By Ada Crane", "12 March 2024", "\n".join(points), *BODY)
    assert texts(found, BlockKind.KEY_POINT) == points
    assert texts(found, BlockKind.PARAGRAPH) == BODY


def test_the_headline_of_a_small_page_is_not_the_name_of_its_site() -> None:
    found = read(
        "The Beacon Log",
        "Home\nAbout\nArchive",
        TITLE,
        "14 March 2026",
        *BODY,
        url="https://m.example/2026/merrin-rebuilds-its-broken-pier",
    )
    assert found.metadata.title == TITLE
    assert texts(found, BlockKind.PARAGRAPH) == BODY


def test_a_short_foot_below_a_menu_goes_and_is_reported() -> None:
    foot = ["Related articles", "A light for the north side", "What the storm cost", "Who sits on the board"]
    found = read(MENU + TITLE, "By Ada Crane", *BODY, *foot, url="https://m.example/merrin-rebuilds-its-broken-pier")
    assert texts(found, BlockKind.PARAGRAPH) == BODY
    assert set(foot) <= {piece.text for piece in found.dropped}


@pytest.mark.parametrize(
    "line",
    [
        "Read more from Ada Crane",
        "Read more »",
        "Also: What the storm cost the town",
        "See also - what the storm cost",
        "Mehr lesen: Was der Sturm gekostet hat",
        "Please enable JavaScript to view the comments.",
        "Text continues",
        "Scroll down to continue",
        "La suite après la publicité",
        "Advertisement 2",
        "Sign up here",
        "Subscribe for more",
        "Sign In Sign Up",
        "Create your free account",
        "Click here to subscribe",
        "Copy link to article",
        "Artikel vorlesen",
        "Lesen Sie hier, wie der Sturm die Mole zerbrach.",
        "More from The Beacon Log",
        "© 2026 The Beacon Log. All rights reserved.",
    ],
)
def test_controls_and_labels_between_paragraphs_go_and_are_reported(line: str) -> None:
    found = read(TITLE, "By Ada Crane", *BODY[:2], line, *BODY[2:])
    assert texts(found, BlockKind.PARAGRAPH) == BODY
    assert texts(found, BlockKind.HEADING) == []
    assert line in {piece.text for piece in found.dropped}


@pytest.mark.parametrize(
    "line",
    [
        "Also: nobody had asked the ferrymen what they thought of it.",
        "Read more from the minutes of the board, she said, before you write to it again.",
        "More from less was the rule of the house, and the pier shows it.",
        "All rights reserved for the town would fall to the harbour board under the new plan.",
        "Lesen Sie hier nicht weiter, sagte er.",
    ],
)
def test_a_sentence_that_begins_like_a_control_stays(line: str) -> None:
    found = read(TITLE, "By Ada Crane", *BODY[:2], line, *BODY[2:])
    assert line in texts(found, BlockKind.PARAGRAPH)


def test_rows_of_legal_links_below_the_article_go_and_are_reported() -> None:
    foot = [
        "Terms of Service | Privacy | Imprint | Jobs",
        "Proudly published with Lantern",
        "All content copyright Ada Crane 2026.",
    ]
    found = read(TITLE, "By Ada Crane", *BODY, *foot)
    assert texts(found, BlockKind.PARAGRAPH) == BODY
    assert set(foot) <= {piece.text for piece in found.dropped}


SHOPPING = [
    "Paint",
    "Rope",
    "Nails",
    "Boards",
    "Lamp oil",
    "Ask Wim",
    "Call the crane",
    "Tar",
    "Brushes",
    "Two pulleys",
]


@pytest.mark.parametrize(
    "paragraphs",
    [
        [*SHOPPING, *BODY],
        [*BODY, *SHOPPING],
        [*BODY[:2], *SHOPPING, *BODY[2:]],
        ["# The pier", "## What happened", *BODY, "## Sources", "1. Minutes of the board", "2. A letter", "3. The log"],
        ["The pier", "4 Harbour Row", "Merrin", "Dear Ada,", *BODY, "Yours,", "Wim", "PS: The rope came."],
        [line for text in BODY for line in ("Ada:", text, "Wim:", "Yes.")],
    ],
    ids=["a list above", "a list below", "a list within", "marked up", "a letter", "a talk"],
)
def test_a_text_of_ones_own_loses_nothing(paragraphs: list[str]) -> None:
    assert read(*paragraphs).dropped == ()


def test_a_name_behind_the_last_sentence_of_a_line_between_paragraphs_is_a_credit() -> None:
    shown = "Divers looked at the broken piles of the old pier on Monday."
    found = read(TITLE, "By Ada Crane", *BODY[:2], f"{shown} Wim Corder", *BODY[2:])
    assert captions(found) == [(shown, "Wim Corder")]
    assert texts(found, BlockKind.PARAGRAPH) == BODY


@pytest.mark.parametrize("line", ["He had asked for it in a letter to the board of St. Ada Crane", "She met J. Corder"])
def test_a_name_at_the_end_of_a_sentence_is_no_credit(line: str) -> None:
    found = read(TITLE, "By Ada Crane", *BODY[:2], line, *BODY[2:])
    assert captions(found) == []


@pytest.mark.parametrize("agency", ["EPA", "Getty", "PA", "Getty Images / Ada Crane"])
def test_an_agency_on_a_line_of_its_own_goes_with_the_short_line_below(agency: str) -> None:
    shown = "Divers at the broken piles of the old pier"
    found = read(TITLE, "By Ada Crane", *BODY[:2], f"{agency}\n{shown}", *BODY[2:])
    assert captions(found) == [(shown, agency)]


def test_what_stands_between_headline_and_text_of_a_page_goes_and_is_reported() -> None:
    others = ["Seven harbours", "Tides", "Fog at noon", "Low water"]
    lines = [MENU + TITLE, "By Ada Crane", "14 March 2026", *others, *BODY, "Related articles", *others[::-1], "Terms"]
    found = read(*lines, url="https://m.example/merrin-rebuilds-its-broken-pier")
    assert found.metadata.authors == ("Ada Crane",)
    assert texts(found, BlockKind.PARAGRAPH)[-len(BODY) :] == BODY
    kept = found.document.text + " ".join(piece.text for piece in found.dropped)
    assert [line for line in others if line not in kept] == []


@pytest.mark.parametrize("label", ["⚡ TL;DR – Key takeaways", "🔑 Key points", "— In brief"])
def test_signs_before_the_label_of_key_points_do_not_hide_it(label: str) -> None:
    assert load_rules(None).is_key_points_label(label)
