"""The rule files: what they match, what is wrong in one's own, and that no line can stall them."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from types import FrameType

import pytest

from library.extract.furniture import Rules, is_sentence, load_rules

RULES = load_rules()
UNITS = (
    " ",
    "( ",
    "/ ",
    "A ",
    "Aa ",
    "Capital Words ",
    "Aaa/",
    "Photo: ",
    "Credit",
    "…",
    ".",
    "1",
    "1/",
    "- ",
    "：",
    "、",
    "图",
    "摄",
    "related ",
    "share ",
    "Facebook ",
    " and ",
    ". ",
    "O’Neil ",
    "by ",
    "(Reuters",
    "»",
    '"',
    "de ",
    "via ",
    "get our ",
    "January 1 ",
    "12:30 ",
    "mon, ",
)


@contextmanager
def no_longer_than(seconds: float, what: str) -> Iterator[None]:
    """Stop a regular expression that would never come to an end."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(what)

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_the_built_in_rules_are_all_usable() -> None:
    assert RULES.problems == ()
    assert len(RULES.furniture) > 80
    assert all(rule.reason for rule in RULES.furniture)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no alarm on this system")
@pytest.mark.parametrize(
    "section", ["furniture", "ends", "replies", "boxes", "credits", "bylines", "dates", "roles", "key_points"]
)
def test_no_line_stalls_a_rule(section: str) -> None:
    lines = [(one + other) * 200 for one, other in product(UNITS[::2], UNITS[1::4])] + [unit * 400 for unit in UNITS]
    for rule in getattr(RULES, section):
        with no_longer_than(20, f"{section}: {rule.reason}"):
            for line in lines:
                rule.pattern.fullmatch(line[: 700 if section == "credits" else 400] + "$")


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to continue reading", "Subscribe here for the evening edition.",
        "Subscribe today and get a month free",
        "Subscribe to The Deep on Spotify or Apple Podcasts.", "Log in or create an account", "Sign in to comment",
        "Click here to read more about the tides", "Please click here for our full coverage of the gates.",
        "To read the whole letter, click here", "The story continues below", "Text continues after map",
        "Article continues after the picture.", "Scroll down to see the pictures", "Scroll for more", "Back to top",
        "Lire aussi La digue d’Ancre", "You might be interested in these", "Newsletter Das Wichtigste am Abend",
        "Jetzt abonnieren!",
    ],
)  # fmt: skip
def test_a_control_of_the_page_is_furniture_between_paragraphs(line: str) -> None:
    assert RULES.furniture_at(line, "body") is not None


@pytest.mark.parametrize(
    "line",
    [
        "Log in", "Sign in to your account", "Subscribers who click here get lost, says the harbour master.",
        "Click here to download the table", "The story continues to haunt the town.", "Scroll down the river by canoe",
        "Back to the top of the league", "You may like it or not, the piles are rotten.",
        "Lire aussi longtemps que possible",
        "Subscribe to the view that tides are slow, as she does, and the gates make sense.",
    ],
)  # fmt: skip
def test_what_only_sounds_like_a_control_stays(line: str) -> None:
    assert RULES.furniture_at(line, "body") is None


@pytest.mark.parametrize(
    ("line", "words", "credit"),
    [
        ("The quay on Friday. Photo: Reuters", "The quay on Friday.", "Reuters"),
        ("The quay on Friday. Photo: K. Y. Marrack", "The quay on Friday.", "K. Y. Marrack"),
        ("The quay on Friday. Photo: EPA-EFE/Ansel Wire", "The quay on Friday.", "EPA-EFE/Ansel Wire"),
        ("The quay on Friday. Photo: Handout via Ansel Wire", "The quay on Friday.", "Handout via Ansel Wire"),
        ("The quay on Friday. Photo: ansel.example.com", "The quay on Friday.", "ansel.example.com"),
        ("The quay on Friday Photo: AFP", "The quay on Friday", "AFP"),
        ("Quay by night. Illustration: Wim Corder", "Quay by night.", "Wim Corder"),
        ("The quay. Photograph: Ada Crane/The Tern", "The quay.", "Ada Crane/The Tern"),
        ("The quay on Friday. (AP Photo/Ada Crane)", "The quay on Friday.", "Ada Crane"),
        ("The quay on Friday (Getty Images)", "The quay on Friday", "Getty Images"),
        ("The quay on Friday. (Ada Crane/The Tern)", "The quay on Friday.", "Ada Crane/The Tern"),
        ("The quay on Friday. REUTERS/Ada Crane/File Photo", "The quay on Friday.", "REUTERS/Ada Crane/File Photo"),
        ("The quay on Friday.Credit...Ada Crane", "The quay on Friday.", "Ada Crane"),
        ("Ada Crane/Getty Images", "", "Ada Crane/Getty Images"),
        ("Photo: Ada Crane", "", "Ada Crane"),
        ("Image source, PA Media", "", "PA Media"),
        ("Image caption, The quay on Friday", "The quay on Friday", ""),
        ("Der Kai am Freitag. Foto: picture alliance/dpa", "Der Kai am Freitag.", "picture alliance/dpa"),
        ("Le quai vendredi. © Claire Vautrin / AFP", "Le quai vendredi.", "Claire Vautrin / AFP"),
        ("周五的码头。（图：苇岸影像社）", "周五的码头。", "苇岸影像社"),
        ("金曜日の埠頭＝浅野透撮影", "金曜日の埠頭", "浅野透"),
    ],
)
def test_a_caption_is_taken_apart(line: str, words: str, credit: str) -> None:
    found = RULES.credit_in(line)
    assert found is not None
    assert (found.words.rstrip("＝"), found.credit) == (words, credit)


@pytest.mark.parametrize(
    "line",
    [
        "He had only one photo: his mother",
        "There was one more source: a man who would not be named.",
        "She told Reuters that she would not sell.",
        "“We lost it all,” he told AFP.",
        "The vote is on Friday (Thursday at sea).",
        "The question: who pays?",
        "Photo finish",
        "Illustration by candlelight is hard on the eyes",
        "Map: where it floods",
        "PORT ANSEL, March 3 (Reuters) - Dock workers voted on Tuesday.",
        "and/or",
        "By the light of one image: it burned.",
    ],
)
def test_a_sentence_is_no_caption(line: str) -> None:
    assert RULES.credit_in(line) is None


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Published: 9:30am, 12 Mar 2026", "9:30am, 12 Mar 2026"),
        ("March 12, 2026", "March 12, 2026"),
        ("Updated 9:12 AM EDT, Thu March 12, 2026", "9:12 AM EDT, Thu March 12, 2026"),
        ("Thu 12 Mar 2026 06.00 GMT", "Thu 12 Mar 2026 06.00 GMT"),
        ("2026-03-12T09:30:00Z", "2026-03-12T09:30:00Z"),
        ("Publié le 3 février 2026 à 05h30", "3 février 2026 à 05h30"),
        ("15 de enero de 2026", "15 de enero de 2026"),
        ("12. März 2026, 6:15 Uhr", "12. März 2026, 6:15 Uhr"),
        ("发布时间：2026年03月08日 10:20", "2026年03月08日 10:20"),
        ("In March 2026 the gates closed", ""),
        ("1911", ""),
        ("On 12 March 2026 it rained.", ""),
    ],
)
def test_a_line_that_is_a_date(line: str, date: str) -> None:
    assert RULES.date_in(line) == date


def test_what_a_sentence_is() -> None:
    assert is_sentence("The sea came in.")
    assert is_sentence("“More”")
    assert is_sentence("他说，走得慢一点。")
    assert not is_sentence("Back to top.")
    assert not is_sentence("Related articles")


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("furniture:\n  - pattern: '(['\n    reason: x", "furniture rule 1"),
        ("furniture:\n  - reason: x", "a rule has a `pattern`"),
        ("furniture:\n  - pattern: x", "gives its `reason`"),
        ("nonsense: []", "no section"),
        ("- a\n- b", "mapping"),
        ("furniture: [", "not valid YAML"),
        ("furniture:\n  - pattern: x\n    reason: y\n    where: nose", "`where`"),
        ("furniture:\n  - pattern: x\n    reason: y\n    where: [[1]]", "furniture rule 1"),
        ("furniture:\n  - pattern: x\n    reason: y\n    keep: minutes", "no group named minutes"),
        ("furniture:\n  - pattern: x\n    reason: y\n    drops: all", "`drops`"),
        ("credits:\n  - pattern: x", "no group named credit"),
        ("furniture:\n  - pattern: '%part%'\n    reason: y", "furniture rule 1"),
        ("parts: 3\nfurniture: 7", "no section"),
        ("parts: 3\nfurniture:\n  - pattern: '%a%'\n    reason: y", "furniture rule 1"),
        ("{[]: 1}", "not valid YAML"),
        ("parts: {a: '%a%'}\nfurniture:\n  - pattern: '%a%'\n    reason: y", ""),
    ],
)
def test_what_is_wrong_in_ones_own_file_is_said(tmp_path: Path, rule: str, problem: str) -> None:
    (tmp_path / "own.yaml").write_text(rule, encoding="utf-8")
    found: Rules = load_rules(tmp_path)
    assert [one for one in found.problems if "own.yaml" in one and problem in one] or not problem
    assert len(found.furniture) >= len(RULES.furniture)


def test_a_file_that_is_no_text_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    (tmp_path / "own.yml").write_bytes(b"\xff\xfe\x00furniture")
    assert "own.yml" in load_rules(tmp_path).problems[0]


@pytest.mark.parametrize(
    ("line", "where", "reason"),
    [
        ("Follow the Sallow Herald on Facebook, Instagram and YouTube.", "end", "follow control"),
        ("Visit our neighbours' homepage for more stories.", "body", "promotion of the site"),
        ("Media playback is not supported on this device", "body", "player chrome"),
        ("3 of 12", "body", "counter of a gallery"),
        ("Artikel teilen mit:", "head", "share control"),
        ("Lyssna på artikeln", "head", "control of the page"),
        ("この記事は会員限定です。", "tail", "request to subscribe"),
        ("Jetzt weiterlesen mit Plus", "tail", "request to subscribe"),
        ("vor 2 Std.", "body", "time of another article"),
        ("hace 3 horas", "body", "time of another article"),
        ("Igår 14:40", "body", "time of another article"),
        ("Publisert 05.08.2024, kl. 13.05", "head", "byline or date"),
        ("20 Nisan 2026•Güncelleme: 20 Nisan 2026", "head", "byline or date"),
        ("2025年1月14日 01時28分 (1月14日 01時40分更新)", "head", "byline or date"),
    ],
)
def test_what_a_page_says_for_itself_is_known_in_many_languages(line: str, where: str, reason: str) -> None:
    found = RULES.furniture_at(line, where, ["caption"])
    assert found is not None
    assert found[0].reason == reason


@pytest.mark.parametrize(
    "line",
    [
        "Follow the harbour wall to the bell and turn in at the gate.",
        "It was powered by the tide, and the tide was late.",
        "Publicado en 2015, el libro cuenta la historia del molino.",
        "Gestern um 14:40 Uhr läutete die Glocke zum letzten Mal.",
        "Two of the twelve keepers stayed.",
        "He had three hours to go before the ice.",
        "Need more room? Try shelves on the back of the doors, which cost next to nothing.",
        "Get lunch on the go",
    ],
)
def test_ordinary_sentences_that_begin_like_such_lines_are_safe(line: str) -> None:
    assert all(RULES.furniture_at(line, where) is None for where in ("head", "body", "tail"))


def test_the_terms_of_an_offer_are_furniture_below_the_text_only() -> None:
    assert RULES.furniture_at("24 Monate für 14,99 Euro", "body") is None
    assert RULES.furniture_at("24 Monate für 14,99 Euro", "tail") is not None
